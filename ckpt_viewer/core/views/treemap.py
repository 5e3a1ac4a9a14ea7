"""Lays weighted things out as a treemap: rectangles whose areas are as their weights, as square as they can be.

The squarified layout of Bruls, Huizing and van Wijk (Squarified Treemaps, 2000). A branch keeps a strip of its
rectangle for its name and lays out what is in it in the rest, where there is room; else it is a cell itself, so there
are never more cells than can be seen. What would be a speck is no cell: it stays in the ground of its branch. Pure:
numbers in, rectangles out; the units are those of the caller.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from ckpt_viewer.core.lazy_dataclasses import dataclass


class Weighted(Protocol):
    """A thing with a weight and what it is made of; the weights of `parts` come to its own."""

    @property
    def weight(self) -> int: ...

    @property
    def parts(self) -> Sequence[Weighted]: ...


T = TypeVar("T", bound=Weighted)


@dataclass(frozen=True, slots=True)
class Rect:
    """Left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def area(self) -> float:
        return self.w * self.h

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.x + self.w and self.y <= y < self.y + self.h

    def inside(self, top: float, gap: float) -> Rect:
        """What is left within `gap` from the edges and below a strip of height `top`."""
        return Rect(self.x + gap, self.y + top, max(0.0, self.w - 2 * gap), max(0.0, self.h - top - gap))


@dataclass(frozen=True, slots=True)
class Room:
    """What a branch needs: `strip` for its name, `gap` around what is in it, and at least `least` a side to open. What
    would have an area below `speck` gets no cell; parts must then stand the largest first."""

    strip: float = 0.0
    gap: float = 0.0
    least: float = 0.0
    speck: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell(Generic[T]):
    """A thing in its place. `opened` where its parts are laid out in it, else it stands for all of them."""

    thing: T
    rect: Rect
    depth: int
    opened: bool


def lay_out(thing: T, rect: Rect, room: Room) -> tuple[Cell[T], ...]:
    """The cells for a thing in a rectangle, a branch before what is in it."""
    return tuple(_cells(thing, rect, room, 0))


def squarify(weights: Sequence[float], rect: Rect) -> list[Rect]:
    """Rectangles that cover `rect`, in the order of `weights`, with areas in proportion; of no width where it is 0."""
    found: list[Rect] = [Rect(rect.x, rect.y, 0.0, 0.0)] * len(weights)
    order = sorted((at for at, weight in enumerate(weights) if weight > 0), key=lambda at: -weights[at])
    left = float(sum(weights))
    begin, rest = 0, rect
    while begin < len(order):
        end, total = _row(weights, order, begin, rest, left)
        rest = _place(weights, order[begin:end], total, left, rest, found)
        begin, left = end, left - total
        if end < len(order) and not (left > 0 and rest.area > 0):  # lost in rounding
            for at in order[end:]:
                found[at] = Rect(rest.x, rest.y, 0.0, 0.0)
            break
    return found


def _cells(thing: T, rect: Rect, room: Room, depth: int) -> Iterator[Cell[T]]:
    parts: Sequence[T] = thing.parts  # type: ignore[assignment]  # a thing is made of its kind
    inner = rect.inside(room.strip, room.gap)
    seen = _seen(thing, parts, inner, room) if min(inner.w, inner.h) >= room.least else 0
    yield Cell(thing, rect, depth, seen > 0)
    if seen:
        weights = [part.weight for part in parts[:seen]]
        *places, _rest = squarify([*weights, thing.weight - sum(weights)], inner)
        for part, place in zip(parts[:seen], places, strict=True):
            if place.area > 0:
                yield from _cells(part, place, room, depth + 1)


def _seen(thing: Weighted, parts: Sequence[Weighted], inner: Rect, room: Room) -> int:
    """How many of the parts are no specks."""
    if not room.speck:
        return len(parts)
    least = room.speck * thing.weight / max(inner.area, 1e-9)
    return bisect_left(parts, True, key=lambda part: part.weight < least)


def _row(weights: Sequence[float], order: Sequence[int], begin: int, rest: Rect, left: float) -> tuple[int, float]:
    """Where the row that begins at `begin` ends, and its weight: it grows as long as its cells get squarer."""
    side, scale = min(rest.w, rest.h), rest.area / left if left else 0.0
    largest, total, end = weights[order[begin]], 0.0, begin
    worst = float("inf")
    while end < len(order):
        smallest = weights[order[end]]
        grown = total + smallest
        length = (grown * scale) ** 2
        ratio = max(side * side * largest * scale / length, length / (side * side * smallest * scale)) if (
            length > 0 and side > 0) else float("inf")
        if ratio > worst:
            break
        worst, total, end = ratio, grown, end + 1
    return end, total


def _place(weights: Sequence[float], row: Sequence[int], total: float, left: float, rest: Rect,
           found: list[Rect]) -> Rect:
    """Put a row along the shorter side; what is left of the rectangle."""
    share = min(1.0, total / left)
    upright = rest.w >= rest.h
    depth = (rest.w if upright else rest.h) * share
    at = rest.y if upright else rest.x
    for item in row:
        along = (rest.h if upright else rest.w) * (weights[item] / total)
        found[item] = Rect(rest.x, at, depth, along) if upright else Rect(at, rest.y, along, depth)
        at += along
    if upright:
        return Rect(rest.x + depth, rest.y, max(0.0, rest.w - depth), rest.h)
    return Rect(rest.x, rest.y + depth, rest.w, max(0.0, rest.h - depth))
