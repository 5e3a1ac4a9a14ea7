"""Entries of the View menu that bring another tab to the front: an open file, a comparison, a folder, a timeline."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.actions.base import Action, Context, Submenu
from ckpt_viewer.gui.parts.eliding import short_title


def _step(context: Context, by: int) -> None:
    """Round and round."""
    tabs, front = context.tabs, context.front
    if front is not None:
        context.bring(tabs[(tabs.index(front) + by) % len(tabs)])


def _has_several(context: Context) -> bool:
    return len(context.tabs) > 1


def _bring(context: Context, tab: QWidget) -> None:
    context.bring(tab)


def _is_front(context: Context, tab: QWidget) -> bool:
    return context.front is tab


def _tabs(context: Context) -> tuple[Action, ...]:
    """From left to right."""
    return tuple(
        Action(f"tab-{n}", short_title(getattr(tab, "title", "")).replace("&", "&&"), partial(_bring, tab=tab),
               tip=plain_text(str(getattr(tab, "path", ""))), checked=partial(_is_front, tab=tab), group="tabs")
        for n, tab in enumerate(context.tabs))


NEXT = Action("next-tab", "Ne&xt tab", partial(_step, by=1), _has_several, ("Ctrl+PgDown", "Ctrl+Tab"))
PREVIOUS = Action("previous-tab", "Pre&vious tab", partial(_step, by=-1), _has_several, ("Ctrl+PgUp", "Ctrl+Shift+Tab"))
TABS = Submenu("tabs", "Go to ta&b", _tabs, "Nothing is open", tuple(f"Ctrl+{n}" for n in range(1, 10)))
