"""Whether the learning rate went another way than the scheduler of the earlier file leads it.

Contract: told only where that scheduler is one whose rates are known (`core.optimizer.schedule`), is the only one of
its optimizer, had set the rate of the earlier file, and was stepped whole steps. It is then followed to where the later
file has it. Nothing is told where the scheduler was made anew, so that it counts less in the file that is the later
one, nor where the two begin at other rates. Reads a few bytes where rates are tensors.
"""

from __future__ import annotations

import math

from ckpt_viewer.core.diffing.course import course_of
from ckpt_viewer.core.diffing.diff import Diff
from ckpt_viewer.core.errors import InvalidPath
from ckpt_viewer.core.graph import Graph, Path
from ckpt_viewer.core.kinds import named_children, optimizer_parts
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer import GroupView, OptimizerView, SchedulerView, find_schedulers, number_at
from ckpt_viewer.core.optimizer.schedule import future_rates
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import number_text

_MOST_STEPS = 50_000
_CLOSE = 1e-3  # of a rate: a schedule that torch follows step by step is rounded at each


@dataclass(frozen=True, slots=True)
class _Led:
    """An optimizer's groups without their parameters, with the scheduler that leads them: its last step, and the rates
    that it has set."""

    graph: Graph
    optimizer: OptimizerView
    scheduler: SchedulerView
    steps: float
    rates: tuple[float, ...]


def rate_sentence(diff: Diff, path: Path) -> str:
    """Such as "StepLR of A leads lr from 0.0002 to 2e-05 at its step 6, where B has 0.002 …"; empty where the rate is
    what it should be, or it is not known what that is."""
    if not any(entry.status == "value" and entry.path_a and entry.path_a[-1] == "last_epoch"
               for entry in looking_up(diff.entries)):
        return ""  # no scheduler was stepped
    a, b = _led(diff.a, path), _led(diff.b, path)
    if a is None or b is None or a.scheduler.path != b.scheduler.path:
        return ""
    earlier, later, (before, after) = (a, b, "AB") if a.steps < b.steps else (b, a, "BA")
    steps = int(later.steps - earlier.steps)
    if not 0 < steps <= _MOST_STEPS or not _same(_rates(earlier, "_last_lr"), earlier.rates):
        return ""
    course = course_of(diff)
    if _rates(a, "base_lrs") != _rates(b, "base_lrs") or (course is not None and course.later_is_b != (later is b)):
        return ""
    led = future_rates(earlier.graph, earlier.scheduler, earlier.optimizer, steps).rates
    due = tuple(rates[-1] for rates in led if len(rates) == steps + 1)
    if len(due) != len(later.rates) or _same(due, later.rates):
        return ""
    should, has = next(pair for pair in zip(due, later.rates, strict=True) if not _same(pair[:1], pair[1:]))
    return (f"{earlier.scheduler.guess} of {before} leads lr to {number_text(should)} at its step "
            f"{number_text(later.steps)}, where {after} has {number_text(has)}, as if a resume had not loaded the "
            "optimizer, or had set the rate again")


def _led(graph: Graph, path: Path) -> _Led | None:
    """None where no scheduler leads the optimizer at the path, or more than one."""
    optimizer = _groups(graph, path)
    if optimizer is None:
        return None
    rates = [number_at(graph, dict(group.hyper).get("lr")) for group in optimizer.groups]
    schedulers = [view for view in find_schedulers(graph, (optimizer,)) if view.optimizer == path]
    if len(schedulers) != 1:
        return None
    held = named_children(graph, schedulers[0].node)
    steps, within = (number_at(graph, held.get(name)) for name in ("last_epoch", "T_cur"))
    if steps is None or None in rates or not float(within or 0).is_integer():
        return None
    return _Led(graph, optimizer, schedulers[0], steps, tuple(rate for rate in rates if rate is not None))


def _groups(graph: Graph, path: Path) -> OptimizerView | None:
    """The optimizer as far as a scheduler is concerned: naming its parameters would take far longer."""
    try:
        node = graph.resolve(path)
    except InvalidPath:  # it has another key there
        return None
    parts = optimizer_parts(graph, node)
    if parts is None:
        return None
    groups = tuple(GroupView(group, (), tuple(named_children(graph, group).items()), ())
                   for _, group in graph.children(parts[1]))
    return OptimizerView(path, node, "", groups)


def _rates(led: _Led, name: str) -> tuple[float, ...]:
    """Those that the scheduler has set last, or those that it began with."""
    node = dict(led.scheduler.lists).get(name)
    numbers = () if node is None else tuple(number_at(led.graph, item) for _, item in led.graph.children(node))
    return tuple(number for number in numbers if number is not None)


def _same(some: tuple[float, ...], others: tuple[float, ...]) -> bool:
    least = _CLOSE * _CLOSE * max(map(abs, (*some, *others)), default=0)  # what is left of a cosine at its end
    return len(some) == len(others) and all(
        math.isclose(one, other, rel_tol=_CLOSE, abs_tol=least) for one, other in zip(some, others, strict=True))
