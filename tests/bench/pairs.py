"""Comparisons of two checkpoints that are open: of few large tensors, and of many small ones, where it is the steps
from one to the next that take the time. Against a loop of torch over what it has loaded, and against `cmp`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import torch

from ckpt_viewer.core.diffing.diff import compare_structure, measure
from ckpt_viewer.core.engine.cpu import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from tests.bench.racing import Race

_PARTS = 32
_SHAPES = ((10_000, 8), (100_000, 1_000), (10_737, 25_000))  # tensors, and the elements of each
_LEAST = 256  # elements that a tensor counts at least, where few are asked for


def races(folder: Path, values: torch.Tensor) -> Iterator[Race]:
    """Of all these values in few tensors, and of as many as there are, in the shapes above."""
    yield from _large(folder, values)
    for count, elements in _SHAPES:
        yield from _many(folder, values, min(count, values.numel() // max(elements, _LEAST)), elements)


def _large(folder: Path, values: torch.Tensor) -> Iterator[Race]:
    engine = CpuEngine()
    a = {f"layer{i}": part for i, part in enumerate(values.chunk(_PARTS))}
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
    yield Race(f"compare two equal files of {mib} MiB", "cmp", lambda: ours(graphs[0], graphs[2]),
               lambda: subprocess.run(["cmp", str(paths[0]), str(paths[2])], check=True), 0.8)


def _many(folder: Path, values: torch.Tensor, count: int, elements: int) -> Iterator[Race]:
    paths = [folder / f"many-{name}.pth" for name in ("a", "b", "again")]
    a = {f"layer{i}": part for i, part in enumerate(values[: count * elements].chunk(count))}
    b = {name: part + 1e-3 * torch.randn_like(part) for name, part in a.items()}
    for path, content in zip(paths, (a, b), strict=False):
        torch.save({name: part.clone() for name, part in content.items()}, path)
    shutil.copyfile(paths[0], paths[2])
    graphs = [open_checkpoint(path).graph for path in paths]

    def ours(other: Graph) -> None:
        measure(compare_structure(graphs[0], other), CpuEngine(), Task())

    def theirs() -> None:
        for name in a:
            _torch_metrics(a[name], b[name])

    title = f"of {count:,} tensors of {elements:,}"
    yield Race(f"compare two files {title}", "torch, tensor by tensor", lambda: ours(graphs[1]), theirs, 8.0)
    yield Race(f"compare two equal files {title}", "cmp", lambda: ours(graphs[2]),
               lambda: subprocess.run(["cmp", str(paths[0]), str(paths[2])], check=True), 0.8)
    for path in paths:
        path.unlink()


def _spec(graph: Graph, name: str) -> TensorSpec:
    held = graph[graph.resolve((name,))]
    assert isinstance(held, Tensor)
    return held.spec


def _torch_metrics(a: torch.Tensor, b: torch.Tensor) -> None:
    distance = (b - a).abs()
    distance.max(), distance.mean(), distance.norm() / a.norm(), (a != b).float().mean()
    torch.nn.functional.cosine_similarity(a, b, dim=0)
