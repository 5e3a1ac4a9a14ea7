"""What is said about a tensor and its values, as facts. Pure: no widget, no numbers computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ckpt_viewer.core.graph import Path, Tensor
from ckpt_viewer.core.wording import bytes_text, exact_bytes_text, number_text, percent_text, plain_text, shape_text
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.briefly import place
from ckpt_viewer.gui.parts.facts import Fact, FactGroup

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.engine.base import Summary

_LISTED = 3  # paths named in full before "and … more"
_MEASURED = (later("Minimum"), later("Maximum"), later("Mean"), later("Std. deviation"))
_COUNTED = (later("Zeros"), "NaN", "+Inf", "-Inf")


def tensor_group(tensor: Tensor, sharing: str, sharing_tip: str = "") -> FactGroup:
    """What the file says about the tensor; `sharing` comes from `sharing_words`."""
    spec = tensor.spec
    wasted = spec.storage.nbytes - spec.nbytes
    stored = told(bytes_text(spec.storage.nbytes))
    if wasted > 0:
        stored = tr("{stored}, of which this tensor uses {used}", stored=stored, used=told(bytes_text(spec.nbytes)))
    facts = [
        Fact(tr("Shape"), told(shape_text(spec.shape))),
        Fact(tr("Dtype"), _element_type(tensor)),
        Fact(tr("Kind"), _kind(tensor)),
        Fact(tr("Device tag"), plain_text(spec.device, 80), tip=tr("Where the tensor was when the file was written")),
        Fact(tr("Strides"), _strides(tensor)),
        Fact(tr("Used"), told(exact_bytes_text(spec.nbytes))),
        Fact(tr("Storage"), stored, strong=wasted > spec.nbytes,
             tip=tr("The block of bytes in the file that it looks into")),
        Fact(tr("Shared with"), sharing, tip=sharing_tip),
    ]
    return FactGroup(tr("Tensor"), tuple(facts))


def array_group(tensor: Tensor) -> FactGroup:
    """What the file says about an array of numpy, which has neither a device nor a storage of its own."""
    spec = tensor.spec
    name = spec.dtype.name
    kind = name if spec.storage.little_endian else tr("{dtype}, big-endian", dtype=name)
    facts = (Fact(tr("Shape"), told(shape_text(spec.shape))), Fact(tr("Dtype"), kind),
             Fact(tr("Strides"), _strides(tensor)), Fact(tr("Used"), told(exact_bytes_text(spec.nbytes))))
    return FactGroup(tr("Array of numpy") if spec.shape else tr("Number of numpy"), facts)


def numbers_group(tensor: Tensor, summary: Summary | None, unknown: str = "…") -> FactGroup:
    """The statistics; `unknown` where they are not there, ≈ where they are those of a sample."""
    title = tr("Absolute values") if tensor.spec.dtype.numbers == "complex" else tr("Values")
    count = tensor.spec.numel
    if summary is None:
        names = (*_MEASURED, *_COUNTED)
        elements = Fact(tr("Elements"), f"{count:,}")
        return FactGroup(title, (elements, *(Fact(tr(name), unknown if count else "–") for name in names)))
    about = "" if summary.exact else "≈ "
    measured = zip(_MEASURED, (summary.minimum, summary.maximum, summary.mean, summary.std), strict=True)
    counted = zip(_COUNTED, (summary.zeros, summary.nan, summary.posinf, summary.neginf), strict=True)
    facts = [Fact(tr("Elements"), f"{count:,}")]
    none = not summary.finite
    facts += [Fact(tr(name), "–" if none else about + number_text(value), tip=repr(value)) for name, value in measured]
    facts += [Fact(tr(name), _share(about, number, summary), strong=name != _COUNTED[0] and number > 0)
              for name, number in counted]
    return FactGroup(title, tuple(facts))


def sharing_words(paths: Sequence[Path]) -> str:
    """Who else looks into the storage."""
    if not paths:
        return tr("no other tensor")
    named = ", ".join(place(path, 80) for path in paths[:_LISTED])
    more = len(paths) - _LISTED
    return tr("{places} and {count} more", places=named, count=more) if more > 0 else named


def _share(about: str, number: int, summary: Summary) -> str:
    of = summary.count if summary.exact or not summary.sampled else summary.sampled
    text = f"{about}{number:,}"
    return tr("{values} ({share})", values=text, share=percent_text(number, of)) if number else text


def _kind(tensor: Tensor) -> str:
    if tensor.parameter:
        return tr("parameter, requires gradient") if tensor.requires_grad else tr("parameter, no gradient")
    return tr("tensor, requires gradient") if tensor.requires_grad else tr("tensor, no gradient")


def _strides(tensor: Tensor) -> str:
    spec = tensor.spec
    if not spec.shape:
        return tr("none")
    how = tr("contiguous") if spec.is_contiguous else tr("not contiguous")
    if spec.storage_offset:
        how = tr("{how}, from element {first:,}", how=how, first=spec.storage_offset)
    return tr("{strides} ({how})", strides=", ".join(f"{n:,}" for n in spec.stride), how=how)


def _element_type(tensor: Tensor) -> str:
    name, how = tensor.spec.dtype.name, tensor.spec.quantization
    if how is None:
        return name
    if how.axis is not None:
        return tr("{dtype}, quantised per slice of dimension {dimension}", dtype=name, dimension=how.axis)
    if not isinstance(how.scales, tuple) or not isinstance(how.zero_points, tuple) or not how.scales:
        return tr("{dtype}, quantised", dtype=name)
    return tr("{dtype}, quantised: scale {scale}, zero point {zero}", dtype=name, scale=number_text(how.scales[0]),
              zero=number_text(how.zero_points[0]))
