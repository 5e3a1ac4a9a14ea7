"""`ckpt info FOLDER`: the checkpoints in a folder."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from ckpt_viewer.core.errors import NotACheckpoint
from ckpt_viewer.core.folders import Listing
from ckpt_viewer.core.wording import age_text, bytes_text, count_text, plain_text
from ckpt_viewer.verbs.answer import Answer, Json, Table

_CELL = 300


def describe_folder(listing: Listing) -> Answer:
    """The list. Raises NotACheckpoint where nothing in it can be opened."""
    if not listing.items:
        hint = ". ".join(note.text for note in listing.notes) or "Choose another folder, or a file"
        others = f", only {count_text(listing.others, 'other file')}" if listing.others else ""
        raise NotACheckpoint(f"this is a folder that holds no checkpoint{others}", str(listing.folder),
                             f"{hint}.")
    return Answer(_data(listing), tuple(_blocks(listing)))


def _data(listing: Listing) -> Json:
    items: list[Json] = [
        {"path": str(item.path), "name": item.name, "format": item.format, "nbytes": item.nbytes,
         "modified": _moment(item.modified), "shards": item.shards}
        for item in listing.items]
    notes: list[Json] = [{"severity": note.severity, "text": note.text} for note in listing.notes]
    return {"folder": str(listing.folder), "items": items, "others": listing.others, "notes": notes}


def _moment(seconds: float) -> Json:
    """In ISO 8601; a file may carry a time that no calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return None


def _blocks(listing: Listing) -> Iterator[str | Table]:
    yield f"{plain_text(str(listing.folder), 500)}: {count_text(len(listing.items), 'checkpoint')}\n"
    now = time.time()
    rows = tuple((plain_text(item.name, _CELL), item.what, bytes_text(item.nbytes), age_text(now - item.modified))
                 for item in listing.items)
    yield Table(("name", "what it is", "size", "changed"), rows, frozenset({2}), (3, 2))
    if listing.others:
        others = count_text(listing.others, "other file")
        yield f"\nand {others} that {'is' if listing.others == 1 else 'are'} no checkpoint"
    for note in listing.notes:
        yield f"\n{note.severity}: {plain_text(note.text)}"
