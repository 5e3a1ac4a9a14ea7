"""What loading a file would import: PyTorch's own list is the oracle, files that bite are the test."""

from __future__ import annotations

import argparse
import os
import pickle
import warnings
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core.checkpoint import Checkpoint, GlobalUse, Note
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Global, Graph, Scalar
from ckpt_viewer.core.known_globals import ALLOWED, ALLOWED_SOURCE, danger, is_allowed, meaning
from ckpt_viewer.core.scanning import ScanReport, scan, summary
from ckpt_viewer.core.sources.local import MemorySource

SAMPLES = Path(__file__).resolve().parent.parent.parent.parent / "resources" / "samples"
Scan = Callable[[Any], ScanReport]


@pytest.fixture
def scanned(tmp_path: Path) -> Scan:
    """The report on a value that torch.save wrote."""
    def write_and_scan(value: Any) -> ScanReport:
        torch.save(value, tmp_path / "it.pt")
        return scan(open_checkpoint(tmp_path / "it.pt"))

    return write_and_scan


class Calls:
    """Pickles as a call of `function(*arguments)`."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> Any:
        return self.call


def test_the_list_is_the_one_of_the_torch_it_names() -> None:
    from torch._weights_only_unpickler import _get_allowed_globals  # type: ignore[attr-defined,unused-ignore]

    if f"torch {torch.__version__.partition('+')[0]}" == ALLOWED_SOURCE:
        assert {str(name) for name in ALLOWED} == set(_get_allowed_globals())


def test_every_name_on_the_list_has_a_meaning() -> None:
    assert [name for name in ALLOWED if not meaning(name) or danger(name)] == []


@pytest.mark.parametrize("value", [
    {"w": torch.ones(2)}, OrderedDict(w=torch.nn.Parameter(torch.ones(2))), torch.ones(2).to(torch.float8_e4m3fn),
    {"size": torch.Size([1, 2]), "dtype": torch.bfloat16, "set": {1, 2}, "device": torch.device("cpu"), "b": b"x"},
], ids=["state_dict", "parameter", "float8", "values"])
def test_what_weights_only_loads_is_known_only(value: Any, scanned: Scan, tmp_path: Path) -> None:
    report = scanned(value)
    assert report.verdict == "known_only"
    assert report.clean
    torch.load(tmp_path / "it.pt", weights_only=True)


@pytest.mark.parametrize("value", [argparse.Namespace(lr=1), np.float64(1.5), torch.nn.Linear(1, 1)],
                         ids=["namespace", "numpy", "module"])
def test_what_weights_only_refuses_is_unknown_code(value: Any, scanned: Scan, tmp_path: Path) -> None:
    assert scanned({"it": value}).verdict == "unknown_code"
    with pytest.raises(pickle.UnpicklingError):
        torch.load(tmp_path / "it.pt", weights_only=True)


@pytest.mark.parametrize(("function", "arguments"), [
    (os.system, ("false",)), (eval, ("1",)), (exec, ("1",)), (getattr, (1, "real")), (__import__, ("os",)),
    (open, ("/dev/null",)), (pickle.loads, (b"N.",)), (torch.hub.load, ("a", "b")),
    (torch.load, ("x",)), (os.popen, ("false",)),
], ids=lambda value: getattr(value, "__name__", ""))
def test_what_does_harm_is_dangerous(function: Any, arguments: Any, scanned: Scan) -> None:
    report = scanned({"w": torch.ones(1), "x": Calls(function, *arguments)})
    assert report.verdict == "dangerous"
    assert report.globals[0].level == "dangerous"
    assert report.globals[0].called == 1
    assert report.globals[0].meaning
    assert not report.clean
    assert summary(report).startswith("Do not load it in Python")


def test_a_name_reached_through_a_module_is_dangerous() -> None:
    for name in (Global("torch.serialization", "os.system"), Global("torch", "UntypedStorage.from_file"),
                 Global("numpy", "a.b")):
        assert danger(name), name
        assert not is_allowed(name)


def test_names_one_letter_off_are_not_the_real_ones() -> None:
    for module, name in (("torch._utils", "_rebuild_tensor_v22"), ("Torch", "Size"), ("torch ", "Size"),
                         ("torch._utils._rebuild_tensor", "_v2"), ("collections", "orderedDict"), ("torch", "Storage")):
        assert not is_allowed(Global(module, name)), (module, name)


def test_a_persons_own_folder_called_code_is_not_pythons() -> None:
    assert danger(Global("code", "interact"))
    assert not danger(Global("code.models.net", "Net"))


def test_plain_words() -> None:
    assert meaning(Global("torch.nn.modules.linear", "Linear")) == "a neural network layer, Linear"
    assert meaning(Global("os", "system")) == "runs a shell command"
    assert meaning(Global("posix", "system")) == "runs a shell command"
    assert meaning(Global("__builtin__", "set")) == "a set"
    assert meaning(Global("numpy._core.multiarray", "_reconstruct")) == "a numpy array"
    assert meaning(Global("my_project.models", "Net")) == ""


def test_the_whole_model_sample() -> None:
    report = scan(open_checkpoint(SAMPLES / "linear_whole_model.pth"))
    others = [(found.module, found.name) for found in report.globals if found.level != "allowed"]
    assert others == [("logistic_regression", "LogisticRegression"), ("torch.nn.modules.linear", "Linear")]
    assert "2 names" in summary(report)


def test_a_file_that_cannot_be_read_is_never_anything_else() -> None:
    report = scan(Damaged("cut short", "x.pth"))
    assert report.verdict == "unreadable"
    assert not report.clean
    assert report.notes[0].text == "x.pth: cut short. Copy or download the file again."


def checkpoint(*uses: GlobalUse, notes: tuple[Note, ...] = ()) -> Checkpoint:
    return Checkpoint(Graph([Scalar(None)], 0), MemorySource(b""), "torch_zip", notes, uses)


def test_something_hidden_makes_it_dangerous_without_a_name() -> None:
    report = scan(checkpoint(notes=(Note("danger", "two data.pkl"),)))
    assert report.verdict == "dangerous"
    assert "hides" in summary(report)


def test_something_odd_is_not_clean() -> None:
    report = scan(checkpoint(notes=(Note("warning", "bytes follow the end"),)))
    assert report.verdict == "known_only"
    assert not report.clean


def test_the_worst_comes_first() -> None:
    names = [Global("torch", "Size"), Global("mine", "Net"), Global("os", "system"), Global("torch", "float32")]
    report = scan(checkpoint(*(GlobalUse(name, 1, 1, "data.pkl") for name in names)))
    assert [found.name for found in report.globals] == ["system", "Net", "Size", "float32"]


def test_no_file_is_ever_promised_to_be_harmless() -> None:
    texts = [summary(scan(checkpoint(GlobalUse(name, 1, 1, "")))) for name in
             (Global("torch", "Size"), Global("mine", "Net"), Global("os", "system"))]
    texts += [summary(scan(checkpoint())), summary(scan(Damaged("x")))]
    assert not any("safe" in text.lower() or "harmless" in text.lower() for text in texts)


def test_names_seen_before_the_damage_are_still_told(tmp_path: Path) -> None:
    whole = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.\x80\x02cos\nsystem\nX\xff"
    (tmp_path / "cut.pth").write_bytes(whole)
    with pytest.raises(Damaged) as caught:
        open_checkpoint(tmp_path / "cut.pth")
    report = scan(caught.value)
    assert report.verdict == "unreadable"
    assert [(found.module, found.name) for found in report.globals] == [("os", "system")]


def test_a_script_is_not_said_to_be_imported(tmp_path: Path) -> None:
    """torch.jit.load reads it in C++ and compiles it; no class in it is one of Python's."""
    with warnings.catch_warnings(action="ignore"):
        torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), tmp_path / "it.pt")
    report = scan(open_checkpoint(tmp_path / "it.pt"))
    assert report.verdict == "unknown_code"
    assert summary(report).startswith("Loading it in Python would import nothing beyond PyTorch's own list")
    assert summary(report).endswith("but torch.jit.load compiles the program in it.")


def test_one_name_is_told_of_as_one(scanned: Scan) -> None:
    one, two = argparse.Namespace(lr=0.1), {"a": argparse.Namespace(), "b": Calls(os.getcwd)}
    assert "would import and run a name that is not on" in summary(scanned(one))
    assert "a name" not in summary(scanned(two))
