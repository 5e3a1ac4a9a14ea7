"""Both themes can be read: text against its ground has the contrast that WCAG 2.1 asks for."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.icons import icon, pixmap
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.theme import DARK, LIGHT, Theme, active_theme, apply_theme

PAIRS = [
    ("text", "window", 7), ("text", "base", 7), ("text", "alternate", 7), ("text", "raised", 7), ("muted", "base", 4.5),
    ("muted", "window", 4.5), ("accent", "base", 4.5), ("selection_text", "selection", 7), ("danger", "base", 4.5),
    ("text", "danger_back", 7), ("text", "warning_back", 7), ("text", "good_back", 7), ("text", "info_back", 7),
    ("danger", "danger_back", 4.5), ("warning", "warning_back", 4.5), ("good", "good_back", 4.5),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_text_stands_out(theme: Theme, ink: str, ground: str, least: float) -> None:
    assert contrast(theme.color(ink), theme.color(ground)) >= least


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_curves_stand_out_from_the_ground_and_from_each_other(theme: Theme) -> None:
    assert all(contrast(QColor(colour), theme.color("base")) >= 3 for colour in theme.series)
    assert len(set(theme.series)) == len(theme.series)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_theme_in_use_is_known(qtbot: QtBot, choice: str) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, choice)  # type: ignore[arg-type]
    assert active_theme().name == choice
    apply_theme(app, "light")


def test_what_the_palette_does_not_colour_follows_it_once_it_is_seen(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    holder = QWidget()
    qtbot.addWidget(holder)
    seen, hidden = _Colours(holder), _Colours(holder)
    hidden.hide()
    holder.show()
    assert (seen.taken, hidden.taken) == ([], [])
    apply_theme(qapp, "dark")
    qtbot.waitUntil(lambda: seen.taken == ["dark"])
    assert hidden.taken == []
    hidden.show()
    assert hidden.taken == ["dark"]
    hidden.hide()
    hidden.show()
    assert hidden.taken == ["dark"]
    apply_theme(qapp, "light")
    qtbot.waitUntil(lambda: seen.taken[-1:] == hidden.taken[-1:] == ["light"])


class _Colours(Themed, QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.taken: list[str] = []
        self.follow_theme()

    def retheme(self) -> None:
        self.taken.append(active_theme().name)


def test_icons_take_their_colour(qtbot: QtBot) -> None:
    drawn = pixmap("open", 32, "#ff0000").toImage()
    pixels = [drawn.pixelColor(x, y) for x in range(32) for y in range(32)]
    assert {pixel.name() for pixel in pixels if pixel.alpha() > 250} == {"#ff0000"}
    assert not icon("open").isNull()
    assert pixmap("no such icon", 16, "#000000").toImage().pixelColor(8, 8).alpha() == 0


def contrast(a: QColor, b: QColor) -> float:
    """WCAG 2.1, contrast ratio."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: QColor) -> float:
    """WCAG 2.1, relative luminance."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
