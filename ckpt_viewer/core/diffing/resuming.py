"""Whether a training was resumed without the state of its optimizer, its scheduler or its averaged copy: what those
count falls while the training goes on. Or with a scheduler that is stepped more than once an epoch from then on.

Contract: pure but for a few bytes of the counters that are tensors. What holds no counter is passed over in silence:
SGD counts no steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from ckpt_viewer.core.diffing.course import Course, course_of, one_epoch
from ckpt_viewer.core.diffing.diff import Diff
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Path
from ckpt_viewer.core.graph import Sequence as Listed
from ckpt_viewer.core.kinds import find_parts, is_called_copy, named_children
from ckpt_viewer.core.kinds.parts import listed_parts, optimizer_parts
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer import number_at
from ckpt_viewer.core.wording import number_text, path_text

OPTIMIZER, SCHEDULER = "the optimizer's step", "the scheduler's last_epoch"
_COPIES = {"n_averaged": "the averaged copy's n_averaged", "num_updates": "the averaged copy's num_updates"}
_LOOKED_AT = 64  # states of one optimizer; those of parameters that were frozen for a while are behind the others


@dataclass(frozen=True, slots=True)
class Counter:
    """How often the optimizer, scheduler or copy at `path` was stepped. `what` names the number that says so."""

    path: Path
    what: str
    count: float


@dataclass(frozen=True, slots=True)
class Fall:
    """A counter that is lower than it was. `what` says whose it is, with its place where there are several."""

    what: str
    before: float
    after: float

    @property
    def text(self) -> str:
        return f"{self.what} falls from {number_text(self.before)} to {number_text(self.after)}"


def counters(graph: Graph) -> tuple[Counter, ...]:
    """Those of every optimizer, scheduler and averaged copy, nearest to the root first."""
    return tuple(_counters(graph))


def falls(before: Sequence[Counter], after: Sequence[Counter]) -> tuple[Fall, ...]:
    """What counts less after than before, of what is there both times."""
    later = {(counter.path, counter.what): counter.count for counter in after}
    found = []
    for counter in before:
        count = later.get((counter.path, counter.what), counter.count)
        if count < counter.count:
            alone = sum(other.what == counter.what for other in before) == 1
            what = counter.what if alone else f"{counter.what} at {path_text(counter.path)}"
            found.append(Fall(what, counter.count, count))
    return tuple(found)


def resume_sentence(diff: Diff) -> str:
    """Such as "From A to B epoch rises from 5 to 6, but the optimizer's step falls from 10 to 2, as if a resume had
    not loaded it". Empty where nothing falls or hurries, or where neither side says that it is the later one."""
    course = course_of(diff)
    said = (_resumed(diff, way) for way in ((course,) if course else one_epoch(diff)))
    return next(filter(None, said), "")


def _resumed(diff: Diff, course: Course) -> str:
    graphs = (diff.a, diff.b) if course.later_is_b else (diff.b, diff.a)
    earlier, later = map(counters, graphs)
    # In the course of an epoch all that counts may rise, from A to B or the other way; 0 is where it begins.
    found = tuple(fall for fall in falls(earlier, later) if not course.stands or not fall.after)
    pace = _pace(earlier, later, course) if course.counts_epochs and not found else ""
    if not found:
        return pace
    fallen = " and ".join(fall.text for fall in found)
    return f"{course.rise}, but {fallen}, as if a resume had not loaded {'it' if len(found) == 1 else 'them'}"


def _pace(earlier: Sequence[Counter], later: Sequence[Counter], course: Course) -> str:
    """Of a scheduler that kept step with the epochs, and runs ahead of them now, or stays behind."""
    now = {counter.path: counter.count for counter in later if counter.what == SCHEDULER}
    epochs = course.high - course.low
    for counter in earlier:
        rise = now.get(counter.path, counter.count) - counter.count
        if counter.what != SCHEDULER or course.low <= 1 or abs(counter.count - course.low) > 1:
            continue
        before, after = number_text(counter.count), number_text(counter.count + rise)
        if rise > max(epochs, 1):
            return (f"{course.rise}, but {SCHEDULER} from {before} to {after}: it was stepped more than once per "
                    "epoch")
        made = _epochs_made(earlier, later, max(counter.count, course.low))
        if 0 < rise < epochs and (rise < epochs - 1 if made is None else made < epochs - 0.5):
            return (f"{course.rise}, but {SCHEDULER} from {before} to {after} only, as if an epoch had not been "
                    "counted right, or the scheduler not stepped in each")
        if rise == 1 and course.stands and made:
            return (f"{course.rise}, but {SCHEDULER} rises from {before} to {after}, as if an epoch had not been "
                    "counted")
    return ""


def _epochs_made(earlier: Sequence[Counter], later: Sequence[Counter], epochs: float) -> float | None:
    """How many epochs the steps of the optimizer are at most, if those before were so many, or one more where they are
    counted from 0; None where it counts none. One file may be written before its scheduler is stepped, one after."""
    now = {counter.path: counter.count for counter in later if counter.what == OPTIMIZER}
    return next(((now[counter.path] - counter.count) * (epochs + 1) / counter.count for counter in earlier
                 if counter.what == OPTIMIZER and counter.count and counter.path in now), None)


def _counters(graph: Graph) -> Iterator[Counter]:
    for part in find_parts(graph):
        if part.kind == "scheduler":
            count = number_at(graph, named_children(graph, part.node).get("last_epoch"))
            if count is not None:
                yield Counter(part.path, SCHEDULER, count)
        elif part.kind == "state_dict" and is_called_copy(part.path):
            held = named_children(graph, part.node)
            for name, what in _COPIES.items():
                if (count := number_at(graph, held.get(name))) is not None:
                    yield Counter(part.path, what, count)
        elif part.kind == "optimizer" and (
                parts := optimizer_parts(graph, part.node) or listed_parts(graph, part.node)) is not None:
            count = _steps(graph, parts[0])
            if count is not None:
                yield Counter(part.path, OPTIMIZER, count)


def _steps(graph: Graph, state: NodeId) -> float | None:
    """How often the parameter was moved that was moved most; 0 where none has a state yet, None where none counts."""
    held = graph[state]
    states = held.values if isinstance(held, Mapping) else held.items if isinstance(held, Listed) else None
    if not states:
        return None if states is None else 0.0
    steps = (number_at(graph, named_children(graph, node).get("step")) for node in islice(states, _LOOKED_AT))
    return max((count for count in steps if count is not None), default=None)
