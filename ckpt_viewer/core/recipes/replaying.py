"""Doing what a recipe says to a document: all of it, or nothing and the operation that failed."""

from __future__ import annotations

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.errors import CheckpointError, InvalidEdit
from ckpt_viewer.core.graph import NodeId
from ckpt_viewer.core.recipes.operations import Metadata
from ckpt_viewer.core.recipes.recipe import Operation, Recipe, failed


def replay(document: Document, recipe: Recipe) -> frozenset[NodeId]:
    """Apply the operations as one step of the history; the ids that changed. Raises InvalidRecipe, and changes nothing
    then."""
    graph = document.graph
    for number, operation in enumerate(recipe.operations, 1):
        try:
            refuse_foreign(document, operation)
            graph = operation.apply(graph).graph
        except CheckpointError as error:
            raise failed(error, recipe, number) from None
    return document.apply(*recipe.operations, text=f"recipe {recipe.name}")


def perform(document: Document, operation: Operation) -> frozenset[NodeId]:
    """Apply one operation as a step of the history. Raises InvalidEdit, InvalidPath."""
    refuse_foreign(document, operation)
    return document.apply(operation)


def refuse_foreign(document: Document, operation: Operation) -> None:
    """Raises InvalidEdit for what a file of this kind has no place for."""
    if isinstance(operation, Metadata) and not has_metadata(document):
        raise InvalidEdit("only a safetensors file has a place for metadata texts", document.checkpoint.name,
                          "Save it --as safetensors, or add a value of its own with --insert /note=text.")


def has_metadata(document: Document) -> bool:
    """Whether the opened file is one of safetensors, in shards or not."""
    checkpoint = document.checkpoint
    return "safetensors" in (checkpoint.format, checkpoint.details.get("container"))
