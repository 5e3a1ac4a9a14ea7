"""Gathers the licences of what the bundle holds besides this program: libraries of Python, and of the building system.

Contract: `of_packages(into)` copies what the packages themselves bring, one folder each, and names in `packages.txt`
every package with its version and what it says its licence is, so that one without a text of its own is named too.
`of_system(folder, into)` adds those of the building system's libraries that are in `folder`.
"""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

TEXTS = ("licen", "copying", "notice", "authors")  # how the names of such files begin
BEGIN = ("ckpt-viewer", "pyinstaller", "isal")  # the second's boot loader is in every program; the third is an extra
ENDINGS = ("", ".txt", ".md", ".rst")
DOCUMENTS = Path("/usr/share/doc")  # of Debian's packages, each with a file `copyright`


def of_packages(into: Path) -> None:
    """The licences of Python and of the packages for it."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    named = [_of_distribution(found, into) for found in _distributions()]
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if python.is_file():
        _copy(python, into / "python")
    (into / "packages.txt").write_text("".join(f"{line}\n" for line in sorted(named)), encoding="utf-8")


def of_system(folder: Path, into: Path) -> None:
    """The licences of the system's libraries in `folder`, those of a bundle."""
    for package in _system_packages(folder):
        if (DOCUMENTS / package / "copyright").is_file():
            _copy(DOCUMENTS / package / "copyright", into / package)


def _distributions() -> Iterator[metadata.Distribution]:
    """Those that this program needs, which are those that can be in the bundle."""
    seen: set[str] = set()
    waiting = list(BEGIN)
    while waiting:
        name = waiting.pop().lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # for another system, or not installed
            continue
        yield found
        needed = [text for text in found.requires or [] if "extra ==" not in text]
        waiting += [_name_in(text) for text in needed]


def _name_in(requirement: str) -> str:
    end = next((at for at, letter in enumerate(requirement) if not (letter.isalnum() or letter in "-_.")), None)
    return requirement[:end]


def _of_distribution(found: metadata.Distribution, into: Path) -> str:
    name = found.metadata["Name"]
    for file in found.files or []:
        if file.name.lower().startswith(TEXTS) and file.suffix in ENDINGS:
            # Beside the package's own, those of what it took from others lie where that is.
            below = into / name if ".dist-info/" in str(file) else into / name / file.parent
            _copy(Path(str(found.locate_file(file))), below)
    said = [found.metadata[key] for key in ("License-Expression", "License") if key in found.metadata]
    return f"{name} {found.version}: {said[0].strip().splitlines()[0] if said else 'see its own page'}"


def _system_packages(folder: Path) -> list[str]:
    """Debian's packages that the libraries beside each other in `folder` are from; none where there is no dpkg."""
    names = [path.name for path in folder.glob("lib*.so*") if not path.is_symlink()]
    if shutil.which("dpkg") is None or not names:
        return []
    told = subprocess.run(["dpkg", "-S", *(f"*/{name}" for name in names)], capture_output=True, text=True, check=False)
    return sorted({line.partition(":")[0] for line in told.stdout.splitlines()})


def _copy(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, folder / file.name)
