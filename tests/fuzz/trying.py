"""Opens one broken file as a person would and says what came of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import read_checkpoint
from ckpt_viewer.core.scanning import scan, summary
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task
from tests.fuzz.mutating import mutated

SLOW = 5.0  # seconds; a hang guard


@dataclass
class Outcomes:
    """How many files ended how; `faults` are the cases that must not be, `case N of SEED: what`."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def case(seeds: Mapping[str, bytes], seed: int, number: int) -> tuple[str, bytes]:
    """The file of one number, and the name of what it was made from."""
    rng = Random(f"{seed}/{number}")
    name = rng.choice(sorted(seeds))
    return name, mutated(seeds[name], tuple(seeds.values()), rng)


def fuzz(seeds: Mapping[str, bytes], seed: int, first: int, step: int, more: Callable[[int], bool]) -> Outcomes:
    """Cases first, first + step, … as long as `more(number)`."""
    outcomes, number = Outcomes(), first
    while more(number):
        name, data = case(seeds, seed, number)
        begun = time.monotonic()
        try:
            outcome = attempt(data)
        except Exception as error:  # noqa: BLE001 (whatever is no CheckpointError is what we look for)
            outcome = "fault"
            outcomes.faults.append(f"case {number} of {name}: {type(error).__name__}: {error}"[:300])
        if time.monotonic() - begun > SLOW:
            outcomes.faults.append(f"case {number} of {name}: slow")
        outcomes.counts[outcome] += 1
        number += step
    return outcomes


def attempt(data: bytes) -> str:
    """The verdict of the scan, or the kind of error. Raises whatever is neither."""
    try:
        checkpoint = read_checkpoint(MemorySource(data, "x.pth"), Task())
    except CheckpointError as error:
        _look_at(error)
        return type(error).__name__
    graph = checkpoint.graph
    for node in range(len(graph)):
        graph.children(node)
    report = scan(checkpoint)
    summary(report)
    return report.verdict


def _look_at(error: CheckpointError) -> None:
    text = str(error)
    if "\n" in text or not text or len(text) > 2000:
        raise AssertionError(f"not one line: {text[:80]!r}")
    if scan(error).verdict == "known_only":
        raise AssertionError("an unreadable file is called known_only")
