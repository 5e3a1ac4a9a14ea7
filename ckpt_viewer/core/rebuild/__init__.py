"""The one place that runs a user's model class: in a process of its own, and only when asked."""

from ckpt_viewer.core.rebuild.answer import BuiltModel
from ckpt_viewer.core.rebuild.request import ModelRequest, class_names, read_arguments, read_request
from ckpt_viewer.core.rebuild.running import Limits
from ckpt_viewer.core.rebuild.saving_model import DoesNotLoad, RebuildOptions, examine, save_model
