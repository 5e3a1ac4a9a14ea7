"""What DeepSpeed's ZeRO splits over files: said, loaded by the snippet, and no empty state_dict is saved of it.

The files are laid out as deepspeed 0.19.8 writes them (deepspeed/runtime/engine.py, bf16_optimizer.py and
zero/stage_1_and_2.py), which takes flat vectors in place of parameters.
"""

from __future__ import annotations

import types
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import torch
from torch import nn

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.saving import SaveOptions, plan
from ckpt_viewer.core.snippets import snippets
from tests.oracles import save


def net() -> nn.Module:
    return nn.Sequential(nn.Linear(32, 32), nn.Linear(32, 4))


def optim_states(folder: Path) -> Path:
    """A process's share: weights and optimizer state as one vector."""
    flat = nn.Parameter(torch.cat([param.detach().flatten() for param in net().parameters()]))
    optimizer = torch.optim.AdamW([flat], lr=0.5)
    flat.grad = torch.ones_like(flat)
    optimizer.step()
    held = {"zero_stage": 2, "base_optimizer_state": optimizer.state_dict(), "partition_count": [1],
            "single_partition_of_fp32_groups": [flat.detach()]}
    content = {"optimizer_state_dict": held, "ds_config": {}, "ds_version": "0.19.8"}
    return save(content, folder / "bf16_zero_pp_rank_0_mp_rank_00_optim_states.pt")


def model_states(folder: Path, *, empty: bool) -> Path:
    module = {name: value.new_empty(0) if empty else value for name, value in net().state_dict().items()}
    content: dict[str, Any] = {"module": module, "param_shapes": [], "global_steps": 1, "ds_version": "0.19.8"}
    return save(content, folder / "zero_pp_rank_0_mp_rank_00_model_states.pt")


def test_a_vector_in_place_of_parameters_is_told(tmp_path: Path) -> None:
    (view,) = find_optimizers(open_checkpoint(optim_states(tmp_path)).graph)
    (param,) = view.groups[0].params
    assert (view.guess, view.as_vectors, param.name) == ("AdamW", True, None)
    assert param.how.startswith("One vector in place of many parameters")


def test_a_short_vector_is_a_parameter_as_any_other(tmp_path: Path) -> None:
    """A bias, or a perturbation that is learned alone."""
    bias = nn.Parameter(torch.ones(8))
    optimizer = torch.optim.Adam([bias])
    bias.grad = torch.ones(8)
    optimizer.step()
    (view,) = find_optimizers(open_checkpoint(save(optimizer.state_dict(), tmp_path / "x.pth")).graph)
    assert not view.as_vectors


@pytest.mark.parametrize("empty", [None, True])
def test_the_snippet_puts_the_files_together(empty: bool | None, tmp_path: Path) -> None:
    file = optim_states(tmp_path) if empty is None else model_states(tmp_path, empty=empty)
    checkpoint = open_checkpoint(file)
    assert "zero_to_fp32.py" in checkpoint.notes[0].text
    assert checkpoint.notes[0].severity == ("info" if empty is None else "warning")
    (found,) = snippets(checkpoint, file.name)
    whole, asked = net(), list[str]()
    there: Any = types.ModuleType("deepspeed.utils.zero_to_fp32")

    def together(folder: str) -> dict[str, Any]:
        asked.append(folder)
        return whole.state_dict()

    there.get_fp32_state_dict_from_zero_checkpoint = together
    names = {"MyModel": net}
    with mock.patch.dict("sys.modules", {"deepspeed": there, "deepspeed.utils": there, there.__name__: there}):
        exec(found.code, names)
    model: Any = names["model"]
    assert asked == [".."]
    assert torch.equal(model.state_dict()["1.weight"], whole.state_dict()["1.weight"])


def test_no_state_dict_of_empty_tensors_is_saved_unasked(tmp_path: Path) -> None:
    checkpoint = open_checkpoint(model_states(tmp_path, empty=True))
    for form in ("state_dict", "safetensors", "training_checkpoint"):
        refusal = plan(checkpoint, tmp_path / "out.pth", SaveOptions(form=form)).refusal
        assert "keeps their elements in other files" in refusal
    assert not plan(checkpoint, tmp_path / "out.pth", SaveOptions(form="same")).refusal


def test_whole_files_of_deepspeed_stay_as_they_are(tmp_path: Path) -> None:
    checkpoint = open_checkpoint(model_states(tmp_path, empty=False))
    assert not checkpoint.notes
    assert snippets(checkpoint, "x.pt")[0].title == "Use the model"
    assert not plan(checkpoint, tmp_path / "out.pth", SaveOptions(form="state_dict")).refusal
