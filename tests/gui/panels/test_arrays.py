"""Arrays of numpy within a file of torch, in the panels that show tensors."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ckpt_viewer.core.document import Document
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.panels import PANELS
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.panels.picture import PicturePanel
from ckpt_viewer.gui.panels.statistics import StatisticsPanel
from ckpt_viewer.gui.panels.values import ValuesPanel
from tests.core.oracle import opened, saved
from tests.gui.panels.conftest import Stage

VALUES = np.asfortranarray(np.arange(6, dtype=">f4").reshape(2, 3))
HELD = {"mean": VALUES, "best": np.float64(0.5), "words": np.array(["a", "b"]), "w": torch.ones(2, 2)}


def document() -> Document:
    return Document(opened(saved(HELD)))


def test_statistics_and_facts(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, document(), ("mean",))
    facts = panel.facts
    assert (facts.value("Shape"), facts.value("Dtype")) == ("2 × 3", "float32, big-endian")
    assert (facts.value("Minimum"), facts.value("Maximum"), facts.value("Mean")) == ("0", "5", "2.5")
    assert facts.value("Used") == "24 bytes"


def test_an_array_beside_a_tensor(stage: Stage) -> None:
    panel = stage.show(StatisticsPanel, document(), ("mean",), ("w",))
    assert [(shown.label, shown.spec.numel) for shown in panel.distribution.shown] == [("mean", 6), ("w", 4)]


def test_the_table_has_the_values_in_their_places(stage: Stage) -> None:
    panel = stage.show(ValuesPanel, document(), ("mean",))
    model = panel.table.view.values
    model.index(1, 2).data()  # asks for it
    stage.qtbot.waitUntil(lambda: model.index(1, 2).data() == "5")
    shown = [[model.index(row, column).data() for column in range(3)] for row in range(2)]
    assert shown == [["0", "1", "2"], ["3", "4", "5"]]


def test_the_picture_is_there(stage: Stage) -> None:
    panel = stage.show(PicturePanel, document(), ("mean",))
    assert panel.notice.isHidden()
    assert panel.note.text().startswith("All of it, one cell for each value")


@pytest.mark.parametrize(("key", "expected"), [
    ("mean", {StatisticsPanel, ValuesPanel, PicturePanel}), ("best", {StatisticsPanel, ValuesPanel}), ("words", set()),
])
def test_which_panels_it_has(key: str, expected: set[type[Panel]]) -> None:
    held, jobs = document(), Jobs()
    node = held.graph.resolve((key,))
    context = PanelContext(held, held.graph, (node,), ((key,),), None, jobs, lambda *_, **__: None, lambda _: None)  # type: ignore[arg-type]
    found = {panel for panel in PANELS if panel.accepts(context)}
    assert found & {StatisticsPanel, ValuesPanel, PicturePanel} == expected
