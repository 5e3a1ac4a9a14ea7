"""Stretches of a pickle that come again and again: what stands in each of the modules of a model that was saved whole.

Contract: a `Piece` is learned from two places that differ in nothing but the numbers of what they put into the memo,
and means exactly what the machine makes of its bytes one by one; one comparison of a large number proves each byte, as
in `tensor_steps`. No list of what modules hold is needed, which is another one in each version of torch.
"""

from __future__ import annotations

from collections.abc import Callable

from ckpt_viewer.core.pickles.budget import COMPARED_PER_STEP
from ckpt_viewer.core.pickles.memo import Memo, NeverPut, number_of
from ckpt_viewer.core.pickles.packed import TensorRun
from ckpt_viewer.core.pickles.records import TupleRecord, Value
from ckpt_viewer.core.pickles.tracing import Trace, filled, width

_LEAST, _LEAST_MADE = 8, 2  # instructions, and steps, of what is worth it
_MOST_BYTES, _MOST_INSTRUCTIONS = 1 << 12, 512
_MOST_PIECES = 8  # that begin with the same thing in the memo
_MOST_BEGINS = 4096
_MOST_LOOKED = 1 << 17  # instructions: a third of a second
_LONGEST_WAIT = 64
_PUT = b"r"


class Piece:
    """What a stretch of `length` bytes does: it makes records by `steps`, puts `memos` into the memo and `pushed` on
    the stack, each of these but the first behind a mark."""

    __slots__ = ("called", "instructions", "items", "length", "made", "memos", "places", "pushed", "steps", "texts",
                 "value")

    def __init__(self, trace: Trace, raw: bytes, memo: int) -> None:
        self.length, self.instructions = len(raw), trace.instructions
        self.places = sum(1 << 8 * place for place in trace.places)
        self.value = number_of(raw) - memo * self.places
        self.steps, self.called = tuple(trace.steps), tuple(trace.called.items())
        self.made, self.items, self.texts = trace.made, trace.items, trace.texts
        self.memos, self.pushed = filled(trace.puts), tuple(map(filled, trace.levels))


class _Begin:
    """What is known of stretches that begin with one thing in the memo: `seen` is where such a one was that is like
    none of the `pieces`, and the first memo there."""

    __slots__ = ("pieces", "seen", "wait", "waits")

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.seen: tuple[int, int] | None = None
        self.wait = self.waits = 0


class Repeats:
    """The pieces of one pickle, for as long as nothing in the memo is put anew. `begins_run` tells of bytes, a memo and
    a place whether tensors may begin there, which are not for us."""

    def __init__(self, data: bytes, memo: Memo, begins_run: Callable[[bytes, list[Value], int], bool]) -> None:
        self._data, self._memo, self._begins_run = data, memo, begins_run
        self._begins: dict[int, _Begin] = {}
        self._put_anew = memo.put_anew
        self._nothing, self._full = TupleRecord([]), False
        self.looked = self.compared = 0  # instructions, and bytes, until now

    def find(self, index: int, pos: int, limit: int) -> Piece | None:
        """The piece that begins at `pos`, by fetching what the memo holds at `index`, if there is one."""
        memo = self._memo
        if self._put_anew != memo.put_anew:
            self._begins, self._put_anew = {}, memo.put_anew
        begin = self._begins.get(index) or self._new_begin(index)
        if begin is None:
            return None
        data, number, first = self._data, int.from_bytes, len(memo.near)
        for piece in begin.pieces:
            end = pos + piece.length
            self.compared += piece.length + COMPARED_PER_STEP
            if number(data[pos:end], "little") == piece.value + first * piece.places and end <= limit:
                return piece
        if begin.wait:
            begin.wait -= 1
            return None
        return self._learned(begin, pos, limit)

    def _new_begin(self, index: int) -> _Begin | None:
        """Where nothing was learned gives way as soon as there are too many."""
        if len(self._begins) >= _MOST_BEGINS:
            self._begins = {at: begin for at, begin in self._begins.items() if begin.pieces}
            self._full = len(self._begins) >= _MOST_BEGINS // 2
        if self._full:
            return None
        found = self._begins[index] = _Begin()
        return found

    def _learned(self, begin: _Begin, pos: int, limit: int) -> Piece | None:
        """What this place has in common with the one seen before; longer pieces are looked for first."""
        first, seen = len(self._memo.near), begin.seen
        begin.seen = pos, first
        if seen is None or self.looked > _MOST_LOOKED or len(begin.pieces) >= _MOST_PIECES:
            return None
        trace = Trace(self._fetched, self._nothing)
        end = self._follow(trace, (pos, first), seen, min(limit, pos + _MOST_BYTES))
        self.looked += trace.instructions + 1
        if trace.instructions < _LEAST or len(trace.steps) < _LEAST_MADE:
            begin.wait = begin.waits = min(2 * begin.waits + 1, _LONGEST_WAIT)
            return None
        piece = Piece(trace, self._data[pos:end], first)
        begin.pieces.append(piece)
        begin.pieces.sort(key=lambda each: -each.length)
        return piece

    def _follow(self, trace: Trace, here: tuple[int, int], seen: tuple[int, int], limit: int) -> int:
        """Go on as long as both places do the same; gives the end of what was followed from the first one."""
        data, pos, other = self._data, here[0], seen[0]
        while trace.instructions < _MOST_INSTRUCTIONS:
            size = width(data, pos)
            raw, its = data[pos : pos + size], data[other : other + size]
            puts = len(trace.puts)
            same = raw == its or (raw[:1] == its[:1] == _PUT and number_of(its[1:]) == seen[1] + puts)
            if not same or not size or pos + size > limit or self._begins_run(data, self._memo.near, pos) or (
                    raw[:1] == _PUT and number_of(raw[1:]) != here[1] + puts):
                break
            if not trace.follow(raw, pos - here[0]):
                break
            pos, other = pos + size, other + size
        return pos

    def _fetched(self, index: int) -> Value:
        near = self._memo.near
        value = near[index] if index < len(near) else None
        if type(value) is TensorRun:
            value = value.held(index, self._data)
            if type(value) is not str:
                raise KeyError(index)
        if index >= len(near) or type(value) is NeverPut:
            raise KeyError(index)
        return value
