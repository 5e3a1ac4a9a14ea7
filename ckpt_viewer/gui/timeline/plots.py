"""A quantity of a timeline as a line with a mark per step, and the distribution below it as a strip of columns.

Contract: draws what it is given. `pointed` says which step the pointer or the arrow keys are at. A gap is a line of
dashes over the whole height, so that it is seen without its colour. Imports pyqtgraph.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ckpt_viewer.core.diffing.timeline import Plan, Strip
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.wording import number_text
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.laying import lay_column
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.plots.style import Floats, line_pen, make_plot, style_plot
from ckpt_viewer.gui.strips.shades import Shading, ground
from ckpt_viewer.gui.theme import Theme, active_theme

_ACROSS = 2000  # cells of the strip from left to right: steps need not stand at equal distances
_AXIS = 78  # pixels for the numbers at the left, so that steps stand under one another in both plots


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """What is drawn: a value per step, NaN where there is none. `log` asks for powers of ten."""

    title: str
    values: Floats
    unit: str = ""
    log: bool = False


class TimePlot(Themed, QWidget):
    """What both plots share: the axis of time, the gaps, the pointer, and a line where the arrow keys are."""

    pointed = Signal(int)  # the place of a step, -1 when the pointer leaves
    chosen = Signal(int)  # the place of a step, by a double click or Enter

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan: Plan | None = None
        self.at = -1  # the step that the keys are at
        self.plot = make_plot()
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.installEventFilter(self)
        self.plot.setAccessibleName(name)
        self.plot.setMinimumHeight(90)
        self.plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        item = self.plot.getPlotItem()
        item.getViewBox().setMouseEnabled(x=True, y=False)
        item.getAxis("left").setWidth(_AXIS)
        self.plot.scene().sigMouseMoved.connect(self._on_moved)
        self.plot.scene().sigMouseClicked.connect(self._on_clicked)
        lay_column(self.plot, on=self, margins=0)
        self.follow_theme()

    def show_plan(self, plan: Plan | None) -> None:
        """Steps to draw on from now on; nothing is drawn on them yet."""
        self.plan, self.at = plan, -1
        self._forget()
        self._draw()
        if plan is not None:
            edges = borders(plan.at)
            self.plot.getPlotItem().setLimits(xMin=edges[0], xMax=edges[-1])
            self.plot.getPlotItem().setXRange(edges[0], edges[-1], padding=0)

    def _forget(self) -> None:
        """What was drawn had other steps."""

    def step_below(self, place: QPoint) -> int:
        """The step that is nearest to a point of the screen, -1 beside the plot."""
        inside = self.plot.mapFromGlobal(place)
        return self._step_at(self.plot.mapToScene(inside)) if self.plot.rect().contains(inside) else -1

    def tell(self, step: str) -> None:
        """What a screen reader hears: the numbers of a step, or in short what is drawn."""
        self.plot.setAccessibleDescription(step or self.described())

    def described(self) -> str:
        """What is drawn, in a few words with numbers."""
        return ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.plot and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event.key())
        return super().eventFilter(watched, event)

    def _on_key(self, key: int) -> bool:
        steps = len(self.plan.at) if self.plan is not None else 0
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self.at < steps:
            self.chosen.emit(self.at)
            return True
        places = {Qt.Key.Key_Left: max(self.at - 1, 0), Qt.Key.Key_Right: min(self.at + 1, steps - 1),
                  Qt.Key.Key_Home: 0, Qt.Key.Key_End: steps - 1, Qt.Key.Key_Escape: -1}
        if not steps or key not in places or (key == Qt.Key.Key_Escape and self.at < 0):
            return False
        self.at = places[Qt.Key(key)]
        self._draw()
        self.pointed.emit(self.at)
        return True

    def retheme(self) -> None:
        style_plot(self.plot)
        self._draw()

    def _draw(self) -> None:
        item, theme = self.plot.getPlotItem(), active_theme()
        item.clear()
        item.getAxis("bottom").set_kind(places=None if self.plan is None else _whole_up_to(self.plan.at))
        if self.plan is None:
            return
        for at, step in zip(self.plan.at, self.plan.steps, strict=True):
            if step.problem:
                item.addItem(pg.InfiniteLine(at, pen=line_pen(theme.danger, 1.5, Qt.PenStyle.DashLine)))
        if self.at >= 0:
            item.addItem(pg.InfiniteLine(self.plan.at[self.at], pen=line_pen(theme.text)))
        self._draw_on(item, theme)
        self.tell("")

    def _draw_on(self, item: pg.PlotItem, theme: Theme) -> None:
        """Draw what there is, on an empty plot."""

    def _on_moved(self, point: QPointF) -> None:
        self.pointed.emit(self._step_at(point))

    def _on_clicked(self, event: MouseClickEvent) -> None:
        place = self._step_at(event.scenePos())
        if event.double() and event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self.chosen.emit(place)

    def _step_at(self, point: QPointF) -> int:
        """The step that is nearest to a point of the scene, -1 beside the plot."""
        box = self.plot.getPlotItem().getViewBox()
        if self.plan is None or not box.sceneBoundingRect().contains(point):
            return -1
        return int(np.abs(np.array(self.plan.at) - box.mapSceneToView(point).x()).argmin())


class LinePlot(TimePlot):
    """One quantity."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("A quantity along the timeline"), parent)
        self.line: Line | None = None

    def _forget(self) -> None:
        self.line = None

    def show_line(self, line: Line | None) -> None:
        self.line = line
        self._draw()

    def described(self) -> str:
        if self.line is None or not np.isfinite(self.line.values).any():
            return tr("No numbers")
        known = self.line.values[np.isfinite(self.line.values)]
        return tr("{quantity}: {first} at first, {last} at last, between {low} and {high}", quantity=self.line.title,
                  first=number_text(known[0], 4), last=number_text(known[-1], 4), low=number_text(known.min(), 4),
                  high=number_text(known.max(), 4))

    @property
    def drawn(self) -> Floats:
        """The heights as drawn: logarithms where the axis is of powers of ten."""
        assert self.line is not None
        values = self.line.values
        if not self._is_log:
            return values
        return np.log10(np.where(values > 0, values, np.nan))

    @property
    def _is_log(self) -> bool:
        return self.line is not None and self.line.log and bool((self.line.values > 0).any())

    def _draw_on(self, item: pg.PlotItem, theme: Theme) -> None:
        left = item.getAxis("left")
        left.set_kind(powers=self._is_log)
        item.showGrid(x=False, y=True, alpha=0.18)
        if self.line is None or self.plan is None:
            left.setLabel(None)
            return
        left.setLabel(self.line.unit or None, color=theme.muted)
        heights, colour = self.drawn, theme.series[0]
        known = np.isfinite(heights)
        item.addItem(pg.PlotDataItem(
            np.array(self.plan.at)[known], heights[known], pen=line_pen(colour, 1.6), symbol="o", symbolSize=6,
            symbolBrush=colour, symbolPen=None, antialias=True))
        if known.any():
            low, high = float(heights[known].min()), float(heights[known].max())
            room = (high - low) * 0.08 or max(abs(high) * 0.1, 1e-12) or 1.0
            item.setYRange(low - room, high + room, padding=0)


class StripPlot(TimePlot):
    """The distribution of one parameter: a column per step, the brighter the more elements lie there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Distribution at every step"), parent)
        self.plot.setToolTip(tr("Distribution at every step: the stronger the colour, the more elements lie there"))
        self.strip: Strip | None = None
        self.image: npt.NDArray[np.uint8] | None = None

    def _forget(self) -> None:
        self.strip = None

    def show_strip(self, strip: Strip | None) -> None:
        self.strip = strip
        self._draw()

    def described(self) -> str:
        if self.strip is None:
            return tr("No numbers")
        edges = self.strip.edges
        return tr("Values from {low} to {high}", low=number_text(edges[0], 4), high=number_text(edges[-1], 4))

    def _draw_on(self, item: pg.PlotItem, theme: Theme) -> None:
        left = item.getAxis("left")
        left.set_kind()
        left.setLabel(tr("Values"), color=theme.muted)
        if self.plan is not None:  # the plot above has the same axis
            names = {"epoch": tr("Epoch"), "step": tr("Step"), "file": tr("File, in the order of the names")}
            item.getAxis("bottom").setLabel(names[self.plan.unit], color=theme.muted)
        self.image = None
        if self.strip is None or self.plan is None:
            return
        edges, sides = self.strip.edges, borders(self.plan.at)
        self.image = painted(self.strip, self.plan.at)
        picture = pg.ImageItem(self.image, axisOrder="row-major", autoLevels=False, levels=(0, 255), lut=_table(theme))
        picture.setRect(QRectF(sides[0], edges[0], sides[-1] - sides[0], edges[-1] - edges[0]))
        picture.setZValue(-10)
        item.addItem(picture)
        item.setYRange(float(edges[0]), float(edges[-1]), padding=0)


def _whole_up_to(at: Sequence[float]) -> int | None:
    """The end of an axis on which there is nothing between whole numbers: nobody counts half an epoch of files that
    were written after whole ones. None for any other."""
    whole = sum(float(place).is_integer() for place in at)
    return int(max(at)) + 1 if at and 2 * whole > len(at) and min(at) >= 0 else None


def borders(at: Sequence[float]) -> Floats:
    """The edges of the columns: half-way between steps, and as far beyond the first and the last one."""
    places = np.array(at, np.float64)
    if len(places) == 1:
        return np.array([places[0] - 0.5, places[0] + 0.5])
    middles = (places[1:] + places[:-1]) / 2
    return np.concatenate([[2 * places[0] - middles[0]], middles, [2 * places[-1] - middles[-1]]])


def painted(strip: Strip, at: Sequence[float]) -> npt.NDArray[np.uint8]:
    """A cell for each bin (upwards) and place on the axis: 0 is nothing, 255 the fullest bin of the step."""
    columns = np.zeros((len(strip.edges) - 1, len(strip.counts)), np.uint8)
    for place, counts in enumerate(strip.counts):
        if counts is not None and counts.any():
            # The root lets the tails be seen; whatever holds one element is not nothing.
            columns[:, place] = np.ceil(255 * np.sqrt(counts / counts.max()))
    sides = borders(at)
    across = np.linspace(sides[0], sides[-1], _ACROSS, endpoint=False) + (sides[-1] - sides[0]) / (2 * _ACROSS)
    found: npt.NDArray[np.uint8] = columns[:, np.clip(np.searchsorted(sides, across) - 1, 0, len(at) - 1)]
    return found


def counts_shading() -> Shading:
    """What the colours of distributions at every step stand for."""
    return Shading(tr("Elements in a bin:"), (tr("few"), tr("most of the step")), tr(
        "Distribution at every step: the stronger the colour, the more elements lie there"), _shades)


def _shades(theme: Theme) -> list[int]:
    return [ground(theme).rgba(), *(QColor(*map(int, shade[:3])).rgba() for shade in _table(theme)[1:])]


def _table(theme: Theme) -> npt.NDArray[np.uint8]:
    """The ground where nothing is, then the colours of pictures: in the light from bright to dark."""
    table = np.array(pg.colormap.get(theme.heat).getLookupTable(0.0, 1.0, 256, alpha=True), np.uint8)
    if not theme.is_dark:
        table = table[::-1].copy()
    table[0, 3] = 0
    return table


def is_spread(values: Floats) -> bool:
    """True where powers of ten show more: all are positive, and the largest is a hundred times the smallest."""
    known = values[np.isfinite(values) & (values > 0)]
    return bool(known.size) and not bool((values < 0).any()) and math.log10(known.max() / known.min()) > 2
