"""`ckpt save --in-place` and `ckpt undo`: torch reads the new state, and the old file comes back byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch

from tests.cli.conftest import Ckpt


@pytest.fixture
def file(samples: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(samples / "convnet_epoch_01.pth", tmp_path / "training.pth"))


def test_there_and_back(ckpt: Ckpt, file: Path) -> None:
    before = file.read_bytes()
    ran = ckpt("save", file, "--in-place", "--lr", "0.002", "--set", "/epoch=5", "--device", "cuda:0", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.data["added"] == file.stat().st_size - len(before) == ran.data["nbytes"] - len(before)
    assert len(ran.data["changes"]) == 6
    found = torch.load(file, weights_only=True, map_location="cpu")
    assert (found["epoch"], found["optimizer_state"]["param_groups"][0]["lr"]) == (5, 0.002)
    back = ckpt("undo", file, "--json")
    assert (back.status, back.data["removed"]) == (0, ran.data["added"])
    assert file.read_bytes() == before


def test_it_says_how_to_take_it_back(ckpt: Ckpt, file: Path) -> None:
    ran = ckpt("save", file, "--in-place", "--set", "/epoch=5")
    assert "changed: /epoch: 1 → 5" in ran.out
    assert "were not touched" in ran.out
    assert f"ckpt undo {file}" in ran.out
    assert "is what it was" in ckpt("undo", file).out
    spaced = file.rename(file.with_name("my $training.pth"))
    assert f"ckpt undo '{spaced}'\n" in ckpt("save", spaced, "--in-place", "--set", "/epoch=5").out


@pytest.mark.parametrize("flags", [["other.pth"], ["--as", "safetensors"], ["--part", "/model_state"], ["--compact"],
                                   ["--plain"], ["--overwrite"]])
def test_what_does_not_go_together(ckpt: Ckpt, file: Path, flags: list[str]) -> None:
    before = file.read_bytes()
    ran = ckpt("save", file, *flags, "--in-place", "--set", "/epoch=5")
    assert (ran.status, ran.out) == (2, "")
    assert "does not go with" in ran.err
    assert file.read_bytes() == before


def test_without_a_name_or_a_change(ckpt: Ckpt, file: Path) -> None:
    assert "--in-place" in ckpt("save", file).err
    assert ckpt("save", file, "--in-place").err.startswith(f"ckpt: {file}: nothing was changed, so ")
    assert "nothing to undo. Only an update in place can be taken back" in ckpt("undo", file).err


def test_what_a_killed_save_of_shards_left_is_put_right(ckpt: Ckpt, file: Path) -> None:
    folder = file.parent / "shards"
    aside = folder / ".ckpt-viewer-0123456789abcdef.part" / "old"
    aside.mkdir(parents=True)
    shutil.copy(file, aside / "model.pth")
    told = ckpt("info", folder)
    assert told.status == 2
    assert "`ckpt undo` with the folder" in told.err
    assert "whole again" in ckpt("undo", folder).out
    assert (folder / "model.pth").read_bytes() == file.read_bytes()
    assert "nothing to put right" in ckpt("undo", folder).err
