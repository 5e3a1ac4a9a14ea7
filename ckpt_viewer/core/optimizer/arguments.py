"""Learning rates that no optimizer reads: the arguments that a training was started with (`/args/lr`), or a note of it.

They stay when the learning rate is changed, and a script that takes its rate from there goes on with the old one.
"""

from __future__ import annotations

from collections import deque

from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Object, Path
from ckpt_viewer.core.kinds import find_parts, named_children
from ckpt_viewer.core.optimizer.learning_rate import number_at

_NAMES = frozenset({"lr", "lr0", "learning_rate", "base_lr", "init_lr", "initial_lr", "max_lr"})
_DEPTH, _MOST_KEYS, _MOST_NODES = 4, 2_000, 1_000  # arguments are few, and near the root


def argument_rates(graph: Graph) -> tuple[tuple[Path, float], ...]:
    """Where such a rate is and what it is, nearest to the root first; nothing within models, optimizers, schedulers."""
    seen = {part.node for part in find_parts(graph)}
    waiting: deque[tuple[Path, NodeId]] = deque([((), graph.root)])
    found: list[tuple[Path, float]] = []
    while waiting and len(seen) < _MOST_NODES:
        path, node = waiting.popleft()
        held = graph[node]
        if node in seen or not isinstance(held, Mapping | Object) or len(held.keys) > _MOST_KEYS:
            continue
        seen.add(node)
        for name, child in named_children(graph, node).items():
            rate = number_at(graph, child) if name in _NAMES else None
            if rate is not None:
                found.append(((*path, name), rate))
            elif len(path) + 1 < _DEPTH and isinstance(graph[child], Mapping | Object):
                waiting.append(((*path, name), child))
    return tuple(found)
