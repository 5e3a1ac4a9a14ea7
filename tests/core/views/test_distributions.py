"""Bins that suit the numbers, held against numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.views.distributions import (
    Binning,
    Distributions,
    automatic_bins,
    log_edges,
    measure_distributions,
)
from tests.tensors import spec_of

Array = npt.NDArray[Any]
RANDOM = np.random.default_rng(5)


def measured(*arrays_: Array, bins: int = 0, log: bool = False) -> Distributions:
    items = [(CpuEngine(), spec_of(values)) for values in arrays_]
    return measure_distributions(items, Task(), Binning(bins, log))


def test_linear_bins_count_as_numpy_does() -> None:
    values = RANDOM.normal(size=1000).astype(np.float32)
    found = measured(values, bins=64).histograms[0]
    counts, edges = np.histogram(values.astype(np.float64), bins=64)
    assert found.counts.tolist() == counts.tolist()
    assert np.allclose(found.edges, edges, rtol=1e-12)


def test_several_tensors_share_their_bins() -> None:
    a, b = RANDOM.normal(size=500), RANDOM.normal(3.0, 2.0, size=2000)
    first, second = measured(a, b, bins=32).histograms
    edges = np.histogram_bin_edges(np.concatenate([a, b]), 32)
    assert first.edges.tolist() == second.edges.tolist()
    assert np.allclose(first.edges, edges)
    assert first.counts.tolist() == np.histogram(a, first.edges)[0].tolist()
    assert second.counts.tolist() == np.histogram(b, first.edges)[0].tolist()


def test_few_whole_numbers_get_a_bin_each() -> None:
    values = np.array([0, 1, 1, 4, 4, 4], np.int64)
    found = measured(values).histograms[0]
    assert found.counts.tolist() == [1, 2, 0, 0, 3]
    assert found.edges.tolist() == [-0.5, 0.5, 1.5, 2.5, 3.5, 4.5]


def test_many_whole_numbers_share_bins_of_equal_width() -> None:
    values = np.arange(10_000, dtype=np.int32)
    found = measured(values, bins=16).histograms[0]
    assert found.counts.size == 16
    assert found.counts.sum() == 10_000
    assert set(np.diff(found.edges)) == {625.0}


def test_true_and_false_get_a_bin_each() -> None:
    assert measured(np.array([True, False, True, True])).histograms[0].counts.tolist() == [1, 3]


@pytest.mark.parametrize("values", [
    RANDOM.normal(size=3000) * 0.02,
    np.abs(RANDOM.normal(size=3000)) + 1e-9,
    -np.abs(RANDOM.normal(size=3000)) - 1e-9,
    np.concatenate([np.zeros(5), RANDOM.random(500) ** 9]),
    np.array([-1e-3, 10.0]),
    np.array([3.0, 3.0]),
])
def test_logarithmic_bins_hold_every_finite_value(values: Array) -> None:
    found = measured(values, log=True)
    assert found.log
    histogram = found.histograms[0]
    assert np.all(np.diff(histogram.edges) > 0)
    assert (histogram.below, histogram.above) == (0, 0)
    assert histogram.counts.tolist() == np.histogram(values, histogram.edges)[0].tolist()
    assert histogram.counts.sum() == values.size


def test_logarithmic_bins_begin_where_values_do() -> None:
    """Twenty empty decades beside zero would leave no room for the others."""
    values = np.concatenate([-np.logspace(-3, 0, 50), np.logspace(-3, 0, 50)])
    edges = measured(values, log=True, bins=128).histograms[0].edges
    around_zero = np.flatnonzero((edges[:-1] < 0) & (edges[1:] > 0))
    assert around_zero.size == 1
    assert edges[around_zero[0] + 1] == pytest.approx(1e-3, rel=0.5)
    assert edges[around_zero[0]] == -edges[around_zero[0] + 1]


@pytest.mark.parametrize("values", [np.zeros(9), np.full(3, np.nan), np.array([], np.float64)])
def test_without_a_value_for_it_the_axis_stays_linear(values: Array) -> None:
    found = measured(values, log=True)
    assert not found.log
    assert "no value for a logarithmic axis" in found.note


def test_values_that_are_not_finite_stand_in_the_summary() -> None:
    found = measured(np.array([1.0, np.nan, np.inf, -np.inf, 2.0])).histograms[0]
    assert found.counts.sum() == 2
    assert (found.summary.nan, found.summary.posinf, found.summary.neginf) == (1, 1, 1)


def test_a_sample_comes_first_for_a_large_tensor() -> None:
    values = np.ones(5 << 20, np.float32)
    early: list[Distributions] = []
    found = measure_distributions([(CpuEngine(), spec_of(values))], Task(), Binning(), early.append)
    assert [d.exact for d in early] == [False]
    assert found.exact
    assert found.histograms[0].counts.sum() == values.size


def test_automatic_bins_grow_with_the_tensor() -> None:
    assert [automatic_bins(n) for n in (0, 1, 1000, 10**6, 10**12)] == [8, 8, 20, 200, 200]


@given(arrays.arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e12, 1e12)))
def test_any_values_fall_into_logarithmic_edges(values: Array) -> None:
    low, high = float(values.min()), float(values.max())
    if (low, high) == (0.0, 0.0) or max(abs(low), abs(high)) < 1e-250:
        return
    edges = log_edges(low, high, 8)
    assert np.all(np.diff(edges) > 0)
    assert edges[0] <= low
    assert edges[-1] >= high
