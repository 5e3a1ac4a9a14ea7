"""What a node of a file is and where it is, in one line and in the language of the window.

Contract: values and names stand as the file has them.
"""

from __future__ import annotations

from ckpt_viewer.core.graph import Graph, NodeId, Path, Scalar, Sequence, Tensor
from ckpt_viewer.core.rendering import brief
from ckpt_viewer.core.wording import path_text
from ckpt_viewer.gui.language import told


def in_brief(graph: Graph, node: NodeId, width: int = 200) -> str:
    """As `brief` of the core says it, told where it is not a value alone."""
    held, words = graph[node], brief(graph, node, width)
    if isinstance(held, Tensor):  # whose sentence holds no word to be known by
        kind = held.kind.lower()
        return words.replace(kind, told(kind), 1)
    is_value = isinstance(held, Scalar) or (isinstance(held, Sequence) and words[-1:] in (")", "]"))
    return words if is_value else told(words)


def place(path: Path, limit: int = 300) -> str:
    """A path for people; the root in words."""
    words = path_text(path, limit)
    return words if path else told(words)
