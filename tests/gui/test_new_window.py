"""A second window from the File menu is a process of its own, whatever lies in the folder the first was started in."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ckpt_viewer.gui.actions.file import new_window_command


def test_the_command_opens_a_window_of_this_program_alone(tmp_path: Path) -> None:
    program, arguments, folder = new_window_command()
    assert arguments[-1] == "--new-window"
    assert (Path(folder) / "ckpt_viewer" / "__main__.py").is_file(), "no other of this name is found before it"
    own = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)}
    ran = subprocess.run([program, *arguments, "--smoke"], cwd=folder, env=own, capture_output=True, text=True,
                         check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
