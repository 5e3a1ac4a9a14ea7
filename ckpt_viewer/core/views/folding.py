"""Folds the tensors of repeated blocks: `layers.0.attn.q`, `layers.1.attn.q`, … become one row that unfolds.

A block is what stands under one number in names that are alike before it. Blocks are the same where their tensors have
the same names, shapes and types; at least MIN_BLOCKS of them are folded, first into one row for all, in it one row
for each tensor of a block, in it the tensors themselves. Pure; linear in the lengths of the names.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.lazy_dataclasses import dataclass, field
from ckpt_viewer.core.ranking import ranked
from ckpt_viewer.core.task import Task, look_up, looking_up
from ckpt_viewer.core.views.tensor_list import Listed

Ints = npt.NDArray[np.int32]

MIN_BLOCKS = 3
_RUNS = 3  # runs of numbers that a label names
_AT_ONCE = 1 << 9


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """Rows in the order of a tree, parents first. Row r stands for the tensors `first[r]` … `last[r]` (excluded) of
    `leaves` and has `size[r]` rows with all below it; it is a tensor itself where `tensor[r]` holds. `listed[t]` is
    where tensor t stood in the list that was folded, which is in the order of the file."""

    leaves: tuple[Listed, ...]
    listed: Ints
    labels: tuple[str, ...]
    first: Ints
    last: Ints
    depth: Ints
    size: Ints
    parent: Ints

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def tensor(self) -> npt.NDArray[np.bool_]:
        alone: npt.NDArray[np.bool_] = self.size == 1
        return alone

    def leaf(self, row: int) -> Listed | None:
        """The tensor of a row, None for a row that stands for several."""
        return self.leaves[int(self.first[row])] if self.size[row] == 1 else None


@dataclass(slots=True)
class _Blocks:
    """Blocks that are the same: numbers and, for each tensor of a block, the items in the order of the numbers."""

    prefix: tuple[str, ...]
    numbers: tuple[str, ...]
    templates: dict[tuple[str, ...], list[int]]


def _ints() -> array[int]:
    return array("i")


@dataclass(slots=True)
class _Rows:
    """Rows being put down, in what numpy takes without looking at each number."""

    items: array[int] = field(default_factory=_ints)
    labels: list[str] = field(default_factory=list)
    first: array[int] = field(default_factory=_ints)
    last: array[int] = field(default_factory=_ints)
    depth: array[int] = field(default_factory=_ints)
    size: array[int] = field(default_factory=_ints)
    parent: array[int] = field(default_factory=_ints)

    def open(self, label: str, parent: int) -> int:
        self.labels.append(label)
        self.first.append(len(self.items))
        self.last.append(0)
        self.depth.append(self.depth[parent] + 1 if parent >= 0 else 0)
        self.size.append(0)
        self.parent.append(parent)
        return len(self.labels) - 1

    def close(self, row: int) -> None:
        self.last[row], self.size[row] = len(self.items), len(self.labels) - row

    def leaf(self, label: str, parent: int, item: int) -> None:
        row = self.open(label, parent)
        self.items.append(item)
        self.close(row)


def fold_blocks(listed: Sequence[Listed], task: Task) -> Folded:
    """The rows for these tensors; a group stands where its first tensor stood."""
    group_of: list[_Blocks | None] = [None] * len(listed)
    for group in _repeated(listed, task):
        for items in group.templates.values():
            for item in looking_up(items):
                group_of[item] = group
    rows, seen = _Rows(), set[int]()
    for item, tensor in enumerate(looking_up(listed)):
        whole = group_of[item]
        if whole is None:
            rows.leaf(tensor.name, -1, item)
        elif id(whole) not in seen:
            seen.add(id(whole))
            _put(rows, listed, whole)
    arrays = (np.frombuffer(part, np.int32) for part in (rows.first, rows.last, rows.depth, rows.size, rows.parent))
    leaves = tuple(listed[item] for item in looking_up(rows.items))
    return Folded(leaves, np.frombuffer(rows.items, np.int32), tuple(rows.labels), *arrays)


def numbers_text(numbers: Sequence[str]) -> str:
    """`0–31` for numbers in a row, else the first few runs of them."""
    runs: list[list[int]] = []
    for number in sorted(int(text) for text in numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [str(low) if low == high else f"{low}–{high}" for low, high in runs[:_RUNS]]
    return ", ".join(shown) + (" …" if len(runs) > _RUNS else "")


def _put(rows: _Rows, listed: Sequence[Listed], group: _Blocks) -> None:
    prefix, middle = "".join(group.prefix), numbers_text(group.numbers)
    above = rows.open(prefix + middle, -1) if len(group.templates) > 1 else -1
    for rest, items in group.templates.items():
        name = "".join(rest)  # within the row of its block that is enough
        separator = _separator(listed[items[0]], len(group.prefix))
        one = rows.open(name if above >= 0 and name else f"{prefix}{middle}{separator}{name}", above)
        for item in looking_up(items):
            rows.leaf(listed[item].name, one, item)
        rows.close(one)
    if above >= 0:
        rows.close(above)


def _separator(tensor: Listed, place: int) -> str:
    piece = tensor.pieces[place]
    return piece[len(_number(piece)):]


def _repeated(listed: Sequence[Listed], task: Task) -> Iterator[_Blocks]:
    """All groups. A number that folds nothing is passed over for the next one in the name."""
    waiting = [(item, 0) for item in looking_up(range(len(listed) - 1, -1, -1))]  # the last one has its turn first
    while waiting:
        task.check()
        buckets: dict[tuple[str, ...], PartedDict[str, list[int]]] = {}
        for item, begin in _taken(waiting):
            pieces = listed[item].pieces
            place = next((at for at in range(begin, len(pieces)) if _number(pieces[at])), -1)
            if place >= 0:
                prefix = pieces[:place]
                blocks = buckets.get(prefix)
                if blocks is None:  # an `or` would count the entries of all its parts, for each tensor
                    blocks = buckets[prefix] = PartedDict()
                blocks.setdefault(_number(pieces[place]), []).append(item)
        for prefix in looking_up(list(buckets)):
            blocks = buckets.pop(prefix)
            alike: dict[tuple[object, ...], list[str]] = {}
            for number, items in looking_up(blocks.items()):
                alike.setdefault(_signature(listed, items, len(prefix) + 1), []).append(number)
            for numbers in alike.values():
                if len(numbers) >= MIN_BLOCKS:
                    yield _blocks(listed, prefix, numbers, blocks, task)
                else:
                    waiting += [(item, len(prefix) + 1) for number in numbers for item in blocks[number]]
            blocks.clear()
        waiting.sort(reverse=True)


def _taken(waiting: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """All of them from the last on, each let go of by itself."""
    at = 0
    while waiting:
        if not at % _AT_ONCE:
            look_up()
        at += 1
        yield waiting.pop()


def _signature(listed: Sequence[Listed], items: list[int], after: int) -> tuple[object, ...]:
    specs = ((listed[item].pieces[after:], listed[item].tensor.spec) for item in items)
    return tuple((rest, spec.shape, spec.dtype.name) for rest, spec in specs)


def _blocks(listed: Sequence[Listed], prefix: tuple[str, ...], numbers: list[str],
            blocks: PartedDict[str, list[int]], task: Task) -> _Blocks:
    templates: dict[tuple[str, ...], list[int]] = {}
    ordered = [numbers[at] for at in looking_up(ranked([int(number) for number in looking_up(numbers)], False, task))]
    for number in looking_up(ordered):
        for item in blocks[number]:
            templates.setdefault(listed[item].pieces[len(prefix) + 1:], []).append(item)
    return _Blocks(prefix, tuple(ordered), templates)


def _number(piece: str) -> str:
    """The digits of a piece that is a number, or an empty string."""
    text = piece.rstrip("./")
    return text if text.isascii() and text.isdigit() and len(text) <= 9 else ""
