"""Averaged copies of a model (EMA, SWA) in a file that holds the model too, and what they have in common with it.

Contract: reads the beginnings of tensors; two that differ end the reading where equality is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from statistics import median

from ckpt_viewer.core.elements import beginning
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, Mapping, Path, Tensor
from ckpt_viewer.core.kinds import find_parts, is_called_copy, is_optimizer, named_children, path_words
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.tensor import TensorSpec

WRAPPER = "module."  # what torch.optim.swa_utils.AveragedModel puts before its names
_WORDS = frozenset({"ema", "swa", "average", "averaged", "avg", "shadow"})
_KEYS = 200  # at the top of a file that is not itself a state_dict
_MOST, _FEWEST, _ELEMENTS, _LOOKED_AT = 4_096, 2, 64, 24


@dataclass(frozen=True, slots=True)
class Average:
    """A copy of a model at `path`: their floating tensors of one name and shape, the copy's first."""

    path: Path
    pairs: tuple[tuple[TensorSpec, TensorSpec], ...]

    def same_as_model(self) -> int:
        """How many tensors begin with the same numbers, where those of all do; 0 where some do not, or few can tell."""
        if len(self.pairs) > _MOST or sum(map(_tells, self.pairs)) < _FEWEST:
            return 0
        try:
            return len(self.pairs) if all(map(_same, looking_up(self.pairs))) else 0
        except CheckpointError:
            return 0

    def cosine(self) -> float | None:
        """The middle one of some matrices with those of the model; None where there are none to tell."""
        try:
            found = [near for pair in islice(filter(_tells, self.pairs), _LOOKED_AT)
                     if (near := cosine(*pair)) is not None]
        except CheckpointError:
            return None
        return median(found) if found else None


def may_hold_copies(graph: Graph) -> bool:
    """Whether a key at the top is called so: taking a file apart costs more than what is found of most."""
    held = graph[graph.root]
    return isinstance(held, Mapping) and len(held.keys) <= _KEYS and any(
        type(key) is str and is_called_copy((key,)) and not is_optimizer(graph, node)
        for key, node in zip(held.keys, held.values, strict=True))


def averages(graph: Graph) -> tuple[Average, ...]:
    """Those that are called so; the best so far, or a teacher, may be the model itself."""
    if not may_hold_copies(graph):
        return ()
    parts = [part for part in find_parts(graph) if part.kind == "state_dict"]
    models = [part for part in parts if not is_called_copy(part.path)]
    model = named_children(graph, models[0].node) if len(models) == 1 else {}
    copies = [(part.path, part.node) for part in parts if model and is_average(part.path)]
    # Saved as the very dict of the model, it is no part of its own.
    copies += [((key,), node) for key, node in graph.children(graph.root)
               if models and node == models[0].node and is_average((key,))]
    return tuple(Average(path, tuple(_pairs(graph, named_children(graph, node), model))) for path, node in copies)


def is_average(path: Path) -> bool:
    """Whether the names on the way to a part say so; the best so far is a copy of the model, and no average."""
    return not _WORDS.isdisjoint(path_words(path))


def cosine(one: TensorSpec, other: TensorSpec) -> float | None:
    """Of their first elements; None where either is zero. Raises CheckpointError."""
    a, b = (beginning(spec).astype("float64") for spec in (one, other))
    size = float((a @ a) ** 0.5 * (b @ b) ** 0.5)
    return float(a @ b) / size if size > 0 else None


def _pairs(graph: Graph, copied: dict[str, int], model: dict[str, int]) -> Iterator[tuple[TensorSpec, TensorSpec]]:
    for name, node in looking_up(copied.items()):
        held, of = graph[node], model.get(name, model.get(name.removeprefix(WRAPPER)))
        other = None if of is None else graph[of]
        if not isinstance(held, Tensor) or not isinstance(other, Tensor) or held.problem or other.problem:
            continue
        one, two = held.spec, other.spec
        if (one.shape == two.shape and one.dtype.is_floating and two.dtype.is_floating
                and one.is_contiguous and two.is_contiguous):
            yield one, two


def _tells(pair: tuple[TensorSpec, TensorSpec]) -> bool:
    return len(pair[0].shape) > 1 and pair[0].numel >= _ELEMENTS


def _same(pair: tuple[TensorSpec, TensorSpec]) -> bool:
    one, other = pair
    if (one.storage.key, one.storage_offset) == (other.storage.key, other.storage_offset):
        return True
    return bool((beginning(one) == beginning(other)).all())
