"""The loops of the engine as machine code: counting and comparing here, sums in `moment_kernels`, many tensors at
once in `batch_kernels`. Beside these only `readiness`, which has them compiled, knows numba.

Contract: a kernel takes flat arrays of float32 or float64 in native byte order, and `bits`, the same memory as signed
integers of the same size; counting in bins takes int32 and int64 too. It holds no lock of Python's and knows nothing of
tensors. Elements are float64 wherever they are added. Elements that are not finite are told apart by their bits, so
that nothing here depends on what a compiler makes of NaN; a chunk with such elements is first packed into its finite
ones.

Only additions may be reordered (`SUMS`), which lets a processor add eight numbers at once. Chunks are small enough to
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

CHUNK = 2048
SUMS = frozenset({"reassoc", "contract"})


def compiled(*, fastmath: frozenset[str] = frozenset()) -> Callable[[Function], Function]:
    decorate = numba.njit(nogil=True, cache=True, fastmath=set(fastmath))
    return cast("Callable[[Function], Function]", decorate)


@compiled()
def count_equal(values: Array, terms: Array, edges: Array, inside: bool, counts: Array) -> None:
    """Add to `counts` (see `arithmetic.Tally`) in bins of one width; `inside`: all values lie in them. `terms`, in the
    type in which to compute: where they begin, how many make up 1, how far from its middle a value surely is in one."""
    slots, odd, step = np.empty(CHUNK, np.uint32), np.zeros(CHUNK, np.uint8), -1.0
    for start in range(0, values.size, CHUNK):
        chunk = values[start : start + CHUNK]
        found = slots[: chunk.size]
        unsure = (_slots_inside(chunk, terms, found, odd) if inside else
                  _slots(chunk, terms, edges.size - 1, found, odd))
        many = unsure > chunk.size >> 6  # more than whatever arithmetic is unsure of: values that are edges themselves
        step = _step_of(edges) if many and step < 0 else step
        if many and step > 0:
            _correct_by_step(chunk, edges, step, found)
        elif unsure:
            _correct(chunk, edges, found, odd)
        _count_slots(found, counts)


@compiled()
def count_between(values: Array, table: Array, edges: Array, counts: Array) -> None:
    """Add to `counts` in bins of any widths, with the table of `binning.table_of`."""
    wide = np.empty(CHUNK, np.float64)
    cells = wide.view(np.uint64)
    last, ends, found = edges[-1], edges.size, counts[0]
    for start in range(0, values.size, CHUNK):
        size = min(CHUNK, values.size - start)
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


@compiled()
def count_codes(codes: Array, counts: Array) -> None:
    """Add to `counts` (two tables of 65,536) how often each code of 16 bits occurs."""
    half = codes.size >> 1
    left, right, first, second = codes[:half], codes[half:], counts[0], counts[1]
    for i in range(half):
        first[left[i]] += 1
        second[right[i]] += 1
    if codes.size & 1:
        first[right[half]] += 1


@compiled()
def same(a: Array, b: Array) -> bool:
    """Whether two arrays of integers of one length are equal; looks no further than the first chunk that is not."""
    start, equal = 0, True
    while equal and start < a.size:
        equal = _equal(a[start : start + CHUNK], b[start : start + CHUNK])
        start += CHUNK
    return equal


@compiled()
def differences(a: Array, a_bits: Array, b: Array, b_bits: Array, tolerance: float) -> tuple[Any, ...]:
    """(unequal, changed, measured, key of max_abs as float64, sum_abs, aa, bb, ab, dd, key of the peak): the numbers
    of `totals.Differences` with squares in plain units."""
    x, y = np.empty(CHUNK, a.dtype), np.empty(CHUNK, a.dtype)
    x_bits, y_bits = x.view(a_bits.dtype), y.view(a_bits.dtype)
    infinity, distances = infinity_of(a_bits), np.empty(CHUNK, np.float64)
    odd, unequal, over, measured, peak, top = 0, 0, 0, 0, 0, 0
    sum_abs, aa, bb, ab, dd = 0.0, 0.0, 0.0, 0.0, 0.0
    for start in range(0, a.size, CHUNK):
        p, q = a[start : start + CHUNK], b[start : start + CHUNK]
        height = _peak(a_bits[start : start + CHUNK], b_bits[start : start + CHUNK])
        if height >= infinity:
            kept, more_odd = _pack_pairs(p, q, x, y)
            odd += more_odd
            p, q = x[:kept], y[:kept]
            height = _peak(x_bits[:kept], y_bits[:kept])
        found = _pair_sums(p, q, tolerance, distances)
        top = max(top, _largest(distances[: p.size].view(np.int64)))
        peak, measured = max(peak, height), measured + p.size
        unequal, over, sum_abs = unequal + found[0], over + found[1], sum_abs + found[2]
        aa, bb, ab, dd = aa + found[3], bb + found[4], ab + found[5], dd + found[6]
    changed = over if tolerance > 0 else unequal
    return unequal + odd, changed + odd, measured, top, sum_abs, aa, bb, ab, dd, peak


def compile_all() -> None:
    """Call every kernel with arrays of each type that it is used for."""
    edges = np.array([0.0, 1.0])
    for kind in ("f4", "f8"):
        values = np.zeros(2, kind)
        bits = values.view(kind.replace("f", "i"))
        differences(values, bits, values, bits, 0.0)
        for terms in {kind, "f8"}:
            count_equal(values, np.ones(3, terms), edges, True, np.zeros((4, 4), np.int64))
        count_between(values, np.zeros(1 << 16, np.intp), edges, np.zeros((4, 4), np.int64))
    for kind in ("i4", "i8"):
        count_equal(np.zeros(2, kind), np.ones(3), edges, True, np.zeros((4, 4), np.int64))
        count_between(np.zeros(2, kind), np.zeros(1 << 16, np.intp), edges, np.zeros((4, 4), np.int64))
    count_codes(np.zeros(2, np.uint16), np.zeros((2, 1 << 16), np.int64))
    same(np.zeros(2, np.int64), np.zeros(2, np.int64))


@compiled()
def most_of(bits: Array) -> Any:
    """All bits but the sign's, as one of them: a processor takes twice as many small integers at once."""
    return bits.dtype.type(0x7FFFFFFF if bits.itemsize == 4 else 0x7FFFFFFFFFFFFFFF)


@compiled()
def infinity_of(bits: Array) -> int:
    return 0x7F800000 if bits.itemsize == 4 else 0x7FF0000000000000


@compiled()
def _slots_inside(values: Array, terms: Array, slots: Array, odd: Array) -> Any:
    """The slot that arithmetic gives each value, which have to be looked up, and how many."""
    kind, low, scale, limit, unsure = terms.dtype.type, terms[0], terms[1], terms[2], np.int32(0)
    for i in range(values.size):
        place = (values[i] - low) * scale
        whole = np.int32(place)
        is_odd = np.int32(abs(place - kind(whole) - kind(0.5)) > limit)
        unsure = np.int32(unsure + is_odd)
        slots[i], odd[i] = whole + np.int32(1), is_odd
    return unsure


@compiled()
def _slots(values: Array, terms: Array, bins: int, slots: Array, odd: Array) -> Any:
    """The same for values from anywhere: slot 0 is below, bins + 1 above, bins + 2 of what is not finite."""
    kind, low, scale, limit, unsure = terms.dtype.type, terms[0], terms[1], terms[2], np.int32(0)
    below, above, outside = kind(-0.5), kind(bins + 0.5), np.int32(bins + 2)
    for i in range(values.size):
        place = (values[i] - low) * scale
        place = place if place > below else below
        place = place if place < above else above
        whole = np.int32(np.int32(place) - np.int32(place < 0))
        finite = abs(values[i]) < np.inf
        is_odd = np.int32((abs(place - kind(whole) - kind(0.5)) > limit) & finite)
        unsure = np.int32(unsure + is_odd)
        slots[i], odd[i] = whole + np.int32(1) if finite else outside, is_odd
    return unsure


@compiled()
def _step_of(edges: Array) -> float:
    """The width of the bins, where each edge is what arithmetic says; else 0."""
    bins = edges.size - 1
    step = (edges[bins] - edges[0]) / bins
    return step if (np.arange(bins) * step + edges[0] == edges[:bins]).all() else 0.0


@compiled()
def _correct_by_step(values: Array, edges: Array, step: float, slots: Array) -> None:
    """Compare every value with edges that are computed: eight at a time, which a table does not give so quickly."""
    last, one, low, high = np.int32(edges.size - 2), np.int32(1), edges[0], edges[edges.size - 1]
    for i in range(values.size):
        value, place = np.float64(values[i]), np.int32(np.int32(slots[i]) - one)
        place = min(max(place, np.int32(0)), last)
        lower, upper = np.float64(place) * step + low, np.float64(np.int32(place + one)) * step + low
        slot = np.int32(place + one) - np.int32(value < lower) + np.int32((value >= upper) & (place < last))
        slot = slot if value <= high else last + np.int32(2)
        slots[i] = slot if abs(value) < np.inf else last + np.int32(3)


@compiled()
def _correct(values: Array, edges: Array, slots: Array, odd: Array) -> None:
    """Look up what is odd; arithmetic is off by one slot at most. `odd` is as long as a chunk."""
    odd[values.size :] = 0
    for group, eight in enumerate(odd.view(np.uint64)):  # few are odd, and soon found
        if eight != 0:
            for i in range(8 * group, 8 * group + 8):
                if odd[i]:
                    slots[i] = _slot(np.float64(values[i]), np.int32(slots[i]) - np.int32(1), edges)


@compiled()
def _slot(value: float, place: Any, edges: Array) -> Any:
    """The slot of a value for which arithmetic has said the bin `place`; without branches."""
    last, one = np.int32(edges.size - 2), np.int32(1)
    place = min(max(np.int32(place), np.int32(0)), last)
    place = np.int32(place - np.int32(value < edges[np.uint32(place)]))
    place = np.int32(place + np.int32((value >= edges[np.uint32(place + one)]) & (place < last)))
    place = np.int32(last + one) if value > edges[np.uint32(last + one)] else place
    return np.int32(place + one) if abs(value) < np.inf else np.int32(last + np.int32(3))


@compiled()
def _count_slots(slots: Array, counts: Array) -> None:
    """In turns in the tables there are: a processor waits where it adds to one place twice in a row."""
    rows, quarter = len(counts), slots.size >> 2
    one, two, three, four = counts[0], counts[rows >> 2], counts[rows >> 1], counts[rows - 1]
    a, b, c, d = slots[:quarter], slots[quarter : 2 * quarter], slots[2 * quarter : 3 * quarter], slots[3 * quarter :]
    for i in range(quarter):
        one[a[i]] += 1
        two[b[i]] += 1
        three[c[i]] += 1
        four[d[i]] += 1
    for i in range(quarter, d.size):
        four[d[i]] += 1


@compiled()
def _equal(a: Array, b: Array) -> bool:
    bits = 0
    for i in range(a.size):
        bits |= a[i] ^ b[i]
    return bits == 0


@compiled()
def _peak(a: Array, b: Array) -> Any:
    """The bits of the largest size on either side."""
    kind, most = a.dtype.type, most_of(a)
    peak = kind(0)
    for i in range(a.size):
        larger = max(kind(a[i] & most), kind(b[i] & most))  # a maximum of three at once takes thrice as long
        peak = max(peak, larger)
    return peak


@compiled()
def _pack_pairs(a: Array, b: Array, x: Array, y: Array) -> tuple[Any, Any]:
    """Put the pairs of two finite values into `x` and `y`: how many they are, and how many others are unequal."""
    kept, odd = np.int64(0), np.int64(0)
    for i in range(a.size):
        p, q = a[i], b[i]
        finite = (abs(p) < np.inf) & (abs(q) < np.inf)
        x[kept], y[kept] = p, q
        kept += np.int64(finite)
        odd += np.int64((not finite) & (p != q) & ((p == p) | (q == q)))  # what differs from itself is NaN
    return kept, odd


@compiled(fastmath=SUMS)
def _pair_sums(a: Array, b: Array, tolerance: float, distances: Array) -> tuple[Any, ...]:
    unequal, over = np.int32(0), np.int32(0)
    sum_abs, aa, bb, ab, dd = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(a.size):
        x, y = np.float64(a[i]), np.float64(b[i])
        step = y - x
        distance: Any = abs(step)
        distances[i] = distance
        unequal = np.int32(unequal + np.int32(x != y))
        over = np.int32(over + np.int32(distance > tolerance))
        sum_abs += distance
        aa += x * x
        bb += y * y
        ab += x * y
        dd += step * step
    return unequal, over, sum_abs, aa, bb, ab, dd


@compiled()
def _largest(bits: Array) -> Any:
    """The largest of floats that are not negative, by their bits."""
    largest = bits.dtype.type(0)
    for i in range(bits.size):  # `for value in bits` takes four times as long
        largest = max(largest, bits[i])
    return largest
