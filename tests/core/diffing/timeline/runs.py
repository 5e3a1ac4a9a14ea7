"""A short training whose checkpoints torch wrote, for the tests of timelines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from ckpt_viewer.core.diffing.timeline import Told, tell_timeline
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.task import Task

Value = dict[str, Any]


def weights(step: int, *, frozen: bool = True) -> dict[str, torch.Tensor]:
    """`fc.weight` moves by a fifth of its first value each time, `fc.bias` until step 3, `stem.weight` never."""
    torch.manual_seed(7)
    first = torch.randn(4, 5)
    return {"stem.weight": torch.ones(3) * (1 if frozen else step), "fc.weight": first * (1 + 0.2 * step),
            "fc.bias": torch.full((4,), 1.0 + min(step, 3))}


def save_run(folder: Path, values: dict[str, Value]) -> list[Path]:
    """Each value under its name."""
    for name, value in values.items():
        torch.save(value, folder / name)
    return [folder / name for name in values]


def checkpoint(step: int, **more: object) -> Value:
    return {"epoch": step, "model": weights(step), **more}


def told(paths: list[Path]) -> Told:
    return tell_timeline(paths, CpuEngine(), Task())
