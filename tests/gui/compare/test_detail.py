"""Both sides of one row: how the fields of values share the room."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.diffing.diff import compare_structure
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.gui.compare.detail import DiffDetail
from ckpt_viewer.gui.compare.pair_table import PairModel
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.theme import active_theme
from tests.gui.compare.looking import Compare
from tests.tensors import spec_of


@pytest.mark.parametrize(("value", "other", "high"), [(1, 6, False), ("a", "b\n" * 30, True), ("a", "b" * 500, True)])
def test_short_values_stand_in_low_fields(qtbot: QtBot, tmp_path: Path, jobs: Jobs, value: object, other: object,
                                          high: bool) -> None:
    detail = DiffDetail(jobs, CpuEngine())
    qtbot.addWidget(detail)
    detail.resize(800, 500)
    detail.show()
    for name, held in (("a.pth", value), ("b.pth", other)):
        torch.save({"x": held}, tmp_path / name)
    diff = compare_structure(open_checkpoint(tmp_path / "a.pth").graph, open_checkpoint(tmp_path / "b.pth").graph)
    detail.present(diff, diff.entries[0], "")
    fields = [field for _, field in detail.sides]
    qtbot.waitUntil(lambda: all((field.height() > 300) is high for field in fields))
    assert all(high or not field.verticalScrollBar().maximum() for field in fields), "all of a short one is seen"


def test_what_is_not_finite_stands_out(qtbot: QtBot, jobs: Jobs) -> None:
    model = PairModel(jobs)
    pair = torch.tensor([1.0, torch.nan, 1.0]), torch.tensor([1.0, 1.0, torch.inf])
    model.show_pair(spec_of(pair[0].numpy()), spec_of(pair[1].numpy()), CpuEngine())
    qtbot.waitUntil(lambda: model.index(0, 1).data() == "1")
    inks = [[model.index(row, column).data(Qt.ItemDataRole.ForegroundRole) for column in (1, 2, 3)] for row in range(3)]
    danger = active_theme().color("danger")
    assert [[ink is not None and ink.color() == danger for ink in row] for row in inks] == [
        [False, False, False], [True, False, True], [False, True, True]]


def test_what_stands_beside_a_value_is_listed_and_it_is_the_one_chosen(qtbot: QtBot, compare: Compare) -> None:
    tab = compare(*({"group": {"eps": 1e-8, "lr": rate}, "w": torch.full((2,), rate)} for rate in (0.1, 0.3)))
    table = tab.detail.beside.table
    tab.view.select_entry(0)
    qtbot.waitUntil(table.isVisible)
    cells = [[str(table.model().index(row, column).data()) for column in range(5)] for row in range(2)]
    assert cells == [["eps", "= identical", "1e-08", "1e-08", ""], ["lr", "≠ changed", "0.1", "0.3", "0.2"]]
    assert table.currentIndex().row() == 1
    tab.view.select_entry(1)
    qtbot.waitUntil(lambda: not tab.busy)
    assert not table.isVisible()
