"""A checkpoint whose learning rate was changed and saved here goes on in a real training loop of torch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim import lr_scheduler as schedulers

from ckpt_viewer.core import saving
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.optimizer import lr_places
from ckpt_viewer.core.recipes import LearningRate, Reset
from ckpt_viewer.core.saving import SaveOptions
from ckpt_viewer.core.saving.in_place import update
from ckpt_viewer.core.task import Task

OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "SGD": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9), "AdamW": lambda p, lr: torch.optim.AdamW(p, lr=lr)}
SCHEDULERS: dict[str, Callable[[torch.optim.Optimizer], Any]] = {
    "StepLR": lambda o: schedulers.StepLR(o, 3, gamma=0.5),
    "CosineAnnealingLR": lambda o: schedulers.CosineAnnealingLR(o, 20),
    "OneCycleLR": lambda o: schedulers.OneCycleLR(o, 0.5, total_steps=30),
}
NEW = 0.003


class Training:
    """A small model that sees the same data in each step."""

    def __init__(self, optimizer: str, scheduler: str, *, tensor: bool) -> None:
        torch.manual_seed(3)
        self.model = nn.Linear(3, 1)
        self.optimizer = OPTIMIZERS[optimizer](self.model.parameters(), torch.tensor(0.1) if tensor else 0.1)
        self.scheduler = SCHEDULERS[scheduler](self.optimizer)

    def backward(self) -> None:
        self.optimizer.zero_grad()
        self.model(torch.tensor([[1.0, -2.0, 0.5]])).square().sum().backward()

    def step(self) -> float:
        self.backward()
        self.optimizer.step()
        self.scheduler.step()
        return self.rate

    @property
    def rate(self) -> float:
        return float(self.optimizer.param_groups[0]["lr"])

    def state(self) -> dict[str, Any]:
        return {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(),
                "scheduler": self.scheduler.state_dict(), "epoch": 4}

    def load(self, state: dict[str, Any]) -> None:
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.scheduler.load_state_dict(state["scheduler"])


@pytest.mark.parametrize("in_place", [False, True], ids=["copy", "in_place"])
@pytest.mark.parametrize("tensor", [False, True], ids=["float", "tensor"])
@pytest.mark.parametrize("scheduler", SCHEDULERS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_next_steps_use_the_new_rate(optimizer: str, scheduler: str, tensor: bool, in_place: bool,
                                         tmp_path: Path) -> None:
    first = Training(optimizer, scheduler, tensor=tensor)
    for _ in range(4):
        first.step()
    before = tmp_path / "before.pth"
    torch.save(first.state(), before)
    after = changed(before, in_place)

    resumed, by_hand = (Training(optimizer, scheduler, tensor=tensor) for _ in range(2))
    resumed.load(torch.load(after, weights_only=True))
    by_hand.load(first.state())
    start = by_hand.rate
    assert resumed.rate == float(torch.tensor(NEW)) if tensor else resumed.rate == NEW

    rate = by_hand.optimizer.param_groups[0]
    rate["lr"] = torch.tensor(NEW) if tensor else NEW
    for training in (resumed, by_hand):
        training.backward()
        training.optimizer.step()
    for mine, theirs in zip(resumed.model.parameters(), by_hand.model.parameters(), strict=True):
        assert torch.equal(mine, theirs), "the step is the one that torch makes with this rate"

    resumed.scheduler.step()
    rates = [resumed.rate, *(resumed.step() for _ in range(8))]
    expected = [first.step() * NEW / start for _ in range(9)]
    assert rates == pytest.approx(expected, rel=1e-5 if tensor else 1e-12), "the schedule goes on from it"


def changed(file: Path, in_place: bool) -> Path:
    document = Document(open_checkpoint(file))
    document.apply(LearningRate(NEW))
    if in_place:
        update(document.snapshot())
        return file
    target = file.with_name("after.pth")
    saving.save(saving.plan(document.snapshot(), target, SaveOptions()), Task())
    return target


@pytest.mark.parametrize("scheduler", ["StepLR", "CosineAnnealingLR"])
def test_a_training_that_was_reset_begins_its_schedule_anew(scheduler: str, tmp_path: Path) -> None:
    first, fresh = (Training("SGD", scheduler, tensor=False) for _ in range(2))
    for _ in range(5):
        first.step()
    torch.save(first.state(), tmp_path / "before.pth")
    document = Document(open_checkpoint(tmp_path / "before.pth"))
    document.apply(Reset())
    document.apply(LearningRate(first.rate))
    target = tmp_path / "after.pth"
    saving.save(saving.plan(document.snapshot(), target, SaveOptions()), Task())
    state = torch.load(target, weights_only=True)
    assert state["epoch"] == 0
    state["optimizer"]["param_groups"][0]["lr"] = state["scheduler"]["_last_lr"][0] = 0.1  # as the schedule begins
    resumed = Training("SGD", scheduler, tensor=False)
    resumed.load(state)
    assert [resumed.step() for _ in range(6)] == pytest.approx([fresh.step() for _ in range(6)])


def test_a_rate_in_float32_is_told_as_a_person_wrote_it(tmp_path: Path) -> None:
    training = Training("AdamW", "StepLR", tensor=True)
    training.optimizer.param_groups[0]["lr"].fill_(0.001)
    torch.save(training.state(), tmp_path / "t.pth")
    places = lr_places(open_checkpoint(tmp_path / "t.pth").graph)
    assert {place.role: place.value for place in places}["lr"] == 0.001
    assert all(torch.tensor(place.value) == training.state()["optimizer"]["param_groups"][0]["lr"]
               for place in places if place.role == "lr")
