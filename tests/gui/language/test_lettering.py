"""Chinese in Chinese letters, and nothing else changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.language import use_language
from ckpt_viewer.gui.language.lettering import CHINESE, fixed_font, with_chinese

pytestmark = pytest.mark.usefixtures("qapp")
ALL = "Noto Sans CJK SC", "Noto Sans CJK JP", "WenQuanYi Micro Hei", "DejaVu Sans"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    use_language("en")


@pytest.mark.parametrize(("own", "expected"), [
    (["DejaVu Sans"], ["DejaVu Sans", "Noto Sans CJK SC"]),
    (["Noto Sans CJK JP"], ["Noto Sans CJK SC", "Noto Sans CJK JP"]),
    (["WenQuanYi Micro Hei"], ["WenQuanYi Micro Hei"]),
], ids=["behind the desktop's", "before one with other shapes", "what the desktop has"])
def test_where_the_font_for_chinese_stands(own: list[str], expected: list[str]) -> None:
    assert with_chinese(own, ALL.__contains__, lambda family: "CJK" in family) == expected


def test_where_there_is_none_nothing_changes() -> None:
    assert with_chinese(["DejaVu Sans"], lambda _family: False, lambda _family: False) == ["DejaVu Sans"]


@pytest.mark.skipif(sys.platform == "darwin", reason="the system does so")
def test_the_window_wears_it_in_chinese_only(qtbot: QtBot) -> None:
    own, latin, fixed = QApplication.font().families(), drawn(QApplication.font()), drawn(fixed_font())
    there = {family for family in CHINESE if QFontDatabase.hasFamily(family)}
    for _ in range(2):
        use_language("zh_CN")
        worn = QApplication.font().families()
        assert bool(there) == bool(there & set(worn))
        assert len(worn) == len(own) + bool(there)
        assert set(worn) & there <= set(fixed_font().families())
    assert (drawn(QApplication.font()), drawn(fixed_font())) == (latin, fixed), "other letters stay what they are"
    label = QLabel("门骨直海")
    qtbot.addWidget(label)
    assert label.font().families() == worn
    use_language("en")
    assert QApplication.font().families() == own
    assert drawn(fixed_font()) == fixed


def test_code_is_as_much_larger_as_other_text() -> None:
    usual, plain = QApplication.font(), fixed_font().pointSizeF()
    twice = QFont(usual)
    twice.setPointSizeF(2 * usual.pointSizeF())
    QApplication.setFont(twice)
    large = fixed_font().pointSizeF()
    QApplication.setFont(usual)
    assert large == pytest.approx(2 * plain)


def drawn(font: QFont) -> str:
    """The font that Latin letters are taken from."""
    return QFontInfo(font).family()
