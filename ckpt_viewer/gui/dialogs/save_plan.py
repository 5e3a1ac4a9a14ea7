"""What a save is going to do, before it does it: size, what is kept, what is lost, which changes go along.

Contract: shows one `SavePlan` after another; a long list of changes scrolls.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ckpt_viewer.core.saving import SavePlan
from ckpt_viewer.core.wording import bytes_text, count_text, plain_text
from ckpt_viewer.gui.parts.notice import Line, heading

MAX_CHANGES = 200


class SavePlanView(QScrollArea):
    """Headed lists of plain sentences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(280)
        self.setAccessibleName("What will be saved")
        self._show([("", ["Working out what will be written…"], "…")])

    @property
    def text(self) -> str:
        """All that is shown."""
        page = self.widget()
        return "\n".join(label.text() for label in page.findChildren(QLabel)) if page else ""

    def present(self, plan: SavePlan, changes: tuple[str, ...]) -> None:
        """Show this plan; `changes` are the edits since the file was read, in words."""
        shown = [plain_text(line, 300) for line in changes[:MAX_CHANGES]]
        if len(changes) > MAX_CHANGES:
            shown.append(f"… and {count_text(len(changes) - MAX_CHANGES, 'more change')}")
        title = "Your changes" if plan.form == "same" else "Your changes, as far as they concern what is saved"
        sections = [(title, shown or ["none"], "•")]
        if plan.needs_survivors:
            sections.insert(0, ("Cannot be kept", list(plan.loses), "−"))
        if not plan.refusal:
            size = f"about {bytes_text(plan.nbytes)}, {count_text(plan.tensors, 'tensor')}"
            sections = [("What will be written", [size], "•"), ("Kept", list(plan.keeps), "✓"),
                        ("Left out", list(plan.loses), "−"), ("Worth knowing", list(plan.warnings), "⚠"), *sections]
        self._show(sections)

    def _show(self, sections: list[tuple[str, list[str], str]]) -> None:
        page = QWidget(self)
        page.setBackgroundRole(QPalette.ColorRole.Base)
        page.setAutoFillBackground(True)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(14, 12, 14, 12)
        for title, lines, symbol in sections:
            if not lines:
                continue
            if title:
                layout.addWidget(heading(title, page))
            for line in lines:
                layout.addWidget(Line(symbol, line, page))
            layout.addSpacing(8)
        layout.addStretch(1)
        self.setWidget(page)

