"""Saving in two steps: `plan` says what will be kept and lost; `save` writes beside, reads back, then replaces."""

from ckpt_viewer.core.saving.forms import FORM_TITLES, Form, SaveOptions, SavePlan, SaveReport

__all__ = ["FORM_TITLES", "Form", "SaveOptions", "SavePlan", "SaveReport"]
