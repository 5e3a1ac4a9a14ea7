"""Sorting by every column against the keys of the cells, one row at a time."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.outline.cells import Column, sort_key
from ckpt_viewer.core.outline.sorting import sorted_order
from ckpt_viewer.core.outline.tree import Outline
from ckpt_viewer.core.task import Task

CONTENT = {
    "floats": [0.5, -1.0, 0.5, math.inf, 3.0, -0.0, 0.0],
    "numbers": [3, -7, 2**40, 3],
    "long": [3, 2**70, -(2**80)],
    "with nan": [1.0, math.nan, 0.5],
    "mixed": [1, 2.5, True, None, "text", 0],
    "pairs": [(i % 7, float(-i)) for i in range(100)],
    "ragged": [[i] * (i % 3) for i in range(80)],
    "named": {f"step{i}": (i * 37) % 11 for i in range(25)},
    "tensors": {f"w{i}": torch.zeros((i * 5) % 7, 2, dtype=torch.float16 if i % 2 else torch.int8) for i in range(40)},
    "one": torch.zeros(()), "nothing": None,
}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", list(Column))
def test_each_column_sorts_as_its_keys(tmp_path: Path, column: Column, descending: bool) -> None:
    path = tmp_path / "a.pth"
    torch.save(CONTENT, path)
    with open_checkpoint(path) as checkpoint:
        outline = build_outline(checkpoint.graph, Task())
        assert sorted_order(outline, column, descending, Task()).tolist() == _sorted(outline, -1, column, descending)


def _sorted(outline: Outline, above: int, column: Column, descending: bool) -> list[int]:
    found: list[int] = []
    for row in sorted(outline.children(above), key=lambda row: sort_key(outline, row, column), reverse=descending):
        found += [row, *_sorted(outline, row, column, descending)]
    return found
