"""A range of values that is marked in the histogram stands out in the picture, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.views.pictures import FADED, LEVELS, ColourScale, encode_colours, values_between
from ckpt_viewer.core.views.value_range import ValueRange
from ckpt_viewer.gui.panels.picture import PicturePanel
from ckpt_viewer.gui.panels.statistics import StatisticsPanel
from tests.gui.panels.conftest import Stage, stage
from tests.journeys.driving import Hands, window

__all__ = ["stage"]
VALUES = torch.linspace(-1, 1, 2500).reshape(50, 50)


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    torch.save({"w": VALUES, "v": VALUES.abs() + 7}, tmp_path / "x.pth")
    with window(qtbot) as found:
        found.open(tmp_path / "x.pth")
        found.document.reveal(("w",))
        found.settle()
        yield found


def front(hands: Hands, title: str) -> StatisticsPanel | PicturePanel:
    hands.document.panels.bring(title)
    hands.settle()
    panel = hands.document.panels.front
    assert isinstance(panel, StatisticsPanel | PicturePanel)
    return panel


@pytest.mark.parametrize("keys", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier])
def test_what_is_brushed_with_the_mouse_is_counted(stage: Stage, keys: Qt.KeyboardModifier) -> None:
    panel = stage.show(StatisticsPanel, {"w": VALUES.numpy()}, ("w",))
    view = panel.distribution.view
    plot, box = view.plot, view.plot.getPlotItem().getViewBox()
    marked: list[object] = []
    panel.values_marked.connect(marked.append)
    assert view.readout.text() == "Drag over a range to mark it"
    start, end = (plot.mapFromScene(box.mapViewToScene(QPointF(x, 20.0))) for x in (0.5, 0.99))
    QTest.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, keys, start)
    QTest.mouseMove(plot.viewport(), end)
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, keys, end)
    values = view.brushed_values
    assert values is not None
    low, high = values.low, values.high
    assert (low, high) == pytest.approx((0.5, 1.0), abs=0.1)
    inside = int(((VALUES.numpy() >= low) & (VALUES.numpy() <= high)).sum())
    assert view.readout.text().startswith("Marked: ")
    assert f" — {inside:,} values (" in view.readout.text()
    assert marked[-1] == values
    panel.distribution.log_counts.setChecked(True)
    assert view.brushed_values == values


def test_a_drag_over_a_zoomed_histogram_moves_it_and_marks_with_shift(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, {"w": VALUES.numpy()}, ("w",))
    view = panel.distribution.view
    plot, box = view.plot, view.plot.getPlotItem().getViewBox()
    view.plot.getPlotItem().setRange(xRange=(-0.5, 0.5), padding=0)
    start, end = (plot.mapFromScene(box.mapViewToScene(QPointF(x, 20.0))) for x in (-0.2, 0.3))
    for keys, marked in ((Qt.KeyboardModifier.NoModifier, False), (Qt.KeyboardModifier.ShiftModifier, True)):
        QTest.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, keys, start)
        QTest.mouseMove(plot.viewport(), end)
        QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, keys, end)
        assert (view.brushed_values is not None) == marked


def test_keys_brush_and_read(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, {"w": VALUES.numpy()}, ("w",))
    view = panel.distribution.view
    edges = view.series[0][1].edges
    middle = (edges.size - 1 - 1) // 2
    QTest.keyClick(view.plot, Qt.Key.Key_Right)
    assert view.readout.text() == view.words_at((edges[middle + 1] + edges[middle + 2]) / 2)
    for _ in range(3):
        QTest.keyClick(view.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.brushed_values == ValueRange(edges[middle + 1], edges[middle + 5], closed=False)
    QTest.keyClick(view.plot, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.brushed_values == ValueRange(edges[middle + 1], edges[middle + 4], closed=False)
    QTest.keyClick(view.plot, Qt.Key.Key_Escape)
    assert view.brushed_values is None


def test_the_picture_shows_what_the_histogram_marks_and_back(hands: Hands) -> None:
    statistics = front(hands, "Statistics")
    assert isinstance(statistics, StatisticsPanel)
    view = statistics.distribution.view
    for _ in range(4):
        QTest.keyClick(view.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    values = view.brushed_values
    assert values is not None
    picture = front(hands, "Picture")
    assert isinstance(picture, PicturePanel)
    assert picture.view.bar.brush == values
    shown = VALUES.numpy()
    inside = (shown >= values.low) & (shown < values.high)
    assert picture.note.text().endswith(f": {inside.sum()} cells")
    assert ((picture.view._far.image[..., 3] == 255) == inside).all(), "not one pixel more or less"
    assert set(np.unique(picture.view._far.image[..., 3])) == {FADED, 255}
    picture.view.bar.brush_colours(200, 230)
    front(hands, "Statistics")
    wanted, found = values_between(200, 230, ColourScale(-1.0, 1.0)), view.brushed_values
    assert found is not None
    assert found.low <= wanted.low < wanted.high <= found.high
    hands.document.reveal(("v",))
    hands.settle()
    assert view.brushed_values is None
    front(hands, "Picture")
    assert picture.view.bar.brush is None


def test_a_picture_without_such_values_says_so(stage: Stage) -> None:
    panel = stage.show(PicturePanel, {"w": VALUES.numpy()}, ("w",))
    panel.mark_values(ValueRange(5.0, 6.0))
    assert panel.view.bar.brush is None
    assert panel.note.text() == "No value from 5 to 6 is in this picture."


def test_codes_and_values_agree() -> None:
    """What is beyond the colours has the last one, and is brushed with it."""
    scale, values = ColourScale(0.0, 1.0), np.linspace(-0.2, 1.2, 10_001)
    codes = encode_colours(values, scale)
    for span in ((10, 20), (0, 3), (240, LEVELS - 1)):
        assert (values_between(*span, scale).marks(values) == (codes >= span[0]) & (codes <= span[1])).all()
    on_edges = np.array([0.0, 0.5, 1.0, np.nan, np.inf])
    assert ValueRange(0.0, 1.0, closed=False).marks(on_edges).tolist() == [True, True, False, False, False]
    assert ValueRange(0.0, np.inf).marks(on_edges).tolist() == [True, True, True, False, False]
    assert np.isclose(values_between(125, 125, ColourScale(-2.0, 2.0)).low, -2 / 250)


def test_a_brush_stays_what_it_is_when_the_same_bins_are_drawn_again(stage: Stage) -> None:
    """As when the exact histogram follows that of a sample: the end of a range is no value of it."""
    panel = stage.show(StatisticsPanel, {"w": VALUES.numpy()}, ("w",))
    view = panel.distribution.view
    for _ in range(3):
        QTest.keyClick(view.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    brushed, words = view.brushed_values, view.readout.text()
    view.show_histograms(view.series)
    assert (view.brushed_values, view.readout.text()) == (brushed, words)
    last = view.series[0][1].edges[-2:]
    view.mark_values(ValueRange(*last))
    assert view.brushed_values == ValueRange(*last)
    count = int(((VALUES.numpy() >= last[0]) & (VALUES.numpy() <= last[1])).sum())
    assert f"— {count} value" in view.readout.text()
