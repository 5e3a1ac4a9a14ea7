"""A dict in parts: as a dict, whatever the keys and however many, and without a long step."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.task import Cancelled, Task, stoppable

_MANY = 20_000  # more than one part may hold
_KEYS = st.one_of(st.integers(), st.text(max_size=3), st.tuples(st.text(max_size=2), st.integers()))
_STEPS = st.lists(st.tuples(st.sampled_from(["put", "setdefault", "get"]), _KEYS, st.integers()))


@given(_STEPS, st.sampled_from([0, 2, 1000]))
def test_it_does_what_a_dict_does(steps: list[tuple[str, object, int]], few: int) -> None:
    with patch("ckpt_viewer.core.big_dict._FEW", few):
        _compare(steps)


def _compare(steps: list[tuple[str, object, int]]) -> None:
    parted, plain = PartedDict[object, int](), dict[object, int]()
    for act, key, value in steps:
        if act == "put":
            parted[key] = plain[key] = value
        elif act == "setdefault":
            assert parted.setdefault(key, value) == plain.setdefault(key, value)
        assert parted.get(key) == plain.get(key)
        assert (key in parted) == (key in plain)
        if key in plain:
            assert parted[key] == plain[key]
    assert dict(parted.items()) == plain
    assert sorted(map(repr, parted)) == sorted(map(repr, plain))
    assert sorted(parted.values()) == sorted(plain.values())
    assert len(parted) == len(plain)


def test_few_keep_their_order() -> None:
    parted = PartedDict[str, int]()
    for at, name in enumerate("zyxabc"):
        parted[name] = at
    assert list(parted) == list("zyxabc")


def test_a_key_that_is_not_there_is_said() -> None:
    with pytest.raises(KeyError):
        PartedDict[str, int]()["a"]


@pytest.mark.parametrize("key", [int, lambda number: f"tensor.{number}", lambda number: (number, 0)])
def test_many_are_shared_among_parts_that_are_quick_to_search(key: type) -> None:
    """Numbers in a row are their own hashes: by their lowest bits all of a part would be looked for in one place."""
    parted = PartedDict[object, int]()
    for number in range(200_000):
        parted[key(number)] = number
    assert max(map(len, parted._parts)) < 200_000 / 10
    for part in filter(None, parted._parts):
        assert len({hash(held) % 1024 for held in part}) > min(len(part), 1024) / 2


def test_it_can_be_stopped_while_it_lets_go() -> None:
    parted, task = PartedDict[int, int](), Task()
    for number in range(_MANY):
        parted[number] = number
    task.cancel()
    with stoppable(task), pytest.raises(Cancelled):
        parted.clear()
    parted.clear()
    assert not parted
