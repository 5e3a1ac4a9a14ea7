"""What tells a desktop about the program: its pages agree, for all systems, and files are known."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from ckpt_viewer.core.rebuild.running import FROZEN_WORKER

PACKAGING = Path(__file__).resolve().parent.parent / "packaging"
LINUX = PACKAGING / "linux"
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
