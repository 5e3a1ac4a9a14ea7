"""Write the comparison in front into a file: an entry of the File menu."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QFileDialog

from ckpt_viewer.gui.actions.base import Action, Context
from ckpt_viewer.gui.language import later, tr

_FILTERS = later("A page for any browser (*.html);;A table for a spreadsheet (*.csv);;Data for programs (*.json)")


@runtime_checkable
class _Exportable(Protocol):
    """A tab that can be exported, without importing its class, which brings numpy with it."""

    exportable: bool

    def export(self, target: Path) -> None: ...


def _can(context: Context) -> bool:
    front: object = context.front
    return isinstance(front, _Exportable) and front.exportable


def _export(context: Context) -> None:
    front: object = context.front
    start = str(Path(context.settings.last_folder, "comparison.html"))
    name, chosen = QFileDialog.getSaveFileName(context.widget, tr("Export comparison"), start, tr(_FILTERS))
    if name and isinstance(front, _Exportable):
        ending = chosen.partition("(*")[2].rstrip(")")
        front.export(Path(name) if Path(name).suffix else Path(name + ending))


EXPORT = Action("export-comparison", "E&xport comparison…", _export, _can, ("Ctrl+Alt+H",), "save-as",
                "One page that a colleague can open, a table or data")
