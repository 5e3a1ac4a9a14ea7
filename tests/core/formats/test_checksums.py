"""Bytes against the checksums of their zip: a check of the whole file, and the refusal to save what is wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core import saving
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Cast, Compact, Edit, SetValue
from ckpt_viewer.core.errors import ChecksumFailed
from ckpt_viewer.core.formats.checksums import MISMATCH, ByteCheck, CopySums, Marking, check_bytes, whole_rows
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.saving import Form, SaveOptions
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import DTYPES
from tests.core.oracle import opened, saved

VALUE: dict[str, Any] = {"model": {"a": torch.arange(3000.0), "b": torch.ones(2000)}, "epoch": 1}


def flipped(data: bytes, record: str) -> bytes:
    """The file with one bit of a record turned, which torch loads without a word."""
    row = zipfile.ZipFile(io.BytesIO(data)).getinfo(record)
    at = data.index(b"PK\x07\x08", row.header_offset) - 5
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def checked(data: bytes) -> ByteCheck:
    checkpoint = opened(data)
    return check_bytes(checkpoint.graph, checkpoint.source, Task())


@pytest.fixture
def bad() -> bytes:
    return flipped(saved(VALUE), "archive/data/0")


@pytest.mark.parametrize("backwards", [False, True])
def test_what_is_copied_is_summed_whatever_the_order_of_its_directory(tmp_path: Path, backwards: bool) -> None:
    path = tmp_path / "a.pth"
    torch.save(VALUE, path)
    with zipfile.ZipFile(path, "a") as archive:
        if backwards:
            archive.filelist.reverse()
        archive.writestr(archive.namelist()[0].split("/")[0] + "/more", b"more")  # else nothing is written anew
    checkpoint = opened(path.read_bytes())
    file, data = checkpoint.source, path.read_bytes()
    rows = list(whole_rows(file, Task()))
    assert (rows[0].header > rows[1].header) == backwards
    sums = CopySums(file, Task())
    for start in range(0, len(data), 1000):
        sums.add(memoryview(data[start : start + 1000]))
    assert [sums.of(row.header) for row in rows] == [row.crc for row in rows]
    sums.clear()
    assert sums.of(rows[0].header) is None


def test_torch_does_not_notice(bad: bytes) -> None:
    loaded = torch.load(io.BytesIO(bad), weights_only=True)
    assert not torch.equal(loaded["model"]["a"], VALUE["model"]["a"])


def test_every_record_of_an_ordinary_file_matches() -> None:
    data = saved(VALUE)
    count = len(zipfile.ZipFile(io.BytesIO(data)).namelist())
    found = checked(data)
    assert (found.checked, found.without, found.broken, found.mismatches) == (count, 0, 0, ())
    assert found.sentence.startswith(f"{count} records match their checksums (")


def test_the_tensor_is_named(bad: bytes) -> None:
    found = checked(bad)
    assert [one.paths for one in found.mismatches] == [(("model", "a"),)]
    assert found.mismatches[0].reason == MISMATCH
    assert "does not match its checksum (CRC-32): /model/a" in found.sentence
    pickle = checked(flipped(saved({"long text": "x" * 300}), "archive/data.pkl"))
    assert "record archive/data.pkl" in pickle.sentence


def test_packed_records_and_a_cut_file() -> None:
    data = saved(VALUE)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert checked(out.getvalue()).mismatches == ()
    found = checked(data[: data.index(b"archive/data/1") + 500])
    assert (found.mismatches, found.broken) == ((), 1)
    assert "1 record not whole" in found.sentence
    arrays = io.BytesIO()
    np.savez(arrays, a=np.arange(10))
    assert checked(arrays.getvalue()).checked == 1


@pytest.fixture
def without_sums() -> Iterator[None]:
    torch.serialization.set_crc32_options(False)
    yield
    torch.serialization.set_crc32_options(True)


@pytest.mark.usefixtures("without_sums")
def test_a_file_without_checksums_is_not_called_wrong(tmp_path: Path) -> None:
    data = saved(VALUE)
    found = checked(data)
    assert (found.checked, found.mismatches) == (0, ())
    assert "holds no checksums" in found.sentence
    saving.save(saving.plan(opened(data), tmp_path / "new.pth", SaveOptions()))
    legacy = io.BytesIO()
    torch.save(VALUE, legacy, _use_new_zipfile_serialization=False)
    assert "holds no checksums" in checked(legacy.getvalue()).sentence


EDITS: dict[str, tuple[Edit, ...]] = {
    "as it is": (), "edited": (SetValue(-1, 2, "epoch"),), "cast": (Cast(DTYPES["float16"]),),
    "compact": (Compact(),),
}


@pytest.mark.parametrize("form", ["same", "state_dict", "safetensors"])
@pytest.mark.parametrize("name", sorted(EDITS))
def test_no_way_of_saving_launders_wrong_bytes(name: str, form: Any, bad: bytes, tmp_path: Path) -> None:
    document = Document(opened(bad))
    epoch = document.graph.resolve(("epoch",))
    for edit in EDITS[name]:
        document.apply(SetValue(epoch, 2, "epoch") if isinstance(edit, SetValue) else edit)
    plan = saving.plan(document.snapshot(), tmp_path / "new", SaveOptions(form))
    with pytest.raises(ChecksumFailed, match=r"/model/a: its bytes do not match") as caught:
        saving.save(plan)
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_big_endian_and_swapped_bytes_pass(tmp_path: Path) -> None:
    data = saved(VALUE)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"big" if name.endswith("byteorder") else old.read(name))
    forms: tuple[Form, ...] = ("same", "safetensors")
    for form in forms:
        saving.save(saving.plan(opened(out.getvalue()), tmp_path / form, SaveOptions(form)))


def test_a_part_that_is_right_is_saved(tmp_path: Path) -> None:
    data = flipped(saved({"model": VALUE["model"], "ema": {"a": torch.ones(70), "b": torch.ones(80)}}),
                   "archive/data/3")
    plan = saving.plan(opened(data), tmp_path / "new", SaveOptions("state_dict", part=("model",)))
    saving.save(plan)
    assert torch.equal(torch.load(tmp_path / "new", weights_only=True)["a"], VALUE["model"]["a"])


def test_what_was_learned_marks_the_tensor_in_every_state(bad: bytes, tmp_path: Path) -> None:
    document = Document(opened(bad))
    epoch = document.graph.resolve(("epoch",))
    document.apply(SetValue(epoch, 2, "epoch"))
    document.apply(Cast(DTYPES["float16"]))
    document.undo()
    touched = document.learn(check_bytes(document.checkpoint.graph, document.checkpoint.source, Task()))
    node = document.graph.resolve(("model", "a"))
    assert touched == {node}
    assert document.dirty
    for state in (document.checkpoint.graph, document.graph):
        held = state[node]
        assert isinstance(held, Tensor)
        assert held.spec.storage.problem == MISMATCH
    document.undo()
    assert document.undo_text == ""
    document.redo()
    document.redo()
    held = document.graph[node]
    assert isinstance(held, Tensor)
    assert (held.spec.dtype.name, held.spec.storage.problem) == ("float16", MISMATCH)
    assert document.checkpoint.notes[0].severity == "danger"
    plan = saving.plan(document.snapshot(), tmp_path / "new", SaveOptions(survivors=True))
    saving.save(plan)
    loaded = torch.load(tmp_path / "new", weights_only=True)
    assert list(loaded["model"]) == ["b"]
    assert loaded["epoch"] == 2


def test_what_was_marked_beforehand_is_taken_as_it_is_and_what_came_since_is_marked(bad: bytes) -> None:
    document = Document(opened(bad))
    document.apply(Cast(DTYPES["float16"]))
    check = check_bytes(document.checkpoint.graph, document.checkpoint.source, Task())
    marking = Marking(check.mismatches)
    marked = [marking.apply(graph, Task()) for graph in document.states]
    document.apply(SetValue(document.graph.resolve(("epoch",)), 2, "epoch"))
    assert document.learn(check, marking) == {document.graph.resolve(("model", "a"))}
    assert all(any(state is graph for graph in marked) for state in document.states[:5])
    held = document.graph[document.graph.resolve(("model", "a"))]
    assert isinstance(held, Tensor)
    assert held.spec.storage.problem == MISMATCH


def test_nothing_learned_changes_nothing() -> None:
    document = Document(opened(saved(VALUE)))
    graph = document.graph
    assert document.learn(check_bytes(graph, document.checkpoint.source, Task())) == frozenset()
    assert document.graph is graph


def test_a_check_can_be_stopped_and_counts_bytes() -> None:
    checkpoint = opened(saved(VALUE))
    seen: list[tuple[int, int]] = []
    check_bytes(checkpoint.graph, checkpoint.source, Task(lambda done, total, _: seen.append((done, total))))
    assert seen[-1][0] == seen[-1][1] > 20_000
    task = Task(lambda done, total, text: task.cancel() if done else None)
    with pytest.raises(Cancelled):
        check_bytes(checkpoint.graph, checkpoint.source, task)
