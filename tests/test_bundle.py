"""How a bundle is built and how it starts. What it does then is tried by packaging/bundle/trial.py each time that one
is built, which CI does where it can."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from PySide6.QtGui import QImage, QImageReader

from ckpt_viewer import __version__

PACKAGING = Path(__file__).resolve().parent.parent / "packaging"
FIRST = PACKAGING / "bundle" / "first.py"


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """What asks for all that a bundle takes, on a machine that has it."""
    module = script("lacking", monkeypatch)
    monkeypatch.setattr(module.sys, "platform", "linux")
    monkeypatch.setattr(module.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: SimpleNamespace(free=module.ROOM))
    monkeypatch.setattr(module, "has_own_library", lambda: True)
    return module


def test_what_a_bundle_takes_is_asked_for_one_by_one(
    lacking: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = tmp_path / "not" / "yet"
    assert list(lacking.lacking(out)) == []
    monkeypatch.setattr(lacking, "has_own_library", lambda: False)
    assert "shared library" in " ".join(lacking.lacking(out))
    monkeypatch.setattr(lacking, "has_own_library", lambda: True)
    monkeypatch.setattr(lacking.shutil, "which", lambda name: None if name == "objdump" else name)
    assert list(lacking.lacking(out)) == ["binutils (objdump)"]
    monkeypatch.setattr(lacking.shutil, "which", lambda name: name)
    monkeypatch.setattr(lacking.shutil, "disk_usage", lambda _: SimpleNamespace(free=lacking.ROOM - 1))
    assert list(lacking.lacking(out)) == [f"3 GB of room in {tmp_path}"]


@pytest.mark.parametrize(("places", "asked"), [
    (["/home/me/lib:$ORIGIN/../lib"], ["--set-rpath", "$ORIGIN/../lib"]), (["/home/me/lib"], ["--remove-rpath"]),
    (["$ORIGIN"], []), ([], [])])
def test_a_library_looks_for_others_beside_itself_only(
    places: list[str], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has an account of the builder's name could lay a library into that place."""
    build, ran = script("build", monkeypatch), []
    monkeypatch.setattr(build, "_entries", lambda _, tag: places if tag == "RUNPATH" else [])
    monkeypatch.setattr(build.shutil, "which", lambda name, path: name)
    monkeypatch.setattr(build.subprocess, "run", lambda command, check: ran.extend(command))
    build.drop_foreign_places(Path("libx.so"))
    assert ran == (["patchelf", *asked, Path("libx.so")] if asked else [])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there does the boot loader set this")
@pytest.mark.parametrize("before", [None, "/mine"])
def test_what_the_bundle_starts_does_not_get_its_libraries(before: str | None) -> None:
    """Another Python would be given the bundle's libpython, a file manager its glib."""
    loader = {"LD_LIBRARY_PATH": "/bundle", "_PYI_ARCHIVE_FILE": "x"}
    if before:
        loader["LD_LIBRARY_PATH_ORIG"] = before
    after = "print({k: v for k, v in os.environ.items() if k.startswith(('LD_', '_PYI_'))})"
    left = started("ckpt-viewer", after, **loader)
    assert left == str({"LD_LIBRARY_PATH": before} if before else {})


@pytest.mark.parametrize("name", ["ckpt", "CKPT.EXE"])  # Windows starts it by either
def test_the_bundles_command_line_ends_before_anything_else_begins(name: str) -> None:
    assert started(name, "print('what comes after')", "--version") == f"ckpt_viewer {__version__}"


def test_the_app_of_macos_starts_the_window() -> None:
    """PyInstaller would start the first program by name, which is the command line."""
    spec = (PACKAGING / "bundle/ckpt_viewer.spec").read_text(encoding="utf-8")
    [start] = re.findall(r'"CFBundleExecutable": "([^"]+)"', spec)
    assert f'program("{start}", console=False)' in spec


def test_windows_shows_no_console_for_what_a_window_starts() -> None:
    """Nothing here is Windows, so it is read that every start of a process asks for none."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in (PACKAGING.parent / "ckpt_viewer").rglob("*.py")]
    starts = [call for tree in trees for call in ast.walk(tree)
              if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("subprocess.")]
    flags = [keyword.value for call in starts for keyword in call.keywords if keyword.arg == "creationflags"]
    assert len(starts) == len(flags) == 2
    assert {ast.unparse(flag) for flag in flags} == {"_NO_CONSOLE"}
    meant = [ast.unparse(line) for tree in trees for line in tree.body]
    assert meant.count("_NO_CONSOLE = getattr(subprocess, 'CREATE_NO_WINDOW', 0)") == 2


def test_icons_of_windows_and_macos_hold_every_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    icons = script("icons", monkeypatch)
    for ending in ("ico", "icns", "png"):
        icons.draw(tmp_path / f"icon.{ending}")
    windows = QImageReader(str(tmp_path / "icon.ico"))
    sizes = []
    for index in range(windows.imageCount()):
        windows.jumpToImage(index)
        sizes.append(_drawn(windows.read()))
    assert tuple(sizes) == icons.WINDOWS_SIZES
    assert {name: _drawn(QImage.fromData(data)) for name, data in _chunks(tmp_path / "icon.icns")} == icons.APPLE_SIZES
    assert _drawn(QImage(str(tmp_path / "icon.png"))) == 512


def script(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """One of those that build a bundle, as a module that is forgotten again."""
    monkeypatch.syspath_prepend(str(PACKAGING / "bundle"))
    module = importlib.import_module(name)
    monkeypatch.delitem(sys.modules, name)
    return module


def test_licences_are_those_of_the_packages_and_of_what_these_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script("licences", monkeypatch).of_packages(tmp_path / "licences")
    named = (tmp_path / "licences/packages.txt").read_text(encoding="utf-8")
    for package in filter(importlib.util.find_spec, ("torch", "numpy", "isal")):
        assert f"\n{package} " in named
        assert list((tmp_path / "licences" / package).glob("LICEN*")), package
    assert (tmp_path / "licences/numpy/numpy/random/LICENSE.md").is_file()


def _drawn(picture: QImage) -> int:
    """Its width and height, where something is on it and something clear."""
    assert picture.width() == picture.height()
    shades = {picture.pixelColor(x, y).alpha() for x in range(picture.width()) for y in range(picture.height())}
    assert {0, 255} <= shades
    return picture.width()


def _chunks(file: Path) -> Iterator[tuple[bytes, bytes]]:
    data = file.read_bytes()
    assert struct.unpack(">4sI", data[:8]) == (b"icns", len(data))
    place = 8
    while place < len(data):
        name, length = struct.unpack(">4sI", data[place:place + 8])
        yield name, data[place + 8:place + length]
        place += length
    assert place == len(data)


def started(program: str, after: str, *arguments: str, **environment: str) -> str:
    """What is printed where the bundle's first script runs under this name, and `after` behind it."""
    code = f"import os, sys; sys.argv = {[program, *arguments]!r}; exec(open({str(FIRST)!r}).read()); {after}"
    return subprocess.run([sys.executable, "-c", code], env={**os.environ, **environment}, cwd=PACKAGING.parent,
                          capture_output=True, text=True, check=True).stdout.strip()
