"""Headed lists of plain sentences that scroll: what will be done, or what was found.

Contract: shows one list of sections after another; the words are shown as they are, never as rich text.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from ckpt_viewer.gui.parts.labels import Line, heading
from ckpt_viewer.gui.parts.laying import fill, lay_column

Section = tuple[str, Sequence[str], str]
"""A title (or none), sentences, and the symbol before each."""


class Sections(QScrollArea):
    """A page of them. A section without sentences is left out."""

    def __init__(self, name: str, waiting: str, parent: QWidget | None = None) -> None:
        """`name` is what a screen reader calls it; `waiting` stands there until the first sections come."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(280)
        self.setAccessibleName(name)
        self.show_sections([("", [waiting], "…")])

    @property
    def text(self) -> str:
        """All that is shown."""
        page = self.widget()
        return "\n".join(label.text() for label in page.findChildren(QLabel)) if page else ""

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show these in place of what was there."""
        page = QWidget(self)
        page.setBackgroundRole(QPalette.ColorRole.Base)
        page.setAutoFillBackground(True)
        layout = lay_column(on=page, margins=(14, 12, 14, 12))
        for title, lines, symbol in sections:
            if not lines:
                continue
            if title:
                named = heading(title, page)
                named.setWordWrap(True)
                layout.addWidget(named)
            fill(layout, *(Line(symbol, line, page) for line in lines), 8)
        layout.addStretch(1)
        self.setWidget(page)
