"""`.pt2` archives against torch.export: weights, constants and sample inputs, of today and of before 2.8."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint, read_checkpoint
from ckpt_viewer.core.graph import Broken, Graph, Mapping, Node, Scalar, Tensor
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task
from tests.archives import exported, payload, saved, zipped
from tests.oracles import assert_same, assert_tensor


class Model(torch.nn.Module):
    """Parameters that are tied, transposed, empty and of other types; buffers, one of them not kept; a constant."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = torch.nn.Linear(3, 4)
        self.norm = torch.nn.BatchNorm1d(4)
        self.tied = torch.nn.Linear(3, 4)
        self.tied.weight = self.fc.weight
        self.transposed = torch.nn.Parameter(torch.arange(12.0).reshape(4, 3).t())
        self.small = torch.nn.Parameter(torch.ones(2, dtype=torch.bfloat16), requires_grad=False)
        self.nothing = torch.nn.Parameter(torch.empty(0, 3))
        self.kept_out: torch.Tensor
        self.register_buffer("kept_out", torch.arange(3.0), persistent=False)
        self.constant = torch.tensor([1.0, 2.0, 3.0])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm(self.fc(x + self.constant + self.kept_out)) + self.tied(x) + x @ self.transposed
        made: torch.Tensor = y + self.small.sum().float() + self.nothing.sum()
        return made


@pytest.fixture(scope="module")
def program() -> Any:
    torch.manual_seed(0)
    return torch.export.export(Model().eval(), (torch.ones(5, 3),))


@pytest.fixture(scope="module")
def path(program: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exported") / "model.pt2"
    with warnings.catch_warnings(action="ignore"):  # torch wonders about the transposed parameter
        torch.export.save(program, made, extra_files={"notes.txt": "by hand"})
    return made


@pytest.fixture(scope="module")
def old(program: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layout of torch/export/__init__.py until 2.7, which torch.export.load still reads."""
    from torch._export.serde.serialize import serialize

    parts = serialize(program)
    made = tmp_path_factory.mktemp("exported") / "old.pt2"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("serialized_exported_program.json", parts.exported_program)
        archive.writestr("serialized_state_dict.pt", parts.state_dict)
        archive.writestr("serialized_constants.pt", parts.constants)
        archive.writestr("serialized_example_inputs.pt", parts.example_inputs)
        archive.writestr("version", "8.1")
    return made


def at(graph: Graph, *keys: Any) -> Node:
    return graph[graph.resolve(keys)]


@pytest.mark.parametrize("layout", ["path", "old"])
def test_values_are_those_of_torch(layout: str, request: pytest.FixtureRequest) -> None:
    file = request.getfixturevalue(layout)
    graph, expected = open_checkpoint(file).graph, torch.export.load(file)
    for key, tensors in (("state_dict", expected.state_dict), ("constants", expected.constants)):
        held = at(graph, key)
        assert isinstance(held, Mapping)
        assert list(held.keys) == list(tensors)
        for name, value in tensors.items():
            node = at(graph, key, name)
            assert isinstance(node, Tensor)
            assert_tensor(node, value, name)
    inputs = at(graph, "sample_inputs", 0, 0)
    assert isinstance(inputs, Tensor)
    assert_tensor(inputs, torch.ones(5, 3))


def test_tied_weights_share_their_storage(path: Path) -> None:
    graph = open_checkpoint(path).graph
    first, second = at(graph, "state_dict", "fc.weight"), at(graph, "state_dict", "tied.weight")
    assert isinstance(first, Tensor)
    assert isinstance(second, Tensor)
    assert first.spec.storage is second.spec.storage


def test_facts_of_the_program(path: Path, program: Any) -> None:
    graph = open_checkpoint(path).graph
    inputs = at(graph, "program", "inputs")
    assert isinstance(inputs, Mapping)
    assert list(inputs.keys) == [spec.arg.name for spec in program.graph_signature.input_specs]
    said = {key: graph[value] for key, value in zip(inputs.keys, inputs.values, strict=True)}
    assert said["p_fc_weight"] == Scalar("parameter fc.weight")
    assert said["x"] == Scalar("user input float32[5, 3]")
    assert at(graph, "program", "torch_version") == Scalar(torch.__version__)
    assert at(graph, "program", "opset_version", "aten") == Scalar((program._guards_code and 10) or 10)
    assert at(graph, "program", "graph nodes") == Scalar(sum(n.op == "call_function" for n in program.graph.nodes))
    assert at(graph, "extra", "notes.txt") == Scalar("by hand")
    text = at(graph, "program", "json")
    assert isinstance(text, Scalar)
    assert json.loads(str(text.value))["torch_version"] == torch.__version__


def test_two_programs_in_one_file(program: Any, tmp_path: Path) -> None:
    from torch.export.pt2_archive._package import package_pt2

    file = str(tmp_path / "two.pt2")
    with warnings.catch_warnings(action="ignore"):
        package_pt2(file, exported_programs={"a": program, "b": program})
    graph = open_checkpoint(file).graph
    for name in "ab":
        node = at(graph, name, "state_dict", "fc.weight")
        assert isinstance(node, Tensor)
        assert_tensor(node, program.state_dict["fc.weight"])


def test_weights_beside_a_compiled_library(tmp_path: Path) -> None:
    """The layout of `_package_aoti_files` in torch/export/pt2_archive/_package.py."""
    whole = torch.arange(12.0)
    rows = [
        ("made/data/aotinductor/model/code.so", b"\x7fELF and so on"),
        ("made/data/weights/weight_0", saved(whole)), ("made/archive_format", b"pt2"),
        ("made/data/aotinductor/model/weights_config.json", json.dumps(
            {"whole": ["weight_0", [12], [1], 0], "view": ["weight_0", [2, 3], [1, 4], 2],
             "lost": ["weight_9", [1], [1], 0], "beyond": ["weight_0", [99], [1], 0]}).encode()),
    ]
    file = tmp_path / "compiled.pt2"
    file.write_bytes(zipped(rows))
    checkpoint = open_checkpoint(file)
    graph = checkpoint.graph
    for name, value in (("whole", whole), ("view", whole.as_strided((2, 3), (1, 4), 2))):
        node = at(graph, "aotinductor", "model/weights", name)
        assert isinstance(node, Tensor)
        assert_tensor(node, value, name)
    for name in ("lost", "beyond"):
        assert isinstance(at(graph, "aotinductor", "model/weights", name), Broken)
    assert at(graph, "aotinductor", "model/code.so", "size") == Scalar(14)
    assert any(note.severity == "danger" and "code.so" in note.text for note in checkpoint.notes)


def made_of(weights: dict[str, Any], data: bytes = bytes(48)) -> Checkpoint:
    rows = exported(weights, [("weight_0", data)])
    return read_checkpoint(MemorySource(zipped(rows), "made.pt2"), Task())


@pytest.mark.parametrize("entry", [
    payload("weight_0", [13], [1]), payload("weight_0", [2], [-1]), payload("weight_0", [2], [1], 1 << 63),
    payload("weight_0", [2], [1, 1]), payload("weight_0", [True], [1]), payload("weight_0", [1] * 65, [1] * 65),
    payload("weight_0", [12], [1], dtype=99), payload("weight_0", [12], [1], dtype="7"),
    payload("weight_0", [12], [1], layout=1), payload("weight_0", [12], [1], sizes=[{"as_expr": {"expr_str": "s0"}}]),
    payload("weight_0", [12], [1], sizes=None), {"path_name": "weight_0"}, [], None, 7,
    payload("weight_0", [12], [1]) | {"use_pickle": True},
], ids=str)
def test_a_bad_entry_is_broken_in_its_place(entry: Any) -> None:
    graph = made_of({"bad": entry, "good": payload("weight_0", [12], [1])}).graph
    assert isinstance(at(graph, "state_dict", "bad"), Broken)
    assert isinstance(at(graph, "state_dict", "good"), Tensor)


def test_a_missing_record_is_said() -> None:
    held = at(made_of({"w": payload("weight_7", [12], [1])}).graph, "state_dict", "w")
    assert isinstance(held, Tensor)
    assert "missing" in held.spec.storage.problem


def test_a_pickled_payload_is_read_and_reported() -> None:
    value = torch.tensor([0.0, 1.0, 0.0]).to_sparse()
    checkpoint = made_of({"odd": payload("weight_0", [3], [1]) | {"use_pickle": True}}, saved(value))
    assert any(use.name.name == "_rebuild_sparse_tensor" and "weight_0" in use.where for use in checkpoint.globals)


@pytest.mark.parametrize("sixteenth", range(1, 16))
def test_truncated_anywhere(path: Path, sixteenth: int) -> None:
    """torch writes the mark of the archive last: without it nothing is opened, behind it only the directory is lost."""
    data = path.read_bytes()
    try:
        cut = read_checkpoint(MemorySource(data[: len(data) * sixteenth // 16], "cut.pt2"), Task())
    except CheckpointError as error:
        assert "cut short" in str(error)
        return
    assert "cut short" in cut.damage
    assert_same(cut.graph, cut.graph.resolve(("sample_inputs",)), ((torch.ones(5, 3),), {}))


def test_json_that_nests_deep_stays_a_text() -> None:
    rows = [(name, b'{"config": ' + b"[" * 100_000 if name.endswith("weights_config.json") else data)
            for name, data in exported({}, [])]
    checkpoint = read_checkpoint(MemorySource(zipped(rows), "deep.pt2"), Task())
    assert isinstance(at(checkpoint.graph, "state_dict"), Broken)


def test_weights_of_2_7_lie_in_a_file_of_their_own() -> None:
    weights = {"w": torch.arange(6.0).reshape(2, 3), "b": torch.ones(2)}
    rows = [row for row in exported({}, []) if not row[0].endswith("_weights_config.json")]
    rows.append(("made/data/weights/model.pt", saved(weights)))
    graph = read_checkpoint(MemorySource(zipped(rows), "made.pt2"), Task()).graph
    assert_same(graph, graph.resolve(("state_dict",)), torch.load(io.BytesIO(saved(weights))))
