"""What the right button offers on tabs, plots, tables and lines of text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.panels.picture import PicturePanel
from ckpt_viewer.gui.panels.values import ValuesPanel
from ckpt_viewer.gui.parts.labels import ElidedLabel
from ckpt_viewer.gui.parts.plain_table import PlainTable, Row
from ckpt_viewer.gui.window.folder_page import FolderPage
from tests.journeys.driving import Hands, window


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


def menu_at(widget: QWidget, place: QPoint) -> list[str]:
    """The entries of the menu that the right button opens there."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    shown = QApplication.activePopupWidget()
    return [entry.text().replace("&", "") for entry in shown.actions()] if isinstance(shown, QMenu) else []


def choose(text: str) -> None:
    shown = QApplication.activePopupWidget()
    assert isinstance(shown, QMenu)
    next(entry for entry in shown.actions() if entry.text().replace("&", "") == text).trigger()
    shown.close()


def test_the_menu_of_a_tab_is_for_that_tab(hands: Hands, tmp_path: Path) -> None:
    files = [Path(shutil.copy(resource("samples/convnet_epoch_10.pth"), tmp_path / f"{name}.pth")) for name in "abc"]
    first, second, third = [hands.open(file) for file in files]
    bar = hands.window.workspace.tabs.tabBar()
    QTest.mouseClick(bar, Qt.MouseButton.RightButton, pos=bar.tabRect(1).center())
    assert hands.window.front is second
    texts = [entry.text().replace("&", "") for entry in bar.actions() if not entry.isSeparator()]
    assert texts == ["Close tab", "Close other tabs", "Reload", "Follow on disk", "Compare with…",
                     "Compare with the one before it", "Copy the path of the file", "Show in its folder"]
    hands.press("copy-file")
    assert QGuiApplication.clipboard().text() == str(files[1])
    hands.window.bring(third)
    third.reveal(("epoch",))
    hands.settle()
    hands.press("remove")
    hands.settle()
    hands.window.bring(second)
    hands.press("close-others")
    assert hands.window.tabs == (second, third), "edits are not lost"
    assert "unsaved" in hands.window.workspace.banner.text
    assert first not in hands.window.tabs


def test_a_plot_is_copied_and_exported_where_it_is_and_nowhere_else(hands: Hands) -> None:
    tab = hands.open(resource("samples/convnet_epoch_10.pth"))
    tab.reveal(("model_state", "head.0.weight"))
    hands.settle()
    front = tab.panels.front
    picture = front.picture() if front is not None else None
    assert picture is not None
    inner = picture.childAt(picture.rect().center())  # what the pointer is over
    assert inner is not None
    assert menu_at(inner, inner.rect().center()) == ["Copy picture or plot", "Export the picture or plot…",
                                                     "Export the numbers of the plot as CSV…"]
    choose("Copy picture or plot")
    assert QGuiApplication.clipboard().image().width() > 100
    assert menu_at(tab.panels, QPoint(2, 2)) == []


def test_an_element_of_a_picture_is_shown_in_the_table_of_values(hands: Hands) -> None:
    tab = hands.open(resource("samples/convnet_epoch_10.pth"))
    tab.reveal(("model_state", "block1.0.weight"))  # planes side by side
    hands.settle()
    assert tab.panels.bring("Picture")
    hands.settle()
    panel = tab.panels.front
    assert isinstance(panel, PicturePanel)
    plot, box = panel.view.plot, panel.view.box
    at = panel.tools.arrangement.locate((3, 2, 1, 0))
    place = plot.mapFromScene(box.mapViewToScene(QPointF(at.column, at.row)))
    assert menu_at(plot.viewport(), place)[:2] == ["Show [3, 2, 1, 0] in the table of values", ""]
    choose("Show [3, 2, 1, 0] in the table of values")
    hands.settle()
    values = tab.panels.front
    assert isinstance(values, ValuesPanel)
    assert values.table.current == (3, 2, 1, 0)
    assert tab.panels.bring("Picture")
    hands.settle()
    gap = plot.mapFromScene(box.mapViewToScene(QPointF(0, 0)))
    assert menu_at(plot.viewport(), gap)[0] == "Copy picture or plot"
    choose("Copy picture or plot")


def test_the_map_of_the_bytes_is_copied_where_it_is(hands: Hands) -> None:
    tab = hands.open(resource("samples/convnet_epoch_10.pth"))
    assert tab.panels.bring("Bytes")
    hands.settle()
    front = tab.panels.front
    picture = front.picture() if front is not None else None
    assert picture is not None
    copying, _, numbers = menu_at(picture, picture.rect().center())
    assert copying == "Copy picture or plot"
    assert numbers.endswith("(no histogram or curve is drawn)")
    choose("Copy picture or plot")
    assert QGuiApplication.clipboard().image().width() == 2 * picture.width()


def test_a_cell_and_a_row_of_a_table_are_copied(qtbot: QtBot) -> None:
    table = PlainTable(("Name", "Size"))
    qtbot.addWidget(table)
    table.show_rows([Row(("a.weight", "10")), Row(("b.weight", "20"))])
    table.show()
    point = table.visualRect(table.model().index(1, 0)).center()
    assert menu_at(table.viewport(), point) == ["Copy", "Copy row"]
    choose("Copy")
    assert QGuiApplication.clipboard().text() == "b.weight"
    menu_at(table.viewport(), point)
    choose("Copy row")
    assert QGuiApplication.clipboard().text() == "b.weight\t20"
    assert menu_at(table.viewport(), QPoint(5, table.viewport().height() - 2)) == []


def test_a_row_of_all_tensors_is_copied(hands: Hands) -> None:
    tab = hands.open(resource("samples/convnet_epoch_10.pth"))
    tab.panels.bring("All tensors")
    hands.settle()
    view = tab.panels.front.view  # type: ignore[union-attr]
    menu_at(view.viewport(), view.visualRect(view.model().index(0, 0)).center())
    choose("Copy row")
    cells = QGuiApplication.clipboard().text().split("\t")
    assert len(cells) == view.model().columnCount()
    assert "stem.weight" in cells[0]


def test_a_line_that_is_cut_is_copied_whole(qtbot: QtBot) -> None:
    label = ElidedLabel("/a/very/long/path/of/a/file.pth")
    qtbot.addWidget(label)
    label.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == "/a/very/long/path/of/a/file.pth"


def test_files_of_a_folder_are_opened_compared_and_followed_from_their_menu(hands: Hands, tmp_path: Path) -> None:
    for name in ("convnet_epoch_01.pth", "convnet_epoch_10.pth"):
        shutil.copy(resource(f"samples/{name}"), tmp_path)
    hands.window.open_files([tmp_path])
    hands.settle()
    page = hands.window.workspace.front
    assert isinstance(page, FolderPage)
    place = page.table.visualRect(page.table.rows.index(1, 0)).center()
    assert menu_at(page.table.viewport(), place) == ["Open", "Copy the path of the file", "", "Copy", "Copy row"]
    choose("Copy the path of the file")
    assert QGuiApplication.clipboard().text() == str(tmp_path / "convnet_epoch_10.pth")
    page.table.selectAll()
    assert menu_at(page.table.viewport(), place)[:3] == ["Open 2 files", "Compare", "Timeline of 2 files"]
    heard: list[tuple[str, str]] = []
    page.compare_wanted.disconnect()
    page.compare_wanted.connect(lambda one, other: heard.append((one.name, other.name)))
    choose("Compare")
    assert heard == [("convnet_epoch_01.pth", "convnet_epoch_10.pth")]
