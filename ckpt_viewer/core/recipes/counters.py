"""How far a training was: every place of a file that counts epochs or steps, as far as such places are known.

Known are the names that common programs use at the top of a checkpoint, Lightning's loops, the state of Hugging Face's
Trainer, DeepSpeed and Megatron, and torch's schedulers (torch/optim/lr_scheduler.py: a new one has `last_epoch` 0 and
`_step_count` 1). The `step` of Adam's state belongs to its averages and is not a counter of the training.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ckpt_viewer.core.edits import Change, SetValue
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import Graph, Key, NodeId, Path, Scalar, Tensor, key_text, to_pointer
from ckpt_viewer.core.kinds import find_parts, named_children, path_words
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer import find_schedulers, single_value
from ckpt_viewer.core.recipes.places import composed
from ckpt_viewer.core.wording import path_text

_STEPS = "steps of the training"
_NAMES = {
    **dict.fromkeys(("epoch", "current_epoch", "start_epoch", "last_epoch"), "the epoch"),
    **dict.fromkeys(("global_step", "global_steps", "step", "train_step", "current_step", "iteration", "iter",
                     "iter_num", "num_timesteps"), _STEPS),
    **dict.fromkeys(("global_samples", "consumed_train_samples"), "samples seen"),
    "num_updates": "steps of the optimizer", "skipped_steps": "steps that were skipped",
    "iterations_in_epoch": "steps of the epoch", "_batches_that_stepped": "batches of the epoch",
}
_PROGRESS = {"ready": "begun", "started": "started", "processed": "processed", "completed": "completed"}
_SETTINGS = frozenset({"args", "arg", "config", "configs", "cfg", "hparams", "hyper", "params", "parameters", "opt",
                       "options", "kwargs", "settings"})
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Cycles:
    """Warm restarts: cycles of `first` steps, then each `factor` times as long as the one before."""

    first: int
    factor: int
    tells_length: bool

    def after(self, steps: int) -> int:
        """How many steps of its cycle are done after so many in all, or how long that cycle is."""
        length = self.first
        if self.factor == 1:
            steps %= length
        while steps >= length:
            steps -= length
            length *= self.factor
        return length if self.tells_length else steps


@dataclass(frozen=True, slots=True)
class Counter:
    """A place that counts. `offset` is what stands there when nothing has been counted yet; of what begins again and
    again `cycles` know how."""

    node: NodeId
    path: Path
    value: int | float
    what: str
    offset: int = 0
    cycles: Cycles | None = None

    @property
    def pointer(self) -> str:
        return to_pointer(self.path)

    def at(self, value: int) -> int | float:
        """What stands here once `value` is counted, in the type of the place."""
        new = value + self.offset if self.cycles is None else self.cycles.after(value)
        return float(new) if isinstance(self.value, float) else new


def counters(graph: Graph) -> tuple[Counter, ...]:
    """Every counter that is known, in the order of the file's parts; schedulers last. Each node once."""
    found: dict[NodeId, Counter] = {}
    for counter in (*_named(graph), *_of_schedulers(graph)):
        found.setdefault(counter.node, counter)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Reset:
    """Set the counters at these pointers, all that are known where there are none, to a value."""

    WORD: ClassVar[str] = "reset"
    value: int = 0
    at: tuple[str, ...] = ()

    def apply(self, graph: Graph) -> Change:
        check_count(self.value)
        known = counters(graph)
        if not known:
            raise InvalidEdit("no count of epochs or steps was found in this file",
                              hint="Set the value at its place instead.")
        by_node = {counter.node: counter for counter in known}
        chosen = known
        if self.at:
            chosen = tuple(_chosen(graph, by_node, pointer) for pointer in self.at)
        edits = [SetValue(c.node, c.at(self.value), path_text(c.path)) for c in chosen if c.value != c.at(self.value)]
        return composed(graph, edits, f"counters of the training → {self.value}")


def check_count(value: int) -> None:
    """Raises InvalidEdit for what no training can have counted."""
    if value < 0:
        raise InvalidEdit("a training cannot have counted less than 0", hint="Write 0 or more.")


def _chosen(graph: Graph, known: dict[NodeId, Counter], pointer: str) -> Counter:
    path = graph.parse_pointer(pointer)
    counter = known.get(graph.resolve(path))
    if counter is None:
        raise InvalidEdit("this is not known to count epochs or steps", path_text(path),
                          "Set the value at its place instead.")
    return counter


def _named(graph: Graph) -> Iterator[Counter]:
    """What has a known name, outside of models, optimizers and settings."""
    inside = {part.node for part in find_parts(graph)}
    waiting: list[tuple[Path, NodeId]] = [((), graph.root)]
    seen = {graph.root}
    while waiting:
        path, node = waiting.pop(0)
        for key, child in graph.children(node):
            below = (*path, key)
            what = _what(path, key)
            value = _number(graph, child) if what else None
            if value is not None:
                yield Counter(child, below, value, what)
            elif child not in seen and child not in inside and len(below) < _DEEPEST and not _is_setting(key):
                seen.add(child)
                if not isinstance(graph[child], Scalar | Tensor):
                    waiting.append((below, child))


def _what(path: Path, key: Key) -> str:
    name = key_text(key)
    if name in _PROGRESS and len(path) > 1 and key_text(path[-1]) in ("current", "total"):  # Lightning's loops
        return f"{key_text(path[-2]).replace('_', ' ')}: {_PROGRESS[name]}"
    return _NAMES.get(name, "")


def _is_setting(key: Key) -> bool:
    return bool(_SETTINGS.intersection(path_words((key,))))


def _number(graph: Graph, node: NodeId) -> int | float | None:
    match graph[node]:
        case Scalar(bool()):
            return None
        case Scalar(int() | float() as value):
            return value
        case Tensor(spec=spec) as held if spec.numel == 1 and spec.dtype.numbers in ("int", "uint"):
            found = single_value(held)
            return None if found is None else int(found)
        case _:
            return None


def _of_schedulers(graph: Graph) -> Iterator[Counter]:
    for view in find_schedulers(graph):
        held = named_children(graph, view.node)
        for name, offset in (("last_epoch", 0), ("_step_count", 1)):
            value = _number(graph, held[name]) if name in held else None
            # CosineAnnealingWarmRestarts has one that it never moves.
            if value is not None and (offset, value) != (1, 0):
                yield Counter(held[name], (*view.path, name), value, "steps of the scheduler", offset)
        yield from _of_restarts(graph, view.path, held)


def _of_restarts(graph: Graph, path: Path, held: dict[str, NodeId]) -> Iterator[Counter]:
    """CosineAnnealingWarmRestarts counts the steps of its cycle, and keeps how long that is."""
    current, length, first, factor = (_number(graph, held[name]) if name in held else None
                                      for name in ("T_cur", "T_i", "T_0", "T_mult"))
    if current is None or length is None or not isinstance(first, int) or not isinstance(factor, int):
        return
    if first > 0 and factor > 0:
        yield Counter(held["T_cur"], (*path, "T_cur"), current, "steps of the scheduler's cycle",
                      cycles=Cycles(first, factor, tells_length=False))
        yield Counter(held["T_i"], (*path, "T_i"), length, "length of the scheduler's cycle",
                      cycles=Cycles(first, factor, tells_length=True))
