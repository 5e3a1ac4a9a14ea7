"""Elements of a tensor in bounded blocks, read from where its bytes lie.

A block is a tile of a view. Its bytes are read in runs: what lies close together in one read over the gaps, what lies
far apart in reads of its own, so that neither a column of a large matrix nor a transposed one is read many times over.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.elements import decode
from ckpt_viewer.core.engine.layout import Ints, Tile
from ckpt_viewer.core.engine.measuring import Workspace
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.sources.unpacked import unpacked_storage
from ckpt_viewer.core.tensor import DTYPES, Quantization, TensorSpec, invalid_geometry, read_storage

Array = npt.NDArray[Any]

BLOCK_ELEMENTS = 1 << 17
_RUN_BYTES = 4 << 20  # the longest read over gaps
_GAP_BYTES = 32 << 10  # reading over a shorter gap is quicker than a second read
_MOST_SCALES = 1 << 24
_CARRIERS = {1: "u1", 2: "u2", 4: "u4", 8: "u8", 16: "c16"}  # types that copy elements bit by bit


class BlockReader:
    """Reads tiles of one view that `ready` gave. `strides` are those of the dimensions that tiles count in, in
    elements.

    `axis` is the dimension along which scales of a quantised tensor differ, if they do. Not for several threads at
    once; a block is good until the next one is read, by this reader or by another that reads in the same `room`. Raises
    Damaged for a view that does not fit its storage; reading raises what the storage raises.
    """

    def __init__(self, spec: TensorSpec, strides: Ints, axis: int | None = None, room: Workspace | None = None
                 ) -> None:
        _refuse_misfit(spec)
        _refuse_scales(spec)
        self._spec = spec
        self._strides = strides
        self._axis = axis
        self._room = Workspace() if room is None else room

    def raw(self, tile: Tile) -> Array:
        """The elements of a tile, bit by bit, as unsigned integers of their size (complex numbers for 16 bytes)."""
        numel, size = tile.numel, self._spec.dtype.itemsize
        block = self._room.take("block", numel * size, np.uint8).view(_CARRIERS[size]).reshape(tile.sizes)
        if numel and self._strides == (1,):
            first = self._spec.storage_offset + tile.origin[0]
            read_storage(self._spec.storage, first * size, block.view(np.uint8).data)
        elif numel:
            dims = [(n, s) for n, s in zip(tile.sizes, self._strides, strict=True) if n != 1]
            order = sorted(range(len(dims)), key=lambda i: dims[i][1], reverse=True)
            sizes, strides = tuple(dims[i][0] for i in order), tuple(dims[i][1] for i in order)
            first = self._spec.storage_offset + tile.offset(self._strides)
            self._fill(block.squeeze().transpose(order), first, sizes, strides)
        return block

    def values(self, tile: Tile) -> Array:
        """The numbers of a tile: what `decode` gives, dequantised, negated and conjugated where the view says so."""
        return self.understood(self.raw(tile), tile)

    def understood(self, block: Array, tile: Tile) -> Array:
        """The numbers that the raw block of a tile stands for."""
        data = block.reshape(-1).view(np.uint8).data
        storage = self._spec.storage
        found = decode(data, self._spec.dtype, little_endian=storage.little_endian).reshape(tile.sizes)
        if self._spec.quantization is not None and self._spec.dtype.numbers == "quantized":
            found = self._dequantized(found, tile)
        if self._spec.conjugated:
            found = found.conj()
        return -found if self._spec.negated else found

    def _dequantized(self, stored: Array, tile: Tile) -> npt.NDArray[np.float32]:
        """(q - zero point) * scale, with `scales_of_tile`."""
        scales, zeros = scales_of_tile(self._spec, tile, self._axis)
        values: npt.NDArray[np.float32] = ((stored.astype(np.float32) - zeros) * scales).astype(np.float32)
        return values

    def _fill(self, block: Array, first: int, sizes: Ints, strides: Ints) -> None:
        """Fill `block` from element `first` of the storage on; `strides` fall from dimension to dimension."""
        size = self._spec.dtype.itemsize
        if block.flags.c_contiguous and _in_a_row(sizes, strides):
            read_storage(self._spec.storage, first * size, block.reshape(-1).view(np.uint8).data)
            return
        inner = _reach(sizes[1:], strides[1:])
        step = strides[0]
        apart = (step - inner) * size > _GAP_BYTES
        at_once = 1 if apart or step == 0 else (_RUN_BYTES // size - inner) // step + 1
        if len(sizes) > 1 and (at_once < 2 or not _dense(sizes[1:], strides[1:], size)):
            self._fill_one_by_one(block, first, sizes, strides)
            return
        if step == 0:
            at_once = sizes[0]
        for start in range(0, sizes[0], max(at_once, 1)):
            count = min(max(at_once, 1), sizes[0] - start)
            read = self._run(first + start * step, (count - 1) * step + inner)
            block[start : start + count] = np.ndarray(  # as_strided says the same, in ten times the time
                (count, *sizes[1:]), read.dtype, read, strides=tuple(s * size for s in strides))

    def _fill_one_by_one(self, block: Array, first: int, sizes: Ints, strides: Ints) -> None:
        if strides[0] == 0:
            self._fill(block[0], first, sizes[1:], strides[1:])
            block[1:] = block[0]
            return
        for i in range(sizes[0]):
            self._fill(block[i], first + i * strides[0], sizes[1:], strides[1:])

    def _run(self, first: int, count: int) -> Array:
        """`count` elements of the storage in a buffer that the next run will use again."""
        size = self._spec.dtype.itemsize
        run = self._room.take("run", count * size, np.uint8)
        read_storage(self._spec.storage, first * size, run.data)
        return run.view(_CARRIERS[size])


def fits_one_block(spec: TensorSpec) -> bool:
    """Whether the elements lie in a row, need nothing but decoding, and are few."""
    return (spec.quantization is None and not spec.conjugated and not spec.negated
            and 0 < spec.numel <= BLOCK_ELEMENTS and spec.is_contiguous)


def read_one_block(spec: TensorSpec) -> Array:
    """The numbers of a tensor that fits one block, in a row. Raises as `BlockReader` does."""
    data = np.empty(spec.numel * spec.dtype.itemsize, np.uint8).data
    read_bytes(spec, data)
    return decode(data, spec.dtype, little_endian=spec.storage.little_endian)


def read_bytes(spec: TensorSpec, buffer: memoryview) -> None:
    """Fill `buffer` with the elements of a tensor that fits one block. Raises as `BlockReader` does."""
    _refuse_misfit(spec)
    read_storage(spec.storage, spec.storage_offset * spec.dtype.itemsize, buffer)


def ready(spec: TensorSpec) -> TensorSpec:
    """The view with all that its numbers depend on at hand: scales that are tensors are read, packed elements get a
    byte each. Any other view as it is. Raises Damaged, and what reading raises."""
    if spec.dtype.packed > 1 and spec.quantization is not None and not invalid_geometry(spec):
        dtype = DTYPES["quint8"]
        spec = replace(spec, dtype=dtype, storage=unpacked_storage(spec.storage, spec.dtype, dtype))
    how = spec.quantization
    if how is None or (isinstance(how.scales, tuple) and isinstance(how.zero_points, tuple)):
        return spec
    count = spec.shape[how.axis] if how.axis is not None and 0 <= how.axis < len(spec.shape) else -1
    scales, zeros = (_read_scales(held, count) for held in (how.scales, how.zero_points))
    return replace(spec, quantization=Quantization(scales, zeros, how.axis))


def _read_scales(held: tuple[float, ...] | TensorSpec, count: int) -> tuple[float, ...]:
    if isinstance(held, tuple):
        return held
    if held.shape != (count,) or count > _MOST_SCALES or held.quantization is not None:
        raise Damaged("this tensor has another number of scales or zero points than it needs",
                      f"storage {held.storage.key}")
    values = BlockReader(held, held.stride).values(Tile((0,), held.shape))
    return tuple(values.astype(np.float64).tolist())


def scales_of_tile(spec: TensorSpec, tile: Tile, axis: int | None) -> tuple[Array, npt.NDArray[np.float32]]:
    """Scales and zero points of a quantised tile, ready to be applied to it.

    torch's dequantize multiplies in float32 by the one scale of a tensor, but in float64 by the scale of a slice.
    """
    quantization = spec.quantization
    assert quantization is not None
    assert isinstance(quantization.scales, tuple)
    assert isinstance(quantization.zero_points, tuple)
    with np.errstate(over="ignore"):  # a scale that float32 cannot hold is infinite, as in torch
        scales = np.asarray(quantization.scales, np.float32 if axis is None else np.float64)
    zeros = np.asarray(quantization.zero_points, np.float32)
    if axis is None:
        return scales, zeros
    part = slice(tile.origin[axis], tile.origin[axis] + tile.sizes[axis])
    shape = [-1 if other == axis else 1 for other in range(len(tile.sizes))]
    return scales[part].reshape(shape), zeros[part].reshape(shape)


def scale_axis(spec: TensorSpec) -> int | None:
    """The dimension along which the scales of a quantised tensor differ."""
    if spec.quantization is None or spec.dtype.numbers != "quantized":
        return None
    return spec.quantization.axis


def _refuse_misfit(spec: TensorSpec) -> None:
    where = f"storage {spec.storage.key}"
    if problem := invalid_geometry(spec):
        raise Damaged(f"this tensor cannot be read: {problem}", where)


def _refuse_scales(spec: TensorSpec) -> None:
    where = f"storage {spec.storage.key}"
    if spec.quantization is not None and spec.dtype.numbers == "quantized":
        axis, held = spec.quantization.axis, (spec.quantization.scales, spec.quantization.zero_points)
        counts = {len(each) if isinstance(each, tuple) else -1 for each in held}
        if axis is not None and not 0 <= axis < len(spec.shape):
            raise Damaged(f"this tensor has no dimension {axis} for its scales", where)
        if counts != {1 if axis is None else spec.shape[axis]}:
            raise Damaged("this tensor has another number of scales or zero points than it needs", where)


def _reach(sizes: Ints, strides: Ints) -> int:
    """Elements from the first to the last that these dimensions touch, both counted."""
    return sum((n - 1) * s for n, s in zip(sizes, strides, strict=True)) + 1


def _in_a_row(sizes: Ints, strides: Ints) -> bool:
    """True where the elements lie one behind the other in this order."""
    step = 1
    for n, s in zip(reversed(sizes), reversed(strides), strict=True):
        if n != 1 and s != step:
            return False
        step *= n
    return True


def _dense(sizes: Ints, strides: Ints, itemsize: int) -> bool:
    """True where no gap within these dimensions is worth a read of its own."""
    reaches = [_reach(sizes[i + 1 :], strides[i + 1 :]) for i in range(len(sizes))]
    return all((s - reach) * itemsize <= _GAP_BYTES for s, reach in zip(strides, reaches, strict=True))
