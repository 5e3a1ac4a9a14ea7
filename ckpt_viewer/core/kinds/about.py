"""The facts for the card of a file: how large, of what, for which device, how far the training was.

One pass over the nodes that can be reached from the root. No byte of a tensor is read.
"""

from __future__ import annotations

from array import array
from collections import Counter, deque
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as Many
from itertools import accumulate

from ckpt_viewer.core import foreign, modules
from ckpt_viewer.core.big_dict import PartedDict, empty
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.graph import (
    Graph,
    Mapping,
    Node,
    NodeId,
    Object,
    Path,
    Scalar,
    ScalarValue,
    StorageNode,
    Tensor,
    maybe_shared,
    reach,
)
from ckpt_viewer.core.kinds.classify import Kind, classify
from ckpt_viewer.core.kinds.parts import Part, find_parts, key_words
from ckpt_viewer.core.kinds.writers import WrittenBy, written_by
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import Self
from ckpt_viewer.core.task import look_up, looking_up
from ckpt_viewer.core.tensor import Memory, Span, Storage, TensorSpec, by_dtype, covered, held_once, memory_of

# Prefixes that wrappers put before every name: DataParallel and DistributedDataParallel, torch.compile, FSDP,
# Lightning's `self.model`. torch/nn/parallel, torch/_dynamo/eval_frame.py, torch/distributed/fsdp.
KNOWN_PREFIXES = ("module.", "_orig_mod.", "_fsdp_wrapped_module.", "_forward_module.", "model.", "net.")
_FACT_WORDS = frozenset({
    "epoch", "epochs", "step", "steps", "iter", "iters", "iteration", "iterations", "loss", "acc", "accuracy",
    "best", "score", "metric", "psnr", "ssim", "miou", "iou", "map", "f1", "auc", "bleu", "ppl", "perplexity",
    "error", "seed", "version", "arch", "name", "time", "date", "commit", "sha"
})
_SETTING_WORDS = frozenset({"ratio", "weight", "scale", "coef", "coefficient", "type", "fn", "function", "interval"})
_MAX_FACTS, _FACT_DEPTH, _MAX_PARTS = 40, 3, 8
_MAX_KEYS = 2_000  # a vocabulary holds no facts
_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Count:
    """How many tensors, and how many bytes of their elements, have a dtype, a device tag or a prefix in common; each
    tensor counts for itself."""

    name: str
    tensors: int
    nbytes: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A scalar worth showing. `value` is None where it is kept as a tensor, whose bytes are not read here."""

    path: Path
    node: NodeId
    value: ScalarValue


@dataclass(frozen=True, slots=True)
class About:
    """A tensor that stands in several places counts once, and so do elements that several tensors look at, as those of
    tied weights; `used_bytes` counts each byte of a storage once.

    `stored_bytes` is the size of all storages: more than `used_bytes` where views drag a larger storage along.
    `classes` names the classes of whole pickled models. `format` and `details` are those of the checkpoint;
    `written_by` is None where nothing shows.
    """

    kind: Kind
    tensors: int
    elements: int
    stored_bytes: int
    used_bytes: int
    dtypes: tuple[Count, ...]
    devices: tuple[Count, ...]
    prefixes: tuple[Count, ...]
    facts: tuple[Fact, ...]
    classes: tuple[str, ...]
    format: str
    details: AbstractMapping[str, str | int]
    written_by: WrittenBy | None


def about(checkpoint: Checkpoint) -> About:
    """The card of a checkpoint."""
    graph = checkpoint.graph
    found = _Found.of(graph)
    parts = find_parts(graph)
    classes = [modules.class_of(graph, part.node) for part in parts if part.kind == "module"]
    sizes = _sizes(graph, found)
    told = About(
        kind=classify(checkpoint, parts),
        tensors=len(found.tensors),
        elements=sum(count * look.spec.numel for look, count in found.looks) - sizes.doubled,
        stored_bytes=sizes.stored,
        used_bytes=sizes.used,
        dtypes=_counts((str(look.spec.dtype), look.spec, count) for look, count in found.looks),
        devices=_counts((look.spec.device, look.spec, count) for look, count in found.looks),
        prefixes=_prefixes(graph, parts),
        facts=tuple(_facts(graph, parts)),
        classes=tuple(dict.fromkeys(str(cls) for cls in classes if cls is not None)),
        format=checkpoint.format,
        details=checkpoint.details,
        written_by=written_by(checkpoint, parts),
    )
    empty(found.looks)
    return told


@dataclass(frozen=True, slots=True)
class _Found:
    """The tensors that can be reached from the root, how many look alike, and the storages on their own."""

    tensors: array[NodeId]
    looks: list[tuple[Tensor, int]]
    alone: list[Storage]

    @classmethod
    def of(cls, graph: Graph) -> Self:
        tensors = array("q")
        alike, counts = PartedDict[int, Tensor](), PartedDict[int, int]()
        alone: list[Storage] = []
        for node, look in reachable(graph):
            if isinstance(look, Tensor):
                tensors.append(node)
                alike[id(look)] = look  # kept, so that no other one gets its id
                counts[id(look)] = (counts.get(id(look)) or 0) + 1
            elif isinstance(look, StorageNode):
                alone.append(look.storage)
        looks = [(look, counts[at]) for at, look in looking_up(alike.items())]
        alike.clear()
        counts.clear()
        return cls(tensors, looks, alone)


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Bytes of storages, those of them that some tensor's span covers, and elements that several tensors count."""

    stored: int
    used: int
    doubled: int


def _sizes(graph: Graph, found: _Found) -> _Sizes:
    """A storage that one tensor has for itself is used as far as its span reaches; of others the spans are laid
    together."""
    stored = used = 0
    for look, count in found.looks:
        first, end = look.spec.byte_span
        stored += count * look.spec.storage.nbytes
        used += count * (end - first)
    alone = {memory_of(storage.key): storage.nbytes for storage in found.alone}
    spans: dict[Memory, list[Span]] = {key: [(0, nbytes)] for key, nbytes in alone.items()}
    sizes: dict[Memory, int] = {}
    users: dict[Memory, list[Tensor]] = {}
    for key, look in _sharing(graph, found.tensors, list(alone)):
        first, end = look.spec.byte_span
        stored, used = stored - look.spec.storage.nbytes, used - (end - first)
        users.setdefault(key, []).append(look)
        sizes[key] = look.spec.storage.nbytes
        spans.setdefault(key, []).append((first, end))
    sizes |= alone
    sharing = [together for together in users.values() if len(together) > 1]
    return _Sizes(stored + sum(sizes.values()), used + sum(map(covered, spans.values())), _doubled(sharing))


def _doubled(sharing: list[list[Tensor]]) -> int:
    """Elements that the tensors of a storage count more than once."""
    found = 0
    for together in sharing:
        first = together[0]
        if all(look is first for look in together):  # what looks the same is mostly one object
            found += (len(together) - 1) * first.spec.numel
        else:
            specs = [look.spec for look in together]
            found += sum(spec.numel for spec in specs) - sum(map(held_once, by_dtype(specs).values()))
    return found


def _sharing(graph: Graph, tensors: Many[NodeId], alone: list[Memory]) -> Iterator[tuple[Memory, Tensor]]:
    """Keys and looks of the tensors that may share a storage, with another one or with one on its own."""
    is_shared = maybe_shared(graph, tensors, alone)
    for start in range(0, len(tensors) if is_shared else 0, _AT_ONCE):
        look_up()
        nodes = tensors[start : start + _AT_ONCE]
        for key, look in zip(graph.memories(nodes), graph.looks(nodes), strict=True):
            if is_shared is not None and is_shared(key) and isinstance(look, Tensor):
                yield key, look


def reachable(graph: Graph) -> Iterator[tuple[NodeId, Node]]:
    """Every node that a save would write but the values in runs, keys that are nodes among them, each once and with how
    it looks from afar."""
    return reach(graph, [graph.root], bytearray(len(graph)), keys=True)


def _counts(named: Iterator[tuple[str, TensorSpec, int]]) -> tuple[Count, ...]:
    """Most tensors first."""
    tensors: Counter[str] = Counter()
    nbytes: Counter[str] = Counter()
    for name, spec, count in named:
        tensors[name] += count
        nbytes[name] += count * spec.nbytes
    return tuple(Count(name, count, nbytes[name]) for name, count in tensors.most_common())


def _prefixes(graph: Graph, parts: tuple[Part, ...]) -> tuple[Count, ...]:
    """Known prefixes that every name of some state_dict or whole model begins with, also one within the other."""
    found: dict[str, tuple[int, int]] = {}
    for part in parts[:_MAX_PARTS]:
        names: list[tuple[str, NodeId]] = []
        held = graph[part.node]
        if part.kind == "module":
            names = list(modules.state_dict_entries(graph, part.node))
        elif part.kind == "state_dict" and isinstance(held, Mapping):
            names = [(str(key), value) for key, value in zip(held.keys, held.values, strict=True)]
        for prefix in common_prefixes([name for name, _ in names]):
            looks = graph.looks([node for _, node in names])
            nbytes = sum(look.spec.nbytes for look in looks if isinstance(look, Tensor))
            tensors, so_far = found.get(prefix, (0, 0))
            found[prefix] = tensors + len(names), so_far + nbytes
    return tuple(Count(prefix, tensors, nbytes) for prefix, (tensors, nbytes) in found.items())


def common_prefixes(names: list[str]) -> tuple[str, ...]:
    """The known prefixes that all names have, outermost first: `module._orig_mod.x` gives both."""
    found: list[str] = []
    rest = names
    while rest:
        hit = next((p for p in KNOWN_PREFIXES if all(name.startswith(p) and name != p for name in rest)), None)
        if hit is None or len(found) == len(KNOWN_PREFIXES):
            break
        found.append(hit)
        rest = [name.removeprefix(hit) for name in rest]
    return tuple(found)


def strippable(graph: Graph) -> tuple[str, ...]:
    """The known prefixes that a renaming can take off all names of a state_dict: one, or one with those within it."""
    found: dict[str, None] = {}
    for part in find_parts(graph):
        held = graph[part.node]
        if part.kind == "state_dict" and isinstance(held, Mapping):
            found.update(dict.fromkeys(accumulate(common_prefixes([key for key in held.keys if type(key) is str]))))
    return tuple(found)


def _facts(graph: Graph, parts: tuple[Part, ...]) -> Iterator[Fact]:
    """Scalars beside the parts whose key tells progress, result or origin, nearest to the root first."""
    inside = {part.node for part in parts}
    waiting: deque[tuple[Path, NodeId]] = deque([((), graph.root)])
    found = 0
    while waiting:
        path, node = waiting.popleft()
        thing = graph[node]
        if node in inside or not isinstance(thing, Mapping | Object) or len(thing.keys) > _MAX_KEYS:
            continue
        inside.add(node)
        for key, child in graph.children(node):
            below = (*path, key)
            held = graph[child]
            if type(key) is str and _is_fact(key) and _is_value(graph, child):
                yield Fact(below, child, _told(graph, held))
                found += 1
                if found == _MAX_FACTS:
                    return
            elif len(below) < _FACT_DEPTH and isinstance(held, Mapping | Object):
                waiting.append((below, child))


def _is_fact(key: str) -> bool:
    words = frozenset(key_words(key))
    return bool(words & _FACT_WORDS) and not words & _SETTING_WORDS


def _is_value(graph: Graph, node: NodeId) -> bool:
    """A number or words: that a thing is so, `resumed/epoch: True`, says nothing of how far a training was."""
    held = graph[node]
    if isinstance(held, Tensor):
        return held.spec.numel == 1
    value = _told(graph, held)
    return isinstance(value, int | float | str) and not isinstance(value, bool) and value != ""


def _told(graph: Graph, held: Node) -> ScalarValue:
    """Its value, also where numpy computed it."""
    if isinstance(held, Object):
        return foreign.numpy_number(graph, held)
    return held.value if isinstance(held, Scalar) else None
