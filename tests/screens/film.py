"""The main job in four pictures, for the README: `python -m tests.screens.film resources/screenshots/film.png`.

Contract: offscreen, with settings and a copy of a sample of its own; the window is the real one, so is the file
that is saved.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QWidget

from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.app import make_app
from ckpt_viewer.gui.dialogs.lr_editor import LrEditor
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.main_window import MainWindow
from ckpt_viewer.gui.theme import apply_theme
from tests.journeys.driving import Drag
from tests.screens.files import write_files
from tests.screens.stage import Stage

SIZE = (1000, 660)
SHOWN = (600, 396)  # of each picture on the film
CAPTION, GAP = 34, 16
CAPTIONS = ("1  Drop a file", "2  Look inside", "3  Change the learning rate everywhere", "4  Save it, verified")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path)
    target = parser.parse_args().target
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="training-") as folder:
        os.environ["CKPT_VIEWER_HOME"] = f"{folder}/settings"
        app = make_app()
        apply_theme(app, "light")
        window = MainWindow(Settings(theme="light", language="en"))
        window.resize(*SIZE)
        window.show()
        checkpoint = Path(shutil.copy(resource("samples/convnet_epoch_10.pth"), Path(folder) / "checkpoint.pth"))
        frames = take(Stage(window, write_files(Path(folder))), checkpoint)
        window.close()
    return 0 if film(frames).save(str(target), None, 0) else 1


def take(stage: Stage, checkpoint: Path) -> list[QPixmap]:
    """Drop, look, change, save; a picture of each."""
    window = stage.window
    stage.settle()
    window.open_files([stage.files.later])  # a file is dropped beside one that is open
    stage.settle()
    drag = Drag([checkpoint])
    drag.hover(window, QPoint(SIZE[0] // 4, SIZE[1] // 2))
    stage.settle()
    frames = [window.grab()]
    drag.drop(window, QPoint(SIZE[0] // 4, SIZE[1] // 2))
    stage.settle()
    tab = window.document_tab
    assert tab is not None
    tab.reveal(("model_state", "head.0.weight"))
    stage.settle()
    frames.append(window.grab())
    dialog = stage.dialog("learning-rate")
    assert isinstance(dialog, LrEditor)
    dialog.value.setText("0.0003")
    stage.settle()
    frames.append(_over(window, dialog))
    dialog.apply_button.click()
    stage.settle()
    dialog = stage.dialog("save-as")
    assert isinstance(dialog, SaveDialog)
    dialog.save_button.click()
    stage.settle(lambda: dialog.report_view is not None)
    frames.append(_over(window, dialog))
    stage.clear()
    return frames


def film(frames: Sequence[QPixmap]) -> QPixmap:
    """Two rows of two, each with its caption above."""
    width, height = SHOWN
    strip = QPixmap(2 * width + 3 * GAP, 2 * (height + CAPTION) + 2 * GAP)
    strip.fill(QColor("#ffffff"))
    painter = QPainter(strip)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setFont(QFont(painter.font().family(), 13, QFont.Weight.DemiBold))
    for at, (frame, caption) in enumerate(zip(frames, CAPTIONS, strict=True)):
        row, column = divmod(at, 2)
        left, top = GAP + column * (width + GAP), row * (height + CAPTION + GAP)
        painter.setPen(QColor("#1b2027"))
        painter.drawText(QRect(left, top, width, CAPTION), Qt.AlignmentFlag.AlignVCenter, caption)
        place = QRect(left, top + CAPTION, width, height)
        painter.drawPixmap(place, frame.scaled(place.size(), Qt.AspectRatioMode.IgnoreAspectRatio,
                                               Qt.TransformationMode.SmoothTransformation))
        painter.setPen(QColor("#d3d8df"))
        painter.drawRect(place)
    painter.end()
    return strip


def _over(window: QWidget, dialog: QDialog) -> QPixmap:
    """The dialog as it stands over the window; offscreen each is a picture of its own."""
    picture, above = window.grab(), dialog.grab()
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), QColor(0, 0, 0, 70))
    left, top = (picture.width() - above.width()) // 2, (picture.height() - above.height()) // 2
    painter.drawPixmap(max(0, left), max(0, top), above)
    painter.end()
    return picture


if __name__ == "__main__":
    sys.exit(main())
