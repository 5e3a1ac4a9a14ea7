"""A training checkpoint of whatever was saved in the course of a training; torch resumes from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

from ckpt_viewer.core import saving
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving import SaveOptions, SavePlan
from tests.core.oracle import assert_same, loaded, saved
from tests.core.specimens import SPECIMENS


def planned(folder: Path, value: Any, **options: Any) -> SavePlan:
    (folder / "in.pth").write_bytes(saved(value))
    return saving.plan(open_checkpoint(folder / "in.pth"), folder / "out.pth",
                       SaveOptions("training_checkpoint", **options))


def made(folder: Path, value: Any) -> dict[Any, Any]:
    """What torch reads without a class."""
    found: dict[Any, Any] = loaded(saving.save(planned(folder, value)).target, weights_only=True)
    return found


def trained() -> tuple[nn.Module, torch.optim.Optimizer, Any]:
    torch.manual_seed(4)
    net = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.5)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    net(torch.ones(4, 3)).sum().backward()
    optimizer.step()
    scheduler.step()
    return net, optimizer, scheduler


def test_objects_become_what_their_state_dict_gives(tmp_path: Path) -> None:
    net, optimizer, scheduler = trained()
    value = {"epoch": 3, "model": net, "optimizer": optimizer, "sched": scheduler, "loss": 0.5}
    found = made(tmp_path, value)
    assert list(found) == ["epoch", "model_state_dict", "optimizer_state_dict", "scheduler_state_dict", "loss"]
    assert_same(found["model_state_dict"], net.state_dict())
    assert found["optimizer_state_dict"]["param_groups"][0]["params"] == [0, 1, 2, 3]
    fresh, other, after = trained()
    fresh.load_state_dict(found["model_state_dict"])
    other.load_state_dict(found["optimizer_state_dict"])
    after.load_state_dict(found["scheduler_state_dict"])
    assert_same(other.state_dict()["state"], optimizer.state_dict()["state"])


class Own(nn.Linear):
    """A class that might add to its state_dict in code."""


def test_what_a_class_of_its_own_may_add_is_told(tmp_path: Path) -> None:
    plan = planned(tmp_path, {"epoch": 3, "model": Own(2, 3), "note": "x"})
    assert any("anything that Own would add in code" in line for line in plan.loses)
    assert "model under the name model_state_dict" in plan.keeps


def test_names_that_are_right_are_kept(tmp_path: Path) -> None:
    net, _, _ = trained()
    plan = planned(tmp_path, {"nets": {"a": net.state_dict(), "b": {"w": torch.ones(2)}}, "epoch": 3}, device="cuda:0")
    assert "the model and what belongs to it under the names that they have" in plan.keeps
    assert not any("under the name model_state_dict" in line for line in plan.keeps)


def test_what_lightning_writes(tmp_path: Path) -> None:
    net, optimizer, scheduler = trained()
    value = {"epoch": 3, "global_step": 9, "state_dict": net.state_dict(), "optimizer_states": [optimizer.state_dict()],
             "lr_schedulers": [scheduler.state_dict()], "hyper_parameters": {"a": 1}}
    found = made(tmp_path, value)
    assert list(found) == ["epoch", "global_step", "model_state_dict", "optimizer_state_dict", "scheduler_state_dict",
                           "hyper_parameters"]
    assert_same(found["optimizer_state_dict"], optimizer.state_dict())


def test_entries_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    net, optimizer, _ = trained()
    plan = planned(tmp_path, {"optim": optimizer.state_dict(), "epoch": 3, "net": net.state_dict()})
    assert plan.keeps[:2] == ("optim under the name optimizer_state_dict", "net under the name model_state_dict")


def test_a_list_that_holds_more_than_the_optimizer_stays_whole(tmp_path: Path) -> None:
    net, optimizer, _ = trained()
    found = made(tmp_path, {"net": net.state_dict(), "optims": [optimizer.state_dict(), {"amount": 3}]})
    assert list(found) == ["model_state_dict", "optims"]
    assert found["optims"][1] == {"amount": 3}


def test_two_optimizers_keep_their_names(tmp_path: Path) -> None:
    _, optimizer, _ = trained()
    net = SPECIMENS["state_dict"]()
    found = made(tmp_path, {"net": net, "optim_a": optimizer.state_dict(), "optim_b": optimizer.state_dict()})
    assert list(found) == ["model_state_dict", "optim_a", "optim_b"]


def test_a_name_that_is_taken_stays(tmp_path: Path) -> None:
    value = {"model": SPECIMENS["state_dict"](), "model_state_dict": 5}
    assert list(made(tmp_path, value)) == ["model", "model_state_dict"]


def test_a_state_dict_alone(tmp_path: Path) -> None:
    plan = planned(tmp_path, SPECIMENS["state_dict"]())
    assert any("no optimizer" in line for line in plan.warnings)
    assert_same(made(tmp_path, SPECIMENS["state_dict"]())["model_state_dict"], SPECIMENS["state_dict"]())


def test_a_model_alone(tmp_path: Path) -> None:
    model = SPECIMENS["model"]()
    assert_same(made(tmp_path, model)["model_state_dict"], model.state_dict())
    assert any("class" in line for line in planned(tmp_path, model).loses)


def test_what_is_one_already_is_copied(tmp_path: Path) -> None:
    net, optimizer, _ = trained()
    value = {"epoch": 1, "model_state_dict": net.state_dict(), "optimizer_state_dict": optimizer.state_dict()}
    assert planned(tmp_path, value).as_it_is


def test_no_model(tmp_path: Path) -> None:
    assert "There is no model in this file" in planned(tmp_path, {"epoch": 3}).refusal
