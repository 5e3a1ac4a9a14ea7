"""Progress and tables on a terminal."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.plain_data import Json
from ckpt_viewer.verbs.answer import Answer, Data, Rows, Stream, Table, whole
from ckpt_viewer.verbs.stats import PackedRows
from ckpt_viewer.verbs.terminal import columns_that_fit, progress_task, write


class Screen(io.StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    task = progress_task()
    task.start(1000, "Comparing")
    for _ in range(1000):
        task.advance(1)
    shown = screen.getvalue().split("\r\x1b[K")
    assert shown[:4] == ["", "Comparing 0 %", "Comparing 1 %", "Comparing 2 %"]
    assert len(shown) == 102
    assert shown[-1] == "", "the line is empty at the end"


@pytest.mark.parametrize(("stderr", "terminal"), [(io.StringIO, "xterm"), (Screen, "dumb")])
def test_no_progress_where_nobody_looks_or_no_line_can_be_rewritten(
        stderr: type[io.StringIO], terminal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = stderr()
    monkeypatch.setattr("sys.stderr", shown)
    monkeypatch.setenv("TERM", terminal)
    task = progress_task()
    task.start(10, "Comparing")
    task.advance(10)
    write(Answer(None, ()), io.StringIO(), as_json=False)
    assert shown.getvalue() == ""


def test_a_narrow_window_does_without_spare_columns() -> None:
    table = Table(("where", "a", "b", "c"), (("x" * 20, "1" * 8, "2" * 8, "3" * 8),), spare=(2, 1))
    assert columns_that_fit(table, 50) == [0, 1, 2, 3]
    assert columns_that_fit(table, 49) == [0, 1, 3]
    assert columns_that_fit(table, 39) == [0, 3]
    assert columns_that_fit(table, 5) == [0, 3], "what a person came for stays"


@pytest.mark.parametrize("items", [[], [None], [[]], [{}], [{"a": [1, "x\ny"], "b": {}}, 2, "é", []], list(range(99))])
def test_a_stream_is_written_as_the_list_of_its_items(items: list[Json]) -> None:
    def run(receive: Callable[[Json], object]) -> int:
        for item in items:
            receive(item)
        return 7

    for out, layout in ((io.StringIO(), None), (Screen(), 2)):
        assert write(Answer(Stream(run), ()), out, as_json=True) == 7
        assert out.getvalue() == json.dumps(items, indent=layout) + "\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt, CheckpointError("gone")])
@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_stream_that_breaks_off_is_no_list(count: int, error: BaseException) -> None:
    def run(receive: Callable[[Json], object]) -> int:
        for item in range(count):
            receive({"count": item})
        raise error

    out = io.StringIO()
    with pytest.raises((KeyboardInterrupt, CheckpointError)):
        write(Answer(Stream(run), ()), out, as_json=True)
    with pytest.raises(json.JSONDecodeError):
        json.loads(out.getvalue())
    assert bool(out.getvalue()) == bool(count)


def test_packed_rows_are_the_rows_as_often_as_one_looks() -> None:
    packed, rows = PackedRows(), [(str(n), "▁█ \ud800\n", '"', "") for n in range(700)]
    for row in rows:
        packed.add(row)
    assert list(packed) == rows
    assert list(packed) == rows


def test_no_progress_among_what_is_written_to_the_same_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    progress_task(Screen()).start(10, "Measuring")
    assert screen.getvalue() == ""
    progress_task(io.StringIO()).start(10, "Measuring")
    assert screen.getvalue() == "\r\x1b[KMeasuring 0 %"


def _rows(*rows: object) -> Data:
    return Rows(lambda: iter(rows))  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [
    None, [], {}, (), _rows(), {"a": _rows()}, {"a": 1, "b": [1, {"c": "x\ny"}]}, _rows(1, "é", None, [2, {}]),
    {"t": _rows({"path": ["a", 0], "s": []}, {"path": []}), "o": ({"g": ({"p": _rows(1, 2), "q": {}},)}, {}), "n": []},
    _rows(*range(3000)), (_rows([]), _rows({}), ()),
])
def test_json_made_in_pieces_is_that_of_the_whole(data: Data) -> None:
    for out, layout in ((io.StringIO(), None), (Screen(), 2)):
        write(Answer(data, ()), out, as_json=True)
        assert out.getvalue() == json.dumps(whole(data), indent=layout) + "\n"


@pytest.mark.parametrize("count", [10, 6_000])
def test_very_many_rows_are_written_as_they_are_made(count: int) -> None:
    """In a narrow window too, where few rows wrap and many do without spare columns."""
    table = Table(("where", "size"), Rows(lambda: ((f"w{i}", f"{i:,}") for i in range(count))), frozenset({1}))
    screen, pipe = Screen(), io.StringIO()
    for out in (screen, pipe):
        write(Answer(None, ("title", table)), out, as_json=False)
        lines = out.getvalue().splitlines()
        assert len(lines) == count + 2
        assert lines[-1].split() == [f"w{count - 1}", f"{count - 1:,}"]
        assert len(lines[-1]) == len(lines[-2]), "numbers end in one column"
