"""Which elements a rectangle of a tensor holds, whoever reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine.base import Window
from ckpt_viewer.core.engine.layout import Ints, Tile
from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.tensor import TensorSpec

_WIDE = {"f": np.dtype(np.float64), "c": np.dtype(np.complex128)}


def cut_window(spec: TensorSpec, read: Callable[[Tile], npt.NDArray[Any]], index: Ints, row: int, column: int,
               rows: int, columns: int) -> Window:
    """The rectangle of `spec` that `Engine.window` asks for, cut off at the tensor's edges.

    `read` gives the numbers of a tile in the dimensions of the tensor. Raises Unsupported for an index outside.
    """
    total_rows, total_columns = (1, 1, *spec.shape)[-2:]
    row, column = max(row, 0), max(column, 0)
    rows, columns = max(min(rows, total_rows - row), 0), max(min(columns, total_columns - column), 0)
    if 0 in spec.shape[:-2]:
        rows = columns = 0
    leading = _leading(spec, index)
    dims = len(spec.shape)
    origin, sizes = (*leading, row, column), (*(1 for _ in leading), rows, columns)
    keep = slice(len(origin) - dims, None)
    found = read(Tile(origin[keep], sizes[keep])) if rows and columns else np.empty(0)
    with np.errstate(invalid="ignore"):  # a signalling NaN, widened
        values = found.astype(_WIDE.get(found.dtype.kind, found.dtype)).reshape(rows, columns)
    return Window(values, row, column)


def _leading(spec: TensorSpec, index: Ints) -> Ints:
    """`index` for every dimension but the last two."""
    sizes = spec.shape[:-2]
    padded = (*index, *(0 for _ in sizes))[: len(sizes)]
    for place, size in zip(padded, sizes, strict=True):
        if not 0 <= place < max(size, 1):
            raise Unsupported(f"there is no index {place} in a dimension of size {size}",
                              hint="Indices begin with 0 and end before the size.")
    return padded
