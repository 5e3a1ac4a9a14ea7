"""A tensor looked at plane by plane: any two of its dimensions as rows and columns, an index for each of the others.

Contract: pure arithmetic on a spec; only `paint` and `read` read, and they raise what the engine raises. `order` names
the dimensions of the tensor, the leading ones first, then that of the rows and that of the columns; an index is always
one of the tensor's own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.pictures import Area, ColourScale, Look, Picture, paint, plane_of

Ints = tuple[int, ...]
Values = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element is to be seen: the index of the leading dimensions, the page, and the cell on it."""

    lead: Ints
    page: int
    row: int
    column: int


def rearranged(spec: TensorSpec, order: Ints) -> TensorSpec:
    """The view whose dimension `k` is dimension `order[k]` of `spec`, as torch's `permute`."""
    how = spec.quantization
    if how is not None and how.axis is not None:
        how = replace(how, axis=order.index(how.axis))
    return replace(spec, shape=tuple(spec.shape[d] for d in order), stride=tuple(spec.stride[d] for d in order),
                   quantization=how)


def order_with(dimensions: int, rows: int, columns: int) -> Ints:
    """The order in which `rows` and `columns` come last and the others stay as they are."""
    return (*(d for d in range(dimensions) if d not in (rows, columns)), rows, columns)


@dataclass(frozen=True, slots=True)
class Slices:
    """One plane at a time. There are no pages."""

    spec: TensorSpec
    order: Ints

    @property
    def leading(self) -> Ints:
        """The dimensions that want an index."""
        return self.order[:-2]

    @property
    def axes(self) -> tuple[str, str] | None:
        """What rows and columns are called."""
        return "Row", "Column" if len(self.order) > 1 else "Index"

    @property
    def shares_colours(self) -> bool:
        """Whether all that can be shown has the same colours."""
        return False

    @property
    def pages(self) -> int:
        return 1

    @property
    def plane(self) -> tuple[int, int]:
        """Rows and columns."""
        return plane_of(rearranged(self.spec, self.order))

    def page_words(self, page: int) -> str:  # noqa: ARG002
        return ""

    def paint(self, engine: Engine, task: Task, lead: Ints, page: int, look: Look,  # noqa: ARG002
              scale: ColourScale | None = None, area: Area | None = None) -> Picture:
        """The plane at an index of the leading dimensions, or a part of it."""
        return paint(engine, rearranged(self.spec, self.order), task, index=lead, area=area, look=look, scale=scale)

    def locate(self, index: Ints) -> Place:
        """Where an element is."""
        moved = (0, 0, *(index[d] for d in self.order))
        return Place(moved[2:-2] if len(self.order) > 2 else (), 0, moved[-2], moved[-1])

    def index_at(self, place: Place) -> Ints:
        """The element that is there."""
        ends = (place.row, place.column)[2 - len(self.order[-2:]):]
        found = dict(zip((*self.leading, *self.order[-2:]), (*place.lead, *ends), strict=True))
        return tuple(found[d] for d in range(len(self.order)))

    def words_at(self, place: Place, area: Area) -> str:
        """The index of the elements of a cell, as a person writes it."""
        found = dict(zip(self.leading, map(str, place.lead), strict=True))
        ends = ((area.row, area.rows), (area.column, area.columns))
        for d, (first, count) in zip(self.order[-2:], ends[2 - len(self.order[-2:]):], strict=True):
            found[d] = str(first) if count == 1 else f"{first}…{first + count - 1}"
        return f"[{', '.join(found[d] for d in range(len(self.order)))}]"


@dataclass(frozen=True, slots=True)
class Plane:
    """The last two dimensions of a tensor at `index` of the leading ones, for a table of numbers: a vector stands
    upright, one value per row."""

    engine: Engine
    spec: TensorSpec
    index: tuple[int, ...] = ()

    @property
    def rows(self) -> int:
        return self.spec.shape[0] if len(self.spec.shape) == 1 else (1, *self.spec.shape)[-2] if self.spec.shape else 1

    @property
    def columns(self) -> int:
        return self.spec.shape[-1] if len(self.spec.shape) > 1 else 1

    def read(self, task: Task, row: int, column: int, rows: int, columns: int) -> Values:
        """The values of a rectangle, which lies within the plane."""
        if len(self.spec.shape) == 1:
            window = self.engine.window(self.spec, task, row=0, column=row, rows=1, columns=rows)
            return np.asarray(window.values).reshape(-1, 1)[:, :columns]
        window = self.engine.window(self.spec, task, index=self.index, row=row, column=column, rows=rows,
                                    columns=columns)
        return np.asarray(window.values)
