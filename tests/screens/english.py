"""What of a window's words is English prose: in another language there must be none but names and data of files.

Contract: looks at the visible words of labels, buttons, boxes, tabs, headers and menus, at hints in empty fields, and
at tooltips and names for screen readers of the same widgets. Prose is two words in a row, each of three letters or
more, or a number and a noun (`4 attributes`); a text with marks of code or of a path is none, nor is a number of
Python's own types. Where Chinese meets other letters, marks are of the width of its own and a space stands between;
what is said in it has no lone English word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QTreeWidget,
    QWidget,
)

from ckpt_viewer.gui.panels.learn import CodeView

_PROSE = re.compile(r"(?<![\w./`_-])[A-Za-z’']{3,}(?:,? [A-Za-z’']{3,}){1,}(?![\w/`_(-])")
_COUNTED = re.compile(r"(?<![\w./`_-])\d[\d,]*(?<!,) (?!(?:int|float|bool|str|bytes)\b)[a-z]{3,}(?![\w/`_(-])")
_HAN = "[\u4e00-\u9fff]"
_WIDE = "[。，：；（）]"
_LONE = "of|in|the|only|and|with|are|is|not|from|at|to"
_MIXED = re.compile(rf"{_HAN} *[,;:!?.](?=\s|$|{_HAN})|{_WIDE} \S|\S [。，：；）]|[。，：；]{{2}}|{_HAN}[A-Za-z0-9/]"
                    rf"|[A-Za-z0-9%]{_HAN}|{_HAN}\(|\({_HAN}|{_HAN}['\"]|['\"]{_HAN}"
                    rf"|{_HAN} (?:{_LONE})\b|\b(?:{_LONE}) {_HAN}")
_LETTER = re.compile(r"\(&?[A-Z]\)")  # for the keyboard


def english(top: QWidget, names: frozenset[str] = frozenset()) -> list[str]:
    """A line for each piece of English prose in what `top` shows that is no part of one of these names."""
    shown = [widget for widget in [top, *top.findChildren(QWidget)] if widget.isVisibleTo(top)]
    return list(dict.fromkeys(f"{type(widget).__name__}: {piece}" for widget in shown for piece in _prose(widget)
                              if not any(piece in name for name in names)))


def mixed(top: QWidget) -> list[str]:
    """A line for each place where the marks, spaces or words of two languages are mixed up, with what is around it."""
    shown = [widget for widget in [top, *top.findChildren(QWidget)] if widget.isVisibleTo(top)]
    texts = {_LETTER.sub("", text).replace("&", "") for widget in shown for text in _texts(widget)}
    return sorted(text[max(found.start() - 20, 0) : found.end() + 20]
                  for text in texts for found in _MIXED.finditer(text))


def prose(text: str) -> list[str]:
    """The pieces of English prose in a text."""
    return [piece for pattern in (_PROSE, _COUNTED) for piece in pattern.findall(text.replace("&", ""))]


def _prose(widget: QWidget) -> Iterator[str]:
    for text in _texts(widget):
        yield from prose(text)


def _texts(widget: QWidget) -> Iterator[str]:
    yield widget.toolTip()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QComboBox():
            yield from (widget.itemText(at) for at in range(widget.count()))
        case QGroupBox() | QMenu():
            yield widget.title()
        case QLineEdit():
            yield widget.placeholderText()
        case QPlainTextEdit():
            yield widget.placeholderText()
            yield "" if isinstance(widget.parent(), CodeView) else widget.toPlainText()  # Python has English comments
        case QTabBar():
            yield from (text for at in range(widget.count()) for text in (widget.tabText(at), widget.tabToolTip(at)))
        case QHeaderView():
            yield from _header(widget)
        case QTreeWidget() | QTableView():
            yield from _cells(widget)
        case _:
            pass
    if isinstance(widget, QMenu | QMenuBar):
        yield from (text for action in widget.actions() for text in (action.text(), action.toolTip()))


def _header(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    if header.orientation() == Qt.Orientation.Horizontal:
        for section in range(header.count()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(model.headerData(section, Qt.Orientation.Horizontal, role) or "")


def _cells(table: QTreeWidget | QTableView) -> Iterator[str]:
    model = table.model()
    for row in range(min(model.rowCount(), 60)):
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                yield str(model.index(row, column).data(role) or "")
