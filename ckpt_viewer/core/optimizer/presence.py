"""Whether a checkpoint holds optimizers, and where: what takes them apart is imported only where there is one.

Most files have none, and those modules take a tenth of the time in which a small file is told about.
"""

from __future__ import annotations

from ckpt_viewer.core.graph import Graph, NodeId, Path
from ckpt_viewer.core.kinds import Part, find_parts, named_children, optimizer_parts
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckpt_viewer.core.optimizer.finding import OptimizerView


def find_optimizers(graph: Graph, *, named: bool = True) -> tuple[OptimizerView, ...]:
    """Every optimizer in the file, nearest to the root first, each once. Not `named`: for who asks for groups and their
    settings alone, which takes a fraction of the time; no parameter has a name then that the file does not give it,
    and no view a model."""
    parts = find_parts(graph)
    places = _places(graph, parts)
    if not places:
        return ()
    from ckpt_viewer.core.optimizer.finding import take_apart

    return take_apart(graph, parts, places, named=named)


def _places(graph: Graph, parts: tuple[Part, ...]) -> list[tuple[Path, NodeId]]:
    found = [(part.path, part.node) for part in parts if part.kind == "optimizer"]
    seen = {node for _, node in found}
    for part in parts:
        # A pickled scheduler holds its optimizer, which may stand nowhere else.
        inner = named_children(graph, part.node).get("optimizer") if part.kind == "scheduler" else None
        if inner is not None and inner not in seen and optimizer_parts(graph, inner) is not None:
            seen.add(inner)
            found.append(((*part.path, "optimizer"), inner))
    return found
