"""Whether a training went on from an averaged copy of its model (EMA, SWA) in place of the model itself.

Contract: told only where the later weights lie at less than half the distance from the copy that they have from the
model. Where nothing but chance is left of where a training was, that is 0.7 on the average and not less: both distances
hold the chance of the later file, that from the model also its own. Reads the beginnings of a few tensors.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median

from ckpt_viewer.core.diffing.course import course_of
from ckpt_viewer.core.diffing.diff import Diff, distance_from_learnt
from ckpt_viewer.core.elements import beginning
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Tensor, key_text
from ckpt_viewer.core.kinds import Part, find_parts, is_called_copy, is_optimizer, named_children
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import number_text, path_text

_LOOKED_AT, _FEWEST, _ELEMENTS = 24, 2, 64
_KEYS = 200  # at the top of a file that is not itself a state_dict
_NEAR, _NOT_FAR = 0.5, 0.7
_APART = 1e-4  # of a weight's norm: less lies between the copy and the model of a training at rest
_WRAPPER = "module."  # what torch.optim.swa_utils.AveragedModel puts before its names


def averaged_sentence(diff: Diff) -> str:
    """Such as "The model in B lies nearer to /ema of A than to the model there, at 0.15 of the distance …"; empty where
    there is no such copy, or the model went on."""
    if not _may_hold_copies(diff.a) and not _may_hold_copies(diff.b):
        return ""
    course = course_of(diff)
    later_is_b = course is None or course.later_is_b
    earlier, (before, after) = (diff.a, "AB") if later_is_b else (diff.b, "BA")
    for copy in _copies(earlier):
        near = list(_nearness(diff, named_children(earlier, copy.node), later_is_b=later_is_b))
        if len(near) >= _FEWEST and median(near) < _NEAR and max(near) < _NOT_FAR:
            return (f"The model in {after} lies nearer to {path_text(copy.path, 80)} of {before} than to the model "
                    f"there, at {number_text(median(near), 2)} of the distance, as if a resume had loaded the copy in "
                    "its place")
    return ""


def _may_hold_copies(graph: Graph) -> bool:
    """Whether a key at the top is called so: what takes a file apart costs more than the other remarks together."""
    held = graph[graph.root]
    return isinstance(held, Mapping) and len(held.keys) <= _KEYS and any(
        type(key) is str and is_called_copy((key,)) and not is_optimizer(graph, node)
        for key, node in zip(held.keys, held.values, strict=True))


def _copies(graph: Graph) -> list[Part]:
    return [part for part in find_parts(graph) if part.kind == "state_dict" and is_called_copy(part.path)]


def _nearness(diff: Diff, copied: dict[str, NodeId], *, later_is_b: bool) -> Iterator[float]:
    """How far some weights of the later file are from the copy in the earlier one, for each as a part of how far they
    are from the weights there."""
    earlier = diff.a if later_is_b else diff.b
    looked_at = 0
    for entry, look in looking_up(zip(diff.entries, diff.looks(), strict=True)):
        name = key_text((entry.path_a or ("",))[-1])
        copy = copied.get(name, copied.get(_WRAPPER + name, copied.get(name.removeprefix(_WRAPPER))))
        if (copy is None or look is None or not look[0].dtype.is_floating or len(look[0].shape) < 2
                or look[0].numel < _ELEMENTS or distance_from_learnt(diff, entry)):
            continue
        nodes = (entry.node_a, entry.node_b) if later_is_b else (entry.node_b, entry.node_a)
        near = _near(earlier, nodes, copy, diff.b if later_is_b else diff.a)
        looked_at += 1
        if near is not None:
            yield near
        if looked_at == _LOOKED_AT:
            return


def _near(earlier: Graph, nodes: tuple[NodeId | None, NodeId | None], copy: NodeId, later: Graph) -> float | None:
    """None where the copy is the model, or one of the three cannot be read."""
    was, now = nodes
    held = [graph[node] for graph, node in ((earlier, was), (later, now), (earlier, copy)) if node is not None]
    specs = [tensor.spec for tensor in held if isinstance(tensor, Tensor) and not tensor.problem
             and tensor.spec.is_contiguous]
    if len(specs) < 3 or len({spec.shape for spec in specs}) > 1:
        return None
    try:
        model, new, average = (beginning(spec).astype("float64") for spec in specs)
    except CheckpointError:
        return None
    between, moved, left = (float((difference**2).sum() ** 0.5) for difference in (
        model - average, new - model, new - average))
    size = float((model**2).sum() ** 0.5)
    if not between > _APART * size or not math.isfinite(left):
        return None
    return left / moved if moved else math.inf
