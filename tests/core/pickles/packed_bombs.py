"""Pickles of tensors as torch.save writes them, made so that recognising them takes long: runs of a single tensor, runs
that something refers to the inside of, tensors that all say something else of one storage.

Each maker is given about how many bytes to write and gives a whole pickle.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field


def _u32(number: int) -> bytes:
    return struct.pack("<I", number)


@dataclass
class _Memo:
    size: int = 0

    def put(self) -> bytes:
        self.size += 1
        return b"r" + _u32(self.size - 1)


@dataclass
class _Writer:
    """A list of tensors of two numbers; what they refer to stands first."""

    memo: _Memo = field(default_factory=_Memo)

    def head(self) -> bytes:
        put = self.memo.put
        parts = (b"ctorch._utils\n_rebuild_tensor_v2\n", b"X\x07\0\0\0storage", b"ccollections\nOrderedDict\n",
                 b"ctorch\nFloatStorage\n", b"X\x03\0\0\0cpu")
        return b"\x80\x02(" + b"".join(part + put() + b"0" for part in parts)

    def tensor(self, key: int, numel: int) -> bytes:
        put = self.memo.put
        rebuild, word, hooks, storage, device = (b"j" + _u32(place) for place in range(5))
        named = b"((" + word + storage + b"X\x07\0\0\0%07d" % key + put() + device + b"J" + _u32(numel) + b"t" + put()
        view = b"QK\0K\x02\x85" + put() + b"K\x01\x85" + put() + b"\x89" + hooks + b")R" + put()
        return rebuild + named + view + b"t" + put() + b"R" + put()


    def dict(self, key: int, plain: int, value: int) -> bytes:
        """Of so many numbers from `value` on and a tensor, under names from the memo."""
        begin, name = b"}" + self.memo.put() + b"(", b"j" + _u32(1)
        numbers = b"".join(name + b"J" + _u32(value + at) for at in range(plain))
        return begin + numbers + name + self.tensor(key, 2) + b"u"


def _dict_bomb(after: Callable[[int, int], bytes], *, plain: int, alike: bool) -> Callable[[int], bytes]:
    """As `_bomb`, of dicts of a tensor and numbers, which are the same in each or never."""

    def made(size: int) -> bytes:
        writer = _Writer()
        parts = [writer.head(), b"}(X\1\0\0\0a" + writer.memo.put() + writer.tensor(0, 2) + b"u"]
        written = count = 0
        while written < size:
            first = writer.memo.size
            whole = writer.dict(count + 1, plain, 0 if alike else count)
            parts.append(whole + after(first, writer.memo.size - 1))
            written, count = written + len(parts[-1]), count + 1
        return b"".join(parts) + b"l."

    return made


def _bomb(after: Callable[[int, int], bytes], *, one_storage: bool) -> Callable[[int], bytes]:
    """Tensors and what `after` writes behind each, given the places of its first and its last memo."""

    def made(size: int) -> bytes:
        writer = _Writer()
        parts, written, count = [writer.head()], 0, 0
        while written < size:
            first = writer.memo.size
            tensor = writer.tensor(5 if one_storage else count, 2 + (count if one_storage else 0))
            parts.append(tensor + after(first, writer.memo.size - 1))
            written, count = written + len(parts[-1]), count + 1
        return b"".join(parts) + b"l."

    return made


_AFTER: dict[str, Callable[[int, int], bytes]] = {
    "in long runs": lambda first, last: b"",
    "in runs of one": lambda first, last: b"N",
    "fetched again": lambda first, last: b"j" + _u32(last) + b"N",
    "whose sizes are fetched": lambda first, last: b"j" + _u32(first + 2) + b"N",
    "whose keys are fetched": lambda first, last: b"j" + _u32(first) + b"N",
}
PACKED_BOMBS: dict[str, Callable[[int], bytes]] = {
    f"tensors {name}{' of one storage' * one}": _bomb(after, one_storage=one)
    for name, after in _AFTER.items() for one in (False, True)
}
PACKED_BOMBS |= {
    f"dicts of tensors {name}{'' if alike else ', no two alike'}": _dict_bomb(after, plain=plain, alike=alike)
    for name, after in _AFTER.items() for alike, plain in ((True, 0), (False, 40))
}
