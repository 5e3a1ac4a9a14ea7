"""Would the file in front load into another file, or into a model class? Asked and answered without saving anything.

Contract: files are read and compared in a job. A class runs only once its button is pressed, in a process of its own.
What would help is done to the document, as one edit that can be undone, once its button is pressed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path as FilePath

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QWidget

from ckpt_viewer.core import rebuild
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.fitting import StateNames, chosen_part, loadable_parts, state_names
from ckpt_viewer.core.diffing.suggesting import Fitted, Suggestion, fitted
from ckpt_viewer.core.errors import InvalidPath
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Path, to_pointer
from ckpt_viewer.core.kinds import state_dicts
from ckpt_viewer.core.recipes import RenameMatching
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import path_text, plain_text
from ckpt_viewer.gui.dialogs.fit_view import FitView
from ckpt_viewer.gui.dialogs.model_pane import Examine, ModelPane
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.panels.base import Apply
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.labels import heading, hint
from ckpt_viewer.gui.parts.laying import fill, lay_column, lay_row
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.parts.reading_order import InReadingOrder
from ckpt_viewer.gui.parts.text_size import open_at

_FIT = "fit"
SIZE = (640, 520)
Target = Callable[[Task], StateNames]
"""Gives, in a worker, the names that the state_dict would be loaded into."""


def names_of(checkpoint: Checkpoint) -> Target:
    """Those of an open file."""
    return lambda _: _likeliest(checkpoint)


def names_in_file(path: FilePath) -> Target:
    """Those of a file that is opened for it."""
    def read(task: Task) -> StateNames:
        with open_checkpoint(path, task) as checkpoint:
            return _likeliest(checkpoint)

    return read


class FitDialog(InReadingOrder, QDialog):
    """`into` is what a person calls the target; without a `target` they name a class. `apply` changes the document."""

    def __init__(self, checkpoint: Checkpoint, jobs: Jobs, into: str, target: Target | None = None,
                 parent: QWidget | None = None, *, apply: Apply, examine: Examine = rebuild.examine) -> None:
        super().__init__(parent)
        self._checkpoint, self._jobs, self._target, self._apply = checkpoint, jobs, target, apply
        self._report: Fitted | None = None
        self._parts: tuple[Path, ...] = loadable_parts(checkpoint.graph)
        name = plain_text(FilePath(checkpoint.name).name, 80)
        self.setWindowTitle(tr("Would {name} load into {into}?", name=name, into=into))
        self.notice, self.view, self.pane = Notice(self), FitView(tr("Comparing names and shapes…"), self), None
        column = lay_column(heading(tr("model.load_state_dict({name}) into {into}", name=name, into=into), self),
                            hint(tr("Names and shapes are compared; no file is changed."), self), self._part_row(),
                            on=self)
        if target is None:
            self.view.hide()
            self.pane = ModelPane(self._names, jobs, self, folder=str(FilePath(checkpoint.name).parent),
                                  examine=examine)
            self.pane.changed.connect(self._on_pane)
            column.addWidget(self.pane, 1)
        fill(column, (self.view, 1), self.notice)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self.take = buttons.addButton(tr("Ta&ke these names"), QDialogButtonBox.ButtonRole.ActionRole)
        self.take.setToolTip(tr("Change the names in the file in front as suggested; undo brings the old ones back"))
        self.take.clicked.connect(self._on_take)
        self.take.hide()
        column.addWidget(buttons)
        open_at(self, *SIZE)
        self._compare()

    @property
    def busy(self) -> bool:
        return self._jobs.is_running(_FIT) or (self.pane is not None and self.pane.busy)

    def _part_row(self) -> QHBoxLayout:
        self.part = ChoiceBox(self)
        self.part.setAccessibleName(tr("What would be loaded"))
        self.part.addItems([path_text(path) for path in self._parts])
        label = QLabel(tr("W&hat would be loaded:"), self)
        label.setBuddy(self.part)
        row = lay_row(label, (self.part, 1))
        for widget in (label, self.part):
            widget.setVisible(len(self._parts) > 1)
        self.part.currentIndexChanged.connect(self._compare)
        return row

    def _place(self) -> Path | None:
        at = self.part.currentIndex()
        return self._parts[at] if at >= 0 else None

    def _names(self) -> Callable[[], StateNames]:
        graph, place = self._checkpoint.graph, self._place()
        return lambda: state_names(graph, chosen_part(graph, None) if place is None else graph.resolve(place))

    def _compare(self) -> None:
        target, names = self._target, self._names()
        self._show_take(None)
        if target is None:
            if self.pane is not None:
                self.pane.compare_again()
            return

        def work(task: Task) -> Fitted:
            a, b = names(), target(task)
            return fitted(a, b)

        self._jobs.submit(_FIT, work, self._on_report, self._on_failed, tr("Comparing names and shapes"), quiet=True)

    def _on_report(self, report: Fitted) -> None:
        self.view.present(report)
        self._show_take(report)

    def _on_pane(self) -> None:
        self._show_take(self.pane.report if self.pane is not None else None)

    def _show_take(self, report: Fitted | None) -> None:
        """Names within a whole model are those of its code: they cannot be changed."""
        self._report = report
        can = report is not None and bool(report.suggestions) and self._place() in state_dicts(self._checkpoint.graph)
        self.take.setVisible(can)

    def _on_take(self) -> None:
        place = self._place()
        if self._report is not None and place is not None:
            self._apply(*_edits(self._report.suggestions, to_pointer(place)))
            self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.view.wait(tr("There is nothing to compare."))
        self.notice.show_error(error)

    def done(self, result: int) -> None:
        self._jobs.forget(_FIT)
        if self.pane is not None:
            self.pane.forget()
        super().done(result)


def _edits(steps: Sequence[Suggestion], at: str) -> tuple[RenameMatching, ...]:
    """Other names in the state_dict at a pointer, and where optimizers go by them."""
    found = []
    for step in steps:
        match step.kind:
            case "strip":
                found.append(RenameMatching(f"^{re.escape(step.prefix)}", "", at))
            case "add":
                found.append(RenameMatching("^", _literal(step.prefix), at))
            case "rename":
                found += [RenameMatching(f"^{re.escape(old)}$", _literal(new), at) for old, new in step.renames]
    return tuple(found)


def _literal(text: str) -> str:
    """As the replacement of a regular expression."""
    return text.replace("\\", r"\\")


def _likeliest(checkpoint: Checkpoint) -> StateNames:
    try:
        return state_names(checkpoint.graph, chosen_part(checkpoint.graph, None))
    except InvalidPath as error:
        raise InvalidPath(error.what, plain_text(checkpoint.name, 300), error.hint) from None
