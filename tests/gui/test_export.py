"""What leaves the window: tensors, plots and values, as files and on the clipboard."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.actions import export
from tests.journeys.driving import PATIENCE, Hands, window


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
    for name in ("plot.png", "plot.svg"):
        named(monkeypatch, tmp_path / name)
        hands.press("export-picture")
    view = hands.document.panels.front
    assert view is not None
    shown = view.picture()
    assert shown is not None
    image = QImage(str(tmp_path / "plot.png"))
    assert (image.width(), image.height()) == (2 * shown.width(), 2 * shown.height())
    assert len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}) > 3
    drawing = ET.parse(tmp_path / "plot.svg").getroot()
    assert len(list(drawing.iter())) > 20
    hands.press("copy-picture")
    assert not QGuiApplication.clipboard().image().isNull()


def test_a_histogram_becomes_rows(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, tmp_path / "h.csv")
    select(hands, "model", "w")
    hands.press("export-csv")
    rows = [line.split(",") for line in (tmp_path / "h.csv").read_text().splitlines()]
    assert rows[0] == ["from", "to", "model/w"]
    assert sum(int(row[2]) for row in rows[1:]) == 500


def test_a_place_is_copied_as_python_and_values_as_json(hands: Hands) -> None:
    select(hands, "args", "lr")
    hands.press("copy-python")
    assert QGuiApplication.clipboard().text() == 'checkpoint["args"]["lr"]'
    select(hands, "args")
    hands.press("copy-json")
    assert json.loads(QGuiApplication.clipboard().text()) == {"lr": 0.5}


def test_what_is_not_there_is_not_offered(hands: Hands) -> None:
    select(hands, "epoch")
    for action in ("export-tensor", "export-picture", "export-csv", "copy-picture"):
        assert not hands.window.commands[action].isEnabled()
