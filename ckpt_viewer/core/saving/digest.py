"""The SHA-256 of a file, as `sha256sum` gives it, for a person who passes the file on."""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path

from ckpt_viewer.core.sources.local import LocalFile
from ckpt_viewer.core.task import Task


def sha256_of(path: Path, task: Task) -> str:
    """In hexadecimal. `task` counts bytes.

    Raises SourceError, ChangedOnDisk where it is written meanwhile, Cancelled.
    """
    digest = hashlib.sha256()
    with closing(LocalFile(path)) as file:
        task.start(file.size, "calculating the SHA-256")
        for block in file.blocks():
            digest.update(block)
            task.advance(block.nbytes)
    return digest.hexdigest()
