"""Averages of a model that lie in its own state_dict, under names of their own beside those of the model. Pure.

`model_ema.diffusion_modelinput0weight` beside `model.diffusion_model.input.0.weight` is how Stable Diffusion's trainer
writes them (CompVis/stable-diffusion, ldm/modules/ema.py: a buffer has no points in its name), `ema.blocks.0.weight`
beside `model.blocks.0.weight` how others do. A first word alone proves nothing, for a layer may be called `target`: the
tensors have to have the names and shapes of the model's, and to be as many as half of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ckpt_viewer.core import kinds

Shapes = Mapping[str, tuple[int, ...]]


def copies_within(shapes: Shapes) -> dict[str, tuple[str, ...]]:
    """The names of every copy, by the word before the first point that all of them begin with."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in shapes:
        first, point, _ = name.partition(".")
        if point:
            groups[first].append(name)
    called = {first: tuple(names) for first, names in groups.items() if kinds.is_called_copy((first,))}
    if not called:
        return {}
    model = {name: shape for name, shape in shapes.items() if name.partition(".")[0] not in called}
    known = {(written, shape) for name, shape in model.items() for written in _written(name)}
    return {first: names for first, names in called.items()
            if _is_copy({name.partition(".")[2]: shapes[name] for name in names}, known, len(model))}


def _is_copy(names: Shapes, known: set[tuple[str, tuple[int, ...]]], model: int) -> bool:
    """Not all names need be known, for counters stand among them; not all of a model is averaged."""
    hits = sum(any((written, shape) in known for written in _written(name)) for name, shape in names.items())
    return 2 * hits > len(names) and 2 * hits >= model


def _written(name: str) -> Iterator[str]:
    """A name without its points, with its first word and without, which may be that of a wrapper."""
    yield name.replace(".", "")
    yield name.partition(".")[2].replace(".", "")
