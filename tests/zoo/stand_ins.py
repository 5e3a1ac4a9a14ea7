"""Classes of libraries that are not installed here: they pickle under the real names, and torch finds them again."""

from __future__ import annotations

import sys
import types
from typing import Any


def stand_in(module: str, name: str, base: type = object, **members: Any) -> Any:
    """A class that pickles as `module.name`; the same one each time. Dots in `name` are classes within classes."""
    home = _module(module)
    outer, _, last = name.rpartition(".")
    place: Any = stand_in(module, outer) if outer else home
    if not hasattr(place, last):
        made = type(last, (base,), {"__module__": module, "__qualname__": name, **members})
        setattr(place, last, made)
    return getattr(place, last)


def instance(module: str, name: str, /, **state: Any) -> Any:
    """An object of such a class with these attributes, made without calling anything of it."""
    cls = stand_in(module, name)
    thing = cls.__new__(cls)
    thing.__dict__.update(state)
    return thing


class Call:
    """Pickles as the call, state and items that it is given, whatever this Python would write."""

    def __init__(self, *call: Any, state: Any = None, items: Any = None, pairs: Any = None) -> None:
        self.reduced = (call[0], call[1:], state, items, pairs)

    def __reduce__(self) -> tuple[Any, ...]:
        return self.reduced


def _module(name: str) -> types.ModuleType:
    """A module without a file, or the one that is there; the packages it lies in as well."""
    above = name.rpartition(".")[0]
    if above:
        _module(above)
    made = sys.modules.get(name)
    if made is None:
        made = sys.modules[name] = types.ModuleType(name)
        made.__path__ = []
    return made
