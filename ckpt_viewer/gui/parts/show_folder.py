"""Hands files to other programs: the one that the system has for them, and its file manager."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def show_folder(file: Path) -> None:
    """Open the folder that a file is in."""
    open_elsewhere(file.parent)


def open_elsewhere(place: Path) -> None:
    """Open a file or a folder in the program that the system has for it: a page in the browser."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
