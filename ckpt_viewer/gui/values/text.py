"""Values to be read, not edited: long texts, bytes, source code, names of classes.

Contract: plain text of bounded length, in a font of fixed width; what was left out is said.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from ckpt_viewer.core.graph import BigInt, Global, ScalarValue, SourcedGlobal
from ckpt_viewer.core.known_globals import is_allowed, meaning
from ckpt_viewer.core.wording import TEXT_LIMIT, count_text, is_plain, plain_text
from ckpt_viewer.gui.language import cut_told, told, tr
from ckpt_viewer.gui.language.lettering import fixed_font
from ckpt_viewer.gui.parts.laying import lay_column

_BYTES = 2_048  # shown of a bytes value
_ROW = 16


class ValueText(QWidget):
    """A caption and, below it, a read-only text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption = QLabel(self)
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setWordWrap(True)
        self.caption.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.field = QPlainTextEdit(self)
        self.field.setReadOnly(True)
        self.field.setTabChangesFocus(True)
        self.field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.field.setFont(fixed_font())
        self.field.setAccessibleName(tr("Value as text"))
        lay_column(self.caption, (self.field, 1), on=self, margins=0)

    def show_value(self, value: ScalarValue) -> bool:
        """Show it where an editor does not; False where there is nothing to add."""
        match value:
            case str(text):
                odd = len(text) > TEXT_LIMIT or not is_plain(text)
                return odd and self._show(_text_caption(text), plain_text(text, lines=True), wrap=True)
            case bytes():
                return self._show(_bytes_caption(value), hex_view(value[:_BYTES]))
            case SourcedGlobal(name, file, source):
                return self._show(f"{_name(name)}\n{source_caption(file)}", plain_text(source or "", lines=True))
            case Global():
                return self._show(_name(value), "")
            case BigInt():
                caption = tr("An {integer}, too long to write out.", integer=told(str(value)))
                return self._show(caption, hex_view(value.data[:_BYTES]))
            case _:
                return False

    def show_plain(self, text: str) -> bool:
        """Show a short value as it is."""
        return self._show("", plain_text(text))

    def _show(self, caption: str, text: str, *, wrap: bool = False) -> bool:
        modes = QPlainTextEdit.LineWrapMode
        self.caption.setText(caption)
        self.caption.setVisible(bool(caption))
        self.field.setLineWrapMode(modes.WidgetWidth if wrap else modes.NoWrap)
        self.field.setPlainText(cut_told(text))
        self.field.setVisible(bool(text))
        return True


def source_caption(file: str | None) -> str:
    """Where the source of a class in a legacy file is from."""
    if not file:
        return tr("The file carries the source of this class. It was not run.")
    return tr("The file carries the source of this class, from {file}. It was not run.", file=plain_text(file, 200))


def hex_view(data: bytes) -> str:
    """Sixteen bytes a line: where they are, what they are, and what they would be as letters."""
    lines = []
    for at in range(0, len(data), _ROW):
        row = data[at : at + _ROW]
        letters = "".join(chr(b) if 32 <= b < 127 else "·" for b in row)
        lines.append(f"{at:06x}  {row.hex(' '):<{3 * _ROW - 1}}  {letters}")
    return "\n".join(lines)


def _text_caption(value: str) -> str:
    length = _length(told(count_text(len(value), "character")), len(value), TEXT_LIMIT)
    if is_plain(value):
        return tr("{length} It cannot be edited here.", length=length)
    return tr("{length} Characters that do not show are written out, such as {example}. It cannot be edited here.",
              length=length, example="\\u202e")


def _bytes_caption(value: bytes) -> str:
    return _length(told(count_text(len(value), "byte")), len(value), _BYTES)


def _length(counted: str, length: int, most: int) -> str:
    if length <= most:
        return tr("{count}.", count=counted)
    return tr("{count}, the first {shown:,} are shown.", count=counted, shown=most)


def _name(name: Global) -> str:
    known, words = meaning(name), plain_text(str(name), 300)
    named = tr("{name}: {meaning}.", name=words, meaning=told(known)) if known else f"{words}."
    allowed = tr("torch.load(…, weights_only=True) accepts it.") if is_allowed(name) else tr(
        "torch.load(…, weights_only=True) refuses it unless it is added to the safe globals.")
    return f"{named}\n{allowed}"
