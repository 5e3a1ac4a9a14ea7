"""Many processes that break files at once, each with a bound on its memory."""

from __future__ import annotations

import multiprocessing
import resource
import time

from tests.fuzz.trying import Outcomes, fuzz

MEMORY = 4 << 30
"""What a worker may map: a file that asks for more ends in a MemoryError, which is a fault."""


def run(seeds: dict[str, bytes], seed: int, seconds: float, jobs: int) -> Outcomes:
    total = Outcomes()
    work = [(seeds, seed, first, jobs, seconds) for first in range(jobs)]
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for part in pool.starmap(worker, work):
            total.counts += part.counts
            total.faults += part.faults
    return total


def worker(seeds: dict[str, bytes], seed: int, first: int, step: int, seconds: float) -> Outcomes:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    until = time.monotonic() + seconds
    return fuzz(seeds, seed, first, step, lambda _: time.monotonic() < until)
