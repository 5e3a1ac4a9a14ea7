"""What our plots share: axes that write numbers plainly, colours that follow the palette, line styles for series.

Contract: importing this imports pyqtgraph, so nothing that is needed before the window appears may import it.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QPen
from PySide6.QtWidgets import QApplication

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.gui.theme import Theme, active_theme

Floats = npt.NDArray[np.float64]

STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


@dataclass(frozen=True, slots=True)
class SeriesStyle:
    """How one of several curves looks: a colour and, for eyes that see no hue, a kind of line and its width."""

    colour: str
    line: Qt.PenStyle
    width: float

    def pen(self) -> QPen:
        return line_pen(self.colour, self.width, self.line)


def line_pen(colour: str | QColor, width: float = 1.0, line: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen for lines of plots, so many of the screen's logical pixels wide: pyqtgraph's own count device pixels, and
    are half as wide on a screen of double density."""
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    made: QPen = pg.mkPen(colour, width=width * ratio, style=line)
    return made


def series_style(position: int, theme: Theme) -> SeriesStyle:
    """The style of the curve at `position`; neighbours differ in colour and in line."""
    colour = theme.series[position % len(theme.series)]
    return SeriesStyle(colour, STYLES[position % len(STYLES)], 1.6 if position < len(STYLES) else 2.4)


class LogScale:
    """Positions on an axis for values of both signs: equal steps for equal factors, a stretch of `gap` around zero.

    Values below `small` in size lie within that stretch, in proportion.
    """

    gap = 0.4

    def __init__(self, edges: Floats) -> None:
        """For the edges of a histogram: the bin around zero gives `small`, else the smallest edge."""
        sizes = np.abs(edges[edges != 0])
        self.small = float(sizes.min()) if sizes.size else 1.0
        self.two_sided = bool(edges[0] < -self.small and edges[-1] > self.small)

    def positions(self, values: Floats) -> Floats:
        sizes = np.maximum(np.abs(values), self.small)
        outside = np.sign(values) * (np.log10(sizes) - math.log10(self.small) + self.gap)
        inside = np.clip(values, -self.small, self.small) / self.small * self.gap
        return np.where(np.abs(values) < self.small, inside, outside)

    def value(self, position: float) -> float:
        if abs(position) < self.gap:
            return position / self.gap * self.small
        return math.copysign(10.0 ** (math.log10(self.small) + abs(position) - self.gap), position)

    def ticks(self, low: float, high: float, most: int) -> list[tuple[float, str]]:
        """Powers of ten between two positions, thinned out to `most`, and zero."""
        limit = max(abs(low), abs(high)) - self.gap
        first, last = math.ceil(math.log10(self.small) - 1e-9), math.floor(math.log10(self.small) + limit + 1e-9)
        step = max(1, math.ceil((last - first + 1) * (2 if low < 0 < high else 1) / max(most - 1, 1)))
        found = [(0.0, "0")] if low <= 0 <= high else []
        for power in range(last, first - 1, -step):
            at = power - math.log10(self.small) + self.gap
            found += [(sign * at, power_text(sign, power)) for sign in (-1, 1) if low <= sign * at <= high]
        return found


class NumberAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis without SI prefixes; `scale` makes it logarithmic for both signs, `powers` for counts."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)
        self.setStyle(tickTextOffset=4, tickLength=-4, hideOverlappingLabels=False)
        self.scale_of_values: LogScale | None = None
        self.powers = False
        self.places: int | None = None

    def set_kind(self, scale: LogScale | None = None, *, powers: bool = False, places: int | None = None) -> None:
        """Logarithmic by `scale`; powers of ten; or whole numbers below `places`."""
        self.scale_of_values, self.powers, self.places = scale, powers, places
        self.picture = None
        self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        if self.scale_of_values is not None:
            return [(1.0, [at for at, _ in self.scale_of_values.ticks(low, high, max(3, int(size / 70)))])]
        if self.powers:
            step = max(1, math.ceil((high - low) / max(2.0, size / 28)))
            return [(float(step), [float(p) for p in range(math.ceil(low), math.floor(high) + 1, step)])]
        found: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
        if self.places is not None:
            last = self.places - 1
            whole = [(step, [v for v in at if v == int(v) and 0 <= v <= last]) for step, at in found if step >= 1]
            found = whole or [(1.0, [float(v) for v in range(max(0, math.ceil(low)), min(last, math.floor(high)) + 1)])]
        return found[:1] if len(found[:1]) and len(found[0][1]) > 2 else found[:2]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: ARG002
        if self.scale_of_values is not None:
            low, high = (min(values), max(values)) if values else (0.0, 0.0)
            names = {round(at, 6): name for at, name in self.scale_of_values.ticks(low - 1e-6, high + 1e-6, 10_000)}
            return [names.get(round(v, 6), "") for v in values]
        if self.powers:
            return [count_words(10.0**v) for v in values]
        if values and spacing >= 1 and max(abs(v) for v in values) < 1e7:
            return [f"{v:,.0f}" for v in values]
        return [_short(v, spacing) for v in values]


def style_plot(plot: pg.PlotWidget) -> None:
    """Give a plot the colours of the palette; pyqtgraph does not do so itself."""
    theme = active_theme()
    plot.setBackground(QApplication.palette().base())
    for name in ("left", "bottom"):
        axis = plot.getPlotItem().getAxis(name)
        axis.setPen(line_pen(theme.border))
        axis.setTextPen(theme.muted)
        axis.setTickFont(QApplication.font())
        axis.labelStyle = {"color": theme.muted}
        if axis.label.isVisible():
            axis.setLabel(axis.labelText, **axis.labelStyle)


def make_plot() -> pg.PlotWidget:
    """A plot with number axes and without pyqtgraph's own menu and buttons."""
    axes = {"left": NumberAxis("left"), "bottom": NumberAxis("bottom")}
    plot = pg.PlotWidget(axisItems=axes, enableMenu=False)
    plot.hideButtons()
    plot.accessible_role = QAccessible.Role.Chart
    plot.setMinimumSize(160, 120)
    plot.setFrameShape(plot.Shape.NoFrame)
    plot.getPlotItem().layout.setContentsMargins(4, 6, 22, 2)  # the last number of an axis reaches beyond its end
    style_plot(plot)
    return plot


def fill_colour(colour: str, alpha: int) -> QColor:
    made = QColor(colour)
    made.setAlpha(alpha)
    return made


def count_words(count: float) -> str:
    """Numbers of things on an axis: 1, 1,000, 10⁷."""
    if count < 1:
        return f"{count:g}"
    return f"{count:,.0f}" if count < 1e6 else power_text(1, round(math.log10(count)))


def power_text(sign: int, power: int) -> str:
    """A power of ten with its sign: -0.01, 10⁻⁵."""
    lead = "-" if sign < 0 else ""
    if -3 <= power <= 4:
        return f"{lead}{10.0**power:g}"
    return f"{lead}10{str(power).translate(_SUPERSCRIPT)}"


_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _short(value: float, spacing: float) -> str:
    if abs(value) < spacing * 1e-6:
        return "0"
    digits = max(0, math.floor(math.log10(abs(value)) + 1e-9) - math.floor(math.log10(spacing) + 1e-9)) + 1
    return f"{value:.{min(digits + 1, 15)}g}" if 1e-4 <= abs(value) < 1e7 else f"{value:.{min(digits, 14)}g}"
