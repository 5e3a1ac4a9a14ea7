"""An open checkpoint and the history of its edits: the one mutable object of the core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.edits import Change, Edit
from ckpt_viewer.core.formats.checksums import ByteCheck, Marking
from ckpt_viewer.core.graph import Graph, NodeId
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.task import Task

MUCH = 50_000  # nodes; an edit may have to do with each of so many, which is no work for a window's own thread


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the history: the graph before and after, the ids that differ, the words for the menu, and the edits
    that led from one to the other."""

    before: Graph
    after: Graph
    touched: frozenset[NodeId]
    text: str
    details: tuple[str, ...]
    edits: tuple[Edit, ...]

    def with_graphs(self, new: Mapping[int, Graph]) -> Step:
        """The step between the graphs that stand in `new` for its own, by their `id`."""
        return replace(self, before=new[id(self.before)], after=new[id(self.after)])

    @property
    def turned(self) -> Step:
        """From the graph after it to the one before."""
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True, slots=True)
class History:
    """Steps that led to the present state, oldest first, and those that were taken back, of which the last comes again
    first."""

    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()


class Edited(Set[NodeId]):
    """The nodes that stand otherwise in the opened file. One is looked at when it is asked for: of a million that were
    converted a window shows fifty. `touched` are those that any edit has changed, and perhaps changed back."""

    __slots__ = ("_graph", "_stored", "_touched")

    def __init__(self, touched: tuple[frozenset[NodeId], ...], graph: Graph, stored: Graph) -> None:
        self._touched, self._graph, self._stored = touched, graph, stored

    def __contains__(self, node: object) -> bool:
        return (isinstance(node, int) and any(node in some for some in self._touched)
                and not self._graph.shares(node, self._stored))

    def __iter__(self) -> Iterator[NodeId]:
        return (node for node in frozenset().union(*self._touched) if node in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Document:
    """Edits with undo. Not thread-safe; a job takes `snapshot()`, which is frozen.

    `history` is one that was `carried` to the graph of the checkpoint, where that is not its beginning.
    """

    def __init__(self, checkpoint: Checkpoint, history: History | None = None) -> None:
        history = history or History()
        self._checkpoint = checkpoint
        self._done, self._undone = list(history.done), list(history.undone)
        self._first: Graph = self._done[0].before if self._done else checkpoint.graph
        self._saved: Graph = checkpoint.graph
        self._stored: Graph = checkpoint.graph
        self._written: tuple[int, ...] = ()
        self._touched: tuple[frozenset[NodeId], ...] = ()
        for step in (*self._done, *self._undone):
            self._touched = _with(self._touched, step.touched)

    @property
    def checkpoint(self) -> Checkpoint:
        """As it was read."""
        return self._checkpoint

    @property
    def graph(self) -> Graph:
        """With all edits."""
        return self._done[-1].after if self._done else self._first

    @property
    def stored(self) -> Graph:
        """What the opened file holds: as it was read, or as it was saved over it since."""
        return self._stored

    @property
    def written(self) -> tuple[int, ...]:
        """What tells the opened file as we wrote it last from one that somebody else put there; empty before."""
        return self._written

    @property
    def edited(self) -> Edited:
        """What is to be marked: the present state of nodes is not that of the opened file."""
        return Edited(self._touched, self.graph, self._stored)

    @property
    def name(self) -> str:
        return self._checkpoint.name

    @property
    def dirty(self) -> bool:
        """True when the graph is not the one that was read or last saved."""
        return self.graph is not self._saved

    @property
    def undo_text(self) -> str:
        """What `undo` would take back; empty where there is nothing."""
        return self._done[-1].text if self._done else ""

    @property
    def redo_text(self) -> str:
        return self._undone[-1].text if self._undone else ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """What was done and not taken back, oldest first."""
        return tuple(self._done)

    @property
    def unsaved(self) -> tuple[Step, ...] | None:
        """What leads from the opened file as it is on disk to the present; None where more was taken back."""
        saved = next((at for at, step in enumerate(self._done, 1) if step.after is self._stored), 0)
        return tuple(self._done[saved:]) if saved or self._stored is self._first else None

    @property
    def changes(self) -> tuple[str, ...]:
        """What differs from the opened file, step by step in words, oldest first."""
        unsaved = self.unsaved
        if unsaved is not None:
            return tuple(line for step in unsaved for line in step.details)
        back = next((at for at, step in enumerate(self._undone) if step.after is self._stored), len(self._undone))
        taken_back = [f"taken back: {line}" for step in reversed(self._undone[back:]) for line in step.details]
        return (*taken_back, *(line for step in self._done for line in step.details if not taken_back))

    @property
    def history(self) -> History:
        """What can be taken back and done again."""
        return History(tuple(self._done), tuple(self._undone))

    def apply(self, *edits: Edit, text: str = "") -> frozenset[NodeId]:
        """Apply edits as one step of the history and return the ids that changed.

        All or none: raises InvalidEdit and changes nothing when one of them cannot be applied.
        """
        return self.take(make_step(self.graph, edits, text))

    def take(self, step: Step | None) -> frozenset[NodeId]:
        """Put a step of the present graph into the history; the ids that changed, empty for no step."""
        if step is None:
            return frozenset()
        assert step.before is self.graph
        self._done.append(step)
        self._undone.clear()
        self._touched = _with(self._touched, step.touched)
        return step.touched

    def undo(self) -> frozenset[NodeId]:
        """Take back the last step; the ids that changed, empty where there was none."""
        if not self._done:
            return frozenset()
        step = self._done.pop()
        self._undone.append(step)
        return step.touched

    def redo(self) -> frozenset[NodeId]:
        """Do again what was undone last."""
        if not self._undone:
            return frozenset()
        step = self._undone.pop()
        self._done.append(step)
        return step.touched

    @property
    def states(self) -> tuple[Graph, ...]:
        """The graphs that the history leads through, and those that are on disk."""
        steps = [graph for step in [*self._done, *self._undone] for graph in (step.before, step.after)]
        return (self._checkpoint.graph, self._first, self._saved, self._stored, *steps)

    def learn(self, check: ByteCheck, marking: Marking | None = None) -> frozenset[NodeId]:
        """Take in what a check of every byte found: tensors whose bytes are wrong can no longer be read, here and in
        every state of the history. It is no edit and cannot be undone. Gives the ids that changed. `marking` has been
        applied to as many of the `states` as could be beforehand, for it takes as long as the file has nodes."""
        if not check.mismatches:
            return frozenset()
        marking, task = marking or Marking(check.mismatches), Task()
        marked = {id(graph): marking.apply(graph, task) for graph in self.states}
        note = Note("danger", check.sentence)
        notes = (note, *(n for n in self._checkpoint.notes if n != note))
        self._checkpoint = replace(self._checkpoint, graph=marked[id(self._checkpoint.graph)], notes=notes,
                                   damage=self._checkpoint.damage or check.sentence)
        self._first = marked[id(self._first)]
        self._saved, self._stored = marked[id(self._saved)], marked[id(self._stored)]
        self._done = [s.with_graphs(marked) for s in self._done]
        self._undone = [s.with_graphs(marked) for s in self._undone]
        return frozenset(marking.touched)

    def mark_saved(self) -> None:
        """The present graph is on disk."""
        self._saved = self.graph

    def mark_unsaved(self) -> None:
        """What was saved elsewhere does not count: only what the opened file holds is on disk."""
        self._saved = self._stored

    def mark_written(self, identity: tuple[int, ...]) -> None:
        """A save has put another file in the place of the opened one; `identity` is that of `Source`."""
        self._written = identity
        if not self.dirty:
            self._stored = self.graph

    def snapshot(self) -> Checkpoint:
        """The checkpoint with all edits, frozen: what a save, a comparison or a job works on."""
        return self._checkpoint.with_graph(self.graph)


def _with(sets: tuple[frozenset[NodeId], ...], more: frozenset[NodeId]) -> tuple[frozenset[NodeId], ...]:
    """A set more, put together with small ones; those of a million stay as they are."""
    small = [some for some in (*sets, more) if len(some) < MUCH]
    return *(some for some in (*sets, more) if len(some) >= MUCH), frozenset().union(*small)


def make_step(before: Graph, edits: tuple[Edit, ...], text: str = "") -> Step | None:
    """What edits make of a graph, None where that is nothing. Pure, for a job too: of a million names it takes long.

    Raises InvalidEdit when one of them cannot be applied."""
    graph, changes = before, list[Change]()
    for edit in edits:
        change = edit.apply(graph)
        changes.append(change)
        graph = change.graph
    return step_of(before, changes, edits, text)


def step_of(before: Graph, changes: list[Change], edits: tuple[Edit, ...], text: str = "") -> Step | None:
    """The step that changes make, each of what the one before it left; None where they change nothing."""
    effective = [change for change in changes if change.touched]
    if not effective:
        return None
    touched = frozenset().union(*(change.touched for change in effective))
    details = tuple(line for change in effective for line in change.lines)
    return Step(before, effective[-1].graph, touched, text or effective[0].text, details, edits)
