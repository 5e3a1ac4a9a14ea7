"""Files within a file: each is read by whatever format wants it, and joined with the others into one graph.

Contract: what one of them lacks is said in its place and hurts no other. A file that is no checkpoint becomes a value
where it is a short text or JSON, else a mapping that says what it is and how large. Names are labels: nothing is ever
written under them.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from ckpt_viewer.core.checkpoint import Checkpoint, GlobalUse, Note, named_before
from ckpt_viewer.core.errors import CheckpointError, Damaged, NotACheckpoint, Unsupported
from ckpt_viewer.core.formats.base import Read
from ckpt_viewer.core.formats.json_values import MAX_JSON, Pairs, Value, add_json, parse_json
from ckpt_viewer.core.graph import Broken, Key, NodeId, Path, Scalar
from ckpt_viewer.core.joining import Joiner
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.reader import run_pickle
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.inner import depth_of
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text

MAX_DEPTH = 2
MAX_OPENED = 2_000
MAX_NODES = 3_000_000
"""Values in all files together, beyond which no further one is opened: each alone may hold very many."""
_MAX_TEXT = 1 << 20
_MAX_TEXTS = 16 << 20
_MAX_NOTES = 50
_UNPACK = "Unpack it and open what is inside."


class Members:
    """Collects the files within a file. `notes` and `uses` are those of all of them, each with the name of its file."""

    def __init__(self, read: Read, joiner: Joiner, outer: Source) -> None:
        """Raises Unsupported where files lie too deep within one another."""
        if depth_of(outer) > MAX_DEPTH:
            raise Unsupported(f"archives lie within archives more than {MAX_DEPTH} deep", outer.name,
                              _UNPACK)
        self._read, self._joiner = read, joiner
        self._texts_left = _MAX_TEXTS
        self.notes: list[Note] = []
        self.uses: list[GlobalUse] = []
        self.checkpoints: list[tuple[Path, Checkpoint]] = []
        self._unpacked: list[Source] = []
        self.opened = 0
        self._nodes_left = MAX_NODES

    def add(self, name: str, source: Source, task: Task, at: Path | None = None) -> NodeId:
        """Read one file and give the id of its root. `at` is its place in the joined graph, its name where that is
        not given. Raises Cancelled."""
        try:
            self._check_count()
            read = self._read(source, task)
        except NotACheckpoint as error:
            return self._other(name, source, error, task)
        except CheckpointError as error:
            self.opened += 1
            self._keep_seen(name, error)
            return self._joiner.add_node(Broken(error.what))
        self.opened += 1
        return self._join(name, read, (name,) if at is None else at)

    def add_broken(self, name: str, error: CheckpointError) -> NodeId:
        """A file whose bytes cannot be had."""
        self.note(Note("warning", f"{plain_text(name, 120)} cannot be read: {error.what}"))
        return self._joiner.add_node(Broken(error.what))

    def add_shard(self, source: Source, index: str) -> NodeId:
        """A file whose tensors are shown in the index that names it."""
        return self._joiner.add_mapping(self._facts(source, f"a shard, whose tensors are in {index}"))

    def note(self, note: Note) -> None:
        if len(self.notes) < _MAX_NOTES:
            self.notes.append(note)

    @property
    def unpacked(self) -> tuple[Source, ...]:
        """What the files had to unpack in their turn."""
        return tuple(self._unpacked)

    def _check_count(self) -> None:
        if self.opened >= MAX_OPENED:
            raise Unsupported(f"not opened: there are more than {MAX_OPENED:,} files beside it", hint=_UNPACK)
        if self._nodes_left < 0:
            raise Unsupported(f"not opened: the files before it hold more than {MAX_NODES:,} values",
                              hint=_UNPACK)

    def _join(self, name: str, read: Checkpoint, at: Path) -> NodeId:
        label = plain_text(name, 120)
        for note in read.notes:
            self.note(Note(note.severity, f"{label}: {note.text}"))
        self.uses += [use.within(label) for use in read.globals]
        self.checkpoints += [((*at, *below), inner) for below, inner in read.members] or [(at, read)]
        self._unpacked += read.unpacked
        self._nodes_left -= len(read.graph)
        return self._joiner.add_graph(f"{self.opened}:{name}", read.graph).root

    def _keep_seen(self, name: str, error: CheckpointError) -> None:
        """What a damaged file named before its damage."""
        label = plain_text(name, 120)
        self.note(Note("warning", f"{label} cannot be read: {error.what}"))
        self.uses += [use.within(label) for use in named_before(error)]

    def _other(self, name: str, source: Source, error: NotACheckpoint, task: Task) -> NodeId:
        try:
            text = self._text(source)
        except CheckpointError as unreadable:
            return self.add_broken(name, unreadable)
        if text is None:
            return self._joiner.add_mapping(self._facts(source, error.what))
        try:
            value = parse_json(text, MAX_JSON) if text.lstrip()[:1] in ("{", "[") else None
        except ValueError:
            value = None
        if value is None:
            return self._joiner.add_node(Scalar(text))
        uses, notes = uses_in(value, plain_text(name, 120), task)
        self.uses += uses
        for note in notes:
            self.note(note)
        return add_json(self._joiner, value)

    def _text(self, source: Source) -> str | None:
        """A file that is a short text in UTF-8."""
        if source.size > min(_MAX_TEXT, self._texts_left):
            return None
        data = source.read_at(0, source.size)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return None
        if "\0" in text:
            return None
        self._texts_left -= len(data)
        return text

    def _facts(self, source: Source, what: str) -> Iterator[tuple[Key, NodeId]]:
        yield "size", self._joiner.add_node(Scalar(source.size))
        yield "what", self._joiner.add_node(Scalar(what))


ENTRY = ":serialized:"  # base64 of what cloudpickle made: stable_baselines3/common/save_util.py, `data_to_json`


def uses_in(value: Value, where: str, task: Task) -> tuple[list[GlobalUse], list[Note]]:
    """What the pickles below a JSON value name, which loading such a bundle unpickles, and notes on those that cannot
    be read. Raises Cancelled."""
    uses: list[GlobalUse] = []
    notes: list[Note] = []
    texts = list(_texts(value))
    spent = Spending(sum(len(text) for _, text in texts))
    for place, text in texts:
        label = f"{where}, {plain_text(place, 120)}"
        try:
            ran = run_pickle(base64.b64decode(text, validate=True), task, where=label, spent=spent)
        except (binascii.Error, ValueError):
            notes.append(Note("warning", f"{label} is no base64 text"))
        except Damaged as error:
            uses += named_before(error)
            notes.append(Note("warning", f"{label} holds a pickle that cannot be read: {error.what}"))
        else:
            uses += ran.globals
            notes += ran.notes
    return uses, notes


def _texts(value: Value) -> Iterator[tuple[str, str]]:
    """The texts of all such entries, each with the names that lead to it."""
    stack: list[tuple[str, Value]] = [("", value)]
    while stack:
        place, held = stack.pop()
        if isinstance(held, Pairs):
            for key, child in held:
                if key == ENTRY and isinstance(child, str):
                    yield place or "/", child
                else:
                    stack.append((f"{place[:200]}/{key}", child))
        elif isinstance(held, list):
            stack.extend((f"{place[:200]}/{i}", child) for i, child in enumerate(held))
