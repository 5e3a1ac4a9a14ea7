"""Optimizers: settings, and which parameter a number stands for, held against torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from torch import nn

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.gui.panels.optimizer import OptimizerPanel
from tests.gui.panels.conftest import Stage


def checkpoint(path: Path) -> Document:
    """A model and an Adam with two groups that has done a step."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    named = list(net.named_parameters())
    groups: list[dict[str, Any]] = [{"params": named[:2], "lr": 0.01}, {"params": named[2:], "lr": 0.1}]
    optimizer = torch.optim.Adam(groups)
    net(torch.ones(1, 4)).sum().backward()
    optimizer.step()
    torch.save({"model": net.state_dict(), "optim": optimizer.state_dict(), "epoch": 2}, path)
    return Document(open_checkpoint(path))


def column(panel: OptimizerPanel, number: int) -> list[str]:
    return [row.cells[number] for row in panel.table.rows.texts]


def test_numbers_get_the_names_of_parameters(stage: Stage, tmp_path: Path) -> None:
    panel = stage.show(OptimizerPanel, checkpoint(tmp_path / "c.pth"), ("optim",))
    assert column(panel, 0) == ["0", "0", "1", "1"]
    assert column(panel, 1) == ["0", "1", "2", "3"]
    assert column(panel, 2) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert set(column(panel, 3)) == {"certain"}
    assert column(panel, 4)[0] == "step, exp_avg, exp_avg_sq"
    assert panel.facts.value("Class") == "Adam"
    assert panel.facts.value("lr") == "0.01"
    assert panel.facts.value("betas") == "(0.9, 0.999)"
    assert panel.how.text()


def test_an_optimizer_that_a_resume_has_not_loaded_says_so(stage: Stage, tmp_path: Path) -> None:
    net = nn.Linear(2, 2)
    optimizer = torch.optim.SGD(net.parameters(), 0.1, momentum=0.9)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    torch.save({"epoch": 3, "net": net.state_dict(), "optim": optimizer.state_dict(),
                "scheduler": {**schedule.state_dict(), "_last_lr": [0.001]}}, tmp_path / "a.pth")
    panel = stage.show(OptimizerPanel, Document(open_checkpoint(tmp_path / "a.pth")), ("optim",))
    emptied, apart = panel.notice.text.split("\n")
    assert panel.notice.mood == "warning"
    assert emptied.startswith("The optimizer at /optim keeps nothing for its 2 parameters, though epoch is 3")
    assert apart.startswith("The scheduler has set lr to 0.001 last, where the optimizer has 0.1")
    assert stage.show(OptimizerPanel, checkpoint(tmp_path / "c.pth"), ("optim",)).notice.text == ""


def test_columns_that_say_nothing_are_not_there(stage: Stage, tmp_path: Path) -> None:
    panel = stage.show(OptimizerPanel, checkpoint(tmp_path / "c.pth"), ("optim",))

    def hidden() -> list[int]:
        return [at for at in range(len(panel.table.rows.titles)) if panel.table.isColumnHidden(at)]

    assert hidden() == [5, 6], "the next step is not measured"
    panel.measure.click()
    stage.settle()
    assert hidden() == []
    assert column(panel, 6)[0].endswith(" %")
    shown = sorted(range(7), key=panel.table.columnViewportPosition)
    assert shown[2:5] == [2, 5, 6], "what was measured stands beside the names"
    optimizer = torch.optim.SGD(nn.Linear(2, 2).parameters(), lr=0.1)
    torch.save({"optim": optimizer.state_dict()}, tmp_path / "one.pth")
    stage.show(OptimizerPanel, Document(open_checkpoint(tmp_path / "one.pth")), ("optim",))
    panel = stage.show(OptimizerPanel, Document(open_checkpoint(tmp_path / "one.pth")), ("optim",))
    assert hidden() == [0, 5, 6], "of one group there is none to tell"


def test_a_state_entry_is_found_in_the_table(stage: Stage, tmp_path: Path) -> None:
    panel = stage.show(OptimizerPanel, checkpoint(tmp_path / "c.pth"), ("optim", "state", 2))
    assert panel.table.currentIndex().row() == 2
    stage.select(("optim", "state", 1, "exp_avg"))
    assert panel.table.currentIndex().row() == 1


def test_a_row_leads_to_its_state_in_the_tree(stage: Stage, tmp_path: Path) -> None:
    panel = stage.show(OptimizerPanel, checkpoint(tmp_path / "c.pth"), ("optim",))
    panel.table.chosen.emit(3)
    assert stage.revealed == [("optim", "state", 3)]


def test_the_learning_rate_is_an_action_of_the_window(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    panel = stage.show(OptimizerPanel, checkpoint(tmp_path / "c.pth"), ("optim",))
    with qtbot.waitSignal(panel.action_requested, check_params_cb=lambda name: name == "learning-rate"):
        panel.rate.click()


@pytest.mark.parametrize(("path", "rank"), [
    (("optim",), 85), (("optim", "param_groups"), 85), (("optim", "param_groups", 0), 85), (("optim", "state", 0), 85),
    (("optim", "param_groups", 0, "lr"), 30), (("optim", "state", 0, "exp_avg"), 30), (("model",), 0), (("epoch",), 0),
    ((), 0),
])
def test_what_it_is_for(stage: Stage, tmp_path: Path, path: Any, rank: int) -> None:
    stage.document = checkpoint(tmp_path / "c.pth")
    assert OptimizerPanel.accepts(stage.context(path)) == rank


def test_groups_whose_parameters_the_file_does_not_tell(stage: Stage, tmp_path: Path) -> None:
    """As of an optimizer that keeps a list of states beside the settings of its groups."""
    states = [{"grad_avg": torch.ones(2), "step": 1}, {"grad_avg": torch.ones(3), "step": 1}]
    held = {"model": {"a": torch.ones(2), "b": torch.ones(3)},
            "opt": {"state": states, "hypers": [{"lr": 0.25, "mom": 0.5}, {"lr": 0.5, "mom": 0.5}]}}
    torch.save(held, tmp_path / "c.pth")
    panel = stage.show(OptimizerPanel, Document(open_checkpoint(tmp_path / "c.pth")), ("opt",))
    assert panel.facts.value("Param groups") == "2; the file does not say which parameter is in which"
    assert panel.facts.value("Parameters") == "2 parameters, 2 of them with a name"
    assert column(panel, 2) == ["a", "b"]
    assert panel.table.isColumnHidden(0)
    assert "0 parameters" not in " ".join(label.text() for label in panel.facts.findChildren(QLabel))
