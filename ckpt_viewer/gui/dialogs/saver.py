"""What the core does for the save dialog, and what is asked of it before there is anything to choose.

Contract: `form_answers` is work for a job; it plans and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as FilePath
from typing import get_args

from ckpt_viewer.core import rebuild, saving
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.freeing import let_go
from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.rebuild import ModelRequest, RebuildOptions
from ckpt_viewer.core.saving import Form, SaveOptions, SavePlan, SaveReport
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.dialogs.model_pane import Examine
from ckpt_viewer.gui.dialogs.save_form import FormAnswers, device_tags, suggested_target
from ckpt_viewer.gui.dialogs.save_options import SELECTING


@dataclass(frozen=True, slots=True)
class Saver:
    """The functions of the core that the dialog is about; tests may give slower or failing ones."""

    plan: Callable[[Checkpoint, FilePath, SaveOptions], SavePlan] = saving.plan
    save: Callable[[SavePlan, Task], SaveReport] = saving.save
    examine: Examine = rebuild.examine
    save_model: Callable[[Checkpoint, FilePath, ModelRequest, SaveOptions, Task, RebuildOptions], SaveReport] = (
        rebuild.save_model)


def form_answers(saver: Saver, checkpoint: Checkpoint, original: FilePath, only: tuple[Path, ...],
                 task: Task) -> FormAnswers:
    """Which forms can be had, and what there is to choose from; `only` are places of tensors to begin with."""
    refusals, choices = {}, {}
    for form in get_args(Form):
        task.check()
        options = SaveOptions(form, widen=True)  # which the person is asked about
        target = suggested_target(original, options, edited=False)
        plan = saver.plan(checkpoint, target, options)
        if plan.refusal and only and form in SELECTING:  # a selection may be saved where the whole cannot
            plan = saver.plan(checkpoint, target, replace(options, only=only))
        refusals[form], choices[form] = "" if plan.needs_survivors else plan.refusal, plan.choices
        made: list[object] = [plan]
        del plan
        let_go(made, task)
    needs_class = bool(refusals["whole_model"] and choices["state_dict"])
    if needs_class:
        refusals["whole_model"], choices["whole_model"] = "", choices["state_dict"]
    return FormAnswers(refusals, choices, device_tags(checkpoint.graph), needs_class,
                       saving.big_parts(checkpoint.graph))
