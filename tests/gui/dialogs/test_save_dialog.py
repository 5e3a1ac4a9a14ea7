"""Saving as a person does it; what lands on disk is read with torch."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.diff import compare_structure, measure, sentence
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving import Form, SaveOptions, SavePlan, SaveReport
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.dialogs.save_form import suggested_target
from ckpt_viewer.gui.dialogs.saver import Saver
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.parts.labels import Line
from tests.archives import saved, zipped
from tests.gui.dialogs.planned import settle

MODEL = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
Ask = Callable[..., SaveDialog]


@pytest.fixture
def ask(qtbot: QtBot, jobs: Jobs) -> Ask:
    """A shown dialog whose plan is there."""

    def make(document: Document, *, overwrite: bool = False, saver: Saver | None = None) -> SaveDialog:
        dialog = SaveDialog(document, jobs, Settings(), overwrite=overwrite, saver=saver)
        qtbot.addWidget(dialog)
        dialog.show()
        settle(qtbot, dialog, jobs)
        return dialog

    return make


def document_of(folder: Path, value: Any, name: str = "model.pth") -> Document:
    torch.save(value, folder / name)
    return Document(open_checkpoint(folder / name))


def training(folder: Path) -> Document:
    value = {"epoch": 90, "model_state": MODEL.state_dict(),
             "optim_state": torch.optim.SGD(MODEL.parameters(), lr=0.0).state_dict()}
    return document_of(folder, value, "training.pth")


def set_lr(document: Document, value: float) -> None:
    node = document.graph.resolve(("optim_state", "param_groups", 0, "lr"))
    document.apply(SetValue(node, value, "/optim_state/param_groups/0/lr"))


def test_compact_says_beforehand_what_it_saves(tmp_path: Path, ask: Ask) -> None:
    wasteful = ask(document_of(tmp_path, {"view": torch.zeros(1 << 18)[:256]}))
    assert wasteful.form.options_box.compact.text() == "C&ompact: leave out 1,023.0 KiB that no tensor uses"
    tidy = ask(document_of(tmp_path, {"whole": torch.zeros(9)}, "tidy.pth"))
    assert tidy.form.options_box.compact.text() == "C&ompact (tensors use every byte already)"


def test_the_plan_stays_where_it_is_whatever_is_chosen(tmp_path: Path, ask: Ask, qtbot: QtBot, jobs: Jobs) -> None:
    """Some forms have wider questions than others."""
    dialog = ask(training(tmp_path))
    dialog.show()
    dialog.resize(640, 520)
    places = {}
    for form in dialog.form.radios:
        choose(qtbot, dialog, jobs, form)
        qtbot.waitExposed(dialog)
        QGuiApplication.processEvents()
        places[form] = dialog.right.x()
    assert len(set(places.values())) == 1, places


def press_save(qtbot: QtBot, dialog: SaveDialog, jobs: Jobs) -> SaveReport:
    settle(qtbot, dialog, jobs)
    with qtbot.waitSignal(dialog.saved) as saved:
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    report: SaveReport = saved.args[0]
    return report


def choose(qtbot: QtBot, dialog: SaveDialog, jobs: Jobs, form: Form) -> None:
    dialog.form.radios[form].click()
    settle(qtbot, dialog, jobs)


def test_enter_saves_the_edited_checkpoint_beside_the_original(qtbot: QtBot, jobs: Jobs, ask: Ask,
                                                               tmp_path: Path) -> None:
    document = training(tmp_path)
    set_lr(document, 0.01)
    dialog = ask(document)
    assert dialog.target.text() == str(tmp_path / "training-edited.pth")
    assert "/optim_state/param_groups/0/lr: 0.0 → 0.01" in dialog.plan_view.text
    report = press_save(qtbot, dialog, jobs)
    assert report.target == tmp_path / "training-edited.pth"
    loaded = torch.load(report.target, weights_only=True)
    assert loaded["optim_state"]["param_groups"][0]["lr"] == 0.01
    assert loaded["epoch"] == 90
    assert torch.equal(loaded["model_state"]["0.weight"], MODEL.state_dict()["0.weight"])
    assert torch.load(tmp_path / "training.pth", weights_only=True)["optim_state"]["param_groups"][0]["lr"] == 0.0
    assert not document.dirty


def test_a_whole_model_becomes_a_state_dict_that_a_new_model_takes(qtbot: QtBot, jobs: Jobs, ask: Ask,
                                                                   tmp_path: Path) -> None:
    dialog = ask(document_of(tmp_path, MODEL))
    choose(qtbot, dialog, jobs, "state_dict")
    report = press_save(qtbot, dialog, jobs)
    assert report.target.name == "model-state_dict.pth"
    loaded = torch.load(report.target, weights_only=True)
    assert list(loaded) == list(MODEL.state_dict())
    fresh = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    fresh.load_state_dict(loaded)
    assert all(torch.equal(a, b) for a, b in zip(fresh.state_dict().values(), MODEL.state_dict().values(),
                                                 strict=True))


def test_one_of_several_state_dicts_can_be_chosen(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    two = {"generator": {"w": torch.ones(2)}, "critic": {"w": torch.zeros(3)}}
    dialog = ask(document_of(tmp_path, two))
    choose(qtbot, dialog, jobs, "state_dict")
    assert dialog.form.part.isVisible()
    dialog.form.part.setCurrentIndex(dialog.form.part.findText("/critic"))
    report = press_save(qtbot, dialog, jobs)
    assert torch.equal(torch.load(report.target, weights_only=True)["w"], torch.zeros(3))


@pytest.mark.parametrize("files", [1, 2])
def test_one_file_of_a_bundle_is_saved_as_it_is(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path, files: int) -> None:
    """Which one is asked even where there is only one: it is not the whole."""
    rows = [(f"{name}.pth", saved({"w": torch.ones(n)})) for n, name in enumerate(("a", "b")[:files])]
    (tmp_path / "bundle.zip").write_bytes(zipped([("readme", b"hello"), *rows]))
    dialog = ask(Document(open_checkpoint(tmp_path / "bundle.zip")))
    choose(qtbot, dialog, jobs, "same")
    assert [dialog.form.part.itemText(i) for i in range(dialog.form.part.count())] == [f"/{name}" for name, _ in rows]
    dialog.form.part.setCurrentIndex(files - 1)
    settle(qtbot, dialog, jobs)
    report = press_save(qtbot, dialog, jobs)
    assert report.target.read_bytes() == rows[-1][1]
    assert report.target.suffix == ".pth"


def test_a_file_tagged_for_a_gpu_is_saved_for_cpu(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    sample = Path(__file__).resolve().parents[3] / "resources" / "samples" / "linear_checkpoint_cuda.pth"
    (tmp_path / "gpu.pth").write_bytes(sample.read_bytes())
    dialog = ask(Document(open_checkpoint(tmp_path / "gpu.pth")))
    assert "cuda:0" in dialog.form.options_box.device.itemText(0)
    dialog.form.options_box.for_cpu.click()
    report = press_save(qtbot, dialog, jobs)
    assert report.target.name == "gpu-cpu.pth"
    loaded = torch.load(report.target, weights_only=True)
    assert {t.device.type for t in loaded["model_state"].values()} == {"cpu"}


def test_what_cannot_be_done_is_said_in_place_and_cannot_be_pressed(qtbot: QtBot, jobs: Jobs, ask: Ask,
                                                                    tmp_path: Path) -> None:
    dialog = ask(document_of(tmp_path, {"epoch": 3}))
    choose(qtbot, dialog, jobs, "whole_model")
    assert dialog.notice.isVisible()
    assert "no whole model" in dialog.notice.text
    assert not dialog.save_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert jobs.idle
    assert list(tmp_path.iterdir()) == [tmp_path / "model.pth"]
    choose(qtbot, dialog, jobs, "same")
    assert not dialog.notice.isVisible()
    assert dialog.save_button.isEnabled()


def test_a_file_that_exists_is_replaced_only_when_ticked(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    document = training(tmp_path)
    set_lr(document, 0.5)
    (tmp_path / "there.pth").write_bytes(b"precious")
    dialog = ask(document)
    dialog.target.selectAll()
    QTest.keyClicks(dialog.target, str(tmp_path / "there.pth"))
    settle(qtbot, dialog, jobs)
    assert dialog.replace_tick.isVisible()
    assert not dialog.save_button.isEnabled()
    assert "there.pth exists already" in dialog.notice.text
    dialog.replace_tick.click()
    report = press_save(qtbot, dialog, jobs)
    assert torch.load(report.target, weights_only=True)["optim_state"]["param_groups"][0]["lr"] == 0.5


def test_no_name_or_no_folder_is_refused(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    dialog = ask(training(tmp_path))
    dialog.target.clear()
    settle(qtbot, dialog, jobs)
    assert dialog.notice.text == "Type the name of the file to write."
    dialog.target.setText(str(tmp_path / "nowhere" / "x.pth"))
    settle(qtbot, dialog, jobs)
    assert "There is no folder" in dialog.notice.text
    assert not dialog.save_button.isEnabled()


def test_save_replaces_the_opened_file_after_naming_it(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    document = training(tmp_path)
    set_lr(document, 0.01)
    dialog = ask(document, overwrite=True)
    assert dialog.title.text() == "Replace training.pth with your changes?"
    assert not dialog.form.isVisible()
    assert dialog.save_button.text() == "&Replace training.pth"
    report = press_save(qtbot, dialog, jobs)
    assert report.target == tmp_path / "training.pth"
    assert torch.load(report.target, weights_only=True)["optim_state"]["param_groups"][0]["lr"] == 0.01
    assert [p.name for p in tmp_path.iterdir()] == ["training.pth"]


def test_a_copy_can_be_chosen_instead_of_replacing(ask: Ask, tmp_path: Path) -> None:
    dialog = ask(training(tmp_path), overwrite=True)
    dialog.copy_button.click()
    assert dialog.form.isVisible()
    assert dialog.target.text() == str(tmp_path / "training-copy.pth")


def test_the_report_says_what_was_verified(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    document = training(tmp_path)
    set_lr(document, 0.01)
    dialog = ask(document)
    report = press_save(qtbot, dialog, jobs)
    shown = dialog.report_view
    assert shown.isVisible()
    said = [line.text for line in shown.findChildren(Line)]
    assert report.verified
    assert said[: len(report.verified)] == list(report.verified)
    assert shown.close_button.isDefault()


def test_the_checksum_is_calculated_on_demand_and_copied(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    dialog = ask(training(tmp_path))
    report = press_save(qtbot, dialog, jobs)
    shown = dialog.report_view
    assert shown.checksum.text() == ""
    shown.checksum_button.click()
    qtbot.waitUntil(lambda: bool(shown.checksum.text()))
    assert shown.checksum.text() == hashlib.sha256(report.target.read_bytes()).hexdigest()
    shown.checksum_button.click()
    assert QGuiApplication.clipboard().text() == shown.checksum.text()


@pytest.mark.parametrize("form", ["same", "state_dict"])
def test_one_click_compares_what_was_written_with_the_file_read_back(qtbot: QtBot, jobs: Jobs, ask: Ask,
                                                                     tmp_path: Path, form: Form) -> None:
    document = document_of(tmp_path, MODEL) if form == "state_dict" else training(tmp_path)
    dialog = ask(document)
    choose(qtbot, dialog, jobs, form)
    report = press_save(qtbot, dialog, jobs)
    with qtbot.waitSignal(dialog.compare_requested) as asked:
        dialog.report_view.compare_button.click()
    written: Checkpoint = asked.args[0]
    assert asked.args[1] == str(report.target)
    diff = compare_structure(written.graph, open_checkpoint(report.target).graph)
    assert sentence(diff, measure(diff, CpuEngine(), Task())).startswith("Identical")
    assert not dialog.isVisible()


def test_the_saved_file_can_be_opened(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    dialog = ask(training(tmp_path))
    report = press_save(qtbot, dialog, jobs)
    with qtbot.waitSignal(dialog.open_requested) as asked:
        dialog.report_view.open_button.click()
    assert asked.args == [str(report.target)]


def writing_until_stopped(plan: SavePlan, task: Task) -> SaveReport:
    """A save of a file so large that it never ends."""
    task.start(1 << 40, "Writing")
    while True:
        threading.Event().wait(0.005)
        task.advance(1 << 20)


def test_escape_stops_a_save_and_leaves_no_file(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    dialog = ask(training(tmp_path), saver=Saver(save=writing_until_stopped))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.progress.isVisible() and dialog.progress.text == "Writing")
    assert not dialog.form.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: jobs.idle)
    assert dialog.isVisible()
    assert dialog.notice.text == "Stopped. No file was written or changed."
    assert [p.name for p in tmp_path.iterdir()] == ["training.pth"]
    assert dialog.form.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_stopping_a_real_save_leaves_no_file(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    def stopped_halfway(plan: SavePlan, task: Task) -> SaveReport:
        task.cancel()
        return saving.save(plan, task)

    dialog = ask(training(tmp_path), saver=Saver(save=stopped_halfway))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: jobs.idle and "Stopped" in dialog.notice.text)
    assert [p.name for p in tmp_path.iterdir()] == ["training.pth"]


def test_a_save_that_fails_says_why_and_can_be_tried_again(qtbot: QtBot, jobs: Jobs, ask: Ask, tmp_path: Path) -> None:
    def failing(plan: SavePlan, task: Task) -> SaveReport:
        raise SaveFailed("the disk is full", str(plan.target), "Free some space or choose another folder.")

    dialog = ask(training(tmp_path), saver=Saver(save=failing))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.notice.mood == "danger")
    assert dialog.notice.text.splitlines() == ["The disk is full.", str(tmp_path / "training-copy.pth"),
                                               "Free some space or choose another folder."]
    assert dialog.save_button.isEnabled()


@pytest.mark.parametrize(("options", "edited", "name"), [
    (SaveOptions(), True, "m-edited.pth"), (SaveOptions(), False, "m-copy.pth"),
    (SaveOptions(device="cpu"), False, "m-cpu.pth"), (SaveOptions(device="cuda:1"), True, "m-edited-cuda1.pth"),
    (SaveOptions("state_dict"), False, "m-state_dict.pth"), (SaveOptions("whole_model"), False, "m-model.pth"),
    (SaveOptions("safetensors"), False, "m.safetensors"),
])
def test_suggested_names_say_what_is_inside(tmp_path: Path, options: SaveOptions, edited: bool, name: str) -> None:
    assert suggested_target(tmp_path / "m.pth", options, edited=edited).name == name


def test_no_suggestion_is_a_file_that_exists(tmp_path: Path) -> None:
    (tmp_path / "m-copy.pth").touch()
    (tmp_path / "m.safetensors").touch()
    assert suggested_target(tmp_path / "m.pth", SaveOptions(), edited=False).name == "m-copy-2.pth"
    assert suggested_target(tmp_path / "m.safetensors", SaveOptions("safetensors"), edited=False).name == (
        "m-2.safetensors")


def cut_training(folder: Path) -> Document:
    """A file that ends within its optimizer's state."""
    torch.save({"model": MODEL.state_dict(), "moments": [torch.ones(2000), torch.zeros(2000)]}, folder / "cut.pth")
    data = (folder / "cut.pth").read_bytes()
    (folder / "cut.pth").write_bytes(data[: len(data) * 8 // 10])
    return Document(open_checkpoint(folder / "cut.pth"))


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_is_lost_is_left_out_only_when_ticked(ask: Ask, tmp_path: Path, qtbot: QtBot, jobs: Jobs,
                                                   overwrite: bool) -> None:
    dialog = ask(cut_training(tmp_path), overwrite=overwrite)
    assert dialog.survivors_tick.isVisible()
    assert dialog.survivors_tick.text().replace("&", "") == "Leave out the one tensor that cannot be read"
    assert not dialog.save_button.isEnabled()
    assert "One tensor of it cannot be read (/moments/1: " in dialog.notice.text
    assert "1 tensor that cannot be read: /moments/1" in dialog.plan_view.text
    assert "Not possible" not in dialog.form.explanation.text()
    dialog.survivors_tick.click()
    settle(qtbot, dialog, jobs)
    assert dialog.save_button.isEnabled()
    assert "1 tensor that cannot be read: /moments/1" in dialog.plan_view.text
    report = press_save(qtbot, dialog, jobs)
    loaded = torch.load(report.target, weights_only=True)
    assert torch.equal(loaded["moments"][0], torch.ones(2000))
    assert loaded["moments"][1] is None


def test_a_part_that_is_whole_asks_for_nothing(ask: Ask, tmp_path: Path, qtbot: QtBot, jobs: Jobs) -> None:
    dialog = ask(cut_training(tmp_path))
    dialog.form.radios["state_dict"].click()
    settle(qtbot, dialog, jobs)
    assert dialog.save_button.isEnabled()
    assert not dialog.survivors_tick.isVisible()
