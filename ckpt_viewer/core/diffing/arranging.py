"""Which rows of a comparison are to be seen, and in what order.

Contract: only reads what it is given; runs in a job. What takes long is done in steps that other threads can run
between, and can be cancelled between two of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.diffing.columns import NUMBERS, QUIET, STATES, STATUS_TEXTS, Column
from ckpt_viewer.core.diffing.outline import DiffOutline, Rows
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.ranking import by_number, ranked
from ckpt_viewer.core.task import Task

Mask = npt.NDArray[np.bool_]
_STEP = 1 << 12


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants to see: entries whose path or status has every one of `words`, in any case; without those
    that are no difference; ordered by a column, or as in the file where `sorted_by` is None. `status_words` are what
    each of STATES is called, in lower case and in as many languages as a person may type."""

    words: tuple[str, ...] = ()
    changed_only: bool = True
    sorted_by: Column | None = None
    descending: bool = False
    status_words: tuple[str, ...] = tuple(f"{state} {STATUS_TEXTS[state]}".lower() for state in STATES)


@dataclass(frozen=True, slots=True, eq=False)
class Arranged:
    """What a choice leaves: `order` has the rows of entries sorted, by module those above them too; `kept` marks rows
    with those above them where the rows stay a tree."""

    choice: Choice
    kept: Mask
    order: Rows | None = None


def arrange(outline: DiffOutline, states: npt.NDArray[np.int8], choice: Choice, texts: list[str],
            number: Callable[[int, Column], float], cell: Callable[[int, Column], str], task: Task) -> Arranged:
    """`states` holds those of the entries; `texts` the paths of all rows in lower case, where words are looked for or
    paths sorted. Raises Cancelled."""
    kept = _kept(outline, states, choice, texts, task)
    if choice.sorted_by is None:
        return Arranged(choice, _with_ancestors(outline, kept))
    if outline.by_module:
        kept = _with_ancestors(outline, kept)
    rows = np.flatnonzero(kept).astype(np.int32)
    if choice.sorted_by in NUMBERS:
        order = _by_number(rows, choice.sorted_by, choice.descending, number, task)
    else:
        keys = ([texts[row] for row in rows.tolist()] if choice.sorted_by is Column.PATH else
                [text.lower() for text in _each(rows, choice.sorted_by, cell, task)])
        order = _by_text(rows, keys, choice.descending, task)
    return Arranged(choice, kept, _nested(outline, kept, order) if outline.by_module else order)


def row_texts(outline: DiffOutline, task: Task) -> list[str]:
    """The path of every row in lower case. Raises Cancelled."""
    found: list[str] = []
    above = outline.parent.tolist()
    for row, label in enumerate(outline.labels):
        if not row % _STEP:
            task.check()
        if outline.by_module:
            found.append(outline.trail(row).lower())
        else:
            found.append(f"{found[above[row]]}/{label.lower()}" if above[row] >= 0 else label.lower())
    return found


def _kept(outline: DiffOutline, states: npt.NDArray[np.int8], choice: Choice, texts: list[str], task: Task) -> Mask:
    entry = outline.entry
    keep: Mask = entry >= 0
    if not len(states):
        return keep
    state = states[np.maximum(entry, 0)]
    if choice.changed_only:
        keep &= ~QUIET[state]
    for word in choice.words:
        task.check()
        named = np.array([word in called for called in choice.status_words], np.bool_)[state]
        keep &= named | np.fromiter((word in text for text in texts), np.bool_, len(texts))
    return keep


def _with_ancestors(outline: DiffOutline, keep: Mask) -> Mask:
    before = np.concatenate(([0], np.cumsum(keep)))
    rows = np.arange(len(keep))
    found: Mask = before[rows + outline.size] - before[rows] > 0
    return found


def _nested(outline: DiffOutline, kept: Mask, ranked: Rows) -> Rows:
    """The rows that are kept as a tree, what lies in one of them in the order in which it is given."""
    before = np.concatenate(([0], np.cumsum(kept)))
    sizes = before[np.arange(len(kept)) + outline.size] - before[:-1]
    place, depth = np.zeros(len(kept), np.int64), outline.depth[ranked]
    for level in range(int(depth.max(initial=-1)) + 1):
        rows = ranked[depth == level]
        at = place[outline.parent[rows]] + 1 if level else np.zeros(len(rows), np.int64)
        together = np.argsort(at, kind="stable")
        rows, at = rows[together], at[together]
        starts = np.cumsum(sizes[rows]) - sizes[rows]
        first = np.concatenate(([True], at[1:] != at[:-1]))
        place[rows] = at + starts - np.maximum.accumulate(np.where(first, starts, 0))
    found = np.empty(len(ranked), np.int32)
    found[place[ranked]] = ranked
    return found


def _by_number(rows: Rows, column: Column, descending: bool, number: Callable[[int, Column], float], task: Task
               ) -> Rows:
    """What has no number comes last either way."""
    numbers = np.array(_each(rows, column, number, task), np.float64)
    return rows[by_number(numbers, descending)]


def _by_text(rows: Rows, keys: list[str], descending: bool, task: Task) -> Rows:
    """What has no text comes last either way."""
    places = ranked(keys, descending, task)
    filled = [place for place in places if keys[place]] + [place for place in places if not keys[place]]
    return rows[np.array(filled, np.int64)]


def _each(rows: Rows, column: Column, tell: Callable[[int, Column], float | str], task: Task) -> list[Any]:
    found = []
    for place, row in enumerate(rows.tolist()):
        if not place % _STEP:
            task.check()
        found.append(tell(row, column))
    return found
