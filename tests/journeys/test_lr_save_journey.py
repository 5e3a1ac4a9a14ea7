"""Learning rate changed, undone, changed again, saved, compared with what was read back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.graph import Scalar
from ckpt_viewer.gui.dialogs.lr_editor import LrEditor
from tests.journeys.driving import Hands, window

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
LR = ("optimizer_state", "param_groups", 0, "lr")


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


@pytest.fixture
def original(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLES / "convnet_epoch_10.pth", tmp_path / "net.pth"))


def rate(hands: Hands) -> object:
    graph = hands.document.document.graph
    held = graph[graph.resolve(LR)]
    assert isinstance(held, Scalar)
    return held.value


def change_rate(hands: Hands, text: str) -> None:
    hands.press("learning-rate")
    editor = hands.dialog(LrEditor)
    editor.value.selectAll()
    QTest.keyClicks(editor.value, text)
    editor.apply_button.click()
    hands.settle()


def test_a_changed_rate_is_undone_redone_saved_and_found_identical_with_the_file_read_back(
        hands: Hands, original: Path, tmp_path: Path) -> None:
    hands.open(original)
    before = rate(hands)
    change_rate(hands, "0.25")
    assert rate(hands) == 0.25
    hands.press("undo")
    assert rate(hands) == before
    assert not hands.document.dirty
    hands.press("redo")
    assert rate(hands) == 0.25

    dialog = hands.save_dialog("save-as")
    written = hands.save(dialog, tmp_path / "resumed.pth")
    loaded = torch.load(written, weights_only=True)
    assert loaded["optimizer_state"]["param_groups"][0]["lr"] == 0.25
    assert loaded["scheduler_state"]["_last_lr"] == [0.25]
    old = torch.load(original, weights_only=True)
    assert old["optimizer_state"]["param_groups"][0]["lr"] == before

    dialog.report_view.compare_button.click()
    assert hands.comparison.sentence.text().startswith("Identical")


def test_the_original_and_the_saved_file_differ_in_nothing_but_the_rate(hands: Hands, original: Path,
                                                                       tmp_path: Path) -> None:
    hands.open(original)
    change_rate(hands, "0.25")
    dialog = hands.save_dialog("save-as")
    written = hands.save(dialog, tmp_path / "resumed.pth")
    hands.close(dialog)
    hands.open(original)
    hands.window.compare_with_files([written])
    tab = hands.comparison
    assert "tensors identical" in tab.sentence.text()
    table = tab.table
    assert table is not None
    changed = {entry.path_a[-1] if entry.path_a and type(entry.path_a[-1]) is str else entry.path_a
               for entry in table.diff.entries if entry.status == "value"}
    assert {"lr", "initial_lr"} <= changed
    assert all(entry.status in ("value", "tensor") for entry in table.diff.entries)


def test_a_save_without_edits_gives_an_identical_file(hands: Hands, original: Path, tmp_path: Path) -> None:
    hands.open(original)
    dialog = hands.save_dialog("save-as")
    written = hands.save(dialog, tmp_path / "again.pth")
    hands.close(dialog)
    hands.window.compare_with_files([written])
    assert hands.comparison.sentence.text().startswith("Identical")


def test_an_update_in_place_and_the_way_back(hands: Hands, original: Path) -> None:
    before = original.read_bytes()
    hands.open(original)
    old = rate(hands)
    undo = hands.window.commands["undo-update"]
    assert not hands.window.commands["update-in-place"].isEnabled()
    assert not undo.isEnabled()
    change_rate(hands, "0.25")
    hands.press("update-in-place")
    hands.settle()
    assert torch.load(original, weights_only=True)["scheduler_state"]["_last_lr"] == [0.25]
    assert original.read_bytes().startswith(before)
    assert (rate(hands), hands.document.dirty) == (0.25, False)
    assert undo.isEnabled()
    banner = hands.document.banner
    assert "is updated" in banner.text
    banner.press("Undo the update")
    hands.settle()
    assert original.read_bytes() == before
    assert rate(hands) == old
    assert not undo.isEnabled(), "it was taken back"


def test_the_news_of_an_update_stand_in_the_tab_of_its_file(hands: Hands, original: Path, tmp_path: Path) -> None:
    before = original.read_bytes()
    other = Path(shutil.copy(original, tmp_path / "other.pth"))
    hands.open(original)
    change_rate(hands, "0.25")
    hands.press("update-in-place")
    hands.settle()
    updated = hands.document
    hands.open(other)
    assert not hands.document.banner.text
    assert hands.window.workspace.banner.isHidden()
    updated.banner.press("Undo the update")  # of its own file, whichever is in front
    hands.settle()
    assert original.read_bytes() == before == other.read_bytes()
    assert not hands.document.banner.text


def test_news_about_a_tab_are_seen_above_it_alone(hands: Hands, original: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(original, tmp_path / "other.pth"))
    first = hands.open(original)
    hands.window.tell("good", "Saved the plot.")
    second, banner = hands.open(other), hands.window.workspace.banner
    assert banner.isHidden()
    hands.window.bring(first)
    assert banner.isVisible()
    hands.window.bring(second)
    hands.window.workspace.close_page(first)
    assert banner.isHidden()
    banner.tell("danger", "Something of the whole window.")
    hands.window.workspace.close_page(second)
    assert banner.isVisible()


def test_an_update_that_is_found_in_a_file_can_be_taken_back(hands: Hands, original: Path) -> None:
    before = original.read_bytes()
    hands.open(original)
    change_rate(hands, "0.25")
    hands.press("update-in-place")
    hands.settle()
    hands.press("close")
    hands.open(original)
    hands.press("undo-update")
    hands.settle()
    assert original.read_bytes() == before
    hands.press("close")
    original.write_bytes(before + b"more")
    hands.open(original)
    hands.press("undo-update")
    hands.settle()
    assert "nothing to undo" in hands.document.banner.text


def test_an_update_of_a_file_that_changed_meanwhile_is_refused_in_place(hands: Hands, original: Path) -> None:
    hands.open(original)
    change_rate(hands, "0.25")
    original.write_bytes(original.read_bytes() + b"more")
    before = original.read_bytes()
    hands.press("update-in-place")
    hands.settle()
    assert "Reload" in hands.document.banner.text
    assert hands.document.dirty
    assert original.read_bytes() == before
