"""Whether an optimizer's state went on under another parameter. `load_state_dict` goes by number: where the order of a
model's parameters has changed since, Adam's moments move parameters that they were not made for.

Contract: told for certain only where the numbers prove it. A step leaves β₂ of the second moment and adds a square
(torch/optim/adam.py), so n steps later every element is at least β₂ⁿ of what it was. Where that holds of all that had
the same numbers, and by far not of one that had the same name, the state went on by number. What SGD keeps proves
nothing a few steps later: there, only the other order is told. Reads the beginnings of a few tensors.
"""

from __future__ import annotations

from ckpt_viewer.core.diffing.diff import Diff
from ckpt_viewer.core.diffing.pairing import KEY_ORDER
from ckpt_viewer.core.elements import beginning
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, Path, Sequence, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer import OptimizerView, find_optimizers, number_at
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.wording import count_text, plain_text

_LOOKED_AT, _FEWEST = 64, 64
_LEAST = 0.05  # of a moment that must be left: less proves nothing
_MANY = 0.02  # of the elements are less than half of what they would be at least
_ROUNDING = 1e-3


@dataclass(frozen=True, slots=True)
class _Kept:
    """What an optimizer keeps for a parameter: its second moment, how often it was moved, and β₂."""

    name: str
    square: TensorSpec
    steps: float
    beta: float


def reordered_sentence(diff: Diff, path: Path) -> str:
    """Such as "The optimizer's parameters come in another order in B …"; empty where the order is the same, or the
    state of Adam does not prove that it matters."""
    if not _may_be_others(diff, path):
        return ""
    views = tuple(next((view for view in find_optimizers(graph) if view.path == path), None)
                  for graph in (diff.a, diff.b))
    if views[0] is None or views[1] is None:
        return ""
    sides = _by_number(diff.a, views[0]), _by_number(diff.b, views[1])
    if not any(sides):
        return _unproven(views[0], views[1])
    shared = sides[0].keys() & sides[1].keys()
    if all(sides[0][number].name == sides[1][number].name for number in shared):
        return ""
    later_is_b = sum(kept.steps for kept in sides[0].values()) <= sum(kept.steps for kept in sides[1].values())
    earlier, later = sides if later_is_b else sides[::-1]
    told = _proven(earlier, later)
    if not told:
        return ""
    was, now = told[0]
    side, names = "B" if later_is_b else "A", [plain_text(kept.name, 80) for kept in (now, was)]
    return (f"The optimizer's parameters come in another order in {side}, and its state went on by number: what it "
            f"keeps for {names[0]} began as that of {names[1]} (so for {count_text(len(told), 'parameter')})")


def _unproven(a: OptimizerView, b: OptimizerView) -> str:
    """What is told of an optimizer that keeps no second moment: which numbers are other parameters."""
    names = [{param.index: param.name for param in view.params if param.sure in ("named", "likely") and
              (param.state is not None or param.apart)} for view in (a, b)]
    others = [number for number in sorted(names[0].keys() & names[1].keys()) if names[0][number] != names[1][number]]
    if not others or names[0].keys() != names[1].keys() or set(names[0].values()) != set(names[1].values()):
        return ""
    one, other = (plain_text(side[others[0]] or "", 80) for side in names)
    return (f"The optimizer's parameters come in another order in B: number {others[0]:,} is {one} in A and {other} "
            f"in B (so for {count_text(len(others), 'parameter')}). load_state_dict goes by number, and gives the "
            "state of one to the other")


def _proven(earlier: dict[int, _Kept], later: dict[int, _Kept]) -> list[tuple[_Kept, _Kept]]:
    """What the same numbers kept and keep for parameters of other names; empty where it did not go on by number."""
    named = {kept.name: kept for kept in earlier.values()}
    moved = [(earlier[number], later[number]) for number in sorted(earlier.keys() & later.keys())
             if earlier[number].name != later[number].name and later[number].name in named][:_LOOKED_AT]
    try:
        told = [(was, now) for was, now in moved if _comparable(was, now) and _comparable(named[now.name], now)]
        if any(_short(was, now, 1 - _ROUNDING) for was, now in told):
            return []
        return told if any(_short(named[now.name], now, 0.5) > _MANY for _, now in told) else []
    except CheckpointError:
        return []


def _may_be_others(diff: Diff, path: Path) -> bool:
    """Whether the same numbers may have other names on the two sides: keys in another order, or groups that differ in
    more than their rates. Naming the parameters of both takes as long as pairing the files."""
    groups = (*path, "param_groups")
    places = (entry.path_a or entry.path_b or () for entry in looking_up(diff.entries))
    return KEY_ORDER in diff.unlike or any(
        place[: len(groups)] == groups and "lr" not in str(place[-1]) for place in places)


def _by_number(graph: Graph, view: OptimizerView) -> dict[int, _Kept]:
    found: dict[int, _Kept] = {}
    for group in view.groups:
        node = dict(group.hyper).get("betas")
        betas = None if node is None else graph[node]
        beta = number_at(graph, betas.items[1]) if isinstance(betas, Sequence) and len(betas.items) == 2 else None
        for param in group.params if beta is not None else ():
            kept = param.kept(graph)
            square = graph[kept["exp_avg_sq"]] if "exp_avg_sq" in kept else None
            steps = number_at(graph, kept.get("step"))
            if isinstance(square, Tensor) and steps is not None and param.name and param.sure in ("named", "likely"):
                found[param.index] = _Kept(param.name, square.spec, steps, float(beta or 0))
    return found


def _comparable(was: _Kept, now: _Kept) -> bool:
    one, other = was.square, now.square
    return _left(was, now) >= _LEAST and one.shape == other.shape and one.numel >= _FEWEST and all(
        spec.dtype.name == "float32" and spec.is_contiguous for spec in (one, other))


def _left(was: _Kept, now: _Kept) -> float:
    return float(min(was.beta, now.beta) ** max(now.steps - was.steps, 0))


def _short(was: _Kept, now: _Kept, factor: float) -> float:
    """The share of the elements that are less than this part of what must be left of the earlier ones."""
    return float((beginning(now.square) < beginning(was.square) * (_left(was, now) * factor)).mean())
