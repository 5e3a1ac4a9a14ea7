"""What is refused is refused with what can be done instead: no error of saving and changing goes without a hint."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import ckpt_viewer

PACKAGE = Path(ckpt_viewer.__file__).parent
ROOMS = ("core/saving", "core/edits", "core/recipes", "core/rebuild", "verbs")
ERRORS = {"SaveFailed", "InvalidEdit", "InvalidRecipe", "InvalidPath", "ModelError", "ChecksumFailed"}
NOTHING_TO_DO = {"no save was broken off in this folder, so there is nothing to put right"}


def test_every_error_says_what_to_do() -> None:
    bare = [f"{file.name}:{call.lineno}" for file, call in errors() if not has_hint(call)]
    assert bare == []


def test_all_of_them_were_looked_at() -> None:
    assert len(list(errors())) > 90


def errors() -> Iterator[tuple[Path, ast.Call]]:
    for room in ROOMS:
        for file in sorted((PACKAGE / room).glob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                    yield file, node


def has_hint(call: ast.Call) -> bool:
    given = any(word.arg == "hint" for word in call.keywords) or len(call.args) > 2
    first = call.args[0]
    return given or (isinstance(first, ast.Constant) and first.value in NOTHING_TO_DO)
