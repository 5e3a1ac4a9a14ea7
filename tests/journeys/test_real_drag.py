"""Files dragged from another process, through the X server, as from a file manager.

The window and the source of the drag are processes of their own on an X server of their own without a window manager;
`xdotool` is the hand on the mouse. Every step waits for what the other side says.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ckpt_viewer.core.resources import resource
from tests.journeys.outside import Process, mouse, process

# The real window, and a listener that tells what reaches it.
WINDOW = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QLineEdit
from ckpt_viewer.gui.app import make_app
from ckpt_viewer.gui.main_window import MainWindow
from ckpt_viewer.gui.theme import apply_theme

class Listener(QObject):
    def eventFilter(self, watched, event):
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove):
            print("hover", flush=True)
        return False

def show_editor(path):
    # Select a number, and tell where its field is once it is there.
    print("opened", path, flush=True)
    window.document_tab.reveal(("epoch",))
    tell_editor()

def tell_editor():
    fields = [field for field in window.document_tab.panels.findChildren(QLineEdit) if field.isVisible()]
    if not fields:
        QTimer.singleShot(20, tell_editor)
        return
    place = fields[0].mapToGlobal(fields[0].rect().center())
    fields[0].textChanged.connect(lambda text: print("typed", text, flush=True))
    print("field", place.x(), place.y(), flush=True)

app = make_app()
apply_theme(app, "light")
window = MainWindow()
window.setGeometry(0, 0, 1000, 760)
window.workspace.opened.connect(show_editor)
window.workspace.tabs.currentChanged.connect(
    lambda at: print("front", type(window.front).__name__, flush=True))
window.show()
listener = Listener()
window.windowHandle().installEventFilter(listener)
window.first_painted.connect(lambda: print("ready", flush=True))
app.exec()
"""

# Something to drag, as a file manager offers it.
SOURCE = """
import sys
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QLabel

class Source(QLabel):
    def mousePressEvent(self, event):
        self.pressed = event.position()
    def mouseMoveEvent(self, event):
        if (event.position() - self.pressed).manhattanLength() < QApplication.startDragDistance():
            return
        drag, mime = QDrag(self), QMimeData()
        mime.setUrls([QUrl.fromLocalFile(path) for path in sys.argv[1:]])
        drag.setMimeData(mime)
        print("dragging", flush=True)
        print("dropped", drag.exec(Qt.DropAction.CopyAction).name, flush=True)

app = QApplication(sys.argv)
source = Source("drag me")
source.setGeometry(1100, 300, 200, 200)
source.show()
source.windowHandle().requestActivate()
print("ready", flush=True)
app.exec()
"""


def drag(display: str, source: Process, target: Process, to: tuple[int, int]) -> str:
    """Take hold of the source, carry it to a place of the screen, let go once the window has seen it there."""
    mouse(display, "mousemove 1200 400 mousedown 1", *(f"sleep 0.01 mousemove {1200 - 4 * n} 400" for n in range(1, 6)))
    source.wait_for("dragging")
    x, y = to
    mouse(display, *(f"mousemove {1180 + (x - 1180) * n // 10} {400 + (y - 400) * n // 10} sleep 0.01"
                     for n in range(1, 11)))
    for n in range(200):
        mouse(display, f"mousemove {x + n % 2} {y}")
        if target.says("hover", within=0.1):
            break
    mouse(display, f"mousemove {x} {y + 1} sleep 0.05 mouseup 1")
    return source.wait_for("dropped")


@pytest.mark.slow
def test_files_dragged_from_another_process_are_opened_and_compared(display: str, tmp_path: Path) -> None:
    first = Path(shutil.copy(resource("samples/convnet_epoch_10.pth"), tmp_path / "a b 模型.pth"))
    second = Path(shutil.copy(resource("samples/convnet_epoch_01.pth"), tmp_path / "b.pth"))
    with process(["-c", WINDOW], display) as window:
        with process(["-c", SOURCE, str(first)], display) as source:
            assert drag(display, source, window, (200, 300)) == "dropped CopyAction"
            assert window.wait_for("opened") == f"opened {first}"
        # A field for text would take the file's name as words; it lies in the part of the window that compares.
        x, y = map(int, window.wait_for("field").split()[1:])
        assert x > 1000 * 2 // 3
        with process(["-c", SOURCE, str(second)], display) as source:
            assert drag(display, source, window, (x, y)) == "dropped CopyAction"
            assert window.wait_for("front DiffTab")
