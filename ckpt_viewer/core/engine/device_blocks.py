"""Elements of a tensor whose storage lies on a device, in bounded blocks: `blocks` in the words of torch.

torch comes as an argument. A block is a strided view of the placed bytes; only what is computed from it takes memory.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy.typing as npt

from ckpt_viewer.core.engine.blocks import BlockReader, scales_of_tile
from ckpt_viewer.core.engine.devices import Torch
from ckpt_viewer.core.engine.layout import Ints, Tile
from ckpt_viewer.core.engine.loading import DeviceTensor
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.tensor import Chunk, Storage, TensorSpec

# What torch turns into float64 exactly, on every device that has float64. Complex numbers are not among them, because
# torch and numpy differ in the last bit of an absolute value; unsigned 16 to 64 bit lack most operations in torch.
COMPUTED = frozenset((
    "float64", "float32", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz",
    "float8_e8m0fnu", "int64", "int32", "int16", "int8", "uint8", "bool", "qint8", "quint8", "qint32",
))
_STORED = {"qint8": "int8", "quint8": "uint8", "qint32": "int32"}
_CARRIERS = {1: "uint8", 2: "int16", 4: "int32", 8: "int64", 16: "complex128"}


class HeldBytes:
    """A storage in RAM as something to read from, without a copy of its own."""

    def __init__(self, held: DeviceTensor) -> None:
        self._bytes: memoryview = held.numpy().data

    @property
    def size(self) -> int:
        return self._bytes.nbytes

    def read_at(self, offset: int, count: int) -> bytes:
        return bytes(self._bytes[offset : offset + count])

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        buffer.cast("B")[:] = self._bytes[offset : offset + buffer.nbytes]


def in_ram(storage: Storage, held: DeviceTensor) -> Storage:
    """`storage` with its bytes read from `held`, which has them in this computer's order."""
    chunk = Chunk(HeldBytes(held), 0, storage.nbytes)
    return replace(storage, chunks=(chunk,), little_endian=sys.byteorder == "little")


class DeviceReader:
    """Tiles of one view of a storage whose bytes are `held` on a device; `strides` and `axis` as for `BlockReader`."""

    def __init__(self, torch: Torch, spec: TensorSpec, held: DeviceTensor, strides: Ints, axis: int | None) -> None:
        self._torch = torch
        self._spec = spec
        self._held = held
        self._strides = strides
        self._axis = axis
        # The bytes were turned to this computer's order when they were loaded.
        storage = replace(spec.storage, little_endian=sys.byteorder == "little")
        self._decoder = BlockReader(replace(spec, storage=storage), strides, axis)

    def values(self, tile: Tile) -> DeviceTensor:
        """The real numbers of a tile, of a dtype in `COMPUTED`: floats as float32 or float64, integers as they are."""
        torch, name = self._torch, self._spec.dtype.name
        found = self._view(tile, getattr(torch, _STORED.get(name, name)))
        if self._spec.dtype.numbers == "float" and name != "float64":
            found = found.to(torch.float32)
        if self._spec.dtype.numbers == "quantized" and self._spec.quantization is not None:
            found = self._dequantized(found, tile)
        return -found if self._spec.negated else found

    def numbers(self, tile: Tile) -> DeviceTensor:
        """The elements of a tile as a flat float64 tensor."""
        return self.values(tile).to(self._torch.float64).reshape(-1)

    def fetched(self, tile: Tile) -> npt.NDArray[Any]:
        """The numbers of a tile of any dtype in RAM, the same as `BlockReader.values` gives."""
        view = self._view(tile, getattr(self._torch, _CARRIERS[self._spec.dtype.itemsize]))
        block: npt.NDArray[Any] = view.contiguous().cpu().numpy()
        return self._decoder.understood(block, tile)

    def _view(self, tile: Tile, dtype: Any) -> DeviceTensor:
        first = self._spec.storage_offset + tile.offset(self._strides)
        empty = self._torch.empty(0, dtype=dtype, device=self._held.device)
        return empty.set_(self._held.untyped_storage(), first, tile.sizes, self._strides)

    def _dequantized(self, stored: DeviceTensor, tile: Tile) -> DeviceTensor:
        """(q - zero point) * scale, with `scales_of_tile`."""
        float32 = self._torch.float32
        scales, zeros = (self._torch.tensor(each, device=self._held.device)
                         for each in scales_of_tile(self._spec, tile, self._axis))
        return ((stored.to(float32) - zeros) * scales).to(float32)
