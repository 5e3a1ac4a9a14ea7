"""What a person does is spread over several turns of the event loop where one turn would be long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.panels.statistics import StatisticsPanel
from tests.journeys.driving import Hands, window

EPOCH_1 = resource("samples/convnet_epoch_01.pth")


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as made:
        yield made


def test_a_panel_is_made_in_one_turn_and_shown_in_another(hands: Hands) -> None:
    tab = hands.open(EPOCH_1)
    tab.tree.reveal(("model_state", "head.0.weight"))
    tab._on_settled()
    assert tab.panels.findChild(StatisticsPanel) is not None
    assert not isinstance(tab.panels.front, StatisticsPanel)
    assert not tab.settled
    hands.settle()
    assert isinstance(tab.panels.front, StatisticsPanel)
