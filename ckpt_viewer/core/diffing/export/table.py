"""A comparison as CSV: a row for every difference and every pair of tensors, numbers in full; before them one for every
module, where they are told of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.diff import Entry
from ckpt_viewer.core.diffing.export.data import NUMBERS
from ckpt_viewer.core.diffing.parts import Together
from ckpt_viewer.core.diffing.rows import part_text, side_text
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.plain_data import csv_text
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import path_text

_TITLES = ("status", "path_a", "path_b", "a", "b", *NUMBERS, "text")


def as_table(found: Compared) -> str:
    """Paths are JSON Pointers. What a spreadsheet would take for a formula is put after an apostrophe."""
    return csv_text(chain([_TITLES], _modules(found), _rows(found)))


def _modules(found: Compared) -> Iterator[tuple[str, ...]]:
    for module in looking_up(found.modules):
        place = _harmless(_pointer(module.path))
        yield "module", place, place, "", "", *_numbers(module.numbers), part_text(module.differ, module.total)


def _rows(found: Compared) -> Iterator[tuple[str, ...]]:
    for number, (entry, result) in enumerate(looking_up(zip(found.diff.entries, found.measured, strict=True))):
        sides = ((found.diff.a, entry.node_a), (found.diff.b, entry.node_b))
        words = (_status(entry, result, number in found.failures), _pointer(entry.path_a), _pointer(entry.path_b),
                 *(side_text(graph, node) for graph, node in sides))
        numbers = ("",) * len(NUMBERS) if result is None else _numbers(result)
        text = found.failures.get(number, entry.text)
        yield (*map(_harmless, words), *numbers, _harmless(text))


def _numbers(found: Comparison | Together) -> tuple[str, ...]:
    return tuple(repr(getattr(found, name)) for name in NUMBERS)


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
