"""Saving: what torch makes of the new file, and that whatever goes wrong leaves the old one whole and nothing else."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch as library
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Cast, Compact, Edit, Rename, RetagDevice, SetElement, SetValue
from ckpt_viewer.core.errors import ChangedOnDisk, Damaged, SaveFailed, SourceError
from ckpt_viewer.core.formats import open_checkpoint, torch_zip_writer
from ckpt_viewer.core.graph import NodeId
from ckpt_viewer.core.saving import SaveOptions, SaveReport
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import DTYPES
from tests.core.oracle import assert_same, loaded, opened, saved
from tests.core.specimens import SPECIMENS, Net


def write(folder: Path, value: Any, name: str = "old.pth", **options: Any) -> Path:
    path = folder / name
    path.write_bytes(saved(value, **options))
    return path


def save(checkpoint: Checkpoint, target: Path, task: Task | None = None, **options: Any) -> SaveReport:
    return saving.save(saving.plan(checkpoint, target, SaveOptions(**options)), task)


def edited(checkpoint: Checkpoint, *edits: Edit) -> Checkpoint:
    document = Document(checkpoint)
    document.apply(*edits)
    return document.snapshot()


def set_value(checkpoint: Checkpoint, value: Any, *path: Any) -> Checkpoint:
    return edited(checkpoint, SetValue(checkpoint.graph.resolve(path), value, "here"))


@pytest.mark.parametrize("legacy", [False, True])
def test_a_changed_learning_rate_is_all_that_changes(tmp_path: Path, legacy: bool) -> None:
    old = write(tmp_path, SPECIMENS["training"](), legacy=legacy)
    checkpoint = set_value(open_checkpoint(old), 0.5, "optim_state", "param_groups", 0, "lr")
    report = save(checkpoint, tmp_path / "new.pth")
    expected = loaded(old)
    expected["optim_state"]["param_groups"][0]["lr"] = 0.5
    assert_same(expected, loaded(report.target))
    assert_same(expected, loaded(report.target, weights_only=True))
    assert report.format == ("torch_legacy" if legacy else "torch_zip")


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_a_copy_without_edits_is_the_same_file(name: str, tmp_path: Path) -> None:
    old = write(tmp_path, SPECIMENS[name]())
    report = save(open_checkpoint(old), tmp_path / "new.pth")
    assert report.target.read_bytes() == old.read_bytes()
    assert any("byte for byte" in line for line in report.verified)


def test_the_report(tmp_path: Path) -> None:
    checkpoint = set_value(open_checkpoint(write(tmp_path, SPECIMENS["training"]())), 91, "epoch")
    report = save(checkpoint, tmp_path / "new.pth")
    data = report.target.read_bytes()
    assert report.nbytes == len(data)
    assert saving.sha256_of(report.target, Task()) == hashlib.sha256(data).hexdigest()
    assert report.seconds > 0
    assert report.tensors == sum(1 for _ in tensors_of(loaded(report.target)))
    assert len(report.verified) >= 4


def tensors_of(value: Any) -> list[torch.Tensor]:
    found: dict[int, torch.Tensor] = {}
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, torch.Tensor):
            found[id(item)] = item
        elif isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list | tuple):
            waiting += item
    return list(found.values())


def test_a_whole_model_as_state_dict(tmp_path: Path) -> None:
    """Names, order, versions and values of `model.state_dict()`, loaded into a new model."""
    torch.manual_seed(3)
    model = Net()
    report = save(open_checkpoint(write(tmp_path, model)), tmp_path / "new.pth", form="state_dict")
    found = loaded(report.target, weights_only=True)
    assert list(found) == list(model.state_dict())
    assert found._metadata == vars(model.state_dict())["_metadata"]
    fresh = Net()
    fresh.load_state_dict(found)
    assert all(torch.equal(a, b) for a, b in zip(fresh.state_dict().values(), model.state_dict().values(), strict=True))
    assert found["embed.weight"].data_ptr() == found["head.weight"].data_ptr()


def test_the_state_dict_of_a_training_checkpoint(tmp_path: Path) -> None:
    old = write(tmp_path, SPECIMENS["training"]())
    report = save(open_checkpoint(old), tmp_path / "new.pth", form="state_dict")
    assert_same(loaded(old)["model_state"], loaded(report.target, weights_only=True))
    assert report.nbytes < old.stat().st_size / 2


def test_a_whole_model_stays_one(tmp_path: Path) -> None:
    old = write(tmp_path, {"net": SPECIMENS["model"](), "epoch": 1})
    report = save(open_checkpoint(old), tmp_path / "new.pth", form="whole_model")
    assert_same(loaded(old)["net"], loaded(report.target))


def test_from_gpu_to_cpu_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.serialization, "location_tag", lambda _: "cuda:2")
    old = write(tmp_path, SPECIMENS["training"]())
    monkeypatch.undo()
    with pytest.raises(RuntimeError, match="CUDA"):
        loaded(old)
    report = save(open_checkpoint(old), tmp_path / "cpu.pth", device="cpu")
    assert_same(SPECIMENS["training"](), loaded(report.target))
    back = save(open_checkpoint(report.target), tmp_path / "back.pth", device="cuda:2")
    assert_same(loaded(old, map_location="cpu"), loaded(back.target, map_location="cpu"))
    with pytest.raises(RuntimeError, match="CUDA"):
        loaded(back.target)


def test_a_file_of_2017_goes_to_the_cpu(tmp_path: Path) -> None:
    """`torch.cuda.FloatTensor()` with a state, which only a GPU can load, becomes `torch.FloatTensor()`."""
    pickle = (b"\x80\x02}X\x01\0\0\0wctorch.cuda\nFloatTensor\n)R((X\x07\0\0\0storagectorch.cuda\nFloatStorage\n"
              b"X\x01\0\0\x000X\x06\0\0\0cuda:0K\x02NtQK\0K\x02\x85K\x01\x85tbs.")
    head = saved(None, legacy=True).partition(b"\x80\x02N.")[0]
    old = tmp_path / "old.pth"
    old.write_bytes(head + pickle + b"\x80\x02]X\x01\0\0\x000a." + (2).to_bytes(8, "little") + torch.tensor(
        [1.5, -2.0]).numpy().tobytes())
    report = save(open_checkpoint(old), tmp_path / "new.pth", device="cpu")
    assert loaded(report.target)["w"].tolist() == [1.5, -2.0]
    document = Document(open_checkpoint(report.target))
    document.apply(SetElement(document.graph.resolve(("w",)), (1,), 4.0, "w"))
    edited = save(document.snapshot(), tmp_path / "edited.pth")
    assert loaded(edited.target)["w"].tolist() == [1.5, 4.0]
    assert b"ctorch\nFloatTensor" in edited.target.read_bytes()  # made as the file made it


def test_compacting_what_was_edited(tmp_path: Path) -> None:
    """A storage with an edited element lies in several pieces."""
    base = torch.arange(1000.0)
    torch.save({"v": base[400:500], "w": base[450:700]}, tmp_path / "old.pth")
    document = Document(open_checkpoint(tmp_path / "old.pth"))
    document.apply(SetElement(document.graph.resolve(("v",)), (60,), -1.0, "v"))
    save(document.snapshot(), tmp_path / "new.pth", compact=True)
    base[460] = -1
    found = torch.load(tmp_path / "new.pth", weights_only=True)
    assert torch.equal(found["v"], base[400:500])
    assert torch.equal(found["w"], base[450:700])
    assert (tmp_path / "new.pth").stat().st_size < 3000


def test_compacting(tmp_path: Path) -> None:
    base = torch.arange(100_000.0)
    value = {"a": base[10:20], "b": base[15:30].view(3, 5), "c": torch.ones(3)}
    old = write(tmp_path, value)
    report = save(open_checkpoint(old), tmp_path / "new.pth", compact=True)
    found = loaded(report.target)
    assert report.nbytes < 5000 < old.stat().st_size
    assert {k: v.tolist() for k, v in found.items()} == {k: v.tolist() for k, v in value.items()}
    assert found["b"].storage_offset() == 5
    assert found["a"].untyped_storage().data_ptr() == found["b"].untyped_storage().data_ptr()


def test_edits_of_tensors(tmp_path: Path) -> None:
    """Casting, retagging, renaming and a new value of a tensor, through torch's eyes."""
    old = write(tmp_path, {"w": torch.arange(4.0).view(2, 2).t(), "step": torch.tensor(7.0), "n": torch.arange(3)})
    checkpoint = open_checkpoint(old)
    graph = checkpoint.graph
    document = Document(checkpoint)
    document.apply(SetValue(graph.resolve(("step",)), 9.0, "step"))
    document.apply(Cast(DTYPES["bfloat16"], frozenset({graph.resolve(("w",))})))
    document.apply(Rename(graph.root, 0, "weight"))
    document.apply(RetagDevice("cpu"))
    report = save(document.snapshot(), tmp_path / "new.pth")
    assert_same({"weight": torch.arange(4.0).view(2, 2).t().to(torch.bfloat16), "step": torch.tensor(9.0),
                 "n": torch.arange(3)}, loaded(report.target, weights_only=True))


@pytest.mark.parametrize("edit", [
    lambda node: Cast(DTYPES["float64"]), lambda node: SetValue(node, 2.0, "w"), lambda node: Compact(),
], ids=["cast", "value", "compact"])
@pytest.mark.parametrize("legacy", [False, True], ids=["zip", "legacy"])
def test_a_changed_tensor_keeps_its_python_attributes(
    tmp_path: Path, edit: Callable[[NodeId], Edit], legacy: bool
) -> None:
    """torch.save writes `tensor.name = …`, and the marks of an nn.Buffer, beside the tensor."""
    marked = torch.ones(4)[2:3]
    marked.origin, marked.steps = "mean", [1, 2]  # type: ignore[attr-defined]
    old = write(tmp_path, {"w": marked, "again": marked}, legacy=legacy)
    checkpoint = open_checkpoint(old)
    report = save(edited(checkpoint, edit(checkpoint.graph.resolve(("w",)))), tmp_path / "new.pth")
    found = loaded(report.target, weights_only=True)
    assert type(found["w"]) is torch.Tensor
    assert vars(found["w"]) == {"origin": "mean", "steps": [1, 2]}
    assert found["again"] is found["w"]
    assert found["w"].dtype == (torch.float64 if isinstance(edit(0), Cast) else torch.float32)
    assert found["w"].tolist() == [2.0 if isinstance(edit(0), SetValue) else 1.0]


def test_two_values_set_in_one_storage_stay_apart(tmp_path: Path) -> None:
    base = torch.zeros(3)
    checkpoint = opened(saved({"a": base[0:1], "b": base[1:2], "rest": base}))
    graph = checkpoint.graph
    changed = edited(checkpoint, SetValue(graph.resolve(("a",)), 1.0, "a"), SetValue(graph.resolve(("b",)), 2.0, "b"))
    found = loaded(save(changed, tmp_path / "new.pth").target)
    assert [found[k].tolist() for k in ("a", "b", "rest")] == [[1.0], [2.0], [0.0, 0.0, 0.0]]


def test_quantised_tensors_through_edits(tmp_path: Path) -> None:
    checkpoint = opened(saved(SPECIMENS["quantized"]()))
    report = save(checkpoint, tmp_path / "new.pth", device="cuda:0")
    assert_same(SPECIMENS["quantized"](), loaded(report.target, map_location="cpu", weights_only=True))


def test_safetensors(tmp_path: Path) -> None:
    """The library reads it: names, values; tied weights once, with a note; strides made plain."""
    old = write(tmp_path, {"model": {**Net().state_dict(), "turned": torch.arange(6.0).view(2, 3).t()}, "epoch": 1})
    report = save(open_checkpoint(old), tmp_path / "new.safetensors", form="safetensors")
    expected = loaded(old)["model"]
    with library.safe_open(str(report.target), "pt") as file:
        metadata = file.metadata()
    found = library.load_file(report.target)
    assert list(expected.keys() - found.keys()) == ["head.weight"]
    assert metadata == {"format": "pt", "head.weight": "embed.weight"}  # transformers asks for the format
    assert all(torch.equal(found[name], expected[name]) for name in found)
    assert any("head.weight" in line for line in report.loses)
    again = save(open_checkpoint(report.target), tmp_path / "back.pth", form="state_dict")
    assert_same({name: tensor.contiguous().clone() for name, tensor in found.items()},
                {name: loaded(again.target)[name].clone() for name in found})


def test_editing_a_safetensors_file(tmp_path: Path) -> None:
    path = tmp_path / "old.safetensors"
    library.save_file({"a": torch.arange(3.0), "b": torch.tensor(1.0)}, path, {"format": "pt"})
    checkpoint = open_checkpoint(path)
    root = checkpoint.graph.root
    changed = edited(checkpoint, Rename(root, 0, "first"), SetValue(checkpoint.graph.resolve(("b",)), 4.0, "b"),
                     Cast(DTYPES["float16"]))
    report = save(changed, path, overwrite=True)
    found = library.load_file(path)
    assert {k: (v.dtype, v.tolist()) for k, v in found.items()} == {
        "first": (torch.float16, [0.0, 1.0, 2.0]), "b": (torch.float16, 4.0)}
    with library.safe_open(str(report.target), "pt") as file:
        assert file.metadata() == {"format": "pt"}


def tensors() -> st.SearchStrategy[torch.Tensor]:
    dtypes = st.sampled_from([torch.float32, torch.float16, torch.int64, torch.bool, torch.float8_e5m2])
    return st.tuples(dtypes, st.lists(st.integers(0, 3), max_size=3)).map(lambda t: torch.ones(t[1]).to(t[0]))


def values() -> st.SearchStrategy[Any]:
    leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.binary(max_size=5),
                       tensors(), tensors().filter(lambda t: t.dim() > 1).map(lambda t: t.transpose(0, 1)))
    return st.recursive(leaves, lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4), st.tuples(inner, inner),
        inner.map(lambda x: [x, x])), max_leaves=12)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values(), st.booleans())
def test_anything_nested_survives_a_save_with_an_edit(tmp_path: Path, value: Any, compact: bool) -> None:
    checkpoint = opened(saved({"epoch": 1, "rest": value}))
    report = save(set_value(checkpoint, 2, "epoch"), tmp_path / "new.pth", compact=compact, overwrite=True)
    assert_same({"epoch": 2, "rest": value}, loaded(report.target))


# -- places ------------------------------------------------------------------------------------------------------------


def test_over_the_open_file(tmp_path: Path) -> None:
    """The opened file stays readable: its old bytes live on under our handle."""
    old = write(tmp_path, SPECIMENS["training"]())
    before = old.read_bytes()
    checkpoint = open_checkpoint(old)
    report = save(set_value(checkpoint, 91, "epoch"), old, overwrite=True)
    assert report.target == old
    assert loaded(old)["epoch"] == 91
    assert checkpoint.source.read_at(0, len(before)) == before
    again = save(set_value(checkpoint, 92, "epoch"), old, overwrite=True)
    assert loaded(again.target)["epoch"] == 92


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    real = write(tmp_path / "elsewhere", {"a": 1})
    link = tmp_path / "link.pth"
    link.symlink_to(real)
    save(set_value(open_checkpoint(link), 2, "a"), link, overwrite=True)
    assert link.is_symlink()
    assert loaded(real) == {"a": 2}
    assert names(tmp_path) == ["elsewhere", "link.pth"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_modes(tmp_path: Path) -> None:
    """A new file gets what the umask leaves, a replaced one keeps its mode."""
    old = write(tmp_path, {"a": 1})
    old.chmod(0o640)
    umask = os.umask(0o027)
    try:
        save(set_value(open_checkpoint(old), 2, "a"), old, overwrite=True)
        new = save(open_checkpoint(old), tmp_path / "new.pth").target
    finally:
        os.umask(umask)
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert stat.S_IMODE(new.stat().st_mode) == 0o640
    assert names(tmp_path) == ["new.pth", "old.pth"]


def test_a_file_that_appears_meanwhile_is_not_lost(tmp_path: Path) -> None:
    target = tmp_path / "new.pth"

    def appear(done: int, total: int, text: str) -> None:
        target.write_bytes(b"somebody else's")

    with pytest.raises(SaveFailed, match="appeared while saving"):
        save(opened(saved({"a": torch.ones(3)})), target, Task(appear))
    assert target.read_bytes() == b"somebody else's"
    assert names(tmp_path) == ["new.pth"]


def test_the_part_file_is_private(tmp_path: Path) -> None:
    modes: list[int] = []

    def look(done: int, total: int, text: str) -> None:
        modes.extend(stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob(".ckpt-viewer-*"))

    save(opened(saved({"a": torch.ones(3)})), tmp_path / "new.pth", Task(look))
    assert modes
    assert set(modes) == {0o600}


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def assert_untouched(folder: Path, old: Path, before: bytes) -> None:
    assert old.read_bytes() == before
    assert names(folder) == [old.name]


@pytest.mark.parametrize("stage", ["writing", "reading back", "copying"])
def test_cancelling(tmp_path: Path, stage: str) -> None:
    old = write(tmp_path, {"a": torch.ones(10), "b": 1})
    before, checkpoint = old.read_bytes(), open_checkpoint(old)
    changed = checkpoint if stage == "copying" else set_value(checkpoint, 2, "b")
    task = Task(lambda done, total, text: task.cancel() if text == stage and done else None)
    with pytest.raises(Cancelled):
        save(changed, old, task, overwrite=True)
    assert_untouched(tmp_path, old, before)


@pytest.mark.parametrize(("code", "word"), [
    (errno.ENOSPC, "free space"), (errno.EDQUOT, "quota"), (errno.EIO, "disk reports an error"),
    (errno.EFBIG, "too large"), (errno.EROFS, "read-only"), (errno.EMLINK, "could not be written"),
])
@pytest.mark.parametrize("call", ["write", "fsync", "replace", "open"])
def test_errors_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, word: str) -> None:
    old = write(tmp_path, {"a": torch.ones(10), "b": 1})
    before, checkpoint = old.read_bytes(), set_value(open_checkpoint(old), 2, "b")
    plan = saving.plan(checkpoint, old, SaveOptions(overwrite=True))

    def failing(*_: Any, **__: Any) -> Any:
        raise OSError(code, "from the system")

    real_open = os.open
    if call == "write":
        monkeypatch.setattr(torch_zip_writer, "ZipEmitter", failing)
    elif call == "replace":
        monkeypatch.setattr(Path, "replace", failing)
    elif call == "open":
        monkeypatch.setattr(os, "open", lambda path, flags, *rest: (
            failing() if flags & os.O_CREAT else real_open(path, flags, *rest)))
    else:
        monkeypatch.setattr(os, call, failing)
    with pytest.raises(SaveFailed, match=word) as caught:
        saving.save(plan)
    monkeypatch.undo()
    assert caught.value.where == str(old)
    assert caught.value.hint
    assert_untouched(tmp_path, old, before)


def test_a_full_disk(tmp_path: Path) -> None:
    """The limit on the size of files is a disk that fills up in the middle of writing, for one process."""
    old = write(tmp_path, {"a": torch.zeros(1_000_000), "b": 1})
    before = old.read_bytes()
    code = f"""
import resource, signal, sys
from pathlib import Path
sys.path[:0] = {sys.path!r}
from ckpt_viewer.core import saving
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.formats import open_checkpoint
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
old = Path({str(old)!r})
plan = saving.plan(open_checkpoint(old), old, saving.SaveOptions(device="cuda:0", overwrite=True))
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
try:
    saving.save(plan)
except SaveFailed as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert "too large for this disk" in done.stdout
    assert_untouched(tmp_path, old, before)


def test_a_source_that_fails_in_the_middle(tmp_path: Path) -> None:
    old = write(tmp_path, {"a": torch.ones(10), "b": torch.ones(5)})
    before, checkpoint = old.read_bytes(), open_checkpoint(old)
    graph = checkpoint.graph
    node = graph.resolve(("b",))
    held: Any = graph[node]
    lost = replace(held, spec=replace(held.spec, storage=replace(held.spec.storage, problem="the record is gone")))
    plan = saving.plan(edited(checkpoint, RetagDevice("cuda:0")), old, SaveOptions(overwrite=True))
    with pytest.raises(Damaged, match="gone"):
        saving.save(replace(plan, graph=plan.graph.replace({node: lost})))
    assert_untouched(tmp_path, old, before)


def test_a_closed_source(tmp_path: Path) -> None:
    old = write(tmp_path, {"a": torch.ones(10), "b": 1})
    before, checkpoint = old.read_bytes(), open_checkpoint(old)
    checkpoint.close()
    with pytest.raises(SourceError):
        save(checkpoint, old, overwrite=True)
    assert_untouched(tmp_path, old, before)


@pytest.mark.parametrize("stage", ["writing", "reading back"])
def test_the_opened_file_changes_while_it_is_saved(tmp_path: Path, stage: str) -> None:
    """A training job that writes over it in place: what was read is a mixture, so nothing is put in place."""
    old = write(tmp_path, {"a": torch.ones(10), "b": 1})
    target = tmp_path / "target.pth"
    target.write_bytes(b"mine")

    def overwrite(done: int, total: int, text: str) -> None:
        if text == stage:
            old.write_bytes(bytes(old.stat().st_size + 1))

    with pytest.raises(ChangedOnDisk):
        save(set_value(open_checkpoint(old), 2, "b"), target, Task(overwrite), overwrite=True)
    assert target.read_bytes() == b"mine"
    assert names(tmp_path) == ["old.pth", "target.pth"]


def test_a_plan_with_a_refusal_is_not_carried_out(tmp_path: Path) -> None:
    old = write(tmp_path, {"a": 1})
    before = old.read_bytes()
    with pytest.raises(SaveFailed, match="exists already"):
        save(open_checkpoint(old), old)
    assert_untouched(tmp_path, old, before)


DAMAGE = {
    "a byte of a tensor": lambda data: data.replace(b"\0\0\x80?" * 3, b"\0\0\x81?" + b"\0\0\x80?" * 2),
    "a byte of the pickle": lambda data: data.replace(b"K\x02", b"K\x03"),
    "a key": lambda data: data.replace(b"epoch", b"epocH"),
    "the end": lambda data: data[:-40],
}


@pytest.mark.parametrize("kind", sorted(DAMAGE))
@pytest.mark.parametrize("edit", [False, True])
def test_a_disk_that_lies_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, edit: bool
) -> None:
    """Bytes that change between writing and reading back are noticed, and the old file stays."""
    old = write(tmp_path, {"a": torch.ones(10), "epoch": 2})
    before, checkpoint = old.read_bytes(), open_checkpoint(old)
    real_fsync = os.fsync

    def lying(handle: int) -> None:
        real_fsync(handle)
        path = Path(f"/proc/self/fd/{handle}").resolve()
        data = DAMAGE[kind](path.read_bytes())
        assert data != path.read_bytes()
        path.write_bytes(data)

    changed = edited(checkpoint, RetagDevice("cuda:0")) if edit else checkpoint
    plan = saving.plan(changed, old, SaveOptions(overwrite=True))
    monkeypatch.setattr(os, "fsync", lying)
    with pytest.raises(SaveFailed):
        saving.save(plan)
    monkeypatch.undo()
    assert_untouched(tmp_path, old, before)


CHILD = """
import os, signal, sys
sys.path[:0] = {path!r}
from pathlib import Path
from ckpt_viewer.core import saving
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.task import Task

def tell(done, total, text):
    if text == {text!r} and done >= {least}:
        os.kill(os.getpid(), signal.SIGKILL)

target = Path({target!r})
plan = saving.plan(open_checkpoint(target), target, saving.SaveOptions(device="cuda:0", overwrite=True))
saving.save(plan, Task(tell))
"""


@pytest.mark.parametrize(("text", "least"), [
    ("writing", 0), ("writing", 1 << 22), ("writing", 12_000_000), ("reading back", 0), ("done", 0)])
def test_a_process_that_is_killed(tmp_path: Path, text: str, least: int) -> None:
    """At every point the file is the old one or the new one, whole. The process kills itself: a signal from outside may
    come when it has already ended."""
    old = write(tmp_path, {"a": torch.arange(3_000_000.0)})
    before = old.read_bytes()
    child = subprocess.run([sys.executable, "-c", CHILD.format(path=sys.path, target=str(old), text=text, least=least)],
                           check=False, timeout=60)
    assert child.returncode == (0 if text == "done" else -signal.SIGKILL)
    if text == "done":
        assert loaded(old, map_location="cpu")["a"].sum() == torch.arange(3_000_000.0).sum()
        assert old.read_bytes() != before
    else:
        assert old.read_bytes() == before
