"""Things that people save, and odd ones, each made anew by a function of no arguments."""

from __future__ import annotations

import argparse
import warnings
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn


class Net(nn.Module):
    """A model whose weight is tied and which has a buffer that is not saved."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(5, 4)
        self.body = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.ReLU())
        self.head = nn.Linear(4, 5, bias=False)
        self.head.weight = self.embed.weight
        self.register_buffer("scratch", torch.arange(3.0), persistent=False)
        self.options = {"depth": 2, "name": "net"}


class Slotted:
    """A class with slots, whose state is a pair."""

    __slots__ = ("a", "b")

    def __init__(self) -> None:
        self.a, self.b = 1, [2]


def state_dict() -> Any:
    torch.manual_seed(0)
    return Net().state_dict()


def model() -> Any:
    torch.manual_seed(1)
    return Net().eval()


def training() -> Any:
    torch.manual_seed(2)
    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10)
    for parameter in net.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    return {"epoch": 90, "model_state": net.state_dict(), "optim_state": optimizer.state_dict(),
            "scheduler": scheduler.state_dict(), "loss": 0.25, "best": float("inf"), "args": None}


def shared() -> Any:
    base = torch.arange(24.0)
    inner: list[Any] = [1, "text"]
    return {"base": base, "row": base[6:12].view(2, 3), "column": base.view(4, 6)[:, 1], "t": base.view(4, 6).t(),
            "again": base, "list": inner, "same list": inner, "copy": list(inner), "expanded": torch.ones(1).expand(5)}


def cycles() -> Any:
    top: dict[str, Any] = {"name": "top"}
    loop: list[Any] = [1]
    loop.append(loop)
    pair = ([],)  # type: tuple[list[Any]]
    pair[0].append(pair)
    top["self"], top["loop"], top["pair"] = top, loop, pair
    return top


def dtypes() -> Any:
    floating = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2]
    whole = [torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.uint16, torch.uint32, torch.uint64]
    made = {str(d): torch.arange(6, dtype=torch.float32).to(d).view(2, 3) for d in floating + whole}
    made["bool"] = torch.tensor([True, False])
    made["complex64"], made["complex128"] = torch.tensor([1 + 2j, -3j]), torch.tensor([1j], dtype=torch.complex128)
    made["complex32"] = torch.tensor([1 + 2j]).to(torch.complex32)
    return made


def tensors() -> Any:
    parameter = nn.Parameter(torch.tensor([1.0, float("nan"), float("-inf"), -0.0]))
    frozen = nn.Parameter(torch.ones(2, 2), requires_grad=False)
    marked = nn.Parameter(torch.ones(2))
    marked.note = "mine"  # type: ignore[attr-defined]
    tagged = torch.ones(3)
    tagged.origin = {"file": 7}  # type: ignore[attr-defined]
    return [
        parameter, parameter, frozen, marked, tagged, torch.ones(2, requires_grad=True), torch.tensor(5),
        torch.zeros(0), torch.zeros(2, 0, 3), torch.randn(2, 2, dtype=torch.complex64).conj(),
        torch._neg_view(torch.ones(3)), torch.ones(2, 3, 4, 5).to(memory_format=torch.channels_last),
        torch.eye(3).to_sparse(), torch.ones(2, 3, device="meta"), torch.ones(4).untyped_storage(),
    ]


def quantized() -> Any:
    torch.manual_seed(4)
    return {"tensor": torch.quantize_per_tensor(torch.randn(3, 4), 0.1, 3, torch.qint8),
            "channel": torch.quantize_per_channel(torch.randn(3, 4), torch.tensor([0.1, 0.2, 0.3]),
                                                  torch.tensor([0, 1, 2]), 0, torch.quint8)}


def values() -> Any:
    return [None, True, False, 0, 255, 256, 65535, 65536, -1, -128, -129, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1,
            2**63, -(2**63), 10**50, -(10**50), 2**2100, 0.0, -0.0, 1e-320, float("nan"), float("inf"), 1 + 2j,
            complex("nan-infj"), "", "text", "ünïcödé 漢字 🎉", "\ud800", "a" * 300, b"", b"bytes \x00\xff", b"b" * 300,
            bytearray(b"array"), (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], {}, set(), {1, 2}, frozenset({"a"}),
            torch.Size([1, 2]), torch.float16, torch.device("cuda:1"), torch.strided, range(3), slice(1, 2)]


def containers() -> Any:
    ordered: Any = OrderedDict([("b", 1), ("a", 2)])
    ordered._metadata = OrderedDict([("", {"version": 1})])
    return {1: "int", "1": "str", (1, "x"): "tuple", None: 0, False: 1, 2.5: 2, b"k": 3, "ordered": ordered,
            "default": defaultdict(list, {"x": [1]}), "counter": Counter("hello"), "long": list(range(2500)),
            "many": {i: str(i) for i in range(2100)}, "one": [1], "single": {"k": 1}, torch.float32: "dtype"}


def foreign() -> Any:
    return {"args": argparse.Namespace(lr=0.1, path="x"), "number": np.float64(0.5),
            "array": np.arange(6).reshape(2, 3),
            "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)), "big": np.arange(3, dtype=">f4"),
            "slots": Slotted(), "function": len, "class": argparse.ArgumentParser}


def _quietly(make: Callable[[], Any]) -> Callable[[], Any]:
    def made() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch finds some of these types experimental or old
            return make()

    return made


SPECIMENS: dict[str, Callable[[], Any]] = {
    make.__name__: _quietly(make)
    for make in (state_dict, model, training, shared, cycles, dtypes, tensors, quantized, values, containers, foreign)
}
