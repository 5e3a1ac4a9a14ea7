"""Edits that outlive a program that is killed: what is kept, whose it is, and that it goes when it is not wanted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core import recipes
from ckpt_viewer.core.document import Document, Step
from ckpt_viewer.core.drafts import MOST_LINES, Draft, Drafts
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.recipes import Operation, parse_recipe, replayed
from ckpt_viewer.core.saving.leftovers import LOCKS
from ckpt_viewer.core.task import Task

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def document(tmp_path: Path) -> Document:
    torch.save({"lr": 0.1, "epoch": 3, "loss": 1.0, "step": 9}, tmp_path / "run.pth")
    return Document(open_checkpoint(tmp_path / "run.pth", Task()))


def edit(document: Document, key: str, value: float) -> None:
    document.apply(SetValue(document.graph.resolve((key,)), value, key))


def made(document: Document, drafts: Drafts) -> Draft:
    assert document.unsaved is not None
    return drafts.draft_of(document.name, document.checkpoint.source.identity(), document.unsaved)


def kill_one_that_keeps(draft: Draft, parent: Path) -> None:
    """Another process keeps a draft and is killed."""
    code = f"""
import os, signal
from pathlib import Path
from ckpt_viewer.core.drafts import Draft, Drafts
from ckpt_viewer.core.task import Task
Drafts(Path({str(parent)!r})).keep({draft!r}, Task())
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL needs a system that has it")
def test_what_a_killed_program_left_is_found_and_made_again_to_the_value(document: Document, tmp_path: Path) -> None:
    for key, value in (("lr", 0.1 + 0.2), ("loss", float("nan")), ("epoch", 2**70), ("step", 1)):
        edit(document, key, value)
    document.undo()
    draft = made(document, Drafts(tmp_path / "drafts"))
    kill_one_that_keeps(draft, tmp_path / "drafts")
    found = Drafts(tmp_path / "drafts").find(document.name)
    assert found == draft
    assert (len(found.lines), found.count) == (MOST_LINES, 3)
    step = replayed(document.checkpoint, document.checkpoint.graph, parse_recipe(found.recipe.encode(), "draft"))
    assert step is not None
    values = [getattr(step.after[step.after.resolve((key,))], "value", None) for key in ("lr", "loss", "epoch", "step")]
    assert list(map(repr, values)) == list(map(repr, [0.1 + 0.2, float("nan"), 2**70, 9])), "with undo as it stood"


@pytest.mark.skipif(not LOCKS, reason="without locks nobody knows who lives")
def test_what_a_living_program_keeps_is_not_offered_to_another(document: Document, tmp_path: Path) -> None:
    one, other = Drafts(tmp_path), Drafts(tmp_path)
    edit(document, "epoch", 4)
    draft = made(document, one)
    one.keep(draft, Task())
    assert other.find(document.name) is None
    assert one.find(document.name) is None
    other.forget(document.name)
    os.close(one._handle)
    one._handle = -1
    assert other.find(document.name) == draft, "it died"
    assert other.find("/another.pth") is None
    other.forget(document.name)
    assert other.find(document.name) is None
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_nothing_is_left_at_an_end_in_order(document: Document, tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts")
    drafts.end()
    edit(document, "epoch", 4)
    drafts.keep(made(document, drafts), Task())
    drafts.end()
    assert list((tmp_path / "drafts").iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"[]", b"[" * 100_000, b"{}", b'{"path": 1}', b"\xff",
                                  b'{"path": "a", "identity": ["x"], "lines": [], "count": 1, "recipe": ""}'])
def test_what_is_no_draft_is_not_there(document: Document, tmp_path: Path, data: bytes) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep(Draft(document.name, (), (), 0, ""), Task())
    file, = tmp_path.glob(".*/*.json")
    file.write_bytes(data)
    os.close(drafts._handle)
    assert Drafts(tmp_path).find(document.name) is None


def test_each_edit_is_looked_for_once(document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a file of a million tensors that takes a second."""
    drafts, seen, recorded = Drafts(tmp_path), list[int](), recipes.recorded

    def counted(steps: tuple[Step, ...]) -> tuple[Operation, ...]:
        seen.append(len(steps))
        return recorded(steps)

    monkeypatch.setattr(recipes, "recorded", counted)
    for value in (4, 5, 6):
        edit(document, "epoch", value)
        made(document, drafts)
    assert seen == [1, 1, 1]


def test_what_leads_from_the_file_to_the_present(document: Document) -> None:
    def unsaved() -> list[str] | None:
        return None if document.unsaved is None else [step.details[0] for step in document.unsaved]

    assert unsaved() == []
    edit(document, "epoch", 4)
    document.mark_saved()
    document.mark_written((1,))
    edit(document, "epoch", 5)
    assert unsaved() == ["epoch: 4 → 5"]
    document.undo()
    assert unsaved() == []
    document.undo()
    assert unsaved() is None, "more was taken back than edits can say"
