"""The contract of every container that can be opened, the same for each: torch's own bytes are the oracle."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import formats, open_checkpoint
from ckpt_viewer.core.graph import Broken, Graph, Tensor
from ckpt_viewer.core.sources.local import LocalFile, ReopenedFile
from ckpt_viewer.core.task import Cancelled, Task
from tests.contracts.containers import CONTAINERS, Container, Values
from tests.oracles import memory_of, storage_bytes

DEPTH = 200


def values(count: int = 6, size: int = 300) -> Values:
    torch.manual_seed(0)
    return {f"w{i}": torch.randn(size + i) for i in range(count)}


@pytest.fixture(params=CONTAINERS)
def container(request: pytest.FixtureRequest) -> Container:
    return CONTAINERS[request.param]


@pytest.fixture(params=[name for name, row in CONTAINERS.items() if row.shares])
def sharing(request: pytest.FixtureRequest) -> Container:
    return CONTAINERS[request.param]


@pytest.fixture(params=[name for name, row in CONTAINERS.items() if row.in_place])
def in_place(request: pytest.FixtureRequest) -> Container:
    return CONTAINERS[request.param]


@pytest.fixture(params=[name for name, row in CONTAINERS.items() if row.deep])
def deep(request: pytest.FixtureRequest) -> Container:
    return CONTAINERS[request.param]


def test_every_format_is_tried_here() -> None:
    """A new format needs a row in CONTAINERS."""
    assert {row.format for row in CONTAINERS.values()} == {form.name for form in formats()}


def named(graph: Graph) -> Iterator[tuple[str, Tensor]]:
    """The tensors by the last key of their path; one that is the whole file is the first."""
    for path, node in graph.walk():
        held = graph[node]
        if isinstance(held, Tensor):
            yield (str(path[-1]) if path else "w0"), held


def expected(container: Container, made: Values) -> Values:
    return {"w0": made["w0"]} if container.only_one else made


def test_the_bytes_are_those_that_torch_has(container: Container, tmp_path: Path) -> None:
    made = values()
    checkpoint = open_checkpoint(container.make(made, tmp_path / "whole"))
    assert checkpoint.format == container.format
    assert not checkpoint.damage
    assert not [note for note in checkpoint.notes if note.severity == "danger"]
    found = dict(named(checkpoint.graph))
    assert list(found) == list(expected(container, made))
    for name, held in found.items():
        spec = held.spec
        assert (spec.shape, spec.stride, str(spec.dtype), spec.device) == (made[name].shape, (1,), "float32", "cpu")
        assert storage_bytes(spec) == memory_of(made[name]), name


def test_what_shares_its_memory_does_so_here(sharing: Container, tmp_path: Path) -> None:
    base = torch.arange(12.0)
    made = {"base": base, "tied": base, "view": base[3:9].view(2, 3).t(), "other": torch.ones(2)}
    found = dict(named(open_checkpoint(sharing.make(made, tmp_path / "shared")).graph))
    storages = {name: found[name].spec.storage for name in made}
    assert storages["base"] is storages["tied"] is storages["view"]
    assert storages["other"].key != storages["base"].key
    view = found["view"].spec
    assert (view.shape, view.stride, view.storage_offset) == ((3, 2), (1, 3), 3)


@pytest.mark.parametrize("sixteenth", range(1, 16))
def test_cut_anywhere_it_is_an_error_in_one_line_or_says_what_is_lost(container: Container, tmp_path: Path,
                                                                      sixteenth: int) -> None:
    made = values()
    path = container.make(made, tmp_path / "whole")
    whole = path.read_bytes()
    cut = path.with_name(f"cut{path.suffix}")  # beside the shards of an index
    cut.write_bytes(whole[: len(whole) * sixteenth // 16])
    try:
        checkpoint = open_checkpoint(cut)
    except CheckpointError as error:
        assert "\n" not in str(error)
        assert any(word in str(error) for word in ("cut", "short", "missing", "ends")), error
        return
    arrived = check_survivors(checkpoint, made)
    if arrived < len(expected(container, made)):
        assert any(note.severity != "info" for note in checkpoint.notes), "nobody says what is lost"


def check_survivors(checkpoint: Checkpoint, made: Values) -> int:
    """How many tensors arrived; of those every byte is right."""
    arrived = 0
    for name, held in named(checkpoint.graph):
        if not held.problem and not held.spec.storage.problem:
            assert storage_bytes(held.spec) == memory_of(made[name]), name
            arrived += 1
    return arrived


def test_cancelled_before_it_begins(container: Container, tmp_path: Path) -> None:
    path = container.make(values(), tmp_path / "whole")
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        open_checkpoint(path, task)


def test_four_threads_read_what_one_reads(container: Container, tmp_path: Path) -> None:
    made = values(20, 1000)
    graph = open_checkpoint(container.make(made, tmp_path / "whole")).graph
    wrong: list[str] = []

    def check() -> None:
        for name, held in named(graph):
            if storage_bytes(held.spec) != memory_of(made[name]):
                wrong.append(name)

    threads = [threading.Thread(target=check) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_nests_deep_is_read_to_its_end(deep: Container, tmp_path: Path) -> None:
    assert deep.deep is not None
    graph = open_checkpoint(deep.deep(DEPTH, tmp_path / "deep")).graph
    assert not any(isinstance(graph[node], Broken) for _, node in graph.walk())
    ((path, held),) = [(path, held) for path, node in graph.walk() if isinstance(held := graph[node], Tensor)]
    assert len(path) >= DEPTH
    assert held.spec.shape == (3,)


def test_opening_reads_no_byte_of_a_tensor(in_place: Container, tmp_path: Path,
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    path = in_place.make(values(4, 400_000), tmp_path / "large")
    read = [0]
    monkeypatch.setattr(LocalFile, "readinto_at", counting(LocalFile.readinto_at, read))
    monkeypatch.setattr(ReopenedFile, "readinto_at", counting(ReopenedFile.readinto_at, read))
    read_at = LocalFile.read_at

    def counted(self: LocalFile, offset: int, count: int) -> bytes:
        read[0] += count
        return read_at(self, offset, count)

    monkeypatch.setattr(LocalFile, "read_at", counted)
    open_checkpoint(path)
    assert 0 < read[0] < 600_000


def counting(read_into: Callable[[Any, int, memoryview], None],
             read: list[int]) -> Callable[[Any, int, memoryview], None]:
    """The same, with all bytes that it reads counted in the one item of the list."""
    def counted(self: Any, offset: int, buffer: memoryview) -> None:
        read[0] += buffer.nbytes
        read_into(self, offset, buffer)

    return counted


def test_where_many_tensors_lie_is_where_each_lies(container: Container, tmp_path: Path) -> None:
    graph = open_checkpoint(container.make(values(), tmp_path / "many")).graph
    nodes = graph.tensors()
    laid = graph.laid(nodes)
    if laid is None:
        assert container.format not in {"torch_zip", "safetensors"}
        return
    records = laid.records
    for row, which in zip(laid.rows, laid.which, strict=True):
        held = graph[nodes[row]]
        assert isinstance(held, Tensor)
        [chunk] = held.spec.storage.chunks
        at = int(records.begins[which])
        seen = np.frombuffer(records.file.read_at(at, min(records.header, records.file.size - at)), np.uint8)
        assert records.starts(np.array([which]), seen, at).tolist() == [chunk.offset]
