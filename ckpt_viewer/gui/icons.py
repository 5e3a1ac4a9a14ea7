"""Icons drawn from our own SVG files in the colours of the theme.

Contract: `icon` and `pixmap` give an empty picture where a file is missing; a window without pictures still works.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.theme import active_theme

SIZES = (16, 20)


def icon(name: str, color: str = "") -> QIcon:
    """An icon in `color`, by default that of text, with a paler form for disabled actions."""
    theme = active_theme()
    made = QIcon()
    for size in SIZES:
        for scale in (1.0, 2.0):
            made.addPixmap(pixmap(name, size, color or theme.text, scale))
            made.addPixmap(pixmap(name, size, theme.faint, scale), QIcon.Mode.Disabled)
    return made


def app_icon() -> QIcon:
    """The icon of the program."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(pixmap("app", size, "#000000"))
    return made


def pixmap(name: str, size: int, color: str, scale: float = 1.0) -> QPixmap:
    """A square picture of `size` logical pixels on a transparent ground."""
    drawn, key = QPixmap(), f"{__name__} {name} {size} {color} {scale}"
    if not QPixmapCache.find(key, drawn):  # which goes with the application, as its pictures have to
        drawn = _drawn(name, round(size * scale), color)
        drawn.setDevicePixelRatio(scale)
        QPixmapCache.insert(key, drawn)
    return drawn


def _drawn(name: str, side: int, color: str) -> QPixmap:
    picture = QPixmap(QSize(side, side))
    picture.fill(QColor(Qt.GlobalColor.transparent))
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))
    if renderer.isValid():
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(picture.rect()))
        painter.end()
    return picture


@cache
def _source(name: str) -> str:
    path = resource(f"icons/{name}.svg")
    return path.read_text("utf-8") if path.is_file() else ""
