"""The records of a zip that PyTorch wrote, by their names within its one folder.

Shared by the formats that lie in such a zip. Layout from caffe2/serialize/inline_container.cc.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

from ckpt_viewer.core.checkpoint import Note
from ckpt_viewer.core.errors import CheckpointError, Damaged, NotACheckpoint, Unsupported
from ckpt_viewer.core.formats.zip_directory import Records, ZipRecord
from ckpt_viewer.core.formats.zip_records import find_records
from ckpt_viewer.core.formats.zip_rows import STORED, Names, ZipEntry, ZipRows
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.pickles.reader import run_pickle
from ckpt_viewer.core.pickles.storages import StorageId
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Chunk, Storage

if TYPE_CHECKING:
    from ckpt_viewer.core.formats.zip_columns import StoredRecords
    from ckpt_viewer.core.tensor_columns import Ints

MAX_PICKLE = 512 << 20
_LONGEST_VERSION = 8


class NamedRows(Mapping[str, ZipEntry]):
    """Rows by names that stand beside them; where one stands twice, the first counts until `settle_doubles`, and
    `doubles` tells of it."""

    __slots__ = ("_names", "_number_in", "_places", "_rows", "_runs", "doubles")

    def __init__(self, names: Names, rows: Sequence[ZipEntry]) -> None:
        self._rows, self._names = rows, names
        self._runs: dict[str, tuple[list[int], list[tuple[int, range]]]] = {}
        for place, stem, numbers in sorted(names.runs, key=_first_number):
            firsts, runs = self._runs.setdefault(stem, ([], []))
            firsts.append(numbers.start)
            runs.append((place, numbers))
        if self._runs:
            from ckpt_viewer.core.formats.zip_numbered import number_in  # small files are opened without it

            self._number_in = number_in  # asked for each tensor, and in the window an import costs 10 µs each time
        self._places = dict(zip(names.spelled, names.places, strict=True))
        self.doubles: list[str] = []
        if len(self._places) != len(names.spelled) or self._are_mixed():
            self._take_first()

    def _are_mixed(self) -> bool:
        """Whether a name in a run stands elsewhere too."""
        overlap = any(before.stop > after.start for _, runs in self._runs.values()
                      for (_, before), (_, after) in pairwise(runs))
        return overlap or (bool(self._runs) and any(self._numbered(name) >= 0 for name in self._places))

    def _take_first(self) -> None:
        self._names = Names(self._names)
        self._runs, self._places = {}, {}
        self.doubles = [name for place, name in enumerate(self._names.spelled)
                        if self._places.setdefault(name, place) != place]

    def settle_doubles(self) -> list[Note]:
        """Have the names that stand twice lead to what PyTorch reads, and say so."""
        if not self.doubles:
            return []
        from ckpt_viewer.core.formats.zip_doubles import MOST, read_by_torch

        twice, known = list(dict.fromkeys(self.doubles)), len(self._rows) <= MOST
        if known:
            names = [row.name for row in self._rows]
            places = read_by_torch(names, [names[self._places[name]] for name in twice])
            self._places.update(zip(twice, places, strict=True))
        shown = "shown is the one that PyTorch reads" if known else "the first is shown, and PyTorch may read another"
        return [Note("danger", f"The zip lists {name!r} more than once; {shown}") for name in twice[:10]]

    def _numbered(self, name: str) -> int:
        """The place of a name in a run, or -1."""
        stem, number = self._number_in(name) or ("", -1)
        if stem not in self._runs:
            return -1
        firsts, runs = self._runs[stem]
        place, numbers = runs[max(0, bisect_right(firsts, number) - 1)]
        return place + number - numbers.start if number in numbers else -1

    def _place(self, name: str) -> int:
        place = self._places.get(name, -1)
        return self._numbered(name) if place < 0 and self._runs else place

    def __getitem__(self, name: str, /) -> ZipEntry:
        place = self._place(name)
        if place < 0:
            raise KeyError(name)
        return self._rows[place]

    def stored(self, stem: str, numbers: Ints) -> Ints:
        """As `ZipRows.columns`, of the rows with these numbers behind the stem."""
        import numpy as np  # small files are opened without it

        firsts, runs = self._runs.get(stem, ((), ()))
        if not runs or not isinstance(self._rows, ZipRows):
            return np.full((4, numbers.size), -1)
        told = np.array([(place, run.start, run.stop) for place, run in runs])
        place, first, stop = told[np.maximum(np.searchsorted(firsts, numbers, "right") - 1, 0)].T
        return self._rows.columns(np.where((first <= numbers) & (numbers < stop), place + numbers - first, -1))

    def holds(self, name: str, nbytes: int) -> bool:
        """Whether it can be said, without an entry being made, that the record is there with so many bytes."""
        place = self._place(name)
        return place >= 0 and isinstance(self._rows, ZipRows) and self._rows.has(place, nbytes)

    def any_in(self, folder: str) -> bool:
        """Whether a record lies in a folder, which ends with a slash."""
        return any(name.startswith(folder) for name in chain(self._places, self._runs))

    def __contains__(self, name: object, /) -> bool:
        return isinstance(name, str) and self._place(name) >= 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._names) if self._runs else iter(self._places)

    def __len__(self) -> int:
        return len(self._places) + sum(len(numbers) for _, runs in self._runs.values() for _, numbers in runs)


def _first_number(run: tuple[int, str, range]) -> int:
    return run[2].start


@dataclass(frozen=True, slots=True)
class Archive:
    """`folder` is where its records lie, without a slash at its end; the names of `entries` are relative to it.
    `damage` says what is wrong with the file as a whole, or is empty; the entries are then those that could be found
    again."""

    source: Source
    folder: str
    entries: NamedRows
    little_endian: bool
    notes: tuple[Note, ...]
    damage: str = ""
    cut: bool = False

    @classmethod
    def open(cls, source: Source, task: Task, mark: str = "data.pkl") -> Archive:
        """The archive in whose folder the record `mark` lies. Raises NotACheckpoint where there is none, Damaged,
        Cancelled."""
        found = find_records(source, task)
        named = Names.of(found.entries)
        names, below = named.spelled, f"/{mark}"  # a mark is no number
        marked = [place for place, name in enumerate(names) if name.endswith(mark) and (
            name == mark or name.endswith(below))]
        if not marked:
            missing = NotACheckpoint(f"this is a zip without {mark}, so no checkpoint", source.name,
                                     "Choose the checkpoint instead.")
            raise missing if not found.damage else _lost_pickle(source, found)
        # torch takes the folder of the first record; data.pkl may come last, and a second one may hide elsewhere.
        first = min(marked, key=lambda place: names[place].count("/"))
        others = ", ".join(names[place][:80] for place in marked if place != first)
        folder = names[first].removesuffix(mark).rstrip("/")
        prefix = f"{folder}/" if folder else ""
        named.strip(prefix)
        named.spelled[first] = mark  # it may hold slashes that are one too many
        entries = NamedRows(named, found.entries)
        notes = entries.settle_doubles()
        if others:
            notes.append(Note("danger", f"There is more than one {mark}; not shown: {others}"))
        if found.after:
            notes.append(Note("warning", f"{found.after:,} bytes follow the end of the zip"))
        if entries[mark].problem:
            raise _cut_pickle(source, found, entries[mark], task)
        little = cls._byteorder(source, entries)
        return cls(source, folder, entries, little, tuple(notes), found.damage, found.cut)

    @staticmethod
    def _byteorder(source: Source, entries: Mapping[str, ZipEntry]) -> bool:
        entry = entries.get("byteorder")
        if entry is None or entry.problem:
            return True
        text = ZipRecord(source, entry).read_at(0, min(entry.size, 16))
        if text not in (b"little", b"big"):
            raise Damaged(f"the byte order is {text!r}, neither little nor big", source.name)
        return text == b"little"

    @property
    def version(self) -> str:
        """The version of the format as the file says it (caffe2/serialize/versions.h), empty where it says none."""
        entry = self.entries.get("version")
        if entry is None or entry.problem or not 0 < entry.size <= _LONGEST_VERSION:
            return ""
        text = ZipRecord(self.source, entry).read_at(0, entry.size).strip()
        return text.decode("ascii") if text.isdigit() else ""

    @property
    def byteorder(self) -> str:
        return "little" if self.little_endian else "big"

    @property
    def is_script(self) -> bool:
        """Whether torch.jit.save wrote it: torch.save writes neither constants nor code."""
        return "constants.pkl" in self.entries or self.entries.any_in("code/")

    def record(self, name: str) -> ZipRecord:
        return ZipRecord(self.source, self.entries[name])

    def pickle(self, name: str) -> bytes:
        """The bytes of a record that is a pickle. Raises Unsupported where it is too large, Damaged."""
        record = self.record(name)
        if record.size > MAX_PICKLE:
            raise Unsupported(f"its pickle has {record.size:,} bytes, more than {MAX_PICKLE:,}", self.source.name,
                              "Load it with the program that wrote it.")
        return record.read_at(0, record.size)

    def locate(self, wanted: StorageId, folder: str = "data", ending: str = "") -> Storage:
        """The storage whose record lies in `folder`; its `problem` says what is wrong with it."""
        record = f"{folder}/{wanted.key}{ending}"
        return self._located(wanted, record, self.entries.get(record))

    def locate_lone(self, wanted: StorageId) -> Storage | None:
        """As `locate` in the folder `data`; None for a compressed record, in which what was unpacked is remembered."""
        record = f"data/{wanted.key}"
        entry = self.entries.get(record)
        return None if entry is not None and entry.method != STORED else self._located(wanted, record, entry)

    def records(self, numbers: Ints, sizes: Ints) -> tuple[Ints, StoredRecords]:
        """The records in the folder `data` that numbers are the names of; which of them it costs nothing to tell and
        hold so many bytes."""
        from ckpt_viewer.core.formats.zip_columns import StoredRecords  # needs numpy

        begins, held, flags, sums = self.entries.stored("data/", numbers)
        return (sizes <= held).nonzero()[0], StoredRecords(self.source, begins, held, flags, sums)

    def _located(self, wanted: StorageId, record: str, entry: ZipEntry | None) -> Storage:
        problem = self._problem(record, entry, wanted.nbytes, wanted.device)
        chunks: tuple[Chunk, ...] = ()
        if entry is not None and wanted.nbytes and not problem:
            chunks = (Chunk(ZipRecord(self.source, entry), 0, wanted.nbytes),)
        return Storage(wanted.key, wanted.dtype, wanted.nbytes, wanted.device, chunks, self.little_endian, problem)

    def problem(self, key: str, nbytes: int, device: str) -> str:
        """The `problem` of a storage in the folder `data`."""
        record = f"data/{key}"
        if device != "meta" and self.entries.holds(record, nbytes):
            return ""
        return self._problem(record, self.entries.get(record), nbytes, device)

    def _problem(self, record: str, entry: ZipEntry | None, nbytes: int, device: str) -> str:
        if device == "meta":
            return "a tensor on the meta device has no values"
        if entry is None and not nbytes:
            return ""
        if entry is None:
            return (f"the file ends before its record {record}" if self.cut else
                    f"the record {record} is missing from the file")
        short = f"the record {record} has {entry.size:,} of {nbytes:,} bytes" if entry.size < nbytes else ""
        return entry.problem or short


def _lost_pickle(source: Source, found: Records) -> CheckpointError:
    """The file is damaged and data.pkl is not among what could be found again."""
    what = f"{_lower(found.damage)}, and data.pkl, which says what its tensors are, is not in what is here"
    return Damaged(what, source.name, "Nothing can be rescued from it; copy or download it again.")


def _cut_pickle(source: Source, found: Records, entry: ZipEntry, task: Task) -> Damaged:
    """The file ends within data.pkl, which may have named things until there."""
    what = f"{_lower(found.damage)}, within data.pkl, which says what its tensors are ({entry.problem})"
    error = Damaged(what, source.name, "Nothing can be rescued from it; copy or download it again.")
    try:
        whole = ZipRecord(source, replace(entry, problem=""))
        run_pickle(source.read_at(whole.start, max(0, min(source.size - whole.start, MAX_PICKLE))), task)
    except Damaged as cause:
        error.seen = cause.seen
    except CheckpointError:
        pass
    return error


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
