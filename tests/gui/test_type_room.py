"""There is room for all types of Qt before a worker imports any: a table that grows meanwhile ends the program."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ckpt_viewer.gui.type_room import ROOM

# All of the window, and how many types there are then.
EVERYTHING = """
import gc, importlib, pkgutil
import ckpt_viewer.gui as gui
from shiboken6 import Shiboken
for module in pkgutil.walk_packages(gui.__path__, "ckpt_viewer.gui."):
    importlib.import_module(module.name)
print(sum(type(held) is type(Shiboken.Object) for held in gc.get_objects()))
"""


def printed(script: str) -> list[int]:
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return [int(word) for word in done.stdout.split()]


@pytest.mark.slow
def test_all_types_of_the_program_have_room() -> None:
    assert printed(EVERYTHING)[0] < ROOM * 0.8


def test_it_is_made_before_the_first_worker_and_leaves_no_type_behind() -> None:
    count = "sum(type(held) is type(Shiboken.Object) for held in gc.get_objects())"
    before, types, after, types_after = printed(f"""
import gc
from PySide6.QtCore import QCoreApplication
from shiboken6 import Shiboken
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.type_room import make_room
app, jobs = QCoreApplication([]), Jobs()
print(make_room.cache_info().currsize, {count})
jobs.submit("a", lambda _task: None, lambda _none: None)
print(make_room.cache_info().currsize, {count})
jobs.shutdown()
""")
    assert (before, after) == (0, 1)
    assert types == types_after
