"""The door of the program: what it says where no window can be shown, and what it loads before the first paint."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ckpt_viewer import __version__
from ckpt_viewer.__main__ import LOG_NAME, main, write_log
from ckpt_viewer.core import settings
from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.gui import app
from ckpt_viewer.gui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]


def start(*arguments: str, cwd: Path = ROOT, **environment: str | None) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    for name, value in environment.items():
        env.pop(name, None)
        if value is not None:
            env[name] = value
    return subprocess.run([sys.executable, "-m", "ckpt_viewer", *arguments], capture_output=True, text=True,
                          check=False, cwd=cwd, env=env, timeout=100)


def test_the_version() -> None:
    done = start("--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"ckpt_viewer {__version__}")


@pytest.mark.parametrize(("display", "says"), [(None, "there is no display"), (":873", "display :873 does not answer")])
def test_without_a_display_there_is_one_clear_line(display: str | None, says: str) -> None:
    done = start("file.pth", DISPLAY=display, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert done.returncode == 2
    assert says in done.stderr
    assert "ckpt" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_smoke_paints_once_and_ends() -> None:
    done = start("--smoke", QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout, done.stderr.replace(OFFSCREEN, "")) == (0, "", "")


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    code = """
import sys
from ckpt_viewer.gui.app import make_app
from ckpt_viewer.gui.main_window import MainWindow
app = make_app()
window = MainWindow()
window.first_painted.connect(window.close)
window.show()
app.exec()
print(*sorted({"numpy", "torch", "pyqtgraph", "platformdirs", "rich"} & set(sys.modules)))
"""
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=env)
    assert done.stdout.strip() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says which memory was asked to be in huge pages")
def test_the_window_s_arrays_ask_for_no_huge_pages() -> None:
    """They made a click wait while the system moved memory out of the way; `hg` marks what was asked to be so."""
    code = """
from ckpt_viewer.gui.display import why_no_window
import numpy
array = numpy.ones(1 << 26, numpy.uint8)
flags = [line for line in open("/proc/self/smaps") if line.startswith("VmFlags")]
print(len(flags) > 10, any(" hg" in line for line in flags))
"""
    env = {name: value for name, value in os.environ.items() if name != "NUMPY_MADVISE_HUGEPAGE"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=env)
    assert done.stdout.strip() == "True False"


def test_a_file_is_opened_before_what_plots_need_is_imported(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both at once take turns, and the rows come later."""
    order: list[str] = []
    monkeypatch.setattr(app, "warm_up", lambda _task: order.append("warm up"))
    window = MainWindow()
    qtbot.addWidget(window)
    window.workspace.opened.connect(lambda _path: order.append("opened"))
    app.begin(window, app.Request((resource("samples/linear_checkpoint.pth"),)))
    qtbot.waitUntil(lambda: len(order) == 2, timeout=30_000)
    qtbot.waitUntil(lambda: window.jobs.idle, timeout=30_000)
    assert order == ["opened", "warm up"]


def test_what_is_selected_waits_for_what_panels_need(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Imported twice at once, the window would stand still until the worker has done."""
    go_on = threading.Event()
    monkeypatch.setattr(app, "warm_up", lambda _task: go_on.wait(20))
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    app.begin(window, app.Request((resource("samples/linear_checkpoint.pth"),)))
    qtbot.waitUntil(lambda: window.document_tab is not None, timeout=30_000)
    tab = window.document_tab
    assert tab is not None
    before = tab.panels.heading.text
    tab.tree.tree.choose([len(tab.tree.outline) - 1])
    for _ in range(5):
        with qtbot.waitSignal(tab._settle.timeout, timeout=20_000):  # each time it looks again
            pass
        assert tab.panels.heading.text == before
    go_on.set()
    qtbot.waitUntil(lambda: tab.panels.heading.text != before, timeout=20_000)
    qtbot.waitUntil(lambda: window.jobs.idle, timeout=30_000)


@pytest.mark.parametrize("error", [ImportError("no pyqtgraph"), Cancelled()])
def test_what_cannot_be_imported_is_no_reason_to_wait(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
                                                      error: Exception) -> None:
    def fail(_task: Task) -> None:
        raise error

    monkeypatch.setattr(app, "warm_up", fail)
    window = MainWindow()
    qtbot.addWidget(window)
    app.WarmUp(window)
    assert window.jobs.making_ready
    qtbot.waitUntil(lambda: not window.jobs.making_ready, timeout=20_000)
    assert ("no pyqtgraph" in window.workspace.banner.text) is isinstance(error, ImportError)


def test_without_a_file_what_plots_need_is_imported_at_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    monkeypatch.setattr(app, "warm_up", lambda _task: order.append("warm up"))
    window = MainWindow()
    qtbot.addWidget(window)
    app.begin(window, app.Request())
    qtbot.waitUntil(lambda: order == ["warm up"], timeout=30_000)


def test_nothing_is_imported_beside_what_acts_need(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tidying up imports parts of the same packages, and of two threads one may be handed a half-made module."""
    window = MainWindow()
    qtbot.addWidget(window)
    asked: list[tuple[object, Callable[[object], object]]] = []
    monkeypatch.setattr(window.jobs, "submit", lambda _key, work, done, *_, **__: asked.append((work, done)))
    app.WarmUp(window)
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=20_000)
    asked[0][1](None)
    assert [work for work, _ in asked[1:]] == [app.warm_up_rest]
    asked[1][1](None)
    assert len(asked) == 3


def test_what_acts_need_is_imported_before_they_come() -> None:
    """A module that the window imports in the middle of an act has to be compiled there after an installation."""
    code = """
import sys
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui import language
from ckpt_viewer.gui.app import warm_up_rest
from ckpt_viewer.gui.window.opening import open_file, warm_up
from pathlib import Path
open_file(Path(sys.argv[1]), Task()).document.checkpoint.close()
warm_up(Task())
warm_up_rest(Task())
print(*sorted(name for name in sys.modules if name.startswith("ckpt_viewer.gui")), "torch" in sys.modules,
      language._catalogue.cache_info().currsize)
"""
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    sample = str(resource("samples/linear_checkpoint.pth"))
    done = subprocess.run([sys.executable, "-c", code, sample], capture_output=True, text=True, check=True, cwd=ROOT,
                          env=env)
    imported = done.stdout.split()
    files = (path.relative_to(ROOT).with_suffix("").parts for path in (ROOT / "ckpt_viewer" / "gui").rglob("*.py"))
    assert imported.pop() == "1", "the one language beside English is ready"
    assert imported.pop() == "False"
    assert {".".join(parts).removesuffix(".__init__") for parts in files} <= set(imported)


def test_a_picture_of_an_opened_file_is_taken(tmp_path: Path) -> None:
    target = tmp_path / "window.png"
    sample = resource("samples/linear_checkpoint.pth")
    done = start(str(sample), "--screenshot", str(target), "--size", "900x600", "--theme", "dark",
                 QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    from PySide6.QtGui import QImage

    image = QImage(str(target))
    assert (image.width(), image.height()) == (900, 600)
    assert image.pixelColor(450, 590).lightness() < 90


def test_a_module_in_the_current_folder_is_not_imported(tmp_path: Path) -> None:
    (tmp_path / "numpy.py").write_text("open('was_here', 'w').close()")
    (tmp_path / "PySide6.py").write_text("open('was_here', 'w').close()")
    done = start("--smoke", str(resource("samples/linear_checkpoint.pth")), cwd=tmp_path, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "was_here").exists()


@pytest.mark.parametrize(("words", "says"), [
    (("--size", "99999x800"), "argument --size: write a size such as 1280x800, at most 10000 pixels each way"),
    (("--size", "0x800"), "argument --size: write a size such as 1280x800, at most 10000 pixels each way"),
    (("--nope",), "unrecognized arguments: --nope"),
])
def test_wrong_words_are_told_on_one_line(words: tuple[str, ...], says: str,
                                          capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*words, "--headless"])
    assert (left.value.code, *capsys.readouterr()) == (2, "", f"ckpt-viewer: {says}. See `ckpt-viewer --help`.\n")


def test_headless_alone_is_explained() -> None:
    done = start("--headless")
    assert done.returncode == 2
    assert "--demo" in done.stderr


def test_a_fault_of_ours_is_written_to_the_log() -> None:
    try:
        raise ZeroDivisionError("a fault of ours")
    except ZeroDivisionError as error:
        path = write_log(error)
    assert path == settings.folder() / LOG_NAME
    report = path.read_text("utf-8")
    assert "a fault of ours" in report
    assert all(word in report for word in (__version__, f"Python {platform.python_version()}", "PySide6"))


def test_a_crash_in_a_slot_becomes_a_message(tmp_path: Path) -> None:
    code = """
from PySide6.QtCore import QTimer
from ckpt_viewer.__main__ import catch_crashes
from ckpt_viewer.gui.app import make_app
from ckpt_viewer.gui.main_window import MainWindow
catch_crashes()
app = make_app()
window = MainWindow()
window.show()
QTimer.singleShot(0, lambda: 1 / 0)
QTimer.singleShot(50, lambda: (print(window.workspace.banner.text), window.close()))
app.exec()
"""
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "CKPT_VIEWER_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=env)
    assert "ZeroDivisionError" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "Traceback" in (tmp_path / LOG_NAME).read_text("utf-8")


OFFSCREEN = "This plugin does not support propagateSizeHints()\n"
