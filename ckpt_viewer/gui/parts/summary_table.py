"""Summary numbers of a few tensors below one another, to be compared by eye."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.engine.base import Summary
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.wording import number_text, shape_text
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.parts.plain_table import PlainTable, Row

COLUMNS = (later("Tensor"), later("Shape"), later("Mean"), later("Std. deviation"), later("Minimum"), later("Maximum"),
           later("Zeros"), "NaN", "Inf")


class SummaryTable(PlainTable):
    """One row per tensor; as high as its rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, COLUMNS[2:], parent=parent, least=130, narrow=130)
        self.setAccessibleName(tr("Summary numbers of the selected tensors"))

    def show_summaries(self, rows: Sequence[tuple[str, TensorSpec, Summary | None]]) -> None:
        """Name, tensor and, once known, its numbers."""
        self.show_rows([Row((name, told(shape_text(spec.shape)), *_cells(summary)), alarms=_odd(summary))
                        for name, spec, summary in rows])
        self.fit_height(len(rows))


def _odd(summary: Summary | None) -> tuple[int, ...]:
    """The columns of what is not finite."""
    counts = () if summary is None else (summary.nan, summary.inf)
    return tuple(column for column, count in enumerate(counts, len(COLUMNS) - 2) if count)


def _cells(summary: Summary | None) -> tuple[str, ...]:
    if summary is None:
        return ("…",) * (len(COLUMNS) - 2)
    s = summary
    measured = (s.mean, s.std, s.minimum, s.maximum)
    return (*(number_text(x, 4) if s.finite else "–" for x in measured), *(f"{n:,}" for n in (s.zeros, s.nan, s.inf)))
