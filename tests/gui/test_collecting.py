"""What is set aside while a job runs is never looked through: what is closed leaves nothing there."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from shutil import copyfile

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.graph import Graph, Scalar, Tensor
from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.collecting import MANY, Collecting, take_apart, undisturbed
from ckpt_viewer.gui.document_tab import DocumentTab
from tests.journeys.driving import PATIENCE, window


class Ring:
    """Refers to itself, so that counting references never frees it."""

    def __init__(self) -> None:
        self.me = self


def test_nothing_is_collected_meanwhile_nor_afterwards_of_what_was_there() -> None:
    lost = weakref.ref(Ring())
    with undisturbed():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.collect()
    assert lost() is not None  # set aside
    gc.unfreeze()
    gc.collect()
    assert lost() is None


def test_widgets_in_a_circle_let_go_of_what_they_hold_when_they_are_deleted(qtbot: QtBot) -> None:
    page, part, ring = QWidget(), QWidget(), Ring()
    part.setParent(page)
    page.part, part.page, part.ring = part, page, ring  # type: ignore[attr-defined]
    lost = weakref.ref(part)
    ring.me = weakref.proxy(ring)
    held = weakref.ref(ring)
    del ring, part
    left: list[object] = []
    page.graph = Graph([Scalar(1)], 0)  # type: ignore[attr-defined]
    take_apart(page, left.extend)
    page.deleteLater()
    del page
    gc.disable()
    try:
        qtbot.waitUntil(lambda: held() is None)
        assert lost() is None
        assert list(map(type, left)) == [Graph]
    finally:
        gc.enable()


def test_sections_nest() -> None:
    with undisturbed():
        with undisturbed():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.unfreeze()


def test_while_taken_over_only_what_is_due_is_collected_and_only_when_asked() -> None:
    collecting, old = Collecting(), gc.get_threshold()
    collecting.take_over()
    try:
        gc.collect()
        lost = weakref.ref(Ring())
        gc.set_threshold(10_000_000, *old[1:])
        collecting.collect_due()
        assert lost() is not None
        gc.set_threshold(1, *old[1:])
        kept = [[] for _ in range(1000)]  # type: list[list[int]]
        assert lost() is not None
        collecting.collect_due()
        assert lost() is None
        assert len(kept) == 1000
        before = gc.get_freeze_count()
        many = [[] for _ in range(2 * MANY)]  # type: list[list[int]]
        collecting.collect_due()
        assert gc.get_freeze_count() - before >= len(many), "nobody looks through so many"
        gc.unfreeze()
    finally:
        gc.set_threshold(*old)
        collecting.give_back()
    assert gc.isenabled()


def test_many_new_objects_are_not_looked_through_where_as_many_old_ones_went() -> None:
    """Python's own count of new objects is less by each old one that goes."""
    collecting, visited = Collecting(), list[int]()

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            visited.append(sum(len(gc.get_objects(generation)) for generation in range(info["generation"] + 1)))

    gc.collect()
    collecting.take_over()
    gc.callbacks.append(note)
    try:
        held = [[n] for n in range(2 * MANY)]
        gc.freeze()
        for at in range(0, len(held), 100):
            held[at : at + 100] = [[n] for n in range(100)]
        more = [[n] for n in range(gc.get_threshold()[0] + 1)]
        assert gc.get_count()[0] < MANY
        collecting.collect_due()
        assert max(visited, default=0) <= MANY
        assert len(held) + len(more) > 2 * MANY
    finally:
        gc.callbacks.remove(note)
        collecting.give_back()
        gc.unfreeze()


def test_a_dialog_that_has_saved_keeps_no_document(qtbot: QtBot, tmp_path: Path) -> None:
    """Only a collection of everything would find it, which takes a second for a file of 100,000 tensors."""
    with window(qtbot) as hands:
        gc.collect()
        gc.disable()
        try:
            hands.open(resource("samples/convnet_epoch_10.pth"))
            dialog = hands.save_dialog("save-as")
            hands.save(dialog, tmp_path / "saved.pth")
            hands.close(dialog)
            del dialog
            hands.settle()
            hands.window.workspace.close_page(hands.document)
            qtbot.waitUntil(lambda: not _documents(), timeout=PATIENCE)
        finally:
            gc.enable()


def test_nothing_is_left_for_a_collection_of_what_is_closed(qtbot: QtBot, tmp_path: Path) -> None:
    """None comes: see above. Neither of tabs and what they have shown, nor of reading, jobs and settings."""
    for name in ("before.pth", "after.pth"):
        copyfile(resource("samples/convnet_epoch_10.pth"), tmp_path / name)

    def use() -> None:
        tab = hands.open(tmp_path / "before.pth")
        for title in tab.panels.titles:
            tab.panels.bring(title)
            hands.settle()
        tab.tree.tree.choose([row for row in range(len(tab.tree.outline)) if _is_tensor(tab, row)][:1])
        hands.settle()
        hands.window.compare_with_files([tmp_path / "after.pth"])
        hands.settle()
        hands.window.workspace.open_timeline([tmp_path])
        hands.settle()
        for page in hands.window.workspace.tabs.pages():
            hands.window.workspace.close_page(page)
        hands.settle()

    with window(qtbot) as hands:
        use()  # what is made once stays
        gc.unfreeze()
        gc.collect()
        gc.disable()
        try:
            use()
            gc.unfreeze()
            gc.set_debug(gc.DEBUG_SAVEALL)
            gc.collect()
            found = [thing for thing in gc.garbage if type(thing).__module__.startswith(("ckpt_viewer", "json"))]
        finally:
            gc.set_debug(0)
            gc.garbage.clear()
            gc.enable()
        assert sorted({type(thing).__qualname__ for thing in found}) == []


def _is_tensor(tab: DocumentTab, row: int) -> bool:
    outline = tab.tree.outline
    return isinstance(outline.graph[int(outline.node[row])], Tensor)


def _documents() -> list[object]:
    gc.unfreeze()
    return [thing for thing in gc.get_objects() if type(thing) is Document]
