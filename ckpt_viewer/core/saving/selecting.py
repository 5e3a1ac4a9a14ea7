"""A selection of tensors as one mapping from names to tensors, for the forms that hold tensors by name. Pure.

A tensor of a state_dict or a whole model is called as there; any other, and one whose name another has too, by its
place in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ckpt_viewer.core import kinds, modules
from ckpt_viewer.core.graph import Attr, Graph, Mapping, NodeId, Path, Tensor, key_text


def select(graph: Graph, places: Iterable[Path]) -> Graph | None:
    """A graph with the tensors at and below `places` alone, each once; None where there are none. What tensors share
    stays shared. Raises InvalidPath for a place that does not exist."""
    chosen: dict[Path, tuple[str, NodeId]] = {}
    holders = frozenset(kinds.state_dicts(graph))
    for place in places:
        for path, name, node in _tensors(graph, graph.resolve(place), place, holders):
            chosen.setdefault(path, (name, node))
    if not chosen:
        return None
    times = Counter(name for name, _ in chosen.values())
    names = tuple(name if times[name] == 1 else _place_name(path) for path, (name, _) in chosen.items())
    made = graph.next_id
    return graph.replace({made: Mapping(names, tuple(node for _, node in chosen.values()))}, made)


def _tensors(graph: Graph, start: NodeId, at: Path, holders: frozenset[Path]) -> Iterator[tuple[Path, str, NodeId]]:
    if modules.is_module(graph, start):
        for name, node in modules.state_dict_entries(graph, start):
            if isinstance(graph[node], Tensor):
                yield (*at, name), name, node
        return
    for path, node in graph.walk(start, at):
        if isinstance(graph[node], Tensor) and not any(isinstance(key, Attr) for key in path):
            yield path, _name(path, holders), node


def _name(path: Path, holders: frozenset[Path]) -> str:
    return key_text(path[-1]) if path and path[:-1] in holders else _place_name(path)


def _place_name(path: Path) -> str:
    return "/".join(map(key_text, path)) or "tensor"
