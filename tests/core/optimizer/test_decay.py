"""A scheduler with one peak for all groups, as Megatron saves it; many changes of rates told in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.optimizer import find_schedulers
from ckpt_viewer.core.recipes import LearningRate
from tests.oracles import save


def trained(groups: int) -> dict[str, Any]:
    """Each parameter in a group of its own, half-way down from a peak of 0.5."""
    model = nn.Sequential(*[nn.Linear(2, 2, bias=False) for _ in range(groups)])
    optimizer = torch.optim.AdamW([{"params": [p]} for p in model.parameters()], lr=0.25)
    return {"model": model.state_dict(), "optimizer": {"optimizer": optimizer.state_dict()}}


def decay(style: str = "lr_decay_style") -> dict[str, Any]:
    return {"max_lr": 0.5, "lr_warmup_steps": 10, "num_steps": 500, style: "linear", "lr_decay_steps": 990,
            "min_lr": 0.0625, "start_wd": 0.1, "end_wd": 0.1}


@pytest.mark.parametrize("style", ["lr_decay_style", "decay_style"])
def test_its_peak_and_its_end_keep_their_ratio_to_the_rate(style: str, tmp_path: Path) -> None:
    held = {**trained(2), "opt_param_scheduler": decay(style)}
    document = Document(open_checkpoint(save(held, tmp_path / "x.pt")))
    (scheduler,) = find_schedulers(document.graph)
    assert (scheduler.guess, scheduler.optimizer) == (
        "OptimizerParamScheduler (Megatron)", ("optimizer", "optimizer"))
    document.apply(LearningRate(0.125))
    assert document.changes == (
        "/optimizer/optimizer/param_groups/0/lr: 0.25 → 0.125", "/optimizer/optimizer/param_groups/1/lr: 0.25 → 0.125",
        "/opt_param_scheduler/max_lr: 0.5 → 0.25", "/opt_param_scheduler/min_lr: 0.0625 → 0.03125")


@pytest.mark.parametrize("missing", ["max_lr", "num_steps", "lr_decay_style"])
def test_what_lacks_one_of_its_marks_is_something_else(missing: str, tmp_path: Path) -> None:
    other = {key: value for key, value in decay().items() if key != missing}
    assert find_schedulers(open_checkpoint(save({**trained(1), "args": other}, tmp_path / "x.pt")).graph) == ()


def test_a_rate_per_parameter_is_told_in_one_line(tmp_path: Path) -> None:
    held = trained(30)
    for at, group in enumerate(held["optimizer"]["optimizer"]["param_groups"]):
        group["initial_lr"] = 0.5 if at else 0.75
    document = Document(open_checkpoint(save(held, tmp_path / "x.pt")))
    document.apply(LearningRate(0.125))
    place = "/optimizer/optimizer/param_groups"
    assert document.changes == (
        f"30 learning rates from {place}/0/lr to {place}/29/lr: 0.25 → 0.125",
        f"30 learning rates from {place}/0/initial_lr to {place}/29/initial_lr: 0.5 … 0.75 → 0.25 … 0.375")
