"""Whether a state_dict would load, as a page: the verdict, what would help, and every name that does not fit.

Contract: shows one report after another; long lists are cut, with how many more there are.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.diffing.fitting import Clash, Slot
from ckpt_viewer.core.diffing.suggesting import Fitted
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.sections import Sections

LISTED = 100


class FitView(Sections):
    """The report as headed lists."""

    def __init__(self, waiting: str, parent: QWidget | None = None) -> None:
        super().__init__(tr("Would it load"), waiting, parent)

    def present(self, report: Fitted) -> None:
        fit = report.fit
        self.show_sections([
            ("", [tr("{sentence}.", sentence=told(fit.sentence))], "✓" if fit.loads else "✕"),
            (tr("What would help"), [told(step.text) for step in report.suggestions], "→"),
            (tr("Missing: the model needs these"), _lines(fit.missing), "−"),
            (tr("Unexpected: the model has no place for these"), _lines(fit.unexpected), "+"),
            (tr("Of another shape"), _lines(fit.wrong_shape), "≠"),
            (tr("Converted to the model’s type"), _lines(fit.retyped), "⚠"),
            (tr("Filled in by PyTorch, as for files from before these names"), _lines(fit.filled), "•"),
        ])

    def wait(self, text: str) -> None:
        """There is no report, or not yet."""
        self.show_sections([("", [text], "…")])


def _lines(rows: tuple[Slot, ...] | tuple[Clash, ...]) -> list[str]:
    shown: Iterable[Slot | Clash] = rows[:LISTED]
    lines = [tr("{name}: {words}", name=plain_text(row.name, 200), words=_said(row)) for row in shown]
    return [*lines, tr("… and {count:,} more", count=len(rows) - LISTED)] if len(rows) > LISTED else lines


def _said(row: Slot | Clash) -> str:
    if isinstance(row, Slot):
        return told(row.text)
    return tr("{found}, wanted {wanted}", found=told(row.found.text), wanted=told(row.wanted.text))
