"""Draws a treemap of bytes and lets a person walk through it by pointer or keys.

Contract: lays out and draws what it is given and computes nothing else. `pointed` says over which part the pointer or
the keys are (None for none), `opened` that a click or Enter asks for it. Kinds have colours and names, what is wasted
has a hatching: nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from ckpt_viewer.core.views.byte_map import Bytes, Share
from ckpt_viewer.core.views.treemap import Cell, Rect, Room, lay_out
from ckpt_viewer.core.wording import bytes_text, count_text, path_text, percent_text
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.flow import FlowLayout
from ckpt_viewer.gui.parts.labels import ElidedLabel, plain_tip
from ckpt_viewer.gui.parts.laying import lay_row
from ckpt_viewer.gui.parts.shapes import paint_frame
from ckpt_viewer.gui.theme import Theme, active_theme

_LEAST = 9.0  # pixels a side that a branch must have within to be opened
_GAP = 2.0
_MOST = 2000  # tensors that all get a cell, however small; of more, the parts that would fill so many equal ones
_PAD = 4
_SERIES: dict[Share, int] = {"model": 0, "optimizer": 1, "copy": 3}
_Hatch = tuple[str, Qt.BrushStyle]  # a colour of the theme, and a pattern
_WASTED: _Hatch = ("text", Qt.BrushStyle.BDiagPattern)
_MISSING: _Hatch = ("danger", Qt.BrushStyle.DiagCrossPattern)
_DEEPEST = 3  # levels that have grounds of their own
_STRENGTH = 0.30  # of a kind's colour in the ground of its cells
_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class TreemapView(QWidget):
    """One tree of bytes."""

    pointed = Signal(object)  # Bytes or None
    opened = Signal(object)  # Bytes
    accessible_role = QAccessible.Role.Chart

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole: Bytes | None = None
        self._cells: tuple[Cell[Bytes], ...] = ()
        self._current = -1  # a place in `_cells`
        self._hovered = -1
        self.setAccessibleName(tr("Where the bytes are"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def cells(self) -> tuple[Cell[Bytes], ...]:
        """What is drawn, a branch before what is in it."""
        return self._cells

    @property
    def current(self) -> Bytes | None:
        """The part that the keys are on."""
        return self._cells[self._current].thing if 0 <= self._current < len(self._cells) else None

    def show_bytes(self, whole: Bytes | None) -> None:
        """Draw this tree in place of the last one."""
        self._whole, self._current, self._hovered = whole, -1, -1
        self._lay_out()
        self._describe()

    def mark(self, way: Sequence[Bytes]) -> None:
        """Put the keys on the innermost cell of those on the way from the whole to a tensor."""
        places = {id(cell.thing): at for at, cell in enumerate(self._cells) if cell.depth}
        found = [places[id(part)] for part in way if id(part) in places]
        self._go_to(found[-1] if found else -1)

    def sizeHint(self) -> QSize:
        return QSize(480, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter, theme = QPainter(self), active_theme()
        painter.fillRect(self.rect(), theme.color("base"))
        grounds: dict[tuple[Share, bool, int], QColor] = {}
        painter.setPen(QPen(theme.color("base"), 1))
        for at, cell in enumerate(self._cells):
            if cell.depth:
                looks = cell.thing.share, cell.opened, min(cell.depth, _DEEPEST)
                ground = grounds.get(looks) or grounds.setdefault(looks, cell_ground(
                    cell.thing.share, theme, opened=cell.opened, depth=cell.depth))
                self._paint_cell(painter, cell, theme, mix(ground, theme.color("text"), 0.15) if (
                    at == self._hovered and not cell.opened) else ground)
        self._paint_labels(painter, theme)
        if 0 <= self._current < len(self._cells):
            painter.setPen(QPen(theme.color("text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(_rect(self._cells[self._current].rect).adjusted(1, 1, -1, -1))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position())
        if at != self._hovered:
            self._hovered = at
            self.pointed.emit(self._cells[at].thing if at >= 0 else self.current)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = -1
        self.pointed.emit(self.current)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at >= 0:
            self._go_to(at)
            self.opened.emit(self._cells[at].thing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self._cells:
            self._go_to(self._neighbour(*step))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current is not None:
            self.opened.emit(self.current)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._cells:
            leaves = self._leaves()
            self._go_to(leaves[0 if event.key() == Qt.Key.Key_Home else -1])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            at = self._at(QPointF(event.pos()))
            if at >= 0 and self._whole is not None:
                words = part_words(self._cells[at].thing, self._whole).replace(" — ", "\n")
                QToolTip.showText(event.globalPos(), plain_tip(words).replace("\n", "<br>"), self)
            return True
        return super().event(event)

    def _lay_out(self) -> None:
        marked = self.current
        line = QFontMetrics(self.font()).height()
        whole = Rect(0.0, 0.0, float(self.width()), float(self.height()))
        # The outermost branch is the frame, so it has neither a name nor a gap.
        self._cells = () if self._whole is None or not self._whole.weight else tuple(
            lay_out(self._whole, Rect(-_GAP, -line - 2.0, whole.w + 2 * _GAP, whole.h + line + 2.0 + _GAP),
                    Room(line + 2.0, _GAP, _LEAST, whole.area / _MOST if self._whole.tensors > _MOST else 0.0)))
        self._current = next((at for at, cell in enumerate(self._cells) if cell.thing is marked), -1)
        self._hovered = -1
        self.update()

    def _paint_cell(self, painter: QPainter, cell: Cell[Bytes], theme: Theme, ground: QColor) -> None:
        rect = _rect(cell.rect)
        painter.setBrush(ground)
        painter.drawRect(rect)
        if not cell.opened and cell.thing.missing:
            named = 2 * painter.fontMetrics().height()  # is to be read
            painter.fillRect(rect.adjusted(0, named if rect.height() > 2 * named else 0, 0, 0), _brush(_MISSING, theme))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect)
        if not cell.opened and cell.thing.wasted:
            painter.fillRect(wasted_rect(cell), _brush(_WASTED, theme))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect)

    def _paint_labels(self, painter: QPainter, theme: Theme) -> None:
        """The names of the cells that have room for one."""
        metrics = painter.fontMetrics()
        high, wide = metrics.height(), metrics.horizontalAdvance("mm…") + 2 * _PAD
        painter.setPen(theme.color("text"))
        for cell in self._cells:
            if cell.depth and cell.rect.h >= high and cell.rect.w >= wide:
                self._paint_label(painter, cell)

    def _paint_label(self, painter: QPainter, cell: Cell[Bytes]) -> None:
        rect = _rect(cell.rect)
        room = int(rect.width()) - 2 * _PAD
        font = QFont(self.font())
        font.setBold(cell.opened)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        label = _label(cell.thing, self._whole) if self._whole is not None else ""
        size = f"  {told(bytes_text(cell.thing.weight))}"
        if cell.opened and metrics.horizontalAdvance(label + size) <= room:
            label += size
        line = QRectF(rect.left() + _PAD, rect.top() + 1, room, metrics.height())
        mode = Qt.TextElideMode.ElideRight if cell.opened else Qt.TextElideMode.ElideMiddle
        painter.drawText(line, int(_TOP_LEFT), metrics.elidedText(label, mode, room))
        fits = metrics.horizontalAdvance(size.strip()) <= room and rect.height() > 2 * metrics.height() + 4
        if not cell.opened and fits:  # of a size nothing is left that means anything
            line.translate(0, metrics.height())
            painter.drawText(line, int(_TOP_LEFT), size.strip())

    def _at(self, point: QPointF) -> int:
        """The innermost cell at a point, -1 for none."""
        found = -1
        for at, cell in enumerate(self._cells):
            if cell.depth and cell.rect.holds(point.x(), point.y()):
                found = at
        return found

    def _leaves(self) -> list[int]:
        return [at for at, cell in enumerate(self._cells) if not cell.opened and cell.depth]

    def _neighbour(self, dx: int, dy: int) -> int:
        """The nearest cell on one side of the current one; itself where there is none."""
        leaves = self._leaves()
        if self._current < 0:
            return leaves[0]
        here = self._cells[self._current].rect
        best, nearest = self._current, float("inf")
        for at in leaves:
            there = self._cells[at].rect
            ahead, aside = _apart(here, there, dx, dy)
            if at != self._current and ahead >= -0.5 and ahead + 4 * aside < nearest:
                best, nearest = at, ahead + 4 * aside
        return best

    def _go_to(self, at: int) -> None:
        if at != self._current:
            self._current = at
            self.update()
        self._describe()
        self.pointed.emit(self.current)

    def _describe(self) -> None:
        """Where the keys are, else what the kinds of the whole have."""
        if self._whole is not None:
            parts = self._whole.parts if self.current is None else (self.current,)
            self.setAccessibleDescription("\n".join(part_words(part, self._whole) for part in parts))


class KindLegend(QWidget):
    """A swatch with name, bytes and share for each kind of a tree, and the hatching of what is wasted or missing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = FlowLayout(self)

    @property
    def texts(self) -> list[str]:
        """What stands beside the swatches."""
        return [label.text() for label in self.findChildren(QLabel)]

    def show_kinds(self, whole: Bytes) -> None:
        """Name the kinds of this tree, the largest first."""
        while (taken := self._row.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for part in whole.parts:
            share = percent_text(part.weight, whole.weight)
            self._add(part.share, f"{told(part.label)}  {told(bytes_text(part.weight))}  {share}")
        if whole.wasted:
            self._add(_WASTED, _wasted(whole))
        if whole.missing:
            self._add(_MISSING, _missing(whole))
        self.updateGeometry()

    def _add(self, ground: Share | _Hatch, text: str) -> None:
        entry = QWidget(self)
        lay_row(_Swatch(ground, entry), ElidedLabel(text, entry), on=entry, margins=0, spacing=6)
        self._row.addWidget(entry)


class _Swatch(QWidget):
    """The ground of a kind, or a hatching."""

    def __init__(self, ground: Share | _Hatch, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = ground
        self.setFixedSize(18, 12)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter, theme = QPainter(self), active_theme()
        if isinstance(self._ground, str):
            painter.fillRect(self.rect(), cell_ground(self._ground, theme, opened=False, depth=1))
        else:
            painter.fillRect(self.rect(), theme.color("base"))
            painter.fillRect(self.rect(), _brush(self._ground, theme))
        paint_frame(painter, self.rect(), theme.color("muted"))
        painter.end()


def part_words(part: Bytes, whole: Bytes) -> str:
    """What a cell stands for: where, how many bytes, which share, what of it is wasted."""
    leaf = path_text(part.path, 160)
    where = _label(part, whole) if part.parts else leaf if part.path else told(leaf)
    words = [tr(", ").join((told(bytes_text(part.weight)), percent_text(part.weight, whole.weight)))]
    if part.parts:
        words.append(told(count_text(part.tensors, "tensor")))
    if part.wasted:
        words.append(_wasted(part))
    if part.missing:
        words.append(_missing(part) if part.parts else tr("cannot be read"))
    return f"{where} — {tr('; ').join(words)}"


def _label(part: Bytes, whole: Bytes) -> str:
    """Its name; that of a kind, in the language of the window."""
    return told(part.label) if any(part is kind for kind in whole.parts) else part.label.rstrip("./")


def _wasted(part: Bytes) -> str:
    return tr("{size} stored that no tensor uses", size=told(bytes_text(part.wasted)))


def _missing(part: Bytes) -> str:
    return tr("{tensors} cannot be read", tensors=told(count_text(part.missing, "tensor")))


def _brush(hatch: _Hatch, theme: Theme) -> QBrush:
    color, pattern = hatch
    return QBrush(theme.color(color), pattern)


def cell_ground(share: Share, theme: Theme, *, opened: bool, depth: int) -> QColor:
    """The ground of a cell: its kind's colour, weak enough for the text on it."""
    place = _SERIES.get(share)
    colour = QColor(theme.series[place]) if place is not None else theme.color("muted")
    strength = _STRENGTH * (0.5 + 0.15 * min(depth, _DEEPEST)) if opened else _STRENGTH
    return mix(theme.color("base"), colour, strength)


def mix(ground: QColor, colour: QColor, strength: float) -> QColor:
    """`ground` with so much of `colour` in it."""
    parts = ((ground.red(), colour.red()), (ground.green(), colour.green()), (ground.blue(), colour.blue()))
    return QColor(*(round(a * (1 - strength) + b * strength) for a, b in parts))


def wasted_rect(cell: Cell[Bytes]) -> QRectF:
    """The part of a cell, at its end, that stands for what is wasted."""
    rect, share = _rect(cell.rect), cell.thing.wasted / max(cell.thing.weight, 1)
    if rect.width() >= rect.height():
        return rect.adjusted(rect.width() * (1 - share), 0, 0, 0)
    return rect.adjusted(0, rect.height() * (1 - share), 0, 0)


def _rect(rect: Rect) -> QRectF:
    return QRectF(rect.x, rect.y, rect.w, rect.h)


def _apart(here: Rect, there: Rect, dx: int, dy: int) -> tuple[float, float]:
    """How far the edge of `there` lies ahead of that of `here`, and how far it lies aside."""
    if dx:
        ahead = there.x - (here.x + here.w) if dx > 0 else here.x - (there.x + there.w)
        return ahead, _gap(here.y + here.h / 2, there.y, there.h)
    ahead = there.y - (here.y + here.h) if dy > 0 else here.y - (there.y + there.h)
    return ahead, _gap(here.x + here.w / 2, there.x, there.w)


def _gap(point: float, begin: float, length: float) -> float:
    return max(0.0, begin - point, point - begin - length)


_TOP_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextSingleLine
