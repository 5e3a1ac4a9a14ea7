"""What a person does is spread over several turns of the event loop where one turn would be long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.folders import Item, Listing
from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.actions import MENUS, TOOLS
from ckpt_viewer.gui.actions.base import Action
from ckpt_viewer.gui.document_tab import DocumentTab
from ckpt_viewer.gui.panels.all_tensors import AllTensorsPanel
from ckpt_viewer.gui.panels.statistics import StatisticsPanel
from ckpt_viewer.gui.parts.plain_table import MadeLate
from ckpt_viewer.gui.tree import view
from ckpt_viewer.gui.window import commands as window_commands
from ckpt_viewer.gui.window.folder_page import FolderPage
from ckpt_viewer.gui.window.opening import OpeningPage
from tests.journeys.driving import Hands, window

FILES = ("linear_checkpoint.pth", "convnet_epoch_10.pth", "convnet_epoch_01.pth")


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as made:
        yield made


def test_a_panel_is_made_in_one_turn_and_shown_in_another(hands: Hands) -> None:
    tab = hands.open(resource(f"samples/{FILES[2]}"))
    tab.tree.reveal(("model_state", "head.0.weight"))
    tab._on_settled()
    assert tab.panels.findChild(StatisticsPanel) is not None
    assert not isinstance(tab.panels.front, StatisticsPanel)
    assert not tab.settled
    hands.settle()
    assert isinstance(tab.panels.front, StatisticsPanel)


def test_pages_are_made_anew_one_in_a_turn_the_one_in_front_first(hands: Hands) -> None:
    workspace, made = hands.window.workspace, list[str]()
    for name in FILES:
        hands.open(resource(f"samples/{name}"))
    workspace.tabs.setCurrentIndex(1)
    old = workspace.tabs.pages()
    workspace.tab_made.connect(lambda tab: made.append(tab.path.name))
    workspace.renewing.begin()
    assert workspace.busy
    while workspace.renewing.active:
        before = len(made)
        workspace.renewing._on_turn()
        assert len(made) <= before + 1
    assert made == [FILES[1], FILES[0], FILES[2]]
    assert [tab.path.name for tab in workspace.document_tabs] == list(FILES)
    assert workspace.tabs.currentIndex() == 1
    assert not set(old) & set(workspace.tabs.pages())


def test_panels_of_a_tab_that_nobody_sees_show_nothing_yet(hands: Hands) -> None:
    """Of twenty files that are opened together most are never looked at, and each would be made anew in turn."""
    workspace, shown = hands.window.workspace, list[str]()
    workspace.tab_made.connect(lambda tab: tab.selection_changed.connect(lambda: shown.append(tab.path.name)))
    hands.window.open_files([resource(f"samples/{name}") for name in FILES])
    hands.qtbot.waitUntil(lambda: len(workspace.document_tabs) == len(FILES) and not workspace.busy)
    behind, front = workspace.document_tabs[0], workspace.document_tabs[2]
    assert (behind.panels.front, behind.panels.titles) == (None, ())
    assert shown == [FILES[2]]
    behind.reveal(("epoch",))
    hands.settle()
    assert shown == [FILES[2]]
    workspace.tabs.setCurrentWidget(behind)
    assert (shown, behind.panels.front is not None) == ([FILES[2], FILES[0]], True)
    workspace.tabs.setCurrentWidget(front)
    assert shown == [FILES[2], FILES[0]], "what was shown stays"
    workspace.renewing.begin()
    hands.settle()
    assert shown == [FILES[2], FILES[0], FILES[2]], "made anew it is shown once, with what was selected"


def test_a_file_is_shown_in_the_turn_after_its_tab_was_made(hands: Hands) -> None:
    workspace, seen = hands.window.workspace, list[tuple[bool, int]]()

    def look() -> None:
        seen.append((workspace.opening, len(workspace.document_tabs)))

    workspace.tab_made.connect(lambda tab: QTimer.singleShot(0, tab, look))  # ahead of the workspace's own next turn
    hands.open(resource(f"samples/{FILES[2]}"))
    look()
    assert seen == [(True, 0), (False, 1)]


def test_a_file_whose_page_is_closed_when_its_tab_is_made_stays_closed(hands: Hands) -> None:
    workspace, made = hands.window.workspace, list[DocumentTab]()
    workspace.tab_made.connect(made.append)
    workspace.tab_made.connect(lambda _tab: workspace.close_page(workspace.tabs.pages()[0]))
    hands.window.open_files([resource(f"samples/{FILES[2]}")])
    hands.qtbot.waitUntil(lambda: made != [])
    source, = made[0].document.checkpoint.sources
    hands.settle()
    assert (workspace.tabs.pages(), workspace.opening) == ([], False)
    hands.qtbot.waitUntil(lambda: not isValid(made[0]))
    with pytest.raises(SourceError):
        source.read_at(0, 1)


def test_icons_of_the_tool_bar_are_there_at_once_and_those_of_the_menus_soon(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_commands, "ICONS", 0.0)  # one in a turn
    commands = hands.window.commands
    icons = {entry.id: commands[entry.id].icon().cacheKey() for menu in MENUS for entry in menu.entries
             if isinstance(entry, Action) and entry.icon}
    assert not any(commands[id_].icon().isNull() for id_ in icons)
    commands.retheme()
    assert {id_ for id_, key in icons.items() if commands[id_].icon().cacheKey() != key} == {
        action.id for action in TOOLS if action is not None and action.icon}
    hands.qtbot.waitUntil(lambda: all(commands[id_].icon().cacheKey() != key for id_, key in icons.items()))


@pytest.mark.parametrize("turns", [1, 2])
@pytest.mark.parametrize("again", [False, True])
def test_a_tab_that_is_closed_while_it_is_made_anew_stays_closed(hands: Hands, again: bool, turns: int) -> None:
    workspace = hands.window.workspace
    for name in FILES:
        hands.open(resource(f"samples/{name}"))
    workspace.renewing.begin()
    for _ in range(turns):  # made, and not yet in its place
        workspace.renewing._on_turn()
    workspace.close_page(workspace.document_tabs[2])
    if again:
        workspace.renewing.begin()
    hands.settle()
    assert [tab.path.name for tab in workspace.document_tabs] == list(FILES[:2])
    hands.document.reveal(("epoch", ))
    hands.settle()


def test_the_panel_in_front_is_made_before_its_tab_takes_the_place(hands: Hands) -> None:
    tab, workspace, made = hands.open(resource(f"samples/{FILES[2]}")), hands.window.workspace, list[DocumentTab]()
    tab.tree.reveal(("model_state", "head.0.weight"))
    hands.settle()
    workspace.tab_made.connect(made.append)
    workspace.renewing.begin()
    workspace.renewing._on_turn()
    assert made[0].panels.findChild(StatisticsPanel) is None
    workspace.renewing._on_turn()
    assert made[0].panels.findChild(StatisticsPanel) is not None
    assert workspace.front is tab
    document = tab.document
    tab.apply(SetValue(document.graph.resolve(("epoch",)), 77, "epoch"))
    hands.settle()
    assert workspace.front is made[0]
    assert isinstance(made[0].panels.front, StatisticsPanel)
    assert made[0].tree.outline.graph is document.graph
    assert made[0].dirty


def test_a_page_of_reading_is_made_when_somebody_has_looked_for_a_moment(hands: Hands) -> None:
    hands.window.open_files([resource(f"samples/{name}") for name in FILES])
    hands.window.refresh_actions()  # asks the page whether it can read again
    assert [page.findChild(QPushButton) for page in hands.window.workspace.tabs.pages()] == [None] * 3
    page = OpeningPage(Path(FILES[0]))
    hands.qtbot.addWidget(page)
    page.show()
    hands.qtbot.waitUntil(lambda: page.findChild(QPushButton) is not None)


def test_of_a_long_folder_the_rows_are_made_that_somebody_sees(qtbot: QtBot, tmp_path: Path) -> None:
    items = tuple(Item(tmp_path / name, name, "torch_zip", "PyTorch", 1000, 0.0)
                  for name in (f"run{n:04d}.pth" for n in range(5000)))
    page = FolderPage(Listing(tmp_path, items, 0))
    qtbot.addWidget(page)
    page.show()
    rows = page.table.rows.texts
    assert isinstance(rows, MadeLate)
    assert len(rows._made) < 300
    assert page.table.rows.index(4999, 0).data() == "run4999.pth"
    page.sort_by(0)
    assert page.table.rows.index(0, 0).data() == "run4999.pth"


def test_cells_are_measured_once_however_often_a_table_changes_its_size(
        hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    tab, asked = hands.open(resource(f"samples/{FILES[2]}")), list[str]()
    tab.panels.bring(AllTensorsPanel.title)
    hands.settle()
    panel = tab.panels.front
    assert isinstance(panel, AllTensorsPanel)
    panel.view.fit_columns()  # other numbers have come since
    _note(monkeypatch, type(panel.view.rows), "cell", asked)
    _note(monkeypatch, view, "cell_width", asked)
    before = panel.view.columnWidth(0), tab.tree.tree.columnWidth(0)
    panel.view.fit_columns()
    tab.tree.model.take_folds(tab.tree.model)
    assert (asked, before) == ([], (panel.view.columnWidth(0), tab.tree.tree.columnWidth(0)))
    panel.view.rows.touch()
    panel.view.fit_columns()
    assert asked
    asked.clear()
    tab.tree.model.refresh(tab.tree.outline, tab.document.edited)
    tab.tree.tree.fit_again()
    assert asked


def _note(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, asked: list[str]) -> None:
    """Note each call of a function."""
    real = getattr(owner, name)

    def noting(*given: object) -> object:
        asked.append(name)
        return real(*given)

    monkeypatch.setattr(owner, name, noting)
