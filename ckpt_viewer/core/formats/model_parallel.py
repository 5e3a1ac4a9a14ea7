"""A file of a training in many parts: of a model-parallel set, of which each holds a slice of every large weight and no
index says how they fit, or of those over which DeepSpeed's ZeRO splits it.

Named so by Meta's Llama (`consolidated.00.pth`) and by Megatron and DeepSpeed (`mp_rank_00_model_states.pt`). Contract:
the names beside it are looked at, no file is opened.
"""

from __future__ import annotations

import re

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.kinds import zero_part
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.wording import plain_text, some_text

_MOST_NEIGHBOURS = 20_000
_NAMED_AT_MOST = 3
_NAMED = re.compile(r"((?:.{0,200}_)?mp_rank_|consolidated\.)(\d{1,4})([._][A-Za-z0-9_.]{1,60})", re.ASCII)


def note_on_part(source: Source) -> Note | None:
    """What to know of a file that has others of its set beside it; None for any other."""
    mine = _NAMED.fullmatch(source.name.replace("\\", "/").rpartition("/")[2])
    if mine is None:
        return None
    found = (_NAMED.fullmatch(name) for name in source.names_beside(_MOST_NEIGHBOURS))
    others = {int(other[2]): other[0] for other in found
              if other is not None and (other[1], other[3]) == (mine[1], mine[3]) and other[0] != mine[0]}
    if not others:
        return None
    named = [plain_text(others[number], 100) for number in sorted(others)[:_NAMED_AT_MOST]]
    return Note("info", f"This is one of {len(others) + 1} parts of a model-parallel set: of each split weight it "
                        f"holds a slice, and the other slices are in {some_text(named, len(others))}; the program that "
                        "wrote them puts them together")


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
