"""Two tensors of one shape as pictures in the same colours, and how far B is from A as a third.

The colours of the third are symmetric around zero and its own. Where a cell stands for a block of elements it shows, in
each of the three, the value farthest from zero; that of the third is the greatest difference in the block, and not the
difference of what the other two show. Blocks while it reads. Raises what the engine raises, and Cancelled.
"""

from __future__ import annotations

import math

from ckpt_viewer.core.engine.base import Engine, Window
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.finding import Pair, subtracted
from ckpt_viewer.core.views.mosaics import Mosaic
from ckpt_viewer.core.views.pictures import (
    CODE_GAP,
    Area,
    ColourScale,
    Look,
    Picture,
    colour_scale,
    count_codes,
    encode_colours,
    paint,
)
from ckpt_viewer.core.views.slices import Slices, rearranged

Arrangement = Slices | Mosaic


@dataclass(frozen=True, slots=True)
class PairPictures:
    """`a` and `b` have one scale."""

    a: Picture
    b: Picture
    difference: Picture


@dataclass(frozen=True, slots=True)
class PairPainter:
    """`pair` laid out as `arrangement`, which is of its first tensor: `lead`, `page` and `look` as that takes them."""

    engine: Engine
    pair: Pair
    arrangement: Arrangement
    lead: tuple[int, ...] = ()
    page: int = 0
    look: Look = Look()

    def paint(self, task: Task) -> PairPictures:
        """The whole of a slice or page."""
        a, b = (self._side(spec, task) for spec in self.pair)
        scale = ColourScale(min(a.scale.low, b.scale.low), max(a.scale.high, b.scale.high))
        return PairPictures(_in_colours(a, scale), _in_colours(b, scale), self._difference(task))

    def sharpen(self, task: Task, whole: PairPictures, area: Area) -> PairPictures:
        """A part of it in the colours of the whole."""
        a, b = (self._side(spec, task, whole.a.scale, area) for spec in self.pair)
        return PairPictures(a, b, self._difference(task, whole.difference.scale, area))

    def _side(self, spec: TensorSpec, task: Task, scale: ColourScale | None = None, area: Area | None = None
              ) -> Picture:
        return replace(self.arrangement, spec=spec).paint(self.engine, task, self.lead, self.page, self.look, scale,
                                                          area)

    def _difference(self, task: Task, scale: ColourScale | None = None, area: Area | None = None) -> Picture:
        if isinstance(self.arrangement, Slices):
            order = self.arrangement.order
            a, b = (rearranged(spec, order) for spec in self.pair)
            return paint(_Difference(self.engine, a, b), a, task, index=self.lead, area=area,
                         look=Look("symmetric", self.look.clip), scale=scale)
        mosaic = replace(self.arrangement, merged=False)
        return mosaic.draw(_Difference(self.engine, *self.pair), task, self.lead, self.page,
                           scale or self._difference_scale(task))

    def _difference_scale(self, task: Task) -> ColourScale:
        """That of all elements, so that it is the same on every page."""
        farthest = self.engine.compare(*self.pair, task).max_abs
        farthest = farthest if math.isfinite(farthest) else math.nan
        return colour_scale(-farthest, farthest, "symmetric")


@dataclass(frozen=True, slots=True)
class _Difference:
    """Answers as an engine that is asked for A, with B − A."""

    engine: Engine
    a: TensorSpec
    b: TensorSpec

    def window(self, spec: TensorSpec, task: Task, *, index: tuple[int, ...] = (), row: int = 0, column: int = 0,
               rows: int = 256, columns: int = 256) -> Window:
        assert spec == self.a
        a, b = (self.engine.window(side, task, index=index, row=row, column=column, rows=rows, columns=columns)
                for side in (self.a, self.b))
        return replace(a, values=subtracted(b.values, a.values))


def _in_colours(picture: Picture, scale: ColourScale) -> Picture:
    codes = encode_colours(picture.values, scale)
    codes[picture.codes == CODE_GAP] = CODE_GAP
    return replace(picture, scale=scale, codes=codes, counts=count_codes(codes))
