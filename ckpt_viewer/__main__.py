"""The door of the program: reads the arguments, makes sure a window can be shown, and opens it.

Contract: exit status 0 = fine, 2 = could not start or could not do what was asked, said in one line on stderr. This is
one of the edges where any exception is caught: a person sees a message, the details go to a log file.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

from ckpt_viewer import __version__, distrust_current_folder

if TYPE_CHECKING:
    from ckpt_viewer.gui.app import Request

LOG_NAME = "errors.log"
LOG_LIMIT = 1 << 20  # bytes after which the log begins anew
MOST_PIXELS = 10_000  # a window's side; a picture of one larger each way would take more memory than there may be


def main(arguments: list[str] | None = None) -> int:
    """Run the program; the exit status."""
    distrust_current_folder()
    parsed = _parser().parse_args(arguments)
    if parsed.headless:
        return _headless(parsed)
    from ckpt_viewer.gui.display import why_no_window

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
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} ckpt_viewer {__version__}, {_surroundings()}\n{text}\n")
    except OSError:
        _say(text)
    return path


def _surroundings() -> str:
    """What whoever reads the log asks for first; versions of what is in use, and nothing of the person's files."""
    import platform

    used = [f"{name} {version}" for name in ("PySide6", "numpy", "torch")
            if (version := getattr(sys.modules.get(name), "__version__", ""))]
    return ", ".join([f"Python {platform.python_version()}", *used, platform.platform()])


def _show(parsed: argparse.Namespace) -> int:
    from ckpt_viewer.gui.app import run

    return run(_request(parsed))


def _request(parsed: argparse.Namespace) -> Request:
    from ckpt_viewer.gui.app import Request

    files = tuple(Path(name) for name in parsed.files)
    return Request(files, parsed.demo, parsed.smoke, parsed.theme, parsed.screenshot, parsed.size or (0, 0),
                   parsed.new_window, parsed.language)


def _headless(parsed: argparse.Namespace) -> int:
    if not parsed.demo:
        _say("--headless goes with --demo; to look at a file without a window use `ckpt info FILE`")
        return 2
    from ckpt_viewer import demo

    return demo.main(demo.Picture(parsed.screenshot or Path.cwd() / demo.PICTURE, parsed.size or demo.SIZE,
                                  parsed.theme or "light", parsed.language))


class _Parser(argparse.ArgumentParser):
    """Says what is wrong on one line."""

    def error(self, message: str) -> NoReturn:
        _say(f"{' '.join(message.split())}. See `{self.prog} --help`.")
        raise SystemExit(2)


def _parser() -> _Parser:
    parser = _Parser(
        prog="ckpt-viewer", description="Look into, compare, change and save PyTorch checkpoints.",
        epilog="Without a display: `ckpt --help`.")
    parser.add_argument("files", nargs="*", metavar="FILE", help="checkpoints, or folders to look through")
    parser.add_argument("--demo", action="store_true", help="open the sample checkpoints, two of them compared")
    parser.add_argument("--new-window", action="store_true", help="not in the window that is open already")
    parser.add_argument("--headless", action="store_true", help="with --demo: in the terminal, without a window")
    parser.add_argument("--smoke", action="store_true", help="open the window, paint it once, and end")
    parser.add_argument("--theme", choices=("light", "dark", "system"), help="colours for this run")
    parser.add_argument("--language", choices=("en", "zh_CN", "system"), help="of the window, for this run")
    parser.add_argument("--screenshot", type=Path, metavar="PNG", help="write a picture of the window, and end")
    parser.add_argument("--size", metavar="WxH", type=_size, help="size of the window, such as 1280x800")
    parser.add_argument("--version", action="version", version=f"ckpt_viewer {__version__}")
    return parser


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not all(side.isdecimal() and len(side) < 6 and 0 < int(side) <= MOST_PIXELS for side in (width, height)):
        raise argparse.ArgumentTypeError(f"write a size such as 1280x800, at most {MOST_PIXELS} pixels each way")
    return int(width), int(height)


def _on_crash(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    from ckpt_viewer.gui import app

    if issubclass(kind, KeyboardInterrupt):
        app.close_windows()
        return
    failure = error if error is not None else kind()
    log = write_log(failure.with_traceback(trace))
    _say(f"Something went wrong inside this program ({kind.__name__}). Your files are untouched; you can go on. "
         f"Details: {log}")
    if threading.current_thread() is threading.main_thread():
        app.tell_windows(kind.__name__, log)


def _say(text: str) -> None:
    if sys.stderr is not None:  # a program of the window has none on Windows
        sys.stderr.write(f"ckpt-viewer: {text}\n")


if __name__ == "__main__":
    sys.exit(main())
