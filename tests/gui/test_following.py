"""A file that a running training writes again and again: what is shown follows, and stays where the person was."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.views.tensor_table import Choice, Column
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.disk_watch import LOOKS
from ckpt_viewer.gui.document_tab import DocumentTab
from ckpt_viewer.gui.panels.all_tensors import AllTensorsPanel
from ckpt_viewer.gui.panels.picture import PicturePanel
from ckpt_viewer.gui.panels.values import ValuesPanel
from ckpt_viewer.gui.parts import curtain
from ckpt_viewer.gui.parts.curtain import Curtain
from ckpt_viewer.gui.values.table import ValueTable
from tests.journeys.driving import PATIENCE, Hands, window


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


@pytest.fixture
def run(tmp_path: Path) -> Path:
    write(tmp_path / "run.pth", 1)
    return tmp_path / "run.pth"


def write(path: Path, epoch: int) -> None:
    beside = path.with_suffix(".new")
    layers = {f"layer{n}": {f"part{m}": {"weight": torch.full((2,), float(epoch))} for m in range(30)}
              for n in range(4)}
    torch.save({"epoch": epoch, "model": layers}, beside)
    beside.replace(path)


def look(hands: Hands, tab: DocumentTab) -> None:
    """As the timer does, to its end, unless another tab stands there by now."""
    if hands.document is tab:
        tab.watch.look()
        hands.qtbot.waitUntil(lambda: hands.document is not tab or not tab.jobs.is_running("watch"), timeout=PATIENCE)


def shown_epoch(tab: DocumentTab) -> object:
    graph = tab.document.graph
    return getattr(graph[graph.resolve(("epoch",))], "value", None)


def test_a_file_that_is_followed_is_read_again_and_the_person_stays_where_he_was(hands: Hands, run: Path) -> None:
    tab = hands.open(run)
    hands.press("follow")
    assert hands.window.commands["follow"].isChecked()
    tab.reveal(("model", "layer2", "part17", "weight"))
    hands.settle()
    assert tab.panels.bring("Values")
    place = tab.tree.tree.verticalScrollBar().value()
    rows = tab.tree.model.rowCount()
    assert place > 0
    write(run, 2)
    look(hands, tab)
    assert hands.document is tab, "one look cannot tell whether it is written to the end"
    look(hands, tab)
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    hands.settle()
    now = hands.document
    assert shown_epoch(now) == 2
    assert now.paths() == (("model", "layer2", "part17", "weight"),)
    assert (now.tree.tree.verticalScrollBar().value(), now.tree.model.rowCount()) == (place, rows)
    assert now.panels.wanted == "Values"
    assert now.following
    assert now.banner.topic == ""


def test_a_file_is_read_before_the_next_look_comes_round(hands: Hands, run: Path) -> None:
    """Where a training writes as often as one looks, no two looks ever find the same."""
    tab = hands.open(run)
    hands.press("follow")
    tab.watch.stop()
    write(run, 2)
    look(hands, tab)
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    hands.settle()
    assert shown_epoch(hands.document) == 2


def test_folds_and_filter_stay(hands: Hands, run: Path) -> None:
    tab = hands.open(run)
    tab.tree.model.toggle(1)
    folded = tab.tree.model.rowCount()
    tab.tree.filter_box.setText("part3")
    hands.settle()
    filtered = tab.tree.model.rowCount()
    hands.press("reload")
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    hands.settle()
    hands.qtbot.waitUntil(lambda: hands.document.tree.model.rowCount() == filtered, timeout=PATIENCE)
    hands.document.tree.filter_box.clear()
    hands.settle()
    assert hands.document.tree.model.rowCount() == folded


def test_the_place_in_a_filtered_and_sorted_tree_stays(hands: Hands, run: Path) -> None:
    """Which rows there are, and in which order, is known later than that there are any."""
    tab = hands.open(run)
    tab.tree.filter_box.setText("part1")
    tab.tree.tree.sort_requested.emit(0)
    tab.tree.tree.sort_requested.emit(0)
    hands.settle()
    hands.qtbot.waitUntil(lambda: tab.tree.settled and tab.jobs.idle, timeout=PATIENCE)
    tab.reveal(("model", "layer3", "part17"))
    hands.settle()
    bar = tab.tree.tree.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    stood, top = bar.value(), tab.tree.tree.rowAt(0)
    assert stood > 0
    shown = tab.tree.model.rowCount(), tab.tree.status

    def names(of: DocumentTab) -> list[object]:
        return [of.tree.model.index(row, 0).data() for row in range(top, top + 5)]

    before, seen = names(tab), []

    def see(_place: int) -> None:
        of = hands.window.document_tab
        if of is not None and of is not tab:
            seen.append((of.tree.model.rowCount(), of.tree.status, names(of)))

    hands.window.workspace.tabs.currentChanged.connect(see)
    hands.press("reload")
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    assert seen == [(*shown, before)], "the rows were there unfiltered or in another order for a moment"
    now = hands.document
    hands.qtbot.waitUntil(lambda: now.tree.settled and now.jobs.idle, timeout=PATIENCE)
    assert names(now) == before
    assert now.tree.tree.verticalScrollBar().value() == stood


def test_the_list_of_all_tensors_stays_filtered_and_sorted(hands: Hands, run: Path) -> None:
    """Who watches for the first NaN of a training wants it on top at every step."""
    tab = hands.open(run)
    hands.press("all-tensors")
    hands.settle()
    panel = tab.panels.front
    assert isinstance(panel, AllTensorsPanel)
    panel.filter_box.setText("layer2")
    hands.qtbot.waitUntil(lambda: panel.table is not None and panel.table.choice.words == ("layer2",), timeout=PATIENCE)
    panel.view.sort_wanted.emit(Column.MAX_ABS, True)
    hands.settle()
    hands.press("reload")
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    hands.settle()
    now = hands.document.panels.front
    assert isinstance(now, AllTensorsPanel)
    assert now.filter_box.text() == "layer2"
    assert now.table is not None
    hands.qtbot.waitUntil(lambda: now.table is not None and now.table.choice == Choice(
        ("layer2",), Column.MAX_ABS, descending=True), timeout=PATIENCE)


def test_the_tree_and_the_values_stay_where_they_were_scrolled_to(hands: Hands, tmp_path: Path) -> None:
    path = tmp_path / "run.pth"

    def save(value: float) -> None:
        torch.save({f"part{part}": torch.full((3, 300, 40), value) for part in range(120)}, path)

    save(1)
    tab = hands.open(path)
    tab.reveal(("part1",))
    hands.settle()
    assert tab.panels.bring("Values")
    hands.settle()
    table = values_of(tab)
    table.show_index((2, 150, 20))
    tree = tab.tree.tree.verticalScrollBar()
    tree.setValue(tree.maximum())  # what is selected is no longer in sight
    table.view.verticalScrollBar().setValue(120)
    hands.settle()
    stood = tree.value(), table.memory
    assert tree.value() > 50
    assert table.memory.stand.across > 0
    for turn in (2, 3):
        save(turn)
        before = hands.document
        hands.press("reload")
        hands.qtbot.waitUntil(lambda before=before: hands.document is not before,  # type: ignore[misc]
                              timeout=PATIENCE)
        hands.settle()
        again = values_of(hands.document)
        assert (hands.document.tree.tree.verticalScrollBar().value(), again.memory) == stood
        assert again.current == (2, 150, 20)
    hands.document.reveal(("part2",))
    hands.settle()
    assert values_of(hands.document).memory.index == (2,), "of a tensor of one shape with the last"
    assert values_of(hands.document).current is None


def test_the_list_of_all_tensors_stays_unfolded_scrolled_and_measured(hands: Hands, tmp_path: Path) -> None:
    """A training saves every few seconds: who reads a list meanwhile neither loses the place nor sees it blink."""
    path = tmp_path / "run.pth"

    def save(value: float) -> None:
        torch.save({f"layers.{layer}.part{part}": torch.full((4,), value) for layer in range(4) for part in range(60)},
                   path)

    save(1)
    tab = hands.open(path)
    hands.press("all-tensors")
    hands.settle()
    panel = listed(tab)
    panel.view.toggled.emit(0)
    panel.view.toggled.emit(40)
    hands.settle()
    tab.reveal(("layers.0.part1",))
    hands.settle()
    across, down = panel.view.horizontalScrollBar(), panel.view.verticalScrollBar()
    across.setValue(across.maximum())
    down.setValue(down.maximum() // 2)
    stood = across.value(), down.value(), panel.view.rows.rowCount()
    assert min(stood) > 0
    seen: list[str] = []

    def see(at: int) -> None:
        if hands.window.document_tab is not tab and at >= 0:
            view = listed(hands.document).view
            seen.extend(view.rows.cell(view.rows.row(row), Column.STRIP) for row in range(view.rows.rowCount()))

    hands.window.workspace.tabs.currentChanged.connect(see)
    for turn in (2, 3):
        save(turn)
        before = hands.document
        hands.press("reload")
        hands.qtbot.waitUntil(lambda before=before: hands.document is not before,  # type: ignore[misc]
                              timeout=PATIENCE)
        listed(hands.document).view.rows.modelReset.connect(lambda: see(0))
        hands.settle()
        view = listed(hands.document).view
        assert (view.horizontalScrollBar().value(), view.verticalScrollBar().value(), view.rows.rowCount()) == stood
        assert view.rows.table is not None
        assert view.rows.table.cell(view.rows.row(1), Column.MEAN) == str(turn)
    assert set(seen) == {"exact"}
    assert len(seen) > stood[2]
    hands.window.workspace.tabs.currentChanged.disconnect(see)
    hands.press("what-would-run")
    again = hands.document
    hands.press("reload")
    hands.qtbot.waitUntil(lambda: hands.document is not again, timeout=PATIENCE)
    hands.press("all-tensors")
    hands.settle()
    assert listed(hands.document).view.rows.rowCount() == stood[2], "unfolded as before, though nobody saw the list"


def values_of(tab: DocumentTab) -> ValueTable:
    front = tab.panels.front
    assert isinstance(front, ValuesPanel)
    return front.table


def listed(tab: DocumentTab) -> AllTensorsPanel:
    panel = tab.panels.front
    assert isinstance(panel, AllTensorsPanel)
    return panel


def test_the_slice_the_zoom_and_the_colours_of_the_picture_stay(hands: Hands, tmp_path: Path) -> None:
    path = tmp_path / "run.pth"
    torch.save({"w": torch.randn(3, 7, 40, 50), "other": torch.ones(4, 5)}, path)
    tab = hands.open(path)
    tab.reveal(("w",))
    hands.settle()
    assert tab.panels.bring("Picture")
    hands.settle()
    panel = picture(tab)
    tools = panel.tools
    choose(tools.kind, "slice")
    choose(tools.ramp, "range")
    choose(tools.clip, 1.0)
    panel.index_bar.boxes[0].setValue(2)
    panel.index_bar.boxes[1].setValue(5)
    hands.settle()
    panel.view.box.setRange(QRectF(10, 12, 8, 8), padding=0.0)
    panel.view.set_cursor((14, 13))
    hands.settle()
    chosen, sight = tools.choices, panel.view.box.viewRect()
    assert chosen is not None
    for _ in range(2):
        tab = hands.document
        hands.press("reload")
        hands.qtbot.waitUntil(lambda tab=tab: hands.document is not tab, timeout=PATIENCE)  # type: ignore[misc]
        hands.settle()
        now = picture(hands.document)
        assert now is not panel
        assert (now.tools.choices, now.index_bar.index) == (chosen, (2, 5))
        assert now.view.cursor_cell == (14, 13)
        assert close(now.view.box.viewRect(), sight)
    hands.document.reveal(("other",))
    hands.settle()
    other = picture(hands.document)
    assert other.view.in_sight.rows == 4
    assert other.tools.look == chosen.look, "the colours are not of one tensor"


def picture(tab: DocumentTab) -> PicturePanel:
    panel = tab.panels.front
    assert isinstance(panel, PicturePanel)
    return panel


def close(a: QRectF, b: QRectF) -> bool:
    """To two cells: one or two lines of text below the picture take a little of its height, by the numbers in them."""
    return all(abs(x - y) < 2 for x, y in zip(a.getRect(), b.getRect(), strict=True))  # type: ignore[call-overload]


def choose(box: QComboBox, data: object) -> None:
    """As a person does."""
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def test_a_file_that_is_gone_can_still_be_saved(hands: Hands, run: Path) -> None:
    tab = hands.open(run)
    whole = run.read_bytes()
    run.rename(run.with_name("moved.pth"))
    look(hands, tab)
    assert tab.banner.topic == "gone"
    run.with_name("moved.pth").rename(run)
    look(hands, tab)
    assert tab.banner.topic == ""
    run.unlink()
    look(hands, tab)
    assert (tab.banner.topic, tab.banner.offers) == ("gone", ("Save as…",))
    assert "deleted or moved" in tab.banner.text
    tab.banner.clear()
    look(hands, tab)
    assert tab.banner.topic == ""
    dialog = hands.save_dialog("save-as")
    saved = hands.save(dialog, run.with_name("saved.pth"))
    assert torch.load(saved)["model"]["layer3"]["part29"]["weight"].tolist() == [1.0, 1.0]
    run.write_bytes(whole)
    look(hands, tab)
    assert (tab.banner.topic, tab.banner.offers) == ("changed", ("Reload", "Follow it"))


def test_a_followed_file_that_stays_away_is_told_and_read_when_it_is_back(hands: Hands, run: Path) -> None:
    tab = hands.open(run)
    hands.press("follow")
    run.unlink()
    for _ in range(LOOKS - 1):
        look(hands, tab)
        assert tab.banner.topic == "", "a training may be about to write it"
    look(hands, tab)
    assert (tab.banner.topic, tab.banner.offers) == ("gone", ("Save as…",))
    write(run, 2)
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    assert (shown_epoch(hands.document), hands.document.banner.topic) == (2, "")


def test_whoever_is_told_that_a_file_changed_can_follow_it_from_there(hands: Hands, run: Path) -> None:
    tab = hands.open(run)
    write(run, 2)
    look(hands, tab)
    tab.banner.press("Follow it")
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    assert (shown_epoch(hands.document), hands.document.following) == (2, True)


@pytest.mark.parametrize("end", ["save", "undo"])
def test_a_file_is_followed_again_when_the_edits_have_ended(hands: Hands, run: Path, end: str) -> None:
    """It was said that it had changed, and nothing was looked at any more: "followed on disk" stood there for ever."""
    tab = hands.open(run)
    hands.press("follow")
    tab.apply(SetValue(tab.document.graph.resolve(("epoch",)), 7, "epoch"))
    write(run, 2)
    look(hands, tab)
    assert tab.banner.topic == "changed"
    tab.banner.clear()
    look(hands, tab)
    assert tab.banner.topic == "", "it is said once"
    if end == "undo":
        tab.undo()
    else:
        dialog = hands.save_dialog("save")
        hands.save(dialog)
        hands.close(dialog)
        assert shown_epoch(hands.document) == 7
        write(run, 2)
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    assert (shown_epoch(hands.document), hands.document.banner.topic) == (2, "")


def test_a_file_that_was_saved_over_is_no_news_any_more_and_the_next_change_is(hands: Hands, run: Path) -> None:
    tab = hands.open(run)
    tab.apply(SetValue(tab.document.graph.resolve(("epoch",)), 7, "epoch"))
    write(run, 2)
    look(hands, tab)
    assert tab.banner.topic == "changed"
    dialog = hands.save_dialog("save")
    hands.save(dialog)
    hands.close(dialog)
    assert tab.banner.topic == ""
    look(hands, tab)
    write(run, 3)
    look(hands, tab)
    assert (tab.banner.topic, tab.banner.offers) == ("changed", ("Reload", "Follow it"))


def test_edits_are_never_lost_to_the_disk(hands: Hands, run: Path) -> None:
    tab = hands.open(run)
    hands.press("follow")
    tab.apply(SetValue(tab.document.graph.resolve(("epoch",)), 7, "epoch"))
    write(run, 2)
    look(hands, tab)
    look(hands, tab)
    assert hands.document is tab
    assert (tab.banner.topic, tab.banner.offers) == ("changed", ("Reload",))
    assert "Reloading it would lose your edits here" in tab.banner.text


@pytest.mark.parametrize("begun", [False, True], ids=["before", "while it was being read"])
def test_a_copy_can_be_saved_of_what_was_shown_when_the_dialog_was_opened(hands: Hands, run: Path, *, begun: bool
                                                                          ) -> None:
    """The file was read again under the dialog, whose tab was then no more: Save did nothing but tell of a fault."""
    tab = hands.open(run)
    hands.press("follow")
    write(run, 2)
    if begun:
        tab.watch.wanted.connect(lambda: hands.press("save-as"))
    else:
        hands.press("save-as")
    for _ in range(3):
        look(hands, tab)
        hands.qtbot.waitUntil(lambda: hands.window.workspace.jobs.idle, timeout=PATIENCE)
    dialog = hands.dialog(SaveDialog)
    assert hands.document is tab
    saved = hands.save(dialog, run.with_name("copy.pth"))
    assert torch.load(saved)["epoch"] == 1


def test_a_followed_file_is_read_again_when_a_dialog_is_closed(hands: Hands, run: Path) -> None:
    tab = hands.open(run)
    hands.press("follow")
    dialog = hands.save_dialog("save-as")
    write(run, 2)
    for _ in range(3):
        look(hands, tab)
    assert hands.document is tab
    dialog.reject()
    look(hands, tab)
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    hands.settle()
    assert shown_epoch(hands.document) == 2


@pytest.mark.parametrize("share", [0.01, 0.6], ids=["unreadable", "readable in part"])
def test_what_is_half_written_is_waited_for_in_silence(hands: Hands, run: Path, share: float) -> None:
    tab = hands.open(run)
    hands.press("follow")
    whole = run.read_bytes()
    said: list[str] = []

    def go_on() -> None:
        said.append(tab.banner.text)
        if len(said) == LOOKS - 1:
            run.write_bytes(whole)

    tab.watch.wanted.connect(go_on)
    run.unlink()
    for _ in range(LOOKS - 1):
        look(hands, tab)
    assert tab.banner.topic == ""
    run.write_bytes(whole[: int(share * len(whole))])
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    hands.settle()
    assert len(said) >= LOOKS - 1
    assert not any(said)
    assert shown_epoch(hands.document) == 1
    assert hands.document.banner.text == ""


def test_what_stays_unreadable_is_told_after_a_few_readings_and_read_no_more(hands: Hands, run: Path) -> None:
    tab = hands.open(run)
    hands.press("follow")
    readings: list[int] = []
    tab.watch.wanted.connect(lambda: readings.append(1))
    run.write_bytes(b"\x80")
    hands.qtbot.waitUntil(lambda: tab.banner.text != "", timeout=PATIENCE)
    assert len(readings) == LOOKS
    for _ in range(3):
        look(hands, tab)
        hands.settle()
    assert len(readings) == LOOKS
    write(run, 2)
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    hands.settle()
    assert shown_epoch(hands.document) == 2
    assert hands.document.banner.text == ""


def test_what_stays_damaged_is_shown_as_far_as_it_can_be_read(hands: Hands, run: Path) -> None:
    tab = hands.open(run)
    hands.press("follow")
    whole = run.read_bytes()
    run.write_bytes(whole[: int(0.6 * len(whole))])
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    hands.settle()
    assert hands.document.banner.topic == "damage"


def test_who_asks_for_a_half_written_file_gets_it_at_once(hands: Hands, run: Path) -> None:
    tab = hands.open(run)
    whole = run.read_bytes()
    run.write_bytes(whole[: int(0.6 * len(whole))])
    hands.press("reload")
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    hands.settle()
    assert hands.document.banner.topic == "damage"


def test_what_the_file_held_before_goes(hands: Hands, run: Path) -> None:
    """In a circle with the widgets that showed it, it would stay."""
    gc.disable()
    try:
        before = reloaded(hands, run)
        hands.qtbot.waitUntil(lambda: before() is None, timeout=PATIENCE)
    finally:
        gc.enable()


def reloaded(hands: Hands, run: Path) -> weakref.ref[Document]:
    """What was open before."""
    tab = hands.open(run)
    hands.press("reload")
    before = weakref.ref(tab.document)
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    return before


def test_it_can_be_stopped(hands: Hands, run: Path) -> None:
    tab = hands.open(run)
    hands.press("follow")
    hands.press("follow")
    write(run, 2)
    look(hands, tab)
    assert tab.banner.offers == ("Reload", "Follow it")


def test_what_stood_there_is_to_be_seen_until_the_panels_of_the_new_reading_are_filled(
    hands: Hands, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curtain, "LONGEST", 10_000)
    tab = hands.open(run)
    tab.reveal(("model", "layer2", "part17", "weight"))
    hands.settle()
    before: list[QImage] = []  # in the turn in which the new tab comes: a label may just have found its lines
    hands.window.workspace.tab_made.connect(lambda _new: before.append(tab.panels.grab().toImage()))
    write(run, 2)
    hands.press("reload")
    hands.qtbot.waitUntil(lambda: hands.document is not tab, timeout=PATIENCE)
    cover = hands.document.panels.findChild(Curtain)
    assert cover is not None
    assert cover.isVisible()
    assert [hands.document.panels.grab().toImage()] == before, "nothing of what is being filled is seen"
    hands.settle()
    hands.qtbot.waitUntil(lambda: hands.document.panels.findChild(Curtain) is None, timeout=PATIENCE)
    assert hands.document.panels.grab().toImage() != before[0]


@pytest.mark.parametrize("cause", ["the time", "another size"])
def test_what_stood_there_goes_in_any_case(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, cause: str) -> None:
    monkeypatch.setattr(curtain, "LONGEST", 2 if cause == "the time" else 10_000)
    before, after = QWidget(), QWidget()
    for widget in (before, after):
        qtbot.addWidget(widget)
        widget.resize(40, 30)
    after.show()
    cover = Curtain(before, after, lambda: False)
    cover.show()
    if cause == "another size":
        after.resize(60, 30)
    qtbot.waitUntil(lambda: not isValid(cover))


def test_of_a_tab_behind_another_no_picture_is_taken(hands: Hands, run: Path, tmp_path: Path) -> None:
    tab = hands.open(run)
    write(tmp_path / "other.pth", 1)
    hands.open(tmp_path / "other.pth")
    hands.window.workspace.reload(tab)
    hands.qtbot.waitUntil(lambda: tab not in hands.window.document_tabs, timeout=PATIENCE)
    assert hands.window.document_tabs[0].panels.findChild(Curtain) is None
