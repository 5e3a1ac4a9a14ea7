"""Killed at any of the calls that change the disk, a save leaves the old file or the new one, as torch loads them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch as library
import torch

from ckpt_viewer.core import saving
from ckpt_viewer.core.folders import search
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving import SaveOptions, leftovers
from ckpt_viewer.core.saving.in_place import undo_update
from ckpt_viewer.core.saving.leftovers import FILE, FOLDER, new_name, own_folder, remove_leftovers, unfinished
from ckpt_viewer.core.saving.replacing import Replacement
from ckpt_viewer.core.task import Task
from tests.core.saving import killing

NOBODY = 65534
LEAST = 20  # points of each of ten acts; taking back has fewer
pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL and fork need a Unix")


def content(tensors: int = 1) -> dict[str, Any]:
    model = {f"layer{i}.weight": torch.arange(3.0) + i for i in range(tensors)}
    return {"epoch": 3, "w": torch.arange(40.0), "model": model}


def small(path: Path) -> None:
    torch.save(content(), path)


def large(path: Path) -> None:
    """Its pickle and directory take more than the 64 KiB in which readers look for the end of a zip."""
    torch.save(content(800), path)


def legacy(path: Path) -> None:
    torch.save(content(), path, _use_new_zipfile_serialization=False)


def updated(path: Path) -> None:
    small(path)
    killing.act("update", path, path)


@dataclass(frozen=True)
class Killed:
    """Where one run was killed; `done` where it was not."""

    folder: Path
    done: bool

    @property
    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


def killed_everywhere(folder: Path, what: str, target: str = "old.pth", least: int = LEAST) -> list[Killed]:
    done = subprocess.run([sys.executable, killing.__file__, what, str(folder), target], check=True, timeout=110,
                          stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3],
                          env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])})
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[-1]["done"]
    assert lines[-1]["status"] == 0
    assert len(lines) >= least
    return [Killed(Path(line["folder"]), line["done"]) for line in lines]


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    (tmp_path / "ground").mkdir()
    return tmp_path / "ground"


def same(a: Any, b: Any) -> bool:
    if isinstance(a, torch.Tensor):
        return isinstance(b, torch.Tensor) and a.dtype == b.dtype and torch.equal(a, b)
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return bool(a == b)


Load = Callable[[Path], Any]


@pytest.mark.parametrize(("what", "make", "load"), [
    ("save", small, torch.load), ("save", legacy, torch.load), ("copy", small, torch.load),
    ("save safetensors", small, library.load_file),
])
def test_a_new_file_is_there_whole_or_not_at_all(ground: Path, what: str, make: Load, load: Load) -> None:
    make(ground / "old.pth")
    before = (ground / "old.pth").read_bytes()
    ran = killed_everywhere(ground, what, "new.pth")
    new = (ran[-1].folder / "new.pth").read_bytes()
    assert ran[-1].names == ["new.pth", "old.pth"]
    load(ran[-1].folder / "new.pth")
    assert any(name.endswith(".part") for one in ran for name in one.names)
    for one in ran:
        assert (one.folder / "old.pth").read_bytes() == before
        if "new.pth" in one.names:
            assert (one.folder / "new.pth").read_bytes() == new
        save_again(one.folder)
        assert one.names == ["new.pth", "old.pth"], "the next save removes what a killed one left"


def save_again(folder: Path) -> None:
    with open_checkpoint(folder / "old.pth") as checkpoint:
        saving.save(saving.plan(checkpoint, folder / "new.pth", SaveOptions(overwrite=True)))


@pytest.mark.parametrize("make", [small, legacy])
def test_saved_over_it_is_the_old_file_or_the_new_one(ground: Path, make: Load) -> None:
    make(ground / "old.pth")
    before = (ground / "old.pth").read_bytes()
    ran = killed_everywhere(ground, "save")
    after = (ran[-1].folder / "old.pth").read_bytes()
    assert after != before
    found = [(one.folder / "old.pth").read_bytes() for one in ran]
    assert found.count(before) + found.count(after) == len(found)
    assert torch.load(ran[-1].folder / "old.pth")["epoch"] == 4


def shards(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_shards_over_shards_are_the_old_set_or_the_new_one(ground: Path) -> None:
    """At once where a reader finds an index; and when the next save in the folder, or `ckpt undo`, has mended it."""
    torch.save(content(3), ground / "old.pth")
    torch.save({"model": {f"other{i}": torch.full((4,), float(i)) for i in range(4)}}, ground / "before.pth")
    with open_checkpoint(ground / "before.pth") as checkpoint:
        options = SaveOptions("safetensors", ("model",), max_shard_size=16)
        saving.save(saving.plan(checkpoint, ground / "out", options))
    before = shards(ground / "out")
    ran = killed_everywhere(ground, "save shards", "out")
    after = shards(ran[-1].folder / "out")
    assert before.keys() != after.keys()
    index = "model.safetensors.index.json"
    told = 0
    for one in ran:
        out = one.folder / "out"
        assert index not in shards(out) or shards(out) in (before, after)
        half = shards(out) not in (before, after)
        notes = " ".join(note.text for note in search(out, Task()).notes)
        assert "`ckpt undo` with the folder" in notes or not half
        told += half
        remove_leftovers(out)
        assert shards(out) in (before, after)
        assert sorted(path.name for path in out.iterdir()) == sorted(shards(out)), "nothing hidden is left"
    assert told > LEAST // 2
    assert not search(ran[-1].folder / "out", Task()).notes


def test_a_broken_exchange_stays_where_somebody_else_has_saved_meanwhile(ground: Path) -> None:
    part = ground / new_name(FILE)
    (part / "replaced").mkdir(parents=True)
    (part / "replaced" / "a").write_text("old")
    (part / "b").write_text("new")
    (part / "c").write_text("new")
    (ground / "c").write_text("strange")
    remove_leftovers(ground)
    assert unfinished(ground) == (part,)
    assert shards(ground) == {"c": b"strange"}
    (ground / "c").unlink()
    remove_leftovers(ground)
    assert shards(ground) == {"b": b"new", "c": b"new"}
    assert not part.exists()


@pytest.mark.parametrize(("what", "make"), [("update", small), ("update", large), ("cast", small), ("update", updated)])
def test_updated_in_place_torch_loads_the_old_state_or_the_new_one(ground: Path, what: str, make: Load) -> None:
    path = ground / "old.pth"
    make(path)
    before, old = path.read_bytes(), torch.load(path)
    ran = killed_everywhere(ground, what)
    new = torch.load(ran[-1].folder / "old.pth")
    seen = set()
    for one in ran:
        file = one.folder / "old.pth"
        assert one.names == ["old.pth"]
        for mmap in (False, True):
            loaded = torch.load(file, mmap=mmap)
            assert same(loaded, old) or same(loaded, new)
        with open_checkpoint(file) as found:
            ours = found.graph[found.graph.resolve(("epoch",))].value  # type: ignore[union-attr]
            seen.add((ours == new["epoch"], "interrupted" in found.damage))
        if file.read_bytes() != before:
            undo_update(file)
        assert file.read_bytes() == before
    assert {(False, False), (False, True), (True, False)} <= seen or make is updated


def test_taken_back_it_is_the_new_state_or_the_old_one(ground: Path) -> None:
    path = ground / "old.pth"
    small(path)
    before = path.read_bytes()
    killing.act("update", path, path)
    after = path.read_bytes()
    ran = killed_everywhere(ground, "undo", least=5)
    assert {(one.folder / "old.pth").read_bytes() for one in ran} == {before, after}
    assert ran[-1].names == ["old.pth"]


def test_what_is_in_use_is_no_leftover(ground: Path) -> None:
    """A save that goes on beside another one keeps its file; a stranger's file of such a name is not ours."""
    others = [ground / ".ckpt-viewer-notes.part", ground / new_name(FILE), ground / "x.part", ground / new_name(FOLDER),
              *([ground / new_name(FILE)] if os.geteuid() == 0 else [])]
    others[0].touch()
    others[1].symlink_to(others[0])
    for other in others[2:]:
        other.touch()
    for foreign in others[4:]:  # only root can give a file away
        os.chown(foreign, NOBODY, NOBODY)
    left = [ground / new_name(FILE), ground / new_name(FOLDER)]
    with Replacement(ground / "a", overwrite=False) as first, own_folder(ground) as folder:
        left[0].touch()
        left[1].mkdir()
        (left[1] / "state.pth").touch()
        first.finish_writing(Task())
        with Replacement(ground / "b", overwrite=False) as second:
            assert set(ground.iterdir()) == {*others, first.path, folder, second.path}
    assert set(ground.iterdir()) == set(others)
    shutil.rmtree(ground)
    remove_leftovers(ground)


def test_what_takes_the_place_of_a_leftover_meanwhile_stays(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may remove the old file, and begin a save of that name, before this one has the lock."""
    path = ground / new_name(FILE)
    path.write_text("left")

    def replaced(handle: int) -> bool:
        path.unlink()
        path.write_text("in use")
        return True

    monkeypatch.setattr(leftovers, "_try_lock", replaced)
    remove_leftovers(ground)
    assert path.read_text() == "in use"
