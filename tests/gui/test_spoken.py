"""A screen reader hears of the trees what a person sees: which level, folded or not, edited, and what a column is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.gui.compare.view import DiffView
from ckpt_viewer.gui.language import use_language
from ckpt_viewer.gui.parts import notice, row_view
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.parts.spoken import spoken_row
from ckpt_viewer.gui.tree import view as tree_view
from tests.journeys.driving import Hands, window


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{name}.pth" for name in ("a", "b")]
    for number, path in enumerate(paths):
        torch.save({"lr": 0.1, "model": {"w": torch.full((3,), float(number))}}, path)
    return paths


@pytest.fixture(autouse=True)
def listener() -> Iterator[None]:
    """Qt tells of other rows only while somebody listens."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    for place in (tree_view, row_view, notice):
        monkeypatch.setattr(place, "announce", lambda _widget, text: said.append(text))
    return said


def test_the_tree_tells_levels_and_folds(qtbot: QtBot, files: list[Path]) -> None:
    with window(qtbot) as hands:
        tab = hands.open(files[0])
        tree = tab.tree.tree
        tab.reveal(("model", "w"))
        assert texts(tree)["model"] == "model, level 1, unfolded"
        assert texts(tree)["w"] == "w, level 2"
        assert "Shape: 3" in spoken(tree)
        tab.tree.tree.choose([])
        tab.reveal(("lr",))
        tab.apply(SetValue(tab.selection()[0], 0.5, "lr"))
        assert texts(tree)["lr"] == "lr, level 1, edited"


def test_folding_is_announced(qtbot: QtBot, files: list[Path], heard: list[str]) -> None:
    with window(qtbot) as hands:
        tab = hands.open(files[0])
        tab.reveal(("model",))
        folded = "unfolded" not in texts(tab.tree.tree)["model"]
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Left) if folded else (Qt.Key.Key_Left, Qt.Key.Key_Right):
            QTest.keyClick(tab.tree.tree, key)
        assert heard == ["unfolded", "folded"] if folded else ["folded", "unfolded"]


def test_a_comparison_tells_levels_and_folds(qtbot: QtBot, files: list[Path], heard: list[str]) -> None:
    with window(qtbot) as hands:
        view = compared(hands, files)
        assert texts(view)["model"] == "model, level 1, unfolded"
        assert "Status: ≠ changed" in spoken(view)
        table = view.rows.table
        assert table is not None
        assert view.go_to(next(row for row in view.rows_in_sight() if table.cell(row, 0) == "model"))
        QTest.keyClick(view, Qt.Key.Key_Left)
        assert texts(hands.comparison.view)["model"] == "model, level 1, folded"
        assert heard == ["folded"]


def test_an_error_is_announced(qtbot: QtBot, heard: list[str]) -> None:
    shown = Notice()
    qtbot.addWidget(shown)
    shown.show_error(OSError("gone"))
    assert len(heard) == 1
    assert "gone" in heard[0]


def test_rows_are_told_in_the_language_of_the_window(qtbot: QtBot) -> None:
    use_language("zh_CN")
    said = spoken_row("w", 1, True, edited=True)
    use_language("en")
    assert said != spoken_row("w", 1, True, edited=True) == "w, level 2, unfolded, edited"


def compared(hands: Hands, files: list[Path]) -> DiffView:
    first, second = files
    hands.window.workspace.compare_files(first, second)
    hands.qtbot.waitUntil(lambda: hands.window.front is not None, timeout=20_000)
    return hands.comparison.view


def spoken(widget: QWidget) -> list[str]:
    """The names of all that Qt tells a screen reader of a table."""
    told = QAccessible.queryAccessibleInterface(widget)
    return [told.child(at).text(QAccessible.Text.Name) for at in range(told.childCount())]


def texts(view: QTableView) -> dict[str, str]:
    """What is said of each row, by its name."""
    return {text.split(",")[0]: text for text in spoken(view) if "level" in text}
