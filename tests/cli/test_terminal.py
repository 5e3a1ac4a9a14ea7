"""Progress and tables on a terminal."""

from __future__ import annotations

import io

import pytest

from ckpt_viewer.verbs.answer import Table
from ckpt_viewer.verbs.terminal import columns_that_fit, progress_task


class Screen(io.StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    task = progress_task()
    task.start(1000, "Comparing")
    for _ in range(1000):
        task.advance(1)
    shown = screen.getvalue().split("\r\x1b[K")
    assert shown[:4] == ["", "Comparing 0 %", "Comparing 1 %", "Comparing 2 %"]
    assert len(shown) == 102
    assert shown[-1] == "", "the line is empty at the end"


def test_no_progress_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr("sys.stderr", pipe)
    task = progress_task()
    task.start(10, "Comparing")
    task.advance(10)
    assert pipe.getvalue() == ""


def test_a_narrow_window_does_without_spare_columns() -> None:
    table = Table(("where", "a", "b", "c"), (("x" * 20, "1" * 8, "2" * 8, "3" * 8),), spare=(2, 1))
    assert columns_that_fit(table, 50) == [0, 1, 2, 3]
    assert columns_that_fit(table, 49) == [0, 1, 3]
    assert columns_that_fit(table, 39) == [0, 3]
    assert columns_that_fit(table, 5) == [0, 3], "what a person came for stays"
