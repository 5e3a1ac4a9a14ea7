"""`ckpt info` against what torch says of the same file."""

from __future__ import annotations

import argparse
import datetime as dt
import math
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from tests.cli.conftest import Ckpt
from tests.zoo.libraries import omega

KEYS = {"format", "kind", "tensors", "scalars", "optimizers", "globals", "notes"}


def test_the_contract(ckpt: Ckpt, samples: Path) -> None:
    ran = ckpt("info", "--json", samples / "linear_checkpoint.pth")
    assert (ran.status, ran.err) == (0, "")
    assert set(ran.data) == KEYS
    assert ran.data["format"] == "torch_zip"
    assert ran.data["kind"] == "training_checkpoint"
    assert ran.data["tensors"][0] == {
        "path": ["model_state", "linear.weight"], "shape": [1, 6], "dtype": "float32", "stride": [6, 1],
        "device": "cpu", "nbytes": 24, "stored_nbytes": 24, "requires_grad": False, "shared_with": []}
    assert {"path": ["epoch"], "type": "int", "value": 90} in ran.data["scalars"]
    assert ran.data["notes"] == []
    names = {row["name"]: row for row in ran.data["globals"]}
    assert names["torch._utils._rebuild_tensor_v2"]["allowed"] is True
    assert names["torch._utils._rebuild_tensor_v2"]["count"] == 4


def test_kinds_of_the_samples(ckpt: Ckpt, samples: Path) -> None:
    kinds = {name: ckpt("info", "--json", samples / f"{name}.pth").data["kind"] for name in
             ("linear_whole_model", "linear_state_dict", "linear_checkpoint_cuda", "convnet_epoch_01")}
    assert kinds == {"linear_whole_model": "whole_model", "linear_state_dict": "state_dict",
                     "linear_checkpoint_cuda": "training_checkpoint", "convnet_epoch_01": "training_checkpoint"}


def test_an_optimizer_stands_under_the_names_of_its_parameters(ckpt: Ckpt, samples: Path) -> None:
    named = ckpt("info", "--json", samples / "convnet_epoch_10.pth").data["optimizers"]
    guessed = ckpt("info", "--json", samples / "linear_checkpoint.pth").data["optimizers"]
    saved = torch.load(samples / "convnet_epoch_10.pth", weights_only=True)["optimizer_state"]["param_groups"][0]
    group = named[0]["param_groups"][0]
    assert (named[0]["path"], named[0]["guess"]) == (["optimizer_state"], "Adam")
    assert [param["name"] for param in group["params"]] == saved["param_names"]
    assert (group["lr"], group["betas"], group["eps"]) == (0.001, [0.9, 0.999], 1e-8)
    params = guessed[0]["param_groups"][0]["params"]
    assert [(param["index"], param["name"]) for param in params] == [(0, "linear.weight"), (1, "linear.bias")]
    assert all(param["how"] for param in params)


def test_the_device_tag_is_shown_without_the_device(ckpt: Ckpt, samples: Path) -> None:
    rows = ckpt("info", "--json", samples / "linear_checkpoint_cuda.pth").data["tensors"]
    assert {row["device"] for row in rows} == {"cuda:0"}


def test_views_shared_storages_and_requires_grad(ckpt: Ckpt, tmp_path: Path) -> None:
    base = torch.arange(12.0).reshape(3, 4)
    tied = torch.nn.Parameter(torch.ones(5))
    torch.save({"view": base.t(), "row": base[1], "a": tied, "b": tied}, tmp_path / "x.pt")
    rows = {row["path"][0]: row for row in ckpt("info", "--json", tmp_path / "x.pt").data["tensors"]}
    assert rows["view"]["stride"] == [1, 4]
    assert (rows["row"]["nbytes"], rows["row"]["stored_nbytes"]) == (16, 48)
    assert rows["row"]["shared_with"] == [["view"]]
    assert rows["a"]["shared_with"] == [["b"]]
    assert (rows["a"]["requires_grad"], rows["row"]["requires_grad"]) == (True, False)


def test_odd_floats_and_keys_are_json(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"nan": math.nan, "up": math.inf, "down": -math.inf, 3: 1, None: 2, 1.5: 3, True: 4, ("t", 1): 5,
                "c": 1 + 2j, "b": b"\x00\xff", "s": "ünï"}, tmp_path / "x.pt")
    rows = ckpt("info", "--json", tmp_path / "x.pt").data["scalars"]
    values = {str(row["path"][0]): row["value"] for row in rows if len(row["path"]) == 1}
    assert (values["nan"], values["up"], values["down"]) == ("nan", "inf", "-inf")
    assert (values["3"], values["None"], values["1.5"], values["True"]) == (1, 2, 3, 4)
    assert (values["c"], values["s"]) == ("(1+2j)", "ünï")


def test_names_that_torch_would_refuse_are_listed(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"args": argparse.Namespace(lr=0.1)}, tmp_path / "x.pt")
    ran = ckpt("info", "--json", tmp_path / "x.pt")
    refused = [row for row in ran.data["globals"] if not row["allowed"]]
    assert refused == [{"name": "argparse.Namespace", "allowed": False, "count": 1, "called": 1,
                        "meaning": "the arguments of a training script"}]
    assert "argparse.Namespace" in ckpt("info", tmp_path / "x.pt").out


def test_the_text_tells_the_same(ckpt: Ckpt, samples: Path) -> None:
    text = ckpt("info", samples / "linear_checkpoint.pth").out
    for part in ("a training checkpoint", "4 tensors", "/model_state/linear.weight", "1 × 6", "/epoch", "90",
                 "Optimizer at /optim_state: SGD", "lr 0.01"):
        assert part in text
    lines = text.splitlines()
    momentum = next(line for line in lines if "/optim_state/state/0/momentum_buffer" in line)
    assert momentum.endswith("linear.weight")
    assert "_metadata" not in text


def test_what_keeps_a_training_from_going_on_is_noted(ckpt: Ckpt, tmp_path: Path) -> None:
    net = torch.nn.Linear(2, 2)
    torch.save({"epoch": 10, "model": net.state_dict(), "optimizer": torch.optim.Adam(net.parameters()).state_dict()},
               tmp_path / "a.pth")
    said = ("The optimizer at /optimizer keeps nothing for its 2 parameters, though epoch is 10, as if it had been "
            "saved before its first step, or its state had not been loaded")
    assert ckpt("info", "--json", tmp_path / "a.pth").data["notes"] == [{"severity": "warning", "text": said}]
    assert ckpt("info", tmp_path / "a.pth").out.splitlines()[-1] == f"warning: {said}"


def test_a_whole_model_is_listed_as_print_lists_it(ckpt: Ckpt, samples: Path) -> None:
    lines = [line.split(maxsplit=1) for line in ckpt("info", samples / "linear_whole_model.pth").out.splitlines()]
    assert ["(model)", "LogisticRegression(1 module) · training mode"] in lines
    assert ["linear", str(torch.nn.Linear(6, 1))] in lines


def test_text_of_a_file_cannot_drive_the_terminal(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"\x1b[31mred\u202e": "a\x07b\nc", "w\x9b": torch.ones(1)}, tmp_path / "x.pt")
    for options in ([], ["--json"]):
        out = ckpt("info", *options, tmp_path / "x.pt").out
        assert not set(out) & {"\x1b", "\x07", "\u202e", "\x9b"}
        assert "red" in out


def test_long_text_is_capped(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"k" * 50_000: "v" * 50_000}, tmp_path / "x.pt")
    assert len(ckpt("info", tmp_path / "x.pt").out) < 5_000


def test_a_rate_that_is_a_tensor_is_told(ckpt: Ckpt, tmp_path: Path) -> None:
    net = torch.nn.Linear(2, 1)
    torch.save({"optim": torch.optim.Adam(net.parameters(), lr=torch.tensor(0.25)).state_dict()}, tmp_path / "a.pt")
    group = ckpt("info", "--json", tmp_path / "a.pt").data["optimizers"][0]["param_groups"][0]
    assert group["lr"] == 0.25
    assert "lr 0.25 (a tensor), " in ckpt("info", tmp_path / "a.pt").out


def test_tied_weights_are_one_tensor_in_two_places(ckpt: Ckpt, tmp_path: Path) -> None:
    tied = torch.ones(2)
    torch.save({"embed": tied, "head": tied}, tmp_path / "a.pt")
    assert "\n2 places of 1 tensor\n" in ckpt("info", tmp_path / "a.pt").out


@pytest.mark.filterwarnings("ignore")
def test_objects_that_are_values_are_told_as_such(ckpt: Ckpt, tmp_path: Path) -> None:
    value = {"loss": np.float32(0.5), "when": dt.date(2024, 2, 29), "out": PurePosixPath("/data/x"),
             "args": argparse.Namespace(lr=0.1, seed=7), "sparse": torch.eye(3).to_sparse(),
             "cfg": omega({"batch": [8]})}
    torch.save(value, tmp_path / "x.pt")
    rows = ckpt("info", "--json", tmp_path / "x.pt").data["scalars"]
    assert {"path": ["loss"], "type": "numpy.float32", "value": 0.5} in rows
    assert {"path": ["when"], "type": "datetime.date", "value": "2024-02-29"} in rows
    assert {"path": ["out"], "type": f"{PurePosixPath.__module__}.PurePosixPath", "value": "/data/x"} in rows
    assert {"path": ["args", "lr"], "type": "float", "value": 0.1} in rows
    assert not [row for row in rows if row["path"][0] in ("loss", "when", "out") and len(row["path"]) > 1]
    text = ckpt("info", tmp_path / "x.pt").out
    for line in ("/args/seed int 7", "/loss float32 0.5 (numpy float32)", "/when date 2024-02-29",
                 "/sparse sparse_coo tensor 3 × 3, float32, cpu, nnz 3",
                 "/cfg/_content/batch/_content/0 IntegerNode 8"):
        assert line in " ".join(text.split()), text


def test_a_file_that_is_one_object_is_called_by_its_class(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save(argparse.Namespace(lr=0.1), tmp_path / "training_args.bin")
    assert "an object of class argparse.Namespace" in ckpt("info", tmp_path / "training_args.bin").out


def test_the_fingerprint_is_the_same_for_the_same_weights(ckpt: Ckpt, tmp_path: Path) -> None:
    weights = {"w": torch.ones(3), "b": torch.zeros(2)}
    torch.save(weights, tmp_path / "a.pth")
    torch.save({"epoch": 3, "model": weights}, tmp_path / "b.pth")
    first, second = (ckpt("info", "--json", "--fingerprint", tmp_path / name).data["fingerprint"]
                     for name in ("a.pth", "b.pth"))
    assert first["text"] == second["text"]
    assert (first["of"], second["of"], second["tensors"], second["nbytes"]) == ("", "/model", 2, 20)
    assert f"{first['text']} (2 tensors of /model)" in ckpt("info", "--fingerprint", tmp_path / "b.pth").out


def test_what_cannot_be_read_is_listed_with_the_reason(ckpt: Ckpt, tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", a=np.ones(2), words=np.array(["x"]))
    data = ckpt("info", "--json", tmp_path / "x.npz").data
    assert [row["path"] for row in data["tensors"]] == [["a"]]
    (row,) = data["scalars"]
    assert (row["path"], row["type"]) == (["words"], "broken")
    assert "which PyTorch does not have" in row["value"]
    said = ckpt("info", tmp_path / "x.npz").out
    assert "1 part that cannot be read" in said
    assert "which PyTorch does not have" in said


def test_of_many_parts_that_cannot_be_read_the_first_are_listed(ckpt: Ckpt, tmp_path: Path) -> None:
    words: dict[str, Any] = {f"words{i}": np.array(["x"]) for i in range(25)}
    np.savez(tmp_path / "x.npz", **words)
    said = ckpt("info", tmp_path / "x.npz").out
    assert said.count("which PyTorch does not have") == 20
    assert "and 5 more" in said
    assert len(ckpt("info", "--json", tmp_path / "x.npz").data["scalars"]) == 25


def test_tensors_without_values_are_listed_with_no_stored_byte(ckpt: Ckpt, tmp_path: Path) -> None:
    with torch.device("meta"):
        model = torch.nn.Linear(3, 2)
    held = {"model": model.state_dict(), "p": model.weight, "w": torch.ones(2)}
    torch.save(held, tmp_path / "meta.pt")
    rows = {tuple(row["path"]): row for row in ckpt("info", "--json", tmp_path / "meta.pt").data["tensors"]}
    assert list(rows) == [("w",), ("model", "weight"), ("model", "bias"), ("p",)]
    assert rows[("model", "weight")] == {
        "path": ["model", "weight"], "shape": [2, 3], "dtype": "float32", "stride": [3, 1], "device": "meta",
        "nbytes": 24, "stored_nbytes": 0, "requires_grad": False, "shared_with": []}
    assert rows[("p",)]["requires_grad"]


def test_a_guessed_name_is_marked(ckpt: Ckpt, tmp_path: Path) -> None:
    model = torch.nn.ModuleDict({"a": torch.nn.Linear(2, 2, bias=False), "b": torch.nn.Linear(2, 2, bias=False),
                                 "c": torch.nn.Linear(2, 3, bias=False)})
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    torch.save(optimizer.state_dict(), tmp_path / "optimizer.pt")
    save_file(model.state_dict(), tmp_path / "model.safetensors")
    told = ckpt("info", tmp_path / "optimizer.pt").out
    assert "Optimizer at whole file: SGD (2 of 3 names are guesses, marked with ?)\n" in told
    rows = [line for line in told.splitlines() if "momentum_buffer" in line]
    assert [row.split("cpu  ")[1].strip() for row in rows] == ["a.weight ?", "b.weight ?", "c.weight"]
