"""The index of a sharded checkpoint in a bundle: it finds its shards among the other files."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Broken, Tensor
from ckpt_viewer.core.kinds import classify
from ckpt_viewer.core.scanning import scan
from ckpt_viewer.core.snippets import snippets
from tests.archives import Files, tarred, zipped
from tests.oracles import storage_bytes
from tests.shards import Container, shard, write_index

WEIGHTS = {f"layer.{i}.weight": torch.full((3, 2), float(i)) for i in range(5)}
PACKERS: dict[str, Callable[[Files], bytes]] = {
    "stored": zipped, "deflated": lambda files: zipped(files, zipfile.ZIP_DEFLATED), "tar": tarred,
    "tar.gz": lambda files: gzip.compress(tarred(files)),
}


def files_of(folder: Path) -> dict[str, bytes]:
    return {f"hub/{path.name}": path.read_bytes() for path in sorted(folder.iterdir())}


def packed(files: dict[str, bytes], path: Path, how: str = "stored") -> Checkpoint:
    path.write_bytes(PACKERS[how](files.items()))
    return open_checkpoint(path)


@pytest.fixture(params=["safetensors", "bin"])
def container(request: pytest.FixtureRequest) -> Container:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def files(tmp_path: Path, container: Container) -> dict[str, bytes]:
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "config.json").write_text('{"hidden": 2}')
    shard(WEIGHTS, tmp_path / "hub", 3, container)
    return files_of(tmp_path / "hub")


def index_name(files: dict[str, bytes]) -> str:
    return next(name for name in files if name.endswith(".index.json"))


@pytest.mark.parametrize("how", PACKERS)
def test_every_tensor_is_there_once(files: dict[str, bytes], tmp_path: Path, how: str) -> None:
    graph = packed(files, tmp_path / "bundle", how).graph
    found = {path: held for path, node in graph.walk() if isinstance(held := graph[node], Tensor)}
    assert list(found) == [(index_name(files), name) for name in WEIGHTS]
    for (_, name), held in found.items():
        spec = held.spec
        start = spec.storage_offset * 4
        assert storage_bytes(spec)[start : start + 24] == bytes(WEIGHTS[str(name)].untyped_storage()), name


def test_a_shard_says_where_its_tensors_are(files: dict[str, bytes], tmp_path: Path) -> None:
    graph = packed(files, tmp_path / "bundle").graph
    shards = [name for name in files if "-of-" in name]
    assert len(shards) == 3
    for name in shards:
        size, what = (graph[graph.resolve((name, key))].value for key in ("size", "what"))  # type: ignore[union-attr]
        assert (size, what) == (len(files[name]), f"a shard, whose tensors are in {index_name(files)}")


def test_it_is_what_is_in_it(files: dict[str, bytes], tmp_path: Path) -> None:
    assert classify(packed(files, tmp_path / "bundle")) == "state_dict"


def test_a_missing_shard_and_a_cut_one_are_broken_and_the_rest_works(files: dict[str, bytes], tmp_path: Path) -> None:
    names = [name for name in files if "-of-" in name]
    checkpoint = packed({k: v[:50] if k == names[0] else v for k, v in files.items() if k != names[1]}, tmp_path / "b")
    graph, index = checkpoint.graph, index_name(files)
    held = [graph[graph.resolve((index, name))] for name in WEIGHTS]
    assert [isinstance(node, Broken) for node in held] == [True, True, True, False, False]
    assert isinstance(held[1], Broken)
    assert "no such file" in held[1].reason
    assert any("2 of 3 shards cannot be read" in note.text for note in checkpoint.notes)


@pytest.mark.parametrize("name", ["../model.bin", "deeper/model.bin", "https://example.com/model.bin", ""])
def test_an_index_leads_to_nothing_outside_of_its_folder(tmp_path: Path, name: str) -> None:
    index = write_index(tmp_path / "i.json", {"w": name})
    inside = io.BytesIO()
    torch.save({"w": torch.ones(2)}, inside)
    files = {"hub/model.bin.index.json": index.read_bytes(), "model.bin": inside.getvalue(),
             "hub/deeper/model.bin": inside.getvalue()}
    graph = packed(files, tmp_path / "bundle").graph
    held = graph[graph.resolve(("hub/model.bin.index.json", "w"))]
    assert isinstance(held, Broken)
    assert "not the bare name" in held.reason
    assert isinstance(graph[graph.resolve(("model.bin", "w"))], Tensor)


@pytest.mark.parametrize("how", PACKERS)
@pytest.mark.parametrize("container", ["bin"], indirect=True)
def test_names_in_shards_are_scanned_once(files: dict[str, bytes], tmp_path: Path, how: str) -> None:
    found = {finding.name: finding for finding in scan(packed(files, tmp_path / "bundle", how)).globals}
    assert found["_rebuild_tensor_v2"].count == len(WEIGHTS)
    assert found["FloatStorage"].count == 3


def test_python_is_told_to_unpack_it(files: dict[str, bytes], tmp_path: Path) -> None:
    (only,) = snippets(packed(files, tmp_path / "bundle"), "bundle")
    assert "extractall" in only.code
    compile(only.code, "snippet", "exec")
