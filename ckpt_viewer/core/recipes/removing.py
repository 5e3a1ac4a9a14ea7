"""Leaving out many places as one step: as if each were dropped by itself, without a look through the file for each."""

from __future__ import annotations

from collections.abc import Sequence as Many

from ckpt_viewer.core.document import Step, step_of
from ckpt_viewer.core.edits import Change, RemoveKeys
from ckpt_viewer.core.graph import Graph, Key, Mapping, NodeId, Path, key_text, to_pointer
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.recipes.operations import Drop
from ckpt_viewer.core.recipes.places import key_at
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import count_text


def removed(graph: Graph, paths: Many[Path]) -> Step | None:
    """The step that leaves out what is at these places, of which none lies within another; None for no place.

    Raises InvalidEdit where one of them is not the item of a dictionary."""
    holders: dict[Path, NodeId] = {}
    positions: dict[NodeId, dict[tuple[type, Key], int]] = {}
    leaving: dict[NodeId, set[int]] = {}
    for path in looking_up(paths):
        holder = holders.get(path[:-1]) if path else None  # the whole file is refused by `key_at`
        if holder is None:
            holder = holders[path[:-1]] = key_at(graph, path)[0]
            held = graph[holder]
            assert isinstance(held, Mapping)
            positions[holder] = {(type(key), key): at for at, key in enumerate(held.keys)}
        at = positions[holder].get((type(path[-1]), path[-1]))
        leaving.setdefault(holder, set()).add(key_at(graph, path)[1] if at is None else at)  # which says why not
    return _step(graph, leaving, paths)


def _step(graph: Graph, leaving: dict[NodeId, set[int]], paths: Many[Path]) -> Step | None:
    changes = list[Change]()
    for holder, places in leaving.items():
        changes.append(RemoveKeys(holder, frozenset(places)).apply(changes[-1].graph if changes else graph))
    lines = tuple([f"removed {key_text(path[-1])}" for path in paths])
    edits = tuple([Drop(to_pointer(path)) for path in paths])
    text = lines[0] if len(lines) == 1 else f"removed {count_text(len(lines), 'item')}"
    step = step_of(graph, changes, edits, text)
    return None if step is None else replace(step, details=lines)
