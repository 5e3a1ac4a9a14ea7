"""Parameters of an optimizer get their own names back, and it is said how sure that is."""

from __future__ import annotations

import random
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.optimizer import OptimizerView, ParamView, find_optimizers
from ckpt_viewer.core.optimizer.naming import Name, Slot, match
from tests.oracles import save


class Net(nn.Module):
    """Convolutions with batch norm, so that buffers lie between the parameters, and a head."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Conv2d(4, 4, 3), nn.BatchNorm2d(4))
        self.head = nn.Linear(4, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.head(self.body(x).mean((2, 3)))
        return out


def step(model: nn.Module, *optimizers: torch.optim.Optimizer) -> None:
    model(torch.randn(2, 3, 8, 8)).sum().backward()
    for optimizer in optimizers:
        optimizer.step()


def test_param_names_in_the_file_are_taken(tmp_path: Path) -> None:
    model = Net()
    optimizer = torch.optim.AdamW(model.named_parameters())
    step(model, optimizer)
    (view,) = optimizers({"optimizer": optimizer.state_dict()}, tmp_path)
    assert names(view) == [name for name, _ in model.named_parameters()]
    assert grades(view) == {"named"}
    assert params(view)[0].how == "The file names it."
    assert "param_names" not in dict(view.groups[0].hyper)


@pytest.mark.parametrize("wrap", ["", "module."])
def test_order_and_shape_name_what_the_file_does_not(wrap: str, tmp_path: Path) -> None:
    model = Net()
    optimizer = torch.optim.Adam(model.parameters())
    step(model, optimizer)
    weights = OrderedDict((wrap + key, value) for key, value in model.state_dict().items())
    (view,) = optimizers({"net": weights, "optimizer": optimizer.state_dict()}, tmp_path)
    assert names(view) == [wrap + name for name, _ in model.named_parameters()]
    assert grades(view) == {"likely"}
    assert "shapes" in params(view)[0].how


def test_without_state_the_order_alone_is_said_to_decide(tmp_path: Path) -> None:
    model = nn.Linear(6, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    (view,) = optimizers({"model_state": model.state_dict(), "optim_state": optimizer.state_dict()}, tmp_path)
    assert names(view) == ["weight", "bias"]
    assert grades(view) == {"likely"}
    assert "order alone" in params(view)[0].how
    assert params(view)[0].state is None


def test_with_several_groups_and_no_state_nothing_is_likely(tmp_path: Path) -> None:
    """Any of them may hold any of the parameters."""
    model = nn.Linear(6, 1)
    optimizer = torch.optim.SGD([{"params": [model.weight], "lr": 0.1}, {"params": [model.bias], "lr": 0.2}])
    (view,) = optimizers({"model_state": model.state_dict(), "optim_state": optimizer.state_dict()}, tmp_path)
    assert names(view) == ["weight", "bias"]
    assert grades(view) == {"guess"}


def test_weight_decay_in_one_group_and_none_in_the_other(tmp_path: Path) -> None:
    model = Net()
    matrices = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups: list[dict[str, Any]] = [{"params": others, "weight_decay": 0.0}, {"params": matrices}]
    optimizer = torch.optim.AdamW(groups)
    step(model, optimizer)
    (view,) = optimizers({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path)
    assert names(view) == true_names(model, optimizer)
    assert grades(view) == {"likely"}


def test_the_head_before_the_body(tmp_path: Path) -> None:
    model = Net()
    optimizer = torch.optim.Adam([{"params": model.head.parameters()}, {"params": model.body.parameters()}])
    step(model, optimizer)
    (view,) = optimizers({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path)
    assert names(view) == true_names(model, optimizer)
    assert grades(view) == {"likely"}


def test_a_frozen_body_leaves_the_only_place_for_the_head(tmp_path: Path) -> None:
    model = Net()
    optimizer = torch.optim.Adam(model.head.parameters())
    step(model, optimizer)
    (view,) = optimizers({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path)
    assert names(view) == ["head.weight", "head.bias"]
    assert grades(view) == {"likely"}


def test_several_possible_places_are_a_guess(tmp_path: Path) -> None:
    model = nn.Sequential(*(nn.Linear(2, 2) for _ in range(3)))
    optimizer = torch.optim.Adam(model[1].parameters())
    model(torch.randn(1, 2)).sum().backward()
    optimizer.step()
    (view,) = optimizers({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path)
    assert grades(view) == {"guess"}
    assert names(view) == ["0.weight", "0.bias"]


def test_groups_that_could_be_mixed_are_taken_as_parts_of_the_model(tmp_path: Path) -> None:
    model = nn.ModuleDict({"fc": nn.Linear(3, 2), "norm": nn.BatchNorm1d(2)})
    groups: list[dict[str, Any]] = [{"params": model["norm"].parameters()}, {"params": model["fc"].parameters()}]
    optimizer = torch.optim.Adam(groups)
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    (view,) = optimizers({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path)
    assert names(view) == ["norm.weight", "norm.bias", "fc.weight", "fc.bias"]
    assert [param.sure for param in params(view)] == ["guess", "guess", "likely", "guess"]


def test_biases_of_one_layer_are_taken_as_such() -> None:
    """Not as the first of the model that have these shapes, which are of two layers."""
    sizes = {"0.q": 4, "0.f": 8, "1.q": 4, "1.f": 6, "2.q": 4}
    model = [Name(f"{layer}.{part}", (size, 3) if part == "weight" else (size,))
             for layer, size in sizes.items() for part in ("weight", "bias")]
    found = match([Slot(0, (4,)), Slot(0, (6,))], model)
    assert [model[at.name].text for at in found if at.name is not None] == ["1.q.bias", "1.f.bias"]
    assert found[0].sure == "guess"
    assert "those of one kind in one part of the model" in found[0].how


def test_names_that_go_backwards_within_a_group_are_a_guess() -> None:
    """Each shape is there once, which would be likely, but the optimizer has them in another order than the model."""
    found = match([Slot(0, (4,)), Slot(0, (2, 3))], [Name("weight", (2, 3)), Name("bias", (4,))])
    assert [(hit.name, hit.sure) for hit in found] == [(1, "guess"), (0, "guess")]
    assert "the whole order does not fit" in found[0].how


def test_what_does_not_fit_is_not_named(tmp_path: Path) -> None:
    model = Net()
    optimizer = torch.optim.Adam(model.parameters())
    step(model, optimizer)
    (view,) = optimizers({"other": nn.Linear(50, 1).state_dict(), "optimizer": optimizer.state_dict()}, tmp_path)
    assert set(names(view)) == {None}
    assert grades(view) == {"unknown"}


def test_an_optimizer_alone_says_that_there_are_no_names(tmp_path: Path) -> None:
    (view,) = optimizers(torch.optim.SGD(Net().parameters(), lr=0.1).state_dict(), tmp_path)
    assert view.path == ()
    assert set(names(view)) == {None}
    assert "no names" in params(view)[0].how


def test_tied_weights_count_once(tmp_path: Path) -> None:
    model = nn.ModuleDict({"embed": nn.Embedding(5, 3), "middle": nn.Linear(3, 3), "head": nn.Linear(3, 5)})
    model["head"].weight = model["embed"].weight
    optimizer = torch.optim.Adam(model.parameters())
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    (view,) = optimizers({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path)
    assert names(view) == [name for name, _ in model.named_parameters()]
    assert names(view) == ["embed.weight", "middle.weight", "middle.bias", "head.bias"]
    assert view.model == ("model",)
    assert view.complete


def test_two_models_and_two_optimizers_are_told_apart_by_shape_or_key(tmp_path: Path) -> None:
    generator, discriminator = Net(3), Net(7)
    a, b = torch.optim.Adam(generator.parameters()), torch.optim.Adam(discriminator.parameters())
    step(generator, a)
    step(discriminator, b)
    file = {"G": generator.state_dict(), "D": discriminator.state_dict(), "opts": [b.state_dict(), a.state_dict()]}
    graph = opened(file, tmp_path)
    for view, model in zip(find_optimizers(graph), (discriminator, generator), strict=True):
        assert names(view) == [name for name, _ in model.named_parameters()]
        assert grades(view) == {"likely"}


def test_equal_models_are_told_apart_by_their_keys(tmp_path: Path) -> None:
    a = nn.ModuleDict({"only_in_g": nn.Linear(2, 2)})
    b = nn.ModuleDict({"only_in_d": nn.Linear(2, 2)})
    file = {"netG": a.state_dict(), "netD": b.state_dict()}
    file |= {f"optim{k}": torch.optim.SGD(m.parameters(), lr=0.1).state_dict() for k, m in (("D", b), ("G", a))}
    found = {view.path[0]: names(view)[0] for view in optimizers(file, tmp_path)}
    assert found == {"optimD": "only_in_d.weight", "optimG": "only_in_g.weight"}


def test_one_optimizer_over_two_models(tmp_path: Path) -> None:
    a, b = Net(3), Net(7)
    optimizer = torch.optim.Adam([*a.parameters(), *b.parameters()])
    step(a, optimizer)
    step(b, optimizer)
    file = {"encoder": a.state_dict(), "decoder": b.state_dict(), "optimizer": optimizer.state_dict()}
    (view,) = optimizers(file, tmp_path)
    expected = [f"{key}.{name}" for key, m in (("encoder", a), ("decoder", b)) for name, _ in m.named_parameters()]
    assert names(view) == expected


def test_two_optimizers_that_share_out_one_model(tmp_path: Path) -> None:
    model = nn.ModuleDict({"gen": nn.Linear(2, 2), "disc": nn.Linear(2, 2)})
    pair = [torch.optim.SGD(model[key].parameters(), lr=0.1, momentum=0.9) for key in ("gen", "disc")]
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    for optimizer in pair:
        optimizer.step()
    file = {"state_dict": model.state_dict(), "optimizer_states": [optimizer.state_dict() for optimizer in pair]}
    first, second = optimizers(file, tmp_path)
    assert names(first) == ["gen.weight", "gen.bias"]
    assert names(second) == ["disc.weight", "disc.bias"]


def test_a_pickled_optimizer_beside_its_model_holds_the_model_s_own_parameters(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    optimizer = torch.optim.Adam([{"params": model[1].parameters()}, {"params": model[0].parameters()}])
    model(torch.randn(1, 2)).sum().backward()
    optimizer.step()
    (view,) = optimizers({"model": model, "optimizer": optimizer}, tmp_path)
    assert view.guess == "Adam"
    assert names(view) == ["1.weight", "1.bias", "0.weight", "0.bias"]
    assert grades(view) == {"named"}
    assert all(param.state is not None for param in params(view))


def test_a_whole_model_says_what_is_a_parameter(tmp_path: Path) -> None:
    model = Net()
    model.register_buffer("floating", torch.zeros(4))
    optimizer = torch.optim.Adam(model.parameters())
    step(model, optimizer)
    (view,) = optimizers({"model": model, "optimizer": optimizer.state_dict()}, tmp_path)
    assert names(view) == [name for name, _ in model.named_parameters()]
    assert grades(view) == {"likely"}


def test_names_in_place_of_numbers(tmp_path: Path) -> None:
    """As torch.distributed.checkpoint.state_dict.get_optimizer_state_dict writes it."""
    kept = {"exp_avg": torch.zeros(2)}
    file = {"state": {"fc.weight": kept}, "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999), "params": ["fc.weight"]}]}
    (view,) = optimizers(file, tmp_path)
    assert names(view) == ["fc.weight"]
    assert grades(view) == {"named"}
    assert params(view)[0].state_path == ("state", "fc.weight")


def test_state_and_groups_stand_where_their_paths_say(tmp_path: Path) -> None:
    model = Net()
    optimizer = torch.optim.Adam(model.parameters())
    step(model, optimizer)
    file = {"deep": [{"model": model, "opts": (optimizer, optimizer.state_dict())}]}
    graph = opened(file, tmp_path)
    found = find_optimizers(graph)
    assert len(found) == 2
    for view in found:
        assert graph.resolve(view.path) == view.node
        assert all(graph.resolve(group.path) == group.node for group in view.groups)
    numbered = next(view for view in found if view.path[-1] == 1)
    for param in params(numbered):
        assert param.state_path is not None
        assert graph.resolve(param.state_path) == param.state


def test_many_slots_take_linear_work() -> None:
    slots = [Slot(i % 1000, (2,)) for i in range(50_000)]
    assert match(slots, [Name(str(i), (3,)) for i in range(50_000)])[0].name is None
    one = [Slot(0, (2,)) for _ in range(25_000)]
    half = match(one, [Name(str(i), (2 if i % 2 else 3,)) for i in range(50_000)])
    assert [hit.name for hit in half[:3]] == [1, 3, 5]


@pytest.mark.parametrize("seed", range(30))
def test_names_never_repeat_shapes_always_fit_and_likely_ones_are_right(seed: int) -> None:
    """Models at random, shared out among groups at random, some parameters left out."""
    chance = random.Random(seed)
    model = [Name(f"p{i}", (chance.randint(1, 4),) * chance.randint(1, 3)) for i in range(chance.randint(1, 40))]
    kept = [i for i in range(len(model)) if chance.random() < 0.8]
    groups = 1 + seed % 3
    slots: list[Slot] = []
    truth: list[int] = []
    for group in range(groups):
        mine = [i for i in kept if i % groups == group]
        truth += mine
        slots += [Slot(group, model[i].shape if chance.random() < 0.9 else None) for i in mine]
    found = match(slots, model)
    at = [hit.name for hit in found if hit.name is not None]
    assert len(set(at)) == len(at)
    for slot, hit in zip(slots, found, strict=True):
        assert hit.name is None or slot.shape in (None, model[hit.name].shape)
    if groups == 1:
        assert all(hit.name == i for hit, i in zip(found, truth, strict=True) if hit.sure == "likely")


def opened(thing: Any, folder: Path) -> Graph:
    return open_checkpoint(save(thing, folder / "file.pth")).graph


def optimizers(thing: Any, folder: Path) -> tuple[OptimizerView, ...]:
    return find_optimizers(opened(thing, folder))


def params(view: OptimizerView) -> list[ParamView]:
    return [param for group in view.groups for param in group.params]


def names(view: OptimizerView) -> list[str | None]:
    return [param.name for param in params(view)]


def grades(view: OptimizerView) -> set[str]:
    return {param.sure for param in params(view)}


def true_names(model: nn.Module, optimizer: torch.optim.Optimizer) -> list[str]:
    by_id = {id(p): name for name, p in model.named_parameters()}
    return [by_id[id(p)] for group in optimizer.param_groups for p in group["params"]]
