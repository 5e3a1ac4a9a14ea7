"""Lets go of very many objects a few at a time: Python would take them all apart in one step, for which every thread of
the program stands still."""

from __future__ import annotations

import gc
import sys
from collections import deque
from collections.abc import Callable
from itertools import islice

from ckpt_viewer.core.lazy_typing import TypeVar
from ckpt_viewer.core.task import Task, look_up, stoppable

T = TypeVar("T")
U = TypeVar("U")
_NEVER = object()
PIECE = 2_000  # objects that are let go of at once
_LARGE = tuple(f"ckpt_viewer.core.{room}" for room in (
    "checkpoint", "diffing", "document", "edits", "graph", "optimizer", "outline", "parted", "pickles", "saving",
    "tensor", "views"))
CONTAINERS = frozenset({list, tuple, dict, set, frozenset})


def let_go(things: list[object], task: Task) -> None:
    """Let go of things, and piece by piece of all in them that nobody else has. `things` is empty afterwards. Raises
    Cancelled."""
    with stoppable(task):
        while things:
            task.check()
            thing = things.pop()
            if sys.getrefcount(thing) > 2:  # the name and the argument: somebody else has it too
                continue
            if isinstance(thing, list | dict | set) and len(thing) > PIECE:
                empty(thing)
            elif type(thing) in CONTAINERS or is_large(thing):
                inside = gc.get_referents(thing)
                del thing
                if len(inside) <= PIECE:
                    things += inside
                else:
                    empty(inside)
                del inside  # else it has them too


def empty(large: list[T] | dict[T, U] | set[T]) -> None:
    """Take everything out, a few at a time, and look up in between. For what a function made for itself alone: with
    its end Python would let go of all at once."""
    while large:
        look_up()
        if isinstance(large, list):
            del large[-PIECE:]
        else:
            take: Callable[[], object] = large.popitem if isinstance(large, dict) else large.pop
            deque(islice(iter(take, _NEVER), min(PIECE, len(large))), 0)


def is_large(thing: object) -> bool:
    """Whether it is something of ours that may hold a whole checkpoint."""
    return type(thing).__module__.startswith(_LARGE)
