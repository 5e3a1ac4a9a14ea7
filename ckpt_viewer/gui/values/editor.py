"""A field in which one value is changed: Enter applies, Escape takes back what was typed.

Contract: `entered` brings a value of the very type that was shown, and only one that differs. What cannot be read is
said under the field at once. Undo and redo are the field's while it has typing to take back, else the window's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QStackedWidget, QWidget

from ckpt_viewer.core.errors import CheckpointError, InvalidEdit
from ckpt_viewer.core.graph import ScalarValue
from ckpt_viewer.core.wording import TEXT_LIMIT, is_plain, read_value, value_text
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.language.lettering import fixed_font
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.laying import STRETCH, fill, lay_column, lay_row
from ckpt_viewer.gui.parts.text_size import scaled
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.theme import active_theme

_ONE_LINE = 120  # characters of a text that fits a field of one line
_FAR = 4_000  # digits
_LONG_HEIGHT = 220
_LINE_WIDTH = 640  # pixels: in a large window the buttons stay beside a number
_ANY_WIDTH = (1 << 24) - 1  # Qt's own


class ValueEditor(Themed, QWidget):
    """One of three fields, for numbers and short texts, for yes and no, for long texts."""

    entered = Signal(object)  # ScalarValue

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: ScalarValue = None
        self._kind = "None"
        self.line, self.choice, self.lines = _Line(self), ChoiceBox(self), _LongField(self)
        self.choice.addItems(["True", "False"])
        self.apply, self.revert = QPushButton(tr("&Apply"), self), QPushButton(tr("&Revert"), self)
        self.message = QLabel(self)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self._fields = QStackedWidget(self)
        for field in (self.line, self.choice, self.lines):
            field.setAccessibleName(tr("Value"))
            self._fields.addWidget(field)
        self._connect()
        self._lay_out()
        self.follow_theme()

    def show_value(self, value: ScalarValue, kind: str) -> bool:
        """Offer to change this value; False where nobody can type one of its kind."""
        if not _can_type(value, kind):
            return False
        self._value, self._kind = value, kind
        field = self._field()
        self._fields.setCurrentWidget(field)
        directions, is_long = QBoxLayout.Direction, field is self.lines
        self._row.setDirection(directions.TopToBottom if is_long else directions.LeftToRight)
        self._fields.setMaximumWidth(_ANY_WIDTH if is_long else scaled(_LINE_WIDTH))
        self._fields.setFixedHeight(_LONG_HEIGHT if is_long else self.line.sizeHint().height())
        self._put_back()
        return True

    def take_focus(self) -> None:
        """Put the cursor into the field, with all of it selected."""
        field = self._field()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(field, QLineEdit | QPlainTextEdit):
            field.selectAll()

    def refuse(self, error: CheckpointError) -> None:
        """Say under the field why this value cannot be."""
        self._say(told(str(error)))

    def retheme(self) -> None:
        """Write a refusal in the colour of the new palette."""
        self._say(self.message.text())

    @property
    def typed(self) -> str:
        """What stands in the field."""
        match self._fields.currentWidget():
            case QLineEdit() as field:
                return field.text()
            case QPlainTextEdit() as field:
                return field.toPlainText()
            case _:
                return self.choice.currentText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.revert.isEnabled():
            self._put_back()
            return
        super().keyPressEvent(event)

    def _field(self) -> QWidget:
        if self._kind == "bool":
            return self.choice
        text = self._value if isinstance(self._value, str) else ""
        return self.lines if len(text) > _ONE_LINE or "\n" in text or "\t" in text else self.line

    def _put_back(self) -> None:
        """Show the value as it is in the document."""
        text = self._value if isinstance(self._value, str) else value_text(self._value)
        with QSignalBlocker(self.line), QSignalBlocker(self.choice), QSignalBlocker(self.lines):
            self.line.setText(text)
            self.line.setCursorPosition(0)  # a long value is read from its beginning
            self.choice.setCurrentText(text)
            self.lines.setPlainText(text)
        self._say("")
        self.apply.setEnabled(False)
        self.revert.setEnabled(False)

    def _read(self) -> ScalarValue:
        return read_value(self.typed, self._kind)

    def _on_typed(self) -> None:
        """Judge what is there while a person types."""
        try:
            value = self._read()
        except InvalidEdit as error:
            self.refuse(error)
            self.apply.setEnabled(False)
        else:
            self._say("")
            self.apply.setEnabled(not self._is_same(value))
        shown = self._value if isinstance(self._value, str) else value_text(self._value)
        self.revert.setEnabled(self.typed != shown)

    def _on_enter(self) -> None:
        try:
            value = self._read()
        except InvalidEdit as error:
            self.refuse(error)
            return
        if self._is_same(value):
            self._put_back()
        else:
            self.entered.emit(value)

    def _is_same(self, value: ScalarValue) -> bool:
        """By text, so that nan is nan and -0.0 is not 0.0; both have the type of the field."""
        if isinstance(value, str):
            return value == self._value
        return value_text(value, _FAR) == value_text(self._value, _FAR)

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setStyleSheet(f"color: {active_theme().danger};" if text else "")
        self.message.setVisible(bool(text))
        self._field().setAccessibleDescription(text)

    def _connect(self) -> None:
        self.line.textChanged.connect(self._on_typed)
        self.line.returnPressed.connect(self._on_enter)
        self.lines.textChanged.connect(self._on_typed)
        self.lines.finished.connect(self._on_enter)
        self.choice.activated.connect(self._on_enter)
        self.apply.clicked.connect(self._on_enter)
        self.revert.clicked.connect(self._put_back)

    def _lay_out(self) -> None:
        for button, tip in ((self.apply, tr("Enter; Ctrl+Enter in a long text")), (self.revert, tr("Escape"))):
            button.setAutoDefault(False)
            button.setToolTip(tip)
        buttons = lay_row(self.apply, self.revert, STRETCH)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        fill(self._row, (self._fields, 1), buttons)
        lay_column(self._row, self.message, on=self, margins=0)
        self.message.hide()


class _Line(QLineEdit):
    """A line that leaves undo and redo to the window when it has nothing to take back itself."""

    def event(self, event: QEvent) -> bool:
        if _is_for_window(event, self.isUndoAvailable(), self.isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)


class _LongField(QPlainTextEdit):
    """A text of many lines, in which Ctrl+Enter is Enter."""

    finished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFont(fixed_font())

    def event(self, event: QEvent) -> bool:
        if _is_for_window(event, self.document().isUndoAvailable(), self.document().isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the editor's
        else:
            super().keyPressEvent(event)


def _is_for_window(event: QEvent, can_undo: bool, can_redo: bool) -> bool:
    """Qt asks a text field first whether it wants a shortcut; it would take these two even where they do nothing."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    keys = QKeySequence.StandardKey
    return (event.matches(keys.Undo) and not can_undo) or (event.matches(keys.Redo) and not can_redo)


def _can_type(value: ScalarValue, kind: str) -> bool:
    """Text is edited only where the field shows it as it is and as a whole."""
    if isinstance(value, str):
        return len(value) <= TEXT_LIMIT and is_plain(value)
    if kind == "int":
        return isinstance(value, int) and value.bit_length() < 13_000
    return kind in ("float", "bool", "complex")
