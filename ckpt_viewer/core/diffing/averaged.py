"""Whether a training went on from an averaged copy of its model (EMA, SWA) in place of the model itself, or with a copy
that was made anew.

Contract: the first is told only where the later weights lie at less than half the distance from the copy that they
have from the model. Where nothing but chance is left of where a training was, that is 0.7 on the average and not less:
both distances hold the chance of the later file, that from the model also its own. That a copy was not loaded is told
where it had most of the model in common and now has little, though the model stayed close to what it was: an average of
what a training went through cannot leave it so. Reads the beginnings of a few tensors.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median

from ckpt_viewer.core.diffing.course import course_of
from ckpt_viewer.core.diffing.diff import Diff, distance_from_learnt
from ckpt_viewer.core.elements import beginning
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, NodeId, Tensor, key_text
from ckpt_viewer.core.kinds import Part, find_parts, is_called_copy, named_children
from ckpt_viewer.core.optimizer.averages import WRAPPER, Average, averages, cosine, may_hold_copies
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import number_text, path_text

_LOOKED_AT, _FEWEST, _ELEMENTS = 24, 2, 64
_NEAR, _NOT_FAR = 0.5, 0.7
_APART = 1e-4  # of a weight's norm: less lies between the copy and the model of a training at rest
_CLOSE, _LEFT = 0.9, 0.7  # cosines


def averaged_sentence(diff: Diff) -> str:
    """Such as "The model in B lies nearer to /ema of A than to the model there, at 0.15 of the distance …"; empty where
    there is no such copy, or the model went on."""
    if not may_hold_copies(diff.a) and not may_hold_copies(diff.b):
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


def copied_sentence(diff: Diff) -> str:
    """Such as "/ema in B begins as the model in all 12 tensors, in A it does not …"; empty where every averaged copy
    is one of what the training went through, or is as it was."""
    if not may_hold_copies(diff.a) or not may_hold_copies(diff.b):
        return ""
    course = course_of(diff)
    later_is_b = course is None or course.later_is_b
    (earlier, later), (before, after) = ((diff.a, diff.b), "AB") if later_is_b else ((diff.b, diff.a), "BA")
    was = {copy.path: copy for copy in averages(earlier)}
    for copy in averages(later):
        if copy.path in was and (said := _anew(diff, was[copy.path], copy, before, after)):
            return said
    return ""


def _anew(diff: Diff, was: Average, now: Average, before: str, after: str) -> str:
    place = path_text(now.path, 80)
    same = now.same_as_model()
    if same and not was.same_as_model():
        return (f"{place} in {after} is equal to the model (the first numbers of all its {same:,} tensors), in "
                f"{before} it is not, as if the copy had been made anew from the model")
    far, near = now.cosine(), was.cosine()
    if far is None or near is None or far > _LEFT or near < _CLOSE or not _stayed(diff):
        return ""
    return (f"{place} in {after} has little in common with the model (median cosine {number_text(far, 2)}), in "
            f"{before} it has much ({number_text(near, 2)}), as if a resume had not loaded it")


def _stayed(diff: Diff) -> bool:
    """Whether the model of the later file is close to that of the earlier one."""
    found: list[float] = []
    for entry, look in looking_up(zip(diff.entries, diff.looks(), strict=True)):
        if (look is None or len(look[0].shape) < 2 or look[0].numel < _ELEMENTS or not look[0].dtype.is_floating
                or distance_from_learnt(diff, entry)):
            continue
        specs = diff.specs(entry)
        if specs is not None and all(spec.is_contiguous for spec in specs):
            try:
                near = cosine(*specs)
            except CheckpointError:
                continue
            found += [] if near is None else [near]
        if len(found) == _LOOKED_AT:
            break
    return bool(found) and median(found) > _CLOSE


def _copies(graph: Graph) -> list[Part]:
    return [part for part in find_parts(graph) if part.kind == "state_dict" and is_called_copy(part.path)]


def _nearness(diff: Diff, copied: dict[str, NodeId], *, later_is_b: bool) -> Iterator[float]:
    """How far some weights of the later file are from the copy in the earlier one, for each as a part of how far they
    are from the weights there."""
    earlier = diff.a if later_is_b else diff.b
    looked_at = 0
    for entry, look in looking_up(zip(diff.entries, diff.looks(), strict=True)):
        name = key_text((entry.path_a or ("",))[-1])
        copy = copied.get(name, copied.get(WRAPPER + name, copied.get(name.removeprefix(WRAPPER))))
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
