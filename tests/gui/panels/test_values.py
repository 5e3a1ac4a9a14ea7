"""The table of values, read as it comes into sight."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Window
from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.gui.panels.values import ValuesPanel
from ckpt_viewer.gui.theme import active_theme
from ckpt_viewer.gui.values import model as value_model
from ckpt_viewer.gui.values.model import value_words
from tests.gui.panels.conftest import Stage
from tests.tensors import spec_of

RANDOM = np.random.default_rng(4)


class Watched(CpuEngine):
    """Remembers how many elements were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.read = 0

    def window(self, spec: TensorSpec, task: Task, **options: Any) -> Window:
        found = super().window(spec, task, **options)
        self.read += found.values.size
        return found


def text_at(stage: Stage, panel: ValuesPanel, row: int, column: int) -> str:
    """The text of a cell once it is there."""
    model = panel.table.view.values
    model.index(row, column).data()
    stage.settle()
    stage.qtbot.waitUntil(lambda: model.index(row, column).data() != "…")
    return str(model.index(row, column).data())


def select(panel: ValuesPanel, top: int, left: int, bottom: int, right: int) -> None:
    model = panel.table.view.values
    chosen = QItemSelection(model.index(top, left), model.index(bottom, right))
    panel.table.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def test_cells_hold_the_values(stage: Stage) -> None:
    values = RANDOM.normal(size=(100, 40)).astype(np.float32)
    panel = stage.show(ValuesPanel, {"w": values}, ("w",))
    for row, column in ((0, 0), (99, 39), (64, 16), (63, 15)):
        assert text_at(stage, panel, row, column) == f"{float(values[row, column]):.6g}"


def test_only_what_is_in_sight_is_read(stage: Stage, qtbot: QtBot) -> None:
    stage.engine = watched = Watched()
    values = np.zeros((5000, 3000), np.float32)
    values[4000, 2500] = 7
    panel = stage.show(ValuesPanel, {"w": values}, ("w",))
    panel.table.go_to("4000, 2500")
    qtbot.waitUntil(lambda: panel.table.view.values.index(4000, 2500).data() == "7")
    assert watched.read < 100_000


def test_a_vector_stands_upright_and_a_number_alone(stage: Stage) -> None:
    panel = stage.show(ValuesPanel, {"v": np.arange(9), "n": np.array(2.5)}, ("v",))
    model = panel.table.view.values
    assert (model.rowCount(), model.columnCount()) == (9, 1)
    assert text_at(stage, panel, 8, 0) == "8"
    stage.select(("n",))
    assert (model.rowCount(), model.columnCount()) == (1, 1)
    assert text_at(stage, panel, 0, 0) == "2.5"


def test_what_is_not_finite_stands_out(stage: Stage) -> None:
    panel = stage.show(ValuesPanel, {"w": np.array([[1.0, np.nan, np.inf, -np.inf]])}, ("w",))
    assert [text_at(stage, panel, 0, c) for c in range(4)] == ["1", "NaN", "Inf", "-Inf"]
    model, role = panel.table.view.values, Qt.ItemDataRole.ForegroundRole
    danger = active_theme().color("danger")
    assert [model.index(0, c).data(role) for c in range(4)] == [None, danger, danger, danger]
    assert isinstance(danger, QColor)


def test_going_to_an_index_changes_the_slice(stage: Stage) -> None:
    values = np.arange(4 * 30 * 20.0).reshape(4, 30, 20)
    panel = stage.show(ValuesPanel, {"w": values}, ("w",))
    panel.table.place.setText("3, 29, 19")
    QTest.keyClick(panel.table.place, Qt.Key.Key_Return)
    stage.settle()
    assert panel.table.index_bar.index == (3,)
    current = panel.table.view.currentIndex()
    assert (current.row(), current.column()) == (29, 19)
    assert text_at(stage, panel, 29, 19) == f"{values[3, 29, 19]:.6g}"


@pytest.mark.parametrize(("words", "answer"), [("9", "Write 2 numbers"), ("5, 99", "There is no such value"),
                                               ("somewhere", "Write 2 numbers"), ("1,2,3", "Write 2 numbers")])
def test_an_index_that_is_none_is_explained(stage: Stage, words: str, answer: str) -> None:
    panel = stage.show(ValuesPanel, {"w": np.ones((6, 7))}, ("w",))
    panel.table.go_to(words)
    assert panel.table.status.text().startswith(answer)


def test_a_selection_is_copied_exactly(stage: Stage, qtbot: QtBot) -> None:
    values = RANDOM.normal(size=(90, 30))
    panel = stage.show(ValuesPanel, {"w": values}, ("w",))
    select(panel, 62, 14, 65, 17)
    panel.table.view.setFocus()
    QTest.keyClick(panel.table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: panel.table.status.text() == "Copied 4 × 4 values")
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert [[float(cell) for cell in line] for line in lines] == values[62:66, 14:18].tolist()


def test_too_much_is_not_copied(stage: Stage) -> None:
    panel = stage.show(ValuesPanel, {"w": np.zeros((2000, 2000), np.int8)}, ("w",))
    panel.table.view.selectAll()
    panel.table.view.copy_selection()
    assert panel.table.status.text() == "At most 200,000 values can be copied; 4,000,000 are selected"


@pytest.mark.parametrize(("value", "words"), [
    (np.float32(0.1), ("0.1", "0.100000", "1.000000e-01", "0.10000000149011612")),
    (np.int64(2**53 + 1), ("9007199254740993",) * 4),
    (np.bool_(True), ("True",) * 4),
    (np.complex64(1 - 2j), ("1-2j", "1.000000-2.000000j", "1.000000e+00-2.000000e+00j", "1.0-2.0j")),
])
def test_formats(value: Any, words: tuple[str, ...]) -> None:
    assert tuple(value_words(value, f) for f in ("auto", "fixed", "scientific", "exact")) == words


def test_a_format_is_chosen(stage: Stage) -> None:
    panel = stage.show(ValuesPanel, {"w": np.array([[0.5]])}, ("w",))
    panel.table.format.setCurrentIndex(2)
    panel.table.format.activated.emit(2)
    assert text_at(stage, panel, 0, 0) == "5.000000e-01"


def test_more_rows_than_a_table_can_count_come_in_pages(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(value_model, "PAGE", 100)
    monkeypatch.setattr("ckpt_viewer.gui.values.table.PAGE", 100)
    panel = stage.show(ValuesPanel, {"w": np.arange(250.0)}, ("w",))
    model = panel.table.view.values
    assert model.rowCount() == 100
    panel.table.later.click()
    panel.table.later.click()
    assert (model.rowCount(), model.headerData(0, Qt.Orientation.Vertical)) == (50, "200")
    assert text_at(stage, panel, 3, 0) == "203"
    assert not panel.table.later.isEnabled()
    panel.table.go_to("7")
    assert text_at(stage, panel, 7, 0) == "7"


class Failing(CpuEngine):
    def window(self, spec: TensorSpec, task: Task, **options: Any) -> Window:
        raise SourceError("the file is gone", "sample.pth")


def test_a_failure_is_said_once(stage: Stage, qtbot: QtBot) -> None:
    stage.engine = Failing()
    panel = stage.show(ValuesPanel, {"w": np.ones((4, 4))}, ("w",))
    qtbot.waitUntil(panel.table.notice.isVisible)
    assert "The file is gone." in panel.table.notice.text
    assert stage.jobs.idle


class Gated(CpuEngine):
    """The first read waits until it is let go; rows that were read are remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go = threading.Event(), threading.Event()
        self.rows: list[int] = []

    def window(self, spec: TensorSpec, task: Task, **options: Any) -> Window:
        self.begun.set()
        self.go.wait(20)
        self.rows.append(options["row"])
        return super().window(spec, task, **options)


def test_what_came_into_sight_during_a_read_is_read_next(stage: Stage, qtbot: QtBot) -> None:
    stage.engine = gated = Gated()
    panel = stage.show(ValuesPanel, {"w": np.zeros((3000, 4))}, ("w",), wait=False)
    qtbot.waitUntil(gated.begun.is_set)
    panel.table.view.scrollToBottom()
    panel.table.view.viewport().repaint()
    with qtbot.waitSignal(panel.table.view.values.dataChanged):  # what makes the view paint the numbers
        gated.go.set()
    qtbot.waitUntil(lambda: 2944 in gated.rows)


def test_scrolling_fast_ends_where_one_stops(stage: Stage, qtbot: QtBot) -> None:
    panel = stage.show(ValuesPanel, {"w": np.arange(100_000.0)}, ("w",))
    bar = panel.table.view.verticalScrollBar()
    for part in range(1, 11):
        bar.setValue(bar.maximum() * part // 10)
    view = panel.table.view
    last = view.values.index(99_999, 0)
    qtbot.waitUntil(lambda: last.data() == "99999")
    assert view.rowAt(view.viewport().height() - 3) == 99_999
    assert view.visualRect(last).contains(QPoint(view.visualRect(last).center()))


@pytest.mark.parametrize(("content", "rank"), [(np.ones(3), 50), (np.ones(()), 50), (np.zeros((0,)), 0), ("x", 0)])
def test_what_it_is_for(accepts: Callable[..., int], content: Any, rank: int) -> None:
    assert accepts(ValuesPanel, {"w": content}, ("w",)) == rank


def test_what_cannot_be_read_says_why_in_its_place(stage: Stage) -> None:
    spec = spec_of(np.arange(6.0))
    gone = Tensor(replace(spec, storage=replace(spec.storage, problem="the file ends before its bytes")))
    panel = stage.show(ValuesPanel, {"w": gone, "ok": np.arange(6.0)}, ("w",))
    assert "the file ends before its bytes" in panel.notice.text
    assert not panel.table.isVisible()
    stage.select(("ok",))
    assert panel.notice.text == ""
    assert panel.table.isVisible()
