"""Bundles of checkpoints and compressed files: what is in them, against torch; what is wrong is said in its place."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save as safetensors_bytes

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import CheckpointError, NotACheckpoint
from ckpt_viewer.core.formats import open_checkpoint, read_checkpoint
from ckpt_viewer.core.graph import Broken, Mapping, Node, Scalar, Tensor, to_pointer
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.scanning import scan
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Cancelled, Task
from tests.archives import allennlp, saved, stable_baselines, tarred, zipped
from tests.oracles import assert_same, storage_bytes

MIB = 1 << 20


@pytest.fixture(scope="module")
def policy() -> dict[str, Any]:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Linear(8, 2)).state_dict()


@pytest.fixture(scope="module")
def optimizer() -> dict[str, Any]:
    net = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Linear(8, 2))
    made = torch.optim.Adam(net.parameters(), lr=3e-4)
    net(torch.ones(1, 4)).sum().backward()
    made.step()
    return made.state_dict()


def read(data: bytes, task: Task | None = None) -> Checkpoint:
    return read_checkpoint(MemorySource(data, "bundle"), task or Task())


def at(checkpoint: Checkpoint, *keys: Any) -> Node:
    return checkpoint.graph[checkpoint.graph.resolve(keys)]


def keys(checkpoint: Checkpoint) -> list[Any]:
    root = at(checkpoint)
    assert isinstance(root, Mapping)
    return list(root.keys)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_model_of_stable_baselines(method: int, policy: dict[str, Any], optimizer: dict[str, Any]) -> None:
    files = stable_baselines(policy, optimizer)
    checkpoint = read(zipped(files, method))
    graph = checkpoint.graph
    assert keys(checkpoint) == [name for name, _ in files]
    assert_same(graph, graph.resolve(("policy.pth",)), policy)
    assert_same(graph, graph.resolve(("policy.optimizer.pth",)), optimizer)
    assert at(checkpoint, "pytorch_variables.pth") == Scalar(None)
    assert at(checkpoint, "_stable_baselines3_version") == Scalar("2.1.0")
    assert at(checkpoint, "data", "n", 0) == Scalar(5)
    assert [to_pointer(path) for path, _ in checkpoint.members] == [
        "/pytorch_variables.pth", "/policy.pth", "/policy.optimizer.pth"]
    names = [param.name for group in find_optimizers(graph)[0].groups for param in group.params]
    assert names == list(policy)
    assert any("unpacked" in note.text for note in checkpoint.notes) == (method == zipfile.ZIP_DEFLATED)


def test_pickles_in_the_json_are_reported(policy: dict[str, Any]) -> None:
    """Stable-Baselines3 gives them to cloudpickle when it loads the file."""
    report = scan(read(zipped(stable_baselines(policy, {}))))
    assert report.verdict == "unknown_code"
    found = next(finding for finding in report.globals if finding.name == "ReLU")
    assert found.where.startswith("data, /policy_class, byte")


PACKINGS = {"none": bytes, "gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("packing", sorted(PACKINGS))
def test_a_tar_of_allennlp(packing: str, policy: dict[str, Any]) -> None:
    checkpoint = read(PACKINGS[packing](tarred(allennlp(policy))))  # type: ignore[operator]
    graph = checkpoint.graph
    assert keys(checkpoint) == ["config.json", "weights.th", "vocabulary/labels.txt", "vocabulary/.lock"]
    assert_same(graph, graph.resolve(("weights.th",)), policy)
    assert at(checkpoint, "config.json", "model", "layers", 1) == Scalar(2)
    assert at(checkpoint, "vocabulary/labels.txt") == Scalar("neg\npos\n")
    assert any(note.text.startswith(f"Unpacked from {packing}") for note in checkpoint.notes) == (packing != "none")


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("packing", ["gzip", "bzip2", "xz"])
def test_one_compressed_checkpoint(packing: str, legacy: bool, policy: dict[str, Any]) -> None:
    data = saved(policy, _use_new_zipfile_serialization=not legacy)
    checkpoint = read(PACKINGS[packing](data))  # type: ignore[operator]
    assert_same(checkpoint.graph, checkpoint.graph.root, policy)
    assert checkpoint.details == {"packed": packing, "inside": "torch_legacy" if legacy else "torch_zip"}


def test_a_hole_of_terabytes_behind_a_compressed_file_is_not_read(policy: dict[str, Any], tmp_path: Path) -> None:
    """gzip passes over zeros at the end; a few of them are nothing to tell of."""
    path = tmp_path / "sparse.pth.gz"
    path.write_bytes(PACKINGS["gzip"](saved(policy)) + bytes(10_000))  # type: ignore[operator]
    with open_checkpoint(path) as checkpoint:
        assert [note.severity for note in checkpoint.notes] == ["info"]
    os.truncate(path, 4 << 40)
    with open_checkpoint(path) as checkpoint:
        assert_same(checkpoint.graph, checkpoint.graph.root, policy)
        assert "zeros follow its end" in checkpoint.notes[1].text


def test_the_real_archive(real_files: Path | None) -> None:
    if real_files is None:
        return
    path = real_files / "allennlp" / "model.tar.gz"
    with tarfile.open(path) as archive:
        weights = archive.extractfile("weights.th")
        assert weights is not None
        expected = torch.load(io.BytesIO(weights.read()))
    graph = open_checkpoint(path).graph
    assert_same(graph, graph.resolve(("weights.th",)), expected)


def test_any_container_in_a_bundle_and_what_is_none(policy: dict[str, Any]) -> None:
    tensors = {name: value.clone() for name, value in policy.items()}
    legacy = saved(policy, _use_new_zipfile_serialization=False)
    files = [("a.safetensors", safetensors_bytes(tensors)), ("b.bin", legacy),
             ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100)), ("big.json", b"[" * 5000), ("empty", b"")]
    checkpoint = read(zipped(files))
    assert {format_.format for _, format_ in checkpoint.members} == {"safetensors", "torch_legacy"}
    assert at(checkpoint, "picture.png", "size") == Scalar(108)
    assert "PNG" in str(at(checkpoint, "picture.png", "what"))
    assert at(checkpoint, "big.json") == Scalar("[" * 5000)
    for name in ("a.safetensors", "b.bin"):
        for key, value in policy.items():
            held = at(checkpoint, name, key)
            assert isinstance(held, Tensor)
            assert storage_bytes(held.spec) == bytes(value.untyped_storage())


def test_storages_of_two_files_are_told_apart() -> None:
    checkpoint = read(zipped([("a.pth", saved({"w": torch.zeros(2)})), ("b.pth", saved({"w": torch.ones(2)}))]))
    first, second = at(checkpoint, "a.pth", "w"), at(checkpoint, "b.pth", "w")
    assert isinstance(first, Tensor)
    assert isinstance(second, Tensor)
    assert first.spec.storage.key != second.spec.storage.key
    assert storage_bytes(second.spec) == bytes(torch.ones(2).untyped_storage())


def test_a_broken_file_hurts_no_other(policy: dict[str, Any]) -> None:
    whole = saved(policy)
    checkpoint = read(zipped([("cut.pth", whole[:500]), ("good.pth", whole)]))
    assert isinstance(at(checkpoint, "cut.pth"), Broken)
    assert any(note.text.startswith("cut.pth cannot be read") for note in checkpoint.notes)
    assert_same(checkpoint.graph, checkpoint.graph.resolve(("good.pth",)), policy)


def test_what_arrived_of_a_bundle_is_open(policy: dict[str, Any]) -> None:
    whole = zipped([("a.pth", saved(policy)), ("b.pth", saved(policy))])
    cut = read(whole[: len(whole) * 3 // 4])
    assert "cut short" in cut.damage
    assert_same(cut.graph, cut.graph.resolve(("a.pth",)), policy)
    assert isinstance(at(cut, "b.pth"), Broken)


def test_a_wrong_sum_of_a_compressed_file_is_found(policy: dict[str, Any]) -> None:
    data = bytearray(zipped([("a.pth", saved(policy)), ("b.pth", saved(policy))], zipfile.ZIP_DEFLATED))
    data[data.index(b"PK\x01\x02") + 16] ^= 1
    checkpoint = read(bytes(data))
    assert isinstance(at(checkpoint, "a.pth"), Broken)
    assert isinstance(at(checkpoint, "b.pth"), Mapping)


def test_large_files_are_unpacked_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    value = torch.frombuffer(bytearray(torch.arange(10 * MIB, dtype=torch.int32).numpy().tobytes()), dtype=torch.int32)
    checkpoint = read(gzip.compress(saved({"w": value}), 1))
    assert any("temporary file without a name" in note.text for note in checkpoint.notes)
    assert list(tmp_path.iterdir()) == []
    held = at(checkpoint, "w")
    assert isinstance(held, Tensor)
    assert storage_bytes(held.spec) == value.numpy().tobytes()
    checkpoint.close()
    with pytest.raises(CheckpointError):
        storage_bytes(held.spec)


def test_unpacking_can_be_stopped() -> None:
    task = Task(lambda done, total, text: task.cancel() if done else None)
    with pytest.raises(Cancelled):
        read(gzip.compress(saved({"w": torch.rand(1_000_000)}), 1), task)


@pytest.mark.parametrize("name", ["../../evil.pth", "/etc/evil.pth", "C:\\evil.pth", "a/../../evil.pth"])
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_that_lead_out_are_labels_and_said(name: str, pack: Any, tmp_path: Path) -> None:
    checkpoint = read(pack([(name, saved({"w": torch.ones(1)}))]))
    assert isinstance(at(checkpoint, name, "w"), Tensor)
    assert scan(checkpoint).verdict == "dangerous"
    assert any("outside of the folder" in note.text for note in checkpoint.notes)


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_name_that_stands_twice(pack: Any) -> None:
    checkpoint = read(pack([("a.pth", saved([1])), ("a.pth", saved([2])), ("a.pth (1)", b"text")]))
    assert keys(checkpoint) == ["a.pth (2)", "a.pth", "a.pth (1)"]
    assert at(checkpoint, "a.pth", 0) == Scalar(2)
    assert any(note.severity == "danger" and "2 times" in note.text for note in checkpoint.notes)


def test_long_names_in_a_tar(policy: dict[str, Any]) -> None:
    name = "/".join(["folder" * 5] * 6) + "/weights.pth"
    for style in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=style) as archive:
            row = tarfile.TarInfo(name)
            row.size = len(data := saved(policy))
            archive.addfile(row, io.BytesIO(data))
        assert keys(read(out.getvalue())) == [name]


def test_links_in_a_tar_are_not_followed(policy: dict[str, Any]) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("link.pth")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        row = tarfile.TarInfo("weights.pth")
        row.size = len(data := saved(policy))
        archive.addfile(row, io.BytesIO(data))
    checkpoint = read(out.getvalue())
    assert keys(checkpoint) == ["weights.pth"]
    assert any("1 link or device" in note.text for note in checkpoint.notes)


def test_how_deep_archives_may_lie(policy: dict[str, Any]) -> None:
    data = saved(policy)
    for depth in range(3):
        data = zipped([("inner", data)])
        checkpoint = read(data)
        assert_same(checkpoint.graph, checkpoint.graph.resolve(("inner",) * (depth + 1)), policy)
        assert [path for path, _ in checkpoint.members] == [("inner",) * (depth + 1)]
    checkpoint = read(zipped([("inner", data)]))
    held = at(checkpoint, "inner", "inner", "inner")
    assert isinstance(held, Broken)
    assert "deep" in held.reason


@pytest.mark.parametrize("make", [
    lambda bomb: gzip.compress(bomb), lambda bomb: bz2.compress(bomb), lambda bomb: lzma.compress(bomb),
    lambda bomb: zipped([("a", bomb)], zipfile.ZIP_DEFLATED),
    lambda bomb: gzip.compress(gzip.compress(bomb)),
])
def test_bombs_are_refused(make: Any) -> None:
    with pytest.raises(CheckpointError) as caught:
        read(make(bytes(100 * MIB)))
    assert "\n" not in str(caught.value)


def test_bombs_in_a_bundle_are_broken_in_their_place(policy: dict[str, Any]) -> None:
    bomb = gzip.compress(bytes(100 * MIB))
    checkpoint = read(gzip.compress(tarred([("a", bomb), ("b", saved(policy)), ("c", bomb)])))
    assert [isinstance(at(checkpoint, name), Broken) for name in "abc"] == [True, False, True]


@pytest.mark.parametrize(("data", "words"), [
    (zipped([("readme.txt", b"hello")]), "a zip without a checkpoint; it holds readme.txt"),
    (tarred([("readme.txt", b"hello")]), "a tar file with no checkpoint in it; it holds readme.txt"),
    (gzip.compress(b"<!doctype html>"), "what this gzip file holds cannot be opened: this is a web page"),
    (gzip.compress(bz2.compress(gzip.compress(b"<!doctype html>"))),
     "what this gzip file holds cannot be opened: this is a web page"),
    (zipped([]), "it holds nothing"),
], ids=["zip", "tar", "gzip", "packed thrice", "empty"])
def test_what_is_no_bundle_of_checkpoints(data: bytes, words: str) -> None:
    with pytest.raises(NotACheckpoint) as caught:
        read(data)
    assert words in str(caught.value)
    assert caught.value.hint


def test_files_that_hold_too_many_values_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ckpt_viewer.core.formats.members.MAX_NODES", 100)
    checkpoint = read(zipped([(name, saved(list(range(80)))) for name in "abc"]))
    assert [isinstance(at(checkpoint, name), Broken) for name in "abc"] == [False, False, True]


def test_an_encrypted_zip() -> None:
    data = bytearray(zipped([("a.pth", b"scrambled")]))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(NotACheckpoint, match="encrypted zip"):
        read(bytes(data))
