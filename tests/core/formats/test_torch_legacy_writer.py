"""The legacy writer: the stream that torch.save made before 1.6, for torch to load."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.formats import writer_named
from ckpt_viewer.core.graph import Scalar, SourcedGlobal
from ckpt_viewer.core.task import Task
from tests.core.formats.test_torch_zip_writer import big_endian
from tests.core.oracle import assert_same, loaded, opened, rewritten, saved
from tests.core.specimens import SPECIMENS

# torch cannot read what it writes of these two: a storage without a type (persistent_load of `_legacy_load`)
NAMES = sorted(set(SPECIMENS) - {"dtypes", "tensors"})


@pytest.mark.parametrize("name", NAMES)
def test_torch_loads_the_same(name: str) -> None:
    file = saved(SPECIMENS[name](), legacy=True)
    assert_same(loaded(file), loaded(rewritten(file)))


@pytest.mark.parametrize("name", ["state_dict", "training", "shared"])
def test_torch_loads_the_same_weights_only(name: str) -> None:
    file = saved(SPECIMENS[name](), legacy=True)
    assert_same(loaded(file, weights_only=True), loaded(rewritten(file), weights_only=True))


def test_torch_loads_odd_tensors_the_same() -> None:
    file = saved(SPECIMENS["tensors"]()[:-1], legacy=True)
    assert_same(loaded(file), loaded(rewritten(file)))


def test_without_tensors_it_is_the_file_of_torch_byte_for_byte() -> None:
    file = saved({"epoch": 3, "names": ["a", "b"], "nested": {"lr": 0.1}}, legacy=True)
    assert rewritten(file) == file


def test_torch_loads_it_from_a_path_too(tmp_path: Path) -> None:
    """From a real file torch reads storages past Python's buffers."""
    file = saved(SPECIMENS["training"](), legacy=True)
    path = tmp_path / "legacy.pth"
    path.write_bytes(rewritten(file))
    assert_same(loaded(file), loaded(path))


def test_storages_are_little_endian_whatever_they_come_from() -> None:
    value = {"f": torch.arange(5.0), "i": torch.tensor([1, -2], dtype=torch.int16), "c": torch.tensor([1 - 2j])}
    big = big_endian({"f": value["f"], "i": value["i"]})
    out = io.BytesIO()
    writer_named("torch_legacy").write(opened(big).graph, out, Task(), {})
    assert_same({"f": value["f"], "i": value["i"]}, loaded(out.getvalue()))


def test_the_source_of_a_class_stays_beside_its_name() -> None:
    """torch.save of a whole model in the legacy format carries the source text of its class."""
    file = saved(torch.nn.Linear(2, 1), legacy=True)
    written = rewritten(file)
    texts = [sources(data) for data in (file, written)]
    assert texts[0] == texts[1] != []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert_same(loaded(file), loaded(written))


def sources(data: bytes) -> list[Any]:
    graph = opened(data).graph
    found = [graph[node] for node in range(len(graph))]
    named = [held.made.callee for held in found if hasattr(held, "made") and held.made is not None]
    named += [held.value for held in found if isinstance(held, Scalar)]
    return [name for name in named if isinstance(name, SourcedGlobal)]


def test_the_size_is_known_before() -> None:
    for name in NAMES:
        checkpoint = opened(saved(SPECIMENS[name](), legacy=True))
        out = io.BytesIO()
        writer = writer_named("torch_legacy")
        writer.write(checkpoint.graph, out, Task(), checkpoint.details)
        assert len(out.getvalue()) == writer.written_size(checkpoint.graph, Task(), checkpoint.details)
