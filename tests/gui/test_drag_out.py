"""Tensors dragged out of the window as files."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.saving.leftovers import LOCKS
from ckpt_viewer.gui import app
from ckpt_viewer.gui.parts import drag_out
from ckpt_viewer.gui.parts.drag_out import DragOut, files_as_mime
from ckpt_viewer.gui.tree.painting import indent
from ckpt_viewer.gui.window.drop_target import local_files
from tests.journeys.driving import PATIENCE, Hands, window


class Carried:
    """Stands where Qt would drag: takes down the files, and says whether the button is held."""

    def __init__(self) -> None:
        self.files: list[list[Path]] = []
        self.held = True

    def carry(self, _widget: QWidget, paths: Sequence[Path]) -> None:
        self.files.append(list(paths))

    def is_held(self) -> bool:
        return self.held


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    torch.save({"model": {"a.w": torch.linspace(-1, 1, 500).reshape(10, 50).to(torch.bfloat16),
                          "b": torch.arange(4), "packed": torch.zeros(3)}, "ema": {"a.w": torch.ones(2)}, "epoch": 3},
               tmp_path / "x.pth")
    with window(qtbot) as found:
        found.open(tmp_path / "x.pth")
        yield found


@pytest.fixture
def carried(hands: Hands) -> Carried:
    made, tab = Carried(), hands.document
    tab.drag_out = DragOut(tab.jobs, tab, made.carry, made.is_held)
    tab.drag_out.told.connect(lambda mood, text: tab.banner.tell(mood, text, topic="drag"))
    return made


def pull(hands: Hands, row: int, start: QPoint | None = None) -> None:
    """Press on a row of the tree and move the mouse away."""
    tree = hands.document.tree.tree
    start = start or tree.visualRect(tree.model().index(row, 0)).center()
    QTest.mousePress(tree.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for step in (3, 30):
        QTest.mouseMove(tree.viewport(), start + QPoint(step, step))
    hands.settle()
    QTest.mouseRelease(tree.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(30, 30))


def row_of(hands: Hands, *path: str) -> int:
    tree = hands.document.tree.tree
    model = hands.document.tree.model
    return next(at for at in range(tree.model().rowCount()) if model.outline.path(model.row(at)) == path)


def test_a_chosen_tensor_leaves_as_a_file(hands: Hands, carried: Carried) -> None:
    hands.document.reveal(("model", "a.w"))
    hands.settle()
    pull(hands, row_of(hands, "model", "a.w"))
    ((file,),) = carried.files
    assert file.name == "a.w.npy"
    assert np.array_equal(np.load(file), torch.linspace(-1, 1, 500).reshape(10, 50).bfloat16().float().numpy())
    pull(hands, row_of(hands, "model", "a.w"))  # the same file again
    assert carried.files == [[file], [file]]
    hands.document.drag_out.shut()
    assert not file.exists()


def test_several_leave_together_and_stay_chosen(hands: Hands, carried: Carried) -> None:
    tree = hands.document.tree.tree
    hands.document.tree.expand_all(True)
    rows = [int(hands.document.tree.outline.find(path)) for path in (("model", "a.w"), ("ema", "a.w"), ("epoch",))]
    tree.choose(rows)
    hands.settle()
    pull(hands, row_of(hands, "ema", "a.w"))
    assert [file.name for file in carried.files[0]] == ["a.w.npy", "a.w (2).npy"]
    assert len(tree.chosen) == 3


def test_a_file_of_a_drag_is_no_recent_file(hands: Hands, carried: Carried) -> None:
    """It goes with its tab. Another window that it was dropped on opens it by its path."""
    hands.document.reveal(("model", "a.w"))
    hands.settle()
    pull(hands, row_of(hands, "model", "a.w"))
    before = hands.window.settings
    hands.open(carried.files[0][0])
    assert hands.document.title == "a.w.npy"
    assert hands.window.settings.recent_files == before.recent_files
    assert hands.window.settings.last_folder == before.last_folder


def test_a_click_on_one_of_several_chooses_it_alone(hands: Hands, carried: Carried) -> None:
    tree = hands.document.tree.tree
    hands.document.tree.expand_all(True)
    tree.choose([int(hands.document.tree.outline.find(path)) for path in (("model", "a.w"), ("model", "b"))])
    hands.settle()
    place = tree.visualRect(tree.model().index(row_of(hands, "model", "b"), 0)).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    hands.settle()
    assert hands.document.paths() == (("model", "b"),)
    assert carried.files == []


def test_beside_its_name_a_row_that_is_not_chosen_is_chosen_not_dragged(hands: Hands, carried: Carried) -> None:
    hands.document.tree.expand_all(True)
    row, tree = row_of(hands, "model", "b"), hands.document.tree.tree
    pull(hands, row, tree.visualRect(tree.model().index(row, 1)).center())
    assert ("model", "b") in hands.document.paths()
    assert carried.files == []


def test_by_its_name_a_tensor_is_dragged_that_was_not_chosen(hands: Hands, carried: Carried) -> None:
    hands.document.tree.expand_all(True)
    hands.document.reveal(("model", "a.w"))
    hands.settle()
    row, tree = row_of(hands, "model", "b"), hands.document.tree.tree
    cell = tree.visualRect(tree.model().index(row, 0))
    left = cell.left() + indent(hands.document.tree.model, hands.document.tree.model.row(row))
    pull(hands, row, QPoint(left + 30, cell.center().y()))
    assert [[file.name for file in files] for files in carried.files] == [["b.npy"]]
    assert hands.document.paths() == (("model", "b"),)


def test_the_handle_beside_the_path_drags_and_clicks(hands: Hands, carried: Carried, qtbot: QtBot) -> None:
    handle = hands.document.panels.heading.handle
    assert not handle.isVisible()
    hands.document.reveal(("model", "b"))
    hands.settle()
    assert handle.isVisible()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    QTest.mouseMove(handle, QPoint(40, 5))
    hands.settle()
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(40, 5))
    assert [file.name for file in carried.files[0]] == ["b.npy"]
    with qtbot.waitSignal(hands.document.panels.action_requested, check_params_cb=lambda name: name == "export-tensor"):
        hands.document.panels.action_requested.disconnect(hands.document.action_requested)  # no dialog here
        QTest.keyClick(handle, Qt.Key.Key_Space)


def test_what_was_let_go_of_waits_for_the_next_drag(hands: Hands, carried: Carried) -> None:
    carried.held = False
    hands.document.reveal(("model", "b"))
    hands.settle()
    pull(hands, row_of(hands, "model", "b"))
    assert carried.files == []
    assert hands.document.banner.text == "b.npy is ready now: drag again to take it along."
    pull(hands, row_of(hands, "model", "b"))
    assert [file.name for file in carried.files[0]] == ["b.npy"]


def test_too_much_is_refused_in_words(hands: Hands, carried: Carried, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drag_out, "MOST_BYTES", 100)
    hands.document.reveal(("model", "a.w"))
    hands.settle()
    pull(hands, row_of(hands, "model", "a.w"))
    assert "This is too much to drag: 1,000 bytes; at most 100 bytes" in hands.document.banner.text
    assert carried.files == []


def test_the_folder_goes_with_the_tab(hands: Hands, carried: Carried, qtbot: QtBot) -> None:
    hands.document.reveal(("model", "b"))
    hands.settle()
    pull(hands, row_of(hands, "model", "b"))
    ((file,),) = carried.files
    folder = file.parent.parent
    assert folder.is_dir()
    hands.press("close")
    qtbot.waitUntil(lambda: not folder.exists(), timeout=PATIENCE)


KILLED = """
import os, signal, sys
from pathlib import Path
from ckpt_viewer.core.saving.leftovers import own_folder
with own_folder(Path(sys.argv[1])) as folder:
    (folder / "a.npy").touch()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not LOCKS, reason="without locks nobody knows whether a folder is in use")
def test_a_start_removes_what_a_killed_window_left_and_nothing_that_is_in_use(
        hands: Hands, carried: Carried, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    subprocess.run([sys.executable, "-c", KILLED, str(place)], check=False)
    (left,) = place.iterdir()
    hands.document.reveal(("model", "b"))
    hands.settle()
    pull(hands, row_of(hands, "model", "b"))
    ((file,),) = carried.files
    assert file.is_relative_to(place)
    app.WarmUp(hands.window)
    hands.qtbot.waitUntil(lambda: not left.exists(), timeout=PATIENCE)
    hands.qtbot.waitUntil(lambda: hands.window.jobs.idle, timeout=PATIENCE)
    assert file.exists()


def test_without_room_for_temporary_files_it_is_said(hands: Hands, carried: Carried, tmp_path: Path,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    hands.document.reveal(("model", "b"))
    hands.settle()
    pull(hands, row_of(hands, "model", "b"))
    assert carried.files == []
    assert "The folder does not exist." in hands.document.banner.text


def test_a_file_manager_understands_it(tmp_path: Path) -> None:
    assert QApplication.instance() is not None
    mime = files_as_mime([tmp_path / "a b.npy"])
    assert local_files(mime) == [tmp_path / "a b.npy"]
    assert mime.hasFormat("text/uri-list")
