"""Files for PyTorch before 1.6: what is in them was known to torch 1.5.1, whose own lists stand here."""

from __future__ import annotations

import pickletools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core import saving
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Global, Tensor
from ckpt_viewer.core.saving import SaveOptions, SavePlan
from ckpt_viewer.core.saving.old_torch import is_newer
from tests.core.oracle import assert_same, loaded, saved
from tests.core.specimens import SPECIMENS

# dir(torch) and dir(torch._utils) of 1.5.1.
STORAGES = {f"{word}Storage" for word in (
    "BFloat16", "Bool", "Byte", "Char", "Double", "Float", "Half", "Int", "Long", "QInt32", "QInt8", "QUInt8", "Short")}
REBUILDS = {"_rebuild_parameter", "_rebuild_qtensor", "_rebuild_sparse_tensor", "_rebuild_tensor", "_rebuild_tensor_v2",
            "_rebuild_xla_tensor"}
DTYPES = {"bfloat16", "bool", "complex128", "complex32", "complex64", "double", "float", "float16", "float32",
          "float64", "half", "int", "int16", "int32", "int64", "int8", "long", "qint32", "qint8", "quint8", "short",
          "uint8"}


def planned(folder: Path, value: Any, **options: Any) -> SavePlan:
    (folder / "in.pth").write_bytes(saved(value))
    how = SaveOptions(legacy=True, **options)
    return saving.plan(open_checkpoint(folder / "in.pth"), folder / "out.pth", how)


def opcodes(file: Path) -> list[tuple[str, Any]]:
    """Of all pickles before the storages."""
    found: list[tuple[str, Any]] = []
    with file.open("rb") as stream:
        for _ in range(5):
            found += [(code.name, argument) for code, argument, _ in pickletools.genops(stream)]
    return found


KNOWN = ["state_dict", "training", "model", "quantized", "shared", "cycles", "containers", "values"]


@pytest.mark.parametrize("name", KNOWN)
def test_nothing_newer_is_in_it(name: str, tmp_path: Path) -> None:
    report = saving.save(planned(tmp_path, SPECIMENS[name]()))
    codes = opcodes(report.target)
    assert {argument for code, argument in codes if code == "PROTO"} == {2}
    assert not {code for code, _ in codes} & {"FRAME", "MEMOIZE", "STACK_GLOBAL", "SHORT_BINUNICODE", "BINUNICODE8",
                                              "EMPTY_SET", "ADDITEMS", "FROZENSET", "NEWOBJ_EX", "BINBYTES"}
    names = {tuple(argument.split(" ", 1)) for code, argument in codes if code == "GLOBAL"}
    assert {name for module, name in names if module == "torch"} <= STORAGES | DTYPES | {
        "Size", "Tensor", "device", "per_channel_affine", "per_tensor_affine"}
    assert {name for module, name in names if module == "torch._utils"} <= REBUILDS
    assert not {module for module, _ in names if re.match(r"torch\.(storage|_tensor|torch_version)", module)}


@pytest.mark.parametrize("name", KNOWN)
def test_it_loads_as_the_same(name: str, tmp_path: Path) -> None:
    report = saving.save(planned(tmp_path, SPECIMENS[name]()))
    assert report.format == "torch_legacy"
    if name != "model":  # whose parameters have no equality of their own
        assert_same(loaded(tmp_path / "in.pth"), loaded(report.target))


def test_attributes_of_a_parameter_are_lost_and_told(tmp_path: Path) -> None:
    weight = nn.Parameter(torch.ones(2))
    weight.tag = "x"  # type: ignore[attr-defined]
    plan = planned(tmp_path, {"w": weight, "n": torch.ones(1)})
    assert any("attributes that Python code gave" in line for line in plan.loses)
    found = loaded(saving.save(plan).target)["w"]
    assert isinstance(found, nn.Parameter)
    assert not hasattr(found, "tag")


class Tagged(torch.Tensor):
    """A class of its own."""


def test_a_class_around_a_tensor_is_lost_and_told(tmp_path: Path) -> None:
    plan = planned(tmp_path, {"w": torch.ones(2).as_subclass(Tagged)})
    assert any("becomes a plain tensor" in line for line in plan.loses)
    assert type(loaded(saving.save(plan).target)["w"]) is torch.Tensor


@pytest.mark.parametrize(("value", "words"), [
    (torch.ones(2, dtype=torch.uint16), "its type uint16 came later"),
    (torch.ones(2).to(torch.float8_e4m3fn), "convert it to float32 first"),
    (torch.ones(2, dtype=torch.complex64), "its type complex64 came later"),
    (torch.float8_e4m3fn, "does not know torch.float8_e4m3fn"),
    (nn.SiLU(), "torch.nn.modules.activation.SiLU"),
    (torch.eye(2).to_sparse(), "sparse"),
    (torch.__version__, "torch.torch_version.TorchVersion"),
])
def test_what_it_would_not_know_is_refused_with_its_place(value: Any, words: str, tmp_path: Path) -> None:
    refusal = planned(tmp_path, {"w": torch.ones(1), "new": value}).refusal
    assert "/new" in refusal
    assert words in refusal
    still = planned(tmp_path, {"w": torch.ones(1), "new": value}, plain=True).refusal
    assert ("make it plain" in refusal) == (not still)  # it is advised where it helps


def test_plain_helps(tmp_path: Path) -> None:
    plan = planned(tmp_path, {"w": torch.ones(1), "version": torch.__version__}, plain=True)
    assert loaded(saving.save(plan).target)["version"] == str(torch.__version__)


@pytest.mark.parametrize("form", ["state_dict", "training_checkpoint"])
def test_with_other_forms(tmp_path: Path, form: Any) -> None:
    report = saving.save(planned(tmp_path, SPECIMENS["training"](), form=form))
    assert (report.form, report.format) == (form, "torch_legacy")


@pytest.mark.parametrize("form", ["safetensors", "npz"])
def test_containers_of_tensors_are_no_files_of_torch(tmp_path: Path, form: Any) -> None:
    assert "only files of torch.save" in planned(tmp_path, SPECIMENS["state_dict"](), form=form).refusal


def test_out_of_safetensors(tmp_path: Path) -> None:
    (tmp_path / "in.pth").write_bytes(saved(SPECIMENS["state_dict"]()))
    there = saving.save(saving.plan(open_checkpoint(tmp_path / "in.pth"), tmp_path / "a.safetensors",
                                    SaveOptions("safetensors"))).target
    report = saving.save(saving.plan(open_checkpoint(there), tmp_path / "out.pth", SaveOptions(legacy=True)))
    assert list(loaded(report.target)) == [n for n in SPECIMENS["state_dict"]() if n != "head.weight"]


def test_numpy_is_named_as_old_numpy_has_it(tmp_path: Path) -> None:
    import numpy as np

    report = saving.save(planned(tmp_path, {"w": torch.ones(1), "best": np.float64(0.5)}))
    assert loaded(report.target)["best"] == 0.5
    assert not any("numpy._core" in str(argument) for _, argument in opcodes(report.target))


def test_a_device_of_later_days_is_warned_of(tmp_path: Path) -> None:
    plan = planned(tmp_path, {"w": torch.ones(1)}, device="mps:0")
    assert any("knows no device mps:0" in line for line in plan.warnings)


@pytest.mark.parametrize(("name", "newer"), [
    ("torch.uint8", False), ("torch.int16", False), ("torch.uint16", True), ("torch.bits8", True),
    ("torch._utils._rebuild_tensor_v3", True), ("torch._utils._rebuild_qtensor", False),
    ("torch.nn.modules.linear.Linear", False), ("torch.nn.modules.linear.LazyLinear", True),
    ("torch.storage.UntypedStorage", True), ("my.SiLU", False),
])
def test_names(name: str, newer: bool) -> None:
    module, _, last = name.rpartition(".")
    assert is_newer(Global(module, last)) is newer


def changed(folder: Path, value: torch.Tensor, change: Callable[[Tensor], Tensor]) -> list[str]:
    """The names in a legacy file of a tensor that was written in another way."""
    (folder / "in.pth").write_bytes(saved({"w": value}))
    checkpoint = open_checkpoint(folder / "in.pth")
    node = checkpoint.graph.resolve(("w",))
    held = checkpoint.graph[node]
    assert isinstance(held, Tensor)
    newer = checkpoint.with_graph(checkpoint.graph.replace({node: change(held)}))
    report = saving.save(saving.plan(newer, folder / "out.pth", SaveOptions(legacy=True)))
    return [argument for code, argument in opcodes(report.target) if code == "GLOBAL"]


def test_a_storage_without_a_type_becomes_one_of_bytes(tmp_path: Path) -> None:
    def untyped(held: Tensor) -> Tensor:
        storage = replace(held.spec.storage, written_as="torch.storage.UntypedStorage")
        return replace(held, spec=replace(held.spec, storage=storage))

    assert "torch ByteStorage" in changed(tmp_path, torch.arange(3, dtype=torch.uint8), untyped)


def test_a_tensor_made_in_a_newer_way_is_made_in_the_old_one(tmp_path: Path) -> None:
    names = changed(tmp_path, torch.ones(2), lambda held: replace(held, rebuild="_rebuild_tensor_v3"))
    assert "torch._utils _rebuild_tensor_v2" in names
    assert "torch._utils _rebuild_tensor_v3" not in names
