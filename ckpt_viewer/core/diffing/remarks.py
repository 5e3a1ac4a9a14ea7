"""What a comparison says beside its numbers: first what its structure tells, then what the measured movement does."""

from __future__ import annotations

import math
from statistics import median

from ckpt_viewer.core.diffing.diff import Diff, Entry, Measured, distance_from_learnt
from ckpt_viewer.core.diffing.frozen import frozen_sentence
from ckpt_viewer.core.diffing.reordering import reordered_sentence
from ckpt_viewer.core.diffing.resuming import resume_sentence
from ckpt_viewer.core.errors import InvalidPath
from ckpt_viewer.core.graph import Graph, Path, Sequence, key_text
from ckpt_viewer.core.kinds import named_children
from ckpt_viewer.core.kinds.parts import optimizer_parts
from ckpt_viewer.core.wording import count_text, number_text, plain_text, some_text

_NAMED, _SIZES = 3, 8
_ELEMENTS = 64  # by chance the cosine of fewer is far from 0 too often: its deviation is one over their root
_NOTHING, _CLOSE = 0.4, 0.9  # cosines of what began anew, and of most others where a training merely went on


def structure_remarks(diff: Diff) -> tuple[str, ...]:
    """What a resume did not load or loaded for other parameters, and param groups that are others, if it looks so."""
    return tuple(filter(None, [resume_sentence(diff), *(_regrouped(diff, path) for path in diff.optimizers),
                               *(reordered_sentence(diff, path) for path in diff.optimizers)]))


def movement_remarks(diff: Diff, measured: Measured) -> tuple[str, ...]:
    """What began anew while the rest went on, and what stood still."""
    return tuple(filter(None, [_begun_anew(diff, measured), frozen_sentence(diff, measured)]))


def begun_anew(diff: Diff, measured: Measured) -> tuple[tuple[Entry, float], ...]:
    """Weights of which nothing is left though most others stayed close, each with its cosine: layers that a load left
    out. Vectors are passed over, as a bias near zero turns about in a few steps of training."""
    turned = [(entry, result.cosine) for entry, result, look in zip(diff.entries, measured, diff.looks(), strict=True)
              if result is not None and look and look[0].dtype.is_floating and len(look[0].shape) > 1
              and look[0].numel >= _ELEMENTS and not distance_from_learnt(diff, entry)
              and not math.isnan(result.cosine)]
    found = tuple(pair for pair in turned if abs(pair[1]) < _NOTHING)
    return found if found and median(cosine for _, cosine in turned) > _CLOSE else ()


def _begun_anew(diff: Diff, measured: Measured) -> str:
    found = begun_anew(diff, measured)
    if not found:
        return ""
    names = [plain_text(key_text((entry.path_a or ("",))[-1]), 80) for entry, _ in found[:_NAMED]]
    them, most = some_text(names, len(found)), number_text(max(abs(cosine) for _, cosine in found), 2)
    if len(found) == 1:
        return (f"Nothing is left of {them} (cosine {most}), while the rest stayed close: as after a load that left it "
                "out and began it anew")
    return (f"Nothing is left of {them} (cosine {most} at most), while the rest stayed close: as after a load that "
            "left them out and began them anew")


def _regrouped(diff: Diff, path: Path) -> str:
    """Such as "The optimizer has 1 param group (53) in A …"; empty where the groups are as large as they were."""
    sides = _group_sizes(diff.a, path), _group_sizes(diff.b, path)
    if sides[0] == sides[1] or not all(sides):
        return ""
    one, other = (f"{count_text(len(sizes), 'param group')} ({_sum_text(sizes)} parameters)" for sizes in sides)
    return (f"The optimizer has {one} in A, {other} in B: load_state_dict does not take one for the other, and the "
            "same number in its state may be another parameter")


def _sum_text(sizes: tuple[int, ...]) -> str:
    return " + ".join([*map(str, sizes[:_SIZES]), *["…"] * (len(sizes) > _SIZES)])


def _group_sizes(graph: Graph, path: Path) -> tuple[int, ...]:
    """How many parameters each group has; empty where no optimizer is there."""
    try:
        parts = optimizer_parts(graph, graph.resolve(path))
    except InvalidPath:  # it has another key there
        return ()
    groups = None if parts is None else graph[parts[1]]
    if not isinstance(groups, Sequence):
        return ()
    held = [named_children(graph, group).get("params") for group in groups.items]
    lists = [None if node is None else graph[node] for node in held]
    return tuple(len(items.items) if isinstance(items, Sequence) else 0 for items in lists)
