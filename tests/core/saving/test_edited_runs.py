"""Some values of long runs edited: all the others are written as they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Sequence
from ckpt_viewer.core.saving import plan, save
from ckpt_viewer.core.task import Task


def test_values_in_runs_of_lists(tmp_path: Path) -> None:
    lists: list[Any] = [*[[f"word{i}", None, True, i / 3][: i % 5] for i in range(90)], list(range(2500))]
    pairs = [tuple(range(i, i + 1 + i % 6)) for i in range(90)]
    old, new = tmp_path / "old.pth", tmp_path / "new.pth"
    torch.save({"lists": lists, "pairs": pairs}, old)
    with open_checkpoint(old) as checkpoint:
        document = Document(checkpoint)
        for path in (("lists", 6, 0), ("lists", 90, 2499), ("pairs", 4, 2), ("pairs", 89, 0)):
            document.apply(SetValue(checkpoint.graph.resolve(path), -77, "here"))
        for name in ("lists", "pairs"):
            held = document.graph[document.graph.resolve((name,))]
            assert isinstance(held, Sequence)
            assert isinstance(held.items, range)
        save(plan(document.snapshot(), new), Task())
    lists[6], lists[90] = [-77], [*lists[90][:2499], -77]
    pairs[4], pairs[89] = (*pairs[4][:2], -77, *pairs[4][3:]), (-77, *pairs[89][1:])
    assert torch.load(new, weights_only=True) == {"lists": lists, "pairs": pairs}
