"""From the start of a process to its answer, against processes that do next to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch

from tests.bench.processes import peak_mib, run, run_until_told
from tests.bench.racing import Amount, Race

_PAINTED = "print('painted', flush=True)"
_QT = ("import sys\nfrom PySide6.QtWidgets import QApplication, QWidget\n"
       f"class Painted(QWidget):\n    def paintEvent(self, event): {_PAINTED}\n"
       "app = QApplication(sys.argv)\nw = Painted()\nw.resize(1200, 800)\nw.show()\napp.exec()\n")
_WINDOW = ("import sys\nfrom ckpt_viewer.gui import app\n"
           f"app.begin = lambda window, request: {_PAINTED}\n"  # what the program does after its first paint
           "from ckpt_viewer.__main__ import main\nsys.argv = ['ckpt-viewer', '--smoke']\nmain()\n")
_OPEN = ("from ckpt_viewer.core.formats import open_checkpoint\nbegin()\n"
         "checkpoint = open_checkpoint(sys.argv[1])\n")
_GIB = 1 << 30


def races(folder: Path, mib: int) -> Iterator[Race | Amount]:
    """The window, `ckpt info`, and the memory that a file of 20 GiB takes (its bytes are a hole in the disk)."""
    small, sparse = folder / "small.pth", folder / "sparse.pth"
    torch.save({"weight": torch.zeros(6), "epoch": 3}, small)
    yield Race("window, from the start of the process to its first paint", "a bare QWidget", lambda: run_until_told(
        "-c", _WINDOW), lambda: run_until_told("-c", _QT), 0.35, rounds=7)
    yield Race("ckpt info of a small file", "python -c pass", lambda: run(
        "-m", "ckpt_viewer.cli", "info", str(small)), lambda: run("-c", "pass"), 1 / 3, rounds=7)
    _save_sparse(sparse, 20)
    yield Amount("memory to open 20 GiB", lambda: peak_mib(_OPEN, [str(sparse)]), "MiB", 300)


def _save_sparse(path: Path, gib: int) -> None:
    with torch.serialization.skip_data():  # and never touched in memory either
        torch.save({f"w{i}": torch.empty(_GIB // 4) for i in range(gib)}, path)
