"""The Python for the open file, shown and copied."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from ckpt_viewer.core.snippets import snippets
from ckpt_viewer.gui.panels.learn import LearnPanel
from tests.gui.panels.conftest import Stage

CONTENT = {"epoch": 90, "model_state": {"fc.weight": np.ones((2, 3), np.float32), "fc.bias": np.ones(2, np.float32)}}


def codes(panel: LearnPanel) -> list[str]:
    return [view.code.toPlainText() for view in panel.views if view.isVisibleTo(panel)]


def test_every_snippet_is_shown(stage: Stage) -> None:
    panel = stage.show(LearnPanel, CONTENT, ())
    wanted = snippets(stage.document.snapshot(), "sample.pth", "cpu")
    assert codes(panel) == [snippet.code for snippet in wanted]
    assert [view.title.text() for view in panel.views] == [snippet.title for snippet in wanted]
    assert 'load_state_dict(checkpoint["model_state"])' in codes(panel)[0]


def test_another_device_gives_other_code(stage: Stage) -> None:
    panel = stage.show(LearnPanel, CONTENT, ())
    panel.device.setFocus()
    QTest.keyClick(panel.device, Qt.Key.Key_Down)
    stage.settle()
    assert codes(panel) == [snippet.code for snippet in snippets(stage.document.snapshot(), "sample.pth", "cuda:0")]


def test_copy_puts_the_code_on_the_clipboard(stage: Stage) -> None:
    panel = stage.show(LearnPanel, CONTENT, ())
    view = panel.views[0]
    view.copy.click()
    assert QGuiApplication.clipboard().text() == view.code.toPlainText()
    assert view.copy.text() == "Copied"


def test_it_is_there_for_every_selection(stage: Stage) -> None:
    panel = stage.show(LearnPanel, CONTENT, ())
    before = codes(panel)
    stage.select(("model_state", "fc.weight"))
    stage.select(("epoch",), ("model_state",))
    assert codes(panel) == before


def test_the_whole_code_is_visible(stage: Stage) -> None:
    panel = stage.show(LearnPanel, CONTENT, ())
    for view in panel.views:
        lines = view.code.document().blockCount()
        assert view.code.viewport().height() >= lines * view.code.fontMetrics().lineSpacing()


def test_in_a_wide_window_its_lines_can_be_read(stage: Stage) -> None:
    """And Copy stands beside the code."""
    panel = stage.show(LearnPanel, CONTENT, ())
    panel.resize(1600, 900)
    stage.settle()
    for view in panel.views:
        assert 700 < view.code.width() < 800
        assert view.code.mapTo(panel, view.code.rect().topLeft()).x() < 20
        code = view.code.toPlainText().split("\n")
        short = [line for line in code if len(line) < 90]
        assert max(map(view.code.fontMetrics().horizontalAdvance, short)) < view.code.viewport().width()
