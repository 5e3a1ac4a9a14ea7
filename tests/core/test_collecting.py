"""Work that makes many objects leaves nothing for the collector to look through at once."""

from __future__ import annotations

import gc

from ckpt_viewer.core.collecting import no_collection


def test_what_was_made_is_not_looked_through_at_once() -> None:
    collections: list[str] = []

    def note(phase: str, _info: dict[str, int]) -> None:
        collections.append(phase)

    gc.collect()
    gc.unfreeze()
    gc.callbacks.append(note)
    try:
        with no_collection():
            made = [[number] for number in range(20_000)]
        more = [[number] for number in range(20)]
        assert (gc.isenabled(), collections, gc.get_freeze_count()) == (True, [], 0)
        assert len(made) + len(more) == 20_020
    finally:
        gc.callbacks.remove(note)


def test_who_collects_by_himself_is_left_alone() -> None:
    gc.disable()
    try:
        with no_collection():
            made = [[number] for number in range(20_000)]
        assert not gc.isenabled()
        assert gc.get_count()[0] >= len(made)
    finally:
        gc.enable()
