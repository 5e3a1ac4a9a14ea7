"""Arrays whose bytes lie between the opcodes of a pickle, as joblib.dump writes them behind a wrapper that describes
them (joblib/numpy_pickle.py, NumpyArrayWrapper.write_array).

Contract: how many bytes that are, from the wrapper's state alone; no byte of an array is read.
"""

from __future__ import annotations

import math
import re

from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.pickles.records import CallRecord, DictRecord, GlobalRecord, TupleRecord, Value
from ckpt_viewer.core.tensor import MAX_DIMENSIONS

_DTYPE = Global("numpy", "dtype")
_CODE = re.compile(r"([biufcmMSUVO])(\d{0,9})")
_HOLDS_OBJECTS = 1  # NPY_ITEM_REFCOUNT of a dtype's flags (numpy/core/include/numpy/ndarraytypes.h)


@dataclass(frozen=True, slots=True)
class Layout:
    """What follows a wrapper: a whole pickle where there are `objects`, else `nbytes` bytes, where `padded` behind a
    byte that says how many others come first."""

    nbytes: int
    padded: bool
    objects: bool


def layout_behind(wrapper: CallRecord) -> Layout | None:
    """None where the state does not say it."""
    state = wrapper.state
    keys = state.keys if type(state) is DictRecord else []
    said = {key: value for key, value in zip(keys, state.values, strict=True) if type(key) is str} if keys else {}
    shape, dtype = said.get("shape"), said.get("dtype")
    sizes = shape.items if type(shape) is TupleRecord else [None]
    if len(sizes) > MAX_DIMENSIONS or any(type(n) is not int or n < 0 for n in sizes):
        return None
    item = _item(dtype)
    if item is None:
        return None
    return Layout(math.prod(sizes) * item[0], type(said.get("numpy_array_alignment_bytes")) is int, objects=item[1])


def _item(dtype: Value) -> tuple[int, bool] | None:
    """Bytes of an element, and whether it holds objects: the state is (version, byte order, subarray, names, fields,
    size, alignment, flags, …), where the size is -1 unless the code does not tell it."""
    named = type(dtype) is CallRecord and type(dtype.callee) is GlobalRecord and dtype.callee.name == _DTYPE
    args = dtype.args.items if named and type(dtype.args) is TupleRecord else []
    state = dtype.state.items if named and type(dtype.state) is TupleRecord else []
    size, flags = (state[5], state[7]) if len(state) > 7 else (-1, 0)
    code = _CODE.fullmatch(args[0]) if args and type(args[0]) is str else None
    if type(size) is not int or type(flags) is not int or (code is None and size < 0):
        return None
    objects = bool(flags & _HOLDS_OBJECTS) or (code is not None and code[1] == "O")
    if size >= 0 or code is None:
        return size, objects
    count = int(code[2] or (8 if objects else 1))
    return (4 * count if code[1] == "U" else count), objects
