"""Which of two files comes later in a training, by the epochs or steps that it keeps of itself, or that both are of one
epoch, as before a save and after a load."""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core.diffing.diff import Diff
from ckpt_viewer.core.kinds import find_parts
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer import number_at
from ckpt_viewer.core.optimizer.resumable import EPOCHS, epochs_of
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import number_text

STEPS = frozenset({"global_step", "global_steps", "step", "steps", "train_step", "current_step", "iteration", "iter",
                   "iter_num", "it", "n_iter", "iterations", "trained_steps"})


@dataclass(frozen=True, slots=True)
class Course:
    """`name` is what counts the training, `low` and `high` what it says in the earlier file and in the later one; where
    they are the same, nothing tells which is which but that one of them has begun anew."""

    name: str
    low: float
    high: float
    later_is_b: bool

    @property
    def counts_epochs(self) -> bool:
        return self.name.lower() in EPOCHS

    @property
    def stands(self) -> bool:
        return self.low == self.high

    @property
    def rise(self) -> str:
        """Such as "From A to B epoch rises from 5 to 6", or "In A and B epoch is 5"."""
        low, high = number_text(self.low), number_text(self.high)
        if self.stands:
            return f"In A and B {self.name} is {low}" if self.later_is_b else f"In B and A {self.name} is {low}"
        return (f"From A to B {self.name} rises from {low} to {high}" if self.later_is_b else
                f"From B to A {self.name} rises from {low} to {high}")


def course_of(diff: Diff) -> Course | None:
    """None where neither side says that it is the later one. Epochs count before steps, and what optimizers and
    schedulers count does not. Goes over all entries."""
    return next(_courses(diff), None)


def one_epoch(diff: Diff) -> tuple[Course, ...]:
    """Where both files are of one epoch after the first: both ways in which one may come after the other, else none.
    It has to stand at the top, where people keep it."""
    one, other = epochs_of(diff.a), epochs_of(diff.b)
    name = next((name for name, count in one.items() if count >= 1 and other.get(name) == count), None)
    return () if name is None else tuple(Course(name, one[name], one[name], later) for later in (True, False))


def _courses(diff: Diff) -> Iterator[Course]:
    # An optimizer may count its steps in a tensor of each of a hundred thousand parameters: none of them is read.
    counted = [part.path for part in find_parts(diff.a) if part.kind in ("optimizer", "scheduler")]
    for names in (EPOCHS, STEPS):
        for entry in looking_up(diff.entries):
            path = entry.path_a
            if not path or entry.status not in ("value", "tensor") or str(path[-1]).lower() not in names:
                continue
            if len(path) > 1 and any(path[: len(place)] == place for place in counted):
                continue
            one, other = number_at(diff.a, entry.node_a), number_at(diff.b, entry.node_b)
            if one is not None and other is not None and one != other:
                yield Course(str(path[-1]), min(one, other), max(one, other), one < other)
