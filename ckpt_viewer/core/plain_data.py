"""What other programs read: plain JSON, with paths as lists of keys and numbers that JSON has no words for; and CSV."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from ckpt_viewer.core.graph import Key, Path, ScalarValue, key_text
from ckpt_viewer.core.wording import value_text

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def json_path(path: Path) -> Json:
    """A path as a list of keys: text, numbers, true, false and null as they are, the rest as its text."""
    return [json_key(key) for key in path]


def json_key(key: Key) -> Json:
    return json_value(key) if isinstance(key, None | bool | int | str | float) else key_text(key)


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


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows for a spreadsheet (RFC 4180)."""
    import csv  # a small file is told about in less than these take to import
    import io

    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()
