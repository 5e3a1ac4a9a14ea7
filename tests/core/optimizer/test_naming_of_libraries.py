"""Names in the files of libraries that part, wrap or normalise parameters in their own ways."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, prune

from tests.core.optimizer.test_naming import grades, names, optimizers, params, step
from tests.zoo.stand_ins import Call, instance, stand_in


@pytest.mark.parametrize("norm", [nn.utils.spectral_norm, parametrizations.spectral_norm])
def test_buffers_of_a_spectral_norm_are_no_parameters(norm: Callable[[nn.Module], nn.Module], tmp_path: Path) -> None:
    """Their vectors have the shape of the bias that stands beside them."""
    model = nn.Sequential(*(norm(nn.Linear(8, 8)) for _ in range(3)))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.randn(2, 8)).sum().backward()
    optimizer.step()
    (view,) = optimizers({"netD": model.state_dict(), "optD": optimizer.state_dict()}, tmp_path)
    assert names(view) == [name for name, _ in model.named_parameters()]
    assert grades(view) == {"likely"}


def test_masks_of_pruning_and_bases_of_orthogonal_layers_are_no_parameters(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Linear(8, 8), nn.Linear(8, 8), parametrizations.orthogonal(nn.Linear(8, 8)))
    for layer in (model[0], model[1]):
        prune.L1Unstructured.apply(layer, "weight", amount=0.5)  # type: ignore[no-untyped-call]
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.randn(2, 8)).sum().backward()
    optimizer.step()
    (view,) = optimizers({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path)
    assert names(view) == [name for name, _ in model.named_parameters()]
    assert grades(view) == {"likely"}


def test_what_only_looks_like_a_buffer_by_its_name_is_a_parameter(tmp_path: Path) -> None:
    model = nn.ParameterDict({"pos_bias_u": torch.ones(3), "pos_bias_v": torch.ones(3), "w_mask": torch.ones(2, 3)})
    optimizer = torch.optim.Adam(model.parameters())
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    (view,) = optimizers({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path)
    assert names(view) == [name for name, _ in model.named_parameters()]


def test_tensors_of_their_own_class_give_and_take_names(tmp_path: Path) -> None:
    """As fully_shard of torch.distributed leaves them: DTensor in the model and in the optimizer's state."""
    model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))
    optimizer = torch.optim.AdamW(model.parameters())
    model(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    state = optimizer.state_dict()
    for kept in state["state"].values():
        kept.update({name: wrapped(kept[name]) for name in ("exp_avg", "exp_avg_sq")})
    weights = {name: wrapped(value) for name, value in model.state_dict().items()}
    (view,) = optimizers({"model": weights, "optimizer": state}, tmp_path)
    assert names(view) == [name for name, _ in model.named_parameters()]
    assert [param.how for param in params(view)] == [
        "By order: there are as many parameters as names, and the shapes of the optimizer's state agree."] * 4
    assert view.model == ("model",)


def test_biases_norms_and_matrices_in_groups_of_their_own(tmp_path: Path) -> None:
    """As Ultralytics and others part them; biases of norms and their weights have the same shapes."""
    model = nn.Sequential(*(
        nn.Sequential(nn.Conv2d(3, 3, 1, bias=False), nn.BatchNorm2d(3)) for _ in range(4)), nn.Conv2d(3, 3, 1))
    every = list(model.parameters())
    norms = [module.weight for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    biases = [parameter for name, parameter in model.named_parameters() if name.endswith("bias")]
    rest = [parameter for parameter in every if parameter.dim() > 1]
    optimizer = torch.optim.SGD([{"params": rest}, {"params": norms}, {"params": biases}], lr=0.1, momentum=0.9)
    step(model, optimizer)
    (view,) = optimizers({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path)
    own = {id(parameter): name for name, parameter in model.named_parameters()}
    assert names(view) == [own[id(parameter)] for parameter in (*rest, *norms, *biases)]
    assert grades(view) == {"likely"}
    assert "By kind" in params(view)[len(rest)].how


def test_a_few_of_a_kind_are_a_guess_where_others_are_not_in_the_optimizer(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Linear(4, 4), nn.LayerNorm(4, bias=False), nn.Linear(4, 4))
    optimizer = torch.optim.Adam([parameter for name, parameter in model.named_parameters() if name == "0.bias"])
    model(torch.ones(1, 4)).sum().backward()
    optimizer.step()
    (view,) = optimizers({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path)
    assert grades(view) == {"guess"}


def test_layers_with_and_without_decay_in_groups_of_their_own(tmp_path: Path) -> None:
    """As timm's decay of the learning rate by layers makes them: two groups for each layer."""
    model = nn.Sequential(*(nn.Sequential(nn.Linear(4, 4), nn.LayerNorm(4), nn.Linear(4, 4)) for _ in range(3)))
    groups = [
        [parameter for parameter in layer.parameters() if (parameter.dim() > 1) is matrix]
        for layer in model for matrix in (False, True)
    ]
    optimizer = torch.optim.AdamW([{"params": group} for group in groups])
    model(torch.randn(2, 4)).sum().backward()
    optimizer.step()
    (view,) = optimizers({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, tmp_path)
    own = {id(parameter): name for name, parameter in model.named_parameters()}
    assert names(view) == [own[id(parameter)] for group in groups for parameter in group]


def test_moments_of_a_projected_gradient_do_not_tell_the_shape(tmp_path: Path) -> None:
    """GaLore keeps them smaller than the parameter, beside what makes the gradient so."""
    model = nn.Sequential(nn.Linear(8, 8), nn.Linear(8, 4))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 8)).sum().backward()
    optimizer.step()
    state = optimizer.state_dict()
    for kept in state["state"].values():
        if kept["exp_avg"].dim() == 2:
            kept.update({name: torch.zeros(2, 8) for name in ("exp_avg", "exp_avg_sq")})
            kept["projector"] = instance("galore_torch.galore_projector", "GaLoreProjector", rank=2)
    (view,) = optimizers({"model": model.state_dict(), "optimizer": state}, tmp_path)
    assert names(view) == [name for name, _ in model.named_parameters()]


def wrapped(local: torch.Tensor) -> Any:
    """A DTensor as its pickle looks, whose only shard is the whole."""
    cls = stand_in("mylib.dtensor", "DTensor", torch.Tensor)
    rebuild, make = torch._tensor._rebuild_from_type_v2, torch._utils._rebuild_wrapper_subclass
    about = (cls, local.dtype, local.size(), local.stride(), 0, torch.strided, torch.device("cpu"), False)
    spec = instance("mylib.dtensor", "DTensorSpec", placements=())
    return Call(rebuild, make, cls, about, (None, {"_local_tensor": local, "_spec": spec}))
