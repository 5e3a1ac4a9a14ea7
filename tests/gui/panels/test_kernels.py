"""Kernels side by side, dimensions by choice, colours with limits, a brushed range, and the way to an extreme."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Summary
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.finding import Wanted
from ckpt_viewer.core.views.pictures import CODE_GAP, FADED, ColourScale, values_between
from ckpt_viewer.gui.panels.picture import PicturePanel
from ckpt_viewer.gui.panels.values import ValuesPanel
from ckpt_viewer.gui.parts.imaging import picture_writer
from tests.gui.panels.conftest import Stage, same

RANDOM = np.random.default_rng(12)
CONV = RANDOM.normal(size=(8, 4, 3, 3)).astype(np.float32)
FIRST = RANDOM.normal(size=(64, 3, 7, 7)).astype(np.float32)


def choose(box: QComboBox, data: Any) -> None:
    """As a person does."""
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def kinds(panel: PicturePanel) -> list[str]:
    return [panel.tools.kind.itemData(i) for i in range(panel.tools.kind.count())]


def test_kernels_stand_side_by_side_at_once(stage: Stage) -> None:
    panel = stage.show(PicturePanel, {"w": CONV}, ("w",))
    shown = panel.view.overview
    assert shown is not None
    assert shown.values.shape == (8 * 4 + 1, 4 * 4 + 1)
    assert same(shown.values[1:4, 5:8], CONV[0, 1])
    assert kinds(panel) == ["slice", "tiles"]
    assert panel.note.text() == "8 × 4 planes of 3 × 3. The colours are those of the whole tensor."
    panel.view.pointed.emit(1 + 4 * 7 + 2, 1 + 4 * 3)
    assert panel.note.text() == f"[7, 3, 2, 0] = {float(CONV[7, 3, 2, 0]):.6g}"
    panel.view.pointed.emit(0, 0)
    assert panel.note.text().startswith("8 × 4 planes")
    assert not panel.view.plot.getPlotItem().getAxis("left").isVisible()


def test_kernels_fill_the_room_there_is(stage: Stage, qtbot: QtBot) -> None:
    panel = stage.show(PicturePanel, {"w": FIRST}, ("w",))
    choose(panel.tools.kind, "tiles")
    shapes = []
    for size in ((900, 400), (420, 900)):
        panel.resize(*size)
        qtbot.waitUntil(lambda: stage.jobs.idle)
        shown = panel.view.overview
        assert shown is not None
        shapes.append(shown.area)
        place = panel.tools.arrangement.locate((63, 2, 6, 6))
        assert shown.values[place.row, place.column] == FIRST[63, 2, 6, 6]
    wide, tall = shapes
    assert wide.columns > wide.rows
    assert tall.columns < tall.rows


def test_three_channels_are_colour_images(stage: Stage) -> None:
    panel = stage.show(PicturePanel, {"w": FIRST}, ("w",))
    shown = panel.view.overview
    assert shown is not None
    assert shown.channels is not None
    assert shown.channels.shape == (65, 65, 3)
    assert panel.note.text() == "64 images of 7 × 7. The colours are those of the whole tensor."
    panel.view.pointed.emit(1 + 8 * 2 + 5, 1 + 8 * 1 + 3)
    assert panel.note.text() == f"[17, :, 5, 3] = {', '.join(f'{float(value):.6g}' for value in FIRST[17, :, 5, 3])}"
    assert kinds(panel) == ["slice", "tiles", "colour"]


def test_a_choice_stays_where_the_next_tensor_allows_it(stage: Stage) -> None:
    panel = stage.show(PicturePanel, {"first": FIRST, "conv": CONV, "flat": CONV[0, 0]}, ("first",))
    choose(panel.tools.kind, "slice")
    stage.select(("conv",))
    assert panel.tools.kind.currentData() == "slice"
    assert [box.maximum() for box in panel.index_bar.boxes] == [7, 3]
    stage.select(("flat",))
    assert not panel.tools.kind.isVisible()
    assert not panel.index_bar.isVisible()
    choose(panel.tools.ramp, "range")
    stage.select(("first",))
    assert panel.tools.kind.currentData() == "slice"
    assert panel.tools.look.ramp == "range"


def test_any_two_dimensions_can_be_rows_and_columns(stage: Stage) -> None:
    panel = stage.show(PicturePanel, {"w": CONV}, ("w",))
    choose(panel.tools.kind, "slice")
    choose(panel.tools.rows, 0)
    stage.settle()
    panel.index_bar.boxes[0].setValue(2)
    panel.index_bar.sliders[1].setValue(1)
    stage.settle()
    assert panel.view.overview is not None
    assert same(panel.view.overview.values, CONV[:, 2, 1, :])
    panel.view.pointed.emit(5, 0)
    assert panel.note.text().startswith("[5, 2, 1, 0] = ")
    choose(panel.tools.columns, 0)  # the other field takes what is free
    assert (panel.tools.rows.currentData(), panel.tools.columns.currentData()) == (3, 0)
    stage.settle()
    assert panel.view.overview.values.shape == (3, 8)


def test_sliders_begin_below_one_another(stage: Stage) -> None:
    """Also where one size has more digits."""
    panel = stage.show(PicturePanel, {"w": np.zeros((2, 1200, 2, 2), np.float32)}, ("w",))
    choose(panel.tools.kind, "slice")
    panel.resize(400, 600)
    bar = panel.index_bar

    def is_in_line() -> bool:
        places = [slider.mapTo(panel, QPoint()) for slider in bar.sliders]
        return len({place.y() for place in places}) == 2 and len({place.x() for place in places}) == 1

    stage.qtbot.waitUntil(is_in_line)


def test_a_slider_and_its_number_agree(stage: Stage, qtbot: QtBot) -> None:
    panel = stage.show(PicturePanel, {"w": CONV}, ("w",))
    choose(panel.tools.kind, "slice")
    bar = panel.index_bar
    with qtbot.waitSignal(bar.changed):
        bar.sliders[0].setValue(6)
    assert bar.boxes[0].value() == 6
    with qtbot.waitSignal(bar.changed):
        bar.boxes[0].setValue(3)
    assert bar.sliders[0].value() == 3


class Counting(CpuEngine):
    """Counts how often a whole tensor is read for its colours."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def summarize(self, spec: TensorSpec, task: Task) -> Summary:
        self.asked += 1
        return super().summarize(spec, task)


def test_pages_share_their_colours(stage: Stage) -> None:
    engine = stage.engine = Counting()
    values = RANDOM.normal(size=(40, 33, 3, 3)).astype(np.float32)
    panel = stage.show(PicturePanel, {"w": values}, ("w",))
    first = panel.view.overview
    assert first is not None
    assert panel.tools.page_box.maximum() == 4
    assert "0–31 of 40 × 0–31 of 33 on this page" in panel.note.text()
    QTest.keyClick(panel.view.plot, Qt.Key.Key_PageDown)
    stage.settle()
    second = panel.view.overview
    assert second is not first
    assert second is not None
    assert second.scale == first.scale
    assert engine.asked == 1
    assert same(second.values[1:4, 1:4], values[0, 32])


def test_the_colours_can_end_before_the_farthest(stage: Stage) -> None:
    values = np.append(np.linspace(-1, 1, 999), [1000.0]).reshape(10, 100)
    panel = stage.show(PicturePanel, {"w": values}, ("w",))
    assert panel.view.overview is not None
    assert panel.view.overview.scale == ColourScale(-1000.0, 1000.0)
    choose(panel.tools.clip, 0.1)
    stage.settle()
    assert panel.view.overview.scale == ColourScale(-1.0, 1.0)
    assert "Values range from -1 to 1000; those beyond the colours get the last colour." in panel.note.text()


def test_a_brushed_range_is_marked_and_counted(stage: Stage, qtbot: QtBot) -> None:
    values = np.linspace(-1.0, 1.0, 251).reshape(1, 251).repeat(2, axis=0)
    panel = stage.show(PicturePanel, {"w": values}, ("w",))
    bar = panel.view.bar
    strip = bar.strip()
    with qtbot.waitSignal(bar.brushed):
        QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(20, strip.top()))
        QTest.mouseMove(bar, QPoint(20, strip.center().y()))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(20, strip.center().y()))
    assert bar.brush is not None
    assert (bar.brush.high, bar.brush.closed) == (math.inf, True)
    assert bar.brush.low == pytest.approx(-1 / 250, abs=0.016)
    assert panel.note.text() == f"Marked: {bar.brush_words}"
    inside = values >= bar.brush.low
    assert bar.brush_words.endswith(f" to 1: {inside.sum()} cells")
    assert (panel.view._far.image[..., 3] == np.where(inside, 255, FADED)).all()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=strip.center())
    assert bar.brush_words == ""
    assert panel.view._far.lut[0, 3] == 255


def test_the_brush_works_by_keys_and_on_colour_images(stage: Stage) -> None:
    panel = stage.show(PicturePanel, {"w": FIRST}, ("w",))
    bar = panel.view.bar
    for _ in range(3):
        QTest.keyClick(bar, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    scale = bar._scale
    assert bar.brush == values_between(125, 140, scale)
    QTest.keyClick(bar, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert bar.brush == values_between(125, 135, scale)
    shown = panel.view.overview
    assert shown is not None
    assert shown.channels is not None
    inside = ((shown.channels >= 125) & (shown.channels <= 135)).any(axis=-1) & (shown.codes != CODE_GAP)
    drawn = panel.view._far.image
    assert set(np.unique(drawn[inside][:, 3]).tolist()) == {255}
    assert set(np.unique(drawn[~inside & (shown.codes != CODE_GAP)][:, 3]).tolist()) == {FADED}
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert bar.brush is None


def test_the_value_pointed_at_is_marked_in_the_histogram(stage: Stage) -> None:
    panel = stage.show(PicturePanel, {"w": np.array([[-2.0, 0.0, 1.0, np.nan]])}, ("w",))
    panel.view.pointed.emit(0, 2)
    assert list(panel.view.bar.marks) == [188]
    for cell in ((0, 3), (-1, -1)):
        panel.view.pointed.emit(*cell)
        assert list(panel.view.bar.marks) == []


def test_each_channel_of_a_pixel_that_is_pointed_at_is_marked_in_the_histogram(stage: Stage) -> None:
    """The largest value need not be the one farthest from zero."""
    values = np.zeros_like(FIRST)
    values[0, :, 0, 0] = 0.5, 1.0, -2.0
    panel = stage.show(PicturePanel, {"w": values}, ("w",))
    panel.view.pointed.emit(1, 1)
    assert panel.note.text() == "[0, :, 0, 0] = 0.5, 1, -2"
    assert panel.view.bar.marks == (156, 188, 0)


def test_the_cursor_reads_values_by_keys(stage: Stage) -> None:
    values = RANDOM.normal(size=(5, 6))
    panel = stage.show(PicturePanel, {"w": values}, ("w",))
    plot = panel.view.plot
    QTest.keyClick(plot, Qt.Key.Key_Right)
    start = panel.view.cursor_cell
    assert start is not None
    QTest.keyClick(plot, Qt.Key.Key_Right)
    QTest.keyClick(plot, Qt.Key.Key_Up)
    cell = (start[0] - 1, start[1] + 1)
    assert panel.view.cursor_cell == cell
    assert panel.note.text() == f"[{cell[0]}, {cell[1]}] = {values[cell]:.6g}"
    for _ in range(9):
        QTest.keyClick(plot, Qt.Key.Key_Down)
    assert panel.view.cursor_cell == (4, cell[1])
    before = panel.view.box.viewRect()
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    assert panel.view.box.viewRect().width() == pytest.approx(0.8 * before.width())
    QTest.keyClick(plot, Qt.Key.Key_Home)
    assert panel.view.box.viewRect().width() == pytest.approx(before.width())
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert panel.view.cursor_cell is None


@pytest.mark.parametrize("kind", ["slice", "tiles"])
def test_a_jump_goes_to_the_slice_or_page(stage: Stage, kind: str) -> None:
    values = RANDOM.normal(size=(40, 33, 3, 3)).astype(np.float32)
    values[39, 32, 1, 2], values[0, 1, 2, 0] = 50, -60
    panel = stage.show(PicturePanel, {"w": values}, ("w",))
    choose(panel.tools.kind, kind)
    stage.settle()
    find = panel.finder()
    assert find is not None
    ends: tuple[tuple[Wanted, str], ...] = (("largest", "[39, 32, 1, 2] = 50"), ("smallest", "[0, 1, 2, 0] = -60"))
    for wanted, index in ends:
        find(wanted)
        stage.settle()
        assert panel.note.text() == index
        assert panel.view.cursor_cell is not None


def test_a_jump_in_a_large_plane_zooms_in(stage: Stage, qtbot: QtBot) -> None:
    values = RANDOM.normal(size=(1500, 1400)).astype(np.float32)
    values[1203, 77] = 99
    panel = stage.show(PicturePanel, {"w": values}, ("w",))
    panel.jumping.jump("largest")
    qtbot.waitUntil(lambda: panel.note.text() == "[1203, 77] = 99")
    area = panel.view.in_sight
    assert area.rows < 100
    assert area.row <= 1203 < area.row + area.rows


@pytest.mark.parametrize("kind", [PicturePanel, ValuesPanel])
def test_from_nan_to_nan_and_round(stage: Stage, kind: type[PicturePanel | ValuesPanel]) -> None:
    values = np.ones((4, 6))
    values[1, 2], values[3, 0], values[2, 5] = np.nan, np.inf, -np.inf
    panel = stage.show(kind, {"w": values}, ("w",))
    find = panel.finder()
    assert find is not None
    wanted: tuple[Wanted, ...] = ("next-odd", "next-odd", "next-odd", "next-odd", "previous-odd")
    said = []
    for what in wanted:
        find(what)
        stage.settle()
        text = panel.note.text() if isinstance(panel, PicturePanel) else panel.table.status.text()
        said.append(text.split(" =")[0])
    assert said == ["[1, 2]", "[2, 5]", "[3, 0]", "[1, 2]", "[3, 0]"]


def test_where_nothing_is_found_that_is_said(stage: Stage) -> None:
    panel = stage.show(PicturePanel, {"w": CONV}, ("w",))
    panel.jumping.jump("next-odd")
    stage.settle()
    assert panel.note.text() == "Every value is finite: there is no NaN and no infinity."


def test_the_table_goes_to_another_slice(stage: Stage) -> None:
    values = RANDOM.normal(size=(3, 4, 5, 6))
    values[2, 3, 4, 5] = 70
    panel = stage.show(ValuesPanel, {"w": values, "v": np.arange(9.0)}, ("w",))
    panel.jumping.jump("largest")
    stage.settle()
    assert panel.table.current == (2, 3, 4, 5)
    assert panel.table.index_bar.index == (2, 3)
    assert panel.table.status.text() == "[2, 3, 4, 5]"
    stage.select(("v",))
    panel.jumping.jump("largest")
    stage.settle()
    assert panel.table.view.currentIndex().row() == 8


ODD: dict[str, Any] = {
    "5-d": RANDOM.normal(size=(2, 3, 4, 5, 6)), "conv1d": RANDOM.normal(size=(8, 5, 3)), "1-d": np.arange(9.0),
    "nan": np.full((4, 3, 5, 5), np.nan), "bool": RANDOM.random((6, 3, 4, 4)) > 0.5,
    "complex": RANDOM.normal(size=(4, 2, 3, 3)) + 1j, "int8": np.arange(-72, 72, dtype=np.int8).reshape(4, 4, 3, 3),
    "one": np.ones((2, 1, 1, 1)), "inf": np.full((2, 2), np.inf), "wide": RANDOM.normal(size=(2, 3, 200, 240)),
}


@pytest.mark.parametrize("name", list(ODD))
def test_whatever_it_is_it_is_drawn_and_exported(stage: Stage, name: str, tmp_path: Any) -> None:
    panel = stage.show(PicturePanel, {"w": ODD[name]}, ("w",))
    for kind in kinds(panel):
        choose(panel.tools.kind, kind)
        for clip in (1.0, 0.0):
            choose(panel.tools.clip, clip)
            stage.settle()
            assert not panel.notice.isVisible()
            assert panel.view.overview is not None
            assert panel.note.text()
    for suffix in ("png", "svg"):
        widget = panel.picture()
        assert widget is not None
        picture_writer(widget, tmp_path / f"x.{suffix}")(Task())
        assert (tmp_path / f"x.{suffix}").stat().st_size > 500


def test_pointing_with_the_mouse_at_a_kernel(stage: Stage, qtbot: QtBot) -> None:
    panel = stage.show(PicturePanel, {"w": CONV}, ("w",))
    plot = panel.view.plot
    QApplication.processEvents()  # the axes have gone, and the picture has their room
    with qtbot.waitSignal(panel.view.pointed, check_params_cb=lambda r, c: (r, c) == (5, 6)):
        point = plot.mapFromScene(panel.view.box.mapViewToScene(QPointF(6, 5)))
        QTest.mouseMove(plot.viewport(), QPoint(point.x() - 3, point.y()))
        QTest.mouseMove(plot.viewport(), point)
    assert panel.note.text().startswith("[1, 1, 0, 1] = ")
