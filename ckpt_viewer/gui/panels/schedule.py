"""The learning rate of the steps to come, as the saved scheduler will set it: as in the file and with the edits.

Contract: as of every panel, see base.py. The rates are computed by a job, anew after every edit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from ckpt_viewer.core.graph import Graph, Path
from ckpt_viewer.core.kinds import is_optimizer, is_scheduler
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer import find_optimizers, find_schedulers
from ckpt_viewer.core.optimizer.schedule import Curve, future_rates, likely_length
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text, number_text, plain_text
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.panels.briefly import place
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.laying import fill, lay_column
from ckpt_viewer.gui.parts.notice import Notice

if TYPE_CHECKING:  # pyqtgraph comes with it
    from ckpt_viewer.gui.plots.rate_view import Rates

_KEY = "schedule"
_LENGTHS = (0, 30, 100, 1_000, 10_000)  # steps; 0 for as long as it lasts
_IN_FILE, _EDITED = later("in the file"), later("with your edits")
_MOST_GROUPS = 4


@dataclass(frozen=True, slots=True)
class _Found:
    """The curve with the edits, and that of the file where it is another."""

    where: Path
    now: Curve
    before: Curve | None


class SchedulePanel(Panel):
    """Shown for a scheduler, and for an optimizer that one moves."""

    title = "Schedule"
    hint = "The learning rate of the steps to come"
    keys = (_KEY,)

    def __init__(self, parent: QWidget | None = None) -> None:
        from ckpt_viewer.gui.plots.rate_view import RateView

        super().__init__(parent)
        self._graph: Graph | None = None
        self.notice = Notice(self)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.length = ChoiceBox(self)
        self.length.setAccessibleName(tr("How many steps are drawn"))
        for count in _LENGTHS:
            self.length.addItem(told(count_text(count, "step")) if count else tr("As long as it lasts"), count)
        self.length.activated.connect(lambda _: self._compute())
        self.view = RateView(self)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        fill(self._row, (self.text, 1), self.length)
        lay_column(self._row, self.notice, (self.view, 1), on=self, margins=(12, 10, 12, 8))

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        if len(context.paths) != 1:
            return 0
        part = _part_above(context.graph, context.paths[0])
        if part is None:
            return 0
        path, scheduler = part
        near = len(context.paths[0]) - len(path) <= 2
        return (86 if near else 30) if scheduler else 25

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside the field a sentence in large text would have room for a word a line."""
        super().resizeEvent(event)
        beside = self.length.sizeHint().width() < self.width() // 2
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def present(self, context: PanelContext) -> None:
        same = self._graph is context.graph and self._context is not None and self._context.paths == context.paths
        self._context, self._graph = context, context.graph
        if not same:
            self._compute()

    def picture(self) -> QWidget | None:
        return self.view if self.view.isVisible() and self.view.rates else None

    def csv(self) -> Callable[[], str] | None:
        rates = self.view.rates
        return (lambda: _rates_csv(rates)) if rates and self.view.isVisible() else None

    def clear(self) -> None:
        super().clear()
        self._graph = None

    def _compute(self) -> None:
        context = self._context
        if context is None:
            return
        graph, before, path = context.graph, context.document.checkpoint.graph, context.paths[0]
        wanted = int(self.length.currentData())
        context.jobs.submit(_KEY, lambda task: _find(graph, before, path, wanted, task), self._on_found,
                            self.notice.show_error, title=tr("Rates to come"), quiet=True)

    def _on_found(self, found: _Found | None) -> None:
        curves = [] if found is None else [curve for curve in (found.before, found.now) if curve and curve.rates]
        self.view.setVisible(bool(curves))
        self.length.setVisible(bool(curves))
        if found is None:
            self.text.setText("")
            self.notice.say("info", tr("No scheduler in this file moves this optimizer."))
            return
        steps = len(found.now.rates[0]) - 1 if found.now.rates else 0
        name, where = plain_text(found.now.scheduler, 80), place(found.where)
        self.text.setText(tr("{scheduler} at {place}: {steps} from step {first:,} on", scheduler=name, place=where,
                             steps=told(count_text(steps, "step")), first=found.now.first) if steps else
                          tr("{scheduler} at {place}", scheduler=name, place=where))
        self.notice.say("info", found.now.why)
        if found.now.rates:
            names = (_IN_FILE, _EDITED) if found.before else ("",)
            self.view.show_rates([(name, curve.first, curve.rates[:_MOST_GROUPS])
                                  for name, curve in zip(names, curves, strict=False)])
            self.view.plot.setAccessibleDescription(
                tr("From {first} to {last}", first=number_text(found.now.rates[0][0]),
                   last=number_text(found.now.rates[0][-1])))


def _rates_csv(rates: tuple[Rates, ...]) -> str:
    """A row per step of each curve and group."""
    lines = ["curve,group,step,lr"]
    lines += [f"{name or _IN_FILE},{number},{first + step},{rate!r}" for name, first, groups in rates
              for number, values in enumerate(groups) for step, rate in enumerate(values)]
    return "\n".join(lines) + "\n"


def _find(graph: Graph, before: Graph, path: Path, wanted: int, task: Task) -> _Found | None:
    """The curve of the scheduler that a path leads into, or that moves the optimizer there."""
    task.check()
    part = _part_above(graph, path)
    now = None if part is None else _curve(graph, part[0], wanted)
    if part is None or now is None:
        return None
    old = _curve(before, part[0], wanted) if before is not graph else None
    return _Found(now[0], now[1], old[1] if old is not None and old[1].rates != now[1].rates else None)


def _curve(graph: Graph, part: Path, wanted: int) -> tuple[Path, Curve] | None:
    optimizers = find_optimizers(graph, named=False)
    chosen = [s for s in find_schedulers(graph, optimizers) if part in (s.path, s.optimizer)]
    if not chosen:
        return None
    scheduler = chosen[0]
    optimizer = next((view for view in optimizers if view.path == scheduler.optimizer), None)
    steps = wanted or likely_length(graph, scheduler)
    return scheduler.path, future_rates(graph, scheduler, optimizer, steps)


def _part_above(graph: Graph, path: Path) -> tuple[Path, bool] | None:
    """The outermost scheduler or optimizer that a path goes through, and whether it is a scheduler."""
    node = graph.root
    for depth in range(len(path) + 1):
        if is_scheduler(graph, node):
            return path[:depth], True
        if is_optimizer(graph, node):
            return path[:depth], False
        below = graph.child(node, path[depth]) if depth < len(path) else None
        if below is None:
            return None
        node = below
    return None
