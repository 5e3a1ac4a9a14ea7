"""Damaged files on the command line: what `info` says of them, and how `save` keeps what arrived."""

from __future__ import annotations

from pathlib import Path

import pytest
import safetensors.torch
import torch

import ckpt_viewer
from ckpt_viewer.core.errors import SaveFailed
from tests.cli.conftest import Ckpt
from tests.shards import shard


@pytest.fixture
def cut(samples: Path, tmp_path: Path) -> Path:
    """The first part of a training checkpoint: its model is whole, its optimizer is not."""
    data = (samples / "convnet_epoch_10.pth").read_bytes()
    path = tmp_path / "cut.pth"
    path.write_bytes(data[: len(data) * 6 // 10])
    return path


def test_info_says_first_what_arrived(ckpt: Ckpt, cut: Path) -> None:
    ran = ckpt("info", cut, "--json")
    assert ran.status == 0
    note = ran.data["notes"][0]
    assert note["severity"] == "warning"
    assert note["text"].startswith(f"The file is cut short at {cut.stat().st_size:,} bytes. model_state ")
    assert "optimizer_state 19 of 30 arrived" in note["text"]
    lost = [row for row in ran.data["tensors"] if "problem" in row]
    assert lost
    assert "the file ends before its record" in lost[-1]["problem"]
    text = ckpt("info", cut).out
    assert text.splitlines()[1] == f"warning: {note['text']}"


def test_save_refuses_in_one_line_and_then_leaves_out(ckpt: Ckpt, cut: Path, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", cut, tmp_path / "new.pth")
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert "tensors of it cannot be read (the first is /" in ran.err
    assert "--survivors" in ran.err
    assert not (tmp_path / "new.pth").exists()
    ran = ckpt("save", cut, tmp_path / "new.pth", "--survivors", "--json")
    assert ran.status == 0
    assert any("cannot be read" in line for line in ran.data["loses"])
    found = torch.load(tmp_path / "new.pth", weights_only=True)
    expected = torch.load(samples / "convnet_epoch_10.pth", weights_only=True)
    for name, tensor in found["model_state"].items():
        assert torch.equal(tensor, expected["model_state"][name])
    assert ckpt("info", tmp_path / "new.pth", "--json").data["notes"] == []


def test_verify_names_the_tensor_and_save_leaves_it_out(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    data = bytearray((samples / "linear_checkpoint.pth").read_bytes())
    assert ckpt("info", samples / "linear_checkpoint.pth", "--verify").out.rstrip().splitlines()[-1].startswith(
        "Checked every byte: ")
    data[data.index(b"PK\x07\x08", data.index(b"/data/0")) - 1] ^= 1
    bad = tmp_path / "bad.pth"
    bad.write_bytes(data)
    assert ckpt("info", bad, "--json").status == 0
    ran = ckpt("info", bad, "--verify", "--json")
    assert ran.status == 2
    assert [row["paths"] for row in ran.data["verified"]["mismatches"]] == [[["model_state", "linear.weight"]]]
    assert [row["path"] for row in ran.data["tensors"] if "problem" in row] == [["model_state", "linear.weight"]]
    assert ran.data["notes"][0]["severity"] == "danger"
    ran = ckpt("save", bad, tmp_path / "new.pth")
    assert ran.status == 2
    assert "/model_state/linear.weight: its bytes do not match the checksum in the file (CRC-32)" in ran.err
    assert ran.err.rstrip().endswith("Leave out what is wrong with --survivors.")
    assert ckpt("save", bad, tmp_path / "new.pth", "--survivors").status == 0
    assert list(torch.load(tmp_path / "new.pth", weights_only=True)["model_state"]) == ["linear.bias"]


def test_a_damaged_file_is_not_changed_in_place(ckpt: Ckpt, cut: Path) -> None:
    before = cut.read_bytes()
    ran = ckpt("save", cut, "--in-place", "--set", "/epoch=3")
    assert ran.status == 2
    assert "damaged" in ran.err
    assert "--survivors" in ckpt("save", cut, "--in-place", "--survivors").err
    assert cut.read_bytes() == before


def test_the_same_from_python(cut: Path, samples: Path, tmp_path: Path) -> None:
    assert ckpt_viewer.verify(samples / "linear_checkpoint.pth").mismatches == ()
    assert ckpt_viewer.verify(cut).broken == 1
    with pytest.raises(SaveFailed):
        ckpt_viewer.save(cut, tmp_path / "new.pth")
    report = ckpt_viewer.save(cut, tmp_path / "new.pth", survivors=True)
    assert report.loses
    assert len(torch.load(tmp_path / "new.pth", weights_only=True)["model_state"]) == 18


def test_what_a_missing_shard_should_hold_is_left_out(ckpt: Ckpt, tmp_path: Path) -> None:
    values = {"a": torch.ones(3), "b": torch.full((2,), 2.0)}
    index = shard(values, tmp_path, 2)
    lost = sorted(tmp_path.glob("*-00001-of-00002*"))[0]
    gone = list(safetensors.torch.load_file(lost))
    lost.unlink()
    ran = ckpt("save", index, tmp_path / "out.pth", "--as", "state_dict")
    assert ran.status == 2
    assert gone[0] in ran.err
    assert "--survivors" in ran.err
    assert ckpt("save", index, tmp_path / "out.pth", "--as", "state_dict", "--survivors").status == 0
    found = torch.load(tmp_path / "out.pth", weights_only=True)
    assert list(found) == [name for name in values if name not in gone]
    assert all(torch.equal(found[name], values[name]) for name in found)
