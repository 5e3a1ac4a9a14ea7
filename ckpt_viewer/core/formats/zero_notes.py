"""What is said of a file that is one of those over which DeepSpeed's ZeRO splits a training."""

from __future__ import annotations

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.kinds import zero_part

_OPTIMIZER = Note("info", "One of the files over which DeepSpeed's ZeRO splits the weights in full precision and the "
                          "optimizer's state; `python zero_to_fp32.py . OUT`, in the folder above, makes one "
                          "state_dict of the files of all processes")
_EMPTY = Note("warning", "The tensors of the model are empty here: stage 3 of DeepSpeed's ZeRO keeps their elements in "
                         "the files *_optim_states.pt beside it; `python zero_to_fp32.py . OUT`, in the folder above, "
                         "makes one state_dict of the files of all processes")


def with_note_on_zero(checkpoint: Checkpoint) -> Checkpoint:
    """The file with a note on where the rest is; as it is where it is whole."""
    part = zero_part(checkpoint.graph)
    if part is None:
        return checkpoint
    return checkpoint.with_notes((_OPTIMIZER if part == "optimizer" else _EMPTY, *checkpoint.notes))
