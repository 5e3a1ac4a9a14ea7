"""A comparison as CSV: a row for every difference and every pair of tensors, numbers in full."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.diff import Entry
from ckpt_viewer.core.diffing.rows import side_text
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.plain_data import csv_text
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import path_text

_NUMBERS = ("max_abs", "mean_abs", "rel_l2", "cosine", "changed_fraction")
_TITLES = ("status", "path_a", "path_b", "a", "b", *_NUMBERS, "text")


def as_table(found: Compared) -> str:
    """Paths are JSON Pointers. What a spreadsheet would take for a formula is put after an apostrophe."""
    return csv_text(chain([_TITLES], _rows(found)))


def _rows(found: Compared) -> Iterator[tuple[str, ...]]:
    for number, (entry, result) in enumerate(looking_up(zip(found.diff.entries, found.measured, strict=True))):
        sides = ((found.diff.a, entry.node_a), (found.diff.b, entry.node_b))
        words = (_status(entry, result, number in found.failures), _pointer(entry.path_a), _pointer(entry.path_b),
                 *(side_text(graph, node) for graph, node in sides))
        numbers = ("",) * len(_NUMBERS) if result is None else tuple(repr(getattr(result, name)) for name in _NUMBERS)
        text = found.failures.get(number, entry.text)
        yield (*map(_harmless, words), *numbers, _harmless(text))


def _status(entry: Entry, result: Comparison | None, failed: bool) -> str:
    if failed:
        return "not compared"
    if entry.status == "tensor":
        return "not compared" if result is None else "changed" if result.changed else "identical"
    return "changed" if entry.status == "value" else entry.status


def _pointer(path: Path | None) -> str:
    return "" if path is None else path_text(path, 10_000)


def _harmless(cell: str) -> str:
    """Spreadsheets run what begins with these signs; a file may hold any text."""
    if not cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
