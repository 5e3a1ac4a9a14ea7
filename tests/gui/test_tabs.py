"""The front tab is marked by more than its shade."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.parts.tabs import MarkedTabs, TightTabs, WholeTabs
from ckpt_viewer.gui.theme import ThemeChoice, apply_theme
from ckpt_viewer.gui.window.file_tabs import DIRTY_MARK, FileTabs, telling_apart


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_a_line_stands_above_the_front_tab(qtbot: QtBot, qapp: QApplication, choice: ThemeChoice) -> None:
    theme = apply_theme(qapp, choice)
    tabs = MarkedTabs()
    qtbot.addWidget(tabs)
    for title in ("Overview", "All tensors"):
        tabs.addTab(QLabel(title), title)
    tabs.show()
    for front in (0, 1):
        tabs.setCurrentIndex(front)
        assert [upper_edge(tabs, at) == theme.color("accent") for at in (0, 1)] == [front == 0, front == 1]
    apply_theme(qapp, "light")


def test_tabs_that_are_not_all_in_sight_are_listed(qtbot: QtBot) -> None:
    tabs, clicked = WholeTabs("All panels"), list[int]()
    qtbot.addWidget(tabs)
    tabs.tabBarClicked.connect(clicked.append)
    titles = ["Overview", "All tensors", "Bytes", "What would run", "Learn"]
    for title in titles:
        tabs.addTab(QLabel(title), title)
    wide = tabs.tabBar().sizeHint().width()
    tabs.resize(wide + 4, 200)
    tabs.show()
    assert not tabs.more.isVisible()
    assert tabs.tabBar().width() >= wide, "it takes no room where it is not needed"
    tabs.resize(wide - 20, 200)
    assert tabs.more.isVisible()
    assert tabs.more.geometry().right() < tabs.width()
    assert tabs.more.geometry().left() > tabs.tabBar().geometry().right() - 2
    tabs.more.click()
    menu = tabs.findChild(QMenu)
    assert menu is not None
    assert [entry.text() for entry in menu.actions()] == titles
    assert [entry.isChecked() for entry in menu.actions()] == [True, False, False, False, False]
    menu.actions()[4].trigger()
    menu.close()
    assert (tabs.currentIndex(), clicked) == (4, [4])
    tabs.removeTab(1)
    assert not tabs.more.isVisible()
    assert tabs.tabBar().width() >= tabs.tabBar().sizeHint().width()


@pytest.fixture
def panels(qtbot: QtBot) -> WholeTabs:
    tabs = TightTabs("All panels")
    qtbot.addWidget(tabs)
    for title in ("Statistics", "Picture", "Values", "Overview", "What would run", "Learn", "All tensors", "Bytes"):
        tabs.addTab(QLabel(title), title)
    tabs.show()
    return tabs


def in_sight(tabs: WholeTabs) -> list[int]:
    return [at for at in range(tabs.count()) if tabs.isTabVisible(at)]


@pytest.mark.parametrize("front", [0, 2, 7])
def test_a_title_stands_whole_or_not_at_all(panels: WholeTabs, front: int) -> None:
    panels.resize(2000, 200)
    whole, bar = panels.tabBar().sizeHint().width(), panels.tabBar()
    panels.setCurrentIndex(front)
    for width in range(120, whole + 20, 7):
        panels.resize(width, 200)
        shown = in_sight(panels)
        assert front in shown
        assert [at for at in shown if at != front] == [at for at in range(8) if at != front][: len(shown) - 1]
        assert bar.width() >= bar.sizeHint().width(), "nothing to scroll"
        assert panels.more.isVisible() is (len(shown) < 8) is (width < whole)
        end = panels.more.x() if panels.more.isVisible() else panels.width()
        assert bar.geometry().right() <= end


def test_no_title_is_scrolled_out_of_sight(panels: WholeTabs, qapp: QApplication) -> None:
    bar = panels.tabBar()
    for width in range(200, 600, 70):
        panels.resize(width, 200)
        for front in (7, 0, 4, 2):
            panels.setCurrentIndex(front)
            qapp.processEvents()
            places = [bar.tabRect(at) for at in in_sight(panels)]
            assert (places[0].left(), places[-1].right() < bar.width()) == (0, True)


def test_the_pages_stand_on_the_ground_of_the_window(panels: WholeTabs) -> None:
    """Without a frame and a colour of their own, which in a dark window is a lighter one."""
    assert panels.documentMode()
    assert panels.tabBar().documentMode()


def test_the_room_beside_a_title_is_enough_for_it(panels: WholeTabs) -> None:
    bar = panels.tabBar()
    for at in range(panels.count()):
        assert bar.tabSizeHint(at).width() >= bar.fontMetrics().horizontalAdvance(panels.tabText(at)) + 10


def test_arrow_keys_and_the_list_reach_tabs_without_room(panels: WholeTabs) -> None:
    panels.resize(200, 200)
    for at in range(1, 8):
        QTest.keyClick(panels.tabBar(), Qt.Key.Key_Right)
        assert panels.currentIndex() == at
        assert at in in_sight(panels)
    panels.setCurrentIndex(0)
    panels.more.click()
    menu = panels.findChild(QMenu)
    assert menu is not None
    menu.actions()[6].trigger()
    menu.close()
    assert panels.currentIndex() == 6
    assert 6 in in_sight(panels)


def test_files_are_listed_once_a_title_has_grown(qtbot: QtBot) -> None:
    tabs, page = FileTabs(), QLabel("a page")
    qtbot.addWidget(tabs)
    tabs.addTab(page, "a.pth")
    tabs.resize(200, 200)
    tabs.show()
    assert not tabs.more.isVisible()
    tabs.name(page, f"{'long' * 10}.pth", "", dirty=True)
    assert tabs.more.isVisible()


def test_files_without_room_are_reached_and_moved_past(qtbot: QtBot) -> None:
    tabs, pages = FileTabs(), [QLabel(f"epoch_{at}") for at in range(9)]
    qtbot.addWidget(tabs)
    tabs.resize(400, 200)
    tabs.show()
    for page in pages:
        tabs.add(page, f"{page.text()}.pth", "", front=page is pages[0])
    bar = tabs.tabBar()
    assert tabs.more.isVisible()
    assert bar.width() >= bar.sizeHint().width(), "nothing to scroll"
    for page in (pages[8], pages[3], pages[8]):
        tabs.setCurrentWidget(page)
        assert tabs.currentWidget() is page
        assert tabs.indexOf(page) in in_sight(tabs)
    at, first = tabs.indexOf(pages[8]), bar.tabRect(0).center()
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(at).center())
    for step in range(11):
        QTest.mouseMove(bar, bar.tabRect(at).center() + (first - bar.tabRect(at).center()) * step / 10)
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=first)
    assert tabs.pages() == [pages[8], *pages[:8]]
    tabs.removeTab(0)
    assert in_sight(tabs) == [0, 1, 2], "what there is room for comes back"


def upper_edge(tabs: MarkedTabs, at: int) -> QColor:
    rect = tabs.tabBar().tabRect(at)
    return QColor(tabs.tabBar().grab().toImage().pixel(QPoint(rect.center().x(), rect.top() + 1)))


class Page(QLabel):
    """Of a file."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = Path(path)


def test_files_of_one_name_are_told_apart_by_their_folders_as_long_as_there_are_several(qtbot: QtBot) -> None:
    tabs = FileTabs()
    qtbot.addWidget(tabs)
    tabs.add(QLabel("a comparison"), "best ↔ best", "")
    pages = [Page(path) for path in ("/runs/a/best.pth", "/runs/b&c/best.pth", "/runs/a/last.pth")]
    for page in pages:
        tabs.add(page, page.path.name, str(page.path))
    tabs.name(pages[1], "best.pth", "", dirty=True)

    def titles() -> list[str]:
        return [tabs.tabText(at) for at in range(tabs.count())]

    assert titles() == ["best ↔ best", "best.pth (a)", f"best.pth (b&&c) {DIRTY_MARK}", "last.pth"]
    assert tabs.tabBar().accessibleTabName(2) == "best.pth (b&c), with unsaved edits"
    tabs.removeTab(1)
    assert titles() == ["best ↔ best", f"best.pth {DIRTY_MARK}", "last.pth"]
    tabs.swap(pages[1], Page("/elsewhere/last.pth"), "last.pth", "")
    assert titles() == ["best ↔ best", "last.pth (elsewhere)", "last.pth (a)"]


class Counted(FileTabs):
    """Counts the titles that are written."""

    written = 0

    def setTabText(self, at: int, text: str) -> None:
        self.written += 1
        super().setTabText(at, text)


def test_only_titles_that_are_others_are_written(qtbot: QtBot) -> None:
    """With each Qt lays out all tabs anew: to name one of sixty took 16 ms."""
    tabs = Counted()
    qtbot.addWidget(tabs)
    pages = [Page(f"/runs/{number}/epoch_{number % 20}.pth") for number in range(40)]
    for page in pages:
        tabs.add(page, page.path.name, str(page.path))
    tabs.written = 0
    tabs.name(pages[3], "epoch_3.pth", "", dirty=True)
    assert tabs.written == 1
    tabs.removeTab(3)
    assert tabs.written == 2, "that of the same name, which needs its folder no more"
    assert tabs.tabText(tabs.indexOf(pages[23])) == "epoch_3.pth"


@pytest.mark.parametrize(("paths", "folders"), [
    (["/run1/out/last.pth", "/run2/out/last.pth"], ["run1/…", "run2/…"]),
    (["/a/last.pth", "/b/a/last.pth", "/b/b/last.pth"], ["/…", "b/…", "b"]),
    (["/last.pth", "/a/last.pth"], ["/", "a"]),
    (["/a/last.pth", "/a/last.pth", "/a/other.pth"], []),
    (["/a\u202e/x", "/b/x"], ["a\\u202e", "b"]),
])
def test_what_tells_folders_apart(paths: list[str], folders: list[str]) -> None:
    assert list(telling_apart([Path(path) for path in paths]).values()) == folders
