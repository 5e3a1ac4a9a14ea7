"""Files over which DeepSpeed's ZeRO splits a training, and what of it lies in one of them.

Layouts: deepspeed/runtime/engine.py (`_save_checkpoint`, `_save_zero_checkpoint`), deepspeed/utils/zero_to_fp32.py.
"""

from __future__ import annotations

from ckpt_viewer.core.graph import Graph, Mapping, Tensor
from ckpt_viewer.core.kinds.parts import named_children
from ckpt_viewer.core.lazy_typing import Literal

ZeroPart = Literal["optimizer", "names"]

MARK = "ds_version"


def zero_part(graph: Graph) -> ZeroPart | None:
    """`optimizer`: a process's share of the weights in full precision and of what the optimizer keeps. `names`: the
    model as stage 3 leaves it, each tensor without elements. None for any other file."""
    root = named_children(graph, graph.root)
    if MARK not in root:
        return None
    if "optimizer_state_dict" in root and "zero_stage" in named_children(graph, root["optimizer_state_dict"]):
        return "optimizer"
    held = graph[root["module"]] if "module" in root else None
    looks = graph.looks(held.values) if isinstance(held, Mapping) else ()
    tensors = [look for look in looks if isinstance(look, Tensor)]
    return "names" if tensors and not any(look.spec.numel for look in tensors) else None
