"""Says what loading a file in Python would import and call. Nothing is executed to find out.

Contract: the verdict never promises that a file can do no harm. `known_only` means that every name is on PyTorch's own
allow-list and nothing was odd; `dangerous` that a name is known for harm or the file hides something; `unknown_code`
anything between; `unreadable` that the file could not be read to its end, so that nothing can be concluded; the
names met before the damage are listed all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ckpt_viewer.core.checkpoint import Checkpoint, GlobalUse, Note
from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.known_globals import ALLOWED_SOURCE, danger, is_allowed, meaning
from ckpt_viewer.core.wording import count_text

Verdict = Literal["known_only", "unknown_code", "dangerous", "unreadable"]
Level = Literal["allowed", "unknown", "dangerous"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A name that loading the file would import. `called` counts how often it would be called as well, `where` is the
    place of the first use, `meaning` a few plain words, empty where the name is not known."""

    module: str
    name: str
    count: int
    called: int
    where: str
    meaning: str
    level: Level


@dataclass(frozen=True, slots=True)
class ScanReport:
    """Findings, the worst first; within a level in the order of the file."""

    verdict: Verdict
    globals: tuple[Finding, ...]
    notes: tuple[Note, ...]

    @property
    def clean(self) -> bool:
        """Only names that PyTorch allows, and nothing odd about the file."""
        return self.verdict == "known_only" and all(note.severity == "info" for note in self.notes)


def scan(opened: Checkpoint | CheckpointError) -> ScanReport:
    """The report on a checkpoint, or on the error that opening it ended with."""
    if isinstance(opened, CheckpointError):
        seen = opened.seen if isinstance(opened, Damaged) else ()
        uses = (use for use in seen if isinstance(use, GlobalUse))
        return ScanReport("unreadable", _findings(uses), (Note("danger", str(opened)),))
    findings = _findings(opened.globals)
    verdict = _verdict(findings, opened.notes)
    if opened.details.get("unread") and verdict != "dangerous":
        verdict = "unreadable"  # a shard may hold what nobody has seen
    return ScanReport(verdict, findings, opened.notes)


def _findings(uses: Iterable[GlobalUse]) -> tuple[Finding, ...]:
    return tuple(sorted(map(examine, uses), key=lambda finding: _LEVELS.index(finding.level)))


def examine(use: GlobalUse) -> Finding:
    """What one name means."""
    level: Level = "dangerous" if danger(use.name) else "allowed" if is_allowed(use.name) else "unknown"
    return Finding(use.name.module, use.name.name, use.count, use.called, use.where, meaning(use.name), level)


def summary(report: ScanReport) -> str:
    """The verdict in one sentence."""
    match report.verdict:
        case "known_only":
            names = count_text(len(report.globals), "name")
            if not report.globals:
                return "Loading it in Python would import nothing by name."
            verb = "is" if len(report.globals) == 1 else "are"
            return f"Loading it in Python would import {names}, which {verb} on PyTorch's own list ({ALLOWED_SOURCE})."
        case "unknown_code":
            others = sum(finding.level == "unknown" for finding in report.globals)
            return (f"Loading it in Python would import {count_text(others, 'name')} that PyTorch's own list "
                    f"({ALLOWED_SOURCE}) does not hold, and run what they do.")
        case "dangerous":
            worst = sum(finding.level == "dangerous" for finding in report.globals)
            if worst:
                return f"Do not load it in Python: it names {count_text(worst, 'thing')} that can do harm."
            return "Do not load it in Python: the file is made in a way that hides what it does."
        case "unreadable":
            return "It could not be read to the end, so nothing can be said about what loading it would do."


def _verdict(findings: tuple[Finding, ...], notes: tuple[Note, ...]) -> Verdict:
    levels = {finding.level for finding in findings}
    if "dangerous" in levels or any(note.severity == "danger" for note in notes):
        return "dangerous"
    return "unknown_code" if "unknown" in levels else "known_only"


_LEVELS: tuple[Level, ...] = ("dangerous", "unknown", "allowed")
