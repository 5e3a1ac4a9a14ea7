"""Statistics and comparisons against loops of torch that find the same numbers, on as many threads as torch takes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import torch

from ckpt_viewer.core.engine.cpu import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from tests.bench.racing import Race

BINS = 256
TYPES = (torch.float32, torch.bfloat16, torch.float16, torch.float8_e4m3fn, torch.int8)


def races(folder: Path, mib: int) -> Iterator[Race]:
    """Of tensors of `mib` MiB in float32, and as many elements of the other types."""
    engine = CpuEngine()
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
    yield from _comparisons(folder, values, engine)


def _comparisons(folder: Path, values: torch.Tensor, engine: CpuEngine) -> Iterator[Race]:
    a = {f"layer{i}": part for i, part in enumerate(values.chunk(32))}
    b = {name: part + 1e-3 * torch.randn_like(part) for name, part in a.items()}
    paths = [folder / "a.pth", folder / "b.pth", folder / "again.pth"]
    for path, content in zip(paths, (a, b), strict=False):
        torch.save({name: part.clone() for name, part in content.items()}, path)
    shutil.copyfile(paths[0], paths[2])
    graphs = [open_checkpoint(path).graph for path in paths]

    def ours(one: Graph, other: Graph) -> None:
        for name in a:
            engine.compare(_spec(one, name), _spec(other, name), Task())

    def theirs() -> None:
        for name in a:
            _torch_metrics(a[name], b[name])

    mib = values.nbytes >> 20
    yield Race(f"compare two files of {mib} MiB, all metrics", "torch, tensor by tensor",
               lambda: ours(graphs[0], graphs[1]), theirs, 8.0)
    yield Race(f"compare two equal files of {mib} MiB", "the bytes compared as cmp does",
               lambda: ours(graphs[0], graphs[2]), lambda: _compare_bytes(paths[0], paths[2]), 0.8)


def _saved(tensor: torch.Tensor, path: Path) -> TensorSpec:
    torch.save(tensor, path)
    graph = open_checkpoint(path).graph
    held = graph[graph.root]
    assert isinstance(held, Tensor)
    return held.spec


def _spec(graph: Graph, name: str) -> TensorSpec:
    held = graph[graph.resolve((name,))]
    assert isinstance(held, Tensor)
    return held.spec


def _torch_numbers(tensor: torch.Tensor) -> None:
    numbers = tensor.float()
    low, high = torch.aminmax(numbers)
    torch.var_mean(numbers)
    torch.histc(numbers, BINS, float(low), float(high))


def _torch_metrics(a: torch.Tensor, b: torch.Tensor) -> None:
    distance = (b - a).abs()
    distance.max(), distance.mean(), distance.norm() / a.norm(), (a != b).float().mean()
    torch.nn.functional.cosine_similarity(a, b, dim=0)


def _compare_bytes(one: Path, other: Path) -> bool:
    with one.open("rb") as first, other.open("rb") as second:
        while block := first.read(1 << 20):
            if block != second.read(1 << 20):
                return False
    return True
