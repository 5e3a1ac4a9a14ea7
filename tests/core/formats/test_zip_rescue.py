"""Zips whose end or middle is missing, zeroed or in the wrong place: what is found again has torch's values."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.formats import read_checkpoint
from ckpt_viewer.core.formats.zip_records import find_records
from ckpt_viewer.core.graph import Tensor, key_text
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Cancelled, Task
from tests.oracles import storage_bytes

LENGTH = 5_000


def by_torch(work: Callable[[], Any]) -> Any:
    """torch.jit says that it is deprecated."""
    with warnings.catch_warnings():
        for kind in (DeprecationWarning, FutureWarning):  # the second since torch 2.15
            warnings.filterwarnings("ignore", "`torch.jit.", kind)
        return work()


def value() -> dict[str, Any]:
    torch.manual_seed(0)
    state = {f"w{i}": torch.randn(LENGTH // 4) for i in range(6)}
    return {"model_state": state, "optim_state": {"m": torch.ones(3), "v": torch.zeros(0)}, "epoch": 3}


def packed(saved: Any = None) -> bytes:
    out = io.BytesIO()
    torch.save(value() if saved is None else saved, out)
    return out.getvalue()


def opened(data: bytes) -> Checkpoint:
    return read_checkpoint(MemorySource(data, "x.pth"), Task())


def lost(checkpoint: Checkpoint) -> list[str]:
    """The names of the tensors that cannot be had; the others are compared with torch's."""
    names, expected = [], {**value()["model_state"], **value()["optim_state"]}
    for path, node in checkpoint.graph.walk():
        held = checkpoint.graph[node]
        if isinstance(held, Tensor):
            name = key_text(path[-1])
            if held.spec.storage.problem:
                names.append(name)
            else:
                assert storage_bytes(held.spec) == bytes(expected[name].untyped_storage()), name
    return names


def test_a_cut_says_what_arrived_of_which_part() -> None:
    data = packed()
    cut = data.index(b"archive/data/4")
    checkpoint = opened(data[: cut - 2000])
    assert lost(checkpoint) == ["w3", "w4", "w5", "m"]
    assert checkpoint.notes[0].text == (
        f"The file is cut short at {cut - 2000:,} bytes. model_state 3 of 6 tensors, optim_state 1 of 2 arrived")
    problems = {held.spec.storage.problem for _, node in checkpoint.graph.walk()
                if isinstance(held := checkpoint.graph[node], Tensor)}
    assert any("of its 5,000 bytes arrived" in problem for problem in problems)
    assert "the file ends before its record data/4" in problems


def test_any_cut_behind_the_pickle_opens_without_reading_the_tensors() -> None:
    data = packed()
    first = zipfile.ZipFile(io.BytesIO(data)).infolist()[1].header_offset
    rng = random.Random(1)
    before = 99
    for length in sorted(rng.sample(range(first, len(data)), 60)):
        missing = len(lost(opened(data[:length])))
        assert missing <= before
        before = missing
    assert before == 0


def test_within_the_pickle_the_error_names_what_was_seen() -> None:
    data = packed({"w": torch.ones(3), "words": ["x" * 50] * 40})
    with pytest.raises(Damaged, match=r"cut short at .* within data.pkl") as caught:
        opened(data[:280])
    assert any("_rebuild_tensor_v2" in str(use) for use in caught.value.seen)
    with pytest.raises(Damaged, match="cut short"):
        opened(data[:40])


def test_only_the_descriptor_or_the_directory_is_gone() -> None:
    data = packed()
    after_m = data.index(b"PK\x07\x08", data.index(b"archive/data/6"))
    for end in (data.index(b"PK\x01\x02"), data.index(b"PK\x01\x02") + 70, data.index(b"PK\x06\x06"), len(data) - 1,
                after_m, after_m + 3, after_m + 9):
        checkpoint = opened(data[:end])
        assert lost(checkpoint) == []
        assert "All 8 tensors arrived" in checkpoint.notes[0].text


def test_bytes_behind_and_before() -> None:
    data = packed()
    assert opened(data + bytes(100)).notes[0].text == "100 bytes follow the end of the zip"
    for behind in (bytes(100_000), bytes(100_000) + b"PK\x05\x06" + bytes(20)):
        checkpoint = opened(data + behind)
        assert lost(checkpoint) == []
        assert f"{len(behind):,} bytes that do not belong" in checkpoint.notes[0].text
    checkpoint = opened(b"HTTP/1.1 200 OK\r\n\r\n" + data)
    assert lost(checkpoint) == []
    assert "19 bytes stand before the zip" in checkpoint.notes[0].text


def test_a_hole_costs_only_the_record_that_it_is_in() -> None:
    data = packed()
    at = data.index(b"archive/data/2")
    checkpoint = opened(data[: at + 1000] + data[at + 2000 :])
    assert lost(checkpoint) == ["w2"]
    assert "1,000 bytes are missing in the middle" in checkpoint.notes[0].text
    checkpoint = opened(data[: at + 1000] + data[at + 2000 : -50])
    assert lost(checkpoint) == ["w2"]


def test_zeros_where_the_end_should_be() -> None:
    data = packed()
    at = data.index(b"archive/data/3")
    checkpoint = opened(data[: at + 500] + bytes(len(data) - at - 500))
    assert lost(checkpoint) == ["w3", "w4", "w5", "m"]
    assert "is damaged" in checkpoint.notes[0].text
    held = opened(data[: at - 25] + bytes(len(data) - at + 25))
    assert lost(held)[0] in ("w2", "w3")


def test_sizes_in_local_headers_and_packed_records() -> None:
    """As other zip writers have it; what looks like a record within a tensor is none."""
    inner = torch.frombuffer(bytearray(packed({"w0": torch.ones(2)})), dtype=torch.uint8)
    source = zipfile.ZipFile(io.BytesIO(packed({"inner": inner, "z": torch.zeros(900)})))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, row in enumerate(source.infolist()):
            method = zipfile.ZIP_DEFLATED if number % 2 else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(row.filename), source.read(row), method)
    data = out.getvalue()
    checkpoint = opened(data[: data.index(b"PK\x01\x02", len(data) - 700)])
    tensors = {path: held for path, node in checkpoint.graph.walk()
               if isinstance(held := checkpoint.graph[node], Tensor)}
    assert storage_bytes(tensors["inner",].spec) == inner.numpy().tobytes()
    assert storage_bytes(tensors["z",].spec) == bytes(3600)


def test_zip64_sizes_are_taken_from_the_extra_field() -> None:
    extra = struct.pack("<2H2Q", 1, 16, 5, 5)
    header = struct.pack("<4s5H3L2H", b"PK\x03\x04", 45, 0, 0, 0, 0, 7, 0xFFFFFFFF, 0xFFFFFFFF, 1, len(extra))
    records = find_records(MemorySource(header + b"a" + extra + b"12345"), Task())
    assert [(row.name, row.size, row.crc, row.problem) for row in records.entries] == [("a", 5, 7, "")]
    assert records.cut


def test_a_zip64_descriptor_ends_a_record() -> None:
    header = struct.pack("<4s5H3L2H", b"PK\x03\x04", 45, 8, 0, 0, 0, 0, 0, 0, 1, 0)
    sums = struct.pack("<4sL2Q", b"PK\x07\x08", 7, 5, 5)
    decoy = struct.pack("<4s3L", b"PK\x07\x08", 1, 99, 99)
    data = header + b"a" + b"12345" + sums + header + b"b" + decoy + struct.pack("<4s3L", b"PK\x07\x08", 2, 16, 16)
    rows = find_records(MemorySource(data), Task()).entries
    assert [(row.name, row.size, row.crc) for row in rows] == [("a", 5, 7), ("b", 16, 2)]


def test_the_header_of_a_record_of_many_gigabytes() -> None:
    """As torch 2.13 writes it: the full size in the zip64 field, but not the stored one. Here with a small number."""
    extra = struct.pack("<2H2Q", 1, 16, 5, 0) + b"FB\x02\x00ZZ"
    header = struct.pack("<4s5H3L2H", b"PK\x03\x04", 0, 2056, 0, 0, 0, 0, 0, 0, 1, len(extra))
    data = header + b"a" + extra + b"12345" + struct.pack("<4sL2Q", b"PK\x07\x08", 7, 5, 5)
    (row,) = find_records(MemorySource(data), Task()).entries
    assert (row.size, row.crc, row.problem) == (5, 7, "")
    (row,) = find_records(MemorySource(data[:-27]), Task()).entries
    assert row.problem == "2 of its 5 bytes arrived before the file ends"


def test_cancelled_while_walking() -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        find_records(MemorySource(packed()[:-100]), task)


@pytest.mark.parametrize("flags", [0, 8])
def test_many_false_headers_do_not_take_time_squared(flags: int) -> None:
    """Each of them promises a record that ends nowhere. A walk that read to the end for each would read 27 GB."""
    one = struct.pack("<4s5H3L2H", b"PK\x03\x04", 0, flags, 0, 0, 0, 0, 0, 0, 4, 0)
    data = b"".join(one + b"%04x" % (n % 65536) for n in range(40_000))
    read = 0

    class Counting(MemorySource):
        def readinto_at(self, offset: int, buffer: memoryview) -> None:
            nonlocal read
            read += buffer.nbytes
            super().readinto_at(offset, buffer)

    try:
        assert len(find_records(Counting(data), Task()).entries) <= 40_000
    except CheckpointError as error:
        assert "\n" not in str(error)
    assert read < 4 * len(data) + (200 << 20)


def test_torchscript_cut_behind_its_pickle(tmp_path: Path) -> None:
    model = by_torch(lambda: torch.jit.script(torch.nn.Linear(30, 20)))
    by_torch(lambda: model.save(str(tmp_path / "m.pt")))
    data = (tmp_path / "m.pt").read_bytes()
    end = data.index(b"PK\x01\x02")
    checkpoint = opened(data[: end - 20])
    found = [held for _, node in checkpoint.graph.walk() if isinstance(held := checkpoint.graph[node], Tensor)]
    assert {storage_bytes(held.spec) for held in found} == {bytes(p.untyped_storage()) for p in model.parameters()}
    assert "arrived" in checkpoint.notes[0].text


def test_npz_without_its_directory() -> None:
    out = io.BytesIO()
    np.savez(out, first=np.arange(100.0), second=np.arange(50))
    data = out.getvalue()
    checkpoint = opened(data[: data.index(b"PK\x01\x02")])
    assert {key_text(path[-1]) for path, _ in checkpoint.graph.walk() if path} == {"first", "second"}
    cut = opened(data[: data.index(b"PK\x01\x02") - 20])
    assert "1 of 2 tensors arrived" in cut.notes[0].text
