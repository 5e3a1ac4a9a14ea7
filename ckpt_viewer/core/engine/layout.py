"""How to walk over the elements of strided views without reading twice, jumping about or making them contiguous.

`fold` turns one view, or several of one shape, into the fewest dimensions that visit the same elements: dimensions of
size one go, those along which nothing moves (stride 0) become a factor, neighbours that lie one behind the other are
joined, and the largest stride comes first. `Tiling` cuts the result into pieces of bounded size. Pure arithmetic with
Python's integers: a view of 2**60 elements costs nothing here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.tensor import TensorSpec

Ints = tuple[int, ...]
_ENDLESS = 1 << 28  # elements
_FREE = -1  # in place of the axis, for dimensions that may be joined


def in_a_row(spec: TensorSpec) -> int:
    """How many elements a view has, where they plainly lie one behind the other and need nothing but decoding; else 0.
    Whether they lie within the storage is not looked at."""
    if spec.quantization is not None or spec.conjugated or spec.negated:
        return 0
    shape, stride, count = spec.shape, spec.stride, 1
    if len(shape) != len(stride) or type(spec.storage_offset) is not int or spec.storage_offset < 0:
        return 0
    for axis in range(len(shape) - 1, -1, -1):
        size = shape[axis]
        if type(size) is not int or size < 1 or stride[axis] != count or type(stride[axis]) is not int:
            return 0
        count *= size
    return count


def in_some_order(spec: TensorSpec) -> int:
    """As `in_a_row`, also of views whose dimensions change places: their elements are all of such a row."""
    count = in_a_row(spec)
    if count or len(spec.shape) < 2 or len(spec.shape) != len(spec.stride):
        return count
    if not all(type(number) is int for number in (*spec.shape, *spec.stride)):
        return 0
    dims = sorted(zip(spec.stride, spec.shape, strict=True))
    stride, shape = tuple(dim[0] for dim in reversed(dims)), tuple(dim[1] for dim in reversed(dims))
    return in_a_row(replace(spec, shape=shape, stride=stride))


def bytes_to_read(spec: TensorSpec) -> int:
    """By how much a method of an engine advances its task for this tensor; a comparison does so for both."""
    return (in_some_order(spec) or fold(spec).numel) * spec.dtype.itemsize


@dataclass(frozen=True, slots=True)
class Tile:
    """A box of indices: its first corner and its size in each dimension."""

    origin: Ints
    sizes: Ints

    @property
    def numel(self) -> int:
        return math.prod(self.sizes)

    def offset(self, strides: Ints) -> int:
        """Elements from the beginning of a view to the first corner."""
        return sum(i * s for i, s in zip(self.origin, strides, strict=True))


@dataclass(frozen=True, slots=True)
class Folded:
    """Dimensions that stand for all elements of some views of one shape.

    `strides` holds for each view its strides in elements. Every element is met `repeat` times as often as the
    dimensions say. `pinned` says where the dimensions went that had to stay by themselves, in the order asked.
    """

    repeat: int
    sizes: Ints
    strides: tuple[Ints, ...]
    pinned: Ints = ()

    @property
    def numel(self) -> int:
        return math.prod(self.sizes)

    @property
    def thinness(self) -> int:
        """How many elements lie between the first and the last of the widest view for each that it has, at least 1."""
        reaches = (sum((n - 1) * s for n, s in zip(self.sizes, strides, strict=True)) + 1 for strides in self.strides)
        return max(-(-max(reaches) // max(self.numel, 1)), 1)

    @property
    def whole(self) -> Tile:
        """All of it."""
        return Tile((0,) * len(self.sizes), self.sizes)


def fold(*specs: TensorSpec, pinned: Ints = ()) -> Folded:
    """The dimensions to walk for views of one shape; those in `pinned` are neither dropped nor joined."""
    if 0 in specs[0].shape:
        return Folded(1, specs[0].shape, tuple(spec.stride for spec in specs), pinned)
    repeat = 1
    kept: list[tuple[int, Ints, int]] = []
    for axis, size in enumerate(specs[0].shape):
        strides = tuple(spec.stride[axis] for spec in specs)
        if axis in pinned:
            kept.append((size, strides, axis))
        elif size != 1 and not any(strides):
            repeat *= size
        elif size != 1:
            kept.append((size, strides, _FREE))
    kept.sort(key=lambda dim: dim[1], reverse=True)
    dims: list[tuple[int, Ints, int]] = []
    for size, strides, axis in kept:
        if dims and axis == dims[-1][2] == _FREE and dims[-1][1] == tuple(size * s for s in strides):
            dims[-1] = (dims[-1][0] * size, strides, _FREE)
        else:
            dims.append((size, strides, axis))
    axes = [axis for _, _, axis in dims]
    by_view = tuple(tuple(strides[k] for _, strides, _ in dims) for k in range(len(specs)))
    return Folded(repeat, tuple(size for size, _, _ in dims), by_view, tuple(axes.index(axis) for axis in pinned))


def is_endless(folded: Folded, *specs: TensorSpec) -> bool:
    """True for views that meet the same bytes over and over, so often that reading them all would not end."""
    reach = max(end - first for first, end in (spec.span for spec in specs))
    return folded.numel > max(_ENDLESS, 16 * reach)


class Tiling:
    """The tiles of at most `limit` elements that cover folded dimensions, by number."""

    __slots__ = ("_counts", "_shape", "_sizes", "count")

    def __init__(self, folded: Folded, limit: int) -> None:
        self._sizes = folded.sizes
        self._shape = _tile_shape(folded, limit)
        self._counts = tuple(-(-n // t) for n, t in zip(self._sizes, self._shape, strict=True))
        self.count = math.prod(self._counts)

    def __iter__(self) -> Iterator[Tile]:
        return (self[number] for number in range(self.count))

    def __getitem__(self, number: int) -> Tile:
        origin: list[int] = []
        for count, step in zip(reversed(self._counts), reversed(self._shape), strict=True):
            number, place = divmod(number, count)
            origin.append(place * step)
        origin.reverse()
        ends = zip(origin, self._shape, self._sizes, strict=True)
        return Tile(tuple(origin), tuple(min(step, size - first) for first, step, size in ends))

    def spread(self, wanted: int) -> Iterator[Tile]:
        """About `wanted` tiles from all over, in order, the same ones each time; irregular, so that a pattern that
        repeats in the tensor is not met in step."""
        wanted = min(wanted, self.count)
        for i in range(wanted):
            first, end = i * self.count // wanted, (i + 1) * self.count // wanted
            yield self[first + (i * 2654435761) % (end - first)]


def _tile_shape(folded: Folded, limit: int) -> Ints:
    """Sizes of a tile whose elements lie close together in every view.

    The views take turns in doubling the tile along their own nearest dimension, so that a matrix and its transpose
    are both read in runs of some length.
    """
    sizes = folded.sizes
    if folded.numel <= limit:
        return tuple(max(n, 1) for n in sizes)
    nearest = [sorted(range(len(sizes)), key=strides.__getitem__) for strides in folded.strides]
    tile = [1] * len(sizes)
    turn = 0
    while tile != list(sizes):
        axis = next(i for i in nearest[turn % len(nearest)] if tile[i] < sizes[i])
        others = math.prod(tile) // tile[axis]
        wanted = min(2 * tile[axis], sizes[axis])
        if others * wanted > limit:
            tile[axis] = max(tile[axis], min(limit // others, sizes[axis]))
            break
        tile[axis] = wanted
        turn += 1
    return tuple(tile)
