"""The size of an optimizer's next step for each of its parameters, against the weight it moves."""

from __future__ import annotations

import math

from ckpt_viewer.core.engine import bytes_to_read
from ckpt_viewer.core.engine.stepping import StepRule, StepSize, measure_step
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, NodeId, Sequence, Tensor, key_text
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.modules import state_dict_entries
from ckpt_viewer.core.optimizer import GroupView, OptimizerView, ParamView, number_at
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec

_ADAMS = frozenset({"Adam", "AdamW", "Adam or AdamW"})
_UNGROUPED = "The file does not say which group it is in, and so not its learning rate."


@dataclass(frozen=True, slots=True)
class NextStep:
    """`size` is None where it cannot be known; `why` says so in a sentence."""

    param: ParamView
    size: StepSize | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be read for one parameter."""

    rule: StepRule
    weight: TensorSpec
    first: TensorSpec
    second: TensorSpec | None

    @property
    def nbytes(self) -> int:
        return sum(bytes_to_read(spec) for spec in (self.weight, self.first, self.second) if spec is not None)


def next_steps(graph: Graph, view: OptimizerView, task: Task) -> tuple[NextStep, ...]:
    """One for each parameter, group after group. Raises Cancelled."""
    weights = _weights(graph, view)
    plans = [(param, _planned(graph, view, group, param, weights)) for group in view.groups for param in group.params]
    plans += [(param, _UNGROUPED) for param in view.ungrouped]
    task.start(sum(plan.nbytes for _, plan in plans if isinstance(plan, _Plan)), "Measuring the next step")
    found = []
    for param, plan in plans:
        task.check()
        found.append(NextStep(param, None, plan) if isinstance(plan, str) else _measured(param, plan, task))
    return tuple(found)


def _measured(param: ParamView, plan: _Plan, task: Task) -> NextStep:
    try:
        return NextStep(param, measure_step(plan.rule, plan.weight, plan.first, plan.second, task))
    except CheckpointError as error:
        return NextStep(param, None, str(error))


def _weights(graph: Graph, view: OptimizerView) -> dict[str, NodeId]:
    """The tensors of the model that the optimizer moves, by name."""
    if view.model is None:
        return {}
    node = graph.resolve(view.model)
    entries = state_dict_entries(graph, node) or [(key_text(key), child) for key, child in graph.children(node)]
    return dict(entries)


def _planned(graph: Graph, view: OptimizerView, group: GroupView, param: ParamView,
             weights: dict[str, NodeId]) -> _Plan | str:
    weight = graph[weights[param.name]] if param.name in weights else None
    if not isinstance(weight, Tensor):
        return "The file does not tell which weight this is."
    kept = param.kept(graph)
    hyper = dict(group.hyper)
    rate = number_at(graph, hyper.get("lr"))
    if rate is None:
        return "The group has no learning rate."
    if view.guess in _ADAMS:
        return _of_adam(graph, view.guess, hyper, kept, rate, weight.spec)
    if view.guess == "SGD":
        buffer = _tensor(graph, kept.get("momentum_buffer"))
        return _Plan(StepRule(rate), weight.spec, buffer, None) if buffer is not None else (
            "SGD without momentum keeps nothing: its step is the gradient, which is not in the file.")
    return f"How {view.guess} makes its step is not known to this program."


def _of_adam(graph: Graph, guess: str, hyper: dict[str, NodeId], kept: dict[str, NodeId], rate: float,
             weight: TensorSpec) -> _Plan | str:
    first, second = _tensor(graph, kept.get("exp_avg")), _tensor(graph, kept.get("exp_avg_sq"))
    largest = _tensor(graph, kept.get("max_exp_avg_sq"))
    count, eps = number_at(graph, kept.get("step")), number_at(graph, hyper.get("eps"))
    betas = _numbers(graph, hyper.get("betas"))
    if first is None or second is None or not count or eps is None or len(betas) != 2:
        return "No step has been made for it yet, or its state is not complete."
    correction, square = 1 - betas[0] ** count, 1 - betas[1] ** count
    if correction <= 0 or square <= 0:
        return "The numbers in its state give no step."
    decay = (number_at(graph, hyper.get("weight_decay")) or 0.0) if guess == "AdamW" else 0.0
    return _Plan(StepRule(rate, correction, math.sqrt(square), eps, decay), weight, first, largest or second)


def _tensor(graph: Graph, node: NodeId | None) -> TensorSpec | None:
    held = None if node is None else graph[node]
    return held.spec if isinstance(held, Tensor) and not held.problem else None


def _numbers(graph: Graph, node: NodeId | None) -> list[float]:
    held = None if node is None else graph[node]
    items = held.items if isinstance(held, Sequence) else ()
    return [value for item in items[:8] if (value := number_at(graph, item)) is not None]
