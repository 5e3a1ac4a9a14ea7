"""What one file has of a training and the other lacks: whole parts, and what an optimizer keeps for its parameters.

Contract: reads no tensor byte. A file that holds weights alone was exported, and lacks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core.diffing.course import course_of, one_epoch
from ckpt_viewer.core.diffing.diff import Diff
from ckpt_viewer.core.diffing.resuming import OPTIMIZER, counters
from ckpt_viewer.core.graph import Graph, Mapping, Node, Path, Scalar, key_text
from ckpt_viewer.core.kinds import find_parts, path_words
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.optimizer.averages import is_average
from ckpt_viewer.core.optimizer.resumable import states_kept
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import count_text, path_text, plain_text, some_text

_WORDS = {"optimizer": "the optimizer ({0})", "scheduler": "the scheduler ({0})", "scaler": "the GradScaler ({0})",
          "copy": "the averaged copy of the model ({0})", "random": "the state of the random numbers ({0})"}
_OF_SCALER = frozenset({"scale", "_growth_tracker"})
_RANDOM = (frozenset({"rng"}), frozenset({"random", "state"}), frozenset({"random", "states"}))
_NAMED = 3
_KEYS, _FEW = 200, 16  # at the top of a file that is not itself a state_dict, and of a scaler


def lacking_sentence(diff: Diff) -> str:
    """Such as "B lacks what A has of a training: the GradScaler (/scaler). A resume from B begins it anew"; empty where
    both have the same, or one is no checkpoint of a training."""
    if not any(entry.status in ("added", "removed") for entry in looking_up(diff.entries)):
        return ""
    course = course_of(diff)
    a, b = dict(_parts(diff.a)), dict(_parts(diff.b))
    for (have, lack), (one, other), later in ((("A", "B"), (a, b), True), (("B", "A"), (b, a), False)):
        if course is not None and course.later_is_b != later:
            continue
        gone = [kind for kind in one if kind not in other]
        if gone and not other.keys().isdisjoint(("optimizer", "scheduler")):
            parts = ", ".join(_WORDS[kind].format(path_text(one[kind], 80)) for kind in gone)
            return (f"{lack} lacks what {have} has of a training: {parts}. A resume from {lack} begins "
                    f"{'it' if len(gone) == 1 else 'them'} anew")
    return ""


def emptied_sentence(diff: Diff, path: Path) -> str:
    """Such as "The optimizer keeps nothing in B, in A it has a state for 12 parameters …", or for which parameters one
    side alone keeps a state; empty where both keep one for the same."""
    within = (*path, "state")
    if not any(entry.status in ("added", "removed", "retyped") and place[: len(within)] == within
               for entry in looking_up(diff.entries) if (place := entry.path_a or entry.path_b or ())):
        return ""  # asking each of a hundred thousand states takes as long as pairing them
    one, other = states_kept(diff.a, path), states_kept(diff.b, path)
    if one is None or other is None:
        return ""
    a, b = frozenset(one), frozenset(other)
    if (a and b) or a == b:
        return _partly(diff, path, a, b)
    course = course_of(diff)
    have, lack = "AB" if a else "BA"
    if course is not None and course.later_is_b != (lack == "B"):
        return ""  # before the first step
    resumed = course is not None or bool(one_epoch(diff))
    if resumed and any(counter.what == OPTIMIZER and counter.path == path and counter.count
                       for counter in counters(diff.a if have == "A" else diff.b)):
        return ""  # its steps fall to 0, which is told
    said = (f"The optimizer keeps nothing for its parameters in {lack}, in {have} it has a state for "
            f"{count_text(len(a or b), 'parameter')}")
    return f"{said}, as if a resume had not loaded it" if resumed else said


def _partly(diff: Diff, path: Path, a: frozenset[str], b: frozenset[str]) -> str:
    """Frozen layers have no gradient, and what has none gets no state."""
    course = course_of(diff)
    one, other = a - b, b - a
    if bool(one) == bool(other) or course is None:
        return ""
    side, keys = ("A", one) if one else ("B", other)
    names = _names(diff.a if one else diff.b, path, keys)
    said = f"The optimizer keeps a state for {some_text(names[:_NAMED], len(keys))} in {side} only"
    if course.later_is_b == (side == "B"):
        return f"{said}, as of layers that were frozen before and are trained now"
    return f"{said}, as if a resume had lost it"


def _names(graph: Graph, path: Path, keys: frozenset[str]) -> list[str]:
    view = next((view for view in find_optimizers(graph) if view.path == path), None)
    params = () if view is None else view.params
    told = {key_text(param.state_path[-1]): param.name for param in params if param.state_path}
    return [plain_text(told.get(key) or f"number {key}", 80) for key in sorted(keys, key=lambda key: (len(key), key))]


def _parts(graph: Graph) -> Iterator[tuple[str, Path]]:
    """Which parts of a training a file has, and where; the root-most of each kind."""
    seen = set[str]()
    for kind, path in _all_parts(graph):
        if kind not in seen:
            seen.add(kind)
            yield kind, path


def _is_scaler(held: Node) -> bool:
    """As torch/amp/grad_scaler.py saves one."""
    return isinstance(held, Mapping) and len(held.keys) <= _FEW and frozenset(map(str, held.keys)) >= _OF_SCALER


def _all_parts(graph: Graph) -> Iterator[tuple[str, Path]]:
    for part in find_parts(graph):
        if part.path and part.kind in ("optimizer", "scheduler"):
            yield part.kind, part.path
        elif part.path and part.kind == "state_dict" and is_average(part.path):
            yield "copy", part.path
    held = graph[graph.root]
    if isinstance(held, Mapping) and len(held.keys) <= _KEYS:
        for key, node in graph.children(graph.root):
            if _is_scaler(graph[node]):
                yield "scaler", (key,)
            elif not isinstance(graph[node], Scalar) and any(words <= {*path_words((key,))} for words in _RANDOM):
                yield "random", (key,)
