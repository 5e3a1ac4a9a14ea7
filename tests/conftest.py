"""Fixtures and rules for every test: where Qt draws, where settings lie, and that nothing stays behind.

Contract: this file is read before anything imports Qt. It imports neither Qt nor torch itself.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import sys
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:  # without pytest-xdist the tests run one after the other
    from xdist.remote import Producer

    from tests.sharing_out import ByFile

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 20_000  # milliseconds
XVFB_OPTIONS = ("xvfb_width", "xvfb_height", "xvfb_colordepth", "xvfb_args")


def _has_xvfb() -> bool:
    plugin = importlib.util.find_spec("pytest_xvfb") is not None and "--no-xvfb" not in sys.argv
    return sys.platform.startswith("linux") and plugin and shutil.which("Xvfb") is not None


# How long an example takes says how busy the machine is, and a test that fails for that says nothing.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# A developer's own screen is never used: pytest-xvfb starts a server if it can, else Qt draws into memory.
os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if _has_xvfb() else "offscreen")
os.environ.pop("WAYLAND_DISPLAY", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know pytest-xvfb's settings where the plugin does not exist, or --strict-config refuses pyproject.toml."""
    if importlib.util.find_spec("pytest_xvfb") is None:
        for option in XVFB_OPTIONS:
            parser.addini(option, "unused: pytest-xvfb is not installed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """How `pytest -n` shares the tests out, whatever --dist says: files need their tests together."""
    from tests.sharing_out import ByFile, Endings

    config.pluginmanager.register(Endings())
    return ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among what is only made: it took a sixth of reading all the tests, in each process."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests marked `gpu` where torch sees no CUDA device; torch is asked only if there are such tests."""
    needing_gpu = [item for item in items if item.get_closest_marker("gpu")]
    if not needing_gpu or _has_cuda():
        return
    config.hook.pytest_deselected(items=needing_gpu)
    items[:] = [item for item in items if item not in needing_gpu]


def _has_cuda() -> bool:
    import torch

    return torch.cuda.is_available()


@pytest.fixture(scope="session", autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A settings folder for this run, for child processes too: tests never read or change a person's own."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("settings")
        patch.setenv("CKPT_VIEWER_HOME", str(folder))
        patch.setenv("CKPT_VIEWER_KERNELS", "off")  # or a large tensor in any test would set a compiler to work
        yield folder


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """pytest-qt waits five seconds unless told otherwise: on a machine that does other things a window needs more."""
    from pytestqt.qtbot import QtBot

    for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitExposed):
        usual = wait.__kwdefaults__
        assert usual is not None
        assert "timeout" in usual
        usual["timeout"] = PATIENCE


@pytest.fixture(scope="session")
def real_files() -> Path | None:
    """Checkpoints that strangers made, which lie beside a developer's checkout and are not part of the project."""
    folder = ROOT.parent / "shared" / "real"
    return folder if folder.is_dir() else None


@pytest.fixture(autouse=True)
def nothing_set_aside() -> Iterator[None]:
    """A window sets objects aside from the collector for as long as a program runs; a process of tests has many of
    them, and whoever opens a file counts what is set aside: it took milliseconds for each file from then on."""
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with a window ends with no thread and no top-level widget more than it began with, no mouse button held.

    pytest-qt closes what was given to `qtbot.addWidget` before this looks.
    """
    if "qtbot" not in request.fixturenames:
        yield
        return
    threads, windows = _threads(), _windows()
    yield
    if left := _outliving(threads):
        pytest.fail(f"threads left running: {', '.join(sorted(left))}", pytrace=False)
    if still_open := _undeleted(windows):
        pytest.fail(f"windows left behind (use qtbot.addWidget): {', '.join(still_open)}", pytrace=False)
    if held := _held():
        pytest.fail(f"still held for the tests after this one: {held}", pytrace=False)


def _held() -> str:
    """Mouse buttons that were pressed and not let go of."""
    from PySide6.QtWidgets import QApplication

    buttons = QApplication.mouseButtons()
    return buttons.name or "" if buttons else ""


def _threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if not thread.daemon}


def _outliving(before: set[threading.Thread], patience: float = 3.0) -> list[str]:
    """Names of threads that are new and do not end within `patience` seconds."""
    deadline = time.monotonic() + patience
    new = _threads() - before
    for thread in new:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [thread.name for thread in new if thread.is_alive()]


def _windows() -> list[object]:
    from PySide6.QtWidgets import QApplication

    return [widget for widget in QApplication.topLevelWidgets() if widget.metaObject().className() != "QTipLabel"]


def _undeleted(before: list[object]) -> list[str]:
    """Windows that are new and neither Qt's deferred deletion nor Python's collector takes away."""
    # The collector costs tens of milliseconds, so it runs only if something is left without it.
    if _new_windows(before):
        gc.unfreeze()  # a job of the window sets objects aside that the collector need not visit
        gc.collect()
    return [repr(window) for window in _new_windows(before)]


def _new_windows(before: list[object]) -> list[object]:
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [window for window in _windows() if window not in before]
