"""A dict for as many entries as a file may have, which neither grows nor goes in one long step; and how others go so.

Contract: what a dict does, as far as it is offered here, but in no order. A dict of a million entries moves them all
whenever it has to grow (60 to 110 ms) and takes as long to be taken apart; every other thread of the program stands
still meanwhile. Here each of the parts does so by itself. `clear` looks up between them: whoever made one for a while
calls it at the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import chain, islice

from ckpt_viewer.core.lazy_typing import Generic, TypeVar
from ckpt_viewer.core.task import look_up

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")
PIECE = 2_000  # objects that are let go of at once
_NEVER = object()
_PARTS = 1 << 7
_FEW = 1 << 13  # entries of one part, before it is split once for all
_SHIFT = 13  # within a part the lowest bits have to differ: by them a dict finds a place


def empty(large: list[T] | dict[K, V] | set[T]) -> None:
    """Take everything out, a few at a time, and look up in between. For what a function made for itself alone: with
    its end Python would let go of all at once."""
    while large:
        look_up()
        if isinstance(large, list):
            del large[-PIECE:]
        else:
            take: Callable[[], object] = large.popitem if isinstance(large, dict) else large.pop
            deque(islice(iter(take, _NEVER), min(PIECE, len(large))), 0)


class PartedDict(Generic[K, V]):
    """Keys and values."""

    __slots__ = ("_last", "_parts")

    def __init__(self) -> None:
        self._parts, self._last = [dict[K, V]()], 0

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[K]:
        return chain.from_iterable(self._parts)

    def __contains__(self, key: K) -> bool:
        return key in self._part(key)

    def __getitem__(self, key: K) -> V:
        return self._part(key)[key]

    def __setitem__(self, key: K, value: V) -> None:
        self._part(key)[key] = value
        if not self._last:
            self._split()

    def get(self, key: K) -> V | None:
        """The value of a key; None where it has none."""
        return self._part(key).get(key)

    def setdefault(self, key: K, value: V) -> V:
        """The value that the key has; `value` where it had none."""
        found = self._part(key).setdefault(key, value)
        if not self._last:
            self._split()
        return found

    def values(self) -> Iterator[V]:
        return chain.from_iterable(part.values() for part in self._parts)

    def items(self) -> Iterator[tuple[K, V]]:
        return chain.from_iterable(part.items() for part in self._parts)

    def clear(self) -> None:
        """Let go of all, part by part."""
        for part in self._parts:
            look_up()
            part.clear()

    def _part(self, key: K) -> dict[K, V]:
        return self._parts[hash(key) >> _SHIFT & self._last]

    def _split(self) -> None:
        held = self._parts[0]
        if len(held) > _FEW:
            self._parts, self._last = [dict[K, V]() for _ in range(_PARTS)], _PARTS - 1
            for key, value in held.items():
                self._part(key)[key] = value
