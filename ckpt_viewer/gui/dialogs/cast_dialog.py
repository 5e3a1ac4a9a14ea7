"""Convert floating tensors to another type, after showing what that loses.

Contract: as of every ChangeDialog. The loss is measured in a job that reads every number; it can be stopped, and then
the conversion can be done without knowing. Imports numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest

from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.engine.casting import CastLoss
from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.recipes import CastTo
from ckpt_viewer.core.task import Cancelled, Task, stoppable
from ckpt_viewer.core.tensor import DTYPES, DType
from ckpt_viewer.core.views.cast_report import CastReport, CastRow, loss_parts, measure_cast
from ckpt_viewer.core.wording import bytes_text, count_text, number_text, path_text, plain_text
from ckpt_viewer.gui.dialogs.change_dialog import ChangeDialog, ScopeBox
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.base import Apply
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.choice_tree import choice_tree, plain_row
from ckpt_viewer.gui.parts.labels import heading
from ckpt_viewer.gui.parts.laying import fill
from ckpt_viewer.gui.parts.notice import JobRow
from ckpt_viewer.gui.parts.text_size import open_at

_KEY = "cast-loss"
_SHOWN = 500
_COLUMNS = (later("Tensor"), later("Now"), later("Change"), later("Largest difference"), later("Relative"),
            later("Infinite"), later("Zero"))
_TYPES = ("float16", "bfloat16", "float32", "float64", "float8_e4m3fn", "float8_e5m2")
EXPLAIN = later("Floating-point tensors get another type; whole numbers and the state of optimizers keep theirs, "
                "unless the place you choose lies in an optimizer.")


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What of a report is shown: a million tensors are summed up and sorted in the job."""

    count: int
    dtype: DType
    total: CastLoss
    saved: int
    first: tuple[CastRow, ...]

    @classmethod
    def of(cls, report: CastReport) -> _Found:
        first = nlargest(_SHOWN, report.rows, key=_severity)
        return cls(len(report.rows), report.dtype, report.total, report.saved, tuple(first))


class CastDialog(ChangeDialog):
    """`selected` is the place that was selected, empty for none."""

    def __init__(self, document: Document, apply: Apply, jobs: Jobs, selected: Path = (),
                 parent: QWidget | None = None) -> None:
        super().__init__(tr("Convert the numbers"), tr(EXPLAIN), tr("C&onvert"), document, apply, parent)
        self._jobs = jobs
        self.dtype, self.scope = ChoiceBox(self), ScopeBox(selected, tr("all but optimizers"), self)
        self.dtype.addItems(list(_TYPES))
        self.dtype.setAccessibleName(tr("New dtype"))
        self.progress = JobRow(jobs, _KEY, self)
        self.title = heading(tr("What is lost"), self)
        self.table = choice_tree(self, tr("What is lost"), tuple(map(tr, _COLUMNS)), range(2, len(_COLUMNS)))
        self.form.addRow(tr("&New dtype:"), self.dtype)
        self.form.addRow(tr("&In:"), self.scope)
        self.form.setRowVisible(self.scope, self.scope.count() > 1)
        fill(self.column, self.title, self.progress, (self.table, 1))
        self.dtype.currentIndexChanged.connect(self._measure)
        self.scope.currentIndexChanged.connect(self._measure)
        open_at(self, 820, 560)
        self._measure()

    @property
    def busy(self) -> bool:
        return self._jobs.is_running(_KEY)

    def edits(self) -> tuple[Sequence[Edit], str]:
        return [CastTo(self.dtype.currentText(), self.scope.pointer)], ""

    def done(self, result: int) -> None:
        self._jobs.forget(_KEY)
        super().done(result)

    def _measure(self) -> None:
        self.table.clear()
        self.notice.clear()
        self.apply_button.setEnabled(False)
        operation, graph = CastTo(self.dtype.currentText(), self.scope.pointer), self.document.graph

        def work(task: Task) -> _Found:
            with stoppable(task):
                return _Found.of(measure_cast(graph, operation.nodes(graph), DTYPES[operation.dtype], task))

        self._jobs.submit(_KEY, work, self._on_measured, self._on_failed, tr("Measuring a conversion"), quiet=True)
        self.progress.begin(tr("Measuring what is lost…"))

    def _on_measured(self, found: _Found) -> None:
        self.apply_button.setEnabled(bool(found.count))
        if not found.count:
            self.notice.say("info", tr("There is no floating-point tensor of another type here."))
            return
        total = found.total
        self.notice.say("danger" if total.overflowed else "warning" if total.underflowed else "info", _sentence(found))
        self.table.addTopLevelItems([plain_row(_texts(row)) for row in found.first])
        self.title.setText(tr("What is lost, in {count}, most first", count=told(count_text(found.count, "tensor"))))

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.notice.say("warning", tr("The measurement did not finish, so what the conversion "
                                          "loses is not known."))
            self.apply_button.setEnabled(True)
        else:
            self.notice.show_error(error)


def _sentence(found: _Found) -> str:
    """What the core says of the report, and the size."""
    said = {"tensors": told(count_text(found.count, "tensor")), "dtype": str(found.dtype),
            "loss": tr(", ").join(map(told, loss_parts(found.total))), "size": told(bytes_text(abs(found.saved)))}
    if found.saved > 0:
        return tr("{tensors} → {dtype}: {loss}. The tensors take {size} less.", **said)
    return tr("{tensors} → {dtype}: {loss}. The tensors take {size} more.", **said)


def _severity(row: CastRow) -> tuple[int, int, float]:
    loss = row.loss
    return (1, 0, 0.0) if loss is None else (loss.overflowed, loss.underflowed, loss.max_rel)


def _texts(row: CastRow) -> list[str]:
    where, loss = path_text(row.path), row.loss
    if loss is None:
        return [where, row.spec.dtype.name, plain_text(told(row.problem), 300), "", "", "", ""]
    changed = tr("{changed:,} of {count:,}", changed=loss.changed, count=loss.count)
    largest, share = number_text(loss.max_abs, 3), f"{number_text(100 * loss.max_rel, 3)} %"
    return [where, row.spec.dtype.name, changed, largest, share, f"{loss.overflowed:,}", f"{loss.underflowed:,}"]
