"""Histograms of tensors with the choices a person has: axes, bins, counts or shares. One tensor or several.

Contract: the counting is a job under the key given with the tensors; a sample is drawn while it runs, and says so.
`measured` brings the numbers to whoever shows them besides. Imports pyqtgraph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.distributions import (
    BIN_CHOICES,
    Binning,
    Distributions,
    histograms_csv,
    measure_distributions,
)
from ckpt_viewer.core.wording import count_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.flow import FlowLayout
from ckpt_viewer.gui.parts.labels import ElidedLabel
from ckpt_viewer.gui.parts.laying import STRETCH, lay_column
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.plots.histogram_view import HistogramView, Look


@dataclass(frozen=True, slots=True)
class Shown:
    """A tensor to be drawn: its name in the legend, who counts it, and where it is."""

    label: str
    engine: Engine
    spec: TensorSpec


class DistributionView(QWidget):
    """A HistogramView with its controls."""

    measured = Signal(object)  # Distributions, first of samples (`exact` false) where the tensors are large
    failed = Signal(object)  # Exception

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Shown, ...] = ()
        self._found: Distributions | None = None
        self._jobs: Jobs | None = None
        self._key = ""
        self._relay = _Relay(self)
        self._relay.arrived.connect(self._on_sample)
        self.view = HistogramView(self)
        self.notice = Notice(self)
        self.state = ElidedLabel("", self)
        self.log_values = _check(self, tr("Log values"), tr("Equal steps for equal factors, on both sides of zero"))
        self.log_counts = _check(self, tr("Log counts"), tr("Shows bins with few values beside bins with many"))
        self.shares = _check(self, tr("Shares"), tr("Percent of each tensor's elements, so that sizes do not matter"))
        self.bins = _bins_box(self)
        self.log_values.toggled.connect(self._measure)
        self.bins.activated.connect(self._measure)
        self.log_counts.toggled.connect(self._draw)
        self.shares.toggled.connect(self._draw)
        self._lay_out()

    def show_tensors(self, jobs: Jobs, key: str, shown: Sequence[Shown], *, shares: bool = False) -> None:
        """Count and draw these; nothing is done again where they are the ones already here."""
        if tuple(shown) == self._shown and jobs is self._jobs:
            return
        self._shown, self._jobs, self._key, self._found = tuple(shown), jobs, key, None
        self.shares.setVisible(len(shown) > 1)
        with QSignalBlocker(self.shares):
            self.shares.setChecked(shares and len(shown) > 1)
        self.view.clear()
        self._measure()

    def clear(self) -> None:
        """Stop counting and draw nothing."""
        if self._jobs is not None:
            self._jobs.forget(self._key)
        self._relay.number += 1
        self._shown, self._found = (), None
        self.view.clear()
        self.state.show_text("")

    @property
    def shown(self) -> tuple[Shown, ...]:
        return self._shown

    @property
    def counting(self) -> bool:
        """True until the exact numbers are there, or a failure."""
        return self._jobs is not None and self._jobs.is_running(self._key)

    @property
    def found(self) -> Distributions | None:
        """What is drawn now, None while nothing is known."""
        return self._found

    def csv(self) -> Callable[[], str] | None:
        """What makes rows for a spreadsheet of it, None while nothing is known."""
        found, names = self._found, [shown.label for shown in self._shown]
        return None if found is None else lambda: histograms_csv(found, names)

    @property
    def look(self) -> Look:
        """How the histograms that are there now are drawn."""
        log_x = self._found is not None and self._found.log
        absolute = all(shown.spec.dtype.numbers == "complex" for shown in self._shown)
        return Look(log_x, self.log_counts.isChecked(), self.shares.isChecked(), absolute)

    def _measure(self) -> None:
        if self._jobs is None or not self._shown:
            return
        binning = Binning(int(self.bins.currentData()), self.log_values.isChecked())
        items = [(s.engine, s.spec) for s in self._shown]
        self._relay.number += 1
        number, relay = self._relay.number, self._relay

        def work(task: Task) -> Distributions:
            return measure_distributions(items, task, binning, lambda early: relay.arrived.emit(number, early))

        self.notice.clear()
        self.view.show()
        self.state.show_text(tr("Counting…"))
        self._jobs.submit(self._key, work, self._on_found, self._on_failed, title=tr("Histogram"))

    def _on_sample(self, number: int, found: Distributions) -> None:
        if number == self._relay.number and self._shown:
            self._accept(found)

    def _on_found(self, found: Distributions) -> None:
        self._relay.number += 1  # a sample on its way is late now
        self._accept(found)

    def _accept(self, found: Distributions) -> None:
        self._found = found
        self._draw()
        self.state.show_text(_state_words(found))
        if found.note:
            self.state.setToolTip(told(found.note))
        self.measured.emit(found)

    def _on_failed(self, error: Exception) -> None:
        self._relay.number += 1
        self.view.clear()
        self.state.show_text("")
        if isinstance(error, Cancelled):
            self.state.show_text(tr("stopped"))
            return
        self.view.hide()
        self.notice.show_error(error)
        self.failed.emit(error)

    def _draw(self) -> None:
        if self._found is None:
            return
        names = [s.label for s in self._shown]
        self.view.show_histograms(list(zip(names, self._found.histograms, strict=True)), self.look)

    def _lay_out(self) -> None:
        row = FlowLayout()
        for widget in (self.bins, self.log_values, self.log_counts, self.shares, self.state):
            row.addWidget(widget)
        # The stretch keeps the controls at the top while there is no plot.
        lay_column(row, self.notice, (self.view, 1000), STRETCH, on=self, margins=0)


class _Relay(QObject):
    """Brings samples from the worker to the thread of the window; `number` is that of the counting in question."""

    arrived = Signal(int, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.number = 0


def _state_words(found: Distributions) -> str:
    if found.exact:
        return tr("exact: every element is counted")
    sampled = max(h.summary.sampled for h in found.histograms)
    return tr("sample of {values}; counting all…", values=told(count_text(sampled, "value")))


def _check(parent: QWidget, text: str, tip: str) -> QCheckBox:
    box = QCheckBox(text, parent)
    box.setToolTip(tip)
    return box


def _bins_box(parent: QWidget) -> QComboBox:
    box = ChoiceBox(parent)
    box.setAccessibleName(tr("Number of bins"))
    box.addItem(tr("Automatic bins"), 0)
    for choice in BIN_CHOICES:
        box.addItem(tr("{choice} bins", choice=choice), choice)
    return box
