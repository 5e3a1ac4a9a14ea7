"""`ckpt fits`: the answer, its JSON and the exit status."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

import ckpt_viewer
from tests.cli.conftest import Ckpt


def test_what_would_load_says_so(ckpt: Ckpt, samples: Path) -> None:
    ran = ckpt("fits", samples / "linear_checkpoint.pth", samples / "linear_whole_model.pth")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "Loads with strict=True: 2 names with the right shape\n"


def test_what_would_not_says_why_and_what_would_help(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save(nn.DataParallel(nn.Linear(3, 2)).state_dict(), tmp_path / "a.pth")
    torch.save(nn.Linear(3, 2), tmp_path / "b.pth")
    ran = ckpt("fits", tmp_path / "a.pth", tmp_path / "b.pth")
    assert ran.status == 1
    assert ran.out.splitlines()[:2] == [
        "Does not load with strict=True: 2 names are missing, 2 are unexpected, and 0 fit",
        "  suggestion: Strip the prefix module. from its names: then it loads with strict=True"]
    assert "module.weight" in ran.out
    data = ckpt("fits", tmp_path / "a.pth", tmp_path / "b.pth", "--json").data
    assert data["loads"] is False
    assert data["missing"][0] == {"name": "weight", "shape": [2, 3], "dtype": "float32"}
    assert data["suggestions"][0]["prefix"] == "module."


def test_a_part_is_named_by_its_place(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"model": {"w": torch.ones(2)}, "ema": {"w": torch.ones(3)}}, tmp_path / "a.pth")
    assert ckpt("fits", tmp_path / "a.pth", tmp_path / "a.pth").status == 0
    assert not ckpt_viewer.fits(tmp_path / "a.pth", tmp_path / "a.pth", part="/ema", into="/model").fit.loads
    ran = ckpt("fits", tmp_path / "a.pth", tmp_path / "a.pth", "--part", "/ema", "--into", "/model", "--json")
    assert ran.status == 1
    assert ran.data["wrong_shape"] == [{"name": "w", "shape": [3], "dtype": "float32",
                                        "wanted": {"name": "w", "shape": [2], "dtype": "float32"}}]


def test_a_file_without_a_state_dict_is_an_error(ckpt: Ckpt, tmp_path: Path, samples: Path) -> None:
    torch.save({"epoch": 3}, tmp_path / "a.pth")
    ran = ckpt("fits", tmp_path / "a.pth", samples / "linear_state_dict.pth")
    assert ran.status == 2
    assert "there is no state_dict in this file" in ran.err
