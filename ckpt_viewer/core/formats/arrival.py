"""What of a damaged file arrived, in one sentence of its own: tensors counted by the parts at the top of the file.

Linear in the nodes; asked for only where a file is damaged.
"""

from __future__ import annotations

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.graph import Broken, Graph, NodeId, Scalar, Tensor, key_text
from ckpt_viewer.core.wording import count_text, plain_text

_MOST_PARTS = 6


def with_arrival(checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint, where its file is damaged with a first note that says how and what arrived of its tensors."""
    if not checkpoint.damage:
        return checkpoint
    text = f"{checkpoint.damage}. {arrived_text(checkpoint.graph)}"
    return checkpoint.with_notes((Note("warning", text), *checkpoint.notes))


def arrived_text(graph: Graph) -> str:
    """`model_state 24 of 24 tensors, optim_state 7 of 72 arrived`."""
    counts = _counts(graph)
    there, wanted = sum(a for a, _ in counts.values()), sum(b for _, b in counts.values())
    named = [(name, *count) for name, count in counts.items() if name and count[1]]
    if not wanted:
        return "It holds no tensors"
    if there == wanted:
        return f"All {count_text(wanted, 'tensor')} arrived" if wanted > 1 else "Its one tensor arrived"
    if wanted == 1:
        return "Its one tensor is missing"
    if len(named) < 2:
        return f"{there:,} of {wanted:,} tensors arrived"
    name, a, b = named[0]
    rows = [f"{name} {a:,} of {b:,} tensors", *[f"{name} {a:,} of {b:,}" for name, a, b in named[1:_MOST_PARTS]]]
    shown = sum(b for _, _, b in named[:_MOST_PARTS])
    if shown < wanted:
        rows.append(f"other tensors {there - sum(a for _, a, _ in named[:_MOST_PARTS]):,} of {wanted - shown:,}")
    return f"{', '.join(rows)} arrived"


def cut_text(size: int) -> str:
    """The damage of a file that ends too early."""
    return f"The file is cut short at {size:,} bytes"


def missing_text(there: int, wanted: int) -> str:
    """Why a tensor cannot be had of whose `wanted` bytes only `there` lie before the end of the file."""
    if there <= 0:
        return "the file ends before its bytes"
    return f"only {there:,} of its {wanted:,} bytes are in the file, which is cut short"


def is_lost(held: Tensor | Broken) -> bool:
    """Whether a tensor's numbers cannot be had."""
    if isinstance(held, Broken) or held.problem:
        return True
    return bool(held.spec.storage.problem) and held.spec.device != "meta"


def _counts(graph: Graph) -> dict[str, tuple[int, int]]:
    """Tensors that arrived and all tensors, below each container at the top; those beside the containers under ''."""
    counts = {"": (0, 0)}
    seen = bytearray(len(graph))
    if isinstance(graph[graph.root], Tensor | Broken):
        return {"": _count(graph, graph.root, seen)}
    seen[graph.root] = 1
    for key, child in graph.inner(graph.root):
        alone = isinstance(graph[child], Tensor | Broken)
        name = "" if alone else plain_text(key_text(key), 60)
        counts[name] = _sum(counts.get(name, (0, 0)), _count(graph, child, seen))
    return counts


def _count(graph: Graph, start: NodeId, seen: bytearray) -> tuple[int, int]:
    """Below `start`, what was not counted before."""
    there, wanted, stack = 0, 0, [start]
    while stack:
        node = stack.pop()
        if seen[node]:
            continue
        seen[node] = 1
        held = graph[node]
        if isinstance(held, Tensor | Broken):
            there, wanted = there + (not is_lost(held)), wanted + 1
        if not isinstance(held, Scalar):
            stack.extend(child for child in graph.below(node) if not seen[child])
    return there, wanted


def _sum(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return a[0] + b[0], a[1] + b[1]
