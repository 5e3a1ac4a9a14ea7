"""`ckpt save FILE --in-place`: the changes go into the file itself. `ckpt undo FILE`: what it was before."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving.forms import refusal_error
from ckpt_viewer.core.saving.in_place import undo_update, update, why_not_in_place
from ckpt_viewer.core.saving.leftovers import remove_leftovers, unfinished
from ckpt_viewer.core.sources.local import is_folder_at
from ckpt_viewer.core.wording import exact_bytes_text, plain_text
from ckpt_viewer.verbs.answer import FAILED, Answer, Json
from ckpt_viewer.verbs.cast_losses import CastLosses
from ckpt_viewer.verbs.changes import apply_changes
from ckpt_viewer.verbs.spelling import named
from ckpt_viewer.verbs.terminal import progress_task

_NOT_WITH = {"others": "OUT", "part": "--part", "compact": "--compact", "plain": "--plain", "overwrite": "--overwrite",
             "survivors": "--survivors", "model_class": "--model-class", "slims": "--slim", "onlys": "--only",
             "max_shard_size": "--max-shard-size", "legacy": "--legacy", "out_dir": "--out-dir"}


def answer_update(options: argparse.Namespace) -> Answer:
    """Raises CheckpointError."""
    given = [word for name, word in _NOT_WITH.items() if getattr(options, name)]
    if given or options.form not in ("", "same"):
        raise SaveFailed(f"--in-place changes the file itself and does not go with {(given or ['--as'])[0]}",
                         options.file, "Save a copy for that.")
    task = progress_task()
    with open_checkpoint(options.file, task) as checkpoint, named(options.file):
        document = Document(checkpoint)
        apply_changes(document, options)
        losses = CastLosses(document, task)
        if options.dry_run:
            return _planned(document, losses)
        if refusal := why_not_in_place(document.snapshot()):
            raise refusal_error(refusal[:1].lower() + refusal[1:], options.file)
        report = update(document.snapshot(), task)
    data: dict[str, Json] = {"target": str(report.target), "nbytes": report.nbytes, "added": report.added,
                             "seconds": report.seconds, "changes": list(document.changes),
                             "verified": list(report.verified), "casts": losses.data()}
    lines = [f"Updated {plain_text(options.file, 500)}: {exact_bytes_text(report.added)} were added"]
    for title, texts in (("changed", document.changes), ("conversion", losses.lines()), ("verified", report.verified)):
        lines += [f"  {title}: {plain_text(text, 500)}" for text in texts]
    lines.append(f"  take it back with: ckpt undo {plain_text(shlex.quote(options.file), 500)}")
    return Answer(data, tuple(lines))


def _planned(document: Document, losses: CastLosses) -> Answer:
    """What --dry-run tells."""
    refusal, name = why_not_in_place(document.snapshot()), plain_text(document.name, 500)
    data: dict[str, Json] = {"target": document.name, "refusal": refusal, "changes": list(document.changes),
                             "casts": losses.data()}
    first = f"Would not update {name}: {refusal}" if refusal else f"Would update {name}; nothing was written"
    parts = (("would change", document.changes), ("conversion", losses.lines()))
    lines = (first, *(f"  {title}: {plain_text(text, 500)}" for title, texts in parts for text in texts))
    return Answer(data, lines, FAILED if refusal else 0)


def answer_undo(options: argparse.Namespace) -> Answer:
    """Raises CheckpointError."""
    if is_folder_at(Path(options.file)):
        return _answer_folder(options.file)
    taken = undo_update(Path(options.file), progress_task())
    nbytes = Path(options.file).stat().st_size
    line = f"{plain_text(options.file, 500)} is what it was before its last update: {exact_bytes_text(nbytes)}"
    return Answer({"target": options.file, "nbytes": nbytes, "removed": taken}, (line,))


def _answer_folder(folder: str) -> Answer:
    """A save of shards that was killed while it exchanged them: back to the old set, or on to the new one."""
    name, left = plain_text(folder, 500), unfinished(Path(folder))
    if not left:
        raise SaveFailed("no save was broken off in this folder, so there is nothing to put right", folder,
                         "To take an update in place back, name the file that was updated.")
    remove_leftovers(Path(folder))
    still = unfinished(Path(folder))
    if still:
        raise SaveFailed("other files stand in the place of those that a save left", str(still[0]),
                         "Move away what is there, then try again.")
    return Answer({"target": folder, "settled": len(left)},
                  (f"{name}: the files that a save was exchanging are whole again",))
