"""What the conversions of a document to other floating types lose: as data for programs and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.recipes import CastTo
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES
from ckpt_viewer.core.wording import path_text
from ckpt_viewer.verbs.answer import Json, json_number, json_path

if TYPE_CHECKING:  # numpy comes with it, and few saves convert
    from ckpt_viewer.core.engine.casting import CastLoss
    from ckpt_viewer.core.views.cast_report import CastReport

_SHOWN = 6


class CastLosses:
    """Measured when it is made. Raises what reading the tensors raises, Cancelled."""

    def __init__(self, document: Document, task: Task) -> None:
        self._reports = list(_reports(document, task))

    def data(self) -> list[Json]:
        """For --json: one entry for each conversion, in order."""
        return [{"dtype": report.dtype.name, "bytes_saved": report.saved, "total": _loss(report.total),
                 "tensors": [{"path": json_path(row.path), "dtype": row.spec.dtype.name, "problem": row.problem,
                              **(_loss(row.loss) if row.loss is not None else {})} for row in report.rows]}
                for report in self._reports]

    def lines(self) -> Iterator[str]:
        """A sentence for each conversion, and the tensors in which numbers become infinite or zero."""
        from ckpt_viewer.core.views.cast_report import loss_text

        for report in self._reports:
            yield report.sentence
            odd = [row for row in report.rows if row.loss is None or row.loss.overflowed or row.loss.underflowed]
            for row in odd[:_SHOWN]:
                yield f"{path_text(row.path)}: {row.problem if row.loss is None else loss_text(row.loss)}"
            if len(odd) > _SHOWN:
                yield f"and {len(odd) - _SHOWN:,} more tensors of this kind; --json names all"


def _reports(document: Document, task: Task) -> Iterator[CastReport]:
    for step in document.steps:
        graph = step.before
        for edit in step.edits:
            if isinstance(edit, CastTo):
                from ckpt_viewer.core.views.cast_report import measure_cast

                yield measure_cast(graph, edit.nodes(graph), DTYPES[edit.dtype], task)
            graph = edit.apply(graph).graph if len(step.edits) > 1 else graph


def _loss(loss: CastLoss) -> dict[str, Json]:
    return {"count": loss.count, "changed": loss.changed, "overflowed": loss.overflowed,
            "underflowed": loss.underflowed, "max_abs": json_number(loss.max_abs),
            "max_rel": json_number(loss.max_rel), "rel_l2": json_number(loss.rel_l2)}
