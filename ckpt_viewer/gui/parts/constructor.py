"""A module as the core writes it in one line of Python, in the window's language where it counts what is within.

Contract: pure; names and arguments stand as in Python.
"""

from __future__ import annotations

from ckpt_viewer.gui.language import told

_HELD = ("modules)", "module)", "parameters)", "parameter)")


def shown_constructor(text: str) -> str:
    """`Sequential(4 modules)`: the name stands, the number is told."""
    name, opened, inside = text.partition("(")
    return f"{name}({told(inside[:-1])})" if opened and inside[:1].isdigit() and inside.endswith(_HELD) else text
