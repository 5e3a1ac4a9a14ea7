"""What is saved out of a stream of before 1.6 can be loaded: types that no such stream gives back make it a zip."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.edits import Cast
from ckpt_viewer.core.saving import SaveOptions
from ckpt_viewer.core.tensor import DTYPES
from tests.core.oracle import opened, saved


def cast(checkpoint: Checkpoint, dtype: str) -> Checkpoint:
    return checkpoint.with_graph(Cast(DTYPES[dtype]).apply(checkpoint.graph).graph)


def save(checkpoint: Checkpoint, target: Path, **options: Any) -> saving.SaveReport:
    return saving.save(saving.plan(checkpoint, target, SaveOptions(**options)))


def test_a_plain_copy_of_the_state_of_numpys_generator(tmp_path: Path) -> None:
    state: Any = np.random.RandomState(0).get_state()
    report = save(opened(saved({"numpy": state}, legacy=True)), tmp_path / "out.pth", form="same", plain=True)
    assert report.format == "torch_zip"
    assert any("cannot give back uint32" in line for line in report.loses)
    found = torch.load(tmp_path / "out.pth", weights_only=True)["numpy"]
    assert (found[0], *found[2:]) == (state[0], *state[2:])
    assert np.array_equal(found[1].numpy(), state[1])


@pytest.mark.parametrize("form", ["same", "state_dict"])
@pytest.mark.parametrize("dtype", ["float8_e5m2", "float8_e4m3fn", "float16"])
def test_a_cast_to_a_type_of_today(dtype: str, form: str, tmp_path: Path) -> None:
    made = cast(opened(saved({"w": torch.ones(3)}, legacy=True)), dtype)
    report = save(made, tmp_path / "out.pth", form=form)
    assert report.format == ("torch_legacy" if dtype == "float16" else "torch_zip")
    assert torch.load(tmp_path / "out.pth")["w"].dtype == getattr(torch, dtype)


def test_an_unchanged_file_is_copied_whatever_it_holds(tmp_path: Path) -> None:
    data = saved({"w": torch.ones(3).to(torch.float8_e5m2)}, legacy=True)
    assert save(opened(data), tmp_path / "out.pth", form="same").format == "torch_legacy"
