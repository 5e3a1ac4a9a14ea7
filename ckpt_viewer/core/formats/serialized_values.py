"""Pickles that stand in a JSON text as base64: loading such a bundle unpickles them, so their names are reported.

The layout is that of stable_baselines3/common/save_util.py (`data_to_json`): an entry `:serialized:` holds the base64
text of a value pickled by cloudpickle. Nothing of it is shown as a value; the text itself is.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from ckpt_viewer.core.checkpoint import GlobalUse, Note
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats.json_values import Pairs, Value
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.reader import run_pickle
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text

ENTRY = ":serialized:"


def uses_in(value: Value, where: str, task: Task) -> tuple[list[GlobalUse], list[Note]]:
    """What the pickles below a JSON value name, and notes on those that cannot be read. Raises Cancelled."""
    uses: list[GlobalUse] = []
    notes: list[Note] = []
    texts = list(_texts(value))
    spent = Spending(sum(len(text) for _, text in texts))
    for place, text in texts:
        label = f"{where}, {plain_text(place, 120)}"
        try:
            ran = run_pickle(base64.b64decode(text, validate=True), task, where=label, spent=spent)
        except (binascii.Error, ValueError):
            notes.append(Note("warning", f"{label} is no base64 text"))
        except Damaged as error:
            uses += [use for use in error.seen if isinstance(use, GlobalUse)]
            notes.append(Note("warning", f"{label} holds a pickle that cannot be read: {error.what}"))
        else:
            uses += ran.globals
            notes += ran.notes
    return uses, notes


def _texts(value: Value) -> Iterator[tuple[str, str]]:
    """The texts of all such entries, each with the names that lead to it."""
    stack: list[tuple[str, Value]] = [("", value)]
    while stack:
        place, held = stack.pop()
        if isinstance(held, Pairs):
            for key, child in held:
                if key == ENTRY and isinstance(child, str):
                    yield place or "/", child
                else:
                    stack.append((f"{place[:200]}/{key}", child))
        elif isinstance(held, list):
            stack.extend((f"{place[:200]}/{i}", child) for i, child in enumerate(held))
