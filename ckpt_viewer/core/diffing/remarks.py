"""What a comparison says beside its numbers: first what its structure tells, then what the measured movement does."""

from __future__ import annotations

from ckpt_viewer.core.diffing.anew import begun_anew
from ckpt_viewer.core.diffing.averaged import averaged_sentence, copied_sentence
from ckpt_viewer.core.diffing.diff import Diff, Entry, Measured
from ckpt_viewer.core.diffing.frozen import frozen_modules, frozen_sentence
from ckpt_viewer.core.diffing.hindering import broken_sentence, prefix_sentence
from ckpt_viewer.core.diffing.hyperparameters import kind_sentence, schedule_sentence, settings_sentence
from ckpt_viewer.core.diffing.lost import emptied_sentence, lacking_sentence
from ckpt_viewer.core.diffing.normalising import recount_sentence, still_sentence
from ckpt_viewer.core.diffing.rates import rate_sentence
from ckpt_viewer.core.diffing.reordering import reordered_sentence
from ckpt_viewer.core.diffing.resuming import resume_sentence
from ckpt_viewer.core.diffing.scaling import scaler_sentence
from ckpt_viewer.core.errors import InvalidPath
from ckpt_viewer.core.graph import Graph, Path, Sequence
from ckpt_viewer.core.kinds import named_children
from ckpt_viewer.core.kinds.parts import optimizer_parts
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.wording import count_text

_SIZES = 8


@dataclass(frozen=True, slots=True)
class Movement:
    """What the numbers tell together: weights that a load left out, modules that stood still, what went wrong with a
    resume, if it looks so, and that those modules did, as they may well do."""

    left_out: tuple[Entry, ...]
    frozen: tuple[str, ...]
    warnings: tuple[str, ...]
    still: str

    @property
    def remarks(self) -> tuple[str, ...]:
        return (*self.warnings, *([self.still] if self.still else []))


def structure_remarks(diff: Diff) -> tuple[str, ...]:
    """What a resume did not load, loaded for other parameters or set anew, if it looks so."""
    of_all = (resume_sentence, lacking_sentence, scaler_sentence, recount_sentence, averaged_sentence, copied_sentence,
              schedule_sentence)
    said = [*(tell(diff) for tell in of_all),
            *(text for path in diff.optimizers for text in _of_optimizer(diff, path))]
    if not any("prefix" in text for text in said):
        said.append(prefix_sentence(diff))
    return tuple(filter(None, said))


def movement_remarks(diff: Diff, measured: Measured) -> tuple[str, ...]:
    """What began anew while the rest went on, and what stood still."""
    return movement(diff, measured).remarks


def movement(diff: Diff, measured: Measured) -> Movement:
    """The same remarks with what they are made of: of very many tensors either takes long, and is found once."""
    anew, frozen = begun_anew(diff, measured), frozen_modules(diff, measured)
    wrong = (anew.sentence, still_sentence(diff, measured),
             *(broken_sentence(diff, measured, path) for path in diff.optimizers))
    return Movement(anew.left_out, frozen, tuple(filter(None, wrong)), frozen_sentence(frozen))


def _of_optimizer(diff: Diff, path: Path) -> tuple[str, ...]:
    """Of another class nothing else is to be expected: its rate and its settings are its own."""
    kind = kind_sentence(diff, path)
    if kind:
        return (kind,)
    groups = _regrouped(diff, path)  # where they are others, the settings of one say nothing of those of the other
    of_groups = (groups,) if groups else (emptied_sentence(diff, path), settings_sentence(diff, path))
    return rate_sentence(diff, path), *of_groups, reordered_sentence(diff, path)


def _regrouped(diff: Diff, path: Path) -> str:
    """Such as "The optimizer has 1 param group (53) in A …"; empty where the groups are as large as they were."""
    sides = _group_sizes(diff.a, path), _group_sizes(diff.b, path)
    if sides[0] == sides[1] or not all(sides):
        return ""
    one, other = (f"{count_text(len(sizes), 'param group')} ({_sum_text(sizes)} parameters)" for sizes in sides)
    return (f"The optimizer has {one} in A, {other} in B: load_state_dict cannot load one into the other, and the "
            "same number in its state may mean another parameter")


def _sum_text(sizes: tuple[int, ...]) -> str:
    return " + ".join([*map(str, sizes[:_SIZES]), *["…"] * (len(sizes) > _SIZES)])


def _group_sizes(graph: Graph, path: Path) -> tuple[int, ...]:
    """How many parameters each group has; empty where no optimizer is there."""
    try:
        parts = optimizer_parts(graph, graph.resolve(path))
    except InvalidPath:  # it has another key there
        return ()
    groups = None if parts is None else graph[parts[1]]
    if not isinstance(groups, Sequence):
        return ()
    held = [named_children(graph, group).get("params") for group in groups.items]
    lists = [None if node is None else graph[node] for node in held]
    return tuple(len(items.items) if isinstance(items, Sequence) else 0 for items in lists)
