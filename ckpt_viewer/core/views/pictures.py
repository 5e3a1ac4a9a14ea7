"""A rectangle of a tensor as a picture: at most a few hundred cells a side, whatever the size of the tensor.

Where a cell stands for a block of elements it shows the one that is farthest from zero, so that an outlier never
disappears, and NaN if there is one in the block. Very large rectangles are sampled, and say so. Blocks while it reads;
`task` counts elements and can stop it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine.base import Counts, Floats, Window
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.value_range import ValueRange

MAX_CELLS = 512  # a side
MAX_READ = 48 * 1024**2  # elements; beyond, every block gives a sample of its rows
_BAND = 1024**2  # elements read at once; a block with a longer row gives the beginning of it

LEVELS = 251  # codes of finite values, smallest first
CODE_GAP, CODE_NEGINF, CODE_POSINF, CODE_NAN = 251, 252, 253, 254  # a gap is no element at all

FADED = 36  # the alpha of what is outside a brush

Ramp = Literal["symmetric", "range"]
Codes = npt.NDArray[np.uint8]


class Windows(Protocol):
    """Where rectangles of a tensor come from: an engine, or whatever answers as one."""

    def window(self, spec: TensorSpec, task: Task, *, index: tuple[int, ...] = (), row: int = 0, column: int = 0,
               rows: int = 256, columns: int = 256) -> Window:
        """As of an engine."""
        ...


@dataclass(frozen=True, slots=True)
class Area:
    """Elements `row` … `row + rows`, `column` … `column + columns` of the last two dimensions."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class ColourScale:
    """The values of the first and the last colour."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Where a finite value stands between the two, 0 to 1; what is beyond stands at the end."""
        # Halves keep the width of the scale below the largest float.
        share = (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)
        return min(1.0, max(0.0, share))

    def value(self, share: float) -> float:
        return self.low * (1 - share) + self.high * share


@dataclass(frozen=True, slots=True)
class Look:
    """Which values the colours span: those on both sides of zero alike, or from one end to the other; `clip` percent of
    the values may lie beyond each end."""

    ramp: Ramp = "symmetric"
    clip: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """`codes` says which colour each cell has, `values` what it shows, `counts` how many cells have each of the LEVELS
    colours. A cell covers `block` = (rows, columns) elements, fewer at the end; `sampled` is the share of the elements
    that was looked at, 1.0 for all. Of a picture in true colours `channels` are the codes of red, green and blue,
    `pixels` their values, and `values` those of the channel farthest from zero."""

    area: Area
    block: tuple[int, int]
    values: Floats
    codes: Codes
    scale: ColourScale
    smallest: float
    largest: float
    counts: Counts
    sampled: float = 1.0
    channels: Codes | None = None
    pixels: Floats | None = None

    @property
    def exact(self) -> bool:
        """True where every element has a cell of its own."""
        return self.block == (1, 1)

    def cells_of(self, row: int, column: int) -> tuple[int, int, Area] | None:
        """The cell at an element of the tensor, and the elements it stands for; None outside the picture."""
        r, c = (row - self.area.row) // self.block[0], (column - self.area.column) // self.block[1]
        if not (0 <= r < self.values.shape[0] and 0 <= c < self.values.shape[1]):
            return None
        top, left = self.area.row + r * self.block[0], self.area.column + c * self.block[1]
        rows = min(self.block[0], self.area.row + self.area.rows - top)
        columns = min(self.block[1], self.area.column + self.area.columns - left)
        return r, c, Area(top, left, rows, columns)


def plane_of(spec: TensorSpec) -> tuple[int, int]:
    """Rows and columns of the last two dimensions; a vector is one row, a number one cell."""
    shape = (1, 1, *spec.shape)
    return shape[-2], shape[-1]


def paint(engine: Windows, spec: TensorSpec, task: Task, *, index: tuple[int, ...] = (), area: Area | None = None,
          look: Look = Look(), scale: ColourScale | None = None, cells: int = MAX_CELLS) -> Picture:
    """The picture of `area` (the whole plane where None). Without a `scale` the colours span the finite values shown.

    Complex values are shown by their absolute value. Raises what the engine raises.
    """
    rows, columns = plane_of(spec)
    area = area or Area(0, 0, rows, columns)
    block = max(1, math.ceil(area.rows / cells)), max(1, math.ceil(area.columns / cells))
    read_rows = min(block[0], max(1, block[0] * MAX_READ // max(1, area.rows * area.columns)))
    values = np.full((math.ceil(area.rows / block[0]), math.ceil(area.columns / block[1])), np.nan)
    read_columns = block[1] if block[1] <= _BAND else max(1, min(_BAND, MAX_READ // values.size))
    task.start(values.shape[0] * read_rows * min(area.columns, values.shape[1] * read_columns), "Reading the picture")
    for part in _bands(area, block, read_rows, read_columns):
        window = engine.window(spec, task, index=index, row=part.row, column=part.column, rows=part.rows,
                               columns=part.columns)
        low, left = (part.row - area.row) // block[0], (part.column - area.column) // block[1]
        reduced = _farthest(as_floats(window.values), min(block[0], read_rows), read_columns)
        values[low : low + reduced.shape[0], left : left + reduced.shape[1]] = reduced
        task.advance(part.rows * part.columns)
    scale = scale or scale_of(values, look)
    codes = encode_colours(values, scale)
    sampled = read_rows / block[0] * (read_columns / block[1])
    return Picture(area, block, values, codes, scale, *ends(values), count_codes(codes), sampled)


def scale_of(values: Floats, look: Look) -> ColourScale:
    """The scale for these values."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return colour_scale(math.nan, math.nan, look.ramp)
    if not look.clip:
        return colour_scale(float(finite.min()), float(finite.max()), look.ramp)
    if look.ramp == "symmetric":
        reach = _exceeded(np.abs(finite), look.clip)
        return colour_scale(-reach, reach, look.ramp)
    return colour_scale(-_exceeded(-finite, look.clip), _exceeded(finite, look.clip), look.ramp)


def ends(values: Floats) -> tuple[float, float]:
    """The smallest and the largest finite value; NaN where there is none."""
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (math.nan, math.nan)


def colour_of(value: float, scale: ColourScale) -> int:
    """The code of a finite value."""
    return round(scale.share(value) * (LEVELS - 1))


def values_between(first: int, last: int, scale: ColourScale) -> ValueRange:
    """The values whose codes are from `first` to `last`. Those beyond the scale have the codes at its ends."""
    low, high = (scale.value(code / (LEVELS - 1)) for code in (first - 0.5, last + 0.5))
    return ValueRange(low if first > 0 else -math.inf, high if last < LEVELS - 1 else math.inf)


def true_colours(picture: Picture, table: Codes, brush: ValueRange | None = None) -> Codes:
    """The cells as red, green, blue, alpha: the codes of their channels as brightness, what is not a finite value by
    `table` (256 colours). Where there is a `brush`, cells fade of which no channel has a value in it."""
    assert picture.channels is not None
    assert picture.pixels is not None
    channels, odd = picture.channels, picture.codes >= LEVELS
    made = np.full((*picture.codes.shape, 4), 255, np.uint8)
    made[..., :3] = np.minimum(channels, LEVELS - 1).astype(np.uint16) * 255 // (LEVELS - 1)
    if brush is not None:
        made[..., 3] = np.where(brush.marks(picture.pixels).any(axis=-1), 255, FADED)
    made[odd] = table[picture.codes[odd]]
    return made


def faded(picture: Picture, table: Codes, brush: ValueRange) -> Codes:
    """The cells as red, green, blue, alpha by a table of colours (256 x 4), with all finite values outside the brush
    nearly transparent."""
    made: Codes = table[picture.codes]
    made[(picture.codes < LEVELS) & ~brush.marks(picture.values), 3] = FADED
    return made


def count_codes(codes: Codes) -> Counts:
    """How many cells have each of the LEVELS colours."""
    return np.bincount(codes.reshape(-1), minlength=256)[:LEVELS].astype(np.int64)


def colour_scale(smallest: float, largest: float, ramp: Ramp) -> ColourScale:
    """The ends of the colours for values between `smallest` and `largest` (NaN where there is none)."""
    if not math.isfinite(smallest):
        return ColourScale(-1.0, 1.0)
    if ramp == "symmetric":
        reach = max(abs(smallest), abs(largest), 1e-300) if smallest or largest else 1.0
        return ColourScale(-reach, reach)
    if smallest < largest:
        return ColourScale(smallest, largest)
    room = max(0.5, abs(smallest) * 1e-3)
    return ColourScale(smallest - room, largest + room)


def encode_colours(values: Floats, scale: ColourScale) -> Codes:
    """Codes 0 … LEVELS - 1 for finite values, those beyond the scale at its ends, and one code each for the others."""
    # Halves keep the width of the scale below the largest float.
    share = (values / 2 - scale.low / 2) / (scale.high / 2 - scale.low / 2)
    with np.errstate(invalid="ignore"):
        codes = np.clip(np.rint(share * (LEVELS - 1)), 0, LEVELS - 1)
    codes[np.isposinf(values)] = CODE_POSINF
    codes[np.isneginf(values)] = CODE_NEGINF
    codes[np.isnan(values)] = CODE_NAN
    return codes.astype(np.uint8)


def _exceeded(values: Floats, clip: float) -> float:
    """The smallest of the values that at most `clip` percent of them exceed."""
    place = values.size - 1 - int(clip * values.size / 100 + 1e-9)
    return float(np.partition(values, place)[place])


def _bands(area: Area, block: tuple[int, int], read_rows: int, read_columns: int) -> Iterator[Area]:
    """Rectangles that cover the area block by block; where they are sampled, the first `read_rows` and `read_columns`
    of each block."""
    wide = max(1, _BAND // (read_rows * block[1])) * block[1]
    deep = block[0] if read_rows < block[0] else max(1, _BAND // max(1, area.columns * block[0])) * block[0]
    end_row, end_column = area.row + area.rows, area.column + area.columns
    for row in range(area.row, end_row, deep):
        rows = min(deep, end_row - row) if read_rows == block[0] else min(read_rows, end_row - row)
        for column in range(area.column, end_column, wide):
            columns = wide if read_columns == block[1] else read_columns
            yield Area(row, column, rows, min(columns, end_column - column))


def as_floats(values: npt.NDArray[np.generic]) -> Floats:
    """Numbers that have a colour: complex ones by their absolute value."""
    with np.errstate(over="ignore"):
        return np.abs(values).astype(np.float64) if np.iscomplexobj(values) else values.astype(np.float64)


def _farthest(values: Floats, block_rows: int, block_columns: int) -> Floats:
    """The value farthest from zero of every block; NaN where a block has one."""
    if (block_rows, block_columns) == (1, 1) or not values.size:
        return values
    rows, columns = np.arange(0, values.shape[0], block_rows), np.arange(0, values.shape[1], block_columns)

    def reduced(ufunc: np.ufunc) -> Floats:
        found: Floats = ufunc.reduceat(ufunc.reduceat(values, rows, axis=0), columns, axis=1)
        return found

    high, low = reduced(np.maximum), reduced(np.minimum)  # both give NaN where there is one
    return np.where(-low > high, low, high)
