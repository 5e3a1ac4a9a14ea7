"""The columns of a comparison's rows and the words in them."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Literal

import numpy as np

from ckpt_viewer.core.wording import number_text

State = Literal[
    "added", "removed", "renamed", "reshaped", "retyped", "changed", "broken", "identical", "waiting", "failed"]


class Column(IntEnum):
    """The columns from left to right."""

    PATH = 0
    STATUS = 1
    A = 2
    B = 3
    MAX_ABS = 4
    MEAN_ABS = 5
    REL_L2 = 6
    COSINE = 7
    CHANGED = 8


TITLES = ("Path", "Status", "A", "B", "Max diff", "Mean diff", "Rel. L2", "Cosine", "Changed")
TIPS = (
    "Where it stands in the file", "What became of it from A to B", "What the first file has here",
    "What the second file has here", "The largest difference of two elements, max |B − A|",
    "The mean size of the differences, mean |B − A|",
    "The size of the difference relative to A: |B − A| / |A|, over all elements",
    "How far A and B point the same way: 1 is exactly the same direction, 0 none in common",
    "The share of elements that differ",
)
OF_PARTS = "Of several tensors together: without whole numbers and the steps that an optimizer counts"
STATUS_TEXTS: dict[State, str] = {
    "added": "+ only in B", "removed": "− only in A", "renamed": "↷ renamed", "reshaped": "⤢ other shape",
    "retyped": "⇄ other type", "changed": "≠ changed", "broken": "≠ changed, NaN/Inf", "identical": "= identical",
    "waiting": "… not compared yet", "failed": "⚠ cannot be compared",
}
FROZEN = "❄ did not move"
STATES: tuple[State, ...] = tuple(STATUS_TEXTS)
QUIET = np.array([state in ("identical", "waiting") for state in STATES], np.bool_)
"""Which of STATES are no difference."""
NUMBERS = frozenset({Column.MAX_ABS, Column.MEAN_ABS, Column.REL_L2, Column.COSINE, Column.CHANGED})


def metric_text(number: float, column: Column) -> str:
    """Four digits; nothing where there is no such number, as the cosine with what is all zeros; and no 1 that is none:
    a cosine of 0.99999 says that something did change."""
    if math.isnan(number):
        return ""
    text = number_text(number, 4)
    return "≈ 1" if column is Column.COSINE and text == "1" and number != 1 else text
