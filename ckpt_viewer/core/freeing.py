"""Lets go of very many objects a few at a time: Python would take them all apart in one step, for which every thread of
the program stands still."""

from __future__ import annotations

import gc
import sys

from ckpt_viewer.core.big_dict import PIECE, empty
from ckpt_viewer.core.task import Task, stoppable

_LARGE = tuple(f"ckpt_viewer.core.{room}" for room in (
    "checkpoint", "diffing", "document", "edits", "graph", "optimizer", "outline", "big_dict", "pickles", "saving",
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


def is_large(thing: object) -> bool:
    """Whether it is something of ours that may hold a whole checkpoint."""
    return type(thing).__module__.startswith(_LARGE)
