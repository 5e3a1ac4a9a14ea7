"""The window around the files: what it says when nothing is open, when a file cannot be, when it was changed."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from ckpt_viewer.core import settings as stored
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Change, Remove, Rename, SetValue
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Scalar
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.outline.view import OutlineView
from ckpt_viewer.core.resources import resource, samples
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.gui.actions import ACTIONS, MENUS, TOOLS
from ckpt_viewer.gui.actions.base import Submenu
from ckpt_viewer.gui.actions.file import RECENT
from ckpt_viewer.gui.dialogs.palette import Palette
from ckpt_viewer.gui.document_tab import DocumentTab, Opened
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.main_window import MainWindow
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.window.file_tabs import DIRTY_MARK
from ckpt_viewer.gui.window.opening import OpeningPage
from ckpt_viewer.gui.window.welcome import LinkRow
from tests.journeys.driving import PATIENCE, Hands, window


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return Path(shutil.copy(resource("samples/linear_checkpoint.pth"), tmp_path / "run.pth"))


def rename_on_disk(path: Path) -> None:
    """As a training job replaces its checkpoint."""
    beside = path.with_suffix(".new")
    torch.save({"epoch": 91}, beside)
    beside.replace(path)


def set_epoch(tab: DocumentTab, value: int) -> None:
    tab.apply(SetValue(tab.document.graph.resolve(("epoch",)), value, "epoch"))


def test_the_empty_window_says_what_to_do(hands: Hands) -> None:
    welcome = hands.window.workspace.welcome
    assert welcome.isVisible()
    texts = [button.text() for button in welcome.findChildren(QPushButton)]
    assert "Open a file…" in texts
    rows = welcome.findChildren(LinkRow)
    assert [row.path for row in rows] == [str(path) for path, _ in samples()]
    QTest.mouseClick(rows[0], Qt.MouseButton.LeftButton)
    hands.settle()
    assert hands.document.path == samples()[0][0]
    hands.press("close")
    assert welcome.isVisible()
    recent = [row for row in welcome.findChildren(LinkRow) if row.path == str(samples()[0][0])]
    assert len(recent) >= 1


def test_opening_the_same_file_twice_brings_its_tab_to_the_front(hands: Hands, sample: Path) -> None:
    hands.open(sample)
    first = hands.document
    hands.open(resource("samples/linear_state_dict.pth"))
    assert hands.document is not first
    hands.window.open_files([sample.parent / "." / "run.pth"])
    hands.settle()
    assert hands.document is first
    assert hands.window.workspace.tabs.count() == 2


def test_a_file_that_cannot_be_opened_says_so_in_its_tab(hands: Hands, tmp_path: Path) -> None:
    page_file = tmp_path / "page.pth"
    page_file.write_bytes(b"<!DOCTYPE html><html>not found</html>")
    hands.window.open_files([page_file, tmp_path / "missing.pth"])
    hands.settle()
    pages = hands.window.workspace.tabs.pages()
    assert [type(page) for page in pages] == [OpeningPage, OpeningPage]
    texts = [page.notice.text for page in pages if isinstance(page, OpeningPage)]
    assert "web page" in texts[0]
    assert "no such file" in texts[1].lower()
    assert hands.window.document_tab is None
    hands.press("reload")
    hands.settle()
    assert hands.window.front is pages[1]
    torch.save({"epoch": 3}, tmp_path / "missing.pth")
    again = pages[1].focusProxy()
    assert isinstance(again, QPushButton)
    QTest.keyClick(again, Qt.Key.Key_Return)
    hands.settle()
    assert hands.document.tree.outline.labels == ["epoch"]


def test_a_file_that_was_not_there_is_opened_when_it_comes(hands: Hands, tmp_path: Path) -> None:
    """Whole: an empty one, as a training that has just begun to write leaves it, is waited for."""
    path = tmp_path / "late.pth"
    hands.window.open_files([path])
    hands.settle()
    page = hands.window.front
    assert isinstance(page, OpeningPage)
    assert page.failed
    path.touch()
    for _ in range(2):  # as if it had been so for a while
        page._calm.timeout.emit()
    assert page.failed
    torch.save({"epoch": 3}, tmp_path / "new")
    (tmp_path / "new").replace(path)
    hands.qtbot.waitUntil(lambda: hands.window.document_tab is not None, timeout=PATIENCE)
    assert hands.document.tree.outline.labels == ["epoch"]


def refused(hands: Hands, folder: Path) -> OpeningPage:
    """The page of a file that is none of ours."""
    notes = folder / "notes.pth"
    notes.write_text("Lines that are no checkpoint.\n" * 9, encoding="utf-8")
    hands.window.open_files([notes])
    hands.settle()
    page = hands.window.front
    assert isinstance(page, OpeningPage)
    return page


def test_why_a_file_is_not_open_scrolls_in_a_low_window(hands: Hands, tmp_path: Path) -> None:
    page = refused(hands, tmp_path)
    page.notice.say("danger", "a reason that takes its time " * 200)
    bar = page.findChildren(QScrollArea)[0].verticalScrollBar()
    hands.qtbot.waitUntil(lambda: bar.maximum() > 0, timeout=PATIENCE)
    for label in page.notice.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_of_long_names_of_recent_files_both_ends_are_seen(qtbot: QtBot) -> None:
    path = Path("/one/two/three/four", f"{'a_name_that_goes_on_' * 5}epoch=0099.pth")
    with window(qtbot, Settings(recent_files=(str(path),))) as hands:
        shown = next(action.title for action in RECENT.entries(hands.window))
    assert shown.startswith(str(Path("…/three/four/a_name_that_goes_on")))
    assert shown.endswith("epoch=0099.pth")
    assert len(shown) < 70


def test_all_lines_of_why_a_file_is_not_open_are_in_sight(hands: Hands, tmp_path: Path) -> None:
    page = refused(hands, tmp_path)
    for width in (900, 1280, 1900):
        hands.window.resize(width, 600)
        hands.qtbot.wait(20)
        for label in page.notice.findChildren(QLabel):
            assert label.height() >= label.heightForWidth(label.width()), (width, label.text())


def test_the_filter_of_a_comparison_is_reached_and_left_with_the_keyboard(hands: Hands) -> None:
    sides = [hands.open(resource(f"samples/convnet_epoch_{n}.pth")).document.snapshot() for n in ("01", "10")]
    hands.window.open_comparison(*sides)
    tab = hands.comparison
    hands.press("filter")
    assert tab.filter is hands.window.focusWidget()
    assert not tab.filter.acceptDrops()
    QTest.keyClicks(tab.filter, "loss")
    hands.qtbot.waitUntil(lambda: tab.view.rows.rowCount() == 1, timeout=PATIENCE)
    QTest.keyClick(tab.filter, Qt.Key.Key_Down)
    assert tab.view is hands.window.focusWidget()
    assert tab.view.current_row() >= 0
    QTest.keyClick(tab.filter, Qt.Key.Key_Escape)
    assert tab.filter.text() == ""


def test_a_click_with_the_middle_button_and_the_cross_close_a_tab(hands: Hands, sample: Path) -> None:
    hands.open(sample)
    hands.open(resource("samples/linear_state_dict.pth"))
    bar = hands.window.workspace.tabs.tabBar()
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=bar.tabRect(0).center())
    assert [page.title for page in hands.window.document_tabs] == ["linear_state_dict.pth"]
    cross = bar.tabButton(0, bar.ButtonPosition.RightSide)
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert hands.window.document_tabs == ()


def test_a_file_changed_on_disk_is_offered_to_be_read_again(hands: Hands, sample: Path) -> None:
    tab = hands.open(sample)
    tab.tree.reveal(("epoch",))
    rename_on_disk(sample)
    tab.watch.look()
    hands.qtbot.waitUntil(lambda: tab.banner.topic == "changed")
    assert tab.banner.offers == ("Reload", "Follow it")
    tab.banner.press("Reload")
    hands.settle()
    assert hands.document is not tab
    assert hands.document.tree.outline.labels == ["epoch"]
    assert hands.document.paths() == (("epoch",),)
    assert hands.window.workspace.tabs.count() == 1


def test_reloading_edits_away_needs_a_second_word(hands: Hands, sample: Path) -> None:
    tab = hands.open(sample)
    set_epoch(tab, 5)
    hands.press("reload")
    assert hands.document is tab
    assert "lost" in tab.banner.text
    tab.banner.press("Reload and lose the edits")
    hands.settle()
    assert not hands.document.dirty
    assert hands.document is not tab


def test_our_own_save_is_no_news(hands: Hands, sample: Path) -> None:
    tab = hands.open(sample)
    set_epoch(tab, 5)
    dialog = hands.save_dialog("save")
    hands.save(dialog)
    hands.close(dialog)
    assert torch.load(sample, weights_only=True)["epoch"] == 5
    assert not tab.dirty
    tab.watch.look()
    hands.settle()
    assert tab.banner.topic == ""
    rename_on_disk(sample)
    tab.watch.look()
    hands.qtbot.waitUntil(lambda: tab.banner.topic == "changed")


def test_an_edit_that_cannot_be_is_refused_in_place(hands: Hands, sample: Path) -> None:
    tab = hands.open(sample)
    tab.apply(Remove(tab.document.graph.resolve(("epoch",)), 0))
    assert tab.banner.mood == "danger"
    assert not tab.dirty
    set_epoch(tab, 1)
    assert tab.banner.text == ""


def test_edits_of_a_large_file_are_made_in_jobs_and_none_is_lost(
        hands: Hands, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ckpt_viewer.gui.asking.MUCH", 0)
    tab, where = hands.open(sample), list[str]()

    class Noting(SetValue):
        def apply(self, graph: Graph) -> Change:
            where.append(threading.current_thread().name)
            return super().apply(graph)

    graph = tab.document.graph
    tab.apply(Noting(graph.resolve(("epoch",)), 90, ""))
    tab.apply(Noting(graph.resolve(("optim_state", "param_groups", 0, "lr")), 0.5, ""))
    assert not tab.dirty
    hands.settle()
    graph = tab.document.graph
    assert graph[graph.resolve(("epoch",))] == Scalar(90)
    assert graph[graph.resolve(("optim_state", "param_groups", 0, "lr"))] == Scalar(0.5)
    assert len(tab.document.steps) == 2
    assert all(name.startswith("job") for name in where)
    tab.apply(Remove(graph.resolve(("epoch",)), 0))
    hands.settle()
    assert tab.banner.text
    assert len(tab.document.steps) == 2


def test_the_title_and_the_tab_carry_a_mark_while_there_are_edits(hands: Hands, sample: Path) -> None:
    tab = hands.open(sample)
    tabs = hands.window.workspace.tabs
    assert not hands.window.isWindowModified()
    assert not hands.window.commands["save"].isEnabled()
    set_epoch(tab, 1)
    assert tabs.tabText(0) == f"run.pth {DIRTY_MARK}"
    assert hands.window.isWindowModified()
    assert hands.window.commands["save"].isEnabled()
    assert hands.window.commands["undo"].text() == "&Undo: epoch: 90 → 1"
    hands.press("undo")
    assert tabs.tabText(0) == "run.pth"
    assert not hands.window.isWindowModified()


def test_settings_are_remembered(qtbot: QtBot, sample: Path) -> None:
    with window(qtbot) as first:
        first.window.resize(780, 560)
        first.open(sample)
        first.document.tree.tree.setColumnWidth(0, 333)
        first.press("theme-dark")
        first.window.close()
    settings = stored.load()
    assert settings.recent_files[0] == str(sample)
    assert settings.theme == "dark"
    again = MainWindow()
    qtbot.addWidget(again)
    again.show()
    assert (again.width(), again.height()) == (780, 560)
    again.open_files([sample])
    qtbot.waitUntil(lambda: again.document_tab is not None, timeout=PATIENCE)
    assert again.document_tab is not None
    assert again.document_tab.tree.tree.columnWidth(0) == 333
    again.choose_theme("light")
    again.close()


def test_broken_settings_do_not_stop_the_window(qtbot: QtBot) -> None:
    odd = Settings(geometry="no base64 ☃", sizes={"splitter-document": (1,), "columns": ()},
                   recent_files=("/gone.pth",))
    made = MainWindow(odd)
    qtbot.addWidget(made)
    made.show()
    made.close()


def test_shortcuts_and_ids_are_given_once(hands: Hands) -> None:
    ids = [action.id for action in ACTIONS]
    keys = [QKeySequence(key).toString() for action in ACTIONS for key in action.shortcuts]
    assert len(set(ids)) == len(ids)
    assert len(set(keys)) == len(keys)
    assert all(keys)
    icons = [action.icon for action in ACTIONS if action.icon]
    assert [name for name in icons if not resource(f"icons/{name}.svg").is_file()] == []
    assert all(tool is None or tool in ACTIONS for tool in TOOLS)


def test_every_menu_fills_and_nothing_runs_without_a_file(hands: Hands) -> None:
    for menu in MENUS:
        for entry in menu.entries:
            if isinstance(entry, Submenu):
                below = hands.window.commands.submenu(entry.id)
                below.aboutToShow.emit()
                assert below.actions()
    enabled = {action.id for action in ACTIONS if hands.window.commands[action.id].isEnabled()}
    assert enabled - {"forget-recent"} == {
        "open", "open-folder", "quit", "theme-system", "theme-light", "theme-dark", "shortcuts", "about",
        "guide", "palette", "reopen", "timeline-folder", "new-window"}


def test_an_entry_that_sleeps_says_what_it_needs(hands: Hands, sample: Path) -> None:
    """A tooltip is seen by who waits. Without a file it is plain, and in a comparison the reason is another."""
    commands = hands.window.commands
    asleep = ["rename", "evaluation-mode", "save-recipe", "rescue", "undo-update", "export-tensor", "copy-path",
              "timeline-open", "swap-sides", "device-release", "edit-value", "update-in-place"]
    assert not [action for action in asleep if commands[action].text().endswith(")")]
    tab = hands.open(sample)
    assert commands["rename"].text() == "Re&name… (select one key)"
    assert [action for action in asleep if not commands[action].text().endswith(")")] == []
    tab.reveal(("epoch",))
    hands.settle()
    assert commands["rename"].text() == "Re&name…"
    hands.window.compare_with_files([sample])
    hands.settle()
    assert not [action for action in asleep if commands[action].text().endswith(")")]


@pytest.mark.parametrize("action", ["shortcuts", "about"])
def test_help_opens_and_closes(hands: Hands, action: str) -> None:
    from PySide6.QtWidgets import QDialog

    hands.press(action)
    dialog = hands.dialog(QDialog)
    dialog.reject()
    assert not dialog.isVisible()


def test_the_lesson_comes_to_the_front(hands: Hands, sample: Path) -> None:
    tab = hands.open(sample)
    tab.tree.reveal(("epoch",))
    hands.press("lesson")
    hands.settle()
    assert tab.panels.tabs.tabText(tab.panels.tabs.currentIndex()) == "Learn"


def test_copying_gives_pointers_and_values(hands: Hands, sample: Path) -> None:
    tab = hands.open(sample)
    tab.tree.reveal(("optim_state", "param_groups", 0, "lr"))
    hands.window.refresh_actions()
    hands.press("copy-path")
    hands.settle()
    assert QGuiApplication.clipboard().text() == "/optim_state/param_groups/0/lr"
    hands.press("copy-value")
    hands.settle()
    assert QGuiApplication.clipboard().text() == "0.01"
    assert [action.objectName() for action in tab.tree.tree.actions()] == [
        "edit-value", "copy-path", "copy-value", "copy-python", "",
        "rename", "remove", "insert", "rename-pattern", "convert", "device-marks", "",
        "export-tensor", "save-selection"]


def test_the_button_beside_a_path_copies_all_of_it(hands: Hands, tmp_path: Path) -> None:
    key = "a_name_that_goes_on_" * 200
    torch.save({key: torch.zeros(2)}, tmp_path / "long.pth")
    tab = hands.open(tmp_path / "long.pth")
    tab.tree.reveal((key,))
    hands.settle()
    next(button for button in tab.panels.heading.findChildren(QToolButton)
         if button.toolTip() == "Copy the path").click()
    hands.settle()
    assert QGuiApplication.clipboard().text() == f"/{key}"


def test_a_long_job_shows_in_the_status_bar_and_can_be_stopped(hands: Hands) -> None:
    begun, errors = threading.Event(), list[Exception]()

    def work(task: Task) -> None:
        task.start(4, "Reading")
        task.advance(1)
        begun.set()
        while not task.cancelled:
            begun.wait(0.001)
        task.check()

    status = hands.window.job_status
    hands.window.jobs.submit("long", work, lambda _: None, errors.append, title="Opening huge.pth")
    assert begun.wait(20)
    assert not status.cancel_button.isVisible()
    hands.qtbot.waitUntil(status.cancel_button.isVisible)
    assert status.text.startswith("Opening huge.pth")
    QTest.mouseClick(status.cancel_button, Qt.MouseButton.LeftButton)
    hands.qtbot.waitUntil(lambda: [type(error) for error in errors] == [Cancelled])
    assert not status.cancel_button.isVisible()
    assert status.text == ""


def test_a_big_selection_costs_what_is_shown(hands: Hands, tmp_path: Path) -> None:
    torch.save({f"weight{n}": n for n in range(3000)}, tmp_path / "many.pth")
    tab = hands.open(tmp_path / "many.pth")
    tab.tree.tree.selectAll()
    hands.settle()
    assert tab.panels.heading.text == "3,000 rows selected, shown are the first 1,000"
    assert len(tab.selection()) == 3000
    tab.apply(Rename(tab.document.graph.root, 0, "renamed"))
    hands.settle()
    assert len(tab.selection()) == 3000
    assert tab.tree.outline.labels[0] == "renamed"


class Failing(Panel):
    """A panel with a fault of ours in it."""

    title = "Failing"

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        return 50

    def present(self, context: PanelContext) -> None:
        raise ZeroDivisionError("a fault of ours")


class Confused(Failing):
    """One that fails already when it is asked."""

    title = "Confused"

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        raise ZeroDivisionError


class Sound(Panel):
    """One that works."""

    title = "Sound"

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        return 40

    def present(self, context: PanelContext) -> None:
        self.setObjectName(f"shows {len(context.nodes)}")


def test_a_failing_panel_says_so_and_the_others_go_on(qtbot: QtBot, sample: Path) -> None:
    jobs = Jobs()
    checkpoint = open_checkpoint(sample)
    view = OutlineView(build_outline(checkpoint.graph, Task()))
    tab = DocumentTab(Opened(sample, Document(checkpoint), view, CpuEngine(), (Confused, Sound, Failing)), jobs)
    qtbot.addWidget(tab)
    tab.show()
    assert tab.panels.titles == ("Failing", "Sound")
    notice = tab.panels.tabs.currentWidget().findChild(Notice)
    assert notice is not None
    assert "a fault of ours" in notice.text
    tab.panels.bring("Sound")
    tab.tree.reveal(("epoch",))
    qtbot.waitUntil(lambda: tab.panels.front is not None and tab.panels.front.objectName() == "shows 1")
    tab.shut()
    jobs.shutdown()
    checkpoint.close()


def test_every_column_of_a_whole_model_fits_the_window(hands: Hands) -> None:
    tab = hands.open(resource("samples/linear_whole_model.pth"))
    tree = tab.tree.tree
    for width in (1500, 1400, 1300):
        hands.window.resize(width, 700)
        assert tree.horizontalHeader().length() <= tree.viewport().width(), width


def test_a_name_with_mark_up_is_shown_as_it_is(hands: Hands, tmp_path: Path) -> None:
    name = tmp_path / "<b>&amp;.pth"
    torch.save({"<h1>x</h1>": 1}, name)
    hands.open(name)
    assert hands.window.workspace.tabs.tabText(0) == "<b>&&amp;.pth"
    assert "<b>" not in hands.window.workspace.tabs.tabToolTip(0)


def test_closing_tabs_lets_go_of_their_files(hands: Hands, sample: Path) -> None:
    tab = hands.open(sample)
    other = hands.open(resource("samples/linear_state_dict.pth"))
    source = tab.document.checkpoint.source
    hands.window.open_comparison(other.document.snapshot(), tab.document.snapshot())
    hands.settle()
    hands.window.workspace.close_page(tab)
    assert source.read_at(0, 2) == b"PK"
    hands.press("close")
    with pytest.raises(SourceError, match="closed"):
        source.read_at(0, 2)


def test_the_palette_offers_what_can_be_done_now(hands: Hands, sample: Path) -> None:
    def offered() -> tuple[str, ...]:
        hands.press("palette")
        palette = hands.dialog(Palette)
        palette.reject()
        return palette.shown

    assert "Open…" in offered()
    assert "Learning rate…" not in offered()
    hands.open(sample)
    assert {"Learning rate…", "Save as…", "With a file on disk…"} <= set(offered())
    assert "Command palette…" not in offered()
