"""What is remembered from one run to the next, and a second start that opens its files in the first window."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ckpt_viewer.__main__ import LOG_NAME, catch_crashes
from ckpt_viewer.core import settings as stored
from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui import instance as instances
from ckpt_viewer.gui.app import Request, begin, hear_finder, listen
from ckpt_viewer.gui.instance import Instance, hand_over, socket_name
from ckpt_viewer.gui.language import use_language
from ckpt_viewer.gui.window.opening import OpeningPage
from ckpt_viewer.gui.window.welcome import LinkRow
from tests.journeys.driving import PATIENCE, Hands, window

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    sample = resource("samples/linear_checkpoint.pth")
    return [Path(shutil.copy(sample, tmp_path / name)) for name in ("a.pth", "b.pth")]


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A socket of this test's own; its path must be short, and that of a test's folder is not."""
    with TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield socket_name()


def test_what_was_open_is_offered_the_next_time(qtbot: QtBot, files: list[Path]) -> None:
    with window(qtbot) as first:
        first.window.keeps_session = True
        for file in files:
            first.open(file)
        first.window.close()
    with window(qtbot, stored.load()) as second:
        offer = second.window.workspace.welcome.session
        assert offer.isVisible()
        assert offer.text() == "Open what was open last (2)"
        files[0].unlink()
        offer.click()
        second.settle()
        gone, there = second.window.workspace.tabs.pages()
        assert isinstance(gone, OpeningPage)
        assert (gone.path, gone.failed) == (files[0], True), "a file that is gone is not left out without a word"
        assert second.window.document_tabs == (there,)


def test_what_is_open_is_remembered_at_once_and_what_was_open_last_is_still_offered(qtbot: QtBot, files: list[Path]
                                                                                    ) -> None:
    """A program that is killed has no end at which it could write."""

    def stored_names() -> list[str]:
        return [Path(name).name for name in stored.load().session]

    stored.store(Settings(session=("/of/the/run/before.pth",)))
    with window(qtbot, stored.load()) as hands:
        hands.window.keeps_session = True
        hands.window.workspace.changed.emit()
        hands.settle()
        assert stored_names() == ["before.pth"]
        for file in files:
            hands.open(file)
        qtbot.waitUntil(lambda: stored_names() == ["a.pth", "b.pth"], timeout=PATIENCE)
        hands.press("close")
        qtbot.waitUntil(lambda: stored_names() == ["a.pth"], timeout=PATIENCE)
        hands.press("close")
        qtbot.waitUntil(lambda: not stored_names(), timeout=PATIENCE)
        assert hands.window.workspace.welcome.session.text() == "Open what was open last (1)"


def test_it_is_opened_at_once_where_a_person_wants_that(qtbot: QtBot, files: list[Path]) -> None:
    with window(qtbot, Settings(session=tuple(map(str, files)))) as hands:
        begin(hands.window, Request())
        hands.settle()
        assert not hands.window.workspace.tabs.count()
        hands.press("reopen")
        qtbot.waitUntil(lambda: stored.load().reopen, timeout=PATIENCE)
        begin(hands.window, Request())
        hands.settle()
        assert [tab.path for tab in hands.window.document_tabs] == files


def test_a_window_for_a_picture_remembers_nothing(qtbot: QtBot, files: list[Path]) -> None:
    stored.store(Settings(session=("/what/was/open.pth",)))
    with window(qtbot, stored.load()) as hands:
        hands.open(files[0])
        hands.window.close()
    assert stored.load().session == ("/what/was/open.pth",)


def test_recent_files_say_what_they_were(hands: Hands, files: list[Path]) -> None:
    hands.open(files[0])
    hands.qtbot.waitUntil(lambda: bool(stored.load().recent_notes), timeout=PATIENCE)
    assert stored.load().recent_notes == {str(files[0]): "training checkpoint · 4 tensors · 56 bytes · epoch 90"}
    rows = hands.window.workspace.welcome.findChildren(LinkRow)
    row, = [row for row in rows if row.path == str(files[0])]
    assert row.line(2000).startswith("training checkpoint · 4 tensors")
    assert row.line(2000).endswith(files[0].parent.name)
    assert row.line(300).endswith(files[0].parent.name[-8:]), "files of one name are told apart by the end"


def test_a_second_start_opens_its_files_in_the_first_window(hands: Hands, files: list[Path], place: str) -> None:
    listening = listen(hands.window, place)
    second = subprocess.Popen([sys.executable, "-m", "ckpt_viewer", *files], cwd=ROOT)
    hands.qtbot.waitUntil(lambda: second.poll() is not None, timeout=PATIENCE)
    assert second.returncode == 0
    hands.settle()
    listening.close()
    assert [tab.path for tab in hands.window.document_tabs] == files


def test_what_is_double_clicked_on_macos_is_opened(hands: Hands, qapp: QApplication, files: list[Path]) -> None:
    """Its events can be made anywhere."""
    hear_finder(qapp, hands.window)
    for file in files:
        QApplication.sendEvent(qapp, QFileOpenEvent(str(file)))
    hands.settle()
    assert [tab.path for tab in hands.window.document_tabs] == files


def test_where_nothing_runs_there_is_nobody_to_hand_over_to(place: str, tmp_path: Path) -> None:
    assert not hand_over([tmp_path], place)


def test_what_a_crash_left_behind_is_no_window(qtbot: QtBot, hands: Hands, place: str) -> None:
    Path(place).touch()
    assert not hand_over([], place)
    listening = Instance(hands.window)
    assert listening.listen(place)
    listening.close()


@pytest.mark.parametrize("message", [b"no json\n", b'["relative.pth"]\n', b'{"files": []}\n', b"[1]\n",
                                     b"[" * 100_000 + b"\n", b"x" * (instances.MOST_BYTES + 10)])
def test_what_is_no_list_of_files_is_dropped(hands: Hands, place: str, message: bytes) -> None:
    listening = listen(hands.window, place)
    socket = QLocalSocket()
    socket.connectToServer(place)
    assert socket.waitForConnected(2000)
    socket.write(message)
    hands.qtbot.waitUntil(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState, timeout=PATIENCE)
    listening.close()
    assert hands.window.workspace.tabs.count() == 0


def test_another_persons_socket_is_not_asked(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(place).touch()
    monkeypatch.setattr(os, "getuid", lambda: 12345, raising=False)
    assert not instances._may_be_ours(place)


def test_screens_and_settings_have_sockets_of_their_own(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":77")
    other = socket_name()
    monkeypatch.setenv("CKPT_VIEWER_HOME", "/elsewhere")
    assert len({place, other, socket_name()}) == 3
    assert len(json.dumps(other)) < 200


def test_a_crash_leads_to_its_report(hands: Hands, monkeypatch: pytest.MonkeyPatch,
                                     capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    catch_crashes()
    sys.excepthook(ValueError, ValueError("unforeseen"), None)
    banner = hands.window.workspace.banner
    assert "Something went wrong" in banner.text
    assert banner.offers == ("Show the report",)
    assert "unforeseen" in (stored.folder() / LOG_NAME).read_text()
    assert "ValueError" in capsys.readouterr().err
    use_language("zh_CN")
    try:
        sys.excepthook(KeyError, KeyError("unforeseen"), None)
    finally:
        use_language("en")
    assert "程序内部" in banner.text
    assert "KeyError" in banner.text
