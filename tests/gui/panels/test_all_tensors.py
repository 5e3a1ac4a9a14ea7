"""The list of all tensors as a person handles it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.engine.sweeping import sweep
from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Chunk, TensorSpec
from ckpt_viewer.core.views import list_measuring
from ckpt_viewer.core.views.folding import Ints
from ckpt_viewer.core.views.strips import LEVELS
from ckpt_viewer.core.views.tensor_table import Choice, Column, TensorTable
from ckpt_viewer.gui.panels.all_tensors import DETAIL, AllTensorsPanel
from ckpt_viewer.gui.parts import incoming
from ckpt_viewer.gui.strips.measuring import KEY
from ckpt_viewer.gui.strips.painting import bin_words
from ckpt_viewer.gui.strips.shades import ground, paint_strip, shade_table
from ckpt_viewer.gui.theme import DARK, LIGHT, apply_theme
from tests.gui.one_pass import cells_painted_singly, highlighted
from tests.gui.panels.conftest import Stage, document_of
from tests.tensors import spec_of

BASE = np.random.default_rng(5).normal(size=(3, 5))


def content(count: int = 4) -> dict[str, Any]:
    layers = {f"layers.{n}.w": (BASE * (n + 1)).astype(np.float32) for n in range(count)}
    return {"model": {"embed": np.ones((2, 3), np.float32), **layers}, "epoch": 3}


def names(panel: AllTensorsPanel) -> list[str]:
    rows = panel.view.rows
    return [str(rows.data(rows.index(at, Column.NAME))) for at in range(rows.rowCount())]


def click(panel: AllTensorsPanel, row: int, column: Column = Column.NAME) -> None:
    rect = panel.view.visualRect(panel.view.rows.index(row, column))
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center() + QPoint(20, 0))


def test_the_whole_file_is_listed_and_measured(stage: Stage) -> None:
    panel = stage.show(AllTensorsPanel, content())
    assert names(panel) == ["model/embed", "model/layers.0–3.w"]
    assert panel.state.text() == "5 tensors, every element counted"
    assert panel.table is not None
    assert panel.table.cell(0, Column.MEAN) == "1"


def test_a_part_is_listed_by_its_own_names(stage: Stage) -> None:
    panel = stage.show(AllTensorsPanel, content(2), ("model",))
    assert names(panel) == ["embed", "layers.0.w", "layers.1.w"]


def test_what_holds_no_tensors_has_no_such_panel(accepts: object) -> None:
    assert callable(accepts)
    assert accepts(AllTensorsPanel, {"args": {"lr": 1, "name": "x"}}, ("args",)) == 0
    assert accepts(AllTensorsPanel, content(), ("epoch",)) == 0
    assert accepts(AllTensorsPanel, content(), ("model",)) > 0


def test_a_click_selects_in_the_tree_and_the_list_stays(stage: Stage) -> None:
    panel = stage.show(AllTensorsPanel, content(2))
    click(panel, 1)
    assert stage.revealed == [("model", "layers.0.w")]
    table = panel.table
    stage.select(("model", "layers.1.w"))
    assert panel.table is table
    assert panel.view.current_row() == 2


def test_the_selected_tensor_is_marked_also_within_a_fold(stage: Stage) -> None:
    panel = stage.show(AllTensorsPanel, content())
    stage.select(("model", "layers.2.w"))
    assert names(panel)[panel.view.currentIndex().row()] == "model/layers.2.w"


def test_keys_fold_and_unfold_and_enter_asks_for_the_detail(stage: Stage) -> None:
    panel = stage.show(AllTensorsPanel, content())
    asked: list[str] = []
    panel.action_requested.connect(asked.append)
    panel.view.take_focus()
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    QTest.keyClick(panel.view, Qt.Key.Key_Right)
    assert len(names(panel)) == 6
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert stage.revealed == [("model", "layers.0.w")]
    assert asked == [DETAIL]
    QTest.keyClick(panel.view, Qt.Key.Key_Left)
    QTest.keyClick(panel.view, Qt.Key.Key_Left)
    assert len(names(panel)) == 2


def test_headers_sort_and_the_third_click_goes_back(stage: Stage) -> None:
    panel = stage.show(AllTensorsPanel, content())
    panel.view._on_header(Column.STD)
    stage.settle()
    assert names(panel)[0] == "model/layers.3.w"
    assert names(panel)[-1] == "model/embed"
    panel.view._on_header(Column.STD)
    stage.settle()
    assert names(panel)[0] == "model/embed"
    panel.view._on_header(Column.STD)
    stage.settle()
    assert len(names(panel)) == 2


def test_typing_filters(stage: Stage) -> None:
    panel = stage.show(AllTensorsPanel, content())
    panel.filter_box.setText("layers.2")
    stage.qtbot.waitUntil(lambda: names(panel) == ["model/layers.0–3.w", "model/layers.2.w"])


def test_filter_and_order_are_worked_out_in_a_job(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    panel, where = stage.show(AllTensorsPanel, content()), list[str]()
    arrange = TensorTable.arrange

    def noting(table: TensorTable, choice: Choice, task: Task) -> tuple[Choice, Ints]:
        where.append(threading.current_thread().name)
        return arrange(table, choice, task)

    monkeypatch.setattr(TensorTable, "arrange", noting)
    panel.filter_box.setText("layers")
    stage.qtbot.waitUntil(lambda: len(names(panel)) == 5)
    panel.view._on_header(Column.STD)
    stage.settle()
    assert names(panel)[0] == "model/layers.3.w"
    stage._apply(SetValue(stage.document.graph.resolve(("epoch",)), 4, "epoch"))
    stage.settle()
    assert names(panel)[0] == "model/layers.3.w", "another list of the same tensors is shown as the one before"
    assert len(names(panel)) == 4
    assert where
    assert all(name.startswith("job") for name in where)


def test_an_edit_keeps_what_was_measured(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[TensorSpec] = []

    def counting(looks: Sequence[TensorSpec], *more: Any) -> None:
        calls.extend(looks)
        sweep(looks, *more)

    monkeypatch.setattr(list_measuring, "sweep", counting)
    panel = stage.show(AllTensorsPanel, content())
    before = len(calls)
    stage._apply(SetValue(stage.document.graph.resolve(("epoch",)), 4, "epoch"))
    stage.settle()
    assert (before, len(calls)) == (5, 5)
    assert panel.state.text() == "5 tensors, every element counted"


def test_what_cannot_be_read_is_one_row_not_the_end(stage: Stage) -> None:
    class Gone(MemorySource):
        def readinto_at(self, offset: int, buffer: memoryview) -> None:
            raise SourceError("the disk is gone", "sample.pth")

    spec = spec_of(np.ones((2, 3), np.float32))
    storage = replace(spec.storage, chunks=(Chunk(Gone(bytes(24), "sample.pth"), 0, 24),))
    gone = content()
    gone["model"] |= {"embed": Tensor(replace(spec, storage=storage))}
    panel = stage.show(AllTensorsPanel, gone)
    assert panel.state.text().endswith("every element counted; 1 cannot be read")
    assert panel.table is not None
    assert "the disk is gone" in panel.table.tip(0, Column.MEAN)


def test_a_worker_that_is_far_ahead_does_not_hold_the_window_up(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_measuring, "_AT_ONCE", 1)
    monkeypatch.setattr(incoming, "_MOST", 0.0)
    panel = stage.show(AllTensorsPanel, content(), wait=False)
    known: list[int] = []
    take = panel.numbers._take

    def taking() -> None:
        take()
        known.append(int(panel.table.numbers.known.sum()) if panel.table is not None else 0)

    monkeypatch.setattr(panel.numbers, "_take", taking)
    stage.qtbot.waitUntil(lambda: panel.state.text() == "5 tensors, every element counted")
    assert max(after - before for before, after in pairwise(known)) == 1


def test_a_list_that_is_about_to_go_is_not_measured(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an edit the tree speaks up again while the new list is still being made. The old one was measured then, the
    new one never, and the window had to let go of the old one: 0.7 s for a million tensors."""
    panel = stage.show(AllTensorsPanel, content())
    old, begun, start = panel.table, list[object](), panel.numbers.start

    def starting(table: TensorTable, *details: Any) -> None:
        begun.append(table)
        start(table, *details)

    monkeypatch.setattr(panel.numbers, "start", starting)
    stage._apply(SetValue(stage.document.graph.resolve(("epoch",)), 4, "epoch"))
    stage._present()
    stage.settle()
    assert begun == [panel.table]
    assert panel.table is not old
    assert panel.numbers._put is None  # measured, and let go of
    assert panel.state.text() == "5 tensors, every element counted"


def test_who_goes_away_from_a_list_does_not_wait_for_what_a_worker_has_found(stage: Stage,
                                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_measuring, "_AT_ONCE", 1)
    monkeypatch.setattr(incoming, "_MOST", 0.0)
    monkeypatch.setattr(incoming.Incoming, "_on_tick", lambda _self: None)
    panel = stage.show(AllTensorsPanel, content(), wait=False)
    stage.qtbot.waitUntil(lambda: len(panel.numbers._answers) == 5)
    panel.numbers.pause()
    assert panel.table is not None
    assert panel.table.numbers.known.sum() == 1
    assert panel.table.agenda().left == 4  # which are measured when they are wanted again


def test_a_hidden_list_measures_nothing_and_a_stopped_one_waits_for_a_word(stage: Stage) -> None:
    panel = stage.show(AllTensorsPanel, content(), wait=False)
    panel.hide()
    stage.settle()
    assert panel.table is not None
    assert not panel.table.numbers.known.any()
    panel.show()
    stage.jobs.cancel(KEY)
    stage.settle()
    assert panel.go_on.isVisible() or panel.table.agenda().left == 0
    panel.go_on.click()
    stage.settle()
    stage.qtbot.waitUntil(lambda: panel.state.text() == "5 tensors, every element counted")


def test_csv_and_picture_are_written(stage: Stage, tmp_path: Path) -> None:
    panel = stage.show(AllTensorsPanel, content())
    panel._copy_csv()
    stage.settle()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("path,dtype,shape,elements,min,max")
    assert len(lines) == 6
    panel.save_csv(tmp_path / "t.csv")
    stage.settle()
    assert (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines() == lines
    panel.save_picture(tmp_path / "t.png")
    stage.settle()
    assert QImage(str(tmp_path / "t.png")).height() > 100
    panel.save_csv(tmp_path / "missing" / "t.csv")
    stage.settle()
    assert panel.notice.mood == "danger"


def test_hovering_a_strip_says_what_is_there(stage: Stage) -> None:
    panel = stage.show(AllTensorsPanel, {"w": np.array([0, 0, 0, 1], np.float32)})
    assert panel.table is not None
    assert bin_words(panel.table, 0, 0.5).endswith("75 % of the elements")
    assert bin_words(panel.table, 0, 1.5) == ""


def test_the_list_is_painted_in_one_pass_with_the_selected_row_on_its_ground(stage: Stage) -> None:
    panel = stage.show(AllTensorsPanel, content(2))
    click(panel, 1)
    assert cells_painted_singly(panel.view) == 0
    assert highlighted(panel.view) == [1]


def test_hovering_a_strip_shows_it_and_a_name_its_own_tip(stage: Stage) -> None:
    panel = stage.show(AllTensorsPanel, content())
    view, told = panel.view, []
    for column in (Column.STRIP, Column.NAME):
        at = view.visualRect(view.rows.index(0, column)).center()
        QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at)))
        told.append(QToolTip.text())
    QToolTip.hideText()
    assert told[0] == "-0.1 to 0.1: nothing"
    assert told[1] == "<qt>/model/embed<br>float32, 6 elements</qt>"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_full_bin_stands_out_from_the_ground(stage: Stage, theme: object) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, "dark" if theme is DARK else "light")
    panel = stage.show(AllTensorsPanel, {"w": np.zeros(9, np.float32)})
    rect = panel.view.visualRect(panel.view.rows.index(0, Column.STRIP))
    picture = panel.view.viewport().grab(rect).toImage()
    scale = picture.devicePixelRatio()
    middle, side = (picture.pixelColor(int(x * scale), int(rect.height() * scale / 2)).lightness()
                    for x in (rect.width() / 2, rect.width() / 4))
    assert abs(middle - side) > 60
    apply_theme(app, "light")


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_strip_of_fewer_pixels_than_bins_leaves_no_bin_out(qapp: QApplication, ratio: float) -> None:
    apply_theme(qapp, "light")
    bins, table = 137, shade_table(LIGHT)
    image = QImage(round(60 * ratio), 4, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    for bin_ in range(bins):
        shades = np.zeros(bins, np.uint8)
        shades[bin_] = LEVELS - 1
        image.fill(QColor(ground(LIGHT)))
        painter = QPainter(image)
        paint_strip(painter, QRect(0, 0, 60, 4), shades, table)
        painter.end()
        full = [x for x in range(image.width()) if image.pixel(x, 1) == table[-1]]
        assert full, f"bin {bin_} is not seen"
        assert abs(full[0] / image.width() - bin_ / bins) < 2 / image.width()


def test_ten_thousand_tensors_are_painted_only_where_they_are_seen(stage: Stage) -> None:
    many = {f"t{n}": np.full(2, n, np.float32) for n in range(10_000)}
    panel = stage.show(AllTensorsPanel, Document(document_of(many).checkpoint), wait=False)
    stage.qtbot.waitUntil(lambda: panel.table is not None, timeout=20_000)
    assert panel.table is not None
    panel.view.scrollToBottom()
    assert 9_999 in panel.view.leaves_in_sight()
    assert len(panel.view.leaves_in_sight()) < 60
    panel.view.viewport().grab()
    assert len(panel.table._figures) < 200
    assert panel.view.accessibleName()


def test_what_is_not_finite_is_marked_beside_the_name_in_a_folded_row_too(stage: Stage) -> None:
    """The column that counts it is out of sight in a window of usual width."""
    held = content()
    sound = stage.show(AllTensorsPanel, held)
    cells = [sound.view.visualRect(sound.view.rows.index(row, Column.NAME)) for row in (0, 1)]
    before = [marks(sound, cell) for cell in cells]
    held["model"]["layers.2.w"][1, 1] = np.nan
    panel = stage.show(AllTensorsPanel, held)
    assert panel.table is not None
    assert marks(panel, cells[0]) == before[0] == before[1] == 0
    assert marks(panel, cells[1]) > 0


def marks(panel: AllTensorsPanel, cell: QRect) -> int:
    """Pixels of the colour of danger."""
    image = panel.view.viewport().grab(cell).toImage()
    wanted = LIGHT.color("danger")
    return sum(image.pixelColor(x, y) == wanted for x in range(image.width()) for y in range(image.height()))
