"""What takes seconds of a file with a million tensors is asked in jobs, however small the file of a test."""

from __future__ import annotations

import itertools
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.edits import Cast, Change, Edit, SetValue
from ckpt_viewer.core.graph import Graph, NodeId, Scalar
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.recipes import CastTo
from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.task import Task, looking_up
from ckpt_viewer.core.tensor import DTYPES
from ckpt_viewer.gui.actions.change import follow_recipe, write_recipe
from ckpt_viewer.gui.dialogs.lr_editor import LrEditor
from ckpt_viewer.gui.dialogs.reset_dialog import ResetDialog
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.dialogs.tag_dialog import TagDialog
from tests.journeys.driving import Hands, window


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    for module in ("gui.asking", "gui.dialogs.change_dialog"):
        monkeypatch.setattr(f"ckpt_viewer.{module}.MUCH", 0)
    with window(qtbot) as found:
        found.open(Path(shutil.copy(resource("samples/linear_whole_model.pth"), tmp_path / "model.pth")))
        yield found


@pytest.fixture
def walkers(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The threads that go over a graph from its root from now on."""
    seen: list[str] = []
    survey, walk = Graph.survey_looks, Graph.walk_looks
    for name, held in (("survey_looks", survey), ("walk_looks", walk)):
        def noting(self: Graph, *where: NodeId, held: object = held, **more: bool) -> object:
            seen.append(threading.current_thread().name)
            return held(self, *where, **more)  # type: ignore[operator]

        monkeypatch.setattr(Graph, name, noting)
    return seen


def only_jobs(walkers: list[str]) -> bool:
    return bool(walkers) and all(name.startswith("job") for name in walkers)


def test_dialogs_open_with_what_a_job_has_found(hands: Hands, walkers: list[str]) -> None:
    kinds: dict[str, Any] = {"learning-rate": LrEditor, "reset-counters": ResetDialog, "device-marks": TagDialog}
    for action, kind in kinds.items():
        hands.press(action)
        hands.settle()
        dialog = hands.dialog(kind)
        if kind is TagDialog:
            assert "on cpu" in dialog.notice.text
        dialog.reject()
    assert only_jobs(walkers)


def test_modes_and_recipes(hands: Hands, walkers: list[str], tmp_path: Path) -> None:
    tab, recipe = hands.document, tmp_path / "recipe.json"
    hands.press("evaluation-mode")
    hands.settle()
    assert tab.banner.topic == "mode"
    assert "evaluation" in tab.document.undo_text
    write_recipe(hands.window, recipe)
    hands.settle()
    assert '"mode"' in recipe.read_text()
    tab.undo()
    follow_recipe(hands.window, recipe)
    hands.settle()
    assert tab.document.undo_text == "recipe recipe.json"
    assert only_jobs(walkers)


def test_all_that_is_selected_is_removed_or_saved(hands: Hands, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "flat.pth"
    torch.save({f"w{n}": torch.zeros(2) for n in range(30)}, path)
    tab = hands.open(path)
    tab.tree.tree.selectAll()
    hands.settle()
    hands.press("save-selection")
    hands.settle()
    dialog = hands.dialog(SaveDialog)
    hands.settle_plan(dialog)
    assert len(dialog.form.options(overwrite=False).only) == 30
    dialog.reject()
    hands.press("remove")
    hands.settle()
    assert tab.document.undo_text == "removed 30 items"
    assert len(tab.document.steps) == 1


def test_what_was_edited_is_looked_at_when_it_is_asked_for(hands: Hands, tmp_path: Path) -> None:
    """And those of a great step are not put together with others."""
    path = tmp_path / "flat.pth"
    torch.save({"lr": 0.1, **{f"w{n}": torch.zeros(2) for n in range(30)}}, path)
    tab = hands.open(path)
    graph = tab.document.graph
    first, rate = graph.resolve(("w0",)), graph.resolve(("lr",))
    tab.apply(Cast(DTYPES["float16"]))
    hands.settle()
    assert len(tab.document.edited) == 30
    assert first in tab.document.edited
    assert rate not in tab.document.edited
    tab.undo()
    hands.settle()
    assert not tab.document.edited
    tab.apply(SetValue(rate, 0.5, ""))
    hands.settle()
    assert list(tab.document.edited) == [rate]
    assert tab.document.graph[rate] == Scalar(0.5)


def test_rows_are_found_again_where_they_stood(hands: Hands) -> None:
    outline = build_outline(hands.document.document.graph, Task(), "model.pth")
    rows = np.arange(len(outline), dtype=np.int32)
    own = outline.own(rows)
    assert set(rows.tolist()) - set(own.tolist()) == set(outline.synthetic)
    found = outline.rows_of(outline.node[own])
    assert (outline.node[found] == outline.node[own]).all()
    assert (found <= own).all()
    for row in own.tolist():
        assert outline.find(outline.path(row), row) == row
        assert outline.find(outline.path(row), 0 if row else 1) == outline.find(outline.path(row))


class Endless:
    """An edit that goes on until it is stopped."""

    def __init__(self) -> None:
        self.began = threading.Event()

    def apply(self, graph: Graph) -> Change:
        self.began.set()
        for _ in looking_up(itertools.count()):
            pass
        return Change(graph, frozenset(), "")


def test_an_edit_stops_when_it_is_told_to(hands: Hands) -> None:
    tab, edit = hands.document, Endless()
    made: Edit = edit
    tab.apply(made)
    edit.began.wait()
    hands.window.jobs.cancel_all()
    hands.settle()
    assert not tab.dirty
    assert tab.banner.text == ""
    tab.apply(CastTo("float16"))
    hands.settle()
    assert tab.dirty


def test_a_window_that_closes_stops_edits_and_plans(hands: Hands) -> None:
    edit = Endless()
    made: Edit = edit
    hands.document.apply(made)
    edit.began.wait()
    hands.window.close()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("job")]


class Passing:
    """An edit that notes in which thread it goes."""

    gone: ClassVar[list[str]] = []

    def apply(self, graph: Graph) -> Change:
        return CastTo("float16").apply(graph)

    def __del__(self) -> None:
        Passing.gone.append(threading.current_thread().name)


def test_what_can_no_longer_be_done_again_goes_in_a_job(hands: Hands) -> None:
    tab = hands.document
    Passing.gone.clear()
    tab.apply(Passing())
    hands.settle()
    tab.undo()
    hands.settle()
    assert Passing.gone == []
    tab.apply(CastTo("bfloat16"))
    hands.settle()
    assert [name[:3] for name in Passing.gone] == ["job"]
