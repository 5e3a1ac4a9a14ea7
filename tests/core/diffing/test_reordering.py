"""A resume for which the order of a model's parameters had changed, with torch's Adam as what really happens."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
import torch
from torch import nn

from ckpt_viewer.core.diffing import reordering
from ckpt_viewer.core.diffing.remarks import structure_remarks
from tests.core.diffing.test_frozen import measured

How = Literal["by number", "by name", "anew"]


class Attention(nn.Module):
    """One whose author later wrote its layers down in another order."""

    def __init__(self, *order: str) -> None:
        super().__init__()
        for name in order:
            self.add_module(name, nn.Linear(16, 16, bias=False))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        q, k, v = (self.get_submodule(name)(x) for name in "qkv")
        found: torch.Tensor = torch.tanh(q * 0.1) * torch.sigmoid(k) + v
        return found


def steps(model: nn.Module, optimizer: torch.optim.Optimizer, count: int, goal: float = 1.0) -> None:
    for _ in range(count):
        optimizer.zero_grad()
        (model(torch.randn(8, 16)) - goal).square().sum().backward()
        optimizer.step()


def saved(model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    copied = {key: value.clone() for key, value in model.state_dict().items()}
    state = {at: {key: value.clone() for key, value in kept.items()}
             for at, kept in optimizer.state_dict()["state"].items()}
    return {"model": copied, "optim": {**optimizer.state_dict(), "state": state}}


@cache
def trained(betas: tuple[float, float]) -> tuple[dict[str, Any], torch.Tensor]:
    """A model and its optimizer after 300 steps, and where chance stands then."""
    torch.manual_seed(11)
    model = Attention("q", "k", "v")
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=betas)
    steps(model, optimizer, 300)
    return saved(model, optimizer), torch.get_rng_state()


def two(how: How, more: int, order: tuple[str, ...] = ("k", "q", "v"),
        betas: tuple[float, float] = (0.9, 0.999)) -> list[dict[str, Any]]:
    before, chance = trained(betas)
    before = deepcopy(before)
    torch.set_rng_state(chance)
    again = Attention(*order)
    again.load_state_dict(before["model"])
    resumed = torch.optim.AdamW(again.parameters(), lr=1e-3, betas=betas)
    if how != "anew":
        state = deepcopy(before["optim"])
        names = ["q", "k", "v"] if how == "by name" else order
        state["state"] = {at: state["state"][names.index(name)] for at, name in enumerate(order)}
        resumed.load_state_dict(state)
    steps(again, resumed, more)
    return [before, saved(again, resumed)]


@pytest.mark.parametrize("more", [0, 1, 100])
@pytest.mark.parametrize("turned", [False, True])
def test_state_that_went_on_by_number_is_told(more: int, turned: bool, tmp_path: Path) -> None:
    sides = two("by number", more)
    if turned and more:
        sides.reverse()
    later = "A" if turned and more else "B"
    (said,) = structure_remarks(measured(tmp_path, *sides)[0])
    assert said == (
        f"The optimizer's parameters come in another order in {later}, and its state went on by number: what it keeps "
        "for k.weight began as that of q.weight (so for 2 parameters)")


@pytest.mark.parametrize(("how", "more"), [
    ("by name", 0), ("by name", 5), ("by name", 200), ("anew", 1), ("anew", 10), ("anew", 40), ("anew", 100),
    ("anew", 500),
])
def test_nothing_is_told_of_another_resume(how: How, more: int, tmp_path: Path) -> None:
    said = structure_remarks(measured(tmp_path, *two(how, more))[0])
    assert not any("another order" in remark for remark in said)


def another_training() -> list[dict[str, Any]]:
    """With smaller gradients and a few steps more."""
    first, _ = two("by name", 0)
    torch.manual_seed(12)
    model = Attention("k", "q", "v")
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    steps(model, optimizer, 320, goal=0.1)
    return [first, saved(model, optimizer)]


@pytest.mark.parametrize("sides", [
    lambda: two("by number", 5, ("q", "k", "v")), lambda: two("by number", 400, betas=(0.9, 0.9)),
    lambda: two("by number", 800), another_training,
], ids=["the same order", "too long ago", "all made up for", "another training"])
def test_nothing_is_told_where_nothing_proves_it(sides: Callable[[], list[dict[str, Any]]], tmp_path: Path) -> None:
    assert structure_remarks(measured(tmp_path, *sides())[0]) == ()


def test_parameters_are_named_only_where_their_order_may_be_another(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a file of 100,000 tensors that took as long as to find what differs."""
    def refuse(_graph: object) -> None:
        raise AssertionError("the keys are in order")

    monkeypatch.setattr(reordering, "find_optimizers", refuse)
    sides = two("by number", 5, ("q", "k", "v"))
    sides[1]["optim"]["param_groups"][0]["lr"] = 1e-4
    assert structure_remarks(measured(tmp_path, *sides)[0]) == ()


def test_groups_that_were_given_in_another_order_are_told(tmp_path: Path) -> None:
    """The model is the same, and so is the number of parameters in each group."""
    torch.manual_seed(11)
    model = Attention("q", "k", "v")
    named = dict(model.named_parameters())

    def made(first: str, second: str) -> torch.optim.Optimizer:
        return torch.optim.AdamW([{"params": [(first, named[first])], "weight_decay": 0.1},
                                  {"params": [(second, named[second])], "weight_decay": 0.0}], lr=1e-3)

    optimizer = made("q.weight", "k.weight")
    steps(model, optimizer, 300)
    before, state = saved(model, optimizer), optimizer.state_dict()
    again = made("k.weight", "q.weight")
    for group, own in zip(state["param_groups"], again.state_dict()["param_groups"], strict=True):
        group |= {"param_names": own["param_names"], "weight_decay": own["weight_decay"]}
    again.load_state_dict(state)
    steps(model, again, 5)
    said = structure_remarks(measured(tmp_path, before, saved(model, again))[0])
    assert any("another order" in remark for remark in said), said
