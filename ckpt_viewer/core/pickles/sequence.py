"""Pickles one after another: what stands behind the STOP of one, and the names of several told as one list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ckpt_viewer.core.checkpoint import GlobalUse, Note, named_before
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.lazy_imports import re
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.reader import Machined, run_pickle
from ckpt_viewer.core.pickles.records import (
    CallRecord,
    DictRecord,
    ListRecord,
    PersistentRecord,
    SetRecord,
    TupleRecord,
    Value,
)
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text, plain_text

MOST_NESTED = 4
_HEAD = 4096
MOST = 1000
"""Pickles in a row that are looked through; a program that dumps one value after another writes fewer."""

# How Python begins a dict, list, tuple or object of protocol 0 and 1; no text file begins so.
_TEXT = rb"\(?[dl]?p[01]\n|[}\])]q[\x00\x01][(.]|\([dl]p\d\n|c[A-Za-z_][\w.]*\n[A-Za-z_]\w*\n[(p]"
# Behind the protocol number stands an opcode; the length of a safetensors file goes on with zeros.
_OPCODES = b"\x95}](){c\x8c\x8fXCBKMJGN\x88\x89)\x8aSTUVILFPi\x82\x83\x84\x8b\x8d\x8e\x96"


@dataclass(frozen=True, slots=True)
class Following:
    """What the pickles behind a pickle named, and what is to be said of them."""

    globals: tuple[GlobalUse, ...] = ()
    notes: tuple[Note, ...] = ()


def begins_pickle(head: bytes) -> bool:
    """Whether these bytes begin as a pickle of protocol 2 to 5 does."""
    return len(head) > 2 and head[0] == 0x80 and 2 <= head[1] <= 5 and head[2:3] in _OPCODES


def begins_old_pickle(head: bytes) -> bool:
    """Whether these bytes begin as a container in a pickle of protocol 0 or 1 does."""
    return re.match(_TEXT, head) is not None


def names_within(ran: Machined, task: Task, where: str, depth: int = 0, spent: Spending | None = None
                 ) -> tuple[GlobalUse, ...]:
    """What the pickles name that are values of a pickle themselves, as bytes. For pickles of which nothing is shown:
    nobody else looks there. They share the time that `spent` leaves. Never raises Damaged; raises Cancelled."""
    uses: list[GlobalUse] = []
    spent = spent or Spending(0)
    place = f"bytes within {where}"
    for value in bytes_within(ran.top) if depth < MOST_NESTED else ():
        if not begins_pickle(value[:_HEAD]) and not begins_old_pickle(value[:_HEAD]):
            continue
        try:
            inner = run_pickle(value, task, where=place, spent=(one := spent.going_on(len(value))))
        except Damaged as error:
            uses += named_before(error)
        else:
            uses += [*inner.globals, *names_within(inner, task, place, depth + 1, one)]
        spent.steps = one.steps
    return tuple(uses)


def run_following(data: bytes, end: int, task: Task, where: str, behind: str = "",
                  spent: Spending | None = None) -> Following:
    """Look through what stands behind the end of a pickle. PyTorch reads none of it; other programs may.

    `end` is the offset behind the STOP; `behind` says what ends there, where it is not the pickle; `spent` is what
    running until there has taken, of which they share what is left. Never raises Damaged: what is no pickle is said to
    be there. Raises Cancelled.
    """
    if end >= len(data):
        return Following()
    uses: list[GlobalUse] = []
    at, count = end, 0
    spent = spent or Spending(0)
    while at < len(data) and count < MOST:
        one = spent.going_on(len(data) - at)
        try:
            ran = run_pickle(data, task, start=at, where=where, spent=one)
        except Damaged as error:
            uses += named_before(error)
            break
        uses += [*ran.globals, *names_within(ran, task, where, spent=one)]
        at, count, spent.steps = ran.end, count + 1, one.steps
    before = behind or f"the end of the pickle in {plain_text(where, 120)}"
    size, more = count_text(len(data) - end, "byte"), count_text(count, "more pickle")
    text = f"{size} follow {before}, {more} among them, which PyTorch does not read" if count else (
        f"{size} follow {before}")
    return Following(together(uses), (Note("warning", text),))


def together(uses: Iterable[GlobalUse]) -> tuple[GlobalUse, ...]:
    """One use per name, in the order of the first ones."""
    found: dict[Global, GlobalUse] = {}
    for use in uses:
        first = found.get(use.name)
        found[use.name] = use if first is None else replace(
            first, count=first.count + use.count, called=first.called + use.called, taken=_taken(first, use))
    return tuple(found.values())


def _taken(one: GlobalUse, other: GlobalUse) -> tuple[Global, ...]:
    """None where one of the two has not told."""
    return tuple(dict.fromkeys((*one.taken, *other.taken))) if one.taken and other.taken else ()


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
