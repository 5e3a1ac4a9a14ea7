"""The pickle writer: the bytes that torch.save writes, the structures that pickle loads, and nothing laundered."""

from __future__ import annotations

import io
import pickle
import pickletools
import zipfile
from collections import OrderedDict
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.graph import BigInt, Broken, Global, Graph, Made, Mapping, Node, Object, Scalar, Sequence
from ckpt_viewer.core.pickles.reader import build_graph, run_pickle
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId
from ckpt_viewer.core.pickles.writer import write_pickle
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import Storage
from tests.core.oracle import assert_same, opened, saved
from tests.core.specimens import SPECIMENS


def graph_of(data: bytes) -> Graph:
    def locate(found: StorageId) -> Storage:
        return Storage(found.key, found.dtype, found.nbytes, found.device, ())

    return build_graph(run_pickle(data, Task()).top, PersistentIds(locate), Task())


def again(data: bytes, protocol: int = 2) -> bytes:
    return write_pickle(graph_of(data), Task(), source_protocol=protocol).data


def data_pkl(file: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return archive.read("archive/data.pkl")


@pytest.mark.parametrize("name", sorted(set(SPECIMENS) - {"values", "foreign", "containers", "model"}))
def test_the_pickle_of_torch_save_comes_out_byte_for_byte(name: str) -> None:
    """The others hold equal texts that are different objects, which pickle writes twice and we once, and a Counter."""
    file = saved(SPECIMENS[name]())
    assert write_pickle(opened(file).graph, Task()).data == data_pkl(file)


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4, 5])
@pytest.mark.parametrize("name", ["values", "containers", "cycles"])
def test_every_protocol_reads_the_same_afterwards(name: str, protocol: int) -> None:
    made = SPECIMENS[name]()
    data = pickle.dumps(made, protocol)
    written = again(data, protocol)
    assert_same(pickle.loads(data), pickle.loads(written))
    pickletools.dis(written, io.StringIO())
    assert written[:2] == b"\x80\x02"


def leaves() -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(),
                     st.binary(max_size=300), st.text(max_size=300))


def keys() -> st.SearchStrategy[Any]:
    return st.one_of(st.text(max_size=5), st.integers(), st.booleans(), st.none(), st.tuples(st.integers(), st.text()))


def structures() -> st.SearchStrategy[Any]:
    return st.recursive(leaves(), lambda inner: st.one_of(
        st.lists(inner, max_size=5), st.dictionaries(keys(), inner, max_size=5), st.tuples(inner, inner),
        inner.map(lambda x: [x, x]), st.tuples(inner), st.frozensets(st.integers()), st.sets(st.text(max_size=3)),
    ), max_leaves=30)


@settings(deadline=None)
@given(structures(), st.integers(0, 5))
def test_any_structure_survives(made: Any, protocol: int) -> None:
    data = pickle.dumps(made, protocol)
    assert_same(pickle.loads(data), pickle.loads(again(data, protocol)))


@pytest.mark.slow
def test_a_million_lists_in_one_another() -> None:
    depth = 1_000_000
    nodes: list[Node] = [Sequence("list", (i + 1,)) for i in range(depth - 1)]
    written = write_pickle(Graph([*nodes, Sequence("list", ())], 0), Task()).data
    assert written.endswith(b"a" * (depth - 1) + b".")
    assert written.count(b"]") >= depth


def test_tuples_and_dicts_nest_deep() -> None:
    depth = 30_000
    tuples = b"\x80\x02" + b")" + b"\x85" * depth + b"."
    assert graph_of(again(tuples)).next_id == depth + 1
    dicts = b"\x80\x02" + b"}K\x01" * depth + b"N" + b"s" * depth + b"."
    assert graph_of(again(dicts)).next_id == depth + 1


HOSTILE = {
    "reduce": b"cos\nsystem\n(S'echo hi'\ntR.",
    "inst": b"(S'echo hi'\nios\nsystem\n.",
    "obj": b"(cos\nsystem\nS'echo hi'\no.",
    "newobj": b"\x80\x02cbuiltins\nmap\ncos\nsystem\n]\x86\x81.",
    "build": b"\x80\x02cbuiltins\nobject\n)\x81}U\x0c__setstate__cos\nsystem\nsb.",
    "items": b"\x80\x02ccollections\ndeque\n)R(K\x01K\x02e.",
    "pairs": b"\x80\x02cmine\nDict\n)\x81K\x01K\x02s}U\x01aK\x03sb.",
    "key": b"\x80\x02}cos\nsystem\nU\x02hi\x85RK\x01s.",
    "callee": b"\x80\x02cfunctools\npartial\ncos\nsystem\n\x85R)R.",
    "persistent": b"\x80\x02U\x06secretcos\nsystem\n\x86Q.",
    "persistent, fetched twice": b"\x80\x02U\x06secretQq\x01h\x01\x86.",
    "extension": b"\x80\x02\x82\x05)R.",
    "wide extension": b"\x80\x02\x83\x05\x01)R.",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_is_hostile_is_written_as_it_was(name: str) -> None:
    """Written and read again it says the same, so no name has vanished or turned harmless."""
    data = HOSTILE[name]
    written = again(data)
    assert says(written) == says(data)
    assert again(written) == written


def says(data: bytes) -> list[tuple[str, object]]:
    """Calls, names and values of a pickle without the memo and without its way of spelling texts."""
    spelling = {"STRING": "text", "SHORT_BINSTRING": "text", "BINUNICODE": "text", "TUPLE1": "t", "TUPLE2": "t",
                "TUPLE": "t"}
    silent = {"PROTO", "BINPUT", "STOP", "MARK", "BINGET"}
    return [(spelling.get(op.name, op.name), arg) for op, arg, _ in pickletools.genops(data) if op.name not in silent]


def test_newobj_ex_and_names_with_dots_keep_their_protocol() -> None:
    class_made = pickle.dumps(Made.__init__, 4)  # a dotted name, which protocol 2 cannot look up
    written = again(class_made, 4)
    assert written[:2] == b"\x80\x04"
    assert pickle.loads(written) is Made.__init__
    data = b"\x80\x04cbuiltins\nint\nU\x0212\x85}\x92."
    assert again(data, 4).endswith(b"\x92q\x04.")


def test_names_of_python_2_mean_the_same_afterwards() -> None:
    """At protocol 4 `__builtin__` is a module that does not exist; protocol 2 would turn it into `builtins`."""
    data = b"\x80\x04c__builtin__\neval\n."
    assert again(data, 4) == b"\x80\x04c__builtin__\neval\nq\x00."
    assert again(b"\x80\x02c__builtin__\nset\n.") == b"\x80\x02c__builtin__\nset\nq\x00."


def test_a_name_with_a_line_break_stays_one_name() -> None:
    nodes: list[Node] = [Scalar(Global("os\nsystem", "x"))]
    written = write_pickle(Graph(nodes, 0), Task()).data
    ops = [op.name for op, _, _ in pickletools.genops(written)]
    assert ops == ["PROTO", "BINUNICODE", "BINUNICODE", "STACK_GLOBAL", "BINPUT", "STOP"]
    held = graph_of(written)
    assert held[held.root] == Scalar(Global("os\nsystem", "x"))


def test_an_integer_too_big_to_convert_is_copied() -> None:
    data = b"\x80\x02\x8b" + (5000).to_bytes(4, "little") + b"\x07" * 5000 + b"."
    held = graph_of(data)
    assert held[0] == Scalar(BigInt(b"\x07" * 5000))
    assert again(data) == data


def test_equal_texts_and_bytes_are_written_once() -> None:
    written = write_pickle(graph_of(pickle.dumps([f"{'x' * 1000}{i // 5}" for i in range(10)], 2)), Task()).data
    assert len(written) < 2500


def test_a_state_on_every_kind_of_thing() -> None:
    nodes: list[Node] = [
        Mapping(("a",), (1,), Made(Global("collections", "OrderedDict"), 2), 3), Scalar(1), Sequence("tuple", ()),
        Mapping(("note",), (4,)), Scalar("kept"),
    ]
    made = pickle.loads(write_pickle(Graph(nodes, 0), Task()).data)
    assert made.note == "kept"
    assert dict(made) == {"a": 1}


@pytest.mark.parametrize("more", [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)])
def test_a_tuple_inside_itself(more: tuple[int, ...]) -> None:
    """The list in it is remembered before the tuple is; what then stands on the stack is thrown away, as in CPython."""
    inner: list[Any] = []
    outer = (inner, *more)
    inner.append(outer)
    data = pickle.dumps(outer, 2)
    assert again(data) == data
    loops = pickle.loads(again(data))
    assert loops[0][0] is loops


@pytest.mark.parametrize("count", [0, 1, 2, 999, 1000, 1001, 2000, 2001])
def test_items_come_in_the_batches_of_cpython(count: int) -> None:
    made: Any
    for made in (list(range(count)), {i: i for i in range(count)}, OrderedDict((i, i) for i in range(count))):
        data = pickle.dumps(made, 2)
        assert again(data) == data


@pytest.mark.parametrize(("nodes", "word"), [
    ([Broken("no bytes")], "could not be read"),
    ([Sequence("tuple", (0,))], "made from itself"),
    ([Object(Made(Global("a", "b"), 1)), Sequence("tuple", (0,))], "made from itself"),
    ([Scalar(Global("?", "computed name"))], "computes the name"),
])
def test_what_no_pickle_can_hold_is_refused(nodes: list[Node], word: str) -> None:
    with pytest.raises(Unsupported, match=word):
        write_pickle(Graph(nodes, 0), Task())


def test_a_cancelled_task_stops_the_writer() -> None:
    task = Task()
    task.cancel()
    graph = graph_of(pickle.dumps(list(range(10_000)), 2))
    with pytest.raises(Cancelled):
        write_pickle(graph, task)


def test_storages_are_numbered_in_order_of_use() -> None:
    graph = opened(saved([torch.ones(2), torch.zeros(3, dtype=torch.int8), torch.ones(1)])).graph
    pickled = write_pickle(graph, Task())
    assert list(pickled.sizes(graph)) == [("0", 8), ("1", 3), ("2", 4)]
    assert pickled.itemsizes == {"0": 4, "1": 1, "2": 4}
