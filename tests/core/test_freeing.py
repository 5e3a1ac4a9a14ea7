"""Very many objects are let go of a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest

from ckpt_viewer.core.big_dict import PIECE, PartedDict, empty
from ckpt_viewer.core.freeing import let_go
from ckpt_viewer.core.graph import Graph, Mapping, Scalar
from ckpt_viewer.core.task import Cancelled, Task, stoppable


class Counted:
    """Knows how many of its kind are left."""

    left = 0

    def __init__(self) -> None:
        Counted.left += 1

    def __del__(self) -> None:
        Counted.left -= 1


class Watching(Task):
    """Notes how many were left at each look."""

    __slots__ = ("seen",)

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[int] = []

    def check(self) -> None:
        super().check()
        self.seen.append(Counted.left)


@pytest.mark.parametrize("kind", [list, tuple])
def test_very_many_are_let_go_of_piece_by_piece_and_those_of_others_stay(kind: type) -> None:
    count, task = 5 * PIECE + 7, Watching()
    graph = Graph(kind(Counted() for _ in range(count)), 0)
    kept = Graph([Mapping(("a",), (1,)), Scalar(1)], 0)
    let_go([[graph, graph], kept, {"a": (graph,)}], task)
    assert Counted.left == count, "a name here has it"
    things: list[object] = [[graph], {"graph": graph}, (graph, kept)]
    del graph
    let_go(things, task)
    assert (Counted.left, things) == (0, [])
    assert max(before - after for before, after in pairwise(task.seen)) <= PIECE
    assert kept[1] == Scalar(1)


def test_letting_go_ends_when_it_is_no_longer_wanted() -> None:
    task, things = Task(), list[object]([[1]])
    task.cancel()
    with pytest.raises(Cancelled):
        let_go(things, task)
    assert things == [[1]]


def test_a_dict_in_parts_is_taken_apart_too() -> None:
    held, task = PartedDict[int, Counted](), Watching()
    for number in range(5 * PIECE):
        held[number] = Counted()
    things: list[object] = [held]
    del held
    let_go(things, task)
    assert Counted.left == 0
    assert max(before - after for before, after in pairwise(task.seen)) <= PIECE


@pytest.mark.parametrize("kind", [list, set, lambda things: dict(enumerate(things))])
def test_what_one_made_for_oneself_goes_piece_by_piece(kind: Callable[[Iterable[Counted]], list[Counted]]) -> None:
    count, task = 3 * PIECE + 7, Watching()
    large = kind(Counted() for _ in range(count))
    with stoppable(task):
        empty(large)
    assert (len(large), Counted.left, task.seen[0]) == (0, 0, count)
    assert max(before - after for before, after in pairwise(task.seen)) <= PIECE
