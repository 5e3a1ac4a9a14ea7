"""What Qt's own dialogs say and Qt's catalogue of a language lacks.

Contract: the texts are Qt's, letter for letter. Installed below Qt's own catalogue, so that Qt asks only for what that
one does not know, from any of its threads.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTranslator

from ckpt_viewer.gui.language import later

# The labels of the file dialog, and what it calls what is no file of a known type.
LACKED = (
    later("&Look in:"), later("Files of &type:"), later("Folder"), later("File Folder"), later("File"),
    later("Drive"), later("Alias"), later("Shortcut"), later("Unknown"),
)


class QtTexts(QTranslator):
    """Answers from the words of the window's catalogue."""

    def __init__(self, words: Mapping[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self._words = {text: words[text] for text in LACKED if text in words}

    def isEmpty(self) -> bool:
        """Qt asks no catalogue that is."""
        return False

    def translate(self, _context: str, source: str, _note: str | None = None, _number: int = -1) -> str | None:
        return self._words.get(source)  # an empty text would be taken for the translation
