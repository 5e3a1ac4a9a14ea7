"""Lays a graph out as rows: preorder, iterative, with whole blocks of rows for what has nothing below it.

A run of five million values is one step here, and so is one of a million short lists, or of dicts of few tensors.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence as Many
from itertools import accumulate, chain

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.graph import Broken, Graph, Key, Mapping, Node, NodeId, Scalar, Sequence, StorageNode, Tensor
from ckpt_viewer.core.outline.captions import Captions, read_captions
from ckpt_viewer.core.outline.columns import FEW, Columns, Open
from ckpt_viewer.core.outline.sharing import count_once
from ckpt_viewer.core.outline.tree import TOP, Below, Outline, Rows
from ckpt_viewer.core.task import Task, stoppable
from ckpt_viewer.core.tensor import Memory
from ckpt_viewer.core.wording import plain_text

_PLAIN_ROOTS = {"dict", "collections.OrderedDict", "builtins.dict"}
_MOST = 2**63 - 1  # tensors of stride 0 may claim 2**60 elements each
_CHECK_EVERY = 1 << 16
_BLOCK = 1 << 11
_FIRST_BLOCK = 4  # containers may stand between leaves, and whatever is looked at behind one is looked at again
_MOST_HELD = 64
_FEW_CHILDREN = 64
_LEAVES = frozenset({Scalar, StorageNode, Broken})
_SHARING = 2_000_000  # rows that may be there only because several paths lead to the same node


def build_outline(graph: Graph, task: Task, root_name: str = "", *, damaged: bool = False) -> Outline:
    """The rows of a graph. A root that is a dict is not a row itself: its items stand at the top. Of a `damaged` file
    each row tells how many tensors at and below it cannot be read, which takes a look at all of them.

    Raises Cancelled.
    """
    with no_collection(), stoppable(task):
        return _Builder(graph, read_captions(graph), task).build(root_name, damaged=damaged)


def same_rows(before: Graph, after: Graph, touched: frozenset[NodeId]) -> bool:
    """True when an edit changed values only, so that an outline of `before` still fits `after`."""
    known = min(len(before), len(after))  # what was added, or is no longer there once that is taken back, lies behind
    return all(
        node < known and _ends(before, node) and _ends(after, node)
        and type(before[node]) is type(after[node]) and fact_of(before[node]) == fact_of(after[node])
        for node in touched
    )


def _ends(graph: Graph, node: NodeId) -> bool:
    """Whether nothing hangs below a node. The items of one that has a million are not listed for that."""
    match graph[node]:
        case Mapping(values=items) | Sequence(items=items) if len(items):
            return False
        case _:
            return not graph.children(node)


def fact_of(node: Node) -> str:
    """What a filter finds a node by beside its name: kind, dtype, device."""
    if isinstance(node, Tensor):
        return f"{node.kind.lower()} {node.spec.dtype} {node.spec.device}"
    return node.kind.lower()


class _Builder(Columns):
    """Walks over a graph."""

    def __init__(self, graph: Graph, captions: Captions, task: Task) -> None:
        super().__init__()
        self.graph, self.captions, self.task = graph, captions, task
        self.below: dict[int, Below] = {}
        self.runs: list[tuple[int, range]] = []
        self.synthetic: set[int] = set()
        self.row_of_node = array("i", [-1]) * len(graph)
        self.row_of_storage = PartedDict[Memory, int]()
        self.most = min(4 * len(graph) + 1000, len(graph) + _SHARING)

    def build(self, root_name: str, *, damaged: bool) -> Outline:
        root = self.graph.root
        held = self.graph[root]
        hidden = isinstance(held, Mapping) and held.kind in _PLAIN_ROOTS
        if not hidden:
            self.below[TOP] = Below(((),), (plain_text(root_name) or "(whole file)",))
        self._walk(self._opened(TOP, root, held, 0) if hidden else Open(TOP, TOP, 0, (root,)))
        self.row_of_storage.clear()
        node, parent, size = (np.frombuffer(column, np.int32) for column in (self.node, self.parent, self.size))
        first, is_tensor = np.frombuffer(self.first, np.int32), np.frombuffer(self.is_tensor, np.bool_)
        nbytes = np.frombuffer(self.nbytes, np.int64)
        totals = count_once(self.graph, node, parent, size, first, is_tensor, nbytes)
        return Outline(
            graph=self.graph, captions=self.captions, node=node, parent=parent,
            slot=np.frombuffer(self.slot, np.int32), depth=np.frombuffer(self.depth, np.int32), size=size, first=first,
            nbytes=_sums(nbytes, size), tensors=_sums(is_tensor.view(np.int8), size).astype(np.int32), totals=totals,
            numbered=np.frombuffer(self.numbered, np.bool_), below=self.below, runs=tuple(self.runs),
            synthetic=frozenset(self.synthetic), root_is_row=not hidden,
            broken=_sums(self._unreadable(node, is_tensor), size).astype(np.int32) if damaged else None)

    def _unreadable(self, node: Rows, is_tensor: npt.NDArray[np.bool_]) -> npt.NDArray[np.int8]:
        """Which rows are tensors without their numbers."""
        found = np.zeros(len(node), np.int8)
        rows = np.flatnonzero(is_tensor)
        found[rows] = list(map(bool, self.graph.problems(node[rows].tolist())))
        return found

    def _walk(self, top: Open) -> None:
        """Preorder with a stack. A container on the way down to itself is not entered again, and none that was seen
        once the rows are many more than the nodes (a file can be built to have exponentially many paths)."""
        open_nodes: set[NodeId] = {top.node}
        stack, told = [top], -_CHECK_EVERY
        while stack:
            if len(self.node) - told >= _CHECK_EVERY:
                told = len(self.node)
                self.task.advance(0)
            here = stack[-1]
            self._take_leaves(here)
            if self._take_holders(here):
                continue
            if here.at == len(here.ids):
                stack.pop()
                open_nodes.discard(here.node)
                if here.row >= 0:
                    self.size[here.row] = len(self.node) - here.row
                continue
            below = self._take_container(here, open_nodes)
            if below is not None:
                open_nodes.add(below.node)
                stack.append(below)

    def _take_container(self, here: Open, open_nodes: set[NodeId]) -> Open | None:
        """The row of the next child, and what is to be laid out below it."""
        place = here.at
        here.at += 1
        row, node = len(self.node), here.ids[place]
        held = self.graph[node]
        known = self.row_of_node[node]
        grouping = place == here.grouping
        self.add_one(node, here, place, row if grouping or known < 0 else known)
        if grouping:
            self.synthetic.add(row)
            held_beside = self.captions.modules[node].attributes
            self.below[row] = Below(tuple(key for key, _ in held_beside))
            return Open(row, TOP, here.depth + 1, [child for _, child in held_beside])
        if known < 0:
            self.row_of_node[node] = row
        if isinstance(held, Tensor):
            self._count_tensors(row, [node], [held])
        if node in open_nodes or (known >= 0 and row + self._length(held) > self.most):
            return None
        below = self._opened(row, node, held, here.depth + 1)
        if below.ids and not isinstance(below.ids, range):
            return below
        self._take_leaves(below)
        self.size[row] = len(self.node) - row
        return None

    def _opened(self, row: int, node: NodeId, held: Node, depth: int) -> Open:
        """What stands below a node: a module's parameters and modules under their names, else its children."""
        entries, module = self.captions.entries.get(node), self.captions.modules.get(node)
        if entries is not None:
            self.below[row] = Below(tuple(e.keys for e in entries), tuple(e.name for e in entries))
            return Open(row, node, depth, [e.node for e in entries])
        if module is not None:
            named, rest = module.named, bool(module.attributes)
            self.below[row] = Below((*(key for key, _ in named), *([()] if rest else [])))
            return Open(row, node, depth, [*(child for _, child in named), *([node] if rest else [])],
                         grouping=len(named) if rest else -1)
        match held:
            case Mapping(values=ids) | Sequence(items=ids):
                own: Many[NodeId] = ids
                others: list[tuple[Key, NodeId]] = self.graph.inner(node) if held.state is not None else []
            case _:
                own, others = (), self.graph.children(node)
        if isinstance(held, Mapping | Sequence) and held.state is not None and not isinstance(own, range):
            others = others[len(own) :]
        if others:
            self.below[row] = Below(tuple(key for key, _ in others))
            own = [*own, *(child for _, child in others)]
        return Open(row, node, depth, own, numbered=isinstance(held, Sequence) and not others)

    def _length(self, held: Node) -> int:
        match held:
            case Mapping(values=ids) | Sequence(items=ids):
                return len(self.graph.within(ids)) if isinstance(ids, range) else len(ids)
            case _:
                return 1

    # -- rows -------------------------------------------------------------------------------------------------------

    def _take_leaves(self, here: Open) -> None:
        """The rows of all children from the next one on that have nothing below them."""
        ids = here.ids
        if isinstance(ids, range) and ids:
            self._take_run(here, ids)
            return
        if len(ids) <= _FEW_CHILDREN:
            self._take_few(here, ids)
            return
        size = _FIRST_BLOCK
        while here.at < len(ids):
            start, block = here.at, ids[here.at : here.at + size]
            size = min(2 * size, _BLOCK)
            held = self._leaves(block)
            if held:
                row = len(self.node)
                self.add(block[: len(held)], here, start)
                self._count_tensors(row, block, held)
                here.at += len(held)
                self.task.check()
            if len(held) < len(block):
                return

    def _take_few(self, here: Open, ids: Many[NodeId]) -> None:
        """As `_take_leaves`, of a container of few, and of those in it that hold plain values."""
        if here.looks is None:
            here.looks = self.graph.looks(ids)
        rows, nodes, tensors = list[int](), list[NodeId](), list[Node]()
        while here.at < len(ids):
            node, held, row = ids[here.at], here.looks[here.at], len(self.node)
            if type(held) is Tensor and not _holds_more(held):
                rows.append(row)
                nodes.append(node)
                tensors.append(held)
                self.add_one(node, here, here.at, row)
            elif type(held) in _LEAVES:
                self.add_one(node, here, here.at, row)
            elif not self._take_plain(here, node, held):
                break
            here.at += 1
        if tensors:
            self._count(rows, nodes, tensors)

    def _take_plain(self, here: Open, node: NodeId, held: Node) -> bool:
        """The rows of the next child and of the plain values in it, where it holds nothing else and has no row yet."""
        match held:
            case Mapping(values=ids, state=None) | Sequence(items=ids, state=None):
                plain = not ids or (isinstance(ids, range) and isinstance(self.graph[ids.start], Scalar))
            case _:
                return False
        row = len(self.node)
        if plain and self.row_of_node[node] < 0:
            self.add_one(node, here, here.at, row)
            self.row_of_node[node] = row
            self._take_leaves(Open(row, node, here.depth + 1, ids, numbered=type(held) is Sequence))
            self.size[row] = len(self.node) - row
            return True
        return False

    def _leaves(self, block: Many[NodeId]) -> list[Node]:
        """The first nodes of a block, as far as they have nothing below them."""
        looks = self.graph.looks(block)
        if set(map(type, looks)) == {Tensor} and not any(map(_holds_more, {id(held): held for held in looks}.values())):
            return looks
        found: list[Node] = []
        for held in looks:
            if type(held) is Tensor:
                if _holds_more(held):
                    break
            elif type(held) not in _LEAVES:
                break
            found.append(held)
        return found

    def _take_run(self, here: Open, run: range) -> None:
        if isinstance(self.graph[run.start], Scalar):
            self.runs.append((len(self.node), run))
            self.add(run, here, 0)
        else:
            self._take_lists(here, run)
        here.at = len(run)

    def _count_tensors(self, start: int, nodes: Many[NodeId], held: list[Node]) -> None:
        """Count those among the nodes of the rows from `start` on."""
        places = [place for place, leaf in enumerate(held) if type(leaf) is Tensor]
        if not places:
            return
        rows = [start + place for place in places]
        self._count(rows, [nodes[place] for place in places], [held[place] for place in places])

    def _count(self, rows: list[int], nodes: Many[NodeId], tensors: list[Node]) -> None:
        """Tell the size of the tensors in these rows, and the first rows of their storages."""
        firsts, sizes = self._measure(rows, nodes, tensors)
        if rows[-1] - rows[0] == len(rows) - 1:  # so it is in nearly all blocks, and one step
            block = slice(rows[0], rows[-1] + 1)
            self.nbytes[block], self.first[block], self.is_tensor[block] = sizes, firsts, b"\1" * len(rows)
        else:
            for row, nbytes, first in zip(rows, sizes, firsts, strict=True):
                self.nbytes[row], self.first[row], self.is_tensor[row] = nbytes, first, 1

    def _measure(self, rows: list[int], nodes: Many[NodeId], held: list[Node]) -> tuple[array[int], array[int]]:
        """For the tensors of these rows, the first row of the storage of each, and its size."""
        looks = list(map(id, held))
        sizes = {look: max(0, min(leaf.spec.nbytes, _MOST))  # what a file claims may be negative as well
                 for look, leaf in dict(zip(looks, held, strict=True)).items() if isinstance(leaf, Tensor)}
        firsts = map(self.row_of_storage.setdefault, self.graph.memories(nodes), rows)
        return array("i", list(firsts)), array("q", list(map(sizes.__getitem__, looks)))

    def _take_holders(self, here: Open) -> bool:
        """The rows of the children from the next one on that hold nothing but few leaves, and of these leaves; whether
        there were so many that it was worth it."""
        if here.at < here.alone or len(here.ids) - here.at < FEW:
            return False
        block = here.ids[here.at : here.at + here.together]
        found, looks = self._holders(block)
        if len(found) < FEW:
            here.alone = here.at + max(len(found) + 1, here.wait)
            here.wait *= 2
            return False
        self._add_holders(here, block[: len(found)], found, looks)
        here.together, here.wait = min(2 * here.together, _BLOCK) if len(found) == len(block) else FEW, 1
        here.at += len(found)
        self.task.check()
        return True

    def _holders(self, block: Many[NodeId]) -> tuple[list[Many[NodeId]], list[Node]]:
        """What the first nodes of a block hold, as far as they are containers of few leaves that have no row yet, and
        the leaves."""
        found: list[Many[NodeId]] = []
        for node, held in zip(block, self.graph.looks(block), strict=True):
            match held:
                case Mapping(values=below, state=None) | Sequence(items=below, state=None):
                    if len(below) > _MOST_HELD or self.row_of_node[node] >= 0:
                        break
                    found.append(below)
                case _:
                    break
        looks = self._leaves(list(chain.from_iterable(found)))
        ends = list(accumulate(map(len, found)))
        found = found[: bisect_right(ends, len(looks))]
        if len(set(block[: len(found)])) < len(found):
            return [], []
        return found, looks[: sum(map(len, found))]

    def _add_holders(self, here: Open, nodes: Many[NodeId], found: list[Many[NodeId]], looks: list[Node]) -> None:
        inside = list(chain.from_iterable(found))
        lengths = np.fromiter(map(len, found), np.int32, len(found))
        in_lists = np.fromiter((type(self.graph[node]) is Sequence for node in nodes), np.bool_, len(nodes))
        at, below = self.add_nested(here, nodes, inside, lengths, np.repeat(in_lists, lengths))
        for node, row, held in zip(nodes, at.tolist(), found, strict=True):
            self.row_of_node[node] = row
            if isinstance(held, range) and held:
                self.runs.append((row + 1, held))
        rows: list[int] = below.tolist()
        if not all(type(leaf) is Tensor for leaf in looks):
            kept = [place for place, leaf in enumerate(looks) if type(leaf) is Tensor]
            rows, inside = [rows[place] for place in kept], [inside[place] for place in kept]
            looks = [looks[place] for place in kept]
        firsts, sizes = self._measure(rows, inside, looks)
        np.frombuffer(self.first, np.int32)[rows] = firsts
        np.frombuffer(self.nbytes, np.int64)[rows] = sizes
        np.frombuffer(self.is_tensor, np.int8)[rows] = 1

    def _take_lists(self, here: Open, run: range) -> None:
        """A run of lists, each with the values it holds behind it."""
        lengths = np.fromiter(map(len, self.graph.rows(run)), np.int32, len(run))
        inside = self.graph.within(run)
        self.runs.append((len(self.node), run))
        at, _ = self.add_nested(here, run, inside, lengths, np.ones(len(inside), np.bool_))
        if self.row_of_node[run.start] < 0:
            self.row_of_node[run.start : run.stop] = array("i", at.tobytes())

def _holds_more(held: Node) -> bool:
    """Whether something stands below a tensor."""
    return isinstance(held, Tensor) and (held.hooks is not None or held.metadata is not None or held.state is not None)


def _sums(values: npt.NDArray[np.int64] | npt.NDArray[np.int8], size: Rows) -> npt.NDArray[np.int64]:
    """The sum over each row and all below it, at most the largest number there is."""
    if not values.any():
        return np.zeros(len(size), np.int64)
    end = np.arange(len(size)) + size
    whole = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    sums: npt.NDArray[np.int64] = whole[end] - whole[:-1]
    rough = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    sums[rough[end] - rough[:-1] > 0.999 * _MOST] = _MOST
    return sums
