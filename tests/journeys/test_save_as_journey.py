"""After a save beside the original: which file the tab is, and what may still be lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.edits import Remove, SetValue
from ckpt_viewer.core.graph import Mapping, Scalar
from ckpt_viewer.core.resources import resource
from tests.journeys.driving import PATIENCE, Hands, window


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with window(qtbot) as found:
        tab = found.open(Path(shutil.copy(resource("samples/linear_checkpoint.pth"), tmp_path / "run.pth")))
        tab.apply(SetValue(tab.document.graph.resolve(("epoch",)), 5, "/epoch"))
        tab.reveal(("model_state", "linear.bias"))
        found.settle()
        yield found


def test_the_tab_of_a_document_that_was_saved_as_another_file_is_that_files(hands: Hands, tmp_path: Path) -> None:
    before = (tmp_path / "run.pth").read_bytes()
    old = hands.document
    dialog = hands.save_dialog("save-as")
    written = hands.save(dialog, tmp_path / "copy.pth")
    assert dialog.report_view.stays.text() == (
        "copy.pth is the open file from now on, and undo still works; run.pth stays as it was.")
    assert not dialog.report_view.open_button.isVisible()
    hands.close(dialog)
    hands.qtbot.waitUntil(lambda: hands.document is not old, timeout=PATIENCE)
    hands.settle()
    now = hands.document
    assert (now.path, now.title, now.dirty) == (written, "copy.pth", False)
    assert now.document.name == str(written)
    assert now.paths() == (("model_state", "linear.bias"),)
    assert len(hands.window.document_tabs) == 1
    assert hands.window.settings.recent_files[0] == str(written)
    assert (tmp_path / "run.pth").read_bytes() == before
    hands.press("undo")
    assert (now.dirty, now.document.graph[now.document.graph.resolve(("epoch",))]) == (True, Scalar(90))
    hands.press("redo")
    assert not now.dirty
    now.apply(SetValue(now.document.graph.resolve(("epoch",)), 6, "/epoch"))
    again = hands.save_dialog("save")
    assert hands.save(again) == written
    assert torch.load(written)["epoch"] == 6
    assert (tmp_path / "run.pth").read_bytes() == before


def test_what_was_removed_comes_back_from_the_old_file_as_long_as_a_tab_is_open(hands: Hands, tmp_path: Path) -> None:
    old = hands.document
    root = old.document.graph[old.document.graph.root]
    assert isinstance(root, Mapping)
    old.apply(Remove(old.document.graph.root, root.keys.index("model_state")))
    dialog = hands.save_dialog("save-as")
    hands.save(dialog, tmp_path / "copy.pth")
    hands.close(dialog)
    hands.qtbot.waitUntil(lambda: hands.document is not old, timeout=PATIENCE)
    hands.settle()
    hands.press("undo")
    hands.settle()
    now, sources = hands.document, hands.document.document.checkpoint.sources
    assert [source.name for source in sources] == [str(tmp_path / "copy.pth"), str(tmp_path / "run.pth")]
    now.reveal(("model_state", "linear.bias"))
    hands.settle()
    written = hands.save(hands.save_dialog("save-as"), tmp_path / "whole.pth")
    assert torch.load(written)["model_state"].keys() == torch.load(tmp_path / "run.pth")["model_state"].keys()


def test_of_undo_nothing_is_said_where_there_is_none(hands: Hands, tmp_path: Path) -> None:
    hands.press("undo")
    dialog = hands.save_dialog("save-as")
    hands.save(dialog, tmp_path / "copy.pth")
    assert dialog.report_view.stays.text() == "copy.pth is the open file from now on; run.pth stays as it was."


def test_a_converted_copy_leaves_the_tab_and_its_unsaved_changes(hands: Hands, tmp_path: Path) -> None:
    dialog = hands.save_dialog("save-as")
    dialog.form.radios["state_dict"].click()
    written = hands.save(dialog, tmp_path / "weights.pth")
    assert dialog.report_view.stays.text() == (
        "run.pth is still the open file, and your changes are not saved in it.")
    tab = hands.document
    dialog.report_view.open_button.click()
    hands.settle()
    assert hands.document.path == written
    assert hands.window.document_tabs == (tab, hands.document)
    assert (tab.title, tab.dirty) == ("run.pth", True)


def test_a_copy_with_other_device_tags_is_a_converted_one(hands: Hands, tmp_path: Path) -> None:
    hands.press("undo")
    tab = hands.open(Path(shutil.copy(resource("samples/linear_checkpoint_cuda.pth"), tmp_path / "cuda.pth")))
    dialog = hands.save_dialog("save-as")
    dialog.form.options_box.for_cpu.click()
    hands.save(dialog)
    assert dialog.report_view.stays.text() == "cuda.pth is still the open file."
    hands.close(dialog)
    hands.settle()
    assert hands.document is tab


def test_what_was_open_under_that_name_goes(hands: Hands, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "run.pth", tmp_path / "other.pth")
    first = hands.document
    hands.open(tmp_path / "other.pth")
    hands.window.bring(first)
    dialog = hands.save_dialog("save-as")
    dialog.target.selectAll()
    QTest.keyClicks(dialog.target, str(tmp_path / "other.pth"))
    hands.settle_plan(dialog)
    dialog.replace_tick.click()
    hands.save(dialog)
    hands.close(dialog)
    hands.qtbot.waitUntil(lambda: first not in hands.window.document_tabs, timeout=PATIENCE)
    hands.settle()
    assert [tab.path.name for tab in hands.window.document_tabs] == ["other.pth"]


def test_what_is_being_compared_stays_readable_though_its_tab_moves_on(hands: Hands, tmp_path: Path) -> None:
    dialog = hands.save_dialog("save-as")
    hands.save(dialog, tmp_path / "copy.pth")
    dialog.report_view.compare_button.click()
    comparison = hands.comparison
    assert comparison.sentence.text().startswith("Identical")
    assert not comparison.notice.text


def test_who_edits_on_at_once_loses_nothing(hands: Hands, tmp_path: Path) -> None:
    tab = hands.document
    dialog = hands.save_dialog("save-as")
    hands.save(dialog, tmp_path / "copy.pth")
    hands.close(dialog)
    assert tab.title == "copy.pth"
    tab.apply(SetValue(tab.document.graph.resolve(("epoch",)), 7, "/epoch"))
    hands.settle()
    assert hands.document is tab
    assert (tab.title, tab.path, tab.dirty) == ("run.pth", tmp_path / "run.pth", True)
    hands.press("undo")
    assert tab.dirty, "run.pth holds neither edit"


def test_a_file_that_cannot_be_read_back_leaves_the_tab(hands: Hands, tmp_path: Path) -> None:
    tab = hands.document
    dialog = hands.save_dialog("save-as")
    hands.save(dialog, tmp_path / "copy.pth").unlink()
    hands.close(dialog)
    hands.settle()
    assert hands.document is tab
    assert (tab.title, tab.dirty) == ("run.pth", True)
    assert "copy.pth" in tab.banner.text
    hands.press("undo")
    assert not tab.dirty


def test_a_file_that_was_followed_is_left_and_the_new_one_is_not_followed(hands: Hands, tmp_path: Path) -> None:
    old = hands.document
    hands.press("follow")
    dialog = hands.save_dialog("save-as")
    hands.save(dialog, tmp_path / "copy.pth")
    hands.close(dialog)
    hands.qtbot.waitUntil(lambda: hands.document is not old, timeout=PATIENCE)
    hands.settle()
    assert not hands.document.following
    assert not hands.window.commands["follow"].isChecked()


def test_a_tab_that_stays_goes_on_following_its_file(hands: Hands, tmp_path: Path) -> None:
    tab = hands.document
    hands.press("follow")
    dialog = hands.save_dialog("save-as")
    hands.save(dialog, tmp_path / "copy.pth").unlink()
    hands.close(dialog)
    hands.settle()
    assert hands.document is tab
    assert tab.following
