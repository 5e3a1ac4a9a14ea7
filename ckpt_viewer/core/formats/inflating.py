"""The bytes of a deflated record from any place in it, in memory that does not grow with the record.

What is deflated can be had from the front alone. An `Inflated` goes on where it stands; it keeps the last pieces that
came out, for threads that take turns, and states of the decoder from before, so that going back does not begin at the
front. Those that were read longest ago give up first what they keep (`_Recent`).
"""

from __future__ import annotations

import zlib
from collections import OrderedDict, deque
from functools import cache
from threading import Lock
from weakref import ref

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.sources.base import Source

_BLOCK = 1 << 16  # bytes that go in at once: what is left of them is kept with each state
_FIRST, _PIECE = 1 << 12, 1 << 20  # bytes that come out at once: few for who reads a header, soon more
_PIECES = 16
_MARKS = 64
_APART = 8 << 20  # bytes between two states that are kept, at first
_STATE = 1 << 17  # about what one takes
_ROOM = 96 << 20
_ENDS_OTHERWISE = "does not inflate to the size that it names"


class Inflated:
    """`size` bytes, deflated to the `packed` ones of `source` from `start` on. Every method may be called from any
    thread."""

    def __init__(self, source: Source, start: int, packed: int, size: int, where: str) -> None:
        self._source, self._start, self._end = source, start, start + packed
        self._size, self._where = size, where
        self._lock = Lock()
        self._kept: _Kept | None = None

    @property
    def weight(self) -> int:
        """About the most bytes of memory that it keeps."""
        return min(self._size, _PIECES * _PIECE) + (1 + min(self._size // _APART, _MARKS)) * _STATE

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        """Fill `buffer`, which lies within. Raises Damaged, and what the source raises."""
        view = buffer.cast("B")
        with self._lock:
            kept = self._kept or _Kept(self)
            self._kept = None  # where the next line raises, it begins anew
            while view.nbytes:
                start, piece = kept.piece_with(offset)
                count = min(start + len(piece) - offset, view.nbytes)
                view[:count] = memoryview(piece)[offset - start : offset - start + count]
                view, offset = view[count:], offset + count
            self._kept = kept
        _recent().touch(self)

    def forget(self) -> None:
        """Keep nothing; the next read begins at the front."""
        self._kept = None

    def piece_after(self, state: _State) -> bytes:
        """What comes out next, at least a byte; `state` moves on."""
        try:
            piece = self._next(state, min(_FIRST + 4 * state.at, _PIECE, self._size - state.at))
            state.at += len(piece)
            if not piece or (state.at == self._size and (self._next(state, 1) or not state.decoder.eof)):
                raise Damaged(_ENDS_OTHERWISE, self._where)
        except zlib.error as error:
            raise Damaged(f"cannot be inflated ({error})", self._where) from None
        return piece

    def _next(self, state: _State, most: int) -> bytes:
        """So many bytes; fewer at the end, be it of what is inflated or of what went in."""
        parts = [b""]
        while most and not state.decoder.eof:
            data = state.decoder.unconsumed_tail or self._more(state)
            parts.append(state.decoder.decompress(data, most))
            most -= len(parts[-1])
            if not parts[-1] and not data:
                break
        return b"".join(parts)

    def _more(self, state: _State) -> bytes:
        """What goes in next; empty at the end."""
        first = self._start + state.fed
        data = self._source.read_at(first, min(_BLOCK, self._end - first))
        state.fed += len(data)
        return data


class _State:
    """How far it is: bytes that went in, and bytes that came out."""

    __slots__ = ("at", "decoder", "fed")

    def __init__(self) -> None:
        self.decoder = zlib.decompressobj(-15)
        self.fed = self.at = 0

    def copy(self) -> _State:
        made = _State()
        made.decoder, made.fed, made.at = self.decoder.copy(), self.fed, self.at
        return made


class _Kept:
    """What an `Inflated` keeps."""

    def __init__(self, whole: Inflated) -> None:
        self._whole = ref(whole)
        self._state = _State()
        self._pieces: deque[tuple[int, bytes]] = deque(maxlen=_PIECES)
        self._marks: list[_State] = []
        self._apart = _APART

    def piece_with(self, offset: int) -> tuple[int, bytes]:
        """The piece that holds a byte, and where it begins."""
        for start, piece in reversed(self._pieces):
            if start <= offset < start + len(piece):
                return start, piece
        self._go_before(offset)
        while True:
            start, piece = self._step()
            if offset < start + len(piece):
                return start, piece

    def _step(self) -> tuple[int, bytes]:
        whole, start = self._whole(), self._state.at
        assert whole is not None  # it is reading
        self._pieces.append((start, whole.piece_after(self._state)))
        if self._state.at >= (self._marks[-1].at if self._marks else 0) + self._apart:
            self._mark()
        return self._pieces[-1]

    def _mark(self) -> None:
        self._marks.append(self._state.copy())
        if len(self._marks) == _MARKS:
            self._marks, self._apart = self._marks[1::2], 2 * self._apart

    def _go_before(self, offset: int) -> None:
        """Where a byte is behind, or far ahead and known from before."""
        mark = next((mark for mark in reversed(self._marks) if mark.at <= offset), None)
        behind = offset < self._state.at
        if behind or (mark is not None and mark.at > self._state.at):
            self._state = mark.copy() if mark is not None else _State()


class _Recent:
    """Those that keep something, the one read last at the end; all together no more than `_ROOM`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._all: OrderedDict[int, tuple[ref[Inflated], int]] = OrderedDict()
        self._sum = 0

    def touch(self, one: Inflated) -> None:
        """It was read."""
        with self._lock:
            self._drop(id(one))
            self._all[id(one)] = ref(one), one.weight
            self._sum += one.weight
            while self._sum > _ROOM and len(self._all) > 1:
                oldest = self._drop(next(iter(self._all)))
                if oldest is not None:
                    oldest.forget()

    def _drop(self, key: int) -> Inflated | None:
        found, weight = self._all.pop(key, (None, 0))
        self._sum -= weight
        return found() if found is not None else None


@cache
def _recent() -> _Recent:
    """Those of this process."""
    return _Recent()
