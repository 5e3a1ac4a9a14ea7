"""Snippets for the files that processes of fully_shard save each for itself (verl, torchtune); torch runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import distributed, nn
from torch._C._distributed_c10d import HashStore
from torch.distributed.device_mesh import DeviceMesh
from torch.distributed.tensor import DTensor, Shard

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.snippets import snippets


@pytest.fixture
def mesh() -> Iterator[DeviceMesh]:
    distributed.init_process_group("gloo", store=HashStore(), rank=0, world_size=1)
    yield DeviceMesh("cpu", [0])
    distributed.destroy_process_group()


def of_processes(tensor: torch.Tensor, mesh: DeviceMesh, processes: int = 1) -> DTensor:
    shape = torch.Size([processes * tensor.shape[0], *tensor.shape[1:]])
    return DTensor.from_local(tensor, mesh, [Shard(0)], run_check=False, shape=shape, stride=tensor.stride())


def training(mesh: DeviceMesh, processes: int) -> dict[str, Any]:
    model = nn.Linear(2, 4)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.5)
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    saved = optimizer.state_dict()
    state = {at: {name: of_processes(value, mesh, processes) if value.dim() else value for name, value in of.items()}
             for at, of in saved["state"].items()}
    weights = {name: of_processes(value, mesh, processes) for name, value in model.state_dict().items()}
    return {"model": weights, "optimizer": saved | {"state": state}}


def test_what_one_process_had_all_of_goes_into_an_ordinary_model(
        mesh: DeviceMesh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    saved = training(mesh, 1)
    torch.save(saved, "file.pt")
    (resume,) = [s for s in snippets(open_checkpoint("file.pt"), "file.pt") if s.title == "Go on with the training"]
    names: dict[str, Any] = {"MyModel": lambda: nn.Linear(2, 4)}
    exec(compile(resume.code, resume.title, "exec"), names)
    assert torch.equal(names["model"].weight, saved["model"]["weight"].to_local())
    names["model"](torch.ones(1, 2)).sum().backward()
    names["optimizer"].step()
    assert names["optimizer"].state[names["model"].weight]["step"] == 2


def test_a_part_is_said_to_be_one(mesh: DeviceMesh, tmp_path: Path) -> None:
    torch.save(training(mesh, 2), tmp_path / "file.pt")
    use, *_ = snippets(open_checkpoint(tmp_path / "file.pt"), "file.pt")
    assert "# The part of one process" in use.code
    assert "to_local" not in use.code
