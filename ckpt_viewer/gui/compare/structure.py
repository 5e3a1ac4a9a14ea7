"""What the jobs of a comparison find out before and after the numbers. Runs in jobs; nothing here touches Qt."""

from __future__ import annotations

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.arranging import Choice
from ckpt_viewer.core.diffing.diff import Diff, Measured, compare_structure, moved_most, not_finite, sentence
from ckpt_viewer.core.diffing.outline import outline_diff
from ckpt_viewer.core.diffing.remarks import movement, structure_remarks
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.diffing.scope import Scope, Sides, choose_sides
from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task, looking_up, stoppable
from ckpt_viewer.gui.collecting import undisturbed

Paths = tuple[Path | None, Path | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be compared, how it is to be shown, and the paths of the row that is to be the current one."""

    left: Checkpoint
    right: Checkpoint
    scope: Scope | None
    by_module: bool
    choice: Choice
    kept: Paths


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """The rows as they are wanted, and the number of the entry that is to be current, -1 where there is none.
    `warnings` say what went wrong with a resume, if it looks so."""

    rows: DiffRows
    sides: Sides
    kept: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """All that is said once everything is measured. `warnings` say what began anew and should not have, `still` what
    did not move. `most` is the number of the entry to look at first, that moved most or holds NaN where it differs, or
    -1."""

    sentence: str
    warnings: tuple[str, ...]
    still: str
    most: int


def find_structure(wanted: Wanted, task: Task) -> Structure:
    """Pair what both sides hold, and arrange it. Raises Cancelled."""
    with undisturbed(), stoppable(task):
        sides = choose_sides(wanted.left, wanted.right, wanted.scope)
        diff = compare_structure(sides.a, sides.b, task)
        rows = DiffRows(outline_diff(diff, task, by_module=wanted.by_module))
        rows.show(rows.arrange(wanted.choice, task))
        warnings = structure_remarks(diff)
        entries = enumerate(looking_up(diff.entries))
        places = [number for number, entry in entries if (entry.path_a, entry.path_b) == wanted.kept]
    return Structure(rows, sides, -1 if wanted.kept == (None, None) else next(iter(places), -1), warnings)


def rearrange(before: DiffRows, choice: Choice, task: Task, *, by_module: bool) -> DiffRows:
    """The same entries with their numbers in another tree. Raises Cancelled."""
    with undisturbed(), stoppable(task):
        rows = DiffRows(outline_diff(before.diff, task, by_module=by_module))
        rows.take(before)
        rows.show(rows.arrange(choice, task))
    return rows


def summarize(diff: Diff, results: Measured) -> Summary:
    """What became of the entries, in words."""
    broken = not_finite(diff, results)
    most = broken[0] if broken else moved_most(diff, results)
    number = next((number for number, entry in enumerate(diff.entries) if entry is most), -1)
    moved = movement(diff, results)
    return Summary(sentence(diff, results), moved.warnings, moved.still, number)
