"""What calls in a pickle may mean, and what Python's own containers are called with."""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.pickles.globals import BYTES, COMPLEX, DICT_CLASSES, ENCODE, LIST_CLASSES, SET_CLASSES, TORCH_SIZE
from ckpt_viewer.core.pickles.records import CallRecord, DictRecord, GlobalRecord, ListRecord, TupleRecord, Value
from ckpt_viewer.core.pickles.tensors import makes_tensors

_MOST_ENCODED = 1 << 27


def sorts_of(name: Global) -> Iterator[str]:
    """Of "tensor", "leaf" and "container" those that a call of this may be; else it is an object."""
    if makes_tensors(name):
        yield "tensor"
    if name in BYTES or name in COMPLEX or name == ENCODE:
        yield "leaf"
    if name in DICT_CLASSES or name in SET_CLASSES or name in LIST_CLASSES or name == TORCH_SIZE:
        yield "container"


def initial_pairs(args: list[Value]) -> tuple[list[Value], list[Value]] | None:
    """Keys and values that a dict class is called with: none (but a default factory), a dict, or a list of pairs
    as Python 2 writes an OrderedDict. None where the arguments are something else."""
    if not args or (len(args) == 1 and (args[0] is None or type(args[0]) is GlobalRecord)):
        return [], []
    first = args[0]
    if len(args) != 1:
        return None
    if type(first) is DictRecord:
        return list(first.keys), list(first.values)
    if type(first) is not ListRecord:
        return None
    pairs = [p.items for p in first.items if type(p) in (ListRecord, TupleRecord) and len(p.items) == 2]
    if len(pairs) != len(first.items):
        return None
    return [p[0] for p in pairs], [p[1] for p in pairs]


def without_pairs(record: CallRecord, args: list[Value]) -> CallRecord:
    """The same call with nothing in it: its pairs are written as items, which means the same."""
    empty: Value = DictRecord() if type(args[0]) is DictRecord else None
    return CallRecord(record.how, record.callee, TupleRecord([] if empty is None else [empty]))


def leaf_call(record: CallRecord) -> tuple[Global, list[Value]] | None:
    """Name and arguments of a call that may spell a leaf value: nothing was done to it since."""
    named = type(record.callee) is GlobalRecord and type(record.args) is TupleRecord
    if not named or record.how != "reduce" or record.states or record.items or record.keys:
        return None
    return record.callee.name, record.args.items


def as_complex(real: float, imaginary: float) -> complex | None:
    try:
        return complex(real, imaginary)
    except OverflowError:  # an int that no float can hold
        return None


def as_latin1(text: str) -> bytes | None:
    if len(text) > _MOST_ENCODED:
        return None
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return None
