"""In what order the steps of a timeline stand, and where on its axis: pure, and made before any tensor is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from ckpt_viewer.core.diffing.timeline.steps import Step
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.wording import count_text, natural, number_text

Unit = Literal["epoch", "step", "file"]


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps from first to last. `unit` is what they are counted in, `at` where each stands on the axis: its epoch
    or step (of several files with the same one the first there, the others close behind), or its number from 1 on.
    `why` says how the order came about where a person would wonder."""

    steps: tuple[Step, ...]
    unit: Unit
    at: tuple[float, ...]
    why: str = ""

    def label(self, place: int) -> str:
        """What a person calls a step: `epoch 7`, or the name of its file."""
        step = self.steps[place]
        if self.unit == "file":
            return step.file.name
        value = _count(step, self.unit)
        return f"{self.unit} {number_text(value)}" if value is not None else step.file.name


def arrange(steps: Sequence[Step]) -> Plan:
    """Order the steps by epoch, else by step, where every readable file has one and they differ; else by file name.

    A broken file says no epoch: it stands where its name puts it between the others, or at the end.
    """
    named = sorted(steps, key=lambda step: (natural(step.file.name), step.file.modified))
    known = [step for step in named if not step.problem]
    for unit in ("epoch", "step"):
        counts = [_count(step, unit) for step in known]
        if known and all(count is not None for count in counts) and len(set(counts)) > len(counts) // 2:
            return _by_count(named, unit)
    return Plan(tuple(named), "file", tuple(float(n) for n in range(1, len(named) + 1)), _why(known))


def _by_count(named: list[Step], unit: Unit) -> Plan:
    known = [step for step in named if not step.problem]
    ordered = sorted(known, key=lambda step: _count(step, unit) or 0.0)
    where: list[Step] = list(ordered)
    for step in named:
        if step.problem:
            before = named[: named.index(step)]
            neighbour = next((other for other in reversed(before) if other in where), None)
            where.insert(where.index(neighbour) + 1 if neighbour is not None else 0, step)
    counts = [_count(step, unit) or 0.0 for step in ordered]
    same = len(set(counts)) < len(counts)
    why = f"Some files have the same {unit}: they stand beside one another, in the order of their names."
    return Plan(tuple(where), unit, _between(where, _apart(counts)), why if same else "")


def _apart(counts: list[float]) -> list[float]:
    """A place for each of ascending counts: of equal ones the first has its count, the others follow before the half of
    the way to the next."""
    each = Counter(counts)
    gaps = [high - low for low, high in pairwise(each)]
    rooms = [*gaps, min(gaps, default=1.0)]
    return [count + room * n / (2 * each[count])
            for count, room in zip(each, rooms, strict=True) for n in range(each[count])]


def _between(steps: list[Step], known: list[float]) -> tuple[float, ...]:
    """The places of the readable steps, with broken files spread evenly between the steps around them."""
    waiting = iter(known)
    counts = [None if step.problem else next(waiting) for step in steps]
    places = [n for n, count in enumerate(counts) if count is not None]
    found: list[float] = []
    for n, count in enumerate(counts):
        before = max((p for p in places if p < n), default=None)
        after = min((p for p in places if p > n), default=None)
        if count is not None:
            found.append(count)
        elif before is not None and after is not None:
            low, high = counts[before] or 0.0, counts[after] or 0.0
            found.append(low + (high - low) * (n - before) / (after - before))
        else:
            near = before if before is not None else after
            found.append((0.0 if near is None else counts[near] or 0.0) + (n - (near or 0)))
    return tuple(found)


def _count(step: Step, unit: Unit) -> float | None:
    return step.epoch if unit == "epoch" else step.step


def _why(known: list[Step]) -> str:
    if len(known) < 2:
        return ""
    missing = sum(step.epoch is None and step.step is None for step in known)
    if missing == len(known):
        return "The files hold no epoch and no step: they stand in the order of their names."
    if missing:
        return (f"{count_text(missing, 'file')} of {len(known):,} {'holds' if missing == 1 else 'hold'} no epoch and "
                "no step: all stand in the order of their names.")
    return "The epochs and steps in the files do not tell them apart: they stand in the order of their names."
