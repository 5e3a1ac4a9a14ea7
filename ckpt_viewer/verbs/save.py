"""`ckpt save`: write a file in another form, for another device, or with changes; read back and verified."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.errors import ChecksumFailed, ModelError, SaveFailed
from ckpt_viewer.core.folders import open_one
from ckpt_viewer.core.formats.checksums import check_bytes
from ckpt_viewer.core.graph import to_pointer
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.rebuild import DoesNotLoad, Limits, RebuildOptions, save_model
from ckpt_viewer.core.saving import SaveOptions, SavePlan, SaveReport
from ckpt_viewer.core.saving.forms import refusal_error
from ckpt_viewer.core.saving.slimming import preset_parts
from ckpt_viewer.core.sources.local import is_file_at
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text, exact_bytes_text, path_text, plain_text
from ckpt_viewer.verbs.answer import FAILED, Answer, Json
from ckpt_viewer.verbs.cast_losses import CastLosses
from ckpt_viewer.verbs.changes import apply_changes, metadata_to_come
from ckpt_viewer.verbs.in_place import answer_update
from ckpt_viewer.verbs.models import allowed_model, with_suggestions
from ckpt_viewer.verbs.spelling import named, with_options
from ckpt_viewer.verbs.terminal import progress_task


@dataclass(frozen=True, slots=True)
class Spelling:
    """How whoever asks writes what a refusal advises; `of_part` has a place for that of the part, and `model_class` is
    empty where there is no such thing."""

    overwrite: str
    survivors: str
    part: str
    of_part: str
    model_class: str = ""


OPTIONS = Spelling("--overwrite", "--survivors", "--part", "--as state_dict --part {}", "--model-class")
ARGUMENTS = Spelling("overwrite=True", "survivors=True", "part", 'form="state_dict", part="{}"')


def answer(options: argparse.Namespace) -> Answer:
    """Raises CheckpointError."""
    if options.out_dir:
        from ckpt_viewer.verbs.many import answer_many

        return answer_many(options, save_one)
    if options.in_place:
        return answer_update(options)
    if not options.others:
        raise SaveFailed("there is no name for the new file", options.file, "Name it after IN, or write --in-place.")
    if len(options.others) > 1:
        raise SaveFailed("there is more than one name for the new file", ", ".join(options.others[:3]),
                         "To change many files, name a folder for them with --out-dir.")
    if options.others[0].endswith("/") and not options.max_shard_size:
        raise SaveFailed("this is the name of a folder", options.others[0],
                         f"Name the file in it: {options.others[0]}{FilePath(options.file).name}")
    if options.others[0] == "-":  # by custom the standard output, into which no file is written and read back
        raise SaveFailed("a checkpoint is not written to standard output", options.file,
                         "Name a file; write ./- for one of that name.")
    data, lines = save_one(options, options.file, options.others[0])
    return Answer(data, lines, FAILED if data.get("refusal") else 0)


def save_one(options: argparse.Namespace, file: str, target: str) -> tuple[dict[str, Json], tuple[str, ...]]:
    """Save one file, or say what would be saved; data and lines of the answer. Raises CheckpointError."""
    task = progress_task()
    with open_one(file, task) as checkpoint, named(file):
        options, by_name = _formed(options, checkpoint, FilePath(target))
        document = Document(checkpoint)
        if options.survivors:
            document.learn(check_bytes(checkpoint.graph, checkpoint.source, task))
        apply_changes(document, options)
        losses = CastLosses(document, task)
        how = _how(document, options)
        if options.dry_run:
            return _planned(document, FilePath(target), how, losses, by_name)
        report, keeps = _done(document, FilePath(target), how, task, options)
        report = replace(report, warnings=(*by_name, *report.warnings))
    return (_data(report, keeps, document.changes, losses),
            tuple(_lines(target, report, keeps, document.changes, losses)))


def _formed(options: argparse.Namespace, checkpoint: Checkpoint,
            target: FilePath) -> tuple[argparse.Namespace, tuple[str, ...]]:
    """With the form that is meant, and a note where the name of OUT decided it. A file in a folder of many keeps the
    name that it has, which says nothing about what is wanted."""
    if options.form:
        return options, ()
    form = "same" if options.out_dir else saving.form_by_name(checkpoint, target)
    note = f"The name ends in {target.suffix}, so this is written as {form}; --as same keeps the kind of the file."
    return argparse.Namespace(**{**vars(options), "form": form}), () if form == "same" else (note,)


def _done(document: Document, target: FilePath, how: SaveOptions, task: Task,
          options: argparse.Namespace) -> tuple[SaveReport, tuple[str, ...]]:
    if options.model_class:
        return _rebuilt(document.snapshot(), target, how, task, options), ()
    report, plan = save(document.snapshot(), target, how, task)
    return report, plan.keeps


def _planned(document: Document, target: FilePath, how: SaveOptions,
             losses: CastLosses, by_name: tuple[str, ...]) -> tuple[dict[str, Json], tuple[str, ...]]:
    """What --dry-run tells."""
    plan = saving.plan(document.snapshot(), target, how)
    plan = replace(plan, warnings=(*by_name, *plan.warnings))
    data: dict[str, Json] = {
        "target": str(target), "form": plan.form, "format": plan.format, "nbytes": plan.nbytes,
        "refusal": plan.refusal, "changes": list(document.changes), "keeps": list(plan.keeps),
        "loses": list(plan.loses), "warnings": list(plan.warnings), "casts": losses.data(),
    }
    first = f"Would save {plain_text(str(target), 500)}: {exact_bytes_text(plan.nbytes)}; nothing was written"
    if plan.refusal:
        first = f"Would not save {plain_text(str(target), 500)}: {plain_text(with_options(plan.refusal), 500)}"
    parts = (("would change", document.changes), ("conversion", losses.lines()), ("would keep", plan.keeps),
             ("would leave out", plan.loses), ("note", plan.warnings))
    return data, (first, *(f"  {title}: {plain_text(text, 500)}" for title, texts in parts for text in texts))


def _how(document: Document, options: argparse.Namespace) -> SaveOptions:
    """Raises InvalidPath, InvalidEdit."""
    graph = document.graph
    part = graph.parse_pointer(options.part) if options.part else None
    slim = [path for preset in options.slims for part in preset_parts(graph, preset) for path in part.paths]
    device = options.device if options.model_class else "keep"  # else it is one of the changes
    return SaveOptions(options.form, part, device, options.compact, options.plain, options.overwrite,
                       survivors=options.survivors, only=tuple(graph.parse_pointer(text) for text in options.onlys),
                       leave_out=tuple(dict.fromkeys(slim)), max_shard_size=options.max_shard_size,
                       legacy=options.legacy, metadata=metadata_to_come(document, options),
                       new_folder=bool(options.out_dir))


def save(checkpoint: Checkpoint, target: FilePath, how: SaveOptions, task: Task, words: Spelling = OPTIONS
         ) -> tuple[SaveReport, SavePlan]:
    """Plan and do it. Raises SaveFailed with the reason where the plan refuses."""
    _refuse_existing(target, how, words)
    plan = saving.plan(checkpoint, target, how)
    if plan.refusal:
        raise _refused(plan, str(target), how, words)
    try:
        return saving.save(plan, task), plan
    except ChecksumFailed as error:
        raise ChecksumFailed(error.what, error.where, f"Leave out what is wrong with {words.survivors}.") from None


def _rebuilt(checkpoint: Checkpoint, target: FilePath, how: SaveOptions, task: Task,
             options: argparse.Namespace) -> SaveReport:
    """A whole model of the class that is named, which runs only if that is allowed. Raises CheckpointError."""
    if how.form != "whole_model":
        raise ModelError("--model-class makes a whole model", hint="Use it with --as whole_model.")
    if how.only or how.leave_out or how.max_shard_size:
        raise ModelError("a whole model takes all of a state_dict, and lies in one file",
                         hint="Leave out --only, --slim and --max-shard-size.")
    request = allowed_model(options)
    _refuse_existing(target, how, OPTIONS)
    settings = RebuildOptions(options.evaluation, options.strict, Limits(options.time_limit))
    try:
        return save_model(checkpoint, target, request, how, task, settings)
    except DoesNotLoad as error:
        raise with_suggestions(error) from None


def _refused(plan: SavePlan, target: str, how: SaveOptions, words: Spelling) -> SaveFailed:
    """What the plan says, with what would help."""
    if plan.needs_survivors:
        hint = f"Leave {'it' if plan.lost == 1 else 'them'} out with {words.survivors}."
        return SaveFailed(plan.refusal.rstrip("."), target, hint)
    refusal = plan.refusal.replace("Allow replacing it", f"Replace it with {words.overwrite}")
    why = refusal[:1].lower() + refusal[1:]
    if plan.part is None and plan.choices not in ((), ((),)):
        parts = ", ".join(path_text(choice) for choice in plan.choices[:6])
        return SaveFailed(why.rstrip("."), target, f"Choose with {words.part}: {parts}")
    if how.form == "same" and how.part is not None:
        what, place = why.partition(". ")[0], plain_text(to_pointer(how.part), 100)
        return SaveFailed(what, target, f"For example {words.of_part.format(place)}")
    if how.form == "whole_model" and words.model_class:
        return SaveFailed(why.rstrip("."), target, f"Or name the class: {words.model_class} my_model.py:Model")
    return refusal_error(why, target)


def _refuse_existing(target: FilePath, how: SaveOptions, words: Spelling) -> None:
    if is_file_at(target) and not how.overwrite:
        raise SaveFailed("there is a file of this name already", str(target), f"Replace it with {words.overwrite}.")


def _data(report: SaveReport, keeps: Sequence[str], changes: Sequence[str], losses: CastLosses) -> dict[str, Json]:
    return {
        "target": str(report.target), "form": report.form, "format": report.format, "nbytes": report.nbytes,
        "tensors": report.tensors, "seconds": report.seconds, "changes": list(changes),
        "keeps": list(keeps), "loses": list(report.loses), "warnings": list(report.warnings),
        "verified": list(report.verified), "casts": losses.data(),
        "files": [{"name": file.name, "nbytes": file.nbytes} for file in report.files],
    }


def _lines(target: str, report: SaveReport, keeps: Sequence[str], changes: Sequence[str],
           losses: CastLosses) -> Iterator[str]:
    files = f" in {count_text(len(report.files), 'file')}" if report.files else ""
    yield f"Saved {plain_text(target, 500)}: {exact_bytes_text(report.nbytes)}{files}"
    for title, texts in (("changed", changes), ("conversion", losses.lines()), ("kept", keeps),
                         ("left out", report.loses),
                         ("verified", report.verified), ("note", report.warnings)):
        for text in texts:
            yield f"  {title}: {plain_text(text, 500)}"
