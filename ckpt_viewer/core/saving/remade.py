"""What a graph was made into for a save. A value only."""

from __future__ import annotations

from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remade:
    """The new graph, with what it keeps and loses in words; or why it cannot be made."""

    graph: Graph
    keeps: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    refusal: str = ""
