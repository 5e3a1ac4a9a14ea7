"""Numbers of many tensors taken as one, held against the sum over each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from ckpt_viewer.core.engine.base import Histogram, Summary
from ckpt_viewer.core.views.strips import BINS, SIDE, strip_edges
from ckpt_viewer.core.views.tensor_numbers import BLOCK, TensorNumbers, measured

Array = npt.NDArray[Any]


@pytest.mark.parametrize("count", [1, BLOCK, BLOCK + 1, 3 * BLOCK - 5, BLOCK * BLOCK + 3 * BLOCK + 7])
def test_blocks_taken_as_one_are_what_their_tensors_are(count: int) -> None:
    """With tensors that are not measured, others that are so again, and any first and last one."""
    draw = np.random.default_rng(count)
    sizes, means, stds = draw.integers(1, 50, count), draw.normal(5, 1, count), draw.random(count)
    table, known = TensorNumbers(sizes.astype(np.float64)), draw.random(count) < 0.9
    bins = draw.integers(0, BINS, count)

    def put(place: int, *, exact: bool) -> None:
        size, mean = int(sizes[place]), float(means[place])
        summary = Summary(size, mean - 1, mean + 1, mean, float(stds[place]), 0, place % 2, 0, 0, exact)
        table.put(measured({place: _in_one_bin(summary, int(bins[place]))}))

    for place in known.nonzero()[0].tolist():
        put(place, exact=True)
    for _ in range(6):
        first, last = sorted(draw.integers(0, count + 1, 2).tolist())
        if known[first:last].any():
            _same_as_one_by_one(table, first, last, known, sizes, means, stds, bins)
        changed = int(draw.integers(count))
        means[changed], known[changed] = 7, True
        put(changed, exact=False)
        _same_as_one_by_one(table, 0, count, known, sizes, means, stds, bins)
        assert (whole := table.figures(0, count)) is not None
        assert not whole.exact


def _in_one_bin(summary: Summary, place: int) -> Histogram:
    return Histogram(strip_edges(), np.eye(1, BINS, place, dtype=np.int64)[0] * summary.count, 0, 0, summary)


def _same_as_one_by_one(table: TensorNumbers, first: int, last: int, known: Array, sizes: Array, means: Array,
                        stds: Array, bins: Array) -> None:
    at = first + np.flatnonzero(known[first:last])
    figures, strip = table.figures(first, last), table.strip(first, last)
    assert figures is not None
    assert strip is not None
    assert (figures.measured, figures.tensors) == (len(at), last - first)
    odd = (at % 2) / sizes[at]
    finite = sizes[at] * (1 - odd)
    middle = (finite * means[at]).sum() / finite.sum() if finite.sum() else np.nan
    spread = np.sqrt((finite * (stds[at] ** 2 + (means[at] - middle) ** 2)).sum() / finite.sum())
    assert (figures.minimum, figures.maximum) == (means[at].min() - 1, means[at].max() + 1)
    assert figures.nan == pytest.approx((sizes[at] * odd).sum() / sizes[at].sum())
    assert figures.mean == pytest.approx(middle, nan_ok=True)
    assert figures.std == pytest.approx(spread, nan_ok=True)
    assert np.allclose(strip, np.bincount(bins[at], sizes[at], BINS) / sizes[at].sum(), atol=1e-6)


def test_a_row_of_very_many_tensors_is_painted_without_looking_at_each() -> None:
    count = BLOCK * BLOCK
    numbers = TensorNumbers(np.ones(count))
    one = _in_one_bin(Summary(1, 0, 0, 0, 0, 1, 0, 0, 0), SIDE)
    for start in range(0, count, BLOCK):
        numbers.put(measured(dict.fromkeys(range(start, start + BLOCK), one)))
    numbers.settle()
    parts = numbers._tensors.parts(1, count - 1)
    assert sum(part.tensors.sum() for part in parts) == count - 2
    assert sum(map(len, parts)) < 4 * BLOCK
