"""From one tensor to the next in a pickle: nearly all are, byte for byte, like one a little before.

A `Shape` is what tensors that look alike have in common, as one large number: the bytes of the next tensor, taken as a
number with the digits of its storage key masked, are that of a shape plus the place of its first memo in each of its
memos, or it is of another shape. So one comparison proves each byte. A shape is found by the pattern of
`tensor_patterns`, which takes five times as long; it is kept from the second time on, since no two tensors of a file
may look alike.
"""

from __future__ import annotations

from collections.abc import Callable

from ckpt_viewer.core.lazy_imports import re
from ckpt_viewer.core.lazy_typing import Any
from ckpt_viewer.core.pickles.memo import number_of
from ckpt_viewer.core.pickles.tensor_patterns import Part

Row = tuple[bytes, ...]
"""The groups of a pattern."""
LayoutOf = Callable[[Row], tuple[Any, bool]]
LONGEST = 4096  # tensors taken at once, so that a cancel is heard between two times
_TEXT, _NEAR, _FAR, _PUT = b"Xhjr"
_HEADERS = [b"X%c\0\0\0" % length for length in range(256)]
_MOST_NEXT = 8
_MOST_SHAPES = 4096


class Shape:
    """What tensors that look alike have in common. `key` to `key_end` are the digits of the storage key, counted from
    behind the name; both 0 where the key comes from the memo. `next` are the shapes that have followed, the last one
    first."""

    __slots__ = ("key", "key_end", "layout", "length", "mask", "memos", "next", "places", "value")

    def __init__(self, layout: Any, length: int, key: int, key_end: int, memos: int) -> None:
        self.layout, self.length, self.memos = layout, length, memos
        self.key, self.key_end = key, key_end
        self.mask, self.value, self.places = 0, -1, 0  # like nothing
        self.next: list[Shape] = []

    def learn(self, data: bytes, start: int, memo_places: list[int], memo: int) -> None:
        """Know the bytes from `start` on again; memos stand at these places, the first of them is number `memo`."""
        digits = bytes(self.key_end - self.key)
        self.mask = number_of(b"\xff" * self.key + digits + b"\xff" * (self.length - self.key_end))
        self.places = sum(1 << 8 * (place - start) for place in memo_places)
        self.value = (number_of(data[start : start + self.length]) & self.mask) - memo * self.places

    def followed_by(self, other: Shape) -> None:
        if other in self.next:
            self.next.remove(other)
        self.next.insert(0, other)
        del self.next[_MOST_NEXT:]


class Parsed:
    """A tensor that the pattern has taken apart: `puts` are the places of its memos, `sort` is what tells its layout,
    the rest as in a `Shape`."""

    __slots__ = ("key", "key_end", "layout", "length", "puts", "sort", "was_known")

    def __init__(self, layout: Any, was_known: bool, sort: Row, key: int, key_end: int, length: int,
                 puts: list[int]) -> None:
        self.layout, self.was_known, self.sort, self.puts = layout, was_known, sort, puts
        self.key, self.key_end, self.length = key, key_end, length


class Taken:
    """The tensors that were stepped over. `keys` are empty where `borrowed` says that some come from the memo."""

    __slots__ = ("borrowed", "end", "keys", "layouts", "memos", "names")

    def __init__(self, start: int) -> None:
        self.names: list[str] = []
        self.keys: list[bytes] = []
        self.layouts: list[Any] = []
        self.end, self.memos, self.borrowed = start, 0, False


class Steps:
    """The shapes of one pickle, for as long as what its tensors refer to in the memo stays the same.

    It knows nobody who knows it: a circle would keep all that was read until garbage is looked for.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._shapes: dict[tuple[object, ...], Shape] = {}
        self._last = Shape(None, 0, 0, 0, 0)

    def __del__(self) -> None:
        """Shapes that have followed one another are a circle too."""
        for shape in self._shapes.values():
            shape.next.clear()

    def take(self, row_at: re.Pattern[bytes], start: int, limit: int, first_memo: int,
             name_at: Callable[[int], object] | None, layout_of: LayoutOf) -> Taken:
        """The tensors one after another from `start` on, as many as are sound. `name_at` gives what the memo holds;
        None where the tensors have no names. `layout_of` tells the layout of a row, or None where it is not that of a
        sound tensor, and whether it was known."""
        data, headers, number, shape, taken = self._data, _HEADERS, int.from_bytes, self._last, Taken(start)
        add_name, add_key, add_layout = taken.names.append, taken.keys.append, taken.layouts.append
        pos, memo, name = start, first_memo, ""
        for _ in range(LONGEST):
            if pos >= limit:
                break
            behind = pos
            if name_at is not None:
                if data[pos] == _TEXT and pos + 1 < limit:
                    behind = pos + 5 + data[pos + 1]
                    raw = data[pos + 5 : behind]
                    if not raw.isascii() or data[pos : pos + 5] != headers[len(raw)]:
                        break
                    name = raw.decode()
                    if not name.isprintable() or not name:
                        break
                else:
                    behind, fetched = self._fetched(pos, name_at)
                    if fetched is None:
                        break
                    name = fetched
            end = 0
            for known in shape.next:
                if behind + known.length != end:
                    end = behind + known.length
                    there = number(data[behind:end], "little")
                if there & known.mask == known.value + memo * known.places and end <= limit and (
                        key := data[behind + known.key : behind + known.key_end]).isdigit():
                    break
            else:
                met = self._meet(row_at, pos, behind, limit, memo, layout_of)
                if met is None:
                    break
                known = met
                end, key = behind + known.length, data[behind + known.key : behind + known.key_end]
                taken.borrowed |= not key
                if known.value >= 0:  # else it is known in vain
                    shape.followed_by(known)
            shape = known
            add_name(name)
            add_key(key)
            add_layout(known.layout)
            pos, memo = end, memo + known.memos
        taken.end, taken.memos, self._last = pos, memo - first_memo, shape
        if name_at is None:
            taken.names = []
        return taken

    def _fetched(self, pos: int, name_at: Callable[[int], object]) -> tuple[int, str | None]:
        """The place behind a name that comes from the memo, and the name; None where there is none, or no text."""
        code, data = self._data[pos], self._data
        behind = pos + {_NEAR: 2, _FAR: 5}.get(code, 0)
        name = name_at(int.from_bytes(data[pos + 1 : behind], "little")) if behind > pos else None
        return behind, name if type(name) is str else None

    def _meet(self, row_at: re.Pattern[bytes], pos: int, behind: int, limit: int, memo: int,
              layout_of: LayoutOf) -> Shape | None:
        """The shape of a tensor that is like none of those expected; None where it is not sound."""
        row = self.parse(row_at, pos, behind, limit, memo, layout_of)
        if row is None:
            return None
        sort = (row.sort, row.key, row.key_end, row.length, len(row.puts))
        shape = self._shapes.get(sort) or Shape(row.layout, row.length, row.key, row.key_end, len(row.puts))
        if row.was_known and row.key_end and shape.value < 0 and len(self._shapes) < _MOST_SHAPES:
            shape.learn(self._data, behind, row.puts, memo)
            self._shapes[sort] = shape
        return shape

    def parse(self, row_at: re.Pattern[bytes], pos: int, behind: int, limit: int, memo: int,
              layout_of: LayoutOf) -> Parsed | None:
        """The tensor whose name begins at `pos` and ends at `behind`; None where it is not sound."""
        match = row_at.match(self._data, pos, limit)
        if match is None:
            return None
        row: Row = match.groups(b"")
        puts = [match.start(part + 1) for part in Part.PUTS if row[part]]
        named = row[Part.KEY] or row[Part.NAME]
        fits = (match.end(Part.NAME + 1) if row[Part.NAME] else match.end(Part.KEY + 1) if named else pos) == behind
        if not fits or number_of(row[Part.STORAGE_TEXT]) != len(row[Part.STORAGE]) or (
                [number_of(self._data[at : at + 4]) for at in puts] != list(range(memo, memo + len(puts)))):
            return None
        told = Part.LAYOUT(row)
        layout, was_known = layout_of(told)
        if layout is None:
            return None
        key, key_end = (at - behind for at in match.span(Part.STORAGE + 1)) if row[Part.STORAGE] else (0, 0)
        return Parsed(layout, was_known, told, key, key_end, match.end() - behind, puts)
