"""The rows of an outline in the order of a column, siblings among siblings.

Contract: only reads the outline; runs in a job. What lies in runs, and what is a number in every row, is ranked by
numpy; keys of Python's are made for the rest alone.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.big_dict import empty
from ckpt_viewer.core.graph import Node, ScalarValue, Tensor
from ckpt_viewer.core.outline.cells import Column, SortKey, sort_key
from ckpt_viewer.core.outline.tree import Mask, Outline, Rows
from ckpt_viewer.core.ranking import ranked
from ckpt_viewer.core.task import Task

Ranks = npt.NDArray[np.int64]
_CHECK_EVERY = 1 << 12
_MOST_KNOWN = 1 << 12
_OF_LOOKS = (Column.SHAPE, Column.DTYPE, Column.DEVICE)  # said by what a tensor looks like from afar


def sorted_order(outline: Outline, column: int, descending: bool, task: Task) -> Rows:
    """All rows with siblings sorted by a column, each below its parent; equal ones stay in the order of the file.
    Raises Cancelled."""
    ranks = np.zeros(len(outline), np.int64)
    if column == Column.BYTES:
        ranks[:] = -outline.nbytes if descending else outline.nbytes
    else:
        rest = _rank_runs(outline, column, ranks, descending, task)
        _rank_others(outline, column, ranks, np.flatnonzero(rest), descending, task)
    task.check()
    return _arranged(outline, ranks)


def _rank_runs(outline: Outline, column: int, ranks: Ranks, descending: bool, task: Task) -> Mask:
    """Rank the values in runs, which have no siblings elsewhere; the rows that are left."""
    rest = np.ones(len(outline), np.bool_)
    for first, run in outline.runs:
        task.check()
        inside = outline.graph.within(run)
        values = outline.graph.values(inside) or []
        end = first + len(inside) + (0 if inside == run else len(run))
        rows = np.arange(first, end)
        if inside != run:  # lists, each with its values behind it
            rows = rows[outline.size[first:end] == 1]
            if len(rows) != len(values):
                continue
        elif int(outline.parent[first]) in outline.below:
            continue  # attributes stand beside them
        found = _ranks_of(outline, column, rows, values)
        if found is not None:
            ranks[rows] = -found if descending else found
            rest[rows] = False
    return rest


def _ranks_of(outline: Outline, column: int, rows: npt.NDArray[np.int64], values: list[ScalarValue]) -> Ranks | None:
    """Ranks of the values of a run, None where these are not all of one simple kind."""
    kinds = set(map(type, values))
    match column:
        case Column.NAME:
            numbered = outline.only_numbered(rows)
            return outline.slot[rows].astype(np.int64) if numbered else None
        case Column.VALUE:
            return _ranks_of_numbers(values) if kinds in ({float}, {int}) else None
        case Column.KIND:
            return np.zeros(len(values), np.int64) if len(kinds) == 1 else None
        case _:
            return np.zeros(len(values), np.int64)


def _ranks_of_numbers(values: list[ScalarValue]) -> Ranks | None:
    try:
        numbers = np.array(values, np.float64 if type(values[0]) is float else np.int64)
    except OverflowError:
        return None
    if np.isnan(numbers).any():
        return None
    return np.unique(numbers, return_inverse=True)[1].astype(np.int64)


def _rank_others(outline: Outline, column: int, ranks: Ranks, rows: npt.NDArray[np.intp], descending: bool,
                 task: Task) -> None:
    """Rank rows by the keys of their cells."""
    keys = _keys(outline, column, rows, task)
    ranks[rows[np.frombuffer(ranked(keys, descending, task), np.int64)]] = np.arange(len(rows))
    empty(keys)


def _keys(outline: Outline, column: int, rows: npt.NDArray[np.intp], task: Task) -> list[SortKey]:
    keys: list[SortKey] = []
    known: dict[int, tuple[Node, SortKey]] = {}  # of tensors that look alike, by their `id`
    for start in range(0, len(rows), _CHECK_EVERY):
        task.check()
        block = rows[start : start + _CHECK_EVERY]
        if column in _OF_LOOKS:
            looks = outline.graph.looks(outline.node[block].tolist())
            keys += map(partial(_key_of_look, outline, column, known), block.tolist(), looks)
        else:
            keys += [sort_key(outline, row, column) for row in block.tolist()]
    return keys


def _key_of_look(outline: Outline, column: int, known: dict[int, tuple[Node, SortKey]], row: int, look: Node
                 ) -> SortKey:
    if not isinstance(look, Tensor) or row in outline.synthetic:
        return sort_key(outline, row, column)
    if id(look) in known:
        return known[id(look)][1]
    key = sort_key(outline, row, column)
    if len(known) < _MOST_KNOWN:  # where a file was looked through, each has a look of its own
        known[id(look)] = look, key  # it stays, so that no other one gets its id
    return key


def _arranged(outline: Outline, rank: Ranks) -> Rows:
    """Rows with siblings in the order of `rank`: each lies one past its parent and the sizes of earlier siblings."""
    parent, size = outline.parent, outline.size
    if not len(outline):
        return parent
    grouped = np.lexsort((rank, parent))
    reach = np.cumsum(size[grouped]) - size[grouped]
    fresh = np.concatenate(([True], parent[grouped][1:] != parent[grouped][:-1]))
    firsts = np.flatnonzero(fresh)
    offset = np.empty(len(outline), np.int64)
    offset[grouped] = reach - np.repeat(reach[firsts], np.diff(np.append(firsts, len(outline))))
    place = offset + (parent >= 0)
    above = parent.copy()
    while bool((above >= 0).any()):  # each round doubles the number of ancestors that are summed
        has = above >= 0
        place = place + np.where(has, place[above], 0)
        above = np.where(has, above[above], -1).astype(np.int32)
    order = np.empty(len(outline), np.int32)
    order[place] = np.arange(len(outline), dtype=np.int32)
    return order
