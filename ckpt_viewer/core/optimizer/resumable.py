"""What one file alone shows of a training that may not go on as it should: an optimizer that keeps nothing, a scheduler
and an optimizer that have different rates, an averaged copy that is the model itself.

Contract: reads a few bytes, of averaged copies the beginnings of their tensors. Tells only of files that say that they
are of an epoch after the first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ckpt_viewer.core.checkpoint import Note
from ckpt_viewer.core.graph import Graph, Mapping, Path, Scalar
from ckpt_viewer.core.kinds import named_children, optimizer_parts
from ckpt_viewer.core.optimizer.averages import averages
from ckpt_viewer.core.optimizer.finding import OptimizerView
from ckpt_viewer.core.optimizer.learning_rate import number_at
from ckpt_viewer.core.optimizer.presence import find_optimizers
from ckpt_viewer.core.optimizer.schedulers import find_schedulers
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import count_text, number_text, path_text

EPOCHS = frozenset({"epoch", "current_epoch", "epochs", "last_epoch", "start_epoch", "completed_epochs"})
_CLOSE = 1e-3  # of a rate


def training_notes(graph: Graph, optimizers: tuple[OptimizerView, ...] | None = None) -> tuple[Note, ...]:
    """In the order above, each as a warning; none of a file without an optimizer, with which no training goes on. Names
    of parameters are not needed."""
    if _epoch(graph) is None:
        return ()
    views = find_optimizers(graph, named=False) if optimizers is None else optimizers
    of_one = [note for view in views for note in optimizer_notes(graph, view, alone=len(views) == 1)]
    return (*of_one, *(Note("warning", text) for text in _unaveraged(graph))) if views else ()


def optimizer_notes(graph: Graph, view: OptimizerView, *, alone: bool | None = None) -> tuple[Note, ...]:
    """Those of one optimizer. `alone` says that it is the only one of the file, None that it is to be found out: of
    several it is not certain which scheduler belongs to which."""
    epoch = _epoch(graph)
    if epoch is None:
        return ()
    alone = len(find_optimizers(graph, named=False)) == 1 if alone is None else alone
    said = [*_emptied(graph, view, *epoch), *(_apart(graph, view) if alone else ())]
    return tuple(Note("warning", text) for text in said)


def epochs_of(graph: Graph) -> dict[str, float]:
    """What is called an epoch at the top of a file, where people keep it."""
    held = named_children(graph, graph.root)
    counts = {name: number_at(graph, node) for name, node in held.items() if name.lower() in EPOCHS}
    return {name: count for name, count in counts.items() if count is not None}


def states_kept(graph: Graph, path: Path) -> Iterator[str] | None:
    """The keys of the states in which an optimizer keeps something, None alone being nothing; None where there is no
    optimizer at the path, or one whose states are no mapping."""
    node = graph.root
    for key in path:
        below = graph.child(node, key)
        if below is None:
            return None
        node = below
    parts = optimizer_parts(graph, node)
    held = None if parts is None else graph[parts[0]]
    if not isinstance(held, Mapping):
        return None
    return (str(key) for key, state in looking_up(zip(held.keys, held.values, strict=True))
            if any(look != Scalar(None) for look in graph.looks(list(named_children(graph, state).values()))))


def _epoch(graph: Graph) -> tuple[str, float] | None:
    """None where it is the first, or none is known."""
    return next(((name, count) for name, count in epochs_of(graph).items() if count >= 1), None)


def _emptied(graph: Graph, view: OptimizerView, name: str, count: float) -> Iterator[str]:
    kept = states_kept(graph, view.path)
    if view.params and kept is not None and next(kept, None) is None and _keeps(graph, view):
        yield (f"The optimizer at {path_text(view.path, 80)} keeps nothing for its "
               f"{count_text(len(view.params), 'parameter')}, though {name} is {number_text(count)}, as if it had been "
               "saved before its first step, or its state had not been loaded")


def _keeps(graph: Graph, view: OptimizerView) -> bool:
    """Whether its steps leave something: those of SGD without momentum do not."""
    moments = (number_at(graph, dict(group.hyper).get("momentum")) for group in view.groups)
    return view.guess != "SGD" or any(moment for moment in moments)


def _apart(graph: Graph, view: OptimizerView) -> Iterator[str]:
    """Where one scheduler moves it; what is in a scheduler moves the same groups."""
    found = find_schedulers(graph, (view,))
    outer = [one for one in found if not any(one.path[: len(other.path)] == other.path for other in found
                                             if other is not one)]
    lists = dict(outer[0].lists) if len(outer) == 1 and outer[0].optimizer == view.path else {}
    last = [number_at(graph, node) for _, node in graph.children(lists["_last_lr"])] if "_last_lr" in lists else []
    rates = [number_at(graph, dict(group.hyper).get("lr")) for group in view.groups]
    for one, other in zip(last, rates, strict=True) if len(last) == len(rates) else ():
        if one is not None and other is not None and not math.isclose(one, other, rel_tol=_CLOSE, abs_tol=1e-12):
            yield (f"The scheduler has set lr to {number_text(one)} last, where the optimizer has "
                   f"{number_text(other)}, as if one of the two had not been loaded, or the rate had been set by hand")
            return


def _unaveraged(graph: Graph) -> Iterator[str]:
    for copy in averages(graph):
        if same := copy.same_as_model():
            yield (f"The averaged copy at {path_text(copy.path, 80)} is equal to the model (the first numbers of all "
                   f"its {same:,} tensors), as if it were a copy of it and no average")
