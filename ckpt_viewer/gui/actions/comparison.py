"""Actions on the comparison in front: export it (File menu), and the switches for what it shows (View menu).

Contract: the switches press those on its page, which alone knows whether they are on.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog

from ckpt_viewer.gui.actions.base import Action, Context
from ckpt_viewer.gui.language import later, tr

_NONE = later("no comparison is in front")
_FILTERS = later("A page for any browser (*.html);;A table for a spreadsheet (*.csv);;Data for programs (*.json)")


@runtime_checkable
class _Exportable(Protocol):
    """A tab that can be exported, without importing its class, which brings numpy with it."""

    exportable: bool
    title: str

    def export(self, target: Path) -> None: ...


@runtime_checkable
class _Comparison(Protocol):
    """The page of a comparison, likewise."""

    swap: QAbstractButton
    changed_only: QAbstractButton
    by_module: QAbstractButton
    scope: QComboBox
    folds: bool

    def expand_all(self, expanded: bool) -> None: ...


def _can(context: Context) -> bool:
    front: object = context.front
    return isinstance(front, _Exportable) and front.exportable


def _export(context: Context) -> None:
    front: object = context.front
    if not isinstance(front, _Exportable):
        return
    start = str(Path(context.settings.last_folder, f"{_file_name(front.title)}.html"))
    name, chosen = QFileDialog.getSaveFileName(context.widget, tr("Export comparison"), start, tr(_FILTERS))
    if name:
        ending = chosen.partition("(*")[2].rstrip(")")
        front.export(Path(name) if Path(name).suffix else Path(name + ending))


def _file_name(title: str) -> str:
    """`base vs tuned` of `base ↔ tuned`: a name that any system takes, and that tells one page from another."""
    return "".join(c if c.isalnum() or c in " ._-" else "_" for c in title.replace("↔", "vs"))[:120].strip(" .")


def _page(context: Context) -> _Comparison | None:
    front: object = context.front
    return front if isinstance(front, _Comparison) else None


def _press(button: Callable[[_Comparison], QAbstractButton]) -> Callable[[Context], None]:
    """What clicks a button of the comparison in front."""
    def press(context: Context) -> None:
        page = _page(context)
        if page is not None:
            button(page).click()

    return press


def _says(question: Callable[[_Comparison], bool]) -> Callable[[Context], bool]:
    """What asks the comparison in front; False where none is in front."""
    def says(context: Context) -> bool:
        page = _page(context)
        return page is not None and question(page)

    return says


_IN_FRONT = _says(lambda _page: True)
folds = _says(lambda page: page.folds)  # whether a comparison is in front whose rows do


def expand_all(context: Context, *, expanded: bool) -> None:
    """Fold or unfold the rows of the comparison in front."""
    page = _page(context)
    if page is not None:
        page.expand_all(expanded)


def _has_scope(page: _Comparison) -> bool:
    return not page.scope.isHidden()


def _toggle_scope(context: Context) -> None:
    """As if the other one had been picked."""
    page = _page(context)
    if page is not None:
        page.scope.setCurrentIndex(1 - page.scope.currentIndex())
        page.scope.activated.emit(page.scope.currentIndex())


EXPORT = Action("export-comparison", "Export co&mparison…", _export, _can, ("Ctrl+Alt+H",), "save-as",
                "One page that a colleague can open, a table or data", needs=_NONE)
SWAP = Action("swap-sides", "Swap A and B", _press(lambda page: page.swap), _IN_FRONT, ("Ctrl+Alt+W",),
              tip="Compare the other way round", needs=_NONE)
ONLY_CHANGED = Action("only-changed", "Onl&y what differs", _press(lambda page: page.changed_only), _IN_FRONT,
                      ("Ctrl+Alt+O",), checked=_says(lambda page: page.changed_only.isChecked()),
                      tip="Hide what is the same on both sides", needs=_NONE)
BY_MODULE = Action("by-module", "By &module", _press(lambda page: page.by_module), _IN_FRONT, ("Ctrl+Alt+B",),
                   checked=_says(lambda page: page.by_module.isChecked()),
                   tip="Show the parts of dotted names as levels: layer1 › 0 › weight", needs=_NONE)
SCOPE = Action("parameters-only", "Compare &parameters only", _toggle_scope, _says(_has_scope), ("Ctrl+Alt+P",),
               checked=_says(lambda page: _has_scope(page) and page.scope.currentIndex() == 1),
               tip="Hide what is not the model itself", needs=_NONE)
SWITCHES = (SWAP, ONLY_CHANGED, BY_MODULE, SCOPE)
