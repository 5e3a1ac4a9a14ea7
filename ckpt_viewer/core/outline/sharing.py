"""Rows of tensors that look into the same memory: what they share counts once in whatever is above them.

Contract: works on the rows that share a storage alone, so that a file without such rows costs nothing; linear in them
and in how deep they stand, up to a bound, beyond which a row above keeps the plain sum.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.graph import Graph, Tensor
from ckpt_viewer.core.outline.tree import TOP, Mask, Rows
from ckpt_viewer.core.tensor import Span, covered

Sizes = npt.NDArray[np.int64]
_HUGE = 2**40  # bytes; as many rows of fewer as there can be do not overflow
_STEPS = 64  # upwards for each row on the average


def count_once(graph: Graph, node: Rows, parent: Rows, size: Rows, first: Rows, is_tensor: Mask,
               nbytes: Sizes) -> tuple[int, int]:
    """Tensors and bytes in all. From `nbytes` is taken off what would be counted in several rows below a row."""
    tensors = int(np.count_nonzero(is_tensor))
    total = int(nbytes[nbytes <= _HUGE].sum()) + sum(nbytes[nbytes > _HUGE].tolist())
    rows = sharing_rows(first, is_tensor)
    if len(rows):
        shared = Shared(graph, node, first, rows)
        tensors, total = tensors - shared.repeated, total - shared.doubled(nbytes)
        shared.take_off(nbytes, parent, size)
    return tensors, total


def sharing_rows(first: Rows, is_tensor: Mask) -> Rows:
    """Rows of tensors in whose storage another row of a tensor looks too."""
    at = np.arange(len(first), dtype=np.int32)
    others = is_tensor & (first != at)
    if not others.any():
        return np.empty(0, np.int32)
    shared = others.copy()
    shared[first[others]] = True
    found: Rows = np.flatnonzero(shared & is_tensor).astype(np.int32)
    return found


class Shared:
    """The rows that share storages, sorted by storage and by the bytes of it that they see, then in their order."""

    def __init__(self, graph: Graph, node: Rows, first: Rows, rows: Rows) -> None:
        looks = graph.looks(node[rows].tolist())
        alike = dict(zip(map(id, looks), looks, strict=True))
        spans = [look.spec.byte_span if isinstance(look, Tensor) else (0, 0) for look in alike.values()]
        self._spans = list(dict.fromkeys(spans))
        numbers = {span: number for number, span in enumerate(self._spans)}
        number_of = dict(zip(alike, map(numbers.__getitem__, spans), strict=True))
        seen = np.fromiter((number_of[id(look)] for look in looks), np.int64, len(looks))
        keys = first[rows].astype(np.int64) * len(self._spans) + seen
        order = np.argsort(keys, kind="stable")
        self._nodes, self._rows, self._keys = node[rows], rows[order], keys[order]
        self._again = np.flatnonzero(self._keys[1:] == self._keys[:-1]) + 1  # sees what the one before sees

    @property
    def repeated(self) -> int:
        """How many rows show a tensor that a row above shows as well."""
        return len(self._nodes) - len(np.unique(self._nodes))

    def doubled(self, nbytes: Sizes) -> int:
        """Bytes that the sum over all rows counts more than once."""
        found: int = sum(nbytes[self._rows[self._again]].tolist())
        first = np.ones(len(self._keys), np.bool_)
        first[self._again] = False
        storages, seen = np.divmod(self._keys[first], len(self._spans))
        once = self._rows[first]
        several = np.flatnonzero(np.bincount(storages)[storages] > 1)  # storages of which rows see different bytes
        overlapping: dict[int, list[tuple[Span, int]]] = {}
        for storage, number, count in zip(storages[several].tolist(), seen[several].tolist(),
                                          nbytes[once[several]].tolist(), strict=True):
            overlapping.setdefault(storage, []).append((self._spans[number], count))
        for views in overlapping.values():
            found += max(0, sum(count for _, count in views) - covered(span for span, _ in views))
        return found

    def take_off(self, nbytes: Sizes, parent: Rows, size: Rows) -> None:
        """Take the bytes of a row off the lowest row that has it and an earlier row of the same bytes below it."""
        lower, above = self._rows[self._again], parent[self._rows[self._again - 1]]
        waiting, steps = np.flatnonzero(above > TOP), _STEPS * len(lower)
        while len(waiting) and steps > 0:
            steps -= len(waiting)
            there = above[waiting]
            waiting = waiting[there + size[there] <= lower[waiting]]
            above[waiting] = parent[above[waiting]]
            waiting = waiting[above[waiting] > TOP]
        above[waiting] = TOP
        below = above > TOP
        np.subtract.at(nbytes, above[below], nbytes[lower[below]])
