"""What a person without a mouse must be able to do, and where the keyboard is after it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QTabBar, QTableView, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.views.tensor_table import Column
from ckpt_viewer.gui.actions import MENUS
from ckpt_viewer.gui.dialogs.palette import Palette
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.panels.all_tensors import AllTensorsPanel
from ckpt_viewer.gui.parts.focus_ring import FocusRing
from ckpt_viewer.gui.window.folder_page import FolderPage
from tests.journeys.driving import PATIENCE, Hands, window


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with window(qtbot) as found:
        found.open(Path(shutil.copy(resource("samples/convnet_epoch_10.pth"), tmp_path / "run.pth")))
        yield found


def all_tensors(hands: Hands) -> AllTensorsPanel:
    hands.press("all-tensors")
    hands.settle()
    panel = hands.document.panels.front
    assert isinstance(panel, AllTensorsPanel)
    return panel


def sort_by(hands: Hands, title: str) -> None:
    menu = hands.window.commands.submenu("sort")
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == title).trigger()
    hands.settle()


def offered(hands: Hands) -> list[str]:
    menu = hands.window.commands.submenu("sort")
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


def test_the_table_that_had_the_keyboard_last_is_sorted_and_its_column_seen(hands: Hands) -> None:
    assert offered(hands) == ["Name", "Value", "Shape", "Dtype", "Bytes", "Kind", "Device"]
    sort_by(hands, "Bytes")
    assert hands.document.tree.tree.horizontalHeader().sortIndicatorSection() == 4
    view = all_tensors(hands).view
    view.setFocus()
    assert "Distribution" not in offered(hands)
    sort_by(hands, "NaN, Inf")
    assert view.rows.table is not None
    assert (view.rows.table.choice.sorted_by, view.rows.table.choice.descending) == (Column.ODD, True)
    header = view.horizontalHeader()
    right = header.sectionViewportPosition(Column.ODD) + header.sectionSize(Column.ODD)
    assert 0 < right <= header.viewport().width() + 1
    sort_by(hands, "NaN, Inf")
    assert not view.rows.table.choice.descending


def test_sorting_shows_what_comes_first_and_its_column_whatever_is_selected(hands: Hands) -> None:
    hands.window.resize(900, 500)
    view = all_tensors(hands).view
    view.setFocus()
    table = view.rows.table
    assert table is not None
    sort_by(hands, "Max abs")
    last = int(table.rows[-1])
    view.go_to(last)
    sort_by(hands, "NaN, Inf")
    sort_by(hands, "Max abs")
    assert view.current_row() == last
    assert view.rowAt(0) == 0
    header = view.horizontalHeader()
    left = header.sectionViewportPosition(Column.MAX_ABS)
    assert left >= 0
    assert left + header.sectionSize(Column.MAX_ABS) <= header.viewport().width() + 1


def test_who_clicks_at_a_tensor_in_the_list_goes_on_in_it_by_keyboard(hands: Hands) -> None:
    """Another selection brings other tabs, and this one to another place among them."""
    view = all_tensors(hands).view
    at = view.visualRect(view.rows.index(2, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    hands.settle()
    assert len(hands.document.paths()[0]) > 1
    assert hands.window.focusWidget() is view


def test_where_nothing_is_open_nothing_can_be_sorted(hands: Hands) -> None:
    hands.press("close")
    assert offered(hands) == ["Nothing here can be sorted"]


def first_and_last(table: QTableView) -> tuple[int, int]:
    table.selectRow(1)
    QTest.keyClick(table, Qt.Key.Key_End)
    last = table.currentIndex().row()
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert table.selectionModel().selectedRows() == [table.currentIndex().siblingAtColumn(0)]
    return table.currentIndex().row(), last


def test_home_and_end_go_to_the_first_and_the_last_row(hands: Hands, tmp_path: Path) -> None:
    view = all_tensors(hands).view
    assert first_and_last(view) == (0, view.rows.rowCount() - 1)
    shutil.copy(tmp_path / "run.pth", tmp_path / "other.pth")
    hands.window.open_files([tmp_path])
    hands.settle()
    page = hands.window.front
    assert isinstance(page, FolderPage)
    assert first_and_last(page.table) == (0, 1)


def test_the_keyboard_stays_in_the_panels_when_one_gives_way(hands: Hands, qtbot: QtBot) -> None:
    view = all_tensors(hands).view
    view.take_focus()
    qtbot.waitUntil(lambda: view.rows.rowCount() > 0, timeout=PATIENCE)
    sort_by(hands, "NaN, Inf")
    view.selectRow(0)
    QTest.keyClick(view, Qt.Key.Key_Return)
    hands.settle()
    panels = hands.document.panels
    assert panels.wanted == "Statistics"
    assert hands.window.focusWidget() is panels.tabs.tabBar()


def test_the_palette_follows_what_can_be_done_while_it_is_open(hands: Hands, tmp_path: Path) -> None:
    shutil.copy(resource("samples/linear_checkpoint.pth"), tmp_path / "later.pth")
    hands.window.open_files([tmp_path / "later.pth"])
    hands.press("palette")
    palette = hands.dialog(Palette)
    QTest.keyClicks(palette.field, "save as")
    assert not palette.shown
    assert palette.count.text() == "“Save as…” cannot be done with what is selected now"
    hands.settle()
    assert palette.shown[0] == "Save as…"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    hands.qtbot.waitUntil(lambda: bool(hands.window.findChildren(SaveDialog)))
    hands.dialog(SaveDialog).reject()


def test_a_panel_whose_tab_is_out_of_sight_is_picked_from_the_list(hands: Hands) -> None:
    hands.window.resize(700, 600)
    panels = hands.document.panels
    hands.qtbot.waitUntil(panels.tabs.more.isVisible)
    assert panels.tabs.more.focusPolicy() & Qt.FocusPolicy.TabFocus
    panels.tabs.more.click()
    listed = panels.tabs.findChild(QMenu)
    assert listed is not None
    next(entry for entry in listed.actions() if entry.text() == "Learn").trigger()
    listed.close()
    hands.settle()
    assert panels.wanted == "Learn"
    assert panels.front is not None
    assert panels.front.title == "Learn"


def test_every_panel_comes_to_the_front_by_the_palette(hands: Hands) -> None:
    hands.document.reveal(("model_state", "head.0.weight"))
    hands.settle()
    titles = hands.document.panels.titles
    assert "Picture" in titles
    for title in titles:
        hands.press("palette")
        palette = hands.dialog(Palette)
        QTest.keyClicks(palette.field, f"panel {title}")
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
        hands.qtbot.waitUntil(lambda title=title: hands.document.panels.wanted == title)  # type: ignore[misc]
        hands.settle()
        assert hands.document.panels.front is not None
        assert hands.document.panels.front.title == title
    hands.press("close")
    assert not [entry for entry in hands.window.commands.entries() if "Panel" in entry.place]


class Ear(QObject):
    """Hears where a context menu was asked for, which then does not open: it would wait for a person."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.places: list[QPoint] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent):
            assert event.reason() == QContextMenuEvent.Reason.Keyboard
            self.places.append(event.pos())
        return isinstance(event, QContextMenuEvent)


def test_shift_f10_asks_for_the_menu_of_what_has_the_keyboard(hands: Hands, qtbot: QtBot) -> None:
    tree, field = hands.document.tree.tree, hands.document.tree.filter_box
    of_tree, of_field = Ear(tree), Ear(field)
    for widget, ear in ((tree, of_tree), (field, of_field)):
        widget.setFocus()
        assert hands.window.focusWidget() is widget
        QTest.keyClick(widget, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(lambda ear=ear: len(ear.places) == 1)  # type: ignore[misc]
    assert (len(of_tree.places), len(of_field.places)) == (1, 1)


def test_the_menu_opens_at_the_row_or_in_the_middle_where_that_is_out_of_sight(hands: Hands, qtbot: QtBot) -> None:
    hands.window.resize(900, 500)
    tree = hands.document.tree.tree
    tree.setFocus()
    tree.selectRow(1)
    ear = Ear(tree)
    QTest.keyClick(tree, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(ear.places) == 1)
    assert tree.visualRect(tree.currentIndex()).contains(tree.viewport().mapFrom(tree, ear.places[0]))
    tree.scrollToBottom()
    assert not tree.rect().intersects(tree.visualRect(tree.currentIndex()))
    QTest.keyClick(tree, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(ear.places) == 2)
    assert ear.places[1] == tree.rect().center()


def test_undo_takes_the_mark_of_an_edit_away(hands: Hands) -> None:
    tab = hands.document
    tab.reveal(("epoch",))
    hands.settle()
    tab.edit_value()
    hands.settle()
    panel = tab.panels.front
    assert panel is not None
    line = panel.editor.line  # type: ignore[attr-defined]
    QTest.keyClicks(line, "12")
    QTest.keyClick(line, Qt.Key.Key_Return)
    hands.settle()
    assert len(tab.tree.model.edited) == 1
    hands.press("undo")
    hands.settle()
    assert not tab.dirty
    assert not tab.tree.model.edited
    hands.press("redo")
    hands.settle()
    assert len(tab.tree.model.edited) == 1


def test_a_comparison_that_opens_has_the_keyboard_in_its_rows(hands: Hands, tmp_path: Path) -> None:
    hands.window.compare_with_files([Path(resource("samples/convnet_epoch_01.pth"))])
    page = hands.comparison
    assert hands.window.focusWidget() is page.view
    before = page.view.current_row()
    QTest.keyClick(page.view, Qt.Key.Key_Up)
    assert page.view.current_row() != before
    page.filter.setFocus()
    page._on_scope()
    hands.settle()
    assert hands.window.focusWidget() is page.filter, "only when it opens"


def test_f6_goes_between_tree_and_panels_and_back_to_where_one_was(hands: Hands, tmp_path: Path) -> None:
    window, tree = hands.window, hands.document.tree.tree
    tree.setFocus()
    hands.press("next-pane")
    bar = hands.document.panels.tabs.tabBar()
    assert window.focusWidget() is bar
    assert bar.findChild(FocusRing) is not None, "it shows where the keyboard has come to"
    view = all_tensors(hands).view
    view.setFocus()
    hands.press("next-pane")
    assert window.focusWidget() is tree
    hands.press("previous-pane")
    assert window.focusWidget() is view
    hands.window.compare_with_files([Path(resource("samples/convnet_epoch_01.pth"))])
    page = hands.comparison
    hands.settle()
    assert window.focusWidget() is page.view
    hands.press("next-pane")
    assert window.focusWidget() is not page.view
    for _ in range(4):
        if window.focusWidget() is not page.view:
            hands.press("next-pane")
    assert window.focusWidget() is page.view
    hands.press("close")
    hands.press("close")
    assert not window.commands["next-pane"].isEnabled()


def test_the_first_to_compare_with_lies_in_the_same_folder(hands: Hands, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    paths = [Path(shutil.copy(resource("samples/linear_checkpoint.pth"), tmp_path / "run" / f"{name}.pth"))
             for name in ("epoch_01", "epoch_02")]
    for path in paths:
        hands.open(path)
    menu = hands.window.commands.submenu("compare")
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()][:2] == ["With epoch_01.pth", "With run.pth"]
    menu.actions()[0].trigger()
    hands.settle()
    assert "epoch_01" in hands.comparison.title


def test_no_two_entries_of_a_menu_have_one_letter(hands: Hands) -> None:
    """In other languages they have the letters of the English."""
    for menu in MENUS:
        letters = [key for entry in menu.entries if entry is not None
                   if (key := QKeySequence.mnemonic(entry.title).toString())]
        doubled = {key for key in letters if letters.count(key) > 1}
        assert not doubled, menu.title


def test_the_ring_around_a_tab_is_as_wide_as_its_text_now_is(qtbot: QtBot) -> None:
    bar = QTabBar(expanding=False)
    qtbot.addWidget(bar)
    for title in ("run.pth", "other.pth"):
        bar.addTab(title)
    bar.resize(600, bar.sizeHint().height())
    bar.show()
    qtbot.waitExposed(bar)
    ring = FocusRing(bar)
    narrow = ring.width()
    bar.setTabText(0, "● run.pth, edited")
    qtbot.waitUntil(lambda: ring.geometry() == bar.tabRect(0).adjusted(1, 1, -1, -1))
    assert ring.width() > narrow
