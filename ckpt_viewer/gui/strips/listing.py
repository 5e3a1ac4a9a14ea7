"""Makes a list of tensors in a job, and lets a person stay in it where they were when it is made anew.

Contract: `list_again` is for a job. It takes from `known`, so that no one waits for those lists to be let go of. Where
one was to be seen already, the new one comes arranged and, if it is quickly done, measured: nothing blinks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckpt_viewer.core.big_dict import empty
from ckpt_viewer.core.engine import bytes_to_read
from ckpt_viewer.core.graph import Graph, NodeId, Path
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.task import QuietTask, Task
from ckpt_viewer.core.views.folding import fold_blocks
from ckpt_viewer.core.views.list_measuring import measure_list
from ckpt_viewer.core.views.tensor_list import list_tensors
from ckpt_viewer.core.views.tensor_table import Choice, TensorTable
from ckpt_viewer.gui.collecting import undisturbed
from ckpt_viewer.gui.strips.view import StripView

if TYPE_CHECKING:
    from ckpt_viewer.core.engine.base import Engine

_QUICK, _FEW = 16 << 20, 10_000  # bytes and tensors that are measured before the list is shown


@dataclass(frozen=True, slots=True)
class Stay:
    """Where a person is in a list: what it lists, what is looked for, unfolded and in sight. `table` is the list
    itself where it is seen: it stays until the next one is ready."""

    paths: tuple[Path, ...]
    text: str
    choice: Choice
    unfolded: frozenset[str]
    across: int  # pixels
    down: int
    table: TensorTable | None

    @classmethod
    def in_view(cls, view: StripView, paths: tuple[Path, ...], text: str, choice: Choice) -> Stay:
        table = view.rows.table
        return cls(paths, text, choice, frozenset() if table is None else table.unfolded(),
                   view.horizontalScrollBar().value(), view.verticalScrollBar().value(),
                   table if view.isVisible() else None)

    def without_list(self) -> Stay:
        """For a job, which must not be the last to know the old list."""
        return replace(self, table=None)

    def restore(self, view: StripView) -> None:
        """Bring into sight what was in sight."""
        view.doItemsLayout()  # or the bars do not know yet how far they go
        view.horizontalScrollBar().setValue(self.across)
        view.verticalScrollBar().setValue(self.down)


def list_again(graph: Graph, scope: tuple[tuple[NodeId, ...], tuple[Path, ...]], engine: Engine,
               known: list[TensorTable], stay: Stay, task: Task) -> TensorTable:
    """The list with all that others know of its tensors, for a person who was there. Raises Cancelled."""
    nodes, paths = scope
    was_seen = bool(known)
    with undisturbed():
        listed = list_tensors(graph, nodes, paths, task)
        made = TensorTable(fold_blocks(listed, task), task)
        empty(listed)
    while known:
        made.adopt(known.pop(0), task)
    made.unfold(stay.unfolded)
    if was_seen:
        leaves = made.folded.leaves
        if len(leaves) <= _FEW and sum(bytes_to_read(leaf.tensor.spec) for leaf in leaves) <= _QUICK:
            measure_list(engine, leaves, made.agenda(), QuietTask(task), made.put)
        made.show(made.arrange(stay.choice, task))
    return made
