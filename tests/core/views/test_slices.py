"""Any two dimensions as rows and columns, against numpy's transpose."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES, Quantization
from ckpt_viewer.core.views.pictures import Area, Look
from ckpt_viewer.core.views.slices import Slices, order_with, rearranged
from tests.tensors import spec_of

VALUES = np.random.default_rng(3).normal(size=(2, 3, 4, 5)).astype(np.float32)


def test_every_order_shows_what_a_transpose_shows() -> None:
    for order in permutations(range(4)):
        plane = Slices(spec_of(VALUES), order).paint(CpuEngine(), Task(), (1, 0), 0, Look())
        assert np.array_equal(plane.values, VALUES.transpose(order)[1, 0])


def test_an_element_is_found_where_it_is_shown() -> None:
    for order in permutations(range(4)):
        slices = Slices(spec_of(VALUES), order)
        for index in ((0, 0, 0, 0), (1, 2, 3, 4), (1, 0, 2, 1)):
            at = slices.locate(index)
            shown = slices.paint(CpuEngine(), Task(), at.lead, at.page, Look())
            assert shown.values[at.row, at.column] == VALUES[index]
            assert slices.words_at(at, Area(at.row, at.column, 1, 1)) == str(list(index))
            assert slices.index_at(at) == index


def test_the_others_keep_their_order() -> None:
    assert order_with(5, 1, 3) == (0, 2, 4, 1, 3)
    assert order_with(2, 1, 0) == (1, 0)


def test_a_block_is_named_by_its_ends() -> None:
    slices = Slices(spec_of(VALUES), (3, 0, 2, 1))
    assert slices.words_at(slices.locate((1, 2, 3, 4)), Area(2, 0, 2, 3)) == "[1, 0…2, 2…3, 4]"


@pytest.mark.parametrize("shape", [(6,), ()])
def test_fewer_than_two_dimensions(shape: tuple[int, ...]) -> None:
    values = np.arange(float(max(1, int(np.prod(shape))))).reshape(shape)
    slices = Slices(spec_of(values), tuple(range(len(shape))))
    assert slices.leading == ()
    at = slices.locate(tuple(n - 1 for n in shape))
    assert slices.paint(CpuEngine(), Task(), (), 0, Look()).values[at.row, at.column] == values.max()
    assert slices.words_at(at, Area(at.row, at.column, 1, 1)) == str([n - 1 for n in shape])


def test_scales_go_with_their_dimension() -> None:
    stored = np.arange(24, dtype=np.int8).reshape(2, 3, 4)
    scales, zeros = (0.5, 2.0, 3.0), (0.0, 1.0, 2.0)
    spec = replace(spec_of(stored), dtype=DTYPES["qint8"], quantization=Quantization(scales, zeros, 1))
    wanted = (stored - np.array(zeros)[:, None]) * np.array(scales)[:, None]
    found = CpuEngine().window(rearranged(spec, (1, 2, 0)), Task(), index=(2,)).values
    assert np.array_equal(found, wanted.transpose(1, 2, 0)[2])
