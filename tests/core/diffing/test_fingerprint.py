"""The fingerprint of weights: the same for the same weights in any file, another for anything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from ckpt_viewer.core.diffing.fingerprint import Fingerprint, fingerprint
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.task import Cancelled, Task

MODEL = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3), torch.nn.BatchNorm2d(3))
PINNED = "d21d54686b5a858863e36c504ae55a91"
STATE = {name: value.clone() for name, value in MODEL.state_dict().items()}


def taken(path: Path) -> Fingerprint | None:
    with open_checkpoint(path) as checkpoint:
        return fingerprint(checkpoint, Task())


def text(folder: Path, thing: Any, **how: Any) -> str:
    torch.save(thing, folder / "x.pth", **how)
    found = taken(folder / "x.pth")
    assert found is not None
    return found.text


def test_the_same_weights_have_the_same_in_every_container_and_order(tmp_path: Path) -> None:
    usual = text(tmp_path, STATE)
    save_file(STATE, tmp_path / "x.safetensors")
    found = taken(tmp_path / "x.safetensors")
    assert found is not None
    assert found.text == usual
    assert text(tmp_path, STATE, _use_new_zipfile_serialization=False) == usual
    assert text(tmp_path, dict(reversed(STATE.items()))) == usual
    assert text(tmp_path, MODEL) == usual
    optimizer = torch.optim.Adam(MODEL.parameters()).state_dict()
    assert text(tmp_path, {"epoch": 3, "model": STATE, "optimizer": optimizer}) == usual


def test_how_elements_lie_in_memory_does_not_count(tmp_path: Path) -> None:
    plain = {"a": torch.arange(6.0).reshape(2, 3), "b": torch.arange(6.0).reshape(2, 3)}
    strided = {"a": torch.arange(6.0).reshape(2, 3).t().contiguous().t(), "b": torch.arange(6.0).reshape(2, 3)}
    tied = torch.arange(6.0).reshape(2, 3)
    assert text(tmp_path, plain) == text(tmp_path, strided) == text(tmp_path, {"a": tied, "b": tied})
    wide = torch.arange(12.0).reshape(2, 6)[:, :3]
    assert text(tmp_path, {"w": wide}) == text(tmp_path, {"w": wide.clone()})


def test_the_byte_order_of_the_file_does_not_count(tmp_path: Path) -> None:
    np.save(tmp_path / "little.npy", np.arange(5, dtype="<f4"))
    np.save(tmp_path / "big.npy", np.arange(5, dtype=">f4"))
    little, big = taken(tmp_path / "little.npy"), taken(tmp_path / "big.npy")
    assert little is not None
    assert little == big


@pytest.mark.parametrize("change", [
    lambda state: state | {"0.bias": state["0.bias"] + 1e-3},
    lambda state: {("1" + name[1:] if name == "0.bias" else name): value for name, value in state.items()},
    lambda state: state | {"0.bias": state["0.bias"].reshape(3, 1)},
    lambda state: state | {"0.bias": state["0.bias"].view(torch.int32)},
    lambda state: {name: value for name, value in state.items() if name != "0.bias"},
    lambda state: state | {"0.bias": state["1.bias"], "1.bias": state["0.bias"]},
], ids=["element", "name", "shape", "dtype", "without", "swapped"])
def test_anything_else_is_another(change: Callable[[dict[str, Any]], dict[str, Any]], tmp_path: Path) -> None:
    assert text(tmp_path, change(STATE)) != text(tmp_path, STATE)


@pytest.mark.filterwarnings("ignore:torch.quantize_per_tensor:UserWarning")
def test_scales_of_quantised_tensors_count(tmp_path: Path) -> None:
    texts = {text(tmp_path, {"w": torch.quantize_per_tensor(torch.arange(4.0) * scale, scale, 0, torch.qint8)})
             for scale in (0.5, 1.0)}
    per_channel = {text(tmp_path, {"w": torch.quantize_per_channel(
        torch.arange(4.0).reshape(2, 2) * scale, torch.tensor([scale, 2.0]), torch.tensor([0, 0]), 0, torch.qint8)})
        for scale in (0.5, 1.0)}
    assert (len(texts), len(per_channel)) == (2, 2)


def test_signs_that_only_the_view_has_count(tmp_path: Path) -> None:
    value = torch.tensor([1 + 2j, 3 - 4j])
    assert text(tmp_path, {"w": value}) != text(tmp_path, {"w": value.conj()})


def test_a_scheme_that_people_wrote_down_stays(tmp_path: Path) -> None:
    """Change the scheme's number together with this."""
    assert text(tmp_path, {"w": torch.arange(6.0).reshape(2, 3), "n": torch.tensor(3)}) == PINNED


def test_a_tensor_whose_bytes_are_missing_is_named(tmp_path: Path) -> None:
    torch.save({"a": torch.ones(100_000), "b": torch.ones(100_000)}, tmp_path / "x.pth")
    data = (tmp_path / "x.pth").read_bytes()
    (tmp_path / "x.pth").write_bytes(data[:500_000])
    with pytest.raises(Damaged, match="the tensor b cannot be read, so its file has no fingerprint"):
        taken(tmp_path / "x.pth")


def test_without_tensors_there_is_none_and_it_can_be_cancelled(tmp_path: Path) -> None:
    torch.save({"epoch": 3}, tmp_path / "x.pth")
    assert taken(tmp_path / "x.pth") is None
    torch.save(STATE, tmp_path / "x.pth")
    task = Task()
    task.cancel()
    with open_checkpoint(tmp_path / "x.pth") as checkpoint, pytest.raises(Cancelled):
        fingerprint(checkpoint, task)
