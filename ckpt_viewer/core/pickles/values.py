"""The values that hang below a record of the machine, before anyone makes nodes of them."""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core.pickles.records import (
    CallRecord,
    DictRecord,
    ListRecord,
    PersistentRecord,
    SetRecord,
    TupleRecord,
    Value,
)


def bytes_within(top: Value) -> Iterator[bytes]:
    """Every bytes value at or below a record, also those written as text (`_codecs.encode(text, 'latin1')`), once."""
    waiting, seen = [top], set()  # type: list[Value], set[int]
    while waiting:
        value = waiting.pop()
        if type(value) is bytes:
            yield value
            continue
        below = _below(value)
        if not below or id(value) in seen:
            continue
        seen.add(id(value))
        if type(value) is CallRecord and type(value.args) is TupleRecord:
            yield from _written_as_text(value.args.items)
        waiting += below


def _below(value: Value) -> list[Value]:
    kind = type(value)
    if kind is ListRecord or kind is TupleRecord or kind is SetRecord:
        return list(value.items)
    if kind is DictRecord:
        return [*value.keys, *value.values]
    if kind is PersistentRecord:
        return [value.pid]
    if kind is CallRecord:
        return [value.callee, value.args, value.kwargs, value.state, *value.items, *value.keys, *value.values]
    return []


def _written_as_text(args: list[Value]) -> Iterator[bytes]:
    if len(args) == 2 and type(args[0]) is str and args[1] in ("latin1", "latin-1"):
        try:
            yield args[0].encode("latin-1")
        except UnicodeEncodeError:
            return
