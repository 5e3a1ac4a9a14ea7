"""The ways of looking at what is selected. A new one is a file here and a line in this list."""

from __future__ import annotations

from ckpt_viewer.gui.panels.base import Panel
from ckpt_viewer.gui.panels.picture import PicturePanel
from ckpt_viewer.gui.panels.statistics import StatisticsPanel
from ckpt_viewer.gui.panels.values import ValuesPanel

PANELS: tuple[type[Panel], ...] = (
    StatisticsPanel,
    PicturePanel,
    ValuesPanel,
)
