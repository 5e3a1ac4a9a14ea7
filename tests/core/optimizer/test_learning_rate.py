"""Every learning rate is found, and a training that resumes after a change goes on with the new one."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.optim import lr_scheduler as schedulers

from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Scalar, to_pointer
from ckpt_viewer.core.graph import Path as GraphPath
from ckpt_viewer.core.optimizer import (
    LrPlace,
    argument_rates,
    find_optimizers,
    find_schedulers,
    lr_changes,
    lr_places,
    schedule_remark,
)
from ckpt_viewer.core.optimizer import finding as taking_apart
from ckpt_viewer.core.wording import brief_text
from tests.oracles import save

Optimizer = torch.optim.Optimizer
SCHEDULERS: dict[str, Callable[[Optimizer], Any]] = {
    "StepLR": lambda o: schedulers.StepLR(o, 2, gamma=0.5),
    "MultiStepLR": lambda o: schedulers.MultiStepLR(o, [1, 4], gamma=0.5),
    "LambdaLR": lambda o: schedulers.LambdaLR(o, lambda epoch: 0.9**epoch),
    "ExponentialLR": lambda o: schedulers.ExponentialLR(o, 0.9),
    "LinearLR": schedulers.LinearLR,
    "ConstantLR": schedulers.ConstantLR,
    "PolynomialLR": schedulers.PolynomialLR,
    "CosineAnnealingLR": lambda o: schedulers.CosineAnnealingLR(o, 12),
    "CosineAnnealingWarmRestarts": lambda o: schedulers.CosineAnnealingWarmRestarts(o, 3),
    "OneCycleLR": lambda o: schedulers.OneCycleLR(o, 1.0, total_steps=12),
    "CyclicLR": lambda o: schedulers.CyclicLR(o, 0.01, 0.1, step_size_up=3),
    "SequentialLR": lambda o: schedulers.SequentialLR(
        o, [schedulers.ConstantLR(o), schedulers.ExponentialLR(o, 0.9)], [4]),
    "ChainedScheduler": lambda o: schedulers.ChainedScheduler(
        [schedulers.ConstantLR(o), schedulers.ExponentialLR(o, 0.9)], o),
}


class Training:
    """A model with two groups of different rates under SGD with momentum, and a scheduler."""

    def __init__(self, scheduler: str, lr: float | torch.Tensor = 0.1) -> None:
        self.model = nn.Linear(2, 2)
        groups: list[dict[str, Any]] = [{"params": [self.model.weight]}, {"params": [self.model.bias], "lr": 0.2}]
        self.optimizer = torch.optim.SGD(groups, lr=lr, momentum=0.9)
        self.scheduler = SCHEDULERS[scheduler](self.optimizer)

    def step(self) -> list[float]:
        self.model(torch.ones(1, 2)).sum().backward()
        self.optimizer.step()
        self.scheduler.step()
        return [float(group["lr"]) for group in self.optimizer.param_groups]

    def state(self) -> dict[str, Any]:
        return {"optimizer": self.optimizer.state_dict(), "scheduler": self.scheduler.state_dict()}

    def resume(self, state: dict[str, Any]) -> None:
        self.optimizer.load_state_dict(state["optimizer"])
        self.scheduler.load_state_dict(state["scheduler"])


@pytest.mark.filterwarnings("ignore:The epoch parameter in")
@pytest.mark.parametrize("name", SCHEDULERS)
def test_a_resumed_training_goes_on_with_the_new_rate(name: str, tmp_path: Path) -> None:
    """All groups set to a tenth of the first one's rate: every later rate is in proportion to what it would be."""
    training, resumed = Training(name), Training(name)
    for _ in range(2):
        before = training.step()
    file = save(training.state(), tmp_path / "file.pth")
    graph = open_checkpoint(file).graph

    new = before[0] / 10
    changed = torch.load(file)
    for change in lr_changes(graph, lr_places(graph), new):
        put(changed, change.place.path, change.new)
    resumed.resume(changed)

    assert [group["lr"] for group in resumed.optimizer.param_groups] == [new, new]
    for _ in range(6):
        for rate, old, start in zip(resumed.step(), training.step(), before, strict=True):
            assert rate == pytest.approx(old * new / start)


def test_every_place_is_listed_with_its_value(tmp_path: Path) -> None:
    training = Training("OneCycleLR")
    training.step()
    graph = saved(training.state(), tmp_path)
    places = {place.path: place for place in lr_places(graph)}
    state = training.state()
    expected = {
        ("optimizer", "param_groups", g, role) for g in (0, 1) for role in ("lr", "initial_lr", "max_lr", "min_lr")
    } | {("scheduler", name, g) for g in (0, 1) for name in ("base_lrs", "_last_lr")}
    assert set(places) == expected
    for path, place in places.items():
        assert place.value == get(state, path)
        assert graph.resolve(path) == place.node
        assert place.group == (path[2] if path[0] == "optimizer" else path[-1])
        assert place.optimizer == ("optimizer",)


def test_nested_schedulers_are_found(tmp_path: Path) -> None:
    graph = saved(Training("SequentialLR").state(), tmp_path)
    paths = [to_pointer(view.path) for view in find_schedulers(graph)]
    assert paths == ["/scheduler", "/scheduler/_schedulers/0", "/scheduler/_schedulers/1"]
    roles = [to_pointer(place.path) for place in lr_places(graph) if "_schedulers" in place.path]
    assert "/scheduler/_schedulers/1/base_lrs/0" in roles


@pytest.mark.parametrize("name", SCHEDULERS)
def test_a_scheduler_is_known_by_its_attributes(name: str, tmp_path: Path) -> None:
    first = find_schedulers(saved(Training(name).state(), tmp_path))[0]
    assert first.guess == name
    assert first.optimizer == ("optimizer",)


def test_reduce_on_plateau_keeps_its_lower_bound(tmp_path: Path) -> None:
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = schedulers.ReduceLROnPlateau(optimizer, min_lr=0.01)
    scheduler.step(1.0)
    graph = saved({"o": optimizer.state_dict(), "s": scheduler.state_dict()}, tmp_path)
    places = lr_places(graph)
    assert {place.role for place in places} == {"lr", "_last_lr", "min_lrs"}
    assert {change.place.role for change in lr_changes(graph, places, 0.5)} == {"lr", "_last_lr"}


def test_a_rate_kept_as_a_tensor_is_read_and_changed(tmp_path: Path) -> None:
    training = Training("StepLR", lr=torch.tensor(0.25))
    graph = saved(training.state(), tmp_path)
    tensors = [place for place in lr_places(graph) if place.is_tensor]
    assert {place.value for place in tensors} == {0.25}
    assert ("optimizer", "param_groups", 0, "lr") in {place.path for place in tensors}
    changes = lr_changes(graph, lr_places(graph), 0.5)
    for change in changes:
        graph = SetValue(change.place.node, change.new, to_pointer(change.place.path)).apply(graph).graph
    assert {place.value for place in lr_places(graph) if place.role == "lr"} == {0.5}
    assert lr_changes(graph, lr_places(graph), 0.5) == ()


def test_a_place_that_stands_twice_is_changed_once(tmp_path: Path) -> None:
    rate = torch.tensor(0.25)
    scheduler = {"base_lrs": [rate], "_last_lr": [rate], "last_epoch": 1}
    graph = saved({"o": {"state": {}, "param_groups": [{"lr": rate, "params": []}]}, "s": scheduler}, tmp_path)
    assert [place.path for place in lr_places(graph)] == [("o", "param_groups", 0, "lr")]


def test_only_the_chosen_groups_change(tmp_path: Path) -> None:
    graph = saved(Training("StepLR").state(), tmp_path)
    places = lr_places(graph)
    changes = lr_changes(graph, places, 0.5, frozenset({(("optimizer",), 1)}))
    assert {change.place.group for change in changes} == {1}
    assert {to_pointer(change.place.path) for change in changes} == {
        "/optimizer/param_groups/1/lr", "/optimizer/param_groups/1/initial_lr",
        "/scheduler/base_lrs/1", "/scheduler/_last_lr/1"}
    assert all(change.place.why for change in changes)


def test_after_steps_of_a_schedule_the_base_becomes_the_number_one_would_have_set(tmp_path: Path) -> None:
    optimizer = torch.optim.SGD(nn.Linear(2, 2).parameters(), lr=0.1)
    scheduler = schedulers.StepLR(optimizer, 1, gamma=0.1)
    optimizer.step()
    scheduler.step()
    assert optimizer.param_groups[0]["lr"] == 0.010000000000000002
    graph = saved({"o": optimizer.state_dict(), "s": scheduler.state_dict()}, tmp_path)
    changes = {change.place.role: change.new for change in lr_changes(graph, lr_places(graph), 3e-4)}
    assert changes == {"lr": 3e-4, "_last_lr": 3e-4, "initial_lr": 0.003, "base_lrs": 0.003}


def test_from_zero_everything_gets_the_value(tmp_path: Path) -> None:
    group = {"lr": 0.0, "initial_lr": 0.1, "params": [0]}
    file = {"o": {"state": {}, "param_groups": [group]}, "s": {"base_lrs": [0.1], "_last_lr": [0.0], "last_epoch": 3}}
    graph = saved(file, tmp_path)
    assert {change.new for change in lr_changes(graph, lr_places(graph), 0.01)} == {0.01}
    assert len(lr_changes(graph, lr_places(graph), 0.01)) == 4


def test_ints_are_rates_and_other_things_are_not(tmp_path: Path) -> None:
    groups = [{"lr": 1, "params": []}, {"lr": "auto", "params": []}, {"lr": True, "params": []}]
    graph = saved({"state": {}, "param_groups": groups}, tmp_path)
    assert [(place.value, place.group) for place in lr_places(graph)] == [(1.0, 0)]


def test_a_whole_number_beyond_every_float_is_no_rate(tmp_path: Path) -> None:
    groups = [{"lr": 10**400, "params": [0]}, {"lr": 0.1, "params": [1]}]
    path = save({"state": {}, "param_groups": groups}, tmp_path / "x.pt")
    assert [place.value for place in lr_places(open_checkpoint(path).graph)] == [0.1]


def test_two_optimizers_keep_their_own_schedulers(tmp_path: Path) -> None:
    a, b = Training("StepLR"), Training("OneCycleLR")
    file = {"optim_g": a.state()["optimizer"], "optim_d": b.state()["optimizer"],
            "sched_d": b.state()["scheduler"], "sched_g": a.state()["scheduler"]}
    graph = saved(file, tmp_path)
    assert {v.path: v.optimizer for v in find_schedulers(graph)} == {
        ("sched_d",): ("optim_d",), ("sched_g",): ("optim_g",)}
    lightning = {"optimizer_states": [file["optim_g"], file["optim_d"]],
                 "lr_schedulers": [file["sched_g"], file["sched_d"]]}
    graph = saved(lightning, tmp_path)
    assert [v.optimizer for v in find_schedulers(graph)] == [("optimizer_states", 0), ("optimizer_states", 1)]


def test_a_pickled_scheduler_knows_its_optimizer(tmp_path: Path) -> None:
    training = Training("StepLR")
    training.step()
    graph = saved({"scheduler": training.scheduler}, tmp_path)
    (view,) = find_schedulers(graph)
    assert view.guess == "StepLR"
    assert view.optimizer == ("scheduler", "optimizer")
    by_role = {place.role for place in lr_places(graph)}
    assert by_role == {"lr", "initial_lr", "base_lrs", "_last_lr"}
    assert all(graph.resolve(place.path) == place.node for place in lr_places(graph))


def test_a_scheduler_without_an_optimizer_can_be_changed_too(tmp_path: Path) -> None:
    graph = saved({"base_lrs": [0.1], "_last_lr": [0.05], "last_epoch": 3}, tmp_path)
    changes = lr_changes(graph, lr_places(graph), 0.5)
    assert {change.place.role: change.new for change in changes} == {"base_lrs": 1.0, "_last_lr": 0.5}


def test_a_rate_whose_bytes_are_missing_is_left_out(tmp_path: Path) -> None:
    file = save({"state": {}, "param_groups": [{"lr": torch.tensor(0.5, dtype=torch.complex64), "params": []}]},
                tmp_path / "file.pth")
    assert lr_places(open_checkpoint(file).graph) == ()


def saved(thing: Any, folder: Path) -> Graph:
    return open_checkpoint(save(thing, folder / "file.pth")).graph


def get(thing: Any, path: GraphPath) -> Any:
    for key in path:
        thing = thing[key]
    return thing


def put(thing: Any, path: GraphPath, value: float) -> None:
    get(thing, path[:-1])[path[-1]] = value


def test_places_carry_the_key_by_which_groups_are_chosen(tmp_path: Path) -> None:
    place: LrPlace = lr_places(saved(Training("StepLR").state(), tmp_path))[0]
    assert place.key == (("optimizer",), 0)


def test_rates_among_arguments_are_found_and_those_of_optimizers_are_not(tmp_path: Path) -> None:
    training = Training("OneCycleLR")
    value = {**training.state(), "lr": 0.5, "model": {"lr": torch.ones(1), "w": torch.ones(3)}, "notes": {"lr": "high"},
             "args": Namespace(lr=0.1, learning_rate=True, optim={"base_lr": 0.25})}
    found = argument_rates(open_checkpoint(save(value, tmp_path / "a.pth")).graph)
    assert [(to_pointer(path), rate) for path, rate in found] == [
        ("/lr", 0.5), ("/args/lr", 0.1), ("/args/optim/base_lr", 0.25)]


def test_a_rate_that_numpy_computed_is_found_and_becomes_a_plain_number(tmp_path: Path) -> None:
    """As `numpy.interp` of a warm-up leaves it in a param group: no float, but an object of numpy's."""
    training = Training("StepLR")
    for group in training.optimizer.param_groups:
        group["lr"] = np.float64(group["lr"]) / 2
    checkpoint = open_checkpoint(save(training.state(), tmp_path / "x.pth"))
    places = lr_places(checkpoint.graph)
    assert [place.value for place in places if place.role == "lr"] == [0.05, 0.1]
    graph = checkpoint.graph
    for change in lr_changes(graph, places, 0.02):
        graph = SetValue(change.place.node, change.new, to_pointer(change.place.path)).apply(graph).graph
    held = [graph[place.node] for place in lr_places(graph) if place.role == "lr"]
    assert held == [Scalar(0.02), Scalar(0.02)]


def test_the_schedulers_of_mmengine_follow_and_those_of_momentum_stay(tmp_path: Path) -> None:
    """As mmengine/optim/scheduler/param_scheduler.py keeps them: values for any setting of a group, by its name."""
    training = Training("StepLR")
    kept = [{"param_name": name, "begin": 0, "end": 9, "by_epoch": True, "milestones": Counter([4]), "gamma": 0.1,
             "last_step": 2, "_global_step": 3, "base_values": [0.1, 0.2], "_last_value": [0.1, 0.2]}
            for name in ("lr", "momentum")]
    content = {"optimizer": training.optimizer.state_dict(), "param_schedulers": kept}
    graph = open_checkpoint(save(content, tmp_path / "x.pth")).graph
    assert [view.guess for view in find_schedulers(graph)] == ["MultiStepLR (mmengine)"] * 2
    changed = {to_pointer(change.place.path): change.new for change in lr_changes(graph, lr_places(graph), 0.3)}
    assert {place: new for place, new in changed.items() if "schedulers" in place} == {
        f"/param_schedulers/0/{word}/{at}": 0.3 for word in ("base_values", "_last_value") for at in (0, 1)}


def test_the_rate_of_averaging_follows(tmp_path: Path) -> None:
    """SWALR leads `lr` to `swa_lr`, which alone would undo the change."""
    optimizer = torch.optim.SGD(torch.nn.Linear(2, 2).parameters(), lr=0.5)
    scheduler = torch.optim.swa_utils.SWALR(optimizer, swa_lr=0.25, anneal_epochs=4)
    held = {"optim": optimizer.state_dict(), "swa": scheduler.state_dict()}
    graph = open_checkpoint(save(held, tmp_path / "x.pth")).graph
    assert [view.guess for view in find_schedulers(graph)] == ["SWALR"]
    changes = {change.place.role: change.new for change in lr_changes(graph, lr_places(graph), 0.125)}
    assert changes["swa_lr"] == 0.0625


def restarting(path: Path, low: float) -> schedulers.LRScheduler:
    """A schedule with warm restarts that is about to start again, from 0.5 down to `low`."""
    optimizer = torch.optim.SGD([nn.Parameter(torch.ones(2))], lr=0.5)
    scheduler = schedulers.CosineAnnealingWarmRestarts(optimizer, 5, eta_min=low)
    if path.exists():
        held = torch.load(path)
        optimizer.load_state_dict(held["optimizer"])
        scheduler.load_state_dict(held["scheduler"])
        return scheduler
    optimizer.step()
    scheduler.step(4.999)
    save({"optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict()}, path)
    return scheduler


@pytest.mark.parametrize(("low", "told"), [(1e-5, True), (0.4, False)])
def test_it_is_told_how_high_a_schedule_goes_again_that_had_come_down(low: float, told: bool, tmp_path: Path) -> None:
    """torch says how high: the first step after the change is the restart."""
    present = restarting(tmp_path / "x.pth", low).optimizer.param_groups[0]["lr"]
    graph = open_checkpoint(tmp_path / "x.pth").graph
    changes = lr_changes(graph, lr_places(graph), 0.01)
    remark = schedule_remark(changes)
    (peak,) = {change.new for change in changes if change.place.role == "base_lrs"}
    assert peak == pytest.approx(0.5 * 0.01 / present)
    assert bool(remark) is told
    assert not told or all(word in remark for word in ("from 0.01 on", "0.5 until now", f"becomes {brief_text(peak)}"))
    held = torch.load(tmp_path / "x.pth")
    held["optimizer"]["param_groups"][0] |= {"lr": 0.01, "initial_lr": peak}
    held["scheduler"] |= {"base_lrs": [peak], "_last_lr": [0.01]}
    save(held, tmp_path / "x.pth")
    scheduler = restarting(tmp_path / "x.pth", low)
    scheduler.step(5)
    assert scheduler.optimizer.param_groups[0]["lr"] == pytest.approx(peak)


@pytest.mark.parametrize("as_objects", [False, True])
def test_rates_are_found_without_naming_parameters(as_objects: bool, tmp_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    """To name those of 100,000 tensors took nearly all of the time, at each look."""
    training = Training("OneCycleLR")
    training.step()
    held = {**training.state(), "model": training.model.state_dict()}
    if as_objects:
        held["optimizer"] = training.optimizer
    graph = open_checkpoint(save(held, tmp_path / "x.pth")).graph
    named, places, movers = find_optimizers(graph), lr_places(graph), find_schedulers(graph, find_optimizers(graph))

    def refuse(*_: object) -> None:
        raise AssertionError("a parameter was to be named")

    monkeypatch.setattr(taking_apart, "name_sources", refuse)
    unnamed = find_optimizers(graph, named=False)
    assert lr_places(graph) == places == lr_places(graph, unnamed)
    assert find_schedulers(graph) == movers
    assert [param.name for param in named[0].params] == ["weight", "bias"]
    for with_names, view in zip(named, unnamed, strict=True):
        assert all(param.name is None and param.sure == "unknown" for param in view.params)
        assert (view.path, view.node, view.guess) == (with_names.path, with_names.node, with_names.guess)
        for group, other in zip(view.groups, with_names.groups, strict=True):
            assert (group.hyper, group.settings, len(group.params)) == (other.hyper, other.settings, len(other.params))
