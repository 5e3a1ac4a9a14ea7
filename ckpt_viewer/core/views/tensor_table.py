"""Which rows of a list of tensors are to be seen, in what order, and what stands in their cells.

Contract: belongs to the window's thread, once it is made; `arrange` may be called in a worker meanwhile. Numbers are
set as they are computed; cells are then stale until `renew`, and sorted rows until they are arranged anew.
Sorted rows are tensors alone, without the folded blocks; what has no number comes last either way.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import assert_never

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import NodeId
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.ranking import by_number
from ckpt_viewer.core.task import Task, looking_up
from ckpt_viewer.core.tree_rows import TreeRows
from ckpt_viewer.core.views.folding import Folded, Ints
from ckpt_viewer.core.views.list_measuring import Agenda, Found
from ckpt_viewer.core.views.strips import Axis, Levels, levels, shown_shares
from ckpt_viewer.core.views.tensor_list import Listed
from ckpt_viewer.core.views.tensor_numbers import Figures, TensorNumbers
from ckpt_viewer.core.wording import count_text, number_text, path_text, shape_text


class Column(IntEnum):
    """The columns from left to right."""

    NAME = 0
    STRIP = 1
    MAX_ABS = 2
    STD = 3
    MEAN = 4
    MINIMUM = 5
    MAXIMUM = 6
    ZEROS = 7
    ODD = 8
    SHAPE = 9


TITLES = ("Tensor", "Distribution", "Max abs", "Std. dev.", "Mean", "Min", "Max", "Zeros", "NaN, Inf", "Shape")
TIPS = (
    "Repeated blocks share one row that unfolds",
    "Which values it has: the darker or brighter, the more elements in that bin; both axis and shades are logarithmic",
    "The value farthest from zero", "Standard deviation", "Mean of the finite values", "Smallest finite value",
    "Largest finite value", "The share of elements that are zero", "The share of elements that are not finite",
    "Sizes of the dimensions",
)
STATISTICS = {Column.MAX_ABS: "max_abs", Column.STD: "std", Column.MEAN: "mean", Column.MINIMUM: "minimum",
              Column.MAXIMUM: "maximum", Column.ZEROS: "zeros", Column.ODD: "odd"}
_STRIDE = 1024  # tensors between two looks at the task
CSV_TITLES = ("path", "dtype", "shape", "elements", "min", "max", "mean", "std", "max_abs", "zeros", "nan", "inf",
              "exact")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be seen, and in what order: tensors whose name, shape or type has every one of `words`, which are in
    lower case; as in the file where there is no column."""

    words: tuple[str, ...] = ()
    sorted_by: Column | None = None
    descending: bool = False


class TensorTable(TreeRows):
    """The rows of one list: rows of `folded`."""

    choice: Choice

    def __init__(self, folded: Folded, task: Task | None = None) -> None:
        """Raises Cancelled."""
        super().__init__(folded.size, folded.parent, folded.depth, np.zeros(len(folded), np.bool_))
        task = task or Task()
        self.folded = folded
        sizes = (leaf.tensor.spec.numel for leaf in _checked(folded.leaves, task))
        self.numbers = TensorNumbers(np.fromiter(sizes, np.float64, len(folded.leaves)))
        self._in_file: Ints = np.argsort(folded.listed).astype(np.int32)
        nodes = np.fromiter((leaf.node for leaf in _checked(folded.leaves, task)), np.int64, len(folded.leaves))
        self._by_node: Ints = np.argsort(nodes, kind="stable").astype(np.int32)
        self._nodes = nodes[self._by_node]
        self.failures: dict[int, CheckpointError] = {}
        self._failed = np.zeros(len(folded.leaves), np.bool_)
        self._leaf_rows: Ints = np.flatnonzero(folded.tensor).astype(np.int32)
        self.choice = Choice()
        self.axis: Axis = self.numbers.axis
        self._figures: dict[int, Figures | None] = {}  # of rows that were asked for since the last refresh
        self._shades: dict[int, Levels | None] = {}
        self._texts: list[str] = []  # what a filter looks at, once there has been one
        self.show(self.arrange(self.choice, task))

    def put(self, found: Found) -> None:
        """The numbers of leaves, or why there are none."""
        self.failures |= found.failures
        self._failed[list(found.failures)] = True
        if found.numbers is not None:
            self.numbers.put(found.numbers)

    def adopt(self, other: TensorTable, task: Task) -> None:
        """Take over what another table knows of the same tensors, and what is unfolded in it; before it is shown.

        Raises Cancelled."""
        at = other._places_of(self._nodes)
        pairs = np.stack((self._by_node[at >= 0], at[at >= 0]), axis=1).astype(np.intp)
        mine, theirs = self.folded.leaves, other.folded.leaves
        for start in range(0, len(pairs), _STRIDE):
            task.check()
            block = pairs[start : start + _STRIDE]
            same = [mine[own].tensor.spec == theirs[there].tensor.spec and mine[own].problem == theirs[there].problem
                    for own, there in block.tolist()]
            self.numbers.copy(block[same, 0], other.numbers, block[same, 1])
        self.numbers.settle()
        self.unfold(other.unfolded())
        self.show(self.arrange(self.choice, task))

    def unfolded(self) -> frozenset[str]:
        """The labels of the rows that are unfolded."""
        return frozenset(self.folded.labels[row] for row in looking_up(np.flatnonzero(self._expanded).tolist()))

    def unfold(self, labels: frozenset[str]) -> None:
        """Rows so labelled are unfolded from now on; before it is shown."""
        if labels:
            known = looking_up(self.folded.labels)
            self._expanded |= np.fromiter((label in labels for label in known), np.bool_, len(self.folded))

    def place_of(self, node: NodeId) -> int:
        """Where among the leaves a node is, or -1."""
        return int(self._places_of(np.array([node]))[0])

    def _places_of(self, nodes: npt.NDArray[np.int64]) -> Ints:
        found = np.full(len(nodes), -1, np.int32)
        if len(self._nodes):
            at = np.minimum(np.searchsorted(self._nodes, nodes), len(self._nodes) - 1)
            known = self._nodes[at] == nodes
            found[known] = self._by_node[at[known]]
        return found

    def agenda(self) -> Agenda:
        """What is still to be measured."""
        known, done = self.numbers.known.copy(), self.numbers.exact.copy()
        for place in self.failures:
            known[place] = done[place] = True
        return Agenda(self.numbers.elements, known.tobytes(), done.tobytes(), self._in_file)

    def is_expanded(self, row: int) -> bool:
        return bool(self.choice.words) or super().is_expanded(row)

    def toggle(self, row: int) -> None:
        self._expanded[row] = not self._expanded[row]
        self.refresh()

    def arrange(self, choice: Choice, task: Task) -> tuple[Choice, Ints]:
        """A choice and its rows; all that is found unfolds. Changes nothing. Raises Cancelled."""
        kept = self._kept(choice.words, task)
        if choice.sorted_by is not None:
            return choice, self._leaf_rows[self._ordered(np.flatnonzero(kept), choice)]
        if choice.words:
            before, folded = np.concatenate(([0], np.cumsum(kept))), self.folded
            shown = before[folded.last] - before[folded.first] > 0
        else:
            shown = self._unfolded()
        return choice, np.flatnonzero(shown).astype(np.int32)

    def show(self, arranged: tuple[Choice, Ints]) -> None:
        """Show what was worked out, a tree as it is unfolded by now."""
        self.choice, self.rows = arranged
        if self.is_tree and not self.choice.words:  # else all are unfolded
            self.rows = np.flatnonzero(self._unfolded()).astype(np.int32)
        self.renew()

    def renew(self) -> None:
        """Work out cells and `axis` anew."""
        self.axis = self.numbers.axis
        self._figures.clear()
        self._shades.clear()

    def refresh(self) -> None:
        """Other rows are unfolded."""
        self.show((self.choice, self.rows))

    def bring(self, place: int) -> int:
        """Unfold what hides a tensor; the place among `rows` where it then stands, -1 where a filter hides it."""
        row = int(self._leaf_rows[place])
        above = int(self.folded.parent[row])
        while above >= 0:
            self._expanded[above] = True
            above = int(self.folded.parent[above])
        self.refresh()
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if found.size else -1

    def places(self) -> npt.NDArray[np.signedinteger]:
        """The tensors that the choice leaves, also those that are folded: as they are sorted, else as in the file,
        layer by layer."""
        if self.choice.sorted_by is not None:
            return self.folded.first[self.rows]
        left: npt.NDArray[np.bool_] = np.full(len(self.folded.leaves), not self.choice.words)
        left[self.folded.first[self.rows[self.folded.tensor[self.rows]]]] = True  # a filter unfolds all that it finds
        found: Ints = self._in_file[left[self._in_file]]
        return found

    def leaves_of(self, row: int) -> tuple[int, int]:
        """The first and one past the last leaf that a row stands for."""
        return int(self.folded.first[row]), int(self.folded.last[row])

    def figures(self, row: int) -> Figures | None:
        if row not in self._figures:
            self._figures[row] = self.numbers.figures(*self.leaves_of(row))
        return self._figures[row]

    def failure(self, row: int) -> CheckpointError | None:
        return self.failures.get(self.leaves_of(row)[0]) if self.folded.size[row] == 1 else None

    def lost(self, row: int) -> int:
        """How many tensors of a folded block cannot be read, as far as that is known."""
        first, last = self.leaves_of(row)
        return int(np.count_nonzero(self._failed[first:last])) if self.folded.size[row] > 1 else 0

    def shades(self, row: int) -> Levels | None:
        """The strip of a row on `axis`; None where nothing is known."""
        if row not in self._shades:
            strip = self.numbers.strip(*self.leaves_of(row))
            self._shades[row] = None if strip is None else levels(strip[None], self.axis)[0]
        return self._shades[row]

    def share_words(self, row: int, at: float) -> str:
        """How much of a row lies in the bin at a share of its strip's width, in words."""
        strip = self.numbers.strip(*self.leaves_of(row))
        if strip is None:
            return "not measured yet"
        share = float(shown_shares(strip[None], self.axis)[0][min(int(at * self.axis.bins), self.axis.bins - 1)])
        return f"{share_text(share)} of the elements" if share else "nothing"

    def cell(self, row: int, column: int) -> str:
        """The text of a cell; that of the strip says in words what it is of."""
        match Column(column):
            case Column.NAME:
                return f"⚠ {self.folded.labels[row]}" if self.lost(row) else self.folded.labels[row]
            case Column.SHAPE:
                return self._shape_text(row)
            case Column.STRIP:
                return self._state_text(row)
            case (Column.MAX_ABS | Column.STD | Column.MEAN | Column.MINIMUM | Column.MAXIMUM | Column.ZEROS
                  | Column.ODD) as statistic:
                return self._statistic_text(row, statistic)
            case _ as never:
                assert_never(never)

    def tip(self, row: int, column: int) -> str:
        """The cell in full and what else there is to know."""
        leaf, error = self.folded.leaf(row), self.failure(row)
        if error is not None:
            return str(error)
        if column == Column.NAME and leaf is not None:
            return f"{path_text(leaf.path)}\n{leaf.tensor.spec.dtype}, {count_text(leaf.tensor.spec.numel, 'element')}"
        shown = self.cell(row, column)
        says_state = self.lost(row) if column == Column.NAME else column in STATISTICS and shown
        return f"{shown}\n{self._state_text(row)}" if says_state else shown

    def csv(self, choice: Choice, task: Task) -> str:
        """The tensors that a choice leaves, in its order, with every number in full. For a job; raises Cancelled."""
        kept, text = np.flatnonzero(self._kept(choice.words, task)), io.StringIO()
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(CSV_TITLES)
        places = (kept if choice.sorted_by is None else self._ordered(kept, choice)).tolist()
        task.start(len(places), "")
        for start in range(0, len(places), _STRIDE):
            part = places[start : start + _STRIDE]
            lines.writerows(map(self._csv_row, part))
            task.advance(len(part))
        return text.getvalue()

    def _csv_row(self, place: int) -> tuple[object, ...]:
        leaf, figures = self.folded.leaves[place], self.numbers.figures(place, place + 1)
        lead = (path_text(leaf.path, 10_000), leaf.tensor.spec.dtype.name, "x".join(map(str, leaf.tensor.spec.shape)),
                leaf.tensor.spec.numel)
        if figures is None:
            return (*lead, *("",) * (len(CSV_TITLES) - len(lead)))
        f = figures
        return (*lead, f.minimum, f.maximum, f.mean, f.std, f.max_abs, f.zeros, f.nan, f.inf, f.exact)

    def _kept(self, words: tuple[str, ...], task: Task) -> npt.NDArray[np.bool_]:
        kept = np.ones(len(self.folded.leaves), np.bool_)
        for word in words:
            task.check()
            texts = self._haystack(task)
            kept &= np.fromiter((word in text for text in looking_up(texts)), np.bool_, len(texts))
        return kept

    def _haystack(self, task: Task) -> list[str]:
        if not self._texts:
            self._texts = [f"{leaf.name} {leaf.tensor.spec.dtype} {shape_text(leaf.tensor.spec.shape)}".lower()
                           for leaf in _checked(self.folded.leaves, task)]
        return self._texts

    def _ordered(self, places: npt.NDArray[np.intp], choice: Choice) -> npt.NDArray[np.intp]:
        column, descending = choice.sorted_by, choice.descending
        assert column is not None
        if column in (Column.NAME, Column.STRIP):
            return places[::-1] if descending else places
        if column is Column.SHAPE:
            numbers = self.numbers.elements[places]
        else:
            numbers = self.numbers.column(STATISTICS[column])[places]
        return places[by_number(numbers, descending)]

    def _shape_text(self, row: int) -> str:
        first, last = self.leaves_of(row)
        shapes = {leaf.tensor.spec.shape for leaf in self.folded.leaves[first : min(last, first + 2)]}
        leaf = self.folded.leaves[first]
        alike = last - first == 1 or (len(shapes) == 1 and not self._has_groups(row))
        if not alike:
            return count_text(last - first, "tensor")
        return shape_text(leaf.tensor.spec.shape)

    def _has_groups(self, row: int) -> bool:
        return bool(self.folded.size[row] > 1 and self.folded.size[row + 1] > 1)

    def _statistic_text(self, row: int, column: Column) -> str:
        figures = self.figures(row)
        if figures is None:
            return ""
        lead = "" if figures.exact and figures.measured == figures.tensors else "≈ "
        if column is Column.ZEROS:
            return lead + share_text(figures.zeros)
        if column is Column.ODD:
            return lead + share_text(figures.nan + figures.inf)
        value = getattr(figures, STATISTICS[column])
        return "–" if value != value else lead + number_text(value + 0.0, 3)  # 0 for -0

    def _state_text(self, row: int) -> str:
        """Whether the numbers of a row are exact, in words."""
        figures = self.figures(row)
        if self.failure(row) is not None:
            return "⚠ cannot be read"
        if lost := self.lost(row):
            first, last = self.leaves_of(row)
            return f"⚠ {lost:,} of {count_text(last - first, 'tensor')} cannot be read"
        if figures is None:
            return "not measured yet"
        if figures.measured < figures.tensors:
            return f"of {figures.measured:,} of {count_text(figures.tensors, 'tensor')}"
        return "exact" if figures.exact else "of a sample"


def _checked(leaves: Sequence[Listed], task: Task) -> Iterator[Listed]:
    """They, with a look at the task now and then."""
    for start in range(0, len(leaves), _STRIDE):
        task.check()
        yield from leaves[start : start + _STRIDE]


def share_text(share: float) -> str:
    """A share as percent, never 0 or 100 where that would not be all."""
    if share in (0, 1):
        return f"{100 * share:.0f} %" if share else "0"
    return f"{100 * share:.1g} %" if share < 1e-4 else "> 99.9 %" if share >= 0.9995 else f"{100 * share:.3g} %"
