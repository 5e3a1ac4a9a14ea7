"""A checkpoint as it was read: the graph, the sources behind it, its format, and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Mapping

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Global, Graph, Path
from ckpt_viewer.core.lazy_dataclasses import dataclass, field, replace
from ckpt_viewer.core.lazy_typing import Literal, Self
from ckpt_viewer.core.sources.base import Source

Severity = Literal["info", "warning", "danger"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth knowing about a file, in a person's words."""

    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class GlobalUse:
    """A name that loading the file in Python would import. `called` counts how often it would also be called.

    `taken` is empty but for getattr and its like: then what they reach all in all, as `Model.forward`, where that can
    be told; and what the bytes name of which `torch.storage._load_from_bytes` makes storages.
    """

    name: Global
    count: int
    called: int
    where: str
    taken: tuple[Global, ...] = ()

    def within(self, label: str) -> GlobalUse:
        """The same in a file of several, which is called so."""
        return replace(self, where=f"{label}: {self.where}")


def named_before(error: CheckpointError) -> tuple[GlobalUse, ...]:
    """What a file named before its damage."""
    return tuple(use for use in error.seen if isinstance(use, GlobalUse))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Frozen. `format` is the name of the Format that read it; `details` what a save of the same kind must keep
    (pickle protocol, folder in the zip, byte order) and the `version` that it says its format has, or of how many
    `shards` it consists, `unread` ones among them.
    `damage` is empty, or says in a sentence without a full stop what is wrong with the file as a whole, so that no copy
    of it byte for byte is wanted.

    `members` are the whole files within a bundle, each with the place of its root in `graph`. `unpacked` are the
    other sources that its tensors may read from: such as were made on the way, or of the file that it is a copy of,
    where an edit that is taken back brings in what is there alone.
    """

    graph: Graph
    source: Source
    format: str
    notes: tuple[Note, ...] = ()
    globals: tuple[GlobalUse, ...] = ()
    details: Mapping[str, str | int] = field(default_factory=dict)
    damage: str = ""
    members: tuple[tuple[Path, Checkpoint], ...] = ()
    unpacked: tuple[Source, ...] = ()

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def bundled(self) -> int:
        """The number of checkpoints that lie in a bundle; 0 for any other file, one that is only compressed too."""
        return sum(place != () for place, _ in self.members)

    @property
    def damage_told(self) -> str:
        """What is wrong with the file and, where a note tells it, what of it arrived; empty for a whole one."""
        return self.damage and next((n.text for n in self.notes if n.text.startswith(self.damage)), self.damage)

    def with_graph(self, graph: Graph) -> Checkpoint:
        return replace(self, graph=graph)

    def with_notes(self, notes: tuple[Note, ...]) -> Checkpoint:
        return replace(self, notes=notes)

    @property
    def sources(self) -> tuple[Source, ...]:
        """All that are held for it."""
        return (self.source, *self.unpacked)

    def close(self) -> None:
        for source in self.sources:
            source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
