"""Which rows of a comparison are to be seen, in what order, and what stands in their cells.

Contract: belongs to the window's thread. Results are set one by one as they are computed; `rows` are then stale until
`refresh`. Sorted rows stand without the tree, each under its whole path; what has no number comes last either way.
"""

from __future__ import annotations

import math
from enum import IntEnum
from functools import cached_property
from typing import Literal, assert_never

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.diff import Diff, Entry
from ckpt_viewer.core.diffing.outline import DiffOutline, Rows
from ckpt_viewer.core.diffing.pairing import describe
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, NodeId, Scalar, StorageNode, Tensor
from ckpt_viewer.core.wording import number_text, path_text, percent_text, plain_text, shape_text, value_text

State = Literal["added", "removed", "renamed", "reshaped", "retyped", "changed", "identical", "waiting", "failed"]
CELL_LIMIT = 200


class Column(IntEnum):
    """The columns from left to right."""

    PATH = 0
    STATUS = 1
    A = 2
    B = 3
    MAX_ABS = 4
    MEAN_ABS = 5
    REL_L2 = 6
    COSINE = 7
    CHANGED = 8


TITLES = ("Path", "Status", "A", "B", "Max diff", "Mean diff", "Rel. L2", "Cosine", "Changed")
TIPS = (
    "Where it stands in the file", "What became of it from A to B", "What the first file has here",
    "What the second file has here", "The largest difference of two elements, max |B − A|",
    "The mean size of the differences, mean |B − A|",
    "The size of the difference relative to A: |B − A| / |A|, over all elements",
    "How far A and B point the same way: 1 is exactly the same direction, 0 none in common",
    "The share of elements that differ",
)
STATUS_TEXTS: dict[State, str] = {
    "added": "+ only in B", "removed": "− only in A", "renamed": "↷ renamed", "reshaped": "⤢ other shape",
    "retyped": "⇄ other type", "changed": "≠ changed", "identical": "= identical", "waiting": "… not compared yet",
    "failed": "⚠ cannot be compared",
}
FROZEN = "❄ did not move"
STATES: tuple[State, ...] = tuple(STATUS_TEXTS)
_QUIET = np.array([state in ("identical", "waiting") for state in STATES], np.bool_)
NUMBERS = frozenset({Column.MAX_ABS, Column.MEAN_ABS, Column.REL_L2, Column.COSINE, Column.CHANGED})


class DiffRows:
    """The rows of one comparison. `rows` are outline rows from top to bottom."""

    def __init__(self, outline: DiffOutline) -> None:
        self.outline = outline
        count = len(outline.diff.entries)
        self.results: list[Comparison | None] = [None] * count
        self.failures: dict[int, CheckpointError] = {}
        self._state = np.array([STATES.index(_first_state(outline.diff, e)) for e in outline.diff.entries], np.int8)
        self._pending = np.array([outline.diff.specs(entry) is not None for entry in outline.diff.entries], np.bool_)
        self._expanded = np.array([label != "_metadata" for label in outline.labels], np.bool_)
        self.words: tuple[str, ...] = ()
        self.changed_only = True
        self.sorted_by: Column | None = None
        self.descending = False
        self.rows: Rows = np.empty(0, np.int32)
        self.refresh()

    @property
    def diff(self) -> Diff:
        return self.outline.diff

    @property
    def has_differences(self) -> bool:
        return not bool(_QUIET[self._state].all())

    def waiting(self) -> list[int]:
        """Entries with two tensors that have not been compared, in file order."""
        found: list[int] = np.flatnonzero(self._pending).tolist()
        return found

    def set_result(self, entry: int, result: Comparison) -> None:
        self.results[entry] = result
        self._pending[entry] = False
        if STATES[self._state[entry]] == "waiting":
            self._state[entry] = STATES.index("changed" if result.changed else "identical")

    def set_failure(self, entry: int, error: CheckpointError) -> None:
        self.failures[entry] = error
        self._pending[entry] = False
        self._state[entry] = STATES.index("failed")

    def take(self, other: DiffRows) -> None:
        """Take over what was measured, and what is to be seen, from other rows of the same Diff."""
        for number, result in enumerate(other.results):
            if result is not None:
                self.set_result(number, result)
        for number, error in other.failures.items():
            self.set_failure(number, error)
        self.changed_only, self.words = other.changed_only, other.words
        self.sort(other.sorted_by, other.descending)

    def compared(self, titles: tuple[str, str]) -> Compared:
        """What is known so far, to be exported."""
        failures = {number: str(error) for number, error in self.failures.items()}
        return Compared(self.diff, tuple(self.results), failures, titles=titles)

    def entry(self, row: int) -> Entry | None:
        """The entry that a row stands for; None for a part of a path."""
        number = int(self.outline.entry[row])
        return self.diff.entries[number] if number >= 0 else None

    def result(self, row: int) -> Comparison | None:
        number = int(self.outline.entry[row])
        return self.results[number] if number >= 0 else None

    def state(self, row: int) -> State | None:
        number = int(self.outline.entry[row])
        return STATES[self._state[number]] if number >= 0 else None

    @property
    def is_tree(self) -> bool:
        return self.sorted_by is None

    def has_children(self, row: int) -> bool:
        return self.is_tree and int(self.outline.size[row]) > 1

    def is_expanded(self, row: int) -> bool:
        return bool(self._expanded[row])

    def toggle(self, row: int) -> None:
        self._expanded[row] = not self._expanded[row]
        self.refresh()

    def expand_all(self, expanded: bool) -> None:
        self._expanded[:] = expanded
        self.refresh()

    def set_filter(self, text: str) -> None:
        """Show entries whose path or status has every word of `text`, in any case."""
        self.words = tuple(text.lower().split())
        self.refresh()

    def sort(self, column: Column | None, descending: bool) -> None:
        """Order by a column, or as in the file where it is None."""
        self.sorted_by, self.descending = column, descending
        self.refresh()

    def refresh(self) -> None:
        """Work out `rows` anew."""
        keep = self._kept()
        if self.is_tree:
            self.rows = np.flatnonzero(self._with_ancestors(keep) & self._unfolded()).astype(np.int32)
        else:
            self.rows = self._ordered(np.flatnonzero(keep).astype(np.int32))

    def below(self, row: int) -> tuple[int, int]:
        """How many entries under a row differ, and how many there are."""
        span = self.outline.entry[row : row + int(self.outline.size[row])]
        entries = span[span >= 0]
        return int((~_QUIET[self._state[entries]]).sum()), len(entries)

    def _is_frozen(self, row: int) -> bool:
        """True where every tensor below a row is the same on both sides, while others changed."""
        span = self.outline.entry[row : row + int(self.outline.size[row])]
        states = self._state[span[span >= 0]]
        changed = STATES.index("changed")
        return bool(len(states)) and bool((states == STATES.index("identical")).all()) and bool(
            (self._state == changed).any())

    def _kept(self) -> npt.NDArray[np.bool_]:
        entry = self.outline.entry
        keep: npt.NDArray[np.bool_] = entry >= 0
        states = self._state[np.maximum(entry, 0)] if len(self._state) else np.zeros(len(entry), np.int8)
        if self.changed_only and len(self._state):
            keep &= ~_QUIET[states]
        for word in self.words:
            named = np.array([word in STATUS_TEXTS[state].lower() for state in STATES], np.bool_)[states]
            keep &= named | np.array([word in text for text in self._haystack], np.bool_)
        return keep

    @cached_property
    def _haystack(self) -> list[str]:
        """The path of every row in lower case."""
        if self.outline.by_module:
            return [self.outline.trail(row).lower() for row in range(len(self.outline))]
        found: list[str] = []
        for label, above in zip(self.outline.labels, self.outline.parent.tolist(), strict=True):
            found.append(f"{found[above]}/{label.lower()}" if above >= 0 else label.lower())
        return found

    def _with_ancestors(self, keep: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        before = np.concatenate(([0], np.cumsum(keep)))
        rows = np.arange(len(keep))
        found: npt.NDArray[np.bool_] = before[rows + self.outline.size] - before[rows] > 0
        return found

    def _unfolded(self) -> npt.NDArray[np.bool_]:
        size, total = self.outline.size, len(self.outline)
        closed = np.flatnonzero(~self._expanded & (size > 1))
        edges = np.bincount(closed + 1, minlength=total + 1) - np.bincount(closed + size[closed], minlength=total + 1)
        shown: npt.NDArray[np.bool_] = np.cumsum(edges[:total]) == 0
        return shown

    def _ordered(self, rows: Rows) -> Rows:
        column = self.sorted_by
        assert column is not None
        if column in NUMBERS:
            numbers = np.array([self._number(int(row), column) for row in rows], np.float64)
            known = ~np.isnan(numbers)
            order = np.argsort(-numbers[known] if self.descending else numbers[known], kind="stable")
            return np.concatenate((rows[known][order], rows[~known])).astype(np.int32)
        keys = [self.cell(int(row), column).lower() for row in rows]
        ranked = sorted(range(len(rows)), key=keys.__getitem__, reverse=self.descending)
        filled = [place for place in ranked if keys[place]] + [place for place in ranked if not keys[place]]
        return rows[np.array(filled, np.int64)] if filled else rows

    def _number(self, row: int, column: Column) -> float:
        result = self.result(row)
        if result is None:
            return math.nan
        return {Column.MAX_ABS: result.max_abs, Column.MEAN_ABS: result.mean_abs, Column.REL_L2: result.rel_l2,
                Column.COSINE: result.cosine, Column.CHANGED: result.changed_fraction}[column]

    def cell(self, row: int, column: int) -> str:
        """The text of a cell."""
        entry = self.entry(row)
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
                return _short(self._number(row, measure), measure)
            case Column.CHANGED:
                result = self.result(row)
                share = "" if result is None else percent_text(result.changed, result.count)
                return share.replace("under", "<").replace("over", ">")
            case _ as never:
                assert_never(never)

    def tip(self, row: int, column: int) -> str:
        """The cell in full and what else there is to know."""
        entry = self.entry(row)
        if entry is None:
            return self.outline.trail(row)
        error = self.failures.get(int(self.outline.entry[row]))
        match column:
            case Column.PATH:
                paths = dict.fromkeys(path_text(path) for path in (entry.path_a, entry.path_b) if path is not None)
                return "\nin B: ".join(paths)
            case Column.STATUS:
                lines = (self.cell(row, column), entry.text, entry.evidence, str(error or ""))
                return "\n".join(line for line in lines if line)
            case _:
                return self.cell(row, column)

    def _status_text(self, row: int, entry: Entry | None) -> str:
        if entry is None:
            differ, total = self.below(row)
            return f"{differ:,} of {total:,} differ" if differ else FROZEN if self._is_frozen(row) else ""
        state = self.state(row)
        assert state is not None
        result = self.result(row)
        moved = state in ("renamed", "retyped") and result is not None
        return STATUS_TEXTS[state] + (_AFTER[bool(result.changed)] if moved and result is not None else "")


def _short(number: float, column: Column) -> str:
    """Four digits, and no 1 that is none: a cosine of 0.99999 says that something did change."""
    if math.isnan(number):
        return ""
    text = number_text(number, 4)
    return "≈ 1" if column is Column.COSINE and text == "1" and number != 1 else text


_AFTER = {True: ", values changed", False: ", same values"}


def side_text(graph: Graph, node: NodeId | None) -> str:
    """What one file has at a place: the value, or the shape and type of a tensor."""
    if node is None:
        return ""
    match graph[node]:
        case Scalar(value):
            return '""' if value == "" else value_text(value, CELL_LIMIT)
        case Tensor(spec=spec):
            return f"{shape_text(spec.shape)}  {spec.dtype}" if spec.shape else f"one number  {spec.dtype}"
        case StorageNode() as held:
            return describe(held)
        case held:
            return plain_text(held.kind, CELL_LIMIT)


def _first_state(diff: Diff, entry: Entry) -> State:
    """Before anything is measured."""
    match entry.status:
        case "value":
            return "changed"
        case "tensor":
            return "waiting" if diff.specs(entry) is not None else "failed"
        case "added" | "removed" | "renamed" | "reshaped" | "retyped" as status:
            return status
        case _ as never:
            assert_never(never)
