"""Saving in two steps: `plan` says what will be kept and lost; `save` writes beside, reads back, then replaces."""

from ckpt_viewer.core.saving.forms import FORM_TITLES, Form, SaveOptions, SavePlan, SaveReport
from ckpt_viewer.core.saving.planning import plan
from ckpt_viewer.core.saving.running import save

__all__ = ["FORM_TITLES", "Form", "SaveOptions", "SavePlan", "SaveReport", "plan", "save"]
