"""Compares containers of plain values as wholes: a list of five million losses costs no step for each of them.

Contract: as the comparison one by one would find it, values equal in type and value, lists by position, dicts by key,
sets by value. No key is hashed but as text.
"""

from __future__ import annotations

from collections.abc import Sequence as Many
from itertools import compress
from operator import ne
from typing import Any

from ckpt_viewer.core.diffing.naming import key_name, numbered
from ckpt_viewer.core.diffing.objects import same_value
from ckpt_viewer.core.graph import Graph, Mapping, Node, Row, Scalar, ScalarValue, Sequence, same_values
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.wording import count_text, plain_text, value_text

MOST = 1_000
"""Differences in one container that are told one by one."""
_TEXT_LIMIT = 60
_SETS = ("set", "frozenset")

Positions = list[int]
Values = Many[ScalarValue | Row]


@dataclass(frozen=True, slots=True)
class RunDiff:
    """Places in both containers of what differs, and of what only one has. `equal` counts plain values."""

    equal: int
    changed: list[tuple[int, int]]
    only_a: Positions
    only_b: Positions
    reordered: bool = False

    @property
    def count(self) -> int:
        return len(self.changed) + len(self.only_a) + len(self.only_b)


def compare_runs(a: Graph, x: Node, b: Graph, y: Node) -> RunDiff | None:
    """None where one of the two holds something else than plain values or lists of them, or neither holds many."""
    left, right = _run_of(x), _run_of(y)
    if left is None or right is None or max(len(left), len(right)) <= MOST or _is_set(x) != _is_set(y):
        return None
    one, other = _values(a, left), _values(b, right)
    if not one or not other or isinstance(one[0], list | tuple) != isinstance(other[0], list | tuple):
        return None
    if isinstance(x, Mapping) and isinstance(y, Mapping):
        return _by_name([key_name(key) for key in x.keys], [key_name(key) for key in y.keys], one, other)
    if _is_set(x):
        return _by_name(_names(one), _names(other), one, other)
    common = min(len(one), len(other))
    return _paired(one, other, range(common), range(common), list(range(common, len(one))),
                   list(range(common, len(other))))


def one_text(diff: RunDiff, a: Graph, x: Node, b: Graph, y: Node) -> str:
    """All differences of two containers in one line."""
    left, right = _run_of(x) or range(0), _run_of(y) or range(0)
    parts = []
    if diff.changed:
        first = diff.changed[0]
        words = " → ".join(_brief(graph, run[at]) for graph, run, at in ((a, left, first[0]), (b, right, first[1])))
        parts.append(f"{len(diff.changed):,} of {count_text(len(left), 'item')} differ, the first is number "
                     f"{first[0]:,}: {words}")
    parts += [f"{count_text(len(lone), 'item')} only in the {which} file"
              for lone, which in ((diff.only_a, "first"), (diff.only_b, "second")) if lone]
    return "; ".join(parts)


def length_text(node: Node) -> str:
    """A long container of plain values in a few words; empty for any other node."""
    run = _run_of(node)
    return f"{plain_text(node.kind, _TEXT_LIMIT)} of {count_text(len(run), 'item')}" if run and len(run) > MOST else ""


def _brief(graph: Graph, node: int) -> str:
    held = graph[node]
    return value_text(held.value, _TEXT_LIMIT) if isinstance(held, Scalar) else held.kind


def _run_of(node: Node) -> range | None:
    match node:
        case Sequence(items=range() as run) | Mapping(values=range() as run):
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


def _by_name(names_a: list[str], names_b: list[str], one: Values, other: Values) -> RunDiff:
    if names_a == names_b:
        return _paired(one, other, range(len(one)), range(len(other)), [], [])
    names_a, names_b = numbered(names_a), numbered(names_b)
    at_b = {name: place for place, name in enumerate(names_b)}
    pairs = [(place, at_b[name]) for place, name in enumerate(names_a) if name in at_b]
    known = {there for _, there in pairs}
    only_a = [place for place, name in enumerate(names_a) if name not in at_b]
    only_b = [place for place in range(len(names_b)) if place not in known]
    here, there = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return _paired(one, other, here, there, only_a, only_b)


def _paired(one: Values, other: Values, here: Many[int], there: Many[int], only_a: Positions, only_b: Positions
            ) -> RunDiff:
    """Compare the values at these places."""
    mine, theirs = [one[at] for at in here], [other[at] for at in there]
    unlike = _unlike(mine, theirs)
    equal, changed = len(mine) - len(unlike), [(here[at], there[at]) for at in unlike]
    if mine and isinstance(mine[0], list | tuple):
        lengths = list(map(len, mine))  # type: ignore[arg-type]
        equal = sum(lengths) - sum(lengths[at] for at in unlike)
    return RunDiff(equal, changed, only_a, only_b, reordered=there != sorted(there) if type(there) is list else False)


def _unlike(mine: list[Any], theirs: list[Any]) -> list[int]:
    """Places where values, or lists of them, are not the same."""
    if mine and not isinstance(mine[0], list | tuple):
        if same_values(mine, theirs):
            return []
        differ: Any = map(ne, zip(map(type, mine), mine, strict=True), zip(map(type, theirs), theirs, strict=True))
        return [at for at in compress(range(len(mine)), differ) if not same_value(mine[at], theirs[at])]
    return [at for at, (row, other) in enumerate(zip(mine, theirs, strict=True)) if not _same_row(row, other)]


def _same_row(one: Row, other: Row) -> bool:
    if type(one) is not type(other) or len(one) != len(other):
        return False
    return (one == other and list(map(type, one)) == list(map(type, other))) or all(map(same_value, one, other))
