"""What a file is that no format wants, in one sentence with what to do."""

from __future__ import annotations

import re

from ckpt_viewer.core.errors import CheckpointError, Damaged, NotACheckpoint
from ckpt_viewer.core.formats.base import Peek

_LFS = re.compile(rb"^version https://git-lfs\.github\.com/spec/v1\n.*^size (\d{1,20})$", re.MULTILINE | re.DOTALL)


def describe_stranger(peek: Peek) -> CheckpointError:
    """The error to raise for a file that no format recognised, from its first bytes."""
    head, name = peek.head, peek.name
    if peek.size == 0:
        return NotACheckpoint("the file is empty", name, "The save or the download did not finish; get it again.")
    size = pointed_size(head)
    if size is not None:
        return NotACheckpoint(f"this is a Git LFS pointer to a file of {size:,} bytes, not the file itself", name,
                              "Run `git lfs pull` in its repository.")
    if not head.strip(b"\0"):
        return Damaged("the file begins with nothing but zeros", name, "The download did not finish; get it again.")
    return _by_magic(head, name) or _by_text(head, name) or _unknown(peek)


def pointed_size(head: bytes) -> int | None:
    """The size in bytes of the file that a Git LFS pointer stands for; None for anything else."""
    pointer = _LFS.match(head)
    return int(pointer[1]) if pointer else None


def _by_magic(head: bytes, name: str) -> CheckpointError | None:
    if head.startswith(b"\x80") and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return NotACheckpoint("the file begins like a pickle, but goes on like none", name,
                              "It may be damaged, or of another program.")
    if head[257:262] == b"ustar" or head.startswith(b"sys_info\0"):
        return Damaged("this is a tar file whose first header is malformed", name, "Copy or download it again.")
    kinds = (
        (b"\x89PNG", "a PNG picture", "Choose the checkpoint instead."),
        (b"\xff\xd8\xff", "a JPEG picture", "Choose the checkpoint instead."),
        (b"\x89HDF", "an HDF5 file", "Open it with Keras or h5py."),
        (b"7z\xbc\xaf", "a 7z archive", "Unpack it and open what is inside."),
        (b"Rar!", "a RAR archive", "Unpack it and open what is inside."),
        (b"GGUF", "a GGUF model", "Open it with llama.cpp."),
        (b"\x7fELF", "a program", "Choose the checkpoint instead."),
        (b"%PDF", "a PDF document", "Choose the checkpoint instead."),
    )
    return next((NotACheckpoint(f"this is {what}, not a checkpoint", name, hint)
                 for magic, what, hint in kinds if head.startswith(magic)), None)


def _by_text(head: bytes, name: str) -> CheckpointError | None:
    start = head.lstrip()[:512].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        return NotACheckpoint("this is a web page, not a checkpoint", name,
                              "The download gave an error or log-in page; download the file itself.")
    if start.startswith((b"{", b"[")):
        return NotACheckpoint("this is JSON text, not a checkpoint", name,
                              "It may be a server's error message or a model's configuration; look inside.")
    try:
        text = head.decode("utf-8") if len(head) < 4096 else head[:4090].decode("utf-8", "ignore")
    except UnicodeDecodeError:
        return None
    if not text.isprintable() and any(ord(c) < 32 and c not in "\t\r\n\f" for c in text):
        return None
    if name.endswith(".pth") and all(map(_is_path_line, text.splitlines()[:50])):
        return NotACheckpoint("this is a Python path file (text), not a checkpoint", name,
                              "Python's site module uses the same extension; choose another file.")
    return NotACheckpoint("this is a text file, not a checkpoint", name, "Choose another file.")


def _is_path_line(line: str) -> bool:
    """Whether Python's site module would take the line: a folder, an import, a comment (docs of module `site`)."""
    words = line.strip()
    return not words or words.startswith(("#", "import ", "import\t")) or not re.search(r"\s", words)


def _unknown(peek: Peek) -> CheckpointError:
    if peek.size < 64:
        return NotACheckpoint(f"{peek.size} bytes are too few for a checkpoint", peek.name,
                              "The save or the download did not finish; get it again.")
    return NotACheckpoint(f"the file begins with bytes {peek.head[:4].hex(' ')}, which no known checkpoint does",
                          peek.name, "It may be damaged, encrypted, raw numbers, or of another program.")
