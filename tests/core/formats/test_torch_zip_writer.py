"""The zip writer: PyTorch's own bytes, read by PyTorch, by Python's zipfile and by us, small and beyond 4 GiB."""

from __future__ import annotations

import io
import os
import struct
import warnings
import zipfile
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats import open_checkpoint, writer_named
from ckpt_viewer.core.formats.zip_emitter import zip_size
from ckpt_viewer.core.graph import Graph, Mapping, Node, Tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import DTYPES, Chunk, Storage, TensorSpec
from tests.core.oracle import assert_same, loaded, opened, rewritten, saved
from tests.core.specimens import SPECIMENS

EXACT = sorted(set(SPECIMENS) - {"values", "foreign", "containers", "model"})


@pytest.mark.parametrize("name", EXACT)
def test_a_file_of_torch_comes_out_byte_for_byte(name: str) -> None:
    """But for the serialization id, which is a hash of torch's own choosing, and its sum."""
    file = saved(SPECIMENS[name]())
    assert without_id(rewritten(file)) == without_id(file)


def without_id(file: bytes) -> bytes:
    """The file with the id and its two CRC-32 blanked."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        record = archive.getinfo("archive/.data/serialization_id")
        number = archive.read(record)
    blank = file.replace(number, b"0" * 40)
    return blank.replace(struct.pack("<L", record.CRC), b"\0\0\0\0")


@pytest.mark.parametrize("protocol", [2, 4])
@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_torch_loads_the_same(name: str, protocol: int) -> None:
    file = saved(SPECIMENS[name](), protocol=protocol)
    assert_same(loaded(file), loaded(rewritten(file)))


@pytest.mark.parametrize("name", ["state_dict", "training", "shared", "dtypes", "quantized"])
def test_torch_loads_the_same_weights_only(name: str) -> None:
    file = saved(SPECIMENS[name]())
    assert_same(loaded(file, weights_only=True), loaded(rewritten(file), weights_only=True))


def test_torch_maps_the_file_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "mapped.pth"
    file = saved(SPECIMENS["training"]())
    path.write_bytes(rewritten(file))
    assert_same(loaded(file), loaded(path, mmap=True))


def test_pythons_zipfile_finds_nothing_wrong() -> None:
    written = rewritten(saved(SPECIMENS["dtypes"]()))
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "archive/data.pkl"
        for row in archive.infolist():
            name_length, extra_length = struct.unpack_from("<2H", written, row.header_offset + 26)
            assert (row.header_offset + 30 + name_length + extra_length) % 64 == 0
            assert row.compress_type == zipfile.ZIP_STORED


def test_what_was_put_on_a_gpu_stays_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.serialization, "location_tag", lambda _: "cuda:3")
    file = saved({"w": torch.ones(2)})
    monkeypatch.undo()
    assert without_id(rewritten(file)) == without_id(file)


def big_endian(value: object) -> bytes:
    """The file that torch.save makes on a big-endian machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(value))) as old, zipfile.ZipFile(out, "w") as new:
        sizes = {f"archive/data/{s.key}": s.dtype.itemsize // (2 if "complex" in s.dtype.name else 1)
                 for s in storages_of(opened(saved(value)).graph)}
        for name in old.namelist():
            data = old.read(name)
            if name in sizes:
                data = b"".join(data[i : i + sizes[name]][::-1] for i in range(0, len(data), sizes[name]))
            new.writestr(name, b"big" if name.endswith("byteorder") else data)
    return out.getvalue()


def storages_of(graph: Graph) -> list[Storage]:
    return [held.spec.storage for node in range(len(graph)) if isinstance(held := graph[node], Tensor)]


def test_a_big_endian_file_stays_one() -> None:
    value = {"a": torch.arange(5.0), "b": torch.tensor([1, -2], dtype=torch.int16)}
    file = big_endian(value)
    written = rewritten(file)
    with zipfile.ZipFile(io.BytesIO(written)) as new, zipfile.ZipFile(io.BytesIO(file)) as old:
        for name in ("byteorder", "data/0", "data/1"):
            assert new.read(f"archive/{name}") == old.read(f"archive/{name}")
    assert_same(loaded(file), loaded(written))
    assert_same(value, loaded(written))


def test_a_mixture_of_byte_orders_becomes_the_order_of_the_file() -> None:
    """As after an edit that brought in bytes from elsewhere."""
    graph = opened(big_endian({"a": torch.arange(5.0), "c": torch.tensor([1 + 2j])})).graph
    out = io.BytesIO()
    writer_named("torch_zip").write(graph, out, Task(), {"byteorder": "little"})
    assert_same({"a": torch.arange(5.0), "c": torch.tensor([1 + 2j])}, loaded(out.getvalue()))


class Zeros:
    """As many zero bytes as one likes."""

    size = 1 << 40
    reads = 0

    def read_at(self, offset: int, count: int) -> bytes:
        return bytes(count)

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        self.reads += 1
        if offset == 0:
            buffer[:] = bytes(buffer.nbytes)


class SparseFile:
    """A file in which blocks of zeros are holes."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._zeros = bytes(4 << 20)

    def write(self, data: bytes | memoryview, /) -> None:
        if len(data) == len(self._zeros) and data == self._zeros:
            self._file.seek(len(data), os.SEEK_CUR)
        else:
            self._file.write(data)

    def close(self) -> None:
        self._file.close()


def tensor(key: str, nbytes: int, source: Zeros) -> Tensor:
    dtype = DTYPES["uint8"]
    storage = Storage(key, dtype, nbytes, "cpu", (Chunk(source, 0, nbytes),) if nbytes else ())
    return Tensor(TensorSpec(dtype, (nbytes,), (1,), 0, storage))


def mapping_of(tensors: list[Tensor]) -> Graph:
    names = tuple(f"t{i}" for i in range(len(tensors)))
    nodes: list[Node] = [Mapping(names, tuple(range(1, len(tensors) + 1))), *tensors]
    return Graph(nodes, 0)


@pytest.mark.slow
def test_tensors_beyond_four_gibibytes(tmp_path: Path) -> None:
    """Sizes and offsets of 64 bits: one tensor over 4 GiB, small ones behind."""
    source, path = Zeros(), tmp_path / "large.pth"
    sizes = [10, (1 << 32) + 3, 0, 77]
    graph = mapping_of([tensor(str(i), size, source) for i, size in enumerate(sizes)])
    out = SparseFile(path)
    writer_named("torch_zip").write(graph, out, Task(), {"folder": "large"})
    out.close()
    assert path.stat().st_size == writer_named("torch_zip").written_size(graph, Task(), {"folder": "large"})
    assert [s.nbytes for s in storages_of(open_checkpoint(path).graph)] == sizes
    with zipfile.ZipFile(path) as archive:
        assert [archive.getinfo(f"large/data/{i}").file_size for i in range(4)] == sizes
        assert archive.read("large/data/3") == bytes(77)
    found = loaded(path, mmap=True, weights_only=True)
    assert [t.numel() for t in found.values()] == sizes
    assert int(found["t1"][-1]) == int(found["t3"].sum()) == 0


@pytest.mark.slow
def test_more_records_than_sixteen_bits_count(tmp_path: Path) -> None:
    source, path = Zeros(), tmp_path / "many.pth"
    graph = mapping_of([tensor(str(i), 1, source) for i in range(66_000)])
    with path.open("wb") as out:
        writer_named("torch_zip").write(graph, out, Task(), {})
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == 66_006
    assert path.read_bytes()[-14:-10] == b"\xff\xff\xff\xff"  # more than sixteen bits count: look at the zip64 record
    assert len(storages_of(open_checkpoint(path).graph)) == 66_000
    reader = torch._C.PyTorchFileReader(str(path))
    assert len(reader.get_all_records()) == 66_006


def test_the_size_is_known_before() -> None:
    for name in sorted(SPECIMENS):
        checkpoint = opened(saved(SPECIMENS[name]()))
        out = io.BytesIO()
        writer = writer_named("torch_zip")
        writer.write(checkpoint.graph, out, Task(), checkpoint.details)
        assert len(out.getvalue()) == writer.written_size(checkpoint.graph, Task(), checkpoint.details)


def test_the_size_of_records_beyond_four_gibibytes() -> None:
    """Sums of 24 bytes and zip64 fields: 5368711437 is what torch 2.13 writes for these records, skipping data."""
    records = [("big/data.pkl", 363), ("big/.format_version", 1), ("big/.storage_alignment", 2), ("big/byteorder", 6),
               ("big/data/0", 5 << 30), ("big/data/1", 20), ("big/data/2", 0), ("big/data/3", 28), ("big/version", 2),
               ("big/.data/serialization_id", 40)]
    assert zip_size(records) == 5368711437


def test_memory_stays_constant() -> None:
    """Storages are read in blocks, not whole."""
    source = Zeros()
    graph = mapping_of([tensor("0", 64 << 20, source)])
    writer_named("torch_zip").write(graph, io.BytesIO(), Task(), {})
    assert source.reads >= 16


def test_progress_counts_the_bytes_of_tensors() -> None:
    seen: list[tuple[int, int]] = []
    task = Task(lambda done, total, _: seen.append((done, total)))
    writer_named("torch_zip").write(mapping_of([tensor("0", 9 << 20, Zeros())]), io.BytesIO(), task, {})
    assert seen[-1] == (9 << 20, 9 << 20)
    assert len(seen) >= 4


def test_cancelling_stops_between_blocks() -> None:
    task = Task(lambda done, *_: task.cancel() if done else None)
    with pytest.raises(Cancelled):
        writer_named("torch_zip").write(mapping_of([tensor("0", 64 << 20, Zeros())]), io.BytesIO(), task, {})


def test_missing_bytes_are_no_zeros() -> None:
    dtype = DTYPES["uint8"]
    lost = Storage("0", dtype, 4, "cpu", (), problem="the record is missing")
    graph = mapping_of([Tensor(TensorSpec(dtype, (4,), (1,), 0, lost))])
    with pytest.raises(Damaged, match="missing"):
        writer_named("torch_zip").write(graph, io.BytesIO(), Task(), {})


def test_a_file_without_a_folder_gets_one() -> None:
    """PyTorch reads no zip whose records lie at its top."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved({"a": torch.ones(2)}))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name.removeprefix("archive/"), old.read(name))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_same({"a": torch.ones(2)}, loaded(rewritten(out.getvalue())))
