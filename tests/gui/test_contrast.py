"""Whatever is text can be read on whatever it stands on, and what marks a place is seen: WCAG 2.2, 1.4.3 and 1.4.11."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QSpinBox, QStyle, QStyleOptionFrame, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.diffing.columns import State
from ckpt_viewer.core.outline.cells import Look
from ckpt_viewer.core.views.byte_map import Share
from ckpt_viewer.gui.compare.painting import STATE_COLORS
from ckpt_viewer.gui.plots.treemap_view import cell_ground, mix
from ckpt_viewer.gui.theme import DARK, LIGHT, Theme, apply_theme
from ckpt_viewer.gui.tree.painting import icon_color
from tests.gui.test_theme import contrast

TEXT, MARK = 4.5, 3.0
BOX = 1.8  # of the edge that Fusion draws around a box in a light window
INKS = ("text", "muted", "accent", "danger", "warning", "good")
GROUNDS = ("window", "base", "alternate", "raised", "info_back")
Role, Group = QPalette.ColorRole, QPalette.ColorGroup
ON = ((Role.Text, Role.Base), (Role.WindowText, Role.Window), (Role.ButtonText, Role.Button),
      (Role.Text, Role.AlternateBase), (Role.WindowText, Role.Base))
themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


@themes
def test_every_ink_can_be_read_on_every_ground(theme: Theme) -> None:
    dim = {(ink, ground): ratio for ink, ground in itertools.product(INKS, GROUNDS)
           if (ratio := contrast(theme.color(ink), theme.color(ground))) < TEXT}
    assert dim == {}


@themes
def test_states_can_be_read_in_a_selected_row(theme: Theme) -> None:
    colours = {"selection_text", "accent", "danger", *STATE_COLORS.values()} - {"text", "muted"}
    dim = {ink: ratio for ink in colours if (ratio := contrast(theme.color(ink), theme.color("selection"))) < TEXT}
    assert dim == {}


@themes
@pytest.mark.parametrize("group", [Group.Active, Group.Inactive])
def test_what_qt_writes_can_be_read(theme: Theme, group: QPalette.ColorGroup) -> None:
    palette = theme.palette()
    pairs = (*ON, (Role.HighlightedText, Role.Highlight), (Role.ToolTipText, Role.ToolTipBase),
             (Role.PlaceholderText, Role.Base), (Role.PlaceholderText, Role.Window), (Role.Link, Role.Base),
             (Role.BrightText, Role.Window))
    assert [pair for pair in pairs if contrast(*(palette.color(group, role) for role in pair)) < TEXT] == []


@themes
@pytest.mark.parametrize("made", [QLineEdit, QComboBox, QSpinBox])
def test_the_field_with_the_keyboard_is_seen(qtbot: QtBot, theme: Theme, made: type[QWidget]) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, theme.name)
    field = made()
    qtbot.addWidget(field)
    option = QStyleOptionFrame()
    option.initFrom(field)
    option.palette = QApplication.palette(field)
    option.rect, option.lineWidth = QRect(0, 0, 60, 20), 1
    option.state |= QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_Sunken
    picture = QImage(60, 20, QImage.Format.Format_RGB32)
    picture.fill(theme.color("window"))
    painter = QPainter(picture)
    app.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameLineEdit, option, painter)
    painter.end()
    apply_theme(app, "light")
    edge = max((picture.pixelColor(30, y) for y in range(4)), key=lambda c: contrast(c, theme.color("window")))
    assert contrast(edge, theme.color("window")) >= MARK
    assert contrast(option.palette.color(Role.HighlightedText), option.palette.color(Role.Highlight)) >= TEXT


@themes
def test_an_entry_that_can_be_ticked_shows_its_box(qtbot: QtBot, theme: Theme) -> None:
    """In the dark it looked like any other until it was ticked."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, theme.name)
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("Follow on disk").setCheckable(True)
    menu.popup(QPoint(0, 0))
    picture = menu.grab().toImage()
    menu.hide()
    apply_theme(app, "light")
    ground = picture.pixelColor(picture.width() - 4, picture.height() // 2)
    across = [picture.pixelColor(x, picture.height() // 2) for x in range(3, 24)]
    assert max(contrast(pixel, ground) for pixel in across) >= BOX


@themes
def test_what_is_disabled_is_quieter_and_can_be_read(theme: Theme) -> None:
    palette = theme.palette()
    for ink, ground in ON:
        ratio = contrast(palette.color(Group.Disabled, ink), palette.color(Group.Disabled, ground))
        assert MARK <= ratio < contrast(palette.color(Group.Active, ink), palette.color(Group.Active, ground)) / 2


@themes
def test_curves_and_marks_are_seen(theme: Theme) -> None:
    marks = [theme.color("accent"), theme.color("text"), *map(QColor, theme.series)]
    grounds = [theme.color(name) for name in ("window", "base", "alternate", "raised")]
    assert [(a.name(), b.name()) for a in marks for b in grounds if contrast(a, b) < MARK] == []


@themes
def test_icons_of_the_tree_are_seen(theme: Theme) -> None:
    for kind, ground in itertools.product(get_args(Look), ("base", "selection")):
        assert contrast(QColor(icon_color(kind, theme)), theme.color(ground)) >= MARK, (kind, ground)


@themes
def test_names_can_be_read_on_the_cells_of_the_treemap(theme: Theme) -> None:
    text = theme.color("text")
    for share, opened, depth in itertools.product(get_args(Share), (True, False), range(1, 5)):
        ground = cell_ground(share, theme, opened=opened, depth=depth)
        assert contrast(text, ground) >= TEXT
        assert contrast(text, mix(ground, text, 0.15)) >= TEXT, "under the pointer"


def test_every_state_has_a_colour() -> None:
    assert set(STATE_COLORS) == set(get_args(State))
