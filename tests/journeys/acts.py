"""The words in which a journey is written: each makes an act of a hand, or a look, that is done later.

Contract: a `Step` has a way for a person with a mouse and one for a person without; what it must lead to is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.journeys.hand import Hand

Act = Callable[[Hand], object]  # what it answers is nobody's concern
State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a person does. `then` is what can be seen after it, whichever way it was done."""

    name: str
    mouse: tuple[Act, ...]
    keys: tuple[Act, ...]
    then: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """`prepare` fills the folder, `arguments` are of the program's start, `check` looks from outside at the end."""

    name: str
    prepare: Callable[[Path], None]
    steps: tuple[Step, ...]
    check: Callable[[Path, State], None]
    arguments: tuple[str, ...] = field(default=())


def click(kind: str, name: str, within: str = "") -> Act:
    return lambda hand: hand.click(kind, name, within)


def double_click(kind: str, name: str, within: str = "") -> Act:
    return lambda hand: hand.double_click(kind, name, within)


def shift_click(kind: str, name: str, within: str = "") -> Act:
    """As far as this one."""
    return lambda hand: hand.shift_click(kind, name, within)


def wheel(within: str, times: int) -> Act:
    """Turn the wheel over this list, towards its end."""
    return lambda hand: hand.turn_wheel(within, times)


def menu(title: str, *entries: str) -> tuple[Act, ...]:
    """Open a menu with the mouse and go to an entry, through submenus."""
    return (click("menu", title), *(click("entry", entry) for entry in entries))


def press(*keys: str) -> Act:
    return lambda hand: hand.press(*keys)


def write(text: str) -> Act:
    return lambda hand: hand.write(text)


def reach(name: str) -> Act:
    """By Tab alone."""
    return lambda hand: hand.reach(name)


def command(text: str) -> tuple[Act, ...]:
    """Through the command palette."""
    return press("ctrl+shift+p"), in_front("Commands"), write(text), press("Return"), gone("Commands")


def in_front(title: str) -> Act:
    return lambda hand: hand.sees(title)


def gone(title: str) -> Act:
    return lambda hand: hand.sees_no_more(title)


def can(name: str) -> Act:
    """This button can be pressed now."""
    return lambda hand: hand.place("button", name)


def reads(text: str) -> Act:
    """A sentence with this in it stands on the screen."""
    return lambda hand: hand.read(text)


def row(within: str, *cells: str) -> Act:
    """In this list a row is in sight that has these texts among its cells."""
    return lambda hand: hand.sees_row(within, *cells)


def selected(path: str) -> Act:
    """This place of the file is the one that is selected."""
    return lambda hand: hand.sees_selected(path)


def edited() -> Act:
    """The file in front has edits that are not saved."""
    return lambda hand: hand.sees_edits(there=True)


def as_on_disk() -> Act:
    return lambda hand: hand.sees_edits(there=False)
