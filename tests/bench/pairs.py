"""Comparisons of two checkpoints: of few large tensors, and of many small ones, where it is the steps from one to the
next that take the time. Against a loop of torch, and against `cmp`.

There are two races of each. In one both files are open, and loaded for torch: the steps alone. In the
other nothing is, as where a person asks: each side opens or loads two files and then compares them.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import torch

from ckpt_viewer.core.diffing.diff import compare_structure, measure
from ckpt_viewer.core.engine.cpu import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.task import Task
from ckpt_viewer.verbs.diff import compare
from tests.bench.racing import Race

_PARTS = 32
_SHAPES = ((10_000, 8), (100_000, 1_000), (10_737, 25_000))  # tensors, and the elements of each
_PATIENCE = 50_000  # tensors; torch loads more of them for a quarter of a minute
_LEAST = 256  # elements that a tensor counts at least, where few are asked for


def races(folder: Path, values: torch.Tensor) -> Iterator[Race]:
    """Of all these values in few tensors, and of as many as there are, in the shapes above."""
    yield from _large(folder, values)
    for count, elements in _SHAPES:
        yield from _many(folder, values, min(count, values.numel() // max(elements, _LEAST)), elements)


def _large(folder: Path, values: torch.Tensor) -> Iterator[Race]:
    a = {f"layer{i}": part for i, part in enumerate(values.chunk(_PARTS))}
    b = {name: part + 1e-3 * torch.randn_like(part) for name, part in a.items()}
    paths = [folder / "a.pth", folder / "b.pth", folder / "again.pth"]
    for path, content in zip(paths, (a, b), strict=False):
        torch.save({name: part.clone() for name, part in content.items()}, path)
    shutil.copyfile(paths[0], paths[2])
    graphs = [open_checkpoint(path).graph for path in paths]
    mib = values.nbytes >> 20
    yield Race(f"compare two files of {mib} MiB, all metrics", "torch, tensor by tensor",
               lambda: _compare(graphs[0], graphs[1]), lambda: _torch_loop(a, b), 8.0)
    yield Race(f"compare two equal files of {mib} MiB", "cmp", lambda: _compare(graphs[0], graphs[2]),
               lambda: _cmp(paths[0], paths[2]), 0.8)
    yield from _closed(paths, f"of {mib} MiB in {_PARTS} tensors", rounds=3)


def _many(folder: Path, values: torch.Tensor, count: int, elements: int) -> Iterator[Race]:
    paths = [folder / f"many-{name}.pth" for name in ("a", "b", "again")]
    a = {f"layer{i}": part for i, part in enumerate(values[: count * elements].chunk(count))}
    b = {name: part + 1e-3 * torch.randn_like(part) for name, part in a.items()}
    for path, content in zip(paths, (a, b), strict=False):
        torch.save({name: part.clone() for name, part in content.items()}, path)
    shutil.copyfile(paths[0], paths[2])
    graphs = [open_checkpoint(path).graph for path in paths]
    title = f"of {count:,} tensors of {elements:,}"
    yield Race(f"compare two open files {title}", "torch, tensor by tensor, already loaded",
               lambda: _compare(graphs[0], graphs[1]), lambda: _torch_loop(a, b), 8.0)
    yield Race(f"compare two equal open files {title}", "cmp", lambda: _compare(graphs[0], graphs[2]),
               lambda: _cmp(paths[0], paths[2]), 0.8)
    yield from _closed(paths, title, rounds=1 if count > _PATIENCE else 3)
    for path in paths:
        path.unlink()


def _closed(paths: list[Path], title: str, rounds: int) -> Iterator[Race]:
    """From the names of two files to all numbers, as `ckpt diff` does it but for the start of its process."""
    def ours(other: Path) -> None:
        with open_checkpoint(paths[0]) as one, open_checkpoint(other) as two:
            compare(one, two, 0.0, Task())

    def theirs() -> None:
        _torch_loop(*(torch.load(path, mmap=True, weights_only=True) for path in paths[:2]))

    yield Race(f"open and compare two files {title}", "torch.load(mmap=True) of both, tensor by tensor",
               lambda: ours(paths[1]), theirs, 8.0, rounds)
    yield Race(f"open and compare two equal files {title}", "cmp", lambda: ours(paths[2]),
               lambda: _cmp(paths[0], paths[2]), 0.8, rounds)


def _compare(one: Graph, other: Graph) -> None:
    measure(compare_structure(one, other), CpuEngine(), Task())


def _cmp(one: Path, other: Path) -> None:
    subprocess.run(["cmp", str(one), str(other)], check=True)


def _torch_loop(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> None:
    for name in a:
        _torch_metrics(a[name], b[name])


def _torch_metrics(a: torch.Tensor, b: torch.Tensor) -> None:
    distance = (b - a).abs()
    distance.max(), distance.mean(), distance.norm() / a.norm(), (a != b).float().mean()
    torch.nn.functional.cosine_similarity(a, b, dim=0)
