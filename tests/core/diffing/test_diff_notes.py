"""What differs beside the values: noted, said in the sentence, and told apart by whether loading depends on it."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.diffing.diff import Diff, compare_structure, count, measure, sentence
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.task import Task

SAMPLES = Path(__file__).resolve().parents[3] / "resources" / "samples"
SHARED = torch.ones(3)


def compare(folder: Path, a: Any, b: Any) -> Diff:
    for name, value in (("a", a), ("b", b)):
        torch.save(value, folder / name)
    return compare_structure(open_checkpoint(folder / "a").graph, open_checkpoint(folder / "b").graph)


def said(diff: Diff) -> tuple[bool, str]:
    measured = measure(diff, CpuEngine(), Task())
    return count(diff, measured).identical, sentence(diff, measured)


def test_another_device_is_a_note_and_no_difference() -> None:
    plain, tagged = (open_checkpoint(SAMPLES / f"linear_checkpoint{mark}.pth").graph for mark in ("", "_cuda"))
    diff = compare_structure(plain, tagged)
    assert said(diff) == (True, "Equal: 4 tensors and 14 values. Not the same: the device tags.")
    assert diff.notes == ("The device tag differs: cpu → cuda:0 (at /model_state/linear.weight and 3 more)",)


def test_order_of_keys_and_class_of_a_dict_are_notes(tmp_path: Path) -> None:
    a = {"x": 1, "y": {"k": torch.ones(1)}}
    diff = compare(tmp_path, a, {"y": OrderedDict(k=torch.ones(1)), "x": 1})
    assert said(diff) == (True, "Equal: 1 tensor and 1 value. Not the same: the order of keys, the kind of a mapping.")
    assert diff.notes == ("The same keys stand in another order (at whole file)",
                          "The kind of mapping differs: dict → collections.OrderedDict (at /y)")


def test_strides_are_a_note(tmp_path: Path) -> None:
    diff = compare(tmp_path, {"w": torch.ones(2, 3)}, {"w": torch.ones(3, 2).t()})
    assert said(diff) == (True, "Equal: 1 tensor. Not the same: the layout in memory.")


@pytest.mark.parametrize("turned", [False, True])
def test_memory_shared_on_one_side_makes_files_different(tmp_path: Path, turned: bool) -> None:
    sides = [{"embed": torch.ones(3), "head": torch.ones(3)}, {"embed": SHARED, "head": SHARED}]
    diff = compare(tmp_path, *(reversed(sides) if turned else sides))
    assert said(diff) == (False, "Equal: 2 tensors. Not the same: which tensors share memory.")
    first, second = ("first", "second") if turned else ("second", "first")
    assert diff.notes == (f"/embed and /head share memory in the {first} file, not in the {second}",)


def test_requires_grad_and_parameters_make_files_different(tmp_path: Path) -> None:
    diff = compare(tmp_path, {"w": torch.ones(2)}, {"w": torch.nn.Parameter(torch.ones(2))})
    assert said(diff) == (False, "Equal: 1 tensor. Not the same: what is a parameter, requires_grad.")
    assert diff.notes == ("The kind differs: Tensor → Parameter (at /w)",
                          "requires_grad differs: False → True (at /w)")


def test_a_difference_in_values_is_said_first_and_not_called_equal(tmp_path: Path) -> None:
    diff = compare(tmp_path, {"w": torch.zeros(2)}, {"w": torch.ones(2, requires_grad=True)})
    assert said(diff) == (False, "1 tensor changed")
