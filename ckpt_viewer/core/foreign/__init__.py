"""Objects of well-known libraries, as what they amount to: values, arrays, dates, settings, tensors of other kinds.

They are read from what the file says of them; nothing is imported. What is not known is told by its class and what it
was made with.
"""

from ckpt_viewer.core.lazy_imports import later
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckpt_viewer.core.foreign.numpy_types import NumpyType, numpy_type
    from ckpt_viewer.core.foreign.numpy_values import (
        NumpyArray,
        numpy_array,
        numpy_number,
        numpy_record,
        numpy_single,
        object_items,
    )
    from ckpt_viewer.core.foreign.reading import (
        arguments,
        class_of,
        leaf,
        name_of,
        named_items,
        persistent_item,
        state_of,
    )
    from ckpt_viewer.core.foreign.sights import Entry, Sight
    from ckpt_viewer.core.foreign.telling import foreign_text, plain_value, sight
    from ckpt_viewer.core.foreign.tensors import MetaTensor, meta_tensor, tensor_class, whole_local
else:
    __getattr__ = later(
        __name__,
        numpy_types=("NumpyType", "numpy_type"),
        numpy_values=("NumpyArray", "numpy_array", "numpy_number", "numpy_record", "numpy_single", "object_items"),
        reading=("arguments", "class_of", "leaf", "name_of", "named_items", "persistent_item", "state_of"),
        sights=("Entry", "Sight"),
        telling=("foreign_text", "plain_value", "sight"),
        tensors=("MetaTensor", "meta_tensor", "tensor_class", "whole_local"),
    )
