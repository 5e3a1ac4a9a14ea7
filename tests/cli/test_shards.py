"""Every verb on a sharded checkpoint, against the same weights in one file."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from tests.cli.conftest import Ckpt
from tests.shards import Container, shard


def weights() -> dict[str, torch.Tensor]:
    torch.manual_seed(1)
    return {f"layers.{n}.weight": torch.randn(5, 4) for n in range(6)}


@pytest.mark.parametrize("container", ["safetensors", "bin"])
def test_in_shards_and_in_one_file_it_is_the_same(ckpt: Ckpt, container: Container, tmp_path: Path) -> None:
    index = shard(weights(), tmp_path, 3, container)
    single = tmp_path / "single"
    if container == "bin":
        torch.save(weights(), single)
    else:
        save_file(weights(), single, metadata={"format": "pt"})
    ran = ckpt("diff", index, single, "--json")
    assert (ran.status, ran.data["identical"], ran.data["equal"]) == (0, True, 6)
    assert ckpt("stats", index, "--json").data == ckpt("stats", single, "--json").data
    rows = [ckpt("info", path, "--json").data for path in (index, single)]
    assert [row["kind"] for row in rows] == ["state_dict"] * 2
    assert rows[0]["tensors"] == rows[1]["tensors"]


@pytest.mark.parametrize("container", ["safetensors", "bin"])
def test_saved_as_one_file(ckpt: Ckpt, container: Container, tmp_path: Path) -> None:
    index = shard(weights(), tmp_path, 3, container)
    for form, name in (("state_dict", "out.pth"), ("safetensors", "out.safetensors")):
        ran = ckpt("save", index, tmp_path / name, "--as", form)
        assert (ran.status, ran.err) == (0, "")
    read = torch.load(tmp_path / "out.pth", weights_only=True)
    for found in (read, load_file(tmp_path / "out.safetensors")):
        assert list(found) == list(weights())
        assert all(torch.equal(found[name], tensor) for name, tensor in weights().items())
    with safe_open(tmp_path / "out.safetensors", framework="pt") as file:  # transformers asks for this text
        assert file.metadata()["format"] == "pt"


def test_it_is_not_written_as_shards(ckpt: Ckpt, tmp_path: Path) -> None:
    index = shard(weights(), tmp_path)
    ran = ckpt("save", index, tmp_path / "out.json")
    assert ran.status == 2
    assert "lies in 3 shards" in ran.err
    assert "in one file or in shards" in ran.err


@pytest.mark.parametrize("name", ["model.safetensors.index.json", "model-00002-of-00003.safetensors", "link"])
def test_a_part_of_it_is_not_overwritten(ckpt: Ckpt, name: str, tmp_path: Path) -> None:
    index = shard(weights(), tmp_path)
    (tmp_path / "link").symlink_to("model-00001-of-00003.safetensors")
    before = (tmp_path / name).read_bytes()
    ran = ckpt("save", index, tmp_path / name, "--as", "safetensors", "--overwrite")
    assert ran.status == 2
    assert "part of the checkpoint that is open" in ran.err
    assert (tmp_path / name).read_bytes() == before


def test_a_shard_that_is_missing_is_told_and_not_saved(ckpt: Ckpt, tmp_path: Path) -> None:
    index = shard(weights(), tmp_path)
    (tmp_path / "model-00002-of-00003.safetensors").unlink()
    ran = ckpt("info", index)
    assert ran.status == 0
    assert "warning: 1 of 3 shards cannot be read, and with it 2 of 6 tensors" in ran.out
    assert len(ckpt("stats", index, "--json").data) == 4
    assert ckpt("save", index, tmp_path / "out.pth", "--as", "state_dict").status == 2
    dropped = ckpt("save", index, tmp_path / "out.pth", "--as", "state_dict", "--drop", "/layers.2.weight", "--drop",
                   "/layers.3.weight")
    assert dropped.status == 0
    assert len(torch.load(tmp_path / "out.pth", weights_only=True)) == 4


def test_scanned_as_a_whole(ckpt: Ckpt, tmp_path: Path) -> None:
    index = shard(weights(), tmp_path, 3, "bin")
    ran = ckpt("scan", index, "--json")
    assert (ran.status, ran.data["verdict"]) == (0, "known_only")
    counts = {row["name"]: row["count"] for row in ran.data["globals"]}
    assert counts["_rebuild_tensor_v2"] == 6
    (tmp_path / "pytorch_model-00003-of-00003.bin").unlink()
    ran = ckpt("scan", index, "--json")
    assert (ran.status, ran.data["verdict"]) == (2, "unreadable")
    assert len(ran.data["globals"]) == len(counts)
    (tmp_path / "pytorch_model-00002-of-00003.bin").write_bytes(b"\x80\x02cos\nsystem\n.")
    ran = ckpt("scan", index, "--json")
    assert (ran.status, ran.data["verdict"]) == (1, "dangerous")
    assert ran.data["globals"][0]["where"].startswith("pytorch_model-00002-of-00003.bin: ")


def test_a_state_dict_in_shards(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    args = ("save", samples / "convnet_epoch_10.pth", tmp_path / "out", "--as", "state_dict",
            "--max-shard-size", "20KB")
    ran = ckpt(*args, "--json")
    assert ran.status == 0
    names = ["pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin", "pytorch_model.bin.index.json"]
    assert [file["name"] for file in ran.data["files"]] == names
    index = tmp_path / "out" / names[-1]
    assert ckpt("fits", index, samples / "convnet_epoch_10.pth").status == 0
    again = ckpt(*args)
    assert again.status == 2
    assert again.err.endswith("Replace it with --overwrite, or choose another folder.\n")
