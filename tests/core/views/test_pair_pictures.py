"""Two tensors and their difference as pictures: colours that can be compared, a difference that is the elements'."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.mosaics import Mosaic
from ckpt_viewer.core.views.pair_pictures import PairPainter, PairPictures
from ckpt_viewer.core.views.pictures import CODE_GAP, Area, Look, encode_colours
from ckpt_viewer.core.views.slices import Slices
from tests.tensors import spec_of

Floats = npt.NDArray[Any]
RANDOM = np.random.default_rng(3)


def specs(a: Floats, b: Floats) -> tuple[TensorSpec, TensorSpec]:
    return spec_of(a, key="a"), spec_of(b, key="b")


def painted(a: Floats, b: Floats, lead: tuple[int, ...] = (), order: tuple[int, ...] = (),
            look: Look = Look()) -> PairPictures:
    pair = specs(a, b)
    return PairPainter(CpuEngine(), pair, Slices(pair[0], order or tuple(range(a.ndim))), lead, 0, look).paint(Task())


def test_a_and_b_have_the_same_colours_and_the_difference_its_own() -> None:
    a = RANDOM.normal(size=(7, 5)).astype(np.float32)
    b = (a * 1.5 + 0.01).astype(np.float32)
    shown = painted(a, b)
    assert shown.a.scale == shown.b.scale
    assert shown.a.scale.high == np.abs(b).max()
    assert np.array_equal(shown.a.values, a)
    assert np.array_equal(shown.a.codes, encode_colours(a.astype(float), shown.b.scale))
    wanted = (torch.from_numpy(b).double() - torch.from_numpy(a).double()).numpy()
    assert np.array_equal(shown.difference.values, wanted)
    assert shown.difference.scale.high == -shown.difference.scale.low == np.abs(wanted).max()


def test_what_is_the_same_on_both_sides_does_not_differ() -> None:
    a = np.array([[np.nan, np.inf, -np.inf, np.nan, 1.0]])
    b = np.array([[np.nan, np.inf, np.inf, 2.0, 1.0]])
    found = painted(a, b).difference.values[0]
    assert found[:2].tolist() == [0.0, 0.0]
    assert found[2] == np.inf
    assert np.isnan(found[3])
    assert found[4] == 0.0


@pytest.mark.parametrize("dtype", ["bool", "int64", "uint8", "complex64", "float16"])
def test_numbers_of_any_kind(dtype: str) -> None:
    a = (RANDOM.normal(size=(4, 6)) * 3).astype(dtype)
    b = (RANDOM.normal(size=(4, 6)) * 3).astype(dtype)
    wide = complex if dtype == "complex64" else float
    wanted = b.astype(wide) - a.astype(wide)
    assert np.array_equal(painted(a, b).difference.values, np.abs(wanted) if wide is complex else wanted)


def test_any_slice_in_any_order() -> None:
    a, b = RANDOM.normal(size=(2, 3, 4, 5)), RANDOM.normal(size=(2, 3, 4, 5))
    shown = painted(a, b, (1, 2), (0, 3, 2, 1))
    assert np.array_equal(shown.difference.values, (b - a)[1, :, :, 2].T)


def test_a_block_shows_its_greatest_difference() -> None:
    a = np.full((1100, 600), 5.0)
    b = a.copy()
    b[900, 401] = 5.25
    shown = painted(a, b)
    assert shown.difference.block == (3, 2)
    assert np.argwhere(shown.difference.values).tolist() == [[300, 200]]
    assert shown.difference.values[300, 200] == 0.25


def test_a_part_keeps_the_colours_of_the_whole() -> None:
    a, b = RANDOM.normal(size=(40, 30)), RANDOM.normal(size=(40, 30))
    pair = specs(a, b)
    whole = painted(a, b)
    part = PairPainter(CpuEngine(), pair, Slices(pair[0], (0, 1))).sharpen(Task(), whole, Area(3, 4, 5, 6))
    assert np.array_equal(part.difference.values, (b - a)[3:8, 4:10])
    assert (part.a.scale, part.difference.scale) == (whole.a.scale, whole.difference.scale)


@pytest.mark.parametrize("channels_last", [False, True])
def test_kernels_side_by_side(*, channels_last: bool) -> None:
    """One of the two may lie otherwise in the memory."""
    a = RANDOM.normal(size=(4, 2, 3, 3)).astype(np.float32)
    b = (a + RANDOM.normal(size=a.shape)).astype(np.float32)
    pair = specs(a, b)
    if channels_last:
        laid = spec_of(b.transpose(0, 2, 3, 1), key="b")
        pair = pair[0], replace(laid, shape=b.shape, stride=(18, 1, 6, 2))
    mosaic = Mosaic(pair[0])
    shown = PairPainter(CpuEngine(), pair, mosaic).paint(Task())
    for index in np.ndindex(*a.shape):
        at = mosaic.locate(index)
        assert shown.difference.values[at.row, at.column] == float(b[index]) - float(a[index])
        assert shown.b.values[at.row, at.column] == b[index]
    assert shown.difference.scale.high == np.abs(b.astype(float) - a.astype(float)).max()
    assert (shown.a.codes == CODE_GAP).sum() == (shown.difference.codes == CODE_GAP).sum() > 0
