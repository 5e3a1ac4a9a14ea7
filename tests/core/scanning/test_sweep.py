"""Every pickle of a container is looked through, wherever it lies; ordinary files have none beside theirs."""

from __future__ import annotations

import io
import json
import pickle
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint, read_checkpoint
from ckpt_viewer.core.scanning import ScanReport, scan
from ckpt_viewer.core.scanning.sweep import MAX_BYTES, MAX_NESTING
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task
from tests.fuzz import seeds

EVIL = b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R."
CALM = b"\x80\x02}."


def report(data: bytes, name: str = "x.pth") -> ScanReport:
    source = MemorySource(data, name)
    try:
        opened = read_checkpoint(source, Task())
    except CheckpointError as error:
        return scan(error, source=source)
    return scan(opened)


def zipped(*records: tuple[str, bytes], packed: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, data in records:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(**members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            row = tarfile.TarInfo(name)
            row.size = len(data)
            archive.addfile(row, io.BytesIO(data))
    return out.getvalue()


def nested(depth: int) -> bytes:
    data = EVIL
    for _ in range(depth):
        data = pickle.dumps({"inner": data}, 4)
    return data


def legacy(value: object) -> bytes:
    return seeds.torch_file(value, legacy=True)


def array(value: object) -> bytes:
    out = io.BytesIO()
    np.save(out, np.array([value], dtype=object), allow_pickle=True)
    at = out.getvalue().index(b"\x80")
    return out.getvalue()[:at] + EVIL


PLAIN = seeds.torch_file({"w": torch.ones(2)})
HIDING = {
    "another record": zipped(("a/data.pkl", CALM), ("a/extra.pkl", EVIL)),
    "a packed record": zipped(("a/data.pkl", CALM), ("a/extra.pkl", EVIL), packed=True),
    "a record with any name": zipped(("a/data.pkl", CALM), ("a/data/7", EVIL)),
    "the second of one name": zipped(("a/data.pkl", CALM), ("a/dat_.pkl", EVIL)).replace(b"dat_.pkl", b"data.pkl"),
    "a second data.pkl": zipped(("a/data.pkl", CALM), ("b/data.pkl", EVIL)),
    "behind the end of data.pkl": zipped(("a/data.pkl", CALM + EVIL)),
    "behind the end of another": zipped(("a/data.pkl", CALM), ("a/extra.pkl", CALM + EVIL)),
    "behind a plain pickle": pickle.dumps({"a": 1}, 4) + EVIL,
    "behind a legacy stream": legacy({"w": torch.ones(2)}) + EVIL,
    "bytes of a value": zipped(("a/data.pkl", pickle.dumps({"state": EVIL}, 4))),
    "bytes written as text": zipped(("a/data.pkl", pickle.dumps({"state": EVIL}, 2))),
    "a checkpoint in a value": pickle.dumps({"state": zipped(("a/data.pkl", EVIL))}, 4),
    "three deep": nested(3),
    "a zip in a zip": zipped(("a/data.pkl", CALM), ("a/more.bin", zipped(("b/data.pkl", EVIL)))),
    "a tar in a zip": zipped(("a/data.pkl", CALM), ("a/more.tar", tarred(pickle=EVIL))),
    "another member of a tar": tarred(sys_info=CALM, pickle=CALM, more=EVIL),
    "objects of an array": array({"a": 1}),
    "objects of an array in npz": zipped(("w.npy", seeds.npy()), ("x.npy", array(1))),
    "a zip behind a pickle": pickle.dumps({"a": 1}, 4) + zipped(("a/data.pkl", EVIL)),
    "a zip behind a legacy stream": legacy({"a": 1}) + zipped(("a/data.pkl", EVIL)),
    "a zip behind safetensors": seeds.safetensors_file() + zipped(("a/data.pkl", EVIL)),
    "a zip behind a tar": seeds.torch_tar() + zipped(("a/data.pkl", EVIL)),
    "a zip without data.pkl": zipped(("weights.bin", EVIL)),
    "behind the end of a zip": PLAIN + EVIL,
    "in the comment of a zip": PLAIN[:-2] + len(EVIL).to_bytes(2, "little") + EVIL,
}


@pytest.mark.parametrize("data", HIDING.values(), ids=HIDING)
def test_a_hidden_pickle_is_found(data: bytes) -> None:
    told = report(data)
    assert ("os", "system") in [(found.module, found.name) for found in told.globals]
    assert told.verdict in ("dangerous", "unreadable")
    assert not told.clean


@pytest.mark.parametrize("make", [make for make in seeds.SEEDS if make is not seeds.shard_index],
                         ids=lambda make: make.__name__)
def test_an_ordinary_file_hides_nothing(make: seeds.Make) -> None:
    # Under any other name zips one after another are no part of a checkpoint.
    told = report(make(), "__0_0.distcp" if make is seeds.distributed_part else "x.pth")
    said = {seeds.npy_objects: "danger", seeds.torch_zip_marked: "warning"}.get(make, "info")
    assert {note.severity for note in told.notes} <= {"info", said}, told.notes


def test_what_is_too_deep_is_said() -> None:
    told = report(nested(MAX_NESTING + 3))
    assert any("Not everything was looked through" in note.text for note in told.notes)
    assert not told.clean


def test_opening_alone_does_not_look_through_other_records() -> None:
    """What a scan reads beyond the tree costs nothing on opening."""
    opened = read_checkpoint(MemorySource(HIDING["another record"]), Task())
    assert [use for use in opened.globals if use.name.module == "os"] == []


def test_numbers_that_begin_like_a_pickle_are_no_news() -> None:
    raw = b"\x80\x02}q\x00\xff\xff\xff" * 4
    told = report(zipped(("a/data.pkl", CALM), ("a/data/0", raw)))
    assert told.notes == ()


def test_counts_of_two_pickles_are_added() -> None:
    twice = report(zipped(("a/data.pkl", EVIL), ("a/extra.pkl", EVIL)))
    assert [(found.count, found.called) for found in twice.globals] == [(2, 2)]
    assert twice.globals[0].where.startswith("a/data.pkl")


def test_what_would_be_too_large_to_inflate_is_left_alone() -> None:
    """Two hundred records that inflate to a MiB each cost what the budget allows, not 200 MiB."""
    records = [(f"a/{n}.bin", bytes(1 << 20)) for n in range(200)]
    data = zipped(("a/data.pkl", CALM), *records, ("a/last.pkl", EVIL), packed=True)
    told = report(data)
    assert any("Not everything was looked through" in note.text for note in told.notes)
    assert len([note for note in told.notes if "Not everything" in note.text]) == 1


def test_a_large_stored_file_within_a_file_is_looked_through_where_it_lies() -> None:
    inner = zipped(("b/data/0", bytes(MAX_BYTES + 100)), ("b/data.pkl", EVIL))
    told = report(zipped(("a/data.pkl", CALM), ("a/more.bin", inner)))
    assert [(found.module, found.where.split(",")[0]) for found in told.globals] == [("os", "a/more.bin")]
    assert not any("Not everything" in note.text for note in told.notes)


def test_zips_within_gaps_of_zips_end() -> None:
    """Each lies before the first record of the next, a thousand deep."""
    data = zipped(("a/data.pkl", EVIL))
    for _ in range(1000):
        data += zipped(("a/data.pkl", CALM))
    assert not report(data).clean


def test_a_pickle_beside_the_tensors_of_a_shard_is_found(tmp_path: Path) -> None:
    shards = {"w": "model-00001-of-00002.bin", "v": "model-00002-of-00002.bin"}
    for name, shard in shards.items():
        (tmp_path / shard).write_bytes(seeds.torch_file({name: torch.ones(2)}))
    index = tmp_path / "pytorch_model.bin.index.json"
    index.write_text(json.dumps({"metadata": {}, "weight_map": shards}))
    with open_checkpoint(index) as checkpoint:
        assert scan(checkpoint).clean
    with zipfile.ZipFile(tmp_path / shards["v"], "a") as archive:
        archive.writestr("archive/extra.pkl", EVIL)
    with open_checkpoint(index) as checkpoint:
        told = scan(checkpoint)
    assert told.verdict == "dangerous"
    (found,) = [found for found in told.globals if found.module == "os"]
    assert found.where.startswith("model-00002-of-00002.bin, archive/extra.pkl")
