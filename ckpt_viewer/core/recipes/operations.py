"""What a recipe can do: edits that name their places by pointer or pattern, so that they fit many files.

Contract: each is a frozen value and an Edit: `apply` is pure and raises InvalidEdit or InvalidPath. `WORD` is its name
in a recipe, its fields are what it takes there. An operation that finds nothing to do where it must (a place that is
not there, a pattern that fits no key) raises; one that finds all as wanted already changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ckpt_viewer.core.edits import (
    Cast,
    Change,
    Edit,
    Insert,
    Remove,
    Rename,
    RetagDevice,
    SetElement,
    SetMetadata,
    SetValue,
)
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.foreign import numpy_number
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Object, Scalar, ScalarValue, Tensor, key_text
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.optimizer import lr_changes, lr_places, schedule_remark, summed_up
from ckpt_viewer.core.recipes.places import composed, key_at, model_tensors, new_key, tensors_below, value_at
from ckpt_viewer.core.recipes.renaming import param_name_edits
from ckpt_viewer.core.tensor import DTYPES, TensorSpec
from ckpt_viewer.core.wording import path_text, plain_text

FLOATING = tuple(name for name, dtype in DTYPES.items() if dtype.numbers == "float")


@dataclass(frozen=True, slots=True)
class SetAt:
    """Give a scalar, or a tensor of one element, another value of its type. A value that was None may become any."""

    WORD: ClassVar[str] = "set"
    at: str
    value: ScalarValue

    def apply(self, graph: Graph) -> Change:
        node, path = value_at(graph, self.at)
        where = path_text(path)
        if self.value is None and path and getattr(graph[graph.resolve(path[:-1])], "kind", "") == "torch.Size":
            raise InvalidEdit("a torch.Size holds whole numbers only", where, "Give a whole number.")
        return SetValue(node, as_kind(self.value, single_kind(graph, node, where), where), where).apply(graph)


@dataclass(frozen=True, slots=True)
class SetElementAt:
    """Give one element of a tensor another value."""

    WORD: ClassVar[str] = "set_element"
    at: str
    index: tuple[int, ...]
    value: ScalarValue

    def apply(self, graph: Graph) -> Change:
        node, path = value_at(graph, self.at)
        held = graph[node]
        value = as_kind(self.value, kind_of(held.spec), path_text(path)) if isinstance(held, Tensor) else self.value
        return SetElement(node, self.index, value, path_text(path)).apply(graph)


@dataclass(frozen=True, slots=True)
class LearningRate:
    """Set the learning rate of every param group, and what must follow it."""

    WORD: ClassVar[str] = "learning_rate"
    value: float

    def apply(self, graph: Graph) -> Change:
        places = lr_places(graph)
        if not places:
            raise InvalidEdit("there is no learning rate in this file", hint="`ckpt info` shows its values.")
        changes = lr_changes(graph, places, self.value)
        edits = [SetValue(change.place.node, change.new, path_text(change.place.path)) for change in changes]
        done = composed(graph, edits, f"Learning rate → {self.value!r}")
        remark = schedule_remark(changes)
        return replace(done, details=(*summed_up(changes, done.details), *([remark] if remark else [])))


@dataclass(frozen=True, slots=True)
class RenameAt:
    """Another name for the key at a pointer, and for the parameter of that name in the optimizer."""

    WORD: ClassVar[str] = "rename"
    at: str
    to: str

    def apply(self, graph: Graph) -> Change:
        path = graph.parse_pointer(self.at)
        mapping, position = key_at(graph, path)
        rename = Rename(mapping, position, self.to)
        return composed(graph, [rename, *_renamed_params(graph, key_text(path[-1]), self.to)])


@dataclass(frozen=True, slots=True)
class RenameEverywhere:
    """Another name for a key wherever it stands."""

    WORD: ClassVar[str] = "rename_key"
    key: str
    to: str

    def apply(self, graph: Graph) -> Change:
        holders = key_holders(graph, self.key)
        if not holders:
            raise InvalidEdit(f"there is no key {plain_text(self.key, 200)!r} in this file",
                              hint="`ckpt info` shows the names.")
        renames = [Rename(node, position, self.to) for node, position in holders]
        return composed(graph, [*renames, *_renamed_params(graph, self.key, self.to)])


@dataclass(frozen=True, slots=True)
class Drop:
    """Leave out what is at a place, with all that hangs below it alone."""

    WORD: ClassVar[str] = "drop"
    at: str

    def apply(self, graph: Graph) -> Change:
        return Remove(*key_at(graph, graph.parse_pointer(self.at))).apply(graph)


@dataclass(frozen=True, slots=True)
class InsertAt:
    """Add a value under a new key; the last part of the pointer is the key."""

    WORD: ClassVar[str] = "insert"
    at: str
    value: ScalarValue

    def apply(self, graph: Graph) -> Change:
        mapping, key, where = new_key(graph, self.at)
        if not isinstance(graph[mapping], Mapping):
            raise InvalidEdit(f"this {graph[mapping].kind} takes no new keys", where, "Name a place in a dictionary.")
        return Insert(mapping, key, self.value, where).apply(graph)


@dataclass(frozen=True, slots=True)
class Metadata:
    """A text in the `__metadata__` of a safetensors file: another one, or a new one."""

    WORD: ClassVar[str] = "metadata"
    key: str
    value: str

    def apply(self, graph: Graph) -> Change:
        return SetMetadata(self.key, self.value).apply(graph)


@dataclass(frozen=True, slots=True)
class Device:
    """The device that tensors are tagged with: of all, or of those at and below `at`."""

    WORD: ClassVar[str] = "device"
    device: str
    at: str = ""

    def apply(self, graph: Graph) -> Change:
        change = RetagDevice(self.device, tensors_below(graph, self.at) if self.at else None).apply(graph)
        return _told_where(change, graph, self.at)


@dataclass(frozen=True, slots=True)
class CastTo:
    """Floating tensors as another type: those at and below `at`, or all but those of optimizers."""

    WORD: ClassVar[str] = "cast"
    dtype: str
    at: str = ""

    def nodes(self, graph: Graph) -> frozenset[NodeId]:
        """The tensors that are meant, of any type."""
        if self.dtype not in FLOATING:
            raise InvalidEdit(f"{self.dtype!r} is not a floating type", hint=f"There are {', '.join(FLOATING)}.")
        return tensors_below(graph, self.at) if self.at else model_tensors(graph)

    def apply(self, graph: Graph) -> Change:
        return _told_where(Cast(DTYPES[self.dtype], self.nodes(graph)).apply(graph), graph, self.at)


def _told_where(change: Change, graph: Graph, at: str) -> Change:
    where = f" in {path_text(graph.parse_pointer(at))}" if at else ""
    return Change(change.graph, change.touched, f"{change.text}{where}")


def single_kind(graph: Graph, node: NodeId, where: str) -> str:
    """Of which type the one value of a node is. Raises InvalidEdit for what has none."""
    match graph[node]:
        case Scalar() as held:
            return held.kind
        case Tensor(spec=spec) if spec.numel == 1:
            return kind_of(spec)
        case Object() as number if (was := numpy_number(graph, number)) is not None:
            return Scalar(was).kind
        case other:
            raise InvalidEdit(f"this {other.kind} has no single value to set", where, "Name the place of a value.")


def as_kind(value: ScalarValue, kind: str, where: str) -> ScalarValue:
    """`value` as a value of type `kind`, such as 5 as 5.0. Raises InvalidEdit where it is no such value."""
    match kind, value:
        case ("None", _) | (_, None) if kind != "str":
            return value
        case "bool", bool():
            return value
        case "int", int() if not isinstance(value, bool):
            return value
        case "float", int() | float() if not isinstance(value, bool):
            return _as_float(value, where)
        case "float", "nan" | "inf" | "-inf":  # JSON has no others
            return float(str(value))
        case "complex", int() | float() | complex() if not isinstance(value, bool):
            return complex(value)
        case "complex", str():
            return _as_complex(value, where)
        case "str", str():
            return value
        case _:
            raise InvalidEdit(f"{plain_text(repr(value), 80)} is no {kind}", where, f"The value there is one ({kind}).")


def _as_float(value: float, where: str) -> float:
    try:
        return float(value)
    except OverflowError:
        raise InvalidEdit("the number is too large for a float", where, "The largest is 1.8e308.") from None


def _as_complex(word: str, where: str) -> complex:
    try:
        return complex(word.replace(" ", ""))
    except ValueError:
        raise InvalidEdit(f"{plain_text(word, 80)!r} is not a complex number", where, "For example 1+2j.") from None


def kind_of(spec: TensorSpec) -> str:
    """What an element of a tensor is called as a value of Python."""
    return {"bool": "bool", "int": "int", "uint": "int", "complex": "complex"}.get(
        spec.dtype.numbers, "float")


def key_holders(graph: Graph, name: str) -> list[tuple[NodeId, int]]:
    """Every mapping with this key, and the position of the key."""
    return [(node, held.keys.index(name)) for _, node in graph.survey(runs=False)
            if isinstance(held := graph[node], Mapping) and any(type(key) is str and key == name for key in held.keys)]


def _renamed_params(graph: Graph, old: str, new: str) -> Iterator[Edit]:
    """An optimizer that was made from named parameters keeps their names."""
    return param_name_edits(graph, lambda name: new if name == old else name)
