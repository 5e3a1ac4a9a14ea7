"""The tutorial of saving and loading models, gone through in the core; torch judges every step.

Three ways of saving (the whole model, its state_dict, a checkpoint to go on from), and a file from a GPU.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

import ckpt_viewer
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import RetagDevice, SetValue
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Mapping, Scalar, Tensor
from ckpt_viewer.core.kinds import classify
from ckpt_viewer.core.modules import constructor_text, read_module, state_dict_entries
from ckpt_viewer.core.optimizer import lr_changes, lr_places
from ckpt_viewer.core.saving import SaveOptions, SaveReport, plan, save
from ckpt_viewer.core.task import Task


class Model(nn.Module):
    """The tutorial's logistic regression."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(features, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(x))


@pytest.fixture
def model() -> Model:
    torch.manual_seed(7)
    return Model(6)


@pytest.fixture
def gone_class() -> Iterator[types.ModuleType]:
    """A module `their_model` that exists while the file is written and again when torch is asked, not in between."""
    module: Any = types.ModuleType("their_model")
    module.Model = Model
    was, Model.__module__ = Model.__module__, "their_model"
    yield module
    Model.__module__ = was
    sys.modules.pop("their_model", None)


def write(document: Document, target: Path, **options: Any) -> SaveReport:
    made = plan(document.snapshot(), target, SaveOptions(**options))
    assert made.refusal == ""
    return save(made, Task())


def values(graph: Graph, name: str) -> list[float]:
    """The numbers of a tensor by the name it has in a state_dict, as our engine reads them."""
    held = graph[graph.resolve((name,))]
    assert isinstance(held, Tensor)
    return [float(x) for x in CpuEngine().window(held.spec, Task()).values.ravel()]


def test_the_whole_model_opens_without_its_class(model: Model, gone_class: types.ModuleType, tmp_path: Path) -> None:
    sys.modules["their_model"] = gone_class
    torch.save(model, tmp_path / "model.pth")
    del sys.modules["their_model"]
    with pytest.raises(ModuleNotFoundError):
        torch.load(tmp_path / "model.pth", weights_only=False)

    checkpoint = open_checkpoint(tmp_path / "model.pth")
    graph = checkpoint.graph
    assert classify(checkpoint) == "whole_model"
    assert "their_model" not in sys.modules
    view = read_module(graph, graph.resolve(("_modules", "linear")))
    assert view is not None
    assert constructor_text(graph, view) == "Linear(in_features=6, out_features=1, bias=True)"
    names = dict(state_dict_entries(graph, graph.root))
    assert list(names) == list(model.state_dict())
    weight = graph[names["linear.weight"]]
    assert isinstance(weight, Tensor)
    assert weight.requires_grad
    assert CpuEngine().window(weight.spec, Task()).values.ravel().tolist() == model.linear.weight.flatten().tolist()

    write(Document(checkpoint), tmp_path / "again.pth", form="whole_model")
    sys.modules["their_model"] = gone_class
    again = torch.load(tmp_path / "again.pth", weights_only=False)
    assert isinstance(again, Model)
    assert torch.equal(again(torch.ones(2, 6)), model(torch.ones(2, 6)))


def test_the_state_dict_goes_into_a_new_model(model: Model, tmp_path: Path) -> None:
    torch.save(model.state_dict(), tmp_path / "state.pth")
    document = Document(open_checkpoint(tmp_path / "state.pth"))
    assert classify(document.checkpoint) == "state_dict"
    assert values(document.graph, "linear.bias") == model.linear.bias.tolist()

    write(document, tmp_path / "again.pth")
    fresh = Model(6)
    assert not torch.equal(fresh.linear.weight, model.linear.weight)
    fresh.load_state_dict(torch.load(tmp_path / "again.pth", weights_only=True))
    assert torch.equal(fresh.linear.weight, model.linear.weight)
    assert torch.equal(fresh(torch.ones(2, 6)), model(torch.ones(2, 6)))
    assert ckpt_viewer.compare(tmp_path / "state.pth", tmp_path / "again.pth").identical


def test_a_state_dict_out_of_the_whole_model(model: Model, gone_class: types.ModuleType, tmp_path: Path) -> None:
    sys.modules["their_model"] = gone_class
    torch.save(model, tmp_path / "model.pth")
    del sys.modules["their_model"]
    write(Document(open_checkpoint(tmp_path / "model.pth")), tmp_path / "state.pth", form="state_dict")
    found = torch.load(tmp_path / "state.pth", weights_only=True)
    assert list(found) == list(model.state_dict())
    Model(6).load_state_dict(found)
    assert all(torch.equal(found[name], value) for name, value in model.state_dict().items())


def test_a_checkpoint_sets_an_optimizer_of_lr_0_back_to_work(model: Model, tmp_path: Path) -> None:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    _trained_once_more(model, optimizer)
    torch.save({"epoch": 90, "model_state": model.state_dict(), "optim_state": optimizer.state_dict()},
               tmp_path / "checkpoint.pth")
    document = Document(open_checkpoint(tmp_path / "checkpoint.pth"))
    graph = document.graph
    assert graph[graph.resolve(("epoch",))] == Scalar(90)

    write(document, tmp_path / "again.pth")
    loaded = torch.load(tmp_path / "again.pth", weights_only=True)
    resumed_model = Model(6)
    resumed = torch.optim.SGD(resumed_model.parameters(), lr=0)
    resumed_model.load_state_dict(loaded["model_state"])
    resumed.load_state_dict(loaded["optim_state"])
    assert loaded["epoch"] == 90
    assert resumed.state_dict()["param_groups"][0]["lr"] == 0.01
    assert _trained_once_more(model, optimizer) == _trained_once_more(resumed_model, resumed)


def test_the_learning_rate_is_changed_undone_and_saved(tmp_path: Path) -> None:
    samples = Path(__file__).resolve().parent.parent.parent / "resources" / "samples"
    document = Document(open_checkpoint(samples / "linear_checkpoint.pth"))
    changes = lr_changes(document.graph, lr_places(document.graph), 0.001)
    document.apply(*(SetValue(change.place.node, change.new, "lr") for change in changes), text="Learning rate 0.001")
    assert (document.dirty, document.undo_text) == (True, "Learning rate 0.001")
    document.undo()
    assert not document.dirty
    document.redo()

    report = write(document, tmp_path / "slower.pth")
    assert report.verified
    loaded = torch.load(tmp_path / "slower.pth", weights_only=True)
    optimizer = torch.optim.SGD(Model(6).parameters(), lr=0)
    optimizer.load_state_dict(loaded["optim_state"])
    assert optimizer.param_groups[0]["lr"] == 0.001
    assert ckpt_viewer.compare(samples / "linear_checkpoint.pth", tmp_path / "slower.pth").sentence == (
        "4 tensors identical, lr 0.01 → 0.001")


def test_a_file_from_a_gpu_is_made_one_for_the_cpu(tmp_path: Path) -> None:
    samples = Path(__file__).resolve().parent.parent.parent / "resources" / "samples"
    with pytest.raises(RuntimeError, match="CUDA"):
        torch.load(samples / "linear_checkpoint_cuda.pth", weights_only=True)

    document = Document(open_checkpoint(samples / "linear_checkpoint_cuda.pth"))
    document.apply(RetagDevice("cpu"))
    write(document, tmp_path / "cpu.pth")
    write(Document(open_checkpoint(tmp_path / "cpu.pth")), tmp_path / "back.pth", device="cuda:0")
    found = torch.load(tmp_path / "cpu.pth", weights_only=True)
    expected = torch.load(samples / "linear_checkpoint.pth", weights_only=True)
    for name, value in expected["model_state"].items():
        assert torch.equal(found["model_state"][name], value)
    original = ckpt_viewer.compare(samples / "linear_checkpoint_cuda.pth", tmp_path / "back.pth")
    assert original.identical
    assert original.diff.notes == ()


def test_nothing_of_the_file_is_a_real_object(model: Model, gone_class: types.ModuleType, tmp_path: Path) -> None:
    sys.modules["their_model"] = gone_class
    torch.save({"model": model, "extra": nn.ReLU()}, tmp_path / "x.pth")
    graph = open_checkpoint(tmp_path / "x.pth").graph
    assert all(type(graph[node]).__module__.startswith("ckpt_viewer.core.graph.") for node in range(len(graph)))
    assert isinstance(graph[graph.root], Mapping)


def _trained_once_more(model: Model, optimizer: torch.optim.Optimizer) -> list[float]:
    optimizer.zero_grad()
    torch.autograd.backward(model(torch.full((1, 6), 2.0)).sum())
    optimizer.step()
    return list(model.linear.weight.flatten().tolist())
