"""The bar that shows how far a job is."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.parts.progress_bar import ProgressBar


class Painted(ProgressBar):
    """Counts."""

    times = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.times += 1
        super().paintEvent(event)


def test_it_is_painted_with_the_rest_and_not_in_the_middle_of_other_work(qtbot: QtBot) -> None:
    bar = Painted()
    qtbot.addWidget(bar)
    bar.show_share(0, 10)
    bar.show()
    qtbot.waitUntil(lambda: bar.times > 0)
    before = bar.times
    for done in range(1, 10):
        bar.show_share(done, 10)
    assert bar.times == before
    qtbot.waitUntil(lambda: bar.times > before)


def test_it_shows_shares_of_any_size_and_that_something_is_done(qtbot: QtBot) -> None:
    bar = ProgressBar(name="Opening")
    qtbot.addWidget(bar)
    bar.show_share(3 << 60, 4 << 60)
    assert (bar.value(), bar.maximum()) == (750, 1000)
    bar.show_share(5, 4)
    assert bar.value() == 1000
    bar.show_share(0, 0)
    assert bar.maximum() == 0
    assert bar.accessibleName() == "Opening"
    assert ProgressBar(bar).accessibleName() == "Progress"
