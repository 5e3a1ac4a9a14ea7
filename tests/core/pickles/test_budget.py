"""Pickles made to fill memory or time are refused, or open small; what honest programs write opens, however large."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Sized
from pathlib import Path

import pytest

from ckpt_viewer.core.checkpoint import GlobalUse
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.graph import Global, Sequence
from ckpt_viewer.core.pickles import budget
from ckpt_viewer.core.pickles.memo import Memo
from ckpt_viewer.core.pickles.reader import build_graph, run_pickle
from ckpt_viewer.core.pickles.sequence import run_following
from ckpt_viewer.core.pickles.storages import PersistentIds
from ckpt_viewer.core.task import Task
from tests.core.pickles.bombs import BOMBS
from tests.core.pickles.packed_bombs import PACKED_BOMBS
from tests.core.pickles.test_machine import no_storage

TRIED = Path(__file__).with_name("exploding.py")
MOST_GROWTH = 1 << 30


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, str | int]]:
    """What one process, bound in memory, made of each bomb of a few megabytes."""
    ran = subprocess.run([sys.executable, TRIED, "400000"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return {row["name"]: row for row in map(json.loads, ran.stdout.splitlines())}


@pytest.mark.parametrize("name", [*BOMBS, *PACKED_BOMBS])
def test_a_bomb_is_refused_or_opens_small(name: str, outcomes: dict[str, dict[str, str | int]]) -> None:
    row = outcomes[name]
    assert int(row["grown"]) < MOST_GROWTH
    assert int(row["steps"]) <= budget.MOST_STEPS + 65536
    error = str(row["error"])
    assert "\n" not in error
    assert not error or "not read to its end" in error or "malformed" in error or "ends before" in error


REFUSED = {
    "nested tuples of one": "containers and objects", "empty dicts": "containers and objects",
    "calls": "containers and objects", "persistent ids": "containers and objects", "thrown away": "throw away",
    "doubled": "copy", "frames": "frame", "names": "different things", "marks": "memory",
}


@pytest.mark.parametrize(("name", "word"), REFUSED.items())
def test_the_error_says_what_was_too_much(name: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for bound, low in (("MOST_MEMORY", 30 << 20), ("BASE_MADE", 1 << 20), ("BASE_WASTE", 1000)):
        monkeypatch.setattr(budget, bound, low)
    data = BOMBS[name](500_000)
    with pytest.raises(Damaged, match=word) as caught:
        run_pickle(data, Task())
    assert str(caught.value).count("not read to its end") == 1


def test_names_seen_before_the_end_are_reported() -> None:
    data = b"\x80\x04cos\nsystem\nX\x02\x00\x00\x00ls\x85R0" + b"N0" * 1_000_000 + b"."
    with pytest.raises(Damaged) as caught:
        run_pickle(data, Task())
    assert [use.name for use in caught.value.seen if isinstance(use, GlobalUse)] == [Global("os", "system")]


def test_steps_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_STEPS", 100_000)
    run_pickle(BOMBS["nothings"](90_000), Task())
    with pytest.raises(Damaged, match="instructions"):
        run_pickle(BOMBS["nothings"](200_000), Task())


COUNTED = {  # instructions for each tensor, at least: each of them takes a quarter of a microsecond
    "tensors in runs of one": 28, "tensors fetched again": 28, "tensors in long runs of one storage": 60,
    "tensors in runs of one of one storage": 88, "tensors whose sizes are fetched": 200,
    "dicts of tensors in runs of one": 28, "dicts of tensors whose sizes are fetched": 200,
    "dicts of tensors in long runs, no two alike": 80,
}


@pytest.mark.parametrize(("name", "least"), COUNTED.items())
def test_runs_of_tensors_count_for_the_time_they_take(name: str, least: int) -> None:
    data, spent = PACKED_BOMBS[name](60_000), budget.Spending(60_000)
    run_pickle(data, Task(), spent=spent, packing=True)
    assert spent.steps >= least * data.count(b"QK")


def test_a_long_run_is_refused_before_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    data = PACKED_BOMBS["tensors in long runs of one storage"](2_000_000)
    monkeypatch.setattr(budget, "MOST_STEPS", 200_000)
    spent = budget.Spending(len(data))
    with pytest.raises(Damaged, match="instructions"):
        run_pickle(data, Task(), spent=spent, packing=True)
    assert spent.steps < 600_000


def test_what_follows_a_pickle_gets_what_time_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_STEPS", 100_000)
    flood = BOMBS["nothings"](70_000)
    run_pickle(flood, Task())
    spent = budget.Spending(len(flood))
    ran = run_pickle(flood * 3, Task(), spent=spent)
    found = run_following(flood * 3 + b"\x80\x02cos\nsystem\n.", ran.end, Task(), "here", spent=spent)
    assert found.globals == ()
    assert "more pickle" not in found.notes[0].text


def test_small_pickles_share_what_they_may_spend() -> None:
    spent = budget.Spending(1000)
    data = BOMBS["empty dicts"](70_000)
    for _ in range(3):
        run_pickle(data, Task(), spent=spent)
    with pytest.raises(Damaged, match="containers"):
        run_pickle(data, Task(), spent=spent)


HONEST: dict[str, Callable[[], Sized]] = {
    "integers": lambda: list(range(150_000)),
    "floats": lambda: [i / 7 for i in range(100_000)],
    "pairs": lambda: [(i % 200, i % 100) for i in range(50_000)],
    "keys": lambda: {f"key{i}": i for i in range(100_000)},
    "steps of a game": lambda: [([i / 2, i / 3], i % 4, i / 5, False) for i in range(15_000)],
    "dicts": lambda: [{"a": i} for i in range(50_000)],
}


@pytest.mark.parametrize("protocol", [2, 4])
@pytest.mark.parametrize("name", HONEST)
def test_what_honest_programs_write_opens(name: str, protocol: int) -> None:
    value = HONEST[name]()
    graph = build_graph(run_pickle(pickle.dumps(value, protocol), Task()).top, PersistentIds(no_storage), Task())
    assert len(graph.children(graph.root)) == len(value)


def test_a_long_text_named_again_and_again_is_encoded_once() -> None:
    text = b"X\x00\x00\x10\x00" + b"a" * (1 << 20) + b"\x94"
    head = b"\x80\x04c_codecs\nencode\n\x94" + text + b"X\x06\x00\x00\x00latin1\x94("
    graph = build_graph(run_pickle(head + b"h\x00h\x01h\x02\x86R" * 5000 + b"l.", Task()).top,
                        PersistentIds(no_storage), Task())
    root = graph[graph.root]
    assert isinstance(root, Sequence)
    first, last = graph[root.items[0]], graph[root.items[-1]]
    assert first.value is last.value  # type: ignore[union-attr]


def test_a_complex_number_of_integers_that_no_float_holds_stays_a_call() -> None:
    graph = build_graph(run_pickle(b"\x80\x02cbuiltins\ncomplex\nL" + b"9" * 400 + b"L\nK\x00\x86R.", Task()).top,
                        PersistentIds(no_storage), Task())
    assert graph[graph.root].kind == "builtins.complex"


def test_a_memo_that_counts_from_one() -> None:
    memo = Memo()
    memo.put(1, "one")
    memo.put(2, "two")
    assert (0 in memo, 1 in memo, len(memo), memo.far) == (False, True, 2, {})
    memo.put(0, "zero")
    assert [memo.get(index) for index in range(3)] == ["zero", "one", "two"]
    assert len(memo) == 3


def test_what_stands_before_the_first_entry_is_nothing() -> None:
    for get in (b"h\x00", b"j\x00\x00\x00\x00", b"g0\n"):
        with pytest.raises(Damaged, match="memo 0 was never put"):
            run_pickle(b"\x80\x04Nq\x01" + get + b".", Task())
    assert run_pickle(b"\x80\x04Nq\x01K\x05q\x02K\x07\x94h\x02.", Task()).top == 7  # counts two, so it is put at two


def test_memo_in_order_and_out_of_it() -> None:
    memo = Memo()
    for index in (0, 1, 5, 2, 1):
        memo.put(index, f"{index}")
    memo.put(3, "three")
    memo.put(4, "four")
    memo.put(5, "five")
    assert len(memo) == 6
    assert [memo.get(index) for index in range(6)] == ["0", "1", "2", "three", "four", "five"]
    assert -1 not in memo
    assert 6 not in memo
