"""Shows a file's folder in the system's file manager."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def show_folder(file: Path) -> None:
    """Open the folder that a file is in."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))
