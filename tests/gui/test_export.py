"""What leaves the window: tensors, plots and values, as files and on the clipboard."""

from __future__ import annotations

import csv
import json
import os
import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QFont, QFontInfo, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.actions import export
from ckpt_viewer.gui.panels.bytes import BytesPanel
from ckpt_viewer.gui.panels.statistics import StatisticsPanel
from ckpt_viewer.gui.parts.imaging import picture_writer
from tests.journeys.driving import PATIENCE, Hands, window

_CONTROL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    torch.save({"model": {"w": torch.linspace(-1, 1, 500).reshape(10, 50).to(torch.bfloat16)}, "epoch": 3,
                "args": {"lr": 0.5}}, tmp_path / "x.pth")
    with window(qtbot) as found:
        found.open(tmp_path / "x.pth")
        yield found


def select(hands: Hands, *path: str) -> None:
    hands.document.reveal(path)
    hands.settle()
    hands.window.refresh_actions()


def named(monkeypatch: pytest.MonkeyPatch, target: Path) -> None:
    monkeypatch.setattr(export, "_asked", lambda *_: target)


def test_a_tensor_becomes_a_numpy_file(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, tmp_path / "w.npy")
    select(hands, "model", "w")
    hands.press("export-tensor")
    hands.qtbot.waitUntil(lambda: hands.document.banner.topic == "export", timeout=PATIENCE)
    assert np.load(tmp_path / "w.npy").shape == (10, 50)
    assert "as float32, because numpy has no bfloat16" in hands.document.banner.text


def test_why_it_could_not_be_written_is_said_in_place(hands: Hands, tmp_path: Path,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, tmp_path / "nowhere" / "w.npy")
    select(hands, "model", "w")
    hands.press("export-tensor")
    hands.qtbot.waitUntil(lambda: hands.document.banner.topic == "export", timeout=PATIENCE)
    assert "nowhere" in hands.document.banner.text


def test_a_plot_becomes_an_image_or_a_drawing(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    select(hands, "model", "w")
    view = hands.document.panels.front
    assert view is not None
    shown = view.picture()
    assert shown is not None
    width, height = shown.width(), shown.height()  # what is said of the export takes some room
    for name in ("plot.png", "plot.svg"):
        named(monkeypatch, tmp_path / name)
        hands.press("export-picture")
    hands.settle()
    image = QImage(str(tmp_path / "plot.png"))
    assert (image.width(), image.height()) == (2 * width, 2 * height)
    assert len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}) > 3
    drawing = ET.parse(tmp_path / "plot.svg").getroot()
    assert len(list(drawing.iter())) > 20
    assert "Drag" not in "".join(drawing.itertext())  # what can be done here, nobody can there
    hands.press("copy-picture")
    assert not QGuiApplication.clipboard().image().isNull()
    assert hands.window.job_status.text == "Copied as a picture"


def test_the_button_below_a_map_of_bytes_exports_it_as_soon_as_it_is_drawn(
        hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    select(hands)
    panels = hands.document.panels
    assert panels.bring("Bytes")
    hands.settle()
    front = panels.front
    assert isinstance(front, BytesPanel)
    QTest.keyClick(hands.window, Qt.Key.Key_C, _CONTROL_ALT)
    assert not QGuiApplication.clipboard().image().isNull()
    named(monkeypatch, tmp_path / "bytes.png")
    front.export.menu().actions()[0].trigger()
    hands.settle()
    assert not QImage(str(tmp_path / "bytes.png")).isNull()


def test_keys_copy_what_the_panel_in_front_has_drawn(hands: Hands) -> None:
    select(hands, "model", "w")
    hands.activate()
    clipboard, panels, copy = QGuiApplication.clipboard(), hands.document.panels, hands.window.commands["copy-picture"]
    for panel, drawn in (("Values", False), ("Statistics", True), ("Values", False), ("Picture", True)):
        assert panels.bring(panel)
        hands.settle()
        clipboard.setText("before")
        QTest.keyClick(hands.window, Qt.Key.Key_C, _CONTROL_ALT)
        assert clipboard.image().isNull() is not drawn, panel
        assert copy.isEnabled() is drawn, panel
        assert ("nothing is drawn" in copy.text()) is not drawn, panel


def test_a_browser_shows_a_drawing_as_it_is_here(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    select(hands, "model", "w")
    assert hands.document.panels.bring("Picture")
    hands.settle()
    named(monkeypatch, tmp_path / "pixels.svg")
    hands.press("export-picture")
    hands.settle()
    text = (tmp_path / "pixels.svg").read_text()
    fonts = set(re.findall(r"""font-family="'(.*?)', sans-serif\"""", text))
    assert len(re.findall("<image ", text)) == len(re.findall("style=\"image-rendering:pixelated\"", text)) > 0
    assert len(re.findall("<rect ", text)) == text.count('<rect shape-rendering="crispEdges"') > 0
    assert fonts
    assert fonts <= {QFontInfo(QFont(name)).family() for name in fonts}  # no other name for one, such as Sans Serif
    assert len(re.findall("font-family", text)) == len(re.findall("', sans-serif\"", text))


def test_a_histogram_becomes_rows(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, tmp_path / "h.csv")
    select(hands, "model", "w")
    hands.press("export-csv")
    hands.settle()
    rows = [line.split(",") for line in (tmp_path / "h.csv").read_text().splitlines()]
    assert rows[0] == ["from", "to", "model/w"]
    assert sum(int(row[2]) for row in rows[1:]) == 500


def test_rows_are_made_and_written_off_the_thread_of_the_window(hands: Hands, tmp_path: Path,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    select(hands, "model", "w")
    monkeypatch.setattr("ckpt_viewer.gui.actions.export._csv", lambda _: lambda: threading.current_thread().name)
    named(monkeypatch, tmp_path / "h.csv")
    hands.press("export-csv")
    hands.settle()
    assert (tmp_path / "h.csv").read_text() not in ("", threading.main_thread().name)
    named(monkeypatch, tmp_path / "nowhere" / "h.csv")
    hands.press("export-csv")
    hands.settle()
    assert "The folder does not exist" in hands.window.workspace.banner.text


class Stopped(QObject):
    """Context menus go no further."""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        return event.type() == QEvent.Type.ContextMenu


@pytest.mark.parametrize("end", ["leaves", "asks for the menu"])
def test_what_is_said_of_the_bin_under_the_pointer_is_no_part_of_a_picture(hands: Hands, end: str) -> None:
    """The menu that exports is opened by the pointer, over a bin: each picture had a line about that one."""
    select(hands, "model", "w")
    panel = hands.document.panels.front
    assert isinstance(panel, StatisticsPanel)
    view = panel.distribution.view
    inside = view.plot.getPlotItem().getViewBox().sceneBoundingRect().center()
    view.plot.scene().sigMouseMoved.emit(inside)
    assert " — " in view.readout.text()
    assert panel.picture() is view
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(9, 9), QPoint(9, 9))
    view.plot.installEventFilter(Stopped(view))  # no menu is to stand there
    QApplication.sendEvent(view.plot.viewport(), QEvent(QEvent.Type.Leave) if end == "leaves" else asked)
    assert panel.picture() is view.plot


def test_a_copied_row_is_told_without_its_tabs(hands: Hands) -> None:
    select(hands, "model", "w")
    hands.press("copy-value")
    hands.settle()
    assert "\t" in QGuiApplication.clipboard().text()
    assert hands.window.job_status.text.startswith("Copied: w  tensor  ")


def test_a_place_is_copied_as_python_and_values_as_json(hands: Hands) -> None:
    select(hands, "args", "lr")
    hands.press("copy-python")
    hands.settle()
    assert QGuiApplication.clipboard().text() == 'checkpoint["args"]["lr"]'
    assert hands.window.job_status.text == 'Copied: checkpoint["args"]["lr"]', "nothing else shows that it was done"
    select(hands, "args")
    hands.press("copy-json")
    hands.settle()
    assert json.loads(QGuiApplication.clipboard().text()) == {"lr": 0.5}


def test_what_is_too_much_for_the_clipboard_leaves_it_alone(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    QGuiApplication.clipboard().setText("before")
    monkeypatch.setattr("ckpt_viewer.core.exporting.LONGEST", 3)
    select(hands, "args", "lr")
    hands.press("copy-path")
    hands.settle()
    assert QGuiApplication.clipboard().text() == "before"
    assert "too much for the clipboard" in hands.document.banner.text


def test_what_is_not_there_is_not_offered(hands: Hands) -> None:
    select(hands, "epoch")
    for action in ("export-tensor", "export-picture", "export-csv", "copy-picture"):
        assert not hands.window.commands[action].isEnabled()


def test_it_is_said_what_was_saved_where(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    select(hands, "model", "w")
    for action, name in (("export-picture", "plot.png"), ("export-csv", "h.csv")):
        named(monkeypatch, tmp_path / name)
        hands.press(action)
        hands.settle()
        assert hands.window.workspace.banner.text == f"Saved {tmp_path / name}."
        assert hands.window.workspace.banner.offers == ("Show in folder",)
    named(monkeypatch, tmp_path / "nowhere" / "plot.png")
    hands.press("export-picture")
    hands.settle()
    assert "The folder does not exist" in hands.window.workspace.banner.text
    named(monkeypatch, tmp_path / "plot.xyz")
    hands.press("export-picture")
    hands.settle()
    assert "No picture can be written as .xyz" in hands.window.workspace.banner.text
    assert not (tmp_path / "plot.xyz").exists()


@pytest.mark.skipif(os.name != "posix", reason="this system sets no limits")
@pytest.mark.parametrize("name", ["plot.png", "plot.svg"])
def test_a_picture_that_finds_no_room_leaves_the_old_one(tmp_path: Path, qtbot: QtBot, name: str) -> None:
    import resource

    widget = QLabel("a picture")
    qtbot.addWidget(widget)
    (tmp_path / name).write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, limits[1]))
    try:
        with pytest.raises(SaveFailed, match="too large for this disk"):
            picture_writer(widget, tmp_path / name)(Task())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (tmp_path / name).read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_comparison_gives_its_plots_and_pictures(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                                                   ) -> None:
    torch.save({"model": {"w": torch.linspace(-1, 2, 500).reshape(10, 50).to(torch.bfloat16)}, "epoch": 3},
               tmp_path / "y.pth")
    hands.window.compare_with_files([tmp_path / "y.pth"])
    hands.settle()
    tab = hands.comparison
    hands.settle()
    hands.window.refresh_actions()
    named(monkeypatch, tmp_path / "pair.csv")
    hands.press("export-csv")
    hands.settle()
    rows = [line.split(",") for line in (tmp_path / "pair.csv").read_text().splitlines()]
    assert rows[0] == ["from", "to", "A: x.pth", "B: y.pth"]
    assert [sum(int(row[column]) for row in rows[1:]) for column in (2, 3)] == [500, 500]
    named(monkeypatch, tmp_path / "pair.png")
    hands.press("export-picture")
    hands.settle()
    plot = QImage(str(tmp_path / "pair.png"))
    assert plot.width() == 2 * tab.detail.histogram.view.width()
    tab.detail.tabs.setCurrentIndex(1)
    hands.settle()
    hands.press("export-picture")
    hands.settle()
    assert QImage(str(tmp_path / "pair.png")).width() == 2 * tab.detail.pictures.board.width()


def test_a_timeline_gives_its_curve(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = tmp_path / "run"
    run.mkdir()
    for epoch in (1, 2, 3):
        torch.save({"model": {"w": torch.full((4,), float(epoch))}, "epoch": epoch, "loss": 1 / epoch},
                   run / f"{epoch}.pth")
    hands.window.open_timeline([run])
    hands.settle()
    named(monkeypatch, tmp_path / "w.csv")
    hands.press("export-csv")
    hands.settle()
    lines = list(csv.DictReader((tmp_path / "w.csv").read_text().splitlines()))
    assert [(row["file"], row["epoch"], row["norm"], row["relative"], row["loss"]) for row in lines] == [
        ("1.pth", "1", "2.0", "", "1.0"), ("2.pth", "2", "4.0", "1.0", "0.5"),
        ("3.pth", "3", "6.0", "0.5", repr(1 / 3))]
    named(monkeypatch, tmp_path / "curve.svg")
    hands.press("export-picture")
    hands.settle()
    text = (tmp_path / "curve.svg").read_text()
    assert len(re.findall('d="M0.5,0 C', text)) == 2  # circles, one for each change, and not cut out of a picture
