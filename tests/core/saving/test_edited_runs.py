"""One value of a long run edited: all the others are written as they were."""

from __future__ import annotations

from pathlib import Path

import torch

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving import plan, save
from ckpt_viewer.core.task import Task


def test_one_value_in_a_run_of_lists(tmp_path: Path) -> None:
    shared = [1, 2.5, "twice"]
    rows = [(), *[tuple(range(i % 6)) for i in range(90)], *[["word", None, True, i / 3][: i % 5] for i in range(90)],
            list(range(2500)), shared]
    old, new = tmp_path / "old.pth", tmp_path / "new.pth"
    torch.save({"before": [shared], "rows": rows, "after": [rows[5]]}, old)
    with open_checkpoint(old) as checkpoint:
        document = Document(checkpoint)
        for path in (("rows", 4, 2), ("rows", 95, 0), ("rows", 181, 2499), ("rows", 182, 1)):
            document.apply(SetValue(checkpoint.graph.resolve(path), -77, "here"))
        assert document.graph.rows(range(0)) == []
        save(plan(document.snapshot(), new), Task())
    found = torch.load(new, weights_only=True)
    rows[4], rows[95][0], rows[181][2499], shared[1] = (*rows[4][:2], -77, *rows[4][3:]), -77, -77, -77  # type: ignore[index]
    assert found["rows"] == rows
    assert found["before"][0] is found["rows"][-1]
    assert found["after"][0] is found["rows"][5]
