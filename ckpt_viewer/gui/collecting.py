"""When and where Python looks for garbage: in the thread of the window, not while a job makes millions of nodes, and
never again among those.

A collection runs in the thread that happens to make the next object. In a worker it would take widgets apart while Qt
deletes them in the window's thread, which ends the program now and then. So `Collecting` turns it off for as long as
there are workers and does what is due itself.

A collection stops every thread while it visits every object there is: half a second for a checkpoint of 100,000
tensors, in the window's own thread as likely as in any other. Graphs and outlines hold no reference cycles (nodes name
one another by id), so counting references frees them; what little else was garbage at that moment is set aside with
them until `collect_everything`, after a tab was closed.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from ckpt_viewer.core.collecting import no_collection


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

        What survives a collection of everything is set aside, so that the next one is short.
        """
        counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(counts) if count > most]
        if due:
            gc.collect(due[-1])
        if due[-1:] == [2]:
            gc.freeze()

    def give_back(self) -> None:
        """The workers are gone: Python collects by itself again, if it did before."""
        if self._was_enabled:
            gc.enable()


def collect_everything() -> None:
    """Free what a closed tab left behind in cycles (plots with their menus), also among what was set aside.

    For the window's own thread, after a tab was closed: it visits every object there is.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
