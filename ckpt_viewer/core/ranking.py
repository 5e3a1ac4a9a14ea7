"""Sorts many keys in steps between which other threads get their turn.

Contract: as Python's own sort: stable, equal keys in the order given, ascending or descending. One `sorted` of a
million texts keeps every other thread waiting for as long as it takes, and cannot be stopped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from ckpt_viewer.core.task import Task

_STEP = 1 << 13  # keys that are sorted at once: some milliseconds
_SAMPLED = 16  # keys looked at for each part


def ranked(keys: Sequence[Any], descending: bool, task: Task) -> list[int]:
    """The places of the keys in their order. Raises Cancelled."""
    parts = _parts(keys, task)
    found: list[int] = []
    for places in reversed(parts) if descending else parts:
        task.check()
        if len(places) <= _STEP or any(keys[place] != keys[places[0]] for place in places):  # not all the same
            places.sort(key=keys.__getitem__, reverse=descending)
        found += places
    return found


def _parts(keys: Sequence[Any], task: Task) -> list[list[int]]:
    """The places of keys between one border and the next, borders ascending, each in the order given."""
    count = -(-len(keys) // _STEP)
    if count <= 1:
        return [list(range(len(keys)))]
    sample = sorted(keys[at] for at in range(0, len(keys), max(1, len(keys) // (count * _SAMPLED))))
    borders = sample[_SAMPLED::_SAMPLED]
    parts: list[list[int]] = [[] for _ in range(len(borders) + 1)]
    for start in range(0, len(keys), _STEP):
        task.check()
        for place in range(start, min(start + _STEP, len(keys))):
            parts[bisect_right(borders, keys[place])].append(place)
    return parts
