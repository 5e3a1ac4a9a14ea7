"""Which rows of an outline stand for nodes that were edited: for a mark on the rows above them, folded or not.

Contract: pure; work for a job, as an edit may have changed a million nodes.
"""

from __future__ import annotations

from collections.abc import Set

import numpy as np

from ckpt_viewer.core.graph import NodeId
from ckpt_viewer.core.outline.tree import Outline, Rows
from ckpt_viewer.core.task import looking_up


def edited_rows(outline: Outline, edited: Set[NodeId]) -> Rows:
    """The rows of these nodes, ascending; a node that hangs in several places has as many."""
    nodes = np.fromiter(looking_up(edited), np.int64)
    is_edited = np.zeros(1 + max(int(outline.node.max(initial=-1)), int(nodes.max(initial=-1))), np.bool_)
    is_edited[nodes] = True
    return outline.own(np.flatnonzero(is_edited[outline.node]).astype(np.int32))


def holds_any(outline: Outline, row: int, rows: Rows) -> bool:
    """Whether one of these rows, which ascend, lies below a row."""
    first, end = np.searchsorted(rows, (row + 1, row + int(outline.size[row])))
    return bool(first < end)
