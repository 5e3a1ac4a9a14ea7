"""What stays of a text where there is too little room for it: what tells one row from its neighbours.

Contract: pure; a text that fits is given as it is, any other carries the mark `…`.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

_SMALL_OR_LARGE = re.compile(r"[-+]?\d[\d.]*(e[-+]?\d+)", re.ASCII)
_SIZED = re.compile(r"\d[\d,]*( × \d[\d,]*)*  \w+", re.ASCII)  # a shape and its dtype
_BETWEEN_DOTS = re.compile(r"(?<![^.])\d+(?=\.)", re.ASCII)  # a number, or before the first dot
_LOST = 2  # numbers of a name that are told where it is cut
_FEWEST = 4  # characters that are to be left of its end
COMPARED = " ↔ "
TITLE_LIMIT = 44  # characters of a tab's title
_HEAD = 4  # the part of the room, one in so many, that the beginning of a path keeps


def elided_path(metrics: QFontMetrics, text: str, width: int) -> str:
    """Of a long path the beginning says in which part of the file it is, the end which tensor, and needs more room."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    head = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width // _HEAD).rstrip("….")
    tail = metrics.elidedText(text, Qt.TextElideMode.ElideLeft, width - metrics.horizontalAdvance(head))
    return head + tail


def elided_name(metrics: QFontMetrics, text: str, width: int) -> str:
    """Dotted names that stand below one another begin alike (`transformer.h.11.attn.weight`): what is left is the end,
    which tells them apart, with the numbers that are lost of layers and experts (`…11…weight`); where that is one word,
    of it both ends are (`1.num…tracked`), as of any other name."""
    mode = Qt.TextElideMode.ElideLeft if "." in text else Qt.TextElideMode.ElideMiddle
    shown = metrics.elidedText(text, mode, width)
    if shown == text:
        return text
    left = len(text) - len(shown) + 1  # where that begins which is left
    lost = [number for number in _BETWEEN_DOTS.finditer(text) if number.start() < left][-_LOST:]
    if lost:
        head = "".join(f"…{number[0]}" if number.start() else number[0] for number in lost)
        end = text[lost[-1].end() + 1 :]
        if "." not in end:
            head, mode = f"{head}.", Qt.TextElideMode.ElideMiddle
        tail = metrics.elidedText(end if "." not in end else f".{end}", mode, width - metrics.horizontalAdvance(head))
        shown = head + tail if len(tail) > _FEWEST else shown
    return shown.replace("….", "…", 1)  # four dots say no more than three


def short_title(title: str) -> str:
    """Cut in the middle: names differ at their ends. Of a comparison each side is cut by itself."""
    sides = title.split(COMPARED)
    half = TITLE_LIMIT // 2 // len(sides) + 2 * (len(sides) - 1)
    return COMPARED.join(side if len(side) <= 2 * half else f"{side[:half]}…{side[-half:]}" for side in sides)


def elided_value(metrics: QFontMetrics, text: str, width: int) -> str:
    """A value gives way at its end; a number keeps its exponent, without which it would be another one, and a shape,
    which loses its spaces first, what it is a shape of."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    if _SIZED.fullmatch(text):
        return _elided_shape(metrics, text, width)
    found = _SMALL_OR_LARGE.fullmatch(text)
    if found is None:
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    exponent = found[1]
    head = metrics.elidedText(text[: found.start(1)] + "0", Qt.TextElideMode.ElideRight,
                              width - metrics.horizontalAdvance(exponent))
    return head + exponent


def _elided_shape(metrics: QFontMetrics, text: str, width: int) -> str:
    close = text.replace(" × ", "×").replace("  ", " ")
    if metrics.horizontalAdvance(close) <= width:
        return close
    shape, dtype = close.split(" ")
    head = metrics.elidedText(shape, Qt.TextElideMode.ElideRight, width - metrics.horizontalAdvance(f" {dtype}"))
    return f"{head} {dtype}"
