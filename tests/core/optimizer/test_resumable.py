"""What one file shows of a training that may not go on as it should, and that a good one shows nothing."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.optimizer import find_optimizers, optimizer_notes, training_notes
from tests.core.diffing.test_resume_mistakes import OPTIMIZERS, SCHEDULES, Run, State

EMPTIED = ("The optimizer at /optimizer keeps nothing for its 10 parameters, though epoch is 2, as if it had been "
           "saved before its first step, or its state had not been loaded")
APART = ("The scheduler has set lr to 0.001 last, where the optimizer has {}, as if one of the two had not been "
         "loaded, or the rate had been set by hand")
UNAVERAGED = ("The averaged copy at /ema is equal to the model (the first numbers of all its 12 tensors), as if it "
              "were a copy of it and no average")


def noted(folder: Path, state: Any) -> list[str]:
    torch.save(state, folder / "a.pth")
    with open_checkpoint(folder / "a.pth") as opened:
        notes = training_notes(opened.graph)
        of_each = [note for view in find_optimizers(opened.graph) for note in optimizer_notes(opened.graph, view)]
    assert {note.severity for note in notes} <= {"warning"}
    assert of_each == [note for note in notes if "averaged" not in note.text], "as the panel of the optimizer says"
    return [note.text for note in notes]


@pytest.fixture(scope="module")
def good() -> State:
    return Run(0).train(2)


@pytest.mark.parametrize(("kind", "schedule"), [
    *((kind, "step") for kind in OPTIMIZERS), *(("Adam", schedule) for schedule in SCHEDULES)])
def test_nothing_is_noted_of_a_good_checkpoint(tmp_path: Path, kind: str, schedule: str) -> None:
    run = Run(0, kind, schedule)
    assert noted(tmp_path, run.state()) == [], "before the first step"
    assert noted(tmp_path, run.train(2)) == []


def test_an_optimizer_that_keeps_nothing_after_the_first_epoch(tmp_path: Path, good: State) -> None:
    state = copy.deepcopy(good)
    state["optimizer"]["state"] = {}
    assert noted(tmp_path, state) == [EMPTIED]
    assert noted(tmp_path, state | {"epoch": 0}) == noted(tmp_path, {"optimizer": state["optimizer"]}) == []
    sgd = Run(0, "SGD").train(2)
    for kept in sgd["optimizer"]["state"].values():
        kept["momentum_buffer"] = None
    assert noted(tmp_path, sgd) == [EMPTIED]
    sgd["optimizer"]["param_groups"][0]["momentum"] = 0
    assert noted(tmp_path, sgd) == [], "without momentum there is nothing to keep"


def test_a_rate_that_the_scheduler_has_not_set(tmp_path: Path, good: State) -> None:
    state = copy.deepcopy(good)
    state["optimizer"]["param_groups"][0]["lr"] = 0.01
    assert noted(tmp_path, state) == [APART.format("0.01")]
    state["optimizer"]["param_groups"][0]["lr"] = torch.tensor(0.02)
    assert noted(tmp_path, state) == [APART.format("0.02")]
    twice = state | {"other_optimizer": copy.deepcopy(state["optimizer"])}
    assert noted(tmp_path, twice) == [], "which is its own is not known"
    assert noted(tmp_path, state | {"other_scheduler": {**state["scheduler"]}}) == []
    state["optimizer"]["param_groups"] *= 2
    assert noted(tmp_path, state) == []


def test_an_average_that_is_the_model_itself(tmp_path: Path, good: State) -> None:
    assert noted(tmp_path, good | {"ema": good["model"]}) == [UNAVERAGED]
    same = copy.deepcopy(good["model"])
    assert noted(tmp_path, good | {"ema": same}) == [UNAVERAGED]
    wrapped = {"n_averaged": torch.tensor(3), **{f"module.{name}": value for name, value in same.items()}}
    assert noted(tmp_path, good | {"ema": wrapped}) == [UNAVERAGED]
    same["head.bias"][0] += 1
    assert noted(tmp_path, good | {"ema": same}) == [], "one number is another"
    assert noted(tmp_path, good | {"ema": good["ema"], "best": good["model"], "teacher": good["model"]}) == []
    assert noted(tmp_path, {"epoch": 2, "model": good["model"], "ema": good["model"]}) == [], "nothing goes on with it"
