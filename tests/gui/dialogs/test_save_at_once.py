"""Keys that come faster than the dialog: what is saved is what it shows at that moment, or nothing."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core import saving
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving import SavePlan, SaveReport
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.dialogs.saver import Saver
from ckpt_viewer.gui.jobs import Jobs
from tests.gui.dialogs.planned import settle

MODEL = torch.nn.Linear(3, 2)
Ask = Callable[..., SaveDialog]


@pytest.fixture
def ask(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Ask:
    """A shown dialog of `training.pth` whose plan is there."""

    def make(saver: Saver | None = None, *, overwrite: bool = False) -> SaveDialog:
        torch.save({"epoch": 90, "model_state": MODEL.state_dict()}, tmp_path / "training.pth")
        document = Document(open_checkpoint(tmp_path / "training.pth"))
        dialog = SaveDialog(document, jobs, Settings(), overwrite=overwrite, saver=saver)
        qtbot.addWidget(dialog)
        dialog.show()
        settle(qtbot, dialog, jobs)
        return dialog

    return make


def saved_report(qtbot: QtBot, dialog: SaveDialog, *keys: Callable[[], None]) -> SaveReport:
    with qtbot.waitSignal(dialog.saved) as said:
        for press in keys:
            press()
    report: SaveReport = said.args[0]
    return report


def alt_key(dialog: SaveDialog, key: Qt.Key) -> Callable[[], None]:
    return lambda: QTest.keyClick(dialog, key, Qt.KeyboardModifier.AltModifier)


def enter(dialog: SaveDialog) -> Callable[[], None]:
    return lambda: QTest.keyClick(dialog, Qt.Key.Key_Return)


@pytest.fixture
def front(qtbot: QtBot, ask: Ask) -> SaveDialog:
    """A dialog that has the keyboard, which mnemonics need."""
    dialog = ask()
    dialog.activateWindow()  # no window manager does it here
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_a_choice_by_key_and_enter_at_once_saves_what_was_chosen(qtbot: QtBot, front: SaveDialog) -> None:
    """Qt shows a button pressed for a tenth of a second before it counts."""
    report = saved_report(qtbot, front, alt_key(front, Qt.Key.Key_D), enter(front))
    assert (report.form, report.target.name) == ("state_dict", "training-state_dict.pth")
    assert list(torch.load(report.target)) == list(MODEL.state_dict())


def test_a_tick_by_key_and_enter_at_once(qtbot: QtBot, front: SaveDialog, tmp_path: Path) -> None:
    """Only once: a second click of the same tick would take it back."""
    report = saved_report(qtbot, front, alt_key(front, Qt.Key.Key_6), enter(front))
    assert not zipfile.is_zipfile(report.target)
    assert front.form.options_box.legacy.isChecked()


def test_a_name_and_enter_at_once(qtbot: QtBot, front: SaveDialog, tmp_path: Path) -> None:
    front.target.selectAll()
    report = saved_report(qtbot, front, lambda: QTest.keyClicks(front.target, str(tmp_path / "mine.pth")),
                          lambda: QTest.keyClick(front.target, Qt.Key.Key_Return))
    assert report.target == tmp_path / "mine.pth"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.pth", "training.pth"]


def test_a_name_and_the_button_at_once(qtbot: QtBot, front: SaveDialog, tmp_path: Path) -> None:
    report = saved_report(qtbot, front, lambda: front.target.setText(str(tmp_path / "mine.pth")),
                          front.save_button.click)
    assert report.target == tmp_path / "mine.pth"


def test_a_copy_instead_and_enter_at_once_replaces_nothing(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    """The form comes up, and is looked at first."""
    dialog = ask(overwrite=True)
    before = (tmp_path / "training.pth").stat().st_ino
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    alt_key(dialog, Qt.Key.Key_C)()
    enter(dialog)()
    qtbot.waitUntil(dialog.form.isVisible)
    settle(qtbot, dialog, jobs)
    assert [(path.name, path.stat().st_ino) for path in tmp_path.iterdir()] == [("training.pth", before)]


@dataclass
class Slow:
    """Plans wait until they may go on."""

    may: threading.Event = field(default_factory=threading.Event)

    def plan(self, *given: Any) -> SavePlan:
        self.may.wait(30)
        return saving.plan(*given)


@pytest.mark.parametrize("key", [enter, lambda dialog: alt_key(dialog, Qt.Key.Key_V)], ids=["Return", "Alt+V"])
def test_a_key_while_the_plan_is_made_saves_when_it_is_there(
    qtbot: QtBot, ask: Ask, key: Callable[[SaveDialog], Callable[[], None]]
) -> None:
    slow = Slow()
    slow.may.set()
    dialog = ask(saver=Saver(plan=slow.plan))
    slow.may.clear()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.form.radios["state_dict"].click()
    key(dialog)()
    assert "as soon as" in dialog.notice.text
    report = saved_report(qtbot, dialog, slow.may.set)
    assert report.form == "state_dict"


@pytest.mark.parametrize("then", ["typed", "chosen"])
def test_what_is_changed_after_enter_is_not_saved_unseen(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path,
                                                         then: str) -> None:
    slow = Slow()
    slow.may.set()
    dialog = ask(saver=Saver(plan=slow.plan))
    slow.may.clear()
    dialog.form.radios["state_dict"].click()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    if then == "typed":
        QTest.keyClicks(dialog.target, "x")
    else:
        dialog.form.radios["safetensors"].click()
    slow.may.set()
    settle(qtbot, dialog, jobs)
    assert [path.name for path in tmp_path.iterdir()] == ["training.pth"]
    assert dialog.save_button.isEnabled()


def test_enter_at_what_cannot_be_saved_says_why_and_saves_nothing_later(qtbot: QtBot, jobs: Jobs, ask: Ask,
                                                                        tmp_path: Path) -> None:
    dialog = ask()
    dialog.target.setText(str(tmp_path / "gone" / "x.pth"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(qtbot, dialog, jobs)
    assert "There is no folder" in dialog.notice.text
    dialog.target.setText(str(tmp_path / "x.pth"))
    settle(qtbot, dialog, jobs)
    assert [path.name for path in tmp_path.iterdir()] == ["training.pth"]
