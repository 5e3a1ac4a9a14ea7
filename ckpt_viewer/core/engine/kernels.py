"""The loops of the engine as machine code: the one module that knows numba. Importing it takes a third of a second.

Contract: a kernel takes flat arrays of float32 or float64 in native byte order, and `bits`, the same memory as signed
integers of the same size; it holds no lock of Python's and knows nothing of tensors. Elements are float64 wherever they
are added. Elements that are not finite are told apart by their bits, so that nothing here depends on what a compiler
makes of NaN; a chunk with such elements is first packed into its finite ones.

Only additions may be reordered (`_SUMS`), which lets a processor add eight numbers at once. Chunks are small enough to
stay in the nearest cache, and are merged as `totals` says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Function = TypeVar("Function", bound=Callable[..., Any])

_CHUNK = 1024
_SUMS = frozenset({"reassoc", "contract"})
_FINITE_SUMS = _SUMS | {"nnan", "nsz"}  # where NaN can neither come nor arise


def _compiled(*, fastmath: frozenset[str] = frozenset()) -> Callable[[Function], Function]:
    decorate = numba.njit(nogil=True, cache=True, fastmath=set(fastmath))
    return cast("Callable[[Function], Function]", decorate)


@_compiled()
def moments(values: Array, bits: Array) -> tuple[Any, ...]:
    """(count, key of the least, key of the largest, mean, squares, zeros, nan, posinf, neginf): the numbers of
    `totals.Moments` with squares in plain units; see `from_key`."""
    packed = np.empty(_CHUNK, values.dtype)
    packed_bits = packed.view(bits.dtype)
    most, infinity = _most(bits), _infinity(bits)
    low, high = infinity, -infinity - 1
    pivot = _smallest(values[:_CHUNK])
    count, mean, squares = 0, 0.0, 0.0  # the mean is one of distances from the pivot
    zeros, nan, posinf, neginf = 0, 0, 0, 0
    for start in range(0, values.size, _CHUNK):
        chunk, its_bits = values[start : start + _CHUNK], bits[start : start + _CHUNK]
        least, largest, more_zeros = _extremes(its_bits, most)
        zeros += more_zeros
        if largest >= infinity or least <= -infinity - 1:
            kept, more_nan, more_posinf, more_neginf = _pack(chunk, packed)
            nan, posinf, neginf = nan + more_nan, posinf + more_posinf, neginf + more_neginf
            if kept == 0:
                continue
            chunk, its_bits = packed[:kept], packed_bits[:kept]
            least, largest, more_zeros = _extremes(its_bits, most)
        low, high = min(low, least), max(high, largest)
        size = chunk.size
        middle = _sum(chunk, pivot) / size
        apart, missed = _squares_about(chunk, pivot, middle)
        apart = max(apart - missed * missed / size, 0.0)
        step, total = middle + missed / size - mean, count + size
        mean += step * (size / total)
        squares += apart + step * step * count * (size / total)
        count = total
    return count, low, high, pivot + mean, squares, zeros, nan, posinf, neginf


@_compiled()
def count_equal(values: Array, low: float, high: float, scale: float, slack: float, edges: Array, inside: bool,
                counts: Array) -> None:
    """Add to `counts` (see `arithmetic.Tally`) in bins of one width; `inside`: all values lie from low to high."""
    places = np.empty(_CHUNK, np.uint32)
    bins = edges.size - 1
    first, second = counts[0], counts[-1]
    for start in range(0, values.size, _CHUNK):
        chunk = values[start : start + _CHUNK]
        if inside:
            near = _places_inside(chunk, low, scale, 0.5 - slack, places)
        else:
            near = _places(chunk, low, high, scale, bins, 0.5 - slack, places)
        if near:
            _correct(chunk, low, high, edges, places)
        half = chunk.size >> 1
        left, right = places[:half], places[half : 2 * half]
        for i in range(half):  # two tables: a processor waits where it adds to one place twice in a row
            first[left[i]] += 1
            second[right[i]] += 1
        if chunk.size & 1:
            first[places[chunk.size - 1]] += 1


@_compiled()
def count_between(values: Array, table: Array, edges: Array, counts: Array) -> None:
    """Add to `counts` in bins of any widths, with the table of `binning.table_of`."""
    wide = np.empty(_CHUNK, np.float64)
    cells = wide.view(np.uint64)
    last, ends, found = edges[-1], edges.size, counts[0]
    for start in range(0, values.size, _CHUNK):
        size = min(_CHUNK, values.size - start)
        for i in range(size):
            wide[i] = values[start + i]
        for i in range(size):
            value = wide[i]
            if not abs(value) < np.inf:
                found[ends + 1] += 1
                continue
            place = table[cells[i] >> np.uint64(48)]
            while place < ends and value >= edges[place]:
                place += 1
            found[place - 1 if value == last else place] += 1


@_compiled()
def count_codes(codes: Array, counts: Array) -> None:
    """Add to `counts` (two tables of 65,536) how often each code of 16 bits occurs."""
    half = codes.size >> 1
    left, right, first, second = codes[:half], codes[half:], counts[0], counts[1]
    for i in range(half):
        first[left[i]] += 1
        second[right[i]] += 1
    if codes.size & 1:
        first[right[half]] += 1


@_compiled()
def same(a: Array, b: Array) -> bool:
    """Whether two arrays of integers of one length are equal; looks no further than the first chunk that is not."""
    start, equal = 0, True
    while equal and start < a.size:
        equal = _equal(a[start : start + _CHUNK], b[start : start + _CHUNK])
        start += _CHUNK
    return equal


@_compiled()
def differences(a: Array, a_bits: Array, b: Array, b_bits: Array, tolerance: float) -> tuple[Any, ...]:
    """(unequal, changed, measured, max_abs, sum_abs, aa, bb, ab, dd, key of the peak): the numbers of
    `totals.Differences` with squares in plain units."""
    x, y = np.empty(_CHUNK, a.dtype), np.empty(_CHUNK, a.dtype)
    x_bits, y_bits = x.view(a_bits.dtype), y.view(a_bits.dtype)
    most, infinity = _most(a_bits), _infinity(a_bits)
    odd, unequal, over, measured, peak = 0, 0, 0, 0, 0
    top, sum_abs, aa, bb, ab, dd = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for start in range(0, a.size, _CHUNK):
        p, q = a[start : start + _CHUNK], b[start : start + _CHUNK]
        height = _peak(a_bits[start : start + _CHUNK], b_bits[start : start + _CHUNK], most)
        if height >= infinity:
            kept, more_odd = _pack_pairs(p, q, x, y)
            odd += more_odd
            p, q = x[:kept], y[:kept]
            height = _peak(x_bits[:kept], y_bits[:kept], most)
        found = _pair_sums(p, q, tolerance)
        peak, measured = max(peak, height), measured + p.size
        unequal, over, top, sum_abs = unequal + found[0], over + found[1], max(top, found[2]), sum_abs + found[3]
        aa, bb, ab, dd = aa + found[4], bb + found[5], ab + found[6], dd + found[7]
    changed = over if tolerance > 0 else unequal
    return unequal + odd, changed + odd, measured, top, sum_abs, aa, bb, ab, dd, peak


def from_key(key: int, dtype: np.dtype[Any]) -> float:
    """The float of a type whose key, its bits made to be ordered as the floats are, is this."""
    size = dtype.itemsize
    integer = np.dtype(f"i{size}")
    bits = key if key >= 0 else key ^ int(np.iinfo(integer).max)
    return float(np.array([bits], integer).view(dtype)[0])


def compile_all() -> None:
    """Call every kernel with arrays of each type that it is used for."""
    edges = np.array([0.0, 1.0])
    for kind in ("f4", "f8"):
        values = np.zeros(2, kind)
        bits = values.view(kind.replace("f", "i"))
        moments(values, bits)
        differences(values, bits, values, bits, 0.0)
        count_equal(values, 0.0, 1.0, 1.0, 0.0, edges, True, np.zeros((2, 4), np.int64))
        count_between(values, np.zeros(1 << 16, np.intp), edges, np.zeros((2, 4), np.int64))
    count_codes(np.zeros(2, np.uint16), np.zeros((2, 1 << 16), np.int64))
    same(np.zeros(2, np.int64), np.zeros(2, np.int64))


@_compiled()
def _most(bits: Array) -> int:
    """All bits but the sign's."""
    return 0x7FFFFFFF if bits.itemsize == 4 else 0x7FFFFFFFFFFFFFFF


@_compiled()
def _infinity(bits: Array) -> int:
    return 0x7F800000 if bits.itemsize == 4 else 0x7FF0000000000000


@_compiled()
def _extremes(bits: Array, most: int) -> tuple[int, int, int]:
    """The least and the largest key, and how many zeros."""
    least, largest, zeros = most, -most - 1, 0
    for i in range(bits.size):
        value = bits[i]
        key = value if value >= 0 else value ^ most
        least, largest = min(least, key), max(largest, key)
        zeros += (value & most) == 0
    return least, largest, zeros


@_compiled()
def _smallest(values: Array) -> float:
    """The finite value of the smallest size: what sums count from, so that a large mean does not eat the deviation,
    nor one large value the small ones."""
    smallest = np.inf
    for value in values:
        if abs(value) < abs(smallest):
            smallest = value
    return smallest if abs(smallest) < np.inf else 0.0


@_compiled()
def _from_pivot(value: float, pivot: float) -> float:
    """A function of its own, whose subtraction may not be reordered."""
    return value - pivot


@_compiled(fastmath=_SUMS)
def _sum(values: Array, pivot: float) -> float:
    total = 0.0
    for i in range(values.size):
        total += _from_pivot(values[i], pivot)
    return total


@_compiled(fastmath=_SUMS)
def _squares_about(values: Array, pivot: float, middle: float) -> tuple[float, float]:
    """The sums of squared distances and of distances from `middle`, itself counted from the pivot."""
    squares, distances = 0.0, 0.0
    for i in range(values.size):
        distance = _from_pivot(values[i], pivot) - middle
        squares += distance * distance
        distances += distance
    return squares, distances


@_compiled()
def _pack(values: Array, packed: Array) -> tuple[int, int, int, int]:
    """Put the finite values into `packed`: how many they are, and how many are NaN, inf, -inf."""
    kept, nan, posinf, neginf = 0, 0, 0, 0
    for i in range(values.size):
        value = values[i]
        if abs(value) < np.inf:
            packed[kept] = value
            kept += 1
        elif value == np.inf:
            posinf += 1
        elif value == -np.inf:
            neginf += 1
        else:
            nan += 1
    return kept, nan, posinf, neginf


@_compiled()
def _places_inside(values: Array, low: float, scale: float, limit: float, places: Array) -> int:
    """The slot that arithmetic gives each value, and whether any is so near to an edge that it may be wrong."""
    near = 0
    for i in range(values.size):
        place = (values[i] - low) * scale
        whole = np.int32(place)
        near |= int(abs(place - whole - 0.5) > limit)
        places[i] = np.uint32(whole + 1)
    return near


@_compiled()
def _places(values: Array, low: float, high: float, scale: float, bins: int, limit: float, places: Array) -> int:
    """The same for values from anywhere: slot 0 is below, bins + 1 above, bins + 2 for what is not finite."""
    near = 0
    for i in range(values.size):
        value = np.float64(values[i])
        within = (value >= low) & (value <= high)
        place = (value - low) * scale if within else 0.5
        whole = np.int32(place)
        near |= int(abs(place - whole - 0.5) > limit)
        outside = (0 if value < low else bins + 1) if abs(value) < np.inf else bins + 2
        places[i] = np.uint32(whole + 1 if within else outside)
    return near


@_compiled()
def _correct(values: Array, low: float, high: float, edges: Array, places: Array) -> None:
    """Look at the edges themselves; arithmetic is off by one slot at most."""
    last = edges.size - 2
    for i in range(values.size):
        value = np.float64(values[i])
        if low <= value <= high:
            place = int(places[i]) - 1
            if place > last:
                place = last
            if value < edges[place]:
                place -= 1
            elif place < last and value >= edges[place + 1]:
                place += 1
            places[i] = place + 1


@_compiled()
def _equal(a: Array, b: Array) -> bool:
    bits = 0
    for i in range(a.size):
        bits |= a[i] ^ b[i]
    return bits == 0


@_compiled()
def _peak(a: Array, b: Array, most: int) -> Any:
    """The bits of the largest size on either side."""
    peak: Any = 0
    for i in range(a.size):
        peak = max(peak, a[i] & most, b[i] & most)
    return peak


@_compiled()
def _pack_pairs(a: Array, b: Array, x: Array, y: Array) -> tuple[int, int]:
    """Put the pairs of two finite values into `x` and `y`: how many they are, and how many others are unequal."""
    kept, odd = 0, 0
    for i in range(a.size):
        p, q = a[i], b[i]
        if abs(p) < np.inf and abs(q) < np.inf:
            x[kept], y[kept] = p, q
            kept += 1
        elif p != q and not (p != p and q != q):  # what differs from itself is NaN
            odd += 1
    return kept, odd


@_compiled(fastmath=_FINITE_SUMS)
def _pair_sums(a: Array, b: Array, tolerance: float) -> tuple[int, int, float, float, float, float, float, float]:
    unequal, over = 0, 0
    top, sum_abs, aa, bb, ab, dd = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(a.size):
        x, y = np.float64(a[i]), np.float64(b[i])
        step = y - x
        distance: Any = abs(step)
        unequal += x != y
        over += distance > tolerance
        top = max(top, distance)
        sum_abs += distance
        aa += x * x
        bb += y * y
        ab += x * y
        dd += step * step
    return unequal, over, top, sum_abs, aa, bb, ab, dd
