"""A little of the fuzzing that `python -m tests.fuzz` does for as long as one likes."""

from __future__ import annotations

import pytest

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import formats, read_checkpoint
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task
from tests.fuzz.mutating import Breaker
from tests.fuzz.seeds import all_seeds
from tests.fuzz.structure import shape_of
from tests.fuzz.trying import file_name, fuzz

CASES = 5000


@pytest.fixture(scope="module")
def seeds() -> dict[str, bytes]:
    return all_seeds()


def test_broken_files_end_in_an_answer_or_one_line(seeds: dict[str, bytes]) -> None:
    outcomes = fuzz(seeds, 0, 0, 1, lambda number: number < CASES)
    assert outcomes.faults == []
    assert sum(outcomes.counts.values()) == CASES
    assert outcomes.counts["Damaged"] > CASES // 10  # the strokes hit something
    assert outcomes.counts["known_only"] > CASES // 50  # and do not only wreck


def test_a_case_is_the_same_every_time(seeds: dict[str, bytes]) -> None:
    assert Breaker(seeds).case(3, 14) == Breaker(seeds).case(3, 14) != Breaker(seeds).case(3, 15)


def test_a_file_taken_apart_and_put_together_reads_as_before(seeds: dict[str, bytes]) -> None:
    for name, data in seeds.items():
        if name == "distributed_part":
            continue  # several zips, of which the last is taken apart
        shape = shape_of(data)
        assert shape_of(shape.build(shape.parts)).parts == shape.parts, name
        try:
            before = read_checkpoint(MemorySource(data), Task())
        except CheckpointError:
            continue
        after = read_checkpoint(MemorySource(shape.build(shape.parts)), Task())
        assert (after.format, len(after.graph), after.notes) == (before.format, len(before.graph), before.notes), name


def test_every_format_reads_a_seed(seeds: dict[str, bytes]) -> None:
    """A new format brings its seeds: one function and a line in SEEDS of seeds.py."""
    read = set()
    for name, data in seeds.items():
        try:
            read.add(read_checkpoint(MemorySource(data, file_name(name)), Task()).format)
        except CheckpointError:
            continue  # of a format that is not read yet
    assert {form.name for form in formats()} <= read
