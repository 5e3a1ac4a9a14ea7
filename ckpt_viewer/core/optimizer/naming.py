"""Give the numbered parameters of an optimizer their names back, by order and shape.

`Optimizer.state_dict` (torch/optim/optimizer.py) numbers parameters in the order of the groups. A group is filled from
`model.parameters()` or from a selection of it, so within a group the order is that of the model; between groups it need
not be (weight decay for matrices in one group, none for biases in the other). The task: put each group, in its order,
onto distinct names so that every shape that the state shows fits. Bounded work, no search through combinations.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import Literal
from ckpt_viewer.core.task import looking_up

Shape = tuple[int, ...]
Sure = Literal["named", "likely", "guess", "unknown"]

# Groups are tried on the names one by one, a few times over; beyond this much work only the plain order is.
_MAX_WORK = 4_000_000
_MAX_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter of an optimizer: its group, and its shape where the state tells it."""

    group: int
    shape: Shape | None


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter of a model."""

    text: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Match:
    """The position of a slot's name, or None, with the grade of certainty and the reason in one sentence."""

    name: int | None
    sure: Sure
    how: str


UNMATCHED = Match(None, "unknown", "No order of the model's parameters fits the shapes of this optimizer's state.")


def match(slots: list[Slot], names: list[Name]) -> list[Match]:
    """For each slot its name among `names`, which are in the model's order."""
    if len(slots) == len(names) and all(_fits(s, n) for s, n in looking_up(zip(slots, names, strict=True))):
        return _in_order(slots)
    if len(slots) > len(names):
        return [UNMATCHED] * len(slots)
    return _Alignment(slots, names).solve()


def usual_selections(names: Sequence[tuple[str, tuple[int, ...]]]) -> list[tuple[int, ...]]:
    """The selections that people make an optimizer's groups of, each as places of `names` with their shapes: biases,
    what has one dimension, what is in a norm, and what follows from these, since weight decay is for matrices alone.
    Each selection comes once, none is empty and none the whole model."""
    norms = {text.removesuffix("weight") for text, shape in names if len(shape) == 1 and text.endswith("weight")}
    sorts: list[tuple[bool, bool, bool]] = []
    for text, shape in looking_up(names):
        bias = text.endswith("bias")
        sorts.append((len(shape) < 2, bias, text.removesuffix("bias" if bias else "weight") in norms))
    chosen = [tuple(place for place, sort in enumerate(sorts) if sort in wanted) for wanted in _RULES]
    return [places for places in dict.fromkeys(chosen) if 0 < len(places) < len(names)]


def _fits(slot: Slot, name: Name) -> bool:
    return slot.shape is None or slot.shape == name.shape


def _in_order(slots: list[Slot]) -> list[Match]:
    shapes = {slot.shape for slot in slots if slot.shape is not None}
    several = len({slot.group for slot in slots}) > 1
    sure: Sure = "likely"
    if not shapes:
        how = "By order alone: there are as many parameters as names, and the optimizer keeps nothing to compare."
        sure = "guess" if several and len(slots) > 1 else "likely"
    elif several and len(shapes) == 1 and len(slots) > 2:
        how = "By order alone: all parameters have the same shape, and the optimizer has several groups."
        sure = "guess"
    else:
        how = "By order: there are as many parameters as names, and the shapes of the optimizer's state agree."
    return [Match(i, sure, how) for i in looking_up(range(len(slots)))]


class _Alignment:
    """Slots to names where the plain order does not fit: parameters left out, or groups that share out the model."""

    def __init__(self, slots: list[Slot], names: list[Name]) -> None:
        self._slots = slots
        self._names = names
        self._groups: dict[int, list[int]] = {}
        for i, slot in enumerate(slots):
            self._groups.setdefault(slot.group, []).append(i)
        self._found: list[Match | None] = [None] * len(slots)
        self._taken = bytearray(len(names))

    def solve(self) -> list[Match]:
        if len(self._groups) * len(self._names) > _MAX_WORK:
            self._groups = {0: list(range(len(self._slots)))}
        self._take_whole_shapes()
        for _ in range(_MAX_ROUNDS):
            if not sum(self._take_forced(group) for group in self._groups.values()):
                break
        selections: list[tuple[int, ...]] = []
        if len(self._groups) * len(self._names) < _MAX_WORK // len(_RULES):
            selections = usual_selections([(name.text, name.shape) for name in self._names])
        while sum(self._take_selection(group, selections) for group in self._groups.values()):
            pass
        # Groups of which something is known first: they leave less room to the others.
        for group in sorted(self._groups.values(), key=lambda g: (not any(self._found[i] for i in g), -len(g))):
            if not self._take_block(group) and not self._take_run(group, selections):
                self._take_first(group)
        return [found or UNMATCHED for found in looking_up(self._found)]

    def _take_whole_shapes(self) -> None:
        """All names of a shape belong to one group, as many as it has slots of this shape: their order decides."""
        slots: dict[Shape, list[int]] = {}
        for i, slot in looking_up(enumerate(self._slots)):
            if slot.shape is not None:
                slots.setdefault(slot.shape, []).append(i)
        names: dict[Shape, list[int]] = {}
        for i, name in looking_up(enumerate(self._names)):
            names.setdefault(name.shape, []).append(i)
        how = "By shape and order: the parameters of this shape are all in this group, as many as there are names."
        for shape, of_shape in slots.items():
            same_group = len({self._slots[i].group for i in of_shape}) == 1
            if same_group and len(of_shape) == len(names.get(shape, ())):
                for i, place in looking_up(zip(of_shape, names[shape], strict=True)):
                    self._take(i, place, "likely", how)
        self._drop_crossings()

    def _drop_crossings(self) -> None:
        """Within a group names must rise; where whole shapes cross, the file keeps no order and nothing is certain."""
        for group in self._groups.values():
            at = [m.name for i in looking_up(group) if (m := self._found[i]) is not None and m.name is not None]
            if any(a >= b for a, b in pairwise(at)):
                how = "By shape: parameters of this shape come in this order, though the whole order does not fit."
                for i in group:
                    found = self._found[i]
                    if found is not None:
                        self._found[i] = Match(found.name, "guess", how)

    def _take_forced(self, group: list[int]) -> bool:
        """Slots that come to the same name whether the group is pushed to the front or to the end of the model."""
        first, last = self._outermost(group, 1), self._outermost(group, -1)
        if first is None or last is None:
            return False
        how = "By order and shape: no other order of the model's parameters fits this group."
        progress = False
        for i, low, high in looking_up(zip(group, first, last, strict=True)):
            if self._found[i] is None and low == high:
                self._take(i, low, "likely", how)
                progress = True
        return progress

    def _take_selection(self, group: list[int], selections: list[tuple[int, ...]]) -> bool:
        """All biases, all norms, all that has one dimension: the only such kind that the group agrees with."""
        if all(self._found[i] is not None for i in group):
            return False
        agreeing = [places for places in selections if len(places) == len(group) and self._fits_at(group, places)]
        if len(agreeing) != 1:
            return False
        # A few of one shape may be any few, where others of the model are not in the optimizer at all.
        told = len(self._slots) == len(self._names) and all(self._slots[i].shape is not None for i in group)
        how = "By kind: the group has as many parameters as the model has of one kind, and their shapes agree in order."
        self._take_all(group, agreeing[0], "likely" if told else "guess", how)
        return True

    def _take_run(self, group: list[int], selections: list[tuple[int, ...]]) -> bool:
        """Names of one kind that follow one another, as the biases and norms of one layer do."""
        how = "A guess: the group is taken as those of one kind in one part of the model, and its shapes fit there."
        for places in selections:
            starts = range(len(places) - len(group) + 1)
            if len(starts) * len(group) > _MAX_WORK:
                continue
            for start in starts:
                run = places[start : start + len(group)]
                if self._fits_at(group, run):
                    self._take_all(group, run, "guess", how)
                    return True
        return False

    def _take_all(self, group: list[int], places: Sequence[int], sure: Sure, how: str) -> None:
        for place, i in looking_up(zip(places, group, strict=True)):
            if self._found[i] is None:
                self._take(i, place, sure, how)

    def _take_block(self, group: list[int]) -> bool:
        """Names that follow one another without a gap, as those of a part of the model (its head, its encoder) do."""
        known = next(((at, m.name) for at, i in enumerate(group) if (m := self._found[i]) and m.name is not None), None)
        last = len(self._names) - len(group)
        starts = range(last + 1) if known is None else range(known[1] - known[0], known[1] - known[0] + 1)
        if len(starts) * len(group) > _MAX_WORK:
            return False
        blocks = (range(s, s + len(group)) for s in starts if 0 <= s <= last)
        block = next((block for block in blocks if self._fits_at(group, block)), None)
        if block is None:
            return False
        how = "A guess: the group is taken as one part of the model, and its shapes fit there."
        self._take_all(group, block, "guess", how)
        return True

    def _fits_at(self, group: list[int], places: Sequence[int]) -> bool:
        for place, i in looking_up(zip(places, group, strict=True)):
            found = self._found[i]
            if not (self._is_free(i, place) if found is None else found.name == place):
                return False
        return True

    def _take_first(self, group: list[int]) -> None:
        """What is left: the first place where the group fits, said to be a guess."""
        places = self._outermost(group, 1)
        if places is None:
            return
        how = "A guess: several parameters of this shape are possible, and the first in the model's order is named."
        for i, place in looking_up(zip(group, places, strict=True)):
            if self._found[i] is None:
                self._take(i, place, "guess", how)

    def _take(self, slot: int, name: int, sure: Sure, how: str) -> None:
        self._found[slot] = Match(name, sure, how)
        self._taken[name] = 1

    def _outermost(self, group: list[int], step: int) -> list[int] | None:
        """The earliest names for a group in its order, or the latest where `step` is -1, with what is found already;
        None where it does not fit."""
        places: list[int] = []
        at = 0 if step > 0 else len(self._names) - 1
        for i in looking_up(group[::step]):
            found = self._found[i]
            if found is not None and found.name is not None:
                place = found.name
            else:
                place = at
                while 0 <= place < len(self._names) and not self._is_free(i, place):
                    place += step
            if (place - at) * step < 0 or not 0 <= place < len(self._names):
                return None
            places.append(place)
            at = place + step
        return places[::step]

    def _is_free(self, slot: int, name: int) -> bool:
        return not self._taken[name] and _fits(self._slots[slot], self._names[name])


def _sorts() -> tuple[frozenset[tuple[bool, bool, bool]], ...]:
    every = [(flat, bias, norm) for flat in (False, True) for bias in (False, True) for norm in (False, True)]
    chosen = (
        [sort for sort in every if sort[0]],  # one dimension: biases and norms
        [sort for sort in every if sort[1]],  # biases
        [sort for sort in every if sort[2]],  # norms
        [sort for sort in every if sort[0] and not sort[1]],  # weights of norms, scales
        [sort for sort in every if sort[1] and not sort[2]],  # biases but those of norms
        [sort for sort in every if sort[1] and sort[2]],
        [sort for sort in every if sort[2] and not sort[1]],
        [sort for sort in every if sort[1] or sort[2]],
    )
    return tuple(frozenset(part) for sorts in chosen for part in (sorts, set(every) - set(sorts)))


_RULES = _sorts()
