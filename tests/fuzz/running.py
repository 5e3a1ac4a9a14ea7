"""Many processes that break files at once, each with a bound on its memory and on the time of one file."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import FrameType

from tests.fuzz.trying import SLOW, Outcomes, fuzz

MEMORY = 4 << 30
"""What a worker may map: a file that asks for more ends in a MemoryError, which is a fault."""


def run(seeds: dict[str, bytes], seed: int, seconds: float, jobs: int, first: int = 0) -> Outcomes:
    """Break files for so many seconds. A process that dies is a fault as well."""
    total = Outcomes()
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        parts = [pool.submit(worker, seeds, seed, first + n, jobs, seconds) for n in range(jobs)]
        for part in parts:
            try:
                done = part.result()
            except BrokenProcessPool:
                total.faults.append("a process died; run again with --jobs 1 and fewer --seconds to find the case")
                continue
            total.counts += done.counts
            total.faults += done.faults
            total.files |= done.files
    return total


def worker(seeds: dict[str, bytes], seed: int, first: int, step: int, seconds: float) -> Outcomes:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _on_hang)
    until = time.monotonic() + seconds

    def more(_: int) -> bool:
        signal.setitimer(signal.ITIMER_REAL, 2 * SLOW)
        return time.monotonic() < until

    try:
        return fuzz(seeds, seed, first, step, more)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _on_hang(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError("hangs")
