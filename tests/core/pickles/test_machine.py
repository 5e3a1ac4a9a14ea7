"""The pickle machine against CPython's own pickles, and against pickles that no honest program writes."""

from __future__ import annotations

import collections
import io
import math
import pickle
import pickletools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.graph import BigInt, Global, Graph, Object, Scalar, Sequence
from ckpt_viewer.core.pickles.operands import OutOfData
from ckpt_viewer.core.pickles.reader import build_graph, run_pickle
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import Storage
from tests.oracles import assert_same


def no_storage(wanted: StorageId) -> Storage:
    raise AssertionError(f"no storage was named: {wanted}")


def graph_of(data: bytes) -> Graph:
    return build_graph(run_pickle(data, Task()).top, PersistentIds(no_storage), Task())


leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(max_size=300),
    st.integers(min_value=-(2**700), max_value=2**700),
)
keys = st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False))
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6), st.lists(inner, max_size=6).map(tuple),
        st.dictionaries(keys, inner, max_size=6), st.dictionaries(keys, inner, max_size=4).map(collections.OrderedDict),
        st.sets(st.integers(), max_size=4), st.frozensets(st.text(), max_size=4),
    ),
    max_leaves=40,
)


@given(value=values, protocol=st.integers(0, pickle.HIGHEST_PROTOCOL))
@settings(max_examples=400, deadline=None)
def test_python_values_of_every_protocol(value: Any, protocol: int) -> None:
    graph = graph_of(pickle.dumps(value, protocol))
    assert_same(graph, graph.root, value)


@given(data=st.binary(max_size=200))
@settings(max_examples=500, deadline=None)
def test_random_bytes_end_in_a_value_or_in_damaged(data: bytes) -> None:
    try:
        graph_of(data)
    except Damaged as error:
        assert "\n" not in str(error)


@given(value=values, protocol=st.integers(0, pickle.HIGHEST_PROTOCOL), where=st.floats(0, 1, exclude_max=True))
@settings(max_examples=200, deadline=None)
def test_a_pickle_cut_anywhere_asks_for_more_bytes(value: Any, protocol: int, where: float) -> None:
    data = pickle.dumps(value, protocol)
    with pytest.raises(Damaged):
        run_pickle(data[: int(len(data) * where)], Task())


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_aliases_and_cycles_survive(protocol: int) -> None:
    shared = ["shared"]
    value: dict[str, Any] = {"a": shared, "b": shared}
    value["self"] = value
    graph = graph_of(pickle.dumps(value, protocol))
    assert graph.child(graph.root, "a") == graph.child(graph.root, "b")
    assert graph.child(graph.root, "self") == graph.root
    assert [path for path, _ in graph.walk()][:2] == [(), ("a",)]


def test_a_quarter_million_deep_does_not_recurse() -> None:
    depth = 250_000
    graph = graph_of(b"\x80\x02" + b"]" * depth + b"a" * (depth - 1) + b".")
    node, count = graph.root, 1
    while items := graph[node].items:  # type: ignore[union-attr]
        node, count = items[0], count + 1
    assert count == depth


def test_python_2_text_and_bytes() -> None:
    graph = graph_of(b"\x80\x02]q\x00(U\x05helloU\x02\xff\xfeT\x03\x00\x00\x00abcS'it\\'s'\nV\\u4e2d\nI01\nL7L\ne.")
    held = graph[graph.root]
    assert isinstance(held, Sequence)
    assert [graph[i].value for i in held.items] == [  # type: ignore[union-attr]
        "hello", b"\xff\xfe", "abc", "it's", "中", True, 7]


def test_python_2_ordered_dict_of_pairs() -> None:
    graph = graph_of(b"\x80\x02ccollections\nOrderedDict\n](](U\x01aK\x01e](U\x01bK\x02ee\x85R.")
    assert_same(graph, graph.root, collections.OrderedDict(a=1, b=2))


def test_a_huge_integer_is_not_converted() -> None:
    data = b"\x80\x02\x8b" + (100_000).to_bytes(4, "little") + b"\x01" * 100_000 + b"."
    value = graph_of(data)[graph_of(data).root]
    assert isinstance(value, Scalar)
    assert isinstance(value.value, BigInt)
    assert str(value.value) == "integer of 800000 bits"


def test_nothing_named_is_called_but_all_is_counted() -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return print, ("never",)

    ran = run_pickle(pickle.dumps([Evil(), Evil()], 2), Task(), where="data.pkl")
    (use,) = [use for use in ran.globals if use.name == Global("__builtin__", "print")]
    assert (use.count, use.called) == (2, 2)
    assert use.where.startswith("data.pkl, byte ")


def test_a_call_whose_result_is_thrown_away_is_counted() -> None:
    ran = run_pickle(b"\x80\x02cos\nsystem\nX\x02\x00\x00\x00ls\x85R0N.", Task())
    assert [(str(u.name), u.called) for u in ran.globals] == [("os.system", 1)]


def test_state_goes_to_the_object_not_to_the_reader() -> None:
    data = b"\x80\x02cmod\nThing\n)\x81}(X\x05\x00\x00\x00itemsK\x01X\x04\x00\x00\x00nodeK\x02ub."
    graph = graph_of(data)
    thing = graph[graph.root]
    assert isinstance(thing, Object)
    assert thing.kind == "mod.Thing"
    assert [key for key, _ in graph.children(graph.root)] == ["items", "node"]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\x80\x06.", "protocol 6"), (b"\xff.", "unknown opcode 0xff"), (b"h\x05.", "memo 5 was never put"),
        (b"t.", "no mark"), (b"R.", "nothing on the stack"), (b"Na.", "nothing on the stack"),
        (b"NNa.", "no list"), (b"NNNs.", "no dict"), (b"N}b.", "has none"), (b"(o.", "OBJ without a class"),
        (b"I12x\n.", "number"), (b"\x8b\xff\xff\xff\xff.", "negative length"), (b"NNNu.", "no mark"),
        (b"}(Nu.", "key without a value"),
        (b"\x80\x04\x95\x02\x00\x00\x00\x00\x00\x00\x00X\x01\x00\x00\x00a.", "frame"),
        (b"X\x01\x00\x00\x00\xff.", "not UTF-8"), (b"I" + b"9" * 5000 + b"\n.", "4,000 digits"),
        (b"\x97.", "out-of-band"),
    ],
)
def test_malformed(data: bytes, word: str) -> None:
    with pytest.raises(Damaged, match=word):
        graph_of(data)


@pytest.mark.parametrize("data", [b"", b"\x80\x02", b"X\xff\xff\xff\xffabc", b"\x8e" + b"\xff" * 8, b"cabc"])
def test_lengths_are_checked_before_anything_is_made(data: bytes) -> None:
    with pytest.raises(OutOfData):
        run_pickle(data, Task())


def test_names_that_are_computed_or_extensions_are_reported() -> None:
    computed = run_pickle(b"\x80\x04K\x01K\x02\x93.", Task())
    assert computed.notes[0].severity == "danger"
    assert "computed" in computed.notes[0].text
    extension = run_pickle(b"\x80\x02\x82\x07.", Task())
    assert "extension" in extension.notes[0].text


def test_cancel_stops_the_machine() -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        run_pickle(pickle.dumps([1]), task)


def test_every_opcode_of_python_is_known() -> None:
    from ckpt_viewer.core.pickles.machine import _HANDLERS

    unknown = [op.name for op in pickletools.opcodes if op.code != "." and _HANDLERS[ord(op.code)] is None]
    assert unknown == []


def test_float_specials_and_end_offset() -> None:
    stream = io.BytesIO()
    pickle.dump([math.nan, math.inf, -0.0], stream, 2)
    ran = run_pickle(stream.getvalue() + b"trailing", Task())
    assert ran.end == len(stream.getvalue())
