"""What stands beside a value: everything else of its container, in both files."""

from __future__ import annotations

import io
from typing import Any

import pytest
import torch

from ckpt_viewer.core.diffing import siblings
from ckpt_viewer.core.diffing.diff import Diff, compare_structure
from ckpt_viewer.core.diffing.siblings import Neighbour, values_beside
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.task import Cancelled, Task


@pytest.fixture
def compare(tmp_path_factory: pytest.TempPathFactory) -> Any:
    def compared(a: Any, b: Any) -> Diff:
        folder = tmp_path_factory.mktemp("pair")
        for name, value in (("a.pth", a), ("b.pth", b)):
            held = io.BytesIO()
            torch.save(value, held)
            (folder / name).write_bytes(held.getvalue())
        return compare_structure(open_checkpoint(folder / "a.pth").graph, open_checkpoint(folder / "b.pth").graph)

    return compared


def around(diff: Diff, *path: Any) -> tuple[Neighbour, ...]:
    entry = next(entry for entry in diff.entries if path in (entry.path_a, entry.path_b))
    return values_beside(diff, entry, Task())


def test_equal_values_and_those_of_one_file_are_told_in_their_order(compare: Any) -> None:
    a = {"group": {"lr": 0.1, "eps": 1e-8, "gone": True, "weights": torch.ones(3), "inner": {"x": 1}}, "epoch": 1}
    b = {"group": {"new": "word", "eps": 1e-8, "lr": 0.2, "weights": torch.ones(3), "inner": {"x": 1}}, "epoch": 1}
    diff = compare(a, b)
    found = around(diff, "group", "lr")
    assert [(n.name, n.same, n.asked) for n in found] == [
        ("lr", False, True), ("eps", True, False), ("gone", False, False), ("new", False, False)]
    assert [(n.node_a is None, n.node_b is None) for n in found] == [
        (False, False), (False, False), (False, True), (True, False)]
    assert [n.name for n in around(diff, "group", "new") if n.asked] == ["new"]


def test_keys_that_look_alike_stay_apart(compare: Any) -> None:
    found = around(compare({1: 5, "1": 6, None: float("nan")}, {1: 7, "1": 6, None: float("nan")}), 1)
    assert [(n.name, n.same, n.asked) for n in found] == [("1", False, True), ("1", True, False), ("None", True, False)]


def test_of_many_the_nearest_are_told(compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(siblings, "MOST", 2)
    values = [float(number) for number in range(20)]
    found = around(compare(values, [*values[:10], -1.0, *values[11:]]), 10)
    assert [n.name for n in found] == ["8", "9", "10", "11", "12"]
    assert [n.asked for n in found] == [False, False, True, False, False]


def test_a_file_that_is_one_value_has_nothing_beside_it(compare: Any) -> None:
    assert around(compare(1, 2)) == ()


def test_it_can_be_cancelled(compare: Any) -> None:
    diff, task = compare({"a": 1}, {"a": 2}), Task()
    task.cancel()
    with pytest.raises(Cancelled):
        values_beside(diff, diff.entries[0], task)
