"""What a dialog says in place: a coloured message, and a row that shows a running job and can stop it.

Contract: both follow the theme by themselves. Colour is never the only sign: each kind of message has a symbol.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.task import Cancelled
from ckpt_viewer.gui.jobs import Jobs, Progress
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.labels import embolden, push_button
from ckpt_viewer.gui.parts.laying import lay_row
from ckpt_viewer.gui.parts.progress_bar import ProgressBar
from ckpt_viewer.gui.parts.spoken import announce
from ckpt_viewer.gui.parts.text_size import scaled
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.parts.wrap_label import WrapLabel
from ckpt_viewer.gui.theme import active_theme

Mood = Literal["info", "good", "warning", "danger"]
Offer = tuple[str, Callable[[], None]]  # the text of a button and what it does

SYMBOLS: dict[Mood, str] = {"info": "ℹ", "good": "✓", "warning": "⚠", "danger": "✕"}
_INKS: dict[Mood, str] = {"info": "accent", "good": "good", "warning": "warning", "danger": "danger"}
_EDGE = 3  # pixels of the line at the left, and of the rounding
_NARROW = 420  # pixels; in less than that a text beside a button is a column of single words


class Notice(Themed, QWidget):
    """A message on a tinted ground, hidden while it has nothing to say, with buttons for what is offered. The text can
    be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mood: Mood = "info"
        self._offers: list[QPushButton] = []
        self._symbol = QLabel(self)
        embolden(self._symbol)
        self._symbol.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._label = WrapLabel(self)
        row = lay_row(self._symbol, on=self, margins=(_EDGE + 10, 8, 10, 8), spacing=8)
        self._body = QHBoxLayout()
        self._body.addWidget(self._label, 1)
        row.addLayout(self._body, 1)
        # Its height follows from its width. Were the height of its hint a minimum, a scroll area would keep that of a
        # narrow notice for a wide one.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()
        self.follow_theme()

    @property
    def text(self) -> str:
        return self._label.text()

    @property
    def mood(self) -> Mood:
        return self._mood

    @property
    def offers(self) -> tuple[str, ...]:
        """The texts of the buttons for what is offered."""
        return tuple(button.text() for button in self._offers)

    def say(self, mood: Mood, text: str, *offers: Offer) -> None:
        """Show this, or nothing where the text is empty; pressing the button of an offer also puts the message aside.
        What the core says is told in the window's language here; a text of the window is in it already and stays."""
        text = told(text)
        self._offer(offers)
        self._mood = mood
        self._symbol.setText(SYMBOLS[mood])
        self._label.setText(text)
        self._label.setAccessibleName(text)
        self.retheme()
        self.setVisible(bool(text))

    def clear(self) -> None:
        """Say nothing."""
        self.say("info", "")

    def press(self, text: str) -> None:
        """As a click on the offer with this text."""
        next(button for button in self._offers if button.text() == text).click()

    def add(self, button: QPushButton) -> None:
        """Put a button after the text; where there is little room it stands below."""
        self._body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._break()

    def _offer(self, offers: tuple[Offer, ...]) -> None:
        """Buttons for these in the place of those that are there."""
        for button in self._offers:
            self._body.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._offers = []
        for name, act in offers:
            button = push_button(name, self)
            button.clicked.connect(lambda _=False, act=act: self._take(act))
            self._offers.append(button)
            self._body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        if offers:
            self._break()

    def _take(self, act: Callable[[], None]) -> None:
        self.clear()
        act()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._break()

    def _break(self) -> None:
        """Buttons beside or below the text; the symbol stands before its first line, one line in the middle of them."""
        line = self._label.heightForWidth(self._label.width()) < 2 * self._label.fontMetrics().height()
        place = Qt.AlignmentFlag.AlignVCenter if line and self._label.height() else Qt.AlignmentFlag.AlignTop
        self._symbol.setAlignment(place | Qt.AlignmentFlag.AlignHCenter)
        self._label.setAlignment(place | Qt.AlignmentFlag.AlignLeft)
        around = self.parentWidget() if self.isHidden() else None  # hidden it has no width yet that says anything
        narrow = (around or self).width() < scaled(_NARROW)
        self._body.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def show_error(self, error: Exception, stopped: str = "") -> None:
        """An expected failure in three lines: what, where, what to do; of what a person has stopped, only what is to be
        said of that. Anything else is a fault of ours."""
        if not isinstance(error, Cancelled):
            self.say("danger", error_text(error))
            announce(self, self._label.text())
        elif stopped:
            self.say("info", stopped)

    def retheme(self) -> None:
        palette = self._symbol.palette()
        palette.setColor(QPalette.ColorRole.WindowText, active_theme().color(_INKS[self._mood]))
        self._symbol.setPalette(palette)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        # Not by a style sheet: Qt does not tell a widget that has one of another palette.
        painter, theme, shape = QPainter(self), active_theme(), QPainterPath()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape.addRoundedRect(QRectF(self.rect()), _EDGE, _EDGE)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), theme.color(f"{self._mood}_back"))
        painter.fillRect(0, 0, _EDGE, self.height(), theme.color(_INKS[self._mood]))
        painter.end()


class JobRow(QWidget):
    """The progress of one job by its key, with a button that stops it; hidden while that job does not run."""

    cancelled = Signal()  # the person pressed Cancel

    def __init__(self, jobs: Jobs, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._key = jobs, key
        self._text = QLabel(self)
        self._bar = ProgressBar(self)
        self._bar.setMaximumHeight(8)
        self._bar.setMinimumWidth(90)
        self.button = push_button(tr("Cancel"), self, self._on_cancel)
        lay_row(self._text, (self._bar, 1), self.button, on=self, margins=0)
        jobs.progressed.connect(self._on_progress)
        jobs.changed.connect(self._on_changed)
        self.hide()

    def begin(self, text: str) -> None:
        """Show that the job has been asked for, before it reports anything."""
        self._text.setText(text)
        self._bar.show_share(0, 0)
        self.button.setEnabled(True)
        self.setVisible(self._jobs.is_running(self._key))

    @property
    def text(self) -> str:
        return self._text.text()

    def _on_progress(self, progress: Progress) -> None:
        if progress.key != self._key or not self._jobs.is_running(self._key):
            return
        if progress.text and self.button.isEnabled():
            self._text.setText(tr(told(progress.text)))
        if progress.total > 0:
            self._bar.show_share(progress.done, progress.total)

    def _on_changed(self) -> None:
        if not self._jobs.is_running(self._key):
            self.hide()

    def _on_cancel(self) -> None:
        self.button.setEnabled(False)
        self._text.setText(tr("Stopping…"))
        self._jobs.cancel(self._key)
        self.cancelled.emit()


def error_text(error: Exception) -> str:
    """What went wrong, where, and what to do, each on a line of its own, in the window's language."""
    if not isinstance(error, CheckpointError):
        return tr("Something went wrong inside this program ({kind}): {words}", kind=type(error).__name__, words=error)
    what = error.what[:1].upper() + error.what[1:]
    return "\n".join(told(line) for line in (what.rstrip(".") + ".", error.where, error.hint) if line)
