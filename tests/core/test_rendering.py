"""Nodes as indented text, bounded whatever the file holds."""

from __future__ import annotations

import numpy as np

from ckpt_viewer.core.graph import Global, Graph, Made, Mapping, Node, NodeId, Object, Scalar, Sequence, Tensor
from ckpt_viewer.core.rendering import Bounds, brief, render, render_children
from tests.tensors import spec_of


def graph_of(*nodes: Node) -> Graph:
    return Graph(list(nodes), 0)


def test_a_nested_thing_is_indented() -> None:
    graph = graph_of(
        Mapping(("lr", "betas", "inner"), (1, 2, 5)), Scalar(0.01), Sequence("tuple", (3, 4)), Scalar(0.9),
        Scalar(0.999), Mapping(("name",), (6,)), Scalar("run"))
    assert render(graph, 0) == "\n".join([
        "dict with 3 keys", "    lr: 0.01", "    betas: (0.9, 0.999)", "    inner: dict with 1 key",
        "        name: 'run'"])
    assert render_children(graph, 0).split("\n")[0] == "lr: 0.01"


def test_an_object_shows_its_class_and_state_but_is_never_made() -> None:
    graph = graph_of(
        Object(Made(Global("lib", "Thing"), 1), 2), Sequence("tuple", ()), Mapping(("size",), (3,)), Scalar(4))
    assert render(graph, 0) == "object of class lib.Thing\n    size: 4"


def test_a_tensor_is_one_line() -> None:
    graph = graph_of(Tensor(spec_of(np.ones((2, 3), np.float32), device="cuda:1")))
    assert brief(graph, 0) == "tensor float32, 2 × 3, cuda:1"


def test_a_ring_ends() -> None:
    assert render(graph_of(Sequence("list", (0, 0))), 0).count("shown above") == 2


def test_a_million_levels_do_not_recurse() -> None:
    depth = 1_000_000
    nodes: list[Node] = [Sequence("list", (i + 1,)) for i in range(depth)]
    text = render(Graph([*nodes, Scalar(1)], 0), 0)
    assert text.endswith("…")
    assert len(text.split("\n")) == Bounds().depth + 2


def test_lines_and_items_are_bounded() -> None:
    nodes: list[Node] = [Sequence("list", tuple(range(1, 5001)))]
    nodes += [Mapping(("k",), (NodeId(5001),)) for _ in range(5000)]
    text = render(Graph([*nodes, Scalar("v")], 0), 0, Bounds(lines=20, items=60))
    assert len(text.split("\n")) == 21
    assert text.endswith("the first 20 lines are shown")
    wide = render(Graph([*nodes, Scalar("v")], 0), 0)
    assert "… 4,940 more" in wide


def test_our_own_words_are_said_in_another_language_and_the_files_are_not() -> None:
    nodes: list[Node] = [Sequence("list", (1, 2, 1, 1)), Mapping(("k",), (3,)), Scalar("… 2 more"), Scalar(0)]
    text = render(Graph(nodes, 0), 0, Bounds(lines=5, items=3), str.upper, lambda graph, node, width: f"<{node}>")
    assert text.split("\n") == ["<0>", "    0: <1>", "        k: <3>", "    1: <2>", "    2: <1> (SHOWN ABOVE)",
                                "… AND MORE; THE FIRST 5 LINES ARE SHOWN"]
    assert render(Graph(nodes, 0), 0, Bounds(items=1), str.upper).endswith("\n    … 3 MORE")


def test_text_of_the_file_cannot_break_out() -> None:
    shown = render(graph_of(Mapping(("a\nb\u202e",), (1,)), Scalar("x\x1b[31m" + "y" * 9999)), 0)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert len(shown.split("\n")) == 2
    assert len(shown) < 400
