"""Two files laid side by side with all numbers: what a comparison is once it is done, for whoever tells of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from ckpt_viewer.core.diffing.diff import Diff, Entry, Measured, count, distance_from_learnt, sentence
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import looking_up


@dataclass(frozen=True, slots=True)
class Compared:
    """`failures` says of an entry, by number, why its numbers cannot be had; `titles` name the two files."""

    diff: Diff
    measured: Measured
    failures: Mapping[int, str]
    tolerance: float = 0.0
    titles: tuple[str, str] = ("A", "B")

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
        is learnt before the averages that are kept of it; what has a size to measure by before what was all zeros."""
        return sorted(self.changes(), key=lambda pair: (
            not pair[1].not_finite, distance_from_learnt(self.diff, pair[0]), not math.isfinite(pair[1].rel_l2),
            -pair[1].rel_l2))
