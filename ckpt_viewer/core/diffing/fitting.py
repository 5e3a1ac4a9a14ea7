"""Whether `B.load_state_dict(A, strict=True)` would work, from names and shapes alone: nothing is run, no byte is read.

Follows `Module.load_state_dict` and `Module._load_from_state_dict` (torch/nn/modules/module.py): every name of B must
be in A and none beside, shapes must be equal, but one number in a row goes into a tensor without dimensions, and
anything into a parameter whose shape is not known yet. `num_batches_tracked` is filled in where A is from before it
existed (`_NormBase._load_from_state_dict`, torch/nn/modules/batchnorm.py). Types may differ: torch converts.
"""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping

from ckpt_viewer.core.errors import InvalidPath
from ckpt_viewer.core.graph import Attr, Graph, Mapping, Node, NodeId, Path, Scalar, Tensor
from ckpt_viewer.core.kinds import is_state_dict, state_dicts, whole_models
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.modules import is_module, state_dict_graph
from ckpt_viewer.core.wording import count_text, path_text, plain_text, shape_text

_NO_WEIGHTS = "Name a file that holds weights."
_COUNTER = "num_batches_tracked"
_COUNTED_SINCE = 2  # `_version` of the batch norm layers that keep the counter


@dataclass(frozen=True, slots=True)
class Slot:
    """One name of a state_dict. No `dtype`: it is no tensor. A dtype without a shape: the shape comes with the data."""

    name: str
    shape: tuple[int, ...] | None
    dtype: str = ""

    @property
    def text(self) -> str:
        """Such as `64 × 3 float32`."""
        if not self.dtype:
            return "not a tensor"
        if self.shape is None:
            return f"shape not known yet {self.dtype}"
        return f"{shape_text(self.shape)} {self.dtype}" if self.shape else f"scalar {self.dtype}"


@dataclass(frozen=True, slots=True)
class StateNames:
    """The names of a state_dict in its order, each once, and the `version` of its modules (None: it keeps none)."""

    slots: tuple[Slot, ...]
    versions: AbstractMapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A name on both sides: what A has under it and what B has."""

    found: Slot
    wanted: Slot

    @property
    def name(self) -> str:
        return self.wanted.name

    @property
    def text(self) -> str:
        """Such as `2 × 3 float32, wanted 4 × 3 float32`."""
        return f"{self.found.text}, wanted {self.wanted.text}"


@dataclass(frozen=True, slots=True)
class Fit:
    """What loading A into B would meet. `matched` names go in; `filled` are those that torch fills in for old files.

    `retyped` load all the same: torch converts them to B's type.
    """

    matched: int
    missing: tuple[Slot, ...] = ()
    unexpected: tuple[Slot, ...] = ()
    wrong_shape: tuple[Clash, ...] = ()
    retyped: tuple[Clash, ...] = ()
    filled: tuple[Slot, ...] = ()

    @property
    def loads(self) -> bool:
        """Whether strict=True would pass."""
        return not (self.missing or self.unexpected or self.wrong_shape)

    @property
    def sentence(self) -> str:
        """Such as "Does not load with strict=True: 2 names are missing, 1 is unexpected, and 10 fit"."""
        if self.loads:
            fits = "it has no names" if not self.matched else f"{count_text(self.matched, 'name')} with the right shape"
            return f"Loads with strict=True: {fits}{_types(self.retyped)}"
        rows = ((self.missing, "is missing", "are missing"), (self.unexpected, "is unexpected", "are unexpected"),
                (self.wrong_shape, "has another shape", "have another shape"))
        (count, one, many), *more = [(len(found), one, many) for found, one, many in rows if found]
        parts = ", ".join([" ".join((count_text(count, "name"), one if count == 1 else many)),
                           *(count_text(*row) for row in more)])
        return f"Does not load with strict=True: {parts}, and {count_text(self.matched, 'fits', 'fit')}"


def loadable_parts(graph: Graph) -> tuple[Path, ...]:
    """The state_dicts and whole models of a file, the likeliest first."""
    return (*state_dicts(graph), *whole_models(graph))


def chosen_part(graph: Graph, pointer: str | None, where: str = "") -> NodeId:
    """The node that a JSON Pointer names, or the likeliest one. Raises InvalidPath where there is nothing to load."""
    parts = loadable_parts(graph)
    hint = f"What can be: {', '.join(path_text(part, 80) for part in parts[:6])}" if parts else _NO_WEIGHTS
    if pointer is not None:
        node = graph.resolve(graph.parse_pointer(pointer))
        if not is_module(graph, node) and not is_state_dict(graph, node):
            raise InvalidPath("this is neither a state_dict nor a whole model", plain_text(pointer, 200), hint)
        return node
    if not parts:
        raise InvalidPath("there is no state_dict in this file, nor a whole model that could give one", where,
                          _NO_WEIGHTS)
    return graph.resolve(parts[0])


def state_names(graph: Graph, node: NodeId) -> StateNames:
    """The names of the state_dict at a node, or of the one that the whole model there would give."""
    if is_module(graph, node):
        graph = state_dict_graph(graph, node)
        node = graph.root
    held = graph[node]
    if not isinstance(held, Mapping):
        return StateNames(())
    named = {key: value for key, value in zip(held.keys, held.values, strict=True) if type(key) is str}
    return StateNames(tuple(map(_slot, named, graph.looks(list(named.values())))), _versions(graph, node))


def fit(a: StateNames, b: StateNames) -> Fit:
    """What loading `a` into `b` would meet."""
    have = {slot.name: slot for slot in a.slots}
    wanted = {slot.name: slot for slot in b.slots}
    lacking = [slot for slot in b.slots if slot.name not in have]
    filled = tuple(slot for slot in lacking if _is_filled(slot.name, a.versions, wanted))
    pairs = [Clash(have[name], slot) for name, slot in wanted.items() if name in have]
    wrong = tuple(pair for pair in pairs if not goes_into(pair.found, pair.wanted))
    right = [pair for pair in pairs if goes_into(pair.found, pair.wanted)]
    retyped = tuple(pair for pair in right if pair.wanted.dtype and pair.found.dtype != pair.wanted.dtype)
    return Fit(len(right), tuple(slot for slot in lacking if slot not in filled),
               tuple(slot for slot in a.slots if slot.name not in wanted), wrong, retyped, filled)


def goes_into(found: Slot, wanted: Slot) -> bool:
    """Whether torch copies one into the other, as far as the shape tells."""
    if not wanted.dtype:
        return True  # what set_extra_state of a class takes is its own affair
    if not found.dtype or found.shape is None:
        return False
    if wanted.shape is None:
        return True
    return found.shape == wanted.shape or (found.shape, wanted.shape) == ((1,), ())


def _slot(name: str, look: Node) -> Slot:
    return Slot(name, look.spec.shape, look.spec.dtype.name) if isinstance(look, Tensor) else Slot(name, None)


def _versions(graph: Graph, node: NodeId) -> dict[str, int] | None:
    metadata = graph.child(node, Attr("_metadata"))
    held = None if metadata is None else graph[metadata]
    if not isinstance(held, Mapping):
        return None
    found = {}
    for key, value in zip(held.keys, held.values, strict=True):
        version = graph.child(value, "version") if type(key) is str else None
        number = None if version is None else graph[version]
        if isinstance(number, Scalar) and type(number.value) is int:
            found[str(key)] = number.value
    return found


def _is_filled(name: str, versions: AbstractMapping[str, int] | None, wanted: AbstractMapping[str, Slot]) -> bool:
    module, _, last = name.rpartition(".")
    beside = f"{module}.running_mean" if module else "running_mean"
    if last != _COUNTER or beside not in wanted:
        return False
    return (versions or {}).get(module, 0) < _COUNTED_SINCE


def _types(retyped: tuple[Clash, ...]) -> str:
    if not retyped:
        return ""
    kinds = dict.fromkeys(f"{pair.found.dtype} to {pair.wanted.dtype}" for pair in retyped)
    return f"; {count_text(len(retyped), 'tensor')} would be converted from {', '.join(list(kinds)[:3])}"
