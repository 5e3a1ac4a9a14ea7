"""What the window says of files that are no checkpoints: what each is, where it lies, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.window.opening import OpeningPage
from tests.core.formats.test_strangers import FILES
from tests.journeys.driving import Hands, window

SHOWN = ("LFS", "titled page", "S3", "ONNX", "encrypted zip", "zeros", "Word", "hostile title")


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


def test_each_says_what_it_is_in_its_tab(hands: Hands, tmp_path: Path) -> None:
    paths = []
    for name in SHOWN:
        paths.append(tmp_path / f"{name}.pth")
        paths[-1].write_bytes(FILES[name][0])
    hands.window.open_files(paths)
    hands.settle()
    pages = hands.window.workspace.tabs.pages()
    assert len(pages) == len(SHOWN)
    for name, page in zip(SHOWN, pages, strict=True):
        assert isinstance(page, OpeningPage)
        what, where, hint = page.notice.text.split("\n")
        assert all(word.lower() in (what + hint).lower() for word in FILES[name][1]), page.notice.text
        assert f"{name}.pth" in where
