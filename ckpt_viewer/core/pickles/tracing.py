"""What a stretch of a pickle does: its instructions one by one, without doing them.

A `Trace` can follow what makes records of nothing but constants, of what the memo holds and of each other. It stops at
what takes something from the stack that lay there before, and at tensors, names and texts that are not plain.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable

from ckpt_viewer.core.graph import Global, How
from ckpt_viewer.core.lazy_typing import Any
from ckpt_viewer.core.pickles.budget import CALL, CONTAINER, DICT, ITEM, TEXT
from ckpt_viewer.core.pickles.globals import ARRAY_WRAPPERS
from ckpt_viewer.core.pickles.memo import number_of
from ckpt_viewer.core.pickles.records import CallRecord, DictRecord, GlobalRecord, ListRecord, TupleRecord, Value

Step = Callable[[list[Value]], None]
"""Adds a record to those made before, or adds something to one of them."""
Fill = Callable[[list[Value]], list[Value]]
"""A new list of constants and records, from the records made."""
Fetch = Callable[[int], Value]
"""What the memo holds; raises KeyError where that is not to be referred to."""

_PUT, _TEXT, _NOTHING = b"rX)"
_WIDTHS = {ord("K"): 2, ord("M"): 3, ord("J"): 5, ord("G"): 9, ord("r"): 5, ord("h"): 2, ord("j"): 5} | dict.fromkeys(
    b"N\x88\x89)]}(t\x85\x86\x87R\x81aesub", 1)
_F64 = struct.Struct(">d")


class Made(int):
    """In place of a record that is not made yet: its number."""


class Trace:
    """`levels` are what lies on the stack, each but the first behind a mark, and `puts` what went into the memo, at
    these `places` of the bytes; in both, `Made` stands for what the `steps` make. `called` counts the names, `made`,
    `items` and `texts` are as in `Spending`. `nothing` is the tuple that calls without arguments share."""

    def __init__(self, fetch: Fetch, nothing: TupleRecord) -> None:
        self._fetch, self._no_arguments = fetch, nothing
        self.levels: list[list[Any]] = [[]]
        self.steps: list[Step] = []
        self.puts: list[Any] = []
        self.places: list[int] = []
        self.called = Counter[Global]()
        self.made = self.items = self.texts = self.instructions = 0
        self._kinds: list[type] = []
        self._callees: dict[Made, Global] = {}  # of what has no state yet
        self._nothing = False  # whether the last instruction made the last record, an empty tuple

    def follow(self, raw: bytes, place: int) -> bool:
        """Go one instruction on, `place` bytes from the begin; whether that was possible."""
        act = _ACTS.get(raw[0])
        if act is None or not act(self, raw):
            return False
        self._nothing = raw[0] == _NOTHING
        if raw[0] == _PUT:
            self.places.append(place + 1)
        self.instructions += 1
        return True

    # -- each says whether it could be done; where it could not, nothing is changed --------------------------------

    def push(self, value: Value) -> bool:
        self.levels[-1].append(value)
        return True

    def text(self, raw: bytes) -> bool:
        text = raw[5:]
        if not text.isascii():
            return False
        self.texts += TEXT + len(text)
        return self.push(text.decode())

    def fetched(self, raw: bytes) -> bool:
        try:
            return self.push(self._fetch(number_of(raw[1:])))
        except KeyError:
            return False

    def put(self, _: bytes) -> bool:
        if self.levels[-1]:
            self.puts.append(self.levels[-1][-1])
        return bool(self.levels[-1])

    def mark(self, _: bytes) -> bool:
        self.levels.append([])
        return True

    def tuple_of(self, count: int) -> bool:
        here = self.levels[-1]
        if len(here) < count:
            return False
        items = here[len(here) - count :]
        del here[len(here) - count :]
        return self._make_tuple(items)

    def tuple_behind_mark(self, _: bytes) -> bool:
        return len(self.levels) > 1 and self._make_tuple(self.levels.pop())

    def _make_tuple(self, items: list[Any]) -> bool:
        fill = filled(items)
        self.made += CONTAINER
        self.items += ITEM * len(items)
        return self._make(TupleRecord, lambda made: made.append(TupleRecord(fill(made))))

    def new_list(self, _: bytes) -> bool:
        self.made += CONTAINER
        return self._make(ListRecord, lambda made: made.append(ListRecord([])))

    def new_dict(self, _: bytes) -> bool:
        self.made += DICT
        return self._make(DictRecord, lambda made: made.append(DictRecord()))

    def _make(self, kind: type, step: Step) -> bool:
        self.steps.append(step)
        self._kinds.append(kind)
        return self.push(Made(len(self._kinds) - 1))

    def call(self, how: How) -> bool:
        here = self.levels[-1]
        if len(here) < 2 or type(here[-2]) is not GlobalRecord or type(here[-1]) is not Made:
            return False
        args, callee = here.pop(), here.pop()
        self.made += CALL
        self.called[callee.name] += 1
        if self._nothing:
            self.steps.pop()
            self._kinds.pop()
        if callee.name not in ARRAY_WRAPPERS:  # behind the state of which an array may lie
            self._callees[Made(len(self._kinds))] = callee.name
        if self._nothing:
            nothing = self._no_arguments
            return self._make(CallRecord, lambda made: made.append(CallRecord(how, callee, nothing)))
        return self._make(CallRecord, lambda made: made.append(CallRecord(how, callee, made[args])))

    def build(self, _: bytes) -> bool:
        here = self.levels[-1]
        if len(here) < 2 or type(here[-2]) is not Made or self._callees.pop(here[-2], None) is None:
            return False
        fill, target = filled([here.pop()]), here[-1]

        def step(made: list[Value]) -> None:
            made[target].state, made[target].states = fill(made)[0], 1

        self.steps.append(step)
        return True

    def add_items(self, count: int | None) -> bool:
        """So many, or all that stand behind the last mark."""
        target, items = self._added(count, ListRecord)
        if target is None:
            return False
        number, fill, is_call = target, filled(items), self._kinds[target] is CallRecord

        def step(made: list[Value]) -> None:
            if is_call:
                made[number].grow()
            made[number].items.extend(fill(made))

        self.steps.append(step)
        return True

    def add_pairs(self, count: int | None) -> bool:
        """As `add_items`."""
        target, items = self._added(count, DictRecord)
        if target is None:
            return False
        number, is_call = target, self._kinds[target] is CallRecord
        keys, values = filled(items[::2]), filled(items[1::2])

        def step(made: list[Value]) -> None:
            if is_call:
                made[number].grow()
            made[number].keys.extend(keys(made))
            made[number].values.extend(values(made))

        self.steps.append(step)
        return True

    def _added(self, count: int | None, kind: type) -> tuple[Made | None, list[Any]]:
        """What lies below the items, and these, which are then taken from the stack; None where it is nothing that
        was made here and can be given them."""
        here, levels = self.levels[-1], self.levels
        if count is None:
            below, items = levels[-2] if len(levels) > 1 else [], here
        else:
            below, items = here[:-count], here[-count:]
        target = below[-1] if below else None
        if type(target) is not Made or self._kinds[target] not in (kind, CallRecord) or (
                kind is DictRecord and len(items) % 2):
            return None, []
        if count is None:
            levels.pop()
        else:
            del here[-count:]
        self.items += ITEM * len(items)
        return target, items


def width(data: bytes, pos: int) -> int:
    """The length of the instruction at a place; 0 where a trace does not follow it."""
    code = data[pos] if pos < len(data) else 0
    return 5 + number_of(data[pos + 1 : pos + 5]) if code == _TEXT else _WIDTHS.get(code, 0)


def filled(items: list[Any]) -> Fill:
    """What makes such lists."""
    places = [(place, int(item)) for place, item in enumerate(items) if type(item) is Made]
    if not places:
        return lambda _: items.copy()

    def fill(made: list[Value]) -> list[Value]:
        found = items.copy()
        for place, number in places:
            found[place] = made[number]
        return found

    return fill


def _integer(trace: Trace, raw: bytes) -> bool:
    return trace.push(int.from_bytes(raw[1:], "little", signed=raw[:1] == b"J"))


_ACTS: dict[int, Callable[[Trace, bytes], bool]] = {code[0]: act for code, act in {
    b"N": lambda t, _: t.push(None), b"\x88": lambda t, _: t.push(True), b"\x89": lambda t, _: t.push(False),
    b"K": _integer, b"M": _integer, b"J": _integer, b"G": lambda t, raw: t.push(_F64.unpack(raw[1:])[0]),
    b"X": Trace.text, b"h": Trace.fetched, b"j": Trace.fetched, b"r": Trace.put, b"(": Trace.mark,
    b")": lambda t, _: t.tuple_of(0), b"\x85": lambda t, _: t.tuple_of(1), b"\x86": lambda t, _: t.tuple_of(2),
    b"\x87": lambda t, _: t.tuple_of(3), b"t": Trace.tuple_behind_mark, b"]": Trace.new_list, b"}": Trace.new_dict,
    b"R": lambda t, _: t.call("reduce"), b"\x81": lambda t, _: t.call("newobj"), b"b": Trace.build,
    b"a": lambda t, _: t.add_items(1), b"e": lambda t, _: t.add_items(None),
    b"s": lambda t, _: t.add_pairs(2), b"u": lambda t, _: t.add_pairs(None),
}.items()}
