"""Builds the bundle, a folder that runs on a machine without Python, and tries it.

    python build.py OUT      run by `packaging/dev.py bundle` in the project's own environment

Contract: OUT/ckpt-viewer holds the programs ckpt-viewer, ckpt and ckpt-model-worker. They are started with an empty
environment, on the sample checkpoints; the status is 0 only if every one of them did its work.
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

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SAMPLES = ROOT / "resources" / "samples"
PROGRAM = ".exe" if os.name == "nt" else ""
ICON_SIZE = 512  # pixels
# The C++ libraries are delivered with their symbols. numpy's are not touched: strip breaks their layout.
STRIPPED = ("torch/lib/*.so*", "libpython*.so*")
OTHER_NAMES = ("ckpt", "ckpt-model-worker")
CLASS = "from torch import nn\n\nclass Model(nn.Linear):\n    pass\n"


def main(arguments: list[str]) -> int:
    out = Path(arguments[0]).resolve()
    work = out / "work"
    work.mkdir(parents=True, exist_ok=True)
    draw_icon(work / "ckpt_viewer" / "icon.png", ICON_SIZE)
    begin = time.monotonic()
    subprocess.run([sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", out,
                    "--workpath", work, HERE / "ckpt_viewer.spec"], check=True)
    folder = out / "ckpt-viewer"
    if sys.platform == "linux":
        strip(folder / "_internal")
        for name in OTHER_NAMES:
            (folder / name).symlink_to("ckpt-viewer")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"Built {folder}: {size / 1e6:,.0f} MB in {time.monotonic() - begin:,.0f} s")
    return try_out(folder)


def draw_icon(file: Path, size: int) -> None:
    """The program's icon as a PNG of `size` pixels each way."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(ROOT / "resources" / "icons" / "app.svg")).render(painter)
    painter.end()
    file.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(file)):
        raise OSError(f"the icon cannot be written to {file}")


def strip(folder: Path) -> None:
    """Take the symbols out of the largest libraries."""
    for pattern in STRIPPED:
        for library in folder.glob(pattern):
            subprocess.run(["strip", "--strip-unneeded", library], check=True)


def try_out(folder: Path) -> int:
    """Start every program of the bundle as on a machine that has nothing else; 0 if all did their work."""
    with tempfile.TemporaryDirectory() as scratch:
        checks = {
            "the window": lambda: _window(folder, Path(scratch)),
            "the command line": lambda: _command(folder),
            "saving": lambda: _save(folder, Path(scratch)),
            "a model class": lambda: _model(folder, Path(scratch)),
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


def _window(folder: Path, scratch: Path) -> None:
    picture = scratch / "window.png"
    _run(folder, "ckpt-viewer", SAMPLES / "convnet_epoch_10.pth", "--screenshot", picture, scratch=scratch)
    assert picture.stat().st_size > 10_000, "the picture of the window is empty"


def _command(folder: Path) -> None:
    for sample in sorted(SAMPLES.glob("*.pth")):
        told = json.loads(_run(folder, "ckpt", "info", "--json", sample))
        assert told["tensors"], f"no tensors were found in {sample.name}"


def _save(folder: Path, scratch: Path) -> None:
    _run(folder, "ckpt", "save", SAMPLES / "linear_checkpoint.pth", scratch / "saved.pth", "--lr", "0.5")
    assert '"value": 0.5' in _run(folder, "ckpt", "info", "--json", scratch / "saved.pth")


def _model(folder: Path, scratch: Path) -> None:
    """Starts the worker, which imports PyTorch and saves with it."""
    (scratch / "my_model.py").write_text(CLASS, encoding="utf-8")
    _run(folder, "ckpt", "save", SAMPLES / "linear_state_dict.pth", scratch / "model.pth", "--strip", "linear.",
         "--as", "whole_model", "--model-class", f"{scratch / 'my_model.py'}:Model", "--model-args", "[6, 1]",
         "--run-code")
    assert (scratch / "model.pth").is_file()


def _run(folder: Path, program: str, *arguments: str | Path, status: int = 0, scratch: Path | None = None) -> str:
    """What the program printed. Nothing of this environment reaches it but a place for its settings."""
    environment = {"PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
    if os.name == "nt":
        environment = {key: os.environ[key] for key in ("SYSTEMROOT", "TEMP", "APPDATA") if key in os.environ}
    if scratch is not None:
        environment["HOME"] = str(scratch)
    done = subprocess.run([folder / (program + PROGRAM), *arguments], env=environment, capture_output=True, text=True,
                          timeout=120, check=False)
    assert done.returncode == status, f"{program} ended with {done.returncode}: {done.stderr.strip()[-500:]}"
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
