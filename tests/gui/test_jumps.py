"""To NaN and to the extremes from wherever one is, by keys alone: from tensor to tensor, and within one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.graph import Path as TreePath
from ckpt_viewer.core.views.tensor_table import Column
from ckpt_viewer.gui.dialogs.palette import Palette
from ckpt_viewer.gui.panels.all_tensors import AllTensorsPanel
from ckpt_viewer.gui.panels.overview import OverviewPanel
from ckpt_viewer.gui.panels.values import ValuesPanel
from tests.journeys.driving import Hands, window

NEXT, BEFORE, LARGEST = "go-next-odd", "go-previous-odd", "go-largest"


def broken_run() -> dict[str, object]:
    layers = {f"layers.{n}.weight": torch.ones(4, 6) for n in range(6)}
    layers["layers.3.weight"][2, 5] = torch.nan
    layers["layers.5.weight"][0, 0] = torch.inf
    return {"model": layers, "epoch": 4}


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    torch.save(broken_run(), tmp_path / "run.pth")
    with window(qtbot) as found:
        found.open(tmp_path / "run.pth")
        yield found


def go(hands: Hands, action: str) -> None:
    hands.press(action)
    hands.settle()


def listed(hands: Hands) -> AllTensorsPanel:
    panel = hands.document.panels.front
    assert isinstance(panel, AllTensorsPanel)
    return panel


def selected(hands: Hands) -> tuple[TreePath, ...]:
    return hands.document.paths()


def test_from_the_whole_file_to_the_tensors_that_hold_nan_and_into_one(hands: Hands) -> None:
    go(hands, NEXT)
    assert selected(hands) == (("model", "layers.3.weight"),)
    panel = listed(hands)
    assert hands.window.focusWidget() is panel.view
    assert panel.finding.button.text() == "&NaN or infinity in 2 tensors"
    assert panel.view.horizontalHeader().sectionViewportPosition(Column.NAME) == 0, "it is the name that one looks for"
    go(hands, NEXT)
    assert selected(hands) == (("model", "layers.5.weight"),)
    go(hands, BEFORE)
    assert selected(hands) == (("model", "layers.3.weight"),)
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    hands.settle()
    assert hands.document.panels.wanted == "Statistics"
    go(hands, NEXT)
    values = hands.document.panels.front
    assert isinstance(values, ValuesPanel)
    assert values.table.current == (2, 5)


def test_a_value_that_is_selected_is_left_for_the_list(hands: Hands) -> None:
    hands.document.reveal(("epoch",))
    hands.settle()
    go(hands, NEXT)
    assert selected(hands) == (("model", "layers.3.weight"),)


def test_the_palette_knows_it_with_nothing_selected(hands: Hands, qtbot: QtBot) -> None:
    hands.press("palette")
    palette = hands.dialog(Palette)
    QTest.keyClicks(palette.field, "nan")
    assert palette.shown[0] == "Go to the next NaN or infinity"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: selected(hands) == (("model", "layers.3.weight"),))


def test_the_list_has_the_keyboard_where_it_is_asked_for(hands: Hands) -> None:
    hands.press("all-tensors")
    hands.settle()
    assert hands.window.focusWidget() is listed(hands).view


def test_nothing_is_odd_where_all_is_measured_and_finite(hands: Hands, tmp_path: Path) -> None:
    torch.save({"w": torch.arange(3.0), "v": torch.arange(9)}, tmp_path / "good.pth")
    hands.open(tmp_path / "good.pth")
    go(hands, NEXT)
    panel = listed(hands)
    assert selected(hands) == ()
    assert panel.notice.text == "Every value is finite: there is no NaN and no infinity."
    assert not panel.finding.button.isVisible()
    go(hands, LARGEST)
    assert selected(hands) == (("v",),)
    assert not panel.notice.isVisible()


def test_what_a_filter_hides_is_not_denied(hands: Hands, qtbot: QtBot) -> None:
    go(hands, NEXT)
    panel = listed(hands)
    panel.filter_box.setText("layers.1")
    qtbot.waitUntil(lambda: panel.view.rows.rowCount() == 1 or len(panel.table.rows) < 3)  # type: ignore[union-attr]
    panel.finding.button.click()
    assert panel.notice.text == "None of the tensors that the filter leaves holds NaN or infinity."


def test_a_measuring_that_was_stopped_goes_on(hands: Hands) -> None:
    hands.press("all-tensors")
    panel = listed(hands)
    panel._on_stopped(Exception())
    panel.numbers.pause()
    panel.notice.say("info", "")
    go(hands, NEXT)
    assert selected(hands) == (("model", "layers.3.weight"),)


def test_the_largest_waits_until_all_is_measured_and_the_next_odd_one_does_not(hands: Hands) -> None:
    go(hands, "all-tensors")
    finding, found = listed(hands).finding, list[tuple[int, int]]()
    finding.found.disconnect()
    finding.found.connect(lambda place, column: found.append((place, column)))
    finding.renew(measured=False)
    finding.jump("next-odd")
    assert found == [(3, Column.NAME)]
    finding.jump("largest")
    assert len(found) == 1
    finding.renew(measured=True)
    assert found[1:] == [(0, Column.MAXIMUM)]


def test_the_first_page_tells_what_the_list_has_found(hands: Hands) -> None:
    panels = hands.document.panels
    overview = panels.front
    assert isinstance(overview, OverviewPanel)
    assert overview.odd.text == "", "nothing was measured yet"
    panels.bring("All tensors")
    hands.settle()
    panels.bring("Overview")
    assert overview.odd.text == "1 tensor with NaN, 1 tensor with infinite values"
    overview.odd.press("Show the first")
    hands.settle()
    assert selected(hands) == (("model", "layers.3.weight"),)
    hands.document.reveal(("model",))
    hands.settle()
    panels.bring("Overview")
    hands.settle()
    assert overview.odd.text == "", "that was said of the whole file"
