"""Cells of the tree in the window's language: what the core says is told, names and values of the file stay.

Contract: as cheap as the core's own texts but for the first time that a sentence is told.
"""

from __future__ import annotations

from collections.abc import Callable

from ckpt_viewer.core.foreign import sight
from ckpt_viewer.core.graph import Object, Scalar, Sequence
from ckpt_viewer.core.outline.cells import TIP_LIMIT, Column, cell_text, tip_text
from ckpt_viewer.core.outline.tree import Outline
from ckpt_viewer.core.wording import rounded_texts
from ckpt_viewer.gui.language import cut_told, told
from ckpt_viewer.gui.parts.constructor import shown_constructor

_WORDS = (Column.KIND, Column.SHAPE, Column.VALUE)
_UNIT = "iB"  # of all sizes but those in bytes, of which there are as many as tensors, and no word in them


def shown_text(outline: Outline, row: int, column: int) -> str:
    """The text of a cell."""
    text = cell_text(outline, row, column)
    if not text or (column == Column.BYTES and text.endswith(_UNIT) and text[0].isdigit()):
        return text
    if not _is_said(outline, row, column) and row not in outline.synthetic:
        return shown_constructor(text) if column == Column.KIND else cut_told(text)
    return told(text)


def rounded_text(outline: Outline, row: int, fits: Callable[[str], bool]) -> str:
    """A float with as many digits as there is room for; empty where the value is none, or nothing fits."""
    held = None if row in outline.synthetic else outline.graph[int(outline.node[row])]
    if not isinstance(held, Scalar) or not isinstance(held.value, float):
        return ""
    return next(filter(fits, rounded_texts(held.value)), "")


def shown_tip(outline: Outline, row: int, column: int) -> str:
    """The cell in full and what else there is to know, as plain text."""
    text = tip_text(outline, row, column)
    if row in outline.synthetic or _is_said(outline, row, column):
        return told(text)
    lines, names = text.split("\n"), _names(outline, row, column)
    if column == Column.KIND:
        lines[0] = shown_constructor(lines[0])
    return "\n".join([*map(cut_told, lines[:names]), *map(told, lines[names:])])


def _names(outline: Outline, row: int, column: int) -> int:
    """How many lines of a tip are not words of the core."""
    match column:
        case Column.NAME:
            return 1 if outline.path(row) else 0
        case Column.KIND:
            return 2
        case _:
            return TIP_LIMIT


def _is_said(outline: Outline, row: int, column: int) -> bool:
    """False for what the file itself says: values, and the names of classes."""
    if column == Column.BYTES:
        return True
    if column not in _WORDS or row in outline.synthetic:
        return False
    held = outline.graph[int(outline.node[row])]
    if column == Column.VALUE:
        return not isinstance(held, Scalar)
    if column == Column.KIND and isinstance(held, Object):
        seen = sight(outline.graph, int(outline.node[row]))
        return seen is not None and seen.in_words
    return not isinstance(held, Sequence) if column == Column.KIND else True
