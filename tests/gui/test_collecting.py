"""What is set aside while a job runs is found again when a tab was closed."""

from __future__ import annotations

import gc
import weakref

from ckpt_viewer.gui.collecting import Collecting, collect_everything, undisturbed


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
    collect_everything()
    assert lost() is None
    gc.unfreeze()


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
