"""What holds for every panel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui import panels
from ckpt_viewer.gui.panels import PANELS
from ckpt_viewer.gui.panels.base import Panel

FOLDER = Path(panels.__file__).parent
PARTS = {"__init__", "base", "briefly", "spare_map", "tensor_facts"}  # not panels


def test_every_panel_file_has_its_line() -> None:
    listed = {kind.__module__.rpartition(".")[2] for kind in PANELS}
    written = {path.stem for path in FOLDER.glob("*.py")} - PARTS
    assert written - listed == set(), "add these to PANELS in gui/panels/__init__.py"
    assert listed - written == set()


def test_titles_tell_panels_apart() -> None:
    titles = [kind.title for kind in PANELS]
    assert len(set(titles)) == len(titles)
    assert all(titles)
    assert all(kind.hint for kind in PANELS)


def test_the_list_costs_neither_numpy_nor_pyqtgraph_nor_torch() -> None:
    code = ("import sys, ckpt_viewer.gui.panels; "
            "print([m for m in ('numpy', 'pyqtgraph', 'torch') if m in sys.modules])")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.title)
def test_a_panel_without_anything_to_show_is_quiet(qtbot: QtBot, kind: type[Panel]) -> None:
    panel = kind()
    qtbot.addWidget(panel)
    panel.resize(300, 300)
    panel.show()
    panel.clear()
    panel.clear()
    assert panel.minimumSizeHint().width() <= 420
