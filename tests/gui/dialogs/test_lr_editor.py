"""The learning-rate editor as a person uses it, with torch resuming from what it made."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ckpt_viewer.core import saving
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Key, Scalar
from ckpt_viewer.core.graph import Path as GraphPath
from ckpt_viewer.core.recipes import LearningRate, recorded
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.dialogs.lr_choice import stored_rates
from ckpt_viewer.gui.dialogs.lr_editor import LrEditor

MODEL = torch.nn.Linear(3, 2)


class Applying:
    """A document tab's `apply`."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.calls = 0

    def __call__(self, *edits: Edit, text: str = "") -> None:
        self.calls += 1
        self.document.apply(*edits, text=text)


def training(folder: Path, *optimizers: torch.optim.Optimizer, scheduler: bool = False) -> Document:
    value: dict[str, Any] = {"epoch": 3}
    for number, optimizer in enumerate(optimizers):
        value[f"optim{number}"] = optimizer.state_dict()
        if scheduler:
            value["sched"] = torch.optim.lr_scheduler.StepLR(optimizer, 10).state_dict()
            value[f"optim{number}"] = optimizer.state_dict()
    torch.save(value, folder / "t.pth")
    return Document(open_checkpoint(folder / "t.pth"))


def edit(qtbot: QtBot, document: Document) -> tuple[LrEditor, Applying]:
    applying = Applying(document)
    editor = LrEditor(document, applying, stored_rates(document.graph))
    qtbot.addWidget(editor)
    editor.show()
    return editor, applying


def typed(editor: LrEditor, text: str) -> None:
    editor.value.selectAll()
    QTest.keyClicks(editor.value, text)


def value_at(document: Document, *path: Key) -> object:
    held = document.graph[document.graph.resolve(path)]
    assert isinstance(held, Scalar)
    return held.value


LR: GraphPath = ("optim0", "param_groups", 0, "lr")


@pytest.mark.parametrize(("text", "value"), [("1e-3", 0.001), ("0.001", 0.001), ("3e-4", 3e-4), ("5", 5.0)])
def test_enter_changes_the_rate_everywhere_in_one_step_that_undo_takes_back(
        qtbot: QtBot, tmp_path: Path, text: str, value: float) -> None:
    document = training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.01), scheduler=True)
    editor, applying = edit(qtbot, document)
    typed(editor, text)
    QTest.keyClick(editor.value, Qt.Key.Key_Return)
    assert applying.calls == 1
    assert document.undo_text == f"Learning rate 0.01 → {value!r}"
    places = [LR, ("optim0", "param_groups", 0, "initial_lr"), ("sched", "base_lrs", 0), ("sched", "_last_lr", 0)]
    assert [value_at(document, *p) for p in places] == [value] * 4
    document.undo()
    assert [value_at(document, *p) for p in places] == [0.01] * 4
    assert not document.dirty
    document.redo()
    assert [value_at(document, *p) for p in places] == [value] * 4


def test_torch_resumes_with_the_new_rate(qtbot: QtBot, tmp_path: Path) -> None:
    document = training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.01), scheduler=True)
    editor, _ = edit(qtbot, document)
    typed(editor, "0.5")
    editor.apply_button.click()
    plan = saving.plan(document.snapshot(), tmp_path / "new.pth", saving.SaveOptions())
    saving.save(plan, Task())
    loaded = torch.load(tmp_path / "new.pth", weights_only=True)
    optimizer = torch.optim.SGD(MODEL.parameters(), lr=0.0)
    optimizer.load_state_dict(loaded["optim0"])
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10)
    scheduler.load_state_dict(loaded["sched"])
    optimizer.step()
    scheduler.step()
    assert optimizer.param_groups[0]["lr"] == 0.5


def test_what_no_optimizer_reads_is_told_and_stays(qtbot: QtBot, tmp_path: Path) -> None:
    state = torch.optim.SGD(MODEL.parameters(), lr=0.01).state_dict()
    torch.save({"optim0": state, "args": Namespace(lr=0.01, epochs=3), "lr": 0.5}, tmp_path / "t.pth")
    document = Document(open_checkpoint(tmp_path / "t.pth"))
    editor, _ = edit(qtbot, document)
    assert editor.left.text().startswith("Not changed: /lr = 0.5, /args/lr = 0.01. ")
    typed(editor, "0.2")
    editor.apply_button.click()
    assert value_at(document, *LR) == 0.2
    assert value_at(document, "args", "lr") == 0.01
    plain, _ = edit(qtbot, training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.01)))
    assert plain.left.isHidden()


def test_the_dialog_fits_a_small_window(qtbot: QtBot, tmp_path: Path) -> None:
    document = training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.0023816778784387102), scheduler=True)
    editor, _ = edit(qtbot, document)
    typed(editor, "1e-4")
    assert editor.width() <= 800
    assert editor.table.needed <= editor.table.width()


def test_an_unticked_place_stays(qtbot: QtBot, tmp_path: Path) -> None:
    document = training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.01), scheduler=True)
    editor, _ = edit(qtbot, document)
    typed(editor, "0.1")
    rows = {editor.table.topLevelItem(n).text(0): editor.table.topLevelItem(n)  # type: ignore[union-attr]
            for n in range(editor.table.topLevelItemCount())}
    rows["/sched/base_lrs/0"].setCheckState(0, Qt.CheckState.Unchecked)  # type: ignore[union-attr]
    assert editor.table_title.text() == "What will change: 3 of 4 places"
    typed(editor, "0.2")
    assert editor.table_title.text() == "What will change: 3 of 4 places", "a tick stays while one types"
    editor.apply_button.click()
    assert value_at(document, "sched", "base_lrs", 0) == 0.01
    assert value_at(document, *LR) == 0.2


@pytest.mark.parametrize("text", ["fast", "0,01", "1e", "0.1.2"])
def test_text_that_is_no_number_is_refused_with_a_reason(qtbot: QtBot, tmp_path: Path, text: str) -> None:
    document = training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.01))
    editor, applying = edit(qtbot, document)
    typed(editor, text)
    assert editor.notice.isVisible()
    assert editor.notice.mood == "danger"
    assert "is not a number" in editor.notice.text
    QTest.keyClick(editor.value, Qt.Key.Key_Return)
    assert applying.calls == 0
    assert editor.isVisible()


@pytest.mark.parametrize(("text", "words"), [("-1", "negative"), ("nan", "NaN"), ("inf", "infinite"), ("250", "large"),
                                             ("0", "do not change")])
def test_strange_numbers_are_pointed_out_but_allowed(qtbot: QtBot, tmp_path: Path, text: str, words: str) -> None:
    document = training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.01))
    editor, _ = edit(qtbot, document)
    typed(editor, text)
    assert words in editor.notice.text
    assert editor.apply_button.isEnabled()


def test_how_high_a_schedule_that_came_down_goes_again_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    optimizer = torch.optim.SGD(MODEL.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.1)
    for _ in range(3):
        optimizer.step()
        scheduler.step()
    torch.save({"optim": optimizer.state_dict(), "sched": scheduler.state_dict()}, tmp_path / "t.pth")
    editor, _ = edit(qtbot, Document(open_checkpoint(tmp_path / "t.pth")))
    editor.value.setText("0.01")
    assert editor.notice.isVisible()
    assert "/optim/param_groups/0/initial_lr, 0.1 until now, becomes 10.0" in editor.notice.text
    editor.value.setText("nan")
    assert "NaN" in editor.notice.text  # what is worse is told before it


def test_the_same_rate_changes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    document = training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.01))
    editor, _ = edit(qtbot, document)
    assert editor.value.text() == "0.01"
    assert not editor.apply_button.isEnabled()


def shown(editor: LrEditor) -> list[list[str]]:
    rows = (editor.table.topLevelItem(n) for n in range(editor.table.topLevelItemCount()))
    return [[row.text(column) for column in range(3)] for row in rows if row is not None]


def test_before_anything_changes_it_shows_where_the_rate_is_stored(qtbot: QtBot, tmp_path: Path) -> None:
    editor, _ = edit(qtbot, training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.01), scheduler=True))
    places = [f"/optim0/param_groups/0/{name}" for name in ("lr", "initial_lr")]
    places += ["/sched/base_lrs/0", "/sched/_last_lr/0"]
    assert shown(editor) == [[place, "0.01", ""] for place in places]
    assert editor.table_title.text() == "Where it is stored"
    typed(editor, "0.5")
    assert shown(editor) == [[place, "0.01", "0.5"] for place in places]
    typed(editor, "x")
    assert shown(editor) == [[place, "0.01", ""] for place in places]


def test_a_rate_that_a_calculation_left_is_shown_as_it_was_meant(qtbot: QtBot, tmp_path: Path) -> None:
    document = training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.1 * 0.1 * 0.01))
    editor, _ = edit(qtbot, document)
    assert editor.value.text() == "0.00010000000000000002", "what is to be changed is exact"
    assert editor.now.text() == "now ≈ 0.0001"
    assert shown(editor)[0][1] == "≈ 0.0001"
    row = editor.table.topLevelItem(0)
    assert row is not None
    assert row.toolTip(1) == "0.00010000000000000002"
    typed(editor, "0.0001")
    editor.apply_button.click()
    assert document.undo_text == "Learning rate ≈ 0.0001 → 0.0001"


@pytest.mark.parametrize("size", [9.0, 18.0])
def test_no_reason_is_cut(qtbot: QtBot, tmp_path: Path, qapp: QApplication, size: float) -> None:
    usual = qapp.font()
    larger = QFont(usual)
    larger.setPointSizeF(size)
    qapp.setFont(larger)
    try:
        editor, _ = edit(qtbot, training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.1 / 3), scheduler=True))
        typed(editor, "0.001")
        header, why = editor.table.header(), 3
        qtbot.waitUntil(lambda: header.sectionSize(why) >= editor.table.sizeHintForColumn(why))
        if editor.width() < editor.screen().availableSize().width():
            assert header.length() <= editor.table.viewport().width(), "nor is it scrolled away"
    finally:
        qapp.setFont(usual)


def test_no_reason_is_cut_beside_the_rates_of_a_schedule_in_its_course(qtbot: QtBot, tmp_path: Path) -> None:
    """They have all the digits that there are."""
    optimizer = torch.optim.Adam(MODEL.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 30)
    for _ in range(5):
        optimizer.step()
        schedule.step()
    torch.save({"o": optimizer.state_dict(), "s": schedule.state_dict()}, tmp_path / "t.pth")
    editor, applying = edit(qtbot, Document(open_checkpoint(tmp_path / "t.pth")))
    typed(editor, "3e-4")
    header = editor.table.header()
    qtbot.waitUntil(lambda: header.length() <= editor.table.viewport().width())
    row = next(row for n in range(4) if (row := editor.table.topLevelItem(n)) and "base_lrs" in row.text(0))
    assert (row.text(1), row.text(2)) == ("0.001", "≈ 0.000321539")
    tip = row.toolTip(2)
    editor.apply_button.click()
    assert tip == repr(value_at(applying.document, "s", "base_lrs", 0)), "with all digits"


def two_groups() -> torch.optim.Optimizer:
    return torch.optim.AdamW([{"params": [MODEL.weight], "lr": 0.003}, {"params": [MODEL.bias], "lr": 0.02}])


def test_multiplying_keeps_the_groups_apart(qtbot: QtBot, tmp_path: Path) -> None:
    document = training(tmp_path, two_groups())
    editor, _ = edit(qtbot, document)
    editor.multiply_radio.click()
    editor.apply_button.click()
    found = [value_at(document, "optim0", "param_groups", n, "lr") for n in (0, 1)]
    assert found == [0.0003, 0.002], "without the rounding noise of binary fractions"
    assert document.undo_text == "Learning rate × 0.1 in 2 param groups"


def test_only_ticked_groups_change(qtbot: QtBot, tmp_path: Path) -> None:
    document = training(tmp_path, two_groups())
    editor, _ = edit(qtbot, document)
    assert editor.groups.isVisible()
    first = editor.groups.topLevelItem(0)
    assert first is not None
    assert first.text(0) == "Param group 0 · 1 parameter"
    first.setCheckState(0, Qt.CheckState.Unchecked)
    typed(editor, "0.5")
    editor.apply_button.click()
    assert [value_at(document, "optim0", "param_groups", n, "lr") for n in (0, 1)] == [0.003, 0.5]


def test_one_of_several_optimizers_can_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    document = training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.01),
                        torch.optim.SGD(MODEL.parameters(), lr=0.02))
    editor, _ = edit(qtbot, document)
    assert editor.optimizer.isVisible()
    editor.optimizer.setCurrentIndex(editor.optimizer.findText("/optim1"))
    typed(editor, "0.5")
    editor.apply_button.click()
    assert value_at(document, "optim0", "param_groups", 0, "lr") == 0.01
    assert value_at(document, "optim1", "param_groups", 0, "lr") == 0.5


def test_a_rate_kept_as_a_tensor_stays_a_tensor(qtbot: QtBot, tmp_path: Path) -> None:
    document = training(tmp_path, torch.optim.Adam(MODEL.parameters(), lr=torch.tensor(0.01)))
    editor, _ = edit(qtbot, document)
    typed(editor, "0.25")
    editor.apply_button.click()
    saving.save(saving.plan(document.snapshot(), tmp_path / "new.pth", saving.SaveOptions()), Task())
    lr = torch.load(tmp_path / "new.pth", weights_only=True)["optim0"]["param_groups"][0]["lr"]
    assert isinstance(lr, torch.Tensor)
    assert lr.item() == 0.25


def test_a_file_without_a_rate_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    torch.save(MODEL.state_dict(), tmp_path / "s.pth")
    editor, _ = edit(qtbot, Document(open_checkpoint(tmp_path / "s.pth")))
    assert "No learning rate is stored" in editor.notice.text
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()


def test_escape_leaves_everything_as_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    document = training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.01))
    editor, applying = edit(qtbot, document)
    typed(editor, "0.5")
    QTest.keyClick(editor.value, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert applying.calls == 0


def test_a_rate_in_a_float32_tensor_is_shown_as_it_was_written(qtbot: QtBot, tmp_path: Path) -> None:
    document = training(tmp_path, torch.optim.AdamW(MODEL.parameters(), lr=torch.tensor(0.001)))
    editor, _ = edit(qtbot, document)
    assert editor.value.text() == "0.001"
    assert editor.now.text() == "now 0.001"
    typed(editor, "0.0003")
    row = editor.table.topLevelItem(0)
    assert row is not None
    assert (row.text(1), row.text(2)) == ("0.001", "0.0003")


def test_a_change_of_all_groups_is_recorded_as_a_learning_rate(qtbot: QtBot, tmp_path: Path) -> None:
    document = training(tmp_path, torch.optim.SGD(MODEL.parameters(), lr=0.01), scheduler=True)
    editor, _ = edit(qtbot, document)
    typed(editor, "0.5")
    QTest.keyClick(editor.value, Qt.Key.Key_Return)
    assert recorded(document.steps) == (LearningRate(0.5),)
    assert len(document.changes) == 4
