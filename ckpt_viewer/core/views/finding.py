"""Find an element of a tensor: the largest, the smallest, the next or the last one before that is not finite; or one at
which two tensors of one shape differ, where a NaN on both sides is no difference.

Contract: reads in pieces of bounded size, in the order in which elements are counted, and gives the first of several.
Extremes are those of the finite elements; complex ones count by their absolute value. An element that a view meets
many times over is looked at once. Raises what the engine raises, Unsupported for views that overlap without end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import numpy as np

from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.engine.layout import fold, is_endless
from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.task import QuietTask, Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.element_pages import ElementPages

Wanted = Literal["largest", "smallest", "next-odd", "previous-odd"]
Ints = tuple[int, ...]

PIECE = 1 << 20  # elements read at a time
Pair = tuple[TensorSpec, TensorSpec]


def find_element(engine: Engine, spec: TensorSpec, wanted: Wanted, after: Ints | None, task: Task) -> Ints | None:
    """The index of the element; `after` is where the search for one that is not finite begins, and it goes on from the
    other end. None where there is none."""
    if not spec.numel:
        return None
    once = replace(spec, shape=tuple(1 if step == 0 else size for size, step in zip(spec.shape, spec.stride,
                                                                                    strict=True)))
    if is_endless(fold(once), once):
        raise Unsupported("this tensor reads the same bytes over and over and cannot be searched",
                          hint="Look at the tensor that it is a view of.")
    if wanted in ("largest", "smallest"):
        found = _extreme(engine, once, wanted == "largest", task)
    elif once.dtype.numbers not in ("float", "complex"):
        return None
    else:
        place = None if after is None else _number(once.shape, after)
        found = _odd(engine, once, place, wanted == "next-odd", task)
    return None if found is None else ElementPages(once.shape).place(found)


def next_difference(engine: Engine, pair: Pair, after: int, task: Task) -> int | None:
    """The first element past `after` that differs, from the top again where there is none; None where all are equal."""
    count = pair[0].numel
    task.start(count, "Searching")
    for part in (range(after + 1, count), range(min(after + 1, count))):
        for first, (a, b) in pieces(engine, pair, part, task):
            found = np.flatnonzero(_differ(a, b))
            if len(found):
                return first + int(found[0])
    return None


def largest_difference(engine: Engine, pair: Pair, task: Task) -> int | None:
    """The element with the largest |b − a|, one where it cannot be formed before all others; None for equal tensors."""
    task.start(pair[0].numel, "Searching")
    most, place = 0.0, None
    for first, (a, b) in pieces(engine, pair, range(pair[0].numel), task):
        size = np.nan_to_num(np.abs(subtracted(b, a)), nan=np.inf, posinf=np.inf)
        at = int(np.argmax(size)) if len(size) else 0
        if len(size) and size[at] > most:
            most, place = float(size[at]), first + at
    return place


def subtracted(b: Any, a: Any) -> Any:
    """`b - a` of numbers of any type; 0 where both are the same, an infinity or NaN too."""
    differ = _differ(a, b)
    if a.dtype == object or b.dtype == object:
        a, b = a.astype(np.float64), b.astype(np.float64)
    wide = np.complex128 if np.iscomplexobj(a) or np.iscomplexobj(b) else np.float64
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(differ, b.astype(wide) - a.astype(wide), 0.0)


def _extreme(engine: Engine, spec: TensorSpec, largest: bool, task: Task) -> int | None:
    best: Any = None
    place = None
    pick: Callable[[Any], Any] = np.argmax if largest else np.argmin
    task.start(spec.numel, "Searching")
    for first, (values,) in pieces(engine, (spec,), range(spec.numel), task):
        sizes = np.abs(values) if np.iscomplexobj(values) else values
        finite = np.flatnonzero(np.isfinite(sizes)) if sizes.dtype.kind == "f" else np.arange(sizes.size)
        if not finite.size:
            continue
        at = finite[int(pick(sizes[finite]))]
        value = sizes[at].item()
        if best is None or (value > best if largest else value < best):
            best, place = value, first + int(at)
    return place


def _odd(engine: Engine, spec: TensorSpec, after: int | None, forward: bool, task: Task) -> int | None:
    count = spec.numel
    if after is None:
        parts = [range(count)]
    else:
        later, before = range(after + 1, count), range(after)
        parts = [later, range(after + 1)] if forward else [before, range(after, count)]
    for part in parts:
        task.start(len(part), "Searching")
        for first, (values,) in pieces(engine, (spec,), part, task, forward=forward):
            found = np.flatnonzero(~np.isfinite(values))
            if found.size:
                return first + int(found[0 if forward else -1])
    return None


def pieces(engine: Engine, specs: Sequence[TensorSpec], part: range, task: Task, *,
           forward: bool = True) -> Iterator[tuple[int, list[Any]]]:
    """The elements of a part of tensors of one shape, flat, with the number of the first one of each piece."""
    layout, quiet = ElementPages(specs[0].shape, PIECE), QuietTask(task)
    at = part.start if forward else part.stop - 1
    while part.start <= at < part.stop:
        page, row, column = layout.page(at)
        first = at - row * page.columns - column
        begin, end = max(first, part.start), min(first + page.rows * page.columns, part.stop)
        windows = [engine.window(spec, quiet, index=page.index, row=page.row, column=page.column, rows=page.rows,
                                 columns=page.columns) for spec in specs]
        yield begin, [np.asarray(window.values).reshape(-1)[begin - first : end - first] for window in windows]
        task.advance(end - begin)
        at = end if forward else begin - 1


def _differ(a: Any, b: Any) -> Any:
    return (a != b) & ~((a != a) & (b != b))


def _number(shape: Ints, index: Ints) -> int:
    """The number of an element, of a dimension that is met once always the first."""
    steps = [math.prod(shape[d + 1 :]) for d in range(len(shape))]
    return sum(min(at, size - 1) * step for at, size, step in zip(index, shape, steps, strict=True))
