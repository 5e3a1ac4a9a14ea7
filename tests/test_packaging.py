"""The wheel: it holds what the program needs, its requirements admit the tested versions, and its commands start.

It is installed into an environment of its own without its dependencies; those are lent by the environment the tests
run in, through a path file. So nothing of this checkout is importable there, and no gigabyte is installed twice.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

import ckpt_viewer

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = "Scripts" if os.name == "nt" else "bin"

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment that holds the wheel; its `folder` and what to run commands with."""

    folder: Path
    package: Path
    environment: dict[str, str]

    def run(self, command: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run one of the environment's commands, away from the checkout."""
        return subprocess.run(
            [self.folder / SCRIPTS / command, *arguments],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=60, check=False,
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / SCRIPTS / Path(sys.executable).name
    _pip("--python", python, "install", "--no-deps", wheel)
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(subprocess.check_output([python, "-c", question], text=True).strip())
    # Path files of that folder are not read, so an editable install of this checkout stays invisible.
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return Installed(folder, packages / "ckpt_viewer", clean | {"QT_QPA_PLATFORM": "offscreen"})


def _pip(*arguments: str | Path) -> None:
    done = subprocess.run([sys.executable, "-m", "pip", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_holds_modules_and_resources(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    resources = {f"ckpt_viewer/{name}" for name in _files(ROOT / "resources") if "/screenshots/" not in name}
    assert any(name.startswith("ckpt_viewer/resources/samples/") for name in resources)
    assert sorted((_files(ROOT / "ckpt_viewer") | resources) - held) == []
    assert not [name for name in held if name.startswith(("resources/", "tests/", "packaging/"))]


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder.parent).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_its_requirements_admit_the_tested_versions(wheel: Path) -> None:
    """pip finds every requirement satisfied by what is installed here: it may look nowhere else and install nothing."""
    _pip("install", "--dry-run", "--no-index", wheel)


def test_the_commands_are_those_of_the_wheel(installed: Installed) -> None:
    done = installed.run("python", "-c", "import ckpt_viewer; print(ckpt_viewer.__file__)")
    assert Path(done.stdout.strip()).parent == installed.package


def test_both_commands_say_their_version(installed: Installed) -> None:
    for command in ("ckpt", "ckpt-viewer"):
        done = installed.run(command, "--version")
        assert done.returncode == 0, done.stderr
        assert ckpt_viewer.__version__ in done.stdout


def test_the_command_line_reads_a_sample(installed: Installed) -> None:
    sample = installed.package / "resources" / "samples" / "linear_checkpoint.pth"
    done = installed.run("ckpt", "info", sample, "--json")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["kind"] == "training_checkpoint"
    assert len(facts["tensors"]) >= 2


def test_the_window_opens_and_closes(installed: Installed) -> None:
    done = installed.run("ckpt-viewer", "--smoke")
    assert done.returncode == 0, done.stderr
