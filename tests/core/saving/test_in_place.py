"""Updating a zip checkpoint where it lies: torch and zipfile read the new state, undoing gives the old bytes back."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Cast, Edit, Remove, Rename, RetagDevice, SetValue
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.formats.torch_zip_update import Updated, write_update
from ckpt_viewer.core.formats.zip_ends import may_be_updated
from ckpt_viewer.core.graph import Scalar
from ckpt_viewer.core.saving import in_place
from ckpt_viewer.core.saving.in_place import undo_update, update, why_not_in_place
from ckpt_viewer.core.sources.local import LocalFile
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import DTYPES

Make = Callable[[Document], Edit]


def content() -> dict[str, Any]:
    torch.manual_seed(0)
    shared = torch.randn(500, 20)
    model = torch.nn.Sequential(torch.nn.Linear(20, 8), torch.nn.BatchNorm1d(8))
    optimizer = torch.optim.Adam(model.parameters(), lr=torch.tensor(0.1))
    model(shared).sum().backward()
    optimizer.step()
    return {"epoch": 3, "model": model.state_dict(), "optimizer": optimizer.state_dict(), "a": shared,
            "view": shared[3:5], "half": torch.ones(3, dtype=torch.float16)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "training.pth"
    torch.save(content(), made)
    return made


def set_epoch(document: Document) -> Edit:
    return SetValue(document.graph.resolve(("epoch",)), 4, "epoch")


def next_epoch(document: Document) -> Edit:
    node = document.graph.resolve(("epoch",))
    held = document.graph[node]
    assert isinstance(held, Scalar)
    assert isinstance(held.value, int)
    return SetValue(node, held.value + 1, "epoch")


def edited(path: Path, *edits: Make) -> Checkpoint:
    document = Document(open_checkpoint(path))
    for make in edits:
        document.apply(make(document))
    return document.snapshot()


def updated(path: Path, *edits: Make) -> None:
    with edited(path, *edits) as checkpoint:
        update(checkpoint)


def same(a: Any, b: Any) -> bool:
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and a.stride() == b.stride() and torch.equal(a, b)
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return bool(a == b) if not isinstance(a, list | tuple) else all(map(same, a, b))


def test_torch_reads_the_new_state_with_and_without_mmap(path: Path) -> None:
    old = torch.load(path)
    updated(path, set_epoch)
    for mmap in (False, True):
        new = torch.load(path, weights_only=True, mmap=mmap)
        assert new.pop("epoch") == 4
        assert same(new, {key: old[key] for key in old if key != "epoch"})
        assert new["view"].untyped_storage().data_ptr() == new["a"].untyped_storage().data_ptr()
    assert zipfile.ZipFile(path).testzip() is None


def test_torch_may_calculate_where_records_lie(path: Path) -> None:
    """After an update that removes a storage, calculating places would give other tensors' bytes."""
    from torch.utils.serialization import config

    updated(path, lambda document: Remove(document.graph.root, 1))
    with config.patch({"load.calculate_storage_offsets": True}):  # type: ignore[attr-defined]
        assert same(torch.load(path, mmap=True)["a"], content()["a"])


@pytest.mark.parametrize(("edit", "check"), [
    (lambda d: SetValue(d.graph.resolve(("optimizer", "param_groups", 0, "lr")), 0.5, "lr"),
     lambda new: new["optimizer"]["param_groups"][0]["lr"].item() == 0.5),
    (lambda d: Rename(d.graph.resolve(("model",)), 0, "renamed"), lambda new: next(iter(new["model"])) == "renamed"),
    (lambda d: Remove(d.graph.root, 2), lambda new: "optimizer" not in new),
])
def test_every_edit_that_leaves_the_tensors(path: Path, edit: Make, check: Callable[[Any], bool]) -> None:
    size = path.stat().st_size
    updated(path, edit)
    assert check(torch.load(path, weights_only=True))
    assert path.stat().st_size - size < 16_384


def test_a_cast_adds_the_new_bytes_alone(path: Path) -> None:
    old = torch.load(path)
    updated(path, lambda d: Cast(DTYPES["bfloat16"], frozenset([d.graph.resolve(("model", "0.weight"))])))
    new = torch.load(path, weights_only=True)
    assert torch.equal(new["model"]["0.weight"], old["model"]["0.weight"].bfloat16())
    assert same(new["optimizer"], old["optimizer"])


def test_added_bytes_are_read_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    monkeypatch.setattr(in_place, "write_update", spoil_sums(write_update))
    with pytest.raises(SaveFailed, match="bytes of a tensor"):
        updated(path, lambda d: SetValue(d.graph.resolve(("optimizer", "param_groups", 0, "lr")), 0.5, "lr"))
    assert path.read_bytes() == before


def spoil_sums(write: Callable[..., Updated]) -> Callable[..., Updated]:
    """As if other bytes had been written than those on the disk."""
    def spoiled(*given: Any) -> Updated:
        done = write(*given)
        return replace(done, added=tuple(replace(record, crc=record.crc ^ 1) for record in done.added))

    return spoiled


def test_device_marks(path: Path) -> None:
    updated(path, lambda _: RetagDevice("cuda:0"))
    with open_checkpoint(path) as new:
        assert new.graph[new.graph.resolve(("a",))].spec.device == "cuda:0"  # type: ignore[union-attr]
    assert torch.load(path, map_location="cpu")["epoch"] == 3


def test_undone_step_by_step_it_is_the_old_file(path: Path) -> None:
    states = [path.read_bytes()]
    for _ in range(3):
        updated(path, next_epoch)
        assert path.read_bytes().startswith(states[-1])
        states.append(path.read_bytes())
    for before in reversed(states[:-1]):
        undo_update(path)
        assert path.read_bytes() == before
    with pytest.raises(SaveFailed, match="nothing to undo"):
        undo_update(path)
    assert path.read_bytes() == states[0]


def every_cut(path: Path) -> Iterator[tuple[bytes, bytes, int]]:
    """The old bytes, the new ones, and lengths between them at which writing may have ended."""
    old = path.read_bytes()
    updated(path, set_epoch)
    new = path.read_bytes()
    for length in sorted({len(old), len(old) + 1, len(old) + 29, *range(len(old), len(new), 37), len(new) - 1}):
        yield old, new, length


def test_broken_off_anywhere_it_is_brought_back(path: Path) -> None:
    for old, new, length in list(every_cut(path)):
        path.write_bytes(new[:length])
        with closing(LocalFile(path)) as file:
            assert may_be_updated(file) is (length > len(old))
        if length > len(old):
            undo_update(path)
        assert path.read_bytes() == old


def test_broken_off_torch_still_reads_the_old_state(path: Path) -> None:
    """As long as the old directory lies within the last 64 KiB, where readers of zips look for one."""
    for _, new, length in list(every_cut(path))[::20]:
        path.write_bytes(new[:length])
        assert torch.load(path)["epoch"] == 3


def test_broken_off_beyond_what_other_readers_search_it_opens_as_it_was_and_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "many.pth"
    torch.save({"epoch": 3, **{f"layer{i}.weight": torch.ones(2) for i in range(1500)}}, path)
    old = path.read_bytes()
    updated(path, set_epoch)
    path.write_bytes(path.read_bytes()[:-1000])
    with open_checkpoint(path) as found:
        assert found.graph[found.graph.resolve(("epoch",))] == Scalar(3)
        assert "`ckpt undo`" in found.notes[0].text
    undo_update(path)
    assert path.read_bytes() == old


def test_a_file_that_was_changed_since_is_refused(path: Path) -> None:
    checkpoint = edited(path, set_epoch)
    os.utime(path, ns=(1, 1))
    before = path.read_bytes()
    assert "changed on disk" in why_not_in_place(checkpoint)
    with pytest.raises(SaveFailed, match="Reload"):
        update(checkpoint)
    assert path.read_bytes() == before


def test_a_failure_after_writing_cuts_the_file_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SaveFailed("differs")

    before = path.read_bytes()
    monkeypatch.setattr(in_place, "verify", fail)
    with pytest.raises(SaveFailed, match="differs"):
        updated(path, set_epoch)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_in_a_file_of_somebody_else_the_failure_is_told_and_not_that_its_time_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SaveFailed("differs")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    before = path.read_bytes()
    monkeypatch.setattr(in_place, "verify", fail)
    monkeypatch.setattr(os, "utime", refuse)
    with pytest.raises(SaveFailed, match="differs"):
        updated(path, set_epoch)
    assert path.read_bytes() == before


def test_what_a_broken_disk_does_not_cut_off_is_told_and_can_be_taken_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stuck(io.FileIO):
        def truncate(self, size: int | None = None, /) -> int:
            raise OSError(errno.EIO, "Input/output error")

    def fail(*_: object, **__: object) -> None:
        raise SaveFailed("differs")

    def open_stuck(file: Any, mode: str = "r", *given: Any, **named: Any) -> Any:
        return Stuck(file, mode) if mode == "rb+" else really(file, mode, *given, **named)

    before, really = path.read_bytes(), io.open
    with monkeypatch.context() as patch:
        patch.setattr(in_place, "verify", fail)
        patch.setattr(io, "open", open_stuck)
        with pytest.raises(SaveFailed, match=r"could not be cut off.*undo the update"):
            updated(path, set_epoch)
    assert path.read_bytes() != before
    undo_update(path)
    assert path.read_bytes() == before


def test_cancelled_it_is_as_it_was(path: Path) -> None:
    before, task = path.read_bytes(), Task()
    task.cancel()
    with edited(path, set_epoch) as checkpoint, pytest.raises(Cancelled):
        update(checkpoint, task)
    assert path.read_bytes() == before


@pytest.mark.parametrize("where", ["end", "directory", "pickle"])
def test_undoing_refuses_where_the_old_part_was_changed(where: str, tmp_path: Path) -> None:
    path = tmp_path / "many.pth"
    torch.save({"epoch": 3, **{f"w{i}": torch.ones(1) for i in range(200)}}, path)
    size = path.stat().st_size
    with zipfile.ZipFile(path) as old:
        pickle = next(one for one in old.infolist() if one.filename.endswith("data.pkl"))
        places = {"end": size - 100, "directory": old.start_dir + 50, "pickle": pickle.header_offset + 200}
    assert places["directory"] < size - 8192
    updated(path, set_epoch)
    data = bytearray(path.read_bytes())
    data[places[where]] ^= 1
    path.write_bytes(data)
    with pytest.raises(SaveFailed, match="no longer the old file"):
        undo_update(path)
    assert path.read_bytes() == data


@pytest.mark.parametrize("save", [
    lambda value, path: torch.save(value, path, _use_new_zipfile_serialization=False),
    lambda value, path: path.write_bytes(b"x"),
])
def test_other_files_have_nothing_to_undo(save: Callable[[Any, Path], None], tmp_path: Path) -> None:
    save({"a": 1}, tmp_path / "other")
    with pytest.raises(SaveFailed, match="nothing to undo"):
        undo_update(tmp_path / "other")


@pytest.mark.parametrize("lost", [0, 1, 100, 700])
@pytest.mark.parametrize("name", ["part.distcp", "renamed.pth"])
def test_zips_one_after_another_are_not_taken_for_an_update(name: str, lost: int, path: Path, tmp_path: Path) -> None:
    """As the parts of a distributed checkpoint have them: cutting there would throw tensors away."""
    data = (path.read_bytes() * 3)[: -lost or None]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SaveFailed, match="nothing to undo"):
        undo_update(tmp_path / name)
    assert (tmp_path / name).read_bytes() == data
    if not lost:
        with open_checkpoint(tmp_path / name) as found:
            assert not any("undo" in note.text for note in found.notes)


def test_legacy_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.pth"
    torch.save({"epoch": 3}, path, _use_new_zipfile_serialization=False)
    with edited(path, set_epoch) as checkpoint, pytest.raises(SaveFailed, match="Only zip files"):
        update(checkpoint)


def test_without_edits_there_is_nothing_to_do(path: Path) -> None:
    with open_checkpoint(path) as checkpoint:
        assert why_not_in_place(checkpoint).startswith("Nothing was changed")

