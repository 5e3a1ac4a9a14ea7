"""The command palette: what it offers, in which order, and that picking by keyboard alone does it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.dialogs.palette import SCATTERED, Entry, Palette, rank


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def palette(qtbot: QtBot, done: list[str]) -> Palette:
    names = ("Open…", "Save as…", "Learning rate…", "Compare with…", "Light theme")
    entries = [Entry(name, "File", "Ctrl+X", lambda name=name: done.append(name)) for name in names]  # type: ignore[misc]
    made = Palette(entries, absent=("Go to the next NaN",))
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_few_letters_find_it_and_enter_does_it(qtbot: QtBot, palette: Palette, done: list[str]) -> None:
    QTest.keyClicks(palette.field, "lear")
    assert palette.shown == ("Learning rate…",)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: done == ["Learning rate…"])
    assert not palette.isVisible()


def test_the_arrows_move_in_the_list_while_the_cursor_stays(qtbot: QtBot, palette: Palette, done: list[str]) -> None:
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: done == ["Save as…"])


def test_escape_leaves_it_at_once_whatever_was_typed(palette: Palette, done: list[str]) -> None:
    QTest.keyClicks(palette.field, "lear")
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert done == []


def test_above_the_first_is_the_last(qtbot: QtBot, palette: Palette, done: list[str]) -> None:
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: done == ["Light theme"])


def test_what_matches_nothing_says_so_and_does_nothing(palette: Palette, done: list[str]) -> None:
    palette.field.setText("zzz")
    assert palette.shown == ()
    assert palette.count.text() == "Nothing is called so"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert done == []


def test_what_cannot_be_done_now_is_named_where_nothing_else_is_called_so(palette: Palette) -> None:
    palette.field.setText("nan")
    assert palette.count.text() == "“Go to the next NaN” cannot be done with what is selected now"
    palette.field.setText("com")
    assert palette.shown == ("Compare with…",)


def test_what_cannot_be_done_now_is_named_rather_than_what_has_its_letters_somewhere(qtbot: QtBot) -> None:
    entries = [Entry("Open at the start what was open last", "File", "", lambda: None)]
    palette = Palette(entries, absent=("Swap A and B",))
    qtbot.addWidget(palette)
    palette.field.setText("swap")
    assert not palette.shown
    assert palette.count.text() == "“Swap A and B” cannot be done with what is selected now"
    palette.field.setText("owol")
    assert palette.shown == ("Open at the start what was open last",)


def test_scattered_letters_count_from_the_beginning_of_a_word_and_where_nothing_has_them_together(
        palette: Palette) -> None:
    assert rank("nan", "Open …/run/checkpoint_001") is None
    assert rank("lrt", "Change the learning rate") == SCATTERED
    palette.field.setText("lrt")
    assert palette.shown == ("Learning rate…",)
    palette.field.setText("ate")
    assert palette.shown == ("Learning rate…",), "not “… as…”, in which they are scattered"


def test_what_is_said_of_a_thing_finds_it_after_what_is_called_so(qtbot: QtBot) -> None:
    entries = [Entry("Save as…", "File", "", lambda: None, "As safetensors, or smaller"),
               Entry("Smallest value", "View", "", lambda: None, "In the picture"),
               Entry("Check every byte…", "File", "", lambda: None, "Whether a dismal disk has lost some")]
    palette = Palette(entries)
    qtbot.addWidget(palette)
    palette.field.setText("small")
    assert list(palette.shown) == ["Smallest value", "Save as…"]
    assert palette.about.text() == "In the picture"
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.about.text() == "As safetensors, or smaller"
    palette.field.setText("file safe")
    assert list(palette.shown) == ["Save as…"]
    palette.field.setText("mal")
    assert list(palette.shown) == ["Smallest value"], "what is said is found by the beginnings of its words"


def test_other_things_that_can_be_done_keep_the_row_that_a_person_went_to(palette: Palette) -> None:
    QTest.keyClicks(palette.field, "e")
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    chosen = palette.shown[1]
    palette.fill([Entry(name, "File", "", lambda: None) for name in ("Edit", "Export", *palette.shown)], ())
    assert palette.shown[0] == "Edit"
    assert palette.shown[palette.list.currentIndex().row()] == chosen


def test_two_letters_are_not_looked_for_apart(palette: Palette) -> None:
    assert rank("lr", "Clear the list of recent files") is None
    palette.field.setText("lr")
    assert palette.shown == ()


def test_a_click_does_it(qtbot: QtBot, palette: Palette, done: list[str]) -> None:
    at = palette.list.visualRect(palette.list.model().index(3, 0)).center()
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: done == ["Compare with…"])


def test_the_best_match_comes_first() -> None:
    texts = ["Undo the update", "Update in place", "Set up a date", "Latest update"]
    found = {text: rank("update", text) for text in texts}
    assert sorted(texts, key=lambda text: found[text] or (9, 9)) == [
        "Update in place", "Latest update", "Undo the update", "Set up a date"]
    assert rank("in up", "Update in place") is not None
    assert rank("out", "Update in place") is None
    assert rank("", "anything") == (0, 0)
