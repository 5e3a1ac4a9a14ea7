"""What every program of the bundle does before PyInstaller's own first steps, which import Qt.

The command line needs none of them, so it is run from here and ends here; the others go on to start.py.
"""

import os
import sys
from pathlib import Path

# How the boot loader has this program find its own libraries. What it starts (another Python, a file manager) has its
# own, and a program of the bundle that is started anew finds out for itself.
for name in [name for name in os.environ if name.startswith("_PYI_")]:
    del os.environ[name]
if sys.platform.startswith("linux"):
    os.environ.pop("LD_LIBRARY_PATH", None)
    if (before := os.environ.pop("LD_LIBRARY_PATH_ORIG", None)) is not None:
        os.environ["LD_LIBRARY_PATH"] = before

if Path(sys.argv[0]).stem.lower() == "ckpt":  # Windows starts it as CKPT, too
    from ckpt_viewer.cli import run

    run()
