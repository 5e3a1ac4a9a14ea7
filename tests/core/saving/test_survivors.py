"""What a damaged file still gives: a save names what is lost, leaves it out when asked, and torch takes the rest."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from torch import nn

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.graph import Graph, Mapping, Object, Sequence, Tensor
from ckpt_viewer.core.saving import SaveOptions
from ckpt_viewer.core.saving.survivors import leave_out, lost_below
from ckpt_viewer.core.tensor import Storage
from tests.core.oracle import opened, saved


def trained(kind: Any = torch.optim.Adam) -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(40, 30), nn.Linear(30, 20), nn.Linear(20, 10))
    optimizer: torch.optim.Optimizer = kind(model.parameters(), lr=0.01)
    for _ in range(2):
        optimizer.zero_grad()
        model(torch.ones(2, 40)).sum().backward()
        optimizer.step()
    return model, optimizer


def training(kind: Any = torch.optim.Adam) -> dict[str, Any]:
    model, optimizer = trained(kind)
    return {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 7}


def cut(value: Any, part: float, *, legacy: bool = False) -> Checkpoint:
    out = io.BytesIO()
    torch.save(value, out, _use_new_zipfile_serialization=not legacy)
    return opened(out.getvalue()[: int(len(out.getvalue()) * part)])


def with_lost(value: Any, *paths: tuple[Any, ...]) -> Graph:
    """The graph of a file in which the storages of these tensors are missing."""
    from dataclasses import replace

    graph = opened(saved(value)).graph
    keys = {held.spec.storage.key for path in paths if isinstance(held := graph[graph.resolve(path)], Tensor)}
    changes: dict[int, Any] = {}
    for node in range(len(graph)):
        held = graph[node]
        if isinstance(held, Tensor) and held.spec.storage.key in keys:
            storage: Storage = replace(held.spec.storage, chunks=(), problem="gone")
            changes[node] = replace(held, spec=replace(held.spec, storage=storage))
    return graph.replace(changes)


@pytest.mark.parametrize("legacy", [False, True], ids=["zip", "legacy"])
def test_what_arrived_is_saved_and_torch_goes_on_with_it(tmp_path: Path, legacy: bool) -> None:
    value = training()
    checkpoint = cut(value, 0.6, legacy=legacy)
    assert "arrived" in checkpoint.notes[0].text
    refused = saving.plan(checkpoint, tmp_path / "new.pth", SaveOptions())
    assert refused.needs_survivors
    assert f"{refused.lost} tensors of it cannot be read (the first is /" in refused.refusal
    assert not refused.as_it_is
    with pytest.raises(SaveFailed):
        saving.save(refused)
    plan = saving.plan(checkpoint, tmp_path / "new.pth", SaveOptions(survivors=True))
    assert (plan.refusal, plan.lost) == ("", refused.lost)
    assert any(line.startswith(f"{plan.lost} tensors that cannot be read: /") for line in plan.loses)
    saving.save(plan)
    loaded = torch.load(tmp_path / "new.pth", weights_only=True)
    assert_part(loaded, value)
    assert loaded["epoch"] == 7
    model, optimizer = trained()
    if len(loaded["model"]) == 6:
        model.load_state_dict(loaded["model"])
    optimizer.load_state_dict(loaded["optimizer"])
    model(torch.ones(2, 40)).sum().backward()
    optimizer.step()


def assert_part(found: Any, whole: Any) -> None:
    """All of `found` stands in `whole`, with the same values."""
    if isinstance(whole, dict):
        assert found.keys() <= whole.keys()
        for key, item in found.items():
            assert_part(item, whole[key])
    elif isinstance(whole, torch.Tensor):
        assert torch.equal(found, whole)
    else:
        assert found == whole


@pytest.mark.parametrize("kind", [torch.optim.Adam, torch.optim.SGD, torch.optim.RMSprop, torch.optim.Adagrad])
def test_half_a_state_of_a_parameter_goes_as_a_whole(kind: Any, tmp_path: Path) -> None:
    value = training(kind)
    state = value["optimizer"]["state"]
    names = [name for name, item in state.get(0, {}).items() if isinstance(item, torch.Tensor)]
    for name in names:
        graph = with_lost(value, ("optimizer", "state", 0, name))
        left = leave_out(graph)
        assert left.graph is not None
        assert left.entries == 1
        out = tmp_path / f"{name}.pth"
        plan = saving.plan(opened(saved(value)).with_graph(graph), out, SaveOptions(survivors=True))
        assert any("optimizer's whole state for 1 parameter" in line for line in plan.loses)
        saving.save(plan)
        model, optimizer = trained(kind)
        loaded = torch.load(out, weights_only=True)
        assert list(loaded["optimizer"]["state"]) == [1, 2, 3, 4, 5]
        optimizer.load_state_dict(loaded["optimizer"])
        model(torch.ones(2, 40)).sum().backward()
        if kind is not torch.optim.Adagrad:  # it makes its state when it is made, not when it steps
            optimizer.step()


def test_the_part_that_is_whole_needs_nothing_left_out(tmp_path: Path) -> None:
    value = training()
    checkpoint = cut(value, 0.7)
    for form, name in (("state_dict", "new.pth"), ("safetensors", "new.safetensors")):
        plan = saving.plan(checkpoint, tmp_path / name, SaveOptions(form))  # type: ignore[arg-type]
        assert (plan.refusal, plan.lost) == ("", 0)
        saving.save(plan)
    assert_part(torch.load(tmp_path / "new.pth", weights_only=True), value["model"])
    assert len(safetensors.torch.load_file(tmp_path / "new.safetensors")) == 6


@pytest.mark.parametrize("form", ["state_dict", "safetensors"])
def test_survivors_of_a_model_in_every_form(form: Any, tmp_path: Path) -> None:
    value = training()["model"]
    checkpoint = cut(value, 0.75)
    assert saving.plan(checkpoint, tmp_path / "x", SaveOptions(form)).needs_survivors
    plan = saving.plan(checkpoint, tmp_path / "x", SaveOptions(form, survivors=True))
    assert plan.refusal == ""
    assert 0 < plan.lost < 6
    saving.save(plan)
    loaded = torch.load(tmp_path / "x", weights_only=True) if form == "state_dict" else \
        safetensors.torch.load_file(tmp_path / "x")
    assert len(loaded) == 6 - plan.lost
    assert_part(loaded, value)


def test_survivors_of_safetensors(tmp_path: Path) -> None:
    value = {f"w{i}": torch.full((50,), float(i)) for i in range(8)}
    data = safetensors.torch.save(value)
    checkpoint = opened(data[:-300])
    assert saving.plan(checkpoint, tmp_path / "x", SaveOptions()).needs_survivors
    saving.save(saving.plan(checkpoint, tmp_path / "x", SaveOptions(survivors=True)))
    assert_part(safetensors.torch.load_file(tmp_path / "x"), value)


def test_a_file_that_lost_only_its_directory_is_written_anew(tmp_path: Path) -> None:
    value = training()
    data = saved(value)
    checkpoint = opened(data[: data.index(b"PK\x01\x02")])
    plan = saving.plan(checkpoint, tmp_path / "new.pth", SaveOptions())
    assert (plan.refusal, plan.as_it_is) == ("", False)
    saving.save(plan)
    assert_part(torch.load(tmp_path / "new.pth", weights_only=True), value)
    assert len(torch.load(tmp_path / "new.pth", weights_only=True)["model"]) == 6


def test_lists_keep_their_places_and_makers_go_with_what_they_are_made_of() -> None:
    a, b = torch.ones(3), torch.zeros(4)
    value = {"list": [a, b, (a, 1)], "sparse": torch.eye(3).to_sparse(), "sub": [nn.Parameter(torch.ones(5))], "b": b}
    graph = with_lost(value, ("list", 0))
    left = leave_out(graph).graph
    assert left is not None
    items = left[left.resolve(("list",))]
    assert isinstance(items, Sequence)
    assert [left[item].kind for item in items.items] == ["None", "Tensor", "tuple"]
    assert left[left.resolve(("list", 2, 0))].kind == "None"
    assert left[left.resolve(("list", 1))] is graph[graph.resolve(("b",))]
    whole = opened(saved(value)).graph
    made = whole[whole.resolve(("sparse",))]
    assert isinstance(made, Object | Tensor)
    inner = [path for path, node in whole.walk(whole.resolve(("sparse",)), ("sparse",))
             if isinstance(whole[node], Tensor)]
    gone = leave_out(with_lost(value, inner[0])).graph
    assert gone is not None
    root = gone[gone.root]
    assert isinstance(root, Mapping)
    assert root.keys == ("list", "sub", "b")


def test_nothing_is_left_of_a_single_tensor(tmp_path: Path) -> None:
    checkpoint = cut(torch.ones(5000), 0.5)
    assert "Its one tensor is missing" in checkpoint.notes[0].text
    plan = saving.plan(checkpoint, tmp_path / "x", SaveOptions(survivors=True))
    assert "Nothing of it can be saved" in plan.refusal


def test_an_undamaged_file_does_not_change_by_asking(tmp_path: Path) -> None:
    checkpoint = opened(saved(training()))
    assert saving.plan(checkpoint, tmp_path / "x", SaveOptions(survivors=True)).as_it_is
    assert lost_below(checkpoint.graph) == []
