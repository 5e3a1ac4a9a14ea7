"""Doing what a recipe says to a document: all of it, or nothing and the operation that failed."""

from __future__ import annotations

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.document import Document, Step, step_of
from ckpt_viewer.core.edits import Change
from ckpt_viewer.core.errors import CheckpointError, InvalidEdit
from ckpt_viewer.core.graph import Graph, NodeId
from ckpt_viewer.core.recipes.operations import Metadata
from ckpt_viewer.core.recipes.recipe import Operation, Recipe, failed


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
