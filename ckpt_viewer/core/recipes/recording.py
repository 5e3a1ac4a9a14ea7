"""From the history of a document to a recipe that does the same to other files.

Edits that name a node by its id are told by the place that the node had when it was edited.
"""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core.document import Step
from ckpt_viewer.core.edits import Cast, Edit, Insert, Remove, Rename, RetagDevice, SetElement, SetMetadata, SetValue
from ckpt_viewer.core.errors import InvalidRecipe
from ckpt_viewer.core.graph import Graph, Key, Mapping, NodeId, Path, key_text, to_pointer
from ckpt_viewer.core.recipes.operations import CastTo, Device, Drop, InsertAt, Metadata, RenameAt, SetAt, SetElementAt
from ckpt_viewer.core.recipes.recipe import OPERATIONS, Operation


def recorded(steps: tuple[Step, ...]) -> tuple[Operation, ...]:
    """What these steps did to a document. Raises InvalidRecipe for what only this one file can have done to it."""
    return tuple(operation for step in steps for operation in _of_step(step.before, step.edits))


def _of_step(graph: Graph, edits: tuple[Edit, ...]) -> Iterator[Operation]:
    """Each edit is told by the graph that it met; one that is an operation already names its places itself."""
    told = [at for at, edit in enumerate(edits) if not isinstance(edit, OPERATIONS)]
    for at, edit in enumerate(edits):
        yield from _operations(graph, edit)
        if told and at < told[-1]:
            graph = edit.apply(graph).graph


def _operations(graph: Graph, edit: Edit) -> Iterator[Operation]:
    match edit:
        case SetValue(node, value):
            yield SetAt(_pointer(graph, node), value)
        case SetElement(node, index, value):
            yield SetElementAt(_pointer(graph, node), index, value)
        case Rename(mapping, position, name):
            yield RenameAt(_key_pointer(graph, mapping, position), key_text(name))
        case Remove(mapping, position):
            yield Drop(_key_pointer(graph, mapping, position))
        case Insert(mapping, key, value):
            yield InsertAt(to_pointer((*_path(graph, mapping), key)), value)
        case SetMetadata(key, value):
            yield Metadata(key, value)
        case RetagDevice(device, None):
            yield Device(device)
        case RetagDevice(device, nodes):
            yield from (Device(device, _pointer(graph, node)) for node in sorted(nodes or ()))
        case Cast(dtype, None):
            yield CastTo(dtype.name, "")
        case Cast(dtype, nodes):
            yield from (CastTo(dtype.name, _pointer(graph, node)) for node in sorted(nodes or ()))
        case _ if isinstance(edit, OPERATIONS):
            yield edit
        case _:
            raise InvalidRecipe(f"a recipe has no operation for this change ({type(edit).__name__})",
                                hint="Undo it, then save the recipe.")


def _path(graph: Graph, node: NodeId) -> Path:
    path = next((path for path, found in graph.survey(depth=200) if found == node), None)
    if path is None:
        raise InvalidRecipe("what was changed is no longer in the file", hint="Undo the change that took it away.")
    return path


def _pointer(graph: Graph, node: NodeId) -> str:
    return to_pointer(_path(graph, node))


def _key_pointer(graph: Graph, mapping: NodeId, position: int) -> str:
    held = graph[mapping]
    assert isinstance(held, Mapping)
    key: Key = held.keys[position]
    return to_pointer((*_path(graph, mapping), key))
