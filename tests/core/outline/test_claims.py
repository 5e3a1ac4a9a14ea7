"""A tensor may claim any size; the sums of the tree hold all the same."""

from __future__ import annotations

import pytest

from ckpt_viewer.core.graph import Graph, Mapping, Tensor
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES, Storage, TensorSpec


@pytest.mark.parametrize(("shape", "nbytes"), [((-(1 << 63), 3), 0), ((1 << 62, 1 << 62), (1 << 63) - 1), ((2,), 8)])
def test_what_a_tensor_claims_fits_into_the_tree(shape: tuple[int, ...], nbytes: int) -> None:
    dtype = DTYPES["float32"]
    spec = TensorSpec(dtype, shape, (0,) * len(shape), 0, Storage("0", dtype, 8, "cpu", ()))
    outline = build_outline(Graph([Mapping(("w", "again"), (1, 1)), Tensor(spec)], 0), Task())
    assert int(outline.nbytes[0]) == nbytes
