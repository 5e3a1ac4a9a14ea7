"""The ways of looking at what is selected. A new one is a file here and a line in this list."""

from __future__ import annotations

from ckpt_viewer.gui.panels.all_tensors import AllTensorsPanel
from ckpt_viewer.gui.panels.base import Panel
from ckpt_viewer.gui.panels.bytes import BytesPanel
from ckpt_viewer.gui.panels.learn import LearnPanel
from ckpt_viewer.gui.panels.object import ObjectPanel
from ckpt_viewer.gui.panels.optimizer import OptimizerPanel
from ckpt_viewer.gui.panels.overview import OverviewPanel
from ckpt_viewer.gui.panels.picture import PicturePanel
from ckpt_viewer.gui.panels.schedule import SchedulePanel
from ckpt_viewer.gui.panels.statistics import StatisticsPanel
from ckpt_viewer.gui.panels.value import ValuePanel
from ckpt_viewer.gui.panels.values import ValuesPanel
from ckpt_viewer.gui.panels.what_would_run import WhatWouldRunPanel

PANELS: tuple[type[Panel], ...] = (
    ValuePanel,
    StatisticsPanel,
    PicturePanel,
    ValuesPanel,
    ObjectPanel,
    OptimizerPanel,
    SchedulePanel,
    OverviewPanel,
    AllTensorsPanel,
    BytesPanel,
    WhatWouldRunPanel,
    LearnPanel,
)
