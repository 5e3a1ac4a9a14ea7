"""What a slim copy leaves out, and that the bytes that it promises are those by which the file is smaller."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving import SaveOptions
from ckpt_viewer.core.saving.slimming import big_parts, preset_parts
from tests.core.oracle import loaded, saved


def checkpoint(folder: Path, value: Any) -> Checkpoint:
    (folder / "in.pth").write_bytes(saved(value))
    return open_checkpoint(folder / "in.pth")


def training(*, as_objects: bool = False) -> dict[str, Any]:
    net = nn.Linear(200, 100)
    optimizer = torch.optim.Adam(net.parameters())
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    net(torch.ones(1, 200)).sum().backward()
    optimizer.step()
    ema = {name: value.clone() for name, value in net.state_dict().items()}
    if as_objects:
        return {"epoch": 1, "model": net, "optimizer": optimizer, "scheduler": scheduler, "ema": ema}
    return {"epoch": 1, "model": net.state_dict(), "optimizer": optimizer.state_dict(),
            "scheduler": scheduler.state_dict(), "ema": ema, "rng": torch.get_rng_state()}


@pytest.mark.parametrize("as_objects", [False, True])
def test_each_part_saves_what_it_says(tmp_path: Path, as_objects: bool) -> None:
    opened = checkpoint(tmp_path, training(as_objects=as_objects))
    whole = opened.source.size
    parts = big_parts(opened.graph)
    assert [part.kind for part in parts] == ["optimizer", "copy", *([] if as_objects else ["other"])]
    for part in parts:
        plan = saving.plan(opened, tmp_path / f"{part.kind}.pth", SaveOptions(leave_out=part.paths))
        assert any(part.text == line for line in plan.loses)
        smaller = whole - saving.save(plan).nbytes
        assert 0 <= smaller - part.nbytes < 4_000


def test_the_presets(tmp_path: Path) -> None:
    graph = checkpoint(tmp_path, training()).graph
    assert [part.paths for part in preset_parts(graph, "optimizer")] == [(("optimizer",),)]
    assert [part.paths for part in preset_parts(graph, "ema")] == [(("ema",),)]
    assert {path for part in preset_parts(graph, "weights") for path in part.paths} == {
        ("optimizer",), ("ema",), ("rng",)}


def test_what_is_left_loads(tmp_path: Path) -> None:
    opened = checkpoint(tmp_path, training())
    leave = tuple(path for part in preset_parts(opened.graph, "weights") for path in part.paths)
    saving.save(saving.plan(opened, tmp_path / "out.pth", SaveOptions(leave_out=leave)))
    assert list(loaded(tmp_path / "out.pth", weights_only=True)) == ["epoch", "model", "scheduler"]


def test_an_object_scheduler_goes_with_its_optimizer(tmp_path: Path) -> None:
    graph = checkpoint(tmp_path, training(as_objects=True)).graph
    assert preset_parts(graph, "optimizer")[0].paths == (("optimizer",), ("scheduler",))


def test_what_the_model_uses_too_saves_nothing(tmp_path: Path) -> None:
    state = nn.Linear(30, 30).state_dict()
    assert big_parts(checkpoint(tmp_path, {"model": state, "ema": dict(state)}).graph) == ()


def test_parts_below_one_key_are_told_apart(tmp_path: Path) -> None:
    value = {"run": {**training(), "epoch": 3}}
    assert {path for part in big_parts(checkpoint(tmp_path, value).graph) for path in part.paths} == {
        ("run", "optimizer"), ("run", "ema"), ("run", "rng")}


@pytest.mark.parametrize("value", [nn.Linear(3, 3).state_dict(), {"model": nn.Linear(3, 3).state_dict()}, {"a": 1}])
def test_nothing_to_leave_out(tmp_path: Path, value: Any) -> None:
    with pytest.raises(InvalidEdit):
        preset_parts(checkpoint(tmp_path, value).graph, "optimizer")


def test_a_place_that_is_no_entry_of_a_dict(tmp_path: Path) -> None:
    opened = checkpoint(tmp_path, {"model": nn.Linear(3, 3).state_dict(), "l": [torch.ones(3)]})
    plan = saving.plan(opened, tmp_path / "o.pth", SaveOptions(leave_out=(("l", 0),)))
    assert "entry of a dictionary" in plan.refusal


def test_stored_and_used(tmp_path: Path) -> None:
    opened = checkpoint(tmp_path, {"v": torch.zeros(1 << 20)[:700], "n": torch.ones(700)})
    plan = saving.plan(opened, tmp_path / "o.pth")
    assert any("stored 4.0 MiB, used 5.5 KiB. Compact" in line for line in plan.warnings)
    assert plan.spare == 4 * ((1 << 20) - 700)
    compact = saving.plan(opened, tmp_path / "o.pth", SaveOptions(compact=True))
    assert compact.spare is None
    assert any("stored 4.0 MiB, used 5.5 KiB" in line for line in compact.keeps)
    assert not compact.warnings
    assert saving.save(compact).nbytes < 10_000


def test_no_word_where_all_is_used(tmp_path: Path) -> None:
    base = torch.zeros(1 << 18)
    opened = checkpoint(tmp_path, {"a": base[: 1 << 17], "b": base[1 << 17 :]})
    plan = saving.plan(opened, tmp_path / "o.pth")
    assert not plan.warnings
    assert plan.spare == 0


def flat(prefix: str, *, points: bool) -> dict[str, torch.Tensor]:
    net = {f"diffusion_model.{name}": value for name, value in nn.Sequential(nn.Linear(9, 9), nn.Linear(9, 4))
           .state_dict().items()}
    copy = {f"{prefix}.{name if points else name.replace('.', '')}": value.clone() for name, value in net.items()}
    return {**{f"model.{name}": value for name, value in net.items()}, "target.weight": torch.ones(3),
            **copy, f"{prefix}.num_updates": torch.tensor(4)}


@pytest.mark.parametrize(("prefix", "points"), [("model_ema", False), ("ema", True), ("teacher", True)])
@pytest.mark.parametrize("nested", [False, True])
def test_an_average_within_the_state_dict_of_the_model(tmp_path: Path, prefix: str, points: bool, nested: bool) -> None:
    state = flat(prefix, points=points)
    opened = checkpoint(tmp_path, {"state_dict": state, "epoch": 4} if nested else state)
    parts = preset_parts(opened.graph, "ema")
    nbytes = sum(value.nbytes for name, value in state.items() if name.startswith(prefix))
    place = f"{'/state_dict' if nested else ''}/{prefix}.*"
    assert [part.text for part in parts] == [f"{place}, a second copy of the model: {nbytes} bytes"]
    saving.save(saving.plan(opened, tmp_path / "out.pth", SaveOptions(leave_out=parts[0].paths)))
    found = loaded(tmp_path / "out.pth", weights_only=True)
    assert list(found["state_dict"] if nested else found) == [name for name in state if not name.startswith(prefix)]


def test_the_only_model_is_no_copy_whatever_it_is_called(tmp_path: Path) -> None:
    opened = checkpoint(tmp_path, {"ema": nn.Linear(9, 9).state_dict(), "epoch": 3})
    with pytest.raises(InvalidEdit, match="no second copy"):
        preset_parts(opened.graph, "ema")


@pytest.mark.parametrize(("averaged", "is_copy"), [(2, True), (1, False)])
def test_half_of_a_model_may_be_averaged(tmp_path: Path, averaged: int, is_copy: bool) -> None:
    model = {f"net.layer{n}.weight": torch.ones(n + 1) for n in range(4)}
    copies = {f"ema.{name}": value.clone() for name, value in list(model.items())[:averaged]}
    graph = checkpoint(tmp_path, model | copies).graph
    found = [part for part in big_parts(graph) if part.kind == "copy"]
    assert bool(found) is is_copy


def test_a_layer_that_is_called_as_a_copy_is_none(tmp_path: Path) -> None:
    state = {"model.a.weight": torch.ones(3), "target.b.weight": torch.ones(3), "ema_gate.c": torch.ones(2),
             "old.a.weight": torch.ones(4)}
    with pytest.raises(InvalidEdit, match="no second copy"):
        preset_parts(checkpoint(tmp_path, state).graph, "ema")


def test_a_plan_does_not_keep_everything_of_which_it_leaves_out_a_part_and_says_what_that_means(tmp_path: Path) -> None:
    net = nn.Linear(3, 3)
    optimizer = torch.optim.SGD(net.parameters(), 0.1, momentum=0.9)
    net(torch.ones(3)).sum().backward()
    optimizer.step()
    opened = checkpoint(tmp_path, {"model": net.state_dict(), "ema": net.state_dict(), "opt": optimizer.state_dict()})
    whole, *slim = (saving.plan(opened, tmp_path / "out.pth", SaveOptions(leave_out=paths))
                    for paths in ((), (("ema",),), (("opt",),)))
    assert whole.keeps[0].startswith("everything:")
    assert all(plan.keeps[0].startswith("everything else in the file") for plan in slim)
    assert ["new optimizer" in " ".join(plan.warnings) for plan in (whole, *slim)] == [False, False, True]
