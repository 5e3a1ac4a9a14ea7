"""Where every program of the bundle starts: which one it is, its name tells."""

import sys
from pathlib import Path

name = Path(sys.argv[0]).stem

if name == "ckpt":
    from ckpt_viewer.cli import run

    run()
if name == "ckpt-model-worker":
    from ckpt_viewer.core.rebuild.worker import main as work

    work(sys.argv[1:])

from ckpt_viewer.__main__ import main  # noqa: E402 (the others must not import it)

sys.exit(main())
