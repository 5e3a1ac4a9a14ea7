"""The command palette: what it offers, in which order, and that picking by keyboard alone does it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.settings import Language
from ckpt_viewer.gui.actions import MENUS
from ckpt_viewer.gui.actions.base import Action, Submenu
from ckpt_viewer.gui.actions.other_words import OTHER_WORDS
from ckpt_viewer.gui.dialogs.palette import SCATTERED, Entry, Palette, rank
from tests.journeys.driving import window


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def palette(qtbot: QtBot, done: list[str]) -> Palette:
    names = ("Open…", "Save as…", "Learning rate…", "Compare with…", "Light theme")
    entries = [Entry(name, "File", "Ctrl+X", lambda name=name: done.append(name)) for name in names]  # type: ignore[misc]
    made = Palette(entries, absent=(Entry("Go to the next NaN", "View", "", lambda: None),))
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
    assert palette.count.text() == "No command is called that"
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
    palette = Palette(entries, absent=(Entry("Swap A and B", "View", "", lambda: None),))
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


LOOKED_FOR = {
    "lr": "Learning rate…", "change lr": "Learning rate…", "weight decay": "Optimizer of the file",
    "find nan": "Go to the next NaN or infinity", "fp16": "Convert the numbers…", "half": "Convert the numbers…",
    "strip module": "Take a prefix off…", "remove prefix": "Take a prefix off…", "map_location": "Save as…",
    "convert to safetensors": "Save as…", "drop optimizer": "Save as…", "refresh": "Reload",
    "hash": "Check every byte…", "dark mode": "Dark theme", "chinese": "简体中文",
    "load_state_dict": "run.pth into a file…", "exit": "Quit",
    "security": "What would run", "delete": "Remove", "table": "Values",
    "ctrl+shift+s": "Save as…",
}
IN_CHINESE = {
    "改学习率": "学习率…", "找nan": "转到下一个 NaN 或无穷大", "半精度": "转换数值类型…", "删除": "移除",
    "夜间模式": "深色主题", "病毒": "会运行什么", "对比": "与文件比较…", "lr": "学习率…",
    "learning rate": "学习率…", "next nan": "转到下一个 NaN 或无穷大", "would run": "会运行什么",
    "ctrl+shift+s": "另存为…",
}


@pytest.mark.parametrize(("spoken", "wanted"), [("en", LOOKED_FOR), ("zh_CN", IN_CHINESE)])
def test_what_people_call_a_thing_finds_it(qtbot: QtBot, tmp_path: Path, spoken: Language,
                                           wanted: dict[str, str]) -> None:
    with window(qtbot) as hands:
        hands.window.choose_language(spoken)
        tab = hands.open(Path(shutil.copy(resource("samples/convnet_epoch_10.pth"), tmp_path / "run.pth")))
        tab.reveal(("model_state", "head.0.weight"))
        hands.settle()
        palette = Palette(hands.window.commands.entries(), hands.window, hands.window.commands.absent())
        found = {}
        for typed in wanted:
            palette.field.setText(typed)
            found[typed] = palette.shown[0] if palette.shown else palette.count.text()
        palette.close()
        hands.window.choose_language("en")
    assert found == wanted


def test_recent_files_leave_room_for_commands(qtbot: QtBot, tmp_path: Path) -> None:
    with window(qtbot) as hands:
        for at in range(4):
            hands.open(Path(shutil.copy(resource("samples/linear_state_dict.pth"), tmp_path / f"run{at}.pth")))
        entries = hands.window.commands.entries()
    recent = [entry.place.endswith("Open recent") for entry in entries]
    assert recent == [False] * (len(entries) - 4) + [True] * 4


def test_other_words_are_those_of_actions(qtbot: QtBot, tmp_path: Path) -> None:
    with window(qtbot) as hands:
        tab = hands.open(Path(shutil.copy(resource("samples/convnet_epoch_10.pth"), tmp_path / "run.pth")))
        tab.reveal(("model_state", "head.0.weight"))
        hands.settle()
        below = [entry for menu in MENUS for entry in menu.entries if isinstance(entry, Submenu)]
        known = {action.id for entry in below for action in entry.entries(hands.window)}
        known |= {entry.id for menu in MENUS for entry in menu.entries if isinstance(entry, Action)}
    assert sorted(set(OTHER_WORDS) - known) == []


def test_what_cannot_be_done_is_told_by_what_people_call_it_too(qtbot: QtBot) -> None:
    entries = [Entry("Save as…", "File", "", lambda: None, "", "remove delete-all")]
    palette = Palette(entries, absent=(Entry("Leave out", "Change", "", lambda: None, "", "delete drop"),))
    qtbot.addWidget(palette)
    palette.field.setText("delete")
    assert palette.count.text() == "“Leave out” cannot be done with what is selected now"
    palette.field.setText("remove")
    assert palette.shown == ("Save as…",)
