"""What tells a desktop about the program: its pages agree, for all systems, and files are known. And how a bundle
starts; what it does then is tried by packaging/bundle/trial.py each time that one is built."""

from __future__ import annotations

import ast
import configparser
import importlib
import importlib.util
import os
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import torch
from PySide6.QtGui import QImage, QImageReader
from safetensors.torch import save_file

from ckpt_viewer import __version__
from ckpt_viewer.core.rebuild.running import FROZEN_WORKER

PACKAGING = Path(__file__).resolve().parent.parent / "packaging"
LINUX, FIRST = PACKAGING / "linux", PACKAGING / "bundle" / "first.py"
ENTRY, TYPES, PAGE = LINUX / "ckpt-viewer.desktop", LINUX / "ckpt-viewer-mime.xml", next(LINUX.glob("*.metainfo.xml"))
ASK = """
import sys
from PySide6.QtCore import QMimeDatabase
for name in sys.argv[1:]:
    print(QMimeDatabase().mimeTypeForFile(name).name())
"""
NAMESPACE = "{http://www.freedesktop.org/standards/shared-mime-info}"
CHECKPOINT, SAFETENSORS = "application/x-pytorch-checkpoint", "application/x-safetensors"


def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(ENTRY, encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_three_pages_name_the_same_types_and_program() -> None:
    types = {element.get("type") for element in ET.parse(TYPES).iter(f"{NAMESPACE}mime-type")}
    page = ET.parse(PAGE).getroot()
    assert types == {CHECKPOINT, SAFETENSORS}
    assert set(entry()["MimeType"].strip(";").split(";")) == types
    assert {element.text for element in page.iter("mediatype")} == types
    assert page.findtext("launchable") == ENTRY.name
    assert f"{page.findtext('id')}.metainfo.xml" == PAGE.name
    assert entry()["Name"] == page.findtext("name")


def test_the_bundle_has_the_programs_that_others_start() -> None:
    spec = (PACKAGING / "bundle/ckpt_viewer.spec").read_text(encoding="utf-8")
    start = (PACKAGING / "bundle/start.py").read_text(encoding="utf-8")
    build = (PACKAGING / "bundle/build.py").read_text(encoding="utf-8")
    for text in (spec, start, build):
        assert f'"{FROZEN_WORKER}"' in text
    assert entry()["Exec"].split()[0] == entry()["TryExec"] == "ckpt-viewer"
    assert 'program("ckpt-viewer", console=False)' in spec


def test_every_system_offers_the_program_for_the_same_files() -> None:
    globs = [element.get("pattern", "") for element in ET.parse(TYPES).iter(f"{NAMESPACE}glob")]
    spec = (PACKAGING / "bundle/ckpt_viewer.spec").read_text(encoding="utf-8")
    installer = (PACKAGING / "windows/ckpt-viewer.iss").read_text(encoding="utf-8")
    kinds = spec[spec.index("KINDS = {"):spec.index("INFO = {")]
    assert sorted(glob.removeprefix("*.") for glob in globs) == sorted(re.findall(r'"(\w+)"(?=[],])', kinds))
    assert sorted(glob.removeprefix("*") for glob in globs) == sorted(
        re.findall(r"Classes\\(\.\w+)\\OpenWithProgids", installer))


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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="MIME types of a desktop are a thing of Linux")
def test_a_desktop_knows_checkpoints_by_name_and_by_content(tmp_path: Path) -> None:
    packages = tmp_path / "data/mime/packages"
    packages.mkdir(parents=True)
    shutil.copy(TYPES, packages)
    kinds: dict[Path, str] = {}
    for name in ("zip.pth", "zip.bin", "zip_without_ending"):
        torch.save({"w": torch.ones(3)}, tmp_path / name)
        kinds[tmp_path / name] = CHECKPOINT
    torch.save({"w": torch.ones(3)}, tmp_path / "legacy.pt", _use_new_zipfile_serialization=False)
    kinds[tmp_path / "legacy.pt"] = CHECKPOINT
    for name in ("model.safetensors", "weights.bin"):
        save_file({"w": torch.ones(3)}, tmp_path / name)
        kinds[tmp_path / name] = SAFETENSORS
    (tmp_path / "notes.txt").write_text("no checkpoint", encoding="utf-8")
    kinds[tmp_path / "notes.txt"] = "text/plain"
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_DATA_DIRS": "/usr/share"}
    told = subprocess.run([sys.executable, "-c", ASK, *kinds], env=environment, capture_output=True, text=True,
                          check=True).stdout.split()
    assert dict(zip((path.name for path in kinds), told, strict=True)) == {
        path.name: kind for path, kind in kinds.items()}


@pytest.mark.parametrize(("command", "file"), [("desktop-file-validate", ENTRY),
                                               ("appstreamcli validate --no-net", PAGE)])
def test_the_desktops_own_tools_find_no_fault(command: str, file: Path) -> None:
    program, *options = command.split()
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed here")
    done = subprocess.run([program, *options, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
