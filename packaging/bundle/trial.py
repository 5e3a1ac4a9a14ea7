"""Tries a bundle as on a machine that has nothing else: what it is for, once each.

    python trial.py FOLDER        run by build.py on what it has built, by the Python that built it

Contract: every program of the bundle is started with an empty environment, on the sample checkpoints; the status is 0
only if every one of them did its work.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"
SAMPLES = RESOURCES / "samples"
PROGRAM = ".exe" if os.name == "nt" else ""
CLASS = """\
import os
from torch import nn

class Model(nn.Linear):
    def __init__(self, *sizes):
        super().__init__(*sizes)
        if os.path.exists("/proc/self/maps"):
            maps = open("/proc/self/maps").read()
            assert {folder!r} not in maps, "another Python was given libraries of the bundle"
"""


def try_out(folder: Path) -> int:
    """Start every program of the bundle; 0 if all did their work."""
    with tempfile.TemporaryDirectory() as place:
        scratch = Path(place)
        checks = {
            "the files that come with it": lambda: _resources(folder),
            "the window": lambda: _window(folder, scratch),
            "the command line": lambda: _command(folder),
            "the command line without Qt": lambda: _light(folder),
            "saving": lambda: _save(folder, scratch),
            "a model class": lambda: _model(folder, scratch),
            "a model class in another Python": lambda: _model(folder, scratch, Path(sys.executable)),
        }
        wrong = [name for name, check in checks.items() if not _passed(name, check)]
    return int(bool(wrong))


def _passed(name: str, check: Callable[[], None]) -> bool:
    begin = time.monotonic()
    try:
        check()
    except (AssertionError, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
        print(f"FAILED  {name}: {error}")
        return False
    print(f"ok      {name} ({time.monotonic() - begin:.1f} s)")
    return True


def _resources(folder: Path) -> None:
    [held] = folder.rglob("ckpt_viewer/resources")
    missing = [str(file.relative_to(RESOURCES)) for file in RESOURCES.rglob("*.*")
               if file.suffix != ".pyc" and not (held / file.relative_to(RESOURCES)).is_file()]
    assert not missing, f"{', '.join(missing)} are missing"
    assert list(folder.rglob("qtbase_zh_CN.qm")), "Qt's own words in Chinese are missing"
    assert (folder / "licences" / "packages.txt").stat().st_size, "the licences are missing"


def _window(folder: Path, scratch: Path) -> None:
    pictures = []
    for language in ("en", "zh_CN"):
        file = scratch / f"{language}.png"
        _run(folder, "ckpt-viewer", SAMPLES / "convnet_epoch_10.pth", "--language", language, "--screenshot", file,
             scratch=scratch)
        pictures.append(file.read_bytes())
        assert len(pictures[-1]) > 10_000, "the picture of the window is empty"
    assert pictures[0] != pictures[1], "the window is the same in both languages"


def _command(folder: Path) -> None:
    for sample in sorted(SAMPLES.glob("*.pth")):
        told = json.loads(_run(folder, "ckpt", "info", "--json", sample))
        assert told["tensors"], f"no tensors were found in {sample.name}"
    early, late = SAMPLES / "convnet_epoch_01.pth", SAMPLES / "convnet_epoch_10.pth"
    assert json.loads(_run(folder, "ckpt", "stats", "--json", early))
    assert "tensors changed" in _run(folder, "ckpt", "diff", early, late, status=1)
    assert "unknown_code" in _run(folder, "ckpt", "scan", SAMPLES / "linear_whole_model.pth", status=1)
    assert "usage: ckpt" in _run(folder, "ckpt", "--help")


def _light(folder: Path) -> None:
    """Qt takes three times as long to load as all the rest. Where the system can tell, it is asked what was loaded."""
    loaded = _ran(folder, "ckpt", "info", SAMPLES / "linear_checkpoint.pth", more={"LD_DEBUG": "files"}).stderr
    assert "libQt6" not in loaded, "the command line loads Qt"


def _save(folder: Path, scratch: Path) -> None:
    _run(folder, "ckpt", "save", SAMPLES / "linear_checkpoint.pth", scratch / "saved.pth", "--lr", "0.5")
    assert '"value": 0.5' in _run(folder, "ckpt", "info", "--json", scratch / "saved.pth")


def _model(folder: Path, scratch: Path, python: Path | None = None) -> None:
    """Starts the worker, which imports PyTorch and saves with it: that of the bundle, or in a Python of its own."""
    (scratch / "my_model.py").write_text(CLASS.format(folder=str(folder) if python else "not asked"), encoding="utf-8")
    saved = scratch / ("other.pth" if python else "model.pth")
    _run(folder, "ckpt", "save", SAMPLES / "linear_state_dict.pth", saved, "--strip", "linear.", "--as", "whole_model",
         "--model-class", f"{scratch / 'my_model.py'}:Model", "--model-args", "[6, 1]", "--run-code",
         *(("--python", python) if python else ()))
    assert saved.is_file(), "nothing was saved"


def _run(folder: Path, program: str, *arguments: str | Path, status: int = 0, scratch: Path | None = None) -> str:
    """What the program printed."""
    return _ran(folder, program, *arguments, status=status, scratch=scratch).stdout


def _ran(folder: Path, program: str, *arguments: str | Path, status: int = 0, scratch: Path | None = None,
         more: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """A program's end. Nothing of this environment reaches it but a place for its settings."""
    environment = {"PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8", **(more or {})}
    if os.name == "nt":
        environment = {key: os.environ[key] for key in ("SYSTEMROOT", "TEMP", "APPDATA") if key in os.environ}
    if scratch is not None:
        environment["HOME"] = str(scratch)
    done = subprocess.run([folder / (program + PROGRAM), *arguments], env=environment, capture_output=True, text=True,
                          timeout=120, check=False)
    assert done.returncode == status, f"{program} ended with {done.returncode}: {done.stderr.strip()[-500:]}"
    return done


if __name__ == "__main__":
    sys.exit(try_out(Path(sys.argv[1]).resolve()))
