"""The banner above all tabs, some of whose news are about one of them.

Contract: what is told over a page is seen while that page is in front; everything else until it is put aside.
"""

from __future__ import annotations

from weakref import ref

from PySide6.QtWidgets import QWidget

from ckpt_viewer.gui.parts.banner import Banner
from ckpt_viewer.gui.parts.notice import Mood, Offer

_OF_A_PAGE = "page"  # topic


class PageBanner(Banner):
    """`follow` when another page has come to the front."""

    _page: ref[QWidget] | None = None  # which may be closed and gone

    def tell_over(self, page: QWidget | None, mood: Mood, text: str, *offers: Offer) -> None:
        """Say something about the page in front, or about none."""
        self.tell(mood, text, *offers, topic="" if page is None else _OF_A_PAGE)
        self._page = None if page is None else ref(page)

    def follow(self, front: QWidget | None) -> None:
        if self.topic == _OF_A_PAGE:
            self.setVisible(self._page is not None and self._page() is front)
