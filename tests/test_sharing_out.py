"""Tests that are shared out: a file stays whole, a crash is a failure wherever it comes, and nothing is lost by it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.sharing_out import LONGEST

ROOT = Path(__file__).resolve().parent.parent
CONFTEST = """
import os, pytest
from sharing_out import ByFile, Endings

def pytest_xdist_make_scheduler(config, log):
    config.pluginmanager.register(Endings())
    return ByFile(config, log)

@pytest.fixture(autouse=True)
def where(request):
    with open("ran", "a") as ran:
        ran.write(f"{request.path.parent.name}/{request.path.stem} {request.node.name} {os.getpid()}\\n")
"""
QUIET = "import pytest\n@pytest.mark.parametrize('n', range(4))\ndef test(n): {body}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a project with four files, two of them journeys."""
    shutil.copy(ROOT / "tests" / "sharing_out.py", tmp_path)
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -q --import-mode=importlib\npythonpath = .\n")
    for name in ("tests/test_a.py", "tests/test_b.py", "tests/journeys/test_a.py", "tests/journeys/test_b.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(QUIET.format(body="pass"))
    return tmp_path


def shared_out(folder: Path) -> tuple[int, str, list[list[str]]]:
    """The status of a run by two processes, what it says, and the file, the name and the process of each test."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "no:faulthandler", "-n", "2"]
    done = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, check=False, timeout=100)
    return done.returncode, done.stdout, [line.split() for line in (folder / "ran").read_text().splitlines()]


def test_files_stay_whole_and_journeys_together(folder: Path) -> None:
    status, said, ran = shared_out(folder)
    assert (status, len(ran), len({name for _, name, _ in ran})) == (0, 16, 4), said
    process_of = dict.fromkeys((file, process) for file, _, process in ran)
    assert len(process_of) == 4
    assert len({process for file, process in process_of if file.startswith("journeys/")}) == 1
    in_order = {file: [name for other, name, _ in ran if other == file] for file, _ in process_of}
    assert all(names == sorted(names) for names in in_order.values())


def test_a_crash_fails_its_test_and_the_others_run(folder: Path) -> None:
    (folder / "tests/test_a.py").write_text(QUIET.format(body="n == 1 and __import__('os').abort()"))
    status, said, ran = shared_out(folder)
    assert status == 1
    assert "crashed while running 'tests/test_a.py::test[1]'" in said
    assert "1 failed, 15 passed" in said
    assert set(Counter((file, name) for file, name, _ in ran).values()) == {1}


def test_a_crash_after_the_last_test_is_a_failure(folder: Path) -> None:
    (folder / "tests/test_a.py").write_text(QUIET.format(
        body="n == 1 and __import__('atexit').register(__import__('os').abort)"))
    status, said, _ = shared_out(folder)
    assert status == 1
    assert "has crashed after its last test (-6)" in said
    assert "16 passed" in said


def test_what_comes_first_exists() -> None:
    assert [place for place in LONGEST if not (ROOT / place).exists()] == []
