"""Bytes to numbers and back, for every element type of torch.

`decode` gives native numpy numbers where numpy has the type; bfloat16 and the float8 types come as float32, complex32
and bcomplex32 (each part a bfloat16) as complex64, all of them exactly. Quantised elements come as the integers that
are stored, and types without numbers of their own ("raw") as unsigned integers of the same size. `encode` rounds to
nearest, ties to even, as torch's `.to(dtype)` does: what is narrower than float32 is reached by way of float32. numpy
is imported by the first call.
"""

from __future__ import annotations

import math
import sys
from functools import cache

from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING, Any
from ckpt_viewer.core.tensor import DType, TensorSpec, read_storage

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[Any]

_NUMPY_NAMES = {"quint8": "uint8", "qint8": "int8", "qint32": "int32", "bits16": "uint16"}
_TRUTH, _SMALLER = "Write True or False.", "Write a smaller number."
_NATIVE = sys.byteorder == "little"

# Mantissa bits, bias, and the code that a too large size becomes. `fn`: no infinities, all ones is NaN, the largest
# number stands for everything beyond. `fnuz`: neither -0 nor infinities; its one NaN stands where -0 would, and for
# everything too large. (torch 2.13, c10/util/Float8_*.h; arXiv:2209.05433 and arXiv:2206.02915 define the formats.)
_FLOAT8 = {"float8_e4m3fn": (3, 7, 0x7E), "float8_e5m2": (2, 15, 0x7C),
           "float8_e4m3fnuz": (3, 8, 0x80), "float8_e5m2fnuz": (2, 16, 0x80)}
_FLOAT8_E4M3FN_END = 464  # half way from its largest number, 448, to the one that would follow
BEGINNING = 4_096


def decode(data: bytes | bytearray | memoryview, dtype: DType, *, little_endian: bool = True) -> Array:
    """The elements in `data` as a flat array, which may be read-only and may share memory with `data`.

    `data` is a whole number of elements long; each part of a complex element has the byte order of its own.
    """
    import numpy as np

    raw: Array = np.frombuffer(data, _stored_type(dtype))
    if little_endian != _NATIVE and raw.dtype.itemsize > 1:
        raw = raw.byteswap()
    match dtype.name:
        case "bool":
            raw = raw != 0
        case "bfloat16":
            raw = np.left_shift(raw, 16, dtype=np.uint32).view(np.float32)
        case "complex32":
            raw = raw.astype(np.float32).view(np.complex64)
        case "bcomplex32":
            raw = np.left_shift(raw, 16, dtype=np.uint32).view(np.complex64)
        case name if name.startswith("float8"):
            raw = _float8_values(name)[raw]
    return raw


def encode(values: Array, dtype: DType, *, little_endian: bool = True) -> bytes:
    """The bytes of `values` as elements of `dtype`; too large a float becomes what torch makes of it (inf or NaN)."""
    import numpy as np

    stored = _rounded(np.ascontiguousarray(values).ravel(), dtype)
    if little_endian != _NATIVE and stored.dtype.itemsize > 1:
        stored = stored.byteswap()
    return stored.tobytes()


def encode_scalar(value: bool | int | float | complex, dtype: DType, *, little_endian: bool = True) -> bytes:
    """The bytes of one element. Raises InvalidEdit where `dtype` cannot hold `value`, such as a fraction."""
    import numpy as np

    fitting: bool | int | float | complex
    match dtype.numbers:
        case "complex" if isinstance(value, complex):
            fitting = value
        case _ if isinstance(value, complex):
            raise InvalidEdit(f"{value!r} is a complex number, and a tensor of {dtype} holds none",
                              hint="Write a number without an imaginary part.")
        case "bool" if value in (0, 1):
            fitting = bool(value)
        case "int" | "uint":
            fitting = _whole_number(value, dtype)
        case "float" | "complex":
            fitting = _real_number(value, dtype)
        case _:
            raise InvalidEdit(f"{value!r} is not a value that a tensor of {dtype} can be given",
                              hint=_TRUTH if dtype.numbers == "bool" else "Convert it in Python.")
    # Without an explicit type numpy would take 2**63 for an object.
    kind = _stored_type(dtype) if isinstance(fitting, int) else None
    data = encode(np.array([fitting], kind), dtype, little_endian=little_endian)
    kept = decode(data, dtype, little_endian=little_endian)[0]
    if np.isfinite(fitting) and not np.isfinite(kept):
        raise InvalidEdit(f"{value!r} is too large for a tensor of {dtype}", hint=_SMALLER)
    return data


def shortest(value: float, dtype: DType) -> float:
    """The number that a person would write for an element of `dtype`: of those that give its very bits, the one with
    the fewest digits. 0.001 for the float32 that is exactly 0.0010000000474974513."""
    if not math.isfinite(value) or dtype.numbers != "float":
        return value
    try:
        bits = encode_scalar(value, dtype)
        written = (float(f"{value:.{digits}g}") for digits in range(1, 17))
        return next((number for number in written if _gives(number, dtype, bits)), value)
    except InvalidEdit:
        return value


def element_text(value: Any, dtype: DType) -> str:
    """One element as `decode` gave it, in the shortest text that reads back as the same."""
    number = value.item() if hasattr(value, "item") else value
    return repr(shortest(number, dtype) if isinstance(number, float) else number)


def beginning(spec: TensorSpec) -> Array:
    """The first elements of a contiguous tensor, at most BEGINNING. Raises CheckpointError."""
    data = bytearray(min(spec.numel, BEGINNING) * spec.dtype.itemsize)
    read_storage(spec.storage, spec.byte_span[0], memoryview(data))
    return decode(data, spec.dtype, little_endian=spec.storage.little_endian)


def _gives(number: float, dtype: DType, bits: bytes) -> bool:
    try:
        return encode_scalar(number, dtype) == bits
    except InvalidEdit:  # rounded up beyond the largest number of the type
        return False


def _stored_type(dtype: DType) -> np.dtype[Any]:
    """The numpy type in which elements lie, in native byte order; complex types as their parts, in pairs."""
    import numpy as np

    if dtype.numbers == "complex" and dtype.name == "complex32":
        return np.dtype(np.float16)
    if dtype.name in ("bfloat16", "bcomplex32"):
        return np.dtype(np.uint16)
    if dtype.itemsize == 1 and dtype.numbers not in ("int", "quantized"):
        return np.dtype(np.uint8)
    return np.dtype(_NUMPY_NAMES.get(dtype.name, dtype.name))


def _rounded(values: Array, dtype: DType) -> Array:
    """`values` in the type in which they are stored."""
    import numpy as np

    stored: Array
    # A float that has become inf, and an integer out of a NaN, are the caller's wish and no reason to warn.
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        match dtype.name:
            case "bool":
                stored = (values != 0).view(np.uint8)
            case "bfloat16":
                stored = _bfloat16_bits(values.astype(np.float32))
            case "float16":
                stored = values.astype(np.float32).astype(np.float16)
            case "complex32":
                stored = values.astype(np.complex64).view(np.float32).astype(np.float16)
            case "bcomplex32":
                stored = _bfloat16_bits(values.astype(np.complex64).view(np.float32))
            case "float8_e8m0fnu":
                stored = _e8m0_bits(values.astype(np.float32))
            case name if name.startswith("float8"):
                stored = _float8_bits(values.astype(np.float32), name)
            case _:
                stored = values.astype(_stored_type(dtype))
    return stored


def _bfloat16_bits(values: npt.NDArray[np.float32]) -> Array:
    """c10/util/BFloat16.h, round_to_nearest_even: add half of the last place kept, less one when that is even."""
    import numpy as np

    bits = values.view(np.uint32)
    rounded: npt.NDArray[np.uint16] = ((bits + (((bits >> 16) & 1) + np.uint32(0x7FFF))) >> 16).astype(np.uint16)
    rounded[np.isnan(values)] = 0x7FC0
    return rounded


def _e8m0_bits(values: npt.NDArray[np.float32]) -> Array:
    """c10/util/Float8_e8m0fnu.h: the exponent alone, without a sign, rounded to the nearest power of two; ties go up
    but for the smallest exponent."""
    import numpy as np

    bits = values.view(np.uint32)
    exponent = (bits >> 23) & 0xFF
    half, beyond = (bits & 0x400000) != 0, (bits & 0x3FFFFF) != 0
    up = half & (beyond | (exponent > 0)) & (exponent < 0xFF)
    codes: Array = (exponent + up).astype(np.uint8)
    return codes


def _float8_bits(values: npt.NDArray[np.float32], name: str) -> Array:
    """The code whose value is nearest, between two the even one; see `_FLOAT8` for what is too large."""
    import numpy as np

    borders, size = _float8_borders(name), np.abs(values)
    code = np.searchsorted(borders, size, side="left").astype(np.uint8)
    code += (borders[np.minimum(code, len(borders) - 1)] == size) & (code % 2 == 1)
    negative, unknown = np.signbit(values), np.isnan(values)
    if name.endswith("fnuz"):
        code[negative & (code > 0)] |= 0x80
        code[unknown] = 0x80
        return code
    code[unknown] = 0x7F
    code[negative] |= 0x80
    return code


@cache
def _float8_borders(name: str) -> npt.NDArray[np.floating[Any]]:
    """The sizes half way from each code to the next, up to the code for what is too large."""
    mantissa, bias, largest = _FLOAT8[name]
    sizes = _float8_sizes(mantissa, bias)[: largest + 1]
    return (sizes[:-1] + sizes[1:]) / 2


def _float8_sizes(mantissa: int, bias: int) -> npt.NDArray[np.float32]:
    """The sizes that codes 0 to 128 stand for, as if none of them meant inf or NaN."""
    import numpy as np

    codes = np.arange(129)
    exponent, fraction = codes >> mantissa, codes & ((1 << mantissa) - 1)
    whole = np.where(exponent > 0, fraction + (1 << mantissa), fraction)
    sizes: npt.NDArray[np.float32] = np.ldexp(whole.astype(np.float32), np.maximum(exponent, 1) - bias - mantissa)
    return sizes


@cache
def _float8_values(name: str) -> npt.NDArray[np.float32]:
    """The value of each of the 256 codes."""
    import numpy as np

    codes = np.arange(256)
    if name == "float8_e8m0fnu":
        powers: npt.NDArray[np.float32] = np.where(codes == 255, np.nan, np.ldexp(1.0, codes - 127)).astype(np.float32)
        return powers
    mantissa, bias, _ = _FLOAT8[name]
    values: npt.NDArray[np.float32] = _float8_sizes(mantissa, bias)[codes & 0x7F]
    values[0x80:] *= -1
    match name:
        case "float8_e4m3fn":
            values[[0x7F, 0xFF]] = np.nan
        case "float8_e5m2":
            values[[0x7C, 0xFC]] = np.inf, -np.inf
            values[[*range(0x7D, 0x80), *range(0xFD, 0x100)]] = np.nan
        case _:
            values[0x80] = np.nan
    return values


def _whole_number(value: float, dtype: DType) -> int:
    """`value` as an integer that `dtype` can hold."""
    if not math.isfinite(value) or int(value) != value:
        raise InvalidEdit(f"{value!r} is not a whole number, and a tensor of {dtype} holds only those",
                          hint="For example 3.")
    bits = 8 * dtype.itemsize
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if dtype.numbers == "int" else (0, (1 << bits) - 1)
    if not low <= int(value) <= high:
        raise InvalidEdit(f"{value!r} is outside {low} … {high}, what a tensor of {dtype} can hold",
                          hint="Write a number between these.")
    return int(value)


def _real_number(value: float, dtype: DType) -> float:
    """`value` as a float, which has to be in the range of float8 types that would clip it silently."""
    try:
        if dtype.name == "float8_e8m0fnu" and value <= 0:
            raise InvalidEdit(f"{value!r} is not a positive number, and a tensor of {dtype} holds only those",
                              hint="For example 0.5 or 2.")
        if dtype.name == "float8_e4m3fn" and _FLOAT8_E4M3FN_END < abs(value) < math.inf:
            raise InvalidEdit(f"{value!r} is too large for a tensor of {dtype}", hint=_SMALLER)
        return float(value)
    except OverflowError:
        raise InvalidEdit(f"a number of {int(value).bit_length()} bits is too large for a tensor of {dtype}",
                          hint=_SMALLER) from None
