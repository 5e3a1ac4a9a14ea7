"""Finds Python objects of layout items that PySide takes for living although no layout has such an item any more.

Contract: for widgets that are still open. Such an object is not looked into: nothing is there. Whatever Qt puts to the
same place would be taken for it: a header for a space, or a widget's Python object is freed twice and the program ends.
"""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLayout, QLayoutItem, QSpacerItem, QWidgetItem
from shiboken6 import Shiboken


def outlived() -> list[str]:
    """Each as its kind and the layout that keeps it."""
    known = _known()
    if not known:
        return []
    windows = QApplication.topLevelWidgets()  # a name of their own: with a window goes what was found in it
    layouts = [layout for window in windows for layout in window.findChildren(QLayout)]
    return [f"{type(item).__name__} kept by {_parent(item)}" for item in known
            if not any(layout.indexOf(item) >= 0 for layout in layouts)]


def _known() -> list[QLayoutItem]:
    """What PySide made for `addLayout` and keeps with the outer layout. The items of layouts of ours have no parent."""
    known = Shiboken.getAllValidWrappers()
    return [item for item in known if isinstance(item, QSpacerItem | QWidgetItem) and _parent(item)]


def _parent(item: QLayoutItem) -> str:
    """What PySide has it belong to, empty for nothing."""
    lines = Shiboken.dump(item).splitlines()
    return next((line.partition(" ")[2] for line in lines if line.startswith("parent.")), "")
