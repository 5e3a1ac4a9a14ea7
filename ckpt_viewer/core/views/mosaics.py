"""Many small planes of a tensor side by side, in colours that all share: the kernels of a convolution.

Kernels of (outputs, inputs, height, width) stand as rows of outputs and columns of inputs. Where there is one of either
they go on in the next row as words do; where there are few inputs, outputs go on in the next block of columns as lines
of a newspaper do: both so that the room is filled. With three inputs the kernels can be drawn in true colours, one
image for each output. A page holds as many as a person can tell apart. Dimensions before those want an index, as of a
slice.
"""

from __future__ import annotations

import itertools
import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine.base import Counts, Engine, Floats
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.distributions import log_edges
from ckpt_viewer.core.views.pictures import (
    CODE_GAP,
    Area,
    ColourScale,
    Look,
    Picture,
    Windows,
    as_floats,
    colour_scale,
    count_codes,
    encode_colours,
    ends,
)
from ckpt_viewer.core.views.slices import Place

Ints = tuple[int, ...]

LARGEST = 256  # elements on a side of a plane that is shown beside others
SMALL = 32  # up to this side planes are better seen together than one by one
_MOST_CELLS = 768  # on a side of a page
_MOST_TILES = 32  # the same
_BETWEEN = 2  # cells between two blocks of columns, besides the gap between any two planes
_PER_DECADE = 64  # bins for finding the ends of the colours


def can_tile(shape: Ints) -> bool:
    """Whether there are planes that can stand beside each other."""
    return len(shape) > 2 and 0 not in shape and max(shape[-2:]) <= LARGEST and math.prod(shape[-4:-2]) > 1


def can_colour(shape: Ints) -> bool:
    """Whether three channels make images; in more than four dimensions the third from the end is depth."""
    return len(shape) in (3, 4) and 0 not in shape and shape[-3] == 3 and max(shape[-2:]) <= LARGEST


def best_in(shape: Ints) -> str:
    """What shows a tensor of this shape best: `colour`, `tiles` or `slice`."""
    if len(shape) < 3 or max(shape[-2:]) > SMALL or min(shape) == 0:
        return "slice"
    if len(shape) == 4 and can_colour(shape) and min(shape[-2:]) > 2:
        return "colour"
    return "tiles" if can_tile(shape) else "slice"


@dataclass(frozen=True, slots=True)
class Mosaic:
    """The planes of `spec`; `colour` takes the third dimension from the end as red, green and blue. Without `merged`
    each plane is read by itself, where it lies behind another, too. `aspect` is the room's width to its height."""

    spec: TensorSpec
    colour: bool = False
    merged: bool = True
    aspect: float = 1.0

    @property
    def leading(self) -> Ints:
        """The dimensions that want an index."""
        return tuple(range(max(0, len(self.spec.shape) - 4)))

    @property
    def axes(self) -> tuple[str, str] | None:
        """Cells have no numbers of their own: there are gaps between them."""
        return None

    @property
    def shares_colours(self) -> bool:
        """Whether all that can be shown has the same colours."""
        return True

    @property
    def tile(self) -> tuple[int, int]:
        """Rows and columns of one plane."""
        return self.spec.shape[-2], self.spec.shape[-1]

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of planes on all pages."""
        down, across = self._counts
        if not self._wraps:
            blocks, rows = self._blocks
            return (down, across) if blocks == 1 else (rows * math.ceil(down / (blocks * rows)), blocks * across)
        count, (height, width) = down * across, self.tile
        wide = _filling(count, width + 1, height + 1, self.aspect, count)
        return math.ceil(count / wide), wide

    @property
    def pages(self) -> int:
        down, across = self._page_grid
        return down * across

    def page_words(self, page: int) -> str:
        """Which planes a page shows."""
        (top, rows), (left, columns) = self._span(page)
        if self._wraps:
            wide = self.grid[1]
            last = min((top + rows - 1) * wide + left + columns, math.prod(self._counts)) - 1
            total = math.prod(self._counts)
            if columns == wide:
                return f"{top * wide + left}–{last} of {total:,}"
            return f"rows {top}–{top + rows - 1} of {total:,}"
        down, across = self._counts
        if self._blocks[0] > 1:
            held = math.prod(self._blocks)
            top, left, columns = page * held, 0, across
            rows = min(held, down - top)
        return f"{top}–{top + rows - 1} of {down:,} × {left}–{left + columns - 1} of {across:,}"

    def paint(self, engine: Engine, task: Task, lead: Ints, page: int, look: Look,
              scale: ColourScale | None = None, area: Area | None = None) -> Picture:  # noqa: ARG002
        """A page, every element in a cell of its own, with a gap of one cell around each plane. Without a `scale` the
        colours span the values of the whole tensor, so that they are the same on every page."""
        return self.draw(engine, task, lead, page, scale or tensor_scale(engine, self.spec, look, task))

    def draw(self, engine: Windows, task: Task, lead: Ints, page: int, scale: ColourScale) -> Picture:
        """A page in these colours."""
        (top, rows), (left, columns) = self._span(page)
        height, width = self.tile[0] + 1, self.tile[1] + 1
        depth = 3 if self.colour else 1
        values = np.full((rows * height + 1, self._left_of(columns - 1) + width + 1, depth), np.nan)
        filled = np.zeros(values.shape[:2], np.bool_)
        task.start(rows, "Reading the planes")
        for row in range(rows):
            for column, plane in self._row(engine, task, lead, top + row, left, columns):
                x = self._left_of(column)
                at = (slice(row * height + 1, (row + 1) * height), slice(x + 1, x + width))
                values[at], filled[at] = plane, True
            task.advance(1)
        return _picture(values, filled, scale, self.colour)

    def locate(self, index: Ints) -> Place:
        """Where an element is."""
        row, column = self._grid_place(*self._tile_at(index))
        page_rows, page_columns = self._page_size
        page = row // page_rows * self._page_grid[1] + column // page_columns
        height = self.tile[0]
        return Place(index[: len(self.leading)], page, row % page_rows * (height + 1) + 1 + index[-2],
                     self._left_of(column % page_columns) + 1 + index[-1])

    def words_at(self, place: Place, area: Area) -> str:
        """The index at a cell, as a person writes it; empty for a gap."""
        index = self.index_at(Place(place.lead, place.page, area.row, area.column))
        if index is None:
            return ""
        return f"[{', '.join(map(str, (*index[:-3], ':', *index[-2:]) if self.colour else index))}]"

    def index_at(self, place: Place) -> Ints | None:
        """The element that is there, of colours the first; None for a gap."""
        height, width = self.tile[0] + 1, self.tile[1] + 1
        row, y = divmod(place.row - 1, height)
        block, x = divmod(place.column - 1, self._block_width)
        column, x = block * self._counts[1] + x // width, x % width
        (top, rows), (left, columns) = self._span(place.page)
        if y == height - 1 or x == width - 1 or not (0 <= row < rows and 0 <= column < columns):
            return None
        if place.column <= self._left_of(column):  # between two blocks
            return None
        tiled = self._tiled(top + row, left + column)
        if tiled is None:
            return None
        return *place.lead, *tiled, *((0,) if self.colour else ()), y, x

    @property
    def _counts(self) -> tuple[int, int]:
        """How many planes the two tiled dimensions have; 1 for one that is not there."""
        padded = (1, 1, *self.spec.shape)
        return (padded[-4], 1) if self.colour else (padded[-4], padded[-3])

    @property
    def _wraps(self) -> bool:
        return 1 in self._counts

    @property
    def _most(self) -> tuple[int, int]:
        """Rows and columns of planes that a page may have."""
        height, width = self.tile
        return (min(_MOST_TILES, max(1, _MOST_CELLS // (height + 1))),
                min(_MOST_TILES, max(1, _MOST_CELLS // (width + 1))))

    @property
    def _blocks(self) -> tuple[int, int]:
        """How many blocks of columns stand side by side on a page, and rows of one."""
        (down, across), (height, width), (most_rows, most_columns) = self._counts, self.tile, self._most
        wide = across * (width + 1) + _BETWEEN
        blocks = 1 if self._wraps else _filling(down, wide, height + 1, self.aspect, most_columns // across)
        return blocks, min(most_rows, math.ceil(down / blocks))

    @property
    def _block_width(self) -> int:
        """Cells of one block and the gap after it."""
        folded, width = self._blocks[0] > 1, self.tile[1] + 1
        return self._counts[1] * width + _BETWEEN if folded else self.grid[1] * width

    def _left_of(self, column: int) -> int:
        """Cells left of a column of planes on a page."""
        block, column = divmod(column, self._counts[1]) if self._blocks[0] > 1 else (0, column)
        return block * self._block_width + column * (self.tile[1] + 1)

    @property
    def _page_size(self) -> tuple[int, int]:
        """Rows and columns of planes on a page."""
        (blocks, rows), (most_rows, most_columns), grid = self._blocks, self._most, self.grid
        return (rows, grid[1]) if blocks > 1 else (min(grid[0], most_rows), min(grid[1], most_columns))

    @property
    def _page_grid(self) -> tuple[int, int]:
        (down, across), (rows, columns) = self.grid, self._page_size
        return math.ceil(down / rows), math.ceil(across / columns)

    def _span(self, page: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """First row of planes and how many, first column and how many, of a page."""
        (rows, columns), (down, across) = self._page_size, self.grid
        at_row, at_column = divmod(page, self._page_grid[1])
        top, left = at_row * rows, at_column * columns
        return (top, min(rows, down - top)), (left, min(columns, across - left))

    def _tiled(self, row: int, column: int) -> Ints | None:
        """The index of the plane at a place of the grid, in the tiled dimensions that the tensor has."""
        down, across = self._counts
        if self._wraps:
            row, column = divmod(row * self.grid[1] + column, across)
        elif self._blocks[0] > 1:
            blocks, rows = self._blocks
            (page, row), (block, column) = divmod(row, rows), divmod(column, across)
            row += (page * blocks + block) * rows
        if row >= down or column >= across:
            return None
        dims = len(self.spec.shape) - 2
        if self.colour:
            return (row,) if dims > 1 else ()
        return (row, column) if dims > 1 else (column,)

    def _grid_place(self, row: int, column: int) -> tuple[int, int]:
        """Where in the grid the plane of these two indices stands; what `_tiled` undoes."""
        across, (blocks, rows) = self._counts[1], self._blocks
        if self._wraps:
            return divmod(row * across + column, self.grid[1])
        if blocks == 1:
            return row, column
        block, row = divmod(row, rows)
        return block // blocks * rows + row, block % blocks * across + column

    def _tile_at(self, index: Ints) -> tuple[int, int]:
        padded = (0, 0, *index)
        return (padded[-4], 0) if self.colour else (padded[-4], padded[-3])

    def _row(self, engine: Windows, task: Task, lead: Ints, row: int, left: int, columns: int
             ) -> list[tuple[int, Floats]]:
        """The planes of one row of a page, each with its place, as (rows, columns, channels)."""
        wanted = [(column, tiled) for column in range(columns)
                  if (tiled := self._tiled(row, left + column)) is not None]
        merged = _planes_in_rows(self.spec) if self.merged else None
        if merged is not None and not self.colour:
            runs = [list(run) for _, run in itertools.groupby(wanted, lambda one: one[1][:-1])]
            return [(column, plane.reshape(*self.tile, 1)) for run in runs for (column, _), plane in zip(
                run, _read(engine, task, merged, (*lead, *run[0][1][:-1]), run[0][1][-1], len(run),
                           math.prod(self.tile)), strict=True)]
        height, width = self.tile
        made = []
        for column, tiled in wanted:
            channels = [(*lead, *tiled, k) for k in range(3)] if self.colour else [(*lead, *tiled)]
            planes = [_read(engine, task, self.spec, index, 0, height, width) for index in channels]
            made.append((column, np.stack(planes, axis=-1)))
        return made


@lru_cache(maxsize=8)  # asked for with every plane
def _filling(count: int, width: int, height: int, aspect: float, most: int) -> int:
    """In how many columns, at most so many, things of this size are largest where all are to be seen in a room of this
    aspect; empty places at the end are worth a little less size."""
    guess = math.sqrt(count * height * aspect / width)

    def size(columns: int) -> float:
        rows = math.ceil(count / columns)
        return min(aspect / (columns * width), 1 / (rows * height)) * (1 + count / (rows * columns) / 2)

    return max(range(max(1, min(most, int(guess / 2))), max(2, min(most, count, round(guess * 2)) + 1)), key=size)


def tensor_scale(engine: Engine, spec: TensorSpec, look: Look, task: Task) -> ColourScale:
    """The colours for all elements of a tensor. Where some may lie beyond, the ends are found by counting in narrow
    bins, and are a few percent too wide at most."""
    summary = engine.summarize(spec, task)
    low, high = summary.minimum, summary.maximum
    if not look.clip or not math.isfinite(low) or low == high == 0.0:
        return colour_scale(low, high, look.ramp)
    found = engine.histogram(spec, task, edges=log_edges(low, high, _PER_DECADE))
    lows, highs, counts = found.edges[:-1], found.edges[1:], found.counts
    allowed = look.clip / 100 * max(int(counts.sum()), 1)
    if look.ramp == "symmetric":
        reach = _beyond(np.maximum(np.abs(lows), np.abs(highs)), counts, allowed)
        reach = min(reach, max(abs(low), abs(high)))
        return colour_scale(-reach, reach, look.ramp)
    top, bottom = _beyond(highs, counts, allowed), -_beyond(-lows, counts, allowed)
    return colour_scale(max(bottom, low), min(top, high), look.ramp)


def _beyond(sizes: Floats, counts: Counts, allowed: float) -> float:
    """The smallest of `sizes` that no more than `allowed` of the counted lie beyond."""
    order = np.argsort(sizes)
    beyond = counts.sum() - np.cumsum(counts[order])
    return float(sizes[order][int(np.argmax(beyond <= allowed))])


def _picture(values: Floats, filled: npt.NDArray[np.bool_], scale: ColourScale,
             colour: bool) -> Picture:
    codes = encode_colours(values, scale)
    codes[~filled] = CODE_GAP
    farthest = np.take_along_axis(values, _farthest_channel(values), axis=-1)[..., 0]
    shown = encode_colours(farthest, scale)
    shown[~filled] = CODE_GAP
    area = Area(0, 0, *filled.shape)
    return Picture(area, (1, 1), farthest, shown, scale, *ends(values), count_codes(codes),
                   channels=codes if colour else None, pixels=values if colour else None)


def _farthest_channel(values: Floats) -> npt.NDArray[np.intp]:
    """The channel farthest from zero, NaN before all others, kept as the last axis."""
    found: npt.NDArray[np.intp] = np.argmax(
        np.nan_to_num(np.abs(values), nan=np.inf), axis=-1, keepdims=True)
    return found


def _read(engine: Windows, task: Task, spec: TensorSpec, index: Ints, row: int, rows: int, columns: int) -> Floats:
    task.check()
    return as_floats(engine.window(spec, Task(), index=index, row=row, rows=rows, columns=columns).values)


def _planes_in_rows(spec: TensorSpec) -> TensorSpec | None:
    """The view in which each plane is one row, where its rows lie one behind the other: one read gives many planes."""
    (height, width), (step, one) = spec.shape[-2:], spec.stride[-2:]
    axis = None if spec.quantization is None else spec.quantization.axis
    if (height > 1 and step != width * one) or (axis is not None and axis >= len(spec.shape) - 2):
        return None
    return replace(spec, shape=(*spec.shape[:-2], height * width), stride=(*spec.stride[:-2], one))
