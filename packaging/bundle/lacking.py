"""Says in a line what this machine lacks for building a bundle; nothing where it has all.

    python lacking.py OUT        run by `packaging/dev.py bundle`, by the Python that would build it into OUT
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

PROGRAMS = ("objdump", "readelf", "strip")  # on Linux: PyInstaller asks for the first, build.py for the others
ROOM = 3 << 30  # bytes


def main(arguments: list[str]) -> int:
    print(", ".join(lacking(Path(arguments[0]).resolve())))
    return 0


def lacking(out: Path) -> Iterator[str]:
    """What is not there, one after another."""
    if sys.platform == "linux":
        if missing := [name for name in PROGRAMS if shutil.which(name) is None]:
            yield f"binutils ({', '.join(missing)})"
        if not has_own_library():
            yield "Python as a shared library (libpython{}.{})".format(*sys.version_info)
    place = next(folder for folder in (out, *out.parents) if folder.is_dir())
    if shutil.disk_usage(place).free < ROOM:
        yield f"{ROOM / 1e9:.0f} GB of room in {place}"


def has_own_library() -> bool:
    """Whether there is what the programs of a bundle load, as PyInstaller finds it."""
    from PyInstaller.depend.bindepend import get_python_library_path
    from PyInstaller.exceptions import PythonLibraryNotFoundError

    try:
        return bool(get_python_library_path())
    except PythonLibraryNotFoundError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
