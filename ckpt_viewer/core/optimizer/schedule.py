"""The learning rates that a saved scheduler will set, step by step, as torch would compute them after loading it.

Follows `get_lr` and `step` of torch/optim/lr_scheduler.py (2.13), the recursive forms, which go on from the rate that
stands in the param group: an edited rate takes the same way here as there. Pure; reads a few bytes where a rate is kept
as a tensor.
"""

from __future__ import annotations

import math
from bisect import bisect_right

from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Object, Scalar, Sequence
from ckpt_viewer.core.kinds import named_children
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.optimizer.finding import OptimizerView
from ckpt_viewer.core.optimizer.learning_rate import number_at
from ckpt_viewer.core.optimizer.schedule_rules import (
    BEGINNINGS,
    BY_FUNCTION,
    LACKS,
    NEEDS,
    RULES,
    UNKNOWN,
    WHY_NOT,
    Group,
    State,
    Unknown,
)
from ckpt_viewer.core.optimizer.schedulers import SchedulerView, inner_schedulers

MOST = 1_000_000  # of steps that a file may ask for
_DEEPEST = 8  # of schedulers in one another


@dataclass(frozen=True, slots=True)
class Curve:
    """`rates` of each group: the one that stands there, then that after each step of the scheduler from step `first`
    on. `why` says in a sentence why there are none."""

    scheduler: str
    first: int
    rates: tuple[tuple[float, ...], ...]
    why: str = ""


_Lists = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class _Plain:
    """One scheduler. `lists` are its rates for each group."""

    guess: str
    state: State
    lists: _Lists


@dataclass(frozen=True, slots=True)
class _Several:
    """Schedulers that move the same groups: all of them in each step, or, with `milestones`, one after the other."""

    epoch: int
    parts: tuple[_Running, ...]
    milestones: tuple[int, ...] | None


_Running = _Plain | _Several


def future_rates(graph: Graph, scheduler: SchedulerView, optimizer: OptimizerView | None, steps: int) -> Curve:
    """The rates of the next `steps` steps, fewer where the schedule ends before."""
    try:
        running = _running(graph, scheduler)
        groups = _groups(graph, scheduler, optimizer)
        if not groups:
            raise Unknown(LACKS.format("its rates"))
        rates = _follow(running, groups, min(steps, MOST))
    except Unknown as unknown:
        return Curve(scheduler.guess, 0, (), str(unknown))
    except (ZeroDivisionError, OverflowError, ValueError, IndexError):
        return Curve(scheduler.guess, 0, (), "The numbers in the scheduler's state give no rates.")
    return Curve(scheduler.guess, _epoch(running), rates)


def likely_length(graph: Graph, scheduler: SchedulerView) -> int:
    """How many steps from now show the shape of the schedule."""
    inner = inner_schedulers(graph, scheduler)
    if inner:
        ends = _numbers_at(graph, named_children(graph, scheduler.node).get("_milestones"))
        lengths = [likely_length(graph, part) for part in (inner[-1:] if ends else inner)]
        return int(min(max(ends, default=0.0) + max(lengths), 20_000.0))
    state = _state(graph, scheduler)
    ends = [state.numbers.get(name, 0.0) for name in ("total_steps", "T_max", "total_iters")]
    ends += [2.0 * state.numbers.get(name, 0.0) for name in ("T_i", "step_size", "total_size")]
    ends += [1.2 * max(state.milestones, default=0)]
    left = max(ends) - state.epoch
    return int(min(left if left >= 1 else 30.0, 20_000.0)) if math.isfinite(left) else 100


def _running(graph: Graph, scheduler: SchedulerView, depth: int = 0) -> _Running:
    """The scheduler as it was saved, with those in it. Raises Unknown where its way is not known."""
    if scheduler.guess in ("SequentialLR", "ChainedScheduler"):
        return _several(graph, scheduler, depth)
    if scheduler.guess not in RULES:
        raise Unknown(WHY_NOT.get(scheduler.guess, UNKNOWN.format(scheduler.guess)))
    state = _state(graph, scheduler)
    missing = [name for name in NEEDS[scheduler.guess] if name not in state.numbers]
    if missing:
        raise Unknown(LACKS.format(missing[0]))
    custom = named_children(graph, scheduler.node).get("_scale_fn_custom")
    if custom is not None and graph[custom] != Scalar(None):
        raise Unknown(BY_FUNCTION)
    return _Plain(scheduler.guess, state, {name: _numbers(graph, node) for name, node in scheduler.lists})


def _several(graph: Graph, scheduler: SchedulerView, depth: int) -> _Several:
    held, inner = named_children(graph, scheduler.node), inner_schedulers(graph, scheduler)
    if not inner or depth > _DEEPEST:
        raise Unknown(LACKS.format("the schedulers that it steps"))
    parts = tuple(_running(graph, part, depth + 1) for part in inner)
    if scheduler.guess == "ChainedScheduler":
        return _Several(max(map(_epoch, parts)), parts, None)
    ends = tuple(int(end) for end in _numbers_at(graph, held.get("_milestones")))
    last = number_at(graph, held["last_epoch"]) if "last_epoch" in held else None
    if last is None or len(ends) != len(parts) - 1:
        raise Unknown(LACKS.format("where one scheduler follows another"))
    return _Several(int(last), parts, ends)


def _epoch(running: _Running) -> int:
    return running.state.epoch if isinstance(running, _Plain) else running.epoch


def _follow(running: _Running, groups: list[Group], steps: int) -> tuple[tuple[float, ...], ...]:
    found = [[group.lr] for group in groups]
    for _ in range(steps):
        after = _advance(running, groups)
        if after is None:
            break  # torch raises an error there
        running, groups = after
        for rates, group in zip(found, groups, strict=True):
            rates.append(group.lr)
    return tuple(map(tuple, found))


def _advance(running: _Running, groups: list[Group]) -> tuple[_Running, list[Group]] | None:
    """What one `step()` makes of it; None where torch raises an error."""
    if isinstance(running, _Plain):
        state = _stepped(running.state)
        if state.epoch > state.numbers.get("total_steps", math.inf):
            return None
        return replace(running, state=state), _moved(running, state, groups)
    epoch, parts = running.epoch + 1, list(running.parts)
    for place in _in_turn(running, epoch):
        part = parts[place]
        begins = running.milestones is not None and place > 0 and running.milestones[place - 1] == epoch
        after = _begun(part, groups) if begins else _advance(part, groups)
        if after is None:
            return None
        parts[place], groups = after
    return replace(running, epoch=epoch, parts=tuple(parts)), groups


def _in_turn(running: _Several, epoch: int) -> range:
    """The places of those that step now."""
    if running.milestones is None:
        return range(len(running.parts))
    place = bisect_right(running.milestones, epoch)
    return range(place, place + 1)


def _begun(part: _Running, groups: list[Group]) -> tuple[_Running, list[Group]]:
    """A scheduler whose turn comes: torch sets its epoch to 0 and the rates that it begins with (`_update_lr(0)`)."""
    if not isinstance(part, _Plain):
        raise Unknown("A SequentialLR or ChainedScheduler within a SequentialLR cannot begin in torch.")
    state, base = replace(part.state, epoch=0), part.lists.get("base_lrs", [])
    if part.guess not in BEGINNINGS:
        return replace(part, state=state), _moved(part, state, groups)
    factor = BEGINNINGS[part.guess](state)
    return replace(part, state=state), [replace(group, lr=base[n] * factor) for n, group in enumerate(groups)]


def _moved(part: _Plain, state: State, groups: list[Group]) -> list[Group]:
    """The groups with the rates that a scheduler in this state sets, from its own base and greatest rates."""
    rule, base, peaks = RULES[part.guess], part.lists.get("base_lrs", []), part.lists.get("max_lrs", [])
    found = []
    for n, group in enumerate(groups):
        own = replace(group, base=base[n] if n < len(base) else group.initial,
                      peak=peaks[n] if n < len(peaks) else group.peak)
        found.append(replace(group, lr=rule(state, own)))
    return found


def _stepped(state: State) -> State:
    """The counters after one more `step()`."""
    inside, period = state.inside + 1, state.period
    if inside >= period:
        inside, period = inside % period, period * state.numbers.get("T_mult", 1.0)
    return replace(state, epoch=state.epoch + 1, inside=inside, period=period)


def _state(graph: Graph, scheduler: SchedulerView) -> State:
    held = named_children(graph, scheduler.node)
    numbers = {name: value for name, node in held.items() if (value := number_at(graph, node)) is not None}
    phases = _phase_ends(graph, held.get("_schedule_phases"))
    if phases:
        numbers["end_step"] = phases[0]
    if len(phases) == 3:
        numbers["second_end"] = phases[1]
    kind = graph[held["_anneal_func_type"]] if "_anneal_func_type" in held else None
    linear = isinstance(kind, Scalar) and kind.value == "linear"
    mode = graph[held["mode"]] if "mode" in held else None
    return State(int(numbers.get("last_epoch", 0)), numbers, _milestones(graph, held.get("milestones")), not linear,
                  numbers.get("T_cur", 0.0), numbers.get("T_i", math.inf),
                  str(mode.value) if isinstance(mode, Scalar) else "")


def _groups(graph: Graph, scheduler: SchedulerView, optimizer: OptimizerView | None) -> list[Group]:
    """The param groups of the optimizer; where the file has none, what the scheduler remembers of them."""
    lists = {name: _numbers(graph, node) for name, node in scheduler.lists}
    base = lists.get("base_lrs", [])
    if optimizer is None:
        return [Group(lr, base[n] if n < len(base) else lr, lr, lr, lr)
                for n, lr in enumerate(lists.get("_last_lr", []))]
    found = []
    for n, group in enumerate(optimizer.groups):
        hyper = {name: value for name, node in group.hyper if (value := number_at(graph, node)) is not None}
        if "lr" not in hyper:
            return []
        lr = hyper["lr"]
        initial = hyper.get("initial_lr", lr)
        found.append(Group(lr, base[n] if n < len(base) else initial, initial, hyper.get("max_lr", lr),
                            hyper.get("min_lr", 0.0)))
    return found


def _numbers(graph: Graph, node: NodeId) -> list[float]:
    held = graph[node]
    items = held.items if isinstance(held, Sequence) else ()
    return [value for item in items if (value := number_at(graph, item)) is not None]


def _numbers_at(graph: Graph, node: NodeId | None) -> list[float]:
    return [] if node is None else _numbers(graph, node)


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
        amount = number_at(graph, child)
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
        value = None if end is None else number_at(graph, end)
        ends += [value] if value is not None else []
    return ends
