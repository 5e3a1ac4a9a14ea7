"""The timeline as a person uses it, on files that torch wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyqtgraph as pg
import pytest
import torch
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.main_window import MainWindow
from ckpt_viewer.gui.theme import active_theme, apply_theme
from ckpt_viewer.gui.timeline import following
from ckpt_viewer.gui.timeline.plots import borders, counts_shading, painted
from ckpt_viewer.gui.timeline.tab import TimelineTab
from tests.gui.test_context_menus import choose, menu_at
from tests.journeys.driving import PATIENCE, Hands, window

Make = Callable[[list[Path]], TimelineTab]


@pytest.fixture
def run(tmp_path: Path) -> list[Path]:
    """Six epochs: `a` doubles, `b` stands still, the third file is broken."""
    for n in range(1, 7):
        group = {"lr": 0.1 if n < 5 else 0.01, "params": [0, 1]}
        torch.save({"epoch": n, "model": {"b": torch.ones(3), "a": torch.arange(1.0, 9) * 2.0**n},
                    "optim": {"state": {}, "param_groups": [group]}, "loss": 1.0 / n}, tmp_path / f"e{n}.pth")
    (tmp_path / "e3.pth").write_bytes(b"broken")
    return sorted(tmp_path.glob("*.pth"))


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    jobs = Jobs()
    tabs: list[TimelineTab] = []

    def made(places: list[Path]) -> TimelineTab:
        tab = TimelineTab(places, CpuEngine(), jobs)
        tabs.append(tab)
        qtbot.addWidget(tab)
        tab.resize(1000, 650)
        tab.show()
        qtbot.waitUntil(lambda: jobs.idle)
        return tab

    yield made
    while tabs:  # what stays in the list would outlive the test, with plots and all
        tabs.pop().shutdown()
    jobs.shutdown()


def test_it_tells_and_draws_what_moved_most(make: Make, run: list[Path]) -> None:
    tab = make(run)
    assert "6 checkpoints, epoch 1 to epoch 6: 2 tensors" in tab.heading.text()
    assert "lr dropped at epoch 5" in tab.sentences.text
    assert tab.sentences.mood == "warning"  # a file is a gap
    assert [track.name for track in tab.shown] == ["a", "b"]
    detail = tab.detail
    assert detail.track is not None
    assert detail.track.name == "a"
    np.testing.assert_allclose(detail.values()[[1, 3, 4, 5]], [100, 300, 100, 100])
    assert np.isnan(detail.values()[[0, 2]]).all()
    assert detail.strip.strip is not None
    assert detail.strip.strip.counts[2] is None


def test_what_broke_first_is_in_front(make: Make, tmp_path: Path) -> None:
    for n in range(1, 5):
        moved, later, first = torch.ones(2) * 3.0**n, torch.ones(2), torch.ones(2)
        later[0], first[1] = (np.nan if n > 3 else 1.0), (np.inf if n > 2 else 1.0)
        torch.save({"epoch": n, "model": {"moved": moved, "later": later, "first": first}}, tmp_path / f"e{n}.pth")
    tab = make(sorted(tmp_path.glob("*.pth")))
    assert tab.shown[0].name == "moved"
    assert tab.detail.track is not None
    assert tab.detail.track.name == "first"


@pytest.mark.parametrize(("count", "fits"), [(12, True), (60, False)])
def test_sentences_are_scrolled_only_where_they_are_very_many(make: Make, run: list[Path], count: int, fits: bool
                                                              ) -> None:
    tab = make(run)
    tab.sentences.say("info", "\n".join(f"lr dropped at epoch {n}." for n in range(count)))
    tab.resize(1000, 700)
    needed, given = tab.sentences.heightForWidth(tab.sayings.viewport().width()), tab.sayings.height()
    assert (given == needed) is fits
    assert given < tab.height() / 2


def test_what_the_colours_stand_for_is_shown(make: Make, run: list[Path]) -> None:
    detail = make(run).detail
    picture = next(item for item in detail.strip.plot.getPlotItem().items if isinstance(item, pg.ImageItem))
    drawn = [QColor(*map(int, shade[:3])).rgba() for shade in np.asarray(picture.lut)[1:]]
    assert counts_shading().table(active_theme())[1:] == drawn
    assert detail.legend.isVisible()
    assert "most of the step" in detail.legend.accessibleDescription()


def test_another_quantity(make: Make, run: list[Path]) -> None:
    detail = make(run).detail
    for words, expected in (("Learning rate", [0.1, 0.1, np.nan, 0.1, 0.01, 0.01]),
                            ("loss", [1, 1 / 2, np.nan, 1 / 4, 1 / 5, 1 / 6])):
        detail.quantity.setCurrentText(words)
        detail.quantity.activated.emit(detail.quantity.currentIndex())
        assert detail.line.line is not None
        np.testing.assert_allclose(detail.line.line.values, expected)


def test_a_running_mean_stands_where_it_moved_to_and_is_not_shown_first(make: Make, tmp_path: Path) -> None:
    for n in range(1, 4):
        torch.save({"epoch": n, "model": {"w": torch.ones(3) + 0.1 * n, "bn.running_mean": torch.ones(3) * 2.0**n}},
                   tmp_path / f"e{n}.pth")
    tab = make(sorted(tmp_path.glob("*.pth")))
    assert [track.name for track in tab.shown] == ["bn.running_mean", "w"]
    assert tab.detail.track is not None
    assert tab.detail.track.name == "w"


def test_sorting_and_filtering_keep_the_chosen_one(make: Make, run: list[Path]) -> None:
    tab = make(run)
    tab.sort_by(0)
    assert [track.name for track in tab.shown] == ["a", "b"]
    tab.sort_by(0)
    assert [track.name for track in tab.shown] == ["b", "a"]
    assert tab.table.currentIndex().row() == 1
    tab.filter.setText("b")
    assert [track.name for track in tab.shown] == ["b"]
    assert tab.table.rows.rowCount() == 1


def test_the_pointer_reads_a_step_and_a_gap(make: Make, run: list[Path]) -> None:
    detail = make(run).detail
    detail.line.pointed.emit(1)
    assert detail.readout.text().startswith("epoch 2 · e2.pth · changed by 100 % · norm ")
    detail.strip.pointed.emit(2)
    assert "e3.pth · cannot be read" in detail.readout.text()


def test_why_there_is_none(make: Make, tmp_path: Path) -> None:
    tab = make([tmp_path])
    assert "no checkpoint in this folder" in tab.notice.text
    assert tab.halves.isHidden()


def test_columns_meet_half_way_between_steps() -> None:
    assert borders((1, 2, 6)).tolist() == [0.5, 1.5, 4, 8]
    assert borders((3,)).tolist() == [2.5, 3.5]


def test_a_gap_has_no_cell(make: Make, run: list[Path]) -> None:
    strip = make(run).detail.strip.strip
    assert strip is not None
    image = painted(strip, (1, 2, 3, 4, 5, 6))
    columns = np.array_split(image, 6, axis=1)
    assert not columns[2][:, 5:-5].any()
    assert all(columns[n].max() == 255 for n in (0, 1, 3, 4, 5))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_window_opens_a_timeline_of_a_folder_and_closes_it(qtbot: QtBot, run: list[Path], theme: str) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, theme)  # type: ignore[arg-type]
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.open_timeline([run[0].parent])
    window.show()
    qtbot.waitUntil(lambda: not window.workspace.busy)
    assert [type(page) for page in window.workspace.tabs.pages()] == [TimelineTab]
    assert not window.commands["timeline-open"].isEnabled()
    window.close_front()
    assert window.workspace.tabs.count() == 0
    window.close()


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as hands:
        yield hands


def timeline(hands: Hands, folder: Path) -> TimelineTab:
    page = hands.window.workspace.open_timeline([folder])
    hands.qtbot.waitUntil(lambda: not page.busy, timeout=PATIENCE)
    return page


def test_enter_opens_the_last_file_at_the_parameter(opened: Hands, run: list[Path]) -> None:
    page = timeline(opened, run[0].parent)
    page.table.choose([track.name for track in page.shown].index("b"))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    opened.settle()
    assert opened.document.path == run[-1]
    opened.qtbot.waitUntil(lambda: opened.document.paths() == (("model", "b"),), timeout=PATIENCE)


def test_a_double_click_opens_the_file_in_which_it_broke(opened: Hands, tmp_path: Path) -> None:
    for n in range(1, 5):
        w = torch.full((4,), np.nan if n > 2 else float(n))
        torch.save({"epoch": n, "model": {"module.w": w, "module.v": torch.ones(1)}}, tmp_path / f"e{n}.pth")
    page = timeline(opened, tmp_path)
    row = page.table.visualRect(page.table.rows.index([track.name for track in page.shown].index("w"), 0)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=row)
    QTest.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=row)
    QTest.mouseRelease(page.table.viewport(), Qt.MouseButton.LeftButton, pos=row)  # which QTest leaves out
    opened.settle()
    assert opened.document.path == tmp_path / "e3.pth"
    opened.qtbot.waitUntil(lambda: opened.document.paths() == (("model", "module.w"),), timeout=PATIENCE)


def test_the_step_that_the_keys_are_at_is_opened_and_a_tab_that_is_there_comes_to_the_front(
        opened: Hands, run: list[Path]) -> None:
    tab = opened.open(run[1])
    page = timeline(opened, run[0].parent)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right):
        QTest.keyClick(page.detail.line.plot, key)
    QTest.keyClick(page.detail.line.plot, Qt.Key.Key_Return)
    assert opened.document is tab
    opened.qtbot.waitUntil(lambda: tab.paths() == (("model", "a"),), timeout=PATIENCE)
    opened.window.workspace.tabs.setCurrentWidget(page)
    tab.tree.tree.choose([])
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert opened.document is tab
    opened.qtbot.waitUntil(lambda: tab.paths() == (("model", "a"),), timeout=PATIENCE)


def test_a_double_click_in_a_plot_opens_the_file_below_it(make: Make, run: list[Path]) -> None:
    tab = make(run)
    wanted: list[tuple[Path, str]] = []
    tab.open_wanted.connect(lambda path, name: wanted.append((path, name)))
    plot = tab.detail.strip.plot
    box = plot.getPlotItem().getViewBox()
    at = plot.mapFromScene(box.mapViewToScene(QPointF(4.1, box.viewRect().center().y())))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert wanted == []
    QTest.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)  # which QTest leaves out
    assert wanted == [(run[3], "a")]


def test_what_a_resume_lost_is_told_and_the_comparison_that_shows_it_opens_by_a_key(opened: Hands, tmp_path: Path
                                                                                    ) -> None:
    for n, decay in enumerate((0.1, 0.1, 0.0, 0.0), 1):
        group = {"lr": 0.1, "weight_decay": decay, "params": [0]}
        torch.save({"epoch": n, "model": {"w": torch.ones(3) * n}, "optim": {"state": {}, "param_groups": [group]}},
                   tmp_path / f"e&{n}.pth")
    page = timeline(opened, tmp_path)
    assert page.sentences.text == (
        "Between e&2.pth (A) and e&3.pth (B): Other settings of the optimizer: weight_decay 0.1 → 0.0.")
    assert page.sentences.mood == "warning"
    (button,) = page.comparisons.findChildren(QPushButton)
    assert button.text() == "Compare e&&2.pth with e&&3.pth"
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    opened.settle()
    assert getattr(opened.window.front, "title", "") == "e&2 ↔ e&3"
    assert not page.comparisons.isHidden(), "the sentence and the button stay"
    for n in (3, 4):
        (tmp_path / f"e&{n}.pth").unlink()
    opened.window.workspace.tabs.setCurrentWidget(page)
    opened.press("reload")
    opened.settle()
    assert page.comparisons.isHidden()


def test_the_menu_of_a_step_opens_its_file_and_compares_it_with_the_one_before(opened: Hands, run: list[Path]) -> None:
    page = timeline(opened, run[0].parent)
    heard: list[tuple[Path, Path]] = []
    page.compare_wanted.disconnect()
    page.compare_wanted.connect(lambda before, after: heard.append((before, after)))
    plot = page.detail.strip.plot
    box = plot.getPlotItem().getViewBox()
    below = plot.mapFromScene(box.mapViewToScene(QPointF(5.1, box.viewRect().center().y())))
    assert menu_at(plot.viewport(), below)[:3] == ["Open e5.pth", "Compare e4.pth with e5.pth", ""]
    choose("Compare e4.pth with e5.pth")
    assert heard == [(run[3], run[4])]
    first = plot.mapFromScene(box.mapViewToScene(QPointF(1, box.viewRect().center().y())))
    assert menu_at(plot.viewport(), first)[:3] == ["Open e1.pth", "", "Copy picture or plot"], "nothing is before it"
    choose("Copy picture or plot")
    row = page.table.visualRect(page.table.rows.index(0, 0)).center()
    assert menu_at(page.table.viewport(), row)[:2] == ["Open e6.pth", "Compare e5.pth with e6.pth"]
    choose("Open e6.pth")
    opened.settle()
    assert opened.document.path == run[-1]


def test_pointing_at_a_step_moves_nothing(make: Make, run: list[Path]) -> None:
    """Its numbers take two lines where the words at rest take one."""
    tab = make(run)
    before = tab.detail.plots.geometry()
    tab.detail.line.pointed.emit(4)
    tab.detail.layout().activate()  # type: ignore[union-attr]
    words = tab.detail.readout
    assert words.heightForWidth(words.width()) > words.fontMetrics().lineSpacing(), words.text()
    assert tab.detail.plots.geometry() == before


def test_f5_reads_the_files_again_with_those_that_have_come(qtbot: QtBot, run: list[Path]) -> None:
    later = run[-1].read_bytes()
    run[-1].unlink()
    with window(qtbot) as hands:
        tab = hands.window.workspace.open_timeline([run[0].parent])
        hands.settle()
        tab.table.choose(1)
        assert tab.detail.track is not None
        name = tab.detail.track.name
        tab.filter.setText(name)
        run[-1].write_bytes(later)
        hands.press("reload")
        assert tab.halves.isVisible(), "what was there stays while the files are read"
        hands.settle()
        assert "6 checkpoints, epoch 1 to epoch 6" in tab.heading.text()
        assert [track.name for track in tab.shown] == [name]
        assert len(tab.detail.track.readings) == 6


def test_what_cannot_be_read_again_leaves_what_was_read(make: Make, qtbot: QtBot, run: list[Path]) -> None:
    tab = make([run[0].parent])
    heading = tab.heading.text()
    for file in run:
        file.unlink()
    tab.look_again()
    qtbot.waitUntil(lambda: not tab.busy)
    assert tab.notice.text
    assert tab.heading.text() == heading


def test_a_timeline_follows_a_training(qtbot: QtBot, run: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LOOK_MS", 10**6)  # only the test says when
    later = run[-1].read_bytes()
    run[-1].unlink()
    with window(qtbot) as hands:
        tab = hands.window.workspace.open_timeline([run[0].parent])
        hands.settle()
        hands.press("follow")
        assert tab.following
        assert tab.follows.isChecked(), "one sees that it follows"
        hands.settle()
        told = tab.told
        tab.watch.look()  # the second look of the same
        hands.settle()
        assert tab.told is told, "it was read a moment ago"
        run[-1].write_bytes(later[:1000])
        tab.watch.look()
        hands.settle()
        run[-1].write_bytes(later)
        tab.watch.look()
        hands.settle()
        assert "5 checkpoints" in tab.heading.text(), "it still grows"
        tab.watch.look()
        hands.settle()
        assert "6 checkpoints, epoch 1 to epoch 6" in tab.heading.text()
        told = tab.told
        tab.watch.look()
        hands.settle()
        assert tab.told is told, "nothing has changed, and nothing is read"
        tab.follows.click()
        assert not hands.window.commands["follow"].isChecked()
        assert not tab.following


def test_what_is_not_finite_stands_out_in_the_table(make: Make, run: list[Path]) -> None:
    torch.save({"epoch": 7, "model": {"a": torch.full((8,), torch.nan), "b": torch.ones(3)}}, run[0].parent / "e7.pth")
    tab = make(sorted(run[0].parent.glob("*.pth")))
    inks = {tab.shown[row].name: tab.table.rows.index(row, 4).data(Qt.ItemDataRole.ForegroundRole)
            for row in range(len(tab.shown))}
    assert inks["a"] == active_theme().color("danger")
    assert not tab.table.rows.index([track.name for track in tab.shown].index("b"), 4).data()
