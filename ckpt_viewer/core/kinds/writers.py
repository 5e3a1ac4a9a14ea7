"""Which releases of PyTorch write such a file, as far as it shows.

Contract: told is what the file has and lacks, not who made it: another program may write the same. The releases are
those in whose sources a mark is and in whose predecessors it is not, 1.11 to 2.8 looked through
(torch/serialization.py, torch/_utils.py, torch/storage.py, torch/optim, torch/nn/modules/module.py, libtorch_cpu).
"""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.graph import Graph, NodeId, Sequence
from ckpt_viewer.core.kinds.parts import Part, named_children, optimizer_parts
from ckpt_viewer.core.lazy_dataclasses import dataclass

Release = tuple[int, int]

RECORDS: tuple[tuple[str, Release], ...] = (
    (".format_version", (2, 7)), (".storage_alignment", (2, 7)), (".data/serialization_id", (2, 1)),
    ("byteorder", (2, 1)))
_FIRST_ZIP, _BYTEORDER, _FORMAT_VERSION = (1, 6), (2, 1), (2, 7)
_NAMES: dict[str, Release] = {
    "torch._utils._rebuild_device_tensor_from_cpu_tensor": (2, 6), "torch._utils._rebuild_tensor_v3": (2, 2),
    "torch._utils._rebuild_nested_tensor": (2, 2), "torch._utils._rebuild_parameter_with_state": (2, 0),
    "torch.storage.UntypedStorage": (1, 13), "torch._utils._rebuild_wrapper_subclass": (1, 12)}
_OF_MODULES: dict[str, Release] = {"_forward_hooks_always_called": (2, 1), "_backward_pre_hooks": (2, 0)}
_OF_GROUPS: dict[str, Release] = {"param_names": (2, 6), "differentiable": (1, 13), "foreach": (1, 12)}
# NAdam and RAdam have had this key for longer; only Adam and AdamW have `amsgrad`.
_OF_ADAM, _OF_SGD = {"decoupled_weight_decay": (2, 7), "fused": (1, 13)}, {"fused": (2, 3)}
_OF_SCHEDULERS: dict[str, Release] = {"_is_initial": (2, 8)}
_MOST_PARTS = 8  # that are asked


@dataclass(frozen=True, slots=True)
class Sign:
    """Something in the file that PyTorch writes since a release, or until one, the last one; the other is None."""

    text: str
    since: Release | None
    until: Release | None = None


@dataclass(frozen=True, slots=True)
class WrittenBy:
    """The releases in words, and the signs, one sentence each."""

    text: str
    evidence: tuple[str, ...]


def written_by(checkpoint: Checkpoint, parts: tuple[Part, ...]) -> WrittenBy | None:
    """None where the file is in no format of torch.save's own. `parts` are those of `find_parts`."""
    container = tuple(_of_container(checkpoint))
    if not container:
        return None
    until = min((sign.until for sign in container if sign.until is not None), default=None)
    # What is in a file may come from an older release, or be read by one: what holds it is the surer sign.
    content = [sign for sign in _of_content(checkpoint, parts) if until is None or (sign.since or until) <= until]
    signs = (*container, *content)
    since = max((sign.since for sign in signs if sign.since is not None), default=None)
    telling = [sign for sign in signs if sign.since in (None, since) or sign.until is not None]
    text = _of_old_format(since) if checkpoint.format == "torch_legacy" else _range_text(since, until)
    return WrittenBy(text, tuple(dict.fromkeys(sign.text for sign in telling)))


def _range_text(since: Release | None, until: Release | None) -> str:
    assert since is not None, "every zip file has a sign of its oldest release"
    if until is None:
        return f"PyTorch {_dotted(since)} or later"
    return f"PyTorch {_dotted(since)}" if since == until else f"PyTorch {_dotted(since)} to {_dotted(until)}"


def _of_old_format(since: Release | None) -> str:
    if since is None or since < _FIRST_ZIP:
        return "PyTorch 1.5 or earlier, or a later one asked for the old format"
    return f"PyTorch {_dotted(since)} or later, asked for the old format"


def _of_container(checkpoint: Checkpoint) -> Iterator[Sign]:
    if checkpoint.format == "torch_legacy":
        yield Sign("The old format: that of PyTorch before 1.6, and of later ones only where they are asked for it",
                   None)
    elif checkpoint.format == "torch_zip":
        there = str(checkpoint.details.get("records", "")).split()
        for record, since in RECORDS:
            if record in there:
                yield Sign(f"It has the record {record}, which PyTorch writes since {_dotted(since)}", since)
        if not there:
            yield Sign("A zip file, the usual format since PyTorch 1.6", _FIRST_ZIP)
            yield _missing("byteorder", _BYTEORDER)
        elif not any(since >= _FORMAT_VERSION for record, since in RECORDS if record in there):
            yield _missing(".format_version", _FORMAT_VERSION)


def _missing(record: str, since: Release) -> Sign:
    """Before 2.1 came 2.0; no other boundary between the major releases is asked for."""
    return Sign(f"It lacks the record {record}, which PyTorch writes since {_dotted(since)}", None,
                (since[0], since[1] - 1))


def _of_content(checkpoint: Checkpoint, parts: tuple[Part, ...]) -> Iterator[Sign]:
    for use in checkpoint.globals:
        since = _NAMES.get(str(use.name))
        if since is not None:
            yield Sign(f"It names {use.name}, which there is since {_dotted(since)}", since)
    for part in parts[:_MOST_PARTS]:
        keys, known = _keys_of(checkpoint.graph, part)
        for key in sorted(known.keys() & keys):
            since = known[key]
            yield Sign(f"The {part.kind} has {key}, which there is since {_dotted(since)}", since)


def _keys_of(graph: Graph, part: Part) -> tuple[frozenset[str], dict[str, Release]]:
    """The keys of a part, and those of its kind that tell a release."""
    if part.kind == "optimizer":
        keys = _first_group(graph, part.node)
        return keys, {**_OF_GROUPS, **(_OF_ADAM if "amsgrad" in keys else _OF_SGD if "nesterov" in keys else {})}
    if part.kind in ("module", "scheduler"):
        known = _OF_MODULES if part.kind == "module" else _OF_SCHEDULERS
        return frozenset(named_children(graph, part.node)), known
    return frozenset(), {}


def _first_group(graph: Graph, optimizer: NodeId) -> frozenset[str]:
    found = optimizer_parts(graph, optimizer)
    groups = None if found is None else graph[found[1]]
    return frozenset(named_children(graph, groups.items[0])) if isinstance(groups, Sequence) and groups.items else (
        frozenset())


def _dotted(release: Release) -> str:
    return f"{release[0]}.{release[1]}"
