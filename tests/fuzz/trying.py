"""Opens one broken file as a person would, looks at all of it, and says what came of it."""

from __future__ import annotations

import resource
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.errors import CheckpointError, InvalidPath
from ckpt_viewer.core.formats import read_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.saving.planning import plan
from ckpt_viewer.core.scanning import places_of, scan, summary
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.tally import tally
from ckpt_viewer.core.task import Task
from tests.fuzz.mutating import Breaker

SLOW = 5.0  # seconds; a hang guard
GROWTH = 1 << 30  # bytes that one file may cost
NOWHERE = Path("/nowhere/to/be/written")
MOST_ELEMENTS = 1 << 22
MOST_KEPT = 20


@dataclass
class Outcomes:
    """How many files ended how; `faults` are the cases that must not be, `case N of SEED: what`, and `files` the bytes
    of the first of them by number: storages of legacy files are named by addresses, so another process may differ."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    files: dict[int, bytes] = field(default_factory=dict)

    def fault(self, number: int, name: str, what: str, data: bytes) -> None:
        self.faults.append(f"case {number} of {name}: {what}")
        if len(self.files) < MOST_KEPT:
            self.files[number] = data


def fuzz(seeds: Mapping[str, bytes], seed: int, first: int, step: int, more: Callable[[int], bool]) -> Outcomes:
    """Cases first, first + step, … as long as `more(number)`."""
    breaker, outcomes, number = Breaker(seeds), Outcomes(), first
    peak = _peak()
    while more(number):
        name, data = breaker.case(seed, number)
        begun = time.monotonic()
        try:
            outcome = attempt(data, file_name(name))
        except Exception as error:  # noqa: BLE001 (whatever is no CheckpointError is what we look for)
            outcome, place = "fault", traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__}: {error}"[:200]
            outcomes.fault(number, name, f"{what} ({Path(place.filename).name}:{place.lineno})", data)
        if time.monotonic() - begun > SLOW:
            outcomes.fault(number, name, "slow", data)
        if _peak() - peak > GROWTH:
            outcomes.fault(number, name, "takes more than a GiB", data)
        peak = _peak()
        outcomes.counts[outcome] += 1
        number += step
    return outcomes


def file_name(seed: str) -> str:
    """What a file of this seed is called: one format goes by that as well."""
    return "x.distcp" if seed.startswith("distributed") else "x.pth"


def attempt(data: bytes, file: str) -> str:
    """The verdict of the scan, or the kind of error. Raises whatever is neither."""
    source, task = MemorySource(data, file), Task()
    try:
        checkpoint = read_checkpoint(source, task)
    except CheckpointError as error:
        _look_at(error, source)
        return type(error).__name__
    report = scan(checkpoint, task)
    summary(report)
    _look_through(checkpoint, task)
    return report.verdict


def _look_through(checkpoint: Checkpoint, task: Task) -> None:
    """Everything that the window does with a file before anybody asks for more."""
    graph = checkpoint.graph
    outline = build_outline(graph, task, "x.pth")
    for row in range(min(len(outline), 20)):
        try:
            graph.resolve(outline.path(row))
        except InvalidPath as error:  # of two equal keys, a path means the last one
            _one_line(error)
    tally(graph, (graph.root,), task)
    places_of(graph, task)
    plan(checkpoint, NOWHERE)
    first = next((held for node in range(len(graph)) if isinstance(held := graph[node], Tensor)), None)
    if first is not None and not first.problem and first.spec.numel <= MOST_ELEMENTS:
        try:
            CpuEngine().summarize(first.spec, task)
        except CheckpointError as error:
            _one_line(error)


def _look_at(error: CheckpointError, source: MemorySource) -> None:
    _one_line(error)
    if scan(error, source=source).verdict != "unreadable":
        raise AssertionError("an unreadable file is called something else")


def _one_line(error: CheckpointError) -> None:
    text = str(error)
    if "\n" in text or not text or len(text) > 2000:
        raise AssertionError(f"not one line: {text[:80]!r}")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
