"""Summaries, histograms and windows of the CPU engine against numpy and torch, for every dtype and any stride."""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.errors import Damaged, Unsupported
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES, Quantization, Storage, TensorSpec
from tests.core.engine.oracle import assert_histogram, assert_summary, numbers_of
from tests.core.engine.specs import spec_of, storage_of, strided_views
from tests.core.engine.ways import WAYS

ENGINE = CpuEngine()
LARGEST = sys.float_info.max
DTYPES_OF_TORCH = [getattr(torch, name) for name in (
    "float64", "float32", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz",
    "float8_e8m0fnu", "int64", "int32", "int16", "int8", "uint8", "uint16", "uint32", "uint64", "bool", "complex64",
    "complex128")]


@pytest.fixture(params=WAYS, ids=str, scope="module", autouse=True)
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        request.param.take(ENGINE, patch, request)
        yield


def some(dtype: torch.dtype, count: int = 5000) -> torch.Tensor:
    """Random elements with zeros, and with NaN and infinities where the type has them."""
    made = torch.randn(count, generator=torch.Generator().manual_seed(7), dtype=torch.float64) * 50
    made[::17] = 0
    if dtype.is_complex:
        return torch.complex(made, made.flip(0)).to(dtype)
    if dtype.is_floating_point:
        made[5], made[6], made[7:9], made[9] = math.nan, math.inf, -math.inf, -0.0
        return made.to(dtype)
    return made.abs().clamp(max=120).to(dtype) if dtype != torch.bool else made > 20


@pytest.mark.parametrize("dtype", DTYPES_OF_TORCH, ids=str)
@pytest.mark.parametrize("little_endian", [True, False], ids=["little", "big"])
def test_every_dtype(dtype: torch.dtype, little_endian: bool) -> None:
    tensor = some(dtype)
    spec = spec_of(tensor, pieces=3, little_endian=little_endian)
    assert_summary(ENGINE.summarize(spec, Task()), numbers_of(tensor))
    assert_histogram(ENGINE.histogram(spec, Task(), bins=37), numbers_of(tensor))


@settings(deadline=None)
@given(strided_views(), st.sampled_from([torch.float32, torch.int16, torch.bfloat16, torch.complex64]))
def test_any_stride(geometry: tuple[tuple[int, ...], tuple[int, ...], int], dtype: torch.dtype) -> None:
    shape, stride, offset = geometry
    view = some(dtype, 600).as_strided(shape, stride, offset)
    spec = spec_of(view, pieces=2)
    assert_summary(ENGINE.summarize(spec, Task()), numbers_of(view))
    assert_histogram(ENGINE.histogram(spec, Task(), bins=9), numbers_of(view))


@settings(deadline=None)
@given(hnp.arrays(np.float64, st.integers(0, 60), elements=st.floats(allow_nan=True, allow_infinity=True)),
       st.integers(1, 50))
def test_any_numbers(values: np.ndarray, bins: int) -> None:
    spec = spec_of(torch.from_numpy(values))
    assert_summary(ENGINE.summarize(spec, Task()), values)
    assert_histogram(ENGINE.histogram(spec, Task(), bins=bins), values)


@settings(deadline=None)
@given(hnp.arrays(np.float64, st.integers(1, 200), elements=st.floats(-1e3, 1e3) | st.integers(-20, 20).map(float)),
       st.integers(1, 300))
def test_counts_and_edges_are_numpys(values: np.ndarray, bins: int) -> None:
    found = ENGINE.histogram(spec_of(torch.from_numpy(values)), Task(), bins=bins)
    try:
        counts, edges = np.histogram(values, bins)
    except ValueError:  # too narrow a range for numpy: there the edges are ours
        assert_histogram(found, values)
        return
    assert np.array_equal(found.edges, edges)
    assert np.array_equal(found.counts, counts)


@settings(deadline=None)
@given(hnp.arrays(np.float32, st.integers(0, 100), elements=st.floats(-30, 30, width=32)),
       st.floats(-20, 20), st.floats(0, 20), st.integers(1, 70))
def test_a_given_span(values: np.ndarray, low: float, width: float, bins: int) -> None:
    found = ENGINE.histogram(spec_of(torch.from_numpy(values)), Task(), bins=bins, span=(low, low + width))
    assert_histogram(found, values.astype(np.float64))
    if width > 1e-6:
        assert (found.edges[0], found.edges[-1]) == (low, low + width)


@settings(deadline=None)
@given(hnp.arrays(np.float32, st.integers(0, 100), elements=st.floats(-30, 30, width=32) | st.just(math.nan)),
       st.lists(st.floats(-20, 20), min_size=2, max_size=20, unique=True))
def test_given_edges(values: np.ndarray, edges: list[float]) -> None:
    given_edges = np.array(sorted(edges))
    found = ENGINE.histogram(spec_of(torch.from_numpy(values)), Task(), edges=given_edges)
    assert np.array_equal(found.edges, given_edges)
    assert_histogram(found, values.astype(np.float64))


def test_the_smallest_number_beside_one_of_the_largest() -> None:
    values = np.array([5e-324, -8.98846567e307])
    assert_histogram(ENGINE.histogram(spec_of(torch.from_numpy(values)), Task(), bins=3), values)


def test_values_on_edges_of_many_bins() -> None:
    edges = np.linspace(-1, 1, 1001)
    values = np.concatenate([edges, np.nextafter(edges, 2), np.nextafter(edges, -2)])
    for shift in (0.0, 1e4, 1e7):
        moved = values + shift
        found = ENGINE.histogram(spec_of(torch.from_numpy(moved)), Task(), bins=1000, span=(shift - 1, shift + 1))
        assert np.array_equal(found.counts, np.histogram(moved, 1000, (shift - 1, shift + 1))[0])


@pytest.mark.parametrize("bins", [7, 256, 511])
@pytest.mark.parametrize(("low", "high"), [
    (-1.0, 1.0), (0.1, 0.7), (1000.0, 1001.0), (1000.1, 1001.1), (-3e-5, 8e-5), (-1e36, 3e37)])
def test_float32_on_edges_and_next_to_them(bins: int, low: float, high: float) -> None:
    edges = np.linspace(low, high, bins + 1).astype(np.float32)
    beside = [np.nextafter(edges, np.float32(to)) for to in (-np.inf, np.inf)]
    values = np.concatenate([edges, *beside, *(np.nextafter(each, np.float32(0)) for each in beside)])
    spec, wide = spec_of(torch.from_numpy(values)), values.astype(np.float64)
    assert_histogram(ENGINE.histogram(spec, Task(), bins=bins, span=(low, high)), wide)
    found = ENGINE.histogram(spec, Task(), bins=bins)
    assert np.array_equal(found.counts, np.histogram(wide, bins)[0])


@pytest.mark.parametrize("odd", [(), (math.nan, math.inf, -math.inf)], ids=["finite", "not finite"])
@pytest.mark.parametrize("values", [
    (0,), (-0.0, 0.0), (-1, 0, 1), (0, 1), (7.25,), (0, 0, 0, 0.3, 1), (-4, -3.5, 1e-9, 4)])
def test_values_that_are_edges_themselves(values: tuple[float, ...], odd: tuple[float, ...]) -> None:
    kinds = torch.tensor([*values, *odd], dtype=torch.float64)
    picked = torch.randint(len(kinds), (9000,), generator=torch.Generator().manual_seed(2))
    for tensor in (kinds[picked], kinds[picked].float()):
        numbers, task = numbers_of(tensor), Task()
        assert_histogram(ENGINE.histogram(spec_of(tensor), task, bins=8), numbers)
        assert task.done == pytest.approx(tensor.nbytes, abs=100)
        found = ENGINE.histogram(spec_of(tensor), Task(), bins=8, span=(-1.0, 1.0))
        finite = numbers[np.isfinite(numbers)]
        assert np.array_equal(found.counts, np.histogram(finite, found.edges)[0])
        assert (found.below, found.above) == (int((finite < -1).sum()), int((finite > 1).sum()))


@pytest.mark.parametrize(("values", "edges"), [
    ([3.0] * 5, (2.5, 3.5)), ([math.nan] * 4, (0.0, 1.0)), ([], (0.0, 1.0)), ([math.inf, -math.inf], (0.0, 1.0)),
    ([math.inf, 1.0, 2.0], (1.0, 2.0)), ([-1.7e308, 1.7e308], (-1.7e308, 1.7e308)), ([LARGEST, 0.0], (0.0, LARGEST)),
    ([-LARGEST, LARGEST], (-LARGEST, LARGEST)), ([0.0, 5e-324], (-1e-320, 1e-320)),
])
def test_odd_ranges_have_sensible_bins(values: list[float], edges: tuple[float, float]) -> None:
    found = ENGINE.histogram(spec_of(torch.tensor(values, dtype=torch.float64)), Task(), bins=3)
    assert (found.edges[0], found.edges[-1]) == pytest.approx(edges, abs=1e-319)
    assert (np.diff(found.edges) > 0).all()
    assert_histogram(found, np.array(values))


@pytest.mark.parametrize("constant", [1e300, -1e17, 1.7976931348623157e308, 2.0**60])
def test_a_constant_far_from_zero_has_increasing_edges_around_it(constant: float) -> None:
    found = ENGINE.histogram(spec_of(torch.full((7,), constant, dtype=torch.float64)), Task(), bins=64)
    assert (np.diff(found.edges) > 0).all()
    assert found.counts.sum() == 7
    assert found.edges[0] <= constant <= found.edges[-1]
    assert (found.summary.mean, found.summary.std) == (constant, 0.0)


@pytest.mark.parametrize("asked", [
    {"bins": 0}, {"bins": 1 << 30}, {"span": (1.0, 0.0)}, {"span": (0.0, math.inf)}, {"span": (math.nan, 1.0)},
    {"edges": np.array([0.0])}, {"edges": np.array([0.0, 0.0, 1.0])}, {"edges": np.array([0.0, math.inf])},
])
def test_bins_that_are_none_are_refused(asked: dict[str, object]) -> None:
    with pytest.raises(Unsupported):
        ENGINE.histogram(spec_of(torch.zeros(3)), Task(), **asked)  # type: ignore[arg-type]


def test_complex_numbers_of_half_precision() -> None:
    # torch warns wherever it meets complex32, so the oracle is the pair of its parts
    parts = torch.randn(2, 3, 5).to(torch.float16)
    storage = storage_of(parts.permute(1, 2, 0).contiguous().numpy().tobytes(), DTYPES["complex32"])
    spec = TensorSpec(DTYPES["complex32"], (3, 5), (5, 1), 0, storage)
    expected = torch.complex(parts[0].double(), parts[1].double())
    assert_summary(ENGINE.summarize(spec, Task()), numbers_of(expected))
    assert np.array_equal(ENGINE.window(spec, Task()).values, expected.numpy())


def test_integers_at_their_limits() -> None:
    tensor = torch.tensor([2**63 - 1, -(2**63), 0, 5])
    found = ENGINE.summarize(spec_of(tensor), Task())
    assert (found.minimum, found.maximum, found.zeros) == (-(2.0**63), 2.0**63, 1)
    window = ENGINE.window(spec_of(tensor), Task())
    assert window.values.tolist() == [[2**63 - 1, -(2**63), 0, 5]]


def test_a_large_mean_does_not_eat_the_deviation() -> None:
    values = np.random.default_rng(2).normal(1e9, 1e-3, 300_000)
    found = ENGINE.summarize(spec_of(torch.from_numpy(values)), Task())
    assert found.std == pytest.approx((values - 1e9).std(), rel=1e-7)


@pytest.mark.parametrize("scale", [1e-300, 1e200, 1e308])
def test_squares_neither_overflow_nor_vanish(scale: float) -> None:
    values = np.random.default_rng(2).uniform(-1, 1, 300_000) * scale
    values[150_000:] *= 1e-3 if scale > 1 else 1.0
    found = ENGINE.summarize(spec_of(torch.from_numpy(values)), Task())
    assert found.std / scale == pytest.approx((values / scale).std(), rel=1e-12)


def test_conjugated_and_negated_views() -> None:
    tensor = some(torch.complex64, 40).reshape(5, 8)
    window = ENGINE.window(spec_of(tensor.conj()), Task())
    assert np.array_equal(window.values, tensor.conj().resolve_conj().to(torch.complex128).numpy())
    imaginary = tensor.conj().imag
    assert imaginary.is_neg()
    assert_summary(ENGINE.summarize(spec_of(imaginary), Task()), numbers_of(imaginary))


@pytest.mark.parametrize("axis", [None, 0, 1, 2])
@pytest.mark.parametrize("permuted", [False, True])
def test_quantised_tensors(axis: int | None, permuted: bool) -> None:
    shape = (4, 5, 6)
    stored = torch.arange(-60, 60, dtype=torch.int8).reshape(shape)
    count = 1 if axis is None else shape[axis]
    scales, zeros = [0.1 * (n + 1) for n in range(count)], [n - 2 for n in range(count)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that it will drop quantised tensors
        made = (torch._make_per_tensor_quantized_tensor(stored, scales[0], zeros[0]) if axis is None else
                torch._make_per_channel_quantized_tensor(stored, torch.tensor(scales, dtype=torch.float64),
                                                         torch.tensor(zeros), axis))
        values = made.dequantize()
    spec = replace(spec_of(stored), dtype=DTYPES["qint8"],
                   quantization=Quantization(tuple(scales), tuple(map(float, zeros)), axis))
    if permuted:
        order = (2, 0, 1)
        values = values.permute(order)
        moved = None if axis is None else order.index(axis)
        spec = replace(spec, shape=tuple(shape[i] for i in order), stride=tuple(spec.stride[i] for i in order),
                       quantization=Quantization(tuple(scales), tuple(map(float, zeros)), moved))
    assert_summary(ENGINE.summarize(spec, Task()), numbers_of(values))
    window = ENGINE.window(spec, Task(), index=(1,), row=1, column=2, rows=3, columns=4)
    assert np.array_equal(window.values, values[1, 1:4, 2:6].to(torch.float64).numpy())


def test_scales_that_do_not_fit_are_damage() -> None:
    spec = replace(spec_of(torch.zeros(3, 4, dtype=torch.int8)), dtype=DTYPES["qint8"],
                   quantization=Quantization((1.0, 2.0), (0.0, 0.0), 0))
    with pytest.raises(Damaged, match="scales"):
        ENGINE.summarize(spec, Task())


@settings(deadline=None)
@given(strided_views(), st.data())
def test_windows(geometry: tuple[tuple[int, ...], tuple[int, ...], int], data: st.DataObject) -> None:
    shape, stride, offset = geometry
    view = torch.arange(600.0).as_strided(shape, stride, offset)
    index = tuple(data.draw(st.integers(0, max(n - 1, 0))) for n in shape[:-2])
    row, column, rows, columns = (data.draw(st.integers(0, 8)) for _ in range(4))
    found = ENGINE.window(spec_of(view, pieces=3), Task(), index=index, row=row, column=column, rows=rows,
                          columns=columns)
    plane = view if 0 in shape[:-2] else view[index]
    plane = plane.reshape(1, 1) if not shape else plane.reshape(1, -1) if len(shape) == 1 else plane
    if 0 not in shape[:-2]:
        assert np.array_equal(found.values, plane[row : row + rows, column : column + columns].numpy())
    assert (found.row, found.column) == (row, column)


def test_what_a_window_holds() -> None:
    assert ENGINE.window(spec_of(torch.tensor([True, False])), Task()).values.dtype == bool
    assert ENGINE.window(spec_of(torch.zeros(2, dtype=torch.bfloat16)), Task()).values.dtype == np.float64
    assert ENGINE.window(spec_of(torch.zeros(2, dtype=torch.uint16)), Task()).values.dtype == np.uint16
    assert ENGINE.window(spec_of(torch.zeros(())), Task()).values.shape == (1, 1)
    assert ENGINE.window(spec_of(torch.ones(4, 5)), Task(), row=-2, column=-3, rows=2, columns=2).values.shape == (2, 2)
    assert ENGINE.window(spec_of(torch.zeros(0, 2, 2)), Task()).values.size == 0
    with pytest.raises(Unsupported, match="no index 4"):
        ENGINE.window(spec_of(torch.zeros(4, 2, 2)), Task(), index=(4,))


def test_packed_types_are_measured_by_their_bytes() -> None:
    storage = storage_of(bytes(range(200)), DTYPES["float4_e2m1fn_x2"])
    found = ENGINE.summarize(TensorSpec(DTYPES["float4_e2m1fn_x2"], (200,), (1,), 0, storage), Task())
    assert (found.minimum, found.maximum) == (0, 199)


def test_what_cannot_be_read_is_damage() -> None:
    float32 = DTYPES["float32"]
    missing = Storage("3", float32, 40, "cpu", (), problem="the record is missing")
    with pytest.raises(Damaged, match="the record is missing"):
        ENGINE.summarize(TensorSpec(float32, (10,), (1,), 0, missing), Task())
    with pytest.raises(Damaged, match="needs 44 bytes"):
        ENGINE.summarize(TensorSpec(float32, (11,), (1,), 0, missing), Task())


def test_half_precision_with_a_large_mean() -> None:
    tensor = (60_000 + torch.arange(0, 64, dtype=torch.float64)).half().repeat(100)
    found = ENGINE.summarize(spec_of(tensor), Task())
    assert_summary(found, numbers_of(tensor))
    assert found.std == pytest.approx(tensor.double().std(correction=0).item(), rel=1e-12)


@pytest.mark.parametrize("dtype", [torch.int8, torch.bfloat16, torch.float8_e5m2], ids=str)
def test_given_edges_of_few_codes(dtype: torch.dtype) -> None:
    tensor = some(dtype)
    edges = np.array([-30.0, -1.5, 0.0, 0.25, 48.0])
    numbers = numbers_of(tensor)
    finite = numbers[np.isfinite(numbers)]
    found = ENGINE.histogram(spec_of(tensor), Task(), edges=edges)
    assert found.counts.tolist() == np.histogram(finite, edges)[0].tolist()
    assert (found.below, found.above) == (int((finite < -30).sum()), int((finite > 48).sum()))
