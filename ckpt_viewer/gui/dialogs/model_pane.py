"""Build a model of a class that a person names, once they say so, and see whether a state_dict would load into it.

Contract: nothing runs before the button is pressed; then the class runs in a process of its own, in a job that can be
stopped. `report` and `request` are those of the last run and are dropped once a field changes.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core import rebuild
from ckpt_viewer.core.diffing.fitting import StateNames
from ckpt_viewer.core.diffing.suggesting import Fitted, fitted
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.rebuild import BuiltModel, ModelRequest
from ckpt_viewer.core.task import Task, pure
from ckpt_viewer.gui.dialogs.fit_view import FitView
from ckpt_viewer.gui.dialogs.model_form import ModelForm
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, tr
from ckpt_viewer.gui.parts.labels import push_button
from ckpt_viewer.gui.parts.laying import STRETCH, lay_column, lay_row
from ckpt_viewer.gui.parts.notice import JobRow, Notice

_BUILD, _FIT = "model-build", "model-fit"
WAITING = later("Nothing has run yet. “Run it” builds the model and compares its names and shapes; nothing is saved by "
                "that.")

Examine = Callable[[ModelRequest, Task], BuiltModel]
Names = Callable[[], StateNames]


@dataclass(frozen=True, slots=True)
class _Found:
    model: BuiltModel
    report: Fitted


class ModelPane(QWidget):
    """The form, the button that runs it, and the report. `beside` is the row of the button, for more of its kind."""

    changed = Signal()  # `report` is another, or was dropped

    def __init__(self, names: Callable[[], Names], jobs: Jobs, parent: QWidget | None = None, *, folder: str = "",
                 examine: Examine = rebuild.examine) -> None:
        """`names` gives what tells, in a worker, the names of what would be loaded."""
        super().__init__(parent)
        self._names, self._jobs, self._examine = names, jobs, examine
        self._model: BuiltModel | None = None
        self.report: Fitted | None = None
        self.form, self.view = ModelForm(self, folder=folder), FitView(tr(WAITING), self)
        self.notice, self.progress = Notice(self), JobRow(jobs, _BUILD, self)
        self.run = push_button(tr("Ru&n it"), self)
        self.run.setEnabled(False)
        self.run.clicked.connect(self._on_run)
        self.beside = lay_row(self.run, STRETCH)
        lay_column(self.form, self.beside, self.progress, self.notice, (self.view, 1), on=self, margins=0)
        self.form.changed.connect(self._on_form)

    @property
    def request(self) -> ModelRequest | None:
        """What was built for the report, where there is one."""
        return self.form.request if self.report is not None else None

    @property
    def busy(self) -> bool:
        return self._jobs.is_running(_BUILD) or self._jobs.is_running(_FIT)

    def compare_again(self) -> None:
        """What would be loaded is another: compare it with the model that was built. Nothing runs again."""
        model = self._model
        if model is not None:
            names = self._names()
            self._jobs.submit(_FIT, pure(lambda: _compared(names(), model)), self._on_found, self._on_failed,
                              quiet=True)

    def forget(self) -> None:
        """The pane goes: stop what runs."""
        for key in (_BUILD, _FIT):
            self._jobs.forget(key)

    def _on_form(self) -> None:
        self._jobs.forget(_BUILD)
        self._drop()
        self.run.setEnabled(self.form.request is not None)

    def _drop(self) -> None:
        self._model = self.report = None
        self.notice.clear()
        self.view.wait(tr(WAITING))
        self.changed.emit()

    def _on_run(self) -> None:
        request, examine = self.form.request, self._examine
        if request is None:
            return
        names = self._names()
        self._drop()
        self.view.wait(tr("Running {call}…", call=request.call))
        self.run.setEnabled(False)
        self._jobs.submit(_BUILD, lambda task: _compared(names(), examine(request, task)), self._on_found,
                          self._on_failed, tr("Running {call}", call=request.call))
        self.progress.begin(tr("Running {call}…", call=request.call))

    def _on_found(self, found: _Found) -> None:
        self._model, self.report = found.model, found.report
        self.run.setEnabled(True)
        self.view.present(found.report)
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self.run.setEnabled(self.form.request is not None)
        self.view.wait(tr("There is no model to compare with."))
        self.notice.show_error(error, tr("Stopped. The process of the model was ended."))


def _compared(names: StateNames, model: BuiltModel) -> _Found:
    return _Found(model, fitted(names, model.names))
