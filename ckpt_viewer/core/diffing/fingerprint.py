"""One short text for the weights in a file: the same for the same weights, whatever file they lie in.

Contract: what counts is each name with its tensor's dtype, shape and elements; order of names, container, device tags,
strides, sharing and requires_grad do not. Where the file holds a model, its state_dict alone is taken, so a training
checkpoint, the whole model and the state_dict of it agree. Reads every byte of those tensors in constant memory.

The text is the beginning of a SHA-256 over the SHA-256 of every entry, sorted by name (scheme 1; a change of what is
hashed must change `_SCHEME`, because people write fingerprints down).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.scope import model_of
from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Path, Tensor, key_text
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.sources.gather import GatherSource
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Quantization, TensorSpec, invalid_geometry
from ckpt_viewer.core.wording import path_text, plain_text

_SCHEME = b"ckpt_viewer fingerprint 1"
_DIGITS = 32  # 128 bits: nobody meets two of them by chance
_BLOCK = 4 << 20


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`text` is 32 hexadecimal digits. `of` is the place in the file where the model was found, empty for the root or
    where all tensors were taken; `tensors` how many, `nbytes` of their elements."""

    text: str
    of: str
    tensors: int
    nbytes: int


def fingerprint(checkpoint: Checkpoint, task: Task) -> Fingerprint | None:
    """The fingerprint of the model in a file, or of all its tensors where there is none; None without any tensor.

    Raises Damaged that names the tensor whose bytes cannot be had, what reading raises, Cancelled.
    """
    model = model_of(checkpoint.graph)
    graph, of = model or (checkpoint.graph, "")
    entries = dict(_named(graph) if model else _all(graph))
    if not entries:
        return None
    total = sum(tensor.spec.nbytes for tensor in entries.values())
    task.start(total, "Reading the weights")
    hasher, known = hashlib.sha256(_SCHEME), dict[tuple[object, ...], bytes]()
    for name in sorted(entries):
        spec = entries[name].spec
        seen = (spec.storage.key, spec.storage_offset, spec.shape, spec.stride, spec.dtype.name)
        if seen not in known:
            known[seen] = _digest(name, entries[name], task)
        else:
            task.advance(spec.nbytes)
        hasher.update(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest() + known[seen])
    return Fingerprint(hasher.hexdigest()[:_DIGITS], of, len(entries), total)


def _named(graph: Graph) -> Iterator[tuple[str, Tensor]]:
    """The tensors of a state_dict by name; what `get_extra_state()` may have added is no weight."""
    held = graph[graph.root]
    assert isinstance(held, Mapping)
    for key, node in zip(held.keys, held.values, strict=True):
        child = graph[node]
        if isinstance(child, Tensor):
            yield key_text(key), child


def _all(graph: Graph) -> Iterator[tuple[str, Tensor]]:
    places: Iterator[tuple[Path, NodeId]] = graph.walk(runs=False)
    for path, node in places:
        if isinstance(held := graph[node], Tensor):
            yield path_text(path, 10_000), held


def _digest(name: str, tensor: Tensor, task: Task) -> bytes:
    spec = tensor.spec
    hasher = hashlib.sha256(_header(spec))
    try:
        if problem := tensor.problem or invalid_geometry(spec):
            raise Damaged(problem)
        for spec_part in (spec, *_scales(spec.quantization)):
            for block in GatherSource(replace(spec_part, conjugated=False, negated=False)).blocks(_BLOCK):
                hasher.update(block)
                task.advance(len(block) if spec_part is spec else 0)
    except CheckpointError as error:
        raise Damaged(f"the tensor {plain_text(name, 80)} cannot be read, so its file has no fingerprint",
                      hint=f"{error}") from error
    return hasher.digest()


def _header(spec: TensorSpec) -> bytes:
    """What stands for a tensor beside its bytes. Scales that are tensors follow as bytes."""
    marks = ("conjugated",) * spec.conjugated + ("negated",) * spec.negated
    how = spec.quantization
    scales = () if how is None else (how.axis, *(held for held in (how.scales, how.zero_points)
                                                 if not isinstance(held, TensorSpec)))
    return repr((str(spec.dtype), spec.shape, marks, scales)).encode()


def _scales(how: Quantization | None) -> tuple[TensorSpec, ...]:
    return () if how is None else tuple(held for held in (how.scales, how.zero_points) if isinstance(held, TensorSpec))
