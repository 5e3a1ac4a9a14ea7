"""`ckpt save`: torch opens what it wrote and finds what was asked for."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch

import ckpt_viewer
from ckpt_viewer.core.errors import SaveFailed
from tests.cli.conftest import Ckpt


def load(file: Path) -> Any:
    return torch.load(file, weights_only=True)


def test_as_it_is(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "linear_whole_model.pth", tmp_path / "x.pth", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.data["nbytes"] == (tmp_path / "x.pth").stat().st_size
    assert ran.data["verified"]
    assert ckpt("diff", samples / "linear_whole_model.pth", tmp_path / "x.pth").status == 0


def test_for_the_cpu(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "linear_checkpoint_cuda.pth", tmp_path / "x.pth", "--device", "cpu")
    assert ran.status == 0
    assert "verified" in ran.out
    found, expected = load(tmp_path / "x.pth"), load(samples / "linear_checkpoint.pth")
    assert found["model_state"]["linear.weight"].device.type == "cpu"
    assert torch.equal(found["model_state"]["linear.weight"], expected["model_state"]["linear.weight"])


def test_the_learning_rate_with_all_that_follows_it(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "convnet_epoch_01.pth", tmp_path / "x.pth", "--lr", "0.002", "--json")
    assert len(ran.data["changes"]) == 4
    found = load(tmp_path / "x.pth")
    group = found["optimizer_state"]["param_groups"][0]
    assert (group["lr"], group["initial_lr"]) == (0.002, 0.002)
    assert (found["scheduler_state"]["base_lrs"], found["scheduler_state"]["_last_lr"]) == ([0.002], [0.002])
    assert found["args"]["lr"] == 0.01


def test_numbers_of_numpy_become_plain_ones(ckpt: Ckpt, tmp_path: Path) -> None:
    """A rate that numpy computed keeps a file from loading with `weights_only=True`; a new one does not."""
    optimizer = torch.optim.SGD(torch.nn.Linear(2, 2).parameters(), 0.5)
    optimizer.param_groups[0]["lr"] = np.float64(0.25)
    torch.save({"optimizer": optimizer.state_dict(), "best": np.float64(0.5), "epoch": np.int64(3)}, tmp_path / "in.pt")
    assert ckpt("info", tmp_path / "in.pt", "--json").data["optimizers"][0]["param_groups"][0]["lr"] == 0.25
    ran = ckpt("save", tmp_path / "in.pt", tmp_path / "out.pt", "--lr", "0.125", "--set", "/best=0.75", "--set",
               "/epoch=4")
    assert (ran.status, ran.err) == (0, "")
    assert "0.25 → 0.125, a plain value in place of one of numpy" in ran.out
    found = load(tmp_path / "out.pt")
    assert (found["best"], found["epoch"], found["optimizer"]["param_groups"][0]["lr"]) == (0.75, 4, 0.125)


def test_values_keep_their_types(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"i": 1, "f": 1.0, "b": True, "s": "x", "n": None, "t": torch.tensor(3), "gone": 5, "a=b": 1},
               tmp_path / "in.pt")
    sets = ["/i=-7", "/f=nan", "/b=false", "/s=a=b true", "/n=2.5", "/t=9", "/gone=none", "/a=b=2"]
    flags = [part for text in sets for part in ("--set", text)]
    assert ckpt("save", tmp_path / "in.pt", tmp_path / "out.pt", *flags).status == 0
    found = load(tmp_path / "out.pt")
    assert (found["i"], found["b"], found["s"], found["n"], found["gone"]) == (-7, False, "a=b true", 2.5, None)
    assert math.isnan(found["f"])
    assert found["t"].dtype == torch.int64
    assert (found["t"].item(), found["a=b"]) == (9, 2)


@pytest.mark.parametrize(("flags", "says"), [
    (["--set", "/epoch=3.5"], "not a whole number"), (["--set", "/nowhere=1"], "there is no '/nowhere'"),
    (["--set", "/epoch"], "has no '='"), (["--set", "/model_state=1"], "no single value"),
    (["--drop", "/nowhere"], "there is no '/nowhere' in this file"), (["--drop", ""], "whole file"),
    (["--drop", "/optim_state/param_groups/0"], "not the key of a dictionary"),
    (["--rename", "/epoch=model_state"], "already a key"),
    (["--rename", "/epoch="], "name would be empty"), (["--rename", "epoch="], "name would be empty"),
    (["--rename", "/epoch=/other/epoch"], "no '/other' in this file"),
    (["--strip", "module."], "begins with 'module.'"), (["--device", "gpu"], "not a device"),
    (["--part", "/nowhere", "--as", "state_dict"], "there is no '/nowhere'"), (["--lr", "fast"], "finite number"),
    (["--as", "whole_model"], "needs the Python class"), (["--as", "onnx"], "invalid choice"),
])
def test_what_cannot_be_done_is_said_on_one_line(flags: list[str], says: str, ckpt: Ckpt, samples: Path,
                                                 tmp_path: Path) -> None:
    ran = ckpt("save", samples / "linear_checkpoint.pth", tmp_path / "x.pth", *flags)
    assert (ran.status, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_no_learning_rate_to_set(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "linear_state_dict.pth", tmp_path / "x.pth", "--lr", "1")
    assert ran.status == 2
    assert "no learning rate" in ran.err


def test_names(ckpt: Ckpt, tmp_path: Path) -> None:
    net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    wrapped = torch.nn.ModuleDict({"module": net})
    optimizer = torch.optim.SGD(wrapped.named_parameters(), lr=0.1)
    torch.save({"model": wrapped.state_dict(), "optim": optimizer.state_dict(), "junk": 1}, tmp_path / "in.pt")
    ran = ckpt("save", tmp_path / "in.pt", tmp_path / "out.pt", "--rename", "/model/module.0.weight=module.0.w",
               "--rename", "junk=kept", "--strip", "module.")
    assert ran.status == 0
    found = load(tmp_path / "out.pt")
    expected = ["0.w", *list(net.state_dict())[1:]]
    assert list(found["model"]) == expected
    assert found["optim"]["param_groups"][0]["param_names"] == expected[:4]
    assert found["kept"] == 1
    assert set(found["model"]._metadata) == {"", "module", "0", "1"}


def test_parts_are_left_out(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ckpt("save", samples / "convnet_epoch_01.pth", tmp_path / "x.pth", "--drop", "/optimizer_state", "--drop", "/args")
    assert list(load(tmp_path / "x.pth")) == ["epoch", "model_state", "scheduler_state", "loss"]


def test_another_dtype_spares_the_optimizer(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ckpt("save", samples / "convnet_epoch_01.pth", tmp_path / "x.pth", "--dtype", "bfloat16")
    found, before = load(tmp_path / "x.pth"), load(samples / "convnet_epoch_01.pth")
    weight = before["model_state"]["head.0.weight"]
    assert torch.equal(found["model_state"]["head.0.weight"], weight.bfloat16())
    assert found["model_state"]["block1.1.num_batches_tracked"].dtype == torch.int64
    assert found["optimizer_state"]["state"][2]["exp_avg"].dtype == torch.float32


def test_a_state_dict_out_of_a_whole_model(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "linear_whole_model.pth", tmp_path / "x.pth", "--as", "state_dict")
    assert ran.status == 0
    model = torch.nn.Sequential()
    model.add_module("linear", torch.nn.Linear(6, 1))
    model.load_state_dict(load(tmp_path / "x.pth"))
    expected = load(samples / "linear_state_dict.pth")
    assert torch.equal(model.state_dict()["linear.weight"], expected["linear.weight"])


def test_safetensors(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "convnet_epoch_10.pth", tmp_path / "x.safetensors", "--as", "safetensors")
    assert ran.status == 0
    found = safetensors.torch.load_file(tmp_path / "x.safetensors")
    expected = load(samples / "convnet_epoch_10.pth")["model_state"]
    assert set(found) == set(expected)
    assert all(torch.equal(found[name], expected[name]) for name in expected)


def test_a_file_is_replaced_only_when_told(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.pth"
    target.write_bytes(b"precious")
    ran = ckpt("save", samples / "linear_checkpoint.pth", target)
    assert (ran.status, target.read_bytes()) == (2, b"precious")
    assert "--overwrite" in ran.err
    assert ckpt("save", samples / "linear_checkpoint.pth", target, "--overwrite").status == 0
    assert load(target)["epoch"] == 90


def test_a_value_named_by_itself_is_not_moved_along_with_the_rate(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    pointer = "/optimizer_state/param_groups/0/initial_lr"
    for flags in (["--lr", "0.002", "--set", f"{pointer}=0.5"], ["--set", f"{pointer}=0.5", "--lr", "0.002"]):
        ckpt("save", samples / "convnet_epoch_01.pth", tmp_path / "x.pth", "--overwrite", *flags)
        group = load(tmp_path / "x.pth")["optimizer_state"]["param_groups"][0]
        assert (group["lr"], group["initial_lr"]) == (0.002, 0.5)


@pytest.mark.parametrize(("flags", "says"), [
    (("--lr", "-1"), "write a finite number of 0 or more"),
    (("--part", "/model_state"), "--as state_dict --part /model_state"),
])
def test_what_would_not_do_what_was_meant_is_refused(
        ckpt: Ckpt, samples: Path, tmp_path: Path, flags: tuple[str, ...], says: str) -> None:
    ran = ckpt("save", samples / "linear_checkpoint.pth", tmp_path / "x.pth", *flags)
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert says in ran.err
    assert not (tmp_path / "x.pth").exists()


def test_a_part_of_a_save_of_the_same_kind_is_refused_in_the_words_of_who_asks(samples: Path, tmp_path: Path) -> None:
    with pytest.raises(SaveFailed, match=r'chosen\. For example form="state_dict", part="/model_state"'):
        ckpt_viewer.save(samples / "linear_checkpoint.pth", tmp_path / "x.pth", part="/model_state")
    assert not (tmp_path / "x.pth").exists()


def test_a_dry_run_says_which_option_helps(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    (tmp_path / "x.pth").touch()
    ran = ckpt("save", samples / "linear_checkpoint.pth", tmp_path / "x.pth", "--dry-run")
    assert ran.status == 2
    assert ran.out.startswith(f"Would not save {tmp_path / 'x.pth'}: x.pth exists already. "
                              "Allow replacing it (--overwrite), or choose another name.\n")


def test_where_no_file_can_be_is_said(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    source = samples / "linear_checkpoint.pth"
    assert ckpt("save", source, tmp_path).err == (
        f"ckpt: {tmp_path}: there is a folder called {tmp_path.name}. Choose another name.\n")
    missing = tmp_path / "no" / "x.pth"
    assert ckpt("save", source, missing).err == (
        f"ckpt: {missing}: there is no folder {missing.parent}. Make it first, or choose another.\n")
    assert "not a file" in ckpt("save", source, "/dev/null").err
    assert ckpt("save", source, f"{tmp_path}/no/").err == (
        f"ckpt: {tmp_path}/no/: this is the name of a folder. Name the file in it: {tmp_path}/no/{source.name}\n")
    long = tmp_path / f"{'x' * 300}.pth"
    for more in ([], ["--as=state_dict", "--part=/model_state", "--max-shard-size=5GB"], ["--in-place", "--lr=1"]):
        files = [long] if "--in-place" in more else [source, long]
        ran = ckpt("save", *files, *more)
        assert (ran.status, ran.err.count("\n"), "too long" in ran.err) == (2, 1, True)
        assert "fault of the program" not in ran.err
    for verb in ("info", "undo"):
        assert "cannot be opened (File name too long)" in ckpt(verb, long).err


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("protocol", [1, 2, 3, 4, 5])
def test_a_plain_copy_loads_whatever_protocol_it_came_in(ckpt: Ckpt, tmp_path: Path, protocol: int,
                                                         legacy: bool) -> None:
    value = {"w": torch.ones(2), "raw": b"x", "n": 5}
    torch.save(value, tmp_path / "x.pt", pickle_protocol=protocol, _use_new_zipfile_serialization=not legacy)
    assert ckpt("save", tmp_path / "x.pt", tmp_path / "plain.pt", "--as", "same", "--plain").status == 0
    found = torch.load(tmp_path / "plain.pt", weights_only=True)
    assert found == value | {"w": found["w"]}
    assert torch.equal(found["w"], value["w"])  # type: ignore[arg-type]
