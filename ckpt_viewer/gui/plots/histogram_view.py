"""Histograms drawn: one as bars, several as outlines over one another with a legend.

Contract: draws what it is given and computes nothing but positions on the screen. Edges may be shared or not; with
`log_x` they must be those of core.distributions. Imports pyqtgraph.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ckpt_viewer.core.engine.base import Floats, Histogram
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.wording import count_text, number_text, percent_text
from ckpt_viewer.gui.parts.elided_label import ElidedLabel
from ckpt_viewer.gui.plots.style import LogScale, SeriesStyle, fill_colour, make_plot, series_style, style_plot
from ckpt_viewer.gui.theme import active_theme

_FLOOR = -0.3  # where bars of a logarithmic count axis stand, so that a count of one is seen
_FILLED = 3  # more outlines than these are not filled: their tints would only add up to grey
Series = Sequence[tuple[str, Histogram]]


@dataclass(frozen=True, slots=True)
class Look:
    """How counts and values are laid out. `share` draws percent of each tensor's elements instead of counts."""

    log_x: bool = False
    log_y: bool = False
    share: bool = False


class HistogramView(QWidget):
    """A plot with a legend above it and, below, what the pointer is at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: tuple[tuple[str, Histogram], ...] = ()
        self._look = Look()
        self._scale: LogScale | None = None
        self.heights: list[Floats] = []  # of the bars as drawn, for each series
        self.legend = _Legend(self)
        self.plot = make_plot()
        self.plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # its hint is far too high
        self.plot.setMinimumHeight(150)
        self.plot.setAccessibleName("Histogram")
        self.plot.scene().sigMouseMoved.connect(self._on_moved)
        self.plot.scene().sigMouseClicked.connect(self._on_clicked)
        self.plot.getPlotItem().getViewBox().setMouseEnabled(x=True, y=False)
        self.readout = QLabel(self)
        self.readout.setTextFormat(Qt.TextFormat.PlainText)
        self.readout.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.readout.setMinimumWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.legend)
        column.addWidget(self.plot, 1)
        self.foot = QHBoxLayout()
        self.foot.addWidget(self.readout, 1)
        column.addLayout(self.foot)

    @property
    def series(self) -> tuple[tuple[str, Histogram], ...]:
        return self._series

    def show_histograms(self, series: Series, look: Look = Look()) -> None:
        """Draw these, each under its label, from the first (at the back) to the last."""
        self._series, self._look = tuple(series), look
        self._scale = LogScale(series[0][1].edges) if look.log_x and series else None
        self.legend.show_names([name for name, _ in series] if len(series) > 1 else [])
        self._draw()
        self._rest()
        self.plot.setAccessibleDescription(". ".join(_sentence(name, h) for name, h in series))

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

    def retheme(self) -> None:
        style_plot(self.plot)
        self.legend.update()
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
        left.set_kind(powers=self._look.log_y)
        bottom.set_kind(self._scale)
        left.setLabel("% of elements" if self._look.share else "Elements", color=theme.muted)
        bottom.setLabel(self._value_label(), color=theme.muted)
        item.showGrid(x=False, y=True, alpha=0.18)
        self.reset_zoom()

    def _value_label(self) -> str:
        if self._scale is None:
            return "Value"
        return "Value (logarithmic on both sides of zero)" if self._scale.two_sided else "Value (logarithmic)"

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
        self.readout.setText(self.words_at(value))

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
            count = int(histogram.counts[place])
            words = f"{count_text(count, 'value')} ({percent_text(count, histogram.summary.count)})"
            parts.append(words if len(self._series) == 1 else f"{name}: {words}")
        return f"{number_text(low, 4)} to {number_text(high, 4)} — {'; '.join(parts)}"

    def _on_clicked(self, click: pg.GraphicsScene.mouseEvents.MouseClickEvent) -> None:
        if click.double():
            self.reset_zoom()

    def _rest(self) -> None:
        """Without the pointer on a bin, say what no bin holds."""
        missing = [words for name, h in self._series if (words := _left_out(h, name if len(self._series) > 1 else ""))]
        self.readout.setText("Not in the bins: " + "; ".join(missing) if missing else "")


class _Legend(QWidget):
    """Names of series with a sample of their line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(6, 4, 6, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self.names: list[str] = []
        self.hide()

    def show_names(self, names: Sequence[str]) -> None:
        self.setVisible(bool(names))
        if list(names) == self.names:
            return
        self.names = list(names)
        while (taken := self._grid.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        for position, name in enumerate(names):
            row, half = divmod(position, 2)
            self._grid.addWidget(_Swatch(position, self), row, 2 * half)
            self._grid.addWidget(ElidedLabel(name, self), row, 2 * half + 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)


class _Swatch(QWidget):
    """A short piece of the line of one series."""

    def __init__(self, position: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._position = position
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(30, 12)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        style: SeriesStyle = series_style(self._position, active_theme())
        painter = QPainter(self)
        painter.setPen(QPen(fill_colour(style.colour, 255), style.width, style.line))
        middle = self.height() // 2
        painter.drawLine(0, middle, self.width(), middle)
        painter.end()


def _bars(edges: Floats, heights: Floats, floor: float, colour: str) -> object:
    return pg.BarGraphItem(x0=edges[:-1], x1=edges[1:], y0=floor, height=heights - floor, pen=None,
                           brush=fill_colour(colour, 210))


def _outline(edges: Floats, heights: Floats, floor: float, style: SeriesStyle, *, filled: bool) -> object:
    curve = pg.PlotCurveItem(edges, heights, stepMode="center", pen=style.pen())
    if filled:
        curve.setFillLevel(floor)
        curve.setBrush(fill_colour(style.colour, 28))
    return curve


def _left_out(histogram: Histogram, name: str) -> str:
    summary = histogram.summary
    counts = ((summary.nan, "NaN"), (summary.posinf, "+Inf"), (summary.neginf, "-Inf"),
              (histogram.below, "below"), (histogram.above, "above"))
    words = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    return f"{name}: {words}" if words and name else words


def _sentence(name: str, histogram: Histogram) -> str:
    s = histogram.summary
    low, high, mean, std = (number_text(x) for x in (s.minimum, s.maximum, s.mean, s.std))
    return (f"{name}: {s.count} elements from {low} to {high}, mean {mean}, standard deviation {std}, "
            f"{s.zeros} zeros, {s.nan} NaN, {s.inf} infinite")
