"""Takes the pictures of one kind: a theme, a language, a size and a scale. A process of its own for each scale.

Contract: writes `SCENE.png` for every scene and, under `clipped.txt`, what does not fit; offscreen, with settings of
its own. Exit status 1 where a scene could not be reached.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from pathlib import Path

from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.app import make_app
from ckpt_viewer.gui.language import use_language
from ckpt_viewer.gui.main_window import MainWindow
from ckpt_viewer.gui.theme import apply_theme
from tests.screens.clipping import bare, clipped, crowded, squeezed
from tests.screens.files import write_files
from tests.screens.scenes import SCENES, Scene
from tests.screens.stage import Stage


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--language", choices=("en", "zh_CN"), default="en")
    parser.add_argument("--size", default="900x600")
    parser.add_argument("--text", type=float, default=1.0, help="times the usual size of text")
    parser.add_argument("--scenes", default="", help="only those whose name holds this")
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    scenes = [scene for scene in SCENES if options.scenes in scene.name]
    with tempfile.TemporaryDirectory(prefix="ckpt_viewer-screens-") as settings:
        os.environ["CKPT_VIEWER_HOME"] = settings
        app = make_app()
        font = app.font()
        font.setPointSizeF(font.pointSizeF() * options.text)
        app.setFont(font)
        apply_theme(app, options.theme)
        use_language(options.language)
        window = MainWindow(Settings(theme=options.theme, language=options.language))
        window.resize(width, height)
        window.show()
        stage = Stage(window, write_files(options.folder.parent / "files"))
        failed = take_all(stage, scenes, options.folder)
        window.close()
    return int(failed)


def take_all(stage: Stage, scenes: list[Scene], folder: Path) -> bool:
    """Every scene one after the other; True where one failed."""
    folder.mkdir(parents=True, exist_ok=True)
    cut, failed = [], False
    for scene in scenes:
        try:
            shown = scene.act(stage)
            shown.grab().save(str(folder / f"{scene.name}.png"))
            cut += [f"{scene.name}: {line}" for line in clipped(shown) + squeezed(shown) + crowded(shown) + bare(shown)]
        except (AssertionError, TimeoutError, LookupError):
            failed = True
            sys.stderr.write(f"{scene.name}: {traceback.format_exc()}\n")
        stage.clear()
    (folder / "clipped.txt").write_text("".join(f"{line}\n" for line in cut), encoding="utf-8")
    return failed


if __name__ == "__main__":
    sys.exit(main())
