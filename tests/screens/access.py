"""What of a window cannot be reached by keys, or says nothing to a screen reader.

Contract: looks at what is visible below a widget; each function gives a line for everything that is amiss. Names and
roles are asked of Qt's own accessible interfaces, which is what a screen reader gets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QGroupBox,
    QLabel,
    QMenuBar,
    QScrollArea,
    QTabBar,
    QWidget,
)

_SAYING_NOTHING = (QAccessible.Role.Client, QAccessible.Role.NoRole, QAccessible.Role.Border)
_DRAWN = (QAccessible.Role.Chart, QAccessible.Role.Graphic)


def focusable(top: QWidget) -> list[QWidget]:
    """What keys can go to with Tab."""
    return [widget for widget in top.findChildren(QWidget)
            if widget.window() is top.window() and widget.isVisible() and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None]


def nameless(top: QWidget) -> list[str]:
    """Controls without a name, with a role that says nothing of what they do (a page that scrolls has none of its own),
    or drawn without a description."""
    controls = {*focusable(top), *(b for b in top.findChildren(QAbstractButton) if b.isVisible() and not _inner(b))}
    return sorted(line for widget in controls for line in _unsaid(widget))


def _unsaid(widget: QWidget) -> Iterator[str]:
    said = QAccessible.queryAccessibleInterface(widget)
    if not said.text(QAccessible.Text.Name).strip():
        yield f"{named(widget)} has no name"
    if said.role() in _DRAWN and not said.text(QAccessible.Text.Description).strip():
        yield f"{named(widget)} does not tell its numbers"
    if said.role() in _SAYING_NOTHING and not isinstance(widget, QScrollArea):
        yield f"{named(widget)} has the role {said.role().name}"


def named(widget: QWidget) -> str:
    above, chain = widget.parentWidget(), [type(widget).__name__]
    while above is not None and len(chain) < 4:
        chain.append(type(above).__name__)
        above = above.parentWidget()
    said = QAccessible.queryAccessibleInterface(widget)
    return f"“{said.text(QAccessible.Text.Name)[:40]}” ({' in '.join(chain)})"


def _inner(button: QAbstractButton) -> bool:
    """The corner of a table, the arrows of a bar of tabs."""
    return isinstance(button.parent(), (QAbstractScrollArea, QTabBar)) and not button.toolTip()


def doubled_keys(top: QWidget) -> list[str]:
    """Letters with Alt that two visible things of one window answer to."""
    found: Counter[str] = Counter()
    for widget in top.findChildren(QWidget):
        if widget.isVisible() and widget.window() is top.window():
            found.update(_mnemonics(widget))
    return [f"{keys} is given {count} times" for keys, count in found.items() if count > 1]


def _mnemonics(widget: QWidget) -> list[str]:
    if isinstance(widget, QMenuBar):
        texts = [action.text() for action in widget.actions()]
    elif isinstance(widget, QTabBar):
        texts = [widget.tabText(at) for at in range(widget.count())]
    elif isinstance(widget, QLabel):
        texts = [widget.text()] if widget.buddy() is not None else []
    else:
        texts = [widget.text()] if isinstance(widget, QAbstractButton) else []
        texts += [widget.title()] if isinstance(widget, QGroupBox) else []
    keys = [QKeySequence.mnemonic(text).toString() for text in texts]
    return [key for key in keys if key]


def tabbed(window: QWidget) -> list[QWidget]:
    """The controls in the order in which Tab goes through them, by real keys, from the first until one comes again."""
    if not focusable(window):
        return []
    start = focusable(window)[0]
    start.setFocus(Qt.FocusReason.TabFocusReason)
    found = [start]
    for _ in range(500):
        QTest.keyClick(found[-1], Qt.Key.Key_Tab)
        now = window.focusWidget()
        if now in found:
            return found
        found.append(now)
    return found


def unreached(window: QWidget, order: list[QWidget]) -> list[str]:
    """What Tab should go to and does not."""
    return [f"Tab never comes to {named(widget)}" for widget in focusable(window) if widget not in order]


def out_of_order(order: list[QWidget]) -> list[str]:
    """Where Tab goes back: up, or to the left in one line, among the parts of one whole. From the last it must go back
    once, among the outermost parts."""
    steps = [(a, b) for a, b in zip(order, order[1:] + order[:1], strict=True) if _goes_back(*_halves(a, b))]
    outermost = min(steps, key=lambda step: len(_ancestors(_halves(*step)[0])), default=None)
    return [f"{named(a)} comes before {named(b)}" for a, b in steps if (a, b) != outermost]


def _halves(a: QWidget, b: QWidget) -> tuple[QWidget, QWidget]:
    """What holds each of them, directly below what holds both."""
    ones, others = _ancestors(a), _ancestors(b)
    common = next(widget for widget in others if widget in ones)
    return ones[max(0, ones.index(common) - 1)], others[max(0, others.index(common) - 1)]


def _ancestors(widget: QWidget) -> list[QWidget]:
    found = [widget]
    while not found[-1].isWindow() and (above := found[-1].parentWidget()) is not None:
        found.append(above)
    return found


def _goes_back(a: QWidget, b: QWidget) -> bool:
    holder = a.parentWidget()
    if holder is None or holder is not b.parentWidget():
        return False
    one, two = a.geometry(), b.geometry()
    same_line = one.top() < two.center().y() < one.bottom() or two.top() < one.center().y() < two.bottom()
    if same_line:
        return two.center().x() < one.left()
    return two.center().y() < one.top()
