"""The window shows of every hostile file a tree or what is wrong with it, and gets nothing done for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.security.building import CANARY
from tests.security.test_hostile_files import ATTACKS, BYSTANDERS

SCRIPT = Path(__file__).with_name("in_window.py")
HANG = 300  # seconds for all of them, which take about twenty-five

pytestmark = pytest.mark.timeout(HANG + 30)
Row = dict[str, Any]


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """What one window made of each file; modules that bite lie in the folder it starts in and beside the files."""
    folder, start = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("start")
    for name in BYSTANDERS:
        for home in (start, folder.parent):
            (home / name).write_text(f"open({str(start / CANARY)!r}, 'w')\n")
    for number, attack in enumerate(ATTACKS):
        (folder / f"{number:03}.pth").write_bytes(attack.data)
    settings = {"QT_QPA_PLATFORM": "offscreen", "CKPT_VIEWER_HOME": str(tmp_path_factory.mktemp("home"))}
    ran = subprocess.run([sys.executable, "-P", SCRIPT, folder], capture_output=True, text=True, cwd=start,
                         timeout=HANG, check=False, env=os.environ | settings)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "Traceback" not in ran.stderr
    assert sorted(path.name for path in start.iterdir()) == sorted(BYSTANDERS)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_every_file_has_its_page(visits: list[Row]) -> None:
    assert len(visits) == len(ATTACKS)
    for row in visits:
        assert row["page"] in ("DocumentTab", "OpeningPage"), row
        assert (row["page"] == "OpeningPage") == bool(row["notice"]), row


def test_nothing_runs(visits: list[Row]) -> None:
    assert [(row["file"], row["forbidden"]) for row in visits if row["forbidden"]] == []


def test_nobody_complains(visits: list[Row]) -> None:
    assert [(row["file"], row["warned"]) for row in visits if row["warned"]] == []


def test_an_error_is_told_in_a_few_lines(visits: list[Row]) -> None:
    notices = [row["notice"] for row in visits if row["notice"]]
    assert len(notices) > 20
    for notice in notices:
        assert "fault of the program" not in notice
        assert "Traceback" not in notice
        assert notice.count("\n") <= 2
