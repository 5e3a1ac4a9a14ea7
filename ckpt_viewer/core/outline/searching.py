"""Finds the rows of an outline by their names, the names above them, and what they are.

Contract: only reads the outline; runs in a job.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.graph import Node, Scalar, ScalarValue, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.outline.building import fact_of
from ckpt_viewer.core.outline.tree import ATTRIBUTES, Mask, Outline, Rows
from ckpt_viewer.core.task import Task, looking_up

SEPARATORS = "./"
MAX_SEPARATORS = 4
_BLOCK = 1 << 16
_PIECE = 1 << 20  # bytes of text


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a filter leaves: `keep` has the matches, what is above and what is below them; `opened` the rows to unfold
    so that every match is seen."""

    text: str
    keep: Mask
    opened: Mask
    matches: int


class Searcher:
    """Finds rows by text: words must all match, each a name, a piece of a path (`optim_state/state`, `layers.0.w`), a
    kind, a dtype or a device. Matching ignores case."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline

    @cached_property
    def _text(self) -> bytes:
        """All labels, a line each."""
        labels, pieces = self.outline.labels, [b""]
        for start in range(0, len(labels), _BLOCK):
            block = self._numbers(start) or labels[start : start + _BLOCK]
            pieces.append("\n".join(block).lower().encode("utf-8", "replace"))
        return b"\n".join([*pieces, b""])

    def _numbers(self, start: int) -> list[str]:
        """The labels of a block where all are items of sequences, which the file gives no name beside their number."""
        outline, span = self.outline, slice(start, start + _BLOCK)
        if not outline.only_numbered(span):
            return []
        return list(map(str, outline.slot[span].tolist()))

    @cached_property
    def _starts(self) -> npt.NDArray[np.int64]:
        """Where each label begins in `_text`."""
        return np.flatnonzero(np.frombuffer(self._text, np.uint8) == 10)[:-1] + 1

    @cached_property
    def _frequency(self) -> list[int]:
        """How often each byte stands in `_text`."""
        text, counts = np.frombuffer(self._text, np.uint8), np.zeros(256, np.int64)
        for start in range(0, len(text), _BLOCK):
            counts += np.bincount(text[start : start + _BLOCK], minlength=256)
        return counts.tolist()

    @cached_property
    def _facts(self) -> tuple[list[str], Rows]:
        """The distinct facts of the rows, and which of them each row has."""
        return facts_of(self.outline)

    def prepare(self, task: Task) -> None:
        """Do now what the first search would do. Raises Cancelled."""
        for part in ("_text", "_starts", "_frequency", "_facts"):
            task.check()
            getattr(self, part)

    def search(self, text: str, task: Task) -> Found | None:
        """What the filter leaves, None for an empty one. Raises Cancelled."""
        words = text.lower().split()
        if not words:
            return None
        match = np.ones(len(self.outline), np.bool_)
        for word in words:
            task.check()
            match &= self._with_word(word.encode("utf-8", "replace"))
        return self._found(text, match)

    def _with_word(self, word: bytes) -> Mask:
        match = self._labels_with(word) | self._facts_with(word.decode("utf-8", "replace"))
        endings: dict[bytes, Mask] = {}
        for head, tail in _splits(word):
            above = self._ending(head, endings)
            if above.any():
                match |= self._below(above) & (self._labels_with(b"\n" + tail) if tail else True)
        return match

    def _ending(self, word: bytes, known: dict[bytes, Mask]) -> Mask:
        """Rows whose path ends with `word`."""
        if word not in known:
            match = self._labels_with(word + b"\n")
            for head, tail in _splits(word):
                above = self._ending(head, known)
                if tail and above.any():
                    match |= self._labels_with(b"\n" + tail + b"\n") & self._below(above)
            known[word] = match
        return known[word]

    def _below(self, above: Mask) -> Mask:
        """Rows whose parent is in `above`."""
        parent = self.outline.parent
        return np.where(parent >= 0, above[parent], False)

    def _labels_with(self, word: bytes) -> Mask:
        match = np.zeros(len(self.outline), np.bool_)
        for hits in self._hits(word):
            match[np.searchsorted(self._starts, hits + word.startswith(b"\n"), "right") - 1] = True
        return match

    def _hits(self, word: bytes) -> Iterator[npt.NDArray[np.int64]]:
        """Where a word stands in `_text`: where its rarest byte does, and then the others. A search that makes an
        object of each hit takes 80 ms for a million. In pieces, for numpy lets no other thread go on meanwhile."""
        text = np.frombuffer(self._text, np.uint8)
        at = min(range(len(word)), key=lambda place: self._frequency[word[place]])
        for start in range(0, len(text), _PIECE):
            hits = np.flatnonzero(text[start : start + _PIECE] == word[at]) + (start - at)
            hits = hits[(hits >= 0) & (hits <= len(text) - len(word))]
            for place, byte in enumerate(word):
                if place != at and len(hits):
                    hits = hits[text[hits + place] == byte]
            yield hits

    def _facts_with(self, word: str) -> Mask:
        facts, which = self._facts
        return np.array([word in fact for fact in facts], np.bool_)[which]

    def _found(self, text: str, match: Mask) -> Found:
        size, rows = self.outline.size, np.arange(len(match))
        before = np.concatenate(([0], np.cumsum(match)))
        end = rows + size
        inside = before[end] - before[rows + 1] > 0
        hits = np.flatnonzero(match)
        edges = np.bincount(hits, minlength=len(match) + 1) - np.bincount(end[hits], minlength=len(match) + 1)
        below = np.cumsum(edges[:-1]) > 0
        return Found(text, match | inside | below, inside, int(match.sum()))


def _splits(word: bytes) -> list[tuple[bytes, bytes]]:
    """The ways to read a word as the end of one name and the beginning of the next, at most a few."""
    cuts = [at for at, char in enumerate(word) if chr(char) in SEPARATORS][-MAX_SEPARATORS:]
    return [(word[:at], word[at + 1 :]) for at in cuts if at]


def facts_of(outline: Outline) -> tuple[list[str], Rows]:
    """The distinct facts of the rows in lower case, and which of them each row has."""
    facts: dict[str, int] = {}
    which = np.full(len(outline), -1, np.int32)
    for row, run in outline.runs:
        _facts_of_run(outline, row, run, facts, which)
    captions = outline.captions
    known: dict[int, tuple[Node, str]] = {}  # of tensors that look alike, by their `id`
    for row, node, held in _looks(outline, np.flatnonzero(which < 0)):
        if row in outline.synthetic:
            text = ATTRIBUTES
        elif isinstance(held, Tensor):
            text = known.setdefault(id(held), (held, ""))[1] or fact_of(held)
            known[id(held)] = held, text
        else:
            text = captions.fact(node) or fact_of(held)
        which[row] = facts.setdefault(text, len(facts))
    return list(facts), which


def _looks(outline: Outline, rows: npt.NDArray[np.intp]) -> Iterator[tuple[int, int, Node]]:
    """Rows with their nodes and how these look, made block by block: to let go of lists of a million numbers takes long
    as well."""
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        nodes = outline.node[block].tolist()
        yield from looking_up(zip(block.tolist(), nodes, outline.graph.looks(nodes), strict=True))


def _facts_of_run(outline: Outline, row: int, run: range, facts: dict[str, int], which: Rows) -> None:
    """Of a run's values by their types at once; of a run of lists only what is in them."""
    inside = outline.graph.within(run)
    values = outline.graph.values(inside) or []
    codes = {cls: facts.setdefault(_type_fact(values, cls), len(facts)) for cls in set(map(type, values))}
    told = np.fromiter(map(codes.__getitem__, map(type, values)), np.int32, len(values))
    if inside == run:
        which[row : row + len(run)] = told
    else:
        span = slice(row, row + len(run) + len(inside))
        which[span][outline.size[span] == 1] = told


def _type_fact(values: list[ScalarValue], cls: type) -> str:
    return fact_of(Scalar(next(value for value in values if type(value) is cls)))
