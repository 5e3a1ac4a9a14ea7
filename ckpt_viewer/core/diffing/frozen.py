"""Which modules stood still while others moved: layers that were frozen, or that no gradient reached."""

from __future__ import annotations

from ckpt_viewer.core.diffing.diff import Diff, Measured, is_average
from ckpt_viewer.core.graph import Path, key_text
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import count_text, plain_text

_Prefix = tuple[str, ...]


def frozen_modules(diff: Diff, measured: Measured) -> tuple[str, ...]:
    """The outermost modules of which every parameter is the same on both sides, each with how many those are; empty
    where nothing moved at all. What an optimizer keeps and running statistics do not count."""
    deeper = any(len(entry.path_a or ()) > 1 for entry in looking_up(diff.entries))
    moved: dict[_Prefix, int] = {}
    total: dict[_Prefix, int] = {}
    for entry, result, specs in looking_up(zip(diff.entries, measured, diff.looks(), strict=True)):
        if entry.path_a is None or specs is None or not specs[0].dtype.is_floating or is_average(diff, entry):
            continue
        if entry.status == "retyped":  # what rounding to another type makes of it is no movement
            continue
        if not specs[0].shape and len(entry.path_a) == 1 and deeper:
            continue  # best_acc1 beside a state_dict: a number that is kept of a training, no module
        words = _words(entry.path_a)
        for end in range(len(words) + 1):
            total[words[:end]] = total.get(words[:end], 0) + 1
            # What was not compared may have moved.
            moved[words[:end]] = moved.get(words[:end], 0) + (result is None or bool(result.changed))
    still = {prefix for prefix, amount in looking_up(moved.items()) if not amount}
    outermost = {prefix for prefix in looking_up(still) if prefix and prefix[:-1] not in still}
    ordered = [prefix for prefix in looking_up(total) if prefix in outermost]
    return tuple(_named(prefix, total[prefix]) for prefix in ordered) if () not in still else ()


def frozen_sentence(found: tuple[str, ...], most: int = 4) -> str:
    """Such as "Did not move: stem (2 parameters)", of `frozen_modules`; empty where there are none."""
    if not found:
        return ""
    rest = len(found) - most
    more = f" and {rest:,} more module{'' if rest == 1 else 's'}" if rest > 0 else ""
    return f"Did not move: {', '.join(found[:most]) + more}"


def _words(path: Path) -> _Prefix:
    return tuple(word for key in path for word in key_text(key).split("."))


def _named(prefix: _Prefix, amount: int) -> str:
    name = plain_text(".".join(prefix), 120)  # all of it: of a part, "1.weight", nobody knows whose it is
    return name if amount == 1 else f"{name} ({count_text(amount, 'parameter')})"
