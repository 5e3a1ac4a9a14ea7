"""The map of bytes by pointer and by keys."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.views.byte_map import SHARES
from ckpt_viewer.core.views.treemap import Cell
from ckpt_viewer.core.wording import path_text
from ckpt_viewer.gui.panels.bytes import BytesPanel
from ckpt_viewer.gui.parts.imaging import picture_writer
from ckpt_viewer.gui.plots.treemap_view import cell_ground, part_words, wasted_rect
from ckpt_viewer.gui.theme import DARK, LIGHT, Theme
from tests.gui.panels.conftest import Stage
from tests.tensors import spec_of

BIG, SMALL = np.ones((40, 50), np.float32), np.ones(500, np.float32)
CONTENT = {"model": {"a.w": BIG, "a.b": SMALL}, "ema": {"a.w": BIG + 1, "a.b": SMALL + 1}}


def leaf(panel: BytesPanel, *path: str) -> Cell:  # type: ignore[type-arg]
    return next(cell for cell in panel.map.cells if cell.thing.path == path and not cell.thing.parts)


def centre(cell: Cell) -> QPoint:  # type: ignore[type-arg]
    return QPoint(int(cell.rect.x + cell.rect.w / 2), int(cell.rect.y + cell.rect.h / 2))


def test_parts_are_named_with_their_bytes(stage: Stage) -> None:
    panel = stage.show(BytesPanel, CONTENT)
    assert panel.legend.texts == ["Model  9.8 KiB  50 %", "Averaged copy (EMA)  9.8 KiB  50 %"]
    assert panel.state.text() == "19.5 KiB in 4 tensors"
    assert leaf(panel, "model", "a.w").rect.area > 2 * leaf(panel, "model", "a.b").rect.area


def test_a_click_goes_to_the_tree_and_the_map_stays(stage: Stage) -> None:
    panel = stage.show(BytesPanel, CONTENT)
    QApplication.processEvents()  # the legend takes its room from the map
    QTest.mouseClick(panel.map, Qt.MouseButton.LeftButton, pos=centre(leaf(panel, "ema", "a.w")))
    assert stage.revealed == [("ema", "a.w")]
    cells = panel.map.cells
    stage.select(("model", "a.b"))
    assert panel.map.cells is cells
    assert panel.map.current is not None
    assert panel.map.current.path == ("model", "a.b")


def test_hovering_says_path_bytes_and_share(stage: Stage) -> None:
    panel = stage.show(BytesPanel, CONTENT)
    QTest.mouseMove(panel.map, centre(leaf(panel, "model", "a.w")))
    stage.qtbot.waitUntil(lambda: panel.state.text() == "/model/a.w — 7.8 KiB, 40 %")


def test_arrows_reach_every_cell_and_enter_opens_it(stage: Stage) -> None:
    panel = stage.show(BytesPanel, CONTENT)
    seen: set[object] = set()
    QTest.keyClick(panel.map, Qt.Key.Key_Home)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down):
        for _ in range(4):
            assert panel.map.current is not None
            seen.add(panel.map.current.path)
            QTest.keyClick(panel.map, key)
    assert seen == {("model", "a.w"), ("model", "a.b"), ("ema", "a.w"), ("ema", "a.b")}
    assert panel.map.current is not None
    assert panel.map.accessibleDescription().startswith(path_text(panel.map.current.path))
    QTest.keyClick(panel.map, Qt.Key.Key_Return)
    assert stage.revealed == [panel.map.current.path]


def test_what_is_wasted_is_hatched_in_proportion(stage: Stage) -> None:
    spec = spec_of(BIG)
    view = Tensor(replace(spec, shape=(10, 50)))
    panel = stage.show(BytesPanel, {"x": view})
    assert panel.legend.texts[-1] == "5.9 KiB stored that no tensor uses"
    cell = leaf(panel, "x")
    hatched = wasted_rect(cell)
    assert hatched.width() * hatched.height() == pytest.approx(0.75 * cell.rect.area)
    picture = panel.map.grab().toImage()
    row = [picture.pixelColor(x, int(hatched.center().y())).name() for x in range(picture.width())]
    assert len(set(row)) > 1
    root = panel.map.cells[0].thing
    assert "5.9 KiB stored that no tensor uses" in part_words(cell.thing, root)


def test_without_tensors_it_says_so(stage: Stage) -> None:
    panel = stage.show(BytesPanel, {"epoch": 1})
    assert panel.state.text() == "There are no tensors here."
    assert panel.map.cells == ()


def test_it_stands_by_for_parts_with_tensors(accepts: Callable[..., int]) -> None:
    assert accepts(BytesPanel, CONTENT, ("model",)) > 0
    assert accepts(BytesPanel, {"args": {"lr": 1}}, ("args",)) == 0


def test_a_picture_of_the_map_says_what_its_colours_mean(stage: Stage, tmp_path: Path) -> None:
    panel = stage.show(BytesPanel, CONTENT)
    drawn = panel.picture()
    assert drawn is not None
    assert drawn.isAncestorOf(panel.map)
    assert not drawn.isAncestorOf(panel.export), "what can be done here, nobody can there"
    picture_writer(drawn, tmp_path / "map.svg")(Task())
    words = "".join(ET.parse(tmp_path / "map.svg").getroot().itertext())
    assert all(text in words for text in panel.legend.texts)
    with stage.qtbot.waitSignal(panel.action_requested) as asked:
        panel.export.menu().actions()[0].trigger()
    assert asked.args == ["export-picture"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: str(theme.name))
def test_labels_can_be_read_on_every_kind(theme: Theme) -> None:
    for share in SHARES:
        for opened in (True, False):
            ground = cell_ground(share, theme, opened=opened, depth=3)
            assert contrast(QColor(theme.text), ground) >= 4.5


def contrast(a: QColor, b: QColor) -> float:
    """WCAG 2.1's contrast ratio."""
    def light(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)
