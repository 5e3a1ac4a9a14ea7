"""The command palette: everything the window can do now, found by typing a few letters of it.

Contract: is given entries, others by `fill` while it is open, and runs the one that a person picks, after it has
closed. The arrow keys move in the list while the cursor stays in the field; what cannot be done now is not offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.wording import count_text
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.filter_box import FilterBox
from ckpt_viewer.gui.parts.labels import ElidedLabel
from ckpt_viewer.gui.parts.laying import lay_column, lay_row
from ckpt_viewer.gui.parts.plain_table import PlainTable, Row
from ckpt_viewer.gui.parts.text_size import scaled

WIDTH, ROWS = 560, 12
# The ranks of what others call so, of what begins like what they call it, and of what has the words in its sentence.
ABOUT, BEGUN, SAID = (3, 0), (3, 1), (3, 2)
SCATTERED = (4, 0)  # of what has the letters that were typed, but not as one word
_FEWEST = 3  # letters of which nobody means others between them: any two are in half of all titles
_CHINESE = re.compile("[\u3400-\u9fff]+")
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -ROWS, Qt.Key.Key_PageDown: ROWS}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is offered: its words, where it stands in the menus, its keys, what it does, that in a sentence, what else
    people call it, and its words in English, in which others write about it."""

    title: str
    place: str
    keys: str
    run: Callable[[], None]
    about: str = ""
    also: str = ""
    english: str = ""


class Palette(QDialog):
    """A field and the entries that match it, the best first. `absent` is what cannot be done now: it is named where
    nothing that can be done matches."""

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None, absent: Sequence[Entry] = ()) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Commands"))
        self._entries, self._absent = tuple(entries), tuple(absent)
        self._matching: tuple[Entry, ...] = ()
        self.field = FilterBox(tr("Type what you want to do"), tr("What to do"), self)
        self.list = PlainTable((tr("Command"), tr("Menu"), tr("Keys")), (), parent=self)
        self.list.setAccessibleName(tr("Commands"))
        self.list.horizontalHeader().hide()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFixedHeight(ROWS * self.list.verticalHeader().defaultSectionSize() + 2 * self.list.frameWidth())
        self.list.clicked.connect(lambda _index: self._take())
        self.about, self.count = ElidedLabel("", self), QLabel(self)
        foot = lay_row((self.about, 1), self.count)
        lay_column(self.field, self.list, foot, on=self, margins=(12, 12, 12, 10))
        self.list.selectionModel().currentRowChanged.connect(lambda _now, _before: self._tell_about())
        self.field.textChanged.connect(self._show_matching)
        self.field.returnPressed.connect(self._take)
        self.field.installEventFilter(self)
        self.resize(scaled(WIDTH), self.sizeHint().height())
        self._show_matching()
        self.field.setFocus()

    def fill(self, entries: Sequence[Entry], absent: Sequence[Entry]) -> None:
        """Other things can be done now. An entry below the first that is selected stays selected."""
        at = self.list.currentIndex().row()
        chosen = self._matching[at] if 0 < at < len(self._matching) else None
        self._entries, self._absent = tuple(entries), tuple(absent)
        self._show_matching()
        if chosen is not None:
            self.list.selectRow(next((row for row, entry in enumerate(self._matching)
                                      if (entry.title, entry.place) == (chosen.title, chosen.place)), 0))

    @property
    def shown(self) -> tuple[str, ...]:
        """The titles in the list."""
        return tuple(entry.title for entry in self._matching)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that move in a list, or leave it, do so although the cursor is in the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = _MOVES.get(Qt.Key(event.key()))
            if by is not None:
                self._go(by)
                return True
            if event.key() == Qt.Key.Key_Escape:  # a filter in a window empties itself first; this one is the window
                self.reject()
                return True
        return super().eventFilter(watched, event)

    def _show_matching(self) -> None:
        ranked = sorted((score, at) for at, entry in enumerate(self._entries)
                        if (score := _rank_entry(self.field.text(), entry)) is not None)
        if ranked and ranked[0][0] >= ABOUT and self._best_absent()[0] < ranked[0][0]:
            ranked = []  # rather say why than offer what is less meant
        elif ranked and ranked[0][0] < SCATTERED:  # what has the words as they were typed leaves no doubt
            ranked = [found for found in ranked if found[0] < SCATTERED]
        self._matching = tuple(self._entries[at] for _, at in ranked)
        self.list.show_rows([Row((entry.title, entry.place, entry.keys)) for entry in self._matching])
        self.list.selectRow(0)
        self._tell_about()
        self.count.setText(told(count_text(len(self._matching), "command")) if self._matching else self._why_none())

    def _tell_about(self) -> None:
        """The sentence of the row that Enter would take."""
        at = self.list.currentIndex().row()
        self.about.show_text(self._matching[at].about if 0 <= at < len(self._matching) else "")

    def _why_none(self) -> str:
        score, title = self._best_absent()
        return tr("“{title}” cannot be done with what is selected now", title=title) if score < SCATTERED else tr(
            "No command is called that")

    def _best_absent(self) -> tuple[tuple[int, int], str]:
        """How well what was typed names something that cannot be done now, and that; SCATTERED where it names none."""
        scores = ((_rank_entry(self.field.text(), entry) or SCATTERED, entry.title) for entry in self._absent)
        return min(scores, key=lambda found: found[0], default=(SCATTERED, ""))

    def _go(self, by: int) -> None:
        if self._matching:
            at = self.list.currentIndex().row() + by
            self.list.selectRow(at % len(self._matching) if abs(by) == 1 else min(max(at, 0), len(self._matching) - 1))

    def _take(self) -> None:
        at = self.list.currentIndex().row()
        if not 0 <= at < len(self._matching):
            return
        run = self._matching[at].run
        self.accept()
        app = QApplication.instance()
        assert app is not None
        QTimer.singleShot(0, app, run)  # what it opens must not be the child of a dialog that is going


def _rank_entry(typed: str, entry: Entry) -> tuple[int, int] | None:
    """By its keys in full; by its name and place; where these do not have all words as they were typed, by what else
    it is called, then by what is said of it."""
    if entry.keys and typed.strip().casefold() == entry.keys.casefold():
        return (0, 0)
    names = (f"{entry.title} {entry.place}", *[entry.english] * bool(entry.english))
    named = min(filter(None, (rank(typed, name) for name in names)), default=None)
    if named is not None and named < ABOUT:
        return named
    words, text = _words(typed), f"{entry.title} {entry.place} {entry.also}".casefold()
    if entry.also and _begin_in(text, words):
        return ABOUT if set(words) <= set(text.split()) else BEGUN
    return SAID if entry.about and _begin_in(f"{text} {entry.about}".casefold(), words) else named


def _words(typed: str) -> list[str]:
    """At spaces, and where Chinese goes over into other letters."""
    return re.findall(rf"{_CHINESE.pattern}|[^\s\u3400-\u9fff]+", typed.casefold())


def _begin_in(text: str, words: Sequence[str]) -> bool:
    """Whether each is where a word begins; of several Chinese words written together, whether all signs are there."""
    return all(re.search(rf"(?<![a-z0-9]){re.escape(word)}", text)
               or (len(word) >= _FEWEST and _CHINESE.fullmatch(word) and set(word) <= set(text)) for word in words)


def rank(typed: str, text: str) -> tuple[int, int] | None:
    """How well words that were typed name a text, lower is better; None where one is not in it.

    Every word must be in the text: at its beginning is best, then at the beginning of a word, then anywhere, then as
    letters in this order with others between, the first of them at the beginning of a word.
    """
    text, worst = text.casefold(), (0, 0)
    for word in _words(typed):
        at = text.find(word)
        if text.startswith(word):
            found = (0, 0)
        elif f" {word}" in text:
            found = (1, text.find(f" {word}"))
        elif at >= 0:
            found = (2, at)
        elif len(word) >= _FEWEST and _in_order(word, text):
            found = SCATTERED
        else:
            return None
        worst = max(worst, found)
    return worst


def _in_order(word: str, text: str) -> bool:
    return any(_follow(word, text[at:]) for at, letter in enumerate(text)
               if letter == word[0] and not text[at - 1 : at].isalnum())


def _follow(word: str, text: str) -> bool:
    letters = iter(text)
    return all(letter in letters for letter in word)
