"""Planes side by side: each element where it belongs, once, in colours that all pages share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Window
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.mosaics import Mosaic, best_in, can_colour, can_tile, tensor_scale
from ckpt_viewer.core.views.pictures import CODE_GAP, CODE_NAN, Area, ColourScale, Look, Picture, encode_colours
from tests.tensors import spec_of

Array = npt.NDArray[Any]
RANDOM = np.random.default_rng(5)
SHAPES = [(6, 4, 3, 3), (64, 3, 7, 7), (12, 1, 5, 5), (1, 9, 2, 4), (7, 3, 3), (2, 5, 4, 3, 3), (1, 1, 3, 3), (3, 4, 1)]


def page(mosaic: Mosaic, number: int = 0, lead: tuple[int, ...] = ()) -> Picture:
    return mosaic.paint(CpuEngine(), Task(), lead, number, Look())


def elements_of(mosaic: Mosaic, lead: tuple[int, ...]) -> dict[str, float]:
    """Every cell that stands for an element, by the words for its index."""
    found: dict[str, float] = {}
    for number in range(mosaic.pages):
        shown = page(mosaic, number, lead)
        place = replace(mosaic.locate((0,) * len(mosaic.spec.shape)), lead=lead, page=number)
        for row in range(shown.area.rows):
            for column in range(shown.area.columns):
                words = mosaic.words_at(place, Area(row, column, 1, 1))
                assert bool(words) == (shown.codes[row, column] != CODE_GAP)
                if words:
                    assert words not in found
                    found[words] = float(shown.values[row, column])
    return found


@pytest.mark.parametrize("aspect", [0.25, 1.0, 4.0])
@pytest.mark.parametrize("shape", [*SHAPES, (16, 3, 3, 2), (7, 2, 1, 1)])
def test_every_element_has_one_cell_with_its_index(shape: tuple[int, ...], aspect: float) -> None:
    values = RANDOM.normal(size=shape)
    mosaic = Mosaic(spec_of(values), aspect=aspect)
    for lead in np.ndindex(shape[:-4]):
        wanted = {str([*lead, *index]): values[(*lead, *index)] for index in np.ndindex(values[lead].shape)}
        assert elements_of(mosaic, lead) == wanted


@pytest.mark.parametrize("shape", [(70, 80, 3, 3), (5000, 1, 2, 2), (3, 5, 200, 250), (600, 3, 3, 3)])
def test_many_planes_go_on_pages(shape: tuple[int, ...]) -> None:
    values = RANDOM.normal(size=shape).astype(np.float32)
    mosaic = Mosaic(spec_of(values))
    assert mosaic.pages > 1
    pages = [page(mosaic, number) for number in range(mosaic.pages)]
    assert sum(int((p.codes != CODE_GAP).sum()) for p in pages) == values.size
    assert {p.scale for p in pages} == {pages[0].scale}
    assert all(max(p.values.shape) <= 1024 for p in pages)
    for index in ((0, 0, 0, 0), tuple(n - 1 for n in shape), (shape[0] // 2, shape[1] // 2, 1, 0)):
        at = mosaic.locate(index)
        assert pages[at.page].values[at.row, at.column] == values[index]
        assert mosaic.words_at(at, Area(at.row, at.column, 1, 1)) == str(list(index))
        assert mosaic.index_at(at) == index


def test_pages_say_what_they_show() -> None:
    assert Mosaic(spec_of(np.zeros((70, 80, 3, 3)))).page_words(8) == "64–69 of 70 × 64–79 of 80"
    assert Mosaic(spec_of(np.zeros((12, 1, 5, 5)))).page_words(0) == "0–11 of 12"
    assert Mosaic(spec_of(np.zeros((600, 3, 3, 3)))).page_words(1) == "320–599 of 600 × 0–2 of 3"


@pytest.mark.parametrize("shape", [(16, 3, 7, 7), (64, 1, 3, 3), (60, 3, 3, 3), (1, 100, 2, 9)])
@pytest.mark.parametrize("aspect", [0.5, 1.0, 2.0, 4.0])
def test_planes_fill_the_room(shape: tuple[int, ...], aspect: float) -> None:
    mosaic = Mosaic(spec_of(np.zeros(shape)), aspect=aspect)
    shown = page(mosaic).area
    assert aspect / 2 <= shown.columns / shown.rows <= aspect * 2
    assert mosaic.pages == 1


def test_outputs_go_on_in_the_next_block() -> None:
    mosaic = Mosaic(spec_of(np.zeros((16, 3, 7, 7))), aspect=1.0)
    assert mosaic.grid == (8, 6)
    under, beside = mosaic.locate((7, 2, 0, 0)), mosaic.locate((8, 0, 0, 0))
    assert (under.row, beside.row) == (7 * 8 + 1, 1)
    assert beside.column - under.column == 8 + 2, "a wider gap stands between blocks"


def test_three_channels_are_red_green_and_blue() -> None:
    values = RANDOM.normal(size=(64, 3, 7, 7)).astype(np.float32)
    mosaic = Mosaic(spec_of(values), colour=True)
    shown = page(mosaic)
    assert mosaic.grid == (8, 8)
    assert shown.channels is not None
    reach = float(np.abs(values).max())
    assert shown.scale == ColourScale(-reach, reach)
    for index in ((0, 0, 0, 0), (9, 0, 2, 5), (63, 0, 6, 6)):
        at = mosaic.locate(index)
        pixel = values[index[0], :, index[2], index[3]].astype(np.float64)
        assert np.array_equal(shown.channels[at.row, at.column], encode_colours(pixel, shown.scale))
        assert shown.values[at.row, at.column] == pixel[np.argmax(np.abs(pixel))]
        assert mosaic.words_at(at, Area(at.row, at.column, 1, 1)) == f"[{index[0]}, :, {index[2]}, {index[3]}]"
        assert mosaic.index_at(at) == (index[0], 0, *index[2:]), "the first colour stands for all"
    assert int(shown.counts.sum()) == values.size


def test_an_image_of_three_dimensions_is_one_picture() -> None:
    values = RANDOM.normal(size=(3, 5, 6))
    mosaic = Mosaic(spec_of(values), colour=True)
    at = mosaic.locate((1, 2, 3))
    assert page(mosaic).values.shape == (7, 8)
    assert mosaic.words_at(at, Area(at.row, at.column, 1, 1)) == "[:, 2, 3]"


def test_a_nan_in_one_channel_is_seen() -> None:
    values = np.zeros((2, 3, 4, 4))
    values[1, 2, 3, 3] = np.nan
    mosaic = Mosaic(spec_of(values), colour=True)
    at = mosaic.locate((1, 2, 3, 3))
    assert page(mosaic).codes[at.row, at.column] == CODE_NAN


def test_strided_views_are_read_as_they_are_seen() -> None:
    base = RANDOM.normal(size=(4, 5, 6, 7))
    spec = spec_of(base)
    for order in ((0, 3, 1, 2), (3, 2, 1, 0), (1, 0, 3, 2)):
        from ckpt_viewer.core.views.slices import rearranged

        view = rearranged(spec, order)
        mosaic, wanted = Mosaic(view), base.transpose(order)
        found = elements_of(mosaic, ())
        assert found == {str(list(index)): wanted[index] for index in np.ndindex(wanted.shape)}


@pytest.mark.parametrize(("shape", "best"), [
    ((64, 3, 7, 7), "colour"), ((128, 64, 3, 3), "tiles"), ((512, 1, 3, 3), "tiles"), ((64, 3, 1, 1), "tiles"),
    ((8, 4, 3, 5, 5), "tiles"), ((3, 7, 7), "tiles"),
    ((768, 3072), "slice"), ((8, 512, 512), "slice"), ((1, 1, 5, 5), "slice"), ((0, 3, 7, 7), "slice"),
    ((4, 3, 0, 3), "slice"), ((5,), "slice"), ((), "slice"), ((3, 224, 224), "slice"),
])
def test_what_shows_a_shape_best(shape: tuple[int, ...], best: str) -> None:
    assert best_in(shape) == best
    assert best == "slice" or (can_colour if best == "colour" else can_tile)(shape)


@pytest.mark.parametrize("ramp", ["symmetric", "range"])
@pytest.mark.parametrize("clip", [0.0, 1.0, 5.0])
def test_at_most_so_many_values_lie_beyond_the_colours(ramp: Any, clip: float) -> None:
    values = RANDOM.standard_cauchy(20_000)
    scale = tensor_scale(CpuEngine(), spec_of(values), Look(ramp, clip), Task())
    allowed = clip / 100 * values.size
    if ramp == "symmetric":
        reach = np.percentile(np.abs(values), 100 - clip, method="higher")
        assert (np.abs(values) > scale.high).sum() <= allowed
        assert scale.low == -scale.high
        assert reach <= scale.high <= reach * 1.05
        return
    assert (values > scale.high).sum() <= allowed
    assert (values < scale.low).sum() <= allowed
    low, high = np.percentile(values, (clip, 100 - clip))
    assert low * 1.05 - 1e-9 <= scale.low <= low * 0.999
    assert high * 0.999 <= scale.high <= high * 1.05


def test_colours_do_not_reach_beyond_the_values() -> None:
    for look in (Look("symmetric", 1.0), Look("range", 1.0)):
        assert tensor_scale(CpuEngine(), spec_of(np.array([-3.0, 2.9])), look, Task()).high in (3.0, 2.9)


@pytest.mark.parametrize("values", [np.full(9, np.nan), np.zeros(9), np.full(9, 3.0), np.array([np.inf, 1.0])])
def test_values_without_a_range_have_a_scale(values: Array) -> None:
    for look in (Look("symmetric", 1.0), Look("range", 1.0), Look()):
        scale = tensor_scale(CpuEngine(), spec_of(values), look, Task())
        assert np.isfinite([scale.low, scale.high]).all()
        assert scale.low < scale.high


def test_reading_planes_stops_when_asked() -> None:
    outer = Task()

    class Stopping(CpuEngine):
        def window(self, spec: TensorSpec, task: Task, **options: Any) -> Window:
            outer.cancel()
            return super().window(spec, task, **options)

    with pytest.raises(Cancelled):
        Mosaic(spec_of(np.zeros((9, 9, 3, 3)))).paint(Stopping(), outer, (), 0, Look())


def test_kernels_that_torch_wrote() -> None:
    weight = torch.nn.Conv2d(3, 8, 5).weight.detach().contiguous(memory_format=torch.channels_last)
    shown = page(Mosaic(spec_of(weight.numpy())))
    assert np.isclose(np.nanmax(shown.values), weight.max().item())
