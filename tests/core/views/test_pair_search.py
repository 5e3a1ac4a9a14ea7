"""Elements that differ, found among many, with torch's own answer beside."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.views import finding
from ckpt_viewer.core.views.finding import Pair, largest_difference, next_difference


def pair_of(folder: Path, a: torch.Tensor, b: torch.Tensor) -> Pair:
    torch.save({"a": a, "b": b}, folder / "pair.pth")
    graph = open_checkpoint(folder / "pair.pth").graph
    held = [graph[graph.resolve((name,))] for name in "ab"]
    one, other = (node.spec for node in held if isinstance(node, Tensor))
    return one, other


@pytest.mark.parametrize("shape", [(40,), (5, 8), (2, 4, 5), (1, 40)])
@pytest.mark.parametrize("piece", [1, 7, 16, 1 << 20])
def test_every_difference_is_met_once_in_order_and_then_from_the_top(
        tmp_path: Path, shape: tuple[int, ...], piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "PIECE", piece)
    a = torch.arange(40.0)
    b = a.clone()
    places = [0, 3, 17, 39]
    b[places] += torch.tensor([1.0, -5.0, 2.0, 0.5])
    pair = pair_of(tmp_path, a.reshape(shape), b.reshape(shape))
    met, after = [], -1
    for _ in range(5):
        found = next_difference(CpuEngine(), pair, after, Task())
        assert found is not None
        met.append(found)
        after = found
    assert met == [*places, 0]
    assert largest_difference(CpuEngine(), pair, Task()) == int((b - a).abs().argmax()) == 3


def test_equal_tensors_have_none_and_a_nan_on_both_sides_is_equal(tmp_path: Path) -> None:
    a = torch.tensor([1.0, math.nan, math.inf])
    pair = pair_of(tmp_path, a, a.clone())
    assert next_difference(CpuEngine(), pair, -1, Task()) is None
    assert largest_difference(CpuEngine(), pair, Task()) is None


def test_a_difference_that_cannot_be_formed_comes_before_every_number(tmp_path: Path) -> None:
    pair = pair_of(tmp_path, torch.tensor([0.0, 1.0, 5.0]), torch.tensor([100.0, math.nan, 5.0]))
    assert largest_difference(CpuEngine(), pair, Task()) == 1


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.int64, torch.bfloat16, torch.complex64])
def test_all_kinds_of_numbers_can_be_searched(tmp_path: Path, dtype: torch.dtype) -> None:
    a = torch.zeros(3, dtype=dtype)
    b = a.clone()
    b[2] = 1
    pair = pair_of(tmp_path, a, b)
    assert next_difference(CpuEngine(), pair, -1, Task()) == 2
    assert largest_difference(CpuEngine(), pair, Task()) == 2


def test_a_search_can_be_stopped(tmp_path: Path) -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        next_difference(CpuEngine(), pair_of(tmp_path, torch.zeros(4), torch.ones(4)), -1, task)
