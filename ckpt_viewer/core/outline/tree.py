"""A graph as the rows of a tree: in the order of the file, parents first, each row a number.

Contract: built once (`building.py`), then only read. Columns are flat arrays over the rows; the texts of a row are made
when it is looked at (`cells.py`), from the graph as it then is. What is folded, filtered out or sorted is not here but
in `view.py`. Nothing recurses: a file may be a million deep.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as Many
from typing import overload

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.graph import Attr, Graph, Key, Mapping, NodeId, Path, Sequence, key_places, key_text
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.outline.captions import Captions
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import plain_text

Rows = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Step = Key | tuple[Key, ...]  # the keys from a parent row to its child; several where the tree leaves out a level

LABEL_LIMIT = 1_000
ATTRIBUTES = "attributes"
TOP = -1  # stands for the whole file where a row is asked for


@dataclass(frozen=True, slots=True)
class Below:
    """Children that are not simply the items of a mapping or sequence: the steps that lead to them, and the labels
    where these say something else than the last key."""

    steps: tuple[Step, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Rows 0 … n-1. `parent` is -1 for rows at the top, `slot` numbers the children of a row, `size` counts a row and
    all below it, `nbytes` and `tensors` are sums over that; the same bytes in several rows count once. `totals` has the
    tensors and bytes of the file, where also what overlaps counts once. `first` is the first row of the same memory or
    container, or the row itself. `synthetic` rows group what has no node. `numbered` are the items of sequences.
    `below` has the children that hang below a row beside its items, `runs` the first row of each run of values and its
    values. A root that is a dict is no row: its items stand at the top. `broken` counts the tensors at and below a row
    that cannot be read; None where the file is whole.
    """

    graph: Graph
    captions: Captions
    node: Rows
    parent: Rows
    slot: Rows
    depth: Rows
    size: Rows
    first: Rows
    nbytes: npt.NDArray[np.int64]
    tensors: Rows
    totals: tuple[int, int]
    numbered: Mask
    below: AbstractMapping[int, Below]
    runs: tuple[tuple[int, range], ...]
    synthetic: frozenset[int]
    root_is_row: bool
    broken: Rows | None = None

    def __len__(self) -> int:
        return len(self.node)

    def with_graph(self, graph: Graph) -> Outline:
        """The same rows over a graph in which only values differ."""
        return replace(self, graph=graph)

    def step(self, row: int) -> Step:
        """The keys from the row above to this one."""
        above, slot = int(self.parent[row]), int(self.slot[row])
        own = self.own_keys(above)
        return own[slot] if slot < len(own) else self.below[above].steps[slot - len(own)]

    @property
    def labels(self) -> Labels:
        """The names of the rows, fit to be shown."""
        return Labels(self)

    def only_numbered(self, rows: slice | npt.NDArray[np.int64]) -> bool:
        """Whether all these rows are items of sequences that nothing but their numbers names."""
        named = np.fromiter(self.captions.names, np.int64, len(self.captions.names))
        return bool(self.numbered[rows].all()) and not np.isin(self.node[rows], named).any()

    def label(self, row: int) -> str:
        """The name of a row, fit to be shown."""
        return self.label_of(row, self.own_keys(int(self.parent[row])))

    def label_of(self, row: int, own: Many[Key]) -> str:
        """As `label`, where the own keys of the row above are at hand."""
        slot = int(self.slot[row])
        text = _key_label(own[slot]) if slot < len(own) else self._odd_label(row, slot - len(own))
        name = self.captions.names.get(int(self.node[row])) if row not in self.synthetic else None
        return text or '""' if name is None else f"{text} · {name}"

    def path(self, row: int) -> Path:
        """The path of a row's node in the graph; that of its parent for a row that only groups."""
        steps: list[Key] = []
        while row >= 0:
            step = self.step(row)
            steps.extend(reversed(step) if isinstance(step, tuple) else (step,))
            row = int(self.parent[row])
        return tuple(reversed(steps))

    def children(self, row: int) -> list[int]:
        """The rows directly below a row."""
        first, end = row + 1, len(self) if row < 0 else row + int(self.size[row])
        found: list[int] = (np.flatnonzero(self.parent[first:end] == row) + first).tolist()
        return found

    def find(self, path: Path, likely: int = TOP) -> int:
        """The row at a path, or the nearest row above it; -1 where there is none. `likely` is looked at first: where it
        stood in the outline of the same file before costs nothing, a name among a million takes milliseconds."""
        if 0 <= likely < len(self) and likely not in self.synthetic and self.path(likely) == path:
            return likely
        row = TOP
        while path or row < 0:
            hit = self._child(row, path)
            if hit is None:
                return row
            row, used = hit
            path = path[used:]
        return row

    def rows_of(self, nodes: Rows) -> Rows:
        """The first row of each of these nodes, -1 for one that has none of its own."""
        rows = np.arange(len(self), dtype=np.int32)[::-1]  # of those that are put to one place, the last one stays
        rows = self.own(rows)
        first = np.full(1 + max(int(self.node.max(initial=-1)), int(nodes.max(initial=-1))), -1, np.int32)
        first[self.node[rows]] = rows
        return first[nodes]

    def own(self, rows: Rows) -> Rows:
        """Those of these rows that do not only group."""
        return rows[~np.isin(rows, list(self.synthetic))] if self.synthetic else rows

    def ancestors(self, row: int) -> list[int]:
        """The rows above a row, nearest first."""
        above = []
        while (row := int(self.parent[row])) >= 0:
            above.append(row)
        return above

    def own_keys(self, row: int) -> Many[Key]:
        """The keys of what a row's node holds as items: the first of its children."""
        if (row < 0 and self.root_is_row) or row in self.synthetic:
            return ()
        match self.graph[int(self.node[row]) if row >= 0 else self.graph.root]:
            case Mapping(keys):
                return keys
            case Sequence(_, items):
                return range(len(items))
            case _:
                return ()

    def _odd_label(self, row: int, place: int) -> str:
        if row in self.synthetic:
            return ATTRIBUTES
        below = self.below[int(self.parent[row])]
        if below.labels:
            return plain_label(below.labels[place])
        step = below.steps[place]
        return _key_label(step[-1] if isinstance(step, tuple) else step)

    def _child(self, row: int, path: Path) -> tuple[int, int] | None:
        """The child that the first keys of a path lead to, and how many keys they are."""
        own, below = self.own_keys(row), self.below.get(row)
        rest = below.steps if below is not None else ()
        slot, used = _slot(own, path[0]) if path else -1, 1
        if slot < 0:
            for place, step in enumerate(rest):
                keys = step if isinstance(step, tuple) else (step,)
                if keys == path[: len(keys)] and (keys or row < 0):
                    slot, used = len(own) + place, len(keys)
                    break
        if slot < 0:
            return None
        first, end = row + 1, len(self) if row < 0 else row + int(self.size[row])
        hits = np.flatnonzero((self.slot[first:end] == slot) & (self.parent[first:end] == row))
        return (first + int(hits[0]), used) if len(hits) else None


class Labels(Many[str]):
    """The names of all rows, each made when it is asked for."""

    __slots__ = ("_outline",)

    def __init__(self, outline: Outline) -> None:
        self._outline = outline

    def __len__(self) -> int:
        return len(self._outline)

    @overload
    def __getitem__(self, row: int) -> str: ...

    @overload
    def __getitem__(self, row: slice) -> list[str]: ...

    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return list(self._of(range(*row.indices(len(self)))))
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return self._outline.label(row % len(self))

    def __iter__(self) -> Iterator[str]:
        return self._of(range(len(self)))

    def __eq__(self, other: object) -> bool:
        return list(self) == other

    __hash__ = None  # type: ignore[assignment]

    def _of(self, rows: range) -> Iterator[str]:
        """Cheap because rows of one container lie together."""
        outline, last, own = self._outline, TOP - 1, ()  # type: Outline, int, Many[Key]
        for row, above in zip(rows, outline.parent[rows.start : rows.stop : rows.step].tolist(), strict=True):
            if above != last:
                own, last = outline.own_keys(above), above
            yield outline.label_of(row, own)


def plain_label(text: str) -> str:
    """A name as it can be shown."""
    fit = text.isascii() and text.isprintable() and len(text) <= LABEL_LIMIT
    return text if fit else plain_text(text, LABEL_LIMIT)


def _key_label(key: Key) -> str:
    if type(key) is str:
        return plain_label(key)
    return str(key) if type(key) is int else plain_label(key.name if type(key) is Attr else key_text(key))


def _slot(keys: Many[Key], wanted: Key) -> int:
    """The first place of exactly this key, or -1."""
    if isinstance(keys, range):
        return wanted if type(wanted) is int and wanted in keys else -1
    return next(iter(key_places(keys, wanted)), -1)


def edited_rows(outline: Outline, edited: Set[NodeId]) -> Rows:
    """The rows of these nodes, ascending; a node that hangs in several places has as many."""
    nodes = np.fromiter(looking_up(edited), np.int64)
    is_edited = np.zeros(1 + max(int(outline.node.max(initial=-1)), int(nodes.max(initial=-1))), np.bool_)
    is_edited[nodes] = True
    return outline.own(np.flatnonzero(is_edited[outline.node]).astype(np.int32))


def holds_any(outline: Outline, row: int, rows: Rows) -> bool:
    """Whether one of these rows, which ascend, lies below a row."""
    first, end = np.searchsorted(rows, (row + 1, row + int(outline.size[row])))
    return bool(first < end)
