"""What a screen reader is told that the things are which we paint ourselves: to Qt they are widgets like any other.

Contract: a widget, or its class, says what it is by `accessible_role`; its accessible name and description are read as
ever. `tell_roles` is called once per application.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_TOLD = "ckpt_viewer_roles"  # a property of the application


def tell_roles() -> None:
    """From now on Qt asks here before it takes its own answer."""
    app = QCoreApplication.instance()
    if app is not None and not app.property(_TOLD):
        app.setProperty(_TOLD, True)
        QAccessible.installFactory(_interface)


def _interface(_key: str, thing: QObject) -> QAccessibleWidget | None:
    role = getattr(thing, "accessible_role", None)
    return QAccessibleWidget(thing, role) if role is not None and isinstance(thing, QWidget) else None
