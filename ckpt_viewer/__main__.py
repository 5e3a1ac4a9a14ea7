"""The door of the program: reads the arguments, makes sure a window can be shown, and opens it.

Contract: exit status 0 = fine, 2 = could not start or could not do what was asked, said in one line on stderr. This is
one of the edges where any exception is caught: a person sees a message, the details go to a log file.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import socket
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from ckpt_viewer import __version__

if TYPE_CHECKING:
    from ckpt_viewer.gui.app import Request
    from ckpt_viewer.gui.main_window import MainWindow

LOG_NAME = "errors.log"
LOG_LIMIT = 1 << 20  # bytes after which the log begins anew
APT = "apt-get install -y --no-install-recommends"
# What the xcb plugin of Qt loads; without one of them Qt ends the process with a page of text.
XCB_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0", "libxcb-icccm.so.4": "libxcb-icccm4", "libxcb-keysyms.so.1":
    "libxcb-keysyms1", "libxcb-shape.so.0": "libxcb-shape0", "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
QT_PACKAGES = "libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0"


def main(arguments: list[str] | None = None) -> int:
    """Run the program; the exit status."""
    _distrust_current_folder()
    parsed = _parser().parse_args(arguments)
    if parsed.headless:
        return _headless(parsed)
    reason = why_no_window()
    if reason:
        _say(reason)
        return 2
    catch_crashes()
    try:
        return _show(parsed)
    except Exception as error:  # noqa: BLE001
        log = write_log(error)
        _say(f"could not start ({error}). Details are in {log}.")
        return 2


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


def catch_crashes() -> None:
    """From now on an unforeseen error becomes a message in the window and an entry in the log, in any thread."""
    sys.excepthook = _on_crash
    threading.excepthook = lambda args: _on_crash(args.exc_type, args.exc_value, args.exc_traceback)


def write_log(error: BaseException) -> Path:
    """Append an error with its traceback to the log; the path of the log."""
    from ckpt_viewer.core import settings

    path = settings.folder() / LOG_NAME
    text = "".join(traceback.format_exception(error))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = "w" if path.exists() and path.stat().st_size > LOG_LIMIT else "a"
        with path.open(mode, encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} ckpt_viewer {__version__}\n{text}\n")
    except OSError:
        _say(text)
    return path


def _show(parsed: argparse.Namespace) -> int:
    from ckpt_viewer.gui.app import run

    return run(_request(parsed))


def _request(parsed: argparse.Namespace) -> Request:
    from ckpt_viewer.gui.app import Request

    files = tuple(Path(name) for name in parsed.files)
    size = tuple(int(n) for n in parsed.size.split("x")) if parsed.size else (0, 0)
    return Request(files, parsed.demo, parsed.smoke, parsed.theme, parsed.screenshot, (size[0], size[1]))


def _headless(parsed: argparse.Namespace) -> int:
    if not parsed.demo:
        _say("--headless goes with --demo; to look at a file without a window use `ckpt info FILE`")
        return 2
    from ckpt_viewer import demo

    return demo.main()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ckpt-viewer", description="Look into, compare, change and save PyTorch checkpoints.",
        epilog="Without a display: `ckpt --help`.")
    parser.add_argument("files", nargs="*", metavar="FILE", help="checkpoints to open")
    parser.add_argument("--demo", action="store_true", help="open the sample checkpoints, two of them compared")
    parser.add_argument("--headless", action="store_true", help="with --demo: in the terminal, without a window")
    parser.add_argument("--smoke", action="store_true", help="open the window, paint it once, and end")
    parser.add_argument("--theme", choices=("light", "dark", "system"), help="colours for this run")
    parser.add_argument("--screenshot", type=Path, metavar="PNG", help="write a picture of the window, and end")
    parser.add_argument("--size", metavar="WxH", type=_size, help="size of the window, such as 1280x800")
    parser.add_argument("--version", action="version", version=f"ckpt-viewer {__version__}")
    return parser


def _size(text: str) -> str:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form 1280x800")
    return text


def _distrust_current_folder() -> None:
    """A `torch.py` lying in the folder where one starts must not be imported."""
    here = str(Path.cwd())
    if sys.path and sys.path[0] in ("", here):
        del sys.path[0]


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


def _on_crash(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        for window in _windows():
            window.close()
        return
    failure = error if error is not None else kind()
    log = write_log(failure.with_traceback(trace))
    text = f"Something went wrong inside this program ({kind.__name__}). Your files are untouched. Details: {log}"
    _say(text)
    if threading.current_thread() is threading.main_thread():
        for window in _windows():
            window.tell("danger", text)


def _windows() -> list[MainWindow]:
    """The windows there are, without importing what makes them."""
    from PySide6.QtWidgets import QApplication

    return [widget for widget in QApplication.topLevelWidgets() if hasattr(widget, "tell")]  # type: ignore[misc]


def _say(text: str) -> None:
    sys.stderr.write(f"ckpt-viewer: {text}\n")


if __name__ == "__main__":
    sys.exit(main())
