"""In what order the steps of a timeline stand, and where on its axis: pure, and made before any tensor is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
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
    """Order the steps by epoch, else by step, where the readable files have one, or most of them, and they differ; else
    by file name.

    A file that says none, as a broken one does, stands where its other counter, the number in its name, or its time
    puts it between the others, or where its name does; at the end, where all of these contradict the others' order.
    """
    named = sorted(steps, key=lambda step: (natural(step.file.name), step.file.modified))
    known = [step for step in named if not step.problem]
    units: tuple[Unit, ...] = ("epoch", "step")
    for enough in (len(known), len(known) // 2 + 1):
        for unit in units:
            counts = [count for step in known if (count := _count(step, unit)) is not None]
            if counts and len(counts) >= enough and len(set(counts)) > len(counts) // 2:
                return _by_count(named, unit)
    return Plan(tuple(named), "file", tuple(float(n) for n in range(1, len(named) + 1)), _why(known))


def _by_count(named: list[Step], unit: Unit) -> Plan:
    ordered = sorted((step for step in named if _count(step, unit) is not None),
                     key=lambda step: _count(step, unit) or 0.0)
    where: list[Step] = list(ordered)
    for step in named:
        if _count(step, unit) is None:
            where.insert(_guessed(step, where, named, unit), step)
    counts = [_count(step, unit) or 0.0 for step in ordered]
    missing = sum(_count(step, unit) is None and not step.problem for step in named)
    why = []
    if missing:
        why.append(f"{count_text(missing, 'file')} of {len(named):,} without {unit}: placed by another counter, by the "
                   "number in the name, or by time.")
    if len(set(counts)) < len(counts):
        why.append(f"Some files have the same {unit}: they stand beside one another, in the order of their names.")
    return Plan(tuple(where), unit, _between([_count(step, unit) for step in where], _apart(counts)), " ".join(why))


def _guessed(step: Step, where: list[Step], named: list[Step], unit: Unit) -> int:
    """The place in a row of steps for one that lacks the count they are ordered by."""
    other: Unit = "step" if unit == "epoch" else "epoch"
    signs: tuple[Callable[[Step], float | None], ...] = (
        lambda one: _count(one, other), _number_in_name, lambda one: one.file.modified or None,
        named.index)
    for sign in signs:
        mine, theirs = sign(step), [(sign(one), place) for place, one in enumerate(where)]
        said = [(value, place) for value, place in theirs if value is not None]
        if mine is not None and said and said == sorted(said):  # else it has nothing to do with the order
            return max((place + 1 for value, place in said if value <= mine), default=said[0][1])
    return len(where)


def _number_in_name(step: Step) -> float | None:
    numbers = [piece for piece in natural(step.file.name) if isinstance(piece, int)]
    return numbers[-1] if numbers else None


def _apart(counts: list[float]) -> list[float]:
    """A place for each of ascending counts: of equal ones the first has its count, the others follow before the half of
    the way to the next."""
    each = Counter(counts)
    gaps = [high - low for low, high in pairwise(each)]
    rooms = [*gaps, min(gaps, default=1.0)]
    return [count + room * n / (2 * each[count])
            for count, room in zip(each, rooms, strict=True) for n in range(each[count])]


def _between(said: list[float | None], known: list[float]) -> tuple[float, ...]:
    """The places of the steps that say where they are, with the others spread evenly between those around them."""
    waiting = iter(known)
    counts = [None if count is None else next(waiting) for count in said]
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
