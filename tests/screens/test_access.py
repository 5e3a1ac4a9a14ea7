"""Everything in the window has a name and a role, is reached by keys in the order of reading, and can be read large."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QTableWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.parts.focus_ring import FocusRing
from ckpt_viewer.gui.parts.reading_order import InReadingOrder
from ckpt_viewer.gui.parts.spoken import tell_roles
from ckpt_viewer.gui.parts.tabs import MarkedTabBar
from ckpt_viewer.gui.theme import active_theme
from tests.gui.test_theme import contrast
from tests.journeys.driving import window
from tests.screens.access import doubled_keys, nameless, out_of_order, tabbed, unreached
from tests.screens.clipping import clipped
from tests.screens.files import Files, write_files
from tests.screens.scenes import SCENES, Scene
from tests.screens.stage import Stage

LARGE = 2.0


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return write_files(tmp_path_factory.mktemp("access"))


@pytest.fixture
def stage(qtbot: QtBot, files: Files) -> Iterator[Stage]:
    tell_roles()
    with window(qtbot) as hands:
        hands.window.resize(900, 600)
        yield Stage(hands.window, files)


@pytest.fixture
def large_text(qapp: QApplication) -> Iterator[None]:
    usual = qapp.font()
    large = qapp.font()
    large.setPointSizeF(usual.pointSizeF() * LARGE)
    qapp.setFont(large)
    yield
    qapp.setFont(usual)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_everything_is_named_and_reached_by_keys(stage: Stage, scene: Scene) -> None:
    shown = scene.act(stage)
    assert nameless(shown) == []
    assert doubled_keys(shown) == []
    order = tabbed(shown.window())
    assert unreached(shown.window(), order) == []
    assert out_of_order(order) == []


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
@pytest.mark.parametrize("size", [(1280, 800), (900, 600)], ids=["usual", "small"])
@pytest.mark.usefixtures("large_text")
def test_text_of_twice_the_size_is_not_cut_off(stage: Stage, scene: Scene, size: tuple[int, int]) -> None:
    stage.window.resize(*size)
    assert clipped(scene.act(stage)) == []


def test_what_has_no_name_is_found(page: QWidget) -> None:
    button, field = QToolButton(page), QLineEdit(page)
    button.show()
    field.show()
    assert [line.split()[-1] for line in nameless(page)] == ["name", "name"]
    button.setText("Go")
    field.setAccessibleName("Where")
    assert nameless(page) == []


def test_what_is_painted_tells_its_numbers(page: QWidget) -> None:
    tell_roles()
    chart = _Chart(page)
    chart.setAccessibleName("Chart")
    chart.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    chart.show()
    assert QAccessible.queryAccessibleInterface(chart).role() is QAccessible.Role.Chart
    assert "does not tell its numbers" in nameless(page)[0]
    chart.setAccessibleDescription("3 of 4")
    assert nameless(page) == []


def test_a_letter_for_two_things_is_found(page: QWidget) -> None:
    for text in ("&Open", "&Or not"):
        QPushButton(text, page).show()
    assert doubled_keys(page) == ["Alt+O is given 2 times"]


def test_a_table_that_keeps_tab_is_found(page: QWidget) -> None:
    column = QVBoxLayout(page)
    table, button = QTableWidget(2, 2, page), QPushButton("On", page)
    for widget in (table, button):
        column.addWidget(widget)
        widget.show()
    table.setCurrentCell(0, 0)
    assert unreached(page, tabbed(page)) != []
    table.setTabKeyNavigation(False)
    assert tabbed(page) == [table, button]


def test_an_order_against_reading_is_found(qtbot: QtBot) -> None:
    plain, ordered = QWidget(), _Ordered()
    for page in (plain, ordered):
        qtbot.addWidget(page)
        grid = QGridLayout(page)
        made = {place: QPushButton(f"{place}", page) for place in ((1, 0), (0, 1), (0, 0), (1, 1))}
        for place, button in made.items():
            grid.addWidget(button, *place)
        page.show()
    assert out_of_order(tabbed(plain)) != []
    assert out_of_order(tabbed(ordered)) == []
    assert _texts(tabbed(ordered)) == ["(1, 0)", "(1, 1)", "(0, 0)", "(0, 1)"]


def test_the_arrows_of_tabs_are_no_stops(qtbot: QtBot) -> None:
    page = _Ordered()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    tabs, button = MarkedTabBar(page), QPushButton("On", page)
    for widget in (tabs, button):
        column.addWidget(widget)
    for word in ["one", "two", "three", "four", "five", "six", "seven", "eight"]:
        tabs.addTab(word * 3)
    page.resize(200, 80)
    page.show()
    assert [arrow for arrow in tabs.findChildren(QToolButton) if arrow.isVisible()]
    assert tabbed(page) == [tabs, button]


def test_columns_are_read_one_after_the_other(qtbot: QtBot) -> None:
    page = _Ordered()
    qtbot.addWidget(page)
    places = {"right": (100, 0, 90, 200), "below": (0, 40, 90, 160), "above": (0, 0, 90, 30)}
    for name, place in places.items():
        QPushButton(name, page).setGeometry(*place)
    page.resize(200, 200)
    page.show()
    assert _texts(tabbed(page)) == ["right", "above", "below"]


def test_a_ring_shows_where_the_keyboard_is(qtbot: QtBot) -> None:
    page = _Ordered()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    table, button = QTableWidget(2, 2, page), QPushButton("On", page)
    table.setTabKeyNavigation(False)
    for widget in (button, table):
        column.addWidget(widget)
    page.show()
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Tab)
    ring = table.findChild(FocusRing)
    assert ring is not None
    assert ring.geometry() == table.rect()
    page.resize(page.width() + 80, page.height() + 40)
    assert ring.geometry() == table.rect()
    edge = table.grab().toImage().pixelColor(0, table.height() // 2)
    assert contrast(edge, active_theme().color("window")) >= 3
    button.setFocus()
    QApplication.sendEvent(table, QFocusEvent(QEvent.Type.FocusOut))  # which an inactive window does not send
    assert not ring.isVisible()


@pytest.mark.parametrize("make", [QPushButton, QToolButton, QCheckBox, QRadioButton, QComboBox, QSlider])
def test_what_the_keyboard_has_come_to_looks_so(qtbot: QtBot, make: type[QWidget]) -> None:
    """The style tints its edge a little, which nobody sees."""
    page = _Ordered()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    field, widget = QLineEdit(page), make(page)
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for part in (field, widget):
        column.addWidget(part)
    page.show()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Tab)
    ring = widget.findChild(FocusRing)
    assert ring is not None
    assert ring.geometry() == widget.rect()
    QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert field.findChild(FocusRing) is None, "it shows a caret"


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(300, 200)
    page.show()
    qtbot.waitExposed(page)
    return page


class _Ordered(InReadingOrder, QWidget):
    pass


class _Chart(QWidget):
    accessible_role = QAccessible.Role.Chart


def _texts(widgets: list[QWidget]) -> list[str]:
    return [widget.text() for widget in widgets if isinstance(widget, QPushButton)]
