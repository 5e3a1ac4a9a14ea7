"""Walks two graphs at once, by path, and writes down where they differ.

Contract: no recursion; no key of a file is hashed but as text; every step is paid from a budget that grows with the
graphs; after that a pair of containers seen before is not entered again, and where only one of the two was seen before,
the pair is left out and `complete` is False.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Sequence as Many
from itertools import groupby
from typing import Literal

from ckpt_viewer.core.diffing.naming import (
    VALUE_LIMIT,
    Child,
    Trail,
    child_names,
    describe,
    node_text,
    only_like,
    path_of,
    renamed_containers,
    same_texts,
)
from ckpt_viewer.core.diffing.objects import compare_objects, same_value
from ckpt_viewer.core.diffing.runs import MOST, child_at, compare_mixed, compare_runs, length_text, one_text
from ckpt_viewer.core.diffing.sharing import Places, sharing_notes
from ckpt_viewer.core.diffing.tensors import Verdict, Verdicts
from ckpt_viewer.core.graph import (
    Broken,
    Graph,
    Key,
    Mapping,
    Node,
    NodeId,
    Object,
    Path,
    Scalar,
    ScalarValue,
    Sequence,
    StorageNode,
    Tensor,
    is_leaf,
)
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.task import Task, looking_up
from ckpt_viewer.core.wording import path_text, plain_text, value_text

Status = Literal["added", "removed", "renamed", "reshaped", "retyped", "value", "tensor"]
KEY_ORDER = "the order of keys"
_AT_ONCE = 1 << 9  # nodes that are looked at between two looks at the task
_PATH_CELLS = 20_000_000  # keys in all paths together; only nesting made to hurt comes near


@dataclass(frozen=True, slots=True)
class Entry:
    """One difference, or a pair of tensors whose bytes are still to be compared (`tensor`).

    `text` says it in words, such as `90 → 91`, `float32 → float16` or, for what is only on one side, what it is.
    `evidence` says of a renamed tensor how it was recognised.
    """

    path_a: Path | None
    path_b: Path | None
    node_a: NodeId | None
    node_b: NodeId | None
    status: Status
    text: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class _Step:
    """Compare a node of a with one of b; one of them is None where the other stands alone. `leaving` closes it."""

    a: NodeId | None
    b: NodeId | None
    trail_a: Trail
    trail_b: Trail
    leaving: bool = False


@dataclass(frozen=True, slots=True)
class _Tensors:
    """Compare tensors below two nodes of these trails, each pair as it looks from afar. Nothing hangs below them."""

    trail_a: Trail
    trail_b: Trail
    below_a: list[Child]
    below_b: list[Child]
    looks: list[tuple[Tensor, Tensor]]


_Steps = list[_Step | _Tensors]


class Pairing:
    """One walk. After `run`: `entries`, `equal_values`, `optimizers`, `complete`, `unlike`, `alike` and `notes()`."""

    def __init__(self, a: Graph, b: Graph, task: Task) -> None:
        self._a, self._b, self._task = a, b, task
        self.entries: list[Entry] = []
        self.equal_values = 0
        self.optimizers: list[Path] = []
        self.complete = True
        self.unlike: list[str] = []  # what differs beside the entries, in a word or two each
        self.alike = True  # False where that makes what is loaded another
        self._notes: dict[str, str] = {}
        self._times: dict[str, int] = defaultdict(int)
        self._stack = _Steps()
        self._open: set[tuple[NodeId | None, NodeId | None]] = set()
        self._seen: set[tuple[NodeId | None, NodeId | None]] = set()
        self._seen_a: set[NodeId | None] = set()
        self._seen_b: set[NodeId | None] = set()
        self._budget = 4 * (len(a) + len(b)) + 1000
        self._cells = _PATH_CELLS
        self._verdicts = Verdicts()
        self._tensors = array("q")  # the entries that are two tensors of one place
        self._sharing: list[str] = []

    def run(self) -> None:
        """Walk to the end. Raises Cancelled."""
        self._start()
        while self._stack:
            step = self._stack.pop()
            if isinstance(step, _Tensors):
                self._compare_many(step)
                continue
            if step.leaving:
                self._open.discard((step.a, step.b))
                continue
            self._budget -= 1
            if self._budget % 4096 == 0:
                self._task.check()
            if step.a is not None and step.b is not None:
                self._compare(step, *self._a.looks([step.a]), *self._b.looks([step.b]))
            else:
                self._list_one_side(step)
        self._sharing = sharing_notes(self._a, self._b, list(map(self._nodes, looking_up(self._tensors))), self._places)
        if self._sharing:
            self._tell_apart("which tensors share memory", weighs=True)

    def _start(self) -> None:
        """Begin at the roots; or, where one file is what the other keeps under a key, at that key."""
        a, b = self._a, self._b
        inner_a, inner_b = only_like(a, b), only_like(b, a)
        if inner_a is not None and inner_b is None:
            rest = [child for child in a.children(a.root) if child[0] != inner_a[0]]
            self._stack = [_Step(node, None, (None, key), None) for key, node in reversed(rest)]
            first = _Step(inner_a[1], b.root, (None, inner_a[0]), None)
        elif inner_b is not None and inner_a is None:
            rest = [child for child in b.children(b.root) if child[0] != inner_b[0]]
            self._stack = [_Step(None, node, None, (None, key)) for key, node in reversed(rest)]
            first = _Step(a.root, inner_b[1], None, (None, inner_b[0]))
        else:
            self._stack = [_Step(a.root, b.root, None, None)]
            return
        self._stack.append(first)
        left, right = path_text(path_of(first.trail_a)), path_text(path_of(first.trail_b))
        self._enter(first, "renamed", f"{left} → {right}")

    def notes(self) -> Iterator[str]:
        """What differs without making the checkpoints different, each kind of thing once."""
        for text, first in self._notes.items():
            more = self._times[text] - 1
            yield f"{text} (at {first}{f' and {more:,} more' if more else ''})"
        yield from self._sharing

    def _nodes(self, number: int) -> tuple[NodeId, NodeId]:
        """Those of an entry of two tensors."""
        entry = self.entries[number]
        assert entry.node_a is not None
        assert entry.node_b is not None
        return entry.node_a, entry.node_b

    def _places(self, which: int) -> Places:
        entry = self.entries[self._tensors[which]]
        return entry.path_a or (), entry.path_b or ()

    def _compare(self, step: _Step, x: Node, y: Node) -> None:
        match x, y:
            case Scalar(one), Scalar(other):
                self._compare_values(step, one, other)
            case Tensor(), Tensor():
                self._compare_tensors(step, x, y)
            case StorageNode(one), StorageNode(other):
                same = (one.nbytes, one.dtype) == (other.nbytes, other.dtype)
                self._enter(step, "tensor" if same else "reshaped", "" if same else f"{describe(x)} → {describe(y)}")
            case Broken(), Broken():
                self._note("Both sides cannot be read", path_of(step.trail_a), "what cannot be read")
                self.complete = False
            case Object(), Object() if (found := compare_objects(self._a, step.a or 0, self._b, step.b or 0)):
                self.equal_values += found[0]
                if not found[0]:
                    self._enter(step, "value", found[1])
            case (Mapping() | Sequence() | Object()), (Mapping() | Sequence() | Object()):
                self._compare_kinds(step, x, y)
                self._descend(step, x, y)
            case _:
                self._enter(step, "retyped", f"{describe(x)} → {describe(y)}")
                self._push(step, [_Step(node, None, (step.trail_a, key), None) for key, node in _below(self._a, step.a)]
                           + [_Step(None, node, None, (step.trail_b, key)) for key, node in _below(self._b, step.b)])

    def _compare_values(self, step: _Step, one: ScalarValue, other: ScalarValue) -> None:
        if same_value(one, other):
            self.equal_values += 1
            return
        short = [value_text(value, VALUE_LIMIT) for value in (one, other)]
        if type(one) is not type(other):
            short = [f"{text} ({Scalar(value).kind})" for text, value in zip(short, (one, other), strict=True)]
        self._enter(step, "value", " → ".join(short))

    def _compare_tensors(self, step: _Step, x: Tensor, y: Tensor) -> None:
        self._enter_tensors(self._verdicts.of(x, y), path_of(step.trail_a), path_of(step.trail_b), step.a, step.b)
        if not (is_leaf(x) and is_leaf(y)):
            self._push(step, self._paired_by_key(step, _below(self._a, step.a), _below(self._b, step.b)))

    def _compare_many(self, many: _Tensors) -> None:
        self._task.check()
        self._budget -= len(many.looks)
        above_a, above_b, verdict = path_of(many.trail_a), path_of(many.trail_b), self._verdicts.of
        for (key_a, a), (key_b, b), look in zip(many.below_a, many.below_b, many.looks, strict=True):
            self._enter_tensors(verdict(*look), (*above_a, key_a), (*above_b, key_b), a, b)

    def _enter_tensors(self, verdict: Verdict, path_a: Path, path_b: Path, a: NodeId | None, b: NodeId | None) -> None:
        if self._has_room(len(path_a) + len(path_b)):
            self._tensors.append(len(self.entries))
            self.entries.append(Entry(path_a, path_b, a, b, verdict.status, verdict.text))
        for detail in verdict.details:
            self._note(detail.text, path_a, detail.what, weighs=detail.weighs)

    def _compare_kinds(self, step: _Step, x: Node, y: Node) -> None:
        if x.kind == y.kind and type(x) is type(y):
            if isinstance(x, Mapping) and isinstance(y, Mapping):
                self._compare_making(step, x, y)
            return
        text = f"{plain_text(x.kind, VALUE_LIMIT)} → {plain_text(y.kind, VALUE_LIMIT)}"
        if isinstance(x, Mapping) and isinstance(y, Mapping):
            self._note(f"The kind of mapping differs: {text}", path_of(step.trail_a), "the kind of a mapping")
        else:
            self._enter(step, "retyped", text)

    def _compare_making(self, step: _Step, x: Mapping, y: Mapping) -> None:
        """What a dict subclass was made with beside its items, such as the factory of a defaultdict."""
        if x.made is None or y.made is None:
            return
        one, other = node_text(self._a, x.made.args), node_text(self._b, y.made.args)
        if one is not None and other is not None and one != other:
            self._enter(step, "retyped", f"{plain_text(x.kind, VALUE_LIMIT)} made with other arguments")

    def _descend(self, step: _Step, x: Node, y: Node) -> None:
        """Pair what hangs below two nodes; what they hold of many plain values all at once."""
        found = compare_runs(self._a, x, self._b, y, self._task)
        steps = _Steps()
        if found is not None:
            steps = self._paired_by_key(step, self._a.inner(step.a or 0), self._b.inner(step.b or 0))
        found = found or compare_mixed(self._a, x, self._b, y, self._task)
        if found is None:
            self._push(step, self._paired_by_key(step, _below(self._a, step.a), _below(self._b, step.b)))
            return
        self.equal_values += found.equal
        if found.reordered:
            self._note("The same keys stand in another order", path_of(step.trail_a), KEY_ORDER)
        if found.count > MOST:
            self._enter(step, "value", one_text(found, self._a, x, self._b, y))
        few = found.count <= MOST
        pairs = [*(found.changed if few else ()), *((at, at) for at in found.others)]
        steps += [self._pair(step, child_at(x, left), child_at(y, right)) for left, right in sorted(pairs)]
        for at in found.only_a if few else ():
            key, child = child_at(x, at)
            steps.append(_Step(child, None, (step.trail_a, key), None))
        for at in found.only_b if few else ():
            key, child = child_at(y, at)
            steps.append(_Step(None, child, None, (step.trail_b, key)))
        self._push(step, steps)

    def _paired_by_key(self, step: _Step, below_a: list[Child], below_b: list[Child]) -> _Steps:
        """In the order of a; what only b has comes last."""
        if not below_a and not below_b:
            return []
        keys = [key for key, _ in below_a]
        self._note_optimizer(step, keys)
        if same_texts(keys, [key for key, _ in below_b]):
            return self._paired_in_order(step, below_a, below_b)
        names_a, names_b = child_names(self._a, step.a, below_a), child_names(self._b, step.b, below_b)
        if names_a == names_b:
            return self._paired_in_order(step, below_a, below_b)
        at_b = dict(zip(names_b, below_b, strict=True))
        common = [name for name in names_a if name in at_b]
        known = set(common)
        if common != [name for name in names_b if name in known]:
            self._note("The same keys stand in another order", path_of(step.trail_a), KEY_ORDER)
        lone_b = {name: child for name, child in at_b.items() if name not in known}
        lone_a = {name: child for name, child in zip(names_a, below_a, strict=True) if name not in known}
        moved = renamed_containers(self._a, lone_a, self._b, lone_b)
        steps = _Steps()
        for name, left in zip(names_a, below_a, strict=True):
            right = at_b.get(name) or lone_b.pop(moved.get(name, ""), None)
            if right is None:
                steps.append(_Step(left[1], None, (step.trail_a, left[0]), None))
                continue
            below = self._pair(step, left, right)
            steps.append(below)
            if name not in known:
                self._enter(below, "renamed", f"{plain_text(str(left[0]), 60)} → {plain_text(str(right[0]), 60)}")
        return steps + [_Step(None, right[1], None, (step.trail_b, right[0])) for right in lone_b.values()]

    def _paired_in_order(self, step: _Step, below_a: list[Child], below_b: list[Child]) -> _Steps:
        """Each with the one at its place. How tensors look is asked for many at once."""
        found = _Steps()
        for start in range(0, len(below_a), _AT_ONCE):
            self._task.check()
            left, right = below_a[start : start + _AT_ONCE], below_b[start : start + _AT_ONCE]
            looks = list(zip(_leaves(self._a, left), _leaves(self._b, right), strict=True))
            at = 0
            for many, same in groupby(None not in pair for pair in looks):
                run = slice(at, at := at + len(list(same)))
                if many:
                    pairs = [(x, y) for x, y in looks[run] if x is not None and y is not None]
                    found.append(_Tensors(step.trail_a, step.trail_b, left[run], right[run], pairs))
                else:
                    found += [self._pair(step, *both) for both in zip(left[run], right[run], strict=True)]
        return found

    def _list_one_side(self, step: _Step) -> None:
        """Every tensor and value below a node that the other file lacks."""
        graph, node, trail = (self._a, step.a, step.trail_a) if step.a is not None else (self._b, step.b, step.trail_b)
        assert node is not None
        status: Status = "removed" if step.a is not None else "added"
        (held,) = graph.looks([node])
        long = length_text(held)
        below = [] if isinstance(held, Tensor | Scalar) or long else graph.children(node)
        if not below:
            self._enter(step, status, long or describe(held))
        elif step.a is not None:
            self._push(step, [_Step(child, None, (trail, key), None) for key, child in below])
        else:
            self._push(step, [_Step(None, child, None, (trail, key)) for key, child in below])

    def _push(self, step: _Step, below: Many[_Step | _Tensors]) -> None:
        """Go on with what is below `step`, unless it lies within itself or was seen too often."""
        pair = (step.a, step.b)
        if not below or pair in self._open or (self._budget < 0 and pair in self._seen):
            return  # what comes of this pair is or will be listed under another path
        if self._budget < 0 and (step.a in self._seen_a or step.b in self._seen_b):
            self.complete = False
            return
        self._open.add(pair)
        self._seen.add(pair)
        # None stands for "not on this side" and must not count as seen.
        self._seen_a.update({step.a} - {None})
        self._seen_b.update({step.b} - {None})
        self._stack.append(replace(step, leaving=True))
        self._stack.extend(reversed(below))

    def _pair(self, step: _Step, left: Child, right: Child) -> _Step:
        return _Step(left[1], right[1], (step.trail_a, left[0]), (step.trail_b, right[0]))

    def _enter(self, step: _Step, status: Status, text: str) -> None:
        path_a = None if step.a is None else path_of(step.trail_a)
        path_b = None if step.b is None else path_of(step.trail_b)
        if self._has_room(len(path_a or ()) + len(path_b or ())):
            self.entries.append(Entry(path_a, path_b, step.a, step.b, status, text))

    def _has_room(self, cells: int) -> bool:
        """Whether an entry whose paths have so many keys may still be entered, which takes the room."""
        if self._cells < 0:
            self.complete = False
            return False
        self._cells -= cells
        return True

    def _note(self, text: str, path: Path, what: str, *, weighs: bool = False) -> None:
        self._tell_apart(what, weighs=weighs)
        self._times[text] += 1
        if text not in self._notes:
            self._notes[text] = path_text(path)

    def _tell_apart(self, what: str, *, weighs: bool) -> None:
        self.alike = self.alike and not weighs
        if what not in self.unlike:
            self.unlike.append(what)

    def _note_optimizer(self, step: _Step, keys: list[Key]) -> None:
        if "state" in keys and "param_groups" in keys and step.a is not None:
            self.optimizers.append(path_of(step.trail_a))


def _below(graph: Graph, node: NodeId | None) -> list[Child]:
    return [] if node is None else graph.children(node)


def _leaves(graph: Graph, below: list[Child]) -> list[Tensor | None]:
    """How those look that are tensors and nothing hangs below."""
    looks = graph.looks([node for _, node in below])
    return [look if type(look) is Tensor and is_leaf(look) else None for look in looks]
