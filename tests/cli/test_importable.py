"""What the importable functions refuse: in words, with what to do, also what no type checker has seen."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ckpt_viewer
from ckpt_viewer.core.errors import CheckpointError, InvalidEdit, InvalidRecipe, SaveFailed, Unsupported


@pytest.mark.parametrize(("kind", "options", "words"), [
    (SaveFailed, {"form": "pickle"}, "'pickle' is not a form. Choose one of same, state_dict, "),
    (InvalidEdit, {"values": {"/epoch": [1]}}, "/epoch: a value of type list cannot be set. Give a bool, int, float, "),
    (InvalidEdit, {"values": {"/epoch": "5"}}, "/epoch: '5' is no int. The value there is one (int)."),
    (InvalidEdit, {"values": {"/model_state/linear.bias": "x"}}, "/model_state/linear.bias: 'x' is no float. "),
    (InvalidRecipe, {"recipe": "a\0b"}, "the recipe cannot be read (embedded null byte). Check its name."),
    (InvalidEdit, {"learning_rate": "fast"}, "'fast' is not a learning rate. Give a number, such as 1e-3."),
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
    (lambda file: ckpt_viewer.compare(file, file, tolerance=-1), "-1 is no tolerance. Give 0 or more."),
    (lambda file: ckpt_viewer.compare(file, file, tolerance=float("nan")), "nan is no tolerance. Give 0 or more."),
    (lambda file: ckpt_viewer.stats(file, bins=0), "0 bins (from 1 to 1,048,576 are possible). Choose a number "),
])
def test_what_cannot_be_measured(samples: Path, ask: Callable[[Path], object], words: str) -> None:
    with pytest.raises(Unsupported) as refused:
        ask(samples / "linear_checkpoint.pth")
    assert words in str(refused.value)


def test_a_path_that_leads_nowhere_says_what_is_near(samples: Path) -> None:
    with (ckpt_viewer.open(samples / "linear_checkpoint.pth") as checkpoint,
          pytest.raises(CheckpointError) as refused):
        checkpoint.graph.resolve(("model_state", "linear.wieght"))
    assert str(refused.value).endswith("/model_state/linear.weight is near to /model_state/linear.wieght.")
