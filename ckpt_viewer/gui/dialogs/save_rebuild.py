"""In the save dialog: a whole model of a state_dict, by a class that a person names.

Contract: `choice` is what a save needs to know once the class was built and the state_dict goes into it; else None, and
`why_not` says what is to be done. `checkpoint` is the document with the names changed as suggested, if that was asked.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ckpt_viewer.core import rebuild
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.fitting import loadable_parts, state_names
from ckpt_viewer.core.diffing.suggesting import Suggestion, follow
from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.rebuild import ModelRequest, RebuildOptions
from ckpt_viewer.gui.dialogs.model_pane import Examine, ModelPane, Names
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.labels import hint, push_button
from ckpt_viewer.gui.parts.laying import lay_column


@dataclass(frozen=True, slots=True)
class RebuildChoice:
    """The class that was built, and how its model is to be saved."""

    request: ModelRequest
    options: RebuildOptions


class RebuildPane(QWidget):
    """A `ModelPane` with what only a save asks for."""

    changed = Signal()

    def __init__(self, checkpoint: Checkpoint, jobs: Jobs, parent: QWidget | None = None, *, folder: str = "",
                 examine: Examine = rebuild.examine) -> None:
        super().__init__(parent)
        self._opened = self.checkpoint = checkpoint
        self._part: Path | None = None
        self.pane = ModelPane(self._names, jobs, self, folder=folder, examine=examine)
        self.evaluation = QCheckBox(tr("&Evaluation mode: model.eval()"), self)
        self.evaluation.setToolTip(tr("Dropout and batch norm as when using the model; otherwise as for "
                                      "further training"))
        self.help = push_button(tr("Ta&ke these names"), self,
                                tip=tr("Change the names as suggested, in what is saved; the document stays as it is"))
        self.anyway = QCheckBox(tr("Save an&yway: what is missing keeps the values that the class gives it"), self)
        self.pane.beside.insertWidget(1, self.evaluation)
        self.pane.beside.addWidget(self.help)
        column = lay_column((self.pane, 1), self.anyway, on=self, margins=0)
        self.renamed = hint("", self)
        column.addWidget(self.renamed)
        self._show_renamed(())
        self.help.hide()
        self.anyway.hide()
        self.pane.changed.connect(self._on_report)
        self.evaluation.toggled.connect(self.changed)
        self.anyway.toggled.connect(self.changed)
        self.help.clicked.connect(self._on_help)

    @property
    def choice(self) -> RebuildChoice | None:
        request, report = self.pane.request, self.pane.report
        if request is None or report is None or not (report.fit.loads or self._may_save_anyway()):
            return None
        return RebuildChoice(request, RebuildOptions(self.evaluation.isChecked(), report.fit.loads))

    def why_not(self, *, plain: bool) -> str:
        """What is still to be done before a save; empty where nothing is."""
        if plain:
            return tr("Plain values cannot hold a whole model. Clear the tick at “Plain”.")
        if self.choice is not None:
            return ""
        if self.pane.report is not None:
            return tr("The state_dict does not go into this model. The report says why.")
        if self.pane.form.request is None:
            return tr("Name the model’s class, and run it.")
        return tr("Run the class first.")

    @property
    def busy(self) -> bool:
        return self.pane.busy

    def take_part(self, part: Path | None) -> None:
        """Which state_dict it is about; None: the likeliest."""
        if part != self._part:
            self._part = part
            self.checkpoint = self._opened
            self._show_renamed(())
            self.pane.compare_again()

    def forget(self) -> None:
        self.pane.forget()

    def _names(self) -> Names:
        graph, place = self.checkpoint.graph, self._place()
        return lambda: state_names(graph, graph.resolve(place))

    def _place(self) -> Path:
        return self._part if self._part is not None else loadable_parts(self._opened.graph)[0]

    def _may_save_anyway(self) -> bool:
        return self.anyway.isVisibleTo(self) and self.anyway.isChecked()

    def _on_report(self) -> None:
        report = self.pane.report
        self.help.setVisible(report is not None and bool(report.suggestions))
        self.anyway.setVisible(report is not None and not report.fit.loads and not report.fit.wrong_shape
                               and bool(report.fit.matched))
        if not self.anyway.isVisibleTo(self):
            self.anyway.setChecked(False)
        self.changed.emit()

    def _on_help(self) -> None:
        report = self.pane.report
        if report is not None:
            graph = self.checkpoint.graph
            changed = follow(graph, graph.resolve(self._place()), report.suggestions)
            self.checkpoint = self.checkpoint.with_graph(changed)
            self._show_renamed((*self._renamed, *report.suggestions))
            self.pane.compare_again()

    def _show_renamed(self, steps: tuple[Suggestion, ...]) -> None:
        """Say which names are changed in what is saved."""
        self._renamed = steps
        texts = [told(step.text.partition(": then")[0]) for step in steps]
        self.renamed.setText(tr("Changed in what is saved, not in the document: {changes}.",
                                 changes=tr("; ").join(texts)) if texts else "")
        self.renamed.setVisible(bool(texts))
