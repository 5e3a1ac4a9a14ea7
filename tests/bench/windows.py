"""What a person at the window waits for with 100,000 tensors open, and how much longer ten times as many take."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from ckpt_viewer.core.formats import open_checkpoint, read_checkpoint
from ckpt_viewer.core.formats.zip_records import find_records
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.outline.searching import Searcher
from ckpt_viewer.core.sources.local import LocalFile
from ckpt_viewer.core.task import Cancelled, Task
from tests.bench.processes import ENVIRONMENT, peak_mib
from tests.bench.racing import Amount, Race

_PAUSE, _CLOSE = 50, 2000  # milliseconds
_MANY, _MORE = 100_000, 1_000_000
_OPEN = "from ckpt_viewer.core.formats import open_checkpoint\nbegin()\ncheckpoint = open_checkpoint(sys.argv[1])\n"


def races(folder: Path, mib: int) -> Iterator[Race | Amount]:
    """Of zips and safetensors files with tensors of one element, and of 2 GiB in 32 tensors."""
    first, second = folder / "first.pth", folder / "second.pth"
    for path in (first, second):
        torch.save(_training(_MANY), path)
    yield _told("100,000 tensors: first rows, from process start", min(_first_rows(first) for _ in range(5)), 1000)
    yield from _session("100,000 tensors", first, second)
    second.unlink()
    torch.save(_training(_MORE), first)
    yield from _session("1,000,000 tensors", first)
    yield from _large(folder / "large.pth")
    torch.save(_tensors(_MANY), first)
    yield from _growth(folder, first)


def _session(title: str, *paths: Path) -> Iterator[Amount]:
    done = subprocess.run([sys.executable, "-m", "tests.bench.window_session", *map(str, paths)], check=True,
                          capture_output=True, text=True, env=ENVIRONMENT)
    measured = json.loads(done.stdout.splitlines()[-1])
    found, pauses = measured["found"], measured["pauses"]
    for name, seconds in pauses.items():
        yield _told(f"{title}: longest pause, {name}", seconds, _PAUSE)
    yield _told(f"{title}: close the window while a file is opened", found["close"], _CLOSE)
    yield Amount("threads left after closing", lambda: found["threads"], "", 0)


def _first_rows(path: Path) -> float:
    done = subprocess.run([sys.executable, "-m", "tests.bench.first_rows", str(path)], check=True, capture_output=True,
                          text=True, env=ENVIRONMENT)
    return float(done.stdout.splitlines()[-1])


def _told(title: str, seconds: float, most: float) -> Amount:
    return Amount(title, lambda: 1000 * seconds, "ms", most)


def _large(path: Path) -> Iterator[Amount]:
    with torch.serialization.skip_data():  # a hole in the disk
        torch.save({f"w{i}": torch.empty(1 << 24) for i in range(32)}, path)
    yield Amount("open 2 GiB of 32 tensors", lambda: 1000 * min(_seconds(path) for _ in range(5)), "ms", 10)
    with closing(_Counted(path)) as counted:
        read_checkpoint(counted, Task())
        read = counted.read
        pickled = sum(row.size for row in find_records(counted, Task()).entries if row.name.endswith("data.pkl"))
    yield Amount("bytes read of it beyond its pickle", lambda: (read - pickled) / 1024, "KiB", 128)
    path.unlink()


class _Counted(LocalFile):
    """Counts the bytes that are read."""

    read = 0

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        self.read += buffer.nbytes
        super().readinto_at(offset, buffer)


def _growth(folder: Path, many: Path) -> Iterator[Race | Amount]:
    names = folder / "many.safetensors", folder / "more.safetensors"
    more = folder / "more.pth"
    torch.save(_tensors(_MORE), more)
    for path, count in zip(names, (_MANY, _MORE), strict=True):
        save_file({name: np.zeros(1, np.float32) for name in _names(count)}, path)
    for kind, small, large in (("zip", many, more), ("safetensors", *names)):
        yield Race(f"open 1,000,000 tensors, {kind}", "the same with 100,000", lambda large=large: _seconds(large),  # type: ignore[misc]
                   lambda small=small: _seconds(small), 1 / 11)  # type: ignore[misc]
        yield Amount(f"memory for each of 1,000,000 tensors, {kind}", lambda large=large: (  # type: ignore[misc]
            peak_mib(_OPEN, [str(large)]) * 1024 / _MORE), "KiB", 1)
    yield Amount("cancel the opening of 1,000,000 tensors", lambda: 1000 * _cancel(more), "ms", 100)
    with open_checkpoint(names[1]) as checkpoint:
        searcher = Searcher(build_outline(checkpoint.graph, Task(), "more"))
        searcher.search("layers", Task())  # what is prepared once
        yield Amount("filter 1,000,000 rows, for each key", lambda: 1000 * max(map(_search(searcher), (
            "w", "weight", "weight7", "77.weight7"))), "ms", 100)


def _search(searcher: Searcher) -> Callable[[str], float]:
    def seconds(text: str) -> float:
        begin = time.perf_counter()
        searcher.search(text, Task())
        return time.perf_counter() - begin

    return seconds


def _cancel(path: Path) -> float:
    """Seconds from asking to the end of the work, the longest of several moments."""
    return max(_cancelled(path, after) for after in (0.1, 0.5, 1.0, 1.5, 2.0))


def _cancelled(path: Path, after: float) -> float:
    task, ended = Task(), list[float]()

    def work() -> None:
        with suppress(Cancelled):
            open_checkpoint(path, task).close()
        ended.append(time.perf_counter())

    worker = threading.Thread(target=work)
    worker.start()
    worker.join(after)
    asked = time.perf_counter()
    task.cancel()
    worker.join()
    return max(0.0, ended[0] - asked)


def _seconds(path: Path) -> float:
    begin = time.perf_counter()
    open_checkpoint(path).close()
    return time.perf_counter() - begin


def _names(count: int) -> list[str]:
    return [f"layers.{i // 10}.weight{i % 10}" for i in range(count)]


def _training(count: int) -> dict[str, object]:
    """A model, and in dicts of their own two tensors of an optimizer for every other of its tensors."""
    state = {i: {"exp_avg": torch.zeros(1), "exp_avg_sq": torch.zeros(1)} for i in range(count // 4)}
    groups = [{"lr": 0.1, "params": list(state)}]
    return {"epoch": 3, "model": _tensors(count // 2), "optimizer": {"state": state, "param_groups": groups}}


def _tensors(count: int) -> dict[str, torch.Tensor]:
    return {name: torch.zeros(1) for name in _names(count)}
