"""Where names for an optimizer's parameters can come from: the state_dicts and whole models of the same file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from itertools import islice

from ckpt_viewer.core import modules
from ckpt_viewer.core.big_dict import PartedDict, empty
from ckpt_viewer.core.graph import Graph, Mapping, Node, NodeId, Path, Tensor, key_text
from ckpt_viewer.core.kinds import Part, path_words
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer.evidence import Memory, shape_of, sight_of
from ckpt_viewer.core.optimizer.naming import Name, Shape
from ckpt_viewer.core.task import looking_up

# Buffers of torch's own layers, which no optimizer moves: torch/nn/modules/batchnorm.py.
_BUFFERS = ("running_mean", "running_var", "num_batches_tracked")
# Those that torch.nn.utils.spectral_norm and prune keep beside the parameter NAME, which they call NAME_orig.
_BESIDE_ORIGINAL = ("_u", "_v", "_mask")
# Those of torch/nn/utils/parametrizations.py, below `parametrizations.NAME.0`: spectral_norm's and orthogonal's.
_OF_PARAMETRIZATIONS = ("._u", "._v", ".base")
# Words that every optimizer's key may have: they tell nothing about whose it is.
_OPTIMIZER_WORDS = frozenset({"optimizer", "optimizers", "optim", "opt", "state", "states", "dict", "sd"})
_MAX_SOURCES = 16
_AT_ONCE = 512  # parameters


@dataclass(frozen=True, slots=True)
class NameSource:
    """The parameters of a model in its order, tied ones once. `by_memory` gives the first name of each.

    `file` is where they are from if not from this file, whose names need not be in the model's order.
    """

    path: Path
    names: list[Name]
    by_memory: PartedDict[Memory, str]
    file: str = ""
    ordered: bool = True

    def has_all(self, wanted: Set[str | None]) -> bool:
        """Whether parameters of all these names are among them."""
        left = set(wanted)
        for name in looking_up(self.names):
            left.discard(name.text)
        return not left

    def clear(self) -> None:
        """Let go of the names, a few at a time, for others wait meanwhile."""
        empty(self.names)
        self.by_memory.clear()


def name_sources(graph: Graph, parts: Iterable[Part]) -> list[NameSource]:
    """The sources of a file in its order. A whole model says what is a parameter; a state_dict's names must tell."""
    found: list[NameSource] = []
    for part in parts:
        if part.kind == "module":
            entries = [
                (f"{name}.{key}" if name else key, node)
                for name, view in modules.named_modules(graph, part.node) for key, node in view.parameters
            ]
            found.append(_source(graph, part.path, entries))
            looks = graph.looks([node for _, node in entries])
            trainable = [entry for entry, look in zip(entries, looks, strict=True) if _is_trainable(look)]
            if 0 < len(trainable) < len(entries):
                found.append(_source(graph, part.path, trainable))
        elif part.kind == "state_dict":
            found.append(_source(graph, part.path, _likely_parameters(graph, part.node)))
        if len(found) >= _MAX_SOURCES:
            break
    return [source for source in found if source.names]


def source_beside(graph: Graph) -> list[NameSource]:
    """The model in another file, where one was found for this one."""
    held = graph.beside
    if held is None:
        return []
    return [NameSource((), [Name(text, shape) for text, shape in held.names], PartedDict(), held.file, held.ordered)]


def joined_source(sources: list[NameSource], wanted: int) -> NameSource | None:
    """All sources one after another where they have as many parameters as are wanted: `chain(a.parameters(), …)`."""
    if len(sources) < 2 or sum(len(source.names) for source in sources) != wanted:
        return None
    names = [
        Name(".".join((*map(key_text, source.path), name.text)), name.shape)
        for source in sources for name in source.names
    ]
    return NameSource((), names, PartedDict())


def affinity(optimizer: Path, model: Path) -> float:
    """How much the keys of an optimizer and of a model have in common, as `optim_G` and `net_G` have."""
    own, other = path_words(optimizer), set(path_words(model))
    telling = [word for word in own if word not in _OPTIMIZER_WORDS]
    shared = sum(word in other for word in telling)
    return shared / len(telling) if telling else 0.0


def _likely_parameters(graph: Graph, node: NodeId) -> Iterator[tuple[str, NodeId]]:
    held = graph[node]
    if not isinstance(held, Mapping):
        return
    originals = {key for key in looking_up(held.keys) if type(key) is str and key.endswith("_orig")}
    for key, value, look in zip(map(str, held.keys), held.values, graph.looks(held.values), strict=True):
        if not _is_buffer(key, originals) and _is_floating(graph, value, look):
            yield key, value


def _is_buffer(key: str, originals: Set[str]) -> bool:
    """What torch itself never lets an optimizer move, told by its name and what stands beside it."""
    if key.endswith(_BUFFERS):
        return True
    if key.endswith(_OF_PARAMETRIZATIONS):
        return ".parametrizations." in f".{key}"
    return key.endswith(_BESIDE_ORIGINAL) and f"{key[:key.rindex('_')]}_orig" in originals


def _source(graph: Graph, path: Path, entries: Iterable[tuple[str, NodeId]]) -> NameSource:
    names: list[Name] = []
    by_memory = PartedDict[Memory, str]()
    for key, shape, memory in _shapes(graph, entries):
        if by_memory.setdefault(memory, key) == key or 0 in shape:
            names.append(Name(key, shape))
    return NameSource(path, names, by_memory)


def _shapes(graph: Graph, entries: Iterable[tuple[str, NodeId]]) -> Iterator[tuple[str, Shape, Memory]]:
    """The tensors among them, made block by block: to let go of lists of a million keeps every thread waiting."""
    waiting = iter(entries)
    while block := list(islice(waiting, _AT_ONCE)):
        looks = graph.looks([node for _, node in block])
        plain = [node for (_, node), look in zip(block, looks, strict=True) if isinstance(look, Tensor)]
        storages = iter(graph.memories(plain))
        for (key, node), look in looking_up(zip(block, looks, strict=True)):
            if isinstance(look, Tensor):
                spec = look.spec
                yield key, spec.shape, (next(storages), spec.storage_offset, spec.shape, spec.stride)
            elif (shape := shape_of(graph, node, look)) is not None:
                yield key, shape, ("node", node, shape, ())


def _is_floating(graph: Graph, node: NodeId, look: Node) -> bool:
    if isinstance(look, Tensor):
        return look.spec.dtype.is_floating
    seen = sight_of(graph, node, look)
    return seen is not None and "float" in seen.dtype


def _is_trainable(look: Node) -> bool:
    return isinstance(look, Tensor) and look.requires_grad
