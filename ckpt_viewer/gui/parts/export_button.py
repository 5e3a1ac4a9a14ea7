"""A button with the ways in which what is shown can be taken along."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.labels import push_button


def export_button(parent: QWidget, entries: Sequence[tuple[str, Callable[[], None]]]) -> QPushButton:
    """Opens a menu of `entries`, each a text and what it does."""
    button = push_button(tr("E&xport"), parent, tip=tr("Copy or save what is shown"))
    menu = QMenu(button)
    for text, act in entries:
        menu.addAction(text).triggered.connect(act)
    button.setMenu(menu)
    return button
