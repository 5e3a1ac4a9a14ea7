"""Entries of the View menu that take the keyboard from one part of a tab to another, as between tree and panels.

Contract: the parts are those between which a border can be dragged, from left to right and downwards. Coming back to
one puts the keyboard where it was in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ckpt_viewer.gui.actions.base import Action, Context
from ckpt_viewer.gui.parts.focus_ring import show_ring
from ckpt_viewer.gui.parts.reading_order import reading_order


def _step(context: Context, by: int) -> None:
    """Round and round."""
    panes = [pane for pane in _parts(context.front) if reading_order(pane)] if context.front is not None else []
    now = context.widget.window().focusWidget()
    if not panes:
        return
    at = next((n for n, pane in enumerate(panes) if pane.isAncestorOf(now)), None)
    _enter(panes[(at + by) % len(panes)] if at is not None else panes[0 if by > 0 else -1])


def _enter(pane: QWidget) -> None:
    order = reading_order(pane)
    last, usual = pane.focusWidget(), pane.focusProxy()
    widget = next((known for known in (last, usual) if known in order), order[0])
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    show_ring(widget)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    """The innermost parts of what is divided in it, or itself."""
    splitter = next((below for below in widget.findChildren(QSplitter) if below.isVisible()), None)
    if splitter is None:
        yield widget
        return
    for at in range(splitter.count()):
        part = splitter.widget(at)
        assert part is not None
        yield from _parts(part)


def _has_several(context: Context) -> bool:
    return context.front is not None and context.front.findChild(QSplitter) is not None


NEXT = Action("next-pane", "Next part of the tab", partial(_step, by=1), _has_several, ("F6",),
              tip="Between the tree and the panels, the list and the plots: back to where you were in it")
PREVIOUS = Action("previous-pane", "Previous part of the tab", partial(_step, by=-1), _has_several, ("Shift+F6",))
