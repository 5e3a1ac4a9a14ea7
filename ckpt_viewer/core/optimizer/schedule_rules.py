"""How each scheduler of torch gets its next rate: `get_lr` of torch/optim/lr_scheduler.py (2.13), the recursive forms.

Contract: pure functions of a scheduler's counters and a param group. ZeroDivisionError, OverflowError and the like come
through where the numbers of a file make no sense.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from ckpt_viewer.core.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """A param group on its way: its rate, and the rates it began with and is bound by."""

    lr: float
    base: float
    initial: float
    peak: float
    low: float


@dataclass(frozen=True, slots=True)
class State:
    """A scheduler on its way. `numbers` are its attributes, `epoch` the count of its steps, `inside` and `period` those
    of warm restarts; `milestones` how often each stands in the list; `mode` is that of a cyclic one."""

    epoch: int
    numbers: dict[str, float]
    milestones: dict[int, int]
    cosine: bool
    inside: float = 0.0
    period: float = 1.0
    mode: str = ""

    def __getitem__(self, name: str) -> float:
        return self.numbers[name]


Rule = Callable[[State, Group], float]


class Unknown(Exception):
    """Why there are no rates."""


def _step(s: State, g: Group) -> float:
    return g.lr if s.epoch == 0 or s.epoch % s["step_size"] else g.lr * s["gamma"]


def _multi_step(s: State, g: Group) -> float:
    return g.lr * s["gamma"] ** s.milestones[s.epoch] if s.epoch in s.milestones else g.lr


def _exponential(s: State, g: Group) -> float:
    return g.lr * s["gamma"]


def _constant(s: State, g: Group) -> float:
    return g.lr / s["factor"] if s.epoch == s["total_iters"] else g.lr


def _linear(s: State, g: Group) -> float:
    if s.epoch > s["total_iters"]:
        return g.lr
    slope = s["end_factor"] - s["start_factor"]
    return g.lr * (1.0 + slope / (s["total_iters"] * s["start_factor"] + (s.epoch - 1) * slope))


def _polynomial(s: State, g: Group) -> float:
    total = s["total_iters"]
    if s.epoch > total:
        return g.lr
    factor: float = ((1.0 - s.epoch / total) / (1.0 - (s.epoch - 1) / total)) ** s["power"]
    return g.lr * factor


def _cosine(s: State, g: Group) -> float:
    low, half = s["eta_min"], s["T_max"]
    if (s.epoch - 1 - half) % (2 * half) == 0:
        return g.lr + (g.base - low) * (1 - math.cos(math.pi / half)) / 2
    ratio = (1 + math.cos(math.pi * s.epoch / half)) / (1 + math.cos(math.pi * (s.epoch - 1) / half))
    return ratio * (g.lr - low) + low


def _warm_restarts(s: State, g: Group) -> float:
    low = s["eta_min"]
    return low + (g.base - low) * (1 + math.cos(math.pi * s.inside / s.period)) / 2


def _one_cycle(s: State, g: Group) -> float:
    total, up = s["total_steps"], s.numbers["end_step"]
    ends = [(up, g.initial, g.peak)]
    if "second_end" in s.numbers:
        ends.append((s["second_end"], g.peak, g.initial))
        ends.append((total - 1, g.initial, g.low))
    else:
        ends.append((total - 1, g.peak, g.low))
    at = next((n for n, (end, _, _) in enumerate(ends) if s.epoch <= end), len(ends) - 1)
    end, start_lr, end_lr = ends[at]
    begin = ends[at - 1][0] if at else 0.0
    part = (s.epoch - begin) / (end - begin)
    if s.cosine:
        return end_lr + (start_lr - end_lr) / 2.0 * (math.cos(math.pi * part) + 1)
    return (end_lr - start_lr) * part + start_lr


def _cyclic(s: State, g: Group) -> float:
    total, ratio = s["total_size"], s["step_ratio"]
    cycle = math.floor(1 + s.epoch / total)
    x = 1.0 + s.epoch / total - cycle
    height = (g.peak - g.base) * (x / ratio if x <= ratio else (x - 1) / (ratio - 1))
    match s.mode:
        case "triangular":
            return g.base + height
        case "triangular2":
            return g.base + height / 2.0 ** (cycle - 1)
        case "exp_range":
            return g.base + height * s["gamma"] ** s.epoch
        case _:
            raise Unknown(BY_FUNCTION)


RULES: dict[str, Rule] = {
    "StepLR": _step, "MultiStepLR": _multi_step, "ExponentialLR": _exponential, "ConstantLR": _constant,
    "LinearLR": _linear, "PolynomialLR": _polynomial, "CosineAnnealingLR": _cosine,
    "CosineAnnealingWarmRestarts": _warm_restarts, "OneCycleLR": _one_cycle,
    "CyclicLR": _cyclic,
}
# By what the base rate is multiplied at epoch 0 (`_get_closed_form_lr`), for those that do not take their usual way.
BEGINNINGS: dict[str, Callable[[State], float]] = {
    "StepLR": lambda _: 1.0, "ExponentialLR": lambda _: 1.0, "CosineAnnealingLR": lambda _: 1.0,
    "MultiStepLR": lambda s: s["gamma"] ** s.milestones.get(0, 0),
    "ConstantLR": lambda s: s["factor"] if s["total_iters"] > 0 else 1.0,
    "LinearLR": lambda s: s["start_factor"], "PolynomialLR": lambda _: 1.0,
}
NEEDS: dict[str, tuple[str, ...]] = {
    "StepLR": ("step_size", "gamma"), "MultiStepLR": ("gamma",), "ExponentialLR": ("gamma",),
    "ConstantLR": ("factor", "total_iters"), "LinearLR": ("start_factor", "end_factor", "total_iters"),
    "PolynomialLR": ("total_iters", "power"), "CosineAnnealingLR": ("T_max", "eta_min"),
    "CosineAnnealingWarmRestarts": ("T_i", "T_cur", "T_mult", "eta_min"), "OneCycleLR": ("total_steps", "end_step"),
    "CyclicLR": ("total_size", "step_ratio"),
}
BY_FUNCTION = "Its rates come from a Python function, which the file does not hold: they cannot be known."
WHY_NOT = {
    "LambdaLR": BY_FUNCTION, "MultiplicativeLR": BY_FUNCTION,
    "ReduceLROnPlateau": "ReduceLROnPlateau waits for losses that are still to come: its rates cannot be known.",
}
LACKS = "The scheduler's state lacks {}."
UNKNOWN = "How {} goes on is not known to this program."
