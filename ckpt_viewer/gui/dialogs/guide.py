"""The user guide: a window of its own that stays beside the work, with its chapters and a search.

Contract: the text is Markdown in `resources/guide/`, a file for each language; each heading of the first level is a
chapter. Nothing in it is loaded from elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextBlock, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QTextBrowser, QWidget

from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.filter_box import make_clearable
from ckpt_viewer.gui.parts.laying import lay_column, lay_row
from ckpt_viewer.gui.parts.reading_order import InReadingOrder

FALLBACK = "en"


def guide_path(language: str) -> Path:
    """The guide in this language (`zh_CN`), or in English where there is none."""
    path = resource(f"guide/{language}.md")
    return path if path.is_file() else resource(f"guide/{FALLBACK}.md")


class Guide(InReadingOrder, QDialog):
    """Chapters on the left, the text on the right, a search line above; closes with Esc."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.setWindowTitle(tr("User guide"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName(tr("Text of the guide"))
        self.text.document().setDocumentMargin(14)
        self.text.setMarkdown(path.read_text(encoding="utf-8"))
        _give_room(self.text)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.chapters = QListWidget(self)
        self.chapters.setAccessibleName(tr("Chapters"))
        self._starts = _headings(self.text)
        self.chapters.addItems([block.text() for block in self._starts])
        self.chapters.setSpacing(2)
        self.search = QLineEdit(self)
        make_clearable(self.search)
        self.search.setPlaceholderText(tr("Find in the guide (Enter: the next place)"))
        self.search.setAccessibleName(tr("Find in the guide"))
        self.found = QLabel(self)
        self.found.hide()  # empty, it would keep the search line from the edge of the text
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.chapters.setFixedWidth(self.chapters.sizeHintForColumn(0) + 28)
        top, body = lay_row((self.search, 1), self.found), lay_row(self.chapters, (self.text, 1))
        lay_column(top, (body, 1), on=self, margins=10)
        self.resize(self.chapters.width() + 620, 620)

    def _connect(self) -> None:
        self.chapters.currentRowChanged.connect(self._on_chapter)
        self.text.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.search.textChanged.connect(lambda _: self._find(from_start=True))
        self.search.returnPressed.connect(lambda: self._find(from_start=False))
        QShortcut(QKeySequence.StandardKey.Find, self, activated=self._on_find_asked)  # type: ignore[call-overload]

    def _on_find_asked(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_chapter(self, row: int) -> None:
        """Bring the heading of a chapter to the top of the text."""
        if 0 <= row < len(self._starts):
            self.text.verticalScrollBar().setValue(int(self._top(self._starts[row])))

    def _on_scrolled(self, at: int) -> None:
        """Mark the chapter that is read, without moving the text to it."""
        passed = [row for row, block in enumerate(self._starts) if self._top(block) <= at + 40]
        with QSignalBlocker(self.chapters):
            self.chapters.setCurrentRow(passed[-1] if passed else 0)

    def _top(self, block: QTextBlock) -> float:
        return self.text.document().documentLayout().blockBoundingRect(block).top() - 8

    def _find(self, *, from_start: bool) -> None:
        """Go to the next place of what is searched; after the last one to the first."""
        sought, start = self.search.text(), QTextCursor(self.text.document())
        if not sought or from_start:
            self.text.setTextCursor(start)
        there = not sought or self.text.find(sought)
        if not there and not from_start:
            self.text.setTextCursor(start)
            there = self.text.find(sought)
        self.found.setText("" if there else tr("Not in the guide"))
        self.found.setVisible(not there)


def _give_room(text: QTextBrowser) -> None:
    """Wider lines, and room above each chapter, which Markdown does not ask for."""
    cursor = QTextCursor(text.document())
    cursor.select(QTextCursor.SelectionType.Document)
    lines = QTextBlockFormat()
    lines.setLineHeight(122, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.mergeBlockFormat(lines)
    above = QTextBlockFormat()
    above.setTopMargin(26)
    for block in _headings(text)[1:]:
        QTextCursor(block).mergeBlockFormat(above)


def _headings(text: QTextBrowser) -> list[QTextBlock]:
    blocks, block = [], text.document().begin()
    while block.isValid():
        if block.blockFormat().headingLevel() == 1:
            blocks.append(block)
        block = block.next()
    return blocks
