"""From one small dict to the next in a pickle: an optimizer's state has one for each parameter, `_metadata` for each
module.

As `tensor_steps`, for a whole dict of tensors and plain values: a `Form` is what dicts that look alike have in common,
as one large number, with the digits of all their storage keys masked. The plain values, numbers and the like, are the
same in each. All else is left to the machine.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from ckpt_viewer.core.lazy_imports import re
from ckpt_viewer.core.lazy_typing import Any
from ckpt_viewer.core.pickles.memo import number_of
from ckpt_viewer.core.pickles.records import Value
from ckpt_viewer.core.pickles.tensor_steps import LONGEST, LayoutOf, Steps, Taken

_EMPTY_DICT, _MARK, _SETITEM, _SETITEMS, _LONG_PUT = b"}", b"(", b"s", b"u", ord("r")
_HEAD = 6  # EMPTY_DICT and where it is put
_MOST_ITEMS = 64
_MOST_FORMS = 1024
_MOST_NEXT = 8
_PLAIN = rb"(?s)(?:K(.)|M(..)|J(....)|G(........)|([N\x88\x89]))"
_WORDS = {b"N": None, b"\x88": True, b"\x89": False}


class Form:
    """What dicts that look alike have in common. `spans` are those of the digits of the storage keys, counted from the
    EMPTY_DICT; `plain` are the values that are no tensors, with their places; `held` is what stands in which of its
    memos: a name, a tensor or the key of its storage, by number. `next` are the forms that have followed, the last one
    first."""

    __slots__ = ("held", "layouts", "length", "mask", "memos", "names", "next", "places", "plain", "spans", "value")

    def __init__(self) -> None:
        self.names: list[str] = []
        self.layouts: list[Any] = []
        self.plain: list[tuple[int, Value]] = []
        self.spans: list[tuple[int, int]] = []
        self.held: dict[int, tuple[str, int]] = {}
        self.next: list[Form] = []
        self.length = self.memos = self.mask = self.value = self.places = 0

    def learn(self, raw: bytes, memo_places: list[int], memo: int) -> None:
        """Know these bytes again; memos stand at these places, the first of them is number `memo`."""
        mask = bytearray(b"\xff" * len(raw))
        for first, end in self.spans:
            mask[first:end] = bytes(end - first)
        self.length, self.memos = len(raw), len(memo_places)
        self.mask, self.places = number_of(mask), sum(1 << 8 * place for place in memo_places)
        self.value = (number_of(raw) & self.mask) - memo * self.places

    def followed_by(self, other: Form) -> None:
        if other in self.next:
            self.next.remove(other)
        self.next.insert(0, other)
        del self.next[_MOST_NEXT:]


class TakenDicts:
    """The dicts that were stepped over, with all their `tensors`. `starts` are the first memos of the dicts, `keys`
    those of all but the first; there are none where the dicts stand in a list. `fetched` are the keys that came from
    the memo, by their place there."""

    __slots__ = ("fetched", "forms", "keys", "starts", "tensors")

    def __init__(self, start: int) -> None:
        self.forms: list[Form] = []
        self.starts: list[int] = []
        self.keys: list[Value] = []
        self.fetched: dict[int, str] = {}
        self.tensors = Taken(start)


class DictSteps:
    """The forms of one pickle, for as long as what their tensors and names refer to in the memo stays the same."""

    def __init__(self, data: bytes, steps: Steps) -> None:
        self._data, self._steps = data, steps
        self._forms: dict[tuple[int, int, int], Form] = {}
        self._last = Form()
        self.looked = 0  # items of dicts that were like none of those expected
        self.names: dict[int, str] = {}  # that the dicts have from the memo, by their place there

    def __del__(self) -> None:
        """Runs keep forms, which know one another in a circle only for as long as one is looked for behind another."""
        for form in self._forms.values():
            form.next.clear()

    def take(self, row_at: re.Pattern[bytes], start: int, limit: int, first_memo: int,
             name_at: Callable[[int], object], layout_of: LayoutOf) -> TakenDicts:
        """The dicts one after another from an EMPTY_DICT on, as many as are sound."""
        data, number, form, taken = self._data, int.from_bytes, self._last, TakenDicts(start)
        tensors, keys, keyed = taken.tensors, list[Value](), None
        pos, memo = start, first_memo
        while max(len(tensors.keys), len(taken.forms)) < LONGEST:
            for known in form.next:
                raw = data[pos : pos + known.length]
                if number(raw, "little") & known.mask == known.value + memo * known.places and (
                        pos + known.length <= limit):
                    digits = [raw[first:end] for first, end in known.spans]
                    if not digits or b"".join(digits).isdigit():
                        break
            else:
                met = self._meet(row_at, pos, limit, memo, name_at, layout_of)
                if met is None:
                    break
                known = met
                digits = [data[pos + first : pos + end] for first, end in known.spans]
                form.followed_by(known)
            form = known
            taken.keys += keys
            taken.forms.append(form)
            taken.starts.append(memo)
            tensors.keys += digits
            tensors.layouts += form.layouts
            pos, memo = pos + form.length, memo + form.memos
            tensors.end, tensors.memos = pos, memo - first_memo
            behind, keys, puts = self._key(pos, memo, name_at, taken.fetched)
            if data[behind : behind + 1] != _EMPTY_DICT or keyed not in (None, bool(keys)):
                break
            pos, memo, keyed = behind, memo + puts, bool(keys)
        self._last = form
        return taken

    def _key(self, pos: int, memo: int, name_at: Callable[[int], object], fetched: dict[int, str]
             ) -> tuple[int, list[Value], int]:
        """The place behind a key, the key, and how many memos it takes; nothing where there is none. Keys from the memo
        are put into `fetched`."""
        data, code = self._data, self._data[pos : pos + 1]
        if code in _INTEGERS:
            size, signed = _INTEGERS[code]
            behind = pos + 1 + size
            return behind, [int.from_bytes(data[pos + 1 : behind], "little", signed=signed)], 0
        if code == b"X":
            text, behind = _text_at(data, pos)
            put = data[behind : behind + 5]
            if text is not None and len(put) == 5 and put[0] == _LONG_PUT and number_of(put[1:]) == memo:
                return behind + 5, [text], 1
        elif code in _REFS:
            behind = pos + _REFS[code]
            index = number_of(data[pos + 1 : behind])
            name = name_at(index)
            if type(name) is str:
                fetched[index] = name
                return behind, [name], 0
        return pos, [], 0

    def _meet(self, row_at: re.Pattern[bytes], start: int, limit: int, memo: int, name_at: Callable[[int], object],
              layout_of: LayoutOf) -> Form | None:
        """The form of a dict that is like none of those expected; None where it is not sound, or there are too many."""
        data, found = self._data, Form()
        if data[start + 1 : start + 2] != b"r" or number_of(data[start + 2 : start + _HEAD]) != memo:
            return None
        marked = data[start + _HEAD : start + _HEAD + 1] == _MARK
        places, pos = [start + 2], start + _HEAD + marked
        while len(found.names) < (_MOST_ITEMS if marked else 1):
            behind, names, puts = self._key(pos, memo + len(places), name_at, self.names)
            if not names or type(names[0]) is not str:
                break
            value = self._value(row_at, (pos, behind), limit, memo + len(places), layout_of, found, start, places, puts)
            if value is None:
                return None
            found.names += names
            pos = value
        if data[pos : pos + 1] != (_SETITEMS if marked else _SETITEM) or not found.names or pos >= limit:
            return None
        found.learn(data[start : pos + 1], [place - start for place in places], memo)
        sort = found.mask, found.value, found.places
        return self._forms.setdefault(sort, found) if len(self._forms) < _MOST_FORMS else self._forms.get(sort)

    def _value(self, row_at: re.Pattern[bytes], name: tuple[int, int], limit: int, memo: int, layout_of: LayoutOf,
               found: Form, start: int, places: list[int], puts: int) -> int | None:
        """The place behind the value of an item with this name, which is then in `found`; None where it is neither a
        tensor nor plain."""
        pos, behind = name
        self.looked += 1
        if puts:
            found.held[len(places)] = "name", len(found.names)
        row = self._steps.parse(row_at, pos, behind - 5 * puts, limit, memo, layout_of)
        if row is None:
            plain = re.compile(_PLAIN).match(self._data, behind, limit)
            if plain is None:
                return None
            found.plain.append((len(found.names), _plain(*plain.groups())))
            places += [behind - 4] * puts
            return plain.end()
        if not row.key_end:
            return None
        begin, tensor = behind - 5 * puts, len(found.layouts)
        found.held[len(places) + puts] = "key", tensor
        found.held[len(places) + len(row.puts) - 1] = "tensor", tensor
        found.layouts.append(row.layout)
        found.spans.append((begin + row.key - start, begin + row.key_end - start))
        places += row.puts
        return begin + row.length


_REFS = {b"h": 2, b"j": 5}
_INTEGERS = {b"K": (1, False), b"M": (2, False), b"J": (4, True)}
_F64 = struct.Struct(">d")


def _text_at(data: bytes, pos: int) -> tuple[str | None, int]:
    """A short text of ASCII and the place behind it; None where it is another one."""
    behind = pos + 5 + data[pos + 1]
    raw = data[pos + 5 : behind]
    sound = raw.isascii() and data[pos + 1 : pos + 5] == len(raw).to_bytes(4, "little")
    return raw.decode() if sound else None, behind

def _plain(one: bytes | None, two: bytes | None, four: bytes | None, real: bytes | None, word: bytes) -> Value:
    """The value that an instruction puts on the stack, from the groups of `_PLAIN`."""
    if real is not None:
        return _F64.unpack(real)[0]
    if four is not None:
        return int.from_bytes(four, "little", signed=True)
    raw = one if one is not None else two
    return int.from_bytes(raw, "little") if raw is not None else _WORDS[word]
