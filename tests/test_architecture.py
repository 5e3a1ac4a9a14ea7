"""What the import contracts cannot see: what is really loaded at run time, and that folders list what they hold.

The contracts themselves are checked by `packaging/dev.py check`.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QObject

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "resources" / "samples" / "linear_checkpoint.pth"

# Prints which of the heavy packages a command has loaded, after running it.
REPORT = """
import sys
status = main({arguments!r})
print("loaded:", *sorted({{"torch", "PySide6", "pyqtgraph"}} & set(sys.modules)), file=sys.stderr)
sys.exit(status)
"""


def _loaded_by(entry: str, arguments: list[str]) -> list[str]:
    code = f"from {entry} import main\n" + REPORT.format(arguments=arguments)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    [line] = [line for line in done.stderr.splitlines() if line.startswith("loaded:")]
    return line.split()[1:]


def test_the_command_line_looks_without_torch_and_without_qt() -> None:
    assert _loaded_by("ckpt_viewer.cli", ["info", str(SAMPLE)]) == []


def test_the_window_opens_without_torch() -> None:
    assert "torch" not in _loaded_by("ckpt_viewer.__main__", ["--smoke", str(SAMPLE)])


def test_qt_keeps_its_reference_counts() -> None:
    """PySide6 6.12.0 on Python 3.11 loses a reference to None with each call; a window then aborts after minutes."""
    target = QObject()
    before = sys.getrefcount(None)
    for _ in range(200):
        target.setObjectName("x")
    assert sys.getrefcount(None) - before > -50, "this PySide6 must not be used with this Python: see pyproject.toml"


@pytest.mark.parametrize(
    ("package", "listing"),
    [
        ("ckpt_viewer.core.formats", "FORMATS"),
        ("ckpt_viewer.gui.panels", "PANELS"),
        ("ckpt_viewer.gui.actions", "ACTIONS"),
    ],
)
def test_a_folder_lists_every_file_it_holds(package: str, listing: str) -> None:
    """A new format, panel or action is a file and a line; this names the line that is missing."""
    folder = importlib.import_module(package)
    listed = {name for item in getattr(folder, listing) for name in _homes(item)}
    missing = [name for name in _modules(folder) if name not in listed]
    assert not missing, f"add what these files define to {listing} in {package}/__init__.py: {', '.join(missing)}"


def _modules(package: ModuleType) -> Iterator[str]:
    """Full names of the files in a package that are meant to be listed: neither interfaces nor private."""
    [folder] = package.__path__
    for file in sorted(Path(folder).glob("*.py")):
        if file.stem != "base" and not file.stem.startswith("_"):
            yield f"{package.__name__}.{file.stem}"


def _homes(item: object) -> Iterable[str]:
    """Names of the modules that an entry may come from: its own, its class's, that of the function it runs."""
    if isinstance(item, ModuleType):
        return [item.__name__]
    owners = (item, type(item), getattr(item, "run", None))
    return [name for owner in owners if isinstance(name := getattr(owner, "__module__", None), str)]
