"""Where an element of a tensor lies when elements are counted one after another, and which rectangle to read it with.

Contract: pure arithmetic on a shape. A page is what one `Engine.window` call gives; its elements follow one another.
"""

from __future__ import annotations

import math

from ckpt_viewer.core.lazy_dataclasses import dataclass

PAGE = 1024


@dataclass(frozen=True, slots=True)
class Page:
    """A rectangle in the last two dimensions; `index` fixes the leading ones."""

    index: tuple[int, ...]
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class ElementPages:
    """The pages of one shape, each of about `size` elements at most: whole rows where they fit, else a piece of one.

    A 1-D tensor is one row, a 0-d tensor one cell, as for `Engine.window`.
    """

    shape: tuple[int, ...]
    size: int = PAGE

    @property
    def count(self) -> int:
        return math.prod(self.shape)

    def place(self, element: int) -> tuple[int, ...]:
        """The index of an element, one number per dimension."""
        found = []
        for length in reversed(self.shape):
            element, at = divmod(element, length)
            found.append(at)
        return tuple(reversed(found))

    def page(self, element: int) -> tuple[Page, int, int]:
        """The page that an element lies on, and its row and column there."""
        place = self.place(element)
        height, width = ((1, 1, *self.shape)[-2:])
        row, column = ((0, 0, *place)[-2:])
        rows = max(1, self.size // max(width, 1))
        first_row, first_column = row - row % rows, column - column % self.size
        page = Page(place[:-2], first_row, first_column, min(rows, height - first_row),
                    min(self.size, width - first_column))
        return page, row - first_row, column - first_column
