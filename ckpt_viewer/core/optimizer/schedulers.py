"""Learning-rate schedulers in a checkpoint, also nested ones: torch/optim/lr_scheduler.py.

A scheduler's state_dict is its `__dict__` without the optimizer; SequentialLR and ChainedScheduler keep those of theirs
under `_schedulers`. Those of mmengine (mmengine/optim/scheduler) have other names for the same; that of Megatron
(megatron/core/optimizer_param_scheduler.py) has one peak and one end for all groups. Which optimizer one belongs to is
known for a pickled scheduler only, else told by the number of groups, by the rates and by the keys.
"""

from __future__ import annotations

from ckpt_viewer.core.graph import Graph, NodeId, Path, Scalar, Sequence
from ckpt_viewer.core.kinds import find_parts, is_decay, named_children
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.modules import class_name, class_of
from ckpt_viewer.core.optimizer.finding import OptimizerView
from ckpt_viewer.core.optimizer.presence import find_optimizers
from ckpt_viewer.core.optimizer.sources import affinity

_LISTS = ("base_lrs", "_last_lr", "max_lrs", "min_lrs", "base_values", "_last_value")
_RATES = ("max_lr", "min_lr")
_MAX_NESTED, _MAX_DEPTH, _MAX_OPTIMIZERS = 10_000, 16, 100


@dataclass(frozen=True, slots=True)
class SchedulerView:
    """A scheduler. `lists` are its attributes that hold one rate per group, `rates` those that hold one for all;
    `optimizer` is None where it is not known.

    `guess` is its class where the file names it, else what its attributes tell. A nested scheduler comes after the one
    it is in.
    """

    path: Path
    node: NodeId
    guess: str
    lists: tuple[tuple[str, NodeId], ...]
    optimizer: Path | None
    rates: tuple[tuple[str, NodeId], ...] = ()


def find_schedulers(
    graph: Graph, optimizers: tuple[OptimizerView, ...] | None = None
) -> tuple[SchedulerView, ...]:
    """Every scheduler of a file with the optimizer that it most likely moves: among `optimizers`, or all there are."""
    optimizers = find_optimizers(graph, named=False) if optimizers is None else optimizers
    waiting = [
        (part.path, part.node, _owner(graph, part.path, part.node, optimizers), 0)
        for part in reversed(find_parts(graph)) if part.kind == "scheduler"
    ]
    found: list[SchedulerView] = []
    seen: set[NodeId] = set()
    while waiting and len(found) < _MAX_NESTED:
        path, node, owner, depth = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        view = _view(graph, path, node, owner)
        found.append(view)
        if depth < _MAX_DEPTH:
            waiting += [(inner, item, owner, depth + 1) for inner, item in reversed(_inner(graph, view))]
    return tuple(found)


def inner_schedulers(graph: Graph, scheduler: SchedulerView) -> tuple[SchedulerView, ...]:
    """Those that SequentialLR or ChainedScheduler steps, in their order; none for any other."""
    inner = _inner(graph, scheduler)[:_MAX_NESTED]
    return tuple(_view(graph, path, node, scheduler.optimizer) for path, node in inner)


def _view(graph: Graph, path: Path, node: NodeId, owner: Path | None) -> SchedulerView:
    held = named_children(graph, node)
    moved = graph[held["param_name"]] if "param_name" in held else None
    names = _LISTS if not isinstance(moved, Scalar) or moved.value == "lr" else ()  # mmengine has some for momentum
    lists = tuple((name, held[name]) for name in names if name in held and _is_list(graph, held[name]))
    rates = tuple((name, held[name]) for name in _RATES if name in held and is_decay(graph, node))
    return SchedulerView(path, node, _guess(graph, node, held), lists, owner, rates)


def _inner(graph: Graph, scheduler: SchedulerView) -> list[tuple[Path, NodeId]]:
    nested = named_children(graph, scheduler.node).get("_schedulers")
    held = None if nested is None else graph[nested]
    items = held.items if isinstance(held, Sequence) else ()
    return [((*scheduler.path, "_schedulers", i), item) for i, item in enumerate(items)]


def _owner(graph: Graph, path: Path, node: NodeId, optimizers: tuple[OptimizerView, ...]) -> Path | None:
    held = named_children(graph, node)
    inner = held.get("optimizer")
    exact = next((o.path for o in optimizers if o.node == inner), None) if inner is not None else None
    if exact is not None:
        return exact
    groups = _group_count(graph, held)
    fitting = [o for o in optimizers[:_MAX_OPTIMIZERS] if groups is None or len(o.groups) == groups]
    ranked = sorted(fitting, key=lambda o: (-affinity(path, o.path), -_common(path, o.path)))
    return ranked[0].path if ranked else None


def _group_count(graph: Graph, held: dict[str, NodeId]) -> int | None:
    """How many groups a scheduler, or the first one in it, has rates for."""
    for _ in range(_MAX_DEPTH):
        for name in _LISTS:
            rates = graph[held[name]] if name in held else None
            if isinstance(rates, Sequence):
                return len(rates.items)
        nested = graph[held["_schedulers"]] if "_schedulers" in held else None
        if not isinstance(nested, Sequence) or not nested.items:
            return None
        held = named_children(graph, nested.items[0])
    return None


def _common(a: Path, b: Path) -> int:
    """Places at which two paths agree: `optimizer_states/1` and `lr_schedulers/1` agree in the second."""
    return sum(type(x) is type(y) and x == y for x, y in zip(a, b, strict=False))


def _is_list(graph: Graph, node: NodeId) -> bool:
    held = graph[node]
    return isinstance(held, Sequence) and held.kind in ("list", "tuple")


# Attributes that only one class of torch 2.13 has; the rest share theirs.
_TELLING = (
    ("total_steps", "OneCycleLR"), ("max_lrs", "CyclicLR"), ("num_bad_epochs", "ReduceLROnPlateau"),
    ("T_mult", "CosineAnnealingWarmRestarts"), ("T_max", "CosineAnnealingLR"), ("milestones", "MultiStepLR"),
    ("step_size", "StepLR"), ("lr_lambdas", "LambdaLR"), ("_milestones", "SequentialLR"),
    ("_schedulers", "ChainedScheduler"), ("power", "PolynomialLR"), ("start_factor", "LinearLR"),
    ("factor", "ConstantLR"), ("gamma", "ExponentialLR"), ("anneal_epochs", "SWALR"),
)


def _guess(graph: Graph, node: NodeId, held: dict[str, NodeId]) -> str:
    cls = class_of(graph, node)
    if cls is not None:
        return class_name(cls)
    if is_decay(graph, node):
        return "OptimizerParamScheduler (Megatron)"
    name = next((name for attribute, name in _TELLING if attribute in held), "")
    if "param_name" in held:
        return f"{name or 'scheduler'} (mmengine)"
    return name or "unknown scheduler"
