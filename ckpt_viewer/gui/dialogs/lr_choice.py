"""What a person chose in the learning-rate editor, and the words for it.

Contract: pure, no widgets. What follows what is the core's to know (`core.optimizer`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from ckpt_viewer.core.graph import Graph, Path
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer import (
    LEADING_ROLES,
    GroupKey,
    LrChange,
    LrPlace,
    argument_rates,
    find_optimizers,
    lr_changes,
    lr_places,
    lr_text,
    schedule_remark,
)
from ckpt_viewer.core.wording import brief_text, count_text, path_text, value_text
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.notice import Mood

HUGE = 10.0
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Group:
    """A param group and its present learning rate; what a person ticks."""

    key: GroupKey
    value: float
    title: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: a new value, or a factor for the present one."""

    number: float
    multiply: bool

    def applied_to(self, value: float) -> float:
        # 0.003 * 0.1 is 0.00030000000000000003; nobody means that.
        return float(f"{value * self.number:.12g}") if self.multiply else self.number


@dataclass(frozen=True, slots=True)
class StoredRates:
    """Where a file keeps learning rates, how many parameters each param group has where the file says it, and the rates
    that no optimizer reads."""

    places: tuple[LrPlace, ...]
    sizes: Mapping[tuple[Path, int], int]
    arguments: tuple[tuple[Path, float], ...] = ()


def stored_rates(graph: Graph) -> StoredRates:
    """What an editor has to know beforehand; of a large file that takes seconds."""
    optimizers = find_optimizers(graph, named=False)
    sizes = {(view.path, number): len(group.params) for view in optimizers if not view.ungrouped
             for number, group in enumerate(view.groups)}
    return StoredRates(lr_places(graph, optimizers), sizes, argument_rates(graph))


def groups_of(rates: StoredRates) -> tuple[Group, ...]:
    """The param groups that have a learning rate, in file order; those of a lone scheduler where no optimizer is."""
    leading: dict[GroupKey, LrPlace] = {}
    for role in LEADING_ROLES:
        for place in rates.places:
            if place.role == role and place.key is not None:
                leading.setdefault(place.key, place)
    several = len({optimizer for optimizer, _ in leading}) > 1
    return tuple(Group(key, place.value, _title(key, rates.sizes.get((key[0] or (), key[1])), several=several))
                 for key, place in leading.items())


def _title(key: GroupKey, size: int | None, *, several: bool) -> str:
    optimizer, number = key
    words = [tr("Param group {number}", number=number)]
    words += [told(count_text(size, "parameter"))] if size is not None else []
    words += [path_text(optimizer)] if several and optimizer is not None else []
    return " · ".join(words)


def changes_for(graph: Graph, places: tuple[LrPlace, ...], chosen: tuple[Group, ...],
                wish: Wish) -> tuple[LrChange, ...]:
    """Every place that changes when the chosen groups get the wished learning rate."""
    found: dict[int, LrChange] = {}
    for value in dict.fromkeys(wish.applied_to(group.value) for group in chosen):
        keys = frozenset(group.key for group in chosen if _same(wish.applied_to(group.value), value))
        for change in lr_changes(graph, places, value, keys):
            found.setdefault(change.place.node, change)
    in_order = [found[place.node] for place in places if place.node in found]
    return tuple(change for change in in_order if not _same(change.old, change.new))


def _same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))


def left_words(arguments: tuple[tuple[Path, float], ...]) -> str:
    """What does not follow, and why."""
    if not arguments:
        return ""
    named = [f"{path_text(path)} = {brief_text(rate)}" for path, rate in arguments[:_NAMED]]
    named += [tr("… and {count:,} more", count=len(arguments) - _NAMED)] if len(arguments) > _NAMED else []
    return tr("Not changed: {places}. No optimizer reads this, but a script that resumes may: change it in the tree "
              "if it should follow.", places=", ".join(named))


def doubts(wish: Wish, results: tuple[float, ...], changes: tuple[LrChange, ...]) -> tuple[Mood, str]:
    """What a person may not have meant of a wish with these results, in words; an empty text where all is well."""
    if math.isnan(wish.number):
        return "danger", tr("With “nan” as the learning rate the first step makes every parameter NaN.")
    if math.isinf(wish.number):
        return "danger", tr("An infinite learning rate makes every parameter infinite or NaN in the first step.")
    if any(value < 0 for value in results):
        return "warning", tr("A negative learning rate makes training climb away from the minimum.")
    if any(value >= HUGE for value in results):
        return "warning", tr("{value} is unusually large for a learning rate.", value=value_text(max(results)))
    if results and not any(results):
        return "info", tr("With a learning rate of 0 the parameters do not change any more.")
    remark = schedule_remark(changes)
    return "warning" if remark else "info", told(remark)


def step_text(chosen: tuple[Group, ...], wish: Wish) -> str:
    """The words for the undo menu, in English as those of every edit."""
    values = [group.value for group in chosen]
    return lr_text(values, [wish.applied_to(value) for value in values], wish.number)
