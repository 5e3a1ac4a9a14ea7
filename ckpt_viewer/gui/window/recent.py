"""A few words that tell one recent file from another: "training checkpoint · 48 tensors · 139.8 KiB · epoch 10".

Contract: runs in a job; no byte of a tensor is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import bytes_text, count_text, plain_text, value_text

if TYPE_CHECKING:  # the formats come with it
    from ckpt_viewer.core.checkpoint import Checkpoint

_WORTH = ("epoch", "step", "global_step", "iteration", "iter")
_KINDS = {"whole_model": "whole model", "torchscript": "TorchScript", "other": "", "tensor": "one tensor"}


def brief_note(checkpoint: Checkpoint, task: Task) -> str:
    """What a file is, how much is in it, how far its training was."""
    from ckpt_viewer.core.kinds import about

    told = about(checkpoint)
    task.check()
    kind = _KINDS.get(told.kind, told.kind.replace("_", " "))
    parts = [kind, count_text(told.tensors, "tensor") if told.tensors else "", bytes_text(told.stored_bytes)]
    far = [fact for fact in told.facts if len(fact.path) == 1 and fact.path[0] in _WORTH and fact.value is not None]
    parts += [f"{fact.path[0]!s} {value_text(fact.value, 20)}" for fact in far[:1]]
    return plain_text(" · ".join(part for part in parts if part), 120)
