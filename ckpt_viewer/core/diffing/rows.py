"""The rows of a comparison as they are seen, and what stands in their cells.

Contract: belongs to the window's thread, but for `arrange`, which only reads and is for a job. Results are set as
they are computed; `rows` are then stale until another arrangement is shown. Sorted rows stand without the tree,
each under its whole path; by module they keep it, and each module has its own in order. What has no number comes last
either way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import assert_never

import numpy as np

from ckpt_viewer.core.diffing.arranging import Arranged, Choice, Mask, arrange, row_texts
from ckpt_viewer.core.diffing.columns import FROZEN, NUMBERS, QUIET, STATES, STATUS_TEXTS, Column, State, metric_text
from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.diff import Diff, Entry, is_counter
from ckpt_viewer.core.diffing.naming import describe
from ckpt_viewer.core.diffing.outline import DiffOutline, Rows
from ckpt_viewer.core.diffing.parts import Module, Parts, Together
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, NodeId, Scalar, StorageNode, Tensor
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.task import Task, looking_up
from ckpt_viewer.core.tree_rows import TreeRows
from ckpt_viewer.core.wording import path_text, percent_text, plain_text, shape_text, value_text

CELL_LIMIT = 200
_WAITING, _FAILED, _IDENTICAL, _BROKEN, _CHANGED = map(
    STATES.index, ("waiting", "failed", "identical", "broken", "changed"))


class DiffRows(TreeRows):
    """The rows of one comparison: rows of its `outline`."""

    choice: Choice

    def __init__(self, outline: DiffOutline) -> None:
        super().__init__(outline.size, outline.parent, outline.depth,
                         np.array([label != "_metadata" for label in looking_up(outline.labels)], np.bool_))
        self.outline = outline
        count = len(outline.diff.entries)
        self.results: list[Comparison | None] = [None] * count
        self.failures: dict[int, CheckpointError] = {}
        self._parts = Parts(count)
        self._of_parts: dict[int, Together] = {}  # by rows that were asked for
        looks = outline.diff.looks()
        self._pending = np.array([pair is not None for pair in looking_up(looks)], np.bool_)
        both = looking_up(zip(outline.diff.entries, looks, strict=True))
        self._counts = np.array([pair is not None and is_counter(outline.diff, entry, pair[0])
                                 for entry, pair in both], np.bool_)
        states = map(_first_state, looking_up(outline.diff.entries), self._pending.tolist())
        self._state = np.array(list(map(STATES.index, states)), np.int8)
        self._texts: list[str] = []  # the paths of all rows, once they were asked for
        self._arranged = Arranged(Choice(), np.zeros(len(outline), np.bool_))
        self.choice = self._arranged.choice

    @property
    def diff(self) -> Diff:
        return self.outline.diff

    @property
    def is_tree(self) -> bool:
        return self.outline.by_module or super().is_tree

    @property
    def has_differences(self) -> bool:
        return not bool(QUIET[self._state].all())

    def pending(self) -> Mask:
        """Marks the entries with two tensors that have not been compared."""
        return self._pending.copy()

    def set_results(self, found: Sequence[tuple[int, Comparison | CheckpointError]]) -> None:
        """What was measured, or went wrong, by entries; many at once cost little."""
        states = np.empty(len(found), np.int8)
        for place, (entry, answer) in enumerate(found):
            if isinstance(answer, CheckpointError):
                self.failures[entry] = answer
                states[place] = _FAILED
            else:
                self.results[entry] = answer
                states[place] = _state_of(answer)
                self._parts.put(entry, answer, counts=bool(self._counts[entry]))
        self._of_parts.clear()
        entries = np.fromiter((entry for entry, _ in found), np.intp, len(found))
        self._pending[entries] = False
        new = (self._state[entries] == _WAITING) | (states == _FAILED)
        self._state[entries[new]] = states[new]

    def take(self, other: DiffRows) -> None:
        """Take over what was measured from other rows of the same Diff."""
        self.results, self.failures = list(other.results), dict(other.failures)
        self._state, self._pending, self._parts = other._state.copy(), other._pending.copy(), other._parts.copy()

    def compared(self, titles: tuple[str, str]) -> Compared:
        """What is known so far, to be exported."""
        failures = {number: str(error) for number, error in self.failures.items()}
        return Compared(self.diff, tuple(self.results), failures, titles=titles)

    def entry(self, row: int) -> Entry | None:
        """The entry that a row stands for; None for a part of a path."""
        number = int(self.outline.entry[row])
        return self.diff.entries[number] if number >= 0 else None

    def unread(self) -> list[int]:
        """The entries whose size is still to be read: those that are equal, below a row that tells of others too."""
        found, moved = np.zeros(len(self.results), np.bool_), self._parts.moved()
        for row in np.flatnonzero((self.outline.parent < 0) & (self.outline.size > 1)).tolist():
            below = self._below(row)
            found[below] = moved[below].any()
        entries: list[int] = np.flatnonzero(found & self._parts.unread()).tolist()
        return entries

    def set_sizes(self, sizes: Sequence[tuple[int, float]]) -> None:
        """How large, as a norm, entries are that are equal."""
        for entry, norm in sizes:
            result = self.results[entry]
            if result is not None and result.identical:
                self.results[entry] = sized = replace(result, norm_a=norm, norm_b=norm)
                self._parts.put(entry, sized, counts=bool(self._counts[entry]))
        self._of_parts.clear()

    def result(self, row: int) -> Comparison | None:
        number = int(self.outline.entry[row])
        return self.results[number] if number >= 0 else None

    def state(self, row: int) -> State | None:
        number = int(self.outline.entry[row])
        return STATES[self._state[number]] if number >= 0 else None

    def toggle(self, row: int) -> None:
        """Fold or unfold a row."""
        self._expanded[row] = not self._expanded[row]
        self.show(self._arranged)

    def expand_all(self, expanded: bool) -> None:
        """Fold or unfold every row."""
        self._expanded[:] = expanded
        self.show(self._arranged)

    def arrange(self, choice: Choice, task: Task) -> Arranged:
        """Work out what a choice leaves of the rows as they are now. For a job; raises Cancelled."""
        if not self._texts and (choice.words or choice.sorted_by is Column.PATH):
            self._texts = row_texts(self.outline, task)
        return arrange(self.outline, self._state.copy(), choice, self._texts, self._number, self.cell, task)

    def show(self, arranged: Arranged) -> None:
        """Show what was worked out."""
        self._arranged, self.choice = arranged, arranged.choice
        if arranged.order is None:
            self.rows = np.flatnonzero(arranged.kept & self._unfolded()).astype(np.int32)
        else:
            self.rows = arranged.order[self._unfolded()[arranged.order]] if self.is_tree else arranged.order

    def below(self, row: int) -> tuple[int, int]:
        """How many entries under a row differ, and how many there are."""
        entries = self._below(row)
        return int((~QUIET[self._state[entries]]).sum()), len(entries)

    def _below(self, row: int) -> Rows:
        """The entries under a row."""
        span = self.outline.entry[row : row + int(self.outline.size[row])]
        return span[span >= 0]

    def _is_frozen(self, row: int) -> bool:
        """True where every tensor below a row is the same on both sides, while others changed."""
        states = self._state[self._below(row)]
        changed = np.isin(self._state, (STATES.index("changed"), STATES.index("broken")))
        return bool(len(states)) and bool((states == STATES.index("identical")).all()) and bool(changed.any())

    def _number(self, row: int, column: Column) -> float:
        """For a job too: keeps nothing."""
        if self.outline.entry[row] < 0:
            part = self._parts.together(self._below(row))
            return metric(part, column) if part.count else math.nan
        result = self.result(row)
        return math.nan if result is None else metric(result, column)

    def modules(self, task: Task) -> Iterator[Module]:
        """The rows that have others below them. Raises Cancelled."""
        for row in np.flatnonzero(self.outline.size > 1).tolist():
            task.check()
            yield Module(self.outline.keys(row), *self.below(row), self._parts.together(self._below(row)))

    def cell(self, row: int, column: int) -> str:
        entry = self.entry(row)
        if entry is None and column in NUMBERS:
            return self._sum_text(row, Column(column))
        match Column(column):
            case Column.PATH:
                return self.outline.labels[row] if self.is_tree else self.outline.trail(row)
            case Column.STATUS:
                return self._status_text(row, entry)
            case Column.A:
                return "" if entry is None else side_text(self.diff.a, entry.node_a)
            case Column.B:
                return "" if entry is None else side_text(self.diff.b, entry.node_b)
            case Column.MAX_ABS | Column.MEAN_ABS | Column.REL_L2 | Column.COSINE as measure:
                return metric_text(self._number(row, measure), measure)
            case Column.CHANGED:
                result = self.result(row)
                return "" if result is None else percent_text(result.changed, result.count)
            case _ as never:
                assert_never(never)

    def _sum_text(self, row: int, column: Column) -> str:
        """Of a part of the tree: over all the elements below it that were compared."""
        part = self._part(row)
        if column is Column.CHANGED:
            return percent_text(part.changed, part.count) if part.count else ""
        return metric_text(metric(part, column), column)

    def _part(self, row: int) -> Together:
        if row not in self._of_parts:
            self._of_parts[row] = self._parts.together(self._below(row))
        return self._of_parts[row]

    def tip(self, row: int, column: int) -> str:
        """The cell in full and what else there is to know."""
        entry = self.entry(row)
        if entry is None:
            unread = column in (Column.REL_L2, Column.COSINE) and self._part(row).unread
            return self.outline.trail(row) if column == Column.PATH else self.cell(row, column) or UNREAD * bool(unread)
        error = self.failures.get(int(self.outline.entry[row]))
        match column:
            case Column.PATH:
                paths = dict.fromkeys(path_text(path) for path in (entry.path_a, entry.path_b) if path is not None)
                return IN_B.join(paths)
            case Column.STATUS:
                lines = (self.cell(row, column), entry.text, entry.evidence, str(error or ""))
                return "\n".join(line for line in lines if line)
            case _:
                return self.cell(row, column)

    def _status_text(self, row: int, entry: Entry | None) -> str:
        if entry is None:
            differ, total = self.below(row)
            return part_text(differ, total) if differ else FROZEN if self._is_frozen(row) else ""
        state = self.state(row)
        assert state is not None
        result = self.result(row)
        moved = state in ("renamed", "retyped") and result is not None
        return STATUS_TEXTS[state] + (_AFTER[bool(result.changed)] if moved and result is not None else "")


IN_B = "\nin B: "  # between the two places of an entry
_AFTER = {True: ", values changed", False: ", same values"}


UNREAD = "Some tensors in here are equal, and how large they are has not been read yet"


def metric(result: Comparison | Together, column: Column) -> float:
    """The number that a column has of a comparison."""
    return {Column.MAX_ABS: result.max_abs, Column.MEAN_ABS: result.mean_abs, Column.REL_L2: result.rel_l2,
            Column.COSINE: result.cosine, Column.CHANGED: result.changed_fraction}[column]


def part_text(differ: int, total: int) -> str:
    """What became of a part, in words."""
    return f"{differ:,} of {total:,} differ"


def side_text(graph: Graph, node: NodeId | None) -> str:
    """What one file has at a place: the value, or the shape and type of a tensor."""
    if node is None:
        return ""
    match graph[node]:
        case Scalar(value):
            return '""' if value == "" else value_text(value, CELL_LIMIT)
        case Tensor(spec=spec):
            return f"{shape_text(spec.shape)}  {spec.dtype}" if spec.shape else f"scalar  {spec.dtype}"
        case StorageNode() as held:
            return describe(held)
        case held:
            return plain_text(held.kind, CELL_LIMIT)


def _state_of(result: Comparison) -> int:
    if not result.changed:
        return _IDENTICAL
    return _BROKEN if result.not_finite else _CHANGED


def _first_state(entry: Entry, pending: bool) -> State:
    """Before anything is measured."""
    match entry.status:
        case "value":
            return "changed"
        case "tensor":
            return "waiting" if pending else "failed"
        case "added" | "removed" | "renamed" | "reshaped" | "retyped" as status:
            return status
        case _ as never:
            assert_never(never)
