"""News in place: one slim strip with what happened, what can be done about it, and a way to put it aside.

Contract: shows one message at a time, the newest; nothing has to be answered and nothing is blocked by it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from ckpt_viewer.gui.icons import icon
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.notice import Mood, Notice, error_text
from ckpt_viewer.gui.parts.spoken import announce
from ckpt_viewer.gui.theme import active_theme

Offer = tuple[str, Callable[[], None]]  # the text of a button and what it does


class Banner(Notice):
    """A `Notice` with buttons for what is offered and a cross. `topic` tells whose message is showing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.topic = ""
        self._offers: list[QPushButton] = []
        self._cross = QToolButton(self)
        self._cross.setAutoRaise(True)
        self._cross.setToolTip(tr("Put this message aside"))
        self._cross.setAccessibleName(tr("Put this message aside"))
        self._cross.clicked.connect(self.clear)
        self._row().addWidget(self._cross, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def offers(self) -> tuple[str, ...]:
        """The texts of the buttons."""
        return tuple(button.text() for button in self._offers)

    def tell(self, mood: Mood, text: str, *offers: Offer, topic: str = "") -> None:
        """Show a message with buttons; pressing one also puts the message aside."""
        self._drop_offers()
        self.topic = topic
        for name, act in offers:
            button = QPushButton(name, self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, act=act: self._take(act))
            self._offers.append(button)
            self._row().insertWidget(self._row().count() - 1, button, 0, Qt.AlignmentFlag.AlignTop)
        self._cross.setIcon(icon("close", active_theme().muted))
        self.say(mood, text)
        announce(self, text)

    def tell_error(self, error: Exception, *offers: Offer, topic: str = "") -> None:
        """What is wrong, where, and what to do."""
        self.tell("danger", error_text(error), *offers, topic=topic)

    def press(self, text: str) -> None:
        """As a click on the offer with this text."""
        next(button for button in self._offers if button.text() == text).click()

    def clear(self) -> None:
        self.topic = ""
        self._drop_offers()
        self.say("info", "")

    def _take(self, act: Callable[[], None]) -> None:
        self.clear()
        act()

    def _drop_offers(self) -> None:
        for button in self._offers:
            self._row().removeWidget(button)
            button.hide()
            button.deleteLater()
        self._offers = []

    def _row(self) -> QHBoxLayout:
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        return row
