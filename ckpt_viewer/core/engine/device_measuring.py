"""What one block of elements on a device says: `measuring` in the words of torch, which comes as an argument.

Counts are the same as those of `measuring`, sums the same but for the order of adding. Elements are float64 throughout.
"""

from __future__ import annotations

import math
from typing import Any

from ckpt_viewer.core.engine.binning import Bins
from ckpt_viewer.core.engine.devices import Torch
from ckpt_viewer.core.engine.loading import DeviceTensor
from ckpt_viewer.core.engine.totals import Differences, Moments, shift_for
from ckpt_viewer.core.lazy_dataclasses import replace


def measure(torch: Torch, numbers: DeviceTensor) -> Moments:
    """The moments of a flat float64 block."""
    if not numbers.numel():
        return Moments()
    finite = torch.isfinite(numbers)
    zeros, nan, posinf, neginf, low, high = _to_floats(torch, (
        (numbers == 0).sum(), torch.isnan(numbers).sum(), (numbers == math.inf).sum(), (numbers == -math.inf).sum(),
        torch.where(finite, numbers, math.inf).amin(), torch.where(finite, numbers, -math.inf).amax()))
    odd = Moments(zeros=int(zeros), nan=int(nan), posinf=int(posinf), neginf=int(neginf))
    kept = numbers[finite] if odd.nan or odd.posinf or odd.neginf else numbers
    if not kept.numel():
        return odd
    shift = shift_for(max(-low, high))
    kept = kept * 2.0**shift if shift else kept
    middle = kept.sum() / kept.numel()
    apart = kept - middle
    mean, missed, squares = _to_floats(torch, (middle, apart.sum() / kept.numel(), apart.square().sum()))
    squares = max(squares - missed * missed * kept.numel(), 0.0)
    return replace(odd, count=kept.numel(), minimum=low, maximum=high, mean=math.ldexp(mean + missed, -shift),
                   squares=squares, shift=shift)


class BinCounter:
    """Counts of finite elements per bin, kept on the device until they are asked for."""

    def __init__(self, torch: Torch, bins: Bins, device: str) -> None:
        self._torch = torch
        self._bins = bins
        self._edges = torch.tensor(bins.edges, dtype=torch.float64, device=device)
        self._counts = torch.zeros(bins.count, dtype=torch.int64, device=device)
        self._outside = torch.zeros(2, dtype=torch.int64, device=device)

    def add(self, numbers: DeviceTensor) -> None:
        """Count a flat float64 block."""
        low, high = numbers < self._bins.low, numbers > self._bins.high
        self._outside += self._torch.stack([(low & (numbers != -math.inf)).sum(), (high & (numbers != math.inf)).sum()])
        inside = numbers[~(low | high | self._torch.isnan(numbers))]
        self._counts += self._torch.bincount(self._places(inside), minlength=self._bins.count)

    def result(self) -> tuple[Any, int, int]:
        """Counts as a numpy array of int64, below, above."""
        below, above = self._outside.tolist()
        return self._counts.cpu().numpy(), below, above

    def _places(self, numbers: DeviceTensor) -> DeviceTensor:
        """The bin of each element; see `binning` for why one step up or down is all that arithmetic may be off."""
        torch, bins, last = self._torch, self._bins, self._bins.count - 1
        if not bins.scale:
            return (torch.bucketize(numbers, self._edges, right=True) - 1).clamp_(max=last)
        place = ((numbers - bins.low) * bins.scale).to(torch.int64).clamp_(0, last)
        place -= (numbers < self._edges[place]).to(torch.int64)
        place += ((numbers >= self._edges[place + 1]) & (place < last)).to(torch.int64)
        return place


def difference(torch: Torch, a: DeviceTensor, b: DeviceTensor, tolerance: float) -> Differences:
    """How the real elements of `b` differ from those of `a`, of the same shape and on the same device."""
    a, b = a.reshape(-1), b.reshape(-1)
    whole = not a.dtype.is_floating_point and not b.dtype.is_floating_point
    x, y = a.to(torch.float64), b.to(torch.float64)
    total, apart = x.numel(), 0
    if not whole:
        finite = torch.isfinite(x) & torch.isfinite(y)
        if not bool(finite.all()):
            odd_x, odd_y = x[~finite], y[~finite]
            apart = int(((odd_x != odd_y) & ~(torch.isnan(odd_x) & torch.isnan(odd_y))).sum())
            x, y = x[finite], y[finite]
    if not x.numel():
        return Differences(total, apart, apart)
    distance = _whole_distance(torch, a, b) if whole else (y - x).abs()
    unequal, over, top, sum_abs, *peaks = _to_floats(torch, (
        (a != b if whole else x != y).sum(), (distance > tolerance).sum(), distance.amax(), distance.sum(),
        x.abs().amax(), y.abs().amax()))
    changed = over if tolerance > 0 else unequal
    of_a, of_b, of_d = (shift_for(peak) for peak in (*peaks, top))
    step = y * 2.0**of_d - x * 2.0**of_d if of_d < 0 else (y - x) * 2.0**of_d
    x, y = x * 2.0**of_a, y * 2.0**of_b
    sums = _to_floats(torch, ((x * x).sum(), (y * y).sum(), (x * y).sum(), step.square().sum()))
    return Differences(total, int(unequal) + apart, int(changed) + apart, x.numel(), top, sum_abs,
                       (of_a, of_b, of_d), *sums)


def _whole_distance(torch: Torch, a: DeviceTensor, b: DeviceTensor) -> DeviceTensor:
    if a.dtype == b.dtype == torch.int64:
        # The difference may need 64 bits without a sign: where it seems negative, 2**64 has been lost.
        wrapped = torch.maximum(a, b) - torch.minimum(a, b)
        return wrapped.to(torch.float64) + (wrapped < 0).to(torch.float64) * 2.0**64
    return (b.to(torch.float64) - a.to(torch.float64)).abs()


def _to_floats(torch: Torch, values: tuple[DeviceTensor, ...]) -> list[float]:
    """Several numbers in one trip from the device; counts of a block are far below 2**53."""
    found: list[float] = torch.stack([value.to(torch.float64) for value in values]).tolist()
    return found
