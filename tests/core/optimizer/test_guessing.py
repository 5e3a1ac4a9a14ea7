"""Every optimizer of torch is recognised by its keys, before and after its first step."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.optimizer import find_optimizers, guess_optimizer
from tests.oracles import save

CLASSES = sorted(
    name for name, cls in vars(torch.optim).items()
    if inspect.isclass(cls) and issubclass(cls, torch.optim.Optimizer) and cls is not torch.optim.Optimizer
)


@pytest.mark.parametrize("stepped", [False, True])
@pytest.mark.parametrize("name", CLASSES)
def test_each_class_of_torch_is_recognised(name: str, stepped: bool, tmp_path: Path) -> None:
    model = nn.Linear(3, 2, bias=False)
    optimizer = getattr(torch.optim, name)(model.parameters(), lr=0.1)

    def loss() -> torch.Tensor:
        model.weight.grad = torch.ones(2, 3)
        if name == "SparseAdam":
            model.weight.grad = model.weight.grad.to_sparse()
        return model.weight.sum()

    if stepped:
        optimizer.step(loss)
    assert guess(optimizer.state_dict(), tmp_path) == name
    assert guess(optimizer, tmp_path) == name


def test_the_list_of_classes_is_what_torch_has() -> None:
    assert {"Adam", "AdamW", "SGD", "LBFGS", "Muon", "Adafactor", "SparseAdam"} <= set(CLASSES)


@pytest.mark.parametrize(("group", "state", "expected"), [
    # torch 1.x and 2.0 - 2.6: both classes with the same keys
    ("lr betas eps weight_decay amsgrad", "step exp_avg exp_avg_sq", "Adam or AdamW"),
    ("lr momentum dampening weight_decay nesterov", "momentum_buffer", "SGD"),
    ("lr lr_decay weight_decay initial_accumulator_value eps", "step sum", "Adagrad"),
    ("lr betas weight_decay", "exp_avg", "Lion"),
    ("lr betas eps weight_decay", "step exp_avg exp_inf", "Adamax"),
    ("lr betas eps weight_decay", "step exp_avg exp_avg_sq", "RAdam"),
    ("lr betas eps weight_decay correct_bias", "step exp_avg exp_avg_sq", "AdamW (transformers)"),
    ("lr eps clip_threshold scale_parameter relative_step warmup_init", "exp_avg_sq_row", "Adafactor (transformers)"),
    ("lr betas eps weight_decay", "step state1 state2 absmax1 qmap1", "8-bit Adam (bitsandbytes)"),
    ("lr betas eps weight_decay alpha t_alpha", "step state1 state2", "Adam (bitsandbytes)"),
    ("lr betas eps weight_decay alpha t_alpha", "state1 qmap1 absmax1", "8-bit optimizer (bitsandbytes)"),
    ("lr wibble", "", "unknown optimizer"),
    # each as its author publishes it: Sophia-G, Shampoo, Kron, Adam-mini, GaLore, Muon of Keller Jordan and of Moonshot
    ("lr betas rho weight_decay maximize capturable", "step exp_avg hessian", "Sophia"),
    ("lr momentum weight_decay epsilon update_freq", "step precond_0 inv_precond_0", "Shampoo"),
    ("lr b1 weight_decay max_size_triangular", "step momentum_buffer Q exprs", "PSGD Kron"),
    ("lr beta1 beta2 eps", "m step vmean", "Adam-mini"),
    ("lr betas eps weight_decay correct_bias rank update_proj_gap scale proj_type", "step projector exp_avg exp_avg_sq",
     "GaLore"),
    ("lr momentum weight_decay use_muon", "momentum_buffer", "Muon with Adam"),
    ("lr wd momentum nesterov ns_steps adamw_betas adamw_eps", "use_muon momentum_buffer", "Muon with AdamW"),
    ("lr momentum nesterov ns_steps", "momentum_buffer", "Muon (not of torch)"),
    # what timm 1.0, pytorch_optimizer 4.1 and schedulefree 1.4 write
    ("lr betas eps weight_decay ams_bound rectify step", "exp_avg exp_avg_var", "AdaBelief"),
    ("lr betas eps weight_decay max_grad_norm step", "exp_avg exp_avg_sq exp_avg_diff previous_grad", "Adan"),
    ("lr betas eps1 eps2 weight_decay step", "exp_avg exp_avg_sq_row exp_avg_sq_col exp_avg_res_row exp_avg_res_col",
     "CAME"),
    ("lr eps momentum weight_decay", "step grad_sum_sq s x0", "MADGRAD"),
    ("lr betas eps weight_decay amsgrad grad_averaging", "step exp_avg exp_avg_sq", "NovoGrad"),
    ("lr momentum dampening weight_decay nesterov trust_coefficient", "momentum_buffer", "LARS"),
    ("lr betas eps weight_decay bias_correction grad_averaging max_grad_norm trust_clip", "exp_avg exp_avg_sq",
     "LAMB (timm)"),
    ("lr betas eps weight_decay bias_correction grad_averaging max_grad_norm", "exp_avg exp_avg_sq", "LAMB (apex)"),
    ("lr betas eps weight_decay train_mode weight_sum lr_max k r", "z exp_avg_sq", "AdamW (schedule-free)"),
    ("lr momentum weight_decay train_mode weight_sum lr_max k r", "z", "SGD (schedule-free)"),
    ("lr betas eps train_mode weight_sum lr_max silent_sgd_phase", "z exp_avg_sq", "RAdam (schedule-free)"),
    ("lr momentum dampening nesterov weight_decay weight_decouple step", "momentum_buffer", "SGDW"),
    ("lr momentum dampening nesterov weight_decay weight_decouple wd_ratio delta", "momentum", "SGDP"),
    ("lr betas alpha k weight_decay weight_decouple eps", "exp_avg exp_avg_sq slow_buffer", "Ranger"),
    ("lr betas eps weight_decay bias_correction d growth_rate", "s exp_avg exp_avg_sq", "Prodigy or D-Adaptation"),
    # others have RAdam's keys, or Lion's, and one of their own: no name is better than a wrong one
    ("lr betas eps weight_decay nus", "exp_avg exp_avg_sq", "unknown optimizer"),
    ("lr betas eps weight_decay", "exp_avg exp_avg_sq previous_grad", "unknown optimizer"),
    ("lr betas weight_decay", "pos_momentum neg_momentum", "unknown optimizer"),
    ("lr betas eps weight_decay name initial_lr", "step exp_avg exp_avg_sq", "RAdam"),
])
def test_older_and_other_optimizers(group: str, state: str, expected: str) -> None:
    assert guess_optimizer(set(group.split()), set(state.split()), None) == expected


@pytest.mark.parametrize(("name", "options", "shape"), [
    ("Adafactor", {}, (4, 3)), ("Adam", {"amsgrad": True}, (4, 3)), ("ASGD", {}, (4, 3)), ("Rprop", {}, (2, 3, 5)),
    ("SGD", {"momentum": 0.9}, (4, 3)), ("Adafactor", {}, (3,)), ("RMSprop", {"centered": True, "momentum": 1}, ()),
])
def test_the_state_tells_the_shape_of_its_parameter(
    name: str, options: dict[str, Any], shape: tuple[int, ...], tmp_path: Path
) -> None:
    """Two parameters, of which only the second has the state's shape: it must get the name."""
    parameter = nn.Parameter(torch.ones(shape))
    optimizer = getattr(torch.optim, name)([parameter], **options)
    parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    file = {"model": {"other": torch.ones(7, 7), "mine": parameter.detach()}, "optimizer": optimizer.state_dict()}
    (view,) = find_optimizers(open_checkpoint(save(file, tmp_path / "file.pth")).graph)
    (param,) = view.groups[0].params
    assert (param.name, param.sure) == ("mine", "likely")


def guess(thing: Any, folder: Path) -> str:
    (view,) = find_optimizers(open_checkpoint(save(thing, folder / "optimizer.pth")).graph)
    return view.guess
