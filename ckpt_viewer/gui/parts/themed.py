"""What the palette alone does not colour: plots, pictures, icons.

Contract: a widget that inherits `Themed`, before its class of Qt, ends its making with `follow_theme`. From then on
Qt's event for another palette, which reaches every widget, calls its `retheme`: at once, or when it is seen again, as
of twenty tabs only one is. No widget hands the event on to another.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    _Widget = QWidget
else:  # Qt's classes can be inherited once only
    _Widget = object


class Themed(_Widget):
    """Has the colours of the theme in use."""

    _follows = _is_late = False

    def follow_theme(self) -> None:
        self._follows = True

    @abstractmethod
    def retheme(self) -> None:
        """Take the colours of the theme in use."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self._follows and event.type() == QEvent.Type.PaletteChange:
            self._is_late = not self.isVisible()
            if not self._is_late:
                self.retheme()

    def showEvent(self, event: QShowEvent) -> None:
        if self._is_late:
            self._is_late = False
            self.retheme()
        super().showEvent(event)
