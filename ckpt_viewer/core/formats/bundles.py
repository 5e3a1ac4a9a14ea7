"""Bundles of checkpoints: a zip (Stable-Baselines3, any folder someone packed) or a tar; and one compressed file.

Contract: what lies in the file as it is, is read in place. Compressed records and whole compressed files are unpacked
into memory or a file without a name, never under a name of theirs, and a note says how much. `members` of the
checkpoint are the files within, each a checkpoint of its own that can be saved as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.errors import CheckpointError, Damaged, NotACheckpoint, SourceError
from ckpt_viewer.core.formats.base import HEAD_BYTES, Outer, Peek, Read
from ckpt_viewer.core.formats.magic import kind_of_zip
from ckpt_viewer.core.formats.members import Members
from ckpt_viewer.core.formats.neighbours import BundleFile, is_index, shards_of
from ckpt_viewer.core.formats.tar_members import BLOCK, TarMember, is_header, read_rows
from ckpt_viewer.core.formats.unpacking import packing_of, unpack
from ckpt_viewer.core.formats.zip_directory import EMPTY_MAGIC, LOCAL_MAGIC
from ckpt_viewer.core.formats.zip_files import ZipFiles
from ckpt_viewer.core.formats.zip_records import find_records
from ckpt_viewer.core.formats.zip_rows import ZipEntry
from ckpt_viewer.core.graph import NodeId
from ckpt_viewer.core.joining import Joiner
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.pickles.sequence import together
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.inner import Window, allowance_of
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text, plain_text

_MAX_LISTED = 10_000
_OF_TORCH = (".data/", "data/weights/", "model.json")
"""In the names of archives of PyTorch's own, which are no bundles although what names them may be cut off."""
_NOT_WRITTEN = ("This program does not write a bundle as a whole. Choose one of its files with its name as the part, "
                "or save a state_dict or safetensors.")

_Found = tuple[str, Source | CheckpointError]
"""A file in a bundle: its name, and its bytes or why they cannot be had."""


class ZipBundle(Outer):
    """A zip that is not PyTorch's own, with checkpoints among its files."""

    name = "zip_bundle"
    title = "zip with checkpoints in it"
    not_written = _NOT_WRITTEN

    def probe(self, peek: Peek) -> int:
        if peek.head.startswith(EMPTY_MAGIC):
            return 70
        return 30 if peek.head.startswith(LOCAL_MAGIC) and peek.records else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        found = find_records(source, task)
        rows = [row for row in found.entries if not row.name.endswith("/")]
        if rows and all(row.flags & 1 for row in rows):
            raise NotACheckpoint("this is an encrypted zip", source.name, "Unpack it with its password first.")
        names = [row.name for row in rows]
        _refuse_ambiguous(names, source)
        if found.damage and any(part in name for name in names for part in _OF_TORCH):
            raise _cut(found.damage, source)
        with ZipFiles(source, rows, task) as files:
            made = _joined(self._read, source, self.name, _zip_files(files, task), len(rows), task)
            if made is None:
                raise _cut(found.damage, source) if found.damage else _no_checkpoint_in_zip(source, rows)
            return replace(made, notes=(*files.notes, *made.notes), unpacked=(*made.unpacked, *files.kept()),
                           damage=found.damage)


class TarBundle(Outer):
    """A tar with checkpoints among its files."""

    name = "tar_bundle"
    title = "tar with checkpoints in it"
    not_written = _NOT_WRITTEN

    def probe(self, peek: Peek) -> int:
        return 50 if is_header(peek.head[:BLOCK]) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        rows = read_rows(source, task)
        files = [row for row in rows if row.regular]
        made = _joined(self._read, source, self.name, _tar_files(source, files), len(files), task)
        if made is None:
            names = ", ".join(plain_text(row.name, 40) for row in files[:4]) or "nothing"
            raise NotACheckpoint(f"this is a tar file with no checkpoint in it; it holds {names}", source.name,
                                 "Choose the checkpoint instead.")
        links = len(rows) - len(files)
        if not links:
            return made
        note = Note("warning", f"{count_text(links, 'link or device', 'links or devices')} in the tar not followed")
        return replace(made, notes=(*made.notes, note))


_INSIDE = " file holds cannot be opened: "  # as below


class Compressed(Outer):
    """A checkpoint, or a tar of them, compressed with gzip, zlib, bzip2 or xz."""

    name = "compressed"
    title = "compressed checkpoint"
    not_written = _NOT_WRITTEN

    def probe(self, peek: Peek) -> int:
        return 40 if packing_of(peek.head) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        Members(self._read, Joiner(), source)  # refuses what lies too deep before it is unpacked
        kind = packing_of(source.read_at(0, min(HEAD_BYTES, source.size)))
        out, notes = unpack(source, kind, source.name, task)
        try:
            inner = self._read(out, task)
        except CheckpointError as error:
            out.close()
            raise _said_of_the_inside(error, kind, source.name) from None
        members = inner.members or (((), inner),)
        details: dict[str, str | int] = {"packed": kind, "inside": inner.format}
        return Checkpoint(inner.graph, source, self.name, (*notes, *inner.notes), inner.globals, details, inner.damage,
                          members, (*inner.unpacked, out))


def _said_of_the_inside(error: CheckpointError, kind: str, where: str) -> CheckpointError:
    """The same kind of error, in words that fit a file that was unpacked; of a file within a file they are said once,
    by the outermost."""
    inside = error.what.partition(_INSIDE)[2] or error.what
    return type(error)(f"what this {kind} file holds cannot be opened: {inside}", where, error.hint).because_of(error)


def _joined(read: Read, source: Source, name: str, files: Iterable[_Found], count: int,
            task: Task) -> Checkpoint | None:
    """The checkpoint of a bundle; None where no file in it is one. Raises Damaged where none of them can be read."""
    joiner = Joiner()
    members = Members(read, joiner, source)
    names = [*files]
    labels = _labels([label for label, _ in names], members)
    nodes = _read_all({label: held for label, (_, held) in zip(labels, names, strict=True)}, members, task)
    if not members.opened:
        for label, (_, held) in zip(labels, names, strict=True):
            if isinstance(held, CheckpointError):
                raise Damaged(f"{plain_text(label, 120)}: {held.what}", source.name, held.hint)
        return None
    if count > _MAX_LISTED:
        members.note(Note("warning", f"{count - _MAX_LISTED:,} more files in it are not listed"))
    root = joiner.add_mapping([(label, nodes[label]) for label in labels])
    return Checkpoint(joiner.graph(root), source, name, tuple(members.notes), together(members.uses), {},
                      members=tuple(members.checkpoints), unpacked=members.unpacked)


def _read_all(files: Mapping[str, Source | CheckpointError], members: Members, task: Task) -> dict[str, NodeId]:
    """The node of each file. An index comes first, and its shards show their tensors in it alone."""
    indexes = [(label, held) for label, held in files.items() if isinstance(held, Source) and is_index(held)]
    nodes = {label: members.add(label, BundleFile(held, label, files), task) for label, held in indexes}
    holders = {shard: at[0] for at, index in members.checkpoints for shard in shards_of(index.source)}
    for label, held in files.items():
        task.check()
        if label in nodes:
            continue
        if isinstance(held, CheckpointError):
            nodes[label] = members.add_broken(label, held)
        elif label in holders:
            nodes[label] = members.add_shard(held, str(holders[label]))
        else:
            nodes[label] = members.add(label, held, task)
    return nodes


def _labels(names: list[str], members: Members) -> list[str]:
    """The names as they stand. Of several that are the same the last keeps it, which is the one that Python takes."""
    last = {name: place for place, name in enumerate(names)}
    taken = set(names)
    labels = []
    for place, name in enumerate(names):
        label = name
        if last[name] != place:
            label = next(word for n in range(1, len(names) + 1) if (word := f"{name} ({n})") not in taken)
            taken.add(label)
        labels.append(label)
    for name, count in Counter(names).items():
        if count > 1:
            members.note(Note("danger", f"The archive holds {plain_text(name, 120)!r} {count} times; Python reads the "
                                        "last"))
        if _leads_out(name):
            members.note(Note("danger", f"The archive holds a file called {plain_text(name, 120)!r}: unpacking it "
                                        "elsewhere could write outside of the folder"))
    return labels


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or name[1:2] == ":"


def _refuse_ambiguous(names: list[str], source: Source) -> None:
    """PyTorch's reader ends a name at a NUL and does not tell capitals from small letters; others do."""
    for name in names:
        if "\0" in name or name.rpartition("/")[2].lower() == "data.pkl":
            raise Damaged(f"the zip holds a file called {plain_text(name, 80)!r}, which different programs take for "
                          "different files", source.name, "It may be made to mislead; do not load it.")


def _zip_files(files: ZipFiles, task: Task) -> Iterator[_Found]:
    for row in files.rows[:_MAX_LISTED]:
        try:
            yield row.name, files.source_of(row, task)
        except CheckpointError as error:
            yield row.name, error


def _tar_files(source: Source, rows: list[TarMember]) -> Iterator[_Found]:
    for row in rows[:_MAX_LISTED]:
        there = max(0, source.size - row.offset)
        if there < row.nbytes:
            yield row.name, Damaged(f"only {there:,} of its {row.nbytes:,} bytes are in the file, which is cut short")
            continue
        try:
            yield row.name, Window(source, row.offset, row.nbytes, f"{source.name}, {row.name[:120]}",
                                   allowance_of(source))
        except SourceError as error:
            yield row.name, error


def _cut(damage: str, source: Source) -> Damaged:
    return Damaged(f"{damage[:1].lower()}{damage[1:]}, before what says which tensors it holds", source.name)


def _no_checkpoint_in_zip(source: Source, rows: list[ZipEntry]) -> CheckpointError:
    kind = kind_of_zip(row.name for row in rows)
    if kind is not None:
        return NotACheckpoint(f"this is {kind[0]}, not a checkpoint", source.name, kind[1])
    names = ", ".join(plain_text(row.name, 40) for row in rows[:4]) or "nothing"
    return NotACheckpoint(f"this is a zip without a checkpoint; it holds {names}", source.name,
                          "Choose the checkpoint instead.")
