"""Where nearly every value is an edge of a bin, or none at all: counted as numpy counts, in every way."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.task import Task
from tests.core.engine.specs import spec_of
from tests.core.engine.ways import WAYS, Way

ENGINE = CpuEngine()
_RNG = np.random.default_rng(11)
_KINDS = [np.float32, np.float64]


@pytest.fixture(autouse=True, params=WAYS, ids=str)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: Way = request.param
    wanted.take(ENGINE, monkeypatch, request)


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.6, 1.0])
def test_many_that_are_not_finite(kind: type[np.floating], share: float) -> None:
    values = _RNG.standard_normal(7000).astype(kind)
    odd = _RNG.random(7000) < share
    values[odd] = _RNG.choice([np.nan, np.inf, -np.inf], odd.sum())
    found = ENGINE.histogram(spec_of(torch.from_numpy(values)), Task(), bins=256)
    told, finite = found.summary, values[np.isfinite(values)].astype(np.float64)
    assert (told.nan, told.posinf, told.neginf) == (np.isnan(values).sum(), (values == np.inf).sum(),
                                                    (values == -np.inf).sum())
    assert np.array_equal(found.counts, np.histogram(finite, found.edges)[0])
    assert (found.below, found.above) == (0, 0)
    if finite.size:
        assert (told.mean, told.std) == pytest.approx((finite.mean(), finite.std()), rel=1e-12)


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("span", [(-20.0, 20.0), (-3.3, 5.7), (0.0, 1.0), (1e9, 1e9 + 256), (-1e-300, 1e-300)])
def test_edges_and_their_neighbours_within_and_beyond_a_span(kind: type[np.floating],
                                                             span: tuple[float, float]) -> None:
    edges = np.linspace(*span, 257).astype(kind)
    beside = [np.nextafter(edges, kind(to)) for to in (-np.inf, np.inf)]
    far = np.array([-np.inf, np.inf, np.nan, -1e30, 1e30, 0.0], kind)
    values = np.concatenate([np.repeat(edges, 20), *beside, np.repeat(far, 40)])
    found = ENGINE.histogram(spec_of(torch.from_numpy(values)), Task(), bins=256, span=span)
    finite = values[np.isfinite(values)].astype(np.float64)
    assert np.array_equal(found.counts, np.histogram(finite, found.edges)[0])
    assert (found.below, found.above) == ((finite < span[0]).sum(), (finite > span[1]).sum())


@pytest.mark.parametrize("scale", [5e-324, 5e-322, 1e-318, 1e-310])
@pytest.mark.parametrize("bins", [7, 256])
def test_edges_of_subnormal_numbers_increase(scale: float, bins: int) -> None:
    values = _RNG.standard_normal(5000) * scale
    found = ENGINE.histogram(spec_of(torch.from_numpy(values)), Task(), bins=bins)
    assert (np.diff(found.edges) > 0).all()
    assert found.edges[0] <= values.min() <= values.max() <= found.edges[-1]
    assert np.array_equal(found.counts, np.histogram(values, found.edges)[0])


@pytest.mark.parametrize("kind", _KINDS)
def test_one_outlier_beside_very_many(kind: type[np.floating]) -> None:
    values = _RNG.standard_normal(6000).astype(kind)
    values[5] = 1e20
    found = ENGINE.histogram(spec_of(torch.from_numpy(values)), Task(), bins=256)
    assert np.array_equal(found.counts, np.histogram(values.astype(np.float64), found.edges)[0])
