"""The model beside a file that holds an optimizer alone, as Trainer and Accelerate of Hugging Face save them apart.

Contract: of the model only what says names and shapes is read, the header or the pickle, and not a byte of a tensor;
where none of the usual names is there, or it cannot be read, the file stays as it is.
"""

from __future__ import annotations

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats.base import Read
from ckpt_viewer.core.graph.nodes import ModelBeside
from ckpt_viewer.core.kinds import find_parts
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.optimizer.sources import name_sources
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task

# SAVE_MODEL names of transformers/utils/__init__.py and peft/utils/constants.py; where a model lies there twice, the
# file that keeps its order.
_NAMES = (
    "adapter_model.bin", "adapter_model.safetensors", "pytorch_model.bin", "model.safetensors",
    "model.safetensors.index.json", "pytorch_model.bin.index.json",
)
_UNORDERED = ("safetensors", "sharded")


def with_model_beside(checkpoint: Checkpoint, source: Source, read: Read, task: Task) -> Checkpoint:
    """The file with the names of the model beside it, and a note on where they come from. Raises Cancelled."""
    params = [param for view in find_optimizers(checkpoint.graph) for param in view.params]
    if not params or any(param.sure == "named" for param in params):
        return checkpoint
    beside = next((found for name in _NAMES if (found := _model(source, name, read, task)) is not None), None)
    if beside is None:
        return checkpoint
    note = Note("info", f"The names of the parameters are those of {beside.file}, which lies beside this file; of it "
                        "only names and shapes were read")
    return checkpoint.with_graph(checkpoint.graph.replace({}, beside=beside)).with_notes((*checkpoint.notes, note))


def _model(source: Source, name: str, read: Read, task: Task) -> ModelBeside | None:
    try:
        held = source.beside(name)
    except CheckpointError:
        return None
    try:
        checkpoint = read(held, task)
    except CheckpointError:
        held.close()
        return None
    with checkpoint:
        graph = checkpoint.graph
        first = next(iter(name_sources(graph, find_parts(graph))), None)
        if first is None:
            return None
        names = tuple([(one.text, one.shape) for one in first.names])
        return ModelBeside(name, names, checkpoint.format not in _UNORDERED)
