"""Small tensors that lie side by side in a file: read together, and understood where they lie.

Most tensors are small, and of a small one nearly all time goes into the steps that lead to its bytes: one read for a
hundred of them, headers between them included, takes as long as two by themselves. Those whose bytes have to be had one
by one (compressed records, bytes in several pieces) are put together afterwards, for counting has such steps as well.
What is out of the ordinary (views with gaps, whatever cannot be read) is left to be read alone, where it is said what
is wrong with it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import Any, Protocol, cast

import numpy as np

from ckpt_viewer.core.elements import decode
from ckpt_viewer.core.engine.blocks import BLOCK_ELEMENTS, Array, fits_one_block, read_bytes, read_one_block
from ckpt_viewer.core.engine.layout import in_some_order
from ckpt_viewer.core.engine.measuring import Workspace, as_numbers
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DType, Readable, TensorSpec

_GAP = 32 << 10  # bytes; reading over a shorter gap is quicker than a second read
_GAPS = 4 << 20  # bytes; over more of them together nothing is read, or the room for them would have no end
_HEADER = 512  # bytes; the header of a record and what aligns its bytes have room in it, or it is read alone
_LINE = 64  # bytes; where torch and we lay records, so that elements keep their alignment
_NATIVE = sys.byteorder == "little"
_DIRECT: dict[str, np.dtype[Any]] = {"float32": np.dtype(np.float32), "float64": np.dtype(np.float64)}


class Record(Protocol):
    """A `Readable` whose bytes lie in a file somewhere behind a header, as those of a record in a zip do."""

    @property
    def place(self) -> tuple[Source, int]:
        """The file, and where the header begins."""
        ...

    def start_within(self, seen: memoryview, at: int) -> int:
        """Where in the file the first byte lies, by what was `seen` of the file from `at` on; -1 where that does not
        tell. Raises what reading raises."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Numbers of several tensors in one array, those of each in any order. `places` says which tensors, `starts` and
    `sizes` where theirs are."""

    values: Array
    places: list[int]
    starts: list[int]
    sizes: list[int]


@dataclass(frozen=True, slots=True, eq=False)
class _Sought:
    """One tensor: `count` elements, `offset` bytes behind the beginning of its record or, where `record` is None, of
    its file, in which the first of these bytes that matters is at `begin`."""

    place: int
    spec: TensorSpec
    count: int
    file: Source
    begin: int
    offset: int
    record: Record | None

    @property
    def end(self) -> int:
        """Of what has to be read of the file, at most."""
        nbytes = self.count * self.spec.dtype.itemsize
        return self.begin + nbytes if self.record is None else self.begin + self.offset + nbytes + _HEADER


class Gatherer:
    """Reads for one thread. What was gathered is good until the next time."""

    def __init__(self) -> None:
        self._arena: Array = np.empty(0, np.uint8)

    def gather(self, specs: Mapping[int, TensorSpec], task: Task) -> list[Gathered]:
        """The numbers of those that can be taken together; each is called by its number in `specs`. Raises
        Cancelled."""
        found = self._found(list(_all_sought(specs)), 0, task)[0]
        together = {each.place for each, _ in found}
        alone = ((place, spec) for place, spec in specs.items() if place not in together)
        return [*self._understood(found), *_put_together(alone, task)]

    def lay(self, specs: Mapping[int, TensorSpec], task: Task) -> tuple[Array, dict[int, int]]:
        """The bytes of those that can be taken together, as they are: an array, and where in it those of each begin.
        Elements lie in the order in which they are stored. Raises Cancelled."""
        sought = list(_all_sought(specs))
        few = {place: spec for place, spec in specs.items() if fits_one_block(spec)}
        room = sum(spec.numel * spec.dtype.itemsize + _LINE for spec in few.values())
        found, used = self._found(sought, room, task)
        starts = {each.place: at for each, at in found}
        for place, spec in few.items():
            if place not in starts:
                task.check()
                at, nbytes = -(-used // _LINE) * _LINE, spec.numel * spec.dtype.itemsize
                with suppress(CheckpointError):  # which is met again by who reads it alone
                    read_bytes(spec, self._arena.data[at : at + nbytes])
                    starts[place], used = at, at + nbytes
        return self._arena, starts

    def _found(self, sought: list[_Sought], room: int, task: Task) -> tuple[list[tuple[_Sought, int]], int]:
        """Read tensors; where in the arena each lies, and how much of it is used. `room` is left behind that."""
        windows = list(_windows(sought))
        needed = sum(_length(window) + 2 * _LINE for window in windows) + room
        if self._arena.size < needed:
            self._arena = np.empty(-(-needed // _LINE) * _LINE, np.uint8)
        found, used = list[tuple[_Sought, int]](), 0
        for window in windows:
            task.check()
            used = -(-used // _LINE) * _LINE + window[0].begin % _LINE
            found += self._read(window, used)
            used += _length(window)
        return found, used

    def _read(self, window: list[_Sought], at: int) -> list[tuple[_Sought, int]]:
        """Where in the arena the tensors of a window lie, which is read to `at`; none where it cannot be read."""
        begin, length = window[0].begin, _length(window)
        seen = self._arena.data[at : at + length]
        try:
            window[0].file.readinto_at(begin, seen)
        except CheckpointError:
            return []
        places = ((each, _start(each, seen, begin)) for each in window)
        return [(each, at + start) for each, start in places
                if 0 <= start <= length - each.count * each.spec.dtype.itemsize]

    def _understood(self, found: list[tuple[_Sought, int]]) -> list[Gathered]:
        groups: dict[str, Gathered] = {}
        others: dict[tuple[str, bool], list[tuple[_Sought, int]]] = {}
        for each, at in found:
            spec = each.spec
            name, size = spec.dtype.name, spec.dtype.itemsize
            if at % size == 0 and is_direct(spec.dtype, little_endian=spec.storage.little_endian):
                group = groups.get(name)
                if group is None:
                    group = groups[name] = Gathered(self._arena.view(_DIRECT[name]), [], [], [])
                group.places.append(each.place)
                group.starts.append(at // size)
                group.sizes.append(each.count)
            else:
                others.setdefault((name, spec.storage.little_endian), []).append((each, at))
        return [*groups.values(), *map(self._decoded, others.values())]

    def _decoded(self, found: list[tuple[_Sought, int]]) -> Gathered:
        """Those of one type and byte order, put together: a step of numpy's for each takes longer than a copy."""
        spec, sizes = found[0][0].spec, [each.count for each, _ in found]
        values = decoded_pieces(self._arena, [at for _, at in found], sizes, spec)
        return Gathered(_floats(values), [each.place for each, _ in found], starts_of(sizes), sizes)


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


def _all_sought(specs: Mapping[int, TensorSpec]) -> Iterator[_Sought]:
    return (each for place, spec in specs.items() if (each := _sought(place, spec)) is not None)


def _sought(place: int, spec: TensorSpec) -> _Sought | None:
    """Where the bytes of a tensor may be, or None where it is not to be read with others."""
    count, storage = in_some_order(spec), spec.storage
    if not 0 < count <= BLOCK_ELEMENTS or len(storage.chunks) != 1 or storage.problem:
        return None
    chunk, first = storage.chunks[0], spec.storage_offset * spec.dtype.itemsize
    if chunk.start or first + count * spec.dtype.itemsize > min(chunk.nbytes, storage.nbytes):
        return None
    if chunk.offset < 0 or chunk.offset + chunk.nbytes > chunk.source.size:
        return None
    return _in_file(place, spec, count, chunk.source, chunk.offset + first)


def _in_file(place: int, spec: TensorSpec, count: int, source: Readable, offset: int) -> _Sought | None:
    if hasattr(source, "start_within"):
        record = cast("Record", source)
        file, begin = record.place
        return _Sought(place, spec, count, file, begin, offset, record)
    return _Sought(place, spec, count, source, offset, 0, None) if isinstance(source, Source) else None


def _start(each: _Sought, seen: memoryview, begin: int) -> int:
    """Where in what was seen of the file from `begin` on a tensor lies; -1 where that cannot be told."""
    if each.record is None:
        return each.begin - begin
    try:
        start = each.record.start_within(seen, begin)
    except CheckpointError:
        return -1
    return start + each.offset - begin if start >= 0 else -1


def _windows(sought: list[_Sought]) -> Iterator[list[_Sought]]:
    """Those that one read gets, each window in the order of its file."""
    window, end, left = list[_Sought](), 0, _GAPS
    for each in sorted(sought, key=lambda each: (id(each.file), each.begin)):
        gap = max(0, each.begin - end)
        if window and (each.file is not window[0].file or gap > min(_GAP, left)):
            yield window
            window = []
        left -= gap if window else 0
        end = max(end, each.end) if window else each.end
        window.append(each)
    if window:
        yield window


def _length(window: list[_Sought]) -> int:
    begin, file = window[0].begin, window[0].file
    return max(0, min(max(each.end for each in window), file.size) - begin)
