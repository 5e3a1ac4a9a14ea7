"""Compares containers of plain values as wholes: a list of five million losses costs no step for each of them.

Contract: as the comparison one by one would find it, values equal in type and value, lists by position, dicts by key,
sets by value. No key is hashed but as text. Values are fetched and compared in blocks, between which other threads get
their turn and the task is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Many
from itertools import chain, compress
from operator import ne
from typing import Any

from ckpt_viewer.core.diffing.naming import key_name, numbered, same_texts
from ckpt_viewer.core.diffing.objects import same_value
from ckpt_viewer.core.graph import (
    Graph,
    Ids,
    Key,
    Mapping,
    Node,
    NodeId,
    Row,
    Scalar,
    ScalarValue,
    Sequence,
)
from ckpt_viewer.core.lazy_dataclasses import dataclass, field
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text, plain_text, value_text

MOST = 1_000
"""Differences in one container that are told one by one."""
_TEXT_LIMIT = 60
_SETS = ("set", "frozenset")
_BLOCK = 1 << 13

Positions = list[int]
Values = Many[ScalarValue | Row]
Fetch = Callable[[int, int], Values]


@dataclass(frozen=True, slots=True)
class RunDiff:
    """Places in both containers of what differs, and of what only one has. `equal` counts plain values. `others` are
    places in both where one of the two is no plain value and the pair has still to be compared."""

    equal: int
    changed: list[tuple[int, int]]
    only_a: Positions
    only_b: Positions
    reordered: bool = False
    others: Positions = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.changed) + len(self.only_a) + len(self.only_b)


def compare_runs(a: Graph, x: Node, b: Graph, y: Node, task: Task) -> RunDiff | None:
    """None where one of the two holds something else than plain values or lists of them, or neither holds many.
    Raises Cancelled."""
    left, right = _run_of(x), _run_of(y)
    if left is None or right is None or max(len(left), len(right)) <= MOST or _is_set(x) != _is_set(y):
        return None
    if not left or not right or (a.values(left[:1]) is None) != (b.values(right[:1]) is None):
        return None
    if isinstance(x, Mapping) and isinstance(y, Mapping):
        if same_texts(x.keys, y.keys):
            return _by_position(a, left, b, right, task)
        names = list(map(key_name, x.keys)), list(map(key_name, y.keys))
    elif _is_set(x):
        names = _names(_values(a, left)), _names(_values(b, right))
    else:
        return _by_position(a, left, b, right, task)
    if names[0] == names[1]:
        return _by_position(a, left, b, right, task)
    return _by_name(*names, _values(a, left), _values(b, right), task)


def compare_mixed(a: Graph, x: Node, b: Graph, y: Node, task: Task) -> RunDiff | None:
    """As `compare_runs` for lists that hold many plain values and something else among them: what is neither is left
    to be compared one by one. None where neither holds many, or they are no such lists. Raises Cancelled."""
    left, right = _items_of(x), _items_of(y)
    if left is None or right is None or max(len(left), len(right)) <= MOST or _is_set(x) or _is_set(y):
        return None
    equal, changed, others = 0, list[tuple[int, int]](), Positions()
    common = min(len(left), len(right))
    for start in range(0, common, _BLOCK):
        task.check()
        end = min(start + _BLOCK, common)
        one, other = a.plain(left[start:end]), b.plain(right[start:end])
        places: Many[int] = range(start, end)
        if one is None or other is None:
            plain = [at for at in places if a.plain((left[at],)) and b.plain((right[at],))]
            others += sorted(set(places).difference(plain))
            places = plain
            one, other = a.plain([left[at] for at in plain]) or [], b.plain([right[at] for at in plain]) or []
        unlike = _unlike(one, other) if one else []
        equal += len(one) - len(unlike)
        changed += [(places[at], places[at]) for at in unlike]
    return RunDiff(equal, changed, list(range(common, len(left))), list(range(common, len(right))), others=others)


def one_text(diff: RunDiff, a: Graph, x: Node, b: Graph, y: Node) -> str:
    """All differences of two containers in one line."""
    left, right = _items_of(x) or (), _items_of(y) or ()
    parts = []
    if diff.changed:
        first = diff.changed[0]
        words = " → ".join(_brief(graph, ids[at]) for graph, ids, at in ((a, left, first[0]), (b, right, first[1])))
        parts.append(f"{len(diff.changed):,} of {count_text(len(left), 'item')} differ, the first is number "
                     f"{first[0]:,}: {words}")
    parts += [f"{count_text(len(lone), 'item')} only in the {which} file"
              for lone, which in ((diff.only_a, "first"), (diff.only_b, "second")) if lone]
    return "; ".join(parts)


def length_text(node: Node) -> str:
    """A long container of plain values in a few words; empty for any other node."""
    run = _run_of(node)
    return f"{plain_text(node.kind, _TEXT_LIMIT)} of {count_text(len(run), 'item')}" if run and len(run) > MOST else ""


def _brief(graph: Graph, node: NodeId) -> str:
    held = graph[node]
    return value_text(held.value, _TEXT_LIMIT) if isinstance(held, Scalar) else held.kind


def _run_of(node: Node) -> range | None:
    match node:
        case Sequence(items=range() as run) | Mapping(values=range() as run):
            return run
        case _:
            return None


def child_at(node: Node, place: int) -> tuple[Key, NodeId]:
    """Key and id of what a mapping or sequence holds at a place."""
    if isinstance(node, Mapping):
        return node.keys[place], node.values[place]
    assert isinstance(node, Sequence), "only these hold runs"
    return place, node.items[place]


def _items_of(node: Node) -> Ids | None:
    """What a container holds, where nothing is beside it."""
    match node:
        case Mapping(values=range() as run):
            return run
        case Sequence(items=items, state=None):
            return items
        case Sequence(items=range() as run):
            return run
        case _:
            return None


def _is_set(node: Node) -> bool:
    return isinstance(node, Sequence) and node.kind in _SETS


def _values(graph: Graph, run: range) -> Values:
    values = graph.values(run)
    return graph.rows(run) if values is None else values


def _names(values: Values) -> list[str]:
    return [key_name(value) if isinstance(value, str | bytes | int | float | None) else f"{type(value)} {value}"
            for value in values]


def _by_position(a: Graph, left: range, b: Graph, right: range, task: Task) -> RunDiff:
    common = min(len(left), len(right))
    equal, unlike = _compared(lambda start, end: _values(a, left[start:end]),
                              lambda start, end: _values(b, right[start:end]), common, task)
    return RunDiff(equal, [(at, at) for at in unlike], list(range(common, len(left))),
                   list(range(common, len(right))))


def _by_name(names_a: list[str], names_b: list[str], one: Values, other: Values, task: Task) -> RunDiff:
    names_a, names_b = numbered(names_a), numbered(names_b)
    at_b = {name: place for place, name in enumerate(names_b)}
    pairs = [(place, at_b[name]) for place, name in enumerate(names_a) if name in at_b]
    known = {there for _, there in pairs}
    only_a = [place for place, name in enumerate(names_a) if name not in at_b]
    only_b = [place for place in range(len(names_b)) if place not in known]
    mine, theirs = [one[here] for here, _ in pairs], [other[there] for _, there in pairs]
    equal, unlike = _compared(lambda start, end: mine[start:end], lambda start, end: theirs[start:end], len(pairs),
                              task)
    order = [there for _, there in pairs]
    return RunDiff(equal, [pairs[at] for at in unlike], only_a, only_b, reordered=order != sorted(order))


def _compared(mine: Fetch, theirs: Fetch, count: int, task: Task) -> tuple[int, Positions]:
    """How many plain values are the same, and the places of what is not."""
    equal, found = 0, Positions()
    for start in range(0, count, _BLOCK):
        task.check()
        end = min(start + _BLOCK, count)
        one, other = mine(start, end), theirs(start, end)
        unlike = _unlike(one, other)
        found += [start + at for at in unlike]
        if isinstance(one[0], list | tuple):
            lengths: list[int] = list(map(len, one))  # type: ignore[arg-type]
            equal += sum(lengths) - sum(lengths[at] for at in unlike)
        else:
            equal += len(one) - len(unlike)
    return equal, found


def _unlike(mine: Many[Any], theirs: Many[Any]) -> Positions:
    """Places where values, or lists of them, are not the same."""
    if isinstance(mine[0], list | tuple):
        if _same_rows(mine, theirs):
            return []
        return [at for at, (row, other) in enumerate(zip(mine, theirs, strict=True)) if not _same_row(row, other)]
    if _same(mine, theirs):
        return []
    differ: Any = map(ne, zip(map(type, mine), mine, strict=True), zip(map(type, theirs), theirs, strict=True))
    return [at for at in compress(range(len(mine)), differ) if not same_value(mine[at], theirs[at])]


def _same_rows(mine: Many[Row], theirs: Many[Row]) -> bool:
    alike = list(map(type, mine)) == list(map(type, theirs)) and list(map(len, mine)) == list(map(len, theirs))
    return alike and _same(list(chain.from_iterable(mine)), list(chain.from_iterable(theirs)))


def _same(mine: Many[Any], theirs: Many[Any]) -> bool:
    """The same values of the same types; False may also mean that there is a NaN."""
    return mine == theirs and list(map(type, mine)) == list(map(type, theirs))


def _same_row(one: Row, other: Row) -> bool:
    alike = type(one) is type(other) and len(one) == len(other)
    return alike and (_same(one, other) or all(map(same_value, one, other)))
