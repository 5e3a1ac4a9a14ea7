"""Distributed tensors of which one process had all, as fully_shard leaves them on a single GPU."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving import SaveOptions, plan, save
from tests import oracles
from tests.zoo.stand_ins import Call, instance, stand_in

WHOLE = torch.arange(6.0).reshape(3, 2)


def distributed(local: torch.Tensor, placement: str) -> Any:
    """A DTensor of WHOLE's shape, as its pickle looks."""
    cls = stand_in("mylib.dtensor", "DTensor", torch.Tensor)
    rebuild, make = torch._tensor._rebuild_from_type_v2, torch._utils._rebuild_wrapper_subclass
    about = (cls, WHOLE.dtype, WHOLE.size(), WHOLE.stride(), 0, torch.strided, torch.device("cpu"), False)
    spec = instance("mylib.dtensor", "DTensorSpec", placements=(instance("mylib.placements", placement, dim=0),))
    return Call(rebuild, make, cls, about, (None, {"_local_tensor": local, "_spec": spec}))


@pytest.mark.parametrize("placement", ["Shard", "Replicate"])
def test_all_of_a_tensor_is_written_as_one(placement: str, tmp_path: Path) -> None:
    weights = {"w": distributed(WHOLE, placement), "b": torch.ones(2)}
    checkpoint = open_checkpoint(oracles.save({"model": weights, "step": 1}, tmp_path / "file.pt"))
    made = plan(checkpoint, tmp_path / "out.safetensors", SaveOptions("safetensors"))
    save(made)
    assert torch.equal(load_file(tmp_path / "out.safetensors")["w"], WHOLE)
    assert not [line for line in made.loses if "no tensors" in line]
    save(plan(checkpoint, tmp_path / "plain.pt", SaveOptions("same", plain=True)))
    loaded = torch.load(tmp_path / "plain.pt", weights_only=True)
    assert torch.equal(loaded["model"]["w"], WHOLE)


@pytest.mark.parametrize(("local", "placement"), [(WHOLE[:2], "Shard"), (WHOLE, "Partial"), (WHOLE.half(), "Shard")])
def test_a_part_is_no_tensor_of_that_name(local: torch.Tensor, placement: str, tmp_path: Path) -> None:
    weights = {"w": distributed(local.clone(), placement), "b": torch.ones(2)}
    checkpoint = open_checkpoint(oracles.save(weights, tmp_path / "file.pt"))
    save(plan(checkpoint, tmp_path / "out.safetensors", SaveOptions("safetensors")))
    assert list(load_file(tmp_path / "out.safetensors")) == ["b"]
