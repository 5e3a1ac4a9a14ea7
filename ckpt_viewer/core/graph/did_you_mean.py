"""What a pointer that names nothing may mean: the hint of the error that says so.

Contract: pure, and quick enough for who is still typing: of a long list only the first names are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ckpt_viewer.core.graph.nodes import to_pointer

LOOKED_AT = 10_000
_CONTAINERS = 50  # below which a name is looked for that is not where it was said to be
_SHOWN = 6
_WRONG = 2  # letters


def hint(place: Sequence[str], words: Sequence[str], names: Sequence[str],
         holders: Callable[[int], Sequence[str]]) -> str:
    """`names` are there at `place`, and the first of `words`, which go on from it, is none of them. `holders` are those
    of the names below which, of so many at most, the first word is found."""
    wanted, at = words[0], to_pointer(tuple(place))
    dotted = ".".join(words)
    if len(words) > 1 and dotted in names:
        return _is_near(to_pointer((*place, dotted)), to_pointer((*place, *words)))
    for holder in holders(_CONTAINERS)[:1]:
        return _is_near(to_pointer((*place, holder, wanted)), to_pointer((*place, wanted)))
    close = _closest(wanted, names[:LOOKED_AT])
    if close:
        return _is_near(to_pointer((*place, close)), to_pointer((*place, wanted)))
    if not names:
        return f"Nothing is below {at}." if at else "The file is empty."
    shown = ", ".join(name[:40] for name in names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    return f"In {at} are: {shown}" if at else f"At the top of the file are: {shown}"


def _is_near(found: str, wanted: str) -> str:
    return f"{found[:200]} is near to {wanted[:200]}."


def _closest(wanted: str, names: Sequence[str]) -> str:
    """The name with the fewest wrong letters in one place, else one that begins so; empty where there is none."""
    word = wanted.lower()
    most = min(_WRONG, len(word) // 2)
    near = [(wrong, name) for name in names if abs(len(name) - len(word)) <= most
            and (wrong := _wrong(word, name.lower())) <= most]
    longer = (name for name in names if len(word) > _WRONG and name.lower().startswith(word))
    return min(near, key=lambda one: one[0])[1] if near else next(longer, "")


def _wrong(word: str, name: str) -> int:
    """How many letters lie between what both begin and what both end with."""
    ahead = _alike(word, name)
    return max(len(word), len(name)) - ahead - _alike(word[ahead:][::-1], name[ahead:][::-1])


def _alike(one: str, other: str) -> int:
    """How many letters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
