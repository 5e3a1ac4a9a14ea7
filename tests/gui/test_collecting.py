"""What is set aside while a job runs is found again when a tab was closed."""

from __future__ import annotations

import gc
import weakref

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.collecting import Collecting, collect_everything, take_apart, undisturbed


class Ring:
    """Refers to itself, so that counting references never frees it."""

    def __init__(self) -> None:
        self.me = self


def test_nothing_is_collected_meanwhile_and_all_of_it_afterwards() -> None:
    lost = weakref.ref(Ring())
    with undisturbed():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.collect()
    assert lost() is not None  # set aside
    collect_everything(most=0)
    assert lost() is not None, "too many objects would have to be visited"
    collect_everything(most=1 << 40)
    assert lost() is None
    gc.unfreeze()


def test_widgets_in_a_circle_let_go_of_what_they_hold_when_they_are_deleted(qtbot: QtBot) -> None:
    page, part, ring = QWidget(), QWidget(), Ring()
    part.setParent(page)
    page.part, part.page, part.ring = part, page, ring  # type: ignore[attr-defined]
    lost = weakref.ref(part)
    ring.me = weakref.proxy(ring)
    held = weakref.ref(ring)
    del ring, part
    take_apart(page)
    page.deleteLater()
    del page
    gc.disable()
    try:
        qtbot.waitUntil(lambda: held() is None)
        assert lost() is None
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
    finally:
        gc.set_threshold(*old)
        collecting.give_back()
    assert gc.isenabled()
