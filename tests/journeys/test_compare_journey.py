"""Two epochs compared in the window, from the menu to the values of one tensor."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.diffing.columns import Column
from ckpt_viewer.gui.compare.tab import DiffTab
from tests.journeys.driving import PATIENCE, Hands, window

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


def labels(tab: DiffTab) -> list[str]:
    rows = tab.view.rows
    return [str(rows.data(rows.index(row, Column.PATH))) for row in range(rows.rowCount())]


def test_two_open_epochs_are_compared_down_to_single_values(hands: Hands, qtbot: QtBot) -> None:
    hands.open(SAMPLES / "convnet_epoch_10.pth")
    hands.open(SAMPLES / "convnet_epoch_01.pth")
    menu = hands.window.commands.submenu("compare")
    menu.aboutToShow.emit()
    entry = next(action for action in menu.actions() if "convnet_epoch_10" in action.text())
    entry.trigger()
    tab = hands.comparison
    a, b = (torch.load(SAMPLES / f"convnet_epoch_{n}.pth", weights_only=True)["model_state"] for n in ("01", "10"))
    assert "tensors changed" in tab.sentence.text()
    assert "stem.weight" not in labels(tab), "the frozen layer did not change"

    row = labels(tab).index("head.3.weight")
    rows = tab.view.rows
    shown = float(str(rows.data(rows.index(row, Column.MAX_ABS))))
    assert shown == pytest.approx(float((b["head.3.weight"] - a["head.3.weight"]).abs().max()), rel=1e-3)

    tab.view.setCurrentIndex(rows.index(row, 0))
    pairs = tab.detail.pairs.pairs
    qtbot.waitUntil(lambda: not tab.busy and pairs.data(pairs.index(0, 1)) != "…", timeout=PATIENCE)
    first = [float(str(pairs.data(pairs.index(0, column)))) for column in (1, 2, 3)]
    x, y = float(a["head.3.weight"][0, 0]), float(b["head.3.weight"][0, 0])
    assert first == pytest.approx([x, y, y - x], rel=1e-4)


def test_a_second_file_that_holds_the_same_is_found_identical(hands: Hands, tmp_path: Path) -> None:
    again = Path(shutil.copy(SAMPLES / "linear_checkpoint.pth", tmp_path / "copy.pth"))
    hands.open(SAMPLES / "linear_checkpoint.pth")
    hands.window.compare_with_files([again])
    tab = hands.comparison
    assert tab.sentence.text().startswith("Identical")
    assert "Identical" in tab.placeholder.text()


def test_typing_into_the_filter_finds_a_layer(hands: Hands, qtbot: QtBot) -> None:
    hands.open(SAMPLES / "convnet_epoch_01.pth")
    hands.window.compare_with_files([SAMPLES / "convnet_epoch_10.pth"])
    tab = hands.comparison
    QTest.keyClicks(tab.filter, "head.0 bias")
    found = ["model_state", "head.0.bias", "optimizer_state", "state", "9 · head.0.bias"]
    qtbot.waitUntil(lambda: labels(tab)[: len(found)] == found, timeout=PATIENCE)


def test_a_comparison_is_made_anew_of_the_files_as_they_are_now(hands: Hands, tmp_path: Path) -> None:
    """While a training wrote one of them, it said for ever what it had said first, and Reload did nothing."""
    def write(name: str, epoch: int, weight: float) -> Path:
        torch.save({"epoch": epoch, "other": torch.zeros(2), "weight": torch.full((3,), weight)}, tmp_path / "new")
        return (tmp_path / "new").replace(tmp_path / name)

    best, last = write("best.pth", 1, 1.0), write("last.pth", 2, 2.0)
    hands.open(last)
    hands.window.compare_files(best, last)
    tab = hands.comparison
    assert tab.sentence.text().startswith("1 tensor changed, 1 identical, epoch 1 → 2")
    QTest.mouseClick(tab.swap, Qt.MouseButton.LeftButton)
    tab.filter.setText("weight")
    hands.settle()
    write("best.pth", 3, 2.0)
    hands.press("reload")
    hands.settle()
    assert hands.comparison is tab
    assert tab.sentence.text() == "2 tensors identical, epoch 2 → 3", "the sides stay where they were swapped to"
    assert (tab.filter.text(), tab.title) == ("weight", "last ↔ best")
    assert labels(tab) == []
    best.unlink()
    hands.press("reload")
    hands.settle()
    assert "No such file" in hands.window.workspace.banner.text
    assert tab.sentence.text() == "2 tensors identical, epoch 2 → 3"


def test_whoever_comes_back_to_a_comparison_hears_that_a_file_has_changed(hands: Hands, tmp_path: Path) -> None:
    best, last = (Path(shutil.copy(SAMPLES / "linear_checkpoint.pth", tmp_path / name)) for name in ("a.pth", "b.pth"))
    tab = hands.open(last)
    hands.window.compare_files(best, last)
    comparison = hands.comparison
    hands.window.bring(tab)
    hands.window.bring(comparison)
    hands.settle()
    assert comparison.notice.text == ""
    hands.window.bring(tab)
    shutil.copy(SAMPLES / "convnet_epoch_01.pth", best)
    hands.window.bring(comparison)
    hands.settle()
    assert comparison.notice.text == "a.pth changed on disk after it was compared."
    comparison.notice.press("Compare again")
    hands.settle()
    assert comparison.notice.text == ""
    assert "added" in comparison.sentence.text()


def test_a_document_is_not_compared_anew_with_its_own_file(hands: Hands, tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLES / "linear_checkpoint.pth", tmp_path / "run.pth"))
    tab = hands.open(path)
    hands.window.compare_with_files([path])
    assert not hands.comparison.can_look_again()
    assert tab.path == path
