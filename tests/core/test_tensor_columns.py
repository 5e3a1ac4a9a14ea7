"""Where many tensors lie, told at once: what each says by itself, and no answer that it would not have by itself."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing import pairing
from ckpt_viewer.core.diffing.diff import compare_structure, measure
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Comparison, Histogram
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.formats.zip_archive import Archive
from ckpt_viewer.core.formats.zip_columns import StoredRecords
from ckpt_viewer.core.graph import NodeId, Tensor
from ckpt_viewer.core.sources.local import LocalFile
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec, read_storage
from ckpt_viewer.verbs.stats import measure as statistics

MANY = 300
KINDS = (torch.float32, torch.float64, torch.bfloat16, torch.int64, torch.complex64, torch.bool)
Content = dict[str, torch.Tensor]
Opener = Callable[[Content, str], Checkpoint]


def content(seed: int = 0) -> Content:
    """Of many kinds: some are parameters, some views that lie in another order or with gaps, some share a storage, some
    are empty; equal for most seeds, in part."""
    draw = torch.Generator().manual_seed(7)
    found: Content = {}
    for number in range(MANY):
        tensor = (100 * torch.randn(3 + number % 5, 4, generator=draw) + seed * (number % 3 == 0)).to(
            KINDS[number % len(KINDS)])
        match number % 11:
            case 3:
                tensor = tensor.t()
            case 4:
                tensor = tensor[:, ::2]
            case 5:
                tensor = tensor[1:]
            case 6:
                tensor = found[f"layer{number - 6}"]
            case 7:
                tensor = tensor[:0]
            case 8 if tensor.is_floating_point():
                tensor = torch.nn.Parameter(tensor)
        found[f"layer{number}"] = tensor
    return found


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    held = list[Checkpoint]()

    def save_and_open(tensors: Content, how: str) -> Checkpoint:
        path = tmp_path / f"file{len(held)}.pth"
        if how == "safetensors":
            save_file({name: tensor.detach().contiguous().clone() for name, tensor in tensors.items()}, path)
        else:
            torch.save(tensors, path, _use_new_zipfile_serialization=how != "legacy")
        if how in ("unaligned", "big"):
            _pack_again(path, {"byteorder": b"big"} if how == "big" else {})
        held.append(open_checkpoint(path))
        return held[-1]

    yield save_and_open
    for checkpoint in held:
        checkpoint.close()


def _pack_again(path: Path, other: dict[str, bytes]) -> None:
    """As another program packs it; some records another one."""
    with zipfile.ZipFile(path) as old:
        records = [(name, other.get(name.rpartition("/")[2], old.read(name))) for name in old.namelist()]
    with zipfile.ZipFile(path, "w") as new:
        for name, data in records:
            new.writestr(name, data)


def spec_of(checkpoint: Checkpoint, node: NodeId) -> TensorSpec:
    held = checkpoint.graph[node]
    assert isinstance(held, Tensor)
    return held.spec


def nodes_of(checkpoint: Checkpoint) -> list[NodeId]:
    return [checkpoint.graph.resolve((f"layer{number}",)) for number in range(MANY)]


@pytest.mark.parametrize("how", ["zip", "unaligned", "big", "safetensors"])
def test_each_lies_where_it_says_by_itself(how: str, opened: Opener) -> None:
    checkpoint = opened(content(), how)
    nodes = nodes_of(checkpoint)
    laid = checkpoint.graph.laid(nodes)
    assert laid is not None
    assert len(laid.rows) > (70 if how != "safetensors" else MANY - 1)
    whole = np.frombuffer(checkpoint.source.read_at(0, checkpoint.source.size), np.uint8)
    starts = laid.records.starts(laid.which, whole, 0).tolist()
    for row, like, start in zip(laid.rows, laid.like, starts, strict=True):
        look = laid.looks[like]
        spec = spec_of(checkpoint, nodes[row])
        assert (look.dtype, look.shape, look.stride, look.storage_offset, look.storage.nbytes) == (
            spec.dtype, spec.shape, spec.stride, spec.storage_offset, spec.storage.nbytes)
        assert spec.storage.little_endian == laid.little_endian == (how != "big")
        data = bytearray(spec.storage.nbytes)
        read_storage(spec.storage, 0, memoryview(data))
        assert whole[start : start + len(data)].tobytes() == data


def test_of_what_was_seen_in_part_only_what_is_seen_is_told(opened: Opener) -> None:
    checkpoint = opened(content(), "zip")
    laid = checkpoint.graph.laid(nodes_of(checkpoint))
    assert laid is not None
    records, which = laid.records, laid.which
    whole = np.frombuffer(checkpoint.source.read_at(0, checkpoint.source.size), np.uint8)
    all_starts = records.starts(which, whole, 0)
    begin = int(np.sort(records.begins[which])[20])
    behind = int(np.sort(records.begins[which])[25])
    for end in (begin + 29, begin + 30, begin + 5000, behind + 29, behind + 30):
        told = records.starts(which, whole[begin:end], begin)
        seen = (records.begins[which] >= begin) & (records.begins[which] + 30 <= end)
        assert np.array_equal(told, np.where(seen, all_starts, -1))


def test_a_record_that_ends_behind_the_file_is_not_told(opened: Opener) -> None:
    checkpoint = opened(content(), "zip")
    laid = checkpoint.graph.laid(nodes_of(checkpoint))
    assert laid is not None
    assert isinstance(laid.records, StoredRecords)
    whole = np.frombuffer(checkpoint.source.read_at(0, checkpoint.source.size), np.uint8)
    starts, room = laid.records.starts(laid.which, whole, 0), np.zeros_like(laid.records.sizes)
    room[laid.which] = checkpoint.source.size - starts
    exact = StoredRecords(checkpoint.source, laid.records.begins, room, laid.records.flags, room)
    assert np.array_equal(exact.starts(laid.which, whole, 0), starts)
    longer = StoredRecords(checkpoint.source, laid.records.begins, room + 1, laid.records.flags, room)
    assert set(longer.starts(laid.which, whole, 0).tolist()) == {-1}


def test_a_number_behind_the_last_is_not_that_of_another_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.pth", "w") as archive:
        archive.writestr("two/data.pkl", b"\x80\x02N.")
        for folder in ("data", "else"):
            for number in range(100, 400):
                archive.writestr(f"two/{folder}/{number}", bytes(number))
    with closing(LocalFile(tmp_path / "two.pth")) as source:
        entries = Archive.open(source, Task()).entries
        begins, sizes, *_ = entries.stored("data/", np.array([399, 400, 10**18, 99, 398]))
        assert sizes.tolist() == [399, -1, -1, -1, 398]
        assert begins[[0, 4]].tolist() == [entries["data/399"].header, entries["data/398"].header]


def test_what_is_on_the_meta_device_has_no_bytes(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.serialization, "location_tag", lambda _: "meta")
    checkpoint = opened(content(), "zip")
    laid = checkpoint.graph.laid(nodes_of(checkpoint))
    assert laid is not None
    assert not laid.rows.size


def test_of_a_safetensors_file_that_is_cut_short_the_rest_is_told(opened: Opener, tmp_path: Path) -> None:
    opened(content(), "safetensors")
    path = tmp_path / "file0.pth"
    path.write_bytes(path.read_bytes()[:-1000])
    with open_checkpoint(path) as checkpoint:
        nodes = nodes_of(checkpoint)
        laid = checkpoint.graph.laid(nodes)
        assert laid is not None
        assert 0 < len(laid.rows) < MANY
        there = [row for row, node in enumerate(nodes) if not spec_of(checkpoint, node).storage.problem]
        assert set(laid.rows) <= set(there)
        assert not any(spec_of(checkpoint, nodes[row]).nbytes for row in set(there) - set(laid.rows))


@pytest.mark.parametrize("how", [("zip", "zip"), ("zip", "unaligned"), ("safetensors", "zip"), ("big", "big"),
                                 ("big", "zip"), ("legacy", "zip"), ("safetensors", "safetensors")], ids="-".join)
@pytest.mark.parametrize("seed", [0, 1])
def test_comparisons_and_statistics_are_those_of_each_by_itself(how: tuple[str, str], seed: int, opened: Opener
                                                                ) -> None:
    a, b = opened(content(), how[0]), opened(content(seed), how[1])
    _assert_as_alone(a, b)
    found = dict[str, str]()
    statistics(b, (), 16, Task(), lambda row: found.update({str(row.path[0]): _told(row.histogram)}))
    assert found == {f"layer{number}": _told(CpuEngine().histogram(spec_of(b, node), Task(), bins=16))
                     for number, node in enumerate(nodes_of(b))}


def test_paths_beyond_all_measure_are_left_out_and_said_to_be(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "_PATH_CELLS", 100)
    diff = compare_structure(opened(content(), "zip").graph, opened(content(1), "zip").graph)
    assert not diff.complete
    assert 0 < len(diff.entries) < MANY


def _told(histogram: Histogram | None) -> str:
    assert histogram is not None
    return repr((histogram.edges.tolist(), histogram.counts.tolist(), histogram.summary))


def _assert_as_alone(a: Checkpoint, b: Checkpoint) -> dict[str, str]:
    """What cannot be compared, by name."""
    diff, failures = compare_structure(a.graph, b.graph), dict[int, CheckpointError]()
    measured = measure(diff, CpuEngine(), Task(), on_failure=failures.__setitem__)
    for number, entry in enumerate(diff.entries):
        assert entry.node_a is not None
        assert entry.node_b is not None
        expected: Comparison | CheckpointError
        try:
            expected = CpuEngine().compare(spec_of(a, entry.node_a), spec_of(b, entry.node_b), Task())
        except CheckpointError as error:
            expected = error
        got = failures.get(number, measured[number])
        assert (repr(got), str(got)) == (repr(expected), str(expected))
    return {str((diff.entries[number].path_a or ("",))[0]): str(error) for number, error in failures.items()}


def _damage(path: Path, name: str, at: int, data: bytes) -> None:
    """In the local header of a record."""
    with zipfile.ZipFile(path) as archive:
        begin = archive.getinfo(name).header_offset
    with path.open("r+b") as file:
        file.seek(begin + at)
        file.write(data)


@pytest.mark.parametrize(("at", "data", "text"), [
    (0, b"oops", "the header of this record is not where the directory says"), (6, b"\x01\x08", "is encrypted"),
    (28, b"\x80\x02", ""), (28, b"\xff\xff", "past the end of the file")], ids=["another", "encrypted", "far", "out"])
def test_a_header_that_is_not_what_the_directory_says(at: int, data: bytes, text: str, tmp_path: Path) -> None:
    tensors = {f"layer{number}": torch.arange(9.0) + number for number in range(MANY)}
    for name in ("a.pth", "b.pth"):
        torch.save(tensors, tmp_path / name)
    _damage(tmp_path / "b.pth", "b/data/250", at, data)
    with open_checkpoint(tmp_path / "a.pth") as a, open_checkpoint(tmp_path / "b.pth") as b:
        laid = b.graph.laid(nodes_of(b))
        assert laid is not None
        assert 250 in laid.rows
        failures = _assert_as_alone(a, b)
        assert list(failures) == (["layer250"] if text else [])
        assert text in failures.get("layer250", "")


def test_a_record_that_is_too_short_and_one_that_is_not_there(tmp_path: Path) -> None:
    tensors = {f"layer{number}": torch.arange(9.0) + number for number in range(MANY)}
    for name in ("a.pth", "b.pth"):
        torch.save(tensors, tmp_path / name)
    path = tmp_path / "b.pth"
    _pack_again(path, {"260": b"1234"})
    data = path.read_bytes()
    row = data.rindex(b"b/data/299") - 46
    assert struct.unpack_from("<L", data, row)[0] == 0x02014B50
    path.write_bytes(data[: row + 46] + b"b/data/777" + data[row + 56 :])
    with open_checkpoint(tmp_path / "a.pth") as a, open_checkpoint(path) as b:
        laid = b.graph.laid(nodes_of(b))
        assert laid is not None
        assert 259 in laid.rows
        assert not {260, 299} & set(laid.rows)
        assert set(_assert_as_alone(a, b)) == {"layer260", "layer299"}


def test_what_was_edited_is_not_told_from_afar(opened: Opener) -> None:
    checkpoint = opened(content(), "zip")
    nodes = nodes_of(checkpoint)
    edited = checkpoint.graph.replace({nodes[280]: checkpoint.graph[nodes[290]]})
    assert edited.laid(nodes) is None
    assert edited.laid(nodes[:280]) is not None
