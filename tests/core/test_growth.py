"""Work grows with the size of a file, not with its square: twice the size is about twice the steps.

Steps are calls of Python functions and are the same on every machine; the allowed ratio still is wide.
"""

from __future__ import annotations

import io
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
import torch

from ckpt_viewer.core.diffing.diff import compare_structure, measure
from ckpt_viewer.core.diffing.outline import outline_diff
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.outline.cells import Column
from ckpt_viewer.core.outline.searching import Searcher
from ckpt_viewer.core.outline.sorting import sorted_order
from ckpt_viewer.core.saving import SaveOptions, plan, save
from ckpt_viewer.core.scanning import scan
from ckpt_viewer.core.task import Task
from ckpt_viewer.verbs.info import describe
from ckpt_viewer.verbs.terminal import write

SIZES = (200, 400, 800)
MOST = 2.6  # of four times the size against twice the size: 2 where the work is linear, 4 where it is a square
MOST_STEPS = 300  # for a pair of small tensors, which are found in their files meanwhile


def tensors(count: int) -> object:
    return {"epoch": 1, "model": {f"layers.{i}.weight": torch.zeros(1) for i in range(count)}}


def training(count: int) -> object:
    return {"epoch": 1, "model": {f"w{i}": torch.zeros(1) for i in range(count)}, "optimizer": {
        "state": {i: {"step": i, "exp_avg": torch.zeros(1)} for i in range(count)},
        "param_groups": [{"lr": 0.1, "params": list(range(count))}]}}


def values(count: int) -> object:
    return {"epoch": 1, "losses": [i / 7 for i in range(30 * count)], "pairs": [(i, -i) for i in range(8 * count)]}


def names(count: int) -> object:
    return {"epoch": 1, "vocabulary": {f"word{i}": i for i in range(2 * count)}}


def opening(path: Path) -> None:
    open_checkpoint(path).close()


def outlining(path: Path) -> None:
    with open_checkpoint(path) as checkpoint:
        build_outline(checkpoint.graph, Task())


def searching(path: Path) -> None:
    with open_checkpoint(path) as checkpoint:
        searcher = Searcher(build_outline(checkpoint.graph, Task()))
        for text in ("w", "7.weight", "float32", "losses"):
            searcher.search(text, Task())


def sorting(path: Path) -> None:
    with open_checkpoint(path) as checkpoint:
        outline = build_outline(checkpoint.graph, Task())
        for column in Column:
            sorted_order(outline, column, True, Task())


def comparing(path: Path) -> None:
    with open_checkpoint(path) as one, open_checkpoint(path) as other:
        document = Document(other)
        document.apply(SetValue(other.graph.resolve(("epoch",)), 2, "epoch"))
        DiffRows(outline_diff(compare_structure(one.graph, document.graph, Task()), Task()))


class Nowhere(io.StringIO):
    """Takes any text and keeps none."""

    def write(self, text: str, /) -> int:
        return len(text)


def informing(path: Path) -> None:
    for as_json in (True, False):
        with open_checkpoint(path) as checkpoint:
            answer = describe(checkpoint, as_json=as_json)
        write(answer, Nowhere(), as_json=as_json)


def scanning(path: Path) -> None:
    with open_checkpoint(path) as checkpoint:
        scan(checkpoint)


def saving(path: Path) -> None:
    with open_checkpoint(path) as checkpoint:
        document = Document(checkpoint)
        document.apply(SetValue(checkpoint.graph.resolve(("epoch",)), 2, "epoch"))
        save(plan(document.snapshot(), path.with_suffix(".new"), SaveOptions(overwrite=True)), Task())


@pytest.mark.parametrize("content", [tensors, training, values, names])
@pytest.mark.parametrize("work", [opening, outlining, searching, sorting, comparing, informing, scanning, saving])
def test_work_is_linear_in_the_size(tmp_path: Path, work: Callable[[Path], None],
                                    content: Callable[[int], object]) -> None:
    steps = []
    for count in (SIZES[0], *SIZES):  # the first for what is done once, such as imports
        path = tmp_path / f"{count}.pth"
        torch.save(content(count), path)
        steps.append(_steps(lambda path=path: work(path)))  # type: ignore[misc]
    _, small, middle, large = steps
    assert large - middle <= MOST * (middle - small) + 2_000, steps  # what is done for any file does not grow


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("content", [tensors, training])
def test_an_answer_does_not_stand_in_memory(tmp_path: Path, content: Callable[[int], object], *, as_json: bool) -> None:
    """A row of it takes a kilobyte and more as Python has it; what is kept for a tensor is a few numbers."""
    peaks = []
    for count in (100, 1_000, 4_000):  # the first for what is done once
        torch.save(content(count), tmp_path / "a.pth")
        with open_checkpoint(tmp_path / "a.pth") as checkpoint:
            tracemalloc.start()
            write(describe(checkpoint, as_json=as_json), Nowhere(), as_json=as_json)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    _, small, large = peaks
    tensors_of = 1 if content is tensors else 2
    assert large - small < 500 * tensors_of * 3_000, peaks


@pytest.mark.parametrize("changed", [False, True])
def test_numbers_are_compared_in_linear_work_and_few_steps(tmp_path: Path, *, changed: bool) -> None:
    steps = []
    for count in (1_000, 1_000, 2_000, 4_000):  # the first for what is done once
        for name, more in (("a.pth", 0), ("b.pth", int(changed))):
            torch.save({f"w{i}": torch.full((8,), float(i + more)) for i in range(count)}, tmp_path / name)
        with open_checkpoint(tmp_path / "a.pth") as a, open_checkpoint(tmp_path / "b.pth") as b:
            diff = compare_structure(a.graph, b.graph)
            steps.append(_steps(lambda diff=diff: measure(diff, CpuEngine(), Task())))  # type: ignore[misc]
    _, small, middle, large = steps
    assert large - middle <= MOST * (middle - small) + 2_000, steps
    assert large - middle < MOST_STEPS * 2_000, "pairs are not compared together"


def test_a_quadratic_search_would_be_seen() -> None:
    def square(count: int) -> None:
        for _ in range(count):
            for _ in range(count):
                abs(count)

    small, middle, large = (_steps(lambda count=count: square(count)) for count in SIZES)  # type: ignore[misc]
    assert large - middle > MOST * (middle - small) + 2_000


@pytest.mark.parametrize("work", [opening, outlining, saving])
def test_values_in_runs_are_no_steps(tmp_path: Path, work: Callable[[Path], None]) -> None:
    """But for reading them, which is the step of an opcode each."""
    path = tmp_path / "a.pth"
    torch.save({"epoch": 1, "losses": [i / 7 for i in range(20_000)]}, path)
    reads = 2 if work is saving else 1  # what was saved is read again
    assert _steps(lambda: work(path)) < 3 * reads * 20_000 + 20_000


def _steps(work: Callable[[], object]) -> int:
    """Calls of functions, those written in C among them."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
