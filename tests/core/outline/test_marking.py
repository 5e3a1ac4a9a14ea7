"""The rows of edited nodes, and which rows are above them, against a walk over each branch."""

from __future__ import annotations

from ckpt_viewer.core.graph import Graph, Mapping, Scalar
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.outline.tree import edited_rows, holds_any
from ckpt_viewer.core.task import Task


def test_rows_of_a_shared_node_and_those_above_them() -> None:
    shared, other, leaf = 4, 5, 6
    graph = Graph([Mapping(("a", "b", "c"), (1, 2, 3)), Mapping(("deep", "x"), (7, other)), Mapping(("w",), (shared,)),
                   Mapping(("x",), (other,)), Scalar(1), Scalar(2), Scalar(3), Mapping(("w",), (shared,))], 0)
    outline = build_outline(graph, Task())
    paths = [outline.path(row) for row in range(len(outline))]
    rows = edited_rows(outline, frozenset([shared, leaf]))
    assert [paths[row] for row in rows] == [("a", "deep", "w"), ("b", "w")]
    above = [path for row, path in enumerate(paths) if holds_any(outline, row, rows)]
    assert above == [("a",), ("a", "deep"), ("b",)]
    assert not len(edited_rows(outline, frozenset()))
