"""The Help menu: how to load such a file, the keys, what this program is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QKeySequence, QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from ckpt_viewer import __version__
from ckpt_viewer.gui.actions.base import (
    SEPARATOR,
    Action,
    Context,
    Menu,
    Submenu,
    bare_title,
    bring_panel,
    has_document,
    show_dialog,
)
from ckpt_viewer.gui.icons import app_icon
from ckpt_viewer.gui.language import language, later, tr
from ckpt_viewer.gui.parts.labels import heading
from ckpt_viewer.gui.parts.laying import lay_column, lay_row, scrolled

LOWEST = 540  # pixels: what fits on a small laptop's screen
_COLUMNS = 3  # of keys, where a screen is wide enough
FRAME = 60  # pixels that a title bar takes of the screen, with some air
LESSON = later("Learn")  # the title of the panel with the Python that loads a file
TREE_KEYS = (
    ("← →", later("fold, unfold, go to the row above or below")), ("+  −", later("unfold, fold")),
    ("*", later("unfold everything below")),
    ("Home  End", later("first, last row")),
    (later("type a name"), later("go to the next row whose name begins with it")),
    ("Esc", later("select nothing: the whole file")), ("Esc", later("in the filter: clear it")),
    ("↓", later("in the filter: go to the tree")),
    ("Shift+F10", later("anywhere: the context menu")),
)
PANEL_KEYS = (
    ("← →", later("in all tensors: fold and unfold blocks")), ("Space", later("in all tensors: select it in the tree")),
    ("Enter", later("in all tensors: its numbers and histogram")),
    ("← ↑ → ↓", later("in the map of bytes: the next field")),
    ("Enter", later("in the map of bytes: select it in the tree")),
    ("← →", later("in a timeline's plots: the step before, the next one")),
    ("Enter", later("in a timeline: open the file of that step, or where it broke, or the last one")),
)


def _lesson(context: Context) -> None:
    """Bring the panel with the Python code to the front."""
    if not bring_panel(context, LESSON):
        context.tell("info", tr("There is no loading lesson for this file."))


def _guide(context: Context) -> None:
    from ckpt_viewer.gui.dialogs.guide import FALLBACK, Guide, guide_path  # Qt's text engine: only when it is read

    path = guide_path(language() or FALLBACK)
    guide = next((opened for opened in context.widget.findChildren(Guide) if opened.path == path), None)
    if guide is None:
        for other in context.widget.findChildren(Guide):
            other.close()  # in the language that was in use before
        guide = Guide(path, context.widget)
    guide.show()
    guide.raise_()
    guide.activateWindow()


def _shortcuts(context: Context) -> None:
    from ckpt_viewer.gui.actions import MENUS

    dialog = QDialog(context.widget)
    dialog.setWindowTitle(tr("Keyboard shortcuts"))
    tables = {bare_title(tr(menu.title)): rows for menu in MENUS if (rows := _rows(menu))}
    tables |= {tr("In the tree"): list(TREE_KEYS), tr("In panels"): list(PANEL_KEYS)}
    most = dialog.screen().availableSize() - QSize(FRAME, FRAME)
    pages = (_Page(tables, count) for count in range(_COLUMNS, 0, -1))
    page = next(page for page in pages if page.sizeHint().width() + FRAME <= most.width() or page.columns == 1)
    scroll = scrolled(page, dialog.windowTitle())  # a low screen has no room for all of them
    scroll.setMinimumWidth(page.sizeHint().width() + scroll.verticalScrollBar().sizeHint().width())
    scroll.setMinimumHeight(min(page.sizeHint().height(), LOWEST))
    _finish(dialog, lay_row(scroll))
    around = dialog.sizeHint().height() - max(scroll.sizeHint().height(), scroll.minimumHeight())
    dialog.resize(dialog.sizeHint().width(), min(page.sizeHint().height() + around, most.height()))


def _rows(menu: Menu) -> list[tuple[str, str]]:
    """The keys of a menu's entries and what they do."""
    rows = []
    for entry in menu.entries:
        if isinstance(entry, Action) and entry.shortcuts:
            rows.append((_keys(entry.shortcuts), bare_title(tr(entry.title)).rstrip("…")))
        elif isinstance(entry, Submenu) and entry.keys:
            rows.append((f"{_keys(entry.keys[:1])} … {_keys(entry.keys[-1:])}", bare_title(tr(entry.title))))
    return rows


class _Page(QWidget):
    """All keys, in so many columns."""

    def __init__(self, tables: Mapping[str, Sequence[tuple[str, str]]], columns: int) -> None:
        super().__init__()
        self.columns = columns
        beside = lay_row(on=self, margins=(0, 0, 10, 0), spacing=32)
        for titles in _in_columns(tables, columns):
            column = QGridLayout()
            column.setHorizontalSpacing(18)
            column.setVerticalSpacing(6)
            for title in titles:
                _add_table(column, title, tables[title], self)
            column.setRowStretch(column.rowCount(), 1)
            column.setColumnStretch(1, 1)
            beside.addLayout(column)


def _in_columns(tables: Mapping[str, Sequence[object]], count: int) -> list[list[str]]:
    """The titles in so many columns, in their order, of nearly the same height."""
    room = sum(len(rows) + 2 for rows in tables.values()) / count
    columns: list[list[str]] = [[] for _ in range(count)]
    height = 0.0
    for title, rows in tables.items():
        columns[min(count - 1, int((height + len(rows) / 2) / room))].append(title)
        height += len(rows) + 2
    return columns


def _about(context: Context) -> None:
    dialog = QDialog(context.widget)
    dialog.setWindowTitle(tr("About ckpt_viewer"))
    picture = QLabel(dialog)
    picture.setPixmap(app_icon().pixmap(64, 64))
    text = QLabel("\n".join([tr("Look into, compare, change and save PyTorch checkpoints."),
                             tr("Nothing that a file carries is ever run.")]), dialog)
    version = QLabel(tr("Version {version} · MIT licence", version=__version__), dialog)
    version.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    words = lay_column(heading("ckpt_viewer", dialog), text, version)
    _finish(dialog, lay_row((picture, 0, Qt.AlignmentFlag.AlignTop), (words, 1), spacing=18))


def _finish(dialog: QDialog, content: QHBoxLayout) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.reject)
    buttons.buttons()[0].setIcon(QIcon())
    lay_column(content, buttons, on=dialog, margins=(20, 18, 20, 14), spacing=16)
    show_dialog(dialog)


def _add_table(grid: QGridLayout, title: str, rows: Sequence[tuple[str, str]], parent: QWidget) -> None:
    """Below what is there: all tables of a column have their texts in one line from top to bottom."""
    above = grid.rowCount() if grid.count() else 0
    if above:
        grid.setRowMinimumHeight(above, 8)
    grid.addWidget(heading(title, parent), above + 1, 0, 1, 2)
    for at, (keys, text) in enumerate(rows, above + 2):
        grid.addWidget(QLabel(tr(keys), parent), at, 0)
        label = QLabel(tr(text), parent)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        grid.addWidget(label, at, 1)


def _keys(shortcuts: tuple[str, ...]) -> str:
    return "  ".join(QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) for keys in shortcuts)


LEARN = Action("lesson", "&Loading this file in Python", _lesson, has_document, ("F1",), "learn",
               "The Python lines that load this very file", tool="Learn")
GUIDE = Action("guide", "&User guide", _guide, shortcuts=("Shift+F1",), icon="learn",
               tip="What can be done, in short chapters")
SHORTCUTS = Action("shortcuts", "&Keyboard shortcuts", _shortcuts, shortcuts=("Ctrl+?",))
ABOUT = Action("about", "&About ckpt_viewer", _about, icon="info")

MENU = Menu("&Help", (GUIDE, LEARN, SHORTCUTS, SEPARATOR, ABOUT))
