"""`ckpt save` in the forms that other programs read: shards, npz, old PyTorch, a training checkpoint, a slim copy."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from ckpt_viewer.core.saving import Form
from ckpt_viewer.verbs.parser import FORMS
from tests import shards
from tests.cli.conftest import Ckpt


def load(file: Path) -> Any:
    return torch.load(file, weights_only=True)


def test_the_parser_knows_every_form() -> None:
    assert get_args(Form) == FORMS


def test_shards(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "convnet_epoch_01.pth", tmp_path / "out", "--as", "safetensors", "--max-shard-size",
               "20KB", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.data["format"] == "sharded"
    assert ran.data["nbytes"] == sum(file["nbytes"] for file in ran.data["files"])
    found = shards.loaded(Path(ran.data["target"]))
    expected = load(samples / "convnet_epoch_01.pth")["model_state"]
    assert all(torch.equal(found[name], expected[name]) for name in expected)
    again = ckpt("save", samples / "convnet_epoch_01.pth", tmp_path / "out", "--as", "safetensors", "--max-shard-size",
                 "20KB")
    assert (again.status, "Replace it with --overwrite" in again.err) == (2, True)


@pytest.mark.parametrize("size", ["5XB", "0", "-1GB", "", "1e9GB"])
def test_sizes_that_are_none(ckpt: Ckpt, samples: Path, tmp_path: Path, size: str) -> None:
    ran = ckpt("save", samples / "convnet_epoch_01.pth", tmp_path / "o", "--as", "safetensors",
               f"--max-shard-size={size}")
    assert (ran.status, "is not a size" in ran.err) == (2, True)


def test_npz_of_a_selection(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "linear_checkpoint.pth", tmp_path / "o.npz", "--as", "npz", "--only",
               "/model_state/linear.weight", "--json")
    assert ran.status == 0
    with np.load(tmp_path / "o.npz", allow_pickle=False) as found:
        assert found.files == ["linear.weight"]


@pytest.mark.parametrize(("source", "name", "form"), [
    ("in.pth", "o.safetensors", "safetensors"), ("in.pth", "o.NPZ", "npz"), ("in.pth", "o.pt", "same"),
    ("in.pth", "o", "same"), ("in.safetensors", "o.pth", "state_dict"), ("in.safetensors", "o.npz", "npz"),
    ("in.safetensors", "o.safetensors", "same"), ("in.npz", "o.bin", "state_dict"), ("in.npz", "o.npz", "same"),
    ("shards/model.safetensors.index.json", "o.safetensors", "safetensors"),
    ("shards/model.safetensors.index.json", "o.ckpt", "state_dict"),
])
def test_the_ending_says_as_what_where_nobody_did(ckpt: Ckpt, tmp_path: Path, source: str, name: str,
                                                  form: str) -> None:
    values = {"a.bias": torch.ones(2), "a.weight": torch.arange(6.0).reshape(2, 3)}
    torch.save(values, tmp_path / "in.pth")
    save_file(values, tmp_path / "in.safetensors")
    arrays: dict[str, Any] = {key: value.numpy() for key, value in values.items()}
    np.savez(tmp_path / "in.npz", **arrays)
    ckpt("save", tmp_path / "in.pth", tmp_path / "shards", "--as", "safetensors", "--max-shard-size", "24B")
    planned = ckpt("save", tmp_path / source, tmp_path / name, "--dry-run", "--json").data
    ran = ckpt("save", tmp_path / source, tmp_path / name, "--json").data
    assert (ran["form"], planned["form"]) == (form, form)
    told = [text for text in ran["warnings"] if "so this is written as" in text]
    assert [text for text in planned["warnings"] if "so this is written as" in text] == told
    assert bool(told) == (form != "same")
    assert not any("cannot read it" in text for text in ran["warnings"])
    read = _read_by_name(tmp_path / name)
    assert list(read) == list(values)
    assert all(torch.equal(read[key], values[key]) for key in values)


def _read_by_name(file: Path) -> dict[str, torch.Tensor]:
    """As a program does that goes by the ending."""
    match file.suffix.lower():
        case ".safetensors":
            return dict(load_file(file))
        case ".npz":
            with np.load(file, allow_pickle=False) as found:
                return {key: torch.from_numpy(found[key]) for key in found.files}
        case _:
            found = load(file)
            assert isinstance(found, dict)
            return found


def test_what_is_said_goes_before_the_ending(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "linear_state_dict.pth", tmp_path / "o.safetensors", "--as", "same", "--json").data
    assert ran["form"] == "same"
    assert [text.partition(",")[0] for text in ran["warnings"]] == ["The name ends in .safetensors"]
    assert len(torch.load(BytesIO((tmp_path / "o.safetensors").read_bytes()))) == 2, "torch goes by the name, too"


def test_many_files_keep_their_kind_whatever_their_names_promise(ckpt: Ckpt, tmp_path: Path) -> None:
    save_file({"w": torch.ones(2)}, tmp_path / "in.bin")
    ran = ckpt("save", tmp_path / "in.bin", "--out-dir", tmp_path / "out", "--json")
    assert (ran.status, ran.data["files"][0]["form"]) == (0, "same")
    assert load_file(tmp_path / "out/in.bin")["w"].tolist() == [1, 1]


def test_npz_asks_for_a_type_that_numpy_has(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"w": torch.ones(3, dtype=torch.bfloat16)}, tmp_path / "in.pth")
    ran = ckpt("save", tmp_path / "in.pth", tmp_path / "o.npz", "--as", "npz")
    assert (ran.status, "--dtype float32" in ran.err) == (2, True)
    assert ckpt("save", tmp_path / "in.pth", tmp_path / "o.npz", "--as", "npz", "--dtype", "float32").status == 0
    with np.load(tmp_path / "o.npz") as found:
        assert found["w"].dtype == np.float32


def test_old_pytorch(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "linear_checkpoint.pth", tmp_path / "o.pth", "--legacy", "--json")
    assert ran.data["format"] == "torch_legacy"
    assert load(tmp_path / "o.pth")["epoch"] == load(samples / "linear_checkpoint.pth")["epoch"]


def test_a_training_checkpoint(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "linear_checkpoint.pth", tmp_path / "o.pth", "--as", "training_checkpoint")
    assert ran.status == 0
    assert {"model_state_dict", "optimizer_state_dict", "epoch"} <= load(tmp_path / "o.pth").keys()


def test_a_slim_copy(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "convnet_epoch_01.pth", tmp_path / "o.pth", "--slim", "optimizer")
    assert (ran.status, "/optimizer_state, the optimizer's state:" in ran.out) == (0, True)
    assert "optimizer_state" not in load(tmp_path / "o.pth")
    none = ckpt("save", samples / "convnet_epoch_01.pth", tmp_path / "p.pth", "--slim", "ema")
    assert (none.status, "no second copy of the model" in none.err) == (2, True)


def test_what_is_stored_and_used(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"v": torch.zeros(1 << 20)[:700], "n": torch.ones(700)}, tmp_path / "in.pth")
    assert "stored 4.0 MiB, used 5.5 KiB" in ckpt("save", tmp_path / "in.pth", tmp_path / "a.pth").out
    assert "stored 4.0 MiB, used 5.5 KiB" in ckpt("save", tmp_path / "in.pth", tmp_path / "b.pth", "--compact").out


@pytest.mark.parametrize("flags", [["--slim", "optimizer"], ["--legacy"], ["--only", "/epoch"],
                                   ["--max-shard-size", "5GB"]])
def test_what_does_not_go_with_in_place(ckpt: Ckpt, samples: Path, flags: list[str]) -> None:
    ran = ckpt("save", samples / "linear_checkpoint.pth", "--in-place", "--lr", "0.1", *flags)
    assert (ran.status, f"does not go with {flags[0]}" in ran.err) == (2, True)


def test_a_class_takes_a_whole_state_dict(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("class Model: ...\n")
    ran = ckpt("save", samples / "linear_checkpoint.pth", tmp_path / "o.pth", "--as", "whole_model", "--model-class",
               f"{tmp_path / 'm.py'}:Model", "--only", "/model_state/linear.weight", "--run-code")
    assert (ran.status, "takes all of a state_dict" in ran.err) == (2, True)


def test_from_python(samples: Path, tmp_path: Path) -> None:
    import ckpt_viewer

    report = ckpt_viewer.save(samples / "convnet_epoch_01.pth", tmp_path / "out", form="safetensors",
                              max_shard_size=20_000)
    assert len(report.files) > 2
    ckpt_viewer.save(samples / "convnet_epoch_01.pth", tmp_path / "o.pth", leave_out=["/optimizer_state"], legacy=True)
    assert "optimizer_state" not in load(tmp_path / "o.pth")
    ckpt_viewer.save(samples / "linear_checkpoint.pth", tmp_path / "o.npz", form="npz",
                     only=["/model_state/linear.bias"])
    with np.load(tmp_path / "o.npz") as found:
        assert found.files == ["linear.bias"]
