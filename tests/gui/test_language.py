"""The language of the window: chosen in the menu, kept, and changed while files are open and edited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QFileDialog, QLabel, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core import settings as stored
from ckpt_viewer.core.diffing.columns import Column
from ckpt_viewer.core.diffing.scope import KIND_WORDS
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.outline.cells import Column as TreeColumn
from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.actions import ACTIONS, MENUS
from ckpt_viewer.gui.compare.tab import DiffTab
from ckpt_viewer.gui.document_tab import DocumentTab
from ckpt_viewer.gui.language import resolved, told, tr, use_language
from tests.journeys.driving import PATIENCE, Hands, window


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found
    use_language("en")


@pytest.fixture
def chinese(qapp: object) -> Iterator[None]:
    use_language("zh_CN")
    yield
    use_language("en")


def test_sizes_are_counted_in_the_words_of_the_language(hands: Hands, chinese: None) -> None:
    hands.open(resource("samples/linear_checkpoint.pth"))
    tree = hands.document.tree
    cells = [tree.model.index(row, TreeColumn.BYTES) for row in range(tree.model.rowCount())]
    texts = {cell.data() for cell in cells} - {""}
    tips = {cell.data(Qt.ItemDataRole.ToolTipRole) or "" for cell in cells}
    assert any("字节" in text for text in texts)
    assert not [text for text in (*texts, *tips, *seen_texts(hands.window.statusBar())) if "byte" in text]
    assert any("字节" in text for text in seen_texts(hands.window.statusBar()))


def seen_texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def set_epoch(tab: DocumentTab, value: int) -> None:
    tab.apply(SetValue(tab.document.graph.resolve(("epoch",)), value, "epoch"))


def choose(hands: Hands, language: str) -> None:
    menu = hands.window.commands.submenu("language")
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.objectName() == f"language-{language}").trigger()
    hands.settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_window_changes_its_language_and_keeps_what_is_open(hands: Hands) -> None:
    hands.open(resource("samples/linear_checkpoint.pth"))
    hands.open(resource("samples/convnet_epoch_10.pth"))
    tab = hands.window.document_tabs[0]
    hands.window.workspace.tabs.setCurrentWidget(tab)
    set_epoch(tab, 77)
    tab.reveal(("model_state", "weight"))
    document, selected = tab.document, tab.paths()
    choose(hands, "zh_CN")
    again = hands.window.document_tab
    assert again is not None
    assert [held.path.name for held in hands.window.document_tabs] == ["linear_checkpoint.pth", "convnet_epoch_10.pth"]
    assert again.document is document
    assert again.dirty
    assert again.paths() == selected
    assert hands.window.isWindowModified()
    assert hands.window.menuBar().actions()[0].text() == "文件(&F)"
    assert hands.window.commands["open"].text() == "打开(&O)…"
    assert hands.window.commands["open"].iconText() == "打开"
    assert "epoch" in hands.window.commands["undo"].text()
    assert hands.window.commands["undo"].text().startswith("撤销(&U)：")
    assert again.panels.tabs.tabText(0) != again.panels.titles[0]
    assert stored.load().language == "zh_CN"
    hands.press("undo")
    assert not document.dirty
    choose(hands, "en")
    assert hands.window.menuBar().actions()[0].text() == "&File"
    assert hands.window.document_tabs[0].document is document


def test_comparisons_folders_and_timelines_are_there_in_the_new_language(hands: Hands) -> None:
    folder = resource("samples")
    hands.open(resource("samples/linear_checkpoint.pth"))
    tab = hands.document
    hands.window.open_comparison(tab.document.snapshot(), tab.document.snapshot())
    hands.window.open_timeline([folder])
    hands.window.open_files([folder])
    hands.qtbot.waitUntil(lambda: not hands.window.workspace.busy, timeout=PATIENCE)
    before = [type(page) for page in hands.window.workspace.tabs.pages()]
    choose(hands, "zh_CN")
    hands.qtbot.waitUntil(lambda: not hands.window.workspace.busy, timeout=PATIENCE)
    assert [type(page) for page in hands.window.workspace.tabs.pages()] == before
    hands.window.workspace.tabs.setCurrentIndex(0)
    hands.document.reveal(("model_state", "weight"))
    hands.window.close_front()
    assert hands.window.document_tab is None


@pytest.mark.parametrize("typed", ["added", "only in B", "已添加", "仅在 B 中"])
def test_a_comparison_is_filtered_by_the_words_of_both_languages(hands: Hands, tmp_path: Path, typed: str) -> None:
    use_language("zh_CN")
    torch.save({"old": 1, "kept": torch.zeros(2)}, tmp_path / "a.pth")
    torch.save({"kept": torch.ones(2), "new": 1}, tmp_path / "b.pth")
    hands.window.workspace.compare_files(tmp_path / "a.pth", tmp_path / "b.pth")
    hands.qtbot.waitUntil(lambda: isinstance(hands.window.front, DiffTab), timeout=PATIENCE)
    tab = hands.comparison
    tab.filter.setText(typed)
    rows = tab.view.rows
    hands.qtbot.waitUntil(lambda: rows.rowCount() == 1, timeout=PATIENCE)
    assert rows.data(rows.index(0, Column.PATH)) == "new"


def test_what_two_files_are_is_said_in_the_words_of_the_language(chinese: None) -> None:
    kinds = [*KIND_WORDS.values(), "a bundle"]
    for a, b in permutations(kinds, 2):
        said = told(f"A is {a}, B is {b}. Only their models' parameters and buffers are compared, by name (/x with /y)"
                    ".")
        assert not re.search("[a-z]{2,} [a-z]{2,}| is | with |[AB] [a-z]", said), said


def test_an_unfinished_opening_begins_again(hands: Hands) -> None:
    hands.window.open_files([resource("samples/convnet_epoch_10.pth")])
    choose(hands, "zh_CN")
    hands.qtbot.waitUntil(lambda: hands.window.document_tab is not None, timeout=PATIENCE)


def test_every_title_of_the_menus_keeps_a_letter_of_its_own(chinese: None) -> None:
    titles = [tr(menu.title) for menu in MENUS] + [tr(action.title) for action in ACTIONS]
    assert all(title.count("&") == english.count("&") for title, english in zip(
        titles, [*(menu.title for menu in MENUS), *(action.title for action in ACTIONS)], strict=True))


def test_dialogs_of_qt_speak_the_language_too(qtbot: QtBot, chinese: None) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(buttons)
    assert buttons.buttons()[0].text() != "Cancel"
    use_language("en")
    again = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(again)
    assert again.buttons()[0].text() == "Cancel"


def test_a_file_dialog_has_no_english_word(qtbot: QtBot, chinese: None, tmp_path: Path) -> None:
    for name in ("notes.txt", "run.nothing-known", "empty.pth"):
        (tmp_path / name).write_bytes(b"" if name.startswith("empty") else b"\x00\x01")
    (tmp_path / "folder").mkdir()
    dialog = QFileDialog(None, tr("Open checkpoints"), str(tmp_path), tr("All files (*)"))
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    tree = dialog.findChild(QTreeView)
    assert isinstance(tree, QTreeView)
    model = tree.model()
    qtbot.waitUntil(lambda: model.rowCount(at := tree.rootIndex()) == 4
                    and all(model.index(row, 2, at).data() for row in range(4)))
    at = tree.rootIndex()
    kinds = [model.index(row, 2, at).data() for row in range(4)]
    words = kinds if Path("/usr/share/mime/packages").exists() else kinds[:1]  # which has the names in all languages
    words += [model.headerData(column, Qt.Orientation.Horizontal) for column in range(4)]
    for widget in dialog.findChildren(QWidget):
        words += [widget.toolTip(), widget.accessibleName()]
        words += [widget.text()] if isinstance(widget, QLabel | QAbstractButton) else []
    letter = re.compile(r"\(&[A-Z]\)")
    assert "查找范围(&L)：" in words
    assert not [word for word in words if re.search("[A-Za-z]{2}", letter.sub("", word))]


def test_english_is_left_alone(qapp: object) -> None:
    use_language("en")
    assert tr("{count} of {all}", count=1, all="x") == "1 of x"
    assert told("whole file") == "whole file"


@pytest.mark.parametrize(("languages", "expected"), [
    (["zh-Hans-CN", "zh-CN", "zh"], "zh_CN"), (["zh-CN"], "zh_CN"), (["zh"], "zh_CN"), (["zh-Hant-TW", "zh-TW"], ""),
    (["de-DE", "zh-CN"], "zh_CN"), (["en-US", "zh-CN"], ""), (["C"], ""), ([], ""),
])
def test_the_desktop_is_asked_for_its_languages(monkeypatch: pytest.MonkeyPatch, languages: list[str],
                                                expected: str) -> None:
    class Desktop:
        def uiLanguages(self) -> list[str]:
            return languages

    class Locale:
        @staticmethod
        def system() -> Desktop:
            return Desktop()

    monkeypatch.setattr("ckpt_viewer.gui.language.QLocale", Locale)
    assert resolved("system") == expected
