"""Histograms for people to look at: one tensor or several, on bins that suit the numbers and that all share.

A linear axis has equal bins. A logarithmic one has bins of equal width in log10 |x| on both sides of zero, and between
them one bin around zero for what is zero or too small: weights are as often negative as positive, so the logarithm of
the value alone would hide half of them. Blocks while it reads; `task` can stop it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from ckpt_viewer.core.engine.base import Engine, Floats, Histogram, Summary
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.plain_data import csv_text
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec

BIN_CHOICES = (16, 32, 64, 128, 256, 512)
_DECADES = 24  # below the largest size; what is smaller is counted around zero
_SIDE = 8.0  # decades that weights usually span on one side of zero


@dataclass(frozen=True, slots=True)
class Binning:
    """What a person chose. `bins` 0 lets the number of elements decide."""

    bins: int = 0
    log: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Distributions:
    """Histograms that share their edges. `log` says which axis the edges are made for; `note` says in a few words
    what the bins are, or why they are not those that were asked for."""

    histograms: tuple[Histogram, ...]
    log: bool
    note: str

    @property
    def exact(self) -> bool:
        return all(h.exact for h in self.histograms)


Sink = Callable[[Distributions], None]
Item = tuple[Engine, TensorSpec]


def measure_distributions(items: Sequence[Item], task: Task, binning: Binning,
                          quick: Sink | None = None) -> Distributions:
    """The histograms of `items` on shared bins; `quick` may be called before with those of samples."""
    bins = binning.bins or automatic_bins(max((spec.numel for _, spec in items), default=0))
    if len(items) == 1 and not binning.log and not _is_whole(items[0][1]):
        engine, spec = items[0]
        early = None if quick is None else lambda h: quick(_linear((h,)))
        return _linear((engine.histogram(spec, task, bins=bins, quick=early),))
    summaries = [engine.summarize(spec, task) for engine, spec in items]
    low, high = _finite_range(summaries)
    if binning.log and (low, high) != (0.0, 0.0) and math.isfinite(low):
        return _measure_log(items, task, low, high, bins, quick)
    whole = all(_is_whole(spec) for _, spec in items)
    bins, span = _whole_bins(low, high, bins) if whole and math.isfinite(low) else (bins, _span(low, high))
    early = None if quick is None or len(items) > 1 else lambda h: quick(_linear((h,)))
    found = tuple(engine.histogram(spec, task, bins=bins, span=span, quick=early) for engine, spec in items)
    note = "no value for a logarithmic axis; " if binning.log else ""
    shown = _linear(found)
    return replace(shown, note=note + shown.note)


def histograms_csv(found: Distributions, names: Sequence[str]) -> str:
    """The bins as rows for a spreadsheet: from, to, and how many elements of each tensor lie there."""
    edges = found.histograms[0].edges.tolist()
    counts = [histogram.counts.tolist() for histogram in found.histograms]
    return csv_text([["from", "to", *names], *zip(edges[:-1], edges[1:], *counts, strict=True)])


def automatic_bins(numel: int) -> int:
    """Rice's rule, twice the cube root of the number of elements, kept between 8 and 200."""
    return min(200, max(8, round(2 * math.cbrt(numel))))


def log_edges(low: float, high: float, per_decade: int) -> Floats:
    """Increasing edges for the finite range `low` … `high`, not both zero; one bin around zero where zero is in it."""
    if low > 0:
        return _magnitudes(low, high, per_decade)
    if high < 0:
        return -_magnitudes(-high, -low, per_decade)[::-1]
    top = max(-low, high)
    sizes = _magnitudes(top * 10.0**-_DECADES, top, per_decade)
    below = sizes[: int(np.searchsorted(sizes, -low)) + 1]
    above = sizes[: int(np.searchsorted(sizes, high)) + 1]
    return np.concatenate([-below[::-1], above])


def trimmed(histograms: Sequence[Histogram]) -> tuple[Histogram, ...]:
    """The same counts without the empty bins next to the one around zero, so that the axis begins where values do."""
    edges, bins = histograms[0].edges, histograms[0].counts.size
    centre = int(np.searchsorted(edges, 0.0)) - 1
    if not (0 <= centre < bins and edges[centre] < 0 < edges[centre + 1]):
        return tuple(histograms)
    filled = np.flatnonzero(np.sum([h.counts for h in histograms], axis=0))
    empty = []  # both sides hold the same sizes, so taking equally many bins off each keeps zero in the middle
    if centre > 0:
        empty.append(min(centre - 1, centre - 1 - max(filled[filled < centre], default=0)))
    if centre < bins - 1:
        empty.append(min(bins - 2, min(filled[filled > centre], default=bins - 1) - 1) - centre)
    reach = int(min(empty, default=0))
    return tuple(_widened(h, centre, reach) for h in histograms)


def _widened(histogram: Histogram, centre: int, reach: int) -> Histogram:
    """Let the bin around zero swallow `reach` bins on each side that has any."""
    edges, counts = histogram.edges, histogram.counts
    first, last = max(centre - reach, 0), min(centre + reach, counts.size - 1)
    merged = np.concatenate([counts[:first], [counts[first : last + 1].sum()], counts[last + 1 :]])
    kept = np.concatenate([edges[: first + 1], edges[last + 1 :]])
    half = max(-kept[first], kept[first + 1])
    kept[first], kept[first + 1] = -half, half
    return replace(histogram, edges=kept, counts=merged)


def _measure_log(items: Sequence[Item], task: Task, low: float, high: float, bins: int,
                 quick: Sink | None) -> Distributions:
    per_decade = _per_decade(low, high, bins)
    edges = log_edges(low, high, per_decade)
    note = f"{per_decade} bins for each power of ten"

    def draw(histogram: Histogram) -> None:
        if quick is not None:
            quick(Distributions(trimmed((histogram,)), True, note))

    early = draw if quick is not None and len(items) == 1 else None
    found = [engine.histogram(spec, task, edges=edges, quick=early) for engine, spec in items]
    return Distributions(trimmed(found), True, note)


def _per_decade(low: float, high: float, bins: int) -> int:
    one_sided = low > 0 or high < 0
    small, large = sorted((abs(low), abs(high)))
    decades = max(math.log10(large / small), 0.1) if one_sided else 2 * _SIDE
    return max(2, min(256, math.ceil(bins / decades)))


def _magnitudes(small: float, large: float, per_decade: int) -> Floats:
    """Powers of ten in steps of 1 / `per_decade` that enclose `small` … `large`, at least one bin."""
    first = math.floor(math.log10(max(small, 1e-300)) * per_decade)
    last = max(math.ceil(math.log10(large) * per_decade), first + 1)
    sizes: Floats = np.power(10.0, np.arange(first, last + 1, dtype=np.float64) / per_decade)
    # 10 ** log10(x) may miss x by one rounding: no value may fall beside the outermost bins.
    sizes[0], sizes[-1] = min(sizes[0], max(small, 5e-324)), max(sizes[-1], large)
    return sizes


def _linear(histograms: tuple[Histogram, ...]) -> Distributions:
    count = histograms[0].counts.size
    edges = histograms[0].edges
    width = (edges[-1] - edges[0]) / count if count else 0.0
    return Distributions(histograms, False, f"{count} bins, each {width:.3g} wide")


def _finite_range(summaries: Sequence[Summary]) -> tuple[float, float]:
    lows = [s.minimum for s in summaries if math.isfinite(s.minimum)]
    highs = [s.maximum for s in summaries if math.isfinite(s.maximum)]
    return (min(lows), max(highs)) if lows and highs else (math.nan, math.nan)


def _span(low: float, high: float) -> tuple[float, float] | None:
    if not math.isfinite(low):
        return None
    return (low, high) if low < high else (low - 0.5, high + 0.5)  # as numpy.histogram widens it


def _is_whole(spec: TensorSpec) -> bool:
    return spec.dtype.numbers in ("bool", "int", "uint", "quantized")


def _whole_bins(low: float, high: float, bins: int) -> tuple[int, tuple[float, float]]:
    """Whole numbers get one bin each where there are few, else bins that hold equally many of them."""
    few = high - low + 1 <= max(bins, 64)
    step = 1 if few else math.ceil((high - low + 1) / bins)
    count = max(1, math.ceil((high - low + 1) / step))
    return count, (low - 0.5, low - 0.5 + count * step)
