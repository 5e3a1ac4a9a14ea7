"""Sorting in steps, with Python's own sort as the measure."""

from __future__ import annotations

import random
from typing import Any

import pytest

from ckpt_viewer.core import ranking
from ckpt_viewer.core.ranking import ranked
from ckpt_viewer.core.task import Cancelled, Task

MANY = 3 * 8192 + 17


def keys_of(kind: str) -> list[Any]:
    numbers = random.Random(3)
    known: dict[str, list[Any]] = {
        "few": [3, 1, 2], "none": [], "ascending": list(range(MANY)), "descending": list(range(MANY, 0, -1)),
        "alike": ["="] * MANY, "two": [str(numbers.randrange(2)) for _ in range(MANY)],
        "mixed": [numbers.choice(["", "a", "b" * numbers.randrange(9)]) for _ in range(MANY)],
        "texts": [str(numbers.random()) for _ in range(MANY)],
    }
    return known[kind]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("kind", ["few", "none", "ascending", "descending", "alike", "two", "mixed", "texts"])
def test_as_pythons_own_sort(kind: str, descending: bool) -> None:
    keys = keys_of(kind)
    assert list(ranked(keys, descending, Task())) == sorted(range(len(keys)), key=keys.__getitem__, reverse=descending)


def test_no_step_takes_more_than_a_small_share() -> None:
    parts = ranking._parts(keys_of("texts"), Task())
    assert max(map(len, parts)) < MANY / 2


def test_can_be_cancelled() -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        ranked(keys_of("texts"), False, task)
