"""Learning rates over steps drawn: a curve per param group, those of the file and those with edits.

Contract: draws what it is given. Imports pyqtgraph.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.laying import lay_column
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.plots.style import line_pen, make_plot, series_style, style_plot
from ckpt_viewer.gui.theme import active_theme

Rates = tuple[str, int, tuple[tuple[float, ...], ...]]


class RateView(Themed, QWidget):
    """A plot with a legend where there is more than one curve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rates: tuple[Rates, ...] = ()
        self.plot = make_plot()
        self.plot.setAccessibleName(tr("Learning rates to come"))
        self.plot.setMinimumHeight(150)
        self.plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.plot.getPlotItem().getViewBox().setMouseEnabled(x=True, y=False)
        self._legend = self.plot.getPlotItem().addLegend(offset=(-10, 10))
        lay_column(self.plot, on=self, margins=0)
        self.follow_theme()

    def show_rates(self, rates: Sequence[Rates]) -> None:
        """For each a name in English, the first step, and the rates of each group from there on."""
        self.rates = tuple(rates)
        self._draw()

    def retheme(self) -> None:
        style_plot(self.plot)
        self._draw()

    def _draw(self) -> None:
        item, theme = self.plot.getPlotItem(), active_theme()
        item.clear()
        item.getAxis("bottom").set_kind()
        item.getAxis("left").set_kind()
        item.getAxis("bottom").setLabel(tr("Step of the scheduler"), color=theme.muted)
        item.getAxis("left").setLabel(tr("Learning rate"), color=theme.muted)
        item.showGrid(x=False, y=True, alpha=0.18)
        self._legend.setLabelTextColor(theme.text)
        several = len(self.rates) > 1 or any(len(groups) > 1 for _, _, groups in self.rates)
        for position, (name, first, groups) in enumerate(self.rates):
            style = series_style(position, theme)
            for number, values in enumerate(groups):
                pen = series_style(number, theme).pen() if len(self.rates) == 1 else line_pen(
                    style.colour, style.width, style.line if number == 0 else Qt.PenStyle.DotLine)
                group = tr("group {number}", number=number) if len(groups) > 1 else ""
                words = tr(", ").join(filter(None, [tr(name), group]))
                item.addItem(pg.PlotDataItem(np.arange(first, first + len(values)), np.array(values), pen=pen,
                                             name=words if several else None))
        item.autoRange()
