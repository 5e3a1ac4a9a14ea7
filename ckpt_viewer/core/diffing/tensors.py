"""What two tensors of one place are to each other before a byte of them is read.

Contract: pure, and told by how tensors look from afar (`Graph.looks`). Most of a file look alike, so what is known of
two looks is not found out again.
"""

from __future__ import annotations

from typing import Literal

from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.wording import plain_text, shape_text

_MOST_KNOWN = 1 << 12  # of files in which no two look alike


@dataclass(frozen=True, slots=True)
class Detail:
    """What differs beside values: `text` says it, `what` in a word or two; where it `weighs`, what is loaded is not the
    same."""

    text: str
    what: str
    weighs: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """`text` says why two tensors are no pair whose numbers are to be compared, or what is wrong with one."""

    status: Literal["tensor", "reshaped", "retyped"]
    text: str
    details: tuple[Detail, ...]


class Verdicts:
    """What was found of pairs of looks."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[Tensor, Tensor, Verdict]] = {}

    def of(self, one: Tensor, other: Tensor) -> Verdict:
        key = id(one), id(other)
        known = self._known.get(key)
        if known is not None:
            return known[2]
        found = _verdict(one, other)
        if len(self._known) < _MOST_KNOWN:
            self._known[key] = one, other, found  # both are kept, so that no other object gets their id
        return found


def _verdict(x: Tensor, y: Tensor) -> Verdict:
    one, other, details = x.spec, y.spec, tuple(_details(x, y))
    if one.shape != other.shape:
        types = (f"{one.dtype} ", f"{other.dtype} ") if one.dtype != other.dtype else ("", "")
        text = f"{types[0]}{shape_text(one.shape)} → {types[1]}{shape_text(other.shape)}"
        return Verdict("reshaped", text, details)
    if one.dtype != other.dtype:
        return Verdict("retyped", f"{one.dtype} → {other.dtype}", details)
    if _scaling(one) != _scaling(other):
        return Verdict("retyped", "another scale or zero point of the quantisation", details)
    return Verdict("tensor", x.problem or y.problem, details)


def _details(x: Tensor, y: Tensor) -> list[Detail]:
    rows = (
        ("The device tag", "the device tags", False, x.spec.device, y.spec.device),
        ("The kind", "what is a parameter", True, x.kind, y.kind),
        ("requires_grad", "requires_grad", True, x.requires_grad, y.requires_grad),
        ("The layout in memory (strides)", "the layout in memory", False, _layout(x.spec), _layout(y.spec)),
    )
    return [Detail(f"{title} differs: {plain_text(str(one), 40)} → {plain_text(str(other), 40)}", what, weighs)
            for title, what, weighs, one, other in rows if one != other]


def _layout(spec: TensorSpec) -> object:
    return "contiguous" if spec.is_contiguous else spec.stride


def _scaling(spec: TensorSpec) -> object:
    """How a tensor is quantised, as far as the structure says it: scales per slice are tensors, compared as such."""
    how = spec.quantization
    return how if how is None or isinstance(how.scales, tuple) else how.axis
