"""Draws the program's icon in the form that a system wants: PNG, or what Windows and macOS hold several sizes in.

Contract: `draw(file)` goes by the ending of the name. An .ico or .icns holds a PNG of every size that the system shows
somewhere, drawn from the SVG, so that none of them is another one scaled.
"""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parent.parent.parent / "resources" / "icons" / "app.svg"
WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)  # pixels
# Apple's names of them; the later ones are for screens with two pixels to a point. There are none for 16 and 32 pixels
# at one to a point: as PNG those show in a file on its own and not in a program, and others are scaled in their place.
APPLE_SIZES = {b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic11": 32, b"ic12": 64,
               b"ic13": 256, b"ic14": 512, b"ic10": 1024}
DIRECTORY, ENTRY, CHUNK = struct.Struct("<HHH"), struct.Struct("<BBBBHHII"), struct.Struct(">4sI")


def draw(file: Path, size: int = 512) -> None:
    """Write the icon; `size` is that of a PNG in pixels, the other forms hold all of theirs."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_ico() if file.suffix == ".ico" else _icns() if file.suffix == ".icns" else _png(size))


def _png(size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise OSError("the icon cannot be written as PNG")
    return bytes(held.data())


def _ico() -> bytes:
    pictures = [_png(size) for size in WINDOWS_SIZES]
    place = DIRECTORY.size + ENTRY.size * len(pictures)
    table = DIRECTORY.pack(0, 1, len(pictures))
    for size, picture in zip(WINDOWS_SIZES, pictures, strict=True):
        table += ENTRY.pack(size % 256, size % 256, 0, 0, 1, 32, len(picture), place)  # 0 stands for 256
        place += len(picture)
    return table + b"".join(pictures)


def _icns() -> bytes:
    chunks = [(name, _png(size)) for name, size in APPLE_SIZES.items()]
    body = b"".join(CHUNK.pack(name, CHUNK.size + len(picture)) + picture for name, picture in chunks)
    return CHUNK.pack(b"icns", CHUNK.size + len(body)) + body
