"""Whether a window can be shown here, found out before Qt is started: Qt itself ends the process where it cannot.

Contract: imports Qt only to see that it can be imported. Answers in words for a person, with what to install.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys

APT = "apt-get install -y --no-install-recommends"
# What the xcb plugin of Qt loads; without one of them Qt ends the process with a page of text.
XCB_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0", "libxcb-icccm.so.4": "libxcb-icccm4", "libxcb-keysyms.so.1":
    "libxcb-keysyms1", "libxcb-shape.so.0": "libxcb-shape0", "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
QT_PACKAGES = "libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0"


def why_no_window() -> str:
    """Why no window can be shown here and what to do about it, or an empty string."""
    if not sys.platform.startswith("linux"):
        return _why_no_qt()
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    wayland = bool(os.environ.get("WAYLAND_DISPLAY"))
    display = os.environ.get("DISPLAY", "")
    if platform in ("", "xcb") and not (wayland and not platform):
        advice = "Use `ckpt` for the command line, or `ckpt-viewer --demo --headless` for a demonstration."
        if not display:
            return f"there is no display to open a window on. {advice}"
        if not _answers(display):
            return f"the display {display} does not answer. {advice}"
        missing = [package for library, package in XCB_LIBRARIES.items() if not _loads(library)]
        if missing:
            return f"system libraries of the window are missing. Install them with: {APT} {' '.join(missing)}"
    return _why_no_qt()


def _why_no_qt() -> str:
    try:
        from PySide6 import QtSvg, QtWidgets  # noqa: F401
    except ImportError as error:
        if "PySide6" in str(error) and "No module" in str(error):
            return "PySide6 is not installed. Install it with: pip install PySide6-Essentials"
        return f"a system library of the window is missing ({error}). Install: {APT} {QT_PACKAGES}"
    return ""


def _answers(display: str) -> bool:
    """Whether a local X server listens. One elsewhere (`host:0`) is taken at its word."""
    host, _, number = display.partition(":")
    if host not in ("", "unix"):
        return True
    name = f"/tmp/.X11-unix/X{number.partition('.')[0]}"  # noqa: S108
    for address in (name, f"\0{name}"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            try:
                probe.connect(address)
            except OSError:
                continue
            return True
    return False


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
