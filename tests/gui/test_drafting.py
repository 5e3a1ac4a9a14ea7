"""Edits that were not saved when the program was killed are offered with the file, and with nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from pytestqt.qtbot import QtBot

from ckpt_viewer.core import settings as stored
from ckpt_viewer.core.drafts import Drafts
from ckpt_viewer.core.edits import Insert, SetValue
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.app import Request, begin
from ckpt_viewer.gui.document_tab import DocumentTab
from ckpt_viewer.gui.window.drafting import Drafting
from tests.journeys.driving import PATIENCE, Hands, window


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    for name, epoch in (("a.pth", 1), ("b.pth", 10)):
        torch.save({"epoch": epoch, "lr": 0.1, "weight": torch.ones(3)}, tmp_path / name)
    return tmp_path / "a.pth", tmp_path / "b.pth"


class Life:
    """A window that keeps drafts, to its end in order or by a kill."""

    def __init__(self, hands: Hands, folder: Path) -> None:
        self.hands, self.drafts = hands, Drafts(folder)
        self.drafting = Drafting(hands.window.workspace, hands.window.jobs, self.drafts, hands.window)
        self.folder = folder

    def edit(self, tab: DocumentTab, key: str, value: float) -> None:
        tab.apply(SetValue(tab.document.graph.resolve((key,)), value, key))

    def kept(self) -> int:
        """How many files have drafts, once all is written."""
        self.hands.qtbot.waitUntil(lambda: not self.drafting._timer.isActive()
                                   and not self.hands.window.jobs.is_running("drafts"), timeout=PATIENCE)
        return len([*self.folder.glob(".*/*.json")])

    def be_killed(self) -> None:
        self.kept()
        self.drafting._timer.stop()
        self.hands.window.workspace.changed.disconnect(self.drafting._on_changed)
        if self.drafts._handle >= 0:
            os.close(self.drafts._handle)
            self.drafts._handle = -1


@pytest.fixture
def live(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], Life]]:
    left = []

    def begin() -> Life:
        made = window(qtbot)
        left.append(made)
        return Life(made.__enter__(), tmp_path / "drafts")

    yield begin
    for made in left:
        made.__exit__(None, None, None)


def value(tab: DocumentTab, key: str) -> object:
    return getattr(tab.document.graph[tab.document.graph.resolve((key,))], "value", None)


def offered(life: Life, path: Path) -> DocumentTab:
    tab = life.hands.open(path)
    life.hands.qtbot.waitUntil(lambda: not life.hands.window.jobs.is_running(f"draft of {path}"), timeout=PATIENCE)
    return tab


def test_what_was_edited_in_two_tabs_is_offered_after_a_kill(live: Callable[[], Life], files: tuple[Path, Path]
                                                             ) -> None:
    life = live()
    a, b = (life.hands.open(file) for file in files)
    life.edit(a, "lr", 0.3)
    for epoch in (11, 12, 13):
        life.edit(b, "epoch", epoch)
    b.undo()
    assert life.kept() == 2
    life.be_killed()

    life = live()
    a = offered(life, files[0])
    assert a.banner.topic == "draft"
    assert "lr: 0.1 → 0.3" in a.banner.text
    assert "changed since" not in a.banner.text
    assert not a.dirty, "nothing is done before it is wanted"
    a.banner.press("Make them again")
    life.hands.settle()
    assert (value(a, "lr"), a.dirty, a.banner.topic) == (0.3, True, "")
    b = offered(life, files[1])
    assert life.kept() == 3
    life.drafting._timer.setInterval(PATIENCE)  # they are taken back before they are kept once more
    b.banner.press("Make them again")
    life.hands.settle()
    assert value(b, "epoch") == 12, "as far as it was taken back"
    b.undo()
    assert value(b, "epoch") == 10
    a.document.mark_saved()
    life.drafting._timer.start(0)
    assert life.kept() == 0, "saved and taken back"


def test_who_does_not_want_them_is_not_asked_again(live: Callable[[], Life], files: tuple[Path, Path]) -> None:
    life = live()
    life.edit(life.hands.open(files[0]), "epoch", 2)
    assert life.kept() == 1
    life.be_killed()
    life = live()
    tab = offered(life, files[0])
    tab.banner.press("Forget them")
    life.hands.qtbot.waitUntil(lambda: life.kept() == 0, timeout=PATIENCE)
    life.hands.window.workspace.close_page(tab)
    assert offered(life, files[0]).banner.topic == ""


def test_of_a_file_that_changed_since_it_is_said_and_what_cannot_be_done_again_stays(live: Callable[[], Life],
                                                                                     files: tuple[Path, Path]) -> None:
    life = live()
    tab = life.hands.open(files[0])
    life.edit(tab, "epoch", 2)
    life.edit(tab, "lr", 0.5)
    assert life.kept() == 1
    life.be_killed()
    whole = files[0].read_bytes()
    torch.save({"epoch": 7}, files[0])
    life = live()
    tab = offered(life, files[0])
    assert "The file has changed since" in tab.banner.text
    tab.banner.press("Make them again")
    life.hands.settle()
    assert (tab.banner.mood, tab.dirty, value(tab, "epoch")) == ("danger", False, 7), "all or nothing"
    assert "lr" in tab.banner.text
    life.hands.window.workspace.close_page(tab)
    files[0].write_bytes(whole)
    tab = offered(life, files[0])
    tab.banner.press("Make them again")
    life.hands.settle()
    assert (value(tab, "epoch"), value(tab, "lr")) == (2, 0.5)


def test_what_is_given_up_is_forgotten(live: Callable[[], Life], files: tuple[Path, Path]) -> None:
    life = live()
    tab = life.hands.open(files[0])
    life.edit(tab, "epoch", 2)
    assert life.kept() == 1
    life.hands.window.workspace.close_page(tab)
    assert life.kept() == 0


def test_edits_that_no_recipe_can_say_are_not_kept_by_half(live: Callable[[], Life], files: tuple[Path, Path]) -> None:
    life = live()
    tab = life.hands.open(files[0])
    life.edit(tab, "epoch", 2)
    assert life.kept() == 1
    tab.apply(Insert(tab.document.graph.root, "blob", b"bytes"))
    assert life.kept() == 0


def test_an_ordinary_start_keeps_drafts_and_one_for_a_picture_does_not(qtbot: QtBot, tmp_path: Path) -> None:
    for request, count in ((Request(), 1), (Request(screenshot=tmp_path / "x.png"), 0)):
        with window(qtbot, Settings()) as hands:
            begin(hands.window, request)
            assert len(hands.window.findChildren(Drafting)) == count
            hands.settle()
    assert stored.folder().is_dir()
