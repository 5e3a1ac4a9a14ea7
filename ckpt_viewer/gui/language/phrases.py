"""Finished English sentences of the core in another language, by the patterns that they were made from.

Contract: a text is looked up whole; else the pattern that has the most of its words and fits from end to end is filled
with what stood in its places; else the text is taken apart at line ends, sentence ends and list marks. What fits
nothing stays as it is. Time is linear in the text for each pattern: names in it may come from a hostile file.

A pattern is `{0} holds {1}`; its translation names the places in any order and may leave some out. `{1:told}` stands
for a place whose content is prose as well, and is translated in turn; any other place holds names or numbers, which
are never touched. `{n} tensors` counts: it fits a number and the noun, also `1 tensor`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from ckpt_viewer.core.lazy_dataclasses import dataclass

MOST_TEXT = 4_000  # characters; a longer text is data
DEPTH = 5  # of sentences within sentences
REMEMBERED = 4_096
WEAK = 8  # letters; a pattern with fewer of its own fits only around single words and what is prose itself

_PLACE = re.compile(r"\{(\d+)\}")
_COUNTED = re.compile(r"([\d,]+) (\S.*)")
_SENTENCE_END = re.compile(r"(?<=[.;]) (?=[^\s])")
_WIDE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# Where a text is taken apart, the coarsest cut first, and what joins the parts in a language of wide characters.
_CUTS = (("\n", "\n"), (" · ", " · "), ("; ", "；"), (": ", "："), (", and ", "，"), (", ", "，"), (" and ", "和"))
_STOPS = {".": "。", ";": "；", ":": "：", ",": "，"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """The fixed pieces of an English sentence in their order, and what it becomes."""

    pieces: tuple[str, ...]
    translation: str
    letters: int
    longest: str

    def places(self, text: str) -> list[str] | None:
        """What stands between the pieces, None where the text is not made from this pattern."""
        first, last = self.pieces[0], self.pieces[-1]
        if self.longest not in text or not text.startswith(first) or not text.endswith(last):
            return None
        at, end, found = len(first), len(text) - len(last), []
        for piece in self.pieces[1:-1]:
            begin = text.find(piece, at, end)
            if begin < 0:
                return None
            found.append(text[at:begin])
            at = begin + len(piece)
        if at > end:
            return None
        found.append(text[at:end])
        return found


class Phrases:
    """Patterns and whole texts by their English."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self._whole = {text: shown for text, shown in said.items() if not _PLACE.search(text)}
        self._counts = {text.removeprefix("{n} "): shown for text, shown in said.items() if text.startswith("{n} ")}
        patterns = [_pattern(text, shown) for text, shown in said.items() if text not in self._whole]
        self._patterns = sorted(patterns, key=lambda pattern: -pattern.letters)
        self.told: Callable[[str], str] = lru_cache(REMEMBERED)(lambda text: self._told(text, DEPTH))

    def _told(self, text: str, depth: int) -> str:
        if text in self._whole:
            return self._whole[text]
        if not depth or len(text) > MOST_TEXT or not text.strip():
            return text
        for way in (self._counted, self._one_sentence, self._sentences, self._varied, self._any_fit, self._parts):
            shown = way(text, depth - 1)
            if shown is not None:
                return shown
        return text

    def _counted(self, text: str, _depth: int) -> str | None:
        found = _COUNTED.fullmatch(text)
        if found is None:
            return None
        for noun in (found[2], f"{found[2]}s") if found[1] == "1" else (found[2],):
            if noun in self._counts:
                return self._counts[noun].format(n=found[1])
        return None

    def _one_sentence(self, text: str, depth: int) -> str | None:
        return self._fitted(text, depth, lambda place: _SENTENCE_END.search(place) is None and "\n" not in place)

    def _any_fit(self, text: str, depth: int) -> str | None:
        return self._fitted(text, depth, lambda _place: True)

    def _fitted(self, text: str, depth: int, allowed: Callable[[str], bool]) -> str | None:
        for pattern in self._patterns:
            places = pattern.places(text)
            if places is None or not all(map(allowed, places)):
                continue
            if pattern.letters >= WEAK or all(_is_word(at) or self._told(at, depth) != at for at in places):
                return pattern.translation.format(*(_Place(place, self._told, depth) for place in places))
        return None

    def _sentences(self, text: str, depth: int) -> str | None:
        """Each line and each sentence by itself."""
        for cut in ("\n", " "):
            parts = text.split("\n") if cut == "\n" else _SENTENCE_END.split(text)
            shown = [self._told(part, depth) for part in parts] if len(parts) > 1 else parts
            if shown != parts:
                return cut.join(shown) if cut == "\n" else _joined(shown)
        return None

    def _varied(self, text: str, depth: int) -> str | None:
        """With a stop at its end, or the capital letter of a sentence that was made from a part of one."""
        if text[-1] in _STOPS and text[:-1]:
            shown, stop = self._told(text[:-1], depth), text[-1]
            return None if shown == text[:-1] else shown + (_STOPS[stop] if _WIDE.search(shown[-1:]) else stop)
        small = f"{text[0].lower()}{text[1:]}"
        shown = self._told(small, depth) if small != text else small
        return shown if shown != small else None

    def _parts(self, text: str, depth: int) -> str | None:
        for cut, join in _CUTS:
            parts = text.split(cut)
            shown = [self._told(part, depth) for part in parts] if len(parts) > 1 else parts
            if shown != parts:
                return join.join(shown)
        return None


@dataclass(frozen=True, slots=True)
class _Place:
    """What stood in a place of a pattern. The format `told` translates it."""

    text: str
    tell: Callable[[str, int], str]
    depth: int

    def __format__(self, spec: str) -> str:
        return self.tell(self.text, self.depth) if spec == "told" else self.text


def _pattern(text: str, translation: str) -> Pattern:
    pieces = tuple(piece.replace("{{", "{").replace("}}", "}") for piece in _PLACE.split(text)[::2])
    return Pattern(pieces, translation, sum(map(str.isalpha, "".join(pieces))), max(pieces, key=len))


def _is_word(place: str) -> bool:
    return " " not in place.strip()


def _joined(sentences: list[str]) -> str:
    """Wide stops bring their own space."""
    made = ""
    for sentence in sentences:
        made += sentence if not made or _WIDE.search(made[-1]) else f" {sentence}"
    return made
