"""The small parts that say something in place."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.parts.notice import Notice

LINES = "\n".join(f"Sentence {n} of a notice that is somewhat longer than a short one." for n in range(5))


def test_a_notice_in_a_scroll_area_is_as_high_as_its_text(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    notice = Notice()
    area.setWidgetResizable(True)
    area.setWidget(notice)
    area.resize(900, 60)
    area.show()
    notice.say("info", LINES)
    qtbot.waitUntil(lambda: notice.height() == notice.heightForWidth(notice.width()))
    text = notice.findChildren(QLabel)[1]
    assert text.height() < 6 * text.fontMetrics().lineSpacing()
