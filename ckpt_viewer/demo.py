"""The demonstration without a screen: looks into, measures, compares, edits and saves samples in the terminal.

Contract: everything is written into a temporary folder but for one picture of the window, drawn into memory. Exit
status 0, or 2 where a sample or the picture could not be had, said in one line on stderr. Needs no display.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.diff import Entry
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.recipes import LearningRate
from ckpt_viewer.core.rendering import Bounds, render
from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.saving import SaveOptions
from ckpt_viewer.core.settings import Language, Theme
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import exact_bytes_text
from ckpt_viewer.verbs import diff, info, stats, terminal
from ckpt_viewer.verbs.answer import FAILED, Answer, Table
from ckpt_viewer.verbs.save import save

PICTURE = "ckpt_viewer-demo.png"
LEARNING_RATE = 0.001
SIZE = (1440, 900)
_SHOWN = 6  # rows of the comparison


@dataclass(frozen=True, slots=True)
class Picture:
    """That of the window: where it goes, how large it is in pixels, and how the window looks."""

    path: Path
    size: tuple[int, int] = SIZE
    theme: Theme = "light"
    language: Language | None = None


def main(picture: Picture) -> int:
    """Show everything."""
    try:
        run_headless(picture)
    except CheckpointError as error:
        print(f"ckpt-viewer: {error}", file=sys.stderr)
        return FAILED
    return 0


def run_headless(picture: Picture) -> None:
    """The five parts one after another. Raises CheckpointError."""
    _show_tree()
    _show_statistics()
    _show_comparison()
    with tempfile.TemporaryDirectory(prefix="ckpt_viewer-demo-") as folder:
        _show_edit(Path(folder))
        _show_picture(picture, Path(folder))


def _show_tree() -> None:
    _title("What is in a training checkpoint (linear_checkpoint.pth)")
    with _sample("linear_checkpoint.pth") as checkpoint:
        print(render(checkpoint.graph, checkpoint.graph.root, Bounds(width=100)))
    _title("A whole pickled model whose class does not exist here (linear_whole_model.pth)")
    with _sample("linear_whole_model.pth") as checkpoint:
        _write(info.describe(checkpoint).blocks)


def _show_statistics() -> None:
    _title("Numbers of its tensors, each with a histogram (convnet_epoch_10.pth)")
    with _sample("convnet_epoch_10.pth") as checkpoint:
        _write(stats.describe(checkpoint, ["/model_state"], 20, Task()).blocks)


def _show_comparison() -> None:
    _title("The same net after epoch 1 and after epoch 10")
    with _sample("convnet_epoch_01.pth") as early, _sample("convnet_epoch_10.pth") as late:
        found = diff.compare(early, late, 0.0, Task())
    _write(diff.blocks(found, _SHOWN))


def _show_edit(folder: Path) -> None:
    _title(f"Learning rate 0.01 → {LEARNING_RATE}, saved, read back, verified")
    target = folder / "linear_checkpoint_lr.pth"
    with _sample("linear_checkpoint.pth") as before:
        document = Document(before)
        document.apply(LearningRate(LEARNING_RATE))
        report, _ = save(document.snapshot(), target, SaveOptions(), Task())
        for line in (*document.changes, *report.verified):
            print(f"  {line}")
        print(f"  written: {exact_bytes_text(report.nbytes)}")
        with open_checkpoint(target) as after:
            found = diff.compare(before, after, 0.0, Task())
    print("\n  Compared with the original:")
    _write(diff.blocks(found))
    changed = [entry for entry in found.diff.entries if entry.status != "tensor"]
    if [_place(entry) for entry in changed] != ["lr"]:
        raise CheckpointError("the saved file does not differ in the learning rate alone", target.name,
                              "Please report this.")


def _place(entry: Entry) -> str:
    return str((entry.path_a or ("",))[-1])


def _show_picture(picture: Picture, folder: Path) -> None:
    _title("The window")
    # Neither the person's screen nor their settings and recent files have a part in this.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["CKPT_VIEWER_HOME"] = str(folder / "settings")
    try:
        from ckpt_viewer.gui import app
    except ImportError as error:
        hint = "Install what the window needs; the rest of the demo is above."
        raise CheckpointError(f"no picture, because Qt cannot be loaded ({error})", hint=hint) from None
    drawn = folder / PICTURE
    status = app.run(app.Request(demo=True, theme=picture.theme, screenshot=drawn, size=picture.size,
                                 language=picture.language))
    if status or not drawn.is_file():
        raise CheckpointError("the window could not be drawn", str(picture.path), "Please report this.")
    try:
        shutil.copyfile(drawn, picture.path)
    except OSError as error:
        raise CheckpointError(f"the picture cannot be written ({error.strerror})", str(picture.path),
                              "Choose another place for it.") from None
    print(f"  {picture.path}")


def _sample(name: str) -> Checkpoint:
    return open_checkpoint(resource(f"samples/{name}"))


def _title(text: str) -> None:
    print(f"\n── {text}\n", flush=True)


def _write(blocks: Iterable[str | Table]) -> None:
    terminal.write(Answer(None, tuple(blocks)), sys.stdout, as_json=False)
