"""When and where Python looks for garbage: in the thread of the window, not while a job makes millions of nodes, and
never again among those.

A collection runs in the thread that happens to make the next object. In a worker it would take widgets apart while Qt
deletes them in the window's thread, which ends the program now and then. So `Collecting` turns it off for as long as
there are workers and does what is due itself.

A collection stops every thread while it visits every object there is: half a second for a checkpoint of 100,000
tensors, in the window's own thread as likely as in any other. Graphs and outlines hold no reference cycles (nodes name
one another by id), and `take_apart` breaks those of a closed tab's widgets, so counting references frees them. Nothing
ever looks through what was set aside, which takes 50 ms for a window and its libraries alone: a closed tab has to leave
nothing behind that only a collection would find.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QMenu
from shiboken6 import isValid

from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.freeing import CONTAINERS, is_large

MANY = 30_000  # more new objects than a window makes by itself
_OLDEST = 2  # generation
_DRAWN = (QGraphicsItem, QGraphicsScene, QMenu)  # what knows widgets but is no child of one
MOST_DRAWN = 5_000  # things in a list of what a plot draws; longer ones are of a checkpoint


@contextmanager
def undisturbed() -> Iterator[None]:
    """For work in a job that makes very many objects and drops hardly one."""
    with no_collection():
        try:
            yield
        finally:
            gc.freeze()


class Collecting:
    """Takes Python's collector over for as long as there are workers."""

    def __init__(self) -> None:
        self._was_enabled = False

    def take_over(self) -> None:
        """No thread collects by itself from now on."""
        self._was_enabled = gc.isenabled()
        gc.disable()

    def collect_due(self) -> None:
        """What Python would have done by itself by now. For the window's thread.

        What survives a collection of everything is set aside, so that the next one is short; and without a look what a
        job has made in great numbers, which is no garbage. Python's own count does not tell of those where a job has
        let go of as many at the same time.
        """
        counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(counts) if count > most]
        if not due:
            return
        few = -1 if gc.get_count()[0] > MANY else _few(due[-1])
        if few >= 0:
            gc.collect(few)
        if few < due[-1] or few == _OLDEST:
            gc.freeze()

    def give_back(self) -> None:
        """The workers are gone: Python collects by itself again, if it did before."""
        if self._was_enabled:
            gc.enable()


def _few(oldest: int) -> int:
    """The oldest generation, up to this one, that has with all younger ones no more than a few objects; or -1."""
    total = 0
    for generation in range(oldest + 1):
        total += len(gc.get_objects(generation))
        if total > MANY:
            return generation - 1
    return oldest


def take_apart(page: QObject, leave: Callable[[list[object]], None]) -> None:
    """Let go of all that a page and what is in it hold, once Qt has deleted it: widgets that know one another in a
    circle would keep a checkpoint of millions of objects until a collection had looked at every one of them.

    What may be large is given to `leave`, to be let go of elsewhere: it takes seconds, and knows no widget."""
    parts = _parts(page)
    held, menus = [vars(part) for part in parts], [part for part in parts if isinstance(part, QMenu)]

    def let_go() -> None:
        large = [value for names in held for value in names.values() if is_large(value) or _is_long(value)]
        for names in held:
            names.clear()
        leave(large)
        for menu in menus:
            if isValid(menu):
                menu.deleteLater()

    page.destroyed.connect(let_go)  # a widget's children are deleted before it says so


def _parts(page: QObject) -> list[object]:
    """All that is in a page, what its plots draw, and their menus, which have no parent."""
    found: dict[int, object] = {}
    waiting: list[object] = [page, *page.findChildren(QObject)]
    while waiting:
        part = waiting.pop()
        if id(part) in found:
            continue
        found[id(part)] = part
        for value in vars(part).values():
            several = value if isinstance(value, list) else value.values() if isinstance(value, dict) else (value,)
            if len(several) > MOST_DRAWN:
                continue
            waiting += [drawn for drawn in several if isinstance(drawn, _DRAWN)]
        if isinstance(part, QMenu):
            waiting += part.findChildren(QObject)
    return list(found.values())


def _is_long(thing: object) -> bool:
    """Whether it lists what a checkpoint has, for nothing else has so much."""
    return type(thing) in CONTAINERS and len(thing) > MOST_DRAWN  # type: ignore[arg-type]
