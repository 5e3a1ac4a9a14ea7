"""Changes made at the window by keyboard and menu, saved, and read by torch; then the same by a recipe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.actions.change import follow_recipe, write_recipe
from ckpt_viewer.gui.dialogs.cast_dialog import CastDialog
from ckpt_viewer.gui.dialogs.key_dialogs import InsertDialog, KeyDialog
from ckpt_viewer.gui.dialogs.rename_dialog import RenameDialog
from ckpt_viewer.gui.dialogs.reset_dialog import ResetDialog
from ckpt_viewer.gui.dialogs.tag_dialog import TagDialog
from ckpt_viewer.gui.panels.values import ValuesPanel
from tests.journeys.driving import Hands, window


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


def checkpoint(path: Path, epoch: int) -> Path:
    torch.manual_seed(epoch)
    base = torch.randn(3, 4)
    value = {"epoch": epoch, "junk": {"x": 1}, "more": 2, "model": {"module.w": base, "module.v": base.t()}}
    torch.save(value, path)
    return path


def choose(hands: Hands, path: tuple[str, ...]) -> None:
    """Select a row of the tree, and wait until panels and menus know."""
    hands.document.reveal(path)
    hands.settle()
    hands.window.refresh_actions()


def test_menu_entries_change_the_selection_and_a_recipe_does_it_again(hands: Hands, tmp_path: Path) -> None:
    tab = hands.open(checkpoint(tmp_path / "one.pth", 7))
    choose(hands, ("junk",))
    hands.press("remove")
    hands.settle()
    choose(hands, ("more",))
    hands.press("rename")
    key = hands.dialog(KeyDialog)
    QTest.keyClicks(key.name, "less")
    QTest.keyClick(key.name, Qt.Key.Key_Return)
    hands.settle()
    hands.press("reset-counters")
    QTest.keyClick(hands.dialog(ResetDialog), Qt.Key.Key_Return)
    hands.press("rename-pattern")
    rename = hands.dialog(RenameDialog)
    QTest.keyClicks(rename.pattern, r"^module\.")
    hands.qtbot.waitUntil(lambda: not rename.busy)
    QTest.keyClick(rename.pattern, Qt.Key.Key_Return)
    hands.settle()
    choose(hands, ("model", "w"))
    hands.press("device-marks")
    tag = hands.dialog(TagDialog)
    tag.device.setEditText("cuda:0")
    QTest.keyClick(tag.device, Qt.Key.Key_Return)
    hands.press("insert")
    insert = hands.dialog(InsertDialog)
    QTest.keyClicks(insert.key, "note")
    QTest.keyClicks(insert.value, "by hand")
    QTest.keyClick(insert.value, Qt.Key.Key_Return)
    hands.settle()
    changed = tab.document.graph
    first = hands.save(hands.save_dialog("save-as"), tmp_path / "out.pth")
    after = torch.load(first, map_location="cpu")
    assert list(after) == ["epoch", "less", "model"]
    assert (after["epoch"], list(after["model"]), after["model"]["note"]) == (0, ["w", "v", "note"], "by hand")

    write_recipe(hands.window, tmp_path / "r.json")
    hands.settle()
    assert "holds 6 operations" in tab.banner.text
    other = hands.open(checkpoint(tmp_path / "two.pth", 9))
    follow_recipe(hands.window, tmp_path / "r.json")
    hands.settle()
    assert other.document.undo_text == "recipe r.json"
    assert [key for key, _ in other.document.graph.children(other.document.graph.root)] == ["epoch", "less", "model"]
    follow_recipe(hands.window, tmp_path / "r.json")
    assert 'operation 1 {"op": "drop", "at": "/junk"}' in other.banner.text
    hands.press("undo")
    hands.settle()
    assert not other.dirty
    assert tab.document.graph is changed


def test_a_value_in_the_table_is_changed_where_it_stands(hands: Hands, tmp_path: Path) -> None:
    tab = hands.open(checkpoint(tmp_path / "one.pth", 7))
    choose(hands, ("model", "module.w"))
    assert tab.panels.bring("Values")
    panel = tab.panels.front
    assert isinstance(panel, ValuesPanel)
    view = panel.table.view
    hands.qtbot.waitUntil(lambda: view.values.index(2, 1).data() != "…")
    view.setCurrentIndex(view.values.index(2, 1))
    view.edit(view.currentIndex())
    field = view.findChild(QLineEdit)
    assert field is not None
    assert field.text() == str(torch.load(tmp_path / "one.pth")["model"]["module.w"][2, 1].item())[: len(field.text())]
    field.selectAll()
    QTest.keyClicks(field, "0.1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    hands.qtbot.waitUntil(lambda: tab.dirty)
    hands.settle()
    assert "→ 0.1 (and in 1 tensor that shares its memory)" in panel.table.status.text()
    hands.qtbot.waitUntil(lambda: view.values.index(2, 1).data() == "0.1")
    assert (view.currentIndex().row(), view.currentIndex().column()) == (2, 1)
    after = torch.load(hands.save(hands.save_dialog("save-as"), tmp_path / "out.pth"))["model"]
    assert after["module.w"][2, 1] == after["module.v"][1, 2] == torch.tensor(0.1)
    hands.press("undo")
    hands.settle()
    assert not tab.document.undo_text


def test_modes_say_what_they_did(hands: Hands, tmp_path: Path) -> None:
    torch.save(torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout()), tmp_path / "m.pth")
    tab = hands.open(tmp_path / "m.pth")
    hands.press("evaluation-mode")
    assert tab.banner.text == "Evaluation mode in 3 modules."
    hands.press("evaluation-mode")
    assert "already" in tab.banner.text
    tab = hands.open(checkpoint(tmp_path / "one.pth", 7))
    assert not hands.window.commands["training-mode"].isEnabled(), "a state_dict has no mode"
    assert hands.window.commands["evaluation-mode"].text() == "E&valuation mode (only whole models have one)"
    hands.press("convert")
    dialog = hands.dialog(CastDialog)
    hands.qtbot.waitUntil(lambda: not dialog.busy)
    hands.close(dialog)
