"""The core advises in words, the command line adds which option does it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ckpt_viewer
from ckpt_viewer.verbs.parser import make_parser
from ckpt_viewer.verbs.spelling import OPTIONS, with_options

CORE = Path(ckpt_viewer.__file__).parent / "core"
# The style sheet of a page, and the command of another program.
OTHERS = {CORE / "diffing/export/look.py", CORE / "formats/strangers.py"}


def texts() -> Iterator[tuple[Path, str]]:
    """Every text in the core but those that say what the code does."""
    for file in sorted(CORE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
                yield file, node.value


def test_no_text_of_the_core_names_an_option() -> None:
    found = [f"{file.name}: {text}" for file, text in texts()
             if file not in OTHERS and re.search(r"(?<![\w-])--[a-z]", text)]
    assert found == []


@pytest.mark.parametrize("advice", OPTIONS)
def test_what_is_spelled_is_what_the_core_says(advice: str) -> None:
    assert any(advice in text for _, text in texts())


def test_the_options_exist(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        make_parser("save").parse_args(["save", "--help"])
    known = capsys.readouterr().out
    for option in OPTIONS.values():
        assert option.split()[0] in known


def test_a_text_without_advice_stays() -> None:
    assert with_options("no such file") == "no such file"
    assert with_options("Convert it to float32 first.") == "Convert it to float32 first (--dtype float32)."
