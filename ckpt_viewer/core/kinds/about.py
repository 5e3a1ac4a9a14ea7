"""The facts for the card of a file: how large, of what, for which device, how far the training was.

One pass over the nodes that can be reached from the root. No byte of a tensor is read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.graph import (
    Graph,
    Mapping,
    NodeId,
    NodeKey,
    Object,
    Path,
    Scalar,
    ScalarValue,
    StorageNode,
    Tensor,
)
from ckpt_viewer.core.kinds.classify import Kind, classify
from ckpt_viewer.core.kinds.parts import Part, find_parts, key_words
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.modules import class_of, state_dict_entries
from ckpt_viewer.core.tensor import Storage, TensorSpec

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


@dataclass(frozen=True, slots=True)
class Count:
    """How many tensors, and how many bytes of their elements, have a dtype, a device tag or a prefix in common."""

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
    """A tensor that stands in several places counts once; `used_bytes` counts each byte of a storage once.

    `stored_bytes` is the size of all storages: more than `used_bytes` where views drag a larger storage along.
    `shared` counts the tensors that look into a storage which another one looks into too. `trainable` counts the
    elements of tensors with requires_grad. `classes` names the classes of whole pickled models.
    """

    kind: Kind
    tensors: int
    elements: int
    storages: int
    stored_bytes: int
    used_bytes: int
    shared: int
    trainable: int
    dtypes: tuple[Count, ...]
    devices: tuple[Count, ...]
    prefixes: tuple[Count, ...]
    facts: tuple[Fact, ...]
    classes: tuple[str, ...]


def about(checkpoint: Checkpoint) -> About:
    """The card of a checkpoint."""
    graph = checkpoint.graph
    held = [graph[node] for node in reachable_nodes(graph)]
    tensors = [node for node in held if isinstance(node, Tensor)]
    specs = [tensor.spec for tensor in tensors]
    alone = [node.storage for node in held if isinstance(node, StorageNode)]
    storages = {storage.key: storage for storage in (*(spec.storage for spec in specs), *alone)}
    users: dict[str, int] = {}
    for spec in specs:
        users[spec.storage.key] = users.get(spec.storage.key, 0) + 1
    parts = find_parts(graph)
    classes = [class_of(graph, part.node) for part in parts if part.kind == "module"]
    return About(
        kind=classify(checkpoint, parts),
        tensors=len(specs),
        elements=sum(spec.numel for spec in specs),
        storages=len(storages),
        stored_bytes=sum(storage.nbytes for storage in storages.values()),
        used_bytes=_used_bytes(specs, alone),
        shared=sum(count for count in users.values() if count > 1),
        trainable=sum(tensor.spec.numel for tensor in tensors if tensor.requires_grad),
        dtypes=_counts((str(spec.dtype), spec) for spec in specs),
        devices=_counts((spec.device, spec) for spec in specs),
        prefixes=_prefixes(graph, parts),
        facts=tuple(_facts(graph, parts)),
        classes=tuple(dict.fromkeys(str(cls) for cls in classes if cls is not None)),
    )


def reachable_nodes(graph: Graph) -> Iterator[NodeId]:
    """Every node that a save would write but the values in runs, keys that are nodes among them, each once."""
    seen = bytearray(len(graph))
    stack = [graph.root]
    seen[graph.root] = 1
    while stack:
        node = stack.pop()
        yield node
        held = graph[node]
        if isinstance(held, Scalar) or (isinstance(held, Tensor) and _is_plain(held)):
            continue
        below = [child for _, child in graph.inner(node)]
        if isinstance(held, Mapping | Object):
            below += [key.node for key in held.keys if isinstance(key, NodeKey)]
        for child in reversed(below):
            if not seen[child]:
                seen[child] = 1
                stack.append(child)


def _is_plain(tensor: Tensor) -> bool:
    return tensor.hooks is None and tensor.metadata is None and tensor.state is None


def _used_bytes(specs: list[TensorSpec], alone: list[Storage]) -> int:
    """Bytes of the storages that some tensor's span covers; overlapping spans count once."""
    spans: dict[str, list[tuple[int, int]]] = {storage.key: [(0, storage.nbytes)] for storage in alone}
    for spec in specs:
        spans.setdefault(spec.storage.key, []).append(spec.byte_span)
    total = 0
    for of_storage in spans.values():
        reached = 0
        for first, end in sorted(of_storage):
            total += max(0, end - max(first, reached))
            reached = max(reached, end)
    return total


def _counts(named: Iterator[tuple[str, TensorSpec]]) -> tuple[Count, ...]:
    """Most tensors first."""
    tensors: dict[str, int] = {}
    nbytes: dict[str, int] = {}
    for name, spec in named:
        tensors[name] = tensors.get(name, 0) + 1
        nbytes[name] = nbytes.get(name, 0) + spec.nbytes
    ranked = sorted(tensors.items(), key=lambda item: -item[1])
    return tuple(Count(name, count, nbytes[name]) for name, count in ranked)


def _prefixes(graph: Graph, parts: tuple[Part, ...]) -> tuple[Count, ...]:
    """Known prefixes that every name of some state_dict or whole model begins with, also one within the other."""
    found: dict[str, tuple[int, int]] = {}
    for part in parts[:_MAX_PARTS]:
        names: list[tuple[str, NodeId]] = []
        held = graph[part.node]
        if part.kind == "module":
            names = list(state_dict_entries(graph, part.node))
        elif part.kind == "state_dict" and isinstance(held, Mapping):
            names = [(str(key), value) for key, value in zip(held.keys, held.values, strict=True)]
        for prefix in common_prefixes([name for name, _ in names]):
            nbytes = sum(t.spec.nbytes for _, node in names if isinstance(t := graph[node], Tensor))
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
                yield Fact(below, child, held.value if isinstance(held, Scalar) else None)
                found += 1
                if found == _MAX_FACTS:
                    return
            elif len(below) < _FACT_DEPTH and isinstance(held, Mapping | Object):
                waiting.append((below, child))


def _is_fact(key: str) -> bool:
    words = frozenset(key_words(key))
    return bool(words & _FACT_WORDS) and not words & _SETTING_WORDS


def _is_value(graph: Graph, node: NodeId) -> bool:
    match graph[node]:
        case Scalar(value):
            return value is not None and isinstance(value, bool | int | float | str)
        case Tensor(spec):
            return spec.numel == 1
        case _:
            return False
