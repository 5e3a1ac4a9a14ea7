"""The plain form of an object: what it amounts to in values, lists, dicts and tensors, read from what the file says.

Nothing is imported or run. A form may name nodes of the file, which are made plain in their turn.
"""

from __future__ import annotations

import math

import numpy as np

from ckpt_viewer.core.arrays import tensor_of
from ckpt_viewer.core.foreign import (
    NumpyArray,
    Sight,
    arguments,
    class_of,
    leaf,
    name_of,
    numpy_array,
    numpy_record,
    object_items,
    plain_value,
    sight,
    state_of,
    whole_local,
)
from ckpt_viewer.core.graph import (
    Global,
    Key,
    Mapping,
    Node,
    NodeId,
    Object,
    Scalar,
    ScalarValue,
    Sequence,
    SourcedGlobal,
    Tensor,
)
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.saving.state_forms import StateForms
from ckpt_viewer.core.wording import plain_text

_GETATTR = (Global("builtins", "getattr"), Global("__builtin__", "getattr"))
_RECONSTRUCT = (Global("copyreg", "_reconstructor"), Global("copy_reg", "_reconstructor"))
_RANGES = (Global("builtins", "range"), Global("__builtin__", "xrange"))
_DEVICE_TENSORS = ("_rebuild_device_tensor_from_numpy", "_rebuild_device_tensor_from_cpu_tensor", "_rebuild_xla_tensor")
_MAX_RANGE, _MAX_ITEMS = 100_000, 10_000_000
_WRAPPED = 32


@dataclass(frozen=True, slots=True)
class _Thing:
    node: NodeId
    held: Object
    name: str


class Forms(StateForms):
    """Makes plain forms of the objects of one graph."""

    def of(self, node: NodeId, held: Object) -> Node:
        """The form of an object; None, as a scalar, where it has none."""
        thing = _Thing(node, held, self._name(node, held))
        for form in (self._value, self._state_dict, self._numpy, self._tensor, self._range,
                     self._entries, self._made_with, self._container, self._state, self._arguments):
            found = form(thing)
            if found is not None:
                return found
        return self._nothing(thing.name)

    def _nothing(self, name: str) -> Node:
        self._say(f"{name} has no plain form and became None")
        return Scalar(None)

    def _name(self, node: NodeId, held: Object) -> str:
        cls = class_of(self._graph, node)
        if held.made.callee in _GETATTR:
            given = arguments(self._graph, held)
            cls = name_of(self._graph, given[0]) if given else cls
        if cls is None:
            return "a computed object" if isinstance(held.made.callee, int) else plain_text(held.kind, 100)
        if cls.module.endswith("core.multiarray") and cls.name == "scalar":
            return "a numpy number"
        seen = sight(self._graph, node)
        if seen is not None and seen.is_tensor:
            kind = plain_text(seen.kind, 100)
            return f"an {kind}" if kind.startswith("un") else f"a {kind}"
        return plain_text(str(cls).replace("__builtin__.", "builtins."), 100)

    def _value(self, thing: _Thing) -> Node | None:
        value = plain_value(self._graph, thing.node)
        if value is None:
            return None
        unit = thing.name == "datetime.timedelta"
        self._say(f"{thing.name} became a plain {type(value).__name__}{' of seconds' if unit else ''}")
        return Scalar(value)

    def _state_dict(self, thing: _Thing) -> Node | None:
        return self.state_dict_of(thing.node, thing.name)

    def _numpy(self, thing: _Thing) -> Node | None:
        array = numpy_array(self._graph, thing.node)
        if array is not None:
            return self._array(array, thing.node) or self._nothing(f"a numpy array of {array.dtype.name}")
        record = numpy_record(self._graph, thing.held)
        if record is not None:
            self._say("a numpy record became a plain dict")
            return self._records(record)
        found = object_items(self._graph, thing.node)
        if found is None:
            return None
        shape, fortran, items = found
        self._say("a numpy array of objects became a plain list")
        return self._nested(shape, list(items), fortran=fortran)

    def _array(self, array: NumpyArray, node: NodeId) -> Node | None:
        tensor = tensor_of(array, f"numpy array {node}")
        if tensor is not None:
            gaps = " with the numbers that its mask hides" if array.mask else ""
            self._say(f"a numpy array became a tensor{gaps}")
            return tensor
        if array.dtype.fields:
            self._say("a numpy array of records became a plain dict with a tensor or list for each field")
            return self._records(array)
        values = array.first(_MAX_ITEMS)
        if not values and array.data:
            return None
        self._say(f"a numpy array of {array.dtype.name} became a plain list")
        return self._nested(array.shape, [self.add(Scalar(value)) for value in values], fortran=array.fortran)

    def _records(self, array: NumpyArray) -> Node:
        size, data = array.dtype.itemsize, array.data
        fields: dict[str, NodeId] = {}
        for field in array.dtype.fields:
            width = field.dtype.itemsize
            for n in field.shape:
                width *= n
            starts = range(field.offset, len(data) - width + 1, size) if size else range(0)
            part = b"".join([data[start : start + width] for start in starts])
            inner = NumpyArray(field.dtype, (*array.shape, *field.shape), fortran=False, data=part)
            form = self._array(inner, self._next) if width else None
            single = form is not None and not inner.shape and not inner.dtype.fields
            values = inner.first(1) if single else []
            fields[field.name] = self.add(Scalar(values[0]) if values else form or Scalar(None))
        return Mapping(tuple(fields), tuple(fields.values()))

    def _nested(self, shape: tuple[int, ...], items: list[NodeId], *, fortran: bool) -> Node:
        """Lists in lists, the last dimension innermost."""
        if math.prod(shape) != len(items):
            return Sequence("list", tuple(items))
        if not shape:
            return self.new[items[0]] if items[0] in self.new else self._graph[items[0]]
        if fortran:
            items = _in_c_order(shape, items)
        for n in reversed(shape[1:]):
            count = len(items) // n if n else 0
            items = [self.add(Sequence("list", tuple(items[i * n : (i + 1) * n]))) for i in range(count)]
        return Sequence("list", tuple(items))

    def _tensor(self, thing: _Thing) -> Node | None:
        """A tensor of a device without storages, as one of the CPU, and a distributed one that was all in one process.
        """
        whole = whole_local(self._graph, thing.node)
        if whole is not None:
            self._say(f"{thing.name} became the tensor of one process, which is all of it")
            return whole
        if thing.held.made.cls is None or thing.held.made.cls.name not in _DEVICE_TENSORS:
            return None
        given = arguments(self._graph, thing.held)
        array = numpy_array(self._graph, given[0]) if given else None
        inner = self._graph[given[0]] if given else None
        found = tensor_of(array, f"numpy array {thing.node}") if array is not None else inner
        if not isinstance(found, Tensor):
            return None
        self._say("a tensor of another kind of device became a tensor of the CPU")
        return replace(found, requires_grad=len(given) > 3 and leaf(self._graph, given[3]) is True)

    def _range(self, thing: _Thing) -> Node | None:
        numbers = [leaf(self._graph, item) for item in arguments(self._graph, thing.held)]
        whole = [n for n in numbers if type(n) is int]
        if thing.held.made.cls not in _RANGES or len(whole) != len(numbers) or len(whole) != 3 or not whole[2]:
            return None
        told = range(*whole)
        # len() refuses what has more items than fit in 64 bits.
        if abs(whole[1] - whole[0]) // abs(whole[2]) > _MAX_RANGE:
            return None
        self._say("a range became a plain list")
        return Sequence("list", tuple(self.add(Scalar(n)) for n in told))

    def _entries(self, thing: _Thing) -> Node | None:
        seen: Sight | None = sight(self._graph, thing.node)
        if seen is None or seen.entries is None:
            return None
        if not seen.entries:
            return self._nothing(thing.name) if seen.is_tensor else self._single(seen, thing)
        keys: list[Key] = [entry.keys[-1] for entry in seen.entries]
        nodes = tuple(entry.node for entry in seen.entries)
        if keys == list(range(len(keys))) and all(entry.name.isdigit() for entry in seen.entries):
            self._say(f"{thing.name} became a plain list")
            return Sequence("list", nodes)
        by_name = seen.is_tensor or any(type(key) is int for key in keys)
        self._say(f"{thing.name} became a plain dict of what it holds")
        return Mapping(tuple(entry.name for entry in seen.entries) if by_name else tuple(keys), nodes)

    def _single(self, seen: Sight, thing: _Thing) -> Node | None:
        """A value of a library, or an attribute of a class by its name: a member of an enum, as some Pythons (3.11.0
        to 3.11.3) write it, whose value is not in the file; a method."""
        if thing.held.made.callee in _GETATTR and seen.text:
            self._say(f"a member of {thing.name} became its name")
            return Scalar(seen.text.rpartition(".")[2])
        value: ScalarValue = seen.text if seen.value is None and seen.text != "None" else seen.value
        self._say(f"{thing.name} became {'None' if value is None else f'a plain {type(value).__name__}'}")
        return Scalar(value)

    def _made_with(self, thing: _Thing) -> Node | None:
        """What an enum, a wrapper, a subclass of a number or of text was made with, where that is one thing."""
        held, given = thing.held, arguments(self._graph, thing.held)
        if held.items or held.keys or held.made.callee in _RECONSTRUCT or held.made.kwargs is not None:
            return None
        single = self._graph[given[0]] if len(given) == 1 else None
        if single is None or (held.state is not None and not (held.made.how == "newobj" and _is_value(single))):
            return None
        for _ in range(_WRAPPED):
            inside = arguments(self._graph, single) if isinstance(single, Object) else ()
            if len(inside) != 1 or not isinstance(single, Object) or single.state is not None:
                break
            single = self._graph[inside[0]]
        if isinstance(single, Object):
            return None
        dropped = "; its attributes are dropped" if state_of(self._graph, thing.node) else ""
        self._say(f"{thing.name} became what it was made with{dropped}")
        return Scalar(str(single.value)) if _is_name(single) and isinstance(single, Scalar) else single

    def _container(self, thing: _Thing) -> Node | None:
        if not thing.held.keys and not thing.held.items:
            return None
        if arguments(self._graph, thing.held) and thing.held.made.callee not in _RECONSTRUCT:
            self._say(f"dropped: what {thing.name} was made with")
        lost = [plain_text(key, 60) for key in state_of(self._graph, thing.node) or {}]
        dropped = f"; dropped: its attributes {', '.join(lost[:6])}{' …' if len(lost) > 6 else ''}" if lost else ""
        if thing.held.keys:
            self._say(f"{thing.name} became a plain dict{dropped}")
            return Mapping(thing.held.keys, thing.held.values)
        self._say(f"{thing.name} became a plain list{dropped}")
        return Sequence("list", thing.held.items)

    def _state(self, thing: _Thing) -> Node | None:
        if thing.held.state is None:
            return None
        called = thing.held.made.callee not in _RECONSTRUCT and bool(arguments(self._graph, thing.held))
        dropped = "; what it was made with is dropped" if called else ""
        state, attributes = self._graph[thing.held.state], state_of(self._graph, thing.node)
        if isinstance(state, Mapping):
            self._say(f"{thing.name} became a plain dict of its attributes{dropped}")
            return Mapping(state.keys, state.values)
        if attributes:
            self._say(f"{thing.name} became a plain dict of its attributes{dropped}")
            return Mapping(tuple(attributes), tuple(attributes.values()))
        if isinstance(state, Object):
            return None
        self._say(f"{thing.name} became a plain {state.kind} of its state{dropped}")
        return state

    def _arguments(self, thing: _Thing) -> Node | None:
        given = arguments(self._graph, thing.held)
        if not given:
            return None
        self._say(f"{thing.name} became a tuple of what it was made with")
        return Sequence("tuple", given)


def _in_c_order(shape: tuple[int, ...], items: list[NodeId]) -> list[NodeId]:
    return [items[at] for at in np.arange(len(items)).reshape(shape, order="F").ravel().tolist()]


def _is_value(held: Node) -> bool:
    return isinstance(held, Scalar) and isinstance(held.value, bool | int | float | complex | str | bytes)


def _is_name(held: Node) -> bool:
    return isinstance(held, Scalar) and isinstance(held.value, Global | SourcedGlobal)
