"""News in place: one slim strip with what happened, what can be done about it, and a way to put it aside.

Contract: shows one message at a time, the newest; nothing has to be answered and nothing is blocked by it.
"""

from __future__ import annotations

from weakref import ref

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ckpt_viewer.core.task import Cancelled
from ckpt_viewer.gui.icons import icon
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.notice import Mood, Notice, Offer, error_text
from ckpt_viewer.gui.parts.spoken import announce
from ckpt_viewer.gui.theme import active_theme


class Banner(Notice):
    """A `Notice` with a cross. `topic` tells whose message is showing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.topic = ""
        self._cross = QToolButton(self)
        self._cross.setAutoRaise(True)
        self._cross.setToolTip(tr("Dismiss this message"))
        self._cross.setAccessibleName(tr("Dismiss this message"))
        self._cross.clicked.connect(self.clear)
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.addWidget(self._cross, 0, Qt.AlignmentFlag.AlignTop)

    def tell(self, mood: Mood, text: str, *offers: Offer, topic: str = "") -> None:
        """Show a message with buttons; pressing one also puts the message aside."""
        self.topic = topic
        self._cross.setIcon(icon("close", active_theme().muted))
        self.say(mood, text, *offers)
        announce(self, text)

    def tell_error(self, error: Exception, *offers: Offer, topic: str = "") -> None:
        """What is wrong, where, and what to do; nothing of what a person has stopped."""
        if not isinstance(error, Cancelled):
            self.tell("danger", error_text(error), *offers, topic=topic)

    def clear(self) -> None:
        self.topic = ""
        super().clear()


_OF_A_PAGE = "page"  # topic


class PageBanner(Banner):
    """Stands above all tabs: what is told over one of them is seen while that is in front, everything else until it is
    put aside. `follow` when another page has come to the front."""

    _page: ref[QWidget] | None = None  # which may be closed and gone

    def tell_over(self, page: QWidget | None, mood: Mood, text: str, *offers: Offer) -> None:
        """Say something about the page in front, or about none."""
        self.tell(mood, text, *offers, topic="" if page is None else _OF_A_PAGE)
        self._page = None if page is None else ref(page)

    def tell_error_over(self, page: QWidget | None, error: Exception) -> None:
        """As `tell_error`, of what was done from that page: elsewhere it is no news."""
        if not isinstance(error, Cancelled):
            self.tell_over(page, "danger", error_text(error))

    def follow(self, front: QWidget | None) -> None:
        if self.topic == _OF_A_PAGE:
            self.setVisible(self._page is not None and self._page() is front)
