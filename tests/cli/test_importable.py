"""What the importable functions refuse: in words, with what to do, also what no type checker has seen."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

import ckpt_viewer
from ckpt_viewer import CheckpointError
from ckpt_viewer.core.errors import InvalidEdit, InvalidPath, InvalidRecipe, SaveFailed, Unsupported

api: Any = ckpt_viewer  # as where no type checker looks


@pytest.mark.parametrize(("kind", "options", "words"), [
    (SaveFailed, {"form": "pickle"}, "'pickle' is not a form. Choose one of same, state_dict, "),
    (InvalidEdit, {"values": {"/epoch": [1]}}, "/epoch: a value of type list cannot be set. Give a bool, int, float, "),
    (InvalidEdit, {"values": {"/epoch": "5"}}, "/epoch: '5' is no int. The value there is one (int)."),
    (InvalidEdit, {"values": {"/model_state/linear.bias": "x"}}, "/model_state/linear.bias: 'x' is no float. "),
    (InvalidRecipe, {"recipe": "a\0b"}, "the recipe cannot be read (embedded null byte). Check its name."),
    (InvalidEdit, {"learning_rate": "fast"}, "'fast' is not a learning rate. Give a number of 0 or more, such "),
    (InvalidEdit, {"learning_rate": -1}, "-1 is not a learning rate."),
    (InvalidEdit, {"learning_rate": float("nan")}, "nan is not a learning rate."),
    (InvalidEdit, {"learning_rate": 10**310}, "10000000"),
    (InvalidEdit, {"values": ["/epoch"]}, "['/epoch'] are not values. Give a dict, "),
    (InvalidPath, {"values": {3: 1}}, "3 is no JSON Pointer. Write text, such as '/model_state/fc.weight'."),
    (InvalidPath, {"part": 3}, "3 is no JSON Pointer."), (InvalidPath, {"only": [3]}, "3 is no JSON Pointer."),
    (InvalidPath, {"leave_out": 3}, "3 is no JSON Pointer."),
    (SaveFailed, {"device": 0}, "0 is not a device. Write keep, cpu, cuda:0, mps or xpu:0."),
    (SaveFailed, {"max_shard_size": "5GB"}, "'5GB' is not the size of a shard. Give it in bytes, "),
    (SaveFailed, {"max_shard_size": 0}, "0 is not the size of a shard."),
    (SaveFailed, {"device": "tpu"}, "'tpu' is not a device. Write cpu, cuda:0, mps or xpu:0."),
])
def test_what_cannot_be_saved(samples: Path, tmp_path: Path, kind: type[CheckpointError], options: dict[str, Any],
                              words: str) -> None:
    with pytest.raises(kind) as refused:
        ckpt_viewer.save(samples / "linear_checkpoint.pth", tmp_path / "new.pth", **options)
    assert words in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_a_name_that_no_file_can_have(samples: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(SaveFailed, match=r"this place cannot be used"):
        ckpt_viewer.save(samples / "linear_checkpoint.pth", tmp_path / name)


@pytest.mark.parametrize(("name", "target", "options", "words"), [
    ("linear_checkpoint.pth", "taken.pth", {}, "Replace it with overwrite=True."),
    ("cut.pth", "new.pth", {}, "out with survivors=True."),
    ("bundle.zip", "new.pth", {}, "Choose with part: /linear_checkpoint.pth, /linear_state_dict.pth"),
    ("linear_checkpoint.pth", "new.pth", {"form": "whole_model"}, "Save it as a state_dict instead."),
])
def test_a_refusal_names_arguments_and_not_the_options_of_the_command_line(
    samples: Path, tmp_path: Path, name: str, target: str, options: dict[str, Any], words: str
) -> None:
    whole = (samples / "convnet_epoch_10.pth").read_bytes()
    (tmp_path / "cut.pth").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "taken.pth").write_bytes(b"mine")
    shutil.copy(samples / "linear_checkpoint.pth", tmp_path)
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as bundle:
        for inner in ("linear_checkpoint.pth", "linear_state_dict.pth"):
            bundle.write(samples / inner, inner)
    with pytest.raises(SaveFailed) as refused:
        ckpt_viewer.save(tmp_path / name, tmp_path / target, **options)
    assert str(refused.value).endswith(words)
    assert "--" not in str(refused.value)
    assert (tmp_path / "taken.pth").read_bytes() == b"mine"


@pytest.mark.parametrize(("ask", "words"), [
    (lambda file: api.compare(file, file, tolerance=-1), "-1 is no tolerance. Give 0 or more."),
    (lambda file: api.compare(file, file, tolerance=float("nan")), "nan is no tolerance. Give 0 or more."),
    (lambda file: api.compare(file, file, tolerance="a"), "'a' is no tolerance. Give 0 or more."),
    (lambda file: api.stats(file, bins=2.5), "2.5 is no number of bins. Give a whole number from 1 to "),
    (lambda file: api.stats(file, bins=0), "0 bins (from 1 to 1,048,576 are possible). Choose a number "),
])
def test_what_cannot_be_measured(samples: Path, ask: Callable[[Any], object], words: str) -> None:
    with pytest.raises(Unsupported) as refused:
        ask(samples / "linear_checkpoint.pth")
    assert words in str(refused.value)


def test_numpys_numbers_are_numbers(samples: Path) -> None:
    file = samples / "linear_checkpoint.pth"
    assert api.compare(file, file, tolerance=np.float32(0.5)).identical
    assert len(next(iter(api.stats(file, bins=np.int64(4)).values())).counts) == 4


@pytest.mark.parametrize("ask", [lambda file: api.stats(file, 3),
                                 lambda file: api.fits(file, file, part=3)])
def test_a_place_is_named_by_text(samples: Path, ask: Callable[[Any], object]) -> None:
    with pytest.raises(InvalidPath, match="3 is no JSON Pointer"):
        ask(samples / "linear_checkpoint.pth")


def test_one_pointer_alone_is_not_read_letter_by_letter(samples: Path, tmp_path: Path) -> None:
    file = samples / "linear_checkpoint.pth"
    ckpt_viewer.save(file, tmp_path / "one.pth", form="state_dict", only="/model_state/linear.bias")
    assert list(torch.load(tmp_path / "one.pth")) == ["linear.bias"]
    ckpt_viewer.save(file, tmp_path / "rest.pth", leave_out="/optim_state")
    assert list(torch.load(tmp_path / "rest.pth")) == ["epoch", "model_state"]


def test_the_ending_of_the_target_decides_where_nobody_says(samples: Path, tmp_path: Path) -> None:
    assert ckpt_viewer.save(samples / "linear_state_dict.pth", tmp_path / "a.safetensors").format == "safetensors"
    assert load_file(tmp_path / "a.safetensors").keys() == {"linear.weight", "linear.bias"}
    assert ckpt_viewer.save(samples / "linear_state_dict.pth", tmp_path / "b.dat").form == "same"


def test_an_item_of_a_size_stays_a_whole_number(tmp_path: Path) -> None:
    torch.save({"shape": torch.Size([2, 3])}, tmp_path / "in.pth")
    with pytest.raises(InvalidEdit, match=r"/shape/0: a torch.Size holds whole numbers only"):
        ckpt_viewer.save(tmp_path / "in.pth", tmp_path / "out.pth", values={"/shape/0": None})
    ckpt_viewer.save(tmp_path / "in.pth", tmp_path / "out.pth", values={"/shape/0": 7})
    assert torch.load(tmp_path / "out.pth")["shape"] == torch.Size([7, 3])


def test_a_path_that_leads_nowhere_says_what_is_near(samples: Path) -> None:
    with (ckpt_viewer.open(samples / "linear_checkpoint.pth") as checkpoint,
          pytest.raises(CheckpointError) as refused):
        checkpoint.graph.resolve(("model_state", "linear.wieght"))
    assert str(refused.value).endswith("/model_state/linear.weight is near to /model_state/linear.wieght.")


def test_a_whole_number_becomes_a_rate_as_the_optimizer_has_it(tmp_path: Path) -> None:
    file, target = tmp_path / "file.pth", tmp_path / "new.pth"
    optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.5)
    torch.save({"optimizer": optimizer.state_dict()}, file)
    ckpt_viewer.save(file, target, learning_rate=2)
    rate = torch.load(target)["optimizer"]["param_groups"][0]["lr"]
    assert (type(rate), rate) == (float, 2.0)
