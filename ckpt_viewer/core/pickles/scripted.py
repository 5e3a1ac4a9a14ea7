"""What a TorchScript pickle means: objects of classes below `__torch__`, and lists and dicts that carry their type.

A scripted module keeps parameters, buffers and submodules side by side in one state; which is which stands in its
code. `plain_script` sorts them into the three dicts that a pickled `nn.Module` has, so that everything made for whole
models reads scripted ones too. Facts from torch/csrc/jit/serialization/pickler.cpp and torch/jit/_pickle.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as AbstractMapping

from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.pickles.reader import Machined
from ckpt_viewer.core.pickles.records import (
    CallRecord,
    DictRecord,
    GlobalRecord,
    ListRecord,
    PersistentRecord,
    Record,
    SetRecord,
    TupleRecord,
    Value,
)
from ckpt_viewer.core.pickles.storages import Locate, PersistentIds
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage

SCRIPT_ROOT = "__torch__"
_LISTS = frozenset(
    Global("torch.jit._pickle", f"build_{kind}list") for kind in ("int", "tensor", "double", "bool")
)
_TAGGED = Global("torch.jit._pickle", "restore_type_tag")
_CHECK_EVERY = 4096


@dataclass(frozen=True, slots=True)
class ScriptClass:
    """What the code says of a class of modules. `buffers` is None where it is of a time that did not say."""

    parameters: frozenset[str]
    buffers: frozenset[str] | None


class ArchivedIds(PersistentIds):
    """The persistent ids of several pickles in one archive, each with its own place for storages."""

    def __init__(self, parts: Iterable[tuple[Machined, Locate]]) -> None:
        self.problem = None
        self.stored, self.little_endian = None, True
        self._of: dict[PersistentRecord, PersistentIds] = {}
        for ran, locate in parts:
            self._of |= dict.fromkeys(ran.persistent, PersistentIds(locate))

    def storage(self, record: Value) -> tuple[Storage, int] | None:
        ids = self._of.get(record) if type(record) is PersistentRecord else None
        return None if ids is None else ids.storage(record)


def plain_script(top: Value, classes: AbstractMapping[Global, ScriptClass], task: Task) -> Value:
    """The same value with plain lists and dicts, and with modules taken apart. The records are changed in place.

    `classes` are the modules whose code is known. Raises Cancelled.
    """
    holder = ListRecord([top])
    modules = []
    for count, record in enumerate(_visited(holder)):
        if count % _CHECK_EVERY == 0:
            task.check()
        if type(record) is CallRecord and _is_module(record, classes):
            modules.append(record)
    known = set(modules)
    states = [_sorted_state(record, classes.get(record.callee.name), known) for record in modules]
    for record, state in zip(modules, states, strict=True):
        record.state = state
    return holder.items[0]


def plain_dict(pairs: Iterable[tuple[str, Value]]) -> DictRecord:
    """A dict of these pairs."""
    made = DictRecord()
    for key, value in pairs:
        made.keys.append(key)
        made.values.append(value)
    return made


def _visited(first: Record) -> Iterator[Record]:
    """Every record that can be reached, once, with typed lists and dicts below it made plain before it comes."""
    seen = {first}
    stack = [first]
    while stack:
        record = stack.pop()
        below = [child for child in _made_plain(record) if isinstance(child, Record) and child not in seen]
        seen.update(below)
        stack.extend(dict.fromkeys(below))
        yield record


def _made_plain(record: Record) -> Iterator[Value]:
    """What stands directly below a record."""
    lists, slots = _BELOW.get(type(record), ((), ()))
    for name in lists:
        items = getattr(record, name)
        items[:] = map(_unwrapped, items)
        yield from items
    for name in slots:
        value = _unwrapped(getattr(record, name))
        setattr(record, name, value)
        yield value


_BELOW: dict[type, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ListRecord: (("items",), ()), TupleRecord: (("items",), ()), SetRecord: (("items",), ()),
    DictRecord: (("keys", "values"), ()),
    CallRecord: (("items", "keys", "values"), ("callee", "args", "kwargs", "state")),
}


def _unwrapped(value: Value) -> Value:
    """The list or dict that one of torch's restore functions would give; any other value as it is."""
    if type(value) is not CallRecord or value.how != "reduce" or value.states or value.items or value.keys:
        return value
    if type(value.callee) is not GlobalRecord or type(value.args) is not TupleRecord:
        return value
    name, args = value.callee.name, value.args.items
    if name in _LISTS and len(args) == 1 and type(args[0]) is ListRecord:
        return args[0]
    if name == _TAGGED and len(args) == 2 and type(args[0]) in (ListRecord, DictRecord) and type(args[1]) is str:
        return args[0]
    return value


def _is_module(record: CallRecord, classes: AbstractMapping[Global, ScriptClass]) -> bool:
    """By its code, or, where the archive has none, by the flag that every module has."""
    if type(record.callee) is not GlobalRecord or type(record.state) is not DictRecord:
        return False
    name, keys = record.callee.name, record.state.keys
    if name.module.partition(".")[0] != SCRIPT_ROOT or any(type(key) is not str for key in keys):
        return False
    return name in classes or (not classes and "training" in keys)


def _sorted_state(record: CallRecord, cls: ScriptClass | None, modules: set[CallRecord]) -> DictRecord:
    """The three dicts come last: a state that has attributes of these names cannot hide them."""
    is_parameter, is_buffer = _roles(cls)
    parts: dict[str, list[tuple[str, Value]]] = {"_parameters": [], "_buffers": [], "_modules": []}
    rest: list[tuple[str, Value]] = []
    for name, value in zip(record.state.keys, record.state.values, strict=True):
        if type(value) is CallRecord and value in modules:
            parts["_modules"].append((name, value))
        elif (value is None or _is_tensor(value)) and is_parameter(name, value):
            parts["_parameters"].append((name, value))
        elif (value is None or _is_tensor(value)) and is_buffer(name, value):
            parts["_buffers"].append((name, value))
        else:
            rest.append((name, value))
    return plain_dict([*rest, *((part, plain_dict(pairs)) for part, pairs in parts.items())])


_Role = Callable[[str, Value], bool]


def _roles(cls: ScriptClass | None) -> tuple[_Role, _Role]:
    """Whether an attribute is a parameter, and whether one that is none is a buffer."""
    if cls is None:
        return (lambda _, value: _requires_grad(value)), (lambda _, value: value is not None)
    names = cls.buffers
    if names is None:
        return (lambda name, _: name in cls.parameters), (lambda _, value: value is not None)
    return (lambda name, _: name in cls.parameters), (lambda name, _: name in names)


def _is_tensor(value: Value) -> bool:
    return type(value) is CallRecord and type(value.callee) is GlobalRecord and (
        value.callee.name.module == "torch._utils" and value.callee.name.name.startswith("_rebuild_"))


def _requires_grad(value: Value) -> bool:
    args = value.args.items if type(value) is CallRecord and type(value.args) is TupleRecord else []
    return len(args) > 4 and args[4] is True
