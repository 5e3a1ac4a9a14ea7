"""What an object of the file amounts to, as a person says it."""

from __future__ import annotations

from ckpt_viewer.core.graph import Key, NodeId, ScalarValue
from ckpt_viewer.core.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that stands below an object under a name of its own; `keys` lead there from the object's node."""

    name: str
    keys: tuple[Key, ...]
    node: NodeId


@dataclass(frozen=True, slots=True)
class Sight:
    """`kind` is what it is in a word or two, `text` its value in a few (both as the file has them, not yet made fit to
    be shown). `value` is the plain value that it amounts to, None where it is more than one.

    `entries` stand in place of its arguments and attributes, of which they hold all that a person wants to see; None
    where those are best shown as they are. `shape`, `dtype` and `device` are those of a tensor that is none of
    torch's ordinary ones: sparse, nested, without values; None or empty where they are not told.
    """

    kind: str
    text: str = ""
    value: ScalarValue = None
    entries: tuple[Entry, ...] | None = None
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    device: str = ""
    is_tensor: bool = False

    @property
    def in_words(self) -> bool:
        """Whether `kind` is a word for it, as `sparse_coo tensor`, and not the name of a class."""
        return self.is_tensor and self.kind.endswith("tensor")
