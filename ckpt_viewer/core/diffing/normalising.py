"""What became of the running statistics of batch norm layers: kept still by evaluation mode, or begun anew.

Contract: pure but for a few counters. Layers whose own weights stood still too are not told of: they were frozen.
"""

from __future__ import annotations

from itertools import islice

from ckpt_viewer.core.diffing.anew import one_prefix
from ckpt_viewer.core.diffing.course import Course, course_of, one_epoch
from ckpt_viewer.core.diffing.diff import Diff, Measured
from ckpt_viewer.core.diffing.naming import MODULE_SLOTS
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.graph import Path, key_text
from ckpt_viewer.core.kinds import is_called_copy
from ckpt_viewer.core.optimizer import number_at
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import count_text, number_text, plain_text

_COUNTER = "num_batches_tracked"
_STATISTICS = ("running_mean", "running_var")
_ASKED = 8  # counters that are read

_Layer = tuple[str, ...]


def recount_sentence(diff: Diff) -> str:
    """Such as "From A to B epoch rises from 5 to 6, but num_batches_tracked of batch norm falls from 100 to 20 …"."""
    counted = list(islice((entry for entry in looking_up(diff.entries)
                           if entry.status in ("tensor", "renamed") and entry.path_a
                           and key_text(entry.path_a[-1]).endswith(_COUNTER)
                           and not is_called_copy(entry.path_a[:-1])), _ASKED))
    if not counted:
        return ""
    course = course_of(diff)
    pairs = [(number_at(diff.a, entry.node_a), number_at(diff.b, entry.node_b)) for entry in counted]
    known = [(one, other) for one, other in pairs if one is not None and other is not None]
    ways = (course,) if course else one_epoch(diff)
    return next(filter(None, (_recounted(way, known, one_prefix(counted)) for way in ways)), "")


def _recounted(course: Course, known: list[tuple[float, float]], prefix: str) -> str:
    counts = known if course.later_is_b else [(later, earlier) for earlier, later in known]
    fallen = [(earlier, later) for earlier, later in counts if later < earlier]
    if not fallen or any(later > earlier or (later and course.stands) for earlier, later in counts):
        return ""
    earlier, later = fallen[0]
    if not course.later_is_b and not course.stands:  # A is taken for the older one: B may have begun with it
        return (f"{course.rise}, but num_batches_tracked of batch norm falls from {number_text(earlier)} to "
                f"{number_text(later)}, as if the training of B had begun from the weights of A, or the running "
                "statistics in A had begun again")
    if prefix:
        return (f"{course.rise}, but num_batches_tracked of batch norm falls from {number_text(earlier)} to "
                f"{number_text(later)}, as if nothing had been loaded, since its names have the prefix "
                f"{plain_text(prefix, 80)} on one side only")
    return (f"{course.rise}, but num_batches_tracked of batch norm falls from {number_text(earlier)} to "
            f"{number_text(later)}, as if its running statistics had not been loaded and began again")


def still_sentence(diff: Diff, measured: Measured) -> str:
    """Such as "The running statistics of 17 batch norm layers are the same in A and B, though their weights moved …";
    empty where those of all moved layers moved."""
    layers = _layers(diff, measured, _STATISTICS)
    weights = _layers(diff, measured, ("weight",)) if layers else {}
    moved = [layer for layer in layers if any(result.changed for result in weights.get(layer, ()))]
    still = sum(not any(result.changed for result in layers[layer]) for layer in moved)
    if not still:
        return ""
    those = count_text(len(moved), "batch norm layer")
    those = those if still == len(moved) else f"{still:,} of {those}"
    return (f"The running statistics of {those} are the same in A and B, though the weights moved, as if the model "
            "had been trained in evaluation mode")


def _layers(diff: Diff, measured: Measured, names: tuple[str, ...]) -> dict[_Layer, list[Comparison]]:
    """What a model holds under these names, by the modules that it is in; copies of the model are passed over."""
    found: dict[_Layer, list[Comparison]] = {}
    copies: dict[_Layer, bool] = {}
    for entry, result in looking_up(zip(diff.entries, measured, strict=True)):
        path = entry.path_a
        if path and result is not None and str(path[-1]).endswith(names):
            words, place = _words(path), tuple(map(key_text, path[:-1]))
            if place not in copies:
                copies[place] = is_called_copy(path[:-1])
            if words[-1] in names and not copies[place]:
                found.setdefault(words[:-1], []).append(result)
    return found


def _words(path: Path) -> _Layer:
    return tuple(word for key in path if key not in MODULE_SLOTS for word in key_text(key).split("."))
