"""What is said about a tensor and its values, as facts. Pure: no widget, no numbers computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ckpt_viewer.core.graph import Path, Tensor
from ckpt_viewer.core.tensor import Numbers
from ckpt_viewer.core.wording import (
    bytes_text,
    exact_bytes_text,
    number_text,
    path_text,
    percent_text,
    plain_text,
    shape_text,
)
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.facts import Fact, FactGroup

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.engine.base import Summary

_LISTED = 3  # paths named in full before "and … more"


def tensor_group(tensor: Tensor, sharing: str, sharing_tip: str = "") -> FactGroup:
    """What the file says about the tensor; `sharing` comes from `sharing_words`."""
    spec = tensor.spec
    wasted = spec.storage.nbytes - spec.nbytes
    stored = bytes_text(spec.storage.nbytes)
    if wasted > 0:
        stored += f", of which this tensor uses {bytes_text(spec.nbytes)}"
    facts = [
        Fact(tr("Shape"), shape_text(spec.shape)),
        Fact(tr("Element type"), spec.dtype.name + _quantized(tensor)),
        Fact(tr("Kind"), _kind(tensor)),
        Fact(tr("Device tag"), plain_text(spec.device, 80), tip="Where the tensor was when the file was written"),
        Fact(tr("Strides"), _strides(tensor)),
        Fact(tr("Used"), exact_bytes_text(spec.nbytes)),
        Fact(tr("Storage"), stored, strong=wasted > spec.nbytes,
             tip="The block of bytes in the file that it looks into"),
        Fact(tr("Shared with"), sharing, tip=sharing_tip),
    ]
    return FactGroup(tr("Tensor"), tuple(facts))


def array_group(tensor: Tensor) -> FactGroup:
    """What the file says about an array of numpy, which has neither a device nor a storage of its own."""
    spec = tensor.spec
    order = "" if spec.storage.little_endian else ", big-endian"
    facts = (Fact(tr("Shape"), shape_text(spec.shape)), Fact(tr("Element type"), spec.dtype.name + order),
             Fact(tr("Strides"), _strides(tensor)), Fact(tr("Used"), exact_bytes_text(spec.nbytes)))
    return FactGroup(tr("Array of numpy") if spec.shape else tr("Number of numpy"), facts)


def numbers_group(tensor: Tensor, summary: Summary | None, unknown: str = "…") -> FactGroup:
    """The statistics; `unknown` where they are not there, ≈ where they are those of a sample."""
    title = "Absolute values" if tensor.spec.dtype.numbers is Numbers.COMPLEX else "Values"
    count = tensor.spec.numel
    if summary is None:
        names = ("Minimum", "Maximum", "Mean", "Std. deviation", "Zeros", "NaN", "+Inf", "-Inf")
        elements = Fact(tr("Elements"), f"{count:,}")
        return FactGroup(title, (elements, *(Fact(n, unknown if count else "–") for n in names)))
    about = "" if summary.exact else "≈ "
    measured = (("Minimum", summary.minimum), ("Maximum", summary.maximum), ("Mean", summary.mean),
                ("Std. deviation", summary.std))
    counted = (("Zeros", summary.zeros, False), ("NaN", summary.nan, True), ("+Inf", summary.posinf, True),
               ("-Inf", summary.neginf, True))
    facts = [Fact(tr("Elements"), f"{count:,}")]
    none = not summary.finite
    facts += [Fact(name, "–" if none else about + number_text(value), tip=repr(value)) for name, value in measured]
    facts += [Fact(name, _share(about, number, summary), strong=odd and number > 0) for name, number, odd in counted]
    return FactGroup(title, tuple(facts))


def sharing_words(paths: Sequence[Path]) -> str:
    """Who else looks into the storage."""
    if not paths:
        return "no other tensor"
    named = ", ".join(path_text(p, 80) for p in paths[:_LISTED])
    return named if len(paths) <= _LISTED else f"{named} and {len(paths) - _LISTED} more"


def _share(about: str, number: int, summary: Summary) -> str:
    of = summary.count if summary.exact or not summary.sampled else summary.sampled
    return f"{about}{number:,} ({percent_text(number, of)})" if number else f"{about}0"


def _kind(tensor: Tensor) -> str:
    kind = "parameter" if tensor.parameter else "tensor"
    return f"{kind}, {'requires' if tensor.requires_grad else 'no'} gradient"


def _strides(tensor: Tensor) -> str:
    spec = tensor.spec
    if not spec.shape:
        return "none"
    order = "contiguous" if spec.is_contiguous else "not contiguous"
    offset = f", from element {spec.storage_offset:,}" if spec.storage_offset else ""
    return f"{', '.join(f'{n:,}' for n in spec.stride)} ({order}{offset})"


def _quantized(tensor: Tensor) -> str:
    how = tensor.spec.quantization
    if how is None:
        return ""
    if how.axis is not None:
        return f", quantized per slice of dimension {how.axis}"
    if not isinstance(how.scales, tuple) or not isinstance(how.zero_points, tuple) or not how.scales:
        return ", quantized"
    return f", quantized: scale {number_text(how.scales[0])}, zero point {how.zero_points[0]}"
