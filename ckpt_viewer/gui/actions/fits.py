"""Whether an open file would load into another one or into a model class: a submenu of the File menu."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.actions.base import FILTERS, Action, Context, Submenu, on_document, show_dialog
from ckpt_viewer.gui.language import later, tr

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.gui.dialogs.fit_dialog import Target
    from ckpt_viewer.gui.document_tab import DocumentTab

_MOST = 4  # of the open files, where none of them is in front: twelve questions
_MOST_NAME = 60
_FILE_TIP = later("Which names are missing, unexpected or of another shape, and what prefix would make it load")
_CLASS_TIP = later("Name a Python class; it runs only when you press a button, in a process of its own")


def _questions(context: Context) -> tuple[Action, ...]:
    """Every two of the open files, both ways; of the one in front also a file to choose and a class to name."""
    front = context.document_tab
    tabs = context.document_tabs
    pairs = permutations(tabs[:_MOST], 2) if front is None else _pairs_with(front, tabs)
    names = _names(tabs)
    found = [Action(f"fits-{n}", tr("{name} into {other}", name=names[a], other=names[b]),
                    partial(_ask_tab, loaded=a, into=b))
             for n, (a, b) in enumerate((tabs.index(a), tabs.index(b)) for a, b in pairs)]
    if front is not None:
        name = names[tabs.index(front)]
        found += [Action("fits-file", tr("{name} into a &file…", name=name), _ask_file, icon="open",
                         tip=_FILE_TIP),
                  Action("fits-class", tr("{name} into a &model class…", name=name), on_document(
                      lambda context, tab: _ask(context, tab, tr("a model class"), None)), tip=_CLASS_TIP)]
    return tuple(found)


def _pairs_with(front: DocumentTab, tabs: Sequence[DocumentTab]) -> Iterator[tuple[DocumentTab, DocumentTab]]:
    for other in tabs:
        if other is not front:
            yield front, other
            yield other, front


def _names(tabs: Sequence[DocumentTab]) -> list[str]:
    """What tells the tabs apart, for a menu."""
    titles = [tab.title for tab in tabs]
    shown = [title if titles.count(title) == 1 else str(tab.path) for tab, title in zip(tabs, titles, strict=True)]
    # Of a long path the end tells files of the same name apart.
    ends = [name if len(name) <= _MOST_NAME else f"…{name[1 - _MOST_NAME:]}" for name in map(plain_text, shown)]
    return [name.replace("&", "&&") for name in ends]


def _ask_tab(context: Context, loaded: int, into: int) -> None:
    from ckpt_viewer.gui.dialogs.fit_dialog import names_of

    tabs = context.document_tabs
    if max(loaded, into) < len(tabs):
        _ask(context, tabs[loaded], tabs[into].title, names_of(tabs[into].document.snapshot()))


def _ask_file(context: Context) -> None:
    from ckpt_viewer.gui.dialogs.fit_dialog import names_in_file

    tab = context.document_tab
    name, _ = QFileDialog.getOpenFileName(context.widget, tr("Would it load into"), context.settings.last_folder,
                                          tr(FILTERS))
    if name and tab is not None:
        _ask(context, tab, plain_text(Path(name).name, 80), names_in_file(Path(name)))


def _ask(context: Context, tab: DocumentTab, into: str, target: Target | None) -> None:
    from ckpt_viewer.gui.dialogs.fit_dialog import FitDialog

    show_dialog(FitDialog(tab.document.snapshot(), tab.jobs, into, target, context.widget, apply=tab.apply))


FITS = Submenu("fits", "Would &it load", _questions, "Open a file first")
