"""Opens every bomb in a process of its own whose memory is bound.

    python exploding.py BYTES

Writes one JSON line per bomb: {name, error, steps, grown}; `grown` is memory in bytes, `steps` the instructions run.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent.parent))

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.reader import build_graph, run_pickle
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage
from tests.core.pickles.bombs import BOMBS
from tests.core.pickles.packed_bombs import PACKED_BOMBS


def nowhere(wanted: StorageId) -> Storage:
    return Storage(wanted.key, wanted.dtype, wanted.nbytes, wanted.device, ())


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    gc.disable()  # as whoever opens a file does
    for name, bomb in (BOMBS | PACKED_BOMBS).items():
        data = bomb(size)
        before, error, spent = peak(), "", Spending(len(data))
        try:
            build_graph(run_pickle(data, Task(), spent=spent, packing=True).top, PersistentIds(nowhere), Task())
        except Damaged as problem:
            error = str(problem)
        print(json.dumps({"name": name, "error": error, "steps": spent.steps, "grown": peak() - before}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
