"""`ckpt scan`: verdicts and exit statuses."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import torch

from tests.cli.conftest import Ckpt

KEYS = {"module", "name", "called", "count", "where", "meaning"}


class Shell:
    def __reduce__(self) -> Any:
        return os.system, ("touch harmed",)


def test_only_names_that_torch_allows(ckpt: Ckpt, samples: Path) -> None:
    ran = ckpt("scan", "--json", samples / "convnet_epoch_01.pth")
    assert (ran.status, ran.data["verdict"], ran.data["notes"]) == (0, "known_only", [])
    assert all(set(row) >= KEYS for row in ran.data["globals"])
    torch.load(samples / "convnet_epoch_01.pth", weights_only=True)


def test_a_whole_model_imports_code(ckpt: Ckpt, samples: Path) -> None:
    ran = ckpt("scan", "--json", samples / "linear_whole_model.pth")
    assert (ran.status, ran.data["verdict"]) == (1, "unknown_code")


def test_a_shell_command_is_seen_and_not_run(ckpt: Ckpt, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"w": torch.ones(1), "x": Shell()}, "bad.pth")
    ran = ckpt("scan", "--json", "bad.pth")
    assert (ran.status, ran.data["verdict"]) == (1, "dangerous")
    worst = ran.data["globals"][0]
    assert (worst["name"], worst["called"], worst["meaning"]) == ("system", 1, "runs a shell command")
    assert "system" in ckpt("scan", "bad.pth").out
    assert [file.name for file in tmp_path.iterdir()] == ["bad.pth"]


def test_what_cannot_be_read(ckpt: Ckpt, tmp_path: Path) -> None:
    (tmp_path / "x.pth").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    ran = ckpt("scan", "--json", tmp_path / "x.pth")
    assert (ran.status, ran.data["verdict"], ran.data["globals"]) == (2, "unreadable", [])
    assert ran.data["notes"]
    said = ckpt("scan", tmp_path / "x.pth")
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)


def test_the_text_lists_names_with_meanings(ckpt: Ckpt, samples: Path) -> None:
    text = ckpt("scan", samples / "linear_whole_model.pth").out
    assert text.startswith("unknown_code: ")
    row = next(line for line in text.splitlines() if "torch.nn.modules.linear.Linear" in line)
    assert "a neural network layer, Linear" in row
    assert "safe" not in text.lower()


def test_names_of_a_file_that_cannot_be_opened_are_told(ckpt: Ckpt, tmp_path: Path) -> None:
    """A zip without data.pkl is no checkpoint, but something may load what is in it."""
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a/extra.pkl", b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R.")
    for options in ([], ["--json"]):
        ran = ckpt("scan", *options, tmp_path / "x.zip")
        assert (ran.status, ran.err) == (2, "")
        assert "unreadable" in ran.out
        assert "runs a shell command" in ran.out


def test_whose_list_is_used_is_said(ckpt: Ckpt, samples: Path) -> None:
    used = ckpt("scan", "--json", samples / "linear_whole_model.pth").data["allow_list"]
    assert used == f"torch {torch.__version__.partition('+')[0]}, as installed here"
    assert used in ckpt("scan", samples / "linear_whole_model.pth").out
