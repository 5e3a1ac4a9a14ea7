"""A node of a file in one line, in the language of the window.

Contract: what kind of thing it is and how large is said in the window's language; a value stands as the file has it.
"""

from __future__ import annotations

from ckpt_viewer.core.graph import Graph, NodeId, Scalar
from ckpt_viewer.core.rendering import brief
from ckpt_viewer.gui.language import told


def in_brief(graph: Graph, node: NodeId, width: int = 200) -> str:
    """As `brief` of the core says it, told where it is not a value alone."""
    words = brief(graph, node, width)
    return words if isinstance(graph[node], Scalar) else told(words)
