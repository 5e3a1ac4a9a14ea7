"""What a state_dict keeps and loses as tensors alone."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

import pytest
import torch

from ckpt_viewer.core.edits import RetagDevice
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Mapping, Path, Scalar, Tensor
from ckpt_viewer.core.saving import SaveOptions, plan
from ckpt_viewer.core.saving.forms import Form
from ckpt_viewer.core.saving.tensors_only import CONTAINERS, Container, tensors_only
from ckpt_viewer.core.wording import bytes_text
from tests.core.oracle import opened, saved
from tests.core.specimens import SPECIMENS


def of(value: Any) -> Any:
    return tensors_only(opened(saved(value)).graph)


def names(graph: Graph) -> tuple[Any, ...]:
    held = graph[graph.root]
    assert isinstance(held, Mapping)
    return held.keys


def test_names_and_order_stay() -> None:
    assert names(of({"b": torch.ones(1), "a": torch.ones(2)}).graph) == ("b", "a")


def test_other_values_are_named_as_lost() -> None:
    made = of({"w": torch.ones(1), "epoch": 3, 5: torch.ones(1)})
    assert names(made.graph) == ("w",)
    assert any("epoch (int)" in line and "5 (Tensor)" in line for line in made.loses)


def test_tied_tensors_are_written_once_and_views_apart() -> None:
    base = torch.arange(6.0)
    made = of({"a": base, "tied": base, "view": base[:3], "shape": base.view(2, 3)})
    assert names(made.graph) == ("a", "view", "shape")
    assert any("tied (same as a)" in line for line in made.loses)


def test_empty_tensors_are_never_tied() -> None:
    empty = torch.zeros(0)
    assert names(of({"a": empty, "b": empty}).graph) == ("a", "b")


def test_marks_are_lost_in_words() -> None:
    made = of({"p": torch.nn.Parameter(torch.ones(1)), "t": torch.arange(6.0).view(2, 3).t()})
    text = " ".join(made.loses)
    assert "requires_grad" in text
    assert "not contiguous: t" in text


def test_marks_that_were_put_on_tensors_of_safetensors_are_lost_in_words() -> None:
    graph = of({"a": torch.ones(1)}).graph
    assert tensors_only(graph, own=True).loses == ()
    marked = RetagDevice("cuda:1").apply(graph).graph
    assert tensors_only(marked, own=True).loses == ("device tags, which safetensors does not have",)


@pytest.mark.parametrize(("value", "word"), [
    ({"q": SPECIMENS["quantized"]()["tensor"]}, "q"),
    ({"c": torch.randn(2, dtype=torch.complex64).conj()}, "conjugated"),
    ({"c": torch.ones(1, dtype=torch.complex128)}, "no type for complex128"),
    ({"__metadata__": torch.ones(1)}, "__metadata__"),
    (torch.ones(1), "single value"),
])
def test_what_the_format_cannot_say_is_refused(value: Any, word: str) -> None:
    assert word in of(value).refusal


@pytest.mark.parametrize("value", [
    SPECIMENS["quantized"]()["tensor"], torch.ones(2, dtype=torch.complex64).conj(), torch.zeros(2, dtype=torch.bits8),
], ids=["quantised", "conjugated", "bits"])
@pytest.mark.parametrize("container", CONTAINERS.values(), ids=list(CONTAINERS))
def test_a_refusal_names_a_way_out_that_is_one(value: Any, container: Container, tmp_path: FilePath) -> None:
    file = tmp_path / "x.pth"
    torch.save({"w": value}, file)
    with open_checkpoint(file) as checkpoint:
        assert "Save it as a state_dict" in tensors_only(checkpoint.graph, container).refusal.partition(". ")[2]
        assert plan(checkpoint, tmp_path / "y.pth", SaveOptions("state_dict")).refusal == ""


def test_missing_bytes_stay_missing() -> None:
    from dataclasses import replace

    graph = opened(saved({"a": torch.ones(1)})).graph
    node = graph.resolve(("a",))
    held = graph[node]
    assert isinstance(held, Tensor)
    lost = replace(held, spec=replace(held.spec, storage=replace(held.spec.storage, problem="gone")))
    made = tensors_only(graph.replace({node: lost})).graph
    found = made[made.resolve(("a",))]
    assert isinstance(found, Tensor)
    assert found.spec.storage.problem == "gone"


def test_metadata_of_the_file_stays_and_ties_are_added() -> None:
    base = torch.ones(2)
    graph = of({"a": base, "b": base}).graph
    again = tensors_only(graph, own=True)
    held = again.graph[again.graph.root]
    assert isinstance(held, Mapping)
    assert held.state is not None
    assert Scalar("a") in [again.graph[i] for i in range(len(again.graph))]
    assert again.loses == ()


@pytest.mark.parametrize(("form", "target"), [("safetensors", "x.safetensors"), ("npz", "x.npz")])
@pytest.mark.parametrize("only", [(), (("0",), ("1",), ("2",))])
def test_a_plan_says_how_much_larger_the_file_becomes(form: Form, target: str, only: tuple[Path, ...],
                                                     tmp_path: FilePath) -> None:
    """As of 200 tensors of one element each shown 10 million times: 8 GB."""
    million = torch.ones(1).expand(10_000_000)
    views = {str(number): million[number:] for number in range(4)}
    checkpoint = opened(saved(views))
    made = plan(checkpoint, tmp_path / target, SaveOptions(form, only=only))
    taken = 4 * sum(view.numel() for name, view in views.items() if not only or (name,) in only)
    told = [line for line in made.warnings if "written out one by one" in line]
    assert len(told) == 1
    assert told[0].startswith(f"The tensors take {bytes_text(taken)} in the new file instead of 4 bytes: ")
    assert made.nbytes > taken


@pytest.mark.parametrize("value", [
    {"a": torch.zeros(1 << 20).expand(3, 1 << 20)},  # 12 MiB in place of 4
    {"a": (many := torch.zeros(1 << 24)), "b": many.view(4096, 4096).t()},  # 128 MiB in place of 64
])
def test_a_little_more_is_not_worth_a_word(value: dict[str, torch.Tensor], tmp_path: FilePath) -> None:
    made = plan(opened(saved(value)), tmp_path / "x.safetensors", SaveOptions("safetensors"))
    assert not any("one by one" in line for line in made.warnings)
