"""The order of very many rows.

Contract: sorts as Python's own sort does: stable, equal keys in the order given, ascending or descending; texts in
steps between which other threads get their turn. One `sorted` of a million texts keeps every other thread waiting for
as long as it takes, and cannot be stopped.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.task import Task

_STEP = 1 << 13  # keys that are sorted at once: some milliseconds
_SAMPLED = 16  # keys looked at for each part


def ranked(keys: Sequence[Any], descending: bool, task: Task) -> array[int]:
    """The places of the keys in their order. Raises Cancelled."""
    parts, found = _parts(keys, task), array("q")
    for places in reversed(parts) if descending else parts:
        task.check()
        alike = len(places) > _STEP and all(keys[place] == keys[places[0]] for place in places)
        found.extend(places if alike else sorted(places, key=keys.__getitem__, reverse=descending))
    return found


def by_number(numbers: npt.NDArray[Any], descending: bool) -> npt.NDArray[np.intp]:
    """The places of numbers in their order; NaN comes last either way."""
    known = ~np.isnan(numbers)
    order = np.argsort(-numbers[known] if descending else numbers[known], kind="stable")
    return np.concatenate((np.flatnonzero(known)[order], np.flatnonzero(~known)))


def _parts(keys: Sequence[Any], task: Task) -> list[array[int]]:
    """The places of keys between one border and the next, borders ascending, each in the order given. Very many that
    are a border themselves stand apart from those behind them."""
    count = -(-len(keys) // _STEP)
    if count <= 1:
        return [array("q", range(len(keys)))]
    sample = sorted(keys[at] for at in range(0, len(keys), max(1, len(keys) // (count * _SAMPLED))))
    borders = sample[_SAMPLED::_SAMPLED]
    parts = [array("q") for _ in range(len(borders) + 1)]
    for start in range(0, len(keys), _STEP):
        task.check()
        for place in range(start, min(start + _STEP, len(keys))):
            parts[bisect_right(borders, keys[place])].append(place)
    least = [None, *borders]
    return [part for at, places in enumerate(parts) for part in _without(places, keys, least[at], task)]


def _without(places: array[int], keys: Sequence[Any], least: Any, task: Task) -> list[array[int]]:
    """Those of the least key, and the others."""
    if len(places) <= _STEP or least is None:
        return [places]
    same, others = array("q"), array("q")
    for start in range(0, len(places), _STEP):
        task.check()
        for place in places[start : start + _STEP]:
            (same if keys[place] == least else others).append(place)
    return [same, others]
