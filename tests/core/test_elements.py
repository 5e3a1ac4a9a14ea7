"""Every element type against torch: all codes of the small ones, random and awkward numbers for the rest."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
import torch

from ckpt_viewer.core.elements import decode, encode, encode_scalar
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.tensor import DTYPES

PLAIN = [name for name, d in DTYPES.items() if d.numbers not in ("quantized", "raw") and name != "bcomplex32"]
FLOATS = [name for name in PLAIN if DTYPES[name].numbers == "float"]
NARROW = [name for name in FLOATS if DTYPES[name].itemsize <= 2]
AWKWARD = [
    0.0, -0.0, 1.0, -1.0, 0.1, 1.5, 2.5, 3.0, 6.0, 240.0, 247.0, 249.0, 448.0, 465.0, 479.0, 481.0, 57344.0, 61439.0,
    61440.0, 65504.0, 65519.0, 65520.0, 1e-3, 1e-5, 1e-8, 5.9e-8, 1e-40, 3.3e38, 3.4e38, 1e308, 1e-310, math.nan,
    math.inf, -math.inf,
]


def torch_bytes(values: torch.Tensor) -> bytes:
    return bytes(values.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())


def same(ours: np.ndarray, theirs: np.ndarray) -> bool:
    """Equal with signs of zeros, NaN where NaN."""
    if np.iscomplexobj(ours):
        return same(ours.real, theirs.real) and same(ours.imag, theirs.imag)
    if ours.dtype.kind != "f":
        return bool(np.array_equal(ours, theirs))
    kept = ~np.isnan(theirs)
    return (bool(np.array_equal(ours, theirs, equal_nan=True))
            and bool(np.array_equal(np.signbit(ours[kept]), np.signbit(theirs[kept]))))


@pytest.mark.parametrize("name", NARROW)
def test_every_code_of_the_small_floats(name: str) -> None:
    dtype = DTYPES[name]
    data = np.arange(256 ** dtype.itemsize, dtype=f"u{dtype.itemsize}").tobytes()
    theirs = torch.frombuffer(bytearray(data), dtype=getattr(torch, name)).to(torch.float64).numpy()
    with np.errstate(invalid="ignore"):  # a signalling NaN, widened
        assert same(decode(data, dtype).astype(np.float64), theirs)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("little_endian", [True, False])
def test_random_bytes_in_both_byte_orders(name: str, little_endian: bool) -> None:
    dtype = DTYPES[name]
    data = np.random.default_rng(1).integers(0, 2 if name == "bool" else 256, 64 * dtype.itemsize, np.uint8).tobytes()
    theirs = torch.frombuffer(bytearray(data), dtype=getattr(torch, name))
    if name == "complex32":
        theirs = theirs.to(torch.complex64)
    elif name == "bfloat16" or name.startswith("float8"):
        theirs = theirs.to(torch.float32)
    expected = theirs.numpy()
    part = dtype.itemsize // (2 if dtype.numbers == "complex" else 1)
    swapped = data if little_endian else np.frombuffer(data, np.uint8).reshape(-1, part)[:, ::-1].tobytes()
    ours = decode(memoryview(swapped), dtype, little_endian=little_endian)
    assert ours.dtype == expected.dtype
    assert same(ours, expected)
    if not np.isnan(ours).any():
        assert encode(ours, dtype, little_endian=little_endian) == swapped


@pytest.mark.parametrize("little_endian", [True, False])
def test_pairs_of_bfloat16(little_endian: bool) -> None:
    """The oracle is the type of the parts: torch 2.15 makes the pairs and gives no numbers of them."""
    dtype = DTYPES["bcomplex32"]
    assert (dtype.itemsize, dtype.numbers) == (4, "complex")
    parts = torch.randn(64, generator=torch.Generator().manual_seed(2)).to(torch.bfloat16)
    pairs = torch.view_as_complex(parts.to(torch.float32).view(-1, 2)).numpy()
    data = parts.view(torch.int16).numpy().astype("<i2" if little_endian else ">i2").tobytes()
    ours = decode(data, dtype, little_endian=little_endian)
    assert ours.dtype == pairs.dtype
    assert same(ours, pairs)
    assert encode(ours, dtype, little_endian=little_endian) == data
    nearly = torch.randn(64, generator=torch.Generator().manual_seed(3))
    assert encode(nearly.numpy().view(np.complex64), dtype) == encode(nearly.numpy(), DTYPES["bfloat16"])


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("start", [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64])
def test_rounding_is_torchs(name: str, start: torch.dtype) -> None:
    random = torch.randn(4000, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    scales = 10.0 ** torch.linspace(-12, 12, 4000, dtype=torch.float64)
    around_one = 1 + torch.randn(4000, generator=torch.Generator().manual_seed(4), dtype=torch.float64) / 64
    numbers = torch.cat([torch.tensor(AWKWARD, dtype=torch.float64), random, random * scales, around_one])
    values = (numbers.nan_to_num(0, 0, 0).clamp(-1e15, 1e15) if start == torch.int64 else numbers).to(start)
    dtype = DTYPES[name]
    given = (values.float() if start == torch.bfloat16 else values).numpy()
    ours = decode(encode(given, dtype), dtype).astype(np.float64)
    # torch's own conversion of a bfloat16 or float16 goes through float32 too
    theirs = values.to(getattr(torch, name)).to(torch.float64).numpy()
    assert same(ours, theirs)


@pytest.mark.parametrize("name", [name for name in NARROW if name.startswith("float8")])
def test_ties_between_all_neighbours_of_float8(name: str) -> None:
    values = decode(bytes(range(256)), DTYPES[name]).astype(np.float64)
    values = np.sort(values[np.isfinite(values)])
    half_way = ((values[1:] + values[:-1]) / 2).astype(np.float32)
    above, below = (np.nextafter(half_way, np.float32(end)) for end in (np.inf, -np.inf))
    half_way = np.concatenate([half_way, above, below])
    theirs = torch.from_numpy(half_way).to(getattr(torch, name))
    assert encode(half_way, DTYPES[name]) == torch_bytes(theirs)


def test_quantised_elements_come_as_integers() -> None:
    assert decode(bytes(range(256)), DTYPES["qint8"]).tolist() == [*range(128), *range(-128, 0)]
    assert decode(b"\xff", DTYPES["quint8"]).tolist() == [255]
    assert decode(b"\xff\xff\xff\xff", DTYPES["qint32"]).tolist() == [-1]


def test_types_without_numbers_come_as_unsigned_integers() -> None:
    assert decode(b"\xfe\x01", DTYPES["uint4"]).tolist() == [254, 1]
    assert decode(b"\xfe\x01", DTYPES["float4_e2m1fn_x2"]).tolist() == [254, 1]
    assert decode(b"\xfe\x01", DTYPES["bits16"]).tolist() == [510]
    assert decode(b"\x01\xfe", DTYPES["bits16"], little_endian=False).tolist() == [510]


def test_any_byte_but_zero_is_true() -> None:
    assert decode(b"\x00\x01\x02\xff", DTYPES["bool"]).tolist() == [False, True, True, True]
    assert encode(np.array([0.0, 0.5, 2]), DTYPES["bool"]) == b"\x00\x01\x01"


@pytest.mark.parametrize(("name", "value"), [
    ("float32", 0.1), ("float64", 0.1), ("float16", 0.1), ("bfloat16", 0.1), ("float32", math.nan),
    ("float8_e4m3fn", 448.0), ("float8_e4m3fn", 463.0), ("float8_e5m2", math.inf), ("int64", 2**63 - 1),
    ("int64", -(2**63)), ("float16", -math.inf),
    ("uint64", 2**64 - 1), ("uint8", 255), ("int8", -128), ("int32", 7.0), ("bool", True), ("bool", 0), ("float32", 3),
    ("complex64", 1.5), ("int16", True), ("float8_e8m0fnu", 4.0),
])
def test_one_value(name: str, value: float) -> None:
    wide = torch.float64 if DTYPES[name].is_floating else None
    expected = torch_bytes(torch.tensor([value], dtype=wide or getattr(torch, name)).to(getattr(torch, name)))
    assert encode_scalar(value, DTYPES[name]) == expected
    part = len(expected) // (2 if name == "complex64" else 1)
    swapped = b"".join(expected[i : i + part][::-1] for i in range(0, len(expected), part))
    assert encode_scalar(value, DTYPES[name], little_endian=False) == swapped


@pytest.mark.parametrize(("name", "value"), [
    ("int64", 0.5), ("int64", 2**63), ("int8", 128), ("uint8", -1), ("int32", math.nan), ("int32", math.inf),
    ("bool", 2),
    ("float16", 1e5), ("float32", 1e39), ("float8_e4m3fn", 500), ("float8_e4m3fnuz", 300), ("float8_e8m0fnu", -1.0),
    ("float64", 10**400), ("float8_e4m3fn", 10**400), ("qint8", 1), ("bits8", 1), ("bool", 0.5),
])
def test_a_value_that_does_not_fit_is_refused(name: str, value: float) -> None:
    with pytest.raises(InvalidEdit) as caught:
        encode_scalar(value, DTYPES[name])
    assert name in str(caught.value)


def test_importing_edits_does_not_import_numpy() -> None:
    code = "import sys, ckpt_viewer.core.edits; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
