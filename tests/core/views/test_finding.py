"""Extremes and values that are not finite, found where numpy finds them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.views import finding
from ckpt_viewer.core.views.finding import Wanted, find_element
from tests.tensors import spec_of

Array = npt.NDArray[Any]
RANDOM = np.random.default_rng(2)


def found(values: Array, wanted: Wanted, after: tuple[int, ...] | None = None) -> tuple[int, ...] | None:
    return find_element(CpuEngine(), spec_of(values), wanted, after, Task())


@pytest.mark.parametrize("shape", [(7,), (5, 6), (3, 4, 5, 2), (1, 1), ()])
@pytest.mark.parametrize("kind", [np.float32, np.int16, np.float64])
def test_extremes_are_where_numpy_finds_them(shape: tuple[int, ...], kind: Any) -> None:
    values = (RANDOM.normal(size=shape) * 100).astype(kind)
    values = np.asarray(values)
    assert found(values, "largest") == tuple(map(int, np.unravel_index(np.argmax(values), shape)))
    assert found(values, "smallest") == tuple(map(int, np.unravel_index(np.argmin(values), shape)))


def test_pieces_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "PIECE", 7)
    values = RANDOM.integers(0, 50, size=(4, 3, 11)).astype(np.float32)
    assert found(values, "largest") == tuple(map(int, np.unravel_index(np.argmax(values), values.shape)))
    assert found(values, "smallest") == tuple(map(int, np.unravel_index(np.argmin(values), values.shape)))


def test_extremes_are_finite() -> None:
    values = np.array([[np.nan, np.inf, 2.0], [-np.inf, -3.0, 1.0]])
    assert found(values, "largest") == (0, 2)
    assert found(values, "smallest") == (1, 1)
    assert found(np.full((2, 2), np.nan), "largest") is None


def test_whole_numbers_are_told_apart_exactly() -> None:
    values = np.array([2**53, 2**53 + 1, 2**53], np.int64)
    assert found(values, "largest") == (1,)
    assert found(np.array([0, 2**64 - 1], np.uint64), "largest") == (1,)
    assert found(np.array([False, True, True]), "largest") == (1,)


def test_complex_values_count_by_their_size() -> None:
    values = np.array([1 + 1j, -3j, 0.5], np.complex64)
    assert found(values, "largest") == (1,)
    assert found(values, "smallest") == (2,)


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(0, 39), st.integers(1, 9), st.booleans())
def test_the_next_and_the_one_before(odd: list[bool], after: int, piece: int, forward: bool) -> None:
    after %= len(odd)
    values = np.where(odd, np.nan, 1.0)
    order = [(after + step) % len(odd) if forward else (after - step) % len(odd) for step in range(1, len(odd) + 1)]
    wanted = next(((at,) for at in order if odd[at]), None)
    before, finding.PIECE = finding.PIECE, piece
    try:
        assert found(values, "next-odd" if forward else "previous-odd", (after,)) == wanted
    finally:
        finding.PIECE = before


def test_without_a_place_the_search_begins_at_an_end() -> None:
    values = np.array([[1.0, np.inf], [np.nan, 0.0]])
    assert found(values, "next-odd") == (0, 1)
    assert found(values, "previous-odd") == (1, 0)
    assert found(np.arange(5), "next-odd") is None


def test_an_expanded_view_is_searched_once() -> None:
    spec = replace(spec_of(np.array([3.0, 9.0, np.nan])), shape=(2**40, 3), stride=(0, 1))
    engine = CpuEngine()
    assert find_element(engine, spec, "largest", None, Task()) == (0, 1)
    assert find_element(engine, spec, "next-odd", (2**30, 2), Task()) == (0, 2)
    endless = replace(spec_of(np.zeros(2**12)), shape=(2**11, 2**11, 2**10), stride=(1, 1, 1))
    with pytest.raises(Unsupported):
        find_element(engine, endless, "largest", None, Task())


def test_it_stops_when_asked() -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        find_element(CpuEngine(), spec_of(np.zeros(9)), "largest", None, task)
    assert found(np.zeros((0, 3)), "largest") is None
