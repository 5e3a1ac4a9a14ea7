"""What the window hands to other programs, caught here instead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices


class _Taker(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.places: list[Path] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.places.append(Path(url.toLocalFile()))


@contextmanager
def handed_over() -> Iterator[list[Path]]:
    """The files and folders that are to be opened by the system meanwhile; it opens none."""
    taker = _Taker()
    QDesktopServices.setUrlHandler("file", taker, "take")  # type: ignore[arg-type]  # the stub says bytes
    try:
        yield taker.places
    finally:
        QDesktopServices.unsetUrlHandler("file")
