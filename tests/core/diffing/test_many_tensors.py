"""Comparisons of very many tensors: none is made but while it is compared, and what is said stays the same."""

from __future__ import annotations

import random
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing import tensors
from ckpt_viewer.core.diffing.diff import Diff, compare_structure, measure, sentence
from ckpt_viewer.core.diffing.outline import outline_diff
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.engine import CpuEngine, comparing
from ckpt_viewer.core.engine.base import Comparison, LatePairs, SpecPair
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.formats.zip_archive import Archive
from ckpt_viewer.core.graph import Graph, Mapping, Node, Tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import DTYPES, Storage, TensorSpec
from tests.core.engine.test_gathering import side_by_side

MANY = 600  # more than are looked at, or made, at once
SPELLED = 190  # of a file, about, have a row of their own in the directory; the others count up
FIRST = 40  # of a file are read, and kept, before it is seen that the others are like them


@pytest.fixture
def located(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of all storages that are located in a zip from now on."""
    keys, original = list[str](), Archive._located

    def counted(archive: Archive, wanted: Any, *rest: Any) -> Storage:
        keys.append(wanted.key)
        return original(archive, wanted, *rest)

    monkeypatch.setattr(Archive, "_located", counted)
    return keys


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Any]:
    held = list[Checkpoint]()

    def save_and_open(content: object, **how: Any) -> Checkpoint:
        path = tmp_path / f"{len(held)}.pth"
        torch.save(content, path, **how)
        held.append(open_checkpoint(path))
        return held[-1]

    yield save_and_open
    for checkpoint in held:
        checkpoint.close()


def weights(count: int = MANY) -> dict[str, torch.Tensor]:
    return {f"layer{number}.weight": torch.arange(4.0) + number for number in range(count)}


def changed(content: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Every third another; one of another shape, one of another type, one under another name, one gone, one new."""
    found = {name: tensor + (number % 3 == 0) for number, (name, tensor) in enumerate(content.items())}
    found |= {"layer1.weight": torch.ones(5), "layer2.weight": torch.ones(4).half(), "new": torch.ones(2, 2)}
    found["decoder.bias.weight"] = found.pop("layer4.weight")
    del found["layer5.weight"]
    return found


def test_no_tensor_is_located_for_the_structure_and_none_twice_for_numbers(opened: Any, located: list[str]) -> None:
    a, b = opened(weights()), opened(changed(weights()))
    located.clear()
    diff = compare_structure(a.graph, b.graph)
    rows = DiffRows(outline_diff(diff, Task()))
    assert located == []
    assert [entry.status for entry in diff.entries if entry.status != "tensor"] == [
        "reshaped", "retyped", "removed", "removed", "added", "added"]
    measured = measure(diff, CpuEngine(), Task())
    both = sum(result is not None for result in measured)
    assert both == MANY - 3
    assert int(rows.pending().sum()) == both
    taken = Counter(located)
    assert 2 * FIRST < len(located) < 2 * SPELLED, "those that count up are not"
    assert set(taken.values()) <= {1, 2}, "once for either file"
    said = sentence(diff, measured)
    assert said.startswith("200 tensors changed, 396 identical, 2 added, 2 removed, 1 reshaped, "
                               "layer2.weight of another type (float32 → float16); ")
    assert Counter(located) == taken, "what was measured is told without another look at where it lies"


def test_what_was_compared_is_not_kept(opened: Any, located: list[str]) -> None:
    a, b = opened(weights()), opened(weights())
    diff = compare_structure(a.graph, b.graph)
    for _ in range(2):
        located.clear()
        measure(diff, CpuEngine(), Task())
        assert 2 * FIRST < len(located) < 2 * SPELLED


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored", "deflated"])
def test_a_compressed_record_is_the_same_each_time_for_it_remembers(opened: Any, tmp_path: Path,
                                                                    compression: int) -> None:
    kept = compression == zipfile.ZIP_DEFLATED
    first = opened(weights())
    packed = tmp_path / "packed.pth"
    with zipfile.ZipFile(tmp_path / "0.pth") as old, zipfile.ZipFile(packed, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    with open_checkpoint(packed) as checkpoint:
        graph = checkpoint.graph
        nodes = graph.tensors()
        one, again = graph.passing(nodes), graph.passing(nodes)
        assert all(isinstance(x, Tensor) and isinstance(y, Tensor) and (x.spec.storage is y.spec.storage) == kept
                   for x, y in zip(one[FIRST:], again[FIRST:], strict=True))
        diff = compare_structure(first.graph, graph)
        assert sentence(diff, measure(diff, CpuEngine(), Task())) == f"Identical: {MANY} tensors are equal."


def test_in_passing_is_what_the_graph_says(opened: Any) -> None:
    for content, how in ((changed(weights()), {}), (weights(), {"_use_new_zipfile_serialization": False}),
                         ({name: torch.nn.Parameter(tensor) for name, tensor in weights().items()}, {}),
                         ({"a": 1, "b": [torch.ones(2), "text"]}, {})):
        graph = opened(content, **how).graph
        nodes = list(range(len(graph)))
        one = graph.passing(nodes)
        for node, passed in zip(nodes, one, strict=True):
            assert _facts(passed) == _facts(graph[node])


def test_what_looks_like_others_is_no_pair_with_what_has_another_shape(opened: Any) -> None:
    other = weights() | {"layer500.weight": torch.ones(5)}
    diff = compare_structure(opened(weights()).graph, opened(other).graph)
    assert [number for number, pair in enumerate(diff.looks()) if pair is None] == [500]
    assert [number for number, result in enumerate(measure(diff, CpuEngine(), Task())) if result is None] == [500]


def test_an_edited_tensor_is_the_one_that_is_compared(opened: Any) -> None:
    a = opened(weights()).graph
    nodes = a.tensors()
    edited = a.replace({nodes[3]: a[nodes[8]]})
    diff = compare_structure(a, edited)
    measured = measure(diff, CpuEngine(), Task())
    assert [number for number, result in enumerate(measured) if result is not None and result.changed] == [3]


def _facts(node: Node) -> tuple[object, ...]:
    if not isinstance(node, Tensor):
        return type(node), repr(node)
    spec, storage = node.spec, node.spec.storage
    chunks = [(chunk.offset, chunk.nbytes, chunk.start) for chunk in storage.chunks]
    return (node.requires_grad, node.parameter, spec.shape, spec.stride, spec.dtype, spec.storage_offset, storage.key,
            storage.device, storage.nbytes, storage.problem, chunks)


def test_memory_shared_among_very_many_is_told_with_the_first_places(opened: Any) -> None:
    tied = weights()
    tied["layer9.weight"] = tied["layer400.weight"] = tied["layer7.weight"]
    tied["layer500.weight"] = tied["layer599.weight"] = tied["layer7.weight"]
    plain, shared = opened(weights()).graph, opened(tied).graph
    text = "/layer7.weight and /layer9.weight and /layer400.weight share memory in the {} file, not in the {}"
    for diff, names in ((compare_structure(plain, shared), ("second", "first")),
                        (compare_structure(shared, plain), ("first", "second"))):
        assert diff.notes == (text.format(*names),)
        assert (diff.alike, diff.unlike) == (False, ("which tensors share memory",))
    assert compare_structure(shared, shared).alike


def test_where_memory_is_shared_is_told_by_the_places_in_that_file(opened: Any) -> None:
    tied = weights()
    tied["layer9.weight"] = tied["layer7.weight"]
    plain, shared = opened({"model": weights(), "epoch": 1}).graph, opened(tied).graph
    assert compare_structure(plain, shared).notes == (
        "/layer7.weight and /layer9.weight share memory in the second file, not in the first",)
    plain, shared = opened(weights()).graph, opened({"model": tied, "epoch": 1}).graph
    assert compare_structure(plain, shared).notes == (
        "/model/layer7.weight and /model/layer9.weight share memory in the second file, not in the first",)
    assert compare_structure(shared, plain).notes == (
        "/model/layer7.weight and /model/layer9.weight share memory in the first file, not in the second",)


def test_tensors_that_look_alike_have_one_verdict(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, found = opened(weights()).graph, opened(changed(weights())).graph, list[tuple[Tensor, Tensor]]()
    original = tensors._verdict

    def counted(x: Tensor, y: Tensor) -> tensors.Verdict:
        found.append((x, y))
        return original(x, y)

    monkeypatch.setattr(tensors, "_verdict", counted)
    compare_structure(a, b)
    assert len(found) < FIRST


_EACH = 15


class _Anew:
    """A dict of dicts of `_EACH` tensors, which are made at every look: an id says nothing about the next one."""

    def __init__(self, shapes: Sequence[tuple[int, ...]]) -> None:
        self._shapes, self._dicts = shapes, len(shapes) // _EACH

    def __len__(self) -> int:
        return 1 + self._dicts + len(self._shapes)

    def __getitem__(self, node: int) -> Node:
        if node == 0:
            return Mapping(tuple(map(str, range(self._dicts))), tuple(range(1, 1 + self._dicts)))
        if node <= self._dicts:
            first = 1 + self._dicts + (node - 1) * _EACH
            return Mapping(tuple(map(str, range(_EACH))), tuple(range(first, first + _EACH)))
        shape = self._shapes[node - 1 - self._dicts]
        return Tensor(TensorSpec(DTYPES["uint8"], shape, (1,), 0, Storage(str(node), DTYPES["uint8"], 9, "cpu", ())))


@pytest.mark.parametrize("most", [0, 5, 1 << 12])
def test_a_verdict_is_that_of_its_own_two_tensors(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tensors, "_MOST_KNOWN", most)
    monkeypatch.setattr("ckpt_viewer.core.diffing.diff._MOST_KNOWN", most)
    chance = random.Random(1)
    shapes = [[(chance.randint(1, 3),) for _ in range(300)] for _ in range(2)]
    a, b = (Graph(_Anew(each), 0) for each in shapes)
    diff = compare_structure(a, b)
    assert [entry.status == "tensor" for entry in diff.entries] == [x == y for x, y in zip(*shapes, strict=True)]
    looks = [None if pair is None else (pair[0].shape, pair[1].shape) for pair in diff.looks()]
    assert looks == [(x, y) if x == y else None for x, y in zip(*shapes, strict=True)]


def test_late_pairs_are_made_a_few_at_a_time_and_have_the_answers_of_pairs_that_are_there() -> None:
    specs = side_by_side([torch.arange(5.0) + number // 2 for number in range(MANY)], 8).specs
    both, asked = list(zip(specs, [*specs[1:], specs[0]], strict=True)), list[int]()

    def made(places: slice) -> list[SpecPair]:
        asked.extend(range(*places.indices(MANY)))
        assert len(both[places]) <= comparing._MADE
        return both[places]

    late, found, expected = LatePairs(made, [40] * MANY), list[object](), list[object]()
    CpuEngine().compare_all(late, Task(), found.append)
    for one, other in both:
        expected.append(CpuEngine().compare(one, other, Task()))
    assert found == expected
    assert sum(isinstance(answer, Comparison) and answer.identical for answer in found) == MANY // 2
    assert sorted(asked) == list(range(MANY))
    asked.clear()
    assert list(late) == both


def test_a_comparison_that_is_stopped_makes_no_more_pairs() -> None:
    specs, task, asked = side_by_side([torch.arange(5.0)] * MANY, 8).specs, Task(), list[slice]()

    def made(places: slice) -> list[SpecPair]:
        asked.append(places)
        task.cancel()
        return [(spec, spec) for spec in specs[places]]

    with pytest.raises(Cancelled):
        CpuEngine().compare_all(LatePairs(made, [40] * MANY), task, lambda _: None)
    assert len(asked) == 1


def test_a_file_that_changes_meanwhile_says_so_of_each_tensor(opened: Any, tmp_path: Path) -> None:
    a, b = opened(weights()), opened(weights())
    diff = compare_structure(a.graph, b.graph)
    (tmp_path / "1.pth").write_bytes((tmp_path / "1.pth").read_bytes() + b"more")
    failures: dict[int, CheckpointError] = {}
    measured = measure(diff, CpuEngine(), Task(), on_failure=failures.__setitem__)
    assert (set(measured), len(failures)) == ({None}, MANY)
    assert all("changed" in str(error) for error in failures.values())


def test_many_that_stood_still_among_many_that_moved_are_all_named_in_order(opened: Any) -> None:
    from ckpt_viewer.core.diffing.frozen import frozen_modules

    diff: Diff = compare_structure(opened(weights(40)).graph, opened(changed(weights(40))).graph)
    found = frozen_modules(diff, measure(diff, CpuEngine(), Task()))
    assert found == tuple(f"layer{number}" for number in range(7, 40) if number % 3)
