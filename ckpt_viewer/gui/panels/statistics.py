"""Tensors in numbers: what one is and what its values are, with a histogram; several beside each other.

Contract: as of every panel, see base.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.arrays import tensor_at
from ckpt_viewer.core.graph import NodeId, Path, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.wording import count_text, distinct_names, path_text
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.panels.briefly import place
from ckpt_viewer.gui.panels.tensor_facts import array_group, numbers_group, sharing_words, tensor_group
from ckpt_viewer.gui.parts.facts import FactGrid, FactGroup
from ckpt_viewer.gui.parts.laying import fill, scrolling_column
from ckpt_viewer.gui.parts.notice import Notice

if TYPE_CHECKING:
    from ckpt_viewer.core.views.distributions import Distributions
    from ckpt_viewer.core.views.value_range import ValueRange

SMALL = QSize(420, 560)  # pixels; the facts and a histogram have no room in one sight
MOST = 8  # histograms over one another; theme.series has a colour for each

_HISTOGRAM, _SHARING = "statistics", "statistics/sharing"


@dataclass(frozen=True, slots=True)
class _Seen:
    """A selected tensor as one sees it from afar: of a thousand, eight are drawn."""

    path: Path
    node: NodeId
    look: Tensor
    problem: str


class StatisticsPanel(Panel):
    """Summary and histogram of the selected tensors."""

    title = "Statistics"
    hint = "What the tensor is, summary numbers and a histogram of its values"
    keys = (_SHARING,)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from ckpt_viewer.gui.parts.summary_table import SummaryTable
        from ckpt_viewer.gui.plots.distribution_view import DistributionView

        self._tensors: tuple[_Seen, ...] = ()
        self._shared: tuple[Path, ...] | None = None
        self._is_array = False  # of numpy, which shares nothing
        self._marked: ValueRange | None = None
        self.notice = Notice(self)
        self.facts = FactGrid(self)
        self.table = SummaryTable(self)
        self.distribution = DistributionView(self)
        self.distribution.view.plot.setMinimumHeight(200)
        self.distribution.measured.connect(self._on_measured)
        self.distribution.failed.connect(self._on_failed)
        self.distribution.view.brushed.connect(self._on_brushed)
        self._lay_out()

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        found = next((held for node in context.nodes if (held := tensor_at(context.graph, node)) is not None), None)
        if found is None:
            return 0
        return 40 if len(context.nodes) == 1 and found.spec.numel == 1 else 80

    def present(self, context: PanelContext) -> None:
        self._context = context
        self._tensors = tuple(_seen(context))
        there = [seen for seen in self._tensors if not seen.problem and seen.look.spec.numel]
        # A counter of a layer's batches goes to thousands, and its weights would lie in one bin beside it.
        floats = [seen for seen in there if seen.look.spec.dtype.is_floating]
        drawn = (floats or there)[:MOST]
        self._tell(len(drawn), counters=0 < len(floats) < len(there))
        self.table.setVisible(len(self._tensors) > 1)
        self.distribution.setVisible(bool(drawn))
        if drawn:
            self._draw(context, drawn)
        else:
            self.distribution.clear()
        self._show_facts(context)

    def clear(self) -> None:
        super().clear()
        self.distribution.clear()
        self._tensors, self._shared = (), None

    def picture(self) -> QWidget | None:
        return self.distribution.view.picture() if self.distribution.isVisible() else None

    def csv(self) -> Callable[[], str] | None:
        return self.distribution.csv()

    def mark_values(self, values: ValueRange | None) -> None:
        self._marked = values
        self.distribution.view.mark_values(values)

    def _draw(self, context: PanelContext, drawn: list[_Seen]) -> None:
        from ckpt_viewer.gui.plots.distribution_view import Shown

        names = distinct_names([seen.path for seen in drawn])
        shown = [Shown(name, context.engine, tensor.spec) for name, seen in zip(names, drawn, strict=True)
                 if (tensor := tensor_at(context.graph, seen.node)) is not None]
        if len(self._tensors) > 1:
            self.table.show_summaries([(s.label, s.spec, None) for s in shown])
        sizes = [s.spec.numel for s in shown]
        self.distribution.show_tensors(context.jobs, _HISTOGRAM, shown, shares=max(sizes) > 3 * min(sizes))
        if len(self._tensors) > 1 and self.distribution.found is not None:
            self._on_measured(self.distribution.found)

    def _tell(self, drawn: int, *, counters: bool) -> None:
        """Say why something that was selected is not drawn; `counters` are not where there are floats."""
        broken = [seen for seen in self._tensors if seen.problem]
        if len(self._tensors) == 1:
            only = self._tensors[0]
            empty = "" if only.look.spec.numel else tr("This tensor has no elements.")
            words = tr("{place} cannot be read: {why}", place=place(only.path),
                       why=told(only.problem)) if broken else empty
            self.notice.say("danger" if broken else "info", words)
            return
        words = ""
        if counters:
            words = tr("{drawn} of {tensors} are drawn, whole numbers left out. Select those alone to see them.",
                       drawn=drawn, tensors=told(count_text(len(self._tensors), "selected tensor")))
        elif drawn < len(self._tensors) - len(broken):
            words = tr("The first {drawn} of {tensors} are drawn. Select fewer to see others.", drawn=drawn,
                       tensors=told(count_text(len(self._tensors), "selected tensor")))
        if broken:
            tensors = told(count_text(len(broken), "tensor"))
            words = tr("{words} {tensors} cannot be read and are left out.", words=words, tensors=tensors) \
                if words else tr("{tensors} cannot be read and are left out.", tensors=tensors)
        self.notice.say("warning" if broken else "info", words)

    def _show_facts(self, context: PanelContext) -> None:
        self.facts.setVisible(len(self._tensors) == 1)
        if len(self._tensors) != 1:
            context.jobs.forget(_SHARING)
            return
        from ckpt_viewer.core.tally import sharing_with

        graph, node, self._shared = context.graph, self._tensors[0].node, None
        self._is_array = not isinstance(graph[node], Tensor)
        self._refresh(self.distribution.found)
        if self._is_array:
            context.jobs.forget(_SHARING)
            return
        context.jobs.submit(_SHARING, lambda task: sharing_with(graph, node, task), self._on_sharing, lambda _: None,
                            title=tr("Shared storages"), quiet=True)

    def _on_sharing(self, found: tuple[Path, ...]) -> None:
        self._shared = found
        self._refresh(self.distribution.found)

    def _on_brushed(self, values: ValueRange | None) -> None:
        self._marked = values
        self.values_marked.emit(values)

    def _on_measured(self, found: Distributions) -> None:
        if self._marked is not None:
            self.distribution.view.mark_values(self._marked)
        if len(self._tensors) == 1:
            self._refresh(found)
            return
        shown = self.distribution.shown
        self.table.show_summaries([(s.label, s.spec, h.summary) for s, h in zip(shown, found.histograms, strict=True)])

    def _on_failed(self) -> None:
        if len(self._tensors) == 1:
            self._refresh(None)
        else:
            self.table.hide()

    def _refresh(self, found: Distributions | None) -> None:
        assert self._context is not None
        tensor = tensor_at(self._context.graph, self._tensors[0].node)
        assert tensor is not None
        summary = None if found is None or not found.histograms else found.histograms[0].summary
        unknown = "…" if self.distribution.counting else "–"
        self.facts.show_groups([self._said(tensor), numbers_group(tensor, summary, unknown)])

    def _said(self, tensor: Tensor) -> FactGroup:
        """What the file says of it."""
        if self._is_array:
            return array_group(tensor)
        sharing = tr("looking…") if self._shared is None else sharing_words(self._shared)
        return tensor_group(tensor, sharing, "\n".join(path_text(p) for p in self._shared or ()))

    def _lay_out(self) -> None:
        self._column = scrolling_column(self, 10)
        fill(self._column, self.notice, self.facts, self.table, (self.distribution, 1))
        self._column.addStretch(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a small panel the facts would push the histogram out of sight, so they stand below it there."""
        super().resizeEvent(event)
        small = self.width() < SMALL.width() and self.height() < SMALL.height()
        after = self._column.indexOf(self.distribution)
        if small != (self._column.indexOf(self.facts) > after):
            self._column.removeWidget(self.facts)
            self._column.insertWidget(self._column.indexOf(self.distribution) + 1 if small else 1, self.facts)


def _seen(context: PanelContext) -> Iterator[_Seen]:
    graph, looks = context.graph, context.graph.looks(context.nodes)
    tensors = [node for node, look in zip(context.nodes, looks, strict=True) if isinstance(look, Tensor)]
    problems = dict(zip(tensors, graph.problems(tensors), strict=True))
    for path, node, look in zip(context.paths, context.nodes, looks, strict=True):
        if isinstance(look, Tensor):
            yield _Seen(path, node, look, problems[node])
        elif (array := tensor_at(graph, node)) is not None:
            yield _Seen(path, node, array, array.problem or array.spec.storage.problem)
