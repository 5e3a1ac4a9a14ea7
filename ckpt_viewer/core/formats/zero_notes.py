"""What is said of a file that is one of those over which DeepSpeed's ZeRO splits a training."""

from __future__ import annotations

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.kinds import zero_part
from ckpt_viewer.core.kinds.zero import TOGETHER


def with_note_on_zero(checkpoint: Checkpoint) -> Checkpoint:
    """The file with a note on where the rest is; as it is where it is whole."""
    part = zero_part(checkpoint.graph)
    if part is None:
        return checkpoint
    note = Note("info", f"One of the files over which DeepSpeed's ZeRO splits the weights in full precision and the "
                        f"optimizer's state; {TOGETHER}") if part == "optimizer" else (
        Note("warning", f"The tensors of the model are empty here: stage 3 of DeepSpeed's ZeRO keeps their elements in "
                        f"the files *_optim_states.pt beside it; {TOGETHER}"))
    return checkpoint.with_notes((note, *checkpoint.notes))
