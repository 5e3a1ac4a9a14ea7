"""The dialogs that change a document, as a person uses them, with torch reading what they made."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QTreeWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core import saving
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.recipes import counters
from ckpt_viewer.core.saving import SaveOptions
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.dialogs.cast_dialog import CastDialog
from ckpt_viewer.gui.dialogs.key_dialogs import InsertDialog, KeyDialog
from ckpt_viewer.gui.dialogs.rename_dialog import RenameDialog
from ckpt_viewer.gui.dialogs.reset_dialog import ResetDialog
from ckpt_viewer.gui.dialogs.tag_dialog import TagDialog
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.theme import active_theme


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.shutdown()


@pytest.fixture
def document(tmp_path: Path) -> Document:
    model = OrderedDict({"module.a.weight": torch.tensor([[0.1, 70000.0]]),
                         "module.b.weight": torch.tensor([[1.0, 1e-9]])})
    value = {"epoch": 5, "global_step": 50, "model": model, "args": {"lr": 0.1}}
    torch.save(value, tmp_path / "in.pth")
    return Document(open_checkpoint(tmp_path / "in.pth"))


class Applying:
    """A document tab's `apply`."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def __call__(self, *edits: Edit, text: str = "") -> None:
        self.document.apply(*edits, text=text)


def saved(document: Document, folder: Path, **options: Any) -> Any:
    target = folder / "out.pth"
    saving.save(saving.plan(document.snapshot(), target, SaveOptions(overwrite=True)), Task())
    return torch.load(target, **{"weights_only": True, **options})


def typed(field: QLineEdit, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)


def texts(tree: QTreeWidget, column: int) -> list[str]:
    return [row.text(column) for n in range(tree.topLevelItemCount()) if (row := tree.topLevelItem(n)) is not None]


def test_rename_that_is_cancelled_right_after_a_letter_asks_for_nothing_more(
    qtbot: QtBot, document: Document, jobs: Jobs
) -> None:
    """The answer would come to a dialog that Qt has deleted."""
    dialog = RenameDialog(document, Applying(document), jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    typed(dialog.pattern, "a")
    assert dialog.busy
    dialog.reject()
    assert not dialog.busy


def test_rename_shows_every_new_name_and_does_it_on_enter(
        qtbot: QtBot, document: Document, jobs: Jobs, tmp_path: Path) -> None:
    dialog = RenameDialog(document, Applying(document), jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.apply_button.isEnabled()
    typed(dialog.pattern, r"^module\.(\w+)")
    typed(dialog.replacement, r"layers.\1")
    qtbot.waitUntil(lambda: not dialog.busy)
    assert texts(dialog.table, 0) == ["module.a.weight", "module.b.weight"]
    assert texts(dialog.table, 1) == ["layers.a.weight", "layers.b.weight"]
    QTest.keyClick(dialog.replacement, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert list(saved(document, tmp_path)["model"]) == ["layers.a.weight", "layers.b.weight"]
    assert document.undo_text.startswith("renamed 2 keys by")
    document.undo()
    assert not document.dirty


def test_names_that_clash_are_red_and_cannot_be(qtbot: QtBot, document: Document, jobs: Jobs) -> None:
    dialog = RenameDialog(document, Applying(document), jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    typed(dialog.pattern, r"^module\.[ab]\.")
    qtbot.waitUntil(lambda: not dialog.busy)
    row = dialog.table.topLevelItem(0)
    assert row is not None
    assert row.foreground(0).color() == QColor(active_theme().danger)
    assert texts(dialog.table, 2) == ["2 keys would have this name"] * 2
    assert dialog.notice.mood == "danger"
    assert not dialog.apply_button.isEnabled()
    QTest.keyClick(dialog.pattern, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert not document.dirty
    typed(dialog.pattern, "(")
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "no regular expression" in dialog.notice.text
    typed(dialog.pattern, "zzz")
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "No tensor's name matches" in dialog.notice.text


def test_the_prefix_of_the_file_is_filled_in_where_that_is_what_was_asked_for(
        qtbot: QtBot, document: Document, jobs: Jobs, tmp_path: Path) -> None:
    dialog = RenameDialog(document, Applying(document), jobs, strip=True)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.pattern.text()) and not dialog.busy)
    assert texts(dialog.table, 1) == ["a.weight", "b.weight"]
    assert dialog.preset.currentText() == "Take “module.” off the front"
    QTest.keyClick(dialog.pattern, Qt.Key.Key_Return)
    assert list(saved(document, tmp_path)["model"]) == ["a.weight", "b.weight"]


def test_presets_take_the_known_prefix_off_and_put_one_on(
        qtbot: QtBot, document: Document, jobs: Jobs) -> None:
    dialog = RenameDialog(document, Applying(document), jobs, ("model",))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert [dialog.preset.itemText(n) for n in range(dialog.preset.count())] == [
        "Choose…", "Take “module.” off the front", "Put a prefix before every name"]
    assert dialog.pattern.text() == "", "nobody has chosen"
    dialog.preset.activated.emit(1)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert texts(dialog.table, 1) == ["a.weight", "b.weight"]
    dialog.preset.activated.emit(2)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert texts(dialog.table, 1) == ["prefix.module.a.weight", "prefix.module.b.weight"]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not document.dirty


def test_reset_of_the_ticked_counters(qtbot: QtBot, document: Document, tmp_path: Path) -> None:
    dialog = ResetDialog(document, Applying(document), counters(document.graph))
    qtbot.addWidget(dialog)
    dialog.show()
    assert texts(dialog.table, 0) == ["/epoch", "/global_step"]
    typed(dialog.value, "-3")
    assert not dialog.apply_button.isEnabled()
    typed(dialog.value, "3")
    assert texts(dialog.table, 2) == ["3", "3"]
    row = dialog.table.topLevelItem(1)
    assert row is not None
    row.setCheckState(0, Qt.CheckState.Unchecked)
    QTest.keyClick(dialog.value, Qt.Key.Key_Return)
    after = saved(document, tmp_path)
    assert (after["epoch"], after["global_step"]) == (3, 50)


def test_reset_says_where_nothing_counts(qtbot: QtBot, tmp_path: Path) -> None:
    torch.save({"w": torch.ones(2)}, tmp_path / "w.pth")
    document = Document(open_checkpoint(tmp_path / "w.pth"))
    dialog = ResetDialog(document, Applying(document), counters(document.graph))
    qtbot.addWidget(dialog)
    assert "No count of epochs" in dialog.notice.text
    assert not dialog.apply_button.isEnabled()


def test_a_value_is_added_and_a_key_renamed(qtbot: QtBot, document: Document, tmp_path: Path) -> None:
    dialog = InsertDialog(document, Applying(document), ("args",))
    qtbot.addWidget(dialog)
    dialog.show()
    typed(dialog.key, "seed")
    dialog.kind.setCurrentIndex(dialog.kind.findData("int"))
    typed(dialog.value, "x")
    assert not dialog.apply_button.isEnabled()
    assert "not a whole number" in dialog.notice.text
    typed(dialog.value, "42")
    QTest.keyClick(dialog.value, Qt.Key.Key_Return)
    other = KeyDialog(document, Applying(document), ("args", "lr"))
    qtbot.addWidget(other)
    other.show()
    assert not other.apply_button.isEnabled()
    typed(other.name, "seed")
    QTest.keyClick(other.name, Qt.Key.Key_Return)
    assert "already a key" in other.notice.text
    typed(other.name, "rate")
    QTest.keyClick(other.name, Qt.Key.Key_Return)
    assert saved(document, tmp_path)["args"] == {"rate": 0.1, "seed": 42}


def test_metadata_is_what_a_safetensors_file_takes(qtbot: QtBot, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    save_file({"w": torch.ones(2)}, tmp_path / "w.safetensors")
    document = Document(open_checkpoint(tmp_path / "w.safetensors"))
    dialog = InsertDialog(document, Applying(document), ())
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.kind.isVisible()
    typed(dialog.key, "author")
    typed(dialog.value, "me")
    QTest.keyClick(dialog.value, Qt.Key.Key_Return)
    assert document.changes == ("metadata author: 'me'",)


def test_marks_of_a_part(qtbot: QtBot, jobs: Jobs, document: Document) -> None:
    dialog = TagDialog(document, Applying(document), jobs, ("model", "module.a.weight"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert "Now 1 tensor on cpu" in dialog.notice.text
    assert not dialog.apply_button.isEnabled()
    dialog.device.setEditText("gpu")
    assert "not a device" in dialog.notice.text
    dialog.device.setEditText("cuda:1")
    QTest.keyClick(dialog.device, Qt.Key.Key_Return)
    assert document.changes == ("device tag of 1 tensor → cuda:1 in /model/module.a.weight",)


def test_a_conversion_shows_what_it_loses_before(qtbot: QtBot, document: Document, jobs: Jobs, tmp_path: Path) -> None:
    dialog = CastDialog(document, Applying(document), jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert texts(dialog.table, 0) == ["/model/module.a.weight", "/model/module.b.weight"]
    assert (texts(dialog.table, 5), texts(dialog.table, 6)) == (["1", "0"], ["0", "1"])
    assert dialog.notice.mood == "danger"
    assert "1 too large" in dialog.notice.text
    assert "take 8 bytes less" in dialog.notice.text
    dialog.dtype.setCurrentText("bfloat16")
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "too large" not in dialog.notice.text
    dialog.finish()
    assert saved(document, tmp_path)["model"]["module.b.weight"].dtype == torch.bfloat16


def test_a_stopped_measurement_leaves_the_choice(qtbot: QtBot, document: Document, jobs: Jobs) -> None:
    dialog = CastDialog(document, Applying(document), jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    jobs.cancel("cast-loss")
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.apply_button.isEnabled()
    assert dialog.notice.mood in ("warning", "danger")


@pytest.mark.parametrize("make", [
    lambda document, apply, jobs: CastDialog(document, apply, jobs),
    lambda document, apply, jobs: RenameDialog(document, apply, jobs),
    lambda document, apply, _jobs: InsertDialog(document, apply, ()),
    lambda document, apply, _jobs: KeyDialog(document, apply, ("epoch",)),
    lambda document, apply, _jobs: ResetDialog(document, apply, counters(document.graph)),
    lambda document, apply, jobs: TagDialog(document, apply, jobs),
], ids=["convert", "pattern", "add", "rename", "reset", "tags"])
def test_the_keyboard_begins_in_a_field(qtbot: QtBot, document: Document, jobs: Jobs, make: Any) -> None:
    """Not at Cancel, where Qt puts it while there is nothing to apply yet."""
    dialog = make(document, Applying(document), jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    assert isinstance(dialog.focusWidget(), QLineEdit | QComboBox)
