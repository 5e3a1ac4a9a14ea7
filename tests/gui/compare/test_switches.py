"""The switches of a comparison by menu, by their keys and from the command palette."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.diffing.columns import Column
from ckpt_viewer.gui.dialogs.palette import Palette
from tests.gui.compare.conftest import A, B
from tests.gui.compare.looking import click_header, labels, select
from tests.journeys.driving import Hands, window

SWITCHES = ("swap-sides", "only-changed", "by-module", "parameters-only")


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    for name, value in (("a.pth", A), ("b.pth", B)):
        torch.save(value, tmp_path / name)
    with window(qtbot) as found:
        found.open(tmp_path / "a.pth")
        found.window.compare_with_files([tmp_path / "b.pth"])
        yield found


def pick(hands: Hands, words: str) -> None:
    """In the command palette, by keyboard alone."""
    hands.press("palette")
    palette = hands.dialog(Palette)
    QTest.keyClicks(palette.field, words)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    hands.qtbot.waitUntil(lambda: not palette.isVisible())
    QApplication.processEvents()


def test_the_palette_swaps_the_sides(hands: Hands) -> None:
    assert hands.comparison.title == "a ↔ b"
    pick(hands, "swap")
    assert hands.comparison.title == "b ↔ a"


def test_the_palette_switches_what_is_listed_and_how(hands: Hands) -> None:
    tab = hands.comparison
    assert "fc.bias" not in labels(tab)
    pick(hands, "only what differs")
    hands.qtbot.waitUntil(lambda: "fc.bias" in labels(hands.comparison))
    pick(hands, "by module")
    hands.qtbot.waitUntil(lambda: "fc" in labels(hands.comparison))
    pick(hands, "parameters only")
    hands.qtbot.waitUntil(lambda: "epoch" not in labels(hands.comparison))
    pick(hands, "parameters only")
    hands.qtbot.waitUntil(lambda: "epoch" in labels(hands.comparison))


def test_the_menu_says_how_the_switches_stand(hands: Hands) -> None:
    tab, commands = hands.comparison, hands.window.commands
    for action, switch in (("only-changed", tab.changed_only), ("by-module", tab.by_module)):
        before = switch.isChecked()
        switch.click()
        commands.refresh()
        assert commands[action].isChecked() is not before
        hands.press(action)
        assert switch.isChecked() is before
        assert commands[action].isChecked() is before


def test_every_switch_has_its_keys_and_sleeps_where_no_comparison_is(hands: Hands) -> None:
    commands = hands.window.commands
    assert hands.comparison.exportable
    assert all(commands[action].isEnabled() and commands[action].shortcut().toString() for action in SWITCHES)
    hands.window.workspace.tabs.setCurrentIndex(0)
    assert not any(commands[action].isEnabled() for action in SWITCHES)


def test_everything_folds_and_unfolds(hands: Hands) -> None:
    tab, commands = hands.comparison, hands.window.commands
    whole = labels(tab)
    select(tab, "fc.weight")
    assert commands["collapse"].isEnabled()
    hands.press("collapse")
    assert labels(tab) == ["epoch", "model"]
    assert labels(tab)[tab.view.currentIndex().row()] == "model", "what the row lies in that was selected"
    hands.press("expand")
    assert labels(tab) == whole
    click_header(tab, Column.PATH)
    hands.settle()
    commands.refresh()
    assert not commands["expand"].isEnabled(), "sorted rows are no tree"


def test_an_export_is_named_after_both_sides(hands: Hands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(_parent: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        asked.append(Path(start).name)
        return str(tmp_path / "page"), "A page for any browser (*.html)"

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    hands.qtbot.waitUntil(lambda: hands.comparison.exportable)
    hands.press("export-comparison")
    hands.settle()
    assert asked == ["a vs b.html"]
    assert (tmp_path / "page.html").exists()
    hands.press("export-picture")
    hands.settle()
    assert asked[1:] == [f"{hands.comparison.drawn_name()}.png".replace(" ", "_")]
    assert asked[1].endswith("_a_vs_b.png")
    assert len(asked[1]) > len("_a_vs_b.png"), "which tensor it is"
