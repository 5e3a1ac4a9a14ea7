"""`ckpt scan`: what loading a file in Python would import and call."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.scanning import Finding, ScanReport, installed_list, scan, scan_unreadable, summary
from ckpt_viewer.core.sources.local import is_folder_at
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.verbs.answer import FAILED, Answer, Json, Table
from ckpt_viewer.verbs.switches import Namespace
from ckpt_viewer.verbs.terminal import progress_task

OTHERS = 1
_CELL = 200


def answer(options: Namespace) -> Answer:
    """Raises CheckpointError where the file cannot be read, names nothing, and no JSON was asked for."""
    task, allowed = progress_task(), installed_list()
    file: str | os.PathLike[str] = options.file
    if is_folder_at(file):
        from ckpt_viewer.core.folders import only_file  # most answers do not need it

        file = only_file(file, task)
    try:
        with open_checkpoint(file, task) as checkpoint:
            report = scan(checkpoint, task, allowed=allowed)
    except CheckpointError as error:
        report = scan_unreadable(error, file, task, allowed)
        if not options.json and not report.globals:
            raise
    status = FAILED if report.verdict == "unreadable" else 0 if report.clean else OTHERS
    return Answer(data(report), tuple(blocks(report)), status)


def data(report: ScanReport) -> dict[str, Json]:
    """What --json writes."""
    notes: list[Json] = [{"severity": note.severity, "text": note.text} for note in report.notes]
    return {"verdict": report.verdict, "globals": [_row(finding) for finding in report.globals], "notes": notes,
            "allow_list": report.allowed_by}


def blocks(report: ScanReport) -> Iterator[str | Table]:
    """The verdict, the names, and what else was noticed."""
    yield f"{report.verdict}: {summary(report)}"
    if report.globals:
        rows = tuple(_text_row(finding) for finding in report.globals)
        yield ""
        titles = ("name", "PyTorch's list", "times", "called", "what it is", "first at")
        yield Table(titles, rows, frozenset({2, 3}), (5, 3, 2))
    for note in report.notes:
        yield f"\n{note.severity}: {plain_text(note.text)}"


def _row(finding: Finding) -> Json:
    return {"module": finding.module, "name": finding.name, "called": finding.called, "count": finding.count,
            "where": finding.where, "meaning": finding.meaning, "level": finding.level}


def _text_row(finding: Finding) -> tuple[str, ...]:
    listed = {"allowed": "yes", "unknown": "no", "dangerous": "no, dangerous"}[finding.level]
    name = plain_text(f"{finding.module}.{finding.name}", _CELL)
    what, where = plain_text(finding.meaning or "not known", _CELL), plain_text(finding.where, _CELL)
    return name, listed, str(finding.count), str(finding.called), what, where
