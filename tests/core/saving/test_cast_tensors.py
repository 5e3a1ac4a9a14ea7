"""Tensors of odd kinds after their type or value was changed: what torch makes of the new file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Cast, Edit, SetValue
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving import SaveOptions, SavePlan
from ckpt_viewer.core.scanning import places_of
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES
from tests.core.oracle import loaded, saved

_PLAIN = SaveOptions()


class Tagged(torch.Tensor):
    """A tensor of a class of its own."""

    note: str


def edited(folder: Path, value: Any, *edits: Callable[[int], Edit]) -> tuple[Document, Checkpoint]:
    """The file of a dict of tensors with each edit made to each of them."""
    path = folder / "old.pth"
    path.write_bytes(saved(value))
    document = Document(open_checkpoint(path))
    for node in {document.graph.resolve((key,)): key for key in value}:
        document.apply(*(edit(node) for edit in edits))
    return document, document.snapshot()


def plan(folder: Path, checkpoint: Checkpoint, options: SaveOptions = _PLAIN) -> SavePlan:
    return saving.plan(checkpoint, folder / "new.pth", options)


def cast(name: str) -> Callable[[int], Edit]:
    return lambda node: Cast(DTYPES[name], frozenset([node]))


@pytest.mark.parametrize("edit", [cast("float8_e5m2"), cast("float64"), lambda node: SetValue(node, 2.0, "w")],
                         ids=["another call", "cast", "value"])
def test_a_changed_tensor_keeps_its_class(tmp_path: Path, edit: Callable[[int], Edit]) -> None:
    """It was a plain tensor then, while the report said that all types were kept."""
    named, bare = torch.ones(1).as_subclass(Tagged), torch.full((1,), 3.0).as_subclass(Tagged)
    named.note = "a"
    _, checkpoint = edited(tmp_path, {"named": named, "bare": bare, "again": bare}, edit)
    made, own = plan(tmp_path, checkpoint), f"{Tagged.__module__}.Tagged"
    assert made.loses == ()
    assert any(own in line for line in made.warnings)
    assert own in map(str, places_of(checkpoint.graph, Task()))
    saving.save(made)
    found = loaded(made.target)
    assert (type(found["named"]), type(found["bare"]), found["named"].note) == (Tagged, Tagged, "a")
    assert found["again"] is found["bare"]


@pytest.mark.parametrize(("options", "said"), [
    (SaveOptions(plain=True), "Tagged became a plain tensor"),
    (SaveOptions(legacy=True), "the class of its own around a tensor, which becomes a plain tensor"),
], ids=["plain", "old torch"])
def test_a_class_that_cannot_be_kept_is_told(tmp_path: Path, options: SaveOptions, said: str) -> None:
    _, checkpoint = edited(tmp_path, {"bare": torch.ones(1).as_subclass(Tagged)}, cast("float64"))
    made = plan(tmp_path, checkpoint, options)
    assert any(said in line for line in made.loses)
    saving.save(made)
    assert type(loaded(made.target, weights_only=True)["bare"]) is torch.Tensor


@pytest.mark.parametrize("name", ["float16", "bfloat16", "float64"])
def test_a_negated_view_is_cast_too(tmp_path: Path, name: str) -> None:
    """`.conj().imag` stayed float32 among halves, without a word."""
    view = torch.tensor([1 + 2j, 3 - 4.1j]).conj().imag
    _, checkpoint = edited(tmp_path, {"view": view}, cast(name))
    saving.save(made := plan(tmp_path, checkpoint))
    found = loaded(made.target, weights_only=True)["view"]
    assert found.is_neg()
    assert torch.equal(found.resolve_neg(), view.to(getattr(torch, name)).resolve_neg())


def test_a_negated_view_stays_where_torch_cannot_negate(tmp_path: Path) -> None:
    document, checkpoint = edited(tmp_path, {"view": torch.tensor([1 + 2j]).conj().imag}, cast("float8_e5m2"))
    assert not document.dirty
    assert checkpoint.graph.as_read


def test_what_torch_could_not_load_requires_no_grad(tmp_path: Path) -> None:
    """torch saves a tensor of float8 that requires grad, and fails when it loads it; Parameters it can load."""
    value = {"leaf": torch.ones(2, requires_grad=True), "parameter": torch.nn.Parameter(torch.ones(2))}
    document, checkpoint = edited(tmp_path, value, cast("float8_e5m2"))
    less = ", 1 of them without requires_grad, as torch cannot load them else"
    assert document.changes == (f"1 tensor → float8_e5m2{less}", "1 tensor → float8_e5m2")
    saving.save(made := plan(tmp_path, checkpoint))
    found = loaded(made.target)
    assert (found["leaf"].requires_grad, found["parameter"].requires_grad) == (False, True)
    with pytest.raises(RuntimeError, match="in-place operation"):
        loaded(saved(torch.ones(2).to(torch.float8_e5m2).requires_grad_()))


@pytest.mark.parametrize(("view", "value"), [
    (torch.tensor([1 + 2j]).conj().imag, 5.0), (torch.tensor([1 + 2j]).conj(), 1 + 5j),
    (torch.tensor(1 + 2j).conj(), 3.0),
], ids=["negated", "conjugated", "real"])
def test_the_value_that_is_set_is_the_one_that_torch_loads(tmp_path: Path, view: torch.Tensor, value: Any) -> None:
    """A negated view had -5 then."""
    _, checkpoint = edited(tmp_path, {"view": view}, lambda node: SetValue(node, value, "view"))
    saving.save(made := plan(tmp_path, checkpoint))
    found = loaded(made.target, weights_only=True)["view"]
    assert (found.shape, found.dtype, found.item()) == (view.shape, view.dtype, value)
