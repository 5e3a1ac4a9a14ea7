"""Work that makes many objects leaves nothing for the collector to look through at once."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.task import Task

TENSORS = 3000


def test_what_was_made_is_not_looked_through_at_once() -> None:
    collections: list[str] = []

    def note(phase: str, _info: dict[str, int]) -> None:
        collections.append(phase)

    gc.collect()
    gc.unfreeze()
    gc.callbacks.append(note)
    try:
        with no_collection():
            made = [[number] for number in range(20_000)]
        more = [[number] for number in range(20)]
        assert (gc.isenabled(), collections, gc.get_freeze_count()) == (True, [], 0)
        assert len(made) + len(more) == 20_020
    finally:
        gc.callbacks.remove(note)


def test_who_collects_by_himself_is_left_alone() -> None:
    gc.disable()
    try:
        with no_collection():
            made = [[number] for number in range(20_000)]
        assert not gc.isenabled()
        assert gc.get_count()[0] >= len(made)
    finally:
        gc.enable()


@pytest.mark.parametrize("kind", ["zip", "legacy", "safetensors"])
def test_what_was_read_goes_when_nobody_has_it(tmp_path: Path, kind: str) -> None:
    """In a circle it would stay: nobody looks for garbage among a million objects."""
    path, held = tmp_path / "x", {f"layers.{n}.weight": torch.zeros(1 + n % 3) for n in range(TENSORS)}
    if kind == "safetensors":
        save_file(held, path)
    else:
        state = {"epoch": 1, "model": held, "state": {n: {"step": torch.zeros(1)} for n in range(TENSORS // 4)}}
        torch.save(state, path, _use_new_zipfile_serialization=kind == "zip")
    _look(path)  # whatever is imported late is there now
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        _look(path)
        left, garbage = len(gc.get_objects()) - before, gc.collect()
    finally:
        gc.enable()
    assert (left < TENSORS / 20, garbage) == (True, 0)


def _look(path: Path) -> None:
    with open_checkpoint(path) as checkpoint:
        assert len(build_outline(checkpoint.graph, Task(), "x")) >= TENSORS
