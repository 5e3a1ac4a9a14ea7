"""An optimizer: its settings group by group, and which parameter each of its numbers stands for.

Contract: as of every panel, see base.py. Names are found by a job and come with how they are known and how surely.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QWidget

from ckpt_viewer.core.checkpoint import Note
from ckpt_viewer.core.graph import Graph, NodeId, Path, Scalar
from ckpt_viewer.core.kinds import is_optimizer
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer import (
    GroupView,
    OptimizerView,
    ParamView,
    Sure,
    find_optimizers,
    optimizer_notes,
)
from ckpt_viewer.core.task import Task, pure
from ckpt_viewer.core.wording import count_text, number_text, plain_text
from ckpt_viewer.gui.collecting import undisturbed
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.panels.briefly import in_brief, place
from ckpt_viewer.gui.parts.facts import Fact, FactGrid, FactGroup
from ckpt_viewer.gui.parts.labels import hint, push_button
from ckpt_viewer.gui.parts.laying import STRETCH, fill, lay_row, scrolling_column
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.parts.plain_table import MadeLate, PlainTable, Row

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.engine.stepping import StepSize
    from ckpt_viewer.core.views.next_steps import NextStep

_KEY = "optimizer"
_MOST_GROUPS = 6  # whose settings are written out beside one another
_SURE: dict[Sure, str] = {
    "named": later("certain"), "likely": later("likely"), "guess": later("a guess"), "unknown": later("not known"),
}
_STEPS = "optimizer/steps"
_COLUMNS = (later("Group"), later("No."), later("Parameter"), later("How sure"), later("Keeps"), later("Next step"),
            later("Of the weight"))
_GROUP, _STEP_COLUMNS = 0, (5, 6)  # what says something of several groups only, and once the next step is measured


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of the table: a parameter and the number of its group, None where the file does not say it."""

    param: ParamView
    group: int | None


@dataclass(frozen=True, slots=True, eq=False)
class _Entries:
    """Rows of the table, and at which of them the state at a path stands."""

    rows: tuple[_Entry, ...]
    places: dict[Path, int]

    @classmethod
    def of(cls, rows: tuple[_Entry, ...]) -> _Entries:
        return cls(rows, {entry.param.state_path: at for at, entry in enumerate(rows)
                          if entry.param.state_path is not None})


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Next steps by the ids of their parameters; the middle one as a share of its weight, else why there is none."""

    of_param: dict[int, NextStep]
    middle: float | None
    why: str

    @classmethod
    def of(cls, steps: tuple[NextStep, ...]) -> _Steps:
        known = sorted(step.size.relative for step in steps if step.size is not None)
        return cls({id(step.param): step for step in steps}, known[len(known) // 2] if known else None,
                   steps[0].why if steps else "")


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """An optimizer with the rows of all its parameters and of those whose names are not certain."""

    view: OptimizerView
    every: _Entries
    doubtful: _Entries
    named: int
    doubts: tuple[Note, ...]  # whether a training can go on with it


class OptimizerPanel(Panel):
    """Shown for an optimizer and everything in it."""

    title = "Optimizer"
    hint = "Settings, and the parameters behind the numbers"
    keys = (_KEY, _STEPS)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._graph: Graph | None = None
        self._root: Path = ()
        self._found: _Found | None = None
        self._entries = _Entries((), {})
        self.notice = Notice(self)
        self.facts = FactGrid(self)
        self.rate = push_button(tr("Change learning rate…"), self, lambda: self.action_requested.emit("learning-rate"))
        self.measure = push_button(tr("Measure the next step"), self, self._on_measure,
                                   tip=tr("Reads the weights and what the optimizer keeps for them"))
        self._steps: dict[int, NextStep] = {}
        self.unsure = QCheckBox(tr("Only uncertain names"), self)
        self.unsure.toggled.connect(self._fill)
        self.table = PlainTable(_COLUMNS, _COLUMNS[5:], wide=_COLUMNS[2], parent=self, least=200)
        self.table.setAccessibleName(tr("Parameters of the optimizer"))
        for at, column in enumerate(_STEP_COLUMNS, 3):  # beside the names: what was asked for is in sight
            self.table.horizontalHeader().moveSection(column, at)
        self.table.setMinimumHeight(120)
        self.table.chosen.connect(self._on_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.how = hint("", self)
        self._lay_out()

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        if len(context.paths) != 1:
            return 0
        root = _optimizer_above(context.graph, context.paths[0])
        if root is None:
            return 0
        depth = len(context.paths[0]) - len(root)
        return 85 if depth <= 2 and context.graph.children(context.nodes[0]) else 30

    def present(self, context: PanelContext) -> None:
        root = _optimizer_above(context.graph, context.paths[0]) or ()
        same = self._graph is context.graph and self._root == root and self._found is not None
        self._context, self._graph, self._root = context, context.graph, root
        if same:
            self._follow()
            return
        graph = context.graph
        self.notice.clear()
        self._steps = {}
        context.jobs.forget(_STEPS)
        context.jobs.submit(_KEY, pure(lambda: _find(graph, root)), self._on_found, self.notice.show_error,
                            title=tr("Parameters of the optimizer"), quiet=True)

    def clear(self) -> None:
        super().clear()
        self._graph = self._found = None

    def _on_found(self, found: _Found | None) -> None:
        self._found = found
        if found is None:
            self.notice.say("info", tr("This looks like an optimizer, but its param groups cannot be read."))
            return
        if found.doubts:
            self.notice.say("warning", "\n".join(told(note.text) for note in found.doubts))
        self.facts.show_groups(self._groups(found))
        self._fill()

    def _on_measure(self) -> None:
        """Numbers of a few hundred megabytes take a moment, so only when asked."""
        context, graph, found = self._context, self._graph, self._found
        if context is None or graph is None or found is None:
            return
        view = found.view

        def work(task: Task) -> _Steps:
            from ckpt_viewer.core.views.next_steps import next_steps

            return _Steps.of(next_steps(graph, view, task))

        self.measure.setEnabled(False)
        context.jobs.submit(_STEPS, work, self._on_steps, self._on_not_measured, title=tr("Measuring the next step"))

    def _on_steps(self, steps: _Steps) -> None:
        self.measure.setEnabled(True)
        self._steps = steps.of_param
        if steps.middle is not None:
            self.notice.say("info", tr("The next step as the saved state makes it, with the rate of now; the "
                                       "gradient to come adds a little. The median is {number} % of its "
                                       "weight.",
                                       number=number_text(100 * steps.middle, 3)))
        else:
            self.notice.say("info", steps.why or tr("It has no parameters."))
        self._fill()

    def _on_not_measured(self, error: Exception) -> None:
        self.measure.setEnabled(True)
        self.notice.show_error(error)

    def _groups(self, found: _Found) -> list[FactGroup]:
        view = found.view
        first = FactGroup(tr("Optimizer"), (
            Fact(tr("Class"), told(plain_text(view.guess, 200)),
                 tip=tr("Inferred from its settings where the file does not name it")),
            Fact(tr("Where"), place(view.path)),
            Fact(tr("Parameters"), tr("{parameters}, {named:,} of them with a name",
                                      parameters=told(count_text(len(found.every.rows), "parameter")),
                                      named=found.named)),
            Fact(tr("Param groups"), tr("{count:,}; the file does not say which parameter is in which",
                                        count=len(view.groups)) if view.ungrouped else f"{len(view.groups):,}"),
        ))
        groups = [self._settings(number, group, grouped=not view.ungrouped)
                  for number, group in enumerate(view.groups[:_MOST_GROUPS])]
        return [first, *groups]

    def _settings(self, number: int, group: GroupView, *, grouped: bool) -> FactGroup:
        assert self._graph is not None
        facts = [_setting(self._graph, name, node) for name, node in group.hyper[:40]]
        if not grouped:
            return FactGroup(tr("Group {number}", number=number), tuple(facts))
        return FactGroup(tr("Group {number}, {count}",
                            number=number, count=told(count_text(len(group.params), "parameter"))), tuple(facts))

    def _fill(self, *_: object) -> None:
        found, graph, steps = self._found, self._graph, self._steps
        if found is None or graph is None:
            return
        self.unsure.setVisible(0 < len(found.doubtful.rows) < len(found.every.rows))
        self._entries = found.doubtful if self.unsure.isChecked() and self.unsure.isVisibleTo(self) else found.every
        self.table.setColumnHidden(_GROUP, len(found.view.groups) < 2 or bool(found.view.ungrouped))
        for column in _STEP_COLUMNS:
            self.table.setColumnHidden(column, not steps)
        self.table.show_rows(MadeLate(self._entries.rows,
                                      lambda entry: _row(graph, entry, steps.get(id(entry.param)))))
        self._follow()

    def _follow(self) -> None:
        """Choose the row of the state that is selected in the tree, else say how the first name is known."""
        path = self._context.paths[0] if self._context is not None else ()
        places = self._entries.places
        at = next((places[path[:depth]] for depth in range(len(path) + 1) if path[:depth] in places), -1)
        if at >= 0:
            self.table.choose(at)
            return
        self.table.clearSelection()
        rows = self._entries.rows
        self.how.setText(told(rows[0].param.how) if rows else tr("It has no parameters."))

    def _on_current(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self._entries.rows):
            self.how.setText(told(self._entries.rows[row].param.how))

    def _on_chosen(self, row: int) -> None:
        if 0 <= row < len(self._entries.rows):
            state = self._entries.rows[row].param.state_path
            if state is not None:
                self.reveal(state)

    def _lay_out(self) -> None:
        row = lay_row(self.rate, self.measure, STRETCH, self.unsure)
        fill(scrolling_column(self), self.notice, self.facts, row, (self.table, 1), self.how)
        self.unsure.hide()


def _find(graph: Graph, root: Path) -> _Found | None:
    """The optimizer at a path, with its rows."""
    view = next((view for view in find_optimizers(graph) if view.path == root), None)
    if view is None:
        return None
    with undisturbed():
        grouped = [_Entry(param, number) for number, group in enumerate(view.groups) for param in group.params]
        every = (*grouped, *[_Entry(param, None) for param in view.ungrouped])
        doubtful = tuple([entry for entry in every if entry.param.sure != "named"])
        return _Found(view, _Entries.of(every), _Entries.of(doubtful),
                      sum(entry.param.name is not None for entry in every), optimizer_notes(graph, view))


def _optimizer_above(graph: Graph, path: Path) -> Path | None:
    """The path of the outermost optimizer that a path goes through."""
    node: NodeId | None = graph.root
    for depth in range(len(path) + 1):
        if node is None:
            return None
        if is_optimizer(graph, node):
            return path[:depth]
        node = graph.child(node, path[depth]) if depth < len(path) else None
    return None


def _setting(graph: Graph, name: str, node: NodeId) -> Fact:
    """A float in few digits, exact where one points at it: beside one another the groups have little room."""
    exact, strong = in_brief(graph, node, 80), name == "lr"
    match graph[node]:
        case Scalar(float() as value):
            return Fact(plain_text(name, 60), number_text(value), strong, exact)
        case _:
            return Fact(plain_text(name, 60), exact, strong)


def _keeps(graph: Graph, param: ParamView) -> str:
    return ", ".join(plain_text(word, 40) for word in [*param.kept(graph)][:8]) or tr("nothing")


def _row(graph: Graph, entry: _Entry, step: NextStep | None) -> Row:
    param = entry.param
    size, tip = (None, "") if step is None else (step.size, told(step.why))
    if size is not None:
        tip = _size_words(size)
    cells = ("", "") if step is None else ("?", "?") if size is None else (
        number_text(size.step, 4), f"{number_text(100 * size.relative, 3)} %")
    name = plain_text(param.name, 300) if param.name is not None else "–"
    group = "" if entry.group is None else str(entry.group)
    return Row((group, str(param.index), name, tr(_SURE[param.sure]), _keeps(graph, param), *cells),
               "\n".join(filter(None, [told(plain_text(param.how, 500)), plain_text(tip, 500)])))


def _size_words(size: StepSize) -> str:
    words = tr("Norm of the weight {weight}, largest step of an element {largest}, norm of the first moment {first}",
               weight=number_text(size.weight, 4), largest=number_text(size.largest, 4),
               first=number_text(size.first, 4))
    return words if math.isnan(size.spread) else tr(
        "{words}, root of the mean second moment {spread}", words=words, spread=number_text(size.spread, 4))
