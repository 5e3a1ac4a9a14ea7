"""What a comparison of two neighbours of a timeline says of a resume between them.

Contract: the same remarks, by the same functions, from what the timeline has compared already; beside that a few bytes
of counters and the beginnings of a few tensors are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.anew import begun_anew
from ckpt_viewer.core.diffing.diff import Diff, Entry, compare_structure
from ckpt_viewer.core.diffing.normalising import still_sentence
from ckpt_viewer.core.diffing.remarks import structure_remarks
from ckpt_viewer.core.diffing.scope import choose_sides
from ckpt_viewer.core.diffing.timeline.ordering import Plan
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.task import Task, looking_up, stoppable
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.wording import some_text

_NAMED = 2
_DIGITS = re.compile(r"\d[\d.,]*(e-?\d+)?")

Moved = Mapping[tuple[str, int], Comparison]
"""What was compared, by `place_of` in the later file."""


@dataclass(frozen=True, slots=True)
class Passage:
    """From the step at the place `before`, which is A in the remarks, to the one at `after`, which is B."""

    before: int
    after: int
    remarks: tuple[str, ...]


def place_of(spec: TensorSpec) -> tuple[str, int]:
    """What tells the tensors of a file apart."""
    return spec.storage.key, spec.storage_offset


def resume_remarks(before: Checkpoint, after: Checkpoint, moved: Moved, task: Task) -> tuple[str, ...]:
    """What did not stand still or begin anew by itself. Modules that stood still are left to the timeline, which tells
    of all steps at once. Raises Cancelled."""
    try:
        sides = choose_sides(before, after, None)
        diff = compare_structure(sides.a, sides.b, task)
        measured = [_moved(diff, entry, moved) for entry in looking_up(diff.entries)]
        with stoppable(task):
            return tuple(filter(None, [
                *structure_remarks(diff), begun_anew(diff, measured).sentence, still_sentence(diff, measured)]))
    except CheckpointError:
        return ()  # it was there a moment ago: the file is being written


def is_later(plan: Plan, before: int, after: int) -> bool:
    """Whether a training went on from one step to the other, as far as they say; other files may be those of others."""
    if plan.unit == "file":
        return False
    one, other = plan.steps[before], plan.steps[after]
    counts = [(one.epoch, other.epoch), (one.step, other.step)]
    rises = [low < high for low, high in (counts if plan.unit == "epoch" else counts[::-1])
             if low is not None and high is not None and low != high]
    return bool(rises) and rises[0]


def first_told(plan: Plan, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Each remark where it comes first. What differs in nothing but numbers, as that layers stand still from one file
    to the next, is told once, with the names of the files between which it comes again."""
    again: dict[str, list[str]] = {}
    for passage in passages:
        for kind in {_kind(remark) for remark in passage.remarks}:
            again.setdefault(kind, []).append(" → ".join(pair_names(plan, passage)))
    found = []
    for passage in passages:
        new = tuple(_with_others(remark, again.pop(_kind(remark))[1:])
                    for remark in passage.remarks if _kind(remark) in again)
        found += [replace(passage, remarks=new)] if new else []
    return tuple(found)


def pair_names(plan: Plan, passage: Passage) -> tuple[str, str]:
    return plan.steps[passage.before].file.name, plan.steps[passage.after].file.name


def passage_sentence(plan: Plan, passage: Passage) -> str:
    """Such as "Between e5.pth (A) and e6.pth (B): From A to B epoch rises from 5 to 6, but …"."""
    a, b = pair_names(plan, passage)
    return f"Between {a} (A) and {b} (B): {'; '.join(passage.remarks)}"


def _moved(diff: Diff, entry: Entry, moved: Moved) -> Comparison | None:
    """What an optimizer keeps is not compared; its tensors, two for each of the model's, are not made either."""
    path = entry.path_a or ()
    if entry.status not in ("tensor", "renamed") or any(path[: len(place)] == place for place in diff.optimizers):
        return None
    pair = diff.specs(entry)
    return None if pair is None else moved.get(place_of(pair[1]))


def _kind(remark: str) -> str:
    return _DIGITS.sub("0", remark)


def _with_others(remark: str, others: list[str]) -> str:
    return f"{remark} (so also {some_text(others[:_NAMED], len(others))})" if others else remark
