"""Doing what a recipe says to a document, all of it or nothing and what failed; leaving out many places at once."""

from __future__ import annotations

from collections.abc import Sequence as Many

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.document import Document, Step, step_of
from ckpt_viewer.core.edits import Change, RemoveKeys
from ckpt_viewer.core.errors import CheckpointError, InvalidEdit
from ckpt_viewer.core.graph import Graph, Key, Mapping, NodeId, Path, key_text, to_pointer
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.recipes.operations import Drop, Metadata
from ckpt_viewer.core.recipes.places import key_at
from ckpt_viewer.core.recipes.recipe import Operation, Recipe, failed
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import count_text


def replay(document: Document, recipe: Recipe) -> frozenset[NodeId]:
    """Apply the operations as one step of the history; the ids that changed. Raises InvalidRecipe, and changes nothing
    then."""
    return document.take(replayed(document.checkpoint, document.graph, recipe))


def replayed(checkpoint: Checkpoint, graph: Graph, recipe: Recipe) -> Step | None:
    """The step that a recipe makes of a state of a checkpoint, None where that is nothing. Raises InvalidRecipe."""
    changes = list[Change]()
    for number, operation in enumerate(recipe.operations, 1):
        try:
            refuse_foreign(checkpoint, operation)
            changes.append(operation.apply(changes[-1].graph if changes else graph))
        except CheckpointError as error:
            raise failed(error, recipe, number) from None
    return step_of(graph, changes, recipe.operations, f"recipe {recipe.name}")


def perform(document: Document, operation: Operation) -> frozenset[NodeId]:
    """Apply one operation as a step of the history. Raises InvalidEdit, InvalidPath."""
    refuse_foreign(document.checkpoint, operation)
    return document.apply(operation)


def refuse_foreign(checkpoint: Checkpoint, operation: Operation) -> None:
    """Raises InvalidEdit for what a file of this kind has no place for."""
    if isinstance(operation, Metadata) and not has_metadata(checkpoint):
        raise InvalidEdit("only a safetensors file has a place for metadata texts", checkpoint.name,
                          "Save it as safetensors first, or insert a value under a key of its own.")


def has_metadata(checkpoint: Checkpoint) -> bool:
    """Whether the opened file is one of safetensors, in shards or not."""
    return "safetensors" in (checkpoint.format, checkpoint.details.get("container"))


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
