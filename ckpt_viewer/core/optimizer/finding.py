"""Take the optimizers of a checkpoint apart into groups and parameters, with names and how sure they are.

An optimizer is its state_dict (`{"state": …, "param_groups": …}`, torch/optim/optimizer.py) or a pickled Optimizer,
whose groups hold the parameters themselves. FSDP and `torch.distributed.checkpoint` write names in place of numbers.
"""

from __future__ import annotations

from ckpt_viewer.core.graph import (
    Graph,
    Key,
    Mapping,
    NodeId,
    NodeKey,
    Path,
    Scalar,
    Sequence,
    Tensor,
)
from ckpt_viewer.core.kinds import Part, is_flattened, listed_parts, named_children, optimizer_parts
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.modules import class_name, class_of
from ckpt_viewer.core.optimizer.evidence import memory_of, shapes_in_states
from ckpt_viewer.core.optimizer.guessing import UNKNOWN, guess_optimizer
from ckpt_viewer.core.optimizer.naming import Match, Slot, Sure, match
from ckpt_viewer.core.optimizer.sources import NameSource, affinity, joined_source, name_sources, source_beside
from ckpt_viewer.core.task import looking_up

# Of names and parameters held against each other; beyond, the remaining optimizers stay without names. A file with a
# model of a million parameters, a copy of it and an optimizer comes to 4 million.
_MAX_WORK = 50_000_000

_NOTHING_KEPT: tuple[None, None] = (None, None)
_UNNAMED = "The file holds no names for this optimizer's parameters, and no model to compare with."
_VECTOR = ("One vector in place of many parameters, as DeepSpeed's ZeRO and training in half precision make it: the "
           "file does not say which part of it is which parameter.")
_LONG = 1_000  # numbers: a vector of fewer may be a bias
_GIVEN = "The file names it."
_SAME_MEMORY = "It is the very tensor that stands under this name in the model."


@dataclass(frozen=True, slots=True)
class ParamView:
    """A parameter as the optimizer knows it.

    `index` is its number in the file, or its place where the file gives none. `how` says in one sentence where the name
    comes from; `sure` grades it: the file says so, order and shape fit only so, one possibility of several, no name.
    `state` is the node of what the optimizer keeps for it, None where it keeps nothing; a flattened optimizer has no
    such node, but each thing that is kept in `apart`, by its word.
    """

    index: int
    name: str | None
    how: str
    sure: Sure
    state: NodeId | None
    state_path: Path | None
    apart: tuple[tuple[str, NodeId], ...] = ()

    def kept(self, graph: Graph) -> dict[str, NodeId]:
        """What the optimizer keeps for it, by its word."""
        return dict(self.apart) if self.state is None else named_children(graph, self.state)

    @property
    def label(self) -> str:
        """The name as it is shown beside a state, a guess with a question mark; empty where there is none."""
        return "" if self.name is None else f"{self.name} ?" if self.sure == "guess" else self.name


@dataclass(frozen=True, slots=True)
class GroupView:
    """A param group. `hyper` is everything in it but its parameters and their names, in file order; `settings` are all
    places that hold one: of a flattened optimizer, one per parameter, and then there is no `node` of the group.
    """

    node: NodeId | None
    path: Path
    hyper: tuple[tuple[str, NodeId], ...]
    params: tuple[ParamView, ...]
    settings: tuple[tuple[str, NodeId, Path], ...] = ()


@dataclass(frozen=True, slots=True)
class OptimizerView:
    """An optimizer. `guess` is its class, read off its keys where the file does not name it.

    `model` is the state_dict or whole model of the file whose parameters it moves, None where none is known or where it
    moves those of several. `complete` is true where it moves all of them, in their order. `flattened` is true where it
    is one that torch.distributed.checkpoint flattened, `as_vectors` where it moves one long vector per group instead.
    `ungrouped` are parameters of which the file does not say to which of the groups they belong.
    """

    path: Path
    node: NodeId
    guess: str
    groups: tuple[GroupView, ...]
    model: Path | None = None
    complete: bool = False
    flattened: bool = False
    as_vectors: bool = False
    ungrouped: tuple[ParamView, ...] = ()

    @property
    def params(self) -> list[ParamView]:
        """All parameters, group after group."""
        return [*(param for group in self.groups for param in group.params), *self.ungrouped]


@dataclass(frozen=True, slots=True)
class _Param:
    """A parameter before it has a name: `tensor` where the file holds the Parameter itself, `group` one past the last
    where it does not say which it is."""

    index: int
    group: int
    given: str | None
    tensor: NodeId | None
    state: NodeId | None
    state_path: Path | None


@dataclass(frozen=True, slots=True)
class _Raw:
    """An optimizer before its parameters have names."""

    view: OptimizerView
    params: tuple[_Param, ...]


def take_apart(graph: Graph, parts: tuple[Part, ...], places: list[tuple[Path, NodeId]], *,
               named: bool) -> tuple[OptimizerView, ...]:
    """The optimizers at these places of a file whose parts these are; `named` as for `find_optimizers`."""
    raws = [raw for path, node in places if (raw := _read(graph, path, node)) is not None]
    flat = tuple(_flattened(graph, path, node) for path, node in places if is_flattened(graph, node))
    if not raws and not flat:
        return ()
    if not named:
        return (*(_named(raw, _name_all(graph, raw, [], None)) for raw in raws), *flat)
    sources = name_sources(graph, parts) or source_beside(graph)
    together = _match_together(graph, raws, sources)
    views: list[OptimizerView] = []
    work = 0
    for raw in raws:
        work += sum(len(raw.params) + len(source.names) for source in sources)
        tried = sources if work < _MAX_WORK else []
        names = _name_all(graph, raw, tried, together.get(raw.view.node))
        views.append(_as_vectors(raw, names) if _are_vectors(graph, raw, names) else _named(raw, names))
    found = tuple(_with_model(view, sources) for view in (*views, *flat))
    for source in sources:
        source.clear()
    return found


def _read(graph: Graph, path: Path, node: NodeId) -> _Raw | None:
    parts = optimizer_parts(graph, node)
    groups = None if parts is None else graph[parts[1]]
    if parts is None or not isinstance(groups, Sequence):
        return _read_listed(graph, path, node)
    states = _states(graph, parts[0])
    views: list[GroupView] = []
    params: list[_Param] = []
    for number, group in enumerate(groups.items):
        held = named_children(graph, group)
        hyper = tuple((name, child) for name, child in held.items() if name not in ("params", "param_names"))
        at = (*path, "param_groups", number)
        views.append(GroupView(group, at, hyper, (), tuple([(name, child, (*at, name)) for name, child in hyper])))
        params += _params(graph, held, number, len(params), states, (*path, "state"))
    return _raw(graph, path, node, views, params)


def _read_listed(graph: Graph, path: Path, node: NodeId) -> _Raw | None:
    parts = listed_parts(graph, node)
    if parts is None:
        return None
    states, groups, way = parts
    views: list[GroupView] = []
    for number, group in graph.children(groups):
        at, hyper = (*path, *way, number), tuple(named_children(graph, group).items())
        views.append(GroupView(group, at, hyper, (), tuple([(name, child, (*at, name)) for name, child in hyper])))
    own = 0 if len(views) == 1 else len(views)
    params = [_Param(at, own, None, None, state, (*path, "state", at))
              for at, (_, state) in enumerate(graph.children(states))]
    return _raw(graph, path, node, views, params)


def _raw(graph: Graph, path: Path, node: NodeId, views: list[GroupView], params: list[_Param]) -> _Raw:
    state = next((param.state for param in params if param.state is not None), None)
    kept = None if state is None else frozenset(named_children(graph, state))
    return _Raw(OptimizerView(path, node, _guess(graph, node, views, kept), tuple(views)), tuple(params))


def _flattened(graph: Graph, path: Path, node: NodeId) -> OptimizerView:
    from ckpt_viewer.core.optimizer.flattened import flat_path, read_flattened  # hardly any file has one

    groups: list[GroupView] = []
    count = 0
    for group in read_flattened(graph, node):
        params = [ParamView(count + at, param.name, _GIVEN, "named", None, None, tuple(param.kept.items()))
                  for at, param in enumerate(group)]
        settings = tuple([(word, held, flat_path(path, param, word)) for param in group
                          for word, held in param.hyper.items()])
        groups.append(GroupView(None, path, tuple(group[0].hyper.items()), tuple(params), settings))
        count += len(params)
    words = next((frozenset(dict(param.apart)) for group in groups for param in group.params if param.apart), None)
    return OptimizerView(path, node, _guess(graph, node, groups, words), tuple(groups), flattened=True)


def _states(graph: Graph, node: NodeId) -> dict[object, tuple[NodeId, Key]]:
    """What is kept per parameter, by number, name, or `NodeKey` node of the Parameter."""
    held = graph[node]
    if not isinstance(held, Mapping):
        return {}
    return dict(zip(map(_state_key, held.keys), zip(held.values, held.keys, strict=True), strict=True))


def _state_key(key: object) -> object:
    """Numbers and names as they are; what is equal to one, as True is to 1, is something else."""
    if type(key) is int or type(key) is str:
        return key
    return ("node", key.node) if isinstance(key, NodeKey) else (type(key).__name__, key)


def _params(
    graph: Graph, group: dict[str, NodeId], number: int, first: int, states: dict[object, tuple[NodeId, Key]],
    path: Path
) -> list[_Param]:
    held = graph[group["params"]]
    names = _strings(graph, group.get("param_names"))
    items = held.items if isinstance(held, Sequence) else ()
    given = names if len(names) == len(items) else ()
    found: list[_Param] = []
    for place, (item, node) in looking_up(enumerate(zip(items, graph.looks(items), strict=True))):
        value = node.value if type(node) is Scalar else None
        state, own = states.get(_state_key(value) if type(node) is Scalar else ("node", item), _NOTHING_KEPT)
        index = value if type(value) is int else first + place
        name = given[place] if given else value if type(value) is str else None
        tensor = item if type(node) is Tensor else None
        found.append(_Param(index, number, name, tensor, state, None if state is None else (*path, own)))
    return found


def _strings(graph: Graph, node: NodeId | None) -> list[str]:
    held = None if node is None else graph[node]
    if not isinstance(held, Sequence):
        return []
    values = [graph[item] for item in held.items]
    return [v.value for v in values if isinstance(v, Scalar) and isinstance(v.value, str)]


def _guess(graph: Graph, node: NodeId, groups: list[GroupView], kept: frozenset[str] | None) -> str:
    cls = class_of(graph, node)
    if cls is not None:
        return class_name(cls)
    if not groups:
        return UNKNOWN
    hyper = dict(groups[0].hyper)
    flag = graph[hyper["decoupled_weight_decay"]] if "decoupled_weight_decay" in hyper else None
    decoupled = bool(flag.value) if isinstance(flag, Scalar) and isinstance(flag.value, bool | int) else None
    return guess_optimizer(frozenset(hyper), kept or frozenset(), decoupled)


def _slots(graph: Graph, raw: _Raw, first_group: int = 0) -> list[Slot]:
    shapes = shapes_in_states(graph, [param.state if param.tensor is None else None for param in raw.params])
    slots: list[Slot] = []
    for param, shape in looking_up(zip(raw.params, shapes, strict=True)):
        held = None if param.tensor is None else graph.looks([param.tensor])[0]
        slots.append(Slot(first_group + param.group, held.spec.shape if isinstance(held, Tensor) else shape))
    return slots


def _match_together(
    graph: Graph, raws: list[_Raw], sources: list[NameSource]
) -> dict[NodeId, tuple[NameSource, list[Match]]]:
    """Several optimizers that share out one model between them, as a GAN trained with two of them does.

    Tried where none of them fits a source alone, and all together have as many parameters as one source.
    """
    if len(raws) < 2 or any(len(raw.params) == len(source.names) for raw in raws for source in sources):
        return {}
    slots: list[Slot] = []
    for raw in raws:
        slots += _slots(graph, raw, first_group=1 + max((slot.group for slot in slots), default=-1))
    for source in sources:
        if len(source.names) == len(slots):
            found = match(slots, source.names)
            starts = [sum(len(r.params) for r in raws[:i]) for i in range(len(raws))]
            return {
                raw.view.node: (source, found[start : start + len(raw.params)])
                for raw, start in zip(raws, starts, strict=True)
            }
    return {}


def _name_all(
    graph: Graph, raw: _Raw, sources: list[NameSource], together: tuple[NameSource, list[Match]] | None
) -> list[tuple[str | None, Sure, str]]:
    """Name, grade and reason for every parameter of an optimizer."""
    by_memory = _by_memory(graph, raw, sources)
    source, matches = together or _best_match(graph, raw, sources)
    found: list[tuple[str | None, Sure, str]] = []
    for param, hit in looking_up(zip(raw.params, matches, strict=True)):
        if param.given is not None:
            found.append((param.given, "named", _GIVEN))
        elif param.tensor in by_memory:
            found.append((by_memory[param.tensor], "named", _SAME_MEMORY))
        elif source is None:
            found.append((None, "unknown", _UNNAMED))
        else:
            name = None if hit.name is None else source.names[hit.name].text
            found.append((name, hit.sure, f"{hit.how} The names are from {source.file}." if source.file else hit.how))
    return found


def _are_vectors(graph: Graph, raw: _Raw, names: list[tuple[str | None, Sure, str]]) -> bool:
    """Whether each group is one long vector that has no name."""
    if not names or len(names) != len(raw.view.groups) or any(name is not None for name, _, _ in names):
        return False
    shapes = [slot.shape for slot in _slots(graph, raw)]
    return all(shape is not None and len(shape) == 1 and shape[0] >= _LONG for shape in shapes)


def _as_vectors(raw: _Raw, names: list[tuple[str | None, Sure, str]]) -> OptimizerView:
    return replace(_named(raw, [(None, "unknown", _VECTOR) for _ in names]), as_vectors=True)


def _by_memory(graph: Graph, raw: _Raw, sources: list[NameSource]) -> dict[NodeId | None, str]:
    """Names of the Parameters that a pickled optimizer holds, where a model in the file holds the same."""
    found: dict[NodeId | None, str] = {}
    for param in raw.params:
        memory = None if param.tensor is None else memory_of(graph, param.tensor)
        if memory is None:
            continue
        name = next((s.by_memory[memory] for s in sources if memory in s.by_memory), None)
        if name is not None:
            found[param.tensor] = name
    return found


def _best_match(graph: Graph, raw: _Raw, sources: list[NameSource]) -> tuple[NameSource | None, list[Match]]:
    """The source that explains most parameters best; a key like the optimizer's own decides between equals."""
    nothing = [Match(None, "unknown", _UNNAMED)] * len(raw.params)
    if not sources or all(param.given is not None for param in raw.params):
        return None, nothing
    slots = _slots(graph, raw)
    tried: list[tuple[tuple[float, ...], NameSource, list[Match]]] = []
    joined = joined_source(sources, len(slots))
    for place, source in enumerate(sources if joined is None else [*sources, joined]):
        found = _matched(slots, source)
        likely = sum(hit.sure == "likely" for hit in found)
        named = sum(hit.name is not None for hit in found)
        extra = len(source.names) - len(slots)
        score = (likely + named, -abs(extra), affinity(raw.view.path, source.path), -place)
        tried.append((score, source, found))
    _, source, found = max(tried, key=lambda item: item[0])
    return source, found


def _matched(slots: list[Slot], source: NameSource) -> list[Match]:
    if source.ordered:
        return match(slots, source.names)
    from ckpt_viewer.core.optimizer.arranging import match_unordered  # most files have their names in order

    return match_unordered(slots, source.names)


def _named(raw: _Raw, names: list[tuple[str | None, Sure, str]]) -> OptimizerView:
    groups: list[list[ParamView]] = [[] for _ in range(len(raw.view.groups) + 1)]
    for param, (name, sure, how) in looking_up(zip(raw.params, names, strict=True)):
        groups[param.group].append(ParamView(param.index, name, how, sure, param.state, param.state_path))
    views = (replace(group, params=tuple(params)) for group, params in zip(raw.view.groups, groups, strict=False))
    return replace(raw.view, groups=tuple(views), ungrouped=tuple(groups[-1]))


def _with_model(view: OptimizerView, sources: list[NameSource]) -> OptimizerView:
    """The view with the first source that has all of its names; of several the one whose key is most like its own."""
    names = [param.name for param in looking_up(view.params)]
    wanted = set(names)
    # The first source of a path has all parameters of a model, a second one those that train.
    whole = {source.path: source for source in reversed(sources)}.values()
    having = [source for source in whole if wanted and not source.file and source.has_all(wanted)]
    if not having:
        return view
    best = max(reversed(having), key=lambda source: (affinity(view.path, source.path), -len(source.names)))
    complete = len(names) == len(best.names) and names == [name.text for name in best.names]
    return replace(view, model=best.path, complete=complete)
