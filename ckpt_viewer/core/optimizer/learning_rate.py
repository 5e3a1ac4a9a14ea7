"""Every place of a checkpoint that holds a learning rate, and what must change together when one does.

A training that resumes takes `lr` from the param group, but schedulers compute the next rates from `initial_lr`,
`base_lrs` and the like (torch/optim/lr_scheduler.py): setting `lr` alone lasts until the next scheduler step.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from collections.abc import Sequence as Listed

from ckpt_viewer.core.elements import decode, shortest
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.foreign import numpy_number
from ckpt_viewer.core.graph import Graph, Mapping, Node, NodeId, Object, Path, Scalar, ScalarValue, Sequence, Tensor
from ckpt_viewer.core.kinds import find_parts, named_children
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer.finding import OptimizerView
from ckpt_viewer.core.optimizer.presence import find_optimizers
from ckpt_viewer.core.optimizer.schedulers import SchedulerView, find_schedulers
from ckpt_viewer.core.tensor import read_storage
from ckpt_viewer.core.wording import brief_text, count_text, meant, path_text, value_text

GroupKey = tuple[Path | None, int]

# Group entries that OneCycleLR and SWALR add; the rest of torch adds `initial_lr` only.
_GROUP_ROLES = ("lr", "initial_lr", "max_lr", "min_lr", "swa_lr")
# Which of the rates of a group is its present one.
LEADING_ROLES = ("lr", "_last_lr", "_last_value", "base_lrs", "base_values")
_PRESENT = frozenset({"lr", "_last_lr", "_last_value"})
_FAR = 100  # times the present rate: what is that far above it surprises
_FEW = 4  # changes of one kind that get a line each
_LARGEST = 1e300  # a whole number beyond it may be more than a float can be
_WHY = {
    "lr": "the rate that the next step uses",
    "initial_lr": "later rates come from it",
    "max_lr": "the peak of the cycle, kept in proportion",
    "min_lr": "the end of the cycle, kept in proportion",
    "swa_lr": "the rate while weights are averaged, kept in proportion",
    "base_lrs": "the scheduler's next rates come from it",
    "_last_lr": "what the scheduler set last",
    "base_values": "the scheduler's next rates come from it",
    "_last_value": "what the scheduler set last",
    "max_lrs": "the upper end of the cycle, kept in proportion",
}
_NAMES = frozenset({"lr", "lr0", "learning_rate", "base_lr", "init_lr", "initial_lr", "max_lr"})
_DEPTH, _MOST_KEYS, _MOST_NODES = 4, 2_000, 1_000  # arguments are few, and near the root


@dataclass(frozen=True, slots=True)
class LrPlace:
    """A learning rate in the file. `role` is its name there; `group` the number of the param group it belongs to.

    `optimizer` is None where the file has no optimizer for it. The value of a tensor is read from the file.
    """

    node: NodeId
    path: Path
    role: str
    value: float
    is_tensor: bool
    optimizer: Path | None
    group: int | None

    @property
    def why(self) -> str:
        """What it is there for, and why it follows when the rate changes."""
        return _WHY.get(self.role, "")

    @property
    def key(self) -> GroupKey | None:
        """The param group it belongs to, as `lr_changes` chooses them."""
        return None if self.group is None else (self.optimizer, self.group)


@dataclass(frozen=True, slots=True)
class LrChange:
    """A proposed new value for one place."""

    place: LrPlace
    old: float
    new: float


def lr_places(graph: Graph, optimizers: tuple[OptimizerView, ...] | None = None) -> tuple[LrPlace, ...]:
    """Every learning rate of every param group and scheduler, in the order of the file's parts; each node once.
    `optimizers` are those of the graph where they are at hand.

    Reads a few bytes where a rate is kept as a tensor; such a place is left out where its bytes cannot be had.
    """
    optimizers = find_optimizers(graph, named=False) if optimizers is None else optimizers
    found: dict[NodeId, LrPlace] = {}
    for optimizer in optimizers:
        for place in _group_places(graph, optimizer):
            found.setdefault(place.node, place)
    for scheduler in find_schedulers(graph, optimizers):
        for place in _scheduler_places(graph, scheduler):
            found.setdefault(place.node, place)
    return tuple(found.values())


def lr_changes(
    graph: Graph, places: tuple[LrPlace, ...], value: float, groups: frozenset[GroupKey] | None = None
) -> tuple[LrChange, ...]:
    """What to change so that the chosen groups (all where None) go on with learning rate `value`.

    `lr` gets the value. Whatever equals the old `lr` gets it too; another value that belongs to the same group keeps
    its ratio to it, so that the shape of a schedule stays; where the old `lr` is 0, no ratio exists and all get the
    value. Where only rounding kept the ratio from a number of few digits, it becomes that one: 0.003, as one would have
    set it, not 0.0029999999999999996. The old values are those of `graph`; places that have their new value already
    are left out.
    """
    places = tuple(now for place in places for now in _as_it_is(graph, place))
    reference = _references(places)
    found: list[LrChange] = []
    for place in places:
        key = place.key
        if key is None or place.role not in _WHY or key not in reference or not (groups is None or key in groups):
            continue
        old = reference[key]
        new = value if place.role == "lr" or old in (0.0, place.value) else meant(place.value * (value / old))
        if new != place.value:
            found.append(LrChange(place, place.value, new))
    return tuple(found)


def argument_rates(graph: Graph) -> tuple[tuple[Path, float], ...]:
    """Learning rates that no optimizer reads, with their places: the arguments that a training was started with
    (`/args/lr`), or a note of it. They stay when the learning rate is changed, and a script that takes its rate from
    there goes on with the old one. Nearest to the root first; nothing within models, optimizers, schedulers."""
    seen = {part.node for part in find_parts(graph)}
    waiting: deque[tuple[Path, NodeId]] = deque([((), graph.root)])
    found: list[tuple[Path, float]] = []
    while waiting and len(seen) < _MOST_NODES:
        path, node = waiting.popleft()
        held = graph[node]
        if node in seen or not isinstance(held, Mapping | Object) or len(held.keys) > _MOST_KEYS:
            continue
        seen.add(node)
        for name, child in named_children(graph, node).items():
            rate = number_at(graph, child) if name in _NAMES else None
            if rate is not None:
                found.append(((*path, name), rate))
            elif len(path) + 1 < _DEPTH and isinstance(graph[child], Mapping | Object):
                waiting.append(((*path, name), child))
    return tuple(found)


def schedule_remark(changes: Listed[LrChange]) -> str:
    """What those who ask for a rate may not expect of the others that keep their proportion to it: of a schedule that
    has come far down from its initial rate, or stands at the beginning of a warm-up, that one is far above it. Else
    empty."""
    present = max((change.new for change in changes if change.place.role in _PRESENT), default=0.0)
    others = [change for change in changes if change.place.role not in _PRESENT and math.isfinite(change.new)]
    if present <= 0 or not others:
        return ""
    top = max(others, key=lambda change: change.new)
    if top.new < _FAR * present:
        return ""
    return (f"The schedule keeps its proportions from {brief_text(present)} on: {path_text(top.place.path)}, "
            f"{brief_text(top.old)} until now, becomes {brief_text(top.new)}, and a schedule that starts again or "
            "comes back to its peak goes there.")


def lr_text(before: Listed[float], after: Listed[float], factor: float) -> str:
    """What a change of some groups does, in words: `Learning rate 0.01 → 0.001`. `factor` is said where they end up
    with several rates."""
    old, new = tuple(dict.fromkeys(map(brief_text, before))), tuple(dict.fromkeys(map(brief_text, after)))
    if len(new) > 1:
        return f"Learning rate × {value_text(factor)} in {count_text(len(before), 'param group')}"
    was = ", ".join(old) if len(old) <= 3 else count_text(len(old), "value")
    return f"Learning rate {was} → {new[0]}"


def summed_up(changes: Listed[LrChange], lines: Listed[str]) -> tuple[str, ...]:
    """The lines on these changes, one each; many of one role in one optimizer, as where each parameter is a group of
    its own, are told in one."""
    together: dict[tuple[Path | None, str], list[tuple[LrChange, str]]] = {}
    for change, line in zip(changes, lines, strict=True):
        together.setdefault((change.place.optimizer, change.place.role), []).append((change, line))
    return tuple(line for alike in together.values() for line in (
        [line for _, line in alike] if len(alike) <= _FEW else [_sum_line([change for change, _ in alike])]))


def _sum_line(changes: list[LrChange]) -> str:
    first, last = (path_text(change.place.path) for change in (changes[0], changes[-1]))
    old, new = _span([change.old for change in changes]), _span([change.new for change in changes])
    return f"{len(changes):,} learning rates from {first} to {last}: {old} → {new}"


def _span(rates: list[float]) -> str:
    low, high = min(rates), max(rates)
    return brief_text(low) if low == high else f"{brief_text(low)} … {brief_text(high)}"


def _as_it_is(graph: Graph, place: LrPlace) -> Iterator[LrPlace]:
    """The place with the value it has in this graph, which may have been edited since the places were listed."""
    return _place(graph, place.node, place.path, place.role, place.optimizer, place.group)


def _references(places: tuple[LrPlace, ...]) -> dict[GroupKey, float]:
    """The present rate of each group: its `lr`, or what the scheduler set last where no optimizer is in the file."""
    found: dict[GroupKey, float] = {}
    for role in LEADING_ROLES:
        for place in places:
            if place.role == role and place.key is not None:
                found.setdefault(place.key, place.value)
    return found


def _group_places(graph: Graph, optimizer: OptimizerView) -> Iterator[LrPlace]:
    for number, group in enumerate(optimizer.groups):
        for name, node, path in group.settings:
            if name in _GROUP_ROLES:
                yield from _place(graph, node, path, name, optimizer.path, number)


def _scheduler_places(graph: Graph, scheduler: SchedulerView) -> Iterator[LrPlace]:
    for name, node in scheduler.lists:
        held = graph[node]
        if isinstance(held, Sequence):
            for number, item in enumerate(held.items):
                path = (*scheduler.path, name, number)
                yield from _place(graph, item, path, name, scheduler.optimizer, number)
    for name, node in scheduler.rates:
        yield from _place(graph, node, (*scheduler.path, name), name, scheduler.optimizer, 0)


def _place(
    graph: Graph, node: NodeId, path: Path, role: str, optimizer: Path | None, group: int | None
) -> Iterator[LrPlace]:
    """The place, unless it holds no number."""
    match graph[node]:
        case Tensor() as tensor:
            number = single_value(tensor) if tensor.spec.numel == 1 else None
            if number is not None:
                yield LrPlace(node, path, role, number, True, optimizer, group)
        case held:
            value = plain_number(graph, held)
            if value is not None and (isinstance(value, float) or abs(value) < _LARGEST):
                yield LrPlace(node, path, role, float(value), False, optimizer, group)


def number_at(graph: Graph, node: NodeId | None) -> float | None:
    """The number that a node is, or the one element of its tensor; None where it is neither, or there is no node."""
    held = None if node is None else graph[node]
    if isinstance(held, Tensor):
        return single_value(held) if held.spec.numel == 1 and not held.problem else None
    value = None if held is None else plain_number(graph, held)
    return float(value) if value is not None and abs(value) < _LARGEST else None


def plain_number(graph: Graph, held: Node) -> int | float | None:
    """The number that a scalar is, also one of numpy, as schedules made with it leave in a param group."""
    value: ScalarValue = held.value if isinstance(held, Scalar) else None
    if isinstance(held, Object):
        value = numpy_number(graph, held)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def single_value(tensor: Tensor) -> float | None:
    """The element of a tensor that has one, as a person would write it (0.001, not the 0.0010000000474974513 that
    float32 makes of it); None where it is no real number or cannot be read."""
    spec = tensor.spec
    data = bytearray(spec.dtype.itemsize)
    try:
        read_storage(spec.storage, spec.byte_span[0], memoryview(data))
        values = decode(data, spec.dtype, little_endian=spec.storage.little_endian)
    except CheckpointError:
        return None
    return None if values.dtype.kind == "c" else shortest(float(values[0]), spec.dtype)
