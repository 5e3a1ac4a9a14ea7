"""Pictures of a widget for other programs: PNG with room to enlarge, SVG that scales, or the clipboard.

Contract: what is written is what is seen. pyqtgraph's own SVG export fails on our Qt, so the widget paints itself.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QWidget

SCALE = 2.0  # PNG pixels for each of the screen's


def image_of(widget: QWidget) -> QImage:
    """The widget as it looks now."""
    image = QImage(widget.size() * SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(SCALE)
    image.fill(widget.palette().window().color())
    painter = QPainter(image)
    widget.render(painter, QPoint())
    painter.end()
    image.setDevicePixelRatio(1)
    return image


def write_image(widget: QWidget, target: Path) -> bool:
    """Write a PNG, or an SVG where the name ends so; False where the file cannot be written."""
    if target.suffix.lower() == ".svg":
        return _write_svg(widget, target)
    return image_of(widget).save(str(target))


def copy_image(widget: QWidget) -> None:
    """Put the picture on the clipboard."""
    QGuiApplication.clipboard().setImage(image_of(widget))


def _write_svg(widget: QWidget, target: Path) -> bool:
    from PySide6.QtSvg import QSvgGenerator

    generator = QSvgGenerator()
    generator.setFileName(str(target))
    generator.setSize(QSize(widget.width(), widget.height()))
    generator.setViewBox(QRect(0, 0, widget.width(), widget.height()))
    generator.setResolution(widget.logicalDpiX())
    painter = QPainter()
    if not painter.begin(generator):
        return False
    painter.fillRect(QRect(0, 0, widget.width(), widget.height()), widget.palette().window())
    widget.render(painter, QPoint())
    return painter.end()
