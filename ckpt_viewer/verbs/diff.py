"""`ckpt diff`: what differs between two files."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from pathlib import Path as FilePath

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing import diff as diffing
from ckpt_viewer.core.diffing.columns import Column, metric_text
from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.diff import Entry
from ckpt_viewer.core.diffing.export import Kind, as_data
from ckpt_viewer.core.diffing.modules import with_modules
from ckpt_viewer.core.diffing.parts import Module, Together
from ckpt_viewer.core.diffing.remarks import movement, structure_remarks
from ckpt_viewer.core.diffing.rows import metric
from ckpt_viewer.core.diffing.scope import file_titles, whole_graphs
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.exporting import check_target, write_comparison
from ckpt_viewer.core.folders import open_one
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import number_text, path_text, percent_text, plain_text
from ckpt_viewer.verbs.answer import FAILED, Answer, Table, first_rows
from ckpt_viewer.verbs.terminal import progress_task

DIFFERENT = 1
_TITLES = ("max abs", "mean abs", "rel L2", "cosine", "elements")
_COLUMNS = (Column.MAX_ABS, Column.MEAN_ABS, Column.REL_L2, Column.COSINE)
LISTED = 200  # rows of one kind in the text; --json has them all


def answer(options: argparse.Namespace) -> Answer:
    """Raises CheckpointError."""
    task = progress_task()
    _check_targets(options)  # not only after minutes of comparing
    with open_one(options.a, task) as a, open_one(options.b, task) as b:
        found = compare(a, b, options.tolerance, task)
        found = with_modules(found, task) if options.by_module else found
        # Here, for counters are read from the files; and only one, for of very many tensors either takes long.
        said, data = ((), as_data(found)) if options.json else (tuple(blocks(found)), None)
        written = _export(found, options, (a.name, b.name), task)
    status = FAILED if found.failures else 0 if found.identical else DIFFERENT
    return Answer(data, (*said, *written), status)


def _check_targets(options: argparse.Namespace) -> None:
    """Raises SaveFailed."""
    for name in filter(None, (options.html, options.csv)):
        check_target(FilePath(name), overwrite=options.overwrite, compared=(options.a, options.b))


def _export(found: Compared, options: argparse.Namespace, compared: tuple[str, str], task: Task) -> list[str]:
    """Write the files that were asked for; a line for each. Raises SaveFailed, Cancelled."""
    wanted: tuple[tuple[Kind, str], ...] = (("html", options.html), ("csv", options.csv))
    lines = []
    for kind, name in wanted:
        if name:
            write_comparison(found, FilePath(name), kind, CpuEngine(), task, overwrite=options.overwrite,
                             compared=compared)
            lines.append(f"\nWrote {plain_text(name, 500)}")
    return lines


def compare(a: Checkpoint, b: Checkpoint, tolerance: float, task: Task) -> Compared:
    """Structure and numbers. Elements that differ by no more than `tolerance` count as equal. Raises Cancelled."""
    diff = diffing.compare_structure(*whole_graphs(a, b), task)
    failures: dict[int, str] = {}

    def remember(number: int, error: CheckpointError) -> None:
        failures[number] = str(error)

    measured = diffing.measure(diff, CpuEngine(), task, tolerance, on_failure=remember)
    for number, entry in enumerate(diff.entries):
        if entry.status == "tensor" and measured[number] is None:
            failures.setdefault(number, entry.text or "its values cannot be read")
    return Compared(diff, measured, failures, tolerance, file_titles(a, b))


def blocks(found: Compared, listed: int = LISTED) -> Iterator[str | Table]:
    """The sentence, then a table of at most `listed` rows per kind of difference."""
    diff = found.diff
    yield found.sentence
    if found.tolerance:
        yield f"Elements that differ by no more than {number_text(found.tolerance, 4)} count as equal."
    # What went wrong with a resume, before the rows in which it stands.
    moves = movement(diff, found.measured)
    warnings = "\n".join(f"warning: {text}" for text in (*structure_remarks(diff), *moves.warnings))
    yield from [f"\n{warnings}"] if warnings else []
    moved = found.moved()
    if moved:
        broken = any(result.not_finite for _, result in moved)
        titles = ("changed tensors, most first", *_TITLES, *["NaN/Inf"] * broken)
        lines = tuple(_text_row(*pair)[: len(titles)] for pair in moved[:listed])
        yield from first_rows(Table(titles, lines, frozenset(range(1, 7)), (2, 4, 5)), listed, len(moved))
        infinite = {result.norm_a == 0 for _, result in moved if math.isinf(result.rel_l2)}
        if True in infinite:
            yield "  Inf: the first file has nothing but zeros there, so that there is nothing to measure the change by"
        if False in infinite:
            yield "  Inf: the first file is so small there beside the change that no number is large enough to tell"
    modules = [module for module in found.modules if module.differ]
    lines = tuple(map(_module_row, modules[:listed]))
    yield from first_rows(Table(("modules", "differ", *_TITLES), lines, frozenset(range(1, 7)), (3, 5, 6)), listed,
                          len(modules))
    titles_of = (("value", "values"), ("reshaped", "reshaped"), ("retyped", "of another type"),
                 ("renamed", "renamed"), ("removed", "only in the first file"), ("added", "only in the second file"))
    for status, title in titles_of:
        yield from _others(found, status, title, listed)
    for note in filter(None, (moves.still, *diff.notes)):
        yield f"\nnote: {note}"
    for number, text in found.failures.items():
        yield f"\nnot compared: {path_text(diff.entries[number].path_a or ())}: {plain_text(text, 500)}"


def _others(found: Compared, status: str, title: str, listed: int) -> Iterator[str | Table]:
    """What is no change of a tensor alone; of another type its numbers are told too."""
    pairs = [pair for pair in zip(found.diff.entries, found.measured, strict=True) if pair[0].status == status]
    numbered = status == "retyped"
    lines = tuple(
        (path_text(entry.path_a if entry.path_a is not None else entry.path_b or ()),
         "; ".join(filter(None, [entry.text, entry.evidence])),
         *(() if not numbered else ("",) * len(_TITLES) if result is None else _numbers(result)))
        for entry, result in pairs[:listed])
    table = (Table((title, "", *_TITLES), lines, frozenset(range(2, 7)), (3, 5, 6)) if numbered
             else Table((title, ""), lines))
    yield from first_rows(table, listed, len(pairs))


def _text_row(entry: Entry, result: Comparison) -> tuple[str, ...]:
    broken = f"{result.not_finite:,}" if result.not_finite else ""
    return path_text(entry.path_a or ()), *_numbers(result), broken


def _module_row(module: Module) -> tuple[str, ...]:
    return path_text(module.path), f"{module.differ:,} of {module.total:,}", *_numbers(module.numbers)


def _numbers(found: Comparison | Together) -> tuple[str, ...]:
    """As the titles say."""
    numbers = [metric_text(metric(found, column), column) for column in _COLUMNS]
    return *numbers, percent_text(found.changed, found.count) if found.count else ""
