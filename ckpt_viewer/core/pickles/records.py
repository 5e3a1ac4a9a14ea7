"""What the pickle machine leaves behind: inert records of what a pickle says, before anyone interprets it.

Leaf values are Python's own None, bool, int, float, str and bytes (exactly these types) and `BigInt`. `node` is a
slot for the reader, which gives each record the id of its node.
"""

from __future__ import annotations

from ckpt_viewer.core.graph import Global, How
from ckpt_viewer.core.lazy_typing import Any

Value = Any  # a leaf value or one of the records below; checked with `type(x) is` where it matters


class Record:
    """Base of all records; compared and hashed by identity alone."""

    __slots__ = ("node",)

    def __init__(self) -> None:
        self.node = -1


class ListRecord(Record):
    """`first` is set by the reader, as `node` is: the id of the first item of a row of a table."""

    __slots__ = ("first", "items")
    first: int

    def __init__(self, items: list[Value]) -> None:
        self.node = -1
        self.items = items


class TupleRecord(Record):
    """`first` as for a list."""

    __slots__ = ("first", "items")
    first: int

    def __init__(self, items: list[Value]) -> None:
        self.node = -1
        self.items = items


class SetRecord(Record):
    """A set or frozenset made by the opcodes of protocol 4."""

    __slots__ = ("frozen", "items")

    def __init__(self, items: list[Value], *, frozen: bool) -> None:
        self.node = -1
        self.items = items
        self.frozen = frozen


class DictRecord(Record):
    __slots__ = ("keys", "values")

    def __init__(self) -> None:
        self.node = -1
        self.keys: list[Value] = []
        self.values: list[Value] = []


class GlobalRecord(Record):
    """A name. `odd` says why it is not an ordinary one (computed operands, extension code), or is empty."""

    __slots__ = ("name", "odd")

    def __init__(self, name: Global, odd: str = "") -> None:
        self.node = -1
        self.name = name
        self.odd = odd


class PersistentRecord(Record):
    """A reference to something outside the pickle: a storage, or a module class with its source."""

    __slots__ = ("pid",)

    def __init__(self, pid: Value) -> None:
        self.node = -1
        self.pid = pid


class CallRecord(Record):
    """Something that loading would make by calling `callee`; whatever is done to it afterwards is kept apart."""

    __slots__ = ("args", "callee", "how", "items", "keys", "kwargs", "state", "states", "values")

    def __init__(self, how: How, callee: Value, args: Value, kwargs: Value = None) -> None:
        self.node = -1
        self.how = how
        self.callee = callee
        self.args = args
        self.kwargs = kwargs
        self.state: Value = None
        self.states = 0
        self.items: list[Value] = _NOTHING
        self.keys: list[Value] = _NOTHING
        self.values: list[Value] = _NOTHING

    def grow(self) -> None:
        """Make room for items and pairs. Hardly a call is given any, and three lists take more than the rest of it."""
        if self.items is _NOTHING:
            self.items, self.keys, self.values = [], [], []


InlineArray = tuple[CallRecord, int, int]
"""What describes an array whose bytes lie between the opcodes, where these begin, and how many they are."""

_NOTHING: list[Value] = []
"""The list of whoever has none: never changed."""
