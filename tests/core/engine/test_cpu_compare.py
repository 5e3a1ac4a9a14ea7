"""Comparisons against numpy in extended precision: by value whatever dtype and stride, by bytes where they decide."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES, TensorSpec
from tests.core.engine.oracle import assert_comparison
from tests.core.engine.specs import spec_of, storage_of
from tests.core.engine.ways import WAYS

ENGINE = CpuEngine()
ODD = st.sampled_from([0.0, -0.0, 1.0, 2.0, math.nan, math.inf, -math.inf, 1e-30, 1e30])


@pytest.fixture(params=WAYS, ids=str, scope="module", autouse=True)
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        request.param.take(ENGINE, patch, request)
        yield


def compare(a: torch.Tensor, b: torch.Tensor, tolerance: float = 0.0) -> Comparison:
    return ENGINE.compare(spec_of(a), spec_of(b), Task(), tolerance=tolerance)


@settings(deadline=None)
@given(hnp.arrays(np.float32, (2, 30), elements=ODD | st.floats(-10, 10, width=32)), st.sampled_from([0.0, 0.5]))
def test_any_numbers(pair: np.ndarray, tolerance: float) -> None:
    a, b = torch.from_numpy(pair[0].copy()), torch.from_numpy(pair[1].copy())
    assert_comparison(compare(a, b, tolerance), a, b, tolerance)


@pytest.mark.parametrize("first", [torch.float32, torch.float64, torch.bfloat16, torch.int32, torch.complex64])
@pytest.mark.parametrize("second", [torch.float32, torch.float16, torch.float8_e5m2, torch.uint8, torch.bool,
                                    torch.complex64, torch.complex128])
def test_different_dtypes_are_compared_by_value(first: torch.dtype, second: torch.dtype) -> None:
    made = torch.randn(500, generator=torch.Generator().manual_seed(1)) * 5
    a, b = made.to(first), made.abs().to(second)
    assert_comparison(compare(a, b), a, b)
    assert compare(a, a.to(torch.complex128 if first.is_complex else torch.float64)).identical


def test_a_signalling_nan_is_put_into_a_wider_type_without_a_word() -> None:
    a = torch.full((50,), 0x7F800001, dtype=torch.int32).view(torch.float32)
    found = compare(a, torch.ones(50, dtype=torch.float64))
    assert (found.changed, found.not_finite) == (50, 50)


@settings(deadline=None)
@given(st.permutations(range(3)), st.permutations(range(3)))
def test_different_strides_are_compared_by_place(first: list[int], second: list[int]) -> None:
    values = torch.rand(120, generator=torch.Generator().manual_seed(1)).reshape(4, 5, 6)
    a = values.permute(first).contiguous().permute([first.index(i) for i in range(3)])
    b = values.permute(second).contiguous().permute([second.index(i) for i in range(3)])
    assert compare(a, b) == Comparison(True, 0.0, 0.0, 0.0, 1.0, 0, 120)
    b[1, 2, 3] += 1
    assert_comparison(compare(a, b), a, b)


def test_expanded_views() -> None:
    a, b = torch.arange(6.0).expand(50, 6), torch.ones(1).expand(50, 6)
    assert_comparison(compare(a, b), a, b)
    row, column = torch.arange(50.0).expand(50, 50), torch.arange(50.0).expand(50, 50).t()
    assert_comparison(compare(row, column), row, column)


@pytest.mark.parametrize("place", [0, 199_999, 299_999])
def test_one_difference_anywhere(place: int) -> None:
    a = torch.randn(300_000, generator=torch.Generator().manual_seed(1))
    b = a.clone()
    assert compare(a, b) == Comparison(True, 0.0, 0.0, 0.0, 1.0, 0, 300_000)
    b[place] += 0.25
    assert_comparison(compare(a, b), a, b)
    assert compare(a, b).changed == 1
    assert compare(a, b, 0.5).changed == 0


def test_zeros_and_nothing() -> None:
    zeros, ones = torch.zeros(10), torch.ones(10)
    assert compare(zeros, ones).rel_l2 == math.inf
    assert compare(ones, zeros).rel_l2 == 1.0
    for a, b in ((zeros, ones), (zeros, zeros), (zeros, -zeros), (torch.zeros(0), torch.zeros(0))):
        assert_comparison(compare(a, b), a, b)
    unknown = torch.full((4,), math.nan)
    assert compare(unknown, unknown.clone()).identical
    assert math.isnan(compare(unknown, unknown.clone()).cosine)
    assert compare(torch.tensor([math.nan, math.inf, 1]), torch.tensor([math.nan, math.inf, 2])).changed == 1
    assert compare(torch.tensor([math.nan, math.inf, 1]), torch.tensor([math.inf, -math.inf, 1])).changed == 2


def test_integers_are_told_apart_beyond_float64() -> None:
    a = torch.tensor([2**53, -(2**63), 7])
    b = torch.tensor([2**53 + 1, 2**63 - 1, 7])
    found = compare(a, b)
    assert (found.identical, found.changed, found.max_abs) == (False, 2, 2.0**64)
    assert not compare(torch.tensor([2**63 - 1]), torch.tensor([2**63], dtype=torch.uint64)).identical
    even, odd = (torch.tensor([2**63 + n], dtype=torch.uint64) for n in range(2))
    assert compare(even, odd).max_abs == 1.0


@pytest.mark.parametrize("scale", [1e-300, 1e-170, 1e200, 1e307])
def test_metrics_of_very_large_and_very_small_numbers(scale: float) -> None:
    a = torch.linspace(-1, 1, 101, dtype=torch.float64)
    b = a * 1.01
    plain, scaled = compare(a, b), compare(a * scale, b * scale)
    assert scaled.rel_l2 == pytest.approx(plain.rel_l2, rel=1e-9)
    assert scaled.cosine == pytest.approx(plain.cosine, rel=1e-9)


@pytest.mark.parametrize(("of_a", "of_b"), [(1.0, 1e-200), (1e-300, 1.0), (1e150, 1e-150), (1e300, 1e-5), (1.0, 0.0)])
@pytest.mark.parametrize("count", [101, 5_000])
def test_sides_that_are_far_apart(of_a: float, of_b: float, count: int) -> None:
    """As only float64 can be: the squares of one side vanish in the unit of the other's."""
    line = torch.linspace(-1, 1, count, dtype=torch.float64)
    a, b = line * of_a, line.flip(0).square() * of_b + line * of_b / 3
    assert_comparison(compare(a, b), a, b)
    assert_comparison(compare(b, a), b, a)
    slight = line + 0
    slight[count // 2 + 1 :] = 1e-200
    slighter = slight.clone()
    slighter[-1] = 3e-200
    assert_comparison(compare(slight, slighter), slight, slighter)


def test_a_quotient_beyond_all_floats_and_the_smallest_float32() -> None:
    low, high = (torch.full((3,), size, dtype=torch.float64) for size in (1e-300, 1e300))
    found = compare(low, high)
    assert found.rel_l2 == math.inf
    told, root = [found.cosine, found.norm_a, found.norm_b], 3**0.5
    assert told == pytest.approx([1.0, root * 1e-300, root * 1e300], rel=1e-12, abs=0)
    least = torch.tensor([1e-45, 0.0, -3e-45])
    assert_comparison(compare(least, -2 * least), least, -2 * least)


def test_byte_order_does_not_matter() -> None:
    a = torch.randn(99)
    assert ENGINE.compare(spec_of(a), spec_of(a, little_endian=False), Task()).identical
    same_bytes = replace(spec_of(a), storage=replace(spec_of(a).storage, little_endian=False))
    assert ENGINE.compare(spec_of(a), same_bytes, Task()).changed > 90


def test_different_shapes_are_refused() -> None:
    with pytest.raises(Unsupported, match=r"\[3\] and \[4\]"):
        compare(torch.zeros(3), torch.zeros(4))


def test_views_that_repeat_without_end() -> None:
    float32 = DTYPES["float32"]
    data = torch.randn(6_001).numpy().tobytes()

    def view(shape: tuple[int, ...], stride: tuple[int, ...], content: bytes) -> TensorSpec:
        return TensorSpec(float32, shape, stride, 0, storage_of(content, float32))

    wide, still = (10**6, 1000, 10**9), (0, 1, 0)
    a, b, c = (view(wide, still, content) for content in (data, data, data[::-1]))
    assert ENGINE.compare(a, b, Task()) == Comparison(True, 0.0, 0.0, 0.0, 1.0, 0, 10**18)
    assert ENGINE.compare(a, c, Task()).count == 10**18
    deep, over = (2000, 2000, 2000), (1, 1, 1)
    a, b, c = (view(deep, over, content) for content in (data, data, data[::-1]))
    assert ENGINE.compare(a, b, Task()).identical
    with pytest.raises(Unsupported, match="over and over"):
        ENGINE.compare(a, c, Task())
