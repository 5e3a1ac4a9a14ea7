"""Cells of the tree in the window's language: what the core says is told, names and values of the file stay.

Contract: as cheap as the core's own texts but for the first time that a sentence is told.
"""

from __future__ import annotations

from ckpt_viewer.core.graph import Object, Scalar, Sequence
from ckpt_viewer.core.outline.cells import Column, cell_text, tip_text
from ckpt_viewer.core.outline.tree import Outline
from ckpt_viewer.gui.language import told

_WORDS = (Column.KIND, Column.SHAPE, Column.VALUE)


def shown_text(outline: Outline, row: int, column: int) -> str:
    """The text of a cell."""
    text = cell_text(outline, row, column)
    return told(text) if text and _is_said(outline, row, column) else text


def shown_tip(outline: Outline, row: int, column: int) -> str:
    """The cell in full and what else there is to know, as plain text."""
    text = tip_text(outline, row, column)
    if column == Column.NAME and row not in outline.synthetic:
        path, *rest = text.split("\n")
        return "\n".join([path, *map(told, rest)])
    return told(text) if row in outline.synthetic or _is_said(outline, row, column) else text


def _is_said(outline: Outline, row: int, column: int) -> bool:
    """False for what the file itself says: values, and the names of classes."""
    if column not in _WORDS or row in outline.synthetic:
        return False
    held = outline.graph[int(outline.node[row])]
    if column == Column.VALUE:
        return not isinstance(held, Scalar)
    return not isinstance(held, Object | Sequence) if column == Column.KIND else True
