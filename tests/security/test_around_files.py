"""What lies around a checkpoint: modules that bite, things that are no files, names made to confuse."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ckpt, ckpt
from tests.security.building import EVIL, INNOCENT, zipped

__all__ = ["ckpt"]

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = ("torch", "numpy", "typing", "argparse", "json", "struct", "dataclasses", "enum", "rich", "platformdirs",
           "PySide6", "pyqtgraph", "zlib", "ast", "ckpt", "unicodedata", "_codecs", "safetensors", "pickle")


def bitten(folder: Path) -> Path:
    """A folder with a checkpoint and modules that leave a mark when they are imported."""
    (folder / "model.pth").write_bytes(zipped(b"\x80\x02}X\x05\x00\x00\x00epochK\x03s."))
    for name in MODULES:
        (folder / f"{name}.py").write_text(f"open({str(folder / 'bitten')!r}, 'a').write({name!r})\n")
    return folder


@pytest.mark.parametrize("arguments", [
    ["-m", "ckpt_viewer.cli", "info", "model.pth"], ["-m", "ckpt_viewer.cli", "stats", "model.pth"],
    ["-m", "ckpt_viewer.cli", "scan", "model.pth"], ["-m", "ckpt_viewer", "--smoke", "model.pth"],
    ["SCRIPT", "info", "model.pth"],
], ids=["info", "stats", "scan", "window", "script"])
def test_modules_beside_the_file_are_not_imported(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "work").mkdir()
    script = tmp_path / "bin" / "ckpt"
    script.write_text("import sys\nfrom ckpt_viewer.cli import main\nsys.exit(main())\n")
    folder = bitten(tmp_path / "work")
    given = [str(script) if argument == "SCRIPT" else argument for argument in arguments]
    # An empty part of PYTHONPATH is the current folder, as people have it by accident.
    places = os.pathsep.join([str(ROOT), ""]) if "SCRIPT" not in arguments else str(ROOT)
    ran = subprocess.run([sys.executable, *given], cwd=folder, capture_output=True, text=True, check=False, timeout=60,
                         env={**os.environ, "PYTHONPATH": places, "QT_QPA_PLATFORM": "offscreen"})
    assert ran.returncode == 0, ran.stderr
    assert not (folder / "bitten").exists(), (folder / "bitten").read_text()


def fifo(path: Path) -> None:
    os.mkfifo(path)


def loop(path: Path) -> None:
    path.symlink_to(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def dangling(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


def led_to_fifo(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")


def locked(path: Path) -> None:
    path.mkdir(mode=0o500)


@pytest.mark.parametrize("make", [fifo, loop, device, dangling, led_to_fifo, locked], ids=lambda made: made.__name__)
def test_what_is_no_file_is_said_at_once(make: Callable[[Path], None], tmp_path: Path, ckpt: Ckpt) -> None:
    path = tmp_path / "thing.pth"
    make(path)
    for verb in ("info", "scan", "stats"):
        ran = ckpt(verb, path)
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert "fault of the program" not in ran.err


NAMES = {
    "newline": "a\nb.pth", "escape": "a\x1b[2Jb.pth", "right to left": "a\u202ehtp.pth", "option": "-rf.pth",
    "long": "x" * 251 + ".pth", "not text": os.fsdecode(b"a\xff\xfe.pth"), "markup": "[red]a.pth",
    "quote": "a'\"`$(id).pth", "blank": " .pth", "bell": "a\x07.pth",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_the_name_of_a_file_is_only_shown(name: str, tmp_path: Path, ckpt: Ckpt) -> None:
    path = tmp_path / name
    for data, status in ((zipped(INNOCENT), 0), (zipped(EVIL), 0), (b"words", 2), (zipped(b"\x80\x02c"), 2)):
        path.write_bytes(data)
        for options in ([], ["--json"]):
            ran = ckpt("info", *options, path)
            assert ran.status == status
            assert "fault of the program" not in ran.err
            assert all(line.isprintable() for line in (ran.out + ran.err).splitlines())
            assert ran.err.count("\n") == (1 if status else 0)
        assert ckpt("scan", "--json", path).data["verdict"] == (
            "unreadable" if status else "dangerous" if data == zipped(EVIL) else "known_only")


def test_a_folder_that_was_deleted_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "model.pth").write_bytes(zipped(INNOCENT))
    (tmp_path / "gone").mkdir()
    code = ("import os, sys; os.rmdir(os.getcwd()); sys.argv = ['ckpt', 'info', sys.argv[1]]; "
            "from ckpt_viewer.cli import main; sys.exit(main())")
    ran = subprocess.run([sys.executable, "-c", code, tmp_path / "model.pth"], cwd=tmp_path / "gone", check=False,
                         capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert (ran.returncode, ran.stderr) == (0, "")
