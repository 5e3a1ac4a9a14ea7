"""One parameter of a timeline: a quantity, its distribution at every step, and what the pointer is at.

Contract: shows one track after another; the distribution is read by a job. Imports pyqtgraph.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from ckpt_viewer.core.diffing.timeline import Reading, Strip, Timeline, Track, measure_strip, track_csv
from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.wording import number_text, plain_text, shape_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.flow import FlowLayout
from ckpt_viewer.gui.parts.labels import ElidedLabel, embolden, hint
from ckpt_viewer.gui.parts.laying import lay_column, split_column
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.plots.style import Floats
from ckpt_viewer.gui.strips.shades import ShadeLegend
from ckpt_viewer.gui.timeline.plots import Line, LinePlot, StripPlot, counts_shading, is_spread

_KEY = "strip"
_TRACK_QUANTITIES = ((later("Change, % of the norm"), "relative"), (later("Norm"), "norm"), (later("Mean"), "mean"),
                     (later("Standard deviation"), "std"), ("NaN", "nan"))


class TrackDetail(QWidget):
    """The right half of a timeline."""

    chosen = Signal(int)  # the place of a step whose file is to be opened

    def __init__(self, jobs: Jobs, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._engine = jobs, engine
        self._timeline: Timeline | None = None
        self.track: Track | None = None
        self.title = ElidedLabel("", self)
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        embolden(self.title)
        self.quantity = ChoiceBox(self)
        self.quantity.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # it is filled later
        self.quantity.setAccessibleName(tr("What is drawn"))
        self.quantity.activated.connect(lambda _: self._draw())
        self.line, self.strip = LinePlot(self), StripPlot(self)
        self.strip.plot.setXLink(self.line.plot)
        for plot in (self.line, self.strip):
            plot.pointed.connect(self._on_pointed)
            plot.chosen.connect(self.chosen)
        self.legend = ShadeLegend(counts_shading(), self)
        self.notice = Notice(self)
        self.readout = hint("", self)
        self.readout.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        # Numbers take a second line: the step that a person points at must not move away below the pointer.
        self.readout.setMinimumHeight(2 * self.readout.fontMetrics().lineSpacing())
        self._lay_out()

    def _lay_out(self) -> None:
        head = FlowLayout()
        for part in (self.title, self.quantity):
            head.addWidget(part)
        self.plots = split_column((self.line, 500), (self.strip, 500))
        lay_column(head, self.notice, (self.plots, 1), (self.legend, 0, Qt.AlignmentFlag.AlignRight), self.readout,
                   on=self, margins=0, spacing=4)

    def begin(self, timeline: Timeline) -> None:
        """A timeline to show tracks of."""
        self._timeline, self.track = timeline, None
        kept = self.quantity.currentData()
        self.quantity.clear()
        for words, name in _TRACK_QUANTITIES:
            self.quantity.addItem(tr(words), name)
        steps = timeline.plan.steps
        if any(step.rates for step in steps):
            self.quantity.addItem(tr("Learning rate"), ("rate", ""))
        for name in dict.fromkeys(name for step in steps for name, _ in step.metrics):
            self.quantity.addItem(plain_text(name, 40), ("metric", name))
        self.quantity.setCurrentIndex(max(0, self.quantity.findData(kept)))
        for plot in (self.line, self.strip):
            plot.show_plan(timeline.plan)

    def present(self, track: Track) -> None:
        """Show one of its tracks."""
        timeline, engine, name = self._timeline, self._engine, track.name
        if timeline is None or track is self.track:
            return
        self.track = track
        self.title.setText(f"{plain_text(name, 300)}   {told(shape_text(track.shape))}   {track.dtype}")
        problems = [tr("{step}: {problem}", step=told(timeline.plan.label(place)), problem=told(text))
                    for place, text in track.problems[:2]]
        self.notice.say("warning", "\n".join(problems))
        self.strip.show_strip(None)
        self._draw()
        self._say(-1)
        self._jobs.submit(_KEY, lambda task: measure_strip(timeline, name, engine, task), self._on_strip,
                          self.notice.show_error, title=tr("Distribution at every step"))

    @property
    def at(self) -> int:
        """The step that the keys are at, -1 for none."""
        return max(self.line.at, self.strip.at)

    def step_below(self, place: QPoint) -> int:
        """The step that is drawn at a point of the screen, -1 for none."""
        return max(self.line.step_below(place), self.strip.step_below(place))

    def csv(self) -> Callable[[], str] | None:
        """What makes rows for a spreadsheet of the track, if there is one."""
        timeline, track = self._timeline, self.track
        return None if timeline is None or track is None else lambda: track_csv(timeline.plan, track)

    def values(self) -> Floats:
        """The chosen quantity at every step, NaN where there is none."""
        timeline, track = self._timeline, self.track
        assert timeline is not None
        match self.quantity.currentData():
            case ("rate", _):
                return np.array([step.rates[0] if step.rates else math.nan for step in timeline.plan.steps])
            case ("metric", name):
                return np.array([dict(step.metrics).get(name, math.nan) for step in timeline.plan.steps])
            case name:
                readings = track.readings if track is not None else ()
                found = np.array([math.nan if r is None else float(getattr(r, name)) for r in readings])
                return found * 100 if name == "relative" else found

    def _draw(self) -> None:
        if self._timeline is not None and self.track is not None:
            values = self.values()
            unit = "%" if self.quantity.currentData() == "relative" else ""
            self.line.show_line(Line(self.quantity.currentText(), values, unit, is_spread(values)))

    def _on_strip(self, strip: Strip | None) -> None:
        self.strip.show_strip(strip)

    def _on_pointed(self, place: int) -> None:
        self._say(place)
        for plot in (self.line, self.strip):
            plot.tell(self.readout.text() if place >= 0 else "")

    def _say(self, place: int) -> None:
        """What is known of the step under the pointer."""
        timeline, track = self._timeline, self.track
        if timeline is None or track is None or not 0 <= place < len(track.readings):
            self.readout.setText(tr("Point at a step to read its numbers; a double click opens its file, the right "
                                    "button also compares it with the one before."))
            return
        step, reading = timeline.plan.steps[place], track.readings[place]
        label = timeline.plan.label(place)
        words = [label] if label == step.file.name else [told(label), step.file.name]
        if step.problem:
            words.append(tr("cannot be read: {reason}", reason=told(step.problem)))
        elif reading is None:
            words.append(tr("not in this file, or not readable"))
        else:
            words += _figures(reading)
        if step.rates:
            words.append(tr("lr {rate}", rate=number_text(step.rates[0])))
        if step.loss is not None:
            words.append(tr("loss {loss}", loss=number_text(step.loss, 5)))
        self.readout.setText(" · ".join(word for word in words if word))


def _figures(reading: Reading) -> list[str]:
    """What was measured at a step, each as a few words."""
    changed = number_text(100 * reading.relative, 4)
    return ["" if math.isnan(reading.relative) else tr("changed by {percent} %", percent=changed),
            tr("norm {norm}", norm=number_text(reading.norm, 5)),
            tr("mean {mean} ± {std}", mean=number_text(reading.mean, 4), std=number_text(reading.std, 4)),
            f"{reading.nan:,} NaN" if reading.nan else "",
            tr("{count:,} infinite", count=reading.inf) if reading.inf else ""]
