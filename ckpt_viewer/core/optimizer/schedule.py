"""The learning rates that a saved scheduler will set, step by step, as torch would compute them after loading it.

Follows `get_lr` and `step` of torch/optim/lr_scheduler.py (2.13), the recursive forms, which go on from the rate that
stands in the param group: an edited rate takes the same way here as there. Pure; reads a few bytes where a rate is kept
as a tensor.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Object, Scalar, Sequence, Tensor
from ckpt_viewer.core.kinds import named_children
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.optimizer.finding import OptimizerView
from ckpt_viewer.core.optimizer.learning_rate import single_value
from ckpt_viewer.core.optimizer.schedulers import SchedulerView

MOST = 1_000_000  # of steps that a file may ask for


@dataclass(frozen=True, slots=True)
class Curve:
    """`rates` of each group: the one that stands there, then that after each step of the scheduler from step `first`
    on. `why` says in a sentence why there are none."""

    scheduler: str
    first: int
    rates: tuple[tuple[float, ...], ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    """A param group on its way: its rate, and the rates it began with and is bound by."""

    lr: float
    base: float
    initial: float
    peak: float
    low: float


@dataclass(frozen=True, slots=True)
class _State:
    """A scheduler on its way. `numbers` are its attributes, `epoch` the count of its steps, `inside` and `period` those
    of warm restarts; `milestones` how often each stands in the list."""

    epoch: int
    numbers: dict[str, float]
    milestones: dict[int, int]
    cosine: bool
    inside: float = 0.0
    period: float = 1.0

    def __getitem__(self, name: str) -> float:
        return self.numbers[name]


_Rule = Callable[[_State, _Group], float]


def future_rates(graph: Graph, scheduler: SchedulerView, optimizer: OptimizerView | None, steps: int) -> Curve:
    """The rates of the next `steps` steps, fewer where the schedule ends before."""
    rule = _RULES.get(scheduler.guess)
    if rule is None:
        return Curve(scheduler.guess, 0, (), _WHY_NOT.get(scheduler.guess, _UNKNOWN.format(scheduler.guess)))
    state = _state(graph, scheduler)
    groups = _groups(graph, scheduler, optimizer)
    missing = [name for name in _NEEDS[scheduler.guess] if name not in state.numbers]
    if missing or not groups:
        return Curve(scheduler.guess, 0, (), f"The scheduler's state lacks {missing[0] if missing else 'its rates'}.")
    try:
        rates = _follow(rule, state, groups, min(steps, MOST))
    except (ZeroDivisionError, OverflowError, ValueError):
        return Curve(scheduler.guess, 0, (), "The numbers in the scheduler's state give no rates.")
    return Curve(scheduler.guess, state.epoch, rates)


def likely_length(graph: Graph, scheduler: SchedulerView) -> int:
    """How many steps from now show the shape of the schedule."""
    state = _state(graph, scheduler)
    ends = [state.numbers.get(name, 0.0) for name in ("total_steps", "T_max", "total_iters")]
    ends += [2.0 * state.numbers.get(name, 0.0) for name in ("T_i", "step_size")]
    ends += [1.2 * max(state.milestones, default=0)]
    left = max(ends) - state.epoch
    return int(min(max(left, 30.0), 20_000.0)) if math.isfinite(left) else 100


def _follow(rule: _Rule, state: _State, groups: list[_Group], steps: int) -> tuple[tuple[float, ...], ...]:
    found = [[group.lr] for group in groups]
    for _ in range(steps):
        state = _stepped(state)
        if state.epoch > state.numbers.get("total_steps", math.inf):
            break  # torch raises an error there
        groups = [replace(group, lr=rule(state, group)) for group in groups]
        for rates, group in zip(found, groups, strict=True):
            rates.append(group.lr)
    return tuple(map(tuple, found))


def _stepped(state: _State) -> _State:
    """The counters after one more `step()`."""
    inside, period = state.inside + 1, state.period
    if inside >= period:
        inside, period = inside % period, period * state.numbers.get("T_mult", 1.0)
    return replace(state, epoch=state.epoch + 1, inside=inside, period=period)


def _step(s: _State, g: _Group) -> float:
    return g.lr if s.epoch == 0 or s.epoch % s["step_size"] else g.lr * s["gamma"]


def _multi_step(s: _State, g: _Group) -> float:
    return g.lr * s["gamma"] ** s.milestones[s.epoch] if s.epoch in s.milestones else g.lr


def _exponential(s: _State, g: _Group) -> float:
    return g.lr * s["gamma"]


def _constant(s: _State, g: _Group) -> float:
    return g.lr / s["factor"] if s.epoch == s["total_iters"] else g.lr


def _linear(s: _State, g: _Group) -> float:
    if s.epoch > s["total_iters"]:
        return g.lr
    slope = s["end_factor"] - s["start_factor"]
    return g.lr * (1.0 + slope / (s["total_iters"] * s["start_factor"] + (s.epoch - 1) * slope))


def _polynomial(s: _State, g: _Group) -> float:
    total = s["total_iters"]
    if s.epoch > total:
        return g.lr
    factor: float = ((1.0 - s.epoch / total) / (1.0 - (s.epoch - 1) / total)) ** s["power"]
    return g.lr * factor


def _cosine(s: _State, g: _Group) -> float:
    low, half = s["eta_min"], s["T_max"]
    if (s.epoch - 1 - half) % (2 * half) == 0:
        return g.lr + (g.base - low) * (1 - math.cos(math.pi / half)) / 2
    ratio = (1 + math.cos(math.pi * s.epoch / half)) / (1 + math.cos(math.pi * (s.epoch - 1) / half))
    return ratio * (g.lr - low) + low


def _warm_restarts(s: _State, g: _Group) -> float:
    low = s["eta_min"]
    return low + (g.base - low) * (1 + math.cos(math.pi * s.inside / s.period)) / 2


def _one_cycle(s: _State, g: _Group) -> float:
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


_RULES: dict[str, _Rule] = {
    "StepLR": _step, "MultiStepLR": _multi_step, "ExponentialLR": _exponential, "ConstantLR": _constant,
    "LinearLR": _linear, "PolynomialLR": _polynomial, "CosineAnnealingLR": _cosine,
    "CosineAnnealingWarmRestarts": _warm_restarts, "OneCycleLR": _one_cycle,
}
_NEEDS: dict[str, tuple[str, ...]] = {
    "StepLR": ("step_size", "gamma"), "MultiStepLR": ("gamma",), "ExponentialLR": ("gamma",),
    "ConstantLR": ("factor", "total_iters"), "LinearLR": ("start_factor", "end_factor", "total_iters"),
    "PolynomialLR": ("total_iters", "power"), "CosineAnnealingLR": ("T_max", "eta_min"),
    "CosineAnnealingWarmRestarts": ("T_i", "T_cur", "T_mult", "eta_min"), "OneCycleLR": ("total_steps", "end_step"),
}
_BY_FUNCTION = "Its rates come from a Python function, which the file does not hold: they cannot be known."
_WHY_NOT = {
    "LambdaLR": _BY_FUNCTION, "MultiplicativeLR": _BY_FUNCTION,
    "ReduceLROnPlateau": "ReduceLROnPlateau waits for losses that are still to come: its rates cannot be known.",
}
_UNKNOWN = "How {} goes on is not known to this program."


def _state(graph: Graph, scheduler: SchedulerView) -> _State:
    held = named_children(graph, scheduler.node)
    numbers = {name: value for name, node in held.items() if (value := _number(graph, node)) is not None}
    phases = _phase_ends(graph, held.get("_schedule_phases"))
    if phases:
        numbers["end_step"] = phases[0]
    if len(phases) == 3:
        numbers["second_end"] = phases[1]
    kind = graph[held["_anneal_func_type"]] if "_anneal_func_type" in held else None
    linear = isinstance(kind, Scalar) and kind.value == "linear"
    return _State(int(numbers.get("last_epoch", 0)), numbers, _milestones(graph, held.get("milestones")), not linear,
                  numbers.get("T_cur", 0.0), numbers.get("T_i", math.inf))


def _groups(graph: Graph, scheduler: SchedulerView, optimizer: OptimizerView | None) -> list[_Group]:
    """The param groups of the optimizer; where the file has none, what the scheduler remembers of them."""
    lists = {name: _numbers(graph, node) for name, node in scheduler.lists}
    base = lists.get("base_lrs", [])
    if optimizer is None:
        return [_Group(lr, base[n] if n < len(base) else lr, lr, lr, lr)
                for n, lr in enumerate(lists.get("_last_lr", []))]
    found = []
    for n, group in enumerate(optimizer.groups):
        hyper = {name: value for name, node in group.hyper if (value := _number(graph, node)) is not None}
        if "lr" not in hyper:
            return []
        lr = hyper["lr"]
        initial = hyper.get("initial_lr", lr)
        found.append(_Group(lr, base[n] if n < len(base) else initial, initial, hyper.get("max_lr", lr),
                            hyper.get("min_lr", 0.0)))
    return found


def _number(graph: Graph, node: NodeId) -> float | None:
    match graph[node]:
        case Scalar(bool()):
            return None
        case Scalar(int() | float() as value) if abs(value) < 1e300:
            return float(value)
        case Tensor() as tensor if tensor.spec.numel == 1 and not tensor.problem:
            return single_value(tensor)
        case _:
            return None


def _numbers(graph: Graph, node: NodeId) -> list[float]:
    held = graph[node]
    items = held.items if isinstance(held, Sequence) else ()
    return [value for item in items if (value := _number(graph, item)) is not None]


def _milestones(graph: Graph, node: NodeId | None) -> dict[int, int]:
    """A Counter is a dict within an object; SequentialLR's list is counted."""
    if node is None:
        return {}
    found: dict[int, int] = {}
    held = graph[node]
    if isinstance(held, Sequence):
        for value in _numbers(graph, node):
            found[int(value)] = found.get(int(value), 0) + 1
        return found
    for key, child in graph.children(node):
        amount = _number(graph, child)
        if type(key) is int and amount is not None:
            found[key] = int(amount)
        elif isinstance(graph[child], Mapping | Object):
            found |= _milestones(graph, child)
    return found


def _phase_ends(graph: Graph, node: NodeId | None) -> list[float]:
    held = None if node is None else graph[node]
    ends = []
    for item in held.items if isinstance(held, Sequence) else ():
        end = named_children(graph, item).get("end_step")
        value = None if end is None else _number(graph, end)
        ends += [value] if value is not None else []
    return ends
