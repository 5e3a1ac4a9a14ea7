"""What of two checkpoints is to be compared: everything, or only the parameters and buffers of their models.

A whole model and a state_dict of it have nothing in common by path, and everything by parameter name.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.formats.safetensors import without_metadata
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.kinds import Kind, classify, state_dicts, whole_models
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.modules import state_dict_graph
from ckpt_viewer.core.wording import path_text

Scope = Literal["everything", "parameters"]
KIND_WORDS: dict[Kind, str] = {
    "state_dict": "a state_dict", "training_checkpoint": "a training checkpoint", "whole_model": "a whole model",
    "optimizer": "an optimizer's state", "torchscript": "a TorchScript model", "tensor": "a single tensor",
    "other": "another kind of file",
}


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """The two graphs to compare and a sentence that says what they are, empty where that goes without saying.

    `parameters` is True where both files hold a model and at least one holds more, so that there is a choice.
    """

    a: Graph
    b: Graph
    scope: Scope
    parameters: bool
    remark: str


def choose_sides(left: Checkpoint, right: Checkpoint, wanted: Scope | None) -> Sides:
    """The graphs for a wish; without one, files of different kinds are compared by their parameters if they can be."""
    kinds = classify(left), classify(right)
    model_a, model_b = model_of(left.graph), model_of(right.graph)
    possible = model_a is not None and model_b is not None and (model_a[0].root, model_b[0].root) != (
        left.graph.root, right.graph.root)
    words = _kind_words(left, kinds[0]), _kind_words(right, kinds[1])
    scope: Scope = wanted or ("parameters" if words[0] != words[1] else "everything")
    what = f"A is {words[0]}, B is {words[1]}. " if words[0] != words[1] else ""
    if left.name == right.name:
        what = f"A and B come from the same file. {what}"
    if scope == "parameters" and model_a is not None and model_b is not None:
        return Sides(model_a[0], model_b[0], scope, possible, what + _by_name(model_a[1], model_b[1]))
    remark = f"{what}They are compared by path." if what else ""
    return Sides(*whole_graphs(left, right), "everything", possible, remark)


def _by_name(place_a: str, place_b: str) -> str:
    """Where the models were found that are compared; a place is empty where the whole file is one."""
    if place_a and place_b and place_a != place_b:
        return f"Only their models' parameters and buffers are compared, by name ({place_a} with {place_b})."
    place = place_a or place_b
    return (f"Only their models' parameters and buffers are compared, by name ({place})." if place else
            "Only their models' parameters and buffers are compared, by name.")


def _kind_words(checkpoint: Checkpoint, kind: Kind) -> str:
    return "a bundle" if checkpoint.bundled else KIND_WORDS[kind]


def whole_graphs(left: Checkpoint, right: Checkpoint) -> tuple[Graph, Graph]:
    """Everything in both files. Of two containers, what only the container says (`__metadata__` of safetensors and of
    an index) is left out: the same weights are the same in one file and in ten."""
    if left.format == right.format:
        return left.graph, right.graph
    return without_metadata(left.graph), without_metadata(right.graph)


def model_of(graph: Graph) -> tuple[Graph, str] | None:
    """The model's state_dict as a graph of its own and where it was found; None where there is none."""
    for path in state_dicts(graph):
        return graph.replace({}, root=graph.resolve(path)), path_text(path) if path else ""
    for path in whole_models(graph):
        return state_dict_graph(graph, graph.resolve(path)), path_text(path) if path else ""
    return None


def file_titles(left: Checkpoint, right: Checkpoint) -> tuple[str, str]:
    """The names of both files, with as many folders as it takes to tell them apart; none where they are the same."""
    a, b = PurePath(left.name).parts, PurePath(right.name).parts
    count = 1
    while a != b and a[-count:] == b[-count:]:
        count += 1
    return PurePath(*a[-count:]).as_posix(), PurePath(*b[-count:]).as_posix()
