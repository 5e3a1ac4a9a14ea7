"""The memo of a pickle: values by index. Picklers count up from zero, or from one as cPickle of Python 2 does, so it is
a list with a dict for all else."""

from __future__ import annotations

from ckpt_viewer.core.pickles.records import Value


class NeverPut:
    """What stands at place 0 where a pickler counts from one."""

    __slots__ = ()


class Memo:
    """`near` are the entries 0, 1, 2, … without a gap, but that the first may be `NeverPut`; as long as there are no
    `far` ones, whoever appends to it goes on counting. Each of the `far` entries costs many times the others."""

    __slots__ = ("far", "near")

    def __init__(self) -> None:
        self.near: list[Value] = []
        self.far: dict[int, Value] = {}

    def __len__(self) -> int:
        return len(self.near) + len(self.far) - self.from_one

    def __contains__(self, index: int) -> bool:
        return self.from_one <= index < len(self.near) or index in self.far

    @property
    def from_one(self) -> bool:
        return bool(self.near) and type(self.near[0]) is NeverPut

    def put(self, index: int, value: Value) -> None:
        near = self.near
        if index == len(near):
            near.append(value)
            if self.far:
                self.far.pop(index, None)
        elif 0 <= index < len(near):
            near[index] = value
        elif index == 1 and not self.far:
            near += (NeverPut(), value)
        else:
            self.far[index] = value

    def get(self, index: int) -> Value:
        """Raises KeyError."""
        return self.near[index] if 0 <= index < len(self.near) else self.far[index]


def memo_index(ref: bytes) -> int:
    """The place in the memo that a BINGET or LONG_BINGET names."""
    return int.from_bytes(ref[1:], "little")


def number_of(raw: bytes | bytearray) -> int:
    """A number as it stands in a pickle: the lowest byte first, without a sign."""
    return int.from_bytes(raw, "little")
