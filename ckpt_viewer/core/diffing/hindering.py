"""What hinders a resume though nothing was lost: a prefix before all names, and NaN in what an optimizer keeps
for a parameter."""

from __future__ import annotations

from ckpt_viewer.core.diffing.anew import one_prefix
from ckpt_viewer.core.diffing.diff import Diff, Measured
from ckpt_viewer.core.graph import Path, key_text
from ckpt_viewer.core.kinds.about import KNOWN_PREFIXES
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import plain_text, some_text

_NAMED = 3


def prefix_sentence(diff: Diff) -> str:
    """Such as "The names of the model have the prefix module. in B only …", where wrappers of torch put it; empty where
    some have the same name on both sides."""
    renamed = [entry for entry in looking_up(diff.entries) if entry.status == "renamed"]
    prefix = one_prefix(renamed)
    if len(renamed) < 2 or prefix not in KNOWN_PREFIXES:
        return ""
    places = {(entry.path_a or ())[:-1] for entry in renamed}
    if any(entry.status == "tensor" and (entry.path_a or ())[:-1] in places for entry in looking_up(diff.entries)):
        return ""
    side = "A" if str((renamed[0].path_a or ("",))[-1]).startswith(prefix) else "B"
    return (f"The names of the model have the prefix {plain_text(prefix, 80)} in {side} only: load_state_dict cannot "
            "load one into the other, and with strict=False it loads nothing")


def broken_sentence(diff: Diff, measured: Measured, path: Path) -> str:
    """Such as "NaN or infinite numbers, in A or B, in what the optimizer keeps for fc.weight (exp_avg_sq) …"."""
    depth = len(path) + 3  # state, number, word
    found = [place for entry, result in looking_up(zip(diff.entries, measured, strict=True))
             if result is not None and result.changed and result.not_finite
             and (place := entry.path_a or ())[: len(path)] == path and len(place) == depth]
    if not found:
        return ""
    view = next((view for view in find_optimizers(diff.b) if view.path == path), None)
    names = {param.state_path: param.name for param in (() if view is None else view.params)}
    texts = [f"{plain_text(names.get(place[:-1]) or key_text(place[-2]), 80)} ({plain_text(str(place[-1]), 40)})"
             for place in found[:_NAMED]]
    return (f"NaN or infinite numbers, in A or B, in what the optimizer keeps for {some_text(texts, len(found))}: its "
            "next step takes them into the weights")
