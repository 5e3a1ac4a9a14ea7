"""Entries of a flat mapping in the mappings and lists that they once stood in, each where its path says.

Contract: nothing is lost. An entry whose path cannot be followed, because another entry already stands on its way, is
put under its label at the root. A list of which only some items are here is a mapping from their places.
"""

from __future__ import annotations

from collections import Counter

from ckpt_viewer.core.graph import Key, NodeId, Sequence
from ckpt_viewer.core.joining import Joiner

Way = tuple[str | int, ...]
MAX_DEPTH = 32
_Branch = dict[str | int, "_Branch | NodeId | None"]


class Nest:
    """Gives each entry its place, then makes the nodes of what they stand in."""

    def __init__(self) -> None:
        self._root: _Branch = {}
        self._times: Counter[str] = Counter()  # that a label was taken: a hundred thousand pieces may have one name

    def claim(self, way: Way, label: str) -> Way:
        """The place of an entry: `way` where that is free, else its label at the root, with a number if that is taken.
        """
        if 0 < len(way) <= MAX_DEPTH and self._is_free(way):
            self._hold(way, None)
            return way
        free = label
        while free in self._root:
            self._times[label] += 1
            free = f"{label} ({self._times[label] + 1})"
        self._root[free] = None
        return (free,)

    def put(self, way: Way, node: NodeId) -> None:
        """Fill a place that was claimed."""
        self._hold(way, node)

    def build(self, joiner: Joiner) -> NodeId:
        """The root, a mapping."""
        return joiner.add_mapping(_entries(self._root, joiner))

    def _is_free(self, way: Way) -> bool:
        held: _Branch = self._root
        for step in way[:-1]:
            if step not in held:
                return True
            below = held[step]
            if not isinstance(below, dict):
                return False
            held = below
        return way[-1] not in held

    def _hold(self, way: Way, node: NodeId | None) -> None:
        held: _Branch = self._root
        for step in way[:-1]:
            below = held.setdefault(step, {})
            assert isinstance(below, dict), "it was free"
            held = below
        held[way[-1]] = node


def _entries(branch: _Branch, joiner: Joiner) -> list[tuple[Key, NodeId]]:
    """At most MAX_DEPTH calls within one another."""
    found: list[tuple[Key, NodeId]] = []
    for key, below in branch.items():
        assert below is not None, "each claimed place was filled"
        found.append((key, _container(below, joiner) if isinstance(below, dict) else below))
    return found


def _container(branch: _Branch, joiner: Joiner) -> NodeId:
    entries = _entries(branch, joiner)
    items = {key: node for key, node in entries if type(key) is int}
    if len(items) == len(entries) and items.keys() == set(range(len(items))):
        return joiner.add_node(Sequence("list", tuple([items[place] for place in range(len(items))])))
    return joiner.add_mapping(entries)
