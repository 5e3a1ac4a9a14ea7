"""How long a person waits: for the first picture, for a cancelled job to stop, for a window while a job runs; and what
memory a very large file takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import torch

from ckpt_viewer.core.engine.cpu import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import TensorSpec
from tests.bench.processes import peak_mib, printed
from tests.bench.racing import Amount

Work = Callable[[Task], object]

_NUMBERS = """
from ckpt_viewer.core.engine.cpu import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Task
def specs(path):
    graph = open_checkpoint(path).graph
    return [graph[n].spec for _, n in graph.walk() if isinstance(graph[n], Tensor)]
"""
_STATISTICS = f"{_NUMBERS}\nbegin()\nfor spec in specs(sys.argv[1]):\n    CpuEngine().histogram(spec, Task())\n"
_COMPARISON = (f"{_NUMBERS}\nbegin()\nfor a, b in zip(specs(sys.argv[1]), specs(sys.argv[2])):\n"
               "    CpuEngine().compare(a, b, Task())\n")
# A timer of 1 ms in the thread of the window: how late it comes, while histograms follow one another, machine code is
# loaded and garbage is looked for.
_WINDOW = f"""
import sys, time
from PySide6.QtCore import QCoreApplication, QTimer
from ckpt_viewer.gui.jobs import Jobs
{_NUMBERS}
app, jobs, left = QCoreApplication([]), Jobs(), [6]
(spec, *_) = specs(sys.argv[1])
gaps, last = [], [time.perf_counter()]
def tick():
    now = time.perf_counter()
    gaps.append(now - last[0])
    last[0] = now
def go(*_):
    left[0] -= 1
    if left[0] < 0:
        QTimer.singleShot(1500, app.quit)
        return
    jobs.submit("numbers", lambda task: CpuEngine().histogram(spec, task, quick=lambda _: None), go)
timer = QTimer()
timer.timeout.connect(tick)
timer.start(1)
go()
app.exec()
jobs.shutdown()
print(1000 * max(gaps))
"""


def amounts(folder: Path, values: torch.Tensor) -> Iterator[Amount]:
    """`values` are many float32; the very large file has eighty times their bytes."""
    path, other = folder / "waiting.pth", folder / "other.pth"
    matrix = values[: values.numel() // 1024 * 1024].reshape(-1, 1024)
    torch.save({"plain": values, "transposed": matrix.t(), "third": values[::3],
                "moved": values + 1e-3}, path)
    with open_checkpoint(path) as checkpoint:
        graph = checkpoint.graph
        specs = {name: held.spec for name in ("plain", "transposed", "third", "moved")
                 if isinstance(held := graph[graph.resolve((name,))], Tensor)}
        for name, spec in list(specs.items())[:3]:
            yield Amount(f"first picture of a histogram, {name}", lambda spec=spec: _first(spec), "ms", 50)  # type: ignore[misc]
        engine, spec, moved, third = CpuEngine(), specs["plain"], specs["moved"], specs["third"]
        works: dict[str, Work] = {"histogram": lambda task: engine.histogram(spec, task),
                                  "compare": lambda task: engine.compare(spec, moved, task),
                                  "histogram, every third": lambda task: engine.histogram(third, task)}
        for name, work in works.items():
            yield Amount(f"cancel: {name}", lambda work=work: _to_stop(work), "ms", 100)  # type: ignore[misc]
    yield Amount("longest pause of a window while histograms are made",
                 lambda: float(printed(_WINDOW, [str(path)])), "ms", 50)
    for large in (path, other):
        _save_sparse(large, 80 * values.nbytes)
    size = f"{path.stat().st_size / 2**30:.1f} GiB"
    yield Amount(f"memory for statistics of {size}", lambda: peak_mib(_STATISTICS, [str(path)]), "MiB", 300)
    yield Amount(f"memory to compare {size}", lambda: peak_mib(_COMPARISON, [str(path), str(other)]), "MiB", 300)


def _first(spec: TensorSpec) -> float:
    """Milliseconds until a sample is there."""
    best = float("inf")
    for _ in range(5):
        task, begin = Task(), time.perf_counter()
        seen: list[float] = []

        def stop(_: object, task: Task = task, seen: list[float] = seen) -> None:
            seen.append(time.perf_counter())
            task.cancel()

        with suppress(Cancelled):
            CpuEngine().histogram(spec, task, quick=stop)
        best = min(best, (seen or [time.perf_counter()])[0] - begin)  # small tensors are exact at once
    return 1000 * best


def _to_stop(work: Work) -> float:
    """Milliseconds from a cancel to the end, the longest of several tries at different places."""
    longest = 0.0
    for delay in (0.003, 0.01, 0.03, 0.06):
        task = Task()

        def run(task: Task = task) -> None:
            with suppress(Cancelled):
                work(task)

        thread = threading.Thread(target=run)
        thread.start()
        time.sleep(delay)
        task.cancel()
        begin = time.perf_counter()
        thread.join()
        longest = max(longest, time.perf_counter() - begin)
    return 1000 * longest


def _save_sparse(path: Path, size: int) -> None:
    with torch.serialization.skip_data():  # a hole in the disk, and never touched in memory either
        torch.save({f"w{i}": torch.empty(size // 80) for i in range(20)}, path)
