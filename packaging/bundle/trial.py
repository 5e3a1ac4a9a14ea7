"""Tries a bundle as on a machine that has nothing else: what it is for, once each.

    python trial.py FOLDER        run by build.py on what it has built, by the Python that built it; linux/bare.py goes
                                  further and tries the package on a system that has nothing else

Contract: every program of the bundle is started with an empty environment, on the sample checkpoints; the status is 0
only if every one of them did its work.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"
SAMPLES = RESOURCES / "samples"
PROGRAM = ".exe" if os.name == "nt" else ""
WINDOWS = ("SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "APPDATA", "LOCALAPPDATA", "USERPROFILE", "USERNAME")
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


Check = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Its folder, and what its programs are started with; a system within this one needs a `chroot` before them."""

    folder: Path
    before: tuple[str, ...] = ()
    programs: Path | None = None  # where that system has them, the folder where not given

    def run(self, program: str, *arguments: str | Path, status: int = 0, home: Path | None = None) -> str:
        """What the program printed."""
        return self.ran(program, *arguments, status=status, home=home).stdout

    def ran(self, program: str, *arguments: str | Path, status: int = 0, home: Path | None = None,
            more: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """A program's end. Nothing of this environment reaches it but a place for its settings."""
        environment = {"PATH": "/usr/sbin:/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
        if os.name == "nt":
            environment = {key: os.environ[key] for key in WINDOWS if key in os.environ}
        if home is not None:
            environment["HOME"] = str(home)
        command = [*self.before, (self.programs or self.folder) / (program + PROGRAM), *arguments]
        done = subprocess.run(command, env=environment | (more or {}), capture_output=True, text=True, timeout=120,
                              check=False)
        assert done.returncode == status, f"{program} ended with {done.returncode}: {done.stderr.strip()[-500:]}"
        return done


def try_out(folder: Path) -> int:
    """Start every program of the bundle; 0 if all did their work."""
    bundle = Bundle(folder)
    with tempfile.TemporaryDirectory() as place:
        other = {"a model class in another Python": lambda: model(bundle, Path(place), Path(sys.executable))}
        return passed({**checks(bundle, Path(place)), **other})


def checks(bundle: Bundle, scratch: Path) -> dict[str, Check]:
    """What every bundle must do, by what that is called; `scratch` is a folder to write to."""
    return {
        "the files that come with it": lambda: _resources(bundle.folder),
        "the window": lambda: _window(bundle, scratch),
        "its demonstration": lambda: _demonstration(bundle, scratch),
        **({"a window on an X server": lambda: _real_window(bundle)} if shutil.which("Xvfb") else {}),
        "the command line": lambda: _command(bundle),
        "the command line without Qt": lambda: _light(bundle),
        "saving": lambda: _save(bundle, scratch),
        "taking it back": lambda: _undo(bundle, scratch),
        "a model class": lambda: model(bundle, scratch),
    }


def passed(wanted: dict[str, Check]) -> int:
    """Do all of them, and say how each went; 0 if none failed."""
    return int(bool([name for name, check in wanted.items() if not _passed(name, check)]))


def _passed(name: str, check: Check) -> bool:
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
    wanted = [file.relative_to(RESOURCES) for file in RESOURCES.rglob("*.*")
              if file.suffix != ".pyc" and file.parent.name != "screenshots"]
    missing = [str(name) for name in wanted if not (held / name).is_file()]
    assert not missing, f"{', '.join(missing)} are missing"
    assert list(folder.rglob("qtbase_zh_CN.qm")), "Qt's own words in Chinese are missing"
    assert (folder / "licences" / "packages.txt").stat().st_size, "the licences are missing"


def _window(bundle: Bundle, scratch: Path) -> None:
    pictures = []
    for language in ("en", "zh_CN"):
        file = scratch / f"{language}.png"
        bundle.run("ckpt-viewer", SAMPLES / "convnet_epoch_10.pth", "--language", language, "--screenshot", file,
                   home=scratch)
        pictures.append(file.read_bytes())
        assert len(pictures[-1]) > 10_000, "the picture of the window is empty"
    assert pictures[0] != pictures[1], "the window is the same in both languages"
    _no_crash(scratch)


def _demonstration(bundle: Bundle, scratch: Path) -> None:
    """Tree, statistics, comparison and a verified save, and a window that compares."""
    home = scratch / "home"
    home.mkdir()
    told = bundle.run("ckpt-viewer", "--demo", "--headless", "--screenshot", scratch / "demo.png", home=home)
    assert "written: " in told, "the demonstration saved nothing"
    assert (scratch / "demo.png").stat().st_size > 10_000, "its picture is empty"
    _no_crash(home)


def _no_crash(home: Path) -> None:
    [*logs] = home.rglob("errors.log")
    assert not logs, f"something went wrong inside: {logs[0].read_text(encoding='utf-8')[-500:]}"


def _real_window(bundle: Bundle) -> None:
    """The number of the server's display is the first line that it writes. It is reached without a file of its own."""
    server = subprocess.Popen(["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        display = f":{server.stdout.readline().strip()}"
        bundle.ran("ckpt-viewer", "--smoke", more={"QT_QPA_PLATFORM": "xcb", "DISPLAY": display})
    finally:
        server.terminate()
        server.wait()


def _command(bundle: Bundle) -> None:
    for sample in sorted(SAMPLES.glob("*.pth")):
        told = json.loads(bundle.run("ckpt", "info", "--json", sample))
        assert told["tensors"], f"no tensors were found in {sample.name}"
    early, late = SAMPLES / "convnet_epoch_01.pth", SAMPLES / "convnet_epoch_10.pth"
    assert json.loads(bundle.run("ckpt", "stats", "--json", early))
    assert "tensors changed" in bundle.run("ckpt", "diff", early, late, status=1)
    assert "unknown_code" in bundle.run("ckpt", "scan", SAMPLES / "linear_whole_model.pth", status=1)
    assert "usage: ckpt" in bundle.run("ckpt", "--help")


def _light(bundle: Bundle) -> None:
    """Qt takes three times as long to load as all the rest. Where the system can tell, it is asked what was loaded."""
    loaded = bundle.ran("ckpt", "info", SAMPLES / "linear_checkpoint.pth", more={"LD_DEBUG": "files"}).stderr
    assert "libQt6" not in loaded, "the command line loads Qt"


def _save(bundle: Bundle, scratch: Path) -> None:
    done = bundle.ran("ckpt", "save", SAMPLES / "linear_checkpoint.pth", scratch / "saved.pth", "--lr", "0.5",
                      more={"LD_DEBUG": "files"})
    assert "byte for byte by checksum" in done.stdout, "what was saved was not verified"
    assert '"value": 0.5' in bundle.run("ckpt", "info", "--json", scratch / "saved.pth")
    if sys.platform == "linux" and importlib.util.find_spec("isal"):
        assert "isal_zlib" in done.stderr, "the quick checksums are not used"


def _undo(bundle: Bundle, scratch: Path) -> None:
    changed = scratch / "changed.pth"
    shutil.copyfile(SAMPLES / "linear_checkpoint.pth", changed)
    bundle.run("ckpt", "save", changed, "--in-place", "--lr", "0.5")
    bundle.run("ckpt", "undo", changed)
    assert changed.read_bytes() == (SAMPLES / "linear_checkpoint.pth").read_bytes(), "the old file did not come back"


def model(bundle: Bundle, scratch: Path, python: Path | None = None) -> None:
    """Starts the worker, which imports PyTorch and saves with it: that of the bundle, or in a Python of its own."""
    foreign = str(bundle.folder) if python else "not asked"
    (scratch / "my_model.py").write_text(CLASS.format(folder=foreign), encoding="utf-8")
    saved = scratch / ("other.pth" if python else "model.pth")
    bundle.run("ckpt", "save", SAMPLES / "linear_state_dict.pth", saved, "--strip", "linear.", "--as", "whole_model",
               "--model-class", f"{scratch / 'my_model.py'}:Model", "--model-args", "[6, 1]", "--run-code",
               *(("--python", python) if python else ()))
    assert saved.is_file(), "nothing was saved"


if __name__ == "__main__":
    sys.exit(try_out(Path(sys.argv[1]).resolve()))
