"""Statistics and comparisons against loops of torch that find the same numbers, on as many threads as torch takes.

Machine code is waited for before anything is timed, as in a window that has been open for a while.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import torch

from ckpt_viewer.core.engine.cpu import CpuEngine
from ckpt_viewer.core.engine.readiness import WORTH_IT, kernels
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.verbs.stats import measure
from tests.bench import pairs, typical, waiting
from tests.bench.racing import Amount, Race

BINS, PARTS = 256, 32
_TYPICAL = 256  # MiB; where less is asked for, models are slim
TYPES = (torch.float32, torch.bfloat16, torch.float16, torch.float8_e4m3fn, torch.int8)


def races(folder: Path, mib: int) -> Iterator[Race | Amount]:
    """Of tensors of `mib` MiB in float32, and as many elements of the other types."""
    engine = CpuEngine()
    _wait_for_kernels()
    values = torch.randn(mib << 18)
    for dtype in TYPES:
        made = (values * 20).clamp(-127, 127).to(dtype) if dtype is torch.int8 else values.to(dtype)
        spec = _saved(made, folder / "numbers.pth")
        name = str(dtype).removeprefix("torch.")
        yield Race(f"summary and {BINS} bins, {made.nbytes >> 20} MiB {name}", "torch aminmax + var_mean + histc",
                   lambda spec=spec: engine.histogram(spec, Task(), bins=BINS),  # type: ignore[misc]
                   lambda made=made: _torch_numbers(made), 6.0)  # type: ignore[misc]
        if dtype is torch.float32:
            yield Race(f"the same, {made.nbytes >> 20} MiB {name}", "torch.sum, which reads all", lambda spec=spec: (  # type: ignore[misc]
                engine.histogram(spec, Task(), bins=BINS)), lambda made=made: made.sum(), 0.35)  # type: ignore[misc]
    for name, made in _other_kinds(values):
        spec = _saved(made, folder / "numbers.pth")
        yield Race(f"summary and {BINS} bins, {made.nbytes >> 20} MiB {name}", "torch aminmax + var_mean + histc",
                   lambda spec=spec: engine.histogram(spec, Task(), bins=BINS),  # type: ignore[misc]
                   lambda made=made: _torch_numbers(made), 6.0)  # type: ignore[misc]
    yield from pairs.races(folder, values)
    yield _whole_checkpoint(folder / "a.pth", PARTS)
    many = folder / "many.pth"
    for elements in (25_000, 1_000):  # as many experts have, and as nobody should
        count = min(values.numel() // elements, 100_000)
        torch.save({f"layer{i}": part.clone() for i, part in enumerate(values[: count * elements].chunk(count))}, many)
        yield _whole_checkpoint(many, count)
    many.unlink()
    yield from _typical_checkpoints(many, slim=mib < _TYPICAL)
    yield from waiting.amounts(folder, values)


def _other_kinds(values: torch.Tensor) -> Iterator[tuple[str, torch.Tensor]]:
    """Half as many elements as `values` has at most, where each takes more to get or to count than most do."""
    half = values[: values.numel() // 2]
    yield "float32 about 1,000,000", half + 1e6
    yield "float32 behind a ReLU", half.relu()
    yield "float64", half.double()
    yield "int64", (half * 10_000).long()
    yield "int32", (half * 10_000).int()
    yield "complex64", torch.view_as_complex(values.reshape(-1, 2))
    yield "float64 of 1e-200", half.double() * 1e-200
    yield "float32, every third", values[::3]
    yield "float32, half the columns", values.reshape(-1, 64)[:, :32]
    yield "float32, one column of 64", values.reshape(-1, 64)[:, 7]


def _typical_checkpoints(path: Path, *, slim: bool) -> Iterator[Race]:
    torch.save(typical.gpt2(24 if slim else 768), path)
    yield _whole_checkpoint(path, 148, "of GPT-2, ")
    torch.save(typical.resnet50_in_training(4 if slim else 64), path)
    yield _whole_checkpoint(path, 481, "of ResNet-50 in training, ")
    path.unlink()


def _wait_for_kernels() -> None:
    kernels().expect(WORTH_IT)
    while kernels().pending:
        time.sleep(0.1)


def _whole_checkpoint(path: Path, count: int, name: str = "") -> Race:
    """Every tensor of a file that is read from the disk each time, on both sides, as `ckpt stats` does it."""
    def ours() -> None:
        _forget(path)
        with open_checkpoint(path) as checkpoint:
            measure(checkpoint, (), BINS, Task(), lambda _: None)

    def peer() -> None:
        _forget(path)
        subprocess.run(["cat", str(path)], check=True, stdout=subprocess.DEVNULL)

    size = path.stat().st_size >> 20
    return Race(f"statistics of a whole checkpoint, {name}{size} MiB in {count:,} tensors, not in memory",
                "cat FILE > /dev/null", ours, peer, 1 / 1.3)


def _forget(path: Path) -> None:
    """Have the system drop what it holds of a file, where it can be asked to."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _saved(tensor: torch.Tensor, path: Path) -> TensorSpec:
    torch.save(tensor, path)
    graph = open_checkpoint(path).graph
    held = graph[graph.root]
    assert isinstance(held, Tensor)
    return held.spec


def _torch_numbers(tensor: torch.Tensor) -> None:
    numbers = tensor.abs() if tensor.is_complex() else tensor if tensor.dtype is torch.float64 else tensor.float()
    low, high = torch.aminmax(numbers)
    torch.var_mean(numbers)
    torch.histc(numbers, BINS, float(low), float(high))
