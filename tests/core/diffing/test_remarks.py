"""What is said beside the numbers: layers that began anew, and param groups that are others."""

from __future__ import annotations

import copy
import statistics
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core.diffing.anew import begun_anew
from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.export import as_data
from ckpt_viewer.core.diffing.remarks import movement_remarks, structure_remarks
from tests.core.diffing.test_frozen import measured

LEFT_OUT = ("Nothing is left of 3.weight (cosine {0}), while the rest stayed close, as if it had not been loaded and "
            "was initialised again")


def network() -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(16, 32), nn.LayerNorm(32), nn.Linear(32, 32), nn.Linear(32, 10))


def moved(model: nn.Module, far: float) -> dict[str, torch.Tensor]:
    """As after some steps more: every weight by a part of itself."""
    torch.manual_seed(4)
    return {name: value + far * (value.abs().mean() + 0.1) * torch.randn_like(value)
            for name, value in model.state_dict().items()}


def after(*anew: int) -> dict[str, torch.Tensor]:
    """A training that went on, in which some layers were made anew."""
    model = network()
    torch.manual_seed(5)
    for number in anew:
        model[number].reset_parameters()  # type: ignore[operator]  # a layer, as torch does not say
    return moved(model, 0.05)


@pytest.mark.parametrize(("anew", "said"), [
    ((), None), ((1,), None),
    ((3,), LEFT_OUT),
    ((0, 2, 3), "The weights have nothing in common (median cosine {0}), as in two trainings that began apart"),
], ids=["none", "what begins as it was", "the head", "most"])
def test_a_head_that_a_load_left_out(tmp_path: Path, anew: tuple[int, ...], said: str | None) -> None:
    found = measured(tmp_path, {"model": network().state_dict()}, {"model": after(*anew)})
    remarks = movement_remarks(*found)
    if said is None:
        assert remarks == ()
    else:
        model, other = network().state_dict(), after(*anew)
        cosines = [torch.cosine_similarity(model[name].flatten().double(), other[name].flatten().double(), 0).item()
                   for name in (f"{number}.weight" for number in anew)]
        assert remarks == (said.format(f"{statistics.median(map(abs, cosines)):.2g}"),)


def test_several_that_began_anew_and_what_is_no_parameter(tmp_path: Path) -> None:
    kept = {f"body.{n}.weight": torch.eye(16) for n in range(5)}
    one, other = torch.ones(8, 8), torch.ones(8, 8) * torch.tensor([1.0, -1.0]).repeat(4)
    a = {"model": {**kept, "x": one, "y": one, "vector": one.flatten()}}
    b = {"model": {**kept, "x": other, "y": other, "vector": other.flatten()}}
    diff, numbers = measured(tmp_path, a, b)
    assert [entry.path_a for entry in begun_anew(diff, numbers).left_out] == [("model", "x"), ("model", "y")]
    data = as_data(Compared(diff, numbers, {}))
    assert data["begun_anew"] == [["model", "x"], ["model", "y"]]
    assert data["frozen"] == ["model.body (5 parameters)"]
    assert movement_remarks(diff, numbers)[0].startswith("Nothing is left of x, y (cosine 0 at most), while the rest")


def groups_of(model: nn.Module, apart: bool) -> dict[str, Any]:
    vectors = [value for value in model.parameters() if value.ndim < 2]
    others = [value for value in model.parameters() if value.ndim > 1]
    groups = [{"params": others, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups if apart else model.parameters(), lr=0.1)
    for value in model.parameters():
        value.grad = torch.ones_like(value)
    optimizer.step()
    return copy.deepcopy(optimizer.state_dict())


def test_param_groups_that_load_state_dict_refuses(tmp_path: Path) -> None:
    one, other = ({"optimizer": groups_of(network(), apart)} for apart in (False, True))
    with pytest.raises(ValueError, match="different number of parameter groups"):
        torch.optim.AdamW(network().parameters()).load_state_dict(other["optimizer"])
    said, = structure_remarks(measured(tmp_path, one, other)[0])
    assert said == (
        "The optimizer has 1 param group (8 parameters) in A, 2 param groups (3 + 5 parameters) in B: load_state_dict "
        "cannot load one into the other, and the same number in its state may mean another parameter")
    assert structure_remarks(measured(tmp_path, one, one)[0]) == ()
    assert structure_remarks(measured(tmp_path, one, {"optimizer": {}})[0]) == ()
