"""Finds among what one file lacks and the other has the tensors that only got another name.

Contract: a tensor is matched by shape and dtype plus the end of its name, or its place among the unmatched ones beside
it, and only where nothing else fits as well. In doubt it stays added and removed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from ckpt_viewer.core.diffing.naming import MODULE_SLOTS
from ckpt_viewer.core.diffing.pairing import Entry
from ckpt_viewer.core.graph import Graph, NodeId, Path, Tensor, key_text
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import plain_text

_LONGEST_TAIL = 6
_Pairs = dict[int, tuple[int, str]]  # the number of the other entry, and why it is the same


class _Lone:
    """A tensor that stands on one side only: the number of its entry, its shape and dtype, its name in words."""

    __slots__ = ("matched", "number", "parent", "signature", "words")

    def __init__(self, number: int, tensor: Tensor, path: Path) -> None:
        self.number = number
        self.signature = (tensor.spec.shape, tensor.spec.dtype.name)
        tokens = [key_text(key) for key in path if key not in MODULE_SLOTS]
        self.words = tuple(word for token in tokens for word in token.split(".") if word not in MODULE_SLOTS)
        self.parent = tuple(tokens[:-1])
        self.matched = False


def find_renames(a: Graph, b: Graph, entries: Sequence[Entry]) -> list[Entry]:
    """The entries with each found pair of `removed` and `added` put together as one `renamed`."""
    gone = _lone(a, entries, "removed")
    come = _lone(b, entries, "added")
    pairs: _Pairs = {}
    if gone and come:
        for length in range(_LONGEST_TAIL, 0, -1):
            words = "word" if length == 1 else f"{length} words"
            _match_unique(gone, come, pairs, _tail_of(length),
                          f"the only one of this shape and type whose name ends with the same {words}")
        _match_in_order(gone, come, pairs)
        _match_unique(gone, come, pairs, lambda lone: (lone.parent, lone.signature),
                      "the only one of this shape and type at this place")
    taken = {number for number, _ in pairs.values()}
    return [_renamed(entry, entries[pairs[n][0]], pairs[n][1]) if n in pairs else entry
            for n, entry in enumerate(looking_up(entries)) if n not in taken]


def _lone(graph: Graph, entries: Sequence[Entry], status: str) -> list[_Lone]:
    numbers = [number for number, entry in enumerate(looking_up(entries)) if entry.status == status]
    places = [(entry.node_a, entry.path_a) if status == "removed" else (entry.node_b, entry.path_b)
              for entry in map(entries.__getitem__, numbers)]
    looks = graph.looks([_known(node) for node, _ in places])
    return [_Lone(number, look, path or ()) for number, (_, path), look in zip(numbers, places, looks, strict=True)
            if isinstance(look, Tensor) and not look.problem]


def _known(node: NodeId | None) -> NodeId:
    assert node is not None
    return node


def _tail(lone: _Lone, length: int) -> Hashable:
    """Shape, dtype and the last words of the name; None where the name is shorter than that."""
    return (lone.signature, lone.words[-length:]) if len(lone.words) >= length else None


def _tail_of(length: int) -> Callable[[_Lone], Hashable]:
    return lambda lone: _tail(lone, length)


def _match_unique(gone: list[_Lone], come: list[_Lone], pairs: _Pairs,
                  trait: Callable[[_Lone], Hashable], evidence: str) -> None:
    """Pair those that alone on their side have a trait, and the same one."""
    left, right = _grouped(gone, trait), _grouped(come, trait)
    for key, group in left.items():
        others = right.get(key, [])
        if key is not None and len(group) == len(others) == 1:
            _pair(group[0], others[0], pairs, evidence)


def _match_in_order(gone: list[_Lone], come: list[_Lone], pairs: _Pairs) -> None:
    """Pair the unmatched of one parent one by one where their shapes, dtypes and last words run alike."""
    left, right = _grouped(gone, lambda lone: lone.parent), _grouped(come, lambda lone: lone.parent)
    for parent, group in left.items():
        others = right.get(parent, [])
        if [_tail(lone, 1) for lone in group] == [_tail(lone, 1) for lone in others]:
            for one, other in zip(group, others, strict=True):
                _pair(one, other, pairs, "the same shapes and types in the same order at this place")


def _grouped(lone: Iterable[_Lone], trait: Callable[[_Lone], Hashable]) -> dict[Hashable, list[_Lone]]:
    groups: dict[Hashable, list[_Lone]] = defaultdict(list)
    for one in lone:
        if not one.matched:
            groups[trait(one)].append(one)
    return groups


def _pair(one: _Lone, other: _Lone, pairs: _Pairs, evidence: str) -> None:
    one.matched = other.matched = True
    pairs[one.number] = other.number, evidence


def _renamed(removed: Entry, added: Entry, evidence: str) -> Entry:
    names = [plain_text(key_text(path[-1]), 120) if path else "whole file" for path in (removed.path_a, added.path_b)]
    text = " → ".join(names)
    return Entry(removed.path_a, added.path_b, removed.node_a, added.node_b, "renamed", text, evidence)
