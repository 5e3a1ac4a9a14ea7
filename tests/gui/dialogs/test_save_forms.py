"""The forms that other programs read, asked for in the dialog; what lands on disk is read with their own libraries."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from safetensors.torch import load_file

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.saving import Form, SaveOptions, SaveReport
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.dialogs.save_form import suggested_target
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.parts.labels import Line
from tests import shards
from tests.gui.dialogs.planned import settle

MODEL = torch.nn.Linear(40, 20)
Ask = Callable[[Any], SaveDialog]


@pytest.fixture
def ask(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Ask:
    def make(value: Any) -> SaveDialog:
        torch.save(value, tmp_path / "in.pth")
        dialog = SaveDialog(Document(open_checkpoint(tmp_path / "in.pth")), jobs, Settings())
        qtbot.addWidget(dialog)
        dialog.show()
        settle(qtbot, dialog, jobs)
        return dialog

    return make


def training() -> dict[str, Any]:
    optimizer = torch.optim.Adam(MODEL.parameters())
    MODEL(torch.ones(1, 40)).sum().backward()
    optimizer.step()
    ema = {name: value.clone() for name, value in MODEL.state_dict().items()}
    return {"epoch": 3, "model": MODEL.state_dict(), "optimizer": optimizer.state_dict(), "ema": ema}


def test_a_selection_is_what_the_dialog_begins_with(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    """Also where the file as a whole has no state_dict, and with keys that hold spaces and slashes."""
    torch.save({"a b": [torch.ones(2), torch.ones(3)], "c/d": torch.zeros(4), "e": torch.ones(1)}, tmp_path / "in.pth")
    checkpoint = open_checkpoint(tmp_path / "in.pth")
    dialog = SaveDialog(Document(checkpoint), jobs, Settings(), only=(("a b", 1), ("c/d",)))
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, dialog, jobs)
    assert dialog.form.form == "safetensors"
    assert dialog.form.tensors.only.text() == "/a b/1 /c~1d"
    assert "not possible" not in dialog.form.radios["npz"].text()
    report = press_save(qtbot, dialog, jobs)
    assert {name: value.tolist() for name, value in load_file(report.target).items()} == {
        "a b/1": [1, 1, 1], "c/d": [0, 0, 0, 0]}


def press_save(qtbot: QtBot, dialog: SaveDialog, jobs: Jobs) -> SaveReport:
    settle(qtbot, dialog, jobs)
    with qtbot.waitSignal(dialog.saved) as saved:
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    report: SaveReport = saved.args[0]
    return report


@pytest.fixture
def alt(qtbot: QtBot, jobs: Jobs) -> Callable[..., None]:
    """Press a key with Alt, and wait for what it does."""

    def press(dialog: SaveDialog, key: Qt.Key, done: Callable[[], bool]) -> None:
        QTest.keyClick(dialog, key, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(done)
        settle(qtbot, dialog, jobs)

    return press


def test_a_state_dict_in_shards(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    dialog = ask(training())
    dialog.form.radios["state_dict"].click()
    settle(qtbot, dialog, jobs)
    dialog.form.tensors.shards.click()
    dialog.form.tensors.shard_size.setEditText("3KB")
    settle(qtbot, dialog, jobs)
    report = press_save(qtbot, dialog, jobs)
    assert report.target == tmp_path / "in-sharded" / "pytorch_model.bin.index.json"
    assert list(shards.loaded(report.target)) == list(MODEL.state_dict())


def test_shards_by_keyboard_alone(qtbot: QtBot, jobs: Jobs, ask: Ask, alt: Callable[..., None], tmp_path: Path) -> None:
    dialog = ask(MODEL.state_dict())
    dialog.activateWindow()  # no window manager does it here
    qtbot.waitUntil(dialog.isActiveWindow)
    box = dialog.form.tensors
    alt(dialog, Qt.Key.Key_F, dialog.form.radios["safetensors"].isChecked)
    alt(dialog, Qt.Key.Key_N, box.shards.isChecked)
    QTest.keyClick(box.shards, Qt.Key.Key_Tab)
    edit = box.shard_size.lineEdit()
    assert edit is not None
    edit.selectAll()
    QTest.keyClicks(edit, "3KB")
    settle(qtbot, dialog, jobs)
    assert dialog.target.text() == str(tmp_path / "in-sharded")
    assert "in 3 files" in dialog.plan_view.text
    alt(dialog, Qt.Key.Key_V, lambda: dialog.windowTitle().startswith("Saved"))
    found = shards.loaded(tmp_path / "in-sharded" / "model.safetensors.index.json")
    assert all(torch.equal(found[name], value) for name, value in MODEL.state_dict().items())
    said = [line.text for line in dialog.report_view.findChildren(Line)]
    assert any("model-00001-of-00002.safetensors" in line and "bytes" in line for line in said)
    assert dialog.report_view.notice.text.startswith("3 files were written")


def test_a_size_that_is_none_is_said_in_place(qtbot: QtBot, jobs: Jobs, ask: Ask) -> None:
    dialog = ask(MODEL.state_dict())
    dialog.form.radios["safetensors"].click()
    dialog.form.tensors.shards.click()
    dialog.form.tensors.shard_size.setEditText("many")
    settle(qtbot, dialog, jobs)
    assert "The size of a shard is missing. For example 5GB" in dialog.notice.text
    assert not dialog.save_button.isEnabled()


def test_a_sharded_checkpoint_is_replaced_only_when_ticked(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    shards.shard({"old": torch.ones(2), "older": torch.ones(2)}, tmp_path, 2)
    dialog = ask(MODEL.state_dict())
    dialog.form.radios["safetensors"].click()
    dialog.form.tensors.shards.click()
    dialog.form.tensors.shard_size.setEditText("3KB")
    dialog.target.setText(str(tmp_path / "model.safetensors.index.json"))
    settle(qtbot, dialog, jobs)
    assert "model.safetensors.index.json and its shards" in dialog.replace_tick.text()
    assert not dialog.save_button.isEnabled()
    dialog.replace_tick.click()
    report = press_save(qtbot, dialog, jobs)
    assert list(shards.loaded(report.target)) == list(MODEL.state_dict())


def test_a_selection_for_numpy(qtbot: QtBot, jobs: Jobs, ask: Ask, alt: Callable[..., None], tmp_path: Path) -> None:
    dialog = ask(training())
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    alt(dialog, Qt.Key.Key_Z, dialog.form.radios["npz"].isChecked)
    alt(dialog, Qt.Key.Key_I, lambda: dialog.focusWidget() is dialog.form.tensors.only)
    QTest.keyClicks(dialog.form.tensors.only, "/model/bias /nowhere")
    settle(qtbot, dialog, jobs)
    assert "There is no '/nowhere' in this file" in dialog.notice.text
    dialog.form.tensors.only.setText("/model/bias, /ema/weight")
    report = press_save(qtbot, dialog, jobs)
    with np.load(report.target, allow_pickle=False) as found:
        assert found.files == ["bias", "weight"]
        assert np.array_equal(found["bias"], MODEL.bias.detach().numpy())


def test_types_that_numpy_lacks_are_asked_about(qtbot: QtBot, jobs: Jobs, ask: Ask) -> None:
    value = {"half": torch.tensor([1.5, float("nan"), 3e38], dtype=torch.bfloat16), "f": torch.ones(2)}
    dialog = ask(value)
    dialog.form.radios["npz"].click()
    settle(qtbot, dialog, jobs)
    assert "no type for bfloat16" in dialog.notice.text
    assert "not possible" not in dialog.form.radios["npz"].text()
    dialog.form.tensors.widen.click()
    settle(qtbot, dialog, jobs)
    assert "as float32, which holds all their values: half" in dialog.plan_view.text
    with np.load(press_save(qtbot, dialog, jobs).target) as found:
        assert np.array_equal(found["half"], value["half"].float().numpy(), equal_nan=True)


def test_a_training_checkpoint_without_the_average(qtbot: QtBot, jobs: Jobs, ask: Ask, alt: Callable[..., None],
                                                   tmp_path: Path) -> None:
    dialog = ask(training())
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    alt(dialog, Qt.Key.Key_G, dialog.form.radios["training_checkpoint"].isChecked)
    ticks = {tick.text(): tick for tick in dialog.form.leave_out.ticks}
    average = next(tick for text, tick in ticks.items() if "/ema, a second copy of the model" in text)
    QTest.keyClick(average, Qt.Key.Key_Space)
    settle(qtbot, dialog, jobs)
    assert "/ema, a second copy of the model: " in dialog.plan_view.text
    report = press_save(qtbot, dialog, jobs)
    assert report.target.name == "in-training-slim.pth"
    assert list(torch.load(report.target, weights_only=True)) == ["epoch", "model_state_dict", "optimizer_state_dict"]


def test_edits_that_a_slim_copy_may_lack_stay_unsaved(qtbot: QtBot, jobs: Jobs, ask: Ask) -> None:
    dialog = ask(training())
    document = dialog._document
    document.apply(SetValue(document.graph.resolve(("epoch",)), 4, "/epoch"))
    dialog._checkpoint = document.snapshot()
    dialog.form.leave_out.ticks[0].click()
    press_save(qtbot, dialog, jobs)
    assert document.dirty


def test_for_old_pytorch(qtbot: QtBot, jobs: Jobs, ask: Ask, alt: Callable[..., None]) -> None:
    dialog = ask(training())
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    alt(dialog, Qt.Key.Key_6, dialog.form.options_box.legacy.isChecked)
    report = press_save(qtbot, dialog, jobs)
    assert (report.format, report.target.name) == ("torch_legacy", "in-old_pytorch.pth")


@pytest.mark.parametrize(("form", "options", "leave_out", "tensors"), [
    ("same", True, True, False), ("state_dict", True, False, True), ("training_checkpoint", True, True, False),
    ("safetensors", False, False, True), ("npz", False, False, True),
])
def test_nothing_is_asked_that_a_form_has_no_use_for(qtbot: QtBot, jobs: Jobs, ask: Ask, form: Form, options: bool,
                                                     leave_out: bool, tensors: bool) -> None:
    dialog = ask(training())
    dialog.form.radios[form].click()
    settle(qtbot, dialog, jobs)
    boxes = (dialog.form.options_box, dialog.form.leave_out, dialog.form.tensors)
    assert tuple(box.isVisible() for box in boxes) == (options, leave_out, tensors)
    assert dialog.form.tensors.shards.isVisible() is (form in ("state_dict", "safetensors"))


@pytest.mark.parametrize(("options", "name"), [
    (SaveOptions("npz"), "m.npz"), (SaveOptions("training_checkpoint"), "m-training.pth"),
    (SaveOptions("safetensors", max_shard_size=5), "m-sharded"), (SaveOptions(legacy=True), "m-old_pytorch.pth"),
    (SaveOptions(leave_out=(("a",),)), "m-slim.pth"),
    (SaveOptions("state_dict", legacy=True), "m-state_dict-old_pytorch.pth"),
])
def test_suggested_names(tmp_path: Path, options: SaveOptions, name: str) -> None:
    assert suggested_target(tmp_path / "m.pth", options, edited=False).name == name


def test_from_numpy_to_old_pytorch_is_no_npz(tmp_path: Path) -> None:
    assert suggested_target(tmp_path / "m.npz", SaveOptions(legacy=True), edited=False).name == "m-old_pytorch.pth"
    assert suggested_target(tmp_path / "m.npz", SaveOptions(), edited=False).name == "m-copy.npz"


@pytest.mark.parametrize("where", ["to read only", "of the program"])
def test_what_cannot_stay_beside_the_original_goes_home(
    where: str, qtbot: QtBot, jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shared disk, or the samples of an installed program. Every form that the file has can be had then, too."""
    sample, home, can = resource("samples/linear_checkpoint.pth"), tmp_path / "home", os.access
    home.mkdir()
    monkeypatch.setattr(Path, "home", lambda: home)
    if where == "to read only":
        sample = Path(shutil.copy(sample, tmp_path))
        monkeypatch.setattr(os, "access", lambda place, mode: Path(place) != tmp_path and can(place, mode))
    dialog = SaveDialog(Document(open_checkpoint(sample)), jobs, Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, dialog, jobs)
    assert dialog.target.text() == str(home / "linear_checkpoint-copy.pth")
    assert dialog.form.radios["same"].isEnabled()
    assert dialog.save_button.isEnabled()
