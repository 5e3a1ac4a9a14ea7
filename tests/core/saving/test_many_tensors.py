"""A save of many tensors, none of which is made for it: the bytes that torch writes, and every difference found."""

from __future__ import annotations

import io
import random
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Cast, RenameKeys, SetElement, SetValue
from ckpt_viewer.core.errors import CheckpointError, SaveFailed
from ckpt_viewer.core.formats import open_checkpoint, writer_named, zip_copying
from ckpt_viewer.core.formats.base import Written
from ckpt_viewer.core.formats.zip_emitter import ZipEmitter
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Tensor
from ckpt_viewer.core.pickles import read_nodes
from ckpt_viewer.core.pickles.tensors import packed_tensor
from ckpt_viewer.core.saving import SaveOptions, replacing, running
from ckpt_viewer.core.saving.verify import verify
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import DTYPES
from tests.core.formats.test_torch_zip_writer import without_id
from tests.core.oracle import assert_same, loaded, opened, rewritten, saved

MANY = 600  # more than are written one by one


def content(*, named: bool = False) -> dict[str, Any]:
    """A training whose tensors look alike, with odd ones among them: shared, empty and large ones. `named`: some are
    called as storages are, which torch writes twice, for they are two objects."""
    draw = torch.Generator().manual_seed(1)
    model: dict[str, Any] = OrderedDict()
    for number in range(MANY):
        name = str(number) if named and number % 50 == 7 else f"layers.{number}.weight"
        model[name] = torch.rand(2, 3 + number % 3, generator=draw)
        match number % 97:
            case 30:
                model[name] = torch.nn.Parameter(model[name])
            case 31:
                model[name] = model[next(iter(model))]
            case 32:
                model[name] = torch.zeros(0)
            case 33:
                model[name] = torch.rand(1 << 16, generator=draw)
            case 34:
                model[name] = model[next(iter(model))][1:]
            case 35:
                model[name] = torch.arange(5)
    state = {number: {"step": torch.tensor(float(number)), "exp_avg": torch.rand(4, generator=draw)}
             for number in range(300)}
    groups = [{"lr": 0.1, "params": list(state)}]
    return {"model": model, "optimizer": {"state": state, "param_groups": groups}, "epoch": 3}


FILE = saved(content())
NAMED = saved(content(named=True))


def tensors(graph: Graph) -> list[NodeId]:
    return [node for node in graph.tensors() if isinstance(graph.looks([node])[0], Tensor)]


def changed(checkpoint: Checkpoint) -> Checkpoint:
    document = Document(checkpoint)
    document.apply(SetValue(checkpoint.graph.resolve(("optimizer", "param_groups", 0, "lr")), 0.5, "lr"))
    return document.snapshot()


def old_file(folder: Path, data: bytes = FILE) -> Path:
    path = folder / "old.pth"
    path.write_bytes(data)
    return path


def save(checkpoint: Checkpoint, target: Path, task: Task | None = None) -> Path:
    return saving.save(saving.plan(checkpoint, target, SaveOptions(overwrite=True)), task).target


def test_a_file_of_torch_comes_out_byte_for_byte() -> None:
    assert without_id(rewritten(FILE)) == without_id(FILE)


def written(checkpoint: Checkpoint) -> tuple[bytes, tuple[Written, ...]]:
    out = io.BytesIO()
    records = writer_named("torch_zip").write(checkpoint.graph, out, Task(), checkpoint.details)
    return out.getvalue(), records


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 1 << 30), st.sampled_from([0.01, 0.3, 0.9, 1]), st.sampled_from([FILE, NAMED]))
def test_whichever_tensors_were_made_before(seed: int, share: float, file: bytes) -> None:
    checkpoint, chance = opened(file), random.Random(seed)
    for node in tensors(checkpoint.graph):
        if chance.random() < share:
            assert isinstance(checkpoint.graph[node], Tensor)
    data, records = written(checkpoint)
    assert data == rewritten(file)
    verify(checkpoint.graph, records, opened(data).graph, Task(), "file")
    assert_same(loaded(file), loaded(data))


def test_a_changed_learning_rate_is_all_that_changes(tmp_path: Path) -> None:
    expected = loaded(FILE)
    expected["optimizer"]["param_groups"][0]["lr"] = 0.5
    target = save(changed(open_checkpoint(old_file(tmp_path))), tmp_path / "new.pth")
    assert_same(expected, loaded(target))
    assert_same(expected, loaded(target, weights_only=True))
    assert_same(expected, loaded(target, mmap=True))
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None


def test_no_tensor_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def making(*given: Any) -> Tensor:
        made.append(given)
        return real(*given)

    real = packed_tensor
    plain: dict[str, Any] = {f"w{number}": torch.full((3,), float(number)) for number in range(2_000)}
    path = old_file(tmp_path, saved({"model": plain, "epoch": 1}))
    monkeypatch.setattr(read_nodes, "packed_tensor", making)
    document = Document(open_checkpoint(path))
    document.apply(SetValue(document.graph.resolve(("epoch",)), 2, "epoch"))
    save(document.snapshot(), path)
    assert len(made) < 400  # twice those that the directory lists before its runs
    assert loaded(path)["epoch"] == 2


def test_edits_among_them(tmp_path: Path) -> None:
    """Also of one of several tensors in the same storage, and of one that comes before what shares its storage."""
    path = old_file(tmp_path)
    document = Document(open_checkpoint(path))
    model = document.graph.resolve(("model",))
    held = document.graph[model]
    assert isinstance(held, Mapping)
    names = {"layers.0.weight": (0, 0), "layers.31.weight": (0, 1), "layers.200.weight": (1, 1)}
    for name, place in names.items():
        document.apply(SetElement(document.graph.resolve(("model", name)), place, 9.0, name))
    document.apply(Cast(DTYPES["float16"], frozenset({document.graph.resolve(("model", "layers.300.weight"))})))
    document.apply(RenameKeys(model, (*held.keys[:-1], "last"), "model"))
    expected = loaded(FILE)
    for name, place in names.items():
        expected["model"][name][place] = 9.0
    expected["model"]["layers.300.weight"] = expected["model"]["layers.300.weight"].half()
    expected["model"]["last"] = expected["model"].pop(f"layers.{MANY - 1}.weight")
    found = loaded(save(document.snapshot(), tmp_path / "new.pth"))
    assert list(found["model"]) == list(expected["model"])
    assert all(torch.equal(found["model"][name], value) for name, value in expected["model"].items())


def again(data: bytes, change: Callable[[dict[str, bytes]], dict[str, bytes]], method: int = zipfile.ZIP_STORED
          ) -> bytes:
    """The records packed by Python, which pads nothing and gives the sums before the bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        records = {name.partition("/")[2]: old.read(name) for name in old.namelist()}
        for name, record in change(records).items():
            new.writestr(f"other/{name}", record)
    return out.getvalue()


@pytest.mark.parametrize("how", ["as they are", "backwards", "deflated", "big-endian"])
def test_zips_of_others(tmp_path: Path, how: str) -> None:
    def change(records: dict[str, bytes]) -> dict[str, bytes]:
        match how:
            case "backwards":
                return dict(reversed(records.items()))
            case "big-endian":
                return {**records, "byteorder": b"big"}
        return records

    data = again(FILE, change, zipfile.ZIP_DEFLATED if how == "deflated" else zipfile.ZIP_STORED)
    target = save(changed(open_checkpoint(old_file(tmp_path, data))), tmp_path / "new.pth")
    expected = loaded(again(data, lambda records: records))
    expected["optimizer"]["param_groups"][0]["lr"] = 0.5
    assert_same(expected, loaded(target))


def test_a_record_that_is_missing_among_many(tmp_path: Path) -> None:
    many = saved({f"w{number}": torch.full((3,), float(number)) for number in range(1_500)} | {"epoch": 1})
    data = again(many, lambda records: {name: held for name, held in records.items() if name != "data/900"})
    checkpoint = open_checkpoint(old_file(tmp_path, data))
    document = Document(checkpoint)
    document.apply(SetValue(checkpoint.graph.resolve(("epoch",)), 2, "epoch"))
    plan = saving.plan(document.snapshot(), tmp_path / "new.pth")
    assert "w900" in plan.refusal
    assert plan.needs_survivors


# -- what a wrong file could have -------------------------------------------------------------------------------------


def assert_untouched(folder: Path, data: bytes = FILE) -> None:
    assert [path.name for path in folder.iterdir()] == ["old.pth"]
    assert (folder / "old.pth").read_bytes() == data


class Flipping(io.BufferedWriter):
    """A disk that changes the byte at one place."""

    place = 0

    def write(self, data: Any, /) -> int:
        at = self.place - self.tell()
        if 0 <= at < len(data):
            data = bytes(data[:at]) + bytes([data[at] ^ 0x40]) + bytes(data[at + 1 :])
        return super().write(data)


@pytest.mark.parametrize("share", [number / 24 for number in range(24)] + [0.9999])
def test_a_byte_that_is_wrong_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    class Lying(replacing.Replacement):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            buffered: Any = self.out
            self.out: Any = Flipping(buffered.detach())
            self.out.place = int(share * len(FILE))

    path = old_file(tmp_path)
    plan = saving.plan(changed(open_checkpoint(path)), path, SaveOptions(overwrite=True))
    monkeypatch.setattr(running, "Replacement", Lying)
    with pytest.raises(SaveFailed, match="not those that were written"):
        saving.save(plan)
    assert_untouched(tmp_path)


def swapped(found: list[tuple[memoryview, int]]) -> list[tuple[memoryview, int]]:
    place = next(at for at, (data, _) in enumerate(found[1:], 1) if data.nbytes == found[0][0].nbytes)
    return [found[place], *found[1:place], found[0], *found[place + 1 :]]


def other_byte(found: list[tuple[memoryview, int]]) -> list[tuple[memoryview, int]]:
    wrong = bytearray(found[3][0])
    wrong[5] ^= 1
    return [*found[:3], (memoryview(wrong), found[3][1]), *found[4:]]


@pytest.mark.parametrize("wrong", [swapped, other_byte])
def test_records_that_were_mixed_up_or_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                               wrong: Callable[[Any], Any]) -> None:
    """Between reading and writing, so that the new file holds what was written."""
    real = ZipEmitter.copy

    def copy(self: ZipEmitter, records: Any) -> None:
        names, *columns = zip(*records, strict=True)
        found = wrong(list(zip(*columns, strict=True)))
        real(self, [(name, *record) for name, record in zip(names, found, strict=True)])

    path = old_file(tmp_path)
    plan = saving.plan(changed(open_checkpoint(path)), path, SaveOptions(overwrite=True))
    monkeypatch.setattr(ZipEmitter, "copy", copy)
    with pytest.raises(SaveFailed, match="bytes of a tensor"):
        saving.save(plan)
    assert_untouched(tmp_path)


def test_a_header_that_is_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = ZipEmitter._before

    def before(self: ZipEmitter, name: bytes, size: int, header: int) -> bytes:
        found = real(self, name, size, header)
        return found if name != b"archive/data/300" else b"PK\x03\x05" + found[4:]

    path = old_file(tmp_path)
    plan = saving.plan(changed(open_checkpoint(path)), path, SaveOptions(overwrite=True))
    monkeypatch.setattr(ZipEmitter, "_before", before)
    with pytest.raises(CheckpointError, match="header"):
        saving.save(plan)
    assert_untouched(tmp_path)


def test_a_byte_of_the_opened_file_that_does_not_fit_its_sum(tmp_path: Path) -> None:
    """The directory's sum is taken over, and reading back proves it."""
    at = FILE.index(loaded(FILE)["model"]["layers.100.weight"].numpy().tobytes())
    data = FILE[:at] + bytes([FILE[at] ^ 1]) + FILE[at + 1 :]
    path = old_file(tmp_path, data)
    with pytest.raises(CheckpointError, match=r"layers\.100\.weight.*checksum"):
        save(changed(open_checkpoint(path)), path)
    assert_untouched(tmp_path, data)


def variant(change: Callable[[dict[str, Any]], Any]) -> Callable[[], bytes]:
    def made() -> bytes:
        value = content()
        change(value["model"])
        return saved(value)
    return made


OTHER = "layers.400.weight"
VARIANTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "shape": lambda model: model.update({OTHER: model[OTHER].reshape(-1)}),
    "stride": lambda model: model.update({OTHER: model[OTHER].reshape(-1).as_strided((2, 4), (1, 2))}),
    "dtype": lambda model: model.update({OTHER: model[OTHER].view(torch.int32)}),
    "size": lambda model: model.update({OTHER: torch.rand(9)}),
    "requires_grad": lambda model: model[OTHER].requires_grad_(),
    "parameter": lambda model: model.update({OTHER: torch.nn.Parameter(model[OTHER], requires_grad=False)}),
    "shared with another": lambda model: model.update({OTHER: model["layers.403.weight"]}),
    "another's bytes": lambda model: model.update({OTHER: model["layers.403.weight"],
                                                   "layers.403.weight": model[OTHER]}),
    "one more": lambda model: model.update(more=torch.rand(3)),
    "one less": lambda model: model.pop(OTHER),
    "values": lambda model: model[OTHER].add_(1),
}


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_every_difference_is_found(name: str) -> None:
    checkpoint = opened(FILE)
    data, records = written(checkpoint)
    verify(checkpoint.graph, records, opened(data).graph, Task(), "file")
    with pytest.raises(SaveFailed, match="read back"):
        verify(checkpoint.graph, records, opened(variant(VARIANTS[name])()).graph, Task(), "file")


def test_storages_that_were_mixed_up() -> None:
    checkpoint = opened(FILE)
    data, found = written(checkpoint)
    one, two, records = found[500], found[503], list(found)  # of tensors that nobody made
    records[500], records[503] = Written(one.key, two.storage, one.crc), Written(two.key, one.storage, two.crc)
    with pytest.raises(SaveFailed, match="differ"):
        verify(checkpoint.graph, records, opened(data).graph, Task(), "file")


@pytest.mark.parametrize("text", ["writing", "reading back"])
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_it_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, share: float) -> None:
    monkeypatch.setattr(zip_copying, "_WINDOW", 1 << 12)
    path = old_file(tmp_path)
    task = Task(lambda done, total, told: task.cancel() if told == text and done > share * total else None)
    with pytest.raises(Cancelled):
        save(changed(open_checkpoint(path)), path, task)
    assert_untouched(tmp_path)
