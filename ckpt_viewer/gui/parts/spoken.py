"""What a screen reader is told that Qt does not tell: what a row that folds says, what a widget is that we paint.

Contract: `spoken_row` is the text of the first cell, `spoken_cell` of any other. `announce` says something that happens
while the keyboard stays where it is. A widget that we paint, or its class, says what it is by `accessible_role`.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from ckpt_viewer.gui.language import tr

_TOLD = "ckpt_viewer_roles"  # a property of the application


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


def tell_roles() -> None:
    """Have Qt ask for `accessible_role` before it takes its own answer. Once per application."""
    app = QCoreApplication.instance()
    if app is not None and not app.property(_TOLD):
        app.setProperty(_TOLD, True)
        QAccessible.installFactory(_interface)


def _interface(_key: str, thing: QObject) -> QAccessibleWidget | None:
    role = getattr(thing, "accessible_role", None)
    return QAccessibleWidget(thing, role) if role is not None and isinstance(thing, QWidget) else None
