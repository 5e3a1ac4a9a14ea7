"""An X server for a test alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.outside import x_server

SCREEN = "1500x800x24"


@pytest.fixture
def display() -> Iterator[str]:
    """The display of a server on which nothing is yet, not even a window manager."""
    with x_server(SCREEN) as name:
        yield name
