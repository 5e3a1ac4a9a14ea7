"""What a verb answers: data for programs and blocks of text for people, and the exit status."""

from __future__ import annotations

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.plain_data import Json, json_key, json_number, json_path, json_value

__all__ = ["Answer", "Json", "Table", "json_key", "json_number", "json_path", "json_value"]


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
