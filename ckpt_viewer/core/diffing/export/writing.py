"""Writes an exported comparison: whole or not at all, and never over one of the files it tells of."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path as FilePath
from typing import Literal, assert_never

from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.export.data import as_data
from ckpt_viewer.core.diffing.export.page import as_page
from ckpt_viewer.core.diffing.export.table import as_table
from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.task import Task

Kind = Literal["html", "csv", "json"]


def export(found: Compared, target: FilePath, kind: Kind, engine: Engine, task: Task, *, overwrite: bool,
           compared: Sequence[str] = ()) -> None:
    """Write `found` to `target`; `compared` are the files that it compares. Raises SaveFailed, Cancelled."""
    check_target(target, overwrite=overwrite, compared=compared)
    match kind:
        case "html":
            text = as_page(found, engine, task)
        case "csv":
            text = as_table(found)
        case "json":
            text = json.dumps(as_data(found), ensure_ascii=True, allow_nan=False, indent=1) + "\n"
        case _ as never:
            assert_never(never)
    _write(text, target)


def check_target(target: FilePath, *, overwrite: bool, compared: Sequence[str] = ()) -> None:
    """Raises SaveFailed where `target` is not to be written."""
    for name in compared:
        with suppress(OSError):
            if FilePath(name).samefile(target):
                raise SaveFailed("this is one of the files that are compared", str(target), "Choose another name.")
    if target.exists() and not overwrite:
        raise SaveFailed("this file exists", str(target), "Choose another name, or replace it (--overwrite).")


def _write(text: str, target: FilePath) -> None:
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            beside.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise SaveFailed(f"it could not be written ({error.strerror or error})", str(target),
                         "Choose another folder or name.") from None
