"""The manual pages say what --help says, in a form that man reads without complaint."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

from ckpt_viewer.verbs.parser import SUMMARIES

MAKER = Path(__file__).resolve().parent.parent / "packaging/linux/manual.py"


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("COLUMNS", "200")  # is set by the maker, and back at the end
    spec = importlib.util.spec_from_file_location("manual", MAKER)
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    made: dict[str, str] = maker.pages()
    return made


def test_both_programs_and_every_verb_have_their_part(pages: dict[str, str]) -> None:
    assert list(pages) == ["ckpt.1", "ckpt-viewer.1"]
    for verb in SUMMARIES:
        assert f'\n.SH "ckpt {verb}"\n.nf\nusage: ckpt {verb} ' in pages["ckpt.1"]
    assert "\n.SH NAME\nckpt\\-viewer \\- the window" in pages["ckpt-viewer.1"]


@pytest.mark.skipif(shutil.which("groff") is None or shutil.which("man") is None, reason="there is no man here")
def test_man_shows_what_help_says(pages: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "ckpt.1").write_text(pages["ckpt.1"], encoding="utf-8")
    shown = subprocess.run(["man", "--warnings", "-l", tmp_path / "ckpt.1"], capture_output=True, text=True, check=True,
                           env={"LC_ALL": "C.UTF-8", "MANWIDTH": "100", "PATH": "/usr/bin:/bin"})
    assert shown.stderr == ""
    for line in (r"ckpt save vit.pth renamed.pth --rename-regex '^encoder\.layer\.(\d+)=>blocks.\1' --dry-run",
                 "Every verb takes --json.", "`ckpt save --in-place`"):
        assert line in " ".join(shown.stdout.split()), line
