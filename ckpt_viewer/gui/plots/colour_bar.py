"""The colours of a picture, what they stand for and how many cells have each, with a swatch for NaN and infinities.

Contract: draws what it is given. A range of values is brushed with the mouse, or by keys: the arrows move a mark, with
Shift they brush, Escape clears. `brushed` brings the values at both ends, or None.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ckpt_viewer.core.engine.base import Counts
from ckpt_viewer.core.views.pictures import (
    CODE_GAP,
    CODE_NAN,
    CODE_NEGINF,
    CODE_POSINF,
    LEVELS,
    ColourScale,
    Picture,
    colour_of,
    values_between,
)
from ckpt_viewer.core.views.value_range import ValueRange
from ckpt_viewer.core.wording import count_text, number_text
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.shapes import paint_frame
from ckpt_viewer.gui.theme import Theme, active_theme

Table = npt.NDArray[np.uint8]  # 256 x 4, red green blue alpha
Span = tuple[int, int]  # codes, both included

_BARS, _STRIP, _TICKS, _SWATCH = 46, 16, 5, 12
_STEP = 5  # codes that an arrow key moves the mark by, and that a bar stands for where there are few values
_MANY = 20 * LEVELS  # cells


def colour_table(theme: Theme, *, symmetric: bool) -> Table:
    """The colour of every code of core.pictures. In the dark, what is zero is dark: bright means far from it."""
    name = theme.heat if not symmetric else "CET-D4" if theme.is_dark else theme.diverging
    table = np.zeros((256, 4), np.uint8)
    table[:LEVELS] = pg.colormap.get(name).getLookupTable(0.0, 1.0, LEVELS, alpha=True)
    table[CODE_GAP] = _bytes_of(theme.border)
    return _with_odd(table, symmetric=symmetric)


def grey_table() -> Table:
    """The brightness of every code in each channel of a picture in true colours; a gap is transparent."""
    table = np.zeros((256, 4), np.uint8)
    table[:LEVELS, :3] = (np.arange(LEVELS) * 255 // (LEVELS - 1))[:, None]
    table[:LEVELS, 3] = 255
    return _with_odd(table, symmetric=True)


class ColourBar(QWidget):
    """From left to right: a histogram of the cells, the colours, numbers. `present` names the codes of which the
    picture has cells."""

    brushed = Signal(object)  # ValueRange | None
    accessible_role = QAccessible.Role.Chart

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table = np.zeros((256, 4), np.uint8)
        self._scale = ColourScale(-1.0, 1.0)
        self._odd: tuple[tuple[int, str], ...] = ()
        self._lengths = np.zeros(LEVELS)  # of the bars, 0 to 1
        self._picture: Picture | None = None
        self._brush: ValueRange | None = None
        self._span: Span = (0, 0)  # of the brush
        self._marks: tuple[int, ...] = ()  # codes
        self._pressed: int | None = None
        self.setAccessibleName(tr("Colour scale with a histogram"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setToolTip(tr("How many cells have each colour. Drag over a range to mark it in the picture; "
                           "click to let go. By keys: arrows, Shift+arrows, Escape"))

    def show_picture(self, table: Table, picture: Picture, present: frozenset[int]) -> None:
        names = ((CODE_NAN, "NaN"), (CODE_POSINF, "+Inf"), (CODE_NEGINF, "-Inf"))
        self._table, self._scale, self._picture = table, picture.scale, picture
        self._odd = tuple((code, name) for code, name in names if code in present)
        self._lengths = _lengths(picture.counts)
        self._describe()
        self.updateGeometry()
        self.update()

    @property
    def labels(self) -> list[str]:
        """The numbers beside the strip from top to bottom, then the names of the swatches."""
        return [text for text, _ in self._numbers()] + [name for _, name in self._odd]

    @property
    def brush(self) -> ValueRange | None:
        """The values that are marked."""
        return self._brush

    def set_brush(self, brush: ValueRange | None) -> None:
        """Mark a range, or none."""
        if brush is None:
            self._put_brush(None, (0, 0))
        else:
            self._put_brush(brush, (colour_of(brush.low, self._scale), colour_of(brush.high, self._scale)))

    def brush_colours(self, one: int, other: int) -> None:
        """Mark the values of the colours between two codes."""
        span = min(one, other), max(one, other)
        self._put_brush(values_between(*span, self._scale), span)

    def _put_brush(self, brush: ValueRange | None, span: Span) -> None:
        if brush == self._brush:
            return
        self._brush, self._span = brush, span
        self._describe()
        self.update()
        self.brushed.emit(brush)

    @property
    def brush_words(self) -> str:
        """The values of the brushed range and how many cells have them; empty without one."""
        if self._brush is None or self._picture is None:
            return ""
        values = self._picture.values if self._picture.pixels is None else self._picture.pixels
        low = max(self._brush.low, min(self._scale.low, self._picture.smallest))
        high = min(self._brush.high, max(self._scale.high, self._picture.largest))
        count = int(np.count_nonzero(self._brush.marks(values)))
        return tr("{low} to {high}: {cells}", low=number_text(low, 4), high=number_text(high, 4),
                  cells=told(count_text(count, "cell")))

    @property
    def marks(self) -> tuple[int, ...]:
        """The codes that lines stand at."""
        return self._marks

    def set_marks(self, *values: float) -> None:
        """A line at each of the values that are finite: a pixel of a colour image has three."""
        codes = tuple(colour_of(value, self._scale) for value in values if np.isfinite(value))
        if codes != self._marks:
            self._marks = codes
            self.update()

    def sizeHint(self) -> QSize:
        widest = max((self.fontMetrics().horizontalAdvance(text) for text in self.labels), default=40)
        return QSize(_BARS + _STRIP + 12 + max(widest, 44), 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 80)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._code_at(event.position().toPoint())
            self.set_brush(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            self.brush_colours(self._pressed, self._code_at(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        self._pressed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self._brush is not None:
            self.set_brush(None)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._on_arrow(_STEP if key == Qt.Key.Key_Up else -_STEP,
                           bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def _on_arrow(self, step: int, brushes: bool) -> None:
        at = self._marks[0] if self._marks else LEVELS // 2
        mark = min(LEVELS - 1, max(0, at + step))
        self._marks = (mark,)
        if brushes:
            first, last = self._span if self._brush is not None else (at, at)
            self.brush_colours(first if at >= last else last, mark)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        theme, line = active_theme(), self.fontMetrics().height()
        half, strip = line // 2 + 1, self.strip()
        self._paint_bars(painter, strip, theme)
        image = QImage(np.ascontiguousarray(self._table[:LEVELS][::-1]).tobytes(), 1, LEVELS, 4,
                       QImage.Format.Format_RGBA8888)
        painter.drawImage(strip, image)
        paint_frame(painter, strip.adjusted(-1, -1, 1, 1), theme.color("border"))
        painter.setPen(theme.color("text"))
        for text, share in self._numbers():
            y = strip.top() + round((1 - share) * (strip.height() - 1))
            painter.drawText(QRect(strip.right() + 7, y - half, self.width(), 2 * half), _LEFT, text)
        top = strip.bottom() + half + 6
        for code, name in self._odd:
            swatch = QRect(strip.left() + 2, top + (line - _SWATCH) // 2, _SWATCH, _SWATCH)
            painter.fillRect(swatch, QColor(*map(int, self._table[code])))
            paint_frame(painter, swatch.adjusted(-1, -1, 1, 1), theme.color("text"))
            painter.drawText(QRect(strip.right() + 7, top, self.width(), line), _LEFT, name)
            top += line + 4
        self._paint_brush(painter, strip, theme)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def strip(self) -> QRect:
        """Where the colours are."""
        line = self.fontMetrics().height()
        half = line // 2 + 1
        below = len(self._odd) * (line + 4) + (6 if self._odd else 0)
        return QRect(_BARS, half, _STRIP, max(10, self.height() - 2 * half - below))

    def _paint_bars(self, painter: QPainter, strip: QRect, theme: Theme) -> None:
        """One bar for each row of pixels: the longest of its codes."""
        rows = strip.height()
        codes = ((np.arange(rows + 1) / max(rows, 1)) * LEVELS).astype(int)
        muted = theme.color("muted")
        for row in range(rows):
            first = codes[row]
            length = float(self._lengths[first : max(first + 1, codes[row + 1])].max())
            if length > 0:
                long = 1 + max(1, round(length * (_BARS - 6)))
                painter.fillRect(_BARS - 2 - long, strip.bottom() - row, long, 1, muted)

    def _paint_brush(self, painter: QPainter, strip: QRect, theme: Theme) -> None:
        if self._brush is not None:
            low, high = (self._y_of(code, strip) for code in self._span)
            tint = theme.color("accent")
            tint.setAlpha(70)
            area = QRect(0, high, _BARS + _STRIP, max(2, low - high + 1))
            painter.fillRect(area, tint)
            paint_frame(painter, area, theme.color("accent"))
        for mark in self._marks:
            painter.fillRect(0, self._y_of(mark, strip), _BARS + _STRIP + 4, 1, theme.color("text"))

    def _y_of(self, code: int, strip: QRect) -> int:
        return strip.bottom() - round(code / (LEVELS - 1) * (strip.height() - 1))

    def _code_at(self, point: QPoint) -> int:
        strip = self.strip()
        share = (strip.bottom() - point.y()) / max(strip.height() - 1, 1)
        return min(LEVELS - 1, max(0, round(share * (LEVELS - 1))))

    def _numbers(self) -> list[tuple[str, float]]:
        shares = [1 - i / (_TICKS - 1) for i in range(_TICKS)]
        return [(number_text(self._scale.value(share), 4), share) for share in shares]

    def _describe(self) -> None:
        words = tr("From {low} to {high}", low=number_text(self._scale.low), high=number_text(self._scale.high))
        if self._odd:
            words = tr("{words}, also {names}", words=words, names=tr(", ").join(name for _, name in self._odd))
        if self._brush is not None:
            words = tr("{words}. Marked: {marked}", words=words, marked=self.brush_words)
        self.setAccessibleDescription(words)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _lengths(counts: Counts) -> npt.NDArray[np.float64]:
    """The length of the bar of each code, by the logarithm of its count; few values share the bars of neighbours."""
    step = 1 if counts.sum() >= _MANY else _STEP
    grouped = np.add.reduceat(counts, np.arange(0, LEVELS, step)).repeat(step)[:LEVELS]
    lengths: npt.NDArray[np.float64] = np.log1p(grouped) / max(float(np.log1p(grouped.max(initial=0))), 1e-9)
    return lengths


def _with_odd(table: Table, *, symmetric: bool) -> Table:
    """Colours that the ramp does not have: green among red and blue, red and greys among viridis."""
    odd = {CODE_NAN: "#18b04c", CODE_POSINF: "#ffd400", CODE_NEGINF: "#00c2d1"}
    if not symmetric:
        odd = {CODE_NAN: "#ff3b30", CODE_POSINF: "#ffffff", CODE_NEGINF: "#000000"}
    for code, colour in odd.items():
        table[code] = _bytes_of(colour)
    return table


def _bytes_of(colour: str) -> list[int]:
    return list(bytes.fromhex(colour[1:] + "ff"))
