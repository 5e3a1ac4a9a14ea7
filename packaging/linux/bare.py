"""Tries the Debian package where there is nothing else: in a bare system that debootstrap makes, without a Python.

    python bare.py PACKAGE        run by `packaging/dev.py bare`, as root

Contract: the system is of the Debian that runs here, lies in a temporary folder and is removed again. The package
brings what it depends on and no more; its programs do what they do in any bundle (bundle/trial.py); a desktop's own
tools know its files and offer it for them; removed, it leaves nothing. The status is 0 only if all of that is so.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "bundle"))

from trial import SAMPLES, Bundle, checks, passed  # noqa: E402 (a script beside, not a package)

INSTALLED = Path("usr/lib/ckpt-viewer")
KIND = "application/x-pytorch-checkpoint"
DESKTOP = ("desktop-file-utils", "libglib2.0-bin", "shared-mime-info", "xdg-utils")  # what asks, and keeps the answers
QUIET = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "HOME": "/root"}


def main(arguments: list[str]) -> int:
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        print("This needs debootstrap, and root for it.", file=sys.stderr)
        return 1
    package = Path(arguments[0]).resolve()
    with tempfile.TemporaryDirectory(prefix="ckpt-viewer-bare-") as place:
        root, scratch = Path(place) / "root", Path(place) / "scratch"
        scratch.mkdir()
        suite = platform.freedesktop_os_release()["VERSION_CODENAME"]
        subprocess.run(["debootstrap", "--variant=minbase", suite, root], check=True, stdout=subprocess.DEVNULL)
        shutil.copy(package, root / "package.deb")
        # Copied: all that is in the temporary folder is removed at the end, and these are the project's own.
        shutil.copytree(SAMPLES, _within(root, SAMPLES))
        with mounted(root, scratch):
            return passed({"the system has no Python": lambda: _no_python(root),
                           "the package is installed": lambda: _install(root)}) or try_out(root, scratch)


def try_out(root: Path, scratch: Path) -> int:
    """Everything that is done with the package where it is installed."""
    bundle = Bundle(root / INSTALLED, ("chroot", str(root)), Path("/usr/bin"))
    wanted = checks(bundle, scratch)
    wanted["it brought no Python"] = lambda: _no_python(root)
    wanted["a desktop offers it for checkpoints"] = lambda: _desktop(root)
    wanted["nothing is left of it"] = lambda: _remove(root)
    return passed(wanted)


@contextmanager
def mounted(root: Path, scratch: Path) -> Iterator[None]:
    """With what a system needs to run, and with the folder that the trial writes to at the same place."""
    processes, folder = root / "proc", _within(root, scratch)
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "proc", "proc", processes], check=True)
    try:
        subprocess.run(["mount", "--bind", scratch, folder], check=True)
        try:
            yield
        finally:
            subprocess.run(["umount", folder], check=True)
    finally:
        subprocess.run(["umount", processes], check=True)


def _within(root: Path, place: Path) -> Path:
    return root / place.relative_to("/")


def _install(root: Path) -> None:
    _in(root, "apt-get", "-qq", "update")
    _in(root, "apt-get", "install", "-y", "--no-install-recommends", "/package.deb")


def _no_python(root: Path) -> None:
    found = [str(path) for folder in ("usr/bin", "usr/local/bin") for path in (root / folder).glob("python*")]
    assert not found, f"{', '.join(found)} is there"


def _desktop(root: Path) -> None:
    _in(root, "apt-get", "install", "-y", "--no-install-recommends", *DESKTOP)
    for sample in sorted(SAMPLES.glob("*.pth")):
        told = _in(root, "gio", "info", "-a", "standard::content-type", str(sample))
        assert told.split()[-1] == KIND, f"{sample.name} is taken for {told.split()[-1]}"
    assert _opens_checkpoints(root) == "ckpt-viewer.desktop", "the program is not offered for checkpoints"


def _opens_checkpoints(root: Path) -> str:
    """The desktop entry of the program for them, nothing where there is none."""
    return _in(root, "xdg-mime", "query", "default", KIND).strip()


def _remove(root: Path) -> None:
    _in(root, "dpkg", "--purge", "ckpt-viewer")
    assert not _opens_checkpoints(root), "the desktop still offers it for checkpoints"
    left = [str(path.relative_to(root)) for folder in ("usr", "etc", "opt", "var/lib/dpkg/info")
            for path in (root / folder).rglob("*ckpt*viewer*")]
    assert not left, f"{', '.join(left)} was left"


def _in(root: Path, *command: str) -> str:
    """What the command printed."""
    done = subprocess.run(["chroot", root, *command], env=QUIET, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()[-500:]}"
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
