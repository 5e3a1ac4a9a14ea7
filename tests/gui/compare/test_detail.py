"""Both sides of one row: how the fields of values share the room."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.diffing.diff import compare_structure
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.gui.compare.detail import DiffDetail
from ckpt_viewer.gui.jobs import Jobs


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
