"""Opening files of other shapes than a flat list of tensors, against torch.load(mmap, weights_only); and whole models,
which torch can only load by making them."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn

from tests.bench.files import open_whole
from tests.bench.racing import Amount, Race

_PARTS = ("weight", "bias", "gain", "shift")


def races(folder: Path, mib: int) -> Iterator[Race | Amount]:
    """Each of about 100,000 tensors. Where nothing is wanted it is there to be seen."""
    for title, wanted, make in _SHAPES:
        path = folder / "shape.pth"
        torch.save(make(), path)
        yield Race(f"open {title}", "torch.load(mmap, weights_only)", lambda: open_whole(path),  # noqa: B023
                   lambda: torch.load(path, mmap=True, weights_only=True), wanted, rounds=2)  # noqa: B023
        path.unlink()
    for title, model in _MODELS:
        path = folder / "model.pth"
        torch.save(model(), path)
        yield Race(f"open a whole model of {title}", "torch.load(weights_only=False)",
                   lambda: open_whole(path),  # noqa: B023
                   lambda: torch.load(path, weights_only=False), 0.0, rounds=2)  # noqa: B023
        path.unlink()


def _parameters(count: int) -> dict[str, torch.Tensor]:
    return {f"layers.{i // 4}.{_PARTS[i % 4]}": torch.zeros(1 + i % 3) for i in range(count)}


def _training(count: int, state: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    """Two param groups, as nearly everybody makes them who leaves some parameters without weight decay."""
    halves = range(count // 2), range(count // 2, count)
    groups = [{"lr": 0.1, "betas": (0.9, 0.999), "weight_decay": 0.01, "params": list(half)} for half in halves]
    return {"epoch": 3, "model": _parameters(count),
            "optimizer": {"state": {i: state(i) for i in range(count)}, "param_groups": groups}}


def _adam(i: int) -> dict[str, Any]:
    return {"step": torch.tensor(float(i)), "exp_avg": torch.zeros(1 + i % 3), "exp_avg_sq": torch.zeros(1 + i % 3)}


def _momentum(i: int) -> dict[str, Any]:
    return {"momentum_buffer": torch.zeros(1 + i % 3)}


def _state_dict() -> dict[str, torch.Tensor]:
    """As `Module.state_dict` gives it, with the version of each module."""
    made = OrderedDict(_parameters(100_000))
    made._metadata = OrderedDict(  # type: ignore[attr-defined]
        (f"layers.{i // 2}.{i % 2}", {"version": 1}) for i in range(50_000))
    return made


def _views() -> dict[str, torch.Tensor]:
    """No two alike in offset, sizes and strides."""
    whole, rng = torch.zeros(200_000), random.Random(1)
    return {f"v{i}": whole.as_strided((rng.randint(1, 40), rng.randint(1, 300)), (rng.randint(1, 9), rng.randint(1, 9)),
                                      rng.randint(0, 150_000)) for i in range(100_000)}


def _residual(width: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(width, width, 3, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
                         nn.Conv2d(width, width, 3, bias=False), nn.BatchNorm2d(width))


_MODELS: tuple[tuple[str, Callable[[], nn.Module]], ...] = (
    ("20,000 modules, all alike", lambda: nn.Sequential(*[nn.Linear(2, 2) for _ in range(20_000)])),
    ("12,000 modules in residual blocks", lambda: nn.Sequential(*[_residual(2 + i % 4) for i in range(2000)])),
    ("250 modules in residual blocks", lambda: nn.Sequential(*[_residual(2 + i % 4) for i in range(50)])),
)
_SHAPES: tuple[tuple[str, float, Callable[[], Any]], ...] = (
    ("a training: 25,000 parameters with AdamW's state", 15.0, lambda: _training(25_000, _adam)),
    ("a training: 50,000 parameters with SGD's momentum", 0.0, lambda: _training(50_000, _momentum)),
    ("a state_dict with the versions of 50,000 modules", 0.0, _state_dict),
    ("100,000 Parameters", 20.0, lambda: {k: torch.nn.Parameter(v) for k, v in _parameters(100_000).items()}),
    ("10,000 dicts of 10 tensors", 0.0, lambda: {f"s{i}": {f"w{j}": torch.zeros(()) for j in range(10)}
                                                 for i in range(10_000)}),
    ("50,000 tensors, each under a second name", 0.0, lambda: (first := _parameters(50_000)) | {
        f"tied.{i}": tensor for i, tensor in enumerate(first.values())}),
    ("20,000 lists of 5 tensors", 0.0, lambda: [[torch.zeros(1) for _ in range(5)] for _ in range(20_000)]),
    ("100,000 views that all differ", 0.0, _views),
)
