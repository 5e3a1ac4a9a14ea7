"""Names in no order of the model's: the order is found anew from what the optimizer's state shows of shapes.

safetensors and indexes keep names by the alphabet. What is known of the order they had (torch/nn/modules/module.py,
`named_parameters`): the parameters of a module come together, its own before those of the modules in it, numbered
modules by number, and a weight before its bias. Whatever else is free is tried; a parameter of which every order that
fits gives the same place is likely there, any other one is a guess. Bounded work: the orders of a module's parts are
gone over by which of them have been placed, not one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ckpt_viewer.core.lazy_dataclasses import dataclass, field
from ckpt_viewer.core.optimizer.naming import UNMATCHED, Match, Name, Shape, Slot, match, usual_selections
from ckpt_viewer.core.task import look_up
from ckpt_viewer.core.wording import natural

_MAX_WORK = 300_000  # parts held against places
_MAX_SETS = 400  # of parts of one module that may have been placed
_MAX_DEPTH, _MAX_PARTS, _MAX_BEGINS = 64, 2000, 64
# How people order what has the same shape: a guess is made by it.
_FIRST = ("shared", "embed", "embeddings", "wte", "wpe", "word", "position", "before", "pre", "q", "query", "k", "key",
          "v", "value", "self", "encoder", "gate", "up", "decoder")
_LAST = frozenset({"ln", "norm", "layernorm", "o", "out", "output", "final", "pooler", "fc", "cls", "classifier",
                   "score", "lm", "head"})

_FORCED = "By shape: every order of the model's modules that fits the shapes of the optimizer's state has it here."
_FREE = "A guess: the names are kept in no order of the model's, and others of this shape could stand here."

Places = tuple[int, ...]


@dataclass(slots=True)
class _Part:
    """A module or a parameter of the model. `counts` says how many parameters of each group are in it."""

    key: str
    counts: Places
    name: int | None = None
    parts: list[_Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Orders:
    """How the parts of a module can stand: one order, each with where it begins, and where each can begin in any."""

    chosen: tuple[tuple[_Part, Places], ...]
    begins: tuple[tuple[_Part, frozenset[Places]], ...]


def match_unordered(slots: list[Slot], names: list[Name]) -> list[Match]:
    """As `match`, of names in any order."""
    usual = sorted(range(len(names)), key=lambda i: [_usual(word) for word in names[i].text.split(".")])
    if len(slots) == len(names):
        tried = (_Arrangement(slots, names, parting).solve() for parting in _partings(slots, names))
        if solved := [found for found in tried if found]:
            return _agreed(solved)
    found = match(slots, [names[i] for i in usual])
    alone = Counter(name.shape for name in names)
    return [UNMATCHED if hit.name is None else _back(hit, usual[hit.name], alone[names[usual[hit.name]].shape] == 1)
            for hit in found]


def _back(hit: Match, name: int, alone: bool) -> Match:
    return Match(name, hit.sure, hit.how) if alone and hit.sure == "likely" else Match(name, "guess", _FREE)


def _agreed(solved: list[list[Match]]) -> list[Match]:
    """The first, in which only that is likely which all of them say."""
    return [first if all(hit == first for hit in others) else Match(first.name, "guess", _FREE)
            for first, *others in zip(*solved, strict=True)]


def _partings(slots: list[Slot], names: list[Name]) -> Iterator[list[int]]:
    """For each name the group it may be in: of two groups one has all of a kind that people part by."""
    groups = sorted({slot.group for slot in slots})
    if len(groups) == 1:
        yield [0] * len(names)
    if len(groups) != 2:
        return
    of_first = [slot.shape for slot in slots if slot.group == groups[0]]
    # What transformers/trainer.py decays: no norm, and nothing that has "bias" anywhere in its name.
    undecayed = tuple(i for i, name in enumerate(names) if len(name.shape) < 2 or "bias" in name.text)
    decayed = tuple(i for i, name in enumerate(names) if len(name.shape) > 1 and "bias" not in name.text)
    usual = usual_selections([(name.text, name.shape) for name in names])
    for places in dict.fromkeys((decayed, undecayed, *usual)):
        if len(places) == len(of_first) and _same_shapes(of_first, [names[i].shape for i in places]):
            chosen = frozenset(places)
            yield [0 if i in chosen else 1 for i in range(len(names))]


def _same_shapes(told: Sequence[Shape | None], held: Sequence[Shape]) -> bool:
    return not Counter(shape for shape in told if shape is not None) - Counter(held)


def _usual(key: str) -> tuple[bool, bool, int, tuple[int | str, ...]]:
    """What to sort the parts of a module by, or its parameters."""
    words = key.lower().split("_")
    rank = min((_FIRST.index(word) for word in words if word in _FIRST), default=len(_FIRST))
    return "bias" in key, not _LAST.isdisjoint(words), rank, natural(key)


class _Arrangement:
    """One parting of the names into groups, held against the slots."""

    def __init__(self, slots: list[Slot], names: list[Name], parting: list[int]) -> None:
        self._names = names
        self._group = parting
        kinds = sorted({slot.group for slot in slots})
        self._slots = [[i for i, slot in enumerate(slots) if slot.group == kind] for kind in kinds]
        self._shapes = [slot.shape for slot in slots]
        self._known: dict[tuple[int, Places], _Orders | None] = {}
        self._work = 0

    def solve(self) -> list[Match]:
        """A match for each slot; none at all where no order fits, or it is too much work to know."""
        root = self._tree()
        start = (0,) * len(self._slots)
        if root is None or not self._fits(root, start):
            return []
        sure = frozenset(self._sure(root, start))
        found = [UNMATCHED] * len(self._names)
        waiting: list[tuple[_Part, Places]] = [(root, start)]
        while waiting:
            look_up()
            part, at = waiting.pop()
            if part.name is None:
                orders = self._orders(part, at)
                waiting += () if orders is None else orders.chosen
                continue
            slot = self._slot(part.name, at)
            told = part.name in sure and self._shapes[slot] is not None
            found[slot] = Match(part.name, "likely", _FORCED) if told else Match(part.name, "guess", _FREE)
        return found

    def _sure(self, root: _Part, start: Places) -> Iterator[int]:
        """The names of the parameters that have the same place in every order that fits."""
        waiting: list[tuple[_Part, frozenset[Places]]] = [(root, frozenset({start}))]
        while waiting:
            look_up()
            part, begins = waiting.pop()
            if part.name is not None:
                if len(begins) == 1:
                    yield part.name
            elif len(begins) < _MAX_BEGINS:
                of_part: dict[int, set[Places]] = {}
                for at in begins:
                    orders = self._orders(part, at)
                    for inner, places in () if orders is None else orders.begins:
                        of_part.setdefault(id(inner), set()).update(places)
                waiting += [(inner, frozenset(of_part[id(inner)])) for inner in part.parts]

    def _tree(self) -> _Part | None:
        root = _Part("", ())
        modules: dict[tuple[str, ...], _Part] = {(): root}
        for at, name in enumerate(self._names):
            words = tuple(name.text.split("."))
            if len(words) > _MAX_DEPTH:
                return None
            _module(modules, words[:-1]).parts.append(_Part(words[-1], (), at))
        self._count(root)
        return root

    def _count(self, part: _Part) -> None:
        """Counts what is in it, and brings its parts into the order that is tried first."""
        if part.name is not None:
            part.counts = tuple(int(group == self._group[part.name]) for group in range(len(self._slots)))
            return
        for inner in part.parts:
            self._count(inner)
        part.parts.sort(key=lambda inner: (inner.name is None, _usual(inner.key)))
        part.counts = tuple(sum(of) for of in zip(*(inner.counts for inner in part.parts), strict=True))

    def _slot(self, name: int, at: Places) -> int:
        group = self._group[name]
        return self._slots[group][at[group]]

    def _fits(self, part: _Part, at: Places) -> bool:
        self._work += 1
        if any(place + count > len(own) for place, count, own in zip(at, part.counts, self._slots, strict=True)):
            return False
        if part.name is not None:
            shape = self._shapes[self._slot(part.name, at)]
            return shape is None or shape == self._names[part.name].shape
        return self._orders(part, at) is not None

    def _orders(self, part: _Part, at: Places) -> _Orders | None:
        own = tuple(place if count else 0 for place, count in zip(at, part.counts, strict=True))
        if (id(part), own) not in self._known:
            self._known[id(part), own] = self._all_orders(part, at)
        return self._known[id(part), own]

    def _all_orders(self, part: _Part, start: Places) -> _Orders | None:
        """Goes over the sets of parts that can have been placed, from none to all, and back."""
        look_up()
        if len(part.parts) > _MAX_PARTS:
            return None
        whole = (1 << len(part.parts)) - 1
        steps: list[dict[int, list[int]]] = []  # per number of parts placed: which can come next, by the set
        layer, places = [0], {0: start}
        for _ in part.parts:
            step: dict[int, list[int]] = {}
            for done in layer:
                step[done] = [i for i in _next(part, done) if self._fits(part.parts[i], places[done])]
                for i in step[done]:
                    after = done | 1 << i
                    places[after] = _behind(places[done], part.parts[i].counts)
            layer = sorted({done | 1 << i for done, free in step.items() for i in free})
            steps.append(step)
            if not layer or len(places) > _MAX_SETS + len(part.parts) or self._work > _MAX_WORK:
                return None
        return _read_back(part, steps, places, whole)


def _module(modules: dict[tuple[str, ...], _Part], words: tuple[str, ...]) -> _Part:
    """The module of this name, made where it is not there yet, and those around it too."""
    for depth in range(1, len(words) + 1):
        if words[:depth] not in modules:
            made = modules[words[:depth]] = _Part(words[depth - 1], ())
            modules[words[: depth - 1]].parts.append(made)
    return modules[words]


def _next(part: _Part, done: int) -> Iterator[int]:
    """Those that may be placed next: own parameters first, numbers by number, a weight before its bias."""
    left = [i for i in range(len(part.parts)) if not done >> i & 1]
    own = [i for i in left if part.parts[i].name is not None]
    numbered = False
    for i in own or left:
        key = part.parts[i].key
        if key.isdecimal():
            if not numbered:
                yield i
            numbered = True
        elif key != "bias" or all(part.parts[j].key != "weight" for j in own):
            yield i


def _behind(at: Places, counts: Places) -> Places:
    return tuple(place + count for place, count in zip(at, counts, strict=True))


def _read_back(part: _Part, steps: list[dict[int, list[int]]], places: dict[int, Places], whole: int) -> _Orders:
    """What the steps that lead to all parts say."""
    leading = {whole}
    begins: dict[int, set[Places]] = {i: set() for i in range(len(part.parts))}
    for step in reversed(steps):
        for done, free in step.items():
            free[:] = [i for i in free if done | 1 << i in leading]
            for i in free:
                begins[i].add(tuple(at if n else 0 for at, n in zip(places[done], part.parts[i].counts, strict=True)))
        leading = {done for done, free in step.items() if free}
    chosen, done = list[tuple[_Part, Places]](), 0
    for step in steps:
        i = step[done][0]
        chosen.append((part.parts[i], places[done]))
        done |= 1 << i
    return _Orders(tuple(chosen), tuple((part.parts[i], frozenset(held)) for i, held in begins.items()))
