"""What a person does is spread over several turns of the event loop where one turn would be long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.document_tab import DocumentTab
from ckpt_viewer.gui.panels.statistics import StatisticsPanel
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
