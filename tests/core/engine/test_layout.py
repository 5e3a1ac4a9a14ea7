"""Folding and tiling visit every element as often as the view has it, and no piece is larger than allowed."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckpt_viewer.core.engine.layout import Folded, Tile, Tiling, fold, is_endless
from ckpt_viewer.core.tensor import DTYPES, Storage, TensorSpec, contiguous_stride
from tests.core.engine.specs import strided_views

FLOAT = DTYPES["float32"]


def view(shape: tuple[int, ...], stride: tuple[int, ...], offset: int = 0) -> TensorSpec:
    return TensorSpec(FLOAT, shape, stride, offset, Storage("0", FLOAT, 1 << 62, "cpu", ()))


def places(shape: tuple[int, ...], *strides: tuple[int, ...]) -> Counter[tuple[int, ...]]:
    return Counter(tuple(sum(i * s for i, s in zip(index, stride, strict=True)) for stride in strides)
                   for index in product(*map(range, shape)))


@settings(deadline=None)
@given(strided_views())
def test_folding_visits_the_same_elements(geometry: tuple[tuple[int, ...], tuple[int, ...], int]) -> None:
    shape, stride, _ = geometry
    folded = fold(view(shape, stride))
    visited = places(folded.sizes, *folded.strides)
    assert Counter({at: count * folded.repeat for at, count in visited.items()}) == places(shape, stride)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(0, 9)), max_size=4), st.data())
def test_two_views_stay_in_step(dims: list[tuple[int, int, int]], data: st.DataObject) -> None:
    shape, a, b = (tuple(dim[k] for dim in dims) for k in range(3))
    pinned = tuple(data.draw(st.sets(st.integers(0, len(dims) - 1)))) if dims else ()
    folded = fold(view(shape, a), view(shape, b), pinned=pinned)
    visited = places(folded.sizes, *folded.strides)
    assert Counter({at: count * folded.repeat for at, count in visited.items()}) == places(shape, a, b)
    assert [folded.sizes[place] for place in folded.pinned] == [shape[axis] for axis in pinned]
    assert [folded.strides[0][place] for place in folded.pinned] == [a[axis] for axis in pinned]


def test_contiguous_views_become_one_dimension() -> None:
    assert fold(view((4, 1, 5, 6), contiguous_stride((4, 1, 5, 6)))) == Folded(1, (120,), ((1,),))
    assert fold(view((6, 5, 4), (1, 6, 30))) == Folded(1, (120,), ((1,),))
    assert fold(view((), ())) == Folded(1, (), ((),))
    assert fold(view((3, 8), (0, 1))) == Folded(3, (8,), ((1,),))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 50), st.integers(0, 50)), max_size=4), st.integers(1, 60))
def test_tiles_cover_every_index_once(dims: list[tuple[int, int, int]], limit: int) -> None:
    sizes, a, b = (tuple(dim[k] for dim in dims) for k in range(3))
    tiling = Tiling(Folded(1, sizes, (a, b)), limit)
    met: list[tuple[int, ...]] = []
    for tile in tiling:
        assert tile.numel <= limit
        met += [tuple(o + i for o, i in zip(tile.origin, index, strict=True))
                for index in product(*map(range, tile.sizes))]
    assert sorted(met) == sorted(product(*map(range, sizes)))


def test_tiles_follow_the_memory() -> None:
    assert list(Tiling(Folded(1, (100, 10), ((10, 1),)), 40))[:2] == [Tile((0, 0), (4, 10)), Tile((4, 0), (4, 10))]
    square = Tiling(Folded(1, (1000, 1000), ((1000, 1), (1, 1000))), 4096)[0]
    assert square.sizes == (64, 64)


def test_astronomic_views_cost_nothing() -> None:
    folded = fold(view((1 << 20, 1 << 20, 1 << 20), (0, 0, 1)))
    assert (folded.repeat, folded.sizes) == (1 << 40, (1 << 20,))
    tiling = Tiling(Folded(1, (1 << 30, 1 << 30), ((1, 1),)), 4096)
    assert tiling.count == 1 << 48
    tiles = list(tiling.spread(10))
    assert len({tile.origin for tile in tiles}) == 10
    assert tiles[-1].origin[0] > (1 << 30) * 0.85
    assert is_endless(fold(view((1 << 30, 1 << 30), (1, 1))), view((1 << 30, 1 << 30), (1, 1)))
    assert not is_endless(fold(view((1 << 40,), (1,))), view((1 << 40,), (1,)))


@pytest.mark.parametrize("wanted", [1, 3, 50, 1000])
def test_a_spread_has_no_tile_twice(wanted: int) -> None:
    tiles = [tile.origin for tile in Tiling(Folded(1, (100,), ((1,),)), 2).spread(wanted)]
    assert len(tiles) == len(set(tiles)) == min(wanted, 50)
    assert tiles == sorted(tiles)
