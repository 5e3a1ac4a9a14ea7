"""Many plain values are compared in blocks, with the comparison one by one as the measure."""

from __future__ import annotations

import math
import pickle
from typing import Any

import pytest
import torch

from ckpt_viewer.core.diffing import pairing, runs
from ckpt_viewer.core.diffing.diff import Diff, compare_structure
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.pickles.reader import build_graph, run_pickle
from ckpt_viewer.core.pickles.storages import PersistentIds
from ckpt_viewer.core.task import Cancelled, Task

MANY = 3 * 8192
NUMBERS: list[Any] = [float(n) for n in range(MANY)]


class Counting(Task):
    """Counts how often it is asked."""

    checks = 0

    def check(self) -> None:
        self.checks += 1
        super().check()


def read(value: object) -> Graph:
    top = run_pickle(pickle.dumps(value, protocol=2), Task()).top
    return build_graph(top, PersistentIds(lambda _: pytest.fail("no storage")), Task())


def with_places(values: list[Any], **places: Any) -> list[Any]:
    """The values with others at `at_N`."""
    made = list(values)
    for name, value in places.items():
        made[int(name.removeprefix("at_"))] = value
    return made


MIXED = with_places(NUMBERS, at_8191={"a": 1}, at_20000=[1, 2])
CASES: dict[str, tuple[object, object]] = {
    "equal": (NUMBERS, NUMBERS),
    "changed at the borders": (NUMBERS, with_places(NUMBERS, at_0=-1.0, at_8191=-1.0, at_8192=-1.0, at_24575=-1.0)),
    "another type": (NUMBERS, with_places(NUMBERS, at_9000=9000)),
    "nan": (with_places(NUMBERS, at_5=math.nan), with_places(NUMBERS, at_5=math.nan, at_6=math.nan)),
    "zeros": (with_places(NUMBERS, at_5=0.0), with_places(NUMBERS, at_5=-0.0)),
    "longer": (NUMBERS, [*NUMBERS, 1.0, 2.0]),
    "pairs": ([(n, str(n)) for n in range(MANY)], with_places([(n, str(n)) for n in range(MANY)], at_9000=(1, "x"))),
    "pairs and lists": ([(n, n) for n in range(MANY)], with_places([(n, n) for n in range(MANY)], at_7=[7, 7])),
    "dict": ({f"k{n}": n for n in range(MANY)}, {f"k{n}": n + (n == 8192) for n in range(MANY)}),
    "dict in another order": ({f"k{n}": n for n in range(MANY)}, {f"k{n}": n for n in reversed(range(MANY))}),
    "mixed, equal": (MIXED, MIXED),
    "mixed, changed": (MIXED, with_places(MIXED, at_1=-1.0, at_8191={"a": 2}, at_20000=[1, 3])),
    "mixed against numbers": (MIXED, NUMBERS),
    "mixed, shorter": (MIXED, MIXED[:-3]),
}


def told(diff: Diff) -> tuple[object, ...]:
    entries = {(entry.path_a, entry.path_b, entry.status, entry.text) for entry in diff.entries}
    return entries, diff.equal_values, diff.notes, diff.unlike, diff.alike


@pytest.mark.parametrize("name", CASES)
def test_as_one_by_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = map(read, CASES[name])
    found = told(compare_structure(a, b))
    for compare in ("compare_runs", "compare_mixed"):
        monkeypatch.setattr(pairing, compare, lambda *_: None)
    assert found == told(compare_structure(a, b))


def test_of_many_differences_beside_something_else_that_is_compared_too() -> None:
    other = [-1.0 if type(value) is float else value for value in with_places(MIXED, at_8191={"a": 2})]
    diff = compare_structure(read(MIXED), read(other))
    assert [(entry.path_a, entry.text.partition(",")[0]) for entry in diff.entries] == [
        ((), "24"), ((8191, "a"), "1 → 2")]
    assert diff.entries[0].text.startswith("24,574 of 24,576 items differ, the first is number 0: ")


@pytest.mark.parametrize("name", ["equal", "pairs", "mixed, equal"])
def test_costs_no_step_for_each_value_and_can_be_cancelled(name: str) -> None:
    a, b = map(read, CASES[name])
    walk = pairing.Pairing(a, b, Task())
    budget = walk._budget
    walk.run()
    assert budget - walk._budget < 100
    task = Counting()
    compare_structure(a, b, task)
    assert task.checks >= MANY // runs._BLOCK
    task.cancel()
    with pytest.raises(Cancelled):
        compare_structure(a, b, task)


def test_a_tensor_among_many_values_is_an_entry(tmp_path: Any) -> None:
    from ckpt_viewer.core.formats import open_checkpoint

    graphs = []
    for name in "ab":
        torch.save(with_places(NUMBERS, at_9000=torch.ones(2)), tmp_path / name)
        graphs.append(open_checkpoint(tmp_path / name).graph)
    diff = compare_structure(graphs[0], graphs[1])
    assert [(entry.path_a, entry.status) for entry in diff.entries] == [((9000,), "tensor")]
    assert diff.equal_values == MANY - 1
