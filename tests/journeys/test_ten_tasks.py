"""Ten tasks at the real window, by mouse and by keyboard, with events that come from outside the process.

Each test has an X server, a window manager and the program for itself. With CKPT_VIEWER_ALBUM=FOLDER a picture of the
screen after every step is kept there.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.journeys.acts import Task
from tests.journeys.hand import Hand
from tests.journeys.outside import ROOT, process, window_manager, x_server
from tests.journeys.ten_tasks import TASKS

SCREEN = "1280x800x24"
PROGRAM = ROOT / "tests" / "journeys" / "real_window.py"


@pytest.mark.slow
@pytest.mark.parametrize("way", ["mouse", "keys"])
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_person_does_it(task: Task, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CKPT_VIEWER_HOME", str(tmp_path / "home"))
    folder = tmp_path / "files"
    folder.mkdir()
    task.prepare(folder)
    kept = os.environ.get("CKPT_VIEWER_ALBUM", "")
    album = Path(kept or tmp_path / "album").absolute()
    arguments = [str(PROGRAM), "--new-window", "--theme", "light", *task.arguments]
    with x_server(SCREEN) as display, window_manager(display), process(arguments, display, folder) as window:
        hand = Hand(display, window, album)
        for number, step in enumerate(task.steps, start=1):
            for act in (*getattr(step, way), *step.then):
                act(hand)
            if kept:
                hand.take_picture(f"{TASKS.index(task) + 1:02} {task.name} {way} {number} {step.name}")
        task.check(folder, hand.state())
        assert not window.complaints
    assert not (tmp_path / "home" / "errors.log").exists()
