"""The learning rates to come as a person sees them, before and after an edit."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.recipes import LearningRate
from ckpt_viewer.gui.panels.optimizer import OptimizerPanel
from ckpt_viewer.gui.panels.schedule import SchedulePanel
from tests.gui.panels.conftest import Stage


def content(kind: str = "StepLR") -> tuple[dict[str, Any], Any, Any]:
    """A checkpoint that was trained for a step, with its optimizer and scheduler."""
    torch.manual_seed(0)
    net = torch.nn.Linear(3, 2)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.1)
    schedulers: Any = torch.optim.lr_scheduler
    scheduler = schedulers.StepLR(optimizer, 4, 0.5) if kind == "StepLR" else schedulers.LambdaLR(
        optimizer, lambda n: 0.9**n)
    net(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    scheduler.step()
    return copy.deepcopy({"model": net.state_dict(), "optim": optimizer.state_dict(),
                          "sched": scheduler.state_dict()}), optimizer, scheduler


@pytest.mark.parametrize("place", ["sched", "optim"])
def test_the_rates_to_come_are_drawn(stage: Stage, place: str) -> None:
    value, optimizer, scheduler = content()
    panel = stage.show(SchedulePanel, value, (place,))
    (name, first, (rates,)), = panel.view.rates
    assert (name, first, rates[0]) == ("", 1, 0.1)
    expected = []
    for _ in rates[1:]:
        optimizer.step()
        scheduler.step()
        expected.append(optimizer.param_groups[0]["lr"])
    assert rates[1:] == pytest.approx(expected)
    assert "StepLR at /sched" in panel.text.text()
    assert panel.picture() is panel.view
    rows = panel.csv()
    assert rows is not None
    assert rows().splitlines()[:2] == ["curve,group,step,lr", "in the file,0,1,0.1"]
    assert len(rows().splitlines()) == 1 + len(rates)


def test_an_edit_shows_both_ways(stage: Stage) -> None:
    panel = stage.show(SchedulePanel, content()[0], ("sched",))
    stage.document.apply(LearningRate(0.5))
    stage.select(("sched",))
    names = [name for name, _, _ in panel.view.rates]
    assert names == ["in the file", "with your edits"]
    before, after = (groups[0] for _, _, groups in panel.view.rates)
    assert [b / a for a, b in zip(before, after, strict=True)] == pytest.approx([5] * len(before))
    stage.document.undo()
    stage.select(("sched",))
    assert [name for name, _, _ in panel.view.rates] == [""]


def test_another_length(stage: Stage) -> None:
    panel = stage.show(SchedulePanel, content()[0], ("sched",))
    panel.length.setCurrentIndex(2)
    panel.length.activated.emit(2)
    stage.settle()
    assert len(panel.view.rates[0][2][0]) == 101


def test_what_cannot_be_known_is_said(stage: Stage) -> None:
    panel = stage.show(SchedulePanel, content("LambdaLR")[0], ("sched",))
    assert "cannot be known" in panel.notice.text
    assert panel.view.isHidden()


def test_an_optimizer_without_a_scheduler(stage: Stage) -> None:
    value = content()[0]
    del value["sched"]
    panel = stage.show(SchedulePanel, value, ("optim",))
    assert "No scheduler" in panel.notice.text


def test_the_next_step_is_measured_when_asked(stage: Stage, tmp_path: Path) -> None:
    value, _, _ = content()
    torch.save(value, tmp_path / "c.pth")
    panel = stage.show(OptimizerPanel, Document(open_checkpoint(tmp_path / "c.pth")), ("optim",))
    assert panel.table.rows.texts[0].cells[5:7] == ("", "")
    panel.measure.click()
    stage.settle()
    weight = value["model"]["weight"].double()
    step, share = panel.table.rows.texts[0].cells[5:7]
    assert float(step) == pytest.approx(0.1 * 6**0.5, rel=1e-3)  # the first step of Adam is the rate in each element
    assert float(share.removesuffix(" %")) == pytest.approx(100 * 0.1 * 6**0.5 / weight.norm().item(), rel=1e-2)
    assert panel.measure.isEnabled()
    assert "with the rate of now" in panel.notice.text
