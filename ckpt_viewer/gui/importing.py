"""Imports in several threads at once: of ours, a package before what is in it.

Python takes the lock of `a.b` before that of `a`. A thread that imports `a.b` while another has just begun with `a`,
which imports `a.b` itself, waits for that one and is waited for: Python sees it and lets one of the two imports fail,
and with it whoever imports something else of `a`. Workers import what they need when they need it, and a first start,
where all is compiled, takes long over it.

Contract: `parents_first` may be called again; what is imported already costs one look at `sys.modules` more.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType

_OURS = "ckpt_viewer."


def parents_first() -> None:
    """From now on no thread holds the lock of a module of ours while it waits for its package."""
    plain = builtins.__import__
    if plain.__module__ == __name__:
        return

    def import_(name: str, globals: Mapping[str, object] | None = None, locals: Mapping[str, object] | None = None,  # noqa: A002
                fromlist: Sequence[str] | None = (), level: int = 0) -> ModuleType:
        if name.startswith(_OURS) and name not in sys.modules:
            end = name.find(".", len(_OURS))
            while end > 0:
                plain(name[:end])
                end = name.find(".", end + 1)
        return plain(name, globals, locals, fromlist, level)

    builtins.__import__ = import_
