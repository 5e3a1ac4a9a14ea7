"""The page of keyboard shortcuts: in as many columns as a screen has room for, in their order, none of them lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QScrollArea
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.actions import help as help_actions
from ckpt_viewer.gui.actions.help import _in_columns, _Page
from ckpt_viewer.gui.main_window import MainWindow

TABLES = {title: [(f"Ctrl+{title}{n}", "does something") for n in range(rows)]
          for title, rows in (("a", 13), ("b", 7), ("c", 10), ("d", 22), ("e", 8), ("f", 18))}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_order_stays_and_no_column_is_empty(count: int) -> None:
    columns = _in_columns(TABLES, count)
    assert [title for column in columns for title in column] == list(TABLES)
    assert all(columns)
    assert len(columns) == count


@pytest.mark.parametrize(("wide", "columns"), [(3000, 3), (1000, 2), (100, 1)])
def test_it_has_the_columns_that_a_screen_has_room_for(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, wide: int,
                                                       columns: int) -> None:
    """Pages are made to be of a known width: what texts take depends on the fonts of a system."""
    class Known(_Page):
        def sizeHint(self) -> QSize:
            return QSize(400 * self.columns, 500)

    window = MainWindow(Settings())
    qtbot.addWidget(window)
    monkeypatch.setattr(help_actions, "_Page", Known)
    monkeypatch.setattr(help_actions, "FRAME", (window.screen().availableSize().width() - wide) // 2)
    window.commands["shortcuts"].trigger()
    dialog = next(child for child in window.findChildren(QDialog) if child.isVisible())
    page = dialog.findChildren(QScrollArea)[0].widget()
    assert isinstance(page, Known)
    assert page.columns == columns
    dialog.reject()
