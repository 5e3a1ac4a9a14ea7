"""Archives of numpy arrays: numpy reads them without pickles; selections of tensors and their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ckpt_viewer
from ckpt_viewer.core import saving
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving import SaveOptions, SavePlan
from tests.core.oracle import saved
from tests.core.specimens import SPECIMENS


def planned(folder: Path, value: Any, *only: tuple[Any, ...], **options: Any) -> SavePlan:
    (folder / "in.pth").write_bytes(saved(value))
    how = SaveOptions("npz", only=tuple(only), overwrite=True, **options)
    return saving.plan(open_checkpoint(folder / "in.pth"), folder / "out.npz", how)


def arrays(folder: Path, value: Any, *only: tuple[Any, ...], **options: Any) -> dict[str, Any]:
    report = saving.save(planned(folder, value, *only, **options))
    with np.load(report.target, allow_pickle=False) as found:
        return dict(found)


TYPES = ["float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint64", "uint32", "uint16", "uint8",
         "bool", "complex64", "complex128"]


def test_types_shapes_and_strides(tmp_path: Path) -> None:
    value = {name: torch.arange(6).view(2, 3).to(getattr(torch, name)) for name in TYPES}
    value |= {"turned": torch.arange(6.0).view(2, 3).t(), "none": torch.zeros(0, 3), "single": torch.tensor(3.5),
              "tied": value["int8"], "view": torch.arange(100.0)[7:9]}
    found = arrays(tmp_path, value)
    assert list(found) == list(value)
    for name, tensor in value.items():
        assert (found[name].dtype, found[name].shape) == (tensor.numpy().dtype, tuple(tensor.shape))
        assert np.array_equal(found[name], tensor.numpy())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
                       st.integers(0, 5), max_size=4))
def test_any_name(tmp_path: Path, sizes: dict[str, int]) -> None:
    value = {name: torch.ones(size) for name, size in sizes.items()} or {"a": torch.ones(1)}
    assert list(arrays(tmp_path, value)) == list(value)


@pytest.mark.parametrize("options", [
    {"form": "safetensors"}, {"form": "safetensors", "max_shard_size": 8}, {"form": "state_dict", "max_shard_size": 8}])
@pytest.mark.parametrize("name", ["w\ud800", "\udfff"])
def test_half_a_character_in_a_name(tmp_path: Path, name: str, options: dict[str, Any]) -> None:
    torch.save({name: torch.ones(4), "b": torch.ones(4)}, tmp_path / "in.pth")
    with pytest.raises(SaveFailed, match=r"cannot hold half a character.*Rename it first"):
        ckpt_viewer.save(tmp_path / "in.pth", tmp_path / "new", **options)
    assert list(tmp_path.iterdir()) == [tmp_path / "in.pth"]


def test_names_that_a_zip_cannot_hold(tmp_path: Path) -> None:
    assert "cannot hold a file of this name" in planned(tmp_path, {"a\0b": torch.ones(1)}).refusal


@pytest.mark.parametrize(("value", "words"), [
    (torch.ones(2, dtype=torch.bfloat16), "no type for bfloat16"),
    (torch.ones(2).to(torch.float8_e5m2), "Convert it to float32 first"),
    (SPECIMENS["quantized"]()["tensor"], "cannot keep its scales"),
    (torch.randn(2, dtype=torch.complex64).conj(), "conjugated"),
])
def test_what_numpy_has_no_type_for(tmp_path: Path, value: torch.Tensor, words: str) -> None:
    assert words in planned(tmp_path, {"w": value}).refusal


def test_bits_are_not_widened(tmp_path: Path) -> None:
    """They are no numbers."""
    assert "no type for bits8" in planned(tmp_path, {"w": torch.zeros(2, dtype=torch.bits8)}, widen=True).refusal


def test_tied_tensors_are_told(tmp_path: Path) -> None:
    weight = torch.ones(3)
    assert any("b (same as a)" in line for line in planned(tmp_path, {"a": weight, "b": weight}).loses)


def test_a_selection_is_called_as_in_the_model(tmp_path: Path) -> None:
    value = SPECIMENS["training"]()
    found = arrays(tmp_path, value, ("model_state", "embed.weight"), ("optim_state", "state", 0))
    assert list(found) == ["embed.weight", "optim_state/state/0/step", "optim_state/state/0/exp_avg",
                           "optim_state/state/0/exp_avg_sq"]
    assert np.array_equal(found["embed.weight"], value["model_state"]["embed.weight"].numpy())


def test_names_that_two_would_have_become_places(tmp_path: Path) -> None:
    value = {"model": {"w": torch.ones(1), "b": torch.ones(1)}, "ema": {"w": torch.zeros(1)}}
    assert list(arrays(tmp_path, value, ("model",), ("ema",))) == ["model/w", "b", "ema/w"]


def test_a_whole_model_gives_its_state_dict(tmp_path: Path) -> None:
    model = SPECIMENS["model"]()
    assert list(arrays(tmp_path, {"net": model, "epoch": 1}, ("net",))) == list(model.state_dict())


def test_no_tensor_at_the_place(tmp_path: Path) -> None:
    assert "no tensor at these places" in planned(tmp_path, SPECIMENS["training"](), ("epoch",)).refusal


@pytest.mark.parametrize("form", ["state_dict", "safetensors"])
def test_a_selection_in_other_forms(tmp_path: Path, form: Any) -> None:
    (tmp_path / "in.pth").write_bytes(saved(SPECIMENS["training"]()))
    plan = saving.plan(open_checkpoint(tmp_path / "in.pth"), tmp_path / "o", SaveOptions(
        form, only=(("model_state", "embed.weight"),)))
    graph = open_checkpoint(saving.save(plan).target).graph
    assert [key for key, _ in graph.children(graph.root) if isinstance(key, str)] == ["embed.weight"]
    assert "everything else in the file" in plan.loses


def test_a_selection_of_everything_else_makes_no_sense(tmp_path: Path) -> None:
    (tmp_path / "in.pth").write_bytes(saved(SPECIMENS["training"]()))
    plan = saving.plan(open_checkpoint(tmp_path / "in.pth"), tmp_path / "o", SaveOptions(only=(("epoch",),)))
    assert "can be chosen" in plan.refusal
