"""Two distributions on the same bins as an SVG within a page. No text of a file gets in but what is escaped here."""

from __future__ import annotations

import math
from html import escape

import numpy as np

from ckpt_viewer.core.engine.base import Engine, Floats
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.wording import number_text

_WIDTH, _HEIGHT, _FOOT = 300, 84, 14
_FEWEST, _MOST = 12, 48


def histograms(a: TensorSpec, b: TensorSpec, engine: Engine, task: Task, name: str) -> str:
    """The SVG; empty where neither has a finite element. Reads both twice. Raises CheckpointError, Cancelled."""
    summaries = [engine.summarize(spec, task) for spec in (a, b)]
    ends = [end for s in summaries for end in (s.minimum, s.maximum) if not math.isnan(end)]
    if not ends:
        return ""
    low, high = (min(ends), max(ends)) if min(ends) < max(ends) else (ends[0] - 0.5, ends[0] + 0.5)
    if not math.isfinite(high - low):
        return ""
    bins = min(_MOST, max(_FEWEST, round(2 * math.cbrt(a.numel))))
    found = [engine.histogram(spec, task, bins=bins, span=(low, high)).counts for spec in (a, b)]
    shares = [counts / max(int(counts.sum()), 1) for counts in found]
    peak = max(float(share.max()) for share in shares) or 1.0
    lines = [_outline(share / peak, side) for share, side in zip(shares, "ab", strict=True)]
    return (f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT + _FOOT}" role="img" aria-label="{escape(name)}">'
            f'<line class="axis" x1="0" y1="{_HEIGHT}" x2="{_WIDTH}" y2="{_HEIGHT}"/>{"".join(lines)}'
            f'<text x="0" y="{_HEIGHT + 12}">{escape(number_text(low, 4))}</text>'
            f'<text x="{_WIDTH}" y="{_HEIGHT + 12}" text-anchor="end">{escape(number_text(high, 4))}</text></svg>')


def _outline(heights: Floats, side: str) -> str:
    """Steps from the left to the right; B is dashed, so that it is told from A without colour."""
    x = np.repeat(np.linspace(0, _WIDTH, len(heights) + 1), 2)[1:-1]
    y = np.repeat(_HEIGHT - heights * (_HEIGHT - 2), 2)
    points = " ".join(f"{one:.1f},{other:.1f}" for one, other in zip(x, y, strict=True))
    return f'<polyline class="{side}" points="0,{_HEIGHT} {points} {_WIDTH},{_HEIGHT}"/>'
