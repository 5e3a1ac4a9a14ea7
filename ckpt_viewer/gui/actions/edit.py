"""The Edit menu: undo, redo, the selected value, the learning rate, copying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckpt_viewer.core.graph import Scalar, Tensor, to_pointer
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.actions.base import (
    SEPARATOR,
    UNSELECTED,
    Action,
    Context,
    Menu,
    has_document,
    has_selection,
    on_document,
    show_dialog,
    where_document,
)
from ckpt_viewer.gui.actions.copying import copy_rows
from ckpt_viewer.gui.actions.export import COPY_JSON, COPY_PICTURE, COPY_PYTHON
from ckpt_viewer.gui.actions.tabs import COPY_FILE
from ckpt_viewer.gui.language import told, tr

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.outline.tree import Outline
    from ckpt_viewer.gui.dialogs.lr_choice import StoredRates
    from ckpt_viewer.gui.document_tab import DocumentTab


def _undo_text(context: Context) -> str:
    text = context.document_tab.document.undo_text if context.document_tab is not None else ""
    return _with(tr("&Undo"), text)


def _redo_text(context: Context) -> str:
    text = context.document_tab.document.redo_text if context.document_tab is not None else ""
    return _with(tr("&Redo"), text)


def _with(verb: str, text: str) -> str:
    shown = plain_text(told(text), 60).replace("&", "&&")
    return tr("{verb}: {change}", verb=verb, change=shown) if shown else verb


def _learning_rate(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.gui.dialogs.lr_choice import stored_rates
    from ckpt_viewer.gui.dialogs.lr_editor import LrEditor

    def show(rates: StoredRates) -> None:
        show_dialog(LrEditor(tab.document, tab.apply, rates, context.widget))

    tab.ask(stored_rates, show, tr("Looking for learning rates"))


def _can_edit(tab: DocumentTab) -> bool:
    if len(tab.tree.tree.picked) != 1 or (row := tab.tree.tree.chosen[0]) in tab.tree.outline.synthetic:
        return False
    held = tab.tree.outline.graph[int(tab.tree.outline.node[row])]
    return isinstance(held, Scalar) or (isinstance(held, Tensor) and held.spec.numel == 1)


def _copy_path(context: Context, tab: DocumentTab) -> None:
    copy_rows(context, tab, lambda outline, row: to_pointer(outline.path(row)))


def _value(outline: Outline, row: int) -> str:
    from ckpt_viewer.core.outline.cells import TITLES, Column, cell_text

    held = outline.graph[int(outline.node[row])]
    if isinstance(held, Scalar) and row not in outline.synthetic:
        return held.value if isinstance(held.value, str) else cell_text(outline, row, Column.VALUE)
    return "\t".join(cell_text(outline, row, column) for column in range(len(TITLES)))


UNDO = Action("undo", "&Undo", on_document(lambda _, tab: tab.undo()),
              where_document(lambda tab: tab.document.undo_text), ("Ctrl+Z",), "undo", "Undo the last edit",
              _undo_text, tool="Undo")
REDO = Action("redo", "&Redo", on_document(lambda _, tab: tab.redo()),
              where_document(lambda tab: tab.document.redo_text), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo",
              "Do again what was undone", _redo_text, tool="Redo")
RATE = Action("learning-rate", "&Learning rate…", on_document(_learning_rate), has_document, ("Ctrl+L",), "rate",
              "Change the learning rate everywhere it is stored", tool="Learning rate")
VALUE = Action("edit-value", "&Edit the value", on_document(lambda _, tab: tab.edit_value()),
               where_document(_can_edit), ("F2",), "",
               "Change the selected value; a double click and Enter in the tree do so too", needs="select one value")
COPY_PATH = Action("copy-path", "Copy &path", on_document(_copy_path), has_selection, ("Ctrl+Shift+C",), "copy",
                   "Copy where the selection lies in the file", needs=UNSELECTED)
COPY_VALUE = Action("copy-value", "Copy &value", on_document(lambda context, tab: copy_rows(context, tab, _value)),
                    has_selection, ("Ctrl+C",), "",
                    "Copy the values, or whole rows where there is no single value", needs=UNSELECTED)

MENU = Menu("&Edit", (UNDO, REDO, SEPARATOR, VALUE, RATE, SEPARATOR, COPY_PATH, COPY_VALUE,
                      COPY_PYTHON, COPY_JSON, COPY_PICTURE, COPY_FILE))
CONTEXT_MENU = (VALUE, COPY_PATH, COPY_VALUE, COPY_PYTHON)
