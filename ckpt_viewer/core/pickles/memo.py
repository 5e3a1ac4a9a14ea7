"""The memo of a pickle: values by index. Picklers count up from zero, so it is a list with a dict for all else."""

from __future__ import annotations

from ckpt_viewer.core.pickles.records import Value


class Memo:
    """`far` counts the entries that are not in order; each costs many times the others."""

    __slots__ = ("_far", "_near")

    def __init__(self) -> None:
        self._near: list[Value] = []
        self._far: dict[int, Value] = {}

    def __len__(self) -> int:
        return len(self._near) + len(self._far)

    def __contains__(self, index: int) -> bool:
        return 0 <= index < len(self._near) or index in self._far

    @property
    def near(self) -> list[Value]:
        """The entries 0, 1, 2, … as far as they are without a gap; who appends to it goes on counting."""
        return self._near

    @property
    def far(self) -> int:
        return len(self._far)

    def put(self, index: int, value: Value) -> None:
        near = self._near
        if index == len(near):
            near.append(value)
            if self._far:
                self._far.pop(index, None)
        elif 0 <= index < len(near):
            near[index] = value
        else:
            self._far[index] = value

    def get(self, index: int) -> Value:
        """Raises KeyError."""
        return self._near[index] if 0 <= index < len(self._near) else self._far[index]
