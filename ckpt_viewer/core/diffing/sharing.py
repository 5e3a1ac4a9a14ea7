"""Which tensors share memory in one file and not in the other: two storages that meet one mean that sharing was lost.

Contract: pure; told by what tells the storages (`Graph.memories`), so that none has to be located.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.graph import Graph, NodeId, Path
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.tensor import Memory
from ckpt_viewer.core.wording import path_text

_TOLD = 3  # places of one storage

Pair = tuple[NodeId, NodeId]
Places = tuple[Path, Path]


def sharing_notes(a: Graph, b: Graph, pairs: Sequence[Pair], places: Callable[[int], Places]) -> list[str]:
    """A sentence for each storage of one side that meets several of the other; `places` says where a pair stands."""
    left = a.memories([one for one, _ in looking_up(pairs)])
    right = b.memories([other for _, other in looking_up(pairs)])
    if _one_for_one(left, right):
        return []
    return [f"{' and '.join(path_text(places(number)[side], 120) for number in numbers)} share memory {where}"
            for side, where, rows in ((0, "in the first file, not in the second", zip(left, right, strict=True)),
                                      (1, "in the second file, not in the first", zip(right, left, strict=True)))
            for numbers in _first_meetings(rows) if len(numbers) > 1]


def _one_for_one(left: list[Memory], right: list[Memory]) -> bool:
    """Whether every storage meets the same one each time, as nearly always."""
    of_left, of_right = PartedDict[Memory, Memory](), PartedDict[Memory, Memory]()
    same = all(of_left.setdefault(one, other) == other and of_right.setdefault(other, one) == one
               for one, other in looking_up(zip(left, right, strict=True)))
    of_left.clear()
    of_right.clear()
    return same


def _first_meetings(rows: Iterable[tuple[Memory, Memory]]) -> list[list[int]]:
    """For each storage of one side the numbers of the pairs in which it first met others."""
    found: dict[Memory, dict[Memory, int]] = {}
    for number, (own, other) in enumerate(looking_up(rows)):
        met = found.setdefault(own, {})
        if len(met) < _TOLD:
            met.setdefault(other, number)
    return [list(met.values()) for met in found.values()]
