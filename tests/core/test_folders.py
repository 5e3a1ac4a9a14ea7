"""The search through a folder: what it finds, what it folds together, and that it ends."""

from __future__ import annotations

import bz2
import gzip
import os
import sys
import tarfile
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from ckpt_viewer.core import folders
from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.folders import Listing, neighbours, search
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.task import Cancelled, Task
from tests.shards import distributed, shard


def names(listing: Listing) -> list[str]:
    return [item.name for item in listing.items]


def told(listing: Listing) -> str:
    return "\n".join(note.text for note in listing.notes)


def tensor_file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"w": torch.ones(3)}, path)
    return path


@pytest.mark.parametrize(("names", "of", "before", "after"), [
    (("e9.pth", "e10.pth", "e11.pth", "best.pth", "e10.txt"), "e10.pth", "e9.pth", "e11.pth"),
    (("e9.pth", "e10.pth", "x1.pth"), "e9.pth", None, "e10.pth"),
    (("step-9/model.pt", "step-10/model.pt", "step-11/other.pt"), "step-10/model.pt", "step-9/model.pt", None),
    (("best.pth", "e1.pth"), "best.pth", None, None),
    (("s-9/m-1-of-2.pt", "s-9/m-2-of-2.pt", "s-10/m-1-of-2.pt", "s-10/m-2-of-2.pt"), "s-10/m-2-of-2.pt",
     "s-9/m-2-of-2.pt", None),
])
def test_the_files_before_and_after_one(tmp_path: Path, names: tuple[str, ...], of: str, before: str | None,
                                        after: str | None) -> None:
    folder = tmp_path / "run"
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    assert neighbours(folder / of) == tuple(name and folder / name for name in (before, after))
    assert neighbours(tmp_path / "gone" / of) == (None, None)


def test_an_archive_is_listed_where_something_in_it_has_the_name_of_a_checkpoint(tmp_path: Path) -> None:
    """A training leaves tables, pictures and code packed beside its checkpoints: `ckpt timeline FOLDER` takes all that
    is listed."""
    for name in ("code.py", "net.th"):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.writestr(name, "x")
        with tarfile.open(tmp_path / f"{name}.tar", "w") as archive:
            archive.addfile(tarfile.TarInfo(name))
    for name in ("table.csv.gz", "net.pth.gz", "net.safetensors.gz", "unnamed.gz", "model.tar.gz"):
        (tmp_path / name).write_bytes(gzip.compress(b"x"))
    (tmp_path / "log.txt.bz2").write_bytes(bz2.compress(b"x"))
    (tmp_path / "cut.tar").write_bytes((tmp_path / "code.py.tar").read_bytes()[:512] + b"x" * 512)
    listing = search(tmp_path, Task())
    assert names(listing) == ["model.tar.gz", "net.pth.gz", "net.safetensors.gz", "net.th.tar", "net.th.zip",
                              "unnamed.gz"]
    assert (listing.others, listing.notes) == (5, ())


def test_the_content_decides(tmp_path: Path) -> None:
    tensor_file(tmp_path / "epoch_10")
    tensor_file(tmp_path / "epoch_9.txt")
    torch.save(torch.ones(2), tmp_path / "old.dat", _use_new_zipfile_serialization=False)
    save_file({"a": torch.ones(1)}, tmp_path / "sub.safetensors")
    np.save(tmp_path / "array.npy", np.ones(3))
    (tmp_path / "not.pth").write_text("import sys")
    (tmp_path / "picture.pt").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "empty.pth").touch()
    with zipfile.ZipFile(tmp_path / "report.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    (tmp_path / "table.cache").write_bytes(b"\x80\x04K\x01.")
    listing = search(tmp_path, Task())
    assert names(listing) == ["array.npy", "epoch_9.txt", "epoch_10", "old.dat", "sub.safetensors"]
    assert [item.what for item in listing.items][1:] == [
        "PyTorch zip checkpoint", "PyTorch zip checkpoint", "PyTorch legacy checkpoint", "safetensors"]
    assert (listing.others, listing.notes, listing.only, listing.complete) == (5, (), None, True)
    found = (tmp_path / "epoch_10").stat()
    item = next(item for item in listing.items if item.name == "epoch_10")
    assert (item.path, item.nbytes, item.modified) == (tmp_path / "epoch_10", found.st_size, found.st_mtime)


def test_a_script_is_no_file_of_torch_save(tmp_path: Path) -> None:
    with warnings.catch_warnings(action="ignore"):
        torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), tmp_path / "script.pt")
    assert [(item.format, item.what) for item in search(tmp_path, Task()).items] == [
        (open_checkpoint(tmp_path / "script.pt").format, "TorchScript archive")]


def test_an_index_and_its_shards_are_one(tmp_path: Path) -> None:
    index = shard({f"w{n}": torch.ones(4) for n in range(6)}, tmp_path)
    (tmp_path / "config.json").write_text("{}")
    listing = search(tmp_path, Task())
    assert listing.only is not None
    assert (listing.only.path, listing.only.shards, listing.only.what) == (index, 3, "sharded checkpoint, 3 shards")
    assert listing.only.nbytes == sum(path.stat().st_size for path in tmp_path.iterdir() if path.name != "config.json")
    assert listing.others == 1
    (tmp_path / "model-00002-of-00003.safetensors").unlink()
    assert search(tmp_path, Task()).only is not None
    tensor_file(tmp_path / "optimizer.pt")
    assert names(search(tmp_path, Task())) == [index.name, "optimizer.pt"]
    index.unlink()
    assert len(search(tmp_path, Task()).items) == 3


def test_folders_below_in_the_order_of_people(tmp_path: Path) -> None:
    for number in (10, 2):
        tensor_file(tmp_path / f"version_{number}" / "checkpoints" / "last.ckpt")
    tensor_file(tmp_path / ".hidden" / "secret.pth")
    tensor_file(tmp_path / "top.pth")
    assert names(search(tmp_path, Task())) == [
        "top.pth", "version_2/checkpoints/last.ckpt", "version_10/checkpoints/last.ckpt"]


def test_a_cache_of_the_hub_shows_each_file_once(tmp_path: Path) -> None:
    repository = tmp_path / "models--someone--model"
    blob = tensor_file(repository / "blobs" / "0123abcd")
    snapshot = repository / "snapshots" / "f00d"
    snapshot.mkdir(parents=True)
    (snapshot / "pytorch_model.bin").symlink_to(Path("..", "..", "blobs", blob.name))
    assert names(search(tmp_path, Task())) == ["models--someone--model/snapshots/f00d/pytorch_model.bin"]


def test_links_pipes_and_what_goes_nowhere(tmp_path: Path) -> None:
    tensor_file(tmp_path / "a" / "x.pth")
    (tmp_path / "a" / "round").symlink_to(tmp_path)
    (tmp_path / "elsewhere").symlink_to("/etc")
    (tmp_path / "gone.pth").symlink_to(tmp_path / "nothing")
    (tmp_path / "itself").symlink_to(tmp_path / "itself")
    os.mkfifo(tmp_path / "pipe.pth")
    listing = search(tmp_path, Task())
    assert names(listing) == ["a/x.pth"]
    assert listing.others == 3


def test_pointers_are_counted_with_what_to_do(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.bin").write_text(
            "version https://git-lfs.github.com/spec/v1\noid sha256:" + "ab" * 32 + "\nsize 1048576\n")
    listing = search(tmp_path, Task())
    assert (listing.items, listing.others) == ((), 0)
    assert "3 Git LFS pointers in place of 3.0 MiB of files" in told(listing)
    assert "git lfs pull" in told(listing)


def test_folders_that_are_a_checkpoint_as_a_whole(tmp_path: Path) -> None:
    dcp, zero, saved = tmp_path / "dcp", tmp_path / "zero", tmp_path / "saved"
    for folder in (dcp, zero, saved):
        folder.mkdir()
    (dcp / ".metadata").write_bytes(b"\x80\x04N.")
    for rank in range(2):
        tensor_file(dcp / f"__{rank}_0.distcp")
        tensor_file(zero / f"bf16_zero_pp_rank_{rank}_mp_rank_00_optim_states.pt")
    (saved / "saved_model.pb").touch()
    listing = search(tmp_path, Task())
    assert "dcp is a distributed checkpoint (torch.distributed.checkpoint) of 2 .distcp files" in told(listing)
    assert "zero is a DeepSpeed ZeRO checkpoint" in told(listing)
    assert "saved is a TensorFlow SavedModel" in told(listing)
    assert len(listing.items) == 2
    assert not listing.complete
    alone = search(dcp, Task())
    assert alone.items == ()
    assert told(alone).startswith("This folder is a distributed checkpoint")
    assert "dcp_to_torch" in told(alone)


@pytest.mark.parametrize(("gone", "told_of"), [(1, "1 file that is not here, __0_1.distcp."),
                                               (2, "2 files that are not here, __0_1.distcp, __0_2.distcp.")])
def test_a_part_of_a_distributed_checkpoint_that_is_not_there_is_told(gone: int, told_of: str, tmp_path: Path) -> None:
    distributed(tmp_path, 3)
    assert "of 3 .distcp files; `python -m" in told(search(tmp_path, Task()))
    for number in range(1, 1 + gone):
        (tmp_path / f"__0_{number}.distcp").unlink()
    listing = search(tmp_path, Task())
    assert f"is not whole: its .metadata names {told_of} torch cannot load it" in told(listing)
    assert [note.severity for note in listing.notes] == ["warning"]
    assert "dcp_to_torch" not in told(listing)


def test_the_command_for_a_distributed_checkpoint_is_torch_s_own() -> None:
    source = Path(torch.__file__).with_name("distributed").joinpath("checkpoint", "format_utils.py").read_text()
    assert '__name__ == "__main__"' in source
    assert "dcp_to_torch" in source


@pytest.mark.parametrize(("limit", "text"), [
    ("MAX_FILES", "first 2 files"), ("MAX_FOLDERS", "first 2 folders"), ("MAX_ITEMS", "Only 2 checkpoints"),
    ("MAX_DEPTH", "more than 2 levels"),
])
def test_limits_are_told(limit: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        tensor_file(tmp_path / f"{number}.pth")
        tensor_file(tmp_path / str(number) / "a" / "b" / "c" / "d.pth")
    monkeypatch.setattr(folders, limit, 2)
    listing = search(tmp_path, Task())
    assert text in told(listing)
    assert not listing.complete


def test_cancelled_and_missing(tmp_path: Path) -> None:
    tensor_file(tmp_path / "a.pth")
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        search(tmp_path, task)
    with pytest.raises(SourceError):
        search(tmp_path / "nothing", Task())
    with pytest.raises(SourceError):
        search(tmp_path / "a.pth", Task())


def test_progress_counts_files(tmp_path: Path) -> None:
    for number in range(5):
        tensor_file(tmp_path / f"{number}.pth")
    seen: list[int] = []
    search(tmp_path, Task(lambda done, _total, _text: seen.append(done)))
    assert seen[-1] == 5


def test_only_heads_and_tails_are_read_and_nothing_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ckpt_viewer.core.sources.local import LocalFile

    torch.save({"w": torch.zeros(1_000_000)}, tmp_path / "big.pth")
    (tmp_path / "torch.py").write_text("raise SystemExit('imported')")
    (tmp_path / "sitecustomize.py").write_text("raise SystemExit('imported')")
    read = 0
    original, original_read_at = LocalFile.readinto_at, LocalFile.read_at

    def counted(self: LocalFile, offset: int, buffer: memoryview) -> None:
        nonlocal read
        read += buffer.nbytes
        original(self, offset, buffer)

    def read_at(self: LocalFile, offset: int, count: int) -> bytes:
        nonlocal read
        read += count
        return original_read_at(self, offset, count)

    search(tmp_path, Task())
    monkeypatch.setattr(LocalFile, "readinto_at", counted)
    monkeypatch.setattr(LocalFile, "read_at", read_at)
    seen: list[str] = []
    watching = True

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if watching and event in ("import", "exec", "compile", "os.system", "subprocess.Popen"):
            seen.append(event)

    sys.addaudithook(hook)
    search(tmp_path, Task())
    watching = False
    assert seen == []
    assert 0 < read < 20_000
