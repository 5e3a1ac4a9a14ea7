"""Whether the file in front would load into another one or into a model class: a submenu of the File menu."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.actions.base import FILTERS, Action, Context, Submenu
from ckpt_viewer.gui.language import tr

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.gui.dialogs.fit_dialog import Target


def _targets(context: Context) -> tuple[Action, ...]:
    """The other tabs, a file to choose, a class to name."""
    front = context.document_tab
    if front is None:
        return ()
    others = [tab for tab in context.document_tabs if tab is not front]
    names = [tab.title for tab in others]
    tabs = tuple(
        Action(f"fits-{n}", (name if names.count(name) == 1 else str(tab.path)).replace("&", "&&"),
               partial(_ask_tab, other=n), tip=plain_text(str(tab.path)))
        for n, (tab, name) in enumerate(zip(others, names, strict=True))
    )
    return (*tabs, Action("fits-file", "A &file…", _ask_file, icon="open"),
            Action("fits-class", "A &model class…", _ask_class,
                   tip="Name a Python class; it runs only when you press a button, in a process of its own"))


def _ask_tab(context: Context, other: int) -> None:
    from ckpt_viewer.gui.dialogs.fit_dialog import names_of

    others = [tab for tab in context.document_tabs if tab is not context.document_tab]
    if other < len(others):
        _ask(context, others[other].title, names_of(others[other].document.snapshot()))


def _ask_file(context: Context) -> None:
    from ckpt_viewer.gui.dialogs.fit_dialog import names_in_file

    name, _ = QFileDialog.getOpenFileName(context.widget, tr("Would it load into"), context.settings.last_folder,
                                          tr(FILTERS))
    if name:
        _ask(context, plain_text(Path(name).name, 80), names_in_file(Path(name)))


def _ask_class(context: Context) -> None:
    _ask(context, tr("a model class"), None)


def _ask(context: Context, into: str, target: Target | None) -> None:
    from ckpt_viewer.gui.dialogs.fit_dialog import FitDialog

    tab = context.document_tab
    if tab is None:
        return
    dialog = FitDialog(tab.document.snapshot(), tab.jobs, into, target, context.widget)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


FITS = Submenu("fits", "Would it &load into", _targets, "Open a file first")
