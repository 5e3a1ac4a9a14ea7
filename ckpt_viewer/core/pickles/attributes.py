"""What a pickle reaches by getattr and its like: a bound method, a class in a class, a member of an enumeration, and
types such as `Optional[int]` and `int | None`, all as Python itself writes them.

Contract: the names that all calls of such a function amount to, as `Model.forward` of the class of the object; none
where the function is used in any other way, or something of the pickle is out of sight.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.pickles.globals import GETATTR, REDUCE
from ckpt_viewer.core.pickles.packed import PackedTensor
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
from ckpt_viewer.core.pickles.storages import sourced_global

_OR = frozenset({Global("_operator", "or_"), Global("operator", "or_")})
_OF_TYPES = ("typing", "collections.abc")
_RECONSTRUCTOR = frozenset({Global("copyreg", "_reconstructor"), Global("copy_reg", "_reconstructor")})
_NESTING = 8
_MOST = 1000


def reached(top: Value, function: Global) -> tuple[Global, ...]:
    """What one of REACHING takes in a pickle, each once; the walk goes through all that hangs on the top record."""
    found: dict[Global, None] = {}
    for record in _records(top):
        if _is(record, function):
            return ()  # it is kept, or given to something that may call it
        if type(record) is CallRecord and _is(record.callee, function):
            name = _taken(record, function, 0)
            if name is None or len(found) >= _MOST:
                return ()
            found[name] = None
    return tuple(found)


def _is(value: Value, function: Global) -> bool:
    return type(value) is GlobalRecord and value.name == function


def _taken(call: CallRecord, function: Global, depth: int) -> Global | None:
    """The attribute of a class or of an object of that class; the type that gets arguments; the function that joins."""
    given = call.args.items if type(call.args) is TupleRecord else []
    if call.how != "reduce" or len(given) != 2 or call.states or call.items or call.keys:
        return None
    if function in GETATTR:
        owner = _class(given[0], depth) if type(given[1]) is str else None
        return None if owner is None else Global(owner.module, f"{owner.name}.{given[1]}")
    named = given[0].name if type(given[0]) is GlobalRecord else None
    of_types = named is not None and (named in _OR if function in REDUCE else named.module in _OF_TYPES)
    return named if of_types else None


def _class(value: Value, depth: int) -> Global | None:
    """The class that a value is, or that it is an object of."""
    if type(value) is GlobalRecord:
        return None if value.odd else value.name
    if type(value) is PersistentRecord:
        sourced = sourced_global(value)
        return sourced.cls if sourced is not None else None
    if type(value) is not CallRecord or depth > _NESTING:
        return None
    if type(value.callee) is GlobalRecord and value.callee.name in GETATTR:
        return _taken(value, value.callee.name, depth + 1)
    if type(value.callee) is GlobalRecord and value.callee.name in _RECONSTRUCTOR:
        given = value.args.items if type(value.args) is TupleRecord else []
        return _class(given[0], depth + 1) if given else None
    return _class(value.callee, depth + 1)


def _records(top: Value) -> Iterator[Record]:
    """Every record once, but for names that are called."""
    seen: set[Record] = set()
    stack = [top]
    while stack:
        value = stack.pop()
        record = value.call if type(value) is PackedTensor else value
        if isinstance(record, Record) and record not in seen:
            seen.add(record)
            yield record
            stack.extend([each for each in _below(record) if isinstance(each, Record)][::-1])


def _below(record: Record) -> Iterator[Value]:
    match record:
        case CallRecord():
            called = type(record.callee) is GlobalRecord
            yield from () if called else (record.callee,)
            yield from (record.args, record.kwargs, record.state)
            yield from chain(record.items, record.keys, record.values)
        case DictRecord():
            yield from chain(record.keys, record.values)
        case ListRecord() | TupleRecord() | SetRecord():
            yield from record.items
        case PersistentRecord():
            yield record.pid
        case _:
            pass
