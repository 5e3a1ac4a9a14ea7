"""The rows of the tree: complete, in file order, never endless, and folded, filtered and sorted as a plain recursion
would do it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path as FilePath
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Global, Graph, Made, Mapping, Node, NodeId, Object, Scalar, Sequence
from ckpt_viewer.core.outline import searching
from ckpt_viewer.core.outline.building import build_outline, same_rows
from ckpt_viewer.core.outline.cells import Column, cell_text, tip_text
from ckpt_viewer.core.outline.searching import Searcher, facts_of
from ckpt_viewer.core.outline.sorting import sorted_order
from ckpt_viewer.core.outline.tree import Outline
from ckpt_viewer.core.outline.view import FIRST_LOOK, OutlineView
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.wording import natural

Tree = dict[str, Any]


def graph_of(value: Any) -> Graph:
    """A graph of nested dicts, lists and plain values; a thing that stands twice is one node."""
    nodes: list[Node] = []
    known: dict[int, NodeId] = {}

    def add(thing: Any) -> NodeId:
        if isinstance(thing, dict | list) and id(thing) in known:
            return known[id(thing)]
        node = len(nodes)
        nodes.append(Scalar(None))
        known[id(thing)] = node
        if isinstance(thing, dict):
            nodes[node] = Mapping(tuple(thing), tuple(add(v) for v in thing.values()))
        elif isinstance(thing, list):
            nodes[node] = Sequence("list", tuple(add(v) for v in thing))
        else:
            nodes[node] = Scalar(thing)
        return node

    return Graph(nodes, add(value))


def outline_of(value: Any) -> Outline:
    return build_outline(graph_of(value), Task())


def saved(tmp_path: FilePath, value: Any) -> Outline:
    torch.save(value, tmp_path / "saved.pth")
    return build_outline(open_checkpoint(tmp_path / "saved.pth").graph, Task(), "saved.pth")


def shown(outline: Outline, rows: Any) -> list[str]:
    return [outline.labels[int(row)] for row in rows]


def column(outline: Outline, column: Column) -> dict[str, str]:
    return {outline.labels[row]: cell_text(outline, row, column) for row in range(len(outline))}


trees = st.recursive(
    st.integers(0, 3),
    lambda below: st.dictionaries(st.sampled_from(["a", "b", "c10", "c9", "weight", "Bias"]), below, max_size=4),
    max_leaves=25,
).filter(lambda tree: isinstance(tree, dict))


def test_rows_stand_in_file_order_with_their_paths() -> None:
    outline = outline_of({"epoch": 90, "model": {"fc.weight": 1, "a/b": {"c": 2}}, "last": [3, 4]})
    assert outline.labels == ["epoch", "model", "fc.weight", "a/b", "c", "last", "0", "1"]
    assert outline.depth.tolist() == [0, 0, 1, 1, 2, 0, 1, 1]
    assert outline.size.tolist() == [1, 4, 1, 2, 1, 3, 1, 1]
    assert outline.path(4) == ("model", "a/b", "c")
    for row in range(len(outline)):
        assert outline.graph.resolve(outline.path(row)) == outline.node[row]
        assert outline.find(outline.path(row)) == row
    assert outline.find(("model", "gone")) == 1


def test_a_root_that_is_no_dict_is_a_row_with_the_name_of_the_file() -> None:
    outline = build_outline(graph_of([1, 2]), Task(), "list.pth")
    assert outline.labels == ["list.pth", "0", "1"]
    assert outline.path(0) == ()
    assert outline.find(()) == 0


def test_a_cycle_ends_and_says_what_it_shares() -> None:
    loop: list[Any] = [1]
    loop.append(loop)
    outline = outline_of({"loop": loop})
    assert outline.labels == ["loop", "0", "1"]
    assert tip_text(outline, 2, Column.NAME).endswith("shares the object at loop")


def test_exponentially_many_paths_are_cut_off() -> None:
    level: list[Any] = []
    for _ in range(60):
        level = [level, level]
    outline = outline_of({"bomb": level})
    assert 60 < len(outline) < 5000


def test_depth_is_no_recursion() -> None:
    deep = 200_000
    nodes: list[Node] = [Sequence("list", (n + 1,)) for n in range(deep)]
    outline = build_outline(Graph([*nodes, Scalar(7)], 0), Task())
    assert len(outline) == deep + 1 > 100 * sys.getrecursionlimit()
    view = OutlineView(outline)
    view.adopt(view.with_all(True))
    assert len(view.rows) == deep + 1
    assert len(outline.path(deep)) == deep
    order = sorted_order(outline, Column.NAME, True, Task())
    assert order.tolist() == list(range(deep + 1))


def test_building_can_be_stopped() -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        build_outline(graph_of({"a": 1}), task)


@given(trees, st.data())
def test_folding_shows_what_a_recursion_shows(tree: Tree, data: st.DataObject) -> None:
    outline = outline_of(tree)
    view = OutlineView(outline)
    view.adopt(view.with_all(False))
    inner = [row for row in range(len(outline)) if view.has_children(row)]
    opened = set(data.draw(st.lists(st.sampled_from(inner), unique=True)) if inner else [])
    for row in opened:
        before = len(view.rows)
        after = view.toggled(row)
        view.adopt(after)
        assert view.index(row) < 0 or len(view.rows) >= before
    want = _visible(outline, opened, list(range(len(outline))))
    assert view.rows.tolist() == want
    for row in range(len(outline)):
        assert view.index(row) == (want.index(row) if row in want else -1)
    assert view.indexes(np.array(inner, np.int32)).tolist() == sorted(want.index(r) for r in inner if r in want)


@given(trees, st.booleans())
def test_sorting_orders_siblings_and_nothing_else(tree: Tree, descending: bool) -> None:
    outline = outline_of(tree)
    order = sorted_order(outline, Column.NAME, descending, Task())
    assert order.tolist() == _sorted(outline, -1, descending)
    view = OutlineView(outline)
    view.adopt(view.with_all(True))
    view.set_order(order)
    assert view.rows.tolist() == order.tolist()
    view.adopt(view.with_all(False))
    assert view.rows.tolist() == [row for row in order.tolist() if outline.parent[row] < 0]
    assert [view.index(row) for row in view.rows.tolist()] == list(range(len(view.rows)))


@given(trees, st.sampled_from(["weight", "c1", "BIAS", "a", "int", "a.b", "weight/a", "c9 b"]),
       st.sampled_from([1, 3, 16, 1 << 20]))
def test_a_filter_keeps_matches_with_what_is_above_and_below(tree: Tree, text: str, piece: int) -> None:
    """Whatever the pieces are in which it looks through the labels."""
    outline = outline_of(tree)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "_PIECE", piece)
        found = Searcher(outline).search(text, Task())
    assert found is not None
    match = {row for row in range(len(outline)) if all(_matches(outline, row, word) for word in text.lower().split())}
    above = {up for row in match for up in outline.ancestors(row)}
    below = {row for row in range(len(outline)) if set(outline.ancestors(row)) & match}
    assert found.matches == len(match)
    assert set(np.flatnonzero(found.keep).tolist()) == match | above | below
    assert set(np.flatnonzero(found.opened).tolist()) == above


def test_an_empty_filter_is_none_and_brings_back_what_was_unfolded() -> None:
    outline = outline_of({"a": {"x": {"deep": 1}}, "b": {"y": 2}})
    view, searcher = OutlineView(outline), Searcher(outline)
    view.adopt(view.with_all(False))
    view.adopt(view.toggled(outline.labels.index("b")))
    before = shown(outline, view.rows)
    view.set_found(searcher.search("deep", Task()))
    assert shown(outline, view.rows) == ["a", "x", "deep"]
    assert searcher.search("  ", Task()) is None
    view.set_found(None)
    assert shown(outline, view.rows) == before == ["a", "b", "y"]


def test_equal_names_that_follow_each_other_are_all_found_by_path() -> None:
    """The line break between two names belongs to both."""
    outline = outline_of({"a": {"w": {"w": {"w": 1}}}})
    found = Searcher(outline).search("w/w", Task())
    assert found is not None
    assert found.matches == 2


def test_the_first_look_fits_a_screen_and_leaves_long_lists_folded() -> None:
    outline = outline_of({"few": {"a": 1, "b": 2}, "many": {str(n): n for n in range(FIRST_LOOK)}, "list": [1, 2, 3]})
    view = OutlineView(outline)
    assert shown(outline, view.rows) == ["few", "a", "b", "many", "list"]


def test_what_was_unfolded_stays_so_after_an_edit() -> None:
    value = {"a": {"x": {str(n): n for n in range(100)}}, "b": {str(n): n for n in range(100)}}
    graph = graph_of(value)
    before = OutlineView(build_outline(graph, Task()))
    before.adopt(before.toggled(before.outline.labels.index("b")))
    root = graph[graph.root]
    assert isinstance(root, Mapping)
    changed = graph.replace({graph.root: Mapping(("b",), root.values[1:])})
    after = OutlineView(build_outline(changed, Task()), before)
    assert len(after.rows) == 101


def test_a_twin_is_unfolded_alike_and_neither_filtered_nor_sorted() -> None:
    outline = outline_of({"a": {str(n): n for n in range(100)}, "b": {"c": 1}})
    view = OutlineView(outline)
    view.adopt(view.toggled(outline.labels.index("a")))
    unfolded = view.rows.tolist()
    view.set_found(Searcher(outline).search("c", Task()))
    view.set_order(np.arange(len(outline), dtype=np.int32)[::-1].copy())
    twin = view.twin()
    assert twin.rows.tolist() == unfolded
    assert twin.found is None
    twin.refold(frozenset())
    view.set_order(None)
    view.set_found(None)
    assert view.rows.tolist() == unfolded


def test_a_row_is_looked_for_where_it_is_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    outline = outline_of({"a": {str(n): n for n in range(100)}, "b": {"c": 1}})
    rows = {row: outline.path(row) for row in range(len(outline))}
    assert all(outline.find(path, (row + 5) % len(outline)) == row for row, path in rows.items())
    monkeypatch.setattr(Outline, "_child", lambda *_: pytest.fail("it was looked for"))
    assert all(outline.find(path, row) == row for row, path in rows.items())


class Long(tuple[Any, ...]):
    """Takes a turn of the window to go through."""

    def __iter__(self) -> Iterator[Any]:
        pytest.fail("it was listed")


def test_only_an_edit_of_values_keeps_the_rows() -> None:
    graph = graph_of({"lr": 0.1, "group": {"x": 1}})
    lr, group = graph.resolve(("lr",)), graph.resolve(("group",))
    assert same_rows(graph, graph.replace({lr: Scalar(0.2)}), frozenset([lr]))
    assert not same_rows(graph, graph.replace({lr: Scalar("text")}), frozenset([lr]))
    assert not same_rows(graph, graph.replace({group: Mapping(("y",), (lr,))}), frozenset([group]))
    assert not same_rows(graph, graph.replace({group: Mapping((), ())}), frozenset([group]))
    never_listed = Mapping(Long(["y"]), Long([lr]))
    assert not same_rows(graph.replace({group: never_listed}), graph.replace({group: never_listed}), frozenset([group]))


@pytest.mark.parametrize("others", range(8))
def test_a_key_that_was_added_and_is_taken_back_keeps_no_rows(others: int) -> None:
    """In whatever order the ids of the edit come; the one of the new value is known afterwards alone."""
    before = graph_of({"group": {"x": 1}, **{str(n): n for n in range(others)}})
    group, new = before.resolve(("group",)), before.next_id
    after = before.replace({new: Scalar(2), group: Mapping(("y",), (new,))})
    assert not same_rows(before, after, frozenset([group, new]))
    assert not same_rows(after, before, frozenset([group, new]))


def test_names_of_a_stranger_are_shown_harmless() -> None:
    outline = outline_of({"safe\u202egnp.\x1b[31m": "a\nb", "long" * 10_000: "x" * 10**6, "": ""})
    assert outline.labels[0] == "safe\\u202egnp.\\x1b[31m"
    assert cell_text(outline, 0, Column.VALUE) == "a\\nb"
    assert len(outline.labels[1]) < 1100
    assert len(cell_text(outline, 1, Column.VALUE)) < 400
    assert outline.labels[2] == '""'
    assert outline.path(1) == ("long" * 10_000,)
    for row in range(len(outline)):
        assert all(len(tip_text(outline, row, at)) <= 10_000 for at in Column)


def test_a_tip_says_what_the_cell_does_not(tmp_path: FilePath) -> None:
    outline = saved(tmp_path, {"matrix": torch.zeros(2, 3), "bias": torch.zeros(3)})
    assert [tip_text(outline, row, Column.KIND) for row in (0, 1)] == ["tensor", "tensor"]
    assert [tip_text(outline, row, Column.SHAPE) for row in (0, 1)] == ["2 × 3 – 6 elements", "3"]


@pytest.mark.parametrize(("value", "kind", "text"), [
    (90, "int", "90"), (0.01, "float", "0.01"), (True, "bool", "True"), (None, "None", "None"), ("sgd", "str", "sgd"),
    ([30, 60], "list", "[30, 60]"), ([0.5], "list", "[0.5]"), ([], "list", "empty"), ({}, "dict", "empty"),
    ({"a": 1}, "dict", "1 item"), (list(range(20)), "list", "[0, 1, 2, 3, 4, 5, 6, 7, …] · 20 items"),
    ([[1, 2], [3]], "list", "[[1, 2], [3]]"),
])
def test_plain_values_are_readable(value: Any, kind: str, text: str) -> None:
    outline = outline_of({"it": value})
    assert (cell_text(outline, 0, Column.KIND), cell_text(outline, 0, Column.VALUE)) == (kind, text)


def test_an_object_of_an_unknown_class_lists_its_attributes() -> None:
    nodes: list[Node] = [
        Object(Made(Global("argparse", "Namespace"), 1), state=2), Sequence("tuple", ()),
        Mapping(("lr", "name"), (3, 4)), Scalar(0.1), Scalar("run"),
    ]
    outline = build_outline(Graph(nodes, 0), Task(), "args.pt")
    assert outline.labels == ["args.pt", "lr", "name"]
    assert cell_text(outline, 0, Column.KIND) == "Namespace"
    assert cell_text(outline, 0, Column.VALUE) == "2 attributes"
    assert "argparse.Namespace" in tip_text(outline, 0, Column.KIND)


def test_a_state_dict_is_listed_as_torch_has_it(tmp_path: FilePath) -> None:
    model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Linear(8, 2))
    state = model.state_dict()
    outline = saved(tmp_path, state)
    rows = [row for row in outline.children(-1) if outline.labels[row] != "_metadata"]
    assert shown(outline, rows) == list(state)
    for row in rows:
        held = state[outline.labels[row]]
        assert cell_text(outline, row, Column.SHAPE) == (" × ".join(map(str, held.shape)) or "scalar")
        assert f"torch.{cell_text(outline, row, Column.DTYPE)}" == str(held.dtype)
        assert cell_text(outline, row, Column.DEVICE) == "cpu"
        assert int(outline.nbytes[row]) == held.nbytes
    assert sum(int(outline.nbytes[row]) for row in rows) == sum(held.nbytes for held in state.values())


class Net(nn.Module):
    """Two layers, one of them frozen in eval mode, and an attribute of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4))
        self.head = nn.Linear(4, 1)
        self.note = "mine"


def test_a_whole_model_is_its_module_tree(tmp_path: FilePath) -> None:
    model = Net()
    model.head.eval()
    outline = saved(tmp_path, model)
    rows = {_dotted(outline, row): row for row in range(len(outline)) if "attributes" not in _dotted(outline, row)}
    expected = {name for name, _ in model.named_modules()} | set(model.state_dict())
    assert set(rows) == expected
    assert cell_text(outline, rows["head"], Column.KIND) == repr(model.head)
    assert cell_text(outline, rows["body.0"], Column.KIND) == repr(model.body[0])
    assert cell_text(outline, rows["head"], Column.VALUE) == "eval mode"
    assert cell_text(outline, rows[""], Column.VALUE) == "train mode"
    assert cell_text(outline, rows["body.0"], Column.VALUE) == "", "as what it lies in"
    for name, row in rows.items():
        assert outline.graph.resolve(outline.path(row)) == outline.node[row], name
    own = next(row for row in range(len(outline)) if outline.labels[row] == "note")
    assert outline.labels[int(outline.parent[own])] == "attributes"
    assert outline.graph.resolve(outline.path(own)) == outline.node[own]


def test_optimizer_state_stands_under_the_names_of_parameters(tmp_path: FilePath) -> None:
    model = nn.Sequential(nn.Linear(6, 4), nn.Linear(4, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    model(torch.ones(2, 6)).sum().backward()
    optimizer.step()
    outline = saved(tmp_path, {"model": model.state_dict(), "optim": optimizer.state_dict()})
    state = outline.find(("optim", "state"))
    assert shown(outline, outline.children(state)) == [
        f"{n} · {name}" for n, (name, _) in enumerate(model.named_parameters())]
    assert tip_text(outline, outline.children(state)[0], Column.NAME).count("\n") >= 1
    group = outline.find(("optim", "param_groups", 0))
    assert cell_text(outline, group, Column.VALUE).startswith("lr 0.01 · momentum 0.9")
    assert "SGD" in cell_text(outline, outline.find(("optim",)), Column.VALUE)


def test_a_changed_learning_rate_shows_in_its_group(tmp_path: FilePath) -> None:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.01)
    outline = saved(tmp_path, {"optim": optimizer.state_dict()})
    node = outline.graph.resolve(("optim", "param_groups", 0, "lr"))
    changed = outline.with_graph(outline.graph.replace({node: Scalar(0.5)}))
    assert cell_text(changed, outline.find(("optim", "param_groups", 0)), Column.VALUE).startswith("lr 0.5")


def test_shared_memory_is_said(tmp_path: FilePath) -> None:
    weight = torch.zeros(4, 4)
    outline = saved(tmp_path, {"embed": weight, "head": weight.t(), "own": torch.zeros(1)})
    assert column(outline, Column.VALUE) == {"embed": "", "head": "shares memory with embed", "own": ""}


def test_a_filter_finds_kinds_dtypes_devices_and_modules(tmp_path: FilePath) -> None:
    outline = saved(tmp_path, {"half": torch.zeros(1).half(), "full": torch.zeros(1), "net": Net(), "n": 1})
    searcher = Searcher(outline)

    def names(text: str) -> set[str]:
        found = searcher.search(text, Task())
        assert found is not None
        rows = [row for row in range(len(outline)) if found.keep[row] and not found.opened[row]]
        return {outline.labels[row] for row in rows if not set(outline.ancestors(row)) & set(rows)}

    assert names("float16") == {"half"}
    assert names("float16 cpu") == {"half"}
    assert "full" in names("tensor float32")
    assert names("batchnorm1d") == {"1"}
    assert names("net.body.0.wei") == {"weight"}
    assert names("nowhere") == set()


@pytest.mark.parametrize("at", list(Column))
def test_every_column_sorts_every_kind(tmp_path: FilePath, at: Column) -> None:
    outline = saved(tmp_path, {
        "t": torch.zeros(3), "s": torch.zeros(()), "x": 1, "y": float("nan"), "z": "text", "b": b"x", "n": None,
        "l": [1], "m": Net(), "layer10": True, "layer9": -5, "c": 1j, "d": torch.float32})
    for descending in (False, True):
        order = sorted_order(outline, at, descending, Task())
        assert sorted(order.tolist()) == list(range(len(outline)))
    assert natural("layer9") < natural("layer10")


def _dotted(outline: Outline, row: int) -> str:
    """The name a module or parameter has in torch."""
    return ".".join(outline.labels[at] for at in [*reversed(outline.ancestors(row)), row][1:])


def _visible(outline: Outline, opened: set[int], rows: list[int]) -> list[int]:
    return [row for row in rows if all(up in opened for up in outline.ancestors(row))]


def _sorted(outline: Outline, row: int, descending: bool) -> list[int]:
    found: list[int] = []
    key: Callable[[int], Any] = lambda at: natural(outline.labels[at])  # noqa: E731
    for below in sorted(outline.children(row), key=key, reverse=descending):
        found += [below, *_sorted(outline, below, descending)]
    return found


def _matches(outline: Outline, row: int, word: str) -> bool:
    """In the name, in the kind, or across the border of names on the path, with a point or a slash between them."""
    label, kind = outline.labels[row].lower(), _fact(outline, row)
    names = [outline.labels[at].lower() for at in [*reversed(outline.ancestors(row)), row]]
    start = len("/".join(names)) - len(label)
    for sign in "./":
        if sign in word:
            text, asked = "/".join(names), word.replace(".", "/")
            hits = [at for at in range(len(text)) if text.startswith(asked, at)]
            if any(at < start < at + len(asked) for at in hits):
                return True
    return word in label or word in kind


def _fact(outline: Outline, row: int) -> str:
    facts, which = facts_of(outline)
    return facts[int(which[row])]
