"""The report on a file: every name with what it is, the verdict, and what else is to be said.

The verdict never promises that a file can do no harm. `known_only` means that every name is on PyTorch's own
allow-list and nothing was odd; `dangerous` that a name is known for harm or the file hides something; `unknown_code`
anything between; `unreadable` that the file could not be read to its end, so that nothing can be concluded; the
names met before the damage are listed all the same.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Literal

from ckpt_viewer.core.checkpoint import Checkpoint, GlobalUse, Note, Severity, named_before
from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.formats import recognise
from ckpt_viewer.core.formats.base import peek_at
from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.known_globals import harm, is_known, is_stand_in, meaning
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.pickles.sequence import together
from ckpt_viewer.core.scanning.allow_list import RECORDED, AllowList
from ckpt_viewer.core.scanning.sweep import sweep
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.local import LocalFile
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text, is_plain, plain_text

Verdict = Literal["known_only", "unknown_code", "dangerous", "unreadable"]
Level = Literal["allowed", "unknown", "dangerous"]


_OF_PICKLES = ("bare_pickle", "torch_legacy")  # their pickle was run to where it fails: that tells all it names


_OF_SCRIPTS = ("__torch__.", "torch.jit._pickle.")
"""Where the names of a TorchScript program stand: its own classes, and lists that its reader makes; not imported."""


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
    """Findings, the worst first; within a level in the order of the file. `allowed_by` says whose list."""

    verdict: Verdict
    globals: tuple[Finding, ...]
    notes: tuple[Note, ...]
    allowed_by: str = RECORDED.source

    @property
    def clean(self) -> bool:
        """Only names that PyTorch allows, and nothing odd about the file."""
        return self.verdict == "known_only" and all(note.severity == "info" for note in self.notes)


def glance(checkpoint: Checkpoint) -> ScanReport:
    """What opening the file has noticed."""
    return _report(checkpoint.globals, checkpoint.notes, RECORDED)


def scan(opened: Checkpoint | CheckpointError, task: Task | None = None, *, source: Source | None = None,
         allowed: AllowList = RECORDED) -> ScanReport:
    """The report on a checkpoint, or on the error that opening it ended with. Reads the file; raises Cancelled, and
    SourceError where the file of a checkpoint can no longer be read.

    `source` is the file that could not be opened, where there is one: what its pickles name is told all the same.
    """
    task = task or Task()
    if isinstance(opened, Checkpoint):
        found = sweep(opened.source, task, opened)
        uses = together((*opened.globals, *found.globals))
        report = _report(uses, _each_once((*opened.notes, *found.notes)), allowed)
        unread = opened.details.get("unread") and report.verdict != "dangerous"
        return replace(report, verdict="unreadable") if unread else report  # a shard may hold what nobody has seen
    seen = list(named_before(opened))
    notes: tuple[Note, ...] = ()
    if source is not None:
        found, places = sweep(source, task, tried=_tried(opened, source)), {(use.name, use.where) for use in seen}
        seen += [use for use in found.globals if (use.name, use.where) not in places]
        notes = found.notes
    report = _report(together(seen), notes, allowed)
    return replace(report, verdict="unreadable", notes=_each_once((Note("danger", str(opened)), *report.notes)))


def _tried(error: CheckpointError, source: Source) -> str | None:
    """The pickle that was run to where it fails, empty where it is the one at the first byte; None for no pickle."""
    if not isinstance(error, Damaged):
        return None
    return "" if recognise(peek_at(source))[0].name in _OF_PICKLES else error.ran or None


def scan_unreadable(error: CheckpointError, path: str | os.PathLike[str], task: Task,
                    allowed: AllowList = RECORDED) -> ScanReport:
    """The report on a file that could not be opened, with what its bytes name all the same."""
    error.__traceback__ = error.__context__ = None  # through them all that was read until then would stay in memory
    try:
        source = LocalFile(path)
    except CheckpointError:
        return scan(error, task, allowed=allowed)
    with closing(source):
        return scan(error, task, source=source, allowed=allowed)


def _report(uses: Sequence[GlobalUse], notes: tuple[Note, ...], allowed: AllowList) -> ScanReport:
    findings = sorted((examine(use, allowed) for use in uses), key=lambda finding: _LEVELS.index(finding.level))
    others = [use.name for use in uses if not allowed.allows(use.name)]
    notes = (*notes, *disguises(others, allowed.names))
    return ScanReport(_verdict(findings, notes), tuple(findings), notes, allowed.source)


def _each_once(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The worst first, each once."""
    return tuple(sorted(dict.fromkeys(notes), key=lambda note: _SEVERITIES.index(note.severity)))


def examine(use: GlobalUse, allowed: AllowList = RECORDED) -> Finding:
    """What one name means."""
    listed = allowed.allows(use.name)
    level: Level = "allowed" if listed else "dangerous" if harm(use.name, use.taken) else "unknown"
    return Finding(use.name.module, use.name.name, use.count, use.called, use.where, meaning(use.name, use.taken),
                   level)


def summary(report: ScanReport) -> str:
    """The verdict in one sentence."""
    match report.verdict:
        case "known_only":
            names = count_text(len(report.globals), "name")
            if not report.globals:
                return "Loading it in Python would import nothing by name."
            verb = "is" if len(report.globals) == 1 else "are"
            return (f"Loading it in Python would import {names}, which {verb} on PyTorch's own list "
                    f"({report.allowed_by}).")
        case "unknown_code":
            unknown = [finding for finding in report.globals if finding.level == "unknown"]
            if unknown and all(f"{finding.module}.".startswith(_OF_SCRIPTS) for finding in unknown):
                return ("Loading it in Python would import nothing beyond PyTorch's own list "
                        f"({report.allowed_by}), but torch.jit.load compiles the program in it.")
            if len(unknown) == 1:
                return ("Loading it in Python would import and run a name that is not on PyTorch's own list "
                        f"({report.allowed_by}).")
            return (f"Loading it in Python would import and run {count_text(len(unknown), 'name')} that are not on "
                    f"PyTorch's own list ({report.allowed_by}).")
        case "dangerous":
            worst = sum(finding.level == "dangerous" for finding in report.globals)
            if worst:
                return f"Do not load it in Python: it names {count_text(worst, 'thing')} that can do harm."
            return "Do not load it in Python: the file is made in a way that hides what it does."
        case "unreadable":
            return "It could not be read to the end, so nothing can be said about what loading it would do."


def _verdict(findings: Iterable[Finding], notes: tuple[Note, ...]) -> Verdict:
    levels = {finding.level for finding in findings}
    if "dangerous" in levels or any(note.severity == "danger" for note in notes):
        return "dangerous"
    return "unknown_code" if "unknown" in levels else "known_only"


_SEVERITIES: tuple[Severity, ...] = ("danger", "warning", "info")
_LEVELS: tuple[Level, ...] = ("dangerous", "unknown", "allowed")


_MOST_LOOKED_AT = 2000
_MOST_NOTES = 10
_LONGEST = 200  # letters of a name that is compared; those on PyTorch's list have 50
# Letters of other scripts that fonts draw like Latin ones (Unicode TR 39, confusables, those that names could use).
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝеАВЕКМНОРСТХІЈЅοανικρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ０１",
    "aeopcyxijsdhqweABEKMHOPCTXIJSoavikptuxABEZHIKMNOPTYX01")
_SPACES = re.compile(r"\s")


def disguises(names: Iterable[Global], allowed: frozenset[Global]) -> tuple[Note, ...]:
    """What is to be said of these names, none of which is on the list."""
    found = [note for name in list(names)[:_MOST_LOOKED_AT] for note in _disguise(name, allowed)]
    rest = len(found) - _MOST_NOTES
    return tuple(found[:_MOST_NOTES]) + ((Note("danger", f"{rest:,} more names are disguised"),) if rest > 0 else ())


def _disguise(name: Global, allowed: frozenset[Global]) -> Iterator[Note]:
    text = str(name)[: 2 * _LONGEST]
    shown = plain_text(text, _LONGEST)
    if not is_plain(text) or "\n" in text or "\t" in text:
        yield Note("danger", f"The name {shown} holds characters that are invisible, or that reorder what is shown")
    elif _SPACES.search(text):
        if not is_stand_in(name):
            yield Note("danger", f"The name “{shown}” holds a space, as no name in Python does")
    elif not text.isascii():
        plain = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
        if plain.isascii():
            yield Note("danger", f"The name {shown} is spelled with letters that look like others: it is not "
                                 f"{plain_text(plain, _LONGEST)}")
    elif not is_known(name):
        yield from _near(text, shown, allowed)


def _near(text: str, shown: str, allowed: frozenset[Global]) -> Iterator[Note]:
    for other in allowed:
        real = str(other)
        if text.casefold() == real.casefold():
            yield Note("danger", f"The name {shown} differs from {real}, which PyTorch allows, only in capital letters")
            return
        if one_letter_apart(text, real):
            yield Note("warning", f"The name {shown} is one letter off {real}, which PyTorch allows")
            return


def one_letter_apart(a: str, b: str) -> bool:
    """Whether one letter put in, taken out or exchanged makes one the other."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    shorter, longer = sorted((a, b), key=len)
    same = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    return shorter[same + (len(a) == len(b)):] == longer[same + 1:]
