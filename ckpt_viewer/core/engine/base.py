"""The interface of an engine and the frozen results it gives. Numbers only: no tree, no window, no file format."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Protocol, overload

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.tensor_columns import TensorColumns

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Summary:
    """Statistics of the elements of one tensor. `minimum` … `std` are over the finite elements (NaN when there are
    none); `std` is the population's. Complex elements are measured by their absolute value. All numbers are float64:
    integers beyond 2**53 are rounded. Where `exact` is False every count is of a sample of `sampled` elements."""

    count: int
    minimum: float
    maximum: float
    mean: float
    std: float
    zeros: int
    nan: int
    posinf: int
    neginf: int
    exact: bool = True
    sampled: int = 0

    @property
    def inf(self) -> int:
        return self.posinf + self.neginf

    @property
    def finite(self) -> int:
        return self.count - self.nan - self.inf


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Counts of the finite elements between `edges` (n + 1 for n bins), as `numpy.histogram` counts them in float64:
    bins are half open but for the last. `below` and `above` fell outside; NaN and infinities stand in the summary."""

    edges: Floats
    counts: Counts
    below: int
    above: int
    summary: Summary
    exact: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A rectangle of a tensor as float64 (or the exact integers, bool, complex128), and where it lies."""

    values: npt.NDArray[np.generic]
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two tensors of one shape differ, element by element in float64.

    `identical` means that every element has the same value, whatever the dtypes and strides.
    `rel_l2` is |b - a| / |a| (0 when both are zero, inf when only a is, or the quotient is beyond all floats); `cosine`
    is a.b / (|a| |b|), NaN where either is zero; `norm_a` is |a| and `norm_b` |b|, NaN where they were not needed, as
    of what is equal byte by byte. All are right for any sizes, each side being squared in units of its own. NaN at the
    same place on both sides counts as equal. Elements where a difference cannot be formed (NaN or infinity on one side)
    count as changed and leave the metrics, which are NaN where no difference is left; of what is identical, and of what
    has no elements, the differences are 0. `not_finite` counts those with NaN or infinity on either side, 0 where the
    bytes are the same.
    """

    identical: bool
    max_abs: float
    mean_abs: float
    rel_l2: float
    cosine: float
    changed: int
    count: int
    not_finite: int = 0
    norm_a: float = math.nan
    norm_b: float = math.nan

    @property
    def changed_fraction(self) -> float:
        return self.changed / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True)
class Device:
    """A place for tensors. `name` is torch's (`cpu`, `cuda:0`); memory in bytes, 0 where unknown."""

    name: str
    title: str
    total_memory: int = 0
    free_memory: int = 0


@dataclass(frozen=True, slots=True)
class DeviceList:
    """The devices of this machine, and for each kind that is missing a sentence why."""

    devices: tuple[Device, ...]
    absent: tuple[str, ...] = ()


BinRange = tuple[float, float] | None
SpecPair = tuple[TensorSpec, TensorSpec]


class LatePairs(Sequence[SpecPair]):
    """Pairs that are made whenever they are asked for, those of a slice at once: of very many not all are there
    together. `sizes` are the bytes to be read of each, on both sides; `laid` tells of those of a slice on either side
    where they lie, as far as that can be told without making them."""

    def __init__(self, make: Callable[[slice], list[SpecPair]], sizes: Sequence[int],
                 laid: Callable[[slice], tuple[TensorColumns | None, TensorColumns | None]] = lambda _: (None, None),
                 ) -> None:
        self._make, self.sizes, self.laid = make, sizes, laid

    def __len__(self) -> int:
        return len(self.sizes)

    @overload
    def __getitem__(self, place: int) -> SpecPair: ...
    @overload
    def __getitem__(self, place: slice) -> list[SpecPair]: ...
    def __getitem__(self, place: int | slice) -> SpecPair | list[SpecPair]:
        if isinstance(place, slice):
            return self._make(place)
        if not 0 <= place < len(self):  # also ends a loop over them
            raise IndexError(place)
        return self._make(slice(place, place + 1))[0]


class Engine(Protocol):
    """Where numbers are computed. Methods block, poll `task`, raise Cancelled, SourceError, Damaged, Unsupported."""

    @property
    def device(self) -> str:
        """`cpu`, `cuda:0`, …"""
        ...

    def summarize(self, spec: TensorSpec, task: Task) -> Summary:
        """Exact statistics in constant memory."""
        ...

    def histogram(
        self, spec: TensorSpec, task: Task, *, bins: int = 256, span: BinRange = None, edges: Floats | None = None,
        quick: Callable[[Histogram], None] | None = None,
    ) -> Histogram:
        """Counts in `bins` equal bins over `span`, or over the finite range; or in the bins of `edges` (increasing,
        any widths: what a logarithmic axis needs), which goes before both. `quick` is called at once with the
        histogram of a sample (`exact` False) when the tensor is large."""
        ...

    def window(self, spec: TensorSpec, task: Task, *, index: tuple[int, ...] = (), row: int = 0, column: int = 0,
               rows: int = 256, columns: int = 256) -> Window:
        """The values of a rectangle in the last two dimensions; `index` fixes the leading ones (padded with 0).
        A 1-D tensor is one row, a 0-d tensor one cell."""
        ...

    def compare(self, a: TensorSpec, b: TensorSpec, task: Task, *, tolerance: float = 0.0) -> Comparison:
        """Metrics of b against a. Elements differing by no more than `tolerance` are not `changed`.
        Raises Unsupported for different shapes."""
        ...

    def compare_all(self, pairs: LatePairs, task: Task,
                    receive: Callable[[Comparison | CheckpointError], object], *, tolerance: float = 0.0) -> None:
        """Give `receive` what `compare` says or raises of each pair, in order and in the caller's thread. Only
        Cancelled ends it, and what `receive` raises."""
        ...
