"""Files that are no checkpoints: each is called by its name, with what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ckpt_viewer.core.errors import CheckpointError, SourceError
from ckpt_viewer.core.formats import open_checkpoint

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 19332096\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ("empty",)), (LFS, ("Git LFS pointer", "19,332,096", "git lfs pull")),
        (b"<!DOCTYPE html><html>not found</html>", ("web page",)), (b'{"error": "denied"}', ("JSON",)),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), ("PNG",)), (b"import os; x = '/usr'\n", ("Python path file",)),
        (b"just some words\n", ("text file",)),
        (b"# Notes\n\nsee docs/notes.md or import it\n", ("text file",)), (b"/usr/lib/x\n./y\n", ("Python path file",)),
        (bytes(5000), ("nothing but zeros",)),
        (b"\x1f\x8b\x08" + bytes(50), ("gzip", "cannot be unpacked")), (b"BZh9" + bytes(50), ("bzip2",)),
        (b"\xfd7zXZ\0" + bytes(50), ("xz file",)), (bytes(257) + b"ustar\0" + bytes(300), ("tar file",)),
        (b"\xde\xad\xbe\xef" * 100, ("de ad be ef",)), (b"\x01\x02", ("too few",)),
        (b"\x93NUMPY\x01\x00" + bytes(80), ("NumPy",)),
    ],
)
def test_each_has_its_own_sentence(tmp_path: Path, data: bytes, words: tuple[str, ...]) -> None:
    path = tmp_path / "file.pth"
    path.write_bytes(data)
    with pytest.raises(CheckpointError) as caught:
        open_checkpoint(path)
    text = str(caught.value)
    assert all(word in text for word in words), text
    assert "\n" not in text
    assert caught.value.hint
    assert caught.value.where == str(path)


def test_missing_folder_and_pipe(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        open_checkpoint(tmp_path / "nothing.pth")
    with pytest.raises(SourceError, match="folder"):
        open_checkpoint(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="pipe"):
        open_checkpoint(tmp_path / "pipe")
