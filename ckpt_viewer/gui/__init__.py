"""The window: everything that knows Qt.

Before numpy is imported, it is told to ask for no huge pages. With them the thread that first writes to an array of
over 4 MiB waits until the system has moved other memory out of the way: up to 25 ms for each 2 MiB where files fill the
memory, and half a second for the columns of a million rows, in the middle of a click. All else is as fast without them.
"""

import os

os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")  # numpy's "global state" page has it
