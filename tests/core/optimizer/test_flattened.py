"""An optimizer's state that torch.distributed.checkpoint flattened: parameters, groups and learning rates are found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_optimizer_state_dict

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Attr, to_pointer
from ckpt_viewer.core.kinds import classify
from ckpt_viewer.core.optimizer import find_optimizers, lr_changes, lr_places
from ckpt_viewer.core.recipes import RenameAt, RenameEverywhere, RenameMatching, Strip
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.views.next_steps import next_steps
from tests.oracles import save


def trained(optimizer: str = "AdamW") -> tuple[nn.Module, dict[str, Any]]:
    """A model after a step, its biases in a group of their own, and the flattened state of its optimizer."""
    model = nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.Linear(4, 2))
    parts = [[p for p in model.parameters() if (p.dim() > 1) is matrix] for matrix in (True, False)]
    made: Any = getattr(torch.optim, optimizer)([{"params": parts[0]}, {"params": parts[1], "lr": 0.5}], lr=0.25)
    model(torch.randn(5, 3)).square().sum().backward()
    made.step()
    return model, get_optimizer_state_dict(model, made, options=StateDictOptions(flatten_optimizer_state_dict=True))


def test_parameters_are_named_and_groups_are_those_of_the_same_settings(tmp_path: Path) -> None:
    model, flat = trained()
    graph = open_checkpoint(save({"model": model.state_dict(), "optim": flat}, tmp_path / "x.pth")).graph
    (view,) = find_optimizers(graph)
    assert (view.guess, view.path, view.model, view.flattened) == ("AdamW", ("optim",), ("model",), True)
    names = [[param.name for param in group.params] for group in view.groups]
    matrix = {name: value.dim() > 1 for name, value in model.named_parameters()}
    assert names == [[n for n in matrix if matrix[n]], [n for n in matrix if not matrix[n]]]
    for group in view.groups:
        for param in group.params:
            assert param.sure == "named"
            for word, node in param.kept(graph).items():
                assert node == graph.resolve(("optim", f"state.{param.name}.{word}"))
            assert [*param.kept(graph)] == ["step", "exp_avg", "exp_avg_sq"]


def test_the_learning_rate_changes_at_every_parameter_of_the_chosen_group(tmp_path: Path) -> None:
    _, flat = trained()
    checkpoint = open_checkpoint(save(flat, tmp_path / "x.pth"))
    assert classify(checkpoint) == "optimizer"
    places = lr_places(checkpoint.graph)
    assert {to_pointer(place.path)[1:]: place.value for place in places} == {
        key: value for key, value in flat.items() if key.endswith(".lr")}
    changes = lr_changes(checkpoint.graph, places, 0.125, frozenset({((), 1)}))
    assert {to_pointer(change.place.path)[1:]: change.old for change in changes} == {
        key: value for key, value in flat.items() if key.endswith(".lr") and value == 0.5}


def test_the_next_step_is_measured_as_that_of_any_optimizer(tmp_path: Path) -> None:
    model, flat = trained()
    graph = open_checkpoint(save({"model": model.state_dict(), "optim": flat}, tmp_path / "x.pth")).graph
    steps = list(next_steps(graph, find_optimizers(graph)[0], Task()))
    assert len(steps) == 6
    assert all(step.size is not None for step in steps)


def test_an_optimizer_that_keeps_nothing_has_groups_too(tmp_path: Path) -> None:
    _, flat = trained("SGD")
    assert not any(key.startswith("state.") for key in flat)
    (view,) = find_optimizers(open_checkpoint(save(flat, tmp_path / "x.pth")).graph)
    assert (view.guess, [len(group.params) for group in view.groups]) == ("SGD", [2, 4])


@pytest.mark.parametrize("thing", [
    {"state.weight": torch.zeros(2), "state.bias": torch.zeros(2)}, {"param_groups.lr": 0.1},
    {"state.a.step": torch.zeros(()), "model.a": torch.zeros(2), "param_groups.a.lr": 0.1}, {"param_groups.": 1},
], ids=["of a model", "of no parameter", "of more", "empty"])
def test_what_only_has_such_names_is_no_optimizer(thing: dict[str, Any], tmp_path: Path) -> None:
    assert find_optimizers(open_checkpoint(save(thing, tmp_path / "x.pth")).graph) == ()


@pytest.mark.parametrize("operation", [
    RenameMatching(r"^0\.", "first."), RenameAt("/model/0.weight", "first.weight"),
    RenameEverywhere("0.weight", "first.weight"), Strip("0."),
], ids=["pattern", "place", "key", "prefix"])
def test_new_names_go_into_the_keys_of_its_parameters(operation: Edit, tmp_path: Path) -> None:
    model, flat = trained()
    held = {"model": model.state_dict(), "optim": flat}
    document = Document(open_checkpoint(save(held, tmp_path / "x.pth")))
    document.apply(operation)
    graph = document.graph
    (view,) = find_optimizers(graph)
    names = [param.name for param in view.params]
    assert sorted(map(str, names)) == sorted(str(key) for key, _ in graph.children(graph.resolve(("model",)))
                                             if key != Attr("_metadata"))
    assert view.model == ("model",)
    assert all([*param.kept(graph)] == ["step", "exp_avg", "exp_avg_sq"] for param in view.params)
    assert document.graph[view.node] != document.checkpoint.graph[view.node]
