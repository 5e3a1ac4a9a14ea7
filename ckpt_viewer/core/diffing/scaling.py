"""Whether a GradScaler began anew while the training went on: the state of torch/amp/grad_scaler.py, `scale` and the
number of good steps since it was changed.

Contract: told only where the numbers come out even. Since a scaler was made, or since a step of it overflowed, every
good step is counted, and every `growth_interval` of them double the scale. So where all steps of the optimizer between
two files are counted in the later one, the scaler began with them, at a scale that follows; if that is the one that
torch begins with, or higher than it was, no overflow explains it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core.diffing.course import Course, course_of, one_epoch
from ckpt_viewer.core.diffing.diff import Diff
from ckpt_viewer.core.diffing.resuming import OPTIMIZER, counters
from ckpt_viewer.core.graph import Graph, Path
from ckpt_viewer.core.kinds import named_children
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer import number_at
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import number_text

_INIT = 65536.0  # GradScaler(init_scale=2.0 ** 16)
_MOST_DOUBLINGS = 64


@dataclass(frozen=True, slots=True)
class _Scaler:
    scale: float
    growth: float
    interval: float
    good: float

    def begun_at(self, steps: float) -> float | None:
        """The scale that it had so many steps ago, where all of them are counted; None where they are not."""
        doublings = (steps - self.good) / self.interval
        if self.good > steps or not doublings.is_integer() or doublings > _MOST_DOUBLINGS:
            return None
        return float(self.scale / self.growth**doublings)


def scaler_sentence(diff: Diff) -> str:
    """Such as "From A to B epoch rises from 5 to 6, but the GradScaler started again at a scale of 65,536, which had
    been 524,288 …"; empty where nothing proves it."""
    places = [entry.path_a[:-1] for entry in looking_up(diff.entries)
              if entry.status == "value" and entry.path_a and entry.path_a[-1] in ("scale", "_growth_tracker")]
    if not places:
        return ""
    course = course_of(diff)
    return next(filter(None, (_restarted(diff, places, way) for way in ((course,) if course else one_epoch(diff)))), "")


def _restarted(diff: Diff, places: list[Path], course: Course) -> str:
    graphs = (diff.a, diff.b) if course.later_is_b else (diff.b, diff.a)
    for place in dict.fromkeys(places):
        earlier, later = (_scaler(graph, place) for graph in graphs)
        if earlier is None or later is None:
            continue
        for steps in _steps(graphs, course, earlier) if not course.stands else (0.0,):
            begun = later.begun_at(steps)
            if begun is not None and begun != earlier.scale and (begun == _INIT or begun > earlier.scale):
                return (f"{course.rise}, but the GradScaler started again at a scale of {number_text(begun)}, which "
                        f"had been {number_text(earlier.scale)}, as if a resume had not loaded it")
    return ""


def _steps(graphs: tuple[Graph, Graph], course: Course, earlier: _Scaler) -> Iterator[float]:
    """How many steps the optimizer may have made from the earlier file to the later one: as itself or the training
    counts them, or in these epochs as many as in each before, if the scaler counted those."""
    before, after = ({counter.path: counter.count for counter in counters(graph) if counter.what == OPTIMIZER}
                     for graph in graphs)
    for path in before.keys() & after.keys():
        rise = after[path] - before[path]
        if rise:
            yield rise if rise > 0 else after[path]
    if not course.counts_epochs:
        yield course.high - course.low
    elif course.low > 0 and earlier.scale >= _INIT:
        doublings = 0
        while earlier.scale / earlier.growth**doublings > _INIT:
            doublings += 1
        yield (earlier.good + doublings * earlier.interval) / course.low * (course.high - course.low)


def _scaler(graph: Graph, place: Path) -> _Scaler | None:
    held = named_children(graph, graph.resolve(place))
    numbers = [number_at(graph, held.get(name))
               for name in ("scale", "growth_factor", "growth_interval", "_growth_tracker")]
    scale, growth, interval, good = (float(number or 0) for number in numbers)
    return _Scaler(scale, growth, interval, good) if scale > 0 and growth > 1 and interval >= 1 else None
