"""The size of the next step against the one that torch made last, which the saved state makes again."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.views.next_steps import NextStep, next_steps

Make = Callable[[list[torch.nn.Parameter]], torch.optim.Optimizer]


def trained(folder: Path, make: Make, steps: int = 5) -> tuple[dict[str, torch.Tensor], tuple[NextStep, ...]]:
    """The last change of each weight as torch made it, and what is told of the saved file."""
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(6, 5), torch.nn.Tanh(), torch.nn.Linear(5, 2)).double()
    optimizer = make(list(net.parameters()))
    before: dict[str, torch.Tensor] = {}
    for _ in range(steps):
        optimizer.zero_grad()
        net(torch.randn(8, 6).double()).square().sum().backward()
        before = {name: value.clone() for name, value in net.state_dict().items()}
        optimizer.step()
    after = net.state_dict()
    torch.save({"model": after, "optim": optimizer.state_dict()}, folder / "c.pth")
    graph = open_checkpoint(folder / "c.pth").graph
    return {name: after[name] - value for name, value in before.items()}, next_steps(
        graph, find_optimizers(graph)[0], Task())


@pytest.mark.parametrize("make", [
    lambda p: torch.optim.Adam(p, 0.01), lambda p: torch.optim.Adam(p, 0.01, weight_decay=0.1),
    lambda p: torch.optim.Adam(p, 0.01, (0.5, 0.7), amsgrad=True), lambda p: torch.optim.AdamW(p, 0.01, weight_decay=0),
    lambda p: torch.optim.SGD(p, 0.01, momentum=0.9),
    lambda p: torch.optim.SGD(p, 0.01, momentum=0.9, weight_decay=0.1),
])
def test_the_step_is_the_one_that_torch_made(tmp_path: Path, make: Make) -> None:
    moved, found = trained(tmp_path, make)
    assert [step.param.name for step in found] == list(moved)
    weights = torch.load(tmp_path / "c.pth")["model"]
    for step in found:
        name = str(step.param.name)
        assert step.size is not None
        assert step.size.step == pytest.approx(moved[name].norm().item(), rel=1e-6)
        assert step.size.largest == pytest.approx(moved[name].abs().max().item(), rel=1e-6)
        assert step.size.relative == pytest.approx((moved[name].norm() / weights[name].norm()).item(), rel=1e-6)


def test_the_decay_of_adamw_is_part_of_the_step(tmp_path: Path) -> None:
    moved, found = trained(tmp_path, lambda p: torch.optim.AdamW(p, 1e-3, weight_decay=5.0))
    for step in found:  # it takes the weight after the step, so a thousandth is open
        assert step.size is not None
        assert step.size.step == pytest.approx(moved[str(step.param.name)].norm().item(), rel=0.02)


def test_the_statistics_of_the_state(tmp_path: Path) -> None:
    _, found = trained(tmp_path, lambda p: torch.optim.Adam(p, 0.01))
    state = torch.load(tmp_path / "c.pth")["optim"]["state"]
    for step in found:
        kept = state[step.param.index]
        assert step.size is not None
        assert step.size.first == pytest.approx(kept["exp_avg"].norm().item())
        assert step.size.spread == pytest.approx(math.sqrt(kept["exp_avg_sq"].mean().item()))


@pytest.mark.parametrize(("make", "steps", "words"), [
    (lambda p: torch.optim.SGD(p, 0.01), 3, "SGD without momentum"),
    (lambda p: torch.optim.RMSprop(p, 0.01), 3, "How RMSprop makes its step"),
    (lambda p: torch.optim.Adam(p, 0.01), 0, "No step has been made"),
])
def test_what_cannot_be_known_is_said(tmp_path: Path, make: Make, steps: int, words: str) -> None:
    _, found = trained(tmp_path, make, steps)
    assert found
    assert all(step.size is None and (words in step.why or "does not tell" in step.why) for step in found)
