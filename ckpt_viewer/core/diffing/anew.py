"""What began anew while a training went on: layers that a load left out, or all of a model, where it took nothing. Or
blew up, after which nothing is left of it either."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import median

from ckpt_viewer.core.diffing.course import course_of, one_epoch
from ckpt_viewer.core.diffing.diff import Diff, Entry, Measured, distance_from_learnt
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.graph import key_text
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import number_text, plain_text, some_text

_NAMED = 3
_ELEMENTS = 64  # by chance the cosine of fewer is far from 0 too often: its deviation is one over their root
_NOTHING, _CLOSE = 0.4, 0.9  # cosines of what began anew, and of most others where a training merely went on
_ALL, _MANY, _NONE = 3, 0.9, 0.1  # weights of a model of which nothing is left, and the median of their cosines
_BLOWN = 10  # times as large as they were: a fresh model has weights of the same order

_Matrices = tuple[tuple[Entry, Comparison], ...]


@dataclass(frozen=True, slots=True)
class Anew:
    """`left_out` are weights of which nothing is left though most others stayed close: layers that a load left out.
    `sentence` tells of them, or of a whole model, such as "Nothing is left of head.weight (cosine 0.02), while the
    rest stayed close …"; empty where nothing looks so."""

    left_out: tuple[Entry, ...]
    sentence: str


def begun_anew(diff: Diff, measured: Measured) -> Anew:
    """Vectors are passed over, as a bias near zero turns about in a few steps of training."""
    matrices = tuple(_matrices(diff, measured))
    found = _left_out(matrices)
    return Anew(tuple(entry for entry, _ in found), _left_out_text(found) if found else _all_anew(diff, matrices))


def one_prefix(entries: Sequence[Entry]) -> str:
    """What stands before each of the names on one side, and on none on the other."""
    prefixes = set()
    for entry in entries:
        one, other = (key_text((path or ("",))[-1]) for path in (entry.path_a, entry.path_b))
        long, short = max(one, other, key=len), min(one, other, key=len)
        prefixes.add(long.removesuffix(short) if long.endswith(short) else "")
    return prefixes.pop() if len(prefixes) == 1 else ""


def _left_out(matrices: _Matrices) -> _Matrices:
    found = tuple(pair for pair in matrices if abs(pair[1].cosine) < _NOTHING)
    return found if found and median(result.cosine for _, result in matrices) > _CLOSE else ()


def _left_out_text(found: _Matrices) -> str:
    names = [plain_text(key_text((entry.path_a or ("",))[-1]), 80) for entry, _ in found[:_NAMED]]
    them, most = some_text(names, len(found)), number_text(max(abs(result.cosine) for _, result in found), 2)
    if len(found) == 1:
        return (f"Nothing is left of {them} (cosine {most}), while the rest stayed close, as if it had not been loaded "
                "and was initialised again")
    return (f"Nothing is left of {them} (cosine {most} at most), while the rest stayed close, as if they had not "
            "been loaded and were initialised again")


def _all_anew(diff: Diff, matrices: _Matrices) -> str:
    """A model that has nothing in common with the one before, though the training went on or stands where it was."""
    cosines = [abs(result.cosine) for _, result in matrices]
    gone = sum(value < _NOTHING for value in cosines)
    if len(matrices) < _ALL or median(cosines) > _NONE or gone < _MANY * len(matrices):
        return ""
    course = course_of(diff)
    if course is not None and _growth(matrices, later_is_b=course.later_is_b) > _BLOWN:
        return f"{course.rise}, and the weights became over 10 times as large, as after steps that were far too large"
    if course is not None and course.high > 2 * course.low:  # in a long training little is left of how it began
        return ""
    near, same = number_text(median(cosines), 2), one_epoch(diff)
    if course is not None:
        said = (f"{course.rise}, but nothing is left of the weights (median cosine {near}), as if none of them had "
                "been loaded")
    elif same:
        said = (f"{same[0].rise}, but the weights have nothing in common (median cosine {near}), as if none of them "
                "had been loaded, or in two trainings that began apart")
    else:
        return f"The weights have nothing in common (median cosine {near}), as in two trainings that began apart"
    prefix = one_prefix([entry for entry, _ in matrices])
    return said if not prefix else (
        f"{said}. Its names have the prefix {plain_text(prefix, 80)} on one side only: load_state_dict(strict=False) "
        "then loads nothing")


def _growth(matrices: _Matrices, *, later_is_b: bool) -> float:
    """How many times as large the middle one is later: of B beside A the larger root of |b - a|² = |a|² + |b|² - 2 a.b,
    so at most, where b is the smaller one."""
    of_b = [result.cosine + math.sqrt(max(0.0, result.cosine**2 + result.rel_l2**2 - 1)) for _, result in matrices]
    return median(of_b if later_is_b else [1 / max(times, 1e-12) for times in of_b])


def _matrices(diff: Diff, measured: Measured) -> Iterator[tuple[Entry, Comparison]]:
    """Those that a model learns."""
    for entry, result, look in looking_up(zip(diff.entries, measured, diff.looks(), strict=True)):
        if (result is not None and look and look[0].dtype.is_floating and len(look[0].shape) > 1
                and look[0].numel >= _ELEMENTS and not distance_from_learnt(diff, entry)
                and not math.isnan(result.cosine)):
            yield entry, result
