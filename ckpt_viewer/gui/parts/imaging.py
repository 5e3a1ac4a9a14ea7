"""Pictures of a widget for other programs: PNG with room to enlarge, SVG that scales, or the clipboard.

Contract: what is written is what is seen when it is asked for; the file comes into being whole or not at all, by a job.
pyqtgraph's own SVG export fails on our Qt, so the widget paints itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, QSize
from PySide6.QtGui import QFont, QFontInfo, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QGraphicsView, QWidget

from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.language import tr

# What Qt writes is good for its own viewer; a browser smooths the pixels of a picture and shows seams between bars.
_FOR_BROWSERS = ((rb'image-rendering="optimizeSpeed"', rb'\g<0> style="image-rendering:pixelated"'),
                 (rb"<rect ", rb'\g<0>shape-rendering="crispEdges" '))
SCALE = 2.0  # PNG pixels for each of the screen's


def image_of(widget: QWidget) -> QImage:
    """The widget as it looks now."""
    image = QImage(widget.size() * SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(SCALE)
    image.fill(widget.palette().window().color())
    painter = QPainter(image)
    QWidget.render(widget, painter, QPoint())  # a plot's own is another: of its scene
    painter.end()
    image.setDevicePixelRatio(1)
    return image


def picture_writer(widget: QWidget, target: Path) -> Callable[[Task], None]:
    """What writes the widget as it looks now: an SVG where the name ends so, else an image. For a job."""
    if target.suffix.lower() == ".svg":
        drawing = _svg_of(widget)
        return lambda task: _write(drawing, target, task)
    return image_writer(image_of(widget), target)


def image_writer(image: QImage, target: Path) -> Callable[[Task], None]:
    """What writes an image as the name ends, for a job; it raises Unsupported, SaveFailed, Cancelled."""
    return lambda task: _write(_encoded(image, target), target, task)


def copy_image(widget: QWidget) -> None:
    """Put the picture on the clipboard."""
    QGuiApplication.clipboard().setImage(image_of(widget))


def _write(data: bytes, target: Path, task: Task) -> None:
    from ckpt_viewer.core.exporting import write_bytes  # numpy comes with it

    write_bytes(data, target, task)


def _encoded(image: QImage, target: Path) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, target.suffix[1:] or "png"):  # type: ignore[call-overload]  # its stubs want bytes
        raise Unsupported(tr("No picture can be written as {ending}", ending=plain_text(target.suffix, 40)),
                          str(target), tr("End its name in .png."))
    return bytes(buffer.data().data())


def _svg_of(widget: QWidget) -> bytes:
    from PySide6.QtSvg import QSvgGenerator

    drawing = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(drawing)
    whole = QRect(0, 0, widget.width(), widget.height())
    generator.setSize(QSize(whole.width(), whole.height()))
    generator.setViewBox(whole)
    generator.setResolution(widget.logicalDpiX())
    painter = QPainter(generator)
    painter.fillRect(whole, widget.palette().window())
    with _points_as_shapes(widget):
        QWidget.render(widget, painter, QPoint())  # a plot's own is another: of its scene
    painter.end()
    return _fit_for_browsers(bytes(drawing.data().data()))


def _fit_for_browsers(svg: bytes) -> bytes:
    for pattern, better in _FOR_BROWSERS:
        svg = re.sub(pattern, better, svg)
    return re.sub(rb'font-family="([^"]*)"', lambda found: _family(found[1].decode()).encode(), svg)


def _family(name: str) -> str:
    """The font that is meant here, or another without serifs."""
    return f"""font-family="'{QFontInfo(QFont(name)).family()}', sans-serif\""""


@contextmanager
def _points_as_shapes(widget: QWidget) -> Iterator[None]:
    """Else pyqtgraph cuts points out of one picture of all kinds of them, and an SVG gets other parts of that."""
    from pyqtgraph import ScatterPlotItem

    views = [view for view in (widget, *widget.findChildren(QWidget)) if isinstance(view, QGraphicsView)]
    points = [item for view in views for item in view.scene().items() if isinstance(item, ScatterPlotItem)]
    for item in points:
        item.setExportMode(True)
    try:
        yield
    finally:
        for item in points:
            item.setExportMode(False)
