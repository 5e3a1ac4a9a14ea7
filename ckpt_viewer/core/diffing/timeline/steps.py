"""One checkpoint as a step of a timeline: how far the training was, with which rates, how well it did.

Contract: files are opened one after another and closed again; of tensors at most a rate or a loss of a few bytes is
read. A file that cannot be opened is a step with a `problem`, never an error.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.course import STEPS
from ckpt_viewer.core.diffing.resuming import Counter, counters
from ckpt_viewer.core.diffing.scope import model_of
from ckpt_viewer.core.engine import bytes_to_read
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, NodeId, Path, Scalar, Tensor, key_text
from ckpt_viewer.core.kinds import about, common_prefixes, named_children, state_dicts, whole_models
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.modules import state_dict_entries
from ckpt_viewer.core.optimizer import find_optimizers, find_schedulers, lr_places, single_value
from ckpt_viewer.core.optimizer.resumable import EPOCHS
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.wording import plain_text, shared_lead

_NO_METRICS = frozenset({"seed", "version", "time", "date", "size", "num", "max", "total", "world", "pid", "rank"})
_RESULTS = frozenset({"loss", "acc", "accuracy", "score", "metric", "psnr", "ssim", "miou", "iou", "map", "f1", "auc",
                      "bleu", "ppl", "perplexity", "error", "best", "recall", "precision", "wer", "fid"})
_WRAPPERS = frozenset({"module.", "_orig_mod.", "_fsdp_wrapped_module.", "_forward_module."})


@dataclass(frozen=True, slots=True)
class StepFile:
    """A file of a timeline. `name` tells it from the others; `modified` is in seconds since 1970, 0 where not known."""

    path: FilePath
    name: str
    modified: float


@dataclass(frozen=True, slots=True)
class Step:
    """What one file says of itself. `epoch` and `step` are None where it holds none; `rates` is the learning rate of
    each param group, `metrics` the losses and scores by name, `counters` how often its optimizers and schedulers were
    stepped; `nbytes` is to be read of its parameters. `damage` says what is wrong with a file that can be read in part,
    `problem` why one cannot be read at all."""

    file: StepFile
    epoch: float | None = None
    step: float | None = None
    rates: tuple[float, ...] = ()
    metrics: tuple[tuple[str, float], ...] = ()
    nbytes: int = 0
    damage: str = ""
    problem: str = ""
    counters: tuple[Counter, ...] = ()

    @property
    def loss(self) -> float | None:
        """The loss: one for validation before others, as that is what a training is judged by."""
        losses = [(name, value) for name, value in self.metrics if "loss" in name.lower()]
        ranked = sorted(losses, key=lambda pair: not any(word in pair[0].lower() for word in ("val", "test", "eval")))
        return ranked[0][1] if ranked else None


def step_files(paths: Sequence[FilePath]) -> tuple[StepFile, ...]:
    """The files by the shortest names that tell them apart. Nothing is opened."""
    unique = list(dict.fromkeys(paths))
    parts = [path.parts for path in unique]
    begin = shared_lead(parts) if len(unique) > 1 else -1
    return tuple(StepFile(path, plain_text("/".join(one[begin:]), 120), _modified(path))
                 for path, one in zip(unique, parts, strict=True))


def look_at(file: StepFile, task: Task) -> Step:
    """Open a file and read off what it says. Raises Cancelled."""
    try:
        with open_checkpoint(file.path, task) as checkpoint:
            return _read(file, checkpoint)
    except CheckpointError as error:
        return Step(file, problem=_reason(error, file))


def parameters(graph: Graph) -> dict[str, TensorSpec]:
    """The floating-point tensors of the model by name; where there is no model, all but those of optimizers by path.

    What wrappers put before every name (`module.` of DataParallel) is left out: it may be there in some files only.
    """
    found = dict(_named_tensors(graph))
    prefix = _wrapper(list(found))
    return {name.removeprefix(prefix): spec for name, spec in found.items()}


def parameter_at(graph: Graph, name: str) -> Path | None:
    """Where the parameter stands that `parameters` calls so; None where the file has none of that name."""
    found = [shown for shown, _ in _named_tensors(graph)]
    prefix = _wrapper(found)
    whole = prefix + name
    if whole not in found:
        return None
    for place in state_dicts(graph):
        return next(((*place, key) for key, _ in graph.children(graph.resolve(place)) if key_text(key) == whole), None)
    for place in whole_models(graph):
        nodes = {node for shown, node in state_dict_entries(graph, graph.resolve(place)) if key_text(shown) == whole}
        return next((path for path, node in graph.survey(runs=False) if node in nodes), None)
    return next((path for path, _ in graph.survey(runs=False) if "/".join(map(key_text, path)) == whole), None)


def is_running(name: str) -> bool:
    """True for what is not learnt but kept along: the running statistics of batch norm."""
    return name.rpartition(".")[2] in ("running_mean", "running_var")


def _read(file: StepFile, checkpoint: Checkpoint) -> Step:
    graph = checkpoint.graph
    epoch = step = None
    metrics: list[tuple[str, float]] = []
    for fact in about(checkpoint).facts:
        value = _number(graph, fact.node)
        key = str(fact.path[-1]).lower()
        if value is None:
            continue
        if key in EPOCHS:
            epoch = value if epoch is None else epoch
        elif key in STEPS:
            step = value if step is None else step
        elif _is_result(fact.path):
            metrics.append((plain_text("/".join(map(key_text, fact.path)), 80), value))
    if epoch is None and step is None:
        step = _scheduled(graph)
    rates = tuple(place.value for place in lr_places(graph) if place.role == "lr")
    nbytes = sum(map(bytes_to_read, parameters(graph).values()))
    return Step(file, epoch, step, rates, tuple(metrics), nbytes, plain_text(checkpoint.damage, 400),
                counters=counters(graph))


def _is_result(path: Path) -> bool:
    words = frozenset(str(path[-1]).lower().replace("-", "_").replace("/", "_").split("_"))
    return bool(words & _RESULTS) and not words & _NO_METRICS


def _scheduled(graph: Graph) -> float | None:
    """How often the scheduler was stepped, where the file says nothing better."""
    for scheduler in find_schedulers(graph):
        node = named_children(graph, scheduler.node).get("last_epoch")
        if node is not None:
            return _number(graph, node)
    return None


def _number(graph: Graph, node: NodeId) -> float | None:
    match graph[node]:
        case Scalar(bool()):
            return None
        case Scalar(int() | float() as value):
            return float(value) if abs(value) < 1e300 or isinstance(value, float) else None
        case Tensor() as tensor if tensor.spec.numel == 1 and not tensor.problem:
            return single_value(tensor)
        case _:
            return None


def _wrapper(names: Sequence[str]) -> str:
    """What wrappers put before every one of the names."""
    return "".join(prefix for prefix in common_prefixes(list(names)) if prefix in _WRAPPERS)


def _named_tensors(graph: Graph) -> Iterator[tuple[str, TensorSpec]]:
    model = model_of(graph)
    if model is not None:
        of_model = model[0]
        rows = [(key_text(key), of_model[node]) for key, node in of_model.children(of_model.root)]
    else:
        taken = [optimizer.path for optimizer in find_optimizers(graph, named=False)]
        rows = [("/".join(map(key_text, path)), graph[node]) for path, node in graph.survey(runs=False)
                if not any(path[: len(place)] == place for place in taken)]
    for name, held in rows:
        if isinstance(held, Tensor) and not held.problem and held.spec.dtype.is_floating:
            yield name, held.spec


def _reason(error: CheckpointError, file: StepFile) -> str:
    """What is wrong, without the name of the file, which stands beside it."""
    within = error.where.removeprefix(str(file.path)).removeprefix(": ")
    return plain_text(str(CheckpointError(error.what, within, error.hint)), 400)


def _modified(path: FilePath) -> float:
    try:
        return os.stat(path).st_mtime  # noqa: PTH116 (no object for each of thousands)
    except OSError:
        return 0.0
