"""Finished English sentences of the core in another language, by the patterns that they were made from.

Contract: a text is looked up whole; else the pattern that has the most of its letters and fits from end to end is
filled with what stood in its places; else the text is taken apart at tails, line ends, sentence ends and list marks.
What fits nothing stays as it is. Time is linear in the text for each pattern: names in it may come from a hostile file.

A pattern is `{0} holds {1}`; its translation names the places in any order and may leave some out. `{1:told}` stands
for a place whose content is prose as well, and is translated in turn; any other place holds names or numbers, which
are never touched. `{n} tensors` counts: it fits a number and the noun, also `1 tensor`. One that begins with a space or
a stop, `, which is cut short`, is a tail, which also fits behind something else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import islice
from string import Formatter

from ckpt_viewer.core.lazy_dataclasses import dataclass

MOST_TEXT = 4_000  # characters; a longer text is data
MOST_PARTS = 64  # of a text that is taken apart
DEPTH = 5  # of sentences within sentences
REMEMBERED = 4_096
WEAK = 14  # letters and marks; a pattern with fewer of its own fits only around what is no English prose, or no longer
ONES = "ones"  # {n} ones: what a number is called that has no noun
VAGUE = 7  # and one with fewer than these, `{0} of {1}`, around single words and what is known, but no list of counts
MOST_WAYS = 16  # in which places beside one another can share what stands there

_PLACE = re.compile(r"\{(\d+)\}")
_FULL_WORD = re.compile(r"(?<![^\s(“‘])[^\W\d_]{2,}(?=[\s,.:;…)”’]|$)")
_EVIDENCE = re.compile(r"[^\W\d_]|[:;→()]")
_TEXT_WORD = re.compile(r"[^\W\d_]{2,}")
_COUNTED = re.compile(r"([\d,]+) (\S.*)")
_AND_MORE = re.compile(r"(.*)( and [\d,]+ more(?: [a-z]+)?)", re.DOTALL)
_LISTED_COUNT = re.compile(r", (?:\S+ )?[\d,]+ [a-z]")  # `2 renamed, 3 values`, `model 11 of 11, optimizer 3 of 4`
_CUT = re.compile(r" … \(([\d,]+) more characters\)")
_BESIDE = re.compile(r" \(([\d,]+ [a-z]+)\)(?=, |$)")  # how many a name in a list stands for
# One word, a number and its unit, or a shape.
_VALUE = re.compile(r"\s*\S*\s*|[\d.,+-]+ \S+|[\d,]+(?: × [\d,]+)+")
_ENGLISH_LEFT = re.compile("[a-z]{2,} [a-z]{2,}")
_SENTENCE_END = re.compile(r"(?<=[.;]) (?=[^\s])")
_AFTER_STOP = re.compile("(?<=。)")
_ENDS = (re.compile(r"(?<=\.) (?=[^\s])"), re.compile(r"(?<=;) (?=[^\s])"))
_WIDE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_WIDE_MARK = re.compile("[\u3000-\u303f\uff00-\uffef]")
# Where words of two scripts meet without a stop, a space stands between them.
_MEET = re.compile("[\u4e00-\u9fff][A-Za-z0-9/]|[A-Za-z0-9%][\u4e00-\u9fff]")
# Where a text is taken apart, the coarsest cut first, and what joins the parts in a language of wide characters.
_CUTS = ((" · ", " · "), (" – ", " – "), ("; ", "；"), (": ", "："), (", and ", "，"), (", ", "，"), (" and ", "和"),
         (" → ", " → "))
_TAIL_MARKS = (" ", ",", ";", ".")
_STOPS = {".": "。", ";": "；", ":": "：", ",": "，"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """The fixed pieces of an English sentence in their order. `parts` are those of the translation: a text, the number
    of a place behind it or -1, and whether that place is prose."""

    pieces: tuple[str, ...]
    parts: tuple[tuple[str, int, bool], ...]
    weight: int

    def places(self, text: str) -> list[list[str]]:
        """What may stand between the pieces; empty where the text is not made from this pattern."""
        first, last = self.pieces[0], self.pieces[-1]
        if not text.startswith(first):
            return []
        if len(self.pieces) == 1:
            return [[]] if text == first else []
        if not text.endswith(last) or len(text) < len(first) + len(last):
            return []
        return list(islice(_shared(text[len(first):len(text) - len(last)], self.pieces[1:-1]), MOST_WAYS))

    def unquoted(self, places: Sequence[str]) -> Iterator[str]:
        """Those that stand in no quotation marks, where any words may."""
        return (place for place, piece in zip(places, self.pieces, strict=False) if not piece.endswith("“"))

    def is_prose(self, place: int) -> bool:
        return any(at == place and prose for _, at, prose in self.parts)


class Phrases:
    """Patterns and whole texts by their English."""

    def __init__(self, said: Mapping[str, str]) -> None:
        said = {**dict(_alone(said)), **said}
        self._whole = {text: shown for text, shown in said.items() if not _PLACE.search(text)}
        self._counts = {text.removeprefix("{n} "): shown for text, shown in said.items() if text.startswith("{n} ")}
        patterns = sorted((_pattern(*one) for one in said.items()), key=_weight)
        self._patterns = [pattern for pattern in patterns if len(pattern.pieces) > 1]
        self._tails = [pattern for pattern in patterns if pattern.pieces[0][:1] in _TAIL_MARKS and pattern.weight > 1]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for at, pattern in enumerate(self._patterns):
            self._by_word[_rarest_word(pattern)].append(at)
        self._told = lru_cache(REMEMBERED)(self._tell)

    def told(self, text: str) -> str:
        return self._told(text, DEPTH)

    def _tell(self, text: str, depth: int) -> str:
        if text in self._whole:
            return self._whole[text]
        if not depth or len(text) > MOST_TEXT or not text.strip():
            return text
        ways = (self._lines, self._counted, self._named, self._one_sentence, self._ended, self._headed, self._varied,
                self._with_tail, self._sentences, self._any_fit, self._in_parts)
        return next((shown for way in ways if (shown := way(text, depth - 1)) is not None), text)

    def _lines(self, text: str, depth: int) -> str | None:
        """Each by itself: no sentence goes on behind the end of a line."""
        lines = text.split("\n")
        return "\n".join(self._told(line, depth) for line in lines) if 1 < len(lines) <= MOST_PARTS else None

    def _counted(self, text: str, _depth: int) -> str | None:
        """`3 tensors`, and what is said of them: `3 tensors added`, `3 added`."""
        found = _COUNTED.fullmatch(text)
        if found is None:
            return None
        words = found[2].split(" ", MOST_PARTS)
        for cut in range(len(words), -1, -1):
            noun, rest = " ".join(words[:cut]) or ONES, " ".join(words[cut:])
            for known in (noun, f"{noun}s") if found[1] == "1" else (noun,):
                if known in self._counts and (not rest or rest in self._whole):
                    return _met(self._counts[known].format(n=found[1]), self._whole.get(rest, ""))
        return None

    def _named(self, text: str, _depth: int) -> str | None:
        """Names alone, and how many more there are."""
        more = _AND_MORE.fullmatch(text)
        return None if more is None or _ENGLISH_LEFT.search(more[1]) or not more[1] else self._in_place(text)

    def _one_sentence(self, text: str, depth: int) -> str | None:
        return self._fitted(text, depth, strict=True)

    def _ended(self, text: str, depth: int) -> str | None:
        """One sentence with the stop at its end."""
        if text[-1] not in _STOPS or not text[:-1]:
            return None
        shown = self._whole.get(text[:-1]) or self._one_sentence(text[:-1], depth)
        return None if shown is None else _stopped(shown, text[-1])

    def _headed(self, text: str, depth: int) -> str | None:
        """What is said of a name, or of something known: `fc.weight: its bytes are missing, which …`."""
        head, _, rest = text.partition(": ")
        if head in self._whole:
            return _met(f"{self._whole[head]}：", self._told(rest, depth)) if rest else None
        shown = self._one_sentence(rest, depth) if rest and _VALUE.fullmatch(head) else None
        return None if shown is None else f"{head}：{shown}"

    def _any_fit(self, text: str, depth: int) -> str | None:
        return self._fitted(text, depth, strict=False)

    def _fitted(self, text: str, depth: int, *, strict: bool) -> str | None:
        """`strict`: no place may hold the end of a sentence or keep English prose."""
        other = _other_case(text)
        words = {"", *_TEXT_WORD.findall(text), *_TEXT_WORD.findall(other)[:1]}
        for at in sorted(at for word in words for at in self._by_word.get(word, ())):
            pattern = self._patterns[at]
            ways = pattern.places(text) or (pattern.places(other) if pattern.pieces[0] else [])
            if strict:
                ways = [places for places in ways if not any(map(_SENTENCE_END.search, pattern.unquoted(places)))]
            if pattern.weight < VAGUE:
                ways = [places for places in ways if not any(map(_LISTED_COUNT.search, pattern.unquoted(places)))]
            shown = self._filled(pattern, ways, depth, strict=strict)
            if shown is not None:
                return shown
        return None

    def _filled(self, pattern: Pattern, ways: list[list[str]], depth: int, *, strict: bool) -> str | None:
        """The translation with these places, in that way of sharing them in which the most prose is known."""
        if not ways:
            return None
        places = max(ways, key=lambda places: self._known(pattern, places, depth)) if len(ways) > 1 else ways[0]
        careful = strict or pattern.weight < WEAK
        if careful and not all(self._is_sure(pattern, at, place, depth) for at, place in enumerate(places)):
            return None
        is_plain = all(map(_VALUE.fullmatch, places))
        if pattern.weight < VAGUE and not is_plain and not self._known(pattern, places, depth):
            return None
        made = ""
        for text, at, prose in pattern.parts:
            made = _met(made, text)
            if at >= 0:
                made = _met(made, self._told(places[at], depth) if prose else self._in_place(places[at]))
        return made

    def _in_place(self, place: str) -> str:
        """Names and values stand as they are; what is counted cannot be either."""
        more = _AND_MORE.fullmatch(place)
        if more is not None:
            return _met(self._in_place(more[1]), self._told(more[2], 1))
        return self._counted(place, 0) or _BESIDE.sub(self._beside, _CUT.sub(self._cut, place))

    def _cut(self, found: re.Match[str]) -> str:
        return self._told(found[0], 1)

    def _beside(self, found: re.Match[str]) -> str:
        counted = self._counted(found[1], 0)
        return f"（{counted}）" if counted else found[0]

    def _known(self, pattern: Pattern, places: Sequence[str], depth: int) -> int:
        return sum(pattern.is_prose(at) and self._told(place, depth) != place for at, place in enumerate(places))

    def _is_sure(self, pattern: Pattern, at: int, place: str, depth: int) -> bool:
        if place in _STOPS or (place[-1:] == "." != place[-2:-1] and pattern.pieces[at + 1 :] == ("",)):
            return False  # the end of the sentence, which the other language may write otherwise
        if pattern.pieces[at].endswith("“"):
            return True  # what is quoted may be any words
        shown = self._told(place, depth) if pattern.is_prose(at) else self._in_place(place)
        if pattern.weight < VAGUE and shown == place and not _VALUE.fullmatch(place):
            return False
        return _ENGLISH_LEFT.search(shown) is None

    def _sentences(self, text: str, depth: int) -> str | None:
        """Each by itself."""
        for end in _ENDS:
            parts = end.split(text)
            if 1 < len(parts) <= MOST_PARTS:
                shown = [self._told(part, depth) for part in parts]
                if shown != parts:
                    return _joined(shown)
        return None

    def _varied(self, text: str, depth: int) -> str | None:
        """With a stop at its end, or another case of its first letter."""
        if text[-1] in _STOPS and text[:-1]:
            shown = self._told(text[:-1], depth)
            return None if shown == text[:-1] else _stopped(shown, text[-1])
        return self._whole.get(_other_case(text))

    def _with_tail(self, text: str, depth: int) -> str | None:
        for pattern in self._tails:
            at = text.rfind(pattern.pieces[0])
            tail = self._filled(pattern, pattern.places(text[at:]), depth, strict=True) if at > 0 else None
            if tail is not None:
                return _met(self._told(text[:at], depth), tail)
        return None

    def _in_parts(self, text: str, depth: int) -> str | None:
        for cut, join in _CUTS:
            parts = text.split(cut, 1 if cut == ": " else -1)
            if 1 < len(parts) <= MOST_PARTS:
                shown = self._paired([(part, self._told(part, depth)) for part in parts], cut, depth)
                if shown != parts:
                    return reduce(_met, [piece for part in shown for piece in (join, part)][1:]) if (
                        join.isalpha()) else join.join(shown)
        return None

    def _paired(self, parts: list[tuple[str, str]], cut: str, depth: int) -> list[str]:
        """Where two neighbours, each as it is and as it is told, say nothing by themselves, they may together: a
        sentence can hold the mark at which the text was cut."""
        shown: list[str] = []
        waiting = list(reversed(parts))
        while waiting:
            english, told = waiting.pop()
            if english == told and waiting and waiting[-1][0] == waiting[-1][1]:
                pair = self._one_sentence(f"{english}{cut}{waiting[-1][0]}", depth)
                if pair is not None:
                    waiting.pop()
                    told = pair
            shown.append(told)
        return shown


def _stopped(shown: str, stop: str) -> str:
    """With the stop that its letters go with."""
    return shown + (_STOPS[stop] if _WIDE.search(shown) else stop)


def _alone(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Tails without their mark, and the sentences of texts that have several."""
    for text, shown in said.items():
        yield text.strip(" ,").removesuffix("."), shown.strip(" ，").removesuffix("。")
        sentences, told = _ENDS[0].split(text), [part for part in _AFTER_STOP.split(shown) if part]
        if len(sentences) == len(told) > 1:
            for sentence, one in zip(sentences, told, strict=True):
                places = set(_PLACE.findall(one.replace(":told}", "}")))
                if places <= set(_PLACE.findall(sentence)) and _TEXT_WORD.search(sentence):
                    yield sentence.removesuffix("."), one.strip().removesuffix("。")


def _other_case(text: str) -> str:
    """A sentence that was made a part of one, or the other way round."""
    return f"{text[:1].swapcase()}{text[1:]}"


def _pattern(text: str, translation: str) -> Pattern:
    pieces = tuple(piece.replace("{{", "{").replace("}}", "}") for piece in _PLACE.split(text)[::2])
    order = _PLACE.findall(text)
    parts = tuple(_parts(translation, order)) if order else ((translation, -1, False),)
    return Pattern(pieces, parts, len(_EVIDENCE.findall("".join(pieces))))


def _weight(pattern: Pattern) -> tuple[int, int, int]:
    """The most specific first."""
    return -pattern.weight, -sum(map(len, pattern.pieces)), len(pattern.pieces)


def _rarest_word(pattern: Pattern) -> str:
    """The longest word that is sure to be one in the text; empty where there is none."""
    return max(_FULL_WORD.findall("\0".join(pattern.pieces)), key=len, default="")


def _shared(text: str, pieces: tuple[str, ...]) -> Iterator[list[str]]:
    """What stands between these pieces. One with letters is taken where it comes first; of a space or a comma, which
    may be part of a name as well, each occurrence is tried."""
    if not pieces:
        yield [text]
        return
    piece, rest = pieces[0], pieces[1:]
    at = text.find(piece)
    while at >= 0:
        for places in _shared(text[at + len(piece):], rest):
            yield [text[:at], *places]
        if not piece or any(map(str.isalpha, piece)):
            return
        at = text.find(piece, at + 1)


def _parts(translation: str, order: list[str]) -> Iterator[tuple[str, int, bool]]:
    for text, name, spec, _ in Formatter().parse(translation):
        yield text, order.index(name) if name is not None else -1, spec == "told"


def _met(left: str, right: str) -> str:
    right = right.lstrip(" ") if _WIDE.search(left[-1:]) else right
    left = left.rstrip(" ") if _WIDE_MARK.match(right) else left
    return f"{left} {right}" if _MEET.fullmatch(left[-1:] + right[:1]) else left + right


def _joined(sentences: list[str]) -> str:
    """Wide stops bring their own space."""
    made = ""
    for sentence in sentences:
        made += sentence if not made or _WIDE.search(made[-1]) else f" {sentence}"
    return made
