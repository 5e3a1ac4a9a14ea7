"""What is set aside while a job runs is found again when a tab was closed."""

from __future__ import annotations

import gc
import weakref

from ckpt_viewer.gui.collecting import collect_everything, undisturbed


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
