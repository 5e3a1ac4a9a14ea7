"""What a file is as a whole, and which of its parts are the model."""

from __future__ import annotations

from ckpt_viewer.core import modules
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.graph import Global, Graph, Mapping, NodeId, Object, Path, Scalar, Sequence, StorageNode, Tensor
from ckpt_viewer.core.kinds.parts import (
    Part,
    find_parts,
    holds_named_tensors,
    is_optimizer,
    key_words,
    named_children,
    path_words,
    stands_for_tensor,
)
from ckpt_viewer.core.lazy_typing import Literal

Kind = Literal["state_dict", "training_checkpoint", "whole_model", "optimizer", "torchscript", "tensor", "other"]
ZeroPart = Literal["optimizer", "names"]

# Words of a key by which people call the model itself, and by which they call a copy of it.
_MODEL_WORDS = frozenset({"model", "state", "net", "network", "module", "generator", "weights", "params", "backbone"})
_COPY_WORDS = frozenset({
    "ema", "teacher", "average", "averaged", "swa", "shadow", "best", "old", "target", "previous", "optimizer",
    "optim"
})
_PROGRESS_WORDS = frozenset({"epoch", "epochs", "step", "steps", "iter", "iters", "iteration", "iterations"})


def classify(checkpoint: Checkpoint, parts: tuple[Part, ...] | None = None) -> Kind:
    """What the file as a whole is; `parts` are those of `find_parts` where they are at hand.

    A mapping that holds state_dicts, models or optimizers is a `training_checkpoint`, even when it holds nothing else;
    one that holds a whole pickled model and nothing of a training is a `whole_model`, and a scheduler alone is `other`.
    A bundle is what the checkpoints in it are, where they are all of one kind, else `other`.
    """
    graph = checkpoint.graph
    if checkpoint.bundled and checkpoint.format != "distcp":
        return _kind_of_all([classify(inner) for at, inner in checkpoint.members if at])
    if checkpoint.format.startswith("torchscript") or scripted_class(graph) is not None:
        return "torchscript"
    if isinstance(graph[graph.root], Tensor | StorageNode) or stands_for_tensor(graph[graph.root]):
        return "tensor"
    if checkpoint.format == "export_archive":  # a model as a graph with its weights
        return "whole_model"
    if isinstance(graph[graph.root], Object) and modules.is_module(graph, graph.root):
        return "whole_model"
    if is_optimizer(graph, graph.root) or _is_list_of_optimizers(graph, graph.root):
        return "optimizer"
    if checkpoint.format in ("safetensors", "sharded") or holds_named_tensors(graph, graph.root):
        return "state_dict"
    kind = _kind_of_parts(graph, find_parts(graph) if parts is None else parts)
    if kind == "other" and checkpoint.format == "distcp" and _has_weights(graph):
        return "state_dict"  # beside other things in one flat mapping, or only pieces of it are here
    return kind


def state_dicts(graph: Graph) -> tuple[Path, ...]:
    """Every mapping that is a state_dict, the one that is most likely the model first; the root is `()`.

    What an optimizer keeps per parameter and what lies inside a whole pickled model are not among them.
    """
    if holds_named_tensors(graph, graph.root):
        return ((),)
    return _best_first(graph, "state_dict")


def whole_models(graph: Graph) -> tuple[Path, ...]:
    """Every pickled module that is not part of another one, the one that is most likely the model first."""
    return _best_first(graph, "module")


def model_places(graph: Graph) -> tuple[Path, ...]:
    """State_dicts and whole models together, the one that is most likely the model first; the root is `()`."""
    if holds_named_tensors(graph, graph.root):
        return ((),)
    return _best_first(graph, "state_dict", "module")


def zero_part(graph: Graph) -> ZeroPart | None:
    """What of a training that DeepSpeed's ZeRO splits over several files lies in this one.

    `optimizer`: a process's share of the weights in full precision and of what the optimizer keeps. `names`: the
    model as stage 3 leaves it, each tensor without elements. None for any other file. Layouts: `_save_checkpoint` and
    `_save_zero_checkpoint` in deepspeed/runtime/engine.py, deepspeed/utils/zero_to_fp32.py.
    """
    root = named_children(graph, graph.root)
    if "ds_version" not in root:
        return None
    if "optimizer_state_dict" in root and "zero_stage" in named_children(graph, root["optimizer_state_dict"]):
        return "optimizer"
    held = graph[root["module"]] if "module" in root else None
    looks = graph.looks(held.values) if isinstance(held, Mapping) else ()
    tensors = [look for look in looks if isinstance(look, Tensor)]
    return "names" if tensors and not any(look.spec.numel for look in tensors) else None


def _best_first(graph: Graph, *kinds: str) -> tuple[Path, ...]:
    found = [part for part in find_parts(graph) if part.kind in kinds]
    return tuple(part.path for part in sorted(found, key=lambda part: _rank(graph, part)))


def is_called_copy(path: Path) -> bool:
    """Whether the names on the way to a part say that it is a copy of the model: an average, a teacher, the best."""
    return bool(frozenset(path_words(path)) & _COPY_WORDS)


def scripted_class(graph: Graph) -> Global | None:
    """The class of a TorchScript module: its names stand below `__torch__` (torch/csrc/jit/serialization)."""
    cls = modules.class_of(graph, graph.root) if isinstance(graph[graph.root], Object) else None
    return cls if cls is not None and cls.module.partition(".")[0] == "__torch__" else None


def _kind_of_parts(graph: Graph, parts: tuple[Part, ...]) -> Kind:
    kinds = {part.kind for part in parts}
    if parts and parts[0].path == ():  # a scheduler alone: all else that can stand there is known by now
        return "other"
    if kinds == {"module"} and not _has_progress(graph):
        return "whole_model"
    return "training_checkpoint" if kinds else "other"


def _kind_of_all(kinds: list[Kind]) -> Kind:
    """Files without tensors of a model or an optimizer, such as arguments, do not count."""
    known = {kind for kind in kinds if kind != "other"}
    return known.pop() if len(known) == 1 else "other"


def _has_progress(graph: Graph) -> bool:
    """An epoch or a step at the top: the file was written in the course of a training."""
    held = graph[graph.root]
    return isinstance(held, Mapping) and any(
        type(key) is str and bool(_PROGRESS_WORDS & set(key_words(key))) and isinstance(graph[value], Scalar | Tensor)
        for key, value in zip(held.keys, held.values, strict=True)
    )


def _has_weights(graph: Graph) -> bool:
    """Whether tensors stand at the top, by whatever names."""
    return any(isinstance(graph[node], Tensor) for _, node in graph.children(graph.root))


def _is_list_of_optimizers(graph: Graph, node: NodeId) -> bool:
    held = graph[node]
    return isinstance(held, Sequence) and bool(held.items) and all(is_optimizer(graph, item) for item in held.items)


def _rank(graph: Graph, part: Part) -> tuple[bool, bool, int, int]:
    """Smaller is more likely the model: not a copy, called a model, with many entries, near the root."""
    words = frozenset(path_words(part.path))
    held = graph[part.node]
    entries = len(held.keys) if isinstance(held, Mapping) else 0
    return bool(words & _COPY_WORDS), not words & _MODEL_WORDS, -entries, len(part.path)
