"""Plain copies: `weights_only=True` accepts them, values are right, and what changed is said."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import decimal
import enum
import functools
import io
import pathlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import nn

from ckpt_viewer.core import saving
from ckpt_viewer.core.formats import writer_named
from ckpt_viewer.core.saving import SaveOptions
from ckpt_viewer.core.saving.plain import make_plain
from ckpt_viewer.core.saving.remade import Remade
from ckpt_viewer.core.task import Task
from tests.core.oracle import assert_same, loaded, opened, saved
from tests.core.specimens import SPECIMENS
from tests.zoo.libraries import omega


class Config(dict[str, Any]):
    """A dict of its own class."""


class Stack(list[int]):
    """A list of its own class."""


class Mode(enum.Enum):
    FAST = "fast"

    def __reduce_ex__(self, _protocol: object) -> tuple[type, tuple[object]]:
        """By value, as Pythons from 3.11.3 on do by themselves."""
        return type(self), (self.value,)


class Reduced:
    """Pickles as the call that it is given, whatever this Python would write."""

    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> tuple[Any, ...]:
        return self.call[0], self.call[1:]


class Hashed:
    """Can be in a set, which what becomes of it cannot."""

    def __init__(self) -> None:
        self.a = 1


class Tagged(torch.Tensor):
    """A tensor class of its own."""


def plain(value: Any) -> tuple[Any, Remade]:
    made = make_plain(opened(saved(value)).graph)
    assert not made.refusal
    out = io.BytesIO()
    writer_named("torch_zip").write(made.graph, out, Task(), {})
    return loaded(out.getvalue(), weights_only=True), made


class Named(NamedTuple):
    x: int
    y: float


class Kelvin(float):
    """A number with something said of it."""

    said: str


def kelvin() -> Kelvin:
    made = Kelvin(3.5)
    made.said = "outside"
    return made


@dataclasses.dataclass
class Settings:
    lr: float = 0.1
    when: dt.date = dt.date(2020, 1, 2)


OPTIMIZER = torch.optim.SGD([nn.Parameter(torch.ones(1))], lr=0.5)
ZONE = dt.timezone(dt.timedelta(hours=1))
CASES: dict[str, tuple[Any, Any, str]] = {
    "numpy number": (np.float64(0.5), 0.5, "plain float"), "numpy integer": (np.int32(-7), -7, "plain int"),
    "numpy bool": (np.bool_(True), True, "plain bool"),
    "namespace": (SimpleNamespace(lr=0.1, n=np.int64(3)), {"lr": 0.1, "n": 3}, "SimpleNamespace"),
    "config": (Config(a=1), {"a": 1}, "Config"), "stack": (Stack([1, 2]), [1, 2], "Stack"),
    "defaultdict": (collections.defaultdict(list, {"a": [1]}), {"a": [1]}, "defaultdict"),
    "deque": (collections.deque([1, 2]), [1, 2], "deque"), "frozenset": (frozenset({3}), (3,), "frozenset"),
    "path": (pathlib.PurePosixPath("/data/x"), "/data/x", "plain str"), "enum": (Reduced(Mode, "fast"), "fast", "Mode"),
    "enum by name": (Reduced(getattr, Mode, "FAST"), "FAST", "member of"),
    "named tuple": (Named(1, 2.5), (1, 2.5), "Named"), "dataclass": (Settings(), {"lr": 0.1, "when": "2020-01-02"},
                                                                     "dict of its attributes"),
    "aware": (dt.datetime(2020, 1, 2, 3, tzinfo=ZONE), "2020-01-02T03:00:00+01:00", "plain str"),
    "span": (dt.timedelta(minutes=2), 120.0, "of seconds"), "decimal": (decimal.Decimal("1.50"), "1.50", "plain str"),
    "numpy complex": (np.complex64(1 + 2j), 1 + 2j, "plain complex"),
    "numpy date": (np.datetime64("2020-01-02"), "2020-01-02", "plain str"),
    "texts": (np.array([["a", "b"]]), [["a", "b"]], "became a plain list"),
    "fortran texts": (np.asfortranarray([["a", "b"], ["c", "d"]]), [["a", "b"], ["c", "d"]], "became a plain list"),
    "enum of a tuple": (Reduced(Mode, (1, 2)), (1, 2), "made with"), "range": (range(0, 6, 2), [0, 2, 4], "range"),
    "partial": (functools.partial(abs, 1), {"function": "__builtin__.abs", "0": 1}, "partial"),
    "config of OmegaConf": (omega({"lr": 0.1, "sizes": [1, 2], "ref": "${lr}"}),
                            {"lr": 0.1, "sizes": [1, 2], "ref": "${lr}"}, "DictConfig"),
    "optimizer": (OPTIMIZER, OPTIMIZER.state_dict(), "an optimizer"), "model": (nn.ReLU(), nn.ReLU().state_dict(),
                                                                              "state_dict"),
    "lazy parameter": (nn.UninitializedParameter(), None, "no plain form"), "huge": (1 << 3000, hex(1 << 3000), "bits"),
"complex": (1j, 1j, ""),
    "number with attributes": (kelvin(), 3.5, "its attributes are dropped"),
    "enum of a frozenset": (Reduced(Mode, frozenset({3})), (3,), "frozenset"),
    "enum of a huge number": (Reduced(Mode, 1 << 3000), hex(1 << 3000), "bits"),
    "function": (len, "__builtin__.len", "became text"),
    "date": (dt.date(2020, 1, 2), "2020-01-02", "plain str"),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_objects_become_what_they_amount_to(name: str) -> None:
    value, expected, said = CASES[name]
    found, made = plain({"x": value, "y": 1})
    assert_same({"x": expected, "y": 1}, found)
    assert not said or any(said in line for line in made.loses), made.loses


@pytest.mark.parametrize("array", [
    np.arange(6).reshape(2, 3), np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.arange(3, dtype=">f4"),
    np.array(2.5), np.zeros((0, 3), np.int8), np.array([True, False]), np.array([1 + 2j], np.complex64),
    np.arange(4, dtype=np.float16)[::2], np.arange(3, dtype=np.uint16),
])
def test_arrays_become_tensors(array: Any) -> None:
    found, made = plain([array])
    expected = array.astype(array.dtype.newbyteorder("="))
    assert found[0].shape == array.shape
    assert found[0].numpy().dtype == expected.dtype
    assert (found[0].numpy() == expected).all()
    assert found[0].is_contiguous() or array.flags.f_contiguous
    assert made.loses == ("a numpy array became a tensor",)


def test_an_array_of_objects_becomes_a_list() -> None:
    found, made = plain({"x": np.array([{}, []], dtype=object)})
    assert found == {"x": [{}, []]}
    assert made.loses == ("a numpy array of objects became a plain list",)


def test_what_is_plain_already_stays() -> None:
    for name in ("state_dict", "training", "shared", "dtypes", "quantized"):
        graph = opened(saved(SPECIMENS[name]())).graph
        made = make_plain(graph)
        assert made.loses == ()
        assert made.graph.as_read


def test_what_is_shared_stays_shared() -> None:
    box = SimpleNamespace(a=1)
    found, made = plain([box, box, Config(self=box)])
    assert found[0] is found[1] is found[2]["self"]
    assert "(2×)" not in " ".join(made.loses)


def test_a_tensor_of_its_own_class_becomes_a_tensor() -> None:
    found, made = plain({"t": torch.ones(3).as_subclass(Tagged), "p": nn.Parameter(torch.ones(1))})
    assert type(found["t"]) is torch.Tensor
    assert type(found["p"]) is nn.Parameter
    assert len(made.loses) == 1


def test_keys_become_plain_too() -> None:
    found, _ = plain({np.int64(3): "a", len: "b", (1, 2): "c"})
    assert found == {3: "a", "__builtin__.len": "b", (1, 2): "c"}


def test_what_can_no_longer_be_in_a_set_or_a_key() -> None:
    value = {"set": {Settings}, "config": {SimpleNamespace: 1}, (Mode.FAST, 1): "tuple", Reduced(Config, ()): "dict"}
    value["objects"] = {Hashed()}
    found, made = plain(value)
    assert found["objects"] == [{"a": 1}]
    assert ("fast", 1) in found
    assert "a set became a list" in made.loses


def test_keys_that_became_the_same_stay_apart() -> None:
    found, _ = plain({Reduced(Mode, "fast"): "a", "fast": "b", Reduced(getattr, Mode, "fast"): "c"})
    assert sorted(found.values()) == ["a", "b", "c"]


def test_a_ring_through_a_tuple_becomes_one_through_a_list() -> None:
    found, made = plain(SPECIMENS["cycles"]())
    assert found["pair"][0][0] is found["pair"]
    assert made.loses == ("a tuple that holds itself became a list",)


def test_attributes_of_a_tensor_that_lead_back_to_it_are_dropped() -> None:
    """torch's own file of such a tensor is none that `weights_only=True` takes."""
    parameter, tensor, kept = nn.Parameter(torch.ones(1)), torch.ones(2), torch.ones(3)
    parameter.note, tensor.note, kept.note = [parameter], tensor, "a"  # type: ignore[attr-defined]
    found, made = plain([parameter, tensor, kept])
    assert [vars(held) for held in found] == [{}, {}, {"note": "a"}]
    assert made.loses == ("dropped: attributes of a tensor that lead back to it (2×)",)


def test_attributes_of_tensors_stay() -> None:
    parameter, tensor = nn.Parameter(torch.ones(1)), torch.ones(2)
    parameter.note, tensor.note = Mode.FAST, pathlib.PurePosixPath("/x")  # type: ignore[attr-defined]
    found, _ = plain([parameter, tensor])
    assert (type(found[0]), found[0].note, found[1].note) == (nn.Parameter, "fast", "/x")


def test_many_kinds_are_told_in_a_few_lines() -> None:
    value = [f"{i}" for i in range(3)] + [np.float64(i) for i in range(1200)]
    _, made = plain(value)
    assert len(made.loses) == 1
    assert "(1,200×)" in made.loses[0]


def test_a_whole_model_becomes_its_state_dict(tmp_path: Path) -> None:
    model = SPECIMENS["model"]()
    plan = saving.plan(opened(saved({"model": model, "epoch": 3})), tmp_path / "x", SaveOptions(plain=True))
    assert any("became its state_dict" in line for line in plan.loses)
    saving.save(plan)
    assert_same({"model": model.state_dict(), "epoch": 3}, loaded(tmp_path / "x", weights_only=True))


def test_the_plan_says_what_plain_costs(tmp_path: Path) -> None:
    value = {"model": {"w": torch.ones(2)}, "args": SimpleNamespace(lr=0.1)}
    plan = saving.plan(opened(saved(value)), tmp_path / "x", SaveOptions(plain=True))
    assert any("SimpleNamespace" in line for line in plan.loses)
    assert not plan.warnings
    report = saving.save(plan)
    assert_same({"model": {"w": torch.ones(2)}, "args": {"lr": 0.1}}, loaded(report.target, weights_only=True))


def _changes(*_: Any) -> None:
    """A hook, which is not run here."""


def test_what_a_model_holds_beside_its_state_dict_is_told() -> None:
    """The packed weights of a quantised layer, for one, are no parameters: they are lost, and nobody would notice."""
    layer = nn.Linear(1, 1)
    layer._state_dict_hooks[0] = _changes
    value, made = plain({"model": nn.Sequential(layer)})
    assert list(value["model"]) == ["0.weight", "0.bias"]
    assert any(line.startswith("0 has hooks that may change the state_dict") for line in made.loses), made.loses


def test_a_plain_copy_is_not_said_to_keep_types_and_objects(tmp_path: Path) -> None:
    how = SaveOptions(form="same", plain=True)
    planned = saving.plan(opened(saved({"a": SimpleNamespace(x=1)})), tmp_path / "plain.pt", how)
    assert planned.keeps[0] == "everything in the file that plain values can hold: names, order and shared tensors"
    assert planned.loses
