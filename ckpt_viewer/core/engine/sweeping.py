"""Statistics and histograms of many tensors: small ones together, and each thread takes some of its own (`turns`).

A tensor that cannot be read is no end: its error is its answer. Tensors are located by the threads too, for that takes
longer than to count what is in a small one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ckpt_viewer.core.engine.arithmetic import Choice
from ckpt_viewer.core.engine.base import Floats, Histogram
from ckpt_viewer.core.engine.binning import choose_bins, with_table
from ckpt_viewer.core.engine.cpu import CpuEngine, histogram_of
from ckpt_viewer.core.engine.gathering import Gathered, Gatherer
from ckpt_viewer.core.engine.layout import bytes_to_read
from ckpt_viewer.core.engine.readiness import kernels
from ckpt_viewer.core.engine.turns import AT_ONCE, take_turns
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DType, TensorSpec
from ckpt_viewer.core.tensor_columns import TensorColumns

Answer = Histogram | CheckpointError
Locate = Callable[[int], TensorSpec]
"""The tensor of a number, with where its bytes lie. Called from any thread; raises CheckpointError."""

_TURN = 1 << 22  # bytes; taking turns costs as much as a dozen small things
_BINS_AT_ONCE = 1 << 18  # all together 4 MiB of answers, of which each thread may hold a few turns
_LOOKS = 1 << 15  # between two looks at the task


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Histograms in so many bins over the range of each tensor, or in the bins between `edges`."""

    bins: int
    edges: Floats | None = None

    @property
    def count(self) -> int:
        """Of bins, at least one."""
        return max(self.bins if self.edges is None else len(self.edges) - 1, 1)


def sweep(looks: Sequence[TensorSpec], locate: Locate, wanted: Wanted, task: Task,
          receive: Callable[[Answer], object], laid: Callable[[range], TensorColumns | None] = lambda _: None) -> None:
    """Give `receive` the histogram of each tensor. `looks` tell at least types, shapes and strides; `laid`, of those of
    some numbers, where they lie, as far as that can be told without locating each. Raises Cancelled, and what `receive`
    raises."""
    sizes = list[int]()
    for start in range(0, len(looks), _LOOKS):
        task.check()
        some = looks[start : start + _LOOKS]
        known = {number: bytes_to_read(look) for number, look in {id(look): look for look in some}.items()}
        sizes += [known[id(look)] for look in some]  # those that look alike are mostly one
    task.start(sum(sizes), "Measuring")
    kernels().expect(sum(size // look.dtype.itemsize for look, size in zip(looks, sizes, strict=True)))
    at_once = max(min(AT_ONCE, _BINS_AT_ONCE // wanted.count), 1)
    take_turns(sizes, _TURN, lambda threads: _Hand(CpuEngine(threads=threads), locate, laid, sizes, wanted).measured,
               task, receive, at_once)


class _Hand:
    """What one thread measures with."""

    def __init__(self, engine: CpuEngine, locate: Locate, laid: Callable[[range], TensorColumns | None],
                 sizes: Sequence[int], wanted: Wanted) -> None:
        self._engine, self._locate, self._laid, self._sizes, self._wanted = engine, locate, laid, sizes, wanted
        edges = wanted.edges
        self._bins = wanted.bins if edges is None else with_table(choose_bins(wanted.bins, None, edges, 0.0, 1.0))
        self._gatherer = Gatherer()
        self._choose: Choice = kernels().choice()
        self._of_nothing = dict[DType, Answer]()

    def measured(self, places: range, task: Task) -> list[Answer]:
        """The answers for the tensors of these numbers."""
        task.check()
        specs, found = dict[int, TensorSpec](), dict[int, Answer]()
        laid = self._laid(places) if len(places) > 1 else None
        known = set(laid.rows) if laid is not None else set[int]()
        for row, place in enumerate(places):
            if row not in known:
                try:
                    specs[row] = self._locate(place)
                except CheckpointError as error:
                    found[place] = error
        for group in self._gatherer.gather(specs, task, laid) if len(places) > 1 else ():
            found |= zip((places[row] for row in group.places), self._of_group(group, task), strict=True)
            task.advance(sum(self._sizes[places[row]] for row in group.places))
        return [found[place] if place in found else self._by_itself(place, specs.get(row), task)
                for row, place in enumerate(places)]

    def _of_group(self, group: Gathered, task: Task) -> Iterator[Answer]:
        arithmetic = self._choose()
        answers = arithmetic.histograms(group.values, group.starts, group.sizes, self._bins)
        for answer, start, size in zip(answers, group.starts, group.sizes, strict=True):
            if answer is not None:
                yield answer
                continue
            task.check()
            try:
                yield histogram_of(group.values[start : start + size], arithmetic, self._wanted.bins, None,
                                   self._wanted.edges)
            except CheckpointError as error:
                yield error

    def _by_itself(self, place: int, spec: TensorSpec | None, task: Task) -> Answer:
        try:
            spec = self._locate(place) if spec is None else spec
            if not spec.numel:
                return self._of_none(spec, task)
            return self._engine.histogram(spec, task, bins=self._wanted.bins, edges=self._wanted.edges)
        except CheckpointError as error:
            return error

    def _of_none(self, spec: TensorSpec, task: Task) -> Answer:
        """Of a tensor without elements: the same for all of its type, so that they do not take longer than others."""
        if spec.dtype not in self._of_nothing:
            self._of_nothing[spec.dtype] = self._engine.histogram(spec, task, bins=self._wanted.bins,
                                                                  edges=self._wanted.edges)
        return self._of_nothing[spec.dtype]
