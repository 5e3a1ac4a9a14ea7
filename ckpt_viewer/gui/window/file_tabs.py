"""The tabs of the window: one per open file or comparison, to be moved and closed, also with the middle button,
and with a menu for what the window lends.

Contract: shows titles and marks; what closing a tab means is decided by whoever hears `close_wanted`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.icons import icon
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.eliding import short_title
from ckpt_viewer.gui.parts.tabs import WholeTabs
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.theme import active_theme

DIRTY_MARK = "●"


def telling_apart(paths: Sequence[Path]) -> dict[Path | None, str]:
    """Of files of one name the nearest folder in which they differ: that of `run1/out/last.pth` is `run1/…`."""
    named: dict[str, list[Path]] = {}
    for path in dict.fromkeys(paths):
        named.setdefault(path.name, []).append(path)
    return {path: _folder(path, same) for same in named.values() if len(same) > 1 for path in same}


def _folder(path: Path, same: list[Path]) -> str:
    parts = path.parts
    depth = next((depth for depth in range(2, len(parts) + 1)
                  if [other.parts[-depth:] for other in same].count(parts[-depth:]) == 1), len(parts))
    folder = Path(parts[-depth])
    return plain_text(str(folder if depth == 2 else folder / "…"), 80)


class FileTabs(Themed, WholeTabs):
    """Pages with titles."""

    close_wanted = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setMovable(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self._bar: QTabBar = self.tabBar()
        self.reword()
        self._bar.installEventFilter(self)
        self._bar.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)  # the window lends it actions
        self._pressed = -1
        self._names: dict[QWidget, tuple[str, bool]] = {}  # the title of a page, and whether it has unsaved edits
        self._written: dict[QWidget, tuple[str, bool, str]] = {}  # these, and the folder that is told
        self.follow_theme()

    def pages(self) -> list[QWidget]:
        """The pages from left to right."""
        return [page for at in range(self.count()) if (page := self.widget(at)) is not None]

    def add(self, page: QWidget, title: str, tip: str, *, front: bool = True) -> None:
        at = self.addTab(page, "")
        self.name(page, title, tip)
        if front:
            self.setCurrentIndex(at)

    def swap(self, old: QWidget, new: QWidget, title: str, tip: str) -> None:
        """Put a page where another was; the other is deleted."""
        at, front = self.indexOf(old), self.currentWidget() is old
        self.insertTab(at, new, "")
        self.name(new, title, tip)
        if front:
            self.setCurrentWidget(new)
        self.removeTab(self.indexOf(old))
        old.deleteLater()

    def name(self, page: QWidget, title: str, tip: str, *, dirty: bool = False) -> None:
        """Write a tab's title; one with unsaved edits carries a mark."""
        self._names[page] = (title, dirty)
        self._written.pop(page, None)  # it may be in another language now
        self.setTabToolTip(self.indexOf(page), tip.replace("<", "‹"))
        self._write()
        self.arrange()

    def tabRemoved(self, at: int) -> None:
        """What had the same name may not need its folder any more."""
        self._write()
        super().tabRemoved(at)

    def _write(self) -> None:
        """The titles of all that are others now, those of one name with what tells their folders apart: Qt lays out all
        tabs anew for each that is written."""
        self._names = {page: self._names[page] for page in self.pages() if page in self._names}
        folders = telling_apart([path for page in self._names if (path := getattr(page, "path", None)) is not None])
        told = {page: (*named, folders.get(getattr(page, "path", None), "")) for page, named in self._names.items()}
        before, self._written = self._written, told
        for page, (title, dirty, folder) in told.items():
            if before.get(page) == (title, dirty, folder):
                continue
            at, whole = self.indexOf(page), f"{title} ({folder})" if folder else title
            shown = f"{short_title(title)} ({short_title(folder)})" if folder else short_title(title)
            shown = shown.replace("&", "&&")
            self.setTabText(at, f"{shown} {DIRTY_MARK}" if dirty else shown)
            self._bar.setAccessibleTabName(at, tr("{title}, with unsaved edits", title=whole) if dirty else whole)

    def reword(self) -> None:
        """The language has changed; pages that are made anew get their titles and crosses then."""
        self.call(tr("All open files"))
        self._bar.setAccessibleName(tr("Open files"))

    def retheme(self) -> None:
        """New colours for the crosses."""
        for page in self.pages():
            button = self._bar.tabButton(self.indexOf(page), QTabBar.ButtonPosition.RightSide)
            if isinstance(button, QToolButton):
                button.setIcon(icon("close", active_theme().muted))

    def tabInserted(self, at: int) -> None:
        """Every tab gets a cross of ours; the style's own is red in one place and missing in another."""
        super().tabInserted(at)
        page = self.widget(at)
        cross = QToolButton(self._bar)
        cross.setAutoRaise(True)
        cross.setIcon(icon("close", active_theme().muted))
        cross.setIconSize(QSize(12, 12))
        cross.setFixedSize(20, 20)
        cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cross.setToolTip(tr("Close this tab"))
        cross.setAccessibleName(tr("Close this tab"))
        cross.clicked.connect(lambda: self.close_wanted.emit(page))
        self._bar.setTabButton(at, QTabBar.ButtonPosition.RightSide, cross)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._bar and isinstance(event, QMouseEvent):
            if event.button() == Qt.MouseButton.MiddleButton:
                return self._on_middle(event.type(), event.position().toPoint())
            if event.button() == Qt.MouseButton.RightButton and event.type() == QEvent.Type.MouseButtonPress:
                self.setCurrentIndex(self._bar.tabAt(event.position().toPoint()))  # its menu is for the one in front
        return super().eventFilter(watched, event)

    def _on_middle(self, kind: QEvent.Type, place: QPoint) -> bool:
        """Pressed and let go on the same tab."""
        at = self._bar.tabAt(place)
        if kind == QEvent.Type.MouseButtonPress:
            self._pressed = at
            return True
        if kind == QEvent.Type.MouseButtonRelease and at >= 0 and at == self._pressed:
            self.close_wanted.emit(self.widget(at))
            return True
        return False
