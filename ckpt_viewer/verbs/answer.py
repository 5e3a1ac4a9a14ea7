"""What a verb answers: data for programs and blocks of text for people, and the exit status."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ckpt_viewer.core.graph import Key, Path, ScalarValue, key_text
from ckpt_viewer.core.wording import value_text

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under titles. `right` are the numbers of the columns that hold numbers, `spare` those that a narrow
    window does without, the first one first."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    spare: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` is what --json writes; `blocks` are lines and tables, made of text that is fit to be shown."""

    data: Json
    blocks: tuple[str | Table, ...]
    status: int = 0


def json_path(path: Path) -> Json:
    """A path as a list of keys: text, numbers, true, false and null as they are, the rest as its text."""
    return [json_key(key) for key in path]


def json_key(key: Key) -> Json:
    match key:
        case None | bool() | int() | str():
            return key
        case float():
            return json_number(key)
        case _:
            return key_text(key)


def json_value(value: ScalarValue) -> Json:
    """A scalar; what JSON does not know (bytes, complex numbers, names of classes) as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return json_number(value)
        case _:
            return value_text(value)


def json_number(value: float) -> Json:
    """JSON has no NaN and no infinity: they become "nan", "inf", "-inf"."""
    return value if math.isfinite(value) else str(float(value))
