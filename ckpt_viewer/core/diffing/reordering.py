"""Whether an optimizer's state went on under another parameter. `load_state_dict` goes by number: where the order of a
model's parameters has changed since, Adam's moments move parameters that they were not made for.

Contract: told only where the numbers prove it. A step leaves β₂ of the second moment and adds a square
(torch/optim/adam.py), so n steps later every element is at least β₂ⁿ of what it was. Where that holds of all that had
the same numbers, and by far not of one that had the same name, the state went on by number. Reads the beginnings of a
few tensors.
"""

from __future__ import annotations

from ckpt_viewer.core.diffing.diff import Diff
from ckpt_viewer.core.diffing.pairing import KEY_ORDER
from ckpt_viewer.core.elements import decode
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, Path, Sequence, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.optimizer import find_optimizers, number_at
from ckpt_viewer.core.tensor import TensorSpec, read_storage
from ckpt_viewer.core.wording import count_text, plain_text

if TYPE_CHECKING:
    from ckpt_viewer.core.elements import Array

_LOOKED_AT, _ELEMENTS, _FEWEST = 64, 4_096, 64
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
    """Such as "The optimizer's parameters come in another order in B …"; empty where nothing proves it."""
    if not _may_be_others(diff, path):
        return ""
    sides = _by_number(diff.a, path), _by_number(diff.b, path)
    shared = sides[0].keys() & sides[1].keys()
    if all(sides[0][number].name == sides[1][number].name for number in shared):
        return ""
    later_is_b = sum(kept.steps for kept in sides[0].values()) <= sum(kept.steps for kept in sides[1].values())
    earlier, later = sides if later_is_b else sides[::-1]
    named = {kept.name: kept for kept in earlier.values()}
    moved = [(earlier[number], later[number]) for number in sorted(shared)
             if earlier[number].name != later[number].name and later[number].name in named][:_LOOKED_AT]
    try:
        told = [(was, now) for was, now in moved if _comparable(was, now) and _comparable(named[now.name], now)]
        if any(_short(was, now, 1 - _ROUNDING) for was, now in told):
            return ""
        proven = any(_short(named[now.name], now, 0.5) > _MANY for _, now in told)
    except CheckpointError:
        return ""
    if not proven:
        return ""
    was, now = told[0]
    side, names = "B" if later_is_b else "A", [plain_text(kept.name, 80) for kept in (now, was)]
    return (f"The optimizer's parameters come in another order in {side}, and its state went on by number: what it "
            f"keeps for {names[0]} began as that of {names[1]} (so for {count_text(len(told), 'parameter')})")


def _may_be_others(diff: Diff, path: Path) -> bool:
    """Whether the same numbers may have other names on the two sides: keys in another order, or groups that differ in
    more than their rates. Naming the parameters of both takes as long as pairing the files."""
    groups = (*path, "param_groups")
    places = (entry.path_a or entry.path_b or () for entry in diff.entries)
    return KEY_ORDER in diff.unlike or any(
        place[: len(groups)] == groups and "lr" not in str(place[-1]) for place in places)


def _by_number(graph: Graph, path: Path) -> dict[int, _Kept]:
    view = next((view for view in find_optimizers(graph) if view.path == path), None)
    found: dict[int, _Kept] = {}
    for group in view.groups if view is not None else ():
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
    return float((_beginning(now.square) < _beginning(was.square) * (_left(was, now) * factor)).mean())


def _beginning(spec: TensorSpec) -> Array:
    data = bytearray(min(spec.numel, _ELEMENTS) * spec.dtype.itemsize)
    read_storage(spec.storage, spec.byte_span[0], memoryview(data))
    return decode(data, spec.dtype, little_endian=spec.storage.little_endian)
