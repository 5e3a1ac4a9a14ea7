"""Histograms drawn: one as bars, several as outlines over one another with a legend.

Contract: draws what it is given and computes nothing but positions on the screen. Edges may be shared or not; with
`log_x` they must be those of core.distributions. Imports pyqtgraph.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ckpt_viewer.core.engine.base import Floats, Histogram
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.views.value_range import ValueRange
from ckpt_viewer.core.wording import count_text, number_text, percent_text
from ckpt_viewer.gui.language import in_a_row, later, told, tr
from ckpt_viewer.gui.parts.laying import STRETCH, lay_column
from ckpt_viewer.gui.parts.notice import SYMBOLS, Notice
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.plots.legend import SeriesLegend
from ckpt_viewer.gui.plots.style import (
    LogScale,
    SeriesStyle,
    fill_colour,
    line_pen,
    make_plot,
    series_style,
    style_plot,
)
from ckpt_viewer.gui.theme import active_theme

_FLOOR = -0.3  # where bars of a logarithmic count axis stand, so that a count of one is seen
_BRUSHING = later("Drag over a range to mark it, in the picture too; with Shift where the plot is zoomed. "
                  "By keys: arrows, Shift+arrows, Escape")
_COUNTS = 1 << 62  # more than there are elements: no axis counts in halves
_FILLED = 3  # more outlines than these are not filled: their tints would only add up to grey
Series = Sequence[tuple[str, Histogram]]
Bins = tuple[int, int]  # the first and the last


@dataclass(frozen=True, slots=True)
class Look:
    """How counts and values are laid out. `share` draws percent of each tensor's elements instead of counts; `absolute`
    says that the values are those of complex numbers."""

    log_x: bool = False
    log_y: bool = False
    share: bool = False
    absolute: bool = False


class HistogramView(Themed, QWidget):
    """A plot with a legend above it and, below, what the pointer is at. Bins of a single histogram are brushed, by the
    mouse (with Shift where a zoomed plot would be moved) or the arrow keys with Shift; `brushed` brings the values they
    hold, or None. Where no element is finite, words stand in place of the plot."""

    brushed = Signal(object)  # ValueRange | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: tuple[tuple[str, Histogram], ...] = ()
        self._look = Look()
        self._scale: LogScale | None = None
        self._brush: Bins | None = None
        self._bin: int | None = None  # at which the keys are
        self._pressed: int | None = None  # the bin in which brushing began
        self._region: pg.LinearRegionItem | None = None
        self.heights: list[Floats] = []  # of the bars as drawn, for each series
        self.legend = SeriesLegend(self)
        self.plot = make_plot()
        self.plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # its hint is far too high
        self.plot.setMinimumHeight(150)
        self.plot.setAccessibleName(tr("Histogram"))
        self.plot.scene().sigMouseMoved.connect(self._on_moved)
        self.plot.scene().sigMouseClicked.connect(self._on_clicked)
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for watched in (self.plot, self.plot.viewport()):
            watched.installEventFilter(self)
        self.plot.getPlotItem().getViewBox().setMouseEnabled(x=True, y=False)
        self.nothing = Notice(self)
        self.readout = QLabel(self)
        self.readout.setTextFormat(Qt.TextFormat.PlainText)
        self.readout.setMinimumWidth(1)
        lay_column(self.legend, self.nothing, (self.plot, 1000), self.readout, STRETCH, on=self, margins=0, spacing=4)
        self.follow_theme()

    def picture(self) -> QWidget:
        """What becomes an image: all of it but a line that says only what can be done here."""
        return self.plot if self.readout.text() == _offer() else self

    @property
    def series(self) -> tuple[tuple[str, Histogram], ...]:
        return self._series

    def show_histograms(self, series: Series, look: Look = Look()) -> None:
        """Draw these, each under its label, from the first (at the back) to the last."""
        kept = self.brushed_values
        self._series, self._look = tuple(series), look
        self._brush = self._bin = self._pressed = None
        self._scale = LogScale(series[0][1].edges) if look.log_x and series else None
        self.legend.show_names([_with_odd(name, h) for name, h in series] if len(series) > 1 else [])
        nothing = _nothing_words([h for _, h in series])
        self.nothing.say("warning", nothing)
        self.plot.setHidden(bool(nothing))
        self.readout.setHidden(bool(nothing))
        self.plot.setToolTip(tr(_BRUSHING) if len(series) == 1 else "")
        self._draw()
        self._rest()
        self.mark_values(kept)
        self.plot.setAccessibleDescription(in_a_row(_sentence(name, h) for name, h in series))

    def clear(self) -> None:
        self.show_histograms(())

    def reset_zoom(self) -> None:
        """Show all bins again."""
        if not self._series:
            return
        item = self.plot.getPlotItem()
        low = min(float(self._positions(h.edges)[0]) for _, h in self._series)
        high = max(float(self._positions(h.edges)[-1]) for _, h in self._series)
        tops = [float(h.max()) for h in self.heights if h.size]
        floor = self._floor()
        top = max([*tops, floor + 0.5])
        item.setLimits(xMin=low, xMax=high)
        item.setRange(xRange=(low, high), yRange=(floor, floor + (top - floor) * 1.06), padding=0)

    @property
    def brushed_values(self) -> ValueRange | None:
        """From the lower edge of the first to the upper edge of the last brushed bin: what is counted in these."""
        if self._brush is None:
            return None
        edges, end = self._series[0][1].edges, self._brush[1] + 1
        return ValueRange(float(edges[self._brush[0]]), float(edges[end]), closed=end == edges.size - 1)

    def mark_values(self, values: ValueRange | None) -> None:
        """Mark the bins that may hold some of these values, without saying so."""
        self._set_brush(None if values is None or len(self._series) != 1 else self._bins_of(values), told=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.plot.viewport() and event.type() in (QEvent.Type.Leave, QEvent.Type.ContextMenu):
            self._rest()  # what a menu over the plot copies and exports says nothing of the bin below it
        if len(self._series) == 1:
            if watched is self.plot and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._on_key(event)
            if watched is self.plot.viewport() and isinstance(event, QMouseEvent):
                return self._on_mouse(event)
        return super().eventFilter(watched, event)

    def retheme(self) -> None:
        style_plot(self.plot)
        self._draw()

    def _draw(self) -> None:
        item = self.plot.getPlotItem()
        item.clear()
        theme = active_theme()
        self.heights = [self._heights(h) for _, h in self._series]
        for position, ((_, histogram), heights) in enumerate(zip(self._series, self.heights, strict=True)):
            edges = self._positions(histogram.edges)
            if len(self._series) == 1:
                item.addItem(_bars(edges, heights, self._floor(), theme.series[0]))
            else:
                style = series_style(position, theme)
                item.addItem(_outline(edges, heights, self._floor(), style, filled=len(self._series) <= _FILLED))
        left, bottom = item.getAxis("left"), item.getAxis("bottom")
        left.set_kind(powers=self._look.log_y, places=None if self._look.share else _COUNTS)
        bottom.set_kind(self._scale)
        left.setLabel(tr("% of elements") if self._look.share else tr("Elements"), color=theme.muted)
        bottom.setLabel(self._value_label(), color=theme.muted)
        item.showGrid(x=False, y=True, alpha=0.18)
        self._region = None
        self._draw_brush()
        self.reset_zoom()

    def _on_mouse(self, event: QMouseEvent) -> bool:
        """Brushing; whether the plot is not to see it. A plot that is zoomed is moved by a drag without Shift."""
        kind, shift = event.type(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton and (
                shift or not self._zoomed):
            self._pressed = self._bin_at(event.position())
            self._set_brush(None)
            return True
        if self._pressed is None:
            return False
        if kind == QEvent.Type.MouseMove:
            now = self._bin_at(event.position())
            self._set_brush((min(self._pressed, now), max(self._pressed, now)))
        elif kind == QEvent.Type.MouseButtonRelease:
            self._pressed = None
        return True

    def _on_key(self, event: QKeyEvent) -> bool:
        """A bin by the arrow keys, a range with Shift."""
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape and self._brush is not None:
            self._set_brush(None)
            return True
        if key not in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return False
        last = self._series[0][1].counts.size - 1
        at = last // 2 if self._bin is None else self._bin
        self._bin = min(last, max(0, at + (1 if key == Qt.Key.Key_Right else -1)))
        if shift:
            first, end = self._brush or (at, at)
            fixed = first if at >= end else end
            self._set_brush((min(fixed, self._bin), max(fixed, self._bin)))
        else:
            edges = self._series[0][1].edges
            self._say(self.words_at((edges[self._bin] + edges[self._bin + 1]) / 2))
        return True

    def _set_brush(self, brush: Bins | None, *, told: bool = True) -> None:
        if brush == self._brush:
            return
        self._brush = brush
        self._draw_brush()
        self._rest()
        if told:
            self.brushed.emit(self.brushed_values)

    def _draw_brush(self) -> None:
        item = self.plot.getPlotItem()
        if self._region is not None:
            item.removeItem(self._region)
            self._region = None
        if self._brush is not None:
            edges = self._positions(self._series[0][1].edges)
            theme = active_theme()
            self._region = pg.LinearRegionItem(
                (edges[self._brush[0]], edges[self._brush[1] + 1]), movable=False, brush=fill_colour(theme.accent, 60),
                pen=line_pen(theme.accent))
            item.addItem(self._region, ignoreBounds=True)

    @property
    def _zoomed(self) -> bool:
        edges = self._positions(self._series[0][1].edges)
        low, high = self.plot.getPlotItem().getViewBox().viewRange()[0]
        return bool(high - low < (edges[-1] - edges[0]) * 0.999)

    def _bin_at(self, point: QPointF) -> int:
        scene = self.plot.mapToScene(point.toPoint())
        at = self.plot.getPlotItem().getViewBox().mapSceneToView(scene).x()
        return self._bin_of(at if self._scale is None else self._scale.value(at))

    def _bin_of(self, value: float, side: Literal["left", "right"] = "right") -> int:
        """On an edge the bin on its right or left."""
        histogram = self._series[0][1]
        place = int(np.searchsorted(histogram.edges, value, side)) - 1
        return min(histogram.counts.size - 1, max(0, place))

    def _bins_of(self, values: ValueRange) -> Bins | None:
        edges = self._series[0][1].edges
        if values.high < edges[0] or values.low > edges[-1]:
            return None
        return self._bin_of(values.low), self._bin_of(values.high, "right" if values.closed else "left")

    def _value_label(self) -> str:
        name = tr("Absolute value") if self._look.absolute else tr("Value")
        if self._scale is None:
            return name
        if self._scale.two_sided:
            return tr("{name} (logarithmic on both sides of zero)", name=name)
        return tr("{name} (logarithmic)", name=name)

    def _heights(self, histogram: Histogram) -> Floats:
        counts = histogram.counts.astype(np.float64)
        if self._look.share:
            counts = counts * (100.0 / max(histogram.summary.count, 1))
        if not self._look.log_y:
            return counts
        with np.errstate(divide="ignore"):
            return np.maximum(np.log10(counts), self._floor())

    def _floor(self) -> float:
        """Where bars begin on the vertical axis: a little below what a count of one gives."""
        if not self._look.log_y:
            return 0.0
        largest = max((h.summary.count for _, h in self._series), default=1) if self._look.share else 100
        return math.log10(100.0 / max(largest, 1)) + _FLOOR

    def _positions(self, edges: Floats) -> Floats:
        return edges if self._scale is None else self._scale.positions(edges)

    def _on_moved(self, point: QPointF) -> None:
        box = self.plot.getPlotItem().getViewBox()
        if not self._series or not box.sceneBoundingRect().contains(point):
            self._rest()
            return
        at = box.mapSceneToView(point).x()
        value = at if self._scale is None else self._scale.value(at)
        self._say(self.words_at(value))

    def words_at(self, value: float) -> str:
        """What stands in the bin of a value, in each series."""
        first = self._series[0][1]
        place = int(np.searchsorted(first.edges, value, side="right")) - 1
        if not 0 <= place < first.counts.size:
            return ""
        low, high = first.edges[place], first.edges[place + 1]
        parts = []
        for name, histogram in self._series:
            if histogram.counts.size != first.counts.size:
                continue
            words = _counted(int(histogram.counts[place]), histogram)
            parts.append(words if len(self._series) == 1 else tr("{name}: {words}", name=name, words=words))
        return tr("{low} to {high} — {words}", low=number_text(low, 4), high=number_text(high, 4),
                  words=tr("; ").join(parts))

    def _on_clicked(self, click: pg.GraphicsScene.mouseEvents.MouseClickEvent) -> None:
        if click.double():
            self.reset_zoom()

    def _rest(self) -> None:
        """Without the pointer on a bin, say what is brushed, or what no bin holds: NaN and infinity so that nobody
        overlooks them; else what can be done here."""
        if self._brush is not None:
            histogram = self._series[0][1]
            low, high = (float(histogram.edges[place]) for place in (self._brush[0], self._brush[1] + 1))
            count = int(histogram.counts[self._brush[0] : self._brush[1] + 1].sum())
            self._say(tr("Marked: {low} to {high} — {words}", low=number_text(low, 4), high=number_text(high, 4),
                         words=_counted(count, histogram)))
            return
        missing = [words for name, h in self._series if (words := _left_out(h, name if len(self._series) > 1 else ""))]
        brushing = _offer() if len(self._series) == 1 else ""
        words = tr("Not in the bins: {counts}", counts=tr("; ").join(missing)) if missing else brushing
        odd = any(h.summary.nan + h.summary.posinf + h.summary.neginf for _, h in self._series)
        self._say(f"{SYMBOLS['warning']} {words}" if odd else words, alarming=odd)

    def _say(self, words: str, *, alarming: bool = False) -> None:
        roles = QPalette.ColorRole
        self.readout.setForegroundRole(roles.BrightText if alarming else roles.PlaceholderText)
        self.readout.setText(words)


def _offer() -> str:
    return tr("Drag over a range to mark it")


def _bars(edges: Floats, heights: Floats, floor: float, colour: str) -> object:
    return pg.BarGraphItem(x0=edges[:-1], x1=edges[1:], y0=floor, height=heights - floor, pen=None,
                           brush=fill_colour(colour, 210))


def _outline(edges: Floats, heights: Floats, floor: float, style: SeriesStyle, *, filled: bool) -> object:
    curve = pg.PlotCurveItem(edges, heights, stepMode="center", pen=style.pen())
    if filled:
        curve.setFillLevel(floor)
        curve.setBrush(fill_colour(style.colour, 28))
    return curve


def _counted(count: int, histogram: Histogram) -> str:
    return tr("{values} ({share})", values=told(count_text(count, "value")),
              share=percent_text(count, histogram.summary.count))


def _nothing_words(histograms: Sequence[Histogram]) -> str:
    """Why there is nothing to draw, where no element of any is finite; an axis would be made up."""
    summaries = [h.summary for h in histograms]
    elements, nan = sum(s.count for s in summaries), sum(s.nan for s in summaries)
    if not elements or any(s.finite or not s.exact for s in summaries):
        return ""
    if nan == elements:
        return tr("Every element is NaN ({elements}): there is nothing to draw.", elements=f"{elements:,}")
    return tr("Every element is NaN or infinite ({counts}): there is nothing to draw.",
              counts=tr("; ").join(_left_out(h, "") for h in histograms))


def _with_odd(name: str, histogram: Histogram) -> str:
    """A name in the legend: what no bin holds stands in sight there, wherever the plot is scrolled to."""
    summary = histogram.summary
    counts = ((summary.nan, "NaN"), (summary.inf, "Inf"))
    return " ".join([name, *(f"{SYMBOLS['warning']} {count:,} {what}" for count, what in counts if count)])


def _left_out(histogram: Histogram, name: str) -> str:
    summary = histogram.summary
    counts = ((summary.nan, "NaN"), (summary.posinf, "+Inf"), (summary.neginf, "-Inf"))
    beyond = ((histogram.below, later("{count:,} below")), (histogram.above, later("{count:,} above")))
    words = tr(", ").join([*(f"{count:,} {what}" for count, what in counts if count),
                       *(tr(what, count=count) for count, what in beyond if count)])
    return tr("{name}: {words}", name=name, words=words) if words and name else words


def _sentence(name: str, histogram: Histogram) -> str:
    s = histogram.summary
    low, high, mean, std = (number_text(x) for x in (s.minimum, s.maximum, s.mean, s.std))
    return tr("{name}: {count:,} elements from {low} to {high}, mean {mean}, standard deviation {std}, "
              "{zeros:,} zeros, {nan:,} NaN, {inf:,} infinite", name=name, count=s.count, low=low, high=high, mean=mean,
              std=std, zeros=s.zeros, nan=s.nan, inf=s.inf)
