"""`ckpt info` of a folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import torch

from tests.cli.conftest import Ckpt
from tests.shards import shard


def test_the_list(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    for path in samples.glob("*.pth"):
        shutil.copy(path, tmp_path)
    (tmp_path / "notes.txt").write_text("words")
    ran = ckpt("info", tmp_path, "--json")
    assert (ran.status, ran.err) == (0, "")
    assert set(ran.data) == {"folder", "items", "others", "notes"}
    assert [item["name"] for item in ran.data["items"]] == sorted(path.name for path in samples.glob("*.pth"))
    first = ran.data["items"][0]
    assert set(first) == {"path", "name", "format", "nbytes", "modified", "shards"}
    assert (first["format"], first["nbytes"], first["shards"]) == ("torch_zip", Path(first["path"]).stat().st_size, 0)
    text = ckpt("info", tmp_path).out
    assert "6 checkpoints" in text
    assert "and 1 other file that is no checkpoint" in text
    assert all(item["name"] in text for item in ran.data["items"])


def test_the_only_checkpoint_is_shown_itself(ckpt: Ckpt, tmp_path: Path) -> None:
    index = shard({"a": torch.ones(1), "b": torch.ones(2)}, tmp_path, 2)
    (tmp_path / "config.json").write_text("{}")
    assert ckpt("info", tmp_path, "--json").data == ckpt("info", index, "--json").data


@pytest.mark.parametrize("option", ["--verify", "--fingerprint"])
def test_what_reads_the_bytes_of_a_file_is_not_left_out_for_a_folder(ckpt: Ckpt, tmp_path: Path, option: str) -> None:
    for name in ("a.pth", "b.pth"):
        torch.save({"w": torch.ones(1)}, tmp_path / name)
    ran = ckpt("info", tmp_path, option)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"ckpt: {tmp_path}: this is a folder with 2 checkpoints, and one is needed.")
    (tmp_path / "b.pth").unlink()
    assert ckpt("info", tmp_path, option, "--json").data["verified" if option == "--verify" else "fingerprint"]


def test_two_folders_with_a_model_each_are_compared(ckpt: Ckpt, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        shard({"w": torch.ones(3), "v": torch.ones(2)}, tmp_path / name, 2)
    ran = ckpt("diff", tmp_path / "a", tmp_path / "b", "--json")
    assert (ran.status, ran.data["identical"], ran.data["equal"]) == (0, True, 2)
    assert len(ckpt("stats", tmp_path / "a", "--json").data) == 2
    assert ckpt("scan", tmp_path / "a", "--json").data["verdict"] == "known_only"
    assert ckpt("save", tmp_path / "a", tmp_path / "b" / "one.pth", "--as", "state_dict").status == 0
    for verb in ("stats", "scan"):
        ran = ckpt(verb, tmp_path / "b")
        assert ran.status == 2
        assert "a folder with 2 checkpoints" in ran.err
        assert "ckpt info FOLDER" in ran.err


def test_a_folder_without_a_checkpoint(ckpt: Ckpt, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    ran = ckpt("info", tmp_path)
    assert ran.status == 2
    assert "this is a folder that holds no checkpoint, only 1 other file" in ran.err
    (tmp_path / ".metadata").touch()
    (tmp_path / "__0_0.distcp").touch()
    assert "distributed checkpoint" in ckpt("info", tmp_path).err


def test_names_and_times_from_a_stranger(ckpt: Ckpt, tmp_path: Path) -> None:
    for name in ("\x1b[31m\u202e.pth", "b\n.pth"):
        torch.save({}, tmp_path / name)
        os.utime(tmp_path / name, (0, 2**40))
    for options in ([], ["--json"]):
        ran = ckpt("info", tmp_path, *options)
        assert ran.status == 0
        assert not set(ran.out) & {"\x1b", "\u202e"}
