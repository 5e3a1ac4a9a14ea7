"""The history of a document, told of the file that its contents were saved to and read again from.

Contract: pure; work for a job, as it goes over the nodes of both. Every state becomes a change of the new graph, so
that what both files hold is read from the new one; what only the old one holds, such as a tensor that was removed, is
read from there, and `needs_old` says so. Where the new file says something in another way than the old one did, no
step can be told, and where a step cannot be told, none that lies farther from the present can.
"""

from __future__ import annotations

from ckpt_viewer.core.document import History, Step
from ckpt_viewer.core.edits import (
    Cast,
    Compact,
    Edit,
    Insert,
    Remove,
    RemoveKeys,
    Rename,
    RenameKeys,
    RetagDevice,
    SetElement,
    SetValue,
)
from ckpt_viewer.core.graph import Graph, Node, NodeId, NodeKey, StorageNode, Tensor, runs_of
from ckpt_viewer.core.graph.renumbering import Renumbering
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.saving.reach import references
from ckpt_viewer.core.saving.verify import has_identity
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage, TensorSpec

_OLD = "before"  # a storage of the old file has this in front of its key, or it would be taken for one of the new
_CHECK_EVERY = 512


@dataclass(frozen=True, slots=True)
class Carried:
    """A history whose steps lead through the new graph; `needs_old` where it reads bytes of the old file, too."""

    history: History
    needs_old: bool


def carried(history: History, present: Graph, new: Graph, task: Task) -> Carried:
    """`present` is the state that was saved, `new` what was read of the file. Raises Cancelled."""
    if not history.done and not history.undone:
        return Carried(history, needs_old=False)
    both = _Both(present, new)
    if not both.fits(task):
        return Carried(History(), needs_old=False)
    done = both.told_back(history.done)
    undone = both.told_back(tuple(step.turned for step in history.undone))
    return Carried(History(done, tuple(step.turned for step in undone)), both.needs_old)


class _Untold(Exception):
    """There is no telling which node of the new graph is meant."""


class _Both:
    """Which node of the new graph stands for which of the old one; nodes that only other states have get ids of their
    own, behind it."""

    def __init__(self, present: Graph, new: Graph) -> None:
        self._present, self._new = present, new
        self._ids: dict[NodeId, NodeId] = {present.root: new.root}
        self._old_ids: dict[NodeId, NodeId] = {new.root: present.root}
        self._unsure: set[NodeId] = set()  # values that are one node in one of the graphs and two in the other
        self._next = new.next_id
        self._storages: dict[str, tuple[Storage, Storage]] = {}
        self.needs_old = False

    def fits(self, task: Task) -> bool:
        """Go over both at once; False where they are not the same all the way."""
        waiting, seen = [(self._present.root, self._new.root)], 0
        while waiting:
            a, b = waiting.pop()
            seen += 1
            if seen % _CHECK_EVERY == 0:
                task.check()
            mine, theirs = self._present[a], self._new[b]
            below = references(mine), references(theirs)
            if type(mine) is not type(theirs) or len(below[0]) != len(below[1]):
                return False
            self._pair_storages(mine, theirs)
            runs = [run for run in runs_of(mine) if self._present.values(run) is not None]
            for c, d in zip(*below, strict=True):
                met = self._ids.get(c), self._old_ids.get(d)
                if met == (None, None):
                    self._ids[c], self._old_ids[d] = d, c
                    if not any(c in run for run in runs):
                        waiting.append((c, d))
                elif met != (d, c) and not self._passes(c, d):
                    return False
        return True

    def told_back(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """As many of the steps that led to the present as can be told, oldest first."""
        found, graph = list[Step](), self._new
        for step in reversed(steps):
            try:
                before = self._state(graph, step.before, step.after)
                found.append(Step(before, graph, frozenset(self._ids[n] for n in step.touched if n in self._ids),
                                  step.text, step.details, tuple(map(self._edit, step.edits))))
            except _Untold:
                break
            graph = before
        return tuple(reversed(found))

    def _passes(self, a: NodeId, b: NodeId) -> bool:
        """Whether the two are only values, which a file may write once for several places."""
        self._unsure |= {a, self._old_ids.get(b, a)}
        self._ids.setdefault(a, b)
        return not has_identity(self._present[a])

    def _state(self, base: Graph, state: Graph, other: Graph) -> Graph:
        """A state as a change of `base`, which tells the `other`."""
        waiting = [node for node in state.differing(other) if node < len(state)]
        if not self._unsure.isdisjoint(waiting):
            raise _Untold
        changes: dict[NodeId, Node] = {}

        def new(node: NodeId) -> NodeId:
            if node not in self._ids:
                self._ids[node] = self._next
                self._next += 1
                waiting.append(node)
            return self._ids[node]

        renumbering = Renumbering(new, lambda run: tuple(map(new, run)))
        root = new(state.root)
        while waiting:
            node = waiting.pop()
            changes[new(node)] = self._rebound(renumbering.of(state[node]))
        return base.replace(changes, root)

    def _edit(self, edit: Edit) -> Edit:
        match edit:
            case SetValue(node) | SetElement(node):
                return replace(edit, node=self._known(node))
            case RenameKeys(node, keys):
                keys = tuple([replace(key, node=self._known(key.node)) if isinstance(key, NodeKey) else key
                              for key in keys])
                return replace(edit, mapping=self._known(node), keys=keys)
            case Rename(node) | Remove(node) | RemoveKeys(node) | Insert(node):
                return replace(edit, mapping=self._known(node))
            case RetagDevice(nodes=frozenset(nodes)) | Cast(nodes=frozenset(nodes)) | Compact(nodes=frozenset(nodes)):
                return replace(edit, nodes=frozenset(map(self._known, nodes)))
            case _:
                return edit  # all others name places, not nodes

    def _known(self, node: NodeId) -> NodeId:
        if node not in self._ids:  # nor unsure: `_state` has refused what changes such a node
            raise _Untold
        return self._ids[node]

    def _pair_storages(self, a: Node, b: Node) -> None:
        match a, b:
            case Tensor(TensorSpec(storage=mine)), Tensor(TensorSpec(storage=theirs)):
                self._storages.setdefault(mine.key, (mine, theirs))
            case StorageNode(mine), StorageNode(theirs):
                self._storages.setdefault(mine.key, (mine, theirs))
            case _:
                pass

    def _rebound(self, node: Node) -> Node:
        match node:
            case Tensor():
                return replace(node, spec=node.spec.stored_in(self._storage))
            case StorageNode(storage):
                return StorageNode(self._storage(storage))
            case _:
                return node

    def _storage(self, storage: Storage) -> Storage:
        """The same bytes in the new file, where it has them."""
        mine, theirs = self._storages.get(storage.key, (None, storage))
        if mine is not None and mine.chunks == storage.chunks:
            return theirs if theirs.device == storage.device else replace(theirs, device=storage.device)
        self.needs_old = True
        return replace(storage, key=f"{_OLD}/{storage.key}")
