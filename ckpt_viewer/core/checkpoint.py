"""A checkpoint as it was read: the graph, the sources behind it, its format, and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Self

from ckpt_viewer.core.graph import Global, Graph
from ckpt_viewer.core.sources.base import Source

Severity = Literal["info", "warning", "danger"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth knowing about a file, in a person's words."""

    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class GlobalUse:
    """A name that loading the file in Python would import. `called` counts how often it would also be called."""

    name: Global
    count: int
    called: int
    where: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Frozen. `format` is the name of the Format that read it; `details` what a save of the same kind must keep
    (pickle protocol, folder in the zip, byte order), or of how many `shards` it consists, `unread` ones among them.
    `damage` is empty, or says in a sentence without a full stop what is wrong with the file as a whole, so that no copy
    of it byte for byte is wanted."""

    graph: Graph
    source: Source
    format: str
    notes: tuple[Note, ...] = ()
    globals: tuple[GlobalUse, ...] = ()
    details: Mapping[str, str | int] = field(default_factory=dict)
    damage: str = ""

    @property
    def name(self) -> str:
        return self.source.name

    def with_graph(self, graph: Graph) -> Checkpoint:
        return replace(self, graph=graph)

    def with_notes(self, notes: tuple[Note, ...]) -> Checkpoint:
        return replace(self, notes=notes)

    def close(self) -> None:
        self.source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
