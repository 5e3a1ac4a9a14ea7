"""Which settings of an optimizer or a scheduler are others, but for what moves in a training: what a resume was given
anew, or lost. And whether the optimizer is of another class.

Contract: pure. What a schedule moves (lr; with OneCycleLR and CyclicLR momentum and betas too) and what concerns speed
alone is passed over. Of a scheduler those of the classes of torch/optim/lr_scheduler.py are known.
"""

from __future__ import annotations

from ckpt_viewer.core.diffing.diff import Diff, Entry
from ckpt_viewer.core.graph import Path, key_text
from ckpt_viewer.core.kinds import find_parts, named_children
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import path_text, plain_text, some_text

_PASSED_OVER = frozenset({"lr", "initial_lr", "max_lr", "min_lr", "swa_lr", "max_momentum", "base_momentum", "params",
                          "foreach", "fused", "capturable", "differentiable"})
_CYCLED = frozenset({"momentum", "betas"})
_OF_SCHEDULES = frozenset({"base_lrs", "max_lrs", "min_lrs", "step_size", "gamma", "milestones", "_milestones", "T_max",
                           "eta_min", "T_0", "T_mult", "total_steps", "total_iters", "start_factor", "end_factor",
                           "factor", "power", "patience", "threshold", "cooldown"})
_KIND_TOLD_BY = "decoupled_weight_decay"  # in torch AdamW is an Adam with this set
_NAMED = 3


def settings_sentence(diff: Diff, path: Path) -> str:
    """Such as "Other settings of the optimizer: weight_decay 0.01 → 0.0"; empty where they are the same."""
    groups = (*path, "param_groups")
    changed = [entry for entry in looking_up(diff.entries) if entry.status == "value" and entry.path_a
               and entry.path_a[: len(groups)] == groups and len(entry.path_a) > len(groups) + 1]
    told = dict.fromkeys(f"{name} {entry.text}" for entry in changed
                         if (name := _setting(diff, entry, len(groups) + 1)))
    if not told:
        return ""
    them = some_text(list(told)[:_NAMED], len(told))
    if len(diff.optimizers) > 1:
        return f"Other settings of the optimizer at {path_text(path, 80)}: {them}"
    return f"Other settings of the optimizer: {them}"


def kind_sentence(diff: Diff, path: Path) -> str:
    """Such as "The optimizer looks like Adam in A and like SGD in B"; empty where both are of one class."""
    groups = (*path, "param_groups")
    if not any(place[: len(groups)] == groups and (entry.status != "value" or place[-1] == _KIND_TOLD_BY)
               for entry in looking_up(diff.entries) if (place := entry.path_a or entry.path_b or ())):
        return ""
    one, other = (next((view.guess for view in find_optimizers(graph, named=False) if view.path == path), "")
                  for graph in (diff.a, diff.b))
    if not one or not other or one == other:
        return ""
    return f"The optimizer looks like {one} in A and like {other} in B"


def schedule_sentence(diff: Diff) -> str:
    """Such as "Other settings of the scheduler: base_lrs[0] 0.01 → 0.1"; empty where they are the same."""
    changed = [entry for entry in looking_up(diff.entries) if entry.status in ("value", "added", "removed")
               and not _OF_SCHEDULES.isdisjoint(map(str, entry.path_a or entry.path_b or ()))]
    places = [part.path for part in find_parts(diff.a) if part.kind == "scheduler"] if changed else []
    told = dict.fromkeys(text for entry in changed for place in places if (text := _scheduled(entry, place)))
    return f"Other settings of the scheduler: {some_text(list(told)[:_NAMED], len(told))}" if told else ""


def _scheduled(entry: Entry, place: Path) -> str:
    """Its name and what became of it; of milestones, which are keys, the name alone."""
    path = entry.path_a or entry.path_b or ()
    if path[: len(place)] != place:
        return ""
    at = next((at for at in range(len(place), len(path)) if path[at] in _OF_SCHEDULES), None)
    if at is None or (entry.status != "value" and "milestones" not in path[at:-1]):
        return ""  # kept by one version of torch alone
    return f"{_name(path, at)} {entry.text}" if entry.status == "value" else _name(path[: at + 1], at)


def _name(path: Path, at: int) -> str:
    """Such as `betas[1]`."""
    return plain_text(str(path[at]) + "".join(f"[{key_text(key)}]" for key in path[at + 1 :]), 80)


def _setting(diff: Diff, entry: Entry, depth: int) -> str:
    """Its name; empty for what says nothing."""
    path = entry.path_a or ()
    name = str(path[depth])
    if name in _PASSED_OVER:
        return ""
    cycled = name in _CYCLED and "max_momentum" in named_children(diff.a, diff.a.resolve(path[:depth]))
    return "" if cycled else _name(path, depth)
