"""Modules that are imported when something of them is needed: most files need few of ours, and no pattern of `re`.

Contract: `re` is that of the standard library, which takes three milliseconds to import. In the `__init__` of a
package, below imports for a type checker alone, stands `__getattr__ = later(__name__, …)` with the names of each
module; `from package import name` and `package.name` then import the module of that name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from ckpt_viewer.core.lazy_typing import TYPE_CHECKING, Any


def later(package: str, **names: tuple[str, ...]) -> Callable[[str], Any]:
    """What gives the attributes of a package; `names` are those of each module."""
    # A module that is imported becomes an attribute of its package, in place of what has the same name.
    homes = {name: module for module, listed in names.items() for name in listed}
    assert homes.keys().isdisjoint(names)

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"{package}.{name}")
        value = getattr(__import__(f"{package}.{homes[name]}", fromlist=[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return find


class _Later:
    """A module that is imported when something of it is needed."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        value = getattr(__import__(self._name), name)
        setattr(self, name, value)
        return value


if TYPE_CHECKING:
    import re as re
else:
    re = _Later("re")
