"""A package and what is in it, imported by two threads at once."""

from __future__ import annotations

import builtins
import importlib
import sys
import threading
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

import ckpt_viewer
from ckpt_viewer.gui.importing import parents_first

PACKAGE = "ckpt_viewer.of_a_test"


class Slow(SourceFileLoader):
    """Makes the package only when another thread waits for it."""

    def __init__(self, path: Path) -> None:
        super().__init__(PACKAGE, str(path))
        self.asked, self.other = threading.Event(), 0

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        return spec_from_file_location(name, self.path, loader=self) if name == PACKAGE else None

    def create_module(self, spec: ModuleSpec) -> None:
        if self.asked.is_set():
            return  # the other one makes it, as the first could not
        self.asked.set()
        blocked, give_up = importlib._bootstrap._blocking_on, threading.Event()  # type: ignore[attr-defined]
        while not blocked.get(self.other) and not give_up.wait(0.001):
            pass


@pytest.fixture
def finder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    folder = tmp_path / "of_a_test"
    folder.mkdir()
    (folder / "__init__.py").write_text(f"from {PACKAGE}.part import known\n")
    (folder / "part.py").write_text("known = 1\n")
    monkeypatch.setattr(ckpt_viewer, "__path__", [*ckpt_viewer.__path__, str(tmp_path)])
    monkeypatch.setattr(builtins, "__import__", builtins.__import__)  # put back afterwards
    slow = Slow(folder / "__init__.py")
    monkeypatch.setattr(sys, "meta_path", [slow, *sys.meta_path])
    yield slow
    for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
        del sys.modules[name]
    vars(ckpt_viewer).pop("of_a_test", None)


def both(finder: Slow) -> list[BaseException]:
    """What goes wrong where one thread imports the package and then another a part of it."""
    wrong: list[BaseException] = []

    def run(statement: str) -> None:
        try:
            exec(statement, {})  # an import statement, which calls what `builtins` has
        except BaseException as error:  # noqa: BLE001
            wrong.append(error)

    first = threading.Thread(target=run, args=(f"import {PACKAGE}",))
    second = threading.Thread(target=run, args=(f"from {PACKAGE}.part import known",))
    first.start()
    assert finder.asked.wait(20)
    second.start()
    finder.other = second.ident or 0
    first.join(20)
    second.join(20)
    assert not first.is_alive()
    assert not second.is_alive()
    return wrong


def test_a_package_and_its_part_are_imported_by_two_threads(finder: Slow) -> None:
    parents_first()
    once = builtins.__import__
    parents_first()
    assert builtins.__import__ is once  # not one within the other
    assert both(finder) == []
    assert sys.modules[f"{PACKAGE}.part"].known == 1


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="later ones may have learnt to")
def test_which_python_cannot_do(finder: Slow) -> None:
    assert "deadlock detected" in str(both(finder)[0])
