"""What a snippet needs to know about a file: which part is the model, what moves it, what was its device."""

from __future__ import annotations

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.foreign import arguments, name_of, whole_local
from ckpt_viewer.core.graph import Global, Graph, Mapping, Node, Object, Path, Scalar, Tensor
from ckpt_viewer.core.kinds import Kind, classify, common_prefixes, key_words, reachable, state_dicts, whole_models
from ckpt_viewer.core.known_globals import harm, is_allowed
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import Literal
from ckpt_viewer.core.modules import class_of
from ckpt_viewer.core.optimizer import OptimizerView, SchedulerView, find_optimizers, find_schedulers
from ckpt_viewer.core.snippets.writing import text_literal

# Prefixes that only a wrapper puts there; `model.` and `net.` may be the model's own.
_WRAPPERS = frozenset({"module.", "_orig_mod.", "_fsdp_wrapped_module.", "_forward_module."})
_FROM_TYPE = Global("torch._tensor", "_rebuild_from_type_v2")


@dataclass(frozen=True, slots=True)
class Opening:
    """How Python gets at a file within another one."""

    modules: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The parts of one file. `weights` is the path of the state_dict, `whole` that of a pickled model in its place.

    `prefix` stands before every name of the state_dict because of a wrapper. `foreign` are the names that
    `weights_only=True` refuses, `dangers` those among them that are known to do harm. `gpus` are the device tags that
    are not `cpu`. `opening` are the modules to import and the lines that make `file` out of a file within another
    one. `distributed` says whether tensors are DTensors, and of which the file has all.
    """

    checkpoint: Checkpoint
    file: str
    kind: Kind
    weights: Path | None
    whole: Path | None
    other_models: int
    prefix: str
    optimizer: OptimizerView | None
    scheduler: SchedulerView | None
    epoch: Path | None
    foreign: tuple[Global, ...]
    dangers: tuple[Global, ...]
    gpus: tuple[str, ...]
    opening: Opening | None = None
    distributed: Literal["", "whole", "part"] = ""

    @property
    def opened(self) -> str:
        """What to give to torch.load, as an expression."""
        return text_literal(self.file) if self.opening is None else "file"

    @property
    def opened_by(self) -> tuple[str, ...]:
        """The lines before, that open it where it lies within another file."""
        return () if self.opening is None else self.opening.lines

    @property
    def graph(self) -> Graph:
        return self.checkpoint.graph

    @property
    def weights_only(self) -> bool:
        """What to give to torch.load: False only where the file needs it and names nothing that is known to do harm."""
        return not self.foreign or bool(self.dangers)

    @property
    def averaged(self) -> bool:
        """Whether the state_dict is that of an AveragedModel, which counts beside the model (torch/optim/swa_utils.py).
        """
        held = None if self.weights is None else self.graph[self.graph.resolve(self.weights)]
        keys = held.keys if isinstance(held, Mapping) else ()
        return "n_averaged" in keys and all(key == "n_averaged" or str(key).startswith("module.") for key in keys)

    @property
    def whole_class(self) -> Global | None:
        return None if self.whole is None else class_of(self.graph, self.graph.resolve(self.whole))


def read_contents(checkpoint: Checkpoint, file: str, opening: Opening | None = None) -> Contents:
    """The parts of a checkpoint that snippets name."""
    graph = checkpoint.graph
    dicts, wholes = state_dicts(graph), whole_models(graph)
    weights = dicts[0] if dicts else None
    optimizers = find_optimizers(graph)
    model = weights if weights is not None else wholes[0] if wholes else None
    optimizer = next((o for o in optimizers if model is not None and o.model == model), None)
    optimizer = optimizer or (optimizers[0] if optimizers else None)
    schedulers = find_schedulers(graph, optimizers)
    foreign = [use for use in checkpoint.globals if not is_allowed(use.name)]
    return Contents(
        checkpoint, file, classify(checkpoint), weights, wholes[0] if wholes and weights is None else None,
        len(dicts) + len(wholes) - 1, "" if weights is None else _wrapper_prefix(graph, weights), optimizer,
        next((s for s in schedulers if optimizer is not None and s.optimizer == optimizer.path), None),
        _epoch(graph),
        tuple(use.name for use in foreign),
        tuple(use.name for use in foreign if harm(use.name, use.taken)),
        _gpus(graph),
        opening,
        _distributed(checkpoint),
    )


def _wrapper_prefix(graph: Graph, path: Path) -> str:
    held = graph[graph.resolve(path)]
    names = [str(key) for key in held.keys] if isinstance(held, Mapping) else []
    prefix = ""
    for part in common_prefixes(names):
        if part not in _WRAPPERS:
            break
        prefix += part
    return prefix


def _epoch(graph: Graph) -> Path | None:
    """A count of epochs or steps at the top of the file."""
    held = graph[graph.root]
    if not isinstance(held, Mapping | Object):
        return None
    for wanted in ("epoch", "step", "iteration", "iter"):
        for key, child in graph.children(graph.root):
            value = graph[child]
            counts = isinstance(value, Tensor) or (isinstance(value, Scalar) and isinstance(value.value, int))
            if type(key) is str and wanted in key_words(key) and counts:
                return (key,)
    return None


def _distributed(checkpoint: Checkpoint) -> Literal["", "whole", "part"]:
    graph = checkpoint.graph
    if all(use.name.name != "DTensor" for use in checkpoint.globals):
        return ""
    made = [node for node in graph.holding(Object) if _is_distributed(graph, graph[node])]
    return "" if not made else "whole" if all(whole_local(graph, node) is not None for node in made) else "part"


def _is_distributed(graph: Graph, held: Node) -> bool:
    given = arguments(graph, held) if isinstance(held, Object) and held.made.cls == _FROM_TYPE else ()
    cls = name_of(graph, given[1]) if len(given) > 1 else None
    return cls is not None and cls.name == "DTensor"


def _gpus(graph: Graph) -> tuple[str, ...]:
    found = dict.fromkeys(look.spec.device for _, look in reachable(graph) if isinstance(look, Tensor))
    return tuple(device for device in found if device not in ("cpu", "meta"))
