"""The rates of saved schedulers against those that torch sets, step by step, from wherever they were saved."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler as torch_schedulers

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.optimizer import find_optimizers, find_schedulers
from ckpt_viewer.core.optimizer.schedule import Curve, future_rates, likely_length

Make = Callable[[torch.optim.Optimizer], Any]
KINDS: dict[str, Make] = {
    "StepLR": lambda o: torch_schedulers.StepLR(o, 3, 0.5),
    "MultiStepLR": lambda o: torch_schedulers.MultiStepLR(o, [2, 5, 5, 11], 0.3),
    "ExponentialLR": lambda o: torch_schedulers.ExponentialLR(o, 0.9),
    "ConstantLR": lambda o: torch_schedulers.ConstantLR(o, 0.25, 6),
    "LinearLR": lambda o: torch_schedulers.LinearLR(o, 0.2, 0.9, 7),
    "PolynomialLR": lambda o: torch_schedulers.PolynomialLR(o, 9, 2.0),
    "CosineAnnealingLR": lambda o: torch_schedulers.CosineAnnealingLR(o, 6, 1e-4),
    "CosineAnnealingWarmRestarts": lambda o: torch_schedulers.CosineAnnealingWarmRestarts(o, 3, 2, 1e-4),
    "OneCycleLR": lambda o: torch_schedulers.OneCycleLR(o, [0.1, 0.4], total_steps=24),
    "OneCycleLR three phases, linear": lambda o: torch_schedulers.OneCycleLR(
        o, [0.1, 0.4], total_steps=24, three_phase=True, anneal_strategy="linear"),
    "CyclicLR": lambda o: torch_schedulers.CyclicLR(o, [0.01, 0.02], [0.1, 0.4], 4, 3),
    "CyclicLR halving": lambda o: torch_schedulers.CyclicLR(o, 0.01, 0.1, 4, mode="triangular2"),
    "CyclicLR fading": lambda o: torch_schedulers.CyclicLR(o, 0.01, 0.1, 5, 2, mode="exp_range", gamma=0.9),
    "ChainedScheduler": lambda o: torch_schedulers.ChainedScheduler(
        [torch_schedulers.ConstantLR(o, 0.1, 4), torch_schedulers.ExponentialLR(o, 0.9)]),
    "ChainedScheduler of a sequence": lambda o: torch_schedulers.ChainedScheduler(
        [sequence(o, [3], "LinearLR", "CosineAnnealingLR"), torch_schedulers.ExponentialLR(o, 0.95)]),
}
SEQUENCES: dict[str, tuple[list[int], tuple[str, ...]]] = {
    "warm-up and cosine": ([4], ("LinearLR", "CosineAnnealingLR")),
    "three": ([3, 8], ("ConstantLR", "StepLR", "ExponentialLR")),
    "restarts": ([2, 5], ("PolynomialLR", "CosineAnnealingWarmRestarts", "MultiStepLR")),
    "cycles": ([3], ("ExponentialLR", "CyclicLR")),
    "one cycle": ([3], ("ConstantLR", "OneCycleLR")),
    "constant last": ([3, 6], ("StepLR", "ConstantLR", "LinearLR")),
}


def sequence(optimizer: torch.optim.Optimizer, milestones: list[int], *kinds: str) -> Any:
    return torch_schedulers.SequentialLR(optimizer, [KINDS[kind](optimizer) for kind in kinds], milestones)


def two_groups() -> torch.optim.SGD:
    weights = [torch.nn.Parameter(torch.ones(2)) for _ in range(2)]
    return torch.optim.SGD([{"params": weights[:1], "lr": 0.1}, {"params": weights[1:], "lr": 0.02}], momentum=0.9)


def stepped(optimizer: torch.optim.Optimizer, scheduler: Any, count: int) -> list[list[float]]:
    rates = []
    for _ in range(count):
        optimizer.step()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            scheduler.step()
        rates.append([group["lr"] for group in optimizer.param_groups])
    return rates


def curve(path: Path, steps: int) -> Curve:
    graph = open_checkpoint(path).graph
    optimizers = find_optimizers(graph)
    scheduler = find_schedulers(graph, optimizers)[0]
    return future_rates(graph, scheduler, optimizers[0] if optimizers else None, steps)


@pytest.mark.parametrize("before", [0, 1, 4, 9])
@pytest.mark.parametrize("kind", list(KINDS))
def test_rates_go_on_as_in_torch(tmp_path: Path, kind: str, before: int) -> None:
    optimizer = two_groups()
    scheduler = KINDS[kind](optimizer)
    stepped(optimizer, scheduler, before)
    torch.save({"optim": optimizer.state_dict(), "sched": scheduler.state_dict()}, tmp_path / "c.pth")
    found = curve(tmp_path / "c.pth", 14)
    assert (found.scheduler, found.first, found.why) == (kind.split()[0], before, "")
    expected = stepped(optimizer, scheduler, 14)
    for group in range(2):
        assert found.rates[group][1:] == pytest.approx([rates[group] for rates in expected], rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("before", [0, 2, 3, 7])
@pytest.mark.parametrize("name", list(SEQUENCES))
def test_one_after_the_other_as_in_torch(tmp_path: Path, name: str, before: int) -> None:
    optimizer = two_groups()
    scheduler = sequence(optimizer, SEQUENCES[name][0], *SEQUENCES[name][1])
    stepped(optimizer, scheduler, before)
    torch.save({"optim": optimizer.state_dict(), "sched": scheduler.state_dict()}, tmp_path / "c.pth")
    found = curve(tmp_path / "c.pth", 14)
    assert (found.scheduler, found.first, found.why) == ("SequentialLR", before, "")
    expected = stepped(optimizer, scheduler, 14)
    for group in range(2):
        assert found.rates[group][1:] == pytest.approx([rates[group] for rates in expected], rel=1e-9, abs=1e-15)


def test_an_edited_rate_goes_the_way_that_torch_takes_with_it(tmp_path: Path) -> None:
    optimizer = two_groups()
    scheduler = torch_schedulers.CosineAnnealingLR(optimizer, 8)
    stepped(optimizer, scheduler, 3)
    for group in optimizer.param_groups:
        group["lr"] = 0.5
    torch.save({"optim": optimizer.state_dict(), "sched": scheduler.state_dict()}, tmp_path / "c.pth")
    found = curve(tmp_path / "c.pth", 5)
    assert found.rates[0][1:] == pytest.approx([rates[0] for rates in stepped(optimizer, scheduler, 5)], rel=1e-9)


def test_one_cycle_ends_where_torch_raises(tmp_path: Path) -> None:
    optimizer = two_groups()
    scheduler = KINDS["OneCycleLR"](optimizer)
    torch.save({"optim": optimizer.state_dict(), "sched": scheduler.state_dict()}, tmp_path / "c.pth")
    assert len(curve(tmp_path / "c.pth", 1000).rates[0]) == 25


@pytest.mark.parametrize(("make", "words"), [
    (lambda o: torch_schedulers.LambdaLR(o, lambda n: 0.9**n), "cannot be known"),
    (lambda o: torch_schedulers.ReduceLROnPlateau(o), "losses that are still to come"),
    (lambda o: torch_schedulers.SequentialLR(
        o, [torch_schedulers.LambdaLR(o, lambda _: 1.0), torch_schedulers.ExponentialLR(o, 0.9)], [3]),
        "cannot be known"),
])
def test_what_cannot_be_known_is_said(tmp_path: Path, make: Make, words: str) -> None:
    optimizer = two_groups()
    state = make(optimizer).state_dict()
    torch.save({"optim": optimizer.state_dict(), "sched": state}, tmp_path / "c.pth")
    found = curve(tmp_path / "c.pth", 5)
    assert (found.rates, words in found.why) == ((), True)


def test_a_scheduler_alone_goes_on_from_what_it_set_last(tmp_path: Path) -> None:
    optimizer = two_groups()
    scheduler = KINDS["StepLR"](optimizer)
    torch.save({"sched": scheduler.state_dict()}, tmp_path / "c.pth")
    assert curve(tmp_path / "c.pth", 3).rates == ((0.1, 0.1, 0.1, 0.05), (0.02, 0.02, 0.02, 0.01))


def test_numbers_that_give_no_rates_are_told(tmp_path: Path) -> None:
    optimizer = two_groups()
    state = KINDS["StepLR"](optimizer).state_dict() | {"step_size": 0}
    torch.save({"optim": optimizer.state_dict(), "sched": state}, tmp_path / "c.pth")
    assert curve(tmp_path / "c.pth", 5).why


def test_the_length_of_a_sequence(tmp_path: Path) -> None:
    optimizer = two_groups()
    parts = [torch_schedulers.LinearLR(optimizer), torch_schedulers.CosineAnnealingLR(optimizer, 90)]
    torch.save(torch_schedulers.SequentialLR(optimizer, parts, [50]).state_dict(), tmp_path / "c.pth")
    graph = open_checkpoint(tmp_path / "c.pth").graph
    assert likely_length(graph, find_schedulers(graph)[0]) == pytest.approx(140, abs=1)


@pytest.mark.parametrize(("taken", "left"), [(0, 90), (84, 6), (90, 30)])
def test_the_length_that_is_shown(tmp_path: Path, taken: int, left: int) -> None:
    """To the end, for what the formula gives behind it looks like a plan; where that is reached, some steps more."""
    optimizer = two_groups()
    scheduler = torch_schedulers.CosineAnnealingLR(optimizer, 90)
    for _ in range(taken):
        optimizer.step()
        scheduler.step()
    torch.save({"optim": optimizer.state_dict(), "sched": scheduler.state_dict()}, tmp_path / "c.pth")
    graph = open_checkpoint(tmp_path / "c.pth").graph
    assert likely_length(graph, find_schedulers(graph)[0]) == left
