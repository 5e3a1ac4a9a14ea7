"""Planes reduced to pictures, held against plain loops."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Window
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views import pictures
from ckpt_viewer.core.views.pictures import (
    CODE_NAN,
    CODE_NEGINF,
    CODE_POSINF,
    LEVELS,
    MAX_READ,
    Area,
    ColourScale,
    Look,
    Picture,
    encode_colours,
    paint,
    plane_of,
)
from tests.tensors import spec_of

Array = npt.NDArray[Any]
RANDOM = np.random.default_rng(11)


def painted(values: Array, **options: Any) -> Picture:
    return paint(CpuEngine(), spec_of(values), Task(), **options)


def farthest_by_loops(values: Array, rows: int, columns: int) -> list[list[float]]:
    found = []
    for top in range(0, values.shape[0], rows):
        line = []
        for left in range(0, values.shape[1], columns):
            block = values[top : top + rows, left : left + columns].ravel()
            line.append(math.nan if np.isnan(block).any() else float(block[np.argmax(np.abs(block))]))
        found.append(line)
    return found


def test_a_small_plane_has_a_cell_for_each_value() -> None:
    values = RANDOM.normal(size=(7, 9)).astype(np.float32)
    picture = painted(values)
    assert picture.exact
    assert np.array_equal(picture.values, values.astype(np.float64))


@pytest.mark.parametrize("shape", [(50, 70), (33, 8), (8, 101), (1, 1000), (64, 64)])
def test_a_block_shows_the_value_farthest_from_zero(shape: tuple[int, int]) -> None:
    values = RANDOM.normal(size=shape)
    picture = painted(values, cells=16)
    assert max(picture.values.shape) <= 16
    assert picture.values.tolist() == farthest_by_loops(values, *picture.block)


def test_a_nan_is_never_hidden_by_its_neighbours() -> None:
    values = np.ones((40, 40))
    values[17, 23] = np.nan
    picture = painted(values, cells=8)
    assert np.argwhere(picture.codes == CODE_NAN).tolist() == [[3, 4]]


def test_codes_of_values_that_are_not_finite() -> None:
    values = np.array([[0.0, np.nan, np.inf, -np.inf, 2.0, -2.0]])
    assert painted(values).codes.tolist() == [[125, CODE_NAN, CODE_POSINF, CODE_NEGINF, LEVELS - 1, 0]]


def test_zero_is_in_the_middle_of_symmetric_colours() -> None:
    picture = painted(np.array([[-1.0, 0.0, 4.0]]))
    assert picture.scale == ColourScale(-4.0, 4.0)
    assert picture.codes[0, 1] == (LEVELS - 1) // 2


def test_colours_may_run_from_the_smallest_to_the_largest() -> None:
    picture = painted(np.array([[3.0, 4.0, 5.0]]), look=Look("range"))
    assert picture.scale == ColourScale(3.0, 5.0)
    assert picture.codes.tolist() == [[0, 125, 250]]


def test_the_colours_may_leave_out_the_farthest() -> None:
    values = np.append(np.linspace(-1, 1, 999), [1000.0]).reshape(10, 100)
    assert painted(values, look=Look("symmetric", 0.1)).scale == ColourScale(-1.0, 1.0)
    assert painted(np.array([[1.0, 9.0]]), look=Look("symmetric", 1.0)).scale == ColourScale(-9.0, 9.0)
    scale = painted(values, look=Look("range", 5.0)).scale
    assert ((values < scale.low).mean(), (values > scale.high).mean()) == pytest.approx((0.05, 0.05), abs=1e-3)


def test_cells_are_counted_by_their_colour() -> None:
    picture = painted(np.array([[-2.0, 0.0, 0.0, 2.0, np.nan, np.inf]]))
    assert picture.counts.tolist() == [1, *[0] * 124, 2, *[0] * 124, 1]


def test_a_value_has_a_place_on_the_scale() -> None:
    for scale in (ColourScale(-1.0, 3.0), ColourScale(-1.7e308, 1.7e308)):
        for share in (0.0, 0.25, 0.5, 1.0):
            assert scale.share(scale.value(share)) == pytest.approx(share)
    assert ColourScale(0.0, 1.0).share(7.0) == 1.0


@pytest.mark.parametrize("value", [0.0, 7.5, -1e-320, 1.7e308, np.nan, np.inf])
def test_a_constant_plane_has_one_colour(value: float) -> None:
    for ramp in ("symmetric", "range"):
        assert len(set(painted(np.full((3, 4), value), look=Look(ramp)).codes.ravel().tolist())) == 1


def test_values_beyond_the_scale_take_its_last_colours() -> None:
    assert encode_colours(np.array([[-9.0, 9.0]]), ColourScale(-1.0, 1.0)).tolist() == [[0, LEVELS - 1]]


def test_an_area_is_read_where_it_lies() -> None:
    values = np.arange(600.0).reshape(20, 30)
    picture = painted(values, area=Area(5, 10, 4, 6))
    assert np.array_equal(picture.values, values[5:9, 10:16])
    assert picture.cells_of(6, 11) == (1, 1, Area(6, 11, 1, 1))
    assert picture.cells_of(4, 11) is None
    assert picture.cells_of(9, 11) is None


def test_the_last_cell_stands_for_fewer_values() -> None:
    picture = painted(np.ones((10, 10)), cells=4)
    assert picture.block == (3, 3)
    assert picture.cells_of(9, 9) == (3, 3, Area(9, 9, 1, 1))


def test_leading_dimensions_choose_the_slice() -> None:
    values = np.arange(2 * 3 * 4 * 5.0).reshape(2, 3, 4, 5)
    assert np.array_equal(painted(values, index=(1, 2)).values, values[1, 2])


def test_complex_values_show_their_size() -> None:
    assert painted(np.array([[3 + 4j, 0j]], np.complex64)).values.tolist() == [[5.0, 0.0]]


def test_a_plane_too_large_to_read_is_sampled_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_READ", 1000)
    values = np.repeat(np.arange(80.0), 80).reshape(80, 80)
    picture = painted(values, cells=8)
    assert picture.sampled == pytest.approx(0.1)
    assert picture.values[:, 0].tolist() == [10.0 * i for i in range(8)]  # the first row of each block


class _Counting:
    """An engine that notes how much is asked of it at once; element `n` of the vector is `n`."""

    def __init__(self) -> None:
        self.most = self.total = 0

    def window(self, spec: TensorSpec, task: Task, *, index: tuple[int, ...] = (), row: int = 0, column: int = 0,
               rows: int = 256, columns: int = 256) -> Window:
        self.most, self.total = max(self.most, rows * columns), self.total + rows * columns
        assert self.most <= 1 << 20, "far too much at once"
        return Window(np.arange(column, column + columns, dtype=np.float64)[None], row, column)


@pytest.mark.parametrize("size", [(1 << 29) + 1, (1 << 33) + 7, 1 << 42])
def test_memory_does_not_grow_with_the_length_of_a_vector(size: int) -> None:
    """All the parameters of a sharded model may lie in one. Each cell shows elements of its own block."""
    engine, task = _Counting(), Task()
    picture = paint(engine, replace(spec_of(np.zeros(1, np.uint8)), shape=(size,)), task)
    assert task.done == task.total == engine.total <= MAX_READ
    assert picture.sampled == pytest.approx(engine.total / size, rel=0.01)
    cells = [picture.cells_of(0, int(value)) for value in picture.values[0]]
    assert [cell[1] for cell in cells if cell is not None] == list(range(picture.values.shape[1]))


def test_a_vector_is_a_row_and_a_number_a_cell() -> None:
    assert plane_of(spec_of(np.ones(5))) == (1, 5)
    assert plane_of(spec_of(np.ones(()))) == (1, 1)
    assert painted(np.arange(5.0)).values.tolist() == [[0.0, 1.0, 2.0, 3.0, 4.0]]


def test_painting_can_be_stopped() -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        paint(CpuEngine(), spec_of(np.ones((9, 9))), task)


def test_bytes_that_are_missing_are_an_error_in_words() -> None:
    from dataclasses import replace

    spec = spec_of(np.ones((9, 9)))
    gone = replace(spec, storage=replace(spec.storage, problem="the record is truncated"))
    with pytest.raises(CheckpointError, match="truncated"):
        paint(CpuEngine(), gone, Task())
