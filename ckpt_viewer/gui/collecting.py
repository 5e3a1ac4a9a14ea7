"""When Python looks for garbage: not while a job makes millions of nodes, and never again among those.

A collection stops every thread while it visits every object there is: half a second for a checkpoint of 100,000
tensors, in the window's own thread as likely as in any other. Graphs and outlines hold no reference cycles (nodes name
one another by id), so counting references frees them; what little else was garbage at that moment is set aside with
them until `collect_everything`, after a tab was closed.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """For work in a job that makes very many objects and drops hardly one."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.enable()


def collect_everything() -> None:
    """Free what a closed tab left behind in cycles (plots with their menus), also among what was set aside.

    For the window's own thread, after a tab was closed: it visits every object there is.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
