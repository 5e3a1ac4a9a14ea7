"""A person at the real window: `Hand` moves the pointer and presses keys through the X server, and reads the screen.

Contract: every act waits until the window has got it, and every look until the window is at rest. A thing that is not
there in time fails the test with what was there instead, and with a picture.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.outside import Process, xdotool

TAB_LIMIT = 60
_LEFT, _WHEEL_DOWN = "1", "5"  # as X numbers the buttons
_SHIFTED = frozenset('~!@#$%^&*()_+{}|:"<>?')  # on the keyboard that the server has


class Hand:
    """One pair of hands and eyes. Pictures are put into `album`."""

    def __init__(self, display: str, window: Process, album: Path) -> None:
        self._display, self._window, self._album = display, window, album
        self._keys = self._clicks = 0

    # What a hand does

    def click(self, kind: str, name: str, within: str = "") -> None:
        """Press the left button on a thing."""
        self._press_button(self.place(kind, name, within), times=1)

    def double_click(self, kind: str, name: str, within: str = "") -> None:
        self._press_button(self.place(kind, name, within), times=2)

    def shift_click(self, kind: str, name: str, within: str = "") -> None:
        place = self.place(kind, name, within)
        xdotool(self._display, "keydown", "shift")
        self._press_button(place, times=1)
        xdotool(self._display, "keyup", "shift")
        self._heard_keys(1)

    def turn_wheel(self, within: str, times: int) -> None:
        """Over a list, downwards."""
        self._press_button(self.place("row", "", within), times, _WHEEL_DOWN)

    def press(self, *keys: str) -> None:
        """Press keys one after the other: `ctrl+s`, `alt+f`, `Return`, by the names that X gives them."""
        for key in keys:
            xdotool(self._display, "key", key)
            self._heard_keys(len(key.split("+")))

    def write(self, text: str) -> None:
        """Type a text; what stands marked in the field goes."""
        xdotool(self._display, "type", "--delay", "3", text)
        self._heard_keys(len(text) + sum(letter.isupper() or letter in _SHIFTED for letter in text))

    # What eyes see

    def place(self, kind: str, name: str, within: str = "") -> tuple[int, int]:
        """Where a thing is on the screen."""
        x, y = self._ask(kind, name, *([within] if within else [])).split()[1:]
        return int(x), int(y)

    def read(self, text: str) -> str:
        """The sentence in which this stands."""
        return str(self._told(self._ask("says", text)))

    def sees(self, title: str) -> None:
        """A dialog, or the window, whose title begins so is in front."""
        self._ask("front", title)

    def sees_no_more(self, title: str) -> None:
        self._ask("gone", title)

    def sees_row(self, within: str, *cells: str) -> None:
        self._ask("cells", within, *cells)

    def sees_selected(self, path: str) -> None:
        self._ask("selected", path)

    def sees_edits(self, *, there: bool) -> None:
        self._ask("edits", str(there))

    def reach(self, name: str, key: str = "Tab") -> None:
        """Go from thing to thing by Tab until the keyboard is at this one."""
        for _ in range(TAB_LIMIT):
            if name in str(self.state()["focus"]):
                return
            self.press(key)
        pytest.fail(f"{key} does not lead to {name!r}")

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self._told(self._ask("state"))
        return found

    def take_picture(self, name: str) -> None:
        self._album.mkdir(parents=True, exist_ok=True)
        self._ask("picture", str(self._album / f"{name}.png"))

    def _press_button(self, place: tuple[int, int], times: int, button: str = _LEFT) -> None:
        x, y = map(str, place)
        # In two moves, as over a way: a menu opens for a pointer that comes in, not for one that is there at once.
        xdotool(self._display, "mousemove", str(place[0] - 3), y, "mousemove", x, y,
                "click", "--repeat", str(times), "--delay", "40", button)
        self._clicks += times
        self._ask("counted", "click", str(self._clicks))

    def _heard_keys(self, more: int) -> None:
        self._keys += more
        self._ask("counted", "key", str(self._keys))

    def _ask(self, *words: str) -> str:
        self._window.tell("\t".join(words))
        answer = self._window.wait_for("")
        if answer.startswith("missing"):
            if words[0] != "picture":
                self.take_picture("missing")
            pytest.fail(f"{answer}\n{self._window.complaints}")
        return answer

    @staticmethod
    def _told(answer: str) -> Any:
        return json.loads(answer.partition(" ")[2])
