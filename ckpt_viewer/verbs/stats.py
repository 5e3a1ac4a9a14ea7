"""`ckpt stats`: the numbers of tensors, each with a histogram."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from ckpt_viewer.core.arrays import is_array, tensor_at, why_no_numbers
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.engine.base import Histogram
from ckpt_viewer.core.engine.sweeping import Wanted, sweep
from ckpt_viewer.core.errors import CheckpointError, Damaged, InvalidPath
from ckpt_viewer.core.folders import open_one
from ckpt_viewer.core.graph import Graph, Node, NodeId, Object, Path, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.tensor_columns import TensorColumns
from ckpt_viewer.core.wording import count_text, number_text, path_text, plain_text
from ckpt_viewer.verbs.answer import FAILED, Answer, Json, Stream, Table, bars, json_number, json_path
from ckpt_viewer.verbs.spelling import named
from ckpt_viewer.verbs.terminal import progress_task

_AT_ONCE = 1 << 13  # nodes between two looks at the task
_TITLES = ("where", "count", "min", "max", "mean", "std", "zeros", "NaN", "Inf", "histogram")
_BARS = 20  # characters of a histogram


@dataclass(frozen=True, slots=True)
class Chosen:
    """A tensor to be measured, as it looks from afar (`Graph.looks`); an array of numpy is there as it is."""

    path: Path
    node: NodeId
    look: Tensor

    def located(self, graph: Graph) -> Tensor:
        """With where its bytes lie."""
        held = graph[self.node]
        return held if isinstance(held, Tensor) else self.look


@dataclass(frozen=True, slots=True)
class Measured:
    """A tensor and its numbers, or why they cannot be had."""

    path: Path
    histogram: Histogram | None
    problem: str = ""


def answer(options: argparse.Namespace) -> Answer:
    """What cannot be opened or is not there raises CheckpointError, here or when a stream is run."""
    if options.json:
        return Answer(Stream(lambda receive: _stream(options, receive)), ())
    task = progress_task()
    with open_one(options.file, task) as checkpoint, named(options.file):
        return describe(checkpoint, options.pointers, options.bins, task)


def describe(checkpoint: Checkpoint, pointers: Sequence[str], bins: int, task: Task) -> Answer:
    """The numbers of the tensors at or below the pointers as text. Raises as `measure`."""
    rows, problems, count = PackedRows(), list[str](), 0

    def keep(row: Measured) -> None:
        nonlocal count
        count += 1
        if row.histogram is None:
            problems.append(f"{path_text(row.path)}: {plain_text(row.problem, 500)}")
        else:
            rows.add(_text_row(row.path, row.histogram))

    measure(checkpoint, pointers, bins, task, keep)
    tables = (Table(_TITLES, rows, frozenset(range(1, 9)), (6, 1, 5, 9)),) if count > len(problems) else ()
    return Answer(None, (count_text(count, "tensor"), *tables, *problems), FAILED if problems else 0)


def _stream(options: argparse.Namespace, receive: Callable[[Json], object]) -> int:
    """Give the tensors as JSON one after the other; the exit status."""
    status = 0

    def give(row: Measured) -> None:
        nonlocal status
        status = FAILED if row.problem else status
        receive(_json_row(row))

    task = progress_task(sys.stdout)
    with open_one(options.file, task) as checkpoint, named(options.file):
        measure(checkpoint, options.pointers, options.bins, task, give)
    return status


def measure(checkpoint: Checkpoint, pointers: Sequence[str], bins: int, task: Task,
            receive: Callable[[Measured], object]) -> None:
    """Give `receive` the numbers of the tensors at or below the pointers, of all where there are none, in order and as
    they come: together they may be larger than the file. Raises InvalidPath, Cancelled, what `receive` raises."""
    with no_collection():
        tensors = chosen_tensors(checkpoint.graph, pointers, task)
        paths = (chosen.path for chosen in tensors)

        def found(answer: Histogram | CheckpointError) -> None:
            path = next(paths)
            receive(Measured(path, None, str(answer)) if isinstance(answer, CheckpointError) else
                    Measured(path, answer))

        histograms(checkpoint.graph, tensors, bins, task, found)


def histograms(graph: Graph, tensors: Sequence[Chosen], bins: int, task: Task,
               receive: Callable[[Histogram | CheckpointError], object]) -> None:
    """Give `receive` the numbers of each tensor in order, or why they cannot be had. Raises Cancelled."""
    def locate(place: int) -> TensorSpec:
        held = tensors[place].located(graph)
        if problem := held.problem or held.spec.storage.problem:
            raise Damaged(problem)
        return held.spec

    def laid(places: range) -> TensorColumns | None:
        return graph.laid([tensors[place].node for place in places])

    sweep([chosen.look.spec for chosen in tensors], locate, Wanted(bins), task, receive, laid)


def chosen_tensors(graph: Graph, pointers: Sequence[str], task: Task) -> list[Chosen]:
    """Each tensor and array of numpy at or below the pointers, and a number of numpy that a pointer leads to. Raises
    InvalidPath, Cancelled."""
    found = list[Chosen]()
    for pointer in pointers or ("",):
        start = graph.parse_pointer(pointer)
        top = graph.resolve(start)
        steps = graph.walk_looks(top, start, runs=False)
        below = list[Chosen]()
        while block := list(islice(steps, _AT_ONCE)):
            task.check()
            below += [Chosen(path, node, held) for path, node, look in block
                      if (held := _measurable(graph, node, look, alone=node == top))]
        if pointers and not below:
            why = why_no_numbers(graph, top)
            raise InvalidPath(why or "there is no tensor here or below", path_text(start),
                              "`ckpt info` shows it." if why else "`ckpt info` lists the tensors.")
        found += below
    return found


def _measurable(graph: Graph, node: NodeId, look: Node, *, alone: bool) -> Tensor | None:
    if isinstance(look, Tensor):
        return look
    return tensor_at(graph, node) if isinstance(look, Object) and (alone or is_array(graph, node)) else None


def _json_row(row: Measured) -> Json:
    if row.histogram is None:
        return {"path": json_path(row.path), "problem": row.problem}
    found = row.histogram.summary
    numbers: dict[str, Json] = {"path": json_path(row.path), "count": found.count}
    for name, value in (("min", found.minimum), ("max", found.maximum), ("mean", found.mean), ("std", found.std)):
        numbers[name] = json_number(value)
    numbers |= {"zeros": found.zeros, "nan": found.nan, "inf": found.inf, "exact": found.exact}
    edges: list[Json] = [json_number(float(edge)) for edge in row.histogram.edges]
    counts: list[Json] = [int(count) for count in row.histogram.counts]
    return numbers | {"histogram": {"edges": edges, "counts": counts}}


def _text_row(path: Path, histogram: Histogram) -> tuple[str, ...]:
    found = histogram.summary
    moments = [number_text(value, 4) for value in (found.minimum, found.maximum, found.mean, found.std)]
    counts = [f"{count:,}" for count in (found.zeros, found.nan, found.inf)]
    return path_text(path), f"{found.count:,}", *moments, *counts, bars([int(n) for n in histogram.counts], _BARS)


_PACKED = 256  # rows at a time


class PackedRows:
    """Rows of text that were found once and are gone over more than once, in a tenth of the memory that tuples take."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._last: list[tuple[str, ...]] = []

    def add(self, row: tuple[str, ...]) -> None:
        self._last.append(row)
        if len(self._last) == _PACKED:
            self._blocks.append(json.dumps(self._last, ensure_ascii=False).encode("utf-8", "surrogatepass"))
            self._last = []

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        for block in self._blocks:
            yield from map(tuple, json.loads(block.decode("utf-8", "surrogatepass")))
        yield from self._last
