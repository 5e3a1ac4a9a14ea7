"""Pictures of the whole program, to be looked at: `python3 packaging/dev.py screenshots FOLDER`.

Every panel, page and dialog in both themes and languages, at 1× and 2×, small and large; beside them sheets with many
pictures at once, and `clipped.txt`, which names what does not fit its place. Exit status 1 where a picture could not
be taken.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
from pathlib import Path

from tests.screens.sheets import make_sheets

SIZES = {1: ("900x600", "2560x1440"), 2: ("900x600", "1280x720")}  # at 2× the latter has 2560 × 1440 pixels
THEMES = ("light", "dark")
LANGUAGES = ("en", "zh_CN")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scenes", default="", help="only those whose name holds this")
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--text", type=float, default=1.0, help="times the usual size of text")
    parser.add_argument("--quick", action="store_true", help="only the small window at 1×")
    options = parser.parse_args()
    status = 0
    sizes = {1: ("900x600",)} if options.quick else SIZES
    for language, (scale, shapes), theme in itertools.product(options.languages, sizes.items(), THEMES):
        for size in shapes:
            target = options.folder / f"{language}-{theme}-{size}-{scale}x"
            print(target, flush=True)
            look = ["--language", language, "--theme", theme, "--size", size, "--text", str(options.text)]
            status |= _take(target, look, scale, options.scenes)
            make_sheets(target)
    return status


def _take(target: Path, look: list[str], scale: int, scenes: str) -> int:
    """The scale is given to Qt as it starts, hence a process for each."""
    command = [sys.executable, "-m", "tests.screens.photographer", str(target), *look, "--scenes", scenes]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
