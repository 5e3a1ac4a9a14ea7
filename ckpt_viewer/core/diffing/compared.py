"""Two files laid side by side with all numbers: what a comparison is once it is done, for whoever tells of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from ckpt_viewer.core.diffing.diff import Diff, Entry, Measured, count, distance_from_learnt, sentence
from ckpt_viewer.core.diffing.parts import Module
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import looking_up

Rank = Callable[[Diff, Entry, Comparison], float]
_RANKS: tuple[Rank, ...] = (  # in which a change stands behind others, from the least of the reasons to the first
    lambda _diff, _entry, result: -result.rel_l2, lambda _diff, _entry, result: not math.isfinite(result.rel_l2),
    lambda diff, entry, _result: distance_from_learnt(diff, entry), lambda _diff, _entry, result: not result.not_finite)


@dataclass(frozen=True, slots=True)
class Compared:
    """`failures` says of an entry, by number, why its numbers cannot be had; `titles` name the two files. `modules`
    are told of where somebody asked for them."""

    diff: Diff
    measured: Measured
    failures: Mapping[int, str]
    tolerance: float = 0.0
    titles: tuple[str, str] = ("A", "B")
    modules: tuple[Module, ...] = ()

    @property
    def identical(self) -> bool:
        return count(self.diff, self.measured).identical

    @property
    def sentence(self) -> str:
        """Such as "12 tensors changed, 180 identical; fc.weight moved most"."""
        return sentence(self.diff, self.measured)

    def changes(self) -> Iterator[tuple[Entry, Comparison]]:
        """The tensors of which elements changed, in file order."""
        for entry, result in looking_up(zip(self.diff.entries, self.measured, strict=True)):
            if result is not None and result.changed and entry.status in ("tensor", "renamed"):
                yield entry, result

    def moved(self) -> list[tuple[Entry, Comparison]]:
        """The same, most moved first: what holds NaN or infinity, of which no distance tells, before all others; what
        is learnt before the averages that are kept of it; what has a size to measure by before what was all zeros, and
        that before what could not be subtracted at all: NaN comes last."""
        pairs = list(self.changes())  # to sort a million of them would stop every thread for a second
        reasons = [np.fromiter((rank(self.diff, *pair) for pair in looking_up(pairs)), np.float64, len(pairs))
                   for rank in _RANKS]
        return [pairs[at] for at in looking_up(np.lexsort(reasons).tolist())]
