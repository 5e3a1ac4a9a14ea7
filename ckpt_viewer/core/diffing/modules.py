"""What became of each module, for whoever tells of a comparison that is done."""

from __future__ import annotations

from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.outline import DiffOutline, outline_diff
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.diffing.sizes import read_sizes
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.task import Task


def with_modules(found: Compared, task: Task, outline: DiffOutline | None = None) -> Compared:
    """The same with its modules, those of `outline` if there is one. Reads how large tensors are that are equal, beside
    others that are not. Raises Cancelled."""
    rows = DiffRows(outline or outline_diff(found.diff, task, by_module=True))
    rows.set_results([(number, result) for number, result in enumerate(found.measured) if result is not None])
    sizes = list[tuple[int, float]]()
    read_sizes(found.diff, rows.unread(), task, lambda number, norm: sizes.append((number, norm)))
    rows.set_sizes(sizes)
    return replace(found, modules=tuple(rows.modules(task)))
