"""What the numbers have to be: numpy on the elements as float64."""

from __future__ import annotations

import math

import numpy as np
import torch

from ckpt_viewer.core.engine.base import Comparison, Floats, Histogram, Summary


def numbers_of(tensor: torch.Tensor) -> Floats:
    """The elements as float64, complex ones by their size."""
    tensor = tensor.resolve_conj().resolve_neg()
    if tensor.is_complex():
        sizes: Floats = np.abs(tensor.to(torch.complex128).numpy()).ravel()
        return sizes
    return tensor.to(torch.float64).numpy().ravel()


def assert_summary(found: Summary, values: Floats) -> None:
    with np.errstate(all="ignore"):
        finite = values[np.isfinite(values)]
    counts = (values.size, int((values == 0).sum()), int(np.isnan(values).sum()), int((values == np.inf).sum()),
              int((values == -np.inf).sum()))
    assert (found.count, found.zeros, found.nan, found.posinf, found.neginf) == counts
    assert (found.finite, found.exact, found.sampled) == (finite.size, True, 0)
    if not finite.size:
        assert all(math.isnan(x) for x in (found.minimum, found.maximum, found.mean, found.std))
        return
    assert (found.minimum, found.maximum) == (finite.min(), finite.max())
    scale = max(float(np.abs(finite).max()), 1e-300)
    exact = finite / scale  # of moderate size, so that the oracle's own squares do not overflow
    np.testing.assert_allclose(found.mean / scale, exact.mean(dtype=np.longdouble), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(found.std / scale, exact.std(dtype=np.longdouble), rtol=1e-7, atol=1e-14)


def assert_histogram(found: Histogram, values: Floats) -> None:
    """Counts are numpy's for the edges that were found."""
    finite = values[np.isfinite(values)]
    low, high = found.edges[0], found.edges[-1]
    assert np.array_equal(found.counts, np.histogram(finite, found.edges)[0])
    assert (found.below, found.above) == (int((finite < low).sum()), int((finite > high).sum()))
    assert int(found.counts.sum()) + found.below + found.above == found.summary.finite
    assert_summary(found.summary, values)


def assert_comparison(found: Comparison, a: torch.Tensor, b: torch.Tensor, tolerance: float = 0.0) -> None:
    """The metrics in extended precision, in the words of the docstring of `Comparison`."""
    wide = np.clongdouble if a.is_complex() or b.is_complex() else np.longdouble
    x, y = (t.resolve_conj().resolve_neg().to(torch.complex128 if t.is_complex() else torch.float64)
            .numpy().ravel().astype(wide) for t in (a, b))
    both_nan = np.isnan(x) & np.isnan(y)
    formed = np.isfinite(x) & np.isfinite(y)
    unequal = ~both_nan & (x != y)
    p, q = x[formed], y[formed]
    d = np.abs(q - p)
    changed = int((unequal & ~formed).sum()) + int((d > tolerance).sum())
    assert (found.identical, found.changed, found.count) == (not unequal.any(), changed, x.size)
    assert found.not_finite in (int((~formed).sum()), 0 if found.identical else -1)
    if not d.size and x.size and not found.identical:
        metrics = found.max_abs, found.mean_abs, found.rel_l2, found.cosine
        assert all(map(math.isnan, metrics)), "no difference is left"
        return
    top = float(d.max(initial=0.0))
    assert found.max_abs == top or (wide is np.clongdouble and abs(found.max_abs - top) <= 2 * math.ulp(top)), (
        "the largest difference: exact, but for complex numbers, whose size is the root of a sum, each step rounded")
    np.testing.assert_allclose(found.mean_abs, d.mean() if d.size else 0.0, rtol=1e-9)
    norms = [np.sqrt((np.abs(v) ** 2).sum()) for v in (p, q, d)]
    rel = norms[2] / norms[0] if norms[0] else (math.inf if norms[2] else 0.0)
    np.testing.assert_allclose(found.rel_l2, float(rel), rtol=1e-9)
    if norms[0] and norms[1]:
        cosine = float((p.conj() * q).real.sum() / norms[0] / norms[1])
        np.testing.assert_allclose(found.cosine, cosine, rtol=1e-9, atol=1e-9)
    else:
        assert math.isnan(found.cosine)
    if not (found.identical and math.isnan(found.norm_a)):
        np.testing.assert_allclose((found.norm_a, found.norm_b), tuple(map(float, norms[:2])), rtol=1e-9)
