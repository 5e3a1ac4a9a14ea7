"""What in a folder is a checkpoint: a search that looks at the first and last bytes of files, and opens none of them.

Contract: only regular files are looked at, links to folders are not followed and hidden folders not entered, so that
the search ends; depth and numbers have limits, and the listing says where one was met. The shards that an index names
are one item with it. Nothing is executed or imported, whatever else lies there.
"""

from __future__ import annotations

import os
import re
import stat
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path as FilePath

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.errors import CheckpointError, SourceError
from ckpt_viewer.core.formats import format_named, open_checkpoint, recognise
from ckpt_viewer.core.formats.base import PART, Format, Peek, peek_at
from ckpt_viewer.core.formats.bundles import Compressed, TarBundle, ZipBundle
from ckpt_viewer.core.formats.distributed_part import absent_parts
from ckpt_viewer.core.formats.shard_index import read_index
from ckpt_viewer.core.formats.sharded import ShardedIndex
from ckpt_viewer.core.formats.strangers import pointed_size
from ckpt_viewer.core.formats.tar_members import first_rows
from ckpt_viewer.core.formats.torch_zip import TorchZip
from ckpt_viewer.core.formats.torchscript import TorchScript
from ckpt_viewer.core.lazy_dataclasses import dataclass, field, replace
from ckpt_viewer.core.sources.local import LocalFile
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import bytes_text, count_text, natural, plain_text, some_text

MAX_DEPTH = 8
"""Folders within folders: in a cache of the hub a file of a part of a model lies five deep."""
MAX_FILES = 20_000
MAX_FOLDERS = 5_000
MAX_ITEMS = 5_000
_SURE = 80
"""From here on the bytes alone decide. Below, any zip and any pickle is meant, and the name has to speak for it too."""
_ENDINGS = frozenset({".pt", ".pth", ".ckpt", ".bin", ".ptl", ".jit", ".pkl", ".pickle", ".p", ".th", ".tar", ".model",
                      ".pt2", ".npz", ".zip", ".gz", ".tgz", ".bz2", ".xz"})
_INSIDE = _ENDINGS | {".safetensors", ".npy", ".joblib"}
"""What in an archive, or packed alone, has such a name may be a checkpoint: else any archive would be taken for one."""
_LOOKED_AT = 100  # files in a tar, each of which costs a read
_SCRIPT_RECORD = b"/constants.pkl"
"""The name of a record that torch.jit.save alone writes, near the end of the directory."""
_SHOWN = 5
_METADATA = ".metadata"
_MOST_METADATA = 32 << 20  # bytes; a search is to be quick


@dataclass(frozen=True, slots=True)
class Item:
    """Something to open. `name` is the place below the folder, `nbytes` and `modified` (seconds since 1970) are those
    of all its files; `shards` counts those of an index, here and missing, else 0."""

    path: FilePath
    name: str
    format: str
    title: str
    nbytes: int
    modified: float
    shards: int = 0

    @property
    def what(self) -> str:
        """What it is, for people."""
        return f"{self.title}, {count_text(self.shards, 'shard')}" if self.shards else self.title


@dataclass(frozen=True, slots=True)
class Listing:
    """What was found below `folder`: items in natural order, and how many files are none. `complete` is False where a
    limit ended the search or something could not be looked at; `notes` say so, and what kind of folder this is."""

    folder: FilePath
    items: tuple[Item, ...]
    others: int
    notes: tuple[Note, ...] = ()
    complete: bool = True

    @property
    def only(self) -> Item | None:
        """The one thing that can be meant, where there is nothing else to say."""
        return self.items[0] if len(self.items) == 1 and self.complete else None


def search(folder: str | os.PathLike[str], task: Task) -> Listing:
    """Look through a folder. Raises SourceError where it cannot be read, Cancelled."""
    top = FilePath(folder)
    try:
        os.scandir(top).close()
    except OSError as error:
        raise SourceError(f"the folder cannot be read ({error.strerror or error})", str(top),
                          "Check its name, and that you may read it.") from None
    looking = _Search(top, task)
    looking.run()
    return looking.listing()


def open_one(place: str | os.PathLike[str], task: Task) -> Checkpoint:
    """The checkpoint at a place: a file, or the only one in a folder. Raises as `open_checkpoint` and `only_file`."""
    path = FilePath(place)
    return open_checkpoint(only_file(path, task) if path.is_dir() else path, task)


def only_file(folder: str | os.PathLike[str], task: Task) -> FilePath:
    """Where the only checkpoint in a folder is. Raises SourceError for a folder with more than one or none."""
    listing = search(folder, task)
    if listing.only is None:
        count = count_text(len(listing.items), "checkpoint") if listing.items else "no checkpoint"
        raise SourceError(f"this is a folder with {count}, and one is needed", str(folder),
                          "Choose a file; `ckpt info FOLDER` lists what is there.")
    return listing.only.path


def checkpoint_files(places: Iterable[str | os.PathLike[str]], task: Task) -> list[FilePath]:
    """The files at these places, those of a folder one by one. A file is taken as it is, whether or not it is there; of
    a folder also what has the name of a checkpoint beside one and is broken.

    Raises SourceError for a folder without a checkpoint, Cancelled."""
    found: list[FilePath] = []
    for path in map(FilePath, places):
        if not path.is_dir():
            found.append(path)
            continue
        items = search(path, task).items
        if not items:
            raise SourceError("there is no checkpoint in this folder", str(path), "Choose another folder, or a file.")
        found += sorted({item.path for item in items} | set(_broken_beside(items)), key=lambda one: natural(str(one)))
    return found


def neighbours(path: FilePath) -> tuple[FilePath | None, FilePath | None]:
    """The file before and the one after this one, of those that are called the same but for numbers. A name without a
    number, or with that of a shard alone, stands in folders that are called so: `checkpoint-500/model.safetensors`. No
    file is opened."""
    if _numberless(path.name) != path.name:
        found = _called_alike(path)
    else:
        found = [beside / path.name for beside in _called_alike(path.parent) if (beside / path.name).is_file()]
    if path not in found:
        return None, None
    before, after = found[: found.index(path)], found[found.index(path) + 1 :]
    return before[-1] if before else None, after[0] if after else None


def _called_alike(path: FilePath) -> list[FilePath]:
    """This one and those beside it, by their numbers."""
    like, found = _numberless(path.name), list[FilePath]()
    with suppress(OSError):
        found += (one for one in path.parent.iterdir() if _numberless(one.name) == like)
    return sorted(found, key=lambda one: natural(one.name))


def _numberless(name: str) -> str:
    """The parts of one model, `model-00001-of-00002.safetensors`, are no different states of it."""
    return re.sub(r"(\d+-of-\d+)|\d+", lambda found: found[1] or "#", name)


def _broken_beside(items: Iterable[Item]) -> Iterator[FilePath]:
    """Files that are named like a checkpoint that lies beside them, in folders where no index has taken them in."""
    kinds: dict[FilePath, set[str]] = {}
    sharded = set()
    for item in items:
        kinds.setdefault(item.path.parent, set()).add(item.path.suffix.lower())
        if item.shards:
            sharded.add(item.path.parent)
    for folder in kinds.keys() - sharded:
        with suppress(OSError):
            yield from (path for path in folder.iterdir()
                        if path.suffix.lower() in kinds[folder] & _ENDINGS and path.is_file())


@dataclass(slots=True)
class _Folder:
    """The names in one folder: regular files with their facts, and folders to look into. `ours`: a save has made a
    hidden one."""

    path: FilePath
    depth: int
    files: dict[str, os.stat_result] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    ours: bool = False


class _Search:
    def __init__(self, top: FilePath, task: Task) -> None:
        self._top, self._task = top, task
        self._items: list[Item] = []
        self._kinds: list[Note] = []
        self._limits: dict[str, None] = {}
        self._pointers: list[int] = []
        self._closed = 0
        self._files = self._others = self._folders = 0

    def run(self) -> None:
        self._task.start(0, "looking through the folder")
        waiting = deque([(self._top, 0)])
        while waiting:
            path, depth = waiting.popleft()
            self._task.advance(0)
            self._folders += 1
            if self._folders > MAX_FOLDERS:
                self._limits[f"only the first {MAX_FOLDERS:,} folders were looked into"] = None
                return
            here = self._read(path, depth)
            self._look(here)
            if here.folders and depth == MAX_DEPTH:
                self._limits[f"folders more than {MAX_DEPTH} levels down were not looked into"] = None
            elif depth < MAX_DEPTH:
                waiting.extend((path / name, depth + 1) for name in here.folders)

    def listing(self) -> Listing:
        notes = [*self._kinds]
        if self._pointers:
            notes.append(Note("warning", f"{count_text(len(self._pointers), 'Git LFS pointer')} in place of "
                                         f"{bytes_text(sum(self._pointers))} of files; run `git lfs pull` in the "
                                         "repository"))
        notes += [Note("warning", limit[:1].upper() + limit[1:]) for limit in self._limits]
        if self._closed:
            notes.append(Note("warning", f"{count_text(self._closed, 'file or folder', 'files and folders')} could not "
                                         "be read"))
        items = sorted(self._items, key=lambda item: natural(item.name))
        complete = not (self._kinds or self._limits or self._closed)
        return Listing(self._top, tuple(items), self._others, tuple(notes), complete)

    def _read(self, path: FilePath, depth: int) -> _Folder:
        here = _Folder(path, depth)
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if self._files >= MAX_FILES:
                        self._limits[f"only the first {MAX_FILES:,} files were looked at"] = None
                        break
                    self._sort(entry, here)
        except OSError:
            self._closed += 1
        # In a cache of the hub every file of `blobs` has its name in `snapshots`.
        if {"blobs", "snapshots"} <= set(here.folders):
            here.folders.remove("blobs")
        here.folders.sort(key=natural)
        return here

    def _sort(self, entry: os.DirEntry[str], here: _Folder) -> None:
        try:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    here.folders.append(entry.name)
                here.ours |= entry.name.startswith(".ckpt-viewer-")
                return
            facts = entry.stat()
        except OSError:
            self._others += 1  # a link that leads nowhere, or a file that was just removed
            return
        self._files += 1
        if stat.S_ISREG(facts.st_mode):
            here.files[entry.name] = facts
        else:
            self._others += not stat.S_ISDIR(facts.st_mode)

    def _look(self, here: _Folder) -> None:
        place = _place(self._top, here.path)
        self._kinds += _kinds_of_folder(place, here)
        if here.ours:
            self._limits.update(dict.fromkeys(_broken_off(place, here.path)))
        parts = {name for name in here.files if name.endswith(PART)} if _METADATA in here.files else set()
        found: dict[str, Item] = {}
        for name in [name for name in here.files if name not in parts]:
            self._task.advance(1)
            item = self._probe(here.path / name, here.files[name])
            if item is not None:
                found[name] = item
        for name in [name for name, item in found.items() if item.format == ShardedIndex.name]:
            self._fold(name, found, here)
        room = MAX_ITEMS - len(self._items)
        if len(found) > room:
            self._limits[f"only {MAX_ITEMS:,} checkpoints are listed"] = None
        self._items += list(found.values())[:room]

    def _probe(self, path: FilePath, facts: os.stat_result) -> Item | None:
        try:
            with closing(LocalFile(path)) as source:
                peek = peek_at(source)
                form, sure = recognise(peek)
                named = sure >= _SURE or (path.suffix.lower() in _ENDINGS and self._may_hold(form, peek, source))
        except CheckpointError:
            self._closed += 1
            return None
        size = pointed_size(peek.head)
        if size is not None:
            self._pointers.append(size)
            return None
        if not sure or not named:
            self._others += 1
            return None
        if form.name == TorchZip.name and _SCRIPT_RECORD in peek.tail:
            form = format_named(TorchScript.name)  # the reader of zips would hand it over, too
        name = path.relative_to(self._top).as_posix()
        return Item(path, name, form.name, form.title, facts.st_size, facts.st_mtime)

    def _may_hold(self, form: Format, peek: Peek, source: LocalFile) -> bool:
        """Whether what an archive holds is called like a checkpoint. Nothing is unpacked for that."""
        match form:
            case ZipBundle():
                names = peek.records
            case TarBundle():
                names = tuple(row.name for row in first_rows(source, self._task, _LOOKED_AT))
            case Compressed() if FilePath(packed := FilePath(source.name).stem).suffix:
                names = (packed,)
            case _:  # `.tgz` too, and what does not say what it was
                return True
        return any(FilePath(name).suffix.lower() in _INSIDE for name in names)

    def _fold(self, name: str, found: dict[str, Item], here: _Folder) -> None:
        """Take the shards of an index into its item."""
        try:
            with closing(LocalFile(here.path / name)) as source:
                shards = read_index(source, self._task).shards
        except CheckpointError:
            return  # opening it will say why
        item = found[name]
        there = [shard for shard in shards if shard in here.files and shard != name]
        for shard in there:
            found.pop(shard, None)
        facts = [here.files[shard] for shard in there]
        found[name] = replace(
            item, shards=len(shards), nbytes=item.nbytes + sum(fact.st_size for fact in facts),
            modified=max([item.modified, *(fact.st_mtime for fact in facts)]))


def _place(top: FilePath, path: FilePath) -> str:
    return "This folder" if path == top else f"The folder {plain_text(path.relative_to(top).as_posix(), 120)}"


def _broken_off(place: str, folder: FilePath) -> Iterator[str]:
    """Files that a save of ours was exchanging for others when it was killed."""
    from ckpt_viewer.core.saving.leftovers import unfinished  # most folders need nothing of it

    for path in unfinished(folder):
        yield (f"{plain_text(place, 120)} was being saved into when the save was interrupted: files are missing here, "
               f"which {path.name} has. `ckpt undo` with the folder, or the next save in it, puts them right")


def _kinds_of_folder(place: str, here: _Folder) -> Iterator[Note]:
    """Folders that are a checkpoint as a whole, in a form that is not opened here, with what to do."""
    files = here.files
    parts = sum(name.endswith(PART) for name in files)
    absent = _absent(here) if parts and _METADATA in files else ()
    if absent:
        yield Note("warning", f"{place} is a distributed checkpoint (torch.distributed.checkpoint) that is not whole: "
                              f"its {_METADATA} names {count_text(len(absent), 'file')} that "
                              f"{'is' if len(absent) == 1 else 'are'} not here, "
                              f"{some_text(absent[:_SHOWN], len(absent))}. torch cannot load it without; each file "
                              "that is here opens by itself")
    elif parts and _METADATA in files:
        yield Note("info", f"{place} is a distributed checkpoint (torch.distributed.checkpoint) of "
                           f"{count_text(parts, '.distcp file')}; `python -m torch.distributed.checkpoint.format_utils "
                           "dcp_to_torch FOLDER OUT.pt` makes one file of it, which opens here, as each of these does")
    ranks = sum(name.endswith("_optim_states.pt") and "zero_pp_rank_" in name for name in files)
    if ranks:
        yield Note("info", f"{place} is a DeepSpeed ZeRO checkpoint: weights and optimizer are split over "
                           f"{count_text(ranks, 'file')}, each of which opens here; `python zero_to_fp32.py . OUT`, in "
                           "the folder above, makes one state_dict of them")
    if "saved_model.pb" in files:
        yield Note("info", f"{place} is a TensorFlow SavedModel, which TensorFlow opens")


def _absent(here: _Folder) -> tuple[str, ...]:
    """The files that the metadata of a distributed checkpoint names and that are not here."""
    if here.files[_METADATA].st_size > _MOST_METADATA:
        return ()
    try:
        with open_checkpoint(here.path / _METADATA) as metadata:
            return absent_parts(metadata.graph, here.files)
    except CheckpointError:
        return ()
