"""Tied weights are one parameter: the same numbers on the card, in the counts of a part, in the tree and in torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Tensor
from ckpt_viewer.core.kinds import about
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.outline.tree import Outline
from ckpt_viewer.core.tally import tally
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES, Storage, TensorSpec, held_once


class Tied(nn.Module):
    """Input and output embeddings are one, as in most language models."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(50, 8)
        self.layers = nn.ModuleList(nn.Linear(8, 8) for _ in range(2))
        self.layers[1].weight = self.layers[0].weight
        self.head = nn.Linear(8, 50, bias=False)
        self.head.weight = self.embed.weight


MODEL = Tied()
PARAMETERS = sum(parameter.numel() for parameter in MODEL.parameters())


def opened(value: Any, tmp_path: Path) -> tuple[Graph, Outline, int, int]:
    """Graph and rows, with the elements and bytes of the card."""
    torch.save(value, tmp_path / "x.pth")
    with open_checkpoint(tmp_path / "x.pth") as checkpoint:
        card = about(checkpoint)
        return checkpoint.graph, build_outline(checkpoint.graph, Task()), card.elements, card.used_bytes


@pytest.mark.parametrize("value", [MODEL, MODEL.state_dict(), {"model": MODEL.state_dict(), "epoch": 3}],
                         ids=["whole model", "state_dict", "training checkpoint"])
def test_parameters_are_counted_as_torch_counts_them(value: Any, tmp_path: Path) -> None:
    graph, outline, elements, used = opened(value, tmp_path)
    found = tally(graph, [graph.root], Task())
    assert (elements, used) == (PARAMETERS, 4 * PARAMETERS)
    assert (found.elements, found.nbytes, found.stored) == (PARAMETERS, 4 * PARAMETERS, 4 * PARAMETERS)
    assert [(share.elements, share.nbytes) for share in found.by_dtype] == [(PARAMETERS, 4 * PARAMETERS)]
    assert outline.totals == (found.tensors, 4 * PARAMETERS)


def test_a_row_counts_once_what_is_tied_below_it(tmp_path: Path) -> None:
    weight, other = torch.zeros(10), torch.zeros(3)
    value = {"a": {"x": weight, "y": {"z": weight.view(2, 5)}}, "b": {"x": weight, "own": other}, "c": [other, other]}
    graph, outline, _, used = opened(value, tmp_path)
    sizes = {outline.path(row): int(outline.nbytes[row]) for row in range(len(outline))}
    for path, nbytes in sizes.items():
        assert nbytes == tally(graph, [graph.resolve(path)], Task()).nbytes, path
    assert (sizes["a",], sizes["b",], sizes["c",]) == (40, 52, 12)
    assert outline.totals == (3, used) == (3, 52), "a tensor that stands in several places is one"


def test_views_that_overlap_count_once_in_all(tmp_path: Path) -> None:
    large = torch.zeros(1000)
    value = {"a": large[:10], "b": large[5:30], "c": large[100:].view(9, 100)}
    graph, outline, elements, used = opened(value, tmp_path)
    assert (elements, used, outline.totals) == (930, 3720, (3, 3720))
    assert tally(graph, [graph.root], Task()).elements == 930


VIEWS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6), st.integers(0, 3)), min_size=1, max_size=5)


@given(VIEWS)
def test_no_element_of_contiguous_views_counts_twice(views: list[tuple[int, int, int]]) -> None:
    """And of others never more than there are."""
    dtype = DTYPES["float32"]
    storage = Storage("0", dtype, 4 * 64, "cpu", ())
    specs = [TensorSpec(dtype, (count,), (stride,), offset, storage) for offset, count, stride in views]
    seen = {offset + step * stride for offset, count, stride in views for step in range(count)}
    distinct = dict(zip(views, specs, strict=True))
    together = sum(spec.numel for spec in distinct.values())
    assert min(len(seen), together) <= held_once(specs) <= together
    if all(stride == 1 for *_, stride in views):
        assert held_once(specs) == len(seen)


def test_a_chain_of_shared_rows_costs_no_more_than_its_length() -> None:
    """Of n dicts within one another each holds the same tensor, and the lowest has n more rows of it."""
    count = 20_000
    dtype = DTYPES["float32"]
    shared = Tensor(TensorSpec(dtype, (2,), (1,), 0, Storage("0", dtype, 8, "cpu", ())))
    nodes: list[Mapping | Tensor] = [shared]
    below: NodeId = 0
    for _ in range(count):
        nodes.append(Mapping(("below", "w"), (below, 0)))
        below = len(nodes) - 1
    outline = build_outline(Graph(nodes, below), Task())
    assert outline.totals == (1, 8)
    assert int(outline.nbytes[np.flatnonzero(outline.parent < 0)[0]]) == 8
