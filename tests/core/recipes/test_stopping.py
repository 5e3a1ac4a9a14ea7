"""What an edit or a plan makes of a file with very many tensors can be stopped at any time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
import torch

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.diff import compare_structure, sentence
from ckpt_viewer.core.diffing.export import as_text
from ckpt_viewer.core.diffing.outline import outline_diff
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.document import Document, make_step
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.engine.cpu import CpuEngine
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.optimizer import lr_places
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.recipes import (
    CastTo,
    Device,
    Drop,
    LearningRate,
    RenameMatching,
    Strip,
    counters,
    removed,
)
from ckpt_viewer.core.saving import SaveOptions
from ckpt_viewer.core.snippets import snippets
from ckpt_viewer.core.task import Cancelled, Task, stoppable

COUNT = 3_000


class Counting(Task):
    """Stops at a look; without one counts them."""

    __slots__ = ("looks", "most")

    def __init__(self, most: int = 1 << 60) -> None:
        super().__init__()
        self.looks, self.most = 0, most

    def check(self) -> None:
        self.looks += 1
        if self.looks >= self.most:
            raise Cancelled


class Steps(Task):
    """Counts the calls of functions between two looks."""

    __slots__ = ("calls", "most")

    def __init__(self) -> None:
        super().__init__()
        self.calls, self.most = 0, 0

    def check(self) -> None:
        self.most, self.calls = max(self.most, self.calls), 0

    def see(self, _frame: FrameType, event: str, _argument: object) -> None:
        self.calls += event == "call"


def most_calls(work: Callable[[Task], object]) -> int:
    """How many calls there are at most without a look; they are as many on each machine."""
    steps = Steps()
    sys.setprofile(steps.see)
    try:
        with stoppable(steps):
            work(steps)
    finally:
        sys.setprofile(None)
    steps.check()
    return steps.most


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    model = {f"layers.{n}.weight": torch.zeros(1) for n in range(COUNT)}
    state = {n: {"step": torch.tensor(3.0), "exp_avg": torch.zeros(1)} for n in range(COUNT)}
    groups = [{"lr": 0.1, "params": list(range(COUNT))}]
    path = tmp_path_factory.mktemp("many") / "many.pth"
    torch.save({"epoch": 3, "model": model, "optimizer": {"state": state, "param_groups": groups}}, path)
    return open_checkpoint(path)



WORK: dict[str, Callable[[Checkpoint], object]] = {
    "rename": lambda c: make_step(c.graph, (RenameMatching("^", "prefix."),)),
    "names": lambda c: RenameMatching("^", "prefix.").plan(c.graph),
    "strip": lambda c: make_step(c.graph, (Strip("layers."),)),
    "cast": lambda c: make_step(c.graph, (CastTo("float16"),)),
    "device": lambda c: make_step(c.graph, (Device("cuda:0"),)),
    "rate": lambda c: make_step(c.graph, (LearningRate(0.5),)),
    "rates": lambda c: lr_places(c.graph),
    "counters": lambda c: counters(c.graph),
    "remove": lambda c: removed(c.graph, [("model", f"layers.{n}.weight") for n in range(COUNT)]),
    "snippets": lambda c: snippets(c, "many.pth"),
    "plan": lambda c: saving.plan(c, Path("other.pth"), SaveOptions("state_dict")),
    "plan of a training": lambda c: saving.plan(c, Path("other.pth"), SaveOptions("training_checkpoint")),
}


@pytest.mark.parametrize("name", WORK)
def test_it_looks_up_often_and_stops_there(checkpoint: Checkpoint, name: str) -> None:
    counting = Counting()
    with stoppable(counting):
        WORK[name](checkpoint)
    assert counting.looks > COUNT / 1024
    for share in range(8):
        stopping = Counting(1 + counting.looks * share // 8)
        with stoppable(stopping), pytest.raises(Cancelled):
            WORK[name](checkpoint)


def test_the_plan_of_an_edited_file_looks_up_all_along(checkpoint: Checkpoint) -> None:
    """Also where it goes over the records of a zip, and over what it has collected. Two dicts of 8,193 entries are
    split between two looks, as they are once for all."""
    edited = Document(checkpoint)
    edited.apply(SetValue(checkpoint.graph.resolve(("epoch",)), 4, "epoch"))
    assert most_calls(lambda _task: saving.plan(edited.snapshot(), Path("other.pth"))) < 6 * COUNT


def test_what_a_comparison_says_looks_up_all_along(checkpoint: Checkpoint) -> None:
    diff = compare_structure(checkpoint.graph, checkpoint.graph, Task())
    moved = [Comparison(False, 1.0, 1.0, 1.0 + number % 7, 0.5, 1, 1) for number in range(len(diff.entries))]
    outline, found = outline_diff(diff, Task()), Compared(diff, moved, {})
    assert most_calls(lambda _task: DiffRows(outline)) < COUNT
    assert most_calls(lambda _task: sentence(diff, moved)) < COUNT
    assert most_calls(lambda task: as_text(found, "html", CpuEngine(), task)) < 4 * COUNT  # of 128 rows with all cells


def test_rows_are_laid_out_by_their_task_from_the_beginning(checkpoint: Checkpoint) -> None:
    counting = Counting()
    build_outline(checkpoint.graph, counting, "many")
    assert counting.looks > COUNT / 1024


def test_many_are_removed_as_each_would_be(checkpoint: Checkpoint) -> None:
    gone = [("model", "layers.7.weight"), ("model", "layers.9.weight"), ("optimizer", "state", 5), ("epoch",)]
    at_once = removed(checkpoint.graph, gone)
    assert at_once is not None
    one_by_one = Document(checkpoint)
    one_by_one.apply(*(Drop(edit.at) for edit in at_once.edits if isinstance(edit, Drop)))
    assert at_once.text == "removed 4 items"
    assert at_once.details == one_by_one.changes
    assert list(at_once.after.walk()) == list(one_by_one.graph.walk())
    assert at_once.touched == one_by_one.steps[0].touched
    assert removed(checkpoint.graph, []) is None
    assert removed(checkpoint.graph, [("epoch",)]).text == "removed epoch"  # type: ignore[union-attr]


def test_what_cannot_be_removed_is_refused(checkpoint: Checkpoint) -> None:
    with pytest.raises(InvalidEdit):
        removed(checkpoint.graph, [("optimizer", "param_groups", 0, "params", 3)])
    with pytest.raises(InvalidEdit):
        removed(checkpoint.graph, [("epoch",), ()])
