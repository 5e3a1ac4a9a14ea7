"""Makes room for the types of Qt before there are workers, so that a worker may import modules that define such types.

Before Python 3.12, Shiboken keeps what it knows of each type in a hash table without a lock. Qt asks it in the window's
thread, without Python's lock, what object it is about to call; a worker that imports a window's module puts types in.
That is harmless but for the moments in which the table grows: what is asked for then is not found, and the program ends
with a segmentation fault in `PySide::MetaObjectBuilder::update`. The table of a window that has just been painted was
about to grow, from 257 places; it happened at about one of 600 starts. So it grows here, once, in the window's thread,
to 2,357 places; the whole program with its libraries has 1,000 types.
"""

from __future__ import annotations

import gc
import sys
from functools import cache

from shiboken6 import Shiboken

ROOM = 2_357
_ENOUGH = 1_200  # types that make the table grow to ROOM places: it does so when it holds more than 1,109


@cache
def make_room() -> None:
    """For the window's thread, before the first worker. Takes 7 ms, once."""
    if sys.version_info >= (3, 12):
        return
    was_enabled = gc.isenabled()
    gc.disable()
    made = [type("_", (Shiboken.Object,), {"__slots__": ()}) for _ in range(_ENOUGH)]
    del made
    gc.collect(0)  # a class is a circle
    if was_enabled:
        gc.enable()
