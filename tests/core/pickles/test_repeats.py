"""What comes again and again in a pickle, taken in one step, means exactly what the machine makes of it bit by bit."""

from __future__ import annotations

import random
from collections import OrderedDict
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core.graph import Graph, Mapping, Object
from ckpt_viewer.core.pickles import tensor_runs
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.machine import PickleMachine
from ckpt_viewer.core.pickles.reader import run_pickle
from ckpt_viewer.core.pickles.repeats import Piece
from ckpt_viewer.core.task import Cancelled, Task
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


class Counting(PickleMachine):
    """Counts the instructions that it does with others in one step."""

    taken = 0

    def _do(self, piece: Piece) -> None:
        super()._do(piece)
        self.taken += piece.instructions


def counted(data: bytes) -> Counting:
    machine = Counting(data, packing=True)
    machine.run(Task())
    return machine


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


@pytest.mark.parametrize("name", ["linear", "blocks", "sharing", "attention"])
def test_most_of_a_whole_model_is_taken_in_few_steps(name: str) -> None:
    data = saved(MODELS[name]())
    plain, machine = Spending(len(data)), counted(data)
    run_pickle(data, Task(), spent=plain)
    assert machine.taken > 0.25 * plain.steps
    assert machine._repeats is not None
    assert machine._repeats.looked < 0.5 * machine.taken


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


# -- pickles made by hand ---------------------------------------------------------------------------------------------


def _u32(number: int) -> bytes:
    return number.to_bytes(4, "little")


def _text(word: str) -> bytes:
    return b"X" + _u32(len(word)) + word.encode()


_HEAD = b"\x80\x02(" + _text("key") + b"r" + _u32(0) + b"ccollections\nOrderedDict\nr" + _u32(1) + _text(
    "weight") + b"r" + _u32(2) + b"cjoblib.numpy_pickle\nNumpyArrayWrapper\nr" + _u32(3) + b"}r" + _u32(4)
_KNOWN = 5


def _with_puts(stretch: list[bytes], memo: int) -> tuple[bytes, int]:
    """Its bytes, the first put being number `memo`; and what is free then."""
    out = b""
    for raw in stretch:
        out, memo = (out + b"r" + _u32(memo), memo + 1) if raw == b"r" else (out + raw, memo)
    return out, memo


def _pickle(*stretches: list[bytes]) -> bytes:
    out, memo = _HEAD, _KNOWN
    for _ in range(tensor_runs._FEW_MEMOS):
        out, memo = out + b"]r" + _u32(memo), memo + 1
    for stretch in stretches:
        raw, memo = _with_puts(stretch, memo)
        out += raw
    return out + b"t."


_KEY, _DICT, _LIST = (b"j" + _u32(number) for number in (0, 1, 4))
_EMPTY = [_DICT, b")", b"R", b"r"]


def test_what_is_put_anew_is_taken_anew() -> None:
    stretch = [_KEY, *_EMPTY, b"}", b"r", b"(", _KEY, b"K\x07", b"u", *_EMPTY]
    anew = [_text("other"), b"r" + _u32(0)]
    data = _pickle(*[stretch] * 6, anew, *[stretch] * 6)
    assert told(data, packing=True) == told(data, packing=False)
    _, graph = read(data, packing=True)
    root = graph[graph.root]
    dicts = [held for node in root.items if isinstance(held := graph[node], Mapping)]  # type: ignore[union-attr]
    assert [held.keys for held in dicts if held.keys and held.made is None] == [("key",)] * 6 + [("other",)] * 6
    assert counted(data).taken > 60


@pytest.mark.parametrize("end", [
    [b"b"], [b"N", b"b"], [b"N", b"b", b"N", b"b"], [b"K\x01", b"a"], [b"(", b"K\x01", b"e"],
    [b"K\x01", b"K\x02", b"s"], [b"(", b"K\x01", b"K\x02", b"u"], [b"(", b"K\x01", b"u"], [b"0"], [b"("],
    [b"(", b"K\x01"], [b"t"], [b"\x87"], [b"(", _text("é"), b"r", b"t"], [b"j" + _u32(10**6)],
    [b"j" + _u32(6 + tensor_runs._FEW_MEMOS), b"K\x01", b"a"],
], ids=str)
@pytest.mark.parametrize("begin", [
    [*_EMPTY], [b"]", b"r"], [b"}", b"r"], [_LIST], [b"j" + _u32(3), b")", b"\x81", b"r"],
], ids=["call", "list", "dict", "known", "wrapper"])
def test_each_way_to_end_a_stretch(begin: list[bytes], end: list[bytes]) -> None:
    data = _pickle(*[[_KEY, *_EMPTY, b"M\x01\x02", b"\x85", b"r", *begin, *end]] * 5)
    assert told(data, packing=True) == told(data, packing=False)


def test_a_stretch_may_refer_to_any_part_of_a_tensor() -> None:
    """Its sizes, the key of its storage and the like are not there as long as nobody asks."""
    tensors = saved({f"k{i}": torch.ones(2, i % 3) for i in range(150)})
    machine = PickleMachine(tensors, packing=True)
    machine.run(Task())
    free = len(machine._memo)
    head = tensors[:-1] + _text("key") + b"r" + _u32(free) + b"ccollections\nOrderedDict\nr" + _u32(free + 1)
    key, made = b"j" + _u32(free), [b"j" + _u32(free + 1), b")", b"R", b"r"]
    for part in range(free - 25, free):
        memo, data = free + 2, head + b"("
        for _ in range(5):
            raw, memo = _with_puts([key, *made, b"j" + _u32(part), b"\x85", b"r", b"K\x01", *made], memo)
            data += raw
        data += b"t."
        assert told(data, packing=True) == told(data, packing=False)


@pytest.mark.parametrize("cut", range(1, 60))
def test_no_stretch_reaches_across_the_end_of_a_frame(cut: int) -> None:
    stretch = [_KEY, *_EMPTY * 4, b"M\x01\x02", b"\x85", b"r"]
    data = _pickle(*[stretch] * 6, [b"\x95" + cut.to_bytes(8, "little")], *[stretch] * 3)
    assert told(data, packing=True) == told(data, packing=False)


def _any_stretch(rng: random.Random) -> list[bytes]:
    """Instructions that are often sound, but need not be."""
    wide = [*_EMPTY, b"]", b"r", b"}", b"r", b"N", b"\x88", b"\x89", b"K\x05", b"M\x01\x02", b"J\xff\xff\xff\xff",
            b"G" + bytes(8), _text("new"), b"r", _KEY, b")", b"(", b"t", b"\x85", b"\x86", b"\x87", b"a", b"e", b"s",
            b"u", b"b", b"R", b"\x81", _LIST, _DICT, b"0"]
    likely = [_EMPTY, [b"]", b"r"], [b"}", b"r"], [b"(", _KEY, b"K\x03", _KEY, *_EMPTY, b"u"], [b"(", b"N", b"N", b"e"],
              [_DICT, b")", b"\x81", b"r", b"}", b"r", b"(", _KEY, b"N", b"u", b"b"], [b"K\x01", b"\x85", b"r"],
              [b"]", b"r", b"(", *_EMPTY, b"e"], [_KEY, *_EMPTY, b"s"]]
    made = [_KEY, *_EMPTY]
    for _ in range(rng.randrange(1, 8)):
        made += rng.choice(likely) if rng.random() < 0.8 else [rng.choice(wide)]
    return made


def test_any_stretches_mean_what_the_machine_makes_of_them() -> None:
    sound = 0
    for seed in range(250):
        rng = random.Random(seed)
        one, other = _any_stretch(rng), _any_stretch(rng)
        data = _pickle(*[one] * 3, *[one, other] * 4, *[one[: len(one) // 2] + other] * 3)
        found = told(data, packing=True)
        assert found == told(data, packing=False), seed
        if isinstance(found, tuple) and isinstance(found[0], list):
            sound += 1
            assert _spent(data, packing=True) == _spent(data, packing=False), seed
    assert sound > 60


def _spent(data: bytes, *, packing: bool) -> tuple[int, ...]:
    spent = Spending(len(data))
    run_pickle(data, Task(), spent=spent, packing=packing)
    return spent.made, spent.items, spent.texts, spent.waste


def test_what_is_nearly_known_counts_for_the_time_it_takes() -> None:
    """To compare a thousand bytes takes as long as four plain instructions."""
    long = [[_KEY, *_EMPTY * 80, b"K%c" % number, *_EMPTY] for number in range(8)]
    known = [stretch for one in long for stretch in (one, one)]
    spent = [Spending(10**6), Spending(10**6)]
    for count, each in zip((1000, 3000), spent, strict=True):
        run_pickle(_pickle(*known, [_KEY] * count), Task(), spent=each, packing=True)
    assert spent[1].steps - spent[0].steps > 2000 * 4


def test_many_begins_are_forgotten() -> None:
    """A name from the memo may come once each, a million of them."""
    names = [[_text(f"n{number}"), b"r"] for number in range(9000)]
    fetched = [b"j" + _u32(_KNOWN + tensor_runs._FEW_MEMOS + number) for number in range(9000)]
    stretch = [_KEY, *_EMPTY, b"K\x01", b"\x85", b"r", *_EMPTY]
    machine = counted(_pickle(*[stretch] * 4, *names, fetched, *[stretch] * 4))
    assert machine._repeats is not None
    assert len(machine._repeats._begins) <= 4096
    assert machine.taken > 30


class _Cancelling(PickleMachine):
    """Its task is cancelled at the third look at what the pickle asks for."""

    def __init__(self, data: bytes, task: Task) -> None:
        super().__init__(data, packing=True)
        self._to_cancel, self._looks = task, 0

    def _check(self) -> None:
        super()._check()
        self._looks += 1
        if self._looks == 3:
            self._to_cancel.cancel()


def test_a_cancel_is_heard_between_two_pieces() -> None:
    task = Task()
    data = _pickle(*[[_KEY, *_EMPTY * 20]] * 4000)
    machine = _Cancelling(data, task)
    with pytest.raises(Cancelled):
        machine.run(task)
    assert machine.pos < 0.9 * len(data)
