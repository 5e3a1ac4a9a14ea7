"""The tutorial of saving and loading models, gone through in the window; torch reads every file that it leaves.

The three ways that PyTorch's tutorials teach: the whole model, its state_dict, and a checkpoint to resume from; then
a file from a GPU on a computer without one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.outline.cells import Column, cell_text
from ckpt_viewer.gui.dialogs.lr_editor import LrEditor
from ckpt_viewer.gui.document_tab import DocumentTab
from tests.journeys.driving import Hands, window

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"


class LogisticRegression(torch.nn.Module):
    """The tutorial's model."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(6, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(x))


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


def sample(folder: Path, name: str) -> Path:
    return Path(shutil.copy(SAMPLES / name, folder / name))


def names(tab: DocumentTab) -> list[str]:
    """Every name in the tree, seen or folded away."""
    tab.tree.expand_all(expanded=True)
    outline = tab.tree.outline
    return [cell_text(outline, int(row), Column.NAME) for row in range(len(outline))]


def test_a_whole_model_is_saved_opened_and_its_parameters_shown(hands: Hands, tmp_path: Path) -> None:
    original = sample(tmp_path, "linear_whole_model.pth")
    hands.open(original)
    dialog = hands.save_dialog("save-as")
    dialog.form.radios["whole_model"].click()
    written = hands.save(dialog)
    dialog.report_view.open_button.click()
    hands.settle()
    assert hands.document.path == written
    shown = names(hands.document)
    assert any("weight" in name for name in shown)
    assert any("bias" in name for name in shown)
    assert len(hands.window.document_tabs) == 2


def test_a_state_dict_goes_into_a_new_model_with_the_same_parameters(hands: Hands, tmp_path: Path) -> None:
    hands.open(sample(tmp_path, "linear_whole_model.pth"))
    dialog = hands.save_dialog("save-as")
    dialog.form.radios["state_dict"].click()
    written = hands.save(dialog)
    hands.close(dialog)
    model = LogisticRegression()
    model.load_state_dict(torch.load(written, weights_only=True))
    model.eval()
    expected = torch.load(SAMPLES / "linear_state_dict.pth", weights_only=True)
    assert list(model.state_dict()) == list(expected)
    assert all(torch.equal(value, expected[name]) for name, value in model.state_dict().items())


def test_an_optimizer_made_with_rate_zero_is_restored_to_the_edited_one(hands: Hands, tmp_path: Path) -> None:
    """The tutorial makes the optimizer with lr=0 and loads 0.01 from the checkpoint."""
    model = LogisticRegression()
    unset = {"epoch": 90, "model_state": model.state_dict(),
             "optim_state": torch.optim.SGD(model.parameters(), lr=0).state_dict()}
    torch.save(unset, tmp_path / "checkpoint.pth")
    tab = hands.open(tmp_path / "checkpoint.pth")
    hands.press("learning-rate")
    editor = hands.dialog(LrEditor)
    editor.value.selectAll()
    QTest.keyClicks(editor.value, "0.01")
    editor.apply_button.click()
    assert tab.dirty
    assert hands.window.commands["undo"].text() == "&Undo: Learning rate 0.0 → 0.01"
    dialog = hands.save_dialog("save")
    assert dialog.title.text() == "Replace checkpoint.pth with your changes?"
    written = hands.save(dialog)
    hands.close(dialog)
    assert written == tmp_path / "checkpoint.pth"
    assert not hands.document.dirty
    optimizer = torch.optim.SGD(model.parameters(), lr=0)
    loaded = torch.load(written, weights_only=True)
    optimizer.load_state_dict(loaded["optim_state"])
    assert optimizer.param_groups[0]["lr"] == 0.01
    assert loaded["epoch"] == 90


def test_a_file_from_a_gpu_is_opened_and_saved_for_cpu_without_one(hands: Hands, tmp_path: Path) -> None:
    tagged = sample(tmp_path, "linear_checkpoint_cuda.pth")
    hands.open(tagged)
    dialog = hands.save_dialog("save-as")
    dialog.form.options_box.for_cpu.click()
    written = hands.save(dialog)
    hands.close(dialog)
    assert written.name == "linear_checkpoint_cuda-cpu.pth"
    loaded = torch.load(written, weights_only=True)
    expected = torch.load(SAMPLES / "linear_checkpoint.pth", weights_only=True)
    for name, value in expected["model_state"].items():
        assert loaded["model_state"][name].device.type == "cpu"
        assert torch.equal(loaded["model_state"][name], value)
