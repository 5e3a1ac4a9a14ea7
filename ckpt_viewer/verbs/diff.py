"""`ckpt diff`: what differs between two files."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing import diff as diffing
from ckpt_viewer.core.diffing.diff import Diff, Entry
from ckpt_viewer.core.diffing.scope import whole_graphs
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.folders import open_one
from ckpt_viewer.core.graph import Graph, NodeId, Scalar
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import number_text, path_text, percent_text, plain_text
from ckpt_viewer.verbs.answer import Answer, Json, Table, json_number, json_path, json_value
from ckpt_viewer.verbs.terminal import progress_task

DIFFERENT, FAILED = 1, 2
LISTED = 200  # rows of one kind in the text; --json has them all


@dataclass(frozen=True, slots=True)
class Compared:
    """Two files laid side by side. `failures` says of an entry, by number, why its numbers cannot be had."""

    diff: Diff
    measured: tuple[Comparison | None, ...]
    failures: dict[int, str]
    tolerance: float = 0.0

    @property
    def identical(self) -> bool:
        return diffing.count(self.diff, self.measured).identical

    @property
    def sentence(self) -> str:
        """Such as "12 tensors changed, 180 identical; fc.weight moved most"."""
        return diffing.sentence(self.diff, self.measured)


def answer(options: argparse.Namespace) -> Answer:
    """Raises CheckpointError."""
    task = progress_task()
    a = open_one(options.a, task)
    try:
        b = open_one(options.b, task)
        try:
            found = compare(a, b, options.tolerance, task)
        finally:
            b.close()
    finally:
        a.close()
    status = FAILED if found.failures else 0 if found.identical else DIFFERENT
    return Answer(data(found), tuple(blocks(found)), status)


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
    return Compared(diff, measured, failures, tolerance)


def data(found: Compared) -> dict[str, Json]:
    """What --json writes."""
    diff = found.diff
    listed: dict[str, Json] = {
        status: [_row(entry) for entry in diff.entries if entry.status == status]
        for status in ("added", "removed", "reshaped", "retyped", "renamed")
    }
    changed: list[Json] = [_changed(entry, result) for entry, result in _changes(found)]
    scalars: list[Json] = [_scalar(diff, entry) for entry in diff.entries if entry.status == "value"]
    failed: list[Json] = [{"path": json_path(diff.entries[number].path_a or ()), "problem": text}
                          for number, text in found.failures.items()]
    tally = diffing.count(diff, found.measured)
    return {
        "identical": tally.identical, "sentence": found.sentence, "equal": tally.equal,
        "equal_values": tally.values_equal, "changed": changed, **listed, "scalars": scalars,
        "notes": list(diff.notes), "failed": failed,
    }


def blocks(found: Compared, listed: int = LISTED) -> Iterator[str | Table]:
    """The sentence, then a table of at most `listed` rows per kind of difference."""
    diff = found.diff
    yield found.sentence
    if found.tolerance:
        yield f"Elements that differ by no more than {number_text(found.tolerance, 4)} count as equal."
    moved = sorted(_changes(found), key=lambda pair: (diffing.is_average(diff, pair[0]), -pair[1].rel_l2))
    if moved:
        titles = ("changed tensors, most first", "max abs", "mean abs", "rel L2", "cosine", "elements")
        yield ""
        yield Table(titles, tuple(_text_row(*pair) for pair in moved[:listed]), frozenset(range(1, 6)), (2, 4, 5))
        yield from _rest(len(moved), listed)
    titles_of = (("value", "values"), ("reshaped", "reshaped"), ("retyped", "of another type"),
                 ("renamed", "renamed"), ("removed", "only in the first file"), ("added", "only in the second file"))
    for status, title in titles_of:
        rows = [(path_text(entry.path_a if entry.path_a is not None else entry.path_b or ()), entry.text)
                for entry in diff.entries if entry.status == status]
        if rows:
            yield ""
            yield Table((title, ""), tuple(rows[:listed]))
            yield from _rest(len(rows), listed)
    for note in diff.notes:
        yield f"\nnote: {note}"
    for number, text in found.failures.items():
        yield f"\nnot compared: {path_text(diff.entries[number].path_a or ())}: {plain_text(text, 500)}"


def _changes(found: Compared) -> Iterator[tuple[Entry, Comparison]]:
    for entry, result in zip(found.diff.entries, found.measured, strict=True):
        if result is not None and result.changed and entry.status in ("tensor", "renamed"):
            yield entry, result


def _changed(entry: Entry, result: Comparison) -> Json:
    row: dict[str, Json] = {"path": json_path(entry.path_a or ())}
    for name in ("max_abs", "mean_abs", "rel_l2", "cosine", "changed_fraction"):
        row[name] = json_number(getattr(result, name))
    return row


def _row(entry: Entry) -> Json:
    path = entry.path_a if entry.path_a is not None else entry.path_b or ()
    row: dict[str, Json] = {"path": json_path(path), "text": entry.text}
    if entry.status == "renamed":
        row["to"] = json_path(entry.path_b or ())
    return row


def _scalar(diff: Diff, entry: Entry) -> Json:
    return {"path": json_path(entry.path_a or ()), "a": _value(diff.a, entry.node_a),
            "b": _value(diff.b, entry.node_b), "text": entry.text}


def _value(graph: Graph, node: NodeId | None) -> Json:
    held = None if node is None else graph[node]
    return json_value(held.value) if isinstance(held, Scalar) else None


def _text_row(entry: Entry, result: Comparison) -> tuple[str, ...]:
    numbers = [number_text(n, 4) for n in (result.max_abs, result.mean_abs, result.rel_l2, result.cosine)]
    return path_text(entry.path_a or ()), *numbers, percent_text(result.changed, result.count)


def _rest(count: int, listed: int) -> Iterator[str]:
    if count > listed:
        yield f"  … and {count - listed:,} more; --json lists them all"
