"""Tensors of every kind that torch can save."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from tests.zoo.stand_ins import stand_in

NUMBERS = (
    "float64",
    "float32",
    "float16",
    "bfloat16",
    "float8_e4m3fn",
    "float8_e5m2",
    "float8_e4m3fnuz",
    "float8_e5m2fnuz",
    "float8_e8m0fnu",
    "int64",
    "int32",
    "int16",
    "int8",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "bool",
    "complex32",
    "complex64",
    "complex128",
)
RAW = ("float4_e2m1fn_x2", "bits8", "bits16", "bits1x8", "bits2x4", "bits4x2")


def every_code() -> Any:
    """Every bit pattern of the types of one byte, NaN and inf among them, and of two bytes every 257th."""
    one, two = torch.arange(256, dtype=torch.uint8), torch.arange(0, 65536, 257, dtype=torch.int32).to(torch.uint16)
    held = {}
    for name in (*NUMBERS, *RAW):
        dtype = getattr(torch, name)
        if dtype.itemsize <= 2 and name != "bool":
            held[name] = (one if dtype.itemsize == 1 else two).clone().view(dtype)
    return held


def extremes() -> Any:
    """The largest and smallest numbers of each type."""
    held: dict[str, torch.Tensor] = {}
    for name in ("int64", "int32", "int16", "int8", "uint8", "uint16", "uint32", "uint64"):
        info = torch.iinfo(getattr(torch, name))
        held[name] = torch.tensor([info.min, 0, 1, info.max], dtype=getattr(torch, name))
    for name in ("float64", "float32", "float16", "bfloat16"):
        limits = torch.finfo(getattr(torch, name))
        values = [limits.min, limits.max, limits.tiny, limits.smallest_normal / 2, float("nan"), float("inf"), -0.0]
        held[name] = torch.tensor(values, dtype=getattr(torch, name))
    held["bool"] = torch.tensor([True, False, True])
    held["complex64"] = torch.tensor([1 + 2j, complex("nan"), complex("inf-infj")])
    held["complex128"], held["complex32"] = (
        held["complex64"].to(torch.complex128),
        held["complex64"].to(torch.complex32),
    )
    return held


def per_channel() -> Any:
    torch.manual_seed(5)
    data = torch.randn(4, 3, 2)
    scales, zeros = torch.tensor([0.1, 0.02, 0.3, 0.5]), torch.tensor([0, 1, 2, -3])
    whole = torch.quantize_per_channel(data, scales, zeros, 0, torch.qint8)
    floats = torch.quantize_per_channel(data, scales[:3], torch.tensor([0.5, 1.0, 2.0]), 1, torch.quint8)
    return {
        "first": whole,
        "last": torch.quantize_per_channel(data, scales[:2], zeros[:2], 2, torch.qint32),
        "float zero points": floats,
        "doubles": torch.quantize_per_channel(data, scales.double(), zeros, 0, torch.qint8),
    }


def per_tensor() -> Any:
    torch.manual_seed(6)
    return {
        name: torch.quantize_per_tensor(torch.randn(5, 3), 0.07, zero, getattr(torch, name))
        for name, zero in (("qint8", -3), ("quint8", 128), ("qint32", 0))
    }


def packed() -> Any:
    """Quantised types below a byte, packed."""
    scales, zeros = torch.tensor([0.5, 0.25, 1.0]), torch.tensor([0.0, 1.0, 2.0])
    data = torch.arange(12.0).view(3, 4)
    return {
        name: torch.quantize_per_channel(data, scales, zeros, 0, getattr(torch, name))
        for name in ("quint4x2", "quint2x4")
    }


def sparse() -> Any:
    dense = torch.tensor([[0.0, 1, 0, 2], [0, 0, 0, 0], [3, 0, 4, 0], [0, 5, 0, 0]])
    doubled = torch.sparse_coo_tensor(torch.tensor([[0, 0], [1, 1]]), torch.tensor([1.0, 2.0]), (2, 2))
    return {
        "coo": dense.to_sparse(),
        "csr": dense.to_sparse_csr(),
        "csc": dense.to_sparse_csc(),
        "bsr": dense.to_sparse_bsr((2, 2)),
        "bsc": dense.to_sparse_bsc((2, 2)),
        "not coalesced": doubled,
        "hybrid": torch.eye(3).view(3, 3, 1).expand(3, 3, 2).to_sparse(2),
        "none": torch.zeros(2, 3).to_sparse(),
    }


def nested() -> Any:
    return {"nested": torch.nested.nested_tensor([torch.ones(2, 3), torch.zeros(1, 3)])}


def jagged() -> Any:
    return {"jagged": torch.nested.nested_tensor([torch.ones(2, 3), torch.zeros(1, 3)], layout=torch.jagged)}


def meta() -> Any:
    return {
        "meta": torch.empty(3, 2, device="meta", dtype=torch.float16),
        "p": nn.Parameter(torch.empty(2, device="meta")),
    }


def parameters() -> Any:
    marked, buffer = nn.Parameter(torch.ones(2)), nn.Buffer(torch.ones(3))
    marked.tp_degree, marked.names = 4, ["a"]  # type: ignore[attr-defined]
    return {
        "marked": marked,
        "buffer": buffer,
        "lazy": nn.UninitializedParameter(),
        "lazy buffer": nn.parameter.UninitializedBuffer(),
        "frozen": nn.Parameter(torch.ones(2), requires_grad=False),
        "lazy bf16": nn.UninitializedParameter(dtype=torch.bfloat16),  # type: ignore[call-arg]
    }


def subclasses() -> Any:
    tagged = stand_in("mylib.tensors", "Tagged", torch.Tensor)
    held = torch.arange(4.0).as_subclass(tagged)
    held.note = {"from": "camera"}
    return {"tagged": held, "bare": torch.ones(2).as_subclass(tagged)}


def views() -> Any:
    base = torch.arange(24.0)
    return {
        "base": base,
        "matrix": base.view(4, 6),
        "column": base.view(4, 6)[:, 1],
        "transposed": base.view(4, 6).t(),
        "strided": base[3::5],
        "expanded": base[:1].expand(5, 3),
        "empty": base[:0],
        "none": torch.zeros(2, 0, 3),
        "scalar": base[7],
        "conj": torch.tensor([1 + 2j, 3j]).conj(),
        "imag": torch.tensor([1 + 2j]).conj().imag,
        "channels last": torch.ones(2, 3, 4, 5).to(memory_format=torch.channels_last),
    }
