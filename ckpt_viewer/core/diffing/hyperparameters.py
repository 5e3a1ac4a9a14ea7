"""Which settings of an optimizer are others, but for its rates: what a resume was given anew, or lost.

Contract: pure. What a schedule moves (lr; with OneCycleLR and CyclicLR momentum and betas too) and what concerns speed
alone is passed over.
"""

from __future__ import annotations

from ckpt_viewer.core.diffing.diff import Diff, Entry
from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.kinds import named_children
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import path_text, plain_text, some_text

_PASSED_OVER = frozenset({"lr", "initial_lr", "max_lr", "min_lr", "swa_lr", "max_momentum", "base_momentum", "params",
                          "foreach", "fused", "capturable", "differentiable"})
_CYCLED = frozenset({"momentum", "betas"})
_NAMED = 3


def settings_sentence(diff: Diff, path: Path) -> str:
    """Such as "Other settings of the optimizer: weight_decay 0.01 → 0.0"; empty where they are the same."""
    groups = (*path, "param_groups")
    changed = [entry for entry in looking_up(diff.entries) if entry.status == "value" and entry.path_a
               and entry.path_a[: len(groups)] == groups and len(entry.path_a) > len(groups) + 1]
    told = dict.fromkeys(f"{plain_text(str(name), 80)} {entry.text}" for entry in changed
                         if (name := _setting(diff, entry, len(groups) + 1)))
    if not told:
        return ""
    them = some_text(list(told)[:_NAMED], len(told))
    if len(diff.optimizers) > 1:
        return f"Other settings of the optimizer at {path_text(path, 80)}: {them}"
    return f"Other settings of the optimizer: {them}"


def _setting(diff: Diff, entry: Entry, depth: int) -> str:
    """Its name; empty for what says nothing."""
    path = entry.path_a or ()
    name = str(path[depth])
    if name in _PASSED_OVER:
        return ""
    cycled = name in _CYCLED and "max_momentum" in named_children(diff.a, diff.a.resolve(path[:depth]))
    return "" if cycled else name
