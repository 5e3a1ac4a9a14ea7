"""A whole model of a state_dict in the save dialog: asked for, run on a word, reported, saved. The worker is a fake."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from torch import nn

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.fitting import chosen_part, state_names
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.errors import ModelError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.rebuild import BuiltModel, ModelRequest, RebuildOptions
from ckpt_viewer.core.saving import SaveOptions, SaveReport
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.dialogs.saver import Saver
from ckpt_viewer.gui.jobs import Jobs
from tests.core.rebuild.stand_in import write_stand_in
from tests.gui.dialogs.planned import settle


@dataclass
class Fake:
    """Gives the names of `model`, and keeps what it was asked."""

    folder: Path
    model: nn.Module = field(default_factory=lambda: nn.Linear(3, 2))
    examined: list[ModelRequest] = field(default_factory=list)
    saved: list[tuple[ModelRequest, SaveOptions, RebuildOptions, Checkpoint]] = field(default_factory=list)
    problem: ModelError | None = None
    hold: threading.Event | None = None

    def examine(self, request: ModelRequest, task: Task) -> BuiltModel:
        self.examined.append(request)
        while self.hold is not None and not self.hold.wait(0.01):
            task.check()
        if self.problem is not None:
            raise self.problem
        torch.save(self.model.state_dict(), self.folder / "names")
        with open_checkpoint(self.folder / "names") as checkpoint:
            names = state_names(checkpoint.graph, checkpoint.graph.root)
        (self.folder / "names").unlink()
        return BuiltModel("my_model", "Model", names)

    def save_model(self, checkpoint: Checkpoint, target: Path, request: ModelRequest, how: SaveOptions, task: Task,
                   options: RebuildOptions) -> SaveReport:
        self.saved.append((request, how, options, checkpoint))
        return SaveReport(target, "whole_model", "torch_zip", 1, 0.1, 2, ("it is what it was",))


Ask = Callable[[object], SaveDialog]


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    (tmp_path / "my_model.py").write_text("class Layer: ...\nclass Model(nn.Module): ...\n")
    return Fake(tmp_path)


@pytest.fixture
def ask(qtbot: QtBot, jobs: Jobs, fake: Fake, tmp_path: Path) -> Ask:
    """The dialog with “Whole model” chosen and a class named, but nothing run."""

    def make(value: object) -> SaveDialog:
        torch.save(value, tmp_path / "in.pth")
        dialog = SaveDialog(Document(open_checkpoint(tmp_path / "in.pth")), jobs, Settings(),
                            saver=Saver(examine=fake.examine, save_model=fake.save_model))
        qtbot.addWidget(dialog)
        dialog.show()
        settle(qtbot, dialog, jobs)
        dialog.form.radios["whole_model"].click()
        dialog.rebuilding.pane.form.cls.setText(f"{tmp_path / 'my_model.py'}:Model")
        settle(qtbot, dialog, jobs)
        return dialog

    return make


def press(qtbot: QtBot, dialog: SaveDialog, jobs: Jobs, button: QPushButton | QCheckBox) -> None:
    button.click()
    settle(qtbot, dialog, jobs)


def test_a_state_dict_can_become_a_whole_model(qtbot: QtBot, jobs: Jobs, ask: Ask, fake: Fake, tmp_path: Path) -> None:
    dialog = ask({"model": nn.Linear(3, 2).state_dict(), "epoch": 3})
    pane = dialog.rebuilding.pane
    assert dialog.right.currentWidget() is dialog.rebuilding
    assert f"Python imports my_model.py from {tmp_path} and calls Model()" in pane.form.says.text()
    assert fake.examined == []
    assert not dialog.save_button.isEnabled()
    assert dialog.notice.text == "Run the class first."
    press(qtbot, dialog, jobs, pane.run)
    assert "Loads with strict=True: 2 names with the right shape" in pane.view.text
    assert dialog.save_button.isEnabled()
    assert dialog.notice.text == "Left out: everything else in the file: /epoch."
    dialog.rebuilding.evaluation.click()
    settle(qtbot, dialog, jobs)
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    [(request, how, options, checkpoint)] = fake.saved
    assert (request.call, how.form, options.evaluation, options.strict) == ("Model()", "whole_model", True, True)
    assert chosen_part(checkpoint.graph, None) == checkpoint.graph.resolve(("model",))
    assert "it is what it was" in "\n".join(label.text() for label in dialog.report_view.findChildren(QLabel))


def test_the_class_runs_in_another_process_than_the_window(qtbot: QtBot, jobs: Jobs, tmp_path: Path,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(write_stand_in(tmp_path / "stand_in")))
    told = tmp_path / "told"
    (tmp_path / "elsewhere.py").write_text("import os\nfrom torch import nn\nclass Model(nn.Module):\n    "
                                           f"def __init__(self): open({str(told)!r}, 'w').write(str(os.getpid()))")
    torch.save({"w": torch.ones(2)}, tmp_path / "in.pth")
    dialog = SaveDialog(Document(open_checkpoint(tmp_path / "in.pth")), jobs, Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, dialog, jobs)
    dialog.form.radios["whole_model"].click()
    dialog.rebuilding.pane.form.cls.setText(f"{tmp_path / 'elsewhere.py'}:Model")
    press(qtbot, dialog, jobs, dialog.rebuilding.pane.run)
    assert "1 name is unexpected" in dialog.rebuilding.pane.view.text
    assert int(told.read_text()) != os.getpid()
    assert "elsewhere" not in sys.modules


def test_by_keyboard_alone(qtbot: QtBot, jobs: Jobs, ask: Ask, fake: Fake, tmp_path: Path) -> None:
    dialog = ask(nn.DataParallel(nn.Linear(3, 2)).state_dict())
    dialog.form.radios["same"].click()
    dialog.rebuilding.pane.form.cls.clear()
    dialog.activateWindow()  # no window manager does it here
    qtbot.waitUntil(dialog.isActiveWindow)

    def alt(key: Qt.Key, done: Callable[[], bool]) -> None:
        """A button is pressed a moment after its key."""
        QTest.keyClick(dialog, key, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(done)
        settle(qtbot, dialog, jobs)

    form = dialog.rebuilding.pane.form
    alt(Qt.Key.Key_W, lambda: dialog.right.currentWidget() is dialog.rebuilding)
    alt(Qt.Key.Key_M, form.cls.hasFocus)
    QTest.keyClicks(form.cls, f"{tmp_path / 'my_model.py'}:Model")
    alt(Qt.Key.Key_J, form.arguments.hasFocus)
    QTest.keyClicks(form.arguments, '{"n": 1}')
    alt(Qt.Key.Key_N, lambda: bool(fake.examined))
    alt(Qt.Key.Key_E, dialog.rebuilding.evaluation.isChecked)
    alt(Qt.Key.Key_K, lambda: bool(dialog.rebuilding.renamed.text()))
    alt(Qt.Key.Key_V, lambda: bool(fake.saved))
    request, _, options, _ = fake.saved[0]
    assert (request.call, options.evaluation, options.strict) == ("Model(n=1)", True, True)


def test_another_word_in_a_field_takes_the_report_back(qtbot: QtBot, jobs: Jobs, ask: Ask, fake: Fake) -> None:
    dialog = ask(nn.Linear(3, 2).state_dict())
    press(qtbot, dialog, jobs, dialog.rebuilding.pane.run)
    dialog.rebuilding.pane.form.arguments.setText('{"size": 3')
    settle(qtbot, dialog, jobs)
    assert "not JSON: at character 11" in dialog.rebuilding.pane.form.notice.text
    assert not dialog.rebuilding.pane.run.isEnabled()
    assert not dialog.save_button.isEnabled()
    dialog.rebuilding.pane.form.arguments.setText('{"size": 3}')
    settle(qtbot, dialog, jobs)
    assert "calls Model(size=3)" in dialog.rebuilding.pane.form.says.text()
    assert not dialog.save_button.isEnabled()
    assert len(fake.examined) == 1


def test_names_that_do_not_fit_are_changed_for_the_save_as_suggested(qtbot: QtBot, jobs: Jobs, ask: Ask,
                                                                   fake: Fake) -> None:
    dialog = ask(nn.DataParallel(nn.Linear(3, 2)).state_dict())
    press(qtbot, dialog, jobs, dialog.rebuilding.pane.run)
    assert "Strip the prefix module. from its names" in dialog.rebuilding.pane.view.text
    assert not dialog.save_button.isEnabled()
    assert not dialog.rebuilding.anyway.isVisible()
    press(qtbot, dialog, jobs, dialog.rebuilding.help)
    assert dialog.save_button.isEnabled()
    assert dialog.rebuilding.renamed.text() == ("Changed in what is saved, not in the document: "
                                                "Strip the prefix module. from its names.")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    graph = fake.saved[0][3].graph
    assert [slot.name for slot in state_names(graph, graph.root).slots] == ["weight", "bias"]
    assert len(fake.examined) == 1


def test_missing_names_need_a_second_word(qtbot: QtBot, jobs: Jobs, ask: Ask, fake: Fake) -> None:
    state = nn.Linear(3, 2).state_dict()
    del state["bias"]
    dialog = ask(state)
    press(qtbot, dialog, jobs, dialog.rebuilding.pane.run)
    assert not dialog.save_button.isEnabled()
    press(qtbot, dialog, jobs, dialog.rebuilding.anyway)
    assert dialog.save_button.isEnabled()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert fake.saved[0][2].strict is False


def test_another_shape_cannot_be_saved_at_all(qtbot: QtBot, jobs: Jobs, ask: Ask, fake: Fake) -> None:
    fake.model = nn.Linear(4, 2)
    dialog = ask(nn.Linear(3, 2).state_dict())
    press(qtbot, dialog, jobs, dialog.rebuilding.pane.run)
    assert "weight: 2 × 3 float32, wanted 2 × 4 float32" in dialog.rebuilding.pane.view.text
    assert not dialog.rebuilding.anyway.isVisible()
    assert not dialog.save_button.isEnabled()


def test_which_state_dict_is_compared_without_running_again(qtbot: QtBot, jobs: Jobs, ask: Ask, fake: Fake) -> None:
    dialog = ask({"model": nn.Linear(3, 2).state_dict(), "ema": nn.Linear(5, 2).state_dict()})
    press(qtbot, dialog, jobs, dialog.rebuilding.pane.run)
    assert dialog.save_button.isEnabled()
    dialog.form.part.setCurrentIndex(1)
    settle(qtbot, dialog, jobs)
    assert "weight: 2 × 5 float32" in dialog.rebuilding.pane.view.text
    assert not dialog.save_button.isEnabled()
    assert len(fake.examined) == 1


def test_what_goes_wrong_there_is_said_here(qtbot: QtBot, jobs: Jobs, ask: Ask, fake: Fake) -> None:
    fake.problem = ModelError("calling Model() failed: TypeError: nothing fits", "my_model.py:Model")
    dialog = ask(nn.Linear(3, 2).state_dict())
    press(qtbot, dialog, jobs, dialog.rebuilding.pane.run)
    assert "Calling Model() failed: TypeError: nothing fits." in dialog.rebuilding.pane.notice.text
    assert dialog.rebuilding.pane.run.isEnabled()
    assert not dialog.save_button.isEnabled()


def test_a_model_that_hangs_can_be_stopped(qtbot: QtBot, jobs: Jobs, ask: Ask, fake: Fake) -> None:
    fake.hold = threading.Event()
    dialog = ask(nn.Linear(3, 2).state_dict())
    dialog.rebuilding.pane.run.click()
    qtbot.waitUntil(lambda: bool(fake.examined))
    assert dialog.rebuilding.pane.progress.isVisible()
    dialog.rebuilding.pane.progress.button.click()
    settle(qtbot, dialog, jobs)
    assert dialog.rebuilding.pane.notice.text == "Stopped. The process of the model was ended."


def test_closing_the_dialog_stops_the_model(qtbot: QtBot, jobs: Jobs, ask: Ask, fake: Fake) -> None:
    fake.hold = threading.Event()
    dialog = ask(nn.Linear(3, 2).state_dict())
    dialog.rebuilding.pane.run.click()
    qtbot.waitUntil(lambda: bool(fake.examined))
    dialog.reject()
    qtbot.waitUntil(lambda: jobs.idle)


def test_a_chosen_file_names_the_class_that_looks_like_a_model(qtbot: QtBot, ask: Ask, tmp_path: Path) -> None:
    dialog = ask(nn.Linear(3, 2).state_dict())
    dialog.rebuilding.pane.form.take_file(tmp_path / "my_model.py")
    assert dialog.rebuilding.pane.form.cls.text() == f"{tmp_path / 'my_model.py'}:Model"
    assert dialog.rebuilding.pane.form.cls.selectedText() == "Model"


def test_what_is_plain_is_no_model(qtbot: QtBot, jobs: Jobs, ask: Ask) -> None:
    dialog = ask(nn.Linear(3, 2).state_dict())
    press(qtbot, dialog, jobs, dialog.rebuilding.pane.run)
    press(qtbot, dialog, jobs, dialog.form.options_box.plain)
    assert not dialog.save_button.isEnabled()
    assert "Plain values cannot hold a whole model" in dialog.notice.text


def test_a_target_that_exists_is_refused_here_too(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    dialog = ask(nn.Linear(3, 2).state_dict())
    press(qtbot, dialog, jobs, dialog.rebuilding.pane.run)
    dialog.target.selectAll()
    QTest.keyClicks(dialog.target, str(tmp_path / "in.pth"))
    settle(qtbot, dialog, jobs)
    assert not dialog.save_button.isEnabled()
    assert "exists already" in dialog.notice.text
