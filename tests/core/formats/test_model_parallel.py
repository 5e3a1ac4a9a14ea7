"""Parts of a model-parallel set know of one another by their names."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.formats import open_checkpoint


def notes(folder: Path, name: str, *beside: str) -> list[str]:
    for file in (name, *beside):
        torch.save({"wq": torch.ones(2)}, folder / file)
    with open_checkpoint(folder / name) as checkpoint:
        return [note.text for note in checkpoint.notes]


@pytest.mark.parametrize(("name", "others"), [
    ("consolidated.00.pth", ("consolidated.01.pth",)),
    ("mp_rank_01_model_states.pt", ("mp_rank_00_model_states.pt",)),
    ("zero_pp_rank_0_mp_rank_00_model_states.pt", ("zero_pp_rank_0_mp_rank_01_model_states.pt",)),
])
def test_a_part_tells_of_the_others(tmp_path: Path, name: str, others: tuple[str, ...]) -> None:
    (said,) = notes(tmp_path, name, *others)
    assert said.startswith("This is one of 2 parts of a model-parallel set: of each split weight it holds a slice, ")
    assert f"the other slices are in {others[0]}; " in said


def test_many_parts_are_named_in_their_order(tmp_path: Path) -> None:
    (said,) = notes(tmp_path, "consolidated.07.pth", *(f"consolidated.{n:02}.pth" for n in range(7)))
    assert "one of 8 parts" in said
    assert "consolidated.00.pth, consolidated.01.pth" in said
    assert "more" in said


@pytest.mark.parametrize("beside", ["consolidated.00.safetensors", "consolidated.pth", "model.01.pth",
                                    "mp_rank_01_model_states.pt"])
def test_a_file_alone_is_no_part(tmp_path: Path, beside: str) -> None:
    assert notes(tmp_path, "consolidated.00.pth", beside) == []
