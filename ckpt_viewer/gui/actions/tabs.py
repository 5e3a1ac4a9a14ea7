"""What is done with tabs, be they of files, comparisons, folders or timelines: bring another to the front, close the
others, go to where the file lies."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.actions.base import Action, Context, Submenu
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.eliding import short_title
from ckpt_viewer.gui.parts.show_folder import open_elsewhere


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


def _close_others(context: Context) -> None:
    """Those with edits would each ask, and stay."""
    others = [tab for tab in context.tabs if tab is not context.front]
    for tab in others:
        if not getattr(tab, "dirty", False):
            context.close_tab(tab)
    if any(getattr(tab, "dirty", False) for tab in others):
        context.tell("info", tr("Tabs with unsaved edits stay open."))


def _path(context: Context) -> Path | None:
    """The file or folder that the tab in front shows."""
    return getattr(context.front, "path", None)


def _show_folder(context: Context) -> None:
    path = _path(context)
    if path is not None:
        open_elsewhere(path if path.is_dir() else path.parent)


def _copy_file(context: Context) -> None:
    QGuiApplication.clipboard().setText(str(_path(context)))
    context.note(tr("Copied the path of the file"))


CLOSE_OTHERS = Action("close-others", "Close other tabs", _close_others, _has_several)
SHOW_FOLDER = Action("show-folder", "Show in its folder", _show_folder, lambda context: _path(context) is not None,
                     tip="Open the folder that the file is in")
COPY_FILE = Action("copy-file", "Copy the path of the file", _copy_file, lambda context: _path(context) is not None)
NEXT = Action("next-tab", "Ne&xt tab", partial(_step, by=1), _has_several, ("Ctrl+PgDown", "Ctrl+Tab"))
PREVIOUS = Action("previous-tab", "Pre&vious tab", partial(_step, by=-1), _has_several, ("Ctrl+PgUp", "Ctrl+Shift+Tab"))
TABS = Submenu("tabs", "Go to ta&b", _tabs, "Nothing is open", tuple(f"Ctrl+{n}" for n in range(1, 10)))
