"""Integers of every size, numbers far from zero and complex ones: what numpy finds, in every way."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.task import Task
from tests.core.engine.oracle import assert_summary
from tests.core.engine.specs import spec_of
from tests.core.engine.ways import WAYS, Way

ENGINE = CpuEngine()
_RNG = np.random.default_rng(5)
_MANY = 7000
_ENDS = {kind: np.iinfo(kind) for kind in (np.int32, np.int64)}


@pytest.fixture(autouse=True, params=WAYS, ids=str)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: Way = request.param
    wanted.take(ENGINE, monkeypatch, request)


@pytest.mark.parametrize("kind", _ENDS)
@pytest.mark.parametrize(("low", "high"), [(0, 50_000), (-1, 2), (7, 8), (-3, 300), (None, None)], ids=str)
def test_integers(kind: type[np.int32 | np.int64], low: int | None, high: int | None) -> None:
    ends = _ENDS[kind]
    values = _RNG.integers(ends.min if low is None else low, ends.max if high is None else high, _MANY, kind)
    if low is None:
        values[:4] = ends.min, ends.max, 0, -1
    _agrees(torch.from_numpy(values))


def test_integers_that_float64_does_not_hold() -> None:
    near = _RNG.integers(2**53 - 500, 2**53 + 500, _MANY)
    _agrees(torch.from_numpy(near))
    _agrees(torch.from_numpy(near << 9))


@pytest.mark.parametrize("span", [(-2.0, 5.5), (0.0, 1e9), (3.0, 4.0)])
def test_integers_within_and_beyond_a_span(span: tuple[float, float]) -> None:
    values = np.concatenate([_RNG.integers(-9, 9, _MANY), np.array([2**62, -(2**63)])])
    found = ENGINE.histogram(spec_of(torch.from_numpy(values)), Task(), bins=15, span=span)
    assert np.array_equal(found.counts, np.histogram(values.astype(np.float64), found.edges)[0])
    assert (found.below, found.above) == ((values < span[0]).sum(), (values > span[1]).sum())


def test_integers_between_edges() -> None:
    edges = np.array([-1e9, -5.0, 0.0, 0.5, 7.0, 2.0**60])
    values = np.concatenate([_RNG.integers(-9, 9, 150_000), np.array([2**62, 2**60, -(2**63)])])
    found = ENGINE.histogram(spec_of(torch.from_numpy(values)), Task(), edges=edges)
    assert np.array_equal(found.counts, np.histogram(values.astype(np.float64), edges)[0])
    assert (found.below, found.above) == (1, 1)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("mean", [0.0, 100.0, 1e6, -1e6, 1e9])
@pytest.mark.parametrize("deviation", [1e-3, 1.0, 1e5])
def test_a_mean_far_from_zero(kind: type[np.floating], mean: float, deviation: float) -> None:
    _agrees(torch.from_numpy((mean + deviation * _RNG.standard_normal(_MANY)).astype(kind)))


def test_some_far_from_zero_before_others_and_after() -> None:
    far, wide = 1e6 + _RNG.standard_normal(5000), 1e3 * _RNG.standard_normal(5000)
    for parts in ((far, wide), (wide, far), (far, wide, far, -far), (np.full(5000, 0.1), far), (far, np.zeros(5000))):
        _agrees(torch.from_numpy(np.concatenate(parts)))


@pytest.mark.parametrize("kind", [np.complex64, np.complex128])
def test_complex_numbers_by_their_size(kind: type[np.complexfloating]) -> None:
    values = (_RNG.standard_normal(40_000) + 1j * _RNG.standard_normal(40_000)).astype(kind)
    values[[0, 9_000, 39_999]] = np.nan, np.inf * 1j, 0
    _agrees(torch.from_numpy(values))


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 1e250])
def test_sizes_whose_squares_float64_cannot_hold(scale: float) -> None:
    values = scale * _RNG.standard_normal(_MANY)
    values[[0, 100, -1]] = np.nan, 0.0, -np.inf
    _agrees(torch.from_numpy(values))
    _agrees(torch.complex(torch.from_numpy(values), torch.from_numpy(values[::-1].copy())))


@pytest.mark.parametrize("step", [2, 3, 12, 64])
def test_columns(step: int) -> None:
    values = _RNG.standard_normal(step * 20_000)
    for kind in (np.float32, np.float64, np.complex64):
        _agrees(torch.from_numpy(values.astype(kind)).reshape(-1, step)[:, 1])
    _agrees(torch.from_numpy((1000 * values).astype(np.int64)).reshape(-1, step)[:, step - 1])


def _agrees(tensor: torch.Tensor) -> None:
    with np.errstate(invalid="ignore"):
        numbers = np.abs(tensor.numpy().astype(np.complex128)) if tensor.is_complex() else tensor.numpy().astype(float)
    found = ENGINE.histogram(spec_of(tensor), Task())
    assert_summary(found.summary, numbers)
    finite = numbers[np.isfinite(numbers)]
    assert np.array_equal(found.counts, np.histogram(finite, found.edges)[0])
    assert found.counts.sum() == finite.size
    assert (found.summary.minimum, found.summary.maximum) == (finite.min(), finite.max())
    assert found.summary.std == pytest.approx(float(finite.std(dtype=np.longdouble)), rel=1e-4)
    assert found.summary == ENGINE.summarize(spec_of(tensor), Task())
