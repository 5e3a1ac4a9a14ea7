"""What a verb answers: data for programs and blocks of text for people, and the exit status.

A file may hold millions of things: rows that are as many as those are made while they are written, and never stand in
memory together; what takes long to find is written while it is found, or kept as little text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import Generic, TypeVar
from ckpt_viewer.core.plain_data import Json, json_number, json_path, json_value

FAILED = 2  # exit status
_BARS = " ▁▂▃▄▅▆▇█"

__all__ = ["FAILED", "Answer", "Data", "Json", "Rows", "Stream", "Table", "bars", "first_rows", "json_number",
           "json_path", "json_value", "whole"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """A list whose items are made anew each time one goes over it; `make` may be called when the file is closed."""

    make: Callable[[], Iterator[T]]

    def __iter__(self) -> Iterator[T]:
        return self.make()


@dataclass(frozen=True, slots=True)
class Stream:
    """A list whose items are found while it is written. `run` gives each item to the function that it gets, and returns
    the exit status; what it raises leaves a list without an end, which no program takes for the whole one."""

    run: Callable[[Callable[[Json], object]], int]


Data = Json | Rows[Json] | Mapping[str, "Data"] | tuple["Data", ...]
"""As Json, with lists that are made while they are written; what holds such a list is a mapping or a tuple."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under titles. `right` are the numbers of the columns that hold numbers, `spare` those that a narrow
    window does without, the first one first. One goes over `rows` twice: to measure and to write."""

    titles: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]
    right: frozenset[int] = frozenset()
    spare: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` is what --json writes; `blocks` are lines and tables, made of text that is fit to be shown. `status` is
    that of the process, unless a stream says it."""

    data: Data | Stream
    blocks: tuple[str | Table, ...]
    status: int = 0


def first_rows(table: Table, listed: int, count: int) -> Iterator[str | Table]:
    """A table with the first `listed` of `count` rows, and how many more there are; nothing where there are none."""
    if count:
        yield ""
        yield table
    if count > listed:
        yield f"  … and {count - listed:,} more; --json lists them all"


def bars(counts: Sequence[int], width: int) -> str:
    """Counts as a line of bars of at most `width` characters; a bin that is not empty shows."""
    if not any(counts):
        return ""
    per_bar = -(-len(counts) // width)
    sums = [sum(counts[first : first + per_bar]) for first in range(0, len(counts), per_bar)]
    top = max(sums)
    return "".join(_BARS[-(-(len(_BARS) - 1) * count // top)] for count in sums)


def whole(data: Data) -> Json:
    """The data with all lists made."""
    match data:
        case Rows():
            return list(data)
        case Mapping():
            return {key: whole(value) for key, value in data.items()}
        case tuple():
            return [whole(value) for value in data]
        case _:
            return data
