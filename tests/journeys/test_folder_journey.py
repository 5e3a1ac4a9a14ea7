"""A folder dropped on the window: its list, what is opened and compared from there, and a checkpoint in shards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot
from safetensors.torch import load_file, save_file

from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.window.folder_page import FolderPage
from ckpt_viewer.gui.window.opening import OpeningPage
from tests.journeys.driving import PATIENCE, Drag, Hands, window
from tests.shards import shard


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Two runs of a training, of which the second is the newer, and what else lies beside."""
    for number, name in ((2, "convnet_epoch_01.pth"), (10, "convnet_epoch_10.pth")):
        place = tmp_path / "runs" / f"run_{number}"
        place.mkdir(parents=True)
        copy = Path(shutil.copy(resource(f"samples/{name}"), place / "last.pth"))
        os.utime(copy, (1_700_000_000 + number, 1_700_000_000 + number))
        (place / "log.txt").write_text("epoch 1")
    (tmp_path / "runs" / "torch.py").write_text("raise SystemExit")
    return tmp_path / "runs"


def drop(hands: Hands, *paths: Path) -> None:
    drag = Drag(list(paths))
    with hands.qtbot.waitSignal(hands.window.workspace.changed, timeout=PATIENCE):
        drag.hover(hands.window, QPoint(60, 200))
        assert drag.drop(hands.window, QPoint(60, 200))
    hands.settle()


SELECTED = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


def page(hands: Hands) -> FolderPage:
    front = hands.window.front
    assert isinstance(front, FolderPage)
    return front


def cells(shown: FolderPage, column: int = 0) -> list[str]:
    return [row.cells[column] for row in shown.table.rows.texts]


def test_a_dropped_folder_is_a_list(hands: Hands, runs: Path) -> None:
    drop(hands, runs)
    shown = page(hands)
    assert cells(shown) == ["run_2/last.pth", "run_10/last.pth"]
    assert cells(shown, 1) == ["PyTorch zip checkpoint"] * 2
    assert "and 3 other files that are no checkpoint" in [label.text() for label in shown.findChildren(QLabel)]
    assert hands.window.windowTitle().startswith("runs/")
    assert hands.window.focusWidget() is shown.table  # an X server without a window manager activates no window
    QTest.keyClick(shown.table, Qt.Key.Key_Down)
    QTest.keyClick(shown.table, Qt.Key.Key_Return)
    hands.settle()
    assert hands.document.path == runs / "run_10" / "last.pth"
    drop(hands, runs)
    assert page(hands) is shown
    hands.press("close")
    assert hands.window.workspace.tabs.count() == 1


def test_several_are_opened_and_two_compared(hands: Hands, runs: Path) -> None:
    drop(hands, runs)
    shown = page(hands)
    assert not shown.compare_button.isEnabled()
    shown.table.selectAll()
    assert shown.open_button.text() == "&Open 2 files"
    QTest.mouseClick(shown.compare_button, Qt.MouseButton.LeftButton)
    hands.qtbot.waitUntil(lambda: hands.window.front is not shown, timeout=PATIENCE)
    assert "46 tensors changed" in hands.comparison.sentence.text()
    hands.press("close")
    hands.window.workspace.tabs.setCurrentWidget(shown)
    assert len(shown.selected) == 2
    QTest.mouseClick(shown.open_button, Qt.MouseButton.LeftButton)
    hands.settle()
    assert [tab.path.parent.name for tab in hands.window.document_tabs] == ["run_2", "run_10"]


def test_sorted_by_a_click_on_a_title(hands: Hands, runs: Path) -> None:
    drop(hands, runs)
    shown = page(hands)
    shown.sort_by(3)
    assert cells(shown) == ["run_10/last.pth", "run_2/last.pth"]
    assert [item.name for item in shown.selected] == ["run_2/last.pth"]
    shown.sort_by(3)
    assert cells(shown) == ["run_2/last.pth", "run_10/last.pth"]


def test_what_is_selected_stays_so_in_any_order(hands: Hands, tmp_path: Path) -> None:
    for number in (10, 2, 1, 30, 4):
        torch.save({"w": torch.zeros(number)}, tmp_path / f"{number}.pth", _use_new_zipfile_serialization=number < 30)
    drop(hands, tmp_path)
    shown = page(hands)
    names = ["1.pth", "2.pth", "4.pth", "10.pth", "30.pth"]
    assert cells(shown) == names
    shown.table.clearSelection()
    for row in (0, 1, 3):
        shown.table.selectionModel().select(shown.table.rows.index(row, 0), SELECTED)
    for column in (0, 0, 2, 2, 3, 1):
        shown.sort_by(column)
        assert {item.name for item in shown.selected} == {"1.pth", "2.pth", "10.pth"}, column
    assert cells(shown, 1) == sorted(cells(shown, 1))
    shown.sort_by(0)
    assert cells(shown) == names
    shown.sort_by(0)
    assert cells(shown) == names[::-1]
    shown.table.selectAll()
    shown.sort_by(0)
    assert shown.table.selectionModel().selection().count() == 1, "of thousands each by itself takes a minute"


def test_looking_again_finds_what_is_new(hands: Hands, runs: Path) -> None:
    drop(hands, runs)
    torch.save({}, runs / "new.pth")
    QTest.mouseClick(page(hands).again_button, Qt.MouseButton.LeftButton)
    hands.settle()
    assert cells(page(hands)) == ["new.pth", "run_2/last.pth", "run_10/last.pth"]
    assert hands.window.workspace.tabs.count() == 1


def test_the_only_checkpoint_in_a_folder_opens_once(hands: Hands, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(runs / "run_2"))
    for _ in range(2):
        hands.press("open-folder")
        hands.settle()
        assert hands.document.path == runs / "run_2" / "last.pth"
    assert hands.window.workspace.tabs.count() == 1
    assert hands.window.settings.recent_files[0] == str(runs / "run_2" / "last.pth")


def test_a_folder_without_a_checkpoint_says_what_it_is(hands: Hands, tmp_path: Path) -> None:
    (tmp_path / "dcp").mkdir()
    for name in (".metadata", "__0_0.distcp"):
        (tmp_path / "dcp" / name).touch()
    drop(hands, tmp_path / "dcp")
    shown = page(hands)
    assert not shown.table.isVisible()
    assert "dcp_to_torch" in shown.notice.text
    hands.window.open_files([tmp_path / "nothing"])
    hands.settle()
    assert isinstance(hands.window.front, OpeningPage)


def test_shards_change_and_are_read_again(hands: Hands, tmp_path: Path) -> None:
    values = {f"w{n}": torch.full((3,), float(n)) for n in range(6)}
    index = shard(values, tmp_path)
    drop(hands, tmp_path)
    tab = hands.document
    assert tab.path == index
    second = tmp_path / "model-00002-of-00003.safetensors"
    save_file({name: tensor + 1 for name, tensor in load_file(second).items()}, second)
    tab.watch.look()
    hands.qtbot.waitUntil(lambda: tab.banner.topic == "changed", timeout=PATIENCE)
    hands.press("reload")
    hands.settle()
    again = hands.document
    assert again is not tab
    assert again.document.checkpoint.notes == ()
    dialog = hands.save_dialog("save-as")
    assert dialog.form.form == "state_dict"
    assert dialog.target.text() == str(tmp_path / "model-state_dict.pth")
    written = hands.save(dialog, tmp_path / "one.pth")
    hands.close(dialog)
    assert torch.equal(torch.load(written, weights_only=True)["w2"], values["w2"] + 1)
