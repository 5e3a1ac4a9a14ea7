"""What most tests of the window need, and that no Python object is left for what Qt has deleted."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.jobs import Jobs
from tests.gui.outlived import outlived


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """After each test, while its widgets are open: with them goes what would tell."""
    yield
    left = outlived()
    assert not left, f"{len(left)} things of layouts have outlived them: {sorted(set(left))}"


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    """Workers, all of which have ended afterwards."""
    made = Jobs()
    yield made
    made.shutdown()
