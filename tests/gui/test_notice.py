"""The small parts that say something in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.task import Cancelled
from ckpt_viewer.gui.parts.banner import Banner
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.parts.wrap_label import WrapLabel
from ckpt_viewer.gui.theme import ThemeChoice, apply_theme


def test_a_button_stands_below_where_there_is_little_room(qtbot: QtBot) -> None:
    notice, button = Notice(), QPushButton("What would run…")
    qtbot.addWidget(notice)
    notice.add(button)
    notice.say("info", LINES)
    text = notice.findChildren(QLabel)[1]
    for width, below in ((300, True), (900, False)):
        notice.resize(width, notice.heightForWidth(width))
        qtbot.waitUntil(lambda below=below: (button.y() >= text.geometry().bottom()) is below)  # type: ignore[misc]
        assert text.width() > width // 2


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


def test_buttons_of_a_notice_that_comes_to_light_stand_where_they_stay(qtbot: QtBot) -> None:
    """Else it is too high at first, and what is below it jumps."""
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(900, 300)
    notice = Notice(page)
    column = QVBoxLayout(page)
    column.addWidget(notice)
    column.addStretch(1)
    page.show()
    notice.say("good", "Exported to /runs/page.html", ("Open it", lambda: None), ("Show in folder", lambda: None))
    column.activate()
    once = notice.height()
    qtbot.waitUntil(lambda: notice.width() > 800)
    assert once == notice.heightForWidth(notice.width())


def test_what_a_person_has_stopped_is_no_error(qtbot: QtBot) -> None:
    notice, banner = Notice(), Banner()
    for one, show in ((notice, notice.show_error), (banner, banner.tell_error)):
        qtbot.addWidget(one)
        told = []
        for error in (Cancelled(), Damaged("it ends early", "a.pth", "Copy it again.")):
            show(error)
            told.append(one.text)
        assert told == ["", "It ends early.\na.pth\nCopy it again."]


def test_no_slash_is_left_alone_at_the_end_of_a_line(qtbot: QtBot) -> None:
    label = WrapLabel()
    qtbot.addWidget(label)
    label.setText("left out: /epoch, /loss, /args, /history")
    for width in range(label.fontMetrics().horizontalAdvance("left out:"), label.sizeHint().width()):
        assert not [line for line in label.lines(width) if line.endswith("/")], width


def test_a_message_that_is_seen_follows_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    page = QWidget()
    qtbot.addWidget(page)
    notice = Notice(page)
    notice.resize(400, 60)
    notice.say("warning", "It has changed on disk.")
    page.show()
    choices: tuple[ThemeChoice, ...] = ("dark", "light")
    for choice in choices:
        theme = apply_theme(qapp, choice)
        qapp.processEvents()
        picture = notice.grab().toImage()
        assert picture.pixelColor(1, 30) == theme.color("warning")
        assert picture.pixelColor(396, 30) == theme.color("warning_back")


def test_a_part_of_a_text_is_marked_with_the_mouse_and_copied(qtbot: QtBot) -> None:
    label = WrapLabel()
    qtbot.addWidget(label)
    label.setText("Saved to /runs/long/epoch_10.pth in 3 seconds.\nNothing was lost.")
    label.resize(200, 100)
    label.show()
    middle = label.fontMetrics().height() // 2
    QTest.mousePress(label, Qt.MouseButton.LeftButton, pos=QPoint(0, middle))
    QTest.mouseMove(label, QPoint(199, middle))
    QTest.mouseRelease(label, Qt.MouseButton.LeftButton, pos=QPoint(199, middle))
    assert label.marked().strip() == label.lines(200)[0]
    label.actions()[0].trigger()
    assert QGuiApplication.clipboard().text().strip() == label.lines(200)[0]
    at = QPoint(label.fontMetrics().horizontalAdvance("/runs"), middle + label.fontMetrics().height())
    QTest.mouseDClick(label, Qt.MouseButton.LeftButton, pos=at)
    assert label.marked() == "/runs/long/epoch_10.pth", "without the marks that only break lines"
    QApplication.sendEvent(label, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason))
    assert _keeps_copying(label), "from the window, which has the key for the tree"
    QTest.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "/runs/long/epoch_10.pth"
    QApplication.sendEvent(label, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.OtherFocusReason))
    assert not _keeps_copying(label)
    label.clearFocus()
    QTest.mouseClick(label, Qt.MouseButton.LeftButton)
    assert not label.marked()
    label.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == label.text(), "all of it where nothing is marked"


def _keeps_copying(label: WrapLabel) -> bool:
    """Whether it takes Ctrl+C before the shortcuts of the window do."""
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    asked.ignore()
    QApplication.sendEvent(label, asked)
    return asked.isAccepted()
