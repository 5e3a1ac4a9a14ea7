"""Pictures of both sides of a comparison and of their difference, as a person looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.gui.compare.pictures import PairPicturesView
from ckpt_viewer.gui.compare.tab import DiffTab
from ckpt_viewer.gui.jobs import Jobs
from tests.gui.panels.conftest import document_of

RANDOM = np.random.default_rng(6)
PLAIN = RANDOM.normal(size=(6, 9)).astype(np.float32)
CONV = RANDOM.normal(size=(4, 3, 3, 3)).astype(np.float32)
LARGE = RANDOM.normal(size=(1100, 600)).astype(np.float32)
A = {"w": PLAIN, "conv": CONV, "large": LARGE, "one": np.ones(1), "shape": np.ones(3), "lr": 0.1}
B = {"w": PLAIN + np.float32(0.5), "conv": CONV * np.float32(2), "large": LARGE * np.float32(2), "one": np.zeros(1),
     "shape": np.ones(4), "lr": 0.2}

Compare = Callable[[], DiffTab]


@pytest.fixture
def compare(qtbot: QtBot, jobs: Jobs) -> Iterator[Compare]:
    """A against B, all numbers known."""
    tabs: list[DiffTab] = []

    def make() -> DiffTab:
        made = DiffTab(checkpoint(A), checkpoint(B), CpuEngine(), jobs, titles=("a.pth", "b.pth"))
        tabs.append(made)
        qtbot.addWidget(made)
        made.resize(1000, 900)
        made.show()
        qtbot.waitUntil(lambda: jobs.idle)
        return made

    yield make
    while tabs:  # what stays in the list would outlive the test, with plots and all
        tabs.pop().shutdown()


def checkpoint(content: Any) -> Checkpoint:
    return document_of(content).checkpoint


def look(tab: DiffTab, jobs: Jobs, qtbot: QtBot, name: str) -> PairPicturesView:
    """Select a row, and look at its pictures."""
    table = tab.table
    assert table is not None
    number = next(n for n, entry in enumerate(table.diff.entries) if entry.path_a == (name,))
    assert tab.view.select_entry(number)
    tab.detail.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: jobs.idle)
    return tab.detail.pictures


def values(pictures: PairPicturesView) -> list[Any]:
    return [None if view.overview is None else view.overview.values for view in pictures.views]


def test_pictures_that_nobody_looks_at_are_not_made(compare: Compare, jobs: Jobs, qtbot: QtBot) -> None:
    tab = compare()
    assert tab.view.select_entry(tab.view.first_entry())
    qtbot.waitUntil(lambda: jobs.idle)
    tab.detail.clear()
    assert tab.detail.pictures.views == ()
    assert len(look(tab, jobs, qtbot, "w").views) == 3


def test_both_stand_beside_their_difference(compare: Compare, jobs: Jobs, qtbot: QtBot) -> None:
    tab = compare()
    pictures = look(tab, jobs, qtbot, "w")
    a, b, difference = values(pictures)
    assert np.array_equal(a, PLAIN)
    assert np.array_equal(b, PLAIN + np.float32(0.5))
    assert np.array_equal(difference, b - a)
    scales = [view.overview.scale for view in pictures.views if view.overview is not None]
    assert scales[0] == scales[1] != scales[2]
    assert [label.text() for label in pictures.titles] == ["A: a.pth", "B: b.pth", "B − A"]
    low, high = (b - a).min(), (b - a).max()
    assert pictures.note.text() == f"All of it, one cell for each value. B − A ranges from {low:.6g} to {high:.6g}."


def test_the_pointer_reads_all_three_at_once(compare: Compare, jobs: Jobs, qtbot: QtBot) -> None:
    tab = compare()
    pictures = look(tab, jobs, qtbot, "w")
    pictures.views[2].pointed.emit(2, 7)
    a, b, difference = (float(found[2, 7]) for found in values(pictures))
    assert pictures.note.text() == f"[2, 7]:  A {a:.6g},  B {b:.6g},  B − A {difference:.6g}"
    pictures.views[2].pointed.emit(-1, -1)
    assert pictures.note.text().startswith("All of it")


def test_kernels_stand_side_by_side(compare: Compare, jobs: Jobs, qtbot: QtBot) -> None:
    """Colours of three channels would say nothing of how far they moved."""
    tab = compare()
    pictures = look(tab, jobs, qtbot, "conv")
    kinds = [pictures.tools.kind.itemData(at) for at in range(pictures.tools.kind.count())]
    assert kinds == ["slice", "tiles"]
    assert pictures.tools.kind.currentData() == "tiles"
    pictures.views[0].pointed.emit(1 + 4 * 3 + 2, 1 + 4 * 1)
    assert pictures.note.text().startswith("[3, 1, 2, 0]:  A ")
    pictures.views[0].pointed.emit(0, 0)
    assert pictures.note.text().startswith("4 × 3 planes")
    pictures.tools.kind.setCurrentIndex(0)
    pictures.tools.kind.activated.emit(0)
    pictures.index_bar.boxes[0].setValue(2)
    qtbot.waitUntil(lambda: jobs.idle)
    assert np.array_equal(values(pictures)[2], CONV[2, 0])


def test_who_zooms_one_zooms_all_and_sees_more(compare: Compare, jobs: Jobs, qtbot: QtBot) -> None:
    tab = compare()
    pictures = look(tab, jobs, qtbot, "large")
    assert all(view.overview is not None and not view.overview.exact for view in pictures.views)
    pictures.views[1].box.setRange(QRectF(100, 200, 30, 30), padding=0)
    pictures.views[1].steered.emit()
    seen = [view.in_sight for view in pictures.views]
    assert all(abs(area.row - seen[1].row) < 5 and area.rows < 60 for area in seen)
    qtbot.waitUntil(lambda: all(view.detail is not None for view in pictures.views))
    detail = pictures.views[2].detail
    assert detail is not None
    assert detail.exact
    area = detail.area
    assert np.array_equal(detail.values,
                          LARGE[area.row:area.row + area.rows, area.column:area.column + area.columns].astype(float))
    QTest.keyClick(pictures.views[0].plot, Qt.Key.Key_Right)
    assert len({view.cursor_cell for view in pictures.views}) == 1
    QTest.keyClick(pictures.views[0].plot, Qt.Key.Key_Home)
    assert all(view.overview is not None and view.in_sight == view.overview.area for view in pictures.views)


def test_colours_that_are_marked_in_one_are_marked_in_the_other(compare: Compare, jobs: Jobs, qtbot: QtBot) -> None:
    pictures = look(compare(), jobs, qtbot, "w")
    pictures.views[1].bar.brush_colours(10, 40)
    brush = pictures.views[1].bar.brush
    assert brush is not None
    assert [view.bar.brush for view in pictures.views] == [brush, brush, None]
    pictures.views[0].bar.set_brush(None)
    assert pictures.views[1].bar.brush is None


@pytest.mark.parametrize("name", ["one", "shape", "lr"])
def test_where_there_is_nothing_to_see_there_are_numbers(compare: Compare, jobs: Jobs, qtbot: QtBot, name: str) -> None:
    tab = compare()
    look(tab, jobs, qtbot, "w")
    look(tab, jobs, qtbot, name)
    assert not tab.detail.pictures.isVisible()
    assert not tab.detail.tabs.isVisible()
    pictures = look(tab, jobs, qtbot, "w")
    assert pictures.isVisible()


def test_nothing_is_painted_that_nobody_looks_at(compare: Compare, jobs: Jobs, qtbot: QtBot) -> None:
    tab = compare()
    pictures = look(tab, jobs, qtbot, "w")
    tab.detail.tabs.setCurrentIndex(0)
    table = tab.table
    assert table is not None
    tab.view.select_entry(next(n for n, entry in enumerate(table.diff.entries) if entry.path_a == ("large",)))
    qtbot.waitUntil(lambda: jobs.idle)
    assert values(pictures) == [None, None, None]
    tab.detail.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: jobs.idle)
    assert values(pictures)[2] is not None
