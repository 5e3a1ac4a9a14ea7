"""The picture of a tensor: cells, colours, slices, and sharpness where one zooms in."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Window
from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.pictures import CODE_NAN, CODE_POSINF, LEVELS
from ckpt_viewer.gui.panels.picture import PicturePanel
from ckpt_viewer.gui.plots.colour_bar import colour_table
from ckpt_viewer.gui.theme import DARK, LIGHT, Theme, apply_theme
from tests.gui.panels.conftest import Stage, same
from tests.tensors import spec_of

RANDOM = np.random.default_rng(8)
SMALL = RANDOM.normal(size=(4, 6)).astype(np.float32)


def colour_at(panel: PicturePanel, row: int, column: int) -> QColor:
    """The colour on the screen in the middle of an element."""
    from PySide6.QtCore import QPointF

    view = panel.view
    scene = view.box.mapViewToScene(QPointF(column, row))
    point = view.plot.mapFromScene(scene)
    colour: QColor = view.plot.grab().toImage().pixelColor(point)
    return colour


def show(panel: PicturePanel, kind: str) -> None:
    """As a person chooses it."""
    panel.tools.kind.setCurrentIndex(panel.tools.kind.findData(kind))
    panel.tools.kind.activated.emit(panel.tools.kind.currentIndex())


def test_every_cell_has_the_colour_of_its_value(stage: Stage) -> None:
    values = np.array([[-2.0, 0.0, 2.0], [np.nan, np.inf, 1.0]])
    panel = stage.show(PicturePanel, {"w": values}, ("w",))
    table = colour_table(LIGHT, symmetric=True)
    codes = [[0, 125, LEVELS - 1], [CODE_NAN, CODE_POSINF, 188]]
    for row in range(2):
        for column in range(3):
            wanted = QColor(*(int(part) for part in table[codes[row][column]]))
            assert colour_at(panel, row, column).rgb() == wanted.rgb()


def test_colours_differ_for_what_is_not_finite() -> None:
    for theme in (LIGHT, DARK):
        for symmetric in (True, False):
            table = colour_table(theme, symmetric=symmetric)
            odd = [tuple(int(part) for part in table[code]) for code in (252, 253, 254)]
            ramp = {tuple(int(part) for part in row) for row in table[:LEVELS]}
            assert len(set(odd)) == 3
            assert not ramp & set(odd)


def test_the_bar_names_what_is_there(stage: Stage) -> None:
    panel = stage.show(PicturePanel, {"w": np.array([[1.0, np.nan, -4.0]])}, ("w",))
    assert panel.view.bar.labels == ["4", "2", "0", "-2", "-4", "NaN"]
    stage.select(("w",))
    panel.tools.ramp.setCurrentIndex(1)
    panel.tools.ramp.activated.emit(1)
    stage.settle()
    assert panel.view.bar.labels == ["1", "-0.25", "-1.5", "-2.75", "-4", "NaN"]


def test_pointing_reads_index_and_value(stage: Stage) -> None:
    panel = stage.show(PicturePanel, {"w": SMALL}, ("w",))
    panel.view.pointed.emit(2, 5)
    assert panel.note.text() == f"[2, 5] = {float(SMALL[2, 5]):.6g}"
    panel.view.pointed.emit(-1, -1)
    assert panel.note.text() == "All of it, one cell for each value."


def test_the_mouse_points(stage: Stage, qtbot: QtBot) -> None:
    panel = stage.show(PicturePanel, {"w": SMALL}, ("w",))
    plot = panel.view.plot
    from PySide6.QtCore import QPointF

    with qtbot.waitSignal(panel.view.pointed, check_params_cb=lambda r, c: (r, c) == (3, 1)):
        point = plot.mapFromScene(panel.view.box.mapViewToScene(QPointF(1.3, 2.8)))
        QTest.mouseMove(plot.viewport(), QPoint(point.x() - 3, point.y()))
        QTest.mouseMove(plot.viewport(), point)


def test_leading_dimensions_are_chosen_by_number(stage: Stage) -> None:
    values = np.arange(3 * 2 * 4 * 5.0).reshape(3, 2, 4, 5)
    panel = stage.show(PicturePanel, {"w": values}, ("w",))
    show(panel, "slice")
    assert [box.maximum() for box in panel.index_bar.boxes] == [2, 1]
    panel.index_bar.boxes[0].setValue(2)
    panel.index_bar.boxes[1].setValue(1)
    stage.settle()
    assert panel.view.overview is not None
    assert same(panel.view.overview.values, values[2, 1])
    panel.view.pointed.emit(0, 3)
    assert panel.note.text() == f"[2, 1, 0, 3] = {values[2, 1, 0, 3]:.6g}"
    panel.tools.rows.setCurrentIndex(0)
    panel.tools.rows.activated.emit(0)
    assert panel.index_bar.index == (1, 0), "dimension 1 is where it was, dimension 2 begins"
    assert [box.value() for box in panel.index_bar.boxes] == [slider.value() for slider in panel.index_bar.sliders]


def test_a_vector_is_a_strip(stage: Stage) -> None:
    panel = stage.show(PicturePanel, {"w": np.arange(50.0)}, ("w",))
    assert panel.view.overview is not None
    assert panel.view.overview.values.shape == (1, 50)
    panel.view.pointed.emit(0, 7)
    assert panel.note.text() == "[7] = 7"


def test_a_large_tensor_says_what_a_cell_stands_for(stage: Stage) -> None:
    values = RANDOM.normal(size=(1100, 700)).astype(np.float32)
    values[800, 13] = 99
    panel = stage.show(PicturePanel, {"w": values}, ("w",))
    assert panel.note.text() == "All of it, one cell for 3 × 2 values, showing the one farthest from zero."
    panel.view.pointed.emit(800, 13)
    assert panel.note.text() == "[798…800, 12…13] farthest from zero: 99"


def test_zooming_in_shows_every_value_in_the_same_colours(stage: Stage, qtbot: QtBot) -> None:
    values = RANDOM.normal(size=(1100, 700)).astype(np.float32)
    panel = stage.show(PicturePanel, {"w": values}, ("w",))
    assert panel.view.overview is not None
    panel.view.box.setRange(QRectF(100, 200, 50, 40), padding=0)
    qtbot.waitUntil(lambda: panel.view.detail is not None)
    detail = panel.view.detail
    assert detail is not None
    assert detail.exact
    assert detail.scale == panel.view.overview.scale
    area = detail.area
    assert same(detail.values, values[area.row:area.row + area.rows, area.column:area.column + area.columns])
    assert "one cell for each value" in panel.note.text()
    panel.tools.whole.click()
    qtbot.waitUntil(lambda: panel.note.text().startswith("All of it"))


@pytest.mark.parametrize("shape", [(16, 3, 5, 5), (3, 60, 3, 3), (200, 20), (20, 200), (5, 200), (90, 90)])
def test_the_whole_picture_is_all_in_sight(stage: Stage, shape: tuple[int, ...]) -> None:
    """Of long pictures too, whose cells are square: what is beside them may be empty, nothing is cut."""
    panel = stage.show(PicturePanel, {"w": RANDOM.normal(size=shape)}, ("w",))
    if len(shape) == 4:
        show(panel, "tiles")
        stage.qtbot.waitUntil(lambda: stage.jobs.idle)
    overview = panel.view.overview
    assert overview is not None
    assert panel.view.in_sight == overview.area
    panel.view.go_to(overview.area.rows - 1, 0)
    panel.view.box.scaleBy((0.3, 0.3))
    assert panel.view.in_sight != overview.area
    panel.view.resize(1200, 200)
    panel.tools.whole.click()
    assert panel.view.in_sight == overview.area


def test_zooming_into_a_small_tensor_says_which_part_is_in_sight(stage: Stage, qtbot: QtBot) -> None:
    panel = stage.show(PicturePanel, {"w": RANDOM.normal(size=(60, 80))}, ("w",))
    panel.view.box.setRange(QRectF(9.6, 19.6, 20, 10), padding=0)

    def is_told() -> bool:
        """The range is wider than that where the box is, which may still get another size."""
        seen = panel.view.in_sight
        rows = f"{seen.row} to {seen.row + seen.rows - 1}"
        columns = f"{seen.column} to {seen.column + seen.columns - 1}"
        return (seen.rows < 60 and seen.columns < 80 and seen.row <= 20 and seen.column <= 10 and
                panel.note.text() == f"Rows {rows}, columns {columns} of 60 × 80, one cell for each value.")

    qtbot.waitUntil(is_told)


def test_colours_follow_the_theme(stage: Stage) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    panel = stage.show(PicturePanel, {"w": np.array([[-1.0, 0.0, 1.0]])}, ("w",))
    themes: tuple[tuple[Any, Theme], ...] = (("dark", DARK), ("light", LIGHT))
    for choice, theme in themes:
        apply_theme(app, choice)
        app.processEvents()
        zero = colour_table(theme, symmetric=True)[125]
        assert colour_at(panel, 0, 1).rgb() == QColor(*(int(part) for part in zero)).rgb()
        assert panel.view.plot.backgroundBrush().color().name() == theme.base


class Failing(CpuEngine):
    def window(self, spec: TensorSpec, task: Task, **options: Any) -> Window:
        raise SourceError("the file is gone", "sample.pth")


def test_a_failure_is_said_in_the_panel(stage: Stage) -> None:
    stage.engine = Failing()
    panel = stage.show(PicturePanel, {"w": SMALL}, ("w",))
    assert panel.notice.isVisible()
    assert "The file is gone." in panel.notice.text


def test_a_slice_that_was_left_is_not_drawn(stage: Stage) -> None:
    values = np.stack([np.full((3, 3), float(i)) for i in range(6)])
    panel = stage.show(PicturePanel, {"w": values}, ("w",))
    show(panel, "slice")
    for number in range(1, 6):
        panel.index_bar.boxes[0].setValue(number)
    stage.settle()
    assert panel.view.overview is not None
    assert panel.view.overview.largest == 5.0
    assert "Every value is 5." in panel.note.text()


@pytest.mark.parametrize(("content", "rank"), [
    (SMALL, 60), (np.ones(7), 60), (np.ones(()), 0), (np.zeros((0, 3)), 0), (3.5, 0), ([1], 0),
])
def test_what_it_is_for(accepts: Callable[..., int], content: Any, rank: int) -> None:
    assert accepts(PicturePanel, {"w": content}, ("w",)) == rank


def test_what_cannot_be_read_says_why_in_its_place(stage: Stage) -> None:
    spec = spec_of(SMALL)
    gone = Tensor(replace(spec, storage=replace(spec.storage, problem="the file ends before its bytes")))
    panel = stage.show(PicturePanel, {"w": gone, "ok": SMALL}, ("w",))
    assert "the file ends before its bytes" in panel.notice.text
    assert not panel.view.isVisible()
    assert not panel.tools.ramp.isVisible()
    stage.select(("ok",))
    assert panel.notice.text == ""
    assert panel.view.isVisible()
    assert panel.view.overview is not None


def test_double_click_shows_everything_again(stage: Stage, qtbot: QtBot) -> None:
    panel = stage.show(PicturePanel, {"w": SMALL}, ("w",))
    panel.view.box.setRange(QRectF(1, 1, 2, 2), padding=0)
    viewport = panel.view.plot.viewport()
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().center())
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().center())
    qtbot.waitUntil(lambda: panel.view.in_sight.rows == 4 and panel.view.in_sight.columns == 6)


@pytest.mark.parametrize(("values", "words"), [
    ([[math.nan] * 2], "Every value is NaN."), ([[math.nan, math.inf]], "No value is finite."),
    ([[2.0, math.nan]], "Every finite value is 2."), ([[2.0, 2.0]], "Every value is 2."),
])
def test_values_that_are_all_the_same_are_told(stage: Stage, values: list[list[float]], words: str) -> None:
    panel = stage.show(PicturePanel, {"w": np.array(values)}, ("w",))
    assert panel.note.text().endswith(f" {words}")
