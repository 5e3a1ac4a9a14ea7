"""Where the window and the worker for model classes start: which one it is, the program's name tells."""

import sys
from pathlib import Path

if Path(sys.argv[0]).stem.lower() == "ckpt-model-worker":
    from ckpt_viewer.core.rebuild.worker import main as work

    work(sys.argv[1:])

from ckpt_viewer.__main__ import main  # not before: the worker must not import it

sys.exit(main())
