"""Optimizers and schedulers in a checkpoint: whose parameters they move, and every place that holds a learning rate."""

from ckpt_viewer.core.lazy_imports import later
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckpt_viewer.core.optimizer.finding import GroupView, OptimizerView, ParamView
    from ckpt_viewer.core.optimizer.guessing import guess_optimizer
    from ckpt_viewer.core.optimizer.learning_rate import (
        LEADING_ROLES,
        GroupKey,
        LrChange,
        LrPlace,
        argument_rates,
        lr_changes,
        lr_places,
        lr_text,
        number_at,
        schedule_remark,
        single_value,
        summed_up,
    )
    from ckpt_viewer.core.optimizer.naming import Sure
    from ckpt_viewer.core.optimizer.presence import find_optimizers
    from ckpt_viewer.core.optimizer.resumable import optimizer_notes, training_notes
    from ckpt_viewer.core.optimizer.schedulers import SchedulerView, find_schedulers
else:
    __getattr__ = later(
        __name__,
        finding=("GroupView", "OptimizerView", "ParamView"),
        guessing=("guess_optimizer",),
        learning_rate=("LEADING_ROLES", "GroupKey", "LrChange", "LrPlace", "argument_rates", "lr_changes",
                       "lr_places", "lr_text", "number_at", "schedule_remark", "single_value", "summed_up"),
        naming=("Sure",),
        presence=("find_optimizers",),
        resumable=("optimizer_notes", "training_notes"),
        schedulers=("SchedulerView", "find_schedulers"),
    )
