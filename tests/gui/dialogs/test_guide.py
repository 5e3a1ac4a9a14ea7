"""The user guide: chapters, search, and that what it names is there."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import fields

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.recipes.recipe import OPERATIONS
from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.settings import Language
from ckpt_viewer.gui.actions import ACTIONS, MENUS
from ckpt_viewer.gui.actions.base import bare_title
from ckpt_viewer.gui.dialogs.guide import Guide, guide_path
from ckpt_viewer.gui.language import tr, use_language
from tests.journeys.driving import window

LANGUAGES = ("en", "zh_CN")


@pytest.fixture
def guide(qtbot: QtBot) -> Iterator[Guide]:
    parent = QWidget()  # kept alive by this frame
    qtbot.addWidget(parent)
    guide = Guide(guide_path("en"), parent)
    guide.show()
    qtbot.waitExposed(guide)
    yield guide
    parent.close()


def test_chapters_are_the_headings(guide: Guide) -> None:
    names = re.findall(r"^# (.*)$", guide_path("en").read_text(encoding="utf-8"), re.MULTILINE)
    assert [guide.chapters.item(row).text() for row in range(guide.chapters.count())] == names
    assert len(names) >= 15


def test_a_chapter_chosen_comes_to_the_top(guide: Guide, qtbot: QtBot) -> None:
    for row in (5, 2):
        guide.chapters.setCurrentRow(row)
        qtbot.waitUntil(lambda row=row: guide.text.cursorForPosition(  # type: ignore[misc]
            QPoint(30, 24)).block().text() == _name(guide, row))
        assert guide.chapters.currentRow() == row


def test_reading_on_marks_the_chapter(guide: Guide) -> None:
    bar = guide.text.verticalScrollBar()
    bar.setValue(bar.maximum())
    last = guide.chapters.currentRow()
    bar.setValue(0)
    assert guide.chapters.currentRow() == 0 < last


def test_search_goes_on_and_around(guide: Guide) -> None:
    QTest.keyClicks(guide.search, "recipe")
    places = []
    for _ in range(20):
        places.append(guide.text.textCursor().position())
        QTest.keyClick(guide.search, Qt.Key.Key_Return)
        if guide.text.textCursor().position() == places[0]:
            break
    assert 2 <= len(places) == len(set(places)) < 20
    assert guide.text.textCursor().selectedText().lower() == "recipe"
    QTest.keyClicks(guide.search, "xyzzy")
    assert guide.found.text() == "Not in the guide"


def test_enter_in_the_search_does_not_close(guide: Guide) -> None:
    QTest.keyClicks(guide.search, "tree")
    QTest.keyClick(guide.search, Qt.Key.Key_Return)
    assert guide.isVisible()
    QTest.keyClick(guide, Qt.Key.Key_Escape)
    assert not guide.isVisible()


@pytest.mark.parametrize(("tongue", "menus"), [("en", r"\*\*(\w+)\*\* menu"), ("zh_CN", r"\*\*(\w+)\*\* 菜单")])
def test_every_menu_entry_that_the_guide_names_is_there(qapp: object, tongue: Language, menus: str) -> None:
    use_language(tongue)
    try:
        entries = {_shown(menu.title): {_shown(entry.title) for entry in menu.entries if entry is not None}
                   for menu in MENUS}
    finally:
        use_language("en")
    text = " ".join(guide_path(tongue).read_text(encoding="utf-8").split())
    named = re.findall(r"\*\*(\w+) ▸ ([^*]+)\*\*", text)
    assert len(named) >= 10
    for menu, title in named:
        assert title in entries.get(menu, ()), f"{menu} ▸ {title}"
    assert set(re.findall(menus, text)) <= set(entries)


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_what_the_guide_names_is_called_so_in_the_window(tongue: Language) -> None:
    """Panels, switches and forms by the words that stand on them."""
    catalogue = ET.parse(resource("translations/ckpt_viewer_zh_CN.ts"))
    tag = "source" if tongue == "en" else "translation"
    shown = {bare_title(message.findtext(tag) or "").lower()
             for context in catalogue.iter("context") if (context.findtext("name") or "").startswith("gui/")
             for message in context.iter("message")}
    text = " ".join(guide_path(tongue).read_text(encoding="utf-8").split())
    named = {part for bold in re.findall(r"\*\*([^*]+)\*\*", text) for part in bold.split(" ▸ ")}
    keys = {"← →", "Home", "End", "Esc", "Enter", "F2", "Ctrl+F"}
    assert keys < named
    assert [part for part in named - keys if not any(part.lower() in words for words in shown)] == []


def test_every_key_that_the_guide_names_does_what_stands_before_it() -> None:
    text = " ".join(guide_path("en").read_text(encoding="utf-8").split())
    keys = {key for action in ACTIONS for key in action.shortcuts}
    named = set(re.findall(r"\(((?:Ctrl|Shift|F\d)[\w+]*)\)", text))
    assert len(named) >= 10
    assert named <= keys


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_every_operation_of_a_recipe_is_told_with_what_it_takes(tongue: Language) -> None:
    text = guide_path(tongue).read_text(encoding="utf-8")
    told = {word: set(re.findall(r"`(\w+)`", takes)) for word, takes in
            re.findall(r"`(\w+)`(?: \(|（)((?:`\w+`[^)）;；]*)+)[)）]", text)}
    assert told == {kind.WORD: {field.name for field in fields(kind)} for kind in OPERATIONS}


def test_languages_have_the_same_chapters_and_keys() -> None:
    texts = [resource(f"guide/{language}.md").read_text(encoding="utf-8").replace("\n", " ") for language in LANGUAGES]
    shapes = [(len(re.findall(r" # ", text)), sorted(re.findall(r"Ctrl\+[\w+]+|F\d", text)),
               sorted(set(re.findall(r"```.*?```|`[^`]+`", text)))) for text in texts]
    assert shapes[0] == shapes[1]


def test_a_language_without_a_guide_reads_the_english_one() -> None:
    assert guide_path("tlh") == guide_path("en")


def _shown(title: str) -> str:
    return bare_title(tr(title))


def _name(guide: Guide, row: int) -> str:
    return guide.chapters.item(row).text()


def test_help_opens_it_beside_the_window(qtbot: QtBot) -> None:
    with window(qtbot) as hands:
        main = hands.window
        main.commands["guide"].trigger()
        opened = main.findChildren(Guide)
        assert len(opened) == 1
        assert opened[0].isVisible()
        assert not opened[0].isModal()
        main.commands["guide"].trigger()
        assert main.findChildren(Guide) == opened, "a second time brings the same one to the front"


def test_help_opens_the_guide_of_the_language_in_use(qtbot: QtBot) -> None:
    with window(qtbot) as hands:
        main = hands.window
        main.commands["guide"].trigger()
        use_language("zh_CN")
        try:
            main.commands["guide"].trigger()
            shown = [guide for guide in main.findChildren(Guide) if guide.isVisible()]
        finally:
            use_language("en")
        assert [guide.path for guide in shown] == [guide_path("zh_CN")], "the one in English makes room"
        assert shown[0].chapters.item(0).text() == "打开文件"
        assert shown[0].windowTitle() == "用户指南"
