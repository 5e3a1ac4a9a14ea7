"""Saving over the opened file, going back and saving again: a mark is on what the file holds otherwise."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.panels.value import ValuePanel
from tests.journeys.driving import PATIENCE, Hands, window


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


def test_after_a_save_over_the_file_only_what_differs_from_it_is_marked(hands: Hands, tmp_path: Path) -> None:
    tab = hands.open(Path(shutil.copy(resource("samples/linear_checkpoint.pth"), tmp_path / "run.pth")))
    tab.reveal(("epoch",))
    tab.apply(SetValue(tab.document.graph.resolve(("epoch",)), 5, "/epoch"))
    epoch = tab.selection()[0]
    panel = tab.panels.front
    assert isinstance(panel, ValuePanel)
    assert epoch in tab.tree.model.edited
    assert panel.before.text() == "Changed; in the file it is 90"
    dialog = hands.save_dialog("save")
    hands.save(dialog)
    hands.close(dialog)
    assert epoch not in tab.tree.model.edited
    assert panel.before.text() == "Enter changes it here. The file stays as it is until you save."
    tab.undo()
    assert epoch in tab.tree.model.edited
    assert panel.before.text() == "Changed; in the file it is 5"
    dialog = hands.save_dialog("save")
    shown = " ".join(label.text() for label in dialog.plan_view.findChildren(QLabel))
    assert "taken back: /epoch: 90 → 5" in shown
    assert "no longer the one" not in shown
    dialog.reject()


def test_on_a_full_disk_the_update_in_place_is_offered(hands: Hands, tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever presses Save there need not know that such a thing is in the menu."""
    tab = hands.open(Path(shutil.copy(resource("samples/linear_checkpoint.pth"), tmp_path / "run.pth")))
    tab.apply(SetValue(tab.document.graph.resolve(("epoch",)), 5, "/epoch"))
    dialog = hands.save_dialog("save")
    assert dialog.in_place_button.isHidden()
    dialog.reject()
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(total=1, free=0))
    dialog = hands.save_dialog("save")
    assert dialog.in_place_button.isVisible()
    assert not dialog.save_button.isEnabled()
    dialog.copy_button.click()
    hands.qtbot.waitUntil(lambda: not dialog.planning, timeout=PATIENCE)
    assert dialog.in_place_button.isHidden(), "a copy is another file"
    dialog.reject()
    dialog = hands.save_dialog("save")
    dialog.in_place_button.click()
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    hands.settle()
    assert torch.load(tmp_path / "run.pth", weights_only=True)["epoch"] == 5
    assert not hands.document.dirty
