"""JSON texts as values and as nodes, within limits: what is larger, deeper or no JSON is refused.

Objects are kept as pairs in their order: a name may stand twice, and none of them is asked for anything but its text.
"""

from __future__ import annotations

import json
from typing import Any

from ckpt_viewer.core.graph import Mapping, NodeId, Scalar, Sequence
from ckpt_viewer.core.joining import Joiner

MAX_JSON = 1 << 20
_PER_OPENING = 6
"""Characters of text for each bracket or brace, on average, at least: a text of nothing but those fills the memory."""

Value = Any  # None, bool, int, float, str, a list of values, or Pairs


class Pairs(list[tuple[str, Value]]):
    """The entries of a JSON object."""

    def get(self, name: str) -> Value:
        """The value of the last entry of that name, or None."""
        return next((value for key, value in reversed(self) if key == name), None)


def parse_json(text: str, most: int = MAX_JSON) -> Value:
    """The value of a text. Raises ValueError where it is no JSON, longer than `most`, or nests too deep."""
    openings = text.count("[") + text.count("{")
    if len(text) > most or openings > 10_000 + len(text) // _PER_OPENING:
        raise ValueError("too large")
    try:
        return json.loads(text, object_pairs_hook=Pairs)
    except RecursionError:
        raise ValueError("nests too deep") from None


def without_doubles(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    """For `object_pairs_hook` where a key must not stand twice. Raises ValueError."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key appears twice")
    return found


def add_json(joiner: Joiner, value: Value) -> NodeId:
    """The node of a value in the joined graph; nothing is recursive."""
    made: list[NodeId] = []
    stack: list[tuple[Value, bool]] = [(value, False)]
    while stack:
        held, children_made = stack.pop()
        if not isinstance(held, list):
            made.append(joiner.add_node(Scalar(held)))
            continue
        if not children_made:
            stack.append((held, True))
            inner = [pair[1] for pair in held] if isinstance(held, Pairs) else held
            stack.extend((child, False) for child in reversed(inner))
            continue
        children = tuple(made[len(made) - len(held) :])
        del made[len(made) - len(held) :]
        keys = tuple([key for key, _ in held]) if isinstance(held, Pairs) else ()
        made.append(joiner.add_node(Mapping(keys, children) if isinstance(held, Pairs) else Sequence("list", children)))
    return made[0]
