"""A few words that tell one recent file from another: "training checkpoint · 48 tensors · 139.8 KiB · epoch 10".

Contract: `brief_note` runs in a job and reads no byte of a tensor; its words are English, to be kept, and
`shown_note` says them in the window's language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckpt_viewer.core.task import Task, stoppable
from ckpt_viewer.core.wording import bytes_text, count_text, plain_text, value_text
from ckpt_viewer.gui.language import later, told, tr

if TYPE_CHECKING:  # the formats come with it
    from ckpt_viewer.core.checkpoint import Checkpoint

_WORTH = ("epoch", "step", "global_step", "iteration", "iter")
_KINDS = {"whole_model": later("whole model"), "torchscript": "TorchScript", "other": "", "tensor": later("one tensor"),
          "training_checkpoint": later("training checkpoint"), "state_dict": later("state dict"),
          "optimizer": later("optimizer")}
_BETWEEN = " · "


def brief_note(checkpoint: Checkpoint, task: Task) -> str:
    """What a file is, how much is in it, how far its training was."""
    from ckpt_viewer.core.kinds import about

    with stoppable(task):
        found = about(checkpoint)
    tensors = count_text(found.tensors, "tensor") if found.tensors else ""
    parts = [_KINDS[found.kind], tensors, bytes_text(found.stored_bytes)]
    far = [fact for fact in found.facts if len(fact.path) == 1 and fact.path[0] in _WORTH and fact.value is not None]
    parts += [f"{fact.path[0]!s} {value_text(fact.value, 20)}" for fact in far[:1]]
    return plain_text(_BETWEEN.join(part for part in parts if part), 120)


def shown_note(note: str) -> str:
    """A kept note in the window's language."""
    return _BETWEEN.join(tr(told(part)) for part in note.split(_BETWEEN))
