"""Checkpoints of the sizes that people have: small tensors among large ones, as training leaves them."""

from __future__ import annotations

from collections.abc import Iterator

import torch

State = dict[str, torch.Tensor]
_BLOCKS = (3, 4, 6, 3)


def gpt2(width: int = 768) -> State:
    """The 148 parameters of GPT-2 small, 475 MiB."""
    return {name: torch.randn(shape) * 0.02 for name, shape in _gpt2_shapes(width)}


def resnet50_in_training(width: int = 64) -> dict[str, object]:
    """161 parameters and 159 buffers of ResNet-50, and SGD's momentum of each parameter: 195 MiB, most of the tensors
    of a few KB."""
    parameters = {name: torch.randn(shape) * 0.05 for name, shape in _resnet_shapes(width)}
    buffers: State = {}
    for name, weight in parameters.items():
        if weight.dim() == 1 and name.endswith("weight"):
            layer = name.removesuffix("weight")
            buffers |= {f"{layer}running_mean": weight.clone(), f"{layer}running_var": weight.abs(),
                        f"{layer}num_batches_tracked": torch.tensor(10_000)}
    momentum = {number: {"momentum_buffer": torch.randn_like(weight)}
                for number, weight in enumerate(parameters.values())}
    groups = [{"lr": 0.1, "momentum": 0.9, "params": list(momentum)}]
    return {"model": parameters | buffers, "optimizer": {"state": momentum, "param_groups": groups}, "epoch": 90}


def _gpt2_shapes(width: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield "wte.weight", (50257, width)
    yield "wpe.weight", (1024, width)
    for block in range(12):
        for name, shape in (("ln_1", (width,)), ("attn.c_attn", (width, 3 * width)), ("attn.c_proj", (width, width)),
                            ("ln_2", (width,)), ("mlp.c_fc", (width, 4 * width)), ("mlp.c_proj", (4 * width, width))):
            yield f"h.{block}.{name}.weight", shape
            yield f"h.{block}.{name}.bias", shape[-1:]
    yield "ln_f.weight", (width,)
    yield "ln_f.bias", (width,)


def _resnet_shapes(first: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield from _convolution("conv1", "bn1", (first, 3, 7, 7))
    inner = first
    for stage, blocks in enumerate(_BLOCKS, 1):
        width = first << stage - 1
        for block in range(blocks):
            at = f"layer{stage}.{block}."
            yield from _convolution(f"{at}conv1", f"{at}bn1", (width, inner, 1, 1))
            yield from _convolution(f"{at}conv2", f"{at}bn2", (width, width, 3, 3))
            yield from _convolution(f"{at}conv3", f"{at}bn3", (4 * width, width, 1, 1))
            if block == 0:
                yield from _convolution(f"{at}downsample.0", f"{at}downsample.1", (4 * width, inner, 1, 1))
            inner = 4 * width
    yield "fc.weight", (1000, inner)
    yield "fc.bias", (1000,)


def _convolution(name: str, norm: str, shape: tuple[int, ...]) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.weight", shape
    yield f"{norm}.weight", shape[:1]
    yield f"{norm}.bias", shape[:1]
