"""Saving in two steps: `plan` says what will be kept and lost; `save` writes beside, reads back, then replaces."""

from ckpt_viewer.core.saving.digest import sha256_of
from ckpt_viewer.core.saving.endings import form_by_name
from ckpt_viewer.core.saving.forms import FORM_TITLES, Form, SaveOptions, SavePlan, SaveReport
from ckpt_viewer.core.saving.planning import plan
from ckpt_viewer.core.saving.running import save
from ckpt_viewer.core.saving.slimming import BigPart, big_parts
from ckpt_viewer.core.saving.targets import replaced_at
