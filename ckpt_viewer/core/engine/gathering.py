"""Small tensors that lie side by side in a file: read together, and understood where they lie.

Most tensors are small, and of a small one nearly all time goes into the steps that lead to its bytes: one read for a
hundred of them, headers between them included, takes as long as two by themselves. Those whose bytes have to be had one
by one (compressed records, bytes in several pieces) are put together afterwards, for counting has such steps as well.
What is out of the ordinary (views with gaps, whatever cannot be read) is left to be read alone, where it is said what
is wrong with it.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.elements import decode
from ckpt_viewer.core.engine.blocks import Array, fits_one_block, read_bytes, read_one_block
from ckpt_viewer.core.engine.measuring import Workspace, as_numbers
from ckpt_viewer.core.engine.sought import Sought, all_sought, likes
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DType, TensorSpec

if TYPE_CHECKING:
    from ckpt_viewer.core.tensor_columns import Ints, TensorColumns

Truths = npt.NDArray[np.bool_]

_LINE = 64  # bytes; where torch and we lay records, so that elements keep their alignment
_NATIVE = sys.byteorder == "little"
_DIRECT: dict[str, np.dtype[Any]] = {"float32": np.dtype(np.float32), "float64": np.dtype(np.float64)}


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Numbers of several tensors in one array, those of each in any order. `places` says which tensors, `starts` and
    `sizes` where theirs are."""

    values: Array
    places: list[int]
    starts: list[int]
    sizes: list[int]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Tensors whose bytes are at hand, column by column: which, where in the arena, and how many elements."""

    places: Ints
    at: Ints
    counts: Ints

    def of(self, which: Truths) -> Found:
        return Found(self.places[which], self.at[which], self.counts[which])


class Gatherer:
    """Reads for one thread. What was gathered is good until the next time."""

    def __init__(self) -> None:
        self._arena: Array = np.empty(0, np.uint8)

    def gather(self, specs: Mapping[int, TensorSpec], task: Task, laid: TensorColumns | None = None) -> list[Gathered]:
        """The numbers of those that can be taken together; each is called by its number in `specs`, or by its row in
        `laid`, which has others. Raises Cancelled."""
        found = self._found(all_sought(specs, laid), 0, task)[0]
        together = set(found.places.tolist()) if specs else set[int]()
        alone = ((place, spec) for place, spec in specs.items() if place not in together)
        return [*self._understood(found, specs, laid), *_put_together(alone, task)]

    def lay(self, specs: Mapping[int, TensorSpec], task: Task, laid: TensorColumns | None = None,
            ) -> tuple[Array, Found]:
        """The bytes of those that can be taken together, as they are: an array, and where in it those of each begin.
        Elements lie in the order in which they are stored. Raises Cancelled."""
        few = {place: spec for place, spec in specs.items() if fits_one_block(spec)}
        room = sum(spec.numel * spec.dtype.itemsize + _LINE for spec in few.values())
        found, used = self._found(all_sought(specs, laid), room, task)
        known, more = set(found.places.tolist()) if few else set[int](), list[tuple[int, int, int]]()
        for place, spec in few.items():
            if place not in known:
                task.check()
                at, nbytes = -(-used // _LINE) * _LINE, spec.numel * spec.dtype.itemsize
                with suppress(CheckpointError):  # which is met again by who reads it alone
                    read_bytes(spec, self._arena.data[at : at + nbytes])
                    more.append((place, at, spec.numel))
                    used = at + nbytes
        return self._arena, _joined([found, Found(*np.array(more, np.int64).reshape(-1, 3).T)])

    def _found(self, sought: list[Sought], room: int, task: Task) -> tuple[Found, int]:
        """Read tensors; where in the arena each lies, and how much of it is used. `room` is left behind that."""
        windows = [(each, which) for each in sought for which in each.windows()]
        needed = sum(each.length(which) + 2 * _LINE for each, which in windows) + room
        if self._arena.size < needed:
            self._arena = np.empty(-(-needed // _LINE) * _LINE, np.uint8)
        found, used = list[Found](), 0
        for each, which in windows:
            task.check()
            used = -(-used // _LINE) * _LINE + int(each.begins[which[0]]) % _LINE
            found.append(self._read(each, which, used))
            used += each.length(which)
        return _joined(found), used

    def _read(self, sought: Sought, which: Ints, at: int) -> Found:
        """Where in the arena the tensors of a window lie, which is read to `at`; none where it cannot be read."""
        begin, seen = int(sought.begins[which[0]]), self._arena[at : at + sought.length(which)]
        try:
            sought.file.readinto_at(begin, seen.data)
        except CheckpointError:
            which = which[:0]
        starts = sought.starts_of(which, seen, begin)
        there = (starts >= 0) & (starts + sought.offsets[which] + sought.sizes[which] <= begin + seen.size)
        which = which[there]
        return Found(sought.places[which], starts[there] + sought.offsets[which] + (at - begin), sought.counts[which])

    def _understood(self, found: Found, specs: Mapping[int, TensorSpec], laid: TensorColumns | None
                    ) -> Iterator[Gathered]:
        looks = [*(likes(laid) if laid is not None else ()), *specs.values()]
        like = np.zeros(int(found.places.max(initial=-1)) + 1, np.int64)
        if laid is not None:
            rows = laid.rows < like.size
            like[laid.rows[rows]] = laid.like[rows]
        others = {place: number for number, place in enumerate(specs, len(looks) - len(specs)) if place < like.size}
        like[list(others)] = list(others.values())
        for first, which in by_coding(map(coding, looks), like[found.places]):
            spec = looks[first]
            direct = is_direct(spec.dtype, little_endian=spec.storage.little_endian)
            in_place = which & (found.at % spec.dtype.itemsize == 0) if direct else np.zeros_like(which)
            if in_place.any():
                yield self._gathered(found.of(in_place), spec, in_place=True)
            if (which & ~in_place).any():
                yield self._gathered(found.of(which & ~in_place), spec, in_place=False)

    def _gathered(self, found: Found, like: TensorSpec, *, in_place: bool) -> Gathered:
        """Those of one type and byte order; if not where they lie, put together: a step of numpy's for each takes
        longer than a copy."""
        places, sizes = found.places.tolist(), found.counts.tolist()
        if in_place:
            return Gathered(self._arena.view(_DIRECT[like.dtype.name]), places,
                            (found.at // like.dtype.itemsize).tolist(), sizes)
        numbers = _floats(decoded_pieces(self._arena, found.at.tolist(), sizes, like))
        return Gathered(numbers, places, starts_of(sizes), sizes)


def coding(spec: TensorSpec) -> Hashable:
    """How the bytes of a tensor in a row are to be understood."""
    return spec.dtype.name, spec.storage.little_endian


def by_coding(codings: Iterable[Hashable], like: Ints) -> Iterator[tuple[int, Truths]]:
    """Of each coding the number of the first that has it, and which in `like`, such numbers, are of it."""
    firsts = dict[Hashable, int]()
    told = np.array([firsts.setdefault(each, number) for number, each in enumerate(codings)], np.int64)[like]
    for first in firsts.values():
        yield first, told == first


def decoded_pieces(arena: Array, starts: Sequence[int], sizes: Sequence[int], like: TensorSpec) -> Array:
    """Of several tensors of one type and byte order the numbers, one after the other; `starts` are those of bytes,
    `sizes` of elements."""
    size = like.dtype.itemsize
    pieces = [arena[at : at + count * size] for at, count in zip(starts, sizes, strict=True)]
    return decode(np.concatenate(pieces).data, like.dtype, little_endian=like.storage.little_endian)


def is_direct(dtype: DType, *, little_endian: bool) -> bool:
    """Whether numbers can be taken from where they lie, as far as the place has their alignment."""
    return dtype.name in _DIRECT and little_endian == _NATIVE


def starts_of(sizes: Sequence[int]) -> list[int]:
    """Where each of several stretches begins, the first at 0."""
    return [0, *accumulate(sizes[:-1])]


def _put_together(alone: Iterable[tuple[int, TensorSpec]], task: Task) -> Iterator[Gathered]:
    """Small tensors that are read one by one."""
    kinds: dict[np.dtype[Any], tuple[list[int], list[Array]]] = {}
    for place, spec in alone:
        task.check()
        if fits_one_block(spec):
            with suppress(CheckpointError):  # which is met again by who reads it alone
                values = _floats(read_one_block(spec))
                places, arrays = kinds.setdefault(values.dtype, ([], []))
                places.append(place)
                arrays.append(values)
    for places, arrays in kinds.values():
        sizes = [values.size for values in arrays]
        yield Gathered(np.concatenate(arrays), places, starts_of(sizes), sizes)


def _floats(values: Array) -> Array:
    """As float32 where that holds them all, else as `as_numbers` gives them."""
    if values.dtype.kind == "f":
        return values.astype(np.float64 if values.dtype.itemsize == 8 else np.float32, copy=False)
    return as_numbers(values, Workspace())


def _joined(found: list[Found]) -> Found:
    if len(found) == 1:
        return found[0]
    columns = [(each.places, each.at, each.counts) for each in found] or [(np.empty(0, np.int64),) * 3]
    return Found(*map(np.concatenate, zip(*columns, strict=True)))
