"""Columns are as a person left them: in the next file, in the next window, and after the next start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter, QTableView
from pytestqt.qtbot import QtBot

from ckpt_viewer.core import settings as stored
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.compare.tab import DiffTab
from ckpt_viewer.gui.parts.by_rows import show_column
from ckpt_viewer.gui.parts.kept_columns import KeptColumns, begin_with, kept
from ckpt_viewer.gui.parts.plain_table import PlainTable, Row
from ckpt_viewer.gui.timeline.tab import TimelineTab
from tests.journeys.driving import Hands, window


@pytest.fixture
def run(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"epoch_{number}.pth" for number in range(2)]
    for number, path in enumerate(paths):
        torch.save({"epoch": number, "model": {"w": torch.full((3,), float(number)), "b": torch.ones(2)}}, path)
    return paths


def tree(hands: Hands, run: list[Path]) -> QTableView:
    return hands.open(run[0]).tree.tree


def tensors(hands: Hands, run: list[Path]) -> QTableView:
    tab = hands.open(run[0])
    assert tab.panels.bring("All tensors")
    hands.settle()
    front = tab.panels.front
    assert front is not None
    return front.findChildren(QTableView)[0]


def comparison(hands: Hands, run: list[Path]) -> QTableView:
    hands.window.workspace.compare_files(run[0], run[1])
    hands.qtbot.waitUntil(lambda: hands.window.front is not None, timeout=20_000)
    return hands.comparison.view


def timeline(hands: Hands, run: list[Path]) -> QTableView:
    hands.window.open_timeline([run[0].parent])
    tab = hands.window.front
    assert isinstance(tab, TimelineTab)
    hands.qtbot.waitUntil(lambda: not tab.busy, timeout=20_000)
    return tab.table


@pytest.mark.parametrize("table", [tree, tensors, comparison, timeline])
def test_widths_and_hidden_columns_come_back(qtbot: QtBot, run: list[Path], monkeypatch: pytest.MonkeyPatch,
                                             tmp_path: Path, table: Callable[[Hands, list[Path]], QTableView]) -> None:
    monkeypatch.setenv("CKPT_VIEWER_HOME", str(tmp_path / "home"))
    with window(qtbot) as hands:
        view = table(hands, run)
        assert kept() == {}, "what the program fits is not what a person wants"
        hands.window.resize(900, 600)
        assert kept() == {}
        view.horizontalHeader().resizeSection(1, 173)
        columns(view).hide(2, True)
        hands.window.resize(1100, 700)
        assert view.columnWidth(1) == 173
    with window(qtbot, stored.load()) as hands:
        again = table(hands, run)
        assert again.columnWidth(1) == 173
        assert [again.isColumnHidden(at) for at in (0, 1, 2, 3)] == [False, False, True, False]


@pytest.mark.parametrize("splitter", ["comparison", "timeline", "file"])
def test_shares_of_a_page_come_back(qtbot: QtBot, run: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                    splitter: str) -> None:
    monkeypatch.setenv("CKPT_VIEWER_HOME", str(tmp_path / "home"))

    def parts(hands: Hands) -> QSplitter:
        if splitter == "file":
            return hands.open(run[0]).splitter
        (comparison if splitter == "comparison" else timeline)(hands, run)
        page = hands.window.front
        assert isinstance(page, DiffTab | TimelineTab)
        return page.parts if isinstance(page, DiffTab) else page.halves

    with window(qtbot) as hands:
        drawn = parts(hands)
        assert kept() == {}
        draw(drawn, 90)
        shares = drawn.sizes()
    with window(qtbot, stored.load()) as hands:
        again = parts(hands).sizes()
    assert abs(again[0] / sum(again) - shares[0] / sum(shares)) < 0.02
    with window(qtbot, Settings()) as hands:
        fresh = parts(hands).sizes()
    assert abs(fresh[0] / sum(fresh) - shares[0] / sum(shares)) > 0.05


def test_in_a_wide_window_the_panels_gain_until_the_border_is_drawn(qtbot: QtBot, run: list[Path]) -> None:
    with window(qtbot) as hands:
        halves = hands.open(run[0]).splitter
        hands.window.resize(1000, 600)
        assert abs(halves.sizes()[0] / sum(halves.sizes()) - 0.54) < 0.02
        hands.window.resize(2560, 1440)
        capped = halves.sizes()[0]
        assert capped < 1000
        draw(halves, 300)
        drawn = halves.sizes()[0]
        assert drawn > capped + 250
        hands.window.resize(2500, 1440)
        assert halves.sizes()[0] > capped + 200


def test_the_rows_of_a_timeline_take_half_of_it_as_long_as_they_need_it(qtbot: QtBot, run: list[Path]) -> None:
    with window(qtbot) as hands:
        timeline(hands, run)
        page = hands.window.front
        assert isinstance(page, TimelineTab)
        hands.window.resize(1200, 800)
        assert abs(page.halves.sizes()[0] / sum(page.halves.sizes()) - 0.54) < 0.02
        hands.window.resize(2560, 1000)
        assert page.halves.sizes()[0] < 0.35 * page.halves.width()


def test_in_a_wide_window_both_sides_stand_beside_the_rows_of_a_comparison(qtbot: QtBot, run: list[Path]) -> None:
    """Each way has the shares that a person drew there."""
    with window(qtbot) as hands:
        comparison(hands, run)
        page = hands.window.front
        assert isinstance(page, DiffTab)
        hands.window.resize(1900, 1000)
        assert page.parts.orientation() is Qt.Orientation.Vertical
        draw(page.parts, 120)
        under = page.parts.sizes()
        hands.window.resize(2560, 1000)
        assert page.parts.beside
        assert page.detail.height() == page.lists.height()
        rows = page.lists.width()
        assert 0.4 < rows / page.parts.width() < 0.6
        draw(page.parts, 200)
        assert page.lists.width() == rows + 200
        hands.window.resize(1900, 1000)
        assert (page.parts.beside, page.parts.sizes()) == (False, under)
        hands.window.resize(2560, 1000)
        assert page.lists.width() == rows + 200
        assert set(kept()) == {"splitter-diff", "splitter-diff-wide"}


def test_in_a_wide_window_the_plots_of_a_timeline_gain(qtbot: QtBot, run: list[Path]) -> None:
    with window(qtbot) as hands:
        table = timeline(hands, run)
        for width in (1000, 2560):
            hands.window.resize(width, 800)
            assert table.width() < 800
        assert table.width() > 600


def draw(splitter: QSplitter, pixels: int) -> None:
    """Its handle, by hand."""
    handle = splitter.handle(1)
    start = handle.rect().center()
    to = start + (QPoint(pixels, 0) if splitter.orientation() == Qt.Orientation.Horizontal else QPoint(0, pixels))
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, to)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=to)


def test_another_file_looks_like_the_last_one(qtbot: QtBot, run: list[Path]) -> None:
    with window(qtbot) as hands:
        tree(hands, run).horizontalHeader().resizeSection(1, 144)
        assert hands.open(run[1]).tree.tree.columnWidth(1) == 144


def test_the_menu_hides_a_column_and_brings_it_back(qtbot: QtBot, run: list[Path]) -> None:
    with window(qtbot) as hands:
        view = tree(hands, run)
        choose(hands, "Kind")
        assert view.isColumnHidden(1)
        choose(hands, "Kind")
        assert not view.isColumnHidden(1)


def test_all_columns_are_fitted_again(qtbot: QtBot, run: list[Path]) -> None:
    with window(qtbot) as hands:
        view = tree(hands, run)
        fitted = view.columnWidth(1)
        view.horizontalHeader().resizeSection(1, fitted + 90)
        columns(view).hide(3, True)
        choose(hands, "Fit all columns")
        assert (view.columnWidth(1), view.isColumnHidden(3)) == (fitted, False)


def test_the_name_of_a_row_stays(qtbot: QtBot) -> None:
    table = PlainTable(("Name", "Size"))
    qtbot.addWidget(table)
    columns(table).hide(0, True)
    assert not table.isColumnHidden(0)


def test_room_of_a_hidden_column_goes_to_the_wide_one(qtbot: QtBot) -> None:
    table = PlainTable(("Name", "Size"))
    qtbot.addWidget(table)
    table.show_rows([Row(("w", "12 bytes"))])
    table.resize(400, 100)
    table.show()
    before = table.columnWidth(0)
    columns(table).hide(1, True)
    assert table.columnWidth(0) > before


@pytest.fixture
def roomy(qtbot: QtBot) -> PlainTable:
    """A table with more room than its texts need."""
    table = PlainTable(("Name", "What", "Size"), ("Size",))
    qtbot.addWidget(table)
    table.show_rows([Row(("w", "a long text " * 40, "12 bytes")) for _ in range(3)])
    table.resize(6000, 160)
    table.show()
    return table


def test_numbers_stay_near_their_names(roomy: PlainTable) -> None:
    """However wide the window is."""
    spare = [roomy.columnWidth(column) - roomy.sizeHintForColumn(column) for column in range(3)]
    assert min(spare) > 20, "no text is cut, and none touches the next"
    assert max(spare) < 70
    assert roomy.end < roomy.viewport().width() - 1000


def test_rows_and_titles_reach_to_the_edge(roomy: PlainTable) -> None:
    """Stripes that end in the middle of a page looked like a fault of drawing."""
    roomy.choose(0)
    picture, right = roomy.viewport().grab().toImage(), roomy.viewport().width() - 3
    ground = [picture.pixelColor(right, roomy.beyond(row).center().y()) for row in range(3)]
    left = [picture.pixelColor(roomy.end - 2, roomy.beyond(row).center().y()) for row in range(3)]
    assert ground == left
    assert len({color.name() for color in ground}) == 3, "chosen, every second, and plain"
    roomy.choose(2)
    titles = roomy.horizontalHeader().viewport().grab().toImage()
    for y in (2, titles.height() // 2, titles.height() - 1):
        assert titles.pixelColor(right, y) == titles.pixelColor(roomy.end - 3, y)


def test_behind_its_last_cell_a_row_is_clicked_as_in_it(roomy: PlainTable) -> None:
    chosen: list[int] = []
    roomy.chosen.connect(chosen.append)
    place = roomy.beyond(1).center()
    QTest.mouseClick(roomy.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert roomy.currentIndex().row() == 1
    QTest.mouseDClick(roomy.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseRelease(roomy.viewport(), Qt.MouseButton.LeftButton, pos=place)  # which QTest leaves out
    assert chosen == [1]
    assert not roomy.indexAt(QPoint(place.x(), roomy.viewport().height() - 1)).isValid(), "below the rows is nothing"


def test_what_is_painted_behind_the_cells_follows_the_selection(qtbot: QtBot, roomy: PlainTable) -> None:
    """Qt paints again the cells alone."""
    seen: list[QRect] = []
    watch = Watch(seen)
    roomy.viewport().installEventFilter(watch)
    qtbot.wait(0)
    seen.clear()
    roomy.choose(1)
    qtbot.waitUntil(lambda: any(rect.right() > roomy.end for rect in seen), timeout=5_000)


class Watch(QObject):
    """Notes what is painted of a widget."""

    def __init__(self, seen: list[QRect]) -> None:
        super().__init__()
        self._seen = seen

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._seen.append(event.rect())
        return False


@pytest.mark.parametrize(("titles", "rows"), [(("Place",), 1), (("Name", "What", "Size"), 0)])
def test_one_column_and_the_titles_of_an_empty_table_take_all_of_it(qtbot: QtBot, titles: tuple[str, ...],
                                                                   rows: int) -> None:
    table = PlainTable(titles)
    qtbot.addWidget(table)
    table.show_rows([Row(("w",) * len(titles))] * rows)
    table.resize(2000, 100)
    table.show()
    assert table.end == table.viewport().width()


def test_nobody_scrolls_sideways_to_less_than_a_digit(qtbot: QtBot) -> None:
    table = PlainTable(("Name", "Size", "N"), least=200)  # the last is narrower than a column may be
    qtbot.addWidget(table)
    table.show_rows([Row(("a.long.name." * 20, "12 bytes", "1"))])
    table.show()
    beyond = []
    for width in range(250, 380):
        table.resize(width, 100)
        beyond.append(table.horizontalHeader().length() - table.viewport().width())
    assert beyond[0] > 4, "a name keeps its pixels"
    assert beyond[-1] == 0
    assert not {1, 2, 3, 4} & set(beyond)


def test_a_column_that_is_told_elsewhere_is_left_out_of_a_small_table_until_a_person_wants_it(qtbot: QtBot) -> None:
    table = PlainTable(("Name", "What", "Size"), least=150, narrow=100, spare=("What",))
    qtbot.addWidget(table)
    table.show_rows([Row(("a.long.name." * 2, "a long text " * 9, "12 bytes"))])
    table.show()
    for width, seen in ((700, True), (250, False), (700, True), (250, False)):
        table.resize(width, 100)
        assert table.isColumnHidden(1) is not seen
        assert table.horizontalHeader().length() == table.viewport().width()
    assert not columns(table).is_hidden(1), "a person has not taken it away"
    columns(table).hide(1, False)
    assert not table.isColumnHidden(1)
    columns(table).hide(1, True)
    table.resize(700, 100)
    assert table.isColumnHidden(1)


def test_the_edge_of_a_table_lies_between_two_columns(qtbot: QtBot) -> None:
    """Half a number is another number."""
    table = PlainTable(("Name", *"ABCDE"), tuple("ABCDE"), least=90)
    qtbot.addWidget(table)
    table.show_rows([Row(("weight", *["0.123456"] * 5))])
    table.show()
    for width in range(220, 420, 13):
        table.resize(width, 100)
        ends = {table.columnViewportPosition(at) + table.columnWidth(at) for at in range(6)}
        assert table.viewport().width() in ends


def test_behind_the_edge_of_a_table_nothing_is_cut(qtbot: QtBot) -> None:
    """There it costs nobody any room."""
    words = "step, exp_avg, exp_avg_sq"
    table = PlainTable(("Name", *"ABC", "Keeps"), tuple("ABC"), least=90)
    qtbot.addWidget(table)
    table.show_rows([Row(("weight", *["0.123456"] * 3, words))])
    table.show()
    table.resize(260, 100)
    assert table.columnViewportPosition(4) >= table.viewport().width()
    assert table.columnWidth(4) > table.fontMetrics().horizontalAdvance(words)
    table.horizontalHeader().moveSection(4, 1)
    for width in range(262, 340, 13):
        table.resize(width, 100)
        ends = {table.columnViewportPosition(at) + table.columnWidth(at) for at in range(5)}
        assert table.viewport().width() in ends, "also where they stand otherwise than they were made"


def test_widths_of_another_version_do_no_harm(qtbot: QtBot, run: list[Path]) -> None:
    with window(qtbot, Settings(sizes={"columns": (1, 2, 3), "splitter-document": (600,)})) as hands:
        assert not columns(tree(hands, run)).drawn
        assert hands.document.splitter.sizes()[0] > 0


def columns(view: QTableView) -> KeptColumns:
    return view.findChildren(KeptColumns)[0]


def choose(hands: Hands, title: str) -> None:
    menu = hands.window.commands.submenu("columns")
    menu.aboutToShow.emit()
    next(entry for entry in menu.actions() if entry.text().replace("&", "") == title).trigger()


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    begin_with({})


def test_a_column_is_scrolled_into_sight_from_either_side(qtbot: QtBot) -> None:
    table = PlainTable([f"column {at}" for at in range(12)])
    qtbot.addWidget(table)
    table.show_rows([Row(("a text of some length",) * 12)])
    table.resize(300, 120)
    table.show()
    for column in (11, 5, 0):
        show_column(table, column)
        left = table.columnViewportPosition(column)
        assert left >= 0
        assert left + table.columnWidth(column) <= table.viewport().width()
