"""A button with the ways in which what is shown can be taken along."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ckpt_viewer.gui.language import tr


def export_button(parent: QWidget, entries: Sequence[tuple[str, Callable[[], None]]]) -> QPushButton:
    """Opens a menu of `entries`, each a text and what it does."""
    button = QPushButton(tr("E&xport"), parent)
    button.setAutoDefault(False)
    button.setToolTip(tr("Copy or save what is shown"))
    menu = QMenu(button)
    for text, act in entries:
        menu.addAction(text).triggered.connect(act)
    button.setMenu(menu)
    return button
