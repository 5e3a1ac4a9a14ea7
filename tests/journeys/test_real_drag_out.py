"""A tensor dragged from the window into another process, through the X server, as into a file manager."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from tests.journeys.outside import mouse, process

# The real window with a tensor selected; it tells where the handle is, and where the row of the tensor.
WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ckpt_viewer.gui.app import make_app
from ckpt_viewer.gui.main_window import MainWindow
from ckpt_viewer.gui.theme import apply_theme

def place(widget, point):
    at = widget.mapToGlobal(point)
    return f"{at.x()} {at.y()}"

def tell():
    tab = window.document_tab
    handle, tree = tab.panels.heading.handle, tab.tree.tree
    if not handle.isVisible() or not tab.settled:
        QTimer.singleShot(20, tell)
        return
    row = tree.selectionModel().selectedIndexes()[0]
    print("handle", place(handle, handle.rect().center()), flush=True)
    print("row", place(tree.viewport(), tree.visualRect(row).center()), flush=True)

def opened(_path):
    window.document_tab.reveal(("a.weight",))
    tell()

app = make_app()
apply_theme(app, "light")
window = MainWindow()
window.setGeometry(0, 0, 1000, 760)
window.workspace.opened.connect(opened)
window.show()
window.first_painted.connect(lambda: (print("ready", flush=True), window.open_files([Path(sys.argv[1])])))
app.exec()
"""

# Something that takes files as a file manager does: it copies them.
TARGET = """
import shutil, sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

class Target(QLabel):
    def dragEnterEvent(self, event):
        event.acceptProposedAction()
    def dragMoveEvent(self, event):
        print("hover", flush=True)
        event.acceptProposedAction()
    def dropEvent(self, event):
        event.acceptProposedAction()
        for url in event.mimeData().urls():
            print("took", shutil.copy(url.toLocalFile(), sys.argv[1]), flush=True)

app = QApplication(sys.argv)
target = Target("drop here")
target.setAcceptDrops(True)
target.setGeometry(1100, 300, 200, 200)
target.show()
print("ready", flush=True)
app.exec()
"""


@pytest.mark.slow
@pytest.mark.parametrize("start", ["handle", "row"])
def test_a_tensor_is_dropped_on_another_program(display: str, tmp_path: Path, start: str,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # the window is killed in the end, and leaves the file that it dragged
    values = torch.randn(30, 40)
    torch.save({"a.weight": values}, tmp_path / "x.pth")
    taken = tmp_path / "taken"
    taken.mkdir()
    opened = [str(tmp_path / "x.pth")]
    with process(["-c", TARGET, str(taken)], display) as target, process(["-c", WINDOW, *opened], display) as window:
        x, y = map(int, window.wait_for(start).split()[1:])
        mouse(display, f"mousemove {x} {y} sleep 0.05 mousedown 1",
              *(f"sleep 0.02 mousemove {x + 5 * n} {y}" for n in range(1, 6)))
        for n in range(200):  # the file is made meanwhile, and the drag begins
            mouse(display, f"mousemove {1200 + n % 2} 400")
            if target.says("hover", within=0.1):
                break
        mouse(display, "mousemove 1200 401 sleep 0.05 mouseup 1")
        assert target.wait_for("took") == f"took {taken / 'a.weight.npy'}"
    assert np.array_equal(np.load(taken / "a.weight.npy"), values.numpy())
