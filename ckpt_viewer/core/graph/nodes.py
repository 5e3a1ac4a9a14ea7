"""The nodes of a graph and their keys.

A node names its children by id, so tied weights, shared lists and cycles survive reading, editing and writing.
Nothing here is an instance of a class named in the file: such a class is a `Global`, a pair of words.
A `Path` is an address for people, not an identity: one node may have several.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from collections.abc import Sequence as Many
from contextlib import suppress

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import Literal
from ckpt_viewer.core.tensor import Storage, TensorSpec

NodeId = int
Ids = tuple[NodeId, ...] | range
"""Ids of items. A `range` is a *run*: the file has nothing but plain values there, or short lists of them, which no
walk for tensors, names or parts has to look at one by one. Whoever changes such a value puts a plain one in its place.
"""


@dataclass(frozen=True, slots=True)
class Global:
    """A class or function named in a pickle. Never resolved."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(frozen=True, slots=True)
class SourcedGlobal:
    """A module class of a legacy file, which carries the path and the text of its source (None where it had none)."""

    cls: Global
    file: str | None
    source: str | None

    def __str__(self) -> str:
        return str(self.cls)


@dataclass(frozen=True, slots=True)
class BigInt:
    """An integer too long to be worth converting: its little-endian two's complement bytes."""

    data: bytes

    def __str__(self) -> str:
        return f"integer of {8 * len(self.data)} bits"


@dataclass(frozen=True, slots=True)
class Attr:
    """Key of an attribute beside the items of a mapping, sequence or tensor, such as `_metadata`."""

    name: str

    def __str__(self) -> str:
        return f"@{self.name}"


@dataclass(frozen=True, slots=True)
class NodeKey:
    """Key of a mapping that is itself a node: a tuple, a tensor, an object. `position` counts the mapping's items."""

    node: NodeId
    position: int

    def __str__(self) -> str:
        return f"#{self.position}"


ScalarValue = None | bool | int | float | complex | str | bytes | Global | SourcedGlobal | BigInt
Key = None | bool | int | float | complex | str | bytes | Global | Attr | NodeKey
Path = tuple[Key, ...]


def key_text(key: Key) -> str:
    """A key as a token of a pointer and as a label."""
    if type(key) is str:
        return key
    return repr(key) if isinstance(key, bytes | float | complex) else str(key)


def to_pointer(path: Path) -> str:
    """RFC 6901: `/` and `~` in keys become `~1` and `~0`; the root is the empty string."""
    words = ["", *[key if type(key) is str else key_text(key) for key in path]]
    text = "/".join(words)
    if "~" not in text and text.count("/") == len(path):
        return text
    return "/".join([word.replace("~", "~0").replace("/", "~1") for word in words])


def key_places(keys: Many[Key], key: Key) -> list[int]:
    """Where exactly this key (type and value) stands, at the speed of `index`: a window looks among a million."""
    found, at = list[int](), -1
    with suppress(ValueError):
        while True:
            at = keys.index(key, at + 1)
            if type(keys[at]) is type(key):
                found.append(at)
    return found


def outermost(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Those that lie within no other of them, without the whole."""
    pointers = {to_pointer(path): path for path in paths if path}
    return tuple(path for path in pointers.values()
                 if not any(to_pointer(path[:n]) in pointers for n in range(1, len(path))))


How = Literal["reduce", "newobj", "newobj_ex", "inst", "obj", "persistent"]


@dataclass(frozen=True, slots=True)
class Made:
    """How the file says a thing is made: call `callee` (a name, or a node that yields one) with `args`.

    `args` is the node of the argument tuple; `kwargs` of the keyword mapping (newobj_ex only).
    """

    callee: Global | SourcedGlobal | NodeId
    args: NodeId
    how: How = "reduce"
    kwargs: NodeId | None = None

    @property
    def cls(self) -> Global | None:
        """The name that is called, without its source; None where it is computed."""
        if isinstance(self.callee, SourcedGlobal):
            return self.callee.cls
        return self.callee if isinstance(self.callee, Global) else None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A leaf value. `kind` is its Python type as a person would name it."""

    value: ScalarValue

    @property
    def kind(self) -> str:
        match self.value:
            case None:
                return "None"
            case Global() | SourcedGlobal():
                return "global"
            case BigInt():
                return "int"
            case value:
                return type(value).__name__


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, tuple, set, frozenset, or a `torch.Size` (`made` then keeps how it is written)."""

    kind: str
    items: Ids
    made: Made | None = None
    state: NodeId | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict (`made` is None) or a dict subclass. `state` is what BUILD gave it, such as `{'_metadata': …}`."""

    keys: tuple[Key, ...]
    values: Ids
    made: Made | None = None
    state: NodeId | None = None

    @property
    def kind(self) -> str:
        return "dict" if self.made is None else str(self.made.cls or "computed")


@dataclass(frozen=True, slots=True)
class Object:
    """An instance of a class we do not know: its making, its state, and items it was given."""

    made: Made
    state: NodeId | None = None
    items: Ids = ()
    keys: tuple[Key, ...] = ()
    values: Ids = ()

    @property
    def kind(self) -> str:
        return str(self.made.cls or "computed")


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor or Parameter.

    `rebuild` is the name in `torch._utils` that makes it (`_rebuild_tensor_v2`, …); `parameter` the name that wraps
    it (`_rebuild_parameter`), or empty. `hooks`, `metadata` and `state` are nodes where they are not empty.
    `verbatim` is set where the file makes it in a way of its own (`torch.cuda.FloatTensor()` plus state) that a
    save must repeat; `own_class` where an edit has made that way void, but not the class that it leads to.
    """

    spec: TensorSpec
    requires_grad: bool = False
    parameter: str = ""
    rebuild: str = "_rebuild_tensor_v2"
    hooks: NodeId | None = None
    metadata: NodeId | None = None
    state: NodeId | None = None
    verbatim: Object | None = None
    problem: str = ""
    own_class: Global | None = None

    @property
    def kind(self) -> str:
        return "Parameter" if self.parameter else "Tensor"


@dataclass(frozen=True, slots=True)
class StorageNode:
    """A storage on its own, without a tensor that views it."""

    storage: Storage

    @property
    def kind(self) -> str:
        return "Storage"


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that should be here and cannot be read."""

    reason: str

    @property
    def kind(self) -> str:
        return "broken"


Node = Scalar | Sequence | Mapping | Object | Tensor | StorageNode | Broken


Row = list[ScalarValue] | tuple[ScalarValue, ...]
"""The values of a list or tuple in a run of such."""


def runs_of(node: Node) -> list[range]:
    """The runs directly below a node."""
    match node:
        case Sequence(items=items):
            below: tuple[Ids, ...] = (items,)
        case Mapping(values=values):
            below = (values,)
        case Object(items=items, values=values):
            below = (items, values)
        case _:
            below = ()
    return [ids for ids in below if isinstance(ids, range) and ids]


def same_values(one: Many[ScalarValue], other: Many[ScalarValue]) -> bool:
    """The same types and bits, one by one. False may also mean that a NaN has other bits."""
    kinds = list(map(type, one))
    if kinds != list(map(type, other)):
        return False
    if not {float, complex} & set(kinds):
        return one == other
    return _numbers(one) == _numbers(other) and _others(one) == _others(other)


def _numbers(values: Many[ScalarValue]) -> bytes:
    """The bits of all floats, then those of all complex numbers."""
    floats = array("d", [value for value in values if type(value) is float])
    pairs = array("d", [part for value in values if type(value) is complex for part in (value.real, value.imag)])
    return floats.tobytes() + pairs.tobytes()


def _others(values: Many[ScalarValue]) -> list[ScalarValue]:
    return [value for value in values if type(value) is not float and type(value) is not complex]


@dataclass(frozen=True, slots=True)
class ModelBeside:
    """The names and shapes of the parameters of a model, as `file` beside this one has them.

    `ordered` says that they stand in the model's own order; safetensors and indexes keep them by the alphabet.
    """

    file: str
    names: tuple[tuple[str, tuple[int, ...]], ...]
    ordered: bool
