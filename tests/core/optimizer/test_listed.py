"""An optimizer that keeps a list of states beside the settings of its groups, as that of fastai does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core.diffing.resuming import counters
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import to_pointer
from ckpt_viewer.core.kinds import classify
from ckpt_viewer.core.optimizer import find_optimizers, lr_places
from ckpt_viewer.core.recipes import LearningRate
from ckpt_viewer.core.snippets import snippets
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.views.next_steps import next_steps
from tests.oracles import save


class Rates:
    """A list of a class of its own, as `fastcore.foundation.L`."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items


ADAM = {"wd": 0.01, "sqr_mom": 0.99, "lr": 0.5, "mom": 0.9, "eps": 1e-5}


def kept(model: nn.Module, groups: list[dict[str, Any]], wrapped: Callable[[list[Any]], Any]) -> dict[str, Any]:
    return {"state": [{"grad_avg": torch.ones_like(p), "sqr_avg": torch.ones_like(p), "step": 7}
                      for p in model.parameters()], "hypers": wrapped(groups)}


def written(path: Path, groups: list[dict[str, Any]], wrapped: Callable[[list[Any]], Any] = Rates) -> Path:
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    return save({"model": model.state_dict(), "opt": kept(model, groups, wrapped)}, path)


@pytest.mark.parametrize("wrapped", [Rates, list, tuple])
def test_one_group_has_all_parameters_by_name(wrapped: Callable[[list[Any]], Any], tmp_path: Path) -> None:
    checkpoint = open_checkpoint(written(tmp_path / "x.pth", [ADAM], wrapped))
    graph = checkpoint.graph
    assert classify(checkpoint) == "training_checkpoint"
    (view,) = find_optimizers(graph)
    assert (view.guess, view.path, view.model, view.complete) == (
        "Adam, LAMB or RMSProp (fastai)", ("opt",), ("model",), True)
    (group,) = view.groups
    assert [param.name for param in group.params] == ["0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"]
    assert [param.state_path for param in view.params][-1] == ("opt", "state", 5)
    assert not view.ungrouped
    (counter,) = counters(graph)
    assert counter.count == 7


def test_which_parameter_is_in_which_of_several_groups_is_not_made_up(tmp_path: Path) -> None:
    checkpoint = open_checkpoint(written(tmp_path / "x.pth", [{**ADAM, "lr": 0.25}, ADAM]))
    (view,) = find_optimizers(checkpoint.graph)
    assert [group.params for group in view.groups] == [(), ()]
    assert [param.name for param in view.ungrouped][:2] == ["0.weight", "0.bias"]
    assert {param.sure for param in view.ungrouped} == {"likely"}
    assert view.complete
    steps = next_steps(checkpoint.graph, view, Task())
    assert [step.param for step in steps] == view.params
    assert {step.why for step in steps} == {"The file does not say which group it is in, and so not its learning rate."}
    code = next(snippet.code for snippet in snippets(checkpoint, "x.pth") if "training" in snippet.title)
    assert "Adam, LAMB or RMSProp (fastai), 2 param groups\n" in code


def test_the_learning_rate_of_every_group_changes(tmp_path: Path) -> None:
    document = Document(open_checkpoint(written(tmp_path / "x.pth", [{**ADAM, "lr": 0.25}, ADAM])))
    document.apply(LearningRate(0.125))
    assert [(to_pointer(place.path), place.value) for place in lr_places(document.graph)] == [
        ("/opt/hypers/items/0/lr", 0.125), ("/opt/hypers/items/1/lr", 0.125)]


@pytest.mark.parametrize(("hyper", "name"), [
    ({"lr": 1.0, "wd": 0.0, "mom": 0.9}, "SGD (fastai)"), ({**ADAM, "beta": 0.0}, "RAdam (fastai)"),
    ({**ADAM, "nu_1": 0.7, "nu_2": 1.0}, "QHAdam (fastai)"), ({"lr": 1.0, "mom": 0.9, "trust_coeff": 0.02, "eps": 1e-8},
                                                             "LARC (fastai)"),
])
def test_which_it_is(hyper: dict[str, float], name: str, tmp_path: Path) -> None:
    (view,) = find_optimizers(open_checkpoint(written(tmp_path / "x.pth", [hyper])).graph)
    assert view.guess == name


@pytest.mark.parametrize("thing", [
    {"state": [1, 2], "hypers": [{"lr": 1.0}]}, {"state": [{}], "hypers": [{"wd": 1.0}]},
    {"state": [{}], "hypers": {"lr": 1.0}}, {"hypers": [{"lr": 1.0}]},
], ids=["states that are numbers", "no rate", "no list", "no state"])
def test_what_only_has_such_names_is_no_optimizer(thing: dict[str, Any], tmp_path: Path) -> None:
    assert find_optimizers(open_checkpoint(save(thing, tmp_path / "x.pth")).graph) == ()
