"""Tab goes through a window as one reads it, whatever was made first and whatever has come since.

Contract: a window or dialog that inherits `InReadingOrder` needs to do nothing else. What stands above comes before
what stands below; where things stand side by side, all of the left comes before the right. Parts of one widget stay
together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from ckpt_viewer.gui.parts.focus_ring import show_ring

if TYPE_CHECKING:
    _Window = QWidget
else:  # Qt's classes can be inherited once only
    _Window = object


class InReadingOrder(_Window):
    """Comes before the class of Qt among the bases."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Not by Qt's own chain: that is the order in which widgets were made, with those that have a proxy besides.
        order = reading_order(self)
        if not order:
            return False
        following = _following(order, self.focusWidget(), forward)
        following.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        _bring_into_sight(following)
        show_ring(following)
        return True


def reading_order(holder: QWidget) -> list[QWidget]:
    """What in a widget is seen and takes the keyboard at a Tab; of radio buttons, Qt gives that to the one chosen."""
    shown = [child for child in holder.children()
             if isinstance(child, QWidget) and child.isVisible() and not child.isWindow()]
    found: list[QWidget] = []
    for part in _sorted(shown):
        if part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None:
            found.append(part)
        found += reading_order(part)
    return found


def _following(order: Sequence[QWidget], now: QWidget | None, forward: bool) -> QWidget:
    """The next or the one before; what has the keyboard may be a part of one of them."""
    while now is not None and now not in order:
        now = now.parentWidget()
    if now is None:
        return order[0 if forward else -1]
    return order[(order.index(now) + (1 if forward else -1)) % len(order)]


def _bring_into_sight(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()


def _sorted(parts: Sequence[QWidget]) -> list[QWidget]:
    """Cut into lines where nothing reaches over, else into columns, and each piece again."""
    if len(parts) < 2:
        return list(parts)
    pieces = list(_cut(parts, _rows))
    if len(pieces) < 2:
        pieces = list(_cut(parts, _columns))
    if len(pieces) < 2:  # they overlap
        return sorted(parts, key=lambda part: (part.y(), part.x()))
    return [part for piece in pieces for part in _sorted(piece)]


Extent = Callable[[QWidget], tuple[int, int]]


def _cut(parts: Sequence[QWidget], extent: Extent) -> Iterator[list[QWidget]]:
    """Groups between which there is a line that touches none of them."""
    group: list[QWidget] = []
    reach = 0
    for part in sorted(parts, key=extent):
        begin, end = extent(part)
        if group and begin >= reach:
            yield group
            group = []
        group.append(part)
        reach = max(reach, end) if len(group) > 1 else end
    if group:
        yield group


def _rows(part: QWidget) -> tuple[int, int]:
    return part.y(), part.y() + part.height()


def _columns(part: QWidget) -> tuple[int, int]:
    return part.x(), part.x() + part.width()
