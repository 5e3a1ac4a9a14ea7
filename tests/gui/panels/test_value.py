"""A single value: read, typed anew, refused in words, taken back."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Attr, BigInt, Global, Scalar, SourcedGlobal, Tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.panels.value import ValuePanel
from tests.gui.panels.conftest import Stage


def type_in(panel: ValuePanel, text: str) -> None:
    """Replace what stands in the field, as a person does."""
    panel.editor.line.selectAll()
    QTest.keyClicks(panel.editor.line, text)


def press_enter(panel: ValuePanel) -> None:
    QTest.keyClick(panel.editor.line, Qt.Key.Key_Return)


@pytest.mark.parametrize(("before", "typed", "after", "undo"), [
    (90, "91", 91, "set v to 91"),
    (0.01, "1e-3", 0.001, "set v to 0.001"),
    (0.01, "5", 5.0, "set v to 5.0"),
    (1.5, "inf", math.inf, "set v to inf"),
    ("adam", "sgd", "sgd", "set v to “sgd”"),
    ("run", "3", "3", "set v to “3”"),
    (1j, "2+3j", 2 + 3j, "set v to (2+3j)"),
])
def test_enter_makes_an_edit_that_can_be_undone(stage: Stage, before: Any, typed: str, after: Any, undo: str) -> None:
    panel = stage.show(ValuePanel, {"v": before}, ("v",))
    assert panel.before.text() == "Enter changes it here. The file stays as it is until you save."
    type_in(panel, typed)
    press_enter(panel)
    assert stage.value("v") == after
    assert type(stage.value("v")) is type(after)
    assert stage.document.undo_text == undo
    assert panel.before.text().startswith("Changed; in the file it is")
    stage.document.undo()
    stage.select(("v",))
    assert stage.value("v") == before
    assert panel.before.text().startswith("Enter changes it here.")


def test_what_enter_does_is_said_where_there_is_a_field(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"v": 1.5, "n": None}, ("v",))
    assert panel.before.isVisible()
    stage.select(("n",))
    assert not panel.before.isVisible()


@pytest.mark.parametrize("value", [3, 0.1, "adam", -0.0])
def test_enter_without_a_change_is_no_edit(stage: Stage, value: Any) -> None:
    panel = stage.show(ValuePanel, {"v": value}, ("v",))
    press_enter(panel)
    assert not stage.document.dirty


def test_minus_zero_is_another_value(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"v": 0.0}, ("v",))
    type_in(panel, "-0.0")
    press_enter(panel)
    assert stage.document.dirty


def test_nan_can_be_typed_and_is_not_applied_twice(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"v": 1.0}, ("v",))
    for _ in range(2):
        type_in(panel, "nan")
        press_enter(panel)
    value = stage.value("v")
    assert isinstance(value, float)
    assert math.isnan(value)
    assert len(stage.document.changes) == 1


@pytest.mark.parametrize(("value", "typed", "words"), [
    (90, "1.5", "“1.5” is not a whole number. This value is an int and stays one."),
    (0.01, "0,5", "“0,5” is not a number. Write a decimal point, not a comma."),
    (0.01, "fast", "“fast” is not a number. For example 0.01, 1e-3, nan or inf."),
])
def test_what_cannot_be_is_said_and_not_applied(stage: Stage, value: Any, typed: str, words: str) -> None:
    panel = stage.show(ValuePanel, {"v": value}, ("v",))
    type_in(panel, typed)
    assert panel.editor.message.text() == words
    assert panel.editor.message.isVisible()
    assert not panel.editor.apply.isEnabled()
    press_enter(panel)
    assert stage.value("v") == value
    assert not stage.document.dirty


@pytest.mark.filterwarnings("ignore:torch.quantize")
def test_what_a_tensor_is_made_with_is_refused_in_the_field(stage: Stage, tmp_path: Path) -> None:
    quantized = torch.quantize_per_tensor(torch.ones(3), 0.5, 2, torch.qint8)
    torch.save({"q": quantized}, tmp_path / "q.pth")
    with open_checkpoint(tmp_path / "q.pth") as checkpoint:
        panel = stage.show(ValuePanel, Document(checkpoint), ("q", Attr("metadata"), 1))
        type_in(panel, "0.25")
        press_enter(panel)
        assert "its numbers depend on it" in panel.editor.message.text()
        assert not stage.document.dirty


def test_escape_takes_back_what_was_typed(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"v": 0.01}, ("v",))
    type_in(panel, "oops")
    QTest.keyClick(panel.editor.line, Qt.Key.Key_Escape)
    assert panel.editor.line.text() == "0.01"
    assert not panel.editor.message.isVisible()
    press_enter(panel)
    assert not stage.document.dirty


def test_buttons_apply_and_revert(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"v": 1}, ("v",))
    assert not panel.editor.apply.isEnabled()
    type_in(panel, "2")
    panel.editor.revert.click()
    assert panel.editor.line.text() == "1"
    type_in(panel, "3")
    panel.editor.apply.click()
    assert stage.value("v") == 3


def test_yes_and_no_are_chosen(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"v": True}, ("v",))
    assert panel.editor.choice.isVisible()
    panel.editor.choice.setFocus()
    QTest.keyClick(panel.editor.choice, Qt.Key.Key_Down)
    assert stage.value("v") is False
    assert stage.document.undo_text == "set v to False"


def test_a_long_number_is_read_from_its_beginning(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"v": 7 * 10**80}, ("v",))
    assert panel.editor.line.cursorPosition() == 0


def test_long_texts_have_a_field_of_many_lines(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"v": "one\ntwo"}, ("v",))
    assert panel.editor.lines.isVisible()
    assert panel.editor.lines.toPlainText() == "one\ntwo"
    panel.editor.lines.setPlainText("one\ntwo\nthree")
    QTest.keyClick(panel.editor.lines, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stage.value("v") == "one\ntwo\nthree"


@pytest.mark.parametrize(("value", "shown"), [
    ("abc\u202egnp.exe", "abc\\u202egnp.exe"),
    ("\x1b[31m<b>x</b>", "\\x1b[31m<b>x</b>"),
    (b"\x00\x01AB", "000000  00 01 41 42"),
    (BigInt(b"\xff" * 40), "ff ff ff"),
    (SourcedGlobal(Global("models", "Net"), "net.py", "class Net:\n    pass"), "class Net:\n    pass"),
])
def test_what_cannot_be_typed_is_shown_as_plain_text(stage: Stage, value: Any, shown: str) -> None:
    panel = stage.show(ValuePanel, {"v": Scalar(value)}, ("v",))
    assert not panel.editor.isVisible()
    assert shown in panel.text.field.toPlainText()


def test_very_long_text_is_cut(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"v": "x" * 1_000_000}, ("v",))
    assert len(panel.text.field.toPlainText()) < 10_100
    assert "1,000,000 characters, the first 10,000 are shown" in panel.text.caption.text()


def test_none_is_explained(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"v": None}, ("v",))
    assert panel.kind.text().startswith("None: nothing is stored here.")
    assert not panel.editor.isVisible()
    assert not panel.text.isVisible()


def test_a_class_name_says_what_it_is(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"v": Scalar(Global("collections", "OrderedDict"))}, ("v",))
    assert "a dictionary that keeps its order" in panel.text.caption.text()
    assert "accepts it" in panel.text.caption.text()


@pytest.mark.parametrize(("array", "shown", "typed", "stored"), [
    (np.array(0.01, np.float32), "0.01", "0.003", np.float32(0.003)),
    (np.array([7], np.int64), "7", "-2", -2),
    (np.array(0.1, np.float16), "0.1", "0.25", 0.25),
])
def test_a_tensor_of_one_element_is_edited_in_place(
    stage: Stage, array: Any, shown: str, typed: str, stored: float,
) -> None:
    panel = stage.show(ValuePanel, {"lr": array}, ("lr",))
    assert panel.editor.line.text() == shown
    type_in(panel, typed)
    press_enter(panel)
    stage.settle()
    assert panel.editor.line.text() == typed
    held = stage.document.graph[stage.document.graph.resolve(("lr",))]
    assert isinstance(held, Tensor)
    assert stage.engine.summarize(held.spec, Task()).maximum == float(stored)
    assert stage.document.undo_text == f"set lr to {typed}"


def test_a_number_too_large_for_the_tensor_is_refused_beside_the_field(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"n": np.array(3, np.int8)}, ("n",))
    type_in(panel, "1000")
    press_enter(panel)
    assert panel.editor.message.isVisible()
    assert "1000" in panel.editor.message.text()
    assert not stage.document.dirty


def test_an_edit_elsewhere_leaves_what_one_has_begun_to_type(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"v": 1.0, "w": 2.0}, ("v",))
    type_in(panel, "0.2")
    stage.select(("v",))
    assert panel.editor.line.text() == "0.2"
    stage.select(("w",))
    assert panel.editor.line.text() == "2.0"


def test_a_learning_rate_can_be_changed_everywhere(stage: Stage, qtbot: QtBot) -> None:
    panel = stage.show(ValuePanel, {"param_groups": [{"lr": 0.1}], "epoch": 1}, ("param_groups", 0, "lr"))
    with qtbot.waitSignal(panel.action_requested, check_params_cb=lambda name: name == "learning-rate"):
        panel.everywhere.click()
    stage.select(("epoch",))
    assert not panel.everywhere.isVisible()


@pytest.mark.parametrize(("content", "rank"), [
    (1, 90), (None, 90), ("x", 90), (np.ones(()), 90), (np.ones((1, 1)), 90), (np.ones(2), 0), ([1], 0), ({}, 0),
])
def test_what_it_is_for(accepts: Callable[..., int], content: Any, rank: int) -> None:
    assert accepts(ValuePanel, {"v": content}, ("v",)) == rank


def test_in_a_large_window_the_buttons_stay_beside_a_number(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"lr": 0.001}, ("lr",))
    panel.resize(1500, 400)
    panel.show()
    panel.grab()
    line, apply = panel.editor.line, panel.editor.apply
    assert line.width() < 800
    assert apply.mapTo(panel, QPoint(0, 0)).x() - line.mapTo(panel, QPoint(line.width(), 0)).x() < 40
