"""Zip checkpoints as other programs and years wrote them, and broken ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.errors import CheckpointError, Damaged, NotACheckpoint
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from tests.oracles import assert_same, save, storage_bytes

VALUE = {"w": torch.arange(6, dtype=torch.float32).reshape(2, 3), "epoch": 3}


def records(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def parts(tmp_path: Path) -> dict[str, bytes]:
    """The records of a small checkpoint, without their folder."""
    found = records(save(VALUE, tmp_path / "made.pth"))
    return {name.split("/", 1)[1]: data for name, data in found.items()}


def packed(path: Path, rows: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in rows:
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("folder", ["", "archive/", "any name at all/", "模型/"])
@pytest.mark.parametrize("order", [lambda rows: rows, lambda rows: rows[::-1]], ids=["first", "last"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored", "deflated"])
def test_any_folder_order_and_compression(
    tmp_path: Path, parts: dict[str, bytes], folder: str,
    order: Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]], method: int,
) -> None:
    rows = order([(folder + name, data) for name, data in parts.items()])
    checkpoint = open_checkpoint(packed(tmp_path / "other.pth", rows, method))
    assert_same(checkpoint.graph, checkpoint.graph.root, VALUE)
    assert checkpoint.details["folder"] == folder.rstrip("/")


def test_no_byteorder_record_means_little_endian(tmp_path: Path, parts: dict[str, bytes]) -> None:
    rows = [(f"a/{name}", data) for name, data in parts.items() if name != "byteorder"]
    checkpoint = open_checkpoint(packed(tmp_path / "old.pth", rows))
    assert_same(checkpoint.graph, checkpoint.graph.root, VALUE)


def test_big_endian_is_noted_on_the_storage(tmp_path: Path, parts: dict[str, bytes]) -> None:
    rows = [(f"a/{name}", b"big" if name == "byteorder" else data) for name, data in parts.items()]
    graph = open_checkpoint(packed(tmp_path / "big.pth", rows)).graph
    held = graph[graph.resolve(("w",))]
    assert isinstance(held, Tensor)
    assert not held.spec.storage.little_endian


def test_more_than_65535_records_need_zip64(tmp_path: Path, parts: dict[str, bytes]) -> None:
    rows = [(f"a/{name}", data) for name, data in parts.items()] + [(f"a/x/{i}", b"") for i in range(66_000)]
    checkpoint = open_checkpoint(packed(tmp_path / "many.pth", rows))
    assert_same(checkpoint.graph, checkpoint.graph.root, VALUE)


def test_sizes_over_4_gib_need_zip64(tmp_path: Path) -> None:
    """A sparse file: `skip_data` leaves room for the bytes and writes none."""
    path = tmp_path / "huge.pth"
    with torch.serialization.skip_data():
        torch.save({"w": torch.empty(5 * 2**28),
                    "last": torch.zeros(3)}, path)
    graph = open_checkpoint(path).graph
    first, last = (graph[graph.resolve((key,))] for key in ("w", "last"))
    assert isinstance(first, Tensor)
    assert isinstance(last, Tensor)
    assert first.spec.nbytes == 5 * 2**30
    assert storage_bytes(last.spec) == bytes(12)


def test_a_missing_record_is_a_problem_of_its_tensor_alone(tmp_path: Path, parts: dict[str, bytes]) -> None:
    rows = [(f"a/{name}", data) for name, data in parts.items() if not name.startswith("data/")]
    graph = open_checkpoint(packed(tmp_path / "missing.pth", rows)).graph
    held = graph[graph.resolve(("w",))]
    assert isinstance(held, Tensor)
    assert "missing" in held.spec.storage.problem
    with pytest.raises(Damaged, match="missing"):
        storage_bytes(held.spec)


def test_a_record_that_is_too_short(tmp_path: Path, parts: dict[str, bytes]) -> None:
    rows = [(f"a/{name}", data[:10] if name.startswith("data/") else data) for name, data in parts.items()]
    graph = open_checkpoint(packed(tmp_path / "short.pth", rows)).graph
    held = graph[graph.resolve(("w",))]
    assert isinstance(held, Tensor)
    assert held.spec.storage.problem == "the record data/0 has 10 of 24 bytes"


def test_a_second_pickle_is_reported_and_the_first_is_read(tmp_path: Path, parts: dict[str, bytes]) -> None:
    rows = [(f"a/{name}", data) for name, data in parts.items()]
    checkpoint = open_checkpoint(packed(tmp_path / "two.pth", [*rows, ("b/data.pkl", b"N.")]))
    assert_same(checkpoint.graph, checkpoint.graph.root, VALUE)
    assert [note.severity for note in checkpoint.notes] == ["danger"]
    assert "b/data.pkl" in checkpoint.notes[0].text


def test_bytes_after_the_pickle_are_noted(tmp_path: Path, parts: dict[str, bytes]) -> None:
    rows = [(f"a/{name}", data + b"hidden" if name == "data.pkl" else data) for name, data in parts.items()]
    checkpoint = open_checkpoint(packed(tmp_path / "trailing.pth", rows))
    assert "6 bytes follow" in checkpoint.notes[0].text


def test_a_zip_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(NotACheckpoint, match="this is a zip without"):
        open_checkpoint(packed(tmp_path / "other.zip", [("readme.txt", b"hello")]))


def test_a_bomb_is_refused(tmp_path: Path, parts: dict[str, bytes]) -> None:
    rows = [(f"a/{name}", bytes(40_000_000) if name == "data.pkl" else data) for name, data in parts.items()]
    with pytest.raises(Damaged, match="inflate"):
        open_checkpoint(packed(tmp_path / "bomb.pth", rows, zipfile.ZIP_DEFLATED))


def test_every_byte_of_the_directory_may_be_wrong(tmp_path: Path) -> None:
    """Any single damaged byte of headers gives an error of ours or a graph; never anything else."""
    stream = io.BytesIO()
    torch.save({"w": torch.zeros(2)}, stream)
    whole = stream.getvalue()
    start = whole.index(b"PK\x01\x02")
    path = tmp_path / "mutated.pth"
    for at in range(start, len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            checkpoint = open_checkpoint(path)
        except CheckpointError as error:
            assert "\n" not in str(error)
        else:
            checkpoint.close()


@pytest.mark.parametrize("sums", [True, False])
def test_a_checkpoint_that_lies_over_a_part_of_another_is_told(tmp_path: Path, sums: bool) -> None:
    """As a copy leaves it that was stopped half way. PyTorch loads it: epoch and first weights of one, the rest of the
    other."""
    before = with_sums(sums)
    try:
        files = []
        for epoch in (1, 2):
            torch.save({"epoch": epoch, "a": torch.full((400,), float(epoch)), "b": torch.full((400,), float(epoch))},
                       tmp_path / "run.pth")
            files.append((tmp_path / "run.pth").read_bytes())
    finally:
        with_sums(before)
    assert open_checkpoint(tmp_path / "run.pth").notes == ()
    middle = files[0].index(b"run/data/1")
    (tmp_path / "run.pth").write_bytes(files[1][:middle] + files[0][middle:])
    loaded = torch.load(tmp_path / "run.pth")
    assert (loaded["epoch"], loaded["a"][0].item(), loaded["b"][0].item()) == (2, 2, 1)
    notes = open_checkpoint(tmp_path / "run.pth").notes
    assert [note.severity for note in notes] == ["warning"] * sums
    assert all("data.pkl does not match its checksum" in note.text for note in notes)


def with_sums(compute: bool) -> bool:
    """What was set before."""
    before: bool = torch.serialization.get_crc32_options()
    torch.serialization.set_crc32_options(compute)
    return before
