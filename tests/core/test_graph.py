"""Addresses in a graph: pointers, paths, walks over shared and cyclic nodes."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ckpt_viewer.core.errors import InvalidPath
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import (
    WALK_DEPTH,
    Attr,
    Global,
    Graph,
    Made,
    Mapping,
    Node,
    NodeKey,
    Object,
    Scalar,
    Sequence,
    StorageNode,
    Tensor,
    to_pointer,
)


def small() -> Graph:
    nodes: list[Node] = [
        Mapping(("a/b~c", 0, "0", "list", True), (1, 2, 3, 4, 1)), Scalar("slash"), Scalar("int zero"),
        Scalar("text zero"), Sequence("list", (1, 0)),
    ]
    return Graph(nodes, 0)


def test_pointer_prefers_the_text_key() -> None:
    graph = small()
    assert graph[graph.resolve(graph.parse_pointer("/0"))] == Scalar("text zero")
    assert graph[graph.resolve(graph.parse_pointer("/a~1b~0c"))] == Scalar("slash")
    assert graph.parse_pointer("") == ()
    assert graph.parse_pointer("/list/0") == ("list", 0)


def test_keys_are_told_apart_by_type() -> None:
    graph = small()
    assert graph[graph.resolve((0,))] == Scalar("int zero")
    assert graph[graph.resolve((True,))] == Scalar("slash")
    assert graph.child(0, 1) is None


@given(words=st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_pointers_of_any_words_come_back(words: list[str]) -> None:
    nodes: list[Node] = [Mapping((word,), (i + 1,)) for i, word in enumerate(words)]
    graph = Graph([*nodes, Scalar(1)], 0)
    path = tuple(words)
    assert graph.parse_pointer(to_pointer(path)) == path


def test_a_wrong_pointer_says_what_there_is() -> None:
    with pytest.raises(InvalidPath, match=r"no '/liste' in this file\. /list is near to /liste\."):
        small().parse_pointer("/liste")
    with pytest.raises(InvalidPath, match="begins with"):
        small().parse_pointer("list")


@pytest.mark.parametrize(("pointer", "hint"), [
    ("/modle/head.weight", "/model is near to /modle."), ("/Epoch", "/epoch is near to /Epoch."),
    ("/model/hed.weight", "/model/head.weight is near to /model/hed.weight."),
    ("/model/haed.weight", "/model/head.weight is near to /model/haed.weight."),
    ("/head.weight", "/model/head.weight is near to /head.weight."),
    ("/model/zz", "In /model are: head.weight, a, b, c, d, e …"),
    ("/model/head/weight", "/model/head.weight is near to /model/head/weight."),
    ("/opt", "/opt~1im is near to /opt."), ("/x", "At the top of the file are: epoch, model, opt/im"),
    ("/epoch/0", "Nothing is below /epoch."), ("/opt~1im/7", "In /opt~1im are: 0, 1"),
])
def test_a_wrong_pointer_says_what_is_near(pointer: str, hint: str) -> None:
    names = ("head.weight", *"abcdefg")
    graph = Graph([Mapping(("epoch", "model", "opt/im"), (1, 2, 3)), Scalar(1), Mapping(names, (1,) * len(names)),
                   Sequence("list", (1, 1))], 0)
    with pytest.raises(InvalidPath) as failed:
        graph.parse_pointer(pointer)
    assert (failed.value.what, failed.value.hint) == (f"there is no {pointer!r} in this file", hint)


def test_an_empty_file_has_nothing_near() -> None:
    with pytest.raises(InvalidPath, match="The file is empty"):
        Graph([Mapping((), ())], 0).parse_pointer("/a")


def test_walk_ends_on_cycles_and_names_shared_nodes_by_each_path() -> None:
    paths = [path for path, _ in small().walk()]
    assert paths[0] == ()
    assert ("list", 1) in paths
    assert paths.count(("a/b~c",)) == 1
    assert (True,) in paths


def test_walk_of_a_bottomless_file_ends_early() -> None:
    deep = Graph([*(Sequence("list", (n + 1,)) for n in range(100_000)), Scalar(1)], 0)
    assert sum(1 for _ in deep.walk()) == WALK_DEPTH + 1


def test_walk_of_exponentially_many_paths_is_cut_off() -> None:
    nodes: list[Node] = [Sequence("list", (i + 1, i + 1)) for i in range(60)]
    graph = Graph([*nodes, Scalar(1)], 0)
    assert sum(1 for _ in graph.walk()) < 10_000


def test_replace_shares_the_rest_and_keeps_the_old() -> None:
    graph = small()
    changed = graph.replace({1: Scalar("new"), graph.next_id: Scalar("added")})
    assert graph[1] == Scalar("slash")
    assert changed[1] == Scalar("new")
    assert changed[0] is graph[0]
    assert changed.next_id == graph.next_id + 1


def test_attributes_of_objects_and_of_mappings() -> None:
    nodes: list[Node] = [
        Object(Made(Global("m", "C"), 1), 2), Sequence("tuple", ()), Mapping(("x",), (3,)), Scalar(7),
        Mapping(("k",), (3,), Made(Global("collections", "OrderedDict"), 1), 2), Mapping((NodeKey(1, 0),), (3,)),
    ]
    assert Graph(nodes, 0).children(0) == [("x", 3)]
    assert Graph(nodes, 4).children(4) == [("k", 3), (Attr("x"), 3)]
    assert to_pointer((Attr("_metadata"), NodeKey(1, 2))) == "/@_metadata/#2"


def test_tensors_and_storages_are_found_without_making_other_nodes(tmp_path: Path) -> None:
    base, views = torch.ones(4), {}
    for at in range(4):
        views[f"w{at}"] = base[at:]
    torch.save({"a": list(range(50)), "storage": torch.ones(3).untyped_storage(), **views,
                "parameter": torch.nn.Parameter(base)}, tmp_path / "in.pth")
    with open_checkpoint(tmp_path / "in.pth") as checkpoint:
        graph = checkpoint.graph
        removed = graph.resolve(("w1",))
        changed = graph.replace({removed: Scalar(None), graph.next_id: graph[graph.resolve(("w2",))]})
        for one in (graph, changed):
            found = [node for node in range(one.next_id) if isinstance(one[node], Tensor | StorageNode)]
            assert one.tensors() == found
            assert len(found) == 6
