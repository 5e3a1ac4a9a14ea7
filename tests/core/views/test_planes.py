"""Planes of tensors, read piece by piece."""

from __future__ import annotations

import numpy as np
import pytest

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.views.slices import Plane
from tests.tensors import spec_of


@pytest.mark.parametrize(("shape", "rows", "columns"), [((), 1, 1), ((5,), 5, 1), ((3, 4), 3, 4), ((2, 3, 4), 3, 4)])
def test_rows_and_columns(shape: tuple[int, ...], rows: int, columns: int) -> None:
    plane = Plane(CpuEngine(), spec_of(np.ones(shape)))
    assert (plane.rows, plane.columns) == (rows, columns)
    assert plane.read(Task(), 0, 0, rows, columns).shape == (rows, columns)


def test_a_vector_stands_upright() -> None:
    plane = Plane(CpuEngine(), spec_of(np.arange(10.0)))
    assert plane.read(Task(), 3, 0, 4, 1).tolist() == [[3.0], [4.0], [5.0], [6.0]]


def test_a_rectangle_of_a_slice() -> None:
    values = np.arange(2 * 5 * 6).reshape(2, 5, 6)
    plane = Plane(CpuEngine(), spec_of(values), (1,))
    assert plane.read(Task(), 1, 2, 3, 2).tolist() == values[1, 1:4, 2:4].tolist()


def test_large_integers_stay_exact() -> None:
    values = np.array([2**53 + 1, -(2**62)], np.int64)
    read = Plane(CpuEngine(), spec_of(values)).read(Task(), 0, 0, 2, 1)
    assert [int(v) for v in read.ravel()] == values.tolist()
