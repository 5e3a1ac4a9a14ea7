"""An entry of the File menu: a second window, in a process of its own, as `ckpt-viewer --new-window` opens it."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess

import ckpt_viewer
from ckpt_viewer.gui.actions.base import Action, Context
from ckpt_viewer.gui.language import tr


def command() -> tuple[str, list[str], str]:
    """The program, its arguments, and the folder to start in. Python looks there for what `-m` names, so it must not be
    one that somebody's checkpoints lie in."""
    module = [] if getattr(sys, "frozen", False) else ["-m", "ckpt_viewer"]
    return sys.executable, [*module, "--new-window"], str(Path(ckpt_viewer.__file__).parents[1])


def _open(context: Context) -> None:
    program, arguments, folder = command()
    started: bool | tuple[bool, int] = QProcess.startDetached(program, arguments, folder)
    if started in (False, (False, 0)):
        context.tell("danger", tr("No second window could be opened: {program} did not start.", program=program))


NEW_WINDOW = Action("new-window", "New window", _open, shortcuts=("Ctrl+N",),
                    tip="Another window beside this one, to drag from one to the other")
