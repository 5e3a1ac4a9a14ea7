"""Whole pickled models: the modules in them, what they were constructed with, and the state_dict they would give.

Works on what the file says; no class is imported. Facts are from torch/nn/modules/module.py unless said otherwise.
"""

from ckpt_viewer.core.lazy_imports import later
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckpt_viewer.core.foreign import class_of, state_of
    from ckpt_viewer.core.modules.reading import ModuleView, class_name, is_module, read_module
    from ckpt_viewer.core.modules.state_dict import (
        named_modules,
        packed_layers,
        state_dict_doubts,
        state_dict_entries,
        state_dict_graph,
        state_dict_nodes,
    )
    from ckpt_viewer.core.modules.text import constructor_text
else:
    __getattr__ = later(
        __name__,
        reading=("ModuleView", "class_name", "class_of", "is_module", "read_module", "state_of"),
        state_dict=("StateDictEntry", "named_modules", "packed_layers", "state_dict_doubts", "state_dict_entries",
                    "state_dict_graph", "state_dict_nodes"),
        text=("constructor_text",),
    )
