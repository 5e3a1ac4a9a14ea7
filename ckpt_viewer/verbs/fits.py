"""`ckpt fits`: whether the state_dict of one file would load into the model of another, or of a class.

Contract of --json: `{loads, sentence, matched, missing: [{name, shape, dtype}], unexpected: [{name, shape, dtype}],
wrong_shape: [{name, shape, dtype, wanted: {name, shape, dtype}}], retyped: [as wrong_shape], filled: [{name, …}],
suggestions: [{kind: strip|add|rename, text, loads, matched, prefix, renames: [[old, new]]}]}`. `shape` is null and
`dtype` empty for what is no tensor; `shape` alone is null where it comes with the data.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.diffing.fitting import Clash, Slot, StateNames, chosen_part, state_names
from ckpt_viewer.core.diffing.suggesting import Fitted, Suggestion, fitted
from ckpt_viewer.core.errors import ModelError
from ckpt_viewer.core.folders import open_one
from ckpt_viewer.core.rebuild import Limits, examine
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.verbs.answer import Answer, Json, Table, first_rows
from ckpt_viewer.verbs.models import allowed_model
from ckpt_viewer.verbs.spelling import named
from ckpt_viewer.verbs.terminal import progress_task

DOES_NOT = 1
LISTED = 50  # rows of one kind in the text; --json has them all
_NAME = 200


def answer(options: argparse.Namespace) -> Answer:
    """Raises CheckpointError."""
    task = progress_task()
    if (options.b is None) is (options.model_class is None):
        raise ModelError("name either a second file or a class",
                         hint="Write `ckpt fits A B`, or --model-class my_model.py:Model.")
    names = names_in(options.a, options.part, task)
    if options.model_class is None:
        wanted = names_in(options.b, options.into, task)
    else:
        wanted = examine(allowed_model(options), task, Limits(options.time_limit)).names
    with no_collection():
        found = fitted(names, wanted)
        return Answer(data(found), tuple(blocks(found)), 0 if found.fit.loads else DOES_NOT)


def names_in(file: str, pointer: str | None, task: Task) -> StateNames:
    """The names of the state_dict or model that a pointer names in a file, or of the likeliest one. Raises
    CheckpointError."""
    with open_one(file, task) as checkpoint, no_collection(), named(file):
        return state_names(checkpoint.graph, chosen_part(checkpoint.graph, pointer, file))


def data(found: Fitted) -> dict[str, Json]:
    """What --json writes."""
    report = found.fit
    return {
        "loads": report.loads, "sentence": report.sentence, "matched": report.matched,
        "missing": [_slot(slot) for slot in report.missing], "unexpected": [_slot(slot) for slot in report.unexpected],
        "wrong_shape": [_clash(pair) for pair in report.wrong_shape],
        "retyped": [_clash(pair) for pair in report.retyped], "filled": [_slot(slot) for slot in report.filled],
        "suggestions": [_suggestion(step) for step in found.suggestions],
    }


def blocks(found: Fitted, listed: int = LISTED) -> Iterator[str | Table]:
    """The sentence, what would help, then tables of at most `listed` rows."""
    report = found.fit
    yield report.sentence
    for step in found.suggestions:
        yield f"  suggestion: {step.text}"
    yield from _table("wanted and missing", [(slot.name, slot.text) for slot in report.missing], listed)
    yield from _table("unexpected", [(slot.name, slot.text) for slot in report.unexpected], listed)
    yield from _table("of another shape", [(pair.name, pair.text) for pair in report.wrong_shape], listed)
    yield from _table("converted to another type", [(pair.name, pair.text) for pair in report.retyped], listed)
    yield from _table("filled in by PyTorch", [(slot.name, slot.text) for slot in report.filled], listed)


def _table(title: str, rows: Sequence[tuple[str, str]], listed: int) -> Iterator[str | Table]:
    shown = Table((title, ""), tuple((plain_text(name, _NAME), text) for name, text in rows[:listed]))
    yield from first_rows(shown, listed, len(rows))


def _slot(slot: Slot) -> Json:
    return {"name": slot.name, "shape": None if slot.shape is None else list(slot.shape), "dtype": slot.dtype}


def _clash(pair: Clash) -> Json:
    return {"name": pair.name, "shape": None if pair.found.shape is None else list(pair.found.shape),
            "dtype": pair.found.dtype, "wanted": _slot(pair.wanted)}


def _suggestion(step: Suggestion) -> Json:
    return {"kind": step.kind, "text": step.text, "loads": step.loads, "matched": step.matched, "prefix": step.prefix,
            "renames": [list(pair) for pair in step.renames]}
