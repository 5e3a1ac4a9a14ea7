"""Names that are not what they look like: disguised by signs that nobody sees, or made to be taken for another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from ckpt_viewer.core.checkpoint import Note
from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.known_globals import is_known, is_stand_in
from ckpt_viewer.core.wording import is_plain, plain_text

_MOST_LOOKED_AT = 2000
_MOST_NOTES = 10
_LONGEST = 200  # letters of a name that is compared; those on PyTorch's list have 50
# Letters of other scripts that fonts draw like Latin ones (Unicode TR 39, confusables, those that names could use).
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝеАВЕКМНОРСТХІЈЅοανικρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ０１",
    "aeopcyxijsdhqweABEKMHOPCTXIJSoavikptuxABEZHIKMNOPTYX01")
_SPACES = re.compile(r"\s")


def disguises(names: Iterable[Global], allowed: frozenset[Global]) -> tuple[Note, ...]:
    """What is to be said of these names, none of which is on the list."""
    found = [note for name in list(names)[:_MOST_LOOKED_AT] for note in _disguise(name, allowed)]
    rest = len(found) - _MOST_NOTES
    return tuple(found[:_MOST_NOTES]) + ((Note("danger", f"{rest:,} more names are disguised"),) if rest > 0 else ())


def _disguise(name: Global, allowed: frozenset[Global]) -> Iterator[Note]:
    text = str(name)[: 2 * _LONGEST]
    shown = plain_text(text, _LONGEST)
    if not is_plain(text) or "\n" in text or "\t" in text:
        yield Note("danger", f"The name {shown} holds signs that are not seen, or that reorder what is shown")
    elif _SPACES.search(text):
        if not is_stand_in(name):
            yield Note("danger", f"The name “{shown}” holds a space, as no name in Python does")
    elif not text.isascii():
        plain = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
        if plain.isascii():
            yield Note("danger", f"The name {shown} is spelled with letters that look like others: it is not "
                                 f"{plain_text(plain, _LONGEST)}")
    elif not is_known(name):
        yield from _near(text, shown, allowed)


def _near(text: str, shown: str, allowed: frozenset[Global]) -> Iterator[Note]:
    for other in allowed:
        real = str(other)
        if text.casefold() == real.casefold():
            yield Note("danger", f"The name {shown} differs from {real}, which PyTorch allows, in capitals alone")
            return
        if one_letter_apart(text, real):
            yield Note("warning", f"The name {shown} is one letter off {real}, which PyTorch allows")
            return


def one_letter_apart(a: str, b: str) -> bool:
    """Whether one letter put in, taken out or exchanged makes one the other."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    shorter, longer = sorted((a, b), key=len)
    same = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    return shorter[same + (len(a) == len(b)):] == longer[same + 1:]
