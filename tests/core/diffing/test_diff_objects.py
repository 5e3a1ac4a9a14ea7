"""Objects that are values are compared as such, not by the arguments that their classes are pickled with."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core.diffing.diff import Diff, compare_structure
from tests.core.oracle import opened, saved
from tests.zoo.table import ZOO

LONG = np.arange(100.0)
CHANGED = LONG + (LONG == 70)
PAIRS = [
    (np.float64(0.5), np.float64(0.25), "0.5 (numpy float64) → 0.25 (numpy float64)"),
    (np.float64(1), np.float32(1), "1.0 (numpy float64) → 1.0 (numpy float32)"),
    (dt.date(2020, 1, 2), dt.date(2021, 1, 2), "2020-01-02 → 2021-01-02"),
    (PurePosixPath("/a"), PurePosixPath("/b"), "/a → /b"),
    (np.arange(2), np.arange(2) + 1, "numpy int64 2: 0, 1 → numpy int64 2: 1, 2"),
    (LONG, CHANGED, "numpy float64 100: 0, 1, 2, 3, 4, 5, …: they differ from element 70 on"),
    (np.float64("nan"), np.float64("nan"), ""),
    (LONG, LONG.copy(), ""),
]


def differences(one: Any, other: Any) -> Diff:
    return compare_structure(opened(saved(one)).graph, opened(saved(other)).graph)


@pytest.mark.parametrize(("one", "other", "text"), PAIRS)
def test_values_that_are_objects(one: Any, other: Any, text: str) -> None:
    found = differences({"x": one}, {"x": other})
    assert [(entry.path_a, entry.status, entry.text) for entry in found.entries] == (
        [(("x",), "value", text)] if text else [])


@pytest.mark.parametrize("name", sorted(ZOO))
def test_every_specimen_is_identical_to_itself(name: str) -> None:
    data = saved(ZOO[name](), protocol=4)
    found = compare_structure(opened(data).graph, opened(data).graph)
    assert not [entry for entry in found.entries if entry.status != "tensor"]


def test_scales_per_slice_are_compared_as_the_tensors_that_they_are() -> None:
    torch.manual_seed(0)
    values, zeros = torch.randn(4, 3), torch.zeros(4, dtype=torch.long)
    made = [torch.quantize_per_channel(values, torch.tensor([0.1, 0.2, 0.3, last]), zeros, 0, torch.qint8)
            for last in (0.4, 0.5)]
    found = differences({"q": made[0]}, {"q": made[1]})
    assert {entry.path_a for entry in found.entries if entry.status == "tensor"} >= {("q",)}
