"""A note on the learning-rate scheduler beside a file that holds an optimizer alone, as Trainer and Accelerate of
Hugging Face save them apart: a rate that is changed in one of them alone is gone at the scheduler's next step.

Contract: whether there is such a file is all that is asked; it is not read.
"""

from __future__ import annotations

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.sources.base import Source

_NAMES = ("scheduler.pt", "scheduler.bin")
"""SCHEDULER_NAME of transformers/trainer.py and accelerate/utils/constants.py."""


def with_note_on_schedule(checkpoint: Checkpoint, source: Source) -> Checkpoint:
    name = next((name for name in _NAMES if _is_beside(source, name)), None)
    if name is None:
        return checkpoint
    note = Note("info", f"{name}, which lies beside this file, keeps the learning rate too, and sets it again when the "
                        "training goes on: change it in both")
    return checkpoint.with_notes((*checkpoint.notes, note))


def _is_beside(source: Source, name: str) -> bool:
    try:
        source.beside(name).close()
    except CheckpointError:
        return False
    return True
