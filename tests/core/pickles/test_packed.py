"""Runs of tensors taken in one step mean exactly what the machine makes of their bytes one by one."""

from __future__ import annotations

import collections
import io
import pickletools
import random
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import torch

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.graph import Graph, Mapping, Tensor
from ckpt_viewer.core.pickles.machine import PickleMachine
from ckpt_viewer.core.pickles.packed import PackedTensor, TensorRun
from ckpt_viewer.core.pickles.packer import Packer
from ckpt_viewer.core.pickles.reader import Machined, build_graph, run_pickle
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId
from ckpt_viewer.core.pickles.tensor_patterns import one_row
from ckpt_viewer.core.pickles.tensor_steps import Steps
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import Storage


def somewhere(wanted: StorageId) -> Storage:
    return Storage(wanted.key, wanted.dtype, wanted.nbytes, wanted.device, ())


def saved(value: Any) -> bytes:
    """The pickle in the zip that torch.save writes."""
    out = io.BytesIO()
    torch.save(value, out)
    with zipfile.ZipFile(out) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith("data.pkl")))


def legacy(value: Any) -> bytes:
    """The object pickle in the stream that torch.save wrote before 1.6."""
    out = io.BytesIO()
    torch.save(value, out, _use_new_zipfile_serialization=False)
    data, end = out.getvalue(), 0
    for _ in range(3):
        end = run_pickle(data, Task(), start=end).end
    return data[end : run_pickle(data, Task(), start=end).end]


def read(data: bytes, *, packing: bool) -> tuple[Machined, Graph]:
    ran = run_pickle(data, Task(), packing=packing)
    return ran, build_graph(ran.top, PersistentIds(somewhere), Task())


def told(data: bytes, *, packing: bool) -> object:
    """Everything a reader says of a pickle."""
    try:
        ran, graph = read(data, packing=packing)
    except Damaged as error:
        return str(error), error.seen
    nodes = [graph[node] for node in range(len(graph))]
    return [repr(node) for node in nodes], graph.root, ran.end, ran.protocol, ran.globals, ran.notes


def packed_in(data: bytes) -> int:
    machine = PickleMachine(data, packing=True)
    machine.run(Task())
    assert machine._packer is not None
    return sum(len(run.tensors) for run in machine._packer.runs if run.calls is None)


def tensors(count: int) -> dict[str, torch.Tensor]:
    made = [torch.zeros(3), torch.zeros(2, 300), torch.zeros(70_000, dtype=torch.int8), torch.tensor(1.5),
            torch.zeros(2, 3, 4, dtype=torch.bfloat16), torch.zeros(2, 1, 3, 1, dtype=torch.int64), torch.zeros(0),
            torch.zeros(4, 6).t(), torch.zeros(5, requires_grad=True), torch.zeros(1, 1, 1, 1, 1)]
    return {f"layers.{i}.part{i % 7}.weight": made[i % len(made)].detach().clone() if i % 9 else
            torch.zeros(i + 1)[1:] for i in range(count)}


def tied() -> dict[str, Any]:
    found: dict[str, Any] = dict(tensors(90))
    found["again"] = found["layers.50.part1.weight"]
    found["view"] = found["layers.51.part2.weight"][:1] if found["layers.51.part2.weight"].dim() else 0
    return found | {f"more.{i}": torch.ones(i) for i in range(60)} | {"last": found["layers.3.part3.weight"]}


def with_metadata(count: int) -> dict[str, torch.Tensor]:
    """As `Module.state_dict` gives it."""
    made = collections.OrderedDict(tensors(count))
    metadata = collections.OrderedDict((name, {"version": 1 + len(name) // 18}) for name in made)
    metadata.update((f"more.{i}", {"version": 1, "local": i // 9}) for i in range(20))
    made._metadata = metadata  # type: ignore[attr-defined]
    return made


VALUES: dict[str, Any] = {
    "a state_dict": tensors(300),
    "in an OrderedDict": collections.OrderedDict(tensors(120)),
    "beside other things": {"epoch": 3, "model": tensors(80), "args": {"a": [1, "b"]}, "ema": tensors(40)},
    "more than a batch": {f"k{i}": torch.zeros(i % 5) for i in range(2300)},
    "tied": tied(),
    "names that look like opcodes": tensors(60) | {f"rabcdh {i}r" if i % 30 else f"é{i}": torch.zeros(2)
                                                   for i in range(90)},
    "with a Parameter": tensors(60) | {"p": torch.nn.Parameter(torch.zeros(3))} | {"z" + k: v for k, v in
                                                                                  tensors(50).items()},
    "conjugated": tensors(60) | {"c": torch.zeros(3, dtype=torch.complex64).conj()} | {"d": torch.zeros(3)},
    "a list": list(tensors(100).values()),
    "by number": dict(enumerate(tensors(100).values())),
    "after much else": {"args": {f"a{i}": f"b{i}" for i in range(200)}, "model": tensors(90)},
    "an optimizer": {"model": tensors(40), "optimizer": {"state": {i: {
        "step": torch.tensor(1.0), "exp_avg": torch.zeros(i % 4), "exp_avg_sq": torch.zeros(i % 4)} for i in range(50)},
        "param_groups": [{"lr": 0.1, "params": list(range(50))}]}},
    "Parameters": {f"p{i}": torch.nn.Parameter(torch.zeros(i % 5), requires_grad=i % 3 > 0) for i in range(100)},
    "Parameters among tensors": {f"p{i}": torch.nn.Parameter(torch.zeros(2)) if i % 4 else torch.zeros(3)
                                 for i in range(100)},
    "a list of Parameters": [torch.nn.Parameter(torch.zeros(i % 5)) for i in range(100)],
    "a whole model": torch.nn.Sequential(*(torch.nn.Linear(2, 3) for _ in range(30))),
    "a ParameterList": torch.nn.ParameterList(torch.nn.Parameter(torch.zeros(2)) for _ in range(90)),
    "names that stand twice": {"a": (first := tensors(90)), "b": {name: torch.ones(3) for name in first}, "c": dict(
        reversed(first.items()))},
    "names of Parameters that stand twice": {"a": (first := tensors(60)), "b": {
        name: torch.nn.Parameter(torch.ones(3)) for name in first}},
    "views of one storage": dict(enumerate(torch.zeros(60, 2))) | {f"n{i}": row for i, row in enumerate(
        torch.zeros(60, 3))},
    "dicts of tensors and numbers": {3000 * (35 - i): {
        "step": 70_000, "rate": 0.5, "on": True, "off": False, "none": None, "size": 300, "below": -1, "less": 4,
        "mean": torch.zeros(i % 3), "mean_too": torch.zeros(2, i % 3)} for i in range(70)},
    "dicts of one tensor": {i: {"momentum_buffer": torch.zeros(i % 4)} for i in range(90)},
    "dicts under names": {f"s{i}": {f"w{j}": torch.zeros(j) if j else j for j in range(4)} for i in range(60)},
    "with metadata": with_metadata(60),
    "dicts in a list": [{"a": torch.zeros(i % 3), "b": torch.nn.Parameter(torch.ones(2))} for i in range(60)],
    "dicts under names that stand twice": {"a": (nested := {f"s{i}": {"w": torch.zeros(i % 3)} for i in range(60)}),
                                           "b": {name: {"w": torch.ones(2), "n": 1} for name in nested}},
    "dicts of many shapes": {i: {"a": torch.zeros(i % 7, i % 5), "b": torch.zeros(i % 3)} for i in range(200)},
    "dicts and numbers in a list": [each for i in range(90) for each in (
        {"a": torch.zeros(i % 3)}, *[i, "x"][: i * i % 7 % 2])],
    "dicts among others": {i: {"a": torch.zeros(1)} if i % 6 else {"a": [], "b": torch.zeros(1)} for i in range(150)},
    "pairs": [(f"n{i}", torch.zeros(i)) for i in range(100)],
}


@pytest.mark.parametrize("name", VALUES)
def test_what_torch_writes_is_read_the_same(name: str) -> None:
    data = saved(VALUES[name])
    assert told(data, packing=True) == told(data, packing=False)
    assert packed_in(data) > 20


@pytest.mark.parametrize("name", VALUES)
def test_what_torch_wrote_before_is_read_the_same(name: str) -> None:
    data = legacy(VALUES[name])
    assert told(data, packing=True) == told(data, packing=False)
    assert packed_in(data) > 20


WHOLE = {"a state_dict": 260, "Parameters": 70, "Parameters among tensors": 70, "a list of Parameters": 70,
         "a whole model": 35, "a ParameterList": 65, "names that stand twice": 140, "tied": 110,
         "names of Parameters that stand twice": 80, "views of one storage": 70, "an optimizer": 150}


@pytest.mark.parametrize(("name", "least"), WHOLE.items())
def test_nearly_all_is_packed(name: str, least: int) -> None:
    assert packed_in(saved(VALUES[name])) > least
    assert packed_in(legacy(VALUES[name])) > least


DICTS = {"an optimizer": 48, "dicts of tensors and numbers": 50, "dicts of one tensor": 56, "dicts under names": 48,
         "dicts in a list": 42, "with metadata": 76, "dicts under names that stand twice": 86,
         "dicts of many shapes": 180}


def dict_runs(data: bytes) -> list[TensorRun]:
    machine = PickleMachine(data, packing=True)
    machine.run(Task())
    return [run for run in machine.runs if run.dicts is not None]


@pytest.mark.parametrize(("name", "least"), DICTS.items())
def test_dicts_of_tensors_are_taken_many_at_once(name: str, least: int) -> None:
    for data in (saved(VALUES[name]), legacy(VALUES[name])):
        runs = dict_runs(data)
        assert least <= sum(len(run.dicts.records) for run in runs if run.dicts) < least + 20
        assert len(runs) < 4


@pytest.mark.parametrize("name", DICTS)
def test_every_part_of_a_run_of_dicts_can_be_fetched_and_is_the_same_thing(name: str) -> None:
    data = saved(VALUES[name])
    for run in dict_runs(data)[-1:]:
        for offset in (*range(7), 13, run.memos // 2, run.memos - 1):
            fetch = b"j" + struct.pack("<I", run.first_memo + offset)
            taken_apart = b"j" + struct.pack("<I", run.first_memo + 2)  # fetches what only the machine knows
            for more in (fetch + b"K\x01Ns0", fetch + b"Nb0", b"(" + fetch * 2 + b"l\x86",
                         taken_apart + fetch + b"K\x01Ns\x87"):
                changed = _with(data, more)
                assert told(changed, packing=True) == told(changed, packing=False)


def test_dicts_whose_keys_change_their_place_in_the_memo_are_read_the_same() -> None:
    data = saved(VALUES["an optimizer"])
    run = dict_runs(data)[0]
    place = next(place for place, name in run.refs.items() if name == "exp_avg")
    put = b"X\x05\0\0\0otherr" + struct.pack("<I", place) + b"0"
    at = data.index(b"}", run.start + (run.end - run.start) // 2) - 2  # before a key
    while data[at : at + 1] != b"K" or data[at + 2 : at + 3] != b"}":
        at = data.index(b"}", at + 3) - 2
    changed = data[:at] + put + data[at:]
    assert told(changed, packing=True) == told(changed, packing=False)
    assert len(dict_runs(changed)) == 2


@pytest.mark.parametrize("name", ["dicts under names", "an optimizer"])
def test_memos_of_dicts_that_do_not_count_on_are_read_the_same(name: str) -> None:
    data = saved(VALUES[name])
    run = dict_runs(data)[0]
    middle = run.first_memo + run.memos // 2
    for memo in range(middle, middle + 14):
        put = b"r" + struct.pack("<I", memo)
        for other in (run.first_memo, memo - 1, 1 << 30):
            changed = data.replace(put, b"r" + struct.pack("<I", other))
            assert changed != data
            fetched = _with(changed, b"j" + struct.pack("<I", other) + b"\x86")
            assert told(fetched, packing=True) == told(fetched, packing=False)


def test_storages_are_listed_packed_or_not() -> None:
    data = legacy(VALUES["Parameters among tensors"])
    packed, plain = (run_pickle(data, Task(), packing=packing) for packing in (True, False))
    assert packed.runs
    assert sorted(packed.storages(), key=str) == sorted(plain.storages(), key=str)


def test_one_shared_storage_takes_nothing_apart() -> None:
    value = tensors(120)
    before = packed_in(saved(value))
    assert packed_in(saved({"a": value, "b": {"view": value["layers.50.part1.weight"].view(-1)}})) >= before


def test_references_that_change_all_the_time_do_not_make_it_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patterns are prepared for a few places in the memo only: each takes milliseconds."""
    prepared = 0

    def counting(*refs: bytes, keyed: bool) -> Any:
        nonlocal prepared
        prepared += 1
        return one_row(*refs, keyed=keyed)

    monkeypatch.setattr("ckpt_viewer.core.pickles.packer.one_row", counting)
    head = b"\x80\x02]("
    body, memo = b"", 0
    for _ in range(40):
        body += (b"ctorch._utils\n_rebuild_tensor_v2\nr%s0" % struct.pack("<I", memo)
                 + b"X\x07\0\0\0storager%s0" % struct.pack("<I", memo + 1)
                 + b"ccollections\nOrderedDict\nr%s0" % struct.pack("<I", memo + 2)
                 + b"ctorch\nFloatStorage\nr%s0" % struct.pack("<I", memo + 3)
                 + b"X\x03\0\0\0cpur%s0" % struct.pack("<I", memo + 4))
        refs = [b"j" + struct.pack("<I", memo + i) for i in range(5)]
        puts = [b"r" + struct.pack("<I", memo + 5 + i) for i in range(7)]
        body += (refs[0] + b"((" + refs[1] + refs[3] + b"X\x01\0\0\x000" + puts[0] + refs[4] + b"K\x02t" + puts[1]
                 + b"QK\0K\x02\x85" + puts[2] + b"K\x01\x85" + puts[3] + b"\x89" + refs[2] + b")R" + puts[4] + b"t"
                 + puts[5] + b"R" + puts[6])
        memo += 12
    data = head + body + b"e."
    assert told(data, packing=True) == told(data, packing=False)
    assert 0 < prepared < 20


def _with(data: bytes, more: bytes) -> bytes:
    """`data` with opcodes run on its top before STOP."""
    return data[:-1] + more + b"."


def _runs(data: bytes) -> tuple[int, int]:
    machine = PickleMachine(data, packing=True)
    machine.run(Task())
    assert machine._packer is not None
    run = machine._packer.runs[0]
    return run.first_memo, run.memos


@pytest.mark.parametrize("value", [tensors(60), VALUES["Parameters"], VALUES["a list of Parameters"]])
def test_every_part_can_be_fetched_and_is_the_same_thing(value: Any) -> None:
    data = saved(value)
    first, count = _runs(data)
    for offset in (*range(12), 21, count - 1):
        fetch = b"j" + struct.pack("<I", first + offset)
        for more in (b"(" + fetch * 2 + b"l\x86", fetch + b"N\x87", fetch + b"Nb0", fetch + b"\x85R", fetch + b"N\x85e",
                     b"(" + fetch + b"K\x01u", fetch + b"(K\x01e\x86", fetch + b"(NNu\x86", fetch + b"Q\x86",
                     fetch + b"2\x87", b"]r" + struct.pack("<I", first + offset) + fetch + b"\x87",
                     b"N\x94" + fetch + b"\x87"):
            changed = _with(data, more)
            assert told(changed, packing=True) == told(changed, packing=False)


def test_a_tensor_that_is_given_something_is_taken_apart() -> None:
    data = saved(tensors(120))
    body = data[: data.rindex(b"u.")]  # the last tensor is on the stack
    for more in (b"}b", b"K\x01a", b"K\x01K\x02s", b"(K\x01e", b"(K\x01\x90", b"2", b"0", b"Q", b"\x85", b"\x85R",
                 b"\x88ctorch._utils\n_rebuild_parameter\n", b"K\x01"):
        for end in (b"u.", b".", b"l.", b"N\x86u.", b"t."):
            changed = body + more + end
            assert told(changed, packing=True) == told(changed, packing=False)


def test_a_parameter_around_a_packed_tensor() -> None:
    data = saved(tensors(120))
    body = data[: data.rindex(b"u.")]
    made = b"0ctorch._utils\n_rebuild_parameter\n(X\x01\x00\x00\x00ah\x00\x88ccollections\nOrderedDict\n)RtR"
    for more in (made, b"\x88ccollections\nOrderedDict\n)Rt"):
        changed = body + more + b"u."
        assert told(changed, packing=True) == told(changed, packing=False)


def test_storages_of_one_key_that_say_different_things() -> None:
    data = saved({f"k{i}": torch.zeros(3 if i < 100 else 4) for i in range(140)})
    one = data.replace(b"X\x03\x00\x00\x00120", b"X\x03\x00\x00\x00119")
    other = data.replace(b"X\x01\x00\x00\x000q", b"X\x03\x00\x00\x00130q")
    for changed in (one, other, data.replace(b"X\x03\x00\x00\x00130", b"X\x03\x00\x00\x00090")):
        assert changed != data
        assert told(changed, packing=True) == told(changed, packing=False)


@pytest.mark.parametrize("writes", [saved, legacy])
@pytest.mark.parametrize("name", [name for name in VALUES if name != "more than a batch"])
def test_changed_bytes_are_read_the_same(name: str, writes: Callable[[Any], bytes]) -> None:
    rng = random.Random(name)
    data = writes(VALUES[name])
    for _ in range(40):
        changed = bytearray(data)
        for _ in range(rng.choice((1, 1, 2, 5))):
            at = rng.randrange(len(changed))
            match rng.randrange(4):
                case 0:
                    changed[at] = rng.randrange(256)
                case 1:
                    del changed[at]
                case 2:
                    changed[at:at] = rng.choice((b"0", b"2", b"h\x00", b"\x94", b"K\x01", b"(", b"u", b"N", b"}"))
                case _:
                    changed[at:at] = changed[(start := rng.randrange(len(changed))) : start + rng.randrange(200)]
        text = bytes(changed)
        assert told(text, packing=True) == told(text, packing=False)


def counted_from_one(data: bytes) -> bytes:
    """The pickle as cPickle of Python 2 numbers its memo."""
    codes = {"BINPUT": b"r", "LONG_BINPUT": b"r", "BINGET": b"j", "LONG_BINGET": b"j"}
    found = [*pickletools.genops(data)]
    ends = [at for _, _, at in found[1:]] + [len(data)]
    return b"".join(codes[code.name] + struct.pack("<I", int(argument or 0) + 1) if code.name in codes else data[at:end]
                    for (code, argument, at), end in zip(found, ends, strict=True))


@pytest.mark.parametrize("name", ["a state_dict", "Parameters", "tied"])
def test_a_memo_that_counts_from_one_packs_as_well(name: str) -> None:
    data = saved(VALUES[name])
    moved = counted_from_one(data)
    assert packed_in(moved) >= packed_in(data) > 0
    assert told(moved, packing=True) == told(moved, packing=False)


def test_an_invalid_geometry_is_left_to_the_machine() -> None:
    data = saved({f"k{i}": torch.zeros(7, 3) for i in range(140)})
    changed = data.replace(b"K\x07K\x03\x86", b"K\x07K\x04\x86")
    assert changed != data
    assert packed_in(changed) == 0
    assert told(changed, packing=True) == told(changed, packing=False)


def test_a_node_is_made_when_it_is_asked_for() -> None:
    _, graph = read(saved(tensors(200)), packing=True)
    base: Any = graph._base
    assert sum(type(held) is PackedTensor for held in base._held) > 150
    root = graph[graph.root]
    assert isinstance(root, Mapping)
    last = root.values[-1]
    assert isinstance(graph[last], Tensor)
    assert graph[last] is graph[last]


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Where tensors were taken apart by the pattern, which takes five times as long as knowing them again."""
    meet, places = Steps._meet, list[int]()

    def noting(steps: Steps, row_at: Any, pos: int, *more: Any) -> Any:
        places.append(pos)
        return meet(steps, row_at, pos, *more)

    monkeypatch.setattr(Steps, "_meet", noting)
    return places


@pytest.mark.parametrize(("name", "most"), [
    ("more than a batch", 30), ("Parameters among tensors", 10), ("a list of Parameters", 16), ("a whole model", 8),
    ("a ParameterList", 6), ("names that stand twice", 45)])
def test_few_tensors_are_taken_apart(name: str, most: int, met: list[int]) -> None:
    """The first of a kind, the second, and where another one follows than before."""
    packed = packed_in(saved(VALUES[name]))
    assert 0 < len(met) <= most < packed


def test_tensors_that_come_again_and_again_are_taken_apart_a_few_times_only(met: list[int]) -> None:
    counts = []
    for blocks in (200, 400):
        met.clear()
        data = saved({f"{i}.{part}": torch.zeros(shape) for i in range(100, 100 + blocks) for part, shape in (
            ("conv", (3, 2, 3, 3)), ("gain", 3), ("shift", 3), ("mean", 3), ("var", 3), ("steps", ()))})
        assert packed_in(data) > 6 * blocks - 60
        counts.append(len(met))
    assert counts[1] < counts[0] + 15 < 60  # one more digit in the keys of storages


def test_a_name_of_many_bytes_and_one_that_is_no_text_end_a_run() -> None:
    value = {f"k{i}": torch.zeros(2) for i in range(60)}
    for name in ("x" * 300, "é", "a\nb", ""):
        data = saved(value | {name: torch.zeros(2)} | {f"z{i}": torch.zeros(2) for i in range(60)})
        assert told(data, packing=True) == told(data, packing=False)
        assert packed_in(data) > 80
        last = int.from_bytes(data[-6:-2], "little")  # the memo of the last tensor
        for place in range(last - 8 * 60, last, 37):
            fetched = _with(data, b"j" + struct.pack("<I", place) + b"\x86")
            assert told(fetched, packing=True) == told(fetched, packing=False)


def test_memos_that_do_not_count_on_are_left_to_the_machine() -> None:
    data = saved({f"k{i}": torch.zeros(2) for i in range(90)})
    first, _ = _runs(data)
    put = b"r" + struct.pack("<I", first + 8 * 30 + 4)  # within the thirtieth tensor
    for other in (first, first + 8 * 30 + 3, 1 << 30):
        changed = data.replace(put, b"r" + struct.pack("<I", other))
        assert changed != data
        assert told(changed, packing=True) == told(changed, packing=False)


def test_cancel_is_heard_between_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    data, task = saved({f"k{i}": torch.zeros(2) for i in range(3000)}), Task()
    found = Packer.find

    def cancelling(self: Packer, start: int, limit: int, memo: list[Any], *, keyed: bool) -> TensorRun | None:
        run = found(self, start, limit, memo, keyed=keyed)
        if run is not None:
            task.cancel()
        return run

    monkeypatch.setattr(Packer, "find", cancelling)
    machine = PickleMachine(data, packing=True)
    with pytest.raises(Cancelled):
        machine.run(task)
    assert machine._packer is not None
    assert len(machine._packer.runs) == 1
