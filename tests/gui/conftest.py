"""What most tests of the window need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.jobs import Jobs


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    """Workers, all of which have ended afterwards."""
    made = Jobs()
    yield made
    made.shutdown()
