"""`ckpt info`: everything in a file but the numbers of its tensors.

Contract: neither torch nor numpy is imported, and without --verify no tensor byte is read, so that it answers at once.
"""

from __future__ import annotations

import os

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.sources.local import is_folder_at
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text
from ckpt_viewer.verbs.answer import FAILED, Answer, Data, Json, json_path, whole
from ckpt_viewer.verbs.info_data import data
from ckpt_viewer.verbs.info_text import blocks
from ckpt_viewer.verbs.switches import Namespace
from ckpt_viewer.verbs.terminal import progress_task


def answer(options: Namespace) -> Answer:
    """Of a folder that holds one checkpoint, that one; of any other, the list, where no bytes are to be read. Raises
    CheckpointError."""
    task = progress_task()
    file: str | os.PathLike[str] = options.file
    if is_folder_at(file):
        from pathlib import Path

        from ckpt_viewer.core.folders import only_file, search  # most files need neither
        from ckpt_viewer.verbs.folder import describe_folder

        if options.verify or options.fingerprint:  # of a list, status 0 would say that all files of it are well
            file = only_file(file, task)
        else:
            listing = search(Path(file), task)
            if listing.only is None:
                return describe_folder(listing)
            file = listing.only.path
    with open_checkpoint(file, task) as checkpoint:
        told = verified(checkpoint, task, as_json=options.json) if options.verify else \
            describe(checkpoint, as_json=options.json)
        return fingerprinted(told, checkpoint, task) if options.fingerprint else told


def verified(checkpoint: Checkpoint, task: Task, *, as_json: bool) -> Answer:
    """The answer of `describe` with what reading every byte found; `FAILED` where bytes are wrong."""
    from ckpt_viewer.core.document import Document
    from ckpt_viewer.core.formats.checksums import check_bytes

    check = check_bytes(checkpoint.graph, checkpoint.source, task)
    document = Document(checkpoint)
    document.learn(check)
    told = describe(document.checkpoint, as_json=as_json)
    status = FAILED if check.mismatches else 0
    if isinstance(told.data, dict):
        wrong: list[Json] = [{"record": one.record, "reason": one.reason, "paths": [json_path(p) for p in one.paths]}
                             for one in check.mismatches]
        row: dict[str, Data] = {"records": check.checked, "nbytes": check.nbytes, "without": check.without,
                                "broken": check.broken, "mismatches": wrong, "sentence": check.sentence}
        return Answer({**told.data, "verified": row}, (), status)
    return Answer(None, (*told.blocks, f"\nChecked every byte: {check.sentence}"), status)


def fingerprinted(told: Answer, checkpoint: Checkpoint, task: Task) -> Answer:
    """An answer with the fingerprint of the weights. Raises Damaged where a tensor cannot be read."""
    from ckpt_viewer.core.diffing.fingerprint import fingerprint

    found = fingerprint(checkpoint, task)
    if isinstance(told.data, dict):
        row: Data = {"text": found.text, "of": found.of, "tensors": found.tensors, "nbytes": found.nbytes} \
            if found is not None else None
        return Answer({**told.data, "fingerprint": row}, (), told.status)
    line = "there are no tensors" if found is None else \
        f"{found.text} ({count_text(found.tensors, 'tensor')}{f' of {found.of}' if found.of else ''})"
    return Answer(None, (*told.blocks, f"\nFingerprint of the weights: {line}"), told.status)


def describe(checkpoint: Checkpoint, *, as_json: bool = False) -> Answer:
    """What is in an open checkpoint; only the half of the answer that is asked for is made, the most of it while it is
    written, when the checkpoint may be closed."""
    with no_collection():
        optimizers = find_optimizers(checkpoint.graph)
        if as_json:
            return Answer(data(checkpoint, optimizers), ())
        return Answer(None, tuple(blocks(checkpoint, optimizers)))


def info(checkpoint: Checkpoint) -> dict[str, Json]:
    """The data of `ckpt info --json`, all of it made."""
    with no_collection():
        return {key: whole(part) for key, part in data(checkpoint, find_optimizers(checkpoint.graph)).items()}
