"""From one tab to another, and what the file in front is compared with, without a mouse."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.actions import MENUS
from ckpt_viewer.gui.actions import file as file_actions
from ckpt_viewer.gui.actions.base import Submenu
from tests.journeys.driving import Hands, window

FILES = ("convnet_epoch_01.pth", "convnet_epoch_10.pth", "linear_checkpoint.pth")


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        for name in FILES:
            found.open(resource(f"samples/{name}"))
        yield found


def keys(hands: Hands, text: str) -> str:
    """Do what a shortcut does, wherever the keyboard is; the title of the tab that is in front then."""
    wanted = QKeySequence(text)
    [action] = [action for action in hands.window.actions() if wanted in action.shortcuts()]
    action.trigger()
    hands.settle()
    return hands.document.title


def offered(hands: Hands) -> QMenu:
    [menu] = [menu for menu in hands.window.findChildren(QMenu) if menu.title() == "Compare with…" and menu.isVisible()]
    return menu


def test_keys_go_round_the_tabs(hands: Hands) -> None:
    assert [keys(hands, "Ctrl+PgDown") for _ in FILES] == list(FILES)
    assert [keys(hands, "Ctrl+Shift+Tab") for _ in FILES] == [FILES[1], FILES[0], FILES[2]]
    assert (keys(hands, "Ctrl+Tab"), keys(hands, "Ctrl+PgUp")) == (FILES[0], FILES[2])
    for name in FILES[1:]:
        hands.window.close_tab(next(tab for tab in hands.window.document_tabs if tab.title == name))
    assert not hands.window.commands["next-tab"].isEnabled()


def test_a_number_goes_to_a_tab_and_another_to_a_panel(hands: Hands) -> None:
    assert [keys(hands, f"Ctrl+{n}") for n in (2, 1, 3)] == [FILES[1], FILES[0], FILES[2]]
    assert keys(hands, "Ctrl+9") == FILES[2], "there are three"
    keys(hands, "Alt+2")
    assert hands.document.panels.wanted == "All tensors"
    menu = hands.window.commands.submenu("tabs")
    menu.aboutToShow.emit()
    assert [action.text().split("\t") for action in menu.actions()] == [
        [name, QKeySequence(f"Ctrl+{n}").toString(QKeySequence.SequenceFormat.NativeText)]
        for n, name in enumerate(FILES, 1)]
    assert [action.isChecked() for action in menu.actions()] == [False, False, True]
    [entry] = [found for found in hands.window.commands.entries() if found.title == FILES[0]]
    assert (entry.place, entry.keys) == ("View › Go to tab", menu.actions()[0].text().split("\t")[1])


@pytest.mark.parametrize("name", ["tabs", "panels", "language"])
def test_where_one_of_several_is_chosen_the_marks_say_so(hands: Hands, name: str) -> None:
    menu = hands.window.commands.submenu(name)
    menu.aboutToShow.emit()
    marked = menu.actions()
    assert [entry.isChecked() for entry in marked].count(True) == 1
    assert len({id(entry.actionGroup()) for entry in marked}) == 1
    assert marked[0].actionGroup().isExclusive()


def test_many_files_are_listed_under_short_names(hands: Hands, tmp_path: Path) -> None:
    tabs, sample = hands.window.workspace.tabs, resource("samples/linear_checkpoint.pth")
    for number in range(9):
        hands.open(Path(shutil.copy(sample, tmp_path / f"{'a_name_that_goes_on_' * 9}{number}.pth")))
        assert tabs.more.isVisible() is not all(map(tabs.isTabVisible, range(tabs.count())))
    assert tabs.more.isVisible()
    menu = hands.window.commands.submenu("tabs")
    menu.aboutToShow.emit()
    names = [entry.text().split("\t")[0] for entry in menu.actions()]
    assert names == [tabs.tabText(at) for at in range(tabs.count())]
    assert [name[-5:] for name in names[len(FILES):]] == [f"{number}.pth" for number in range(9)]
    assert max(map(len, names)) < 50


def test_keys_of_submenus_are_nobody_elses(hands: Hands) -> None:
    submenus = [entry for menu in MENUS for entry in menu.entries if isinstance(entry, Submenu)]
    for text in [text for submenu in submenus for text in submenu.keys]:
        assert len([a for a in hands.window.actions() if QKeySequence(text) in a.shortcuts()]) == 1, text


def test_compare_offers_the_other_tabs_first(hands: Hands) -> None:
    hands.press("compare-with")
    menu = offered(hands)
    assert [action.text() for action in menu.actions()] == [f"With {FILES[0]}", f"With {FILES[1]}",
                                                           "With a file on disk…"]
    assert menu.activeAction() is menu.actions()[0]
    menu.activeAction().trigger()
    menu.close()
    assert hands.comparison.title == "linear_checkpoint ↔ convnet_epoch_01"


def test_a_key_compares_with_the_file_before_and_the_first_one_with_the_next(hands: Hands) -> None:
    for name, title in ((FILES[0], "convnet_epoch_01 ↔ convnet_epoch_10"),
                        ("convnet_epoch_10.pth", "convnet_epoch_01 ↔ convnet_epoch_10")):
        hands.open(resource(f"samples/{name}"))
        hands.press("compare-neighbour")
        hands.settle()
        assert hands.comparison.title == title
    hands.open(resource(f"samples/{FILES[2]}"))
    hands.press("compare-neighbour")
    hands.settle()
    assert "No file beside linear_checkpoint.pth" in hands.window.workspace.banner.text


def test_compare_asks_for_a_file_where_no_other_is_open(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    for tab in hands.window.document_tabs[:-1]:
        hands.window.close_tab(tab)

    class Chosen:
        """Stands where Qt would ask."""

        @staticmethod
        def getOpenFileName(*_asked: object) -> tuple[str, str]:
            return str(resource(f"samples/{FILES[0]}")), ""

    monkeypatch.setattr(file_actions, "QFileDialog", Chosen)
    hands.press("compare-with")
    assert hands.comparison.title == "linear_checkpoint ↔ convnet_epoch_01"
