"""What the import contracts cannot see: what is really loaded at run time, and that folders list what they hold.

The contracts themselves are checked by `packaging/dev.py check`.
"""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
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
    ("package", "listing", "interface"),
    [("ckpt_viewer.core.formats", "formats", "Format"), ("ckpt_viewer.gui.panels", "PANELS", "Panel")],
)
def test_a_folder_lists_every_class_it_holds(package: str, listing: str, interface: str) -> None:
    """A new format or panel is a file and a line; this names the line that is missing."""
    folder = importlib.import_module(package)
    base = getattr(importlib.import_module(f"{package}.base"), interface)
    items = getattr(folder, listing)
    listed = [item if isinstance(item, type) else type(item) for item in (items() if callable(items) else items)]
    missing = [kind for kind in _classes(folder, base) if kind not in listed]
    names = ", ".join(f"{kind.__module__}.{kind.__name__}" for kind in missing)
    assert not missing, f"missing in {listing} of {package}/__init__.py: {names}"


def test_every_action_stands_in_a_menu() -> None:
    """A new action is a value in its menu's file and a name in that file's MENU; a new menu is a line in MENUS."""
    folder = importlib.import_module("ckpt_viewer.gui.actions")
    action = importlib.import_module("ckpt_viewer.gui.actions.base").Action
    values = [(module.__name__, value) for module in _modules(folder) for value in vars(module).values()]
    missing = [f"{home} {value.id}" for home, value in values if type(value) is action and value not in folder.ACTIONS]
    assert not missing, f"in no MENU, or their MENU is not in MENUS of {folder.__name__}: {', '.join(missing)}"


def _classes(package: ModuleType, base: type) -> Iterator[type]:
    """The concrete classes of a kind that the files of a package define."""
    for module in _modules(package):
        own = [value for value in vars(module).values() if getattr(value, "__module__", "") == module.__name__]
        kinds = [value for value in own if isinstance(value, type) and issubclass(value, base)]
        yield from (kind for kind in kinds if not inspect.isabstract(kind))


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    """The files in a package that may hold something to be listed: not its interface."""
    [folder] = package.__path__
    for file in sorted(Path(folder).glob("*.py")):
        if file.stem not in {"base", "__init__"}:
            yield importlib.import_module(f"{package.__name__}.{file.stem}")
