"""How torch is imported: libraries first and without Python's lock, and no pile of young objects for the collector.

Both are what keeps a window moving meanwhile; a process of its own shows them, because here torch is loaded already.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

LIBRARIES_FIRST = """
import sys
from pathlib import Path
from ckpt_viewer.core.engine import torch_engine
torch_engine._preload_libraries()
assert "torch" not in sys.modules
maps = Path("/proc/self/maps")  # only Linux tells which libraries are loaded
assert not maps.exists() or "libtorch_python" in maps.read_text()
"""

NO_YOUNG_OBJECTS = """
import gc, sys
from ckpt_viewer.core.engine import torch_engine
before = [generation["collections"] for generation in gc.get_stats()]
torch = torch_engine.import_torch()
after = [generation["collections"] for generation in gc.get_stats()]
assert torch is sys.modules["torch"] and torch.ones(2).sum() == 2
assert after[2] == before[2], "a full collection during the import"
young, old = (sum(len(gc.get_objects(generation=g)) for g in which) for which in ((0, 1), (2,)))
assert young < old / 10, (young, old)
assert gc.isenabled() and gc.get_freeze_count() == 0
assert torch_engine.import_torch() is torch
"""

COLLECTOR_STAYS_OFF = """
import gc
from ckpt_viewer.core.engine import torch_engine
gc.disable()
torch_engine.import_torch()
assert not gc.isenabled()
"""

WITHOUT_TORCH = """
import sys
sys.modules["torch"] = None
from ckpt_viewer.core.engine import torch_engine
from ckpt_viewer.core.errors import DeviceError
try:
    torch_engine.import_torch()
except DeviceError as error:
    assert "PyTorch cannot be loaded" in str(error), error
else:
    raise AssertionError("it loaded")
"""


@pytest.mark.parametrize("code", [LIBRARIES_FIRST, NO_YOUNG_OBJECTS, COLLECTOR_STAYS_OFF, WITHOUT_TORCH],
                         ids=["libraries first", "no young objects", "collector stays off", "without torch"])
def test_importing(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
