"""What a screen reader says of a row that folds and unfolds: to Qt such a tree is a table, and tells nothing of it.

Contract: `spoken_row` is the text of the first cell, `spoken_cell` of any other. `announce` says something that happens
while the keyboard stays where it is.
"""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from ckpt_viewer.gui.language import tr


def spoken_row(name: str, level: int, unfolded: bool | None, *, edited: bool = False,
               edited_below: bool = False) -> str:
    """`level` counts from 0; `unfolded` is None where nothing is below the row."""
    words = [name, tr("level {level}", level=level + 1)]
    words += [fold_words(unfolded)] if unfolded is not None else []
    words += [tr("edited")] if edited else []
    return tr(", ").join([*words, tr("edits below")] if edited_below else words)


def spoken_cell(title: str, text: str) -> str:
    return tr("{title}: {text}", title=title.strip(), text=text)


def fold_words(unfolded: bool) -> str:
    return tr("unfolded") if unfolded else tr("folded")


def announce(widget: QWidget, text: str) -> None:
    if QAccessible.isActive() and text:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
