"""The selections of a model's parameters that people make an optimizer's groups of.

Weight decay is for matrices, not for biases and norms: what trains puts them in different groups by their name, their
number of dimensions, or the layer that they are in. A selection is the places of its names in the model's order.
"""

from __future__ import annotations

from collections.abc import Sequence

from ckpt_viewer.core.task import looking_up


def usual_selections(names: Sequence[tuple[str, tuple[int, ...]]]) -> list[tuple[int, ...]]:
    """Biases, what has one dimension, what is in a norm, and what follows from these, of names and shapes: each
    selection once, none of them empty and none the whole model."""
    norms = {text.removesuffix("weight") for text, shape in names if len(shape) == 1 and text.endswith("weight")}
    sorts: list[tuple[bool, bool, bool]] = []
    for text, shape in looking_up(names):
        bias = text.endswith("bias")
        sorts.append((len(shape) < 2, bias, text.removesuffix("bias" if bias else "weight") in norms))
    chosen = [tuple(place for place, sort in enumerate(sorts) if sort in wanted) for wanted in _RULES]
    return [places for places in dict.fromkeys(chosen) if 0 < len(places) < len(names)]


def _sorts() -> tuple[frozenset[tuple[bool, bool, bool]], ...]:
    every = [(flat, bias, norm) for flat in (False, True) for bias in (False, True) for norm in (False, True)]
    chosen = (
        [sort for sort in every if sort[0]],  # one dimension: biases and norms
        [sort for sort in every if sort[1]],  # biases
        [sort for sort in every if sort[2]],  # norms
        [sort for sort in every if sort[0] and not sort[1]],  # weights of norms, scales
        [sort for sort in every if sort[1] and not sort[2]],  # biases but those of norms
        [sort for sort in every if sort[1] and sort[2]],
        [sort for sort in every if sort[2] and not sort[1]],
        [sort for sort in every if sort[1] or sort[2]],
    )
    return tuple(frozenset(part) for sorts in chosen for part in (sorts, set(every) - set(sorts)))


_RULES = _sorts()
MOST_SELECTIONS = len(_RULES)
