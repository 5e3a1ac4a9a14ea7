"""A whole model, read with its tensors taken many at once, means what the machine makes of it bit by bit."""

from __future__ import annotations

import random
from collections import OrderedDict
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core.graph import Graph, Mapping, Object
from tests.core.pickles.test_packed import legacy, read, saved, told


class Block(nn.Module):
    """Holds what modules hold: parameters, buffers, parts, and attributes of many kinds."""

    def __init__(self, width: int, number: int) -> None:
        super().__init__()
        self.first, self.norm, self.act = nn.Conv2d(width, width, 3), nn.BatchNorm2d(width), nn.ReLU()
        self.parts = nn.ModuleList([nn.Linear(width, 2), nn.Dropout(0.1)])
        self.register_buffer("scale", torch.ones(width))
        self.register_buffer("unsaved", torch.ones(1), persistent=False)
        self.register_parameter("nothing", None)
        self.number, self.words, self.sizes = number, ["a", "b"], {"x": (1, 2), "y": {"z": [None, 1.5, True]}}
        self.inner = OrderedDict(a=1, b=OrderedDict())
        self.add_module("absent", None)


def _tied() -> nn.Module:
    made = nn.Sequential(*[nn.Linear(3, 3) for _ in range(60)])
    for one, other in ((5, 40), (6, 50)):
        made[other].weight = made[one].weight
    made.append(made[7])
    return made


def _sharing() -> nn.Module:
    """Modules that hold what was made in another one."""
    made = nn.Sequential(*[nn.Conv2d(2, 2, 1) for _ in range(60)])
    for number in (30, 45, 46):
        made[number]._forward_hooks = made[9]._forward_hooks
        made[number].stride = made[8].padding
        made[number]._buffers["own"] = torch.ones(2)
    return made


def _same_tensor() -> nn.Module:
    made, tensors = nn.Sequential(*[nn.Linear(2, 2) for _ in range(60)]), {"one": torch.ones(2), "two": torch.ones(3)}
    for part in made:
        part.__dict__["kept"] = [1, tensors["one"], {"x": None}, tensors["two"], (2, 3), tensors]
    return made


MODELS: dict[str, Any] = {
    "linear": lambda: nn.Sequential(*[nn.Linear(2, 2) for _ in range(70)]),
    "blocks": lambda: nn.Sequential(*[Block(2 + i % 3, i) for i in range(20)]),
    "beside other things": lambda: {"epoch": 1, "model": nn.Sequential(*[Block(3, i) for i in range(9)]), "args": [
        {"lr": 0.1, "betas": (0.9, 0.99), "nesterov": False} for _ in range(80)]},
    "tied": _tied,
    "sharing": _sharing,
    "the same tensor": _same_tensor,
    "attention": lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 4), 12, enable_nested_tensor=False),
    "recurrent": lambda: nn.ModuleList([nn.GRU(2, 3, 2) for _ in range(30)]),
    "dicts that differ": lambda: [{"a": i, "b": [i, {"c": (i % 3, i % 2)}], "d": OrderedDict()} for i in range(400)],
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("written", [saved, legacy])
def test_a_whole_model_is_what_the_machine_makes_of_it(name: str, written: Any) -> None:
    data = written(MODELS[name]())
    assert told(data, packing=True) == told(data, packing=False)


@pytest.mark.parametrize("name", ["linear", "blocks", "sharing"])
def test_whatever_differs_by_a_byte_is_seen(name: str) -> None:
    data, rng = saved(MODELS[name]()), random.Random(name)
    for _ in range(25):
        changed = bytearray(data)
        for _ in range(rng.choice((1, 1, 4))):
            changed[rng.randrange(len(data) // 3, len(data))] = rng.choice(data)
        assert told(bytes(changed), packing=True) == told(bytes(changed), packing=False)


def test_what_one_module_shares_with_another_stays_one() -> None:
    _, graph = read(saved(_sharing()), packing=True)

    def held(module: int, name: str) -> int:
        return graph.resolve(("_modules", str(module), name))

    assert held(30, "_forward_hooks") == held(9, "_forward_hooks") == held(46, "_forward_hooks")
    assert held(30, "stride") == held(8, "padding")
    assert held(31, "_forward_hooks") != held(9, "_forward_hooks")


def test_calls_with_nothing_share_their_nothing_and_no_more() -> None:
    _, graph = read(saved(MODELS["linear"]()), packing=True)
    dicts = [graph[node] for node in _named(graph, "_forward_hooks")]
    assert len(dicts) == 71
    assert all(type(held) is Mapping and not held.keys and str(held.kind) == "collections.OrderedDict"
               for held in dicts)
    assert len({held.made.args for node in graph.holding(Object) if isinstance(held := graph[node], Object)}
               | {held.made.args for held in dicts if isinstance(held, Mapping) and held.made}) == 1


def _named(graph: Graph, name: str) -> set[int]:
    return {child for node in graph.holding(Object) for key, child in graph.children(node) if key == name}
