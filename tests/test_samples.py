"""The committed samples are what their script makes, and what the tutorial says they are."""

from __future__ import annotations

import importlib.util
import sys
import types
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import torch

SAMPLES = Path(__file__).resolve().parent.parent / "resources" / "samples"
NAMES = ["convnet_epoch_01.pth", "convnet_epoch_10.pth", "linear_checkpoint.pth", "linear_checkpoint_cuda.pth",
         "linear_state_dict.pth", "linear_whole_model.pth"]
LARGEST = 300_000


@pytest.fixture(scope="module")
def script() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("make_samples", SAMPLES / "make_samples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(script: types.ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    script.make_samples(folder)
    return folder


def load(file: Path, script: types.ModuleType) -> Any:
    """torch.load where the class of the whole model can be found for once."""
    module: Any = types.ModuleType("logistic_regression")
    module.LogisticRegression = script.LogisticRegression
    with mock.patch.dict(sys.modules, {module.__name__: module}):
        return torch.load(file, map_location="cpu", weights_only=False)


def assert_same(a: Any, b: Any, where: str = "") -> None:
    assert type(a) is type(b), where
    match a:
        case torch.nn.Module():
            assert_same(a.state_dict(), b.state_dict(), where)
        case torch.Tensor():
            torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-4, msg=lambda text: f"{where}: {text}")
        case dict():
            assert list(a) == list(b), where
            for key in a:
                assert_same(a[key], b[key], f"{where}/{key}")
        case list() | tuple():
            assert len(a) == len(b), where
            for number, (x, y) in enumerate(zip(a, b, strict=True)):
                assert_same(x, y, f"{where}/{number}")
        case float():
            assert a == pytest.approx(b, rel=1e-3), where
        case _:
            assert a == b, where


def test_the_folder_holds_these_samples_and_each_is_small() -> None:
    files = sorted(SAMPLES.glob("*.pth"))
    assert [file.name for file in files] == NAMES
    assert max(file.stat().st_size for file in files) < LARGEST


@pytest.mark.parametrize("name", NAMES)
def test_the_script_makes_the_committed_values(name: str, made: Path, script: types.ModuleType) -> None:
    assert_same(load(made / name, script), load(SAMPLES / name, script), name)


def test_the_class_of_the_whole_model_does_not_exist_here() -> None:
    with pytest.raises(ModuleNotFoundError, match="logistic_regression"):
        torch.load(SAMPLES / "linear_whole_model.pth", weights_only=False)


def test_the_cuda_sample_says_cuda_and_the_others_do_not() -> None:
    for name in NAMES:
        assert (b"cuda:0" in (SAMPLES / name).read_bytes()) == (name == "linear_checkpoint_cuda.pth"), name


def test_the_linear_samples_hold_one_model_and_its_sgd() -> None:
    checkpoint = torch.load(SAMPLES / "linear_checkpoint.pth", weights_only=True)
    assert list(checkpoint) == ["epoch", "model_state", "optim_state"]
    assert checkpoint["epoch"] == 90
    assert checkpoint["optim_state"]["param_groups"][0]["lr"] == 0.01
    assert {key: tuple(value.shape) for key, value in checkpoint["model_state"].items()} == {
        "linear.weight": (1, 6), "linear.bias": (1,)}
    alone = torch.load(SAMPLES / "linear_state_dict.pth", weights_only=True)
    assert all(torch.equal(alone[key], checkpoint["model_state"][key]) for key in alone)


def test_the_conv_net_learnt_but_for_its_frozen_layer() -> None:
    early, late = (torch.load(SAMPLES / f"convnet_epoch_{n}.pth", weights_only=True) for n in ("01", "10"))
    assert (early["epoch"], late["epoch"]) == (1, 10)
    assert late["loss"] < early["loss"]
    assert (early["scheduler_state"]["_last_lr"], late["scheduler_state"]["_last_lr"]) == ([0.01], [0.001])
    same = {key for key, value in early["model_state"].items() if torch.equal(value, late["model_state"][key])}
    assert same == {"stem.weight", "stem.bias"}
