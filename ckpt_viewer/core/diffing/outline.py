"""The entries of a comparison as the rows of a tree: what stands below what, under which label.

Contract: immutable once made, in file order, parents first. A row is a number; it stands for an entry of the Diff, for
a part of the path that entries share, or for both. Making one walks every entry and belongs in a job.
"""

from __future__ import annotations

from array import array

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.diffing.diff import Diff, Entry
from ckpt_viewer.core.diffing.naming import MODULE_SLOTS
from ckpt_viewer.core.graph import Attr, Graph, Key, Path, key_text
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.task import Task, looking_up, stoppable
from ckpt_viewer.core.wording import path_text, plain_text

Rows = npt.NDArray[np.int32]
LABEL_LIMIT = 120
_DEEPEST = 64  # levels shown; what lies deeper stands at the last one under the rest of its path


@dataclass(frozen=True, slots=True, eq=False)
class DiffOutline:
    """`size` counts a row with all that is below it; `entry` is a place in `diff.entries`, or -1."""

    diff: Diff
    labels: tuple[str, ...]
    parent: Rows
    depth: Rows
    size: Rows
    entry: Rows
    by_module: bool = False

    def __len__(self) -> int:
        return len(self.labels)

    def trail(self, row: int) -> str:
        """The labels from the top down to a row, as one text; the whole path where a name was taken apart."""
        number = int(self.entry[row])
        path = place(self.diff.entries[number]) if self.by_module and number >= 0 else ()
        if path != _taken_apart(path):
            return path_text(path).lstrip("/")
        words = [self.labels[row]]
        while (row := int(self.parent[row])) >= 0:
            words.append(self.labels[row])
        return "/".join(reversed(words))

    def keys(self, row: int) -> Path:
        """The keys from the top down to a row, as far as it is shown."""
        entries = self.entry[row : row + int(self.size[row])]
        path = place(self.diff.entries[int(entries[entries >= 0][0])])
        return _shown(_taken_apart(path) if self.by_module else path)[: int(self.depth[row]) + 1]


def place(entry: Entry) -> Path:
    """Where an entry stands in the tree: its path in the first file, or in the second where only that has it."""
    return entry.path_a if entry.path_a is not None else entry.path_b or ()


def outline_diff(diff: Diff, task: Task, *, by_module: bool = False) -> DiffOutline:
    """Arrange the entries by path, or with dotted names taken apart into modules. Raises Cancelled."""
    with stoppable(task):
        builder = _Builder({**_parameter_names(diff.b), **_parameter_names(diff.a)} if diff.optimizers else {})
        for number, entry in enumerate(looking_up(diff.entries)):
            builder.add(number, entry, _taken_apart(place(entry)) if by_module else place(entry))
        return replace(builder.finish(diff), by_module=by_module)


class _Builder:
    """Rows in the order in which they were met; `finish` puts them below one another."""

    def __init__(self, names: dict[Path, str]) -> None:
        self._names = names
        self._labels: list[str] = []
        self._above = array("i")
        self._entry = array("i")
        self._below: dict[int, dict[str, int]] = {}  # of rows that have something below them
        self._top: dict[str, int] = {}

    def add(self, number: int, entry: Entry, path: Path) -> None:
        path = _shown(path)
        row, below = -1, self._top
        for end, key in enumerate(path[:-1], 1):
            name = _name(key)
            found = below.get(name)
            if found is None:
                parameter = self._names.get(path[:end]) if self._names else None
                label = f"{_words(key)} · {parameter}" if parameter else _words(key)
                found = self._new(label, row, -1, below, name)
            row, below = found, self._below.setdefault(found, {})
        name = _name(path[-1]) if path else ""
        label = entry.text if entry.status == "renamed" and entry.text else _words(path[-1]) if path else "whole file"
        known = below.get(name)
        if known is not None and self._entry[known] < 0:
            self._entry[known], self._labels[known] = number, _label(label)
        else:
            self._new(label, row, number, below, name)

    def _new(self, label: str, above: int, entry: int, below: dict[str, int], name: str) -> int:
        row = len(self._labels)
        self._labels.append(_label(label))
        self._above.append(above)
        self._entry.append(entry)
        below.setdefault(name, row)
        return row

    def finish(self, diff: Diff) -> DiffOutline:
        count = len(self._labels)
        above, entry = np.array(self._above, np.int32), np.array(self._entry, np.int32)
        size, depth = self._sizes_and_depths()
        order = self._preorder(size)
        position = np.empty(count, np.int32)
        position[order] = np.arange(count, dtype=np.int32)
        parent = np.where(above >= 0, position[above], -1)[order].astype(np.int32) if count else above
        labels = tuple(self._labels[row] for row in looking_up(order.tolist()))
        return DiffOutline(diff, labels, parent, depth[order], size[order], entry[order])

    def _sizes_and_depths(self) -> tuple[Rows, Rows]:
        """A row was made after the one above it, so one pass each way does."""
        size, depth = [1] * len(self._labels), [0] * len(self._labels)
        for row, above in enumerate(looking_up(self._above)):
            depth[row] = depth[above] + 1 if above >= 0 else 0
        for row in looking_up(range(len(self._labels) - 1, -1, -1)):
            if self._above[row] >= 0:
                size[self._above[row]] += size[row]
        return np.array(size, np.int32), np.array(depth, np.int32)

    def _preorder(self, size: Rows) -> Rows:
        """Rows from top to bottom: a child lies after its parent and its earlier siblings with all that is below."""
        place = np.zeros(len(size), np.int64)
        free = [0] * (len(size) + 1)  # the next free place below each row; the last one is for the top
        for row, above in enumerate(looking_up(self._above)):
            place[row] = free[above]
            free[above] += int(size[row])
            free[row] = int(place[row]) + 1
        order = np.empty(len(size), np.int32)
        order[place] = np.arange(len(size), dtype=np.int32)
        return order


def _taken_apart(path: Path) -> Path:
    """`layer1.0.weight` as three keys."""
    name = path[-1] if path else None
    parts = name.split(".") if type(name) is str and len(name) <= 1000 else []
    return (*path[:-1], *parts) if len(parts) > 1 and all(parts) else path


def _parameter_names(graph: Graph) -> dict[Path, str]:
    """The name of the parameter that an optimizer's state belongs to, by the path of the state."""
    return {
        _shown(param.state_path): param.name
        for optimizer in find_optimizers(graph) for param in looking_up(optimizer.params)
        if param.name is not None and param.state_path is not None
    }


def _shown(path: Path) -> Path:
    """The keys that a person knows: without the slots inside of modules, and no deeper than a tree can be read."""
    keys: Path = (*(key for key in path[:-1] if type(key) is not str or key not in MODULE_SLOTS), *path[-1:])
    if len(keys) <= _DEEPEST:
        return keys
    return (*keys[: _DEEPEST - 1], "/".join(key_text(key) for key in keys[_DEEPEST - 1 :])[:LABEL_LIMIT])


def _name(key: Key) -> str:
    """Tells a key from others beside it; no key of a file is hashed but as text."""
    return f"{type(key).__name__} {key_text(key)}"


def _words(key: Key) -> str:
    return key.name if isinstance(key, Attr) else key_text(key)


def _label(text: str) -> str:
    return text if len(text) <= LABEL_LIMIT and text.isascii() and text.isprintable() and text else (
        plain_text(text, LABEL_LIMIT) or '""')
