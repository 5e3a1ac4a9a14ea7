"""Whole models, optimizers and schedulers as objects."""

from __future__ import annotations

import collections
from typing import Any

import torch
from torch import nn

from tests.zoo.stand_ins import instance, stand_in


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.norm = nn.BatchNorm2d(2)
        self.blocks = nn.ModuleDict({"a": nn.Linear(2, 2), "b": nn.ModuleList([nn.Linear(2, 1)])})
        self.scale = nn.Parameter(torch.ones(1))
        self.extra = nn.ParameterList([nn.Parameter(torch.zeros(2))])
        self.named = nn.ParameterDict({"k": nn.Parameter(torch.zeros(1))})
        self.register_parameter("nothing", None)
        self.register_buffer("scratch", torch.arange(3.0), persistent=False)


def forward_hook(module: nn.Module, inputs: Any, output: Any) -> None:
    """Does nothing."""


def hooked() -> Any:
    model, layer = nn.Sequential(), nn.Linear(2, 2)
    layer.register_forward_hook(forward_hook)
    model.register_forward_pre_hook(print)
    model.append(layer)
    return model


def modules() -> Any:
    return {
        "net": Net(),
        "parallel": nn.DataParallel(nn.Linear(2, 2)),
        "lstm": nn.LSTM(2, 3, 2, bidirectional=True),
        "attention": nn.MultiheadAttention(4, 2),
        "transformer": nn.TransformerEncoderLayer(4, 2, 8),
        "lazy": nn.LazyLinear(3),
    }


def parametrized() -> Any:
    return nn.utils.weight_norm(nn.Linear(2, 2))


def first_torch() -> Any:
    """A module as torch 0.1 to 0.3 kept it: `_backend`, no pre-hooks, OrderedDicts, Parameters of their own making."""
    backend = instance("torch.nn.backends.thnn", "THNNFunctionBackend", function_classes={})
    state = {
        "_backend": backend,
        "_parameters": collections.OrderedDict(weight=nn.Parameter(torch.ones(1, 2)), bias=None),
        "_buffers": collections.OrderedDict(),
        "_backward_hooks": collections.OrderedDict(),
        "_forward_hooks": collections.OrderedDict(),
        "_modules": collections.OrderedDict(),
        "training": True,
        "in_features": 2,
        "out_features": 1,
    }
    cls = stand_in("torch.nn.modules.linear_of_then", "Linear")
    thing = cls.__new__(cls)
    thing.__dict__.update(state)
    return thing


def optimizers() -> Any:
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    adam = torch.optim.Adam(model.parameters(), lr=0.01)
    groups: list[dict[str, Any]] = [{"params": model[0].parameters(), "lr": 0.1}, {"params": model[1].parameters()}]
    sgd = torch.optim.SGD(groups, lr=0.5, momentum=0.9)
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    adam.step()
    sgd.step()
    return {"model": model, "adam": adam, "sgd": sgd}


def schedulers() -> Any:
    model = nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    step = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    return {"model": model.state_dict(), "optimizer": optimizer, "scheduler": step}


def alone() -> Any:
    return torch.optim.RMSprop(nn.Linear(2, 1).parameters(), lr=0.1)
