"""Measures the tensors of a list: first those in sight, large ones first by a sample, then all of them exactly.

Contract: `measure_list` runs in a worker until nothing is left; `Agenda.first` may be changed meanwhile by whoever sees
what is in sight. Memory is constant. A tensor that cannot be read is no end: its error is its answer. What is in the
memory of this computer is measured as `sweep` does it, many at once; a device takes one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from ckpt_viewer.core.engine import bytes_to_read
from ckpt_viewer.core.engine.base import Engine, Floats, Histogram
from ckpt_viewer.core.engine.cpu import QUICK_ABOVE, CpuEngine
from ckpt_viewer.core.engine.sweeping import Answer, Wanted, sweep
from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import QuietTask, Task, looking_up
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.folding import Ints
from ckpt_viewer.core.views.strips import strip_edges
from ckpt_viewer.core.views.tensor_list import Listed
from ckpt_viewer.core.views.tensor_numbers import Measured, measured

_AT_ONCE = 1 << 10  # tensors, and
_ELEMENTS = 1 << 24  # elements between two looks at what is in sight: some 30 ms
_STRIDE = 1 << 12  # tensors between two looks at the task


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What came of some tensors: numbers, and by place why there are none."""

    numbers: Measured | None
    failures: dict[int, CheckpointError]


Keep = Callable[[Found], None]


@dataclass(frozen=True, slots=True)
class Turn:
    """Places to be measured next; `quick` where a sample of the one will do for now."""

    places: tuple[int, ...]
    quick: bool = False


class Agenda:
    """Which tensors of a list wait for their numbers. `first` are the places that go before others."""

    def __init__(self, elements: Floats, known: bytes, done: bytes, order: Ints) -> None:
        """`elements` are the sizes of the tensors; `known` and `done` have a 1 for each that was measured before, and
        for each that was so exactly; `order` are the places as the tensors follow one another in the file."""
        self.first: tuple[int, ...] = ()
        self._elements = elements.data  # lists of a million take the window too long
        self._known, self._done = bytearray(known), bytearray(done)
        self._left = done.count(0)
        self._order = order.data
        self._next = [0, 0]  # none before in that order waits for any number, for an exact one

    def waits(self, place: int) -> bool:
        """Whether a tensor has no exact numbers."""
        return not self._done[place]

    @property
    def left(self) -> int:
        """How many tensors have no exact numbers."""
        return self._left

    def take(self) -> Turn | None:
        """What is to be measured next; None where nothing is left."""
        for stage, held in enumerate((self._known, self._done)):
            waiting = (place for place in self.first if not held[place])
            turn = self._turn(waiting, stage) or self._turn(self._rest(stage, held), stage)
            if turn is not None:
                for place in turn.places:
                    self._left -= not turn.quick and not self._done[place]
                    self._known[place], self._done[place] = 1, not turn.quick
                return turn
        return None

    def _rest(self, stage: int, held: bytearray) -> Iterator[int]:
        """The places that wait, in order; none that this has gone past waits any more."""
        for at in range(self._next[stage], len(self._order)):
            place = self._order[at]
            if not held[place]:
                self._next[stage] = at
                yield place
        self._next[stage] = len(self._order)

    def _turn(self, waiting: Iterator[int], stage: int) -> Turn | None:
        places, elements = dict[int, None](), 0.0
        for place in islice(waiting, _AT_ONCE):
            if stage == 0 and self._elements[place] > QUICK_ABOVE:
                if not places:
                    return Turn((place,), quick=True)
                break
            places[place] = None
            elements += self._elements[place]
            if elements >= _ELEMENTS:
                break
        return Turn(tuple(places)) if places else None


def measure_list(engine: Engine, listed: Sequence[Listed], agenda: Agenda, task: Task, keep: Keep) -> None:
    """Give `keep` the numbers of the tensors, of some at a time. Raises Cancelled."""
    edges = strip_edges()
    sizes = list[int]()
    for start in range(0, len(listed), _STRIDE):
        task.check()
        sizes += (bytes_to_read(tensor.tensor.spec) for tensor in listed[start : start + _STRIDE])
    whole = task.whole(sum(size for place, size in enumerate(looking_up(sizes)) if agenda.waits(place)), "")
    before = 0  # bytes of the tensors that are done
    while (turn := agenda.take()) is not None:
        task.text = f"{len(listed) - agenda.left:,} of {len(listed):,} tensors"
        if turn.quick:
            keep(_sampled(engine, listed, turn.places[0], edges, QuietTask(task)))
            continue
        keep(_found(engine, listed, turn.places, edges, whole))
        before += sum(sizes[place] for place in turn.places)
        task.advance(before - task.done)


def _found(engine: Engine, listed: Sequence[Listed], places: Sequence[int], edges: Floats, task: Task) -> Found:
    def locate(at: int) -> TensorSpec:
        return _located(listed[places[at]])

    answers = list[Answer]()
    if isinstance(engine, CpuEngine):
        sweep([listed[place].tensor.spec for place in places], locate, Wanted(0, edges), task, answers.append)
    else:
        answers += (_alone(engine, listed[place], edges, task) for place in places)
    return _sorted_out(dict(zip(places, answers, strict=True)))


def _alone(engine: Engine, listed: Listed, edges: Floats, task: Task) -> Answer:
    try:
        return engine.histogram(_located(listed), task, edges=edges)
    except CheckpointError as error:
        return error


def _sampled(engine: Engine, listed: Sequence[Listed], place: int, edges: Floats, task: Task) -> Found:
    def enough(sample: Histogram) -> None:
        raise _Enough(sample)

    answer: Answer
    try:
        answer = engine.histogram(_located(listed[place]), task, edges=edges, quick=enough)
    except _Enough as found:
        answer = found.sample
    except CheckpointError as error:
        answer = error
    return _sorted_out({place: answer})


def _located(listed: Listed) -> TensorSpec:
    if listed.problem:
        raise Damaged(listed.problem, listed.name)
    return listed.tensor.spec


def _sorted_out(answers: dict[int, Answer]) -> Found:
    numbers = {place: answer for place, answer in answers.items() if isinstance(answer, Histogram)}
    return Found(measured(numbers) if numbers else None,
                 {place: answer for place, answer in answers.items() if isinstance(answer, CheckpointError)})


class _Enough(Exception):
    """The sample is all that is wanted for now."""

    def __init__(self, sample: Histogram) -> None:
        super().__init__()
        self.sample = sample
