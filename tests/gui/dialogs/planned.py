"""Waiting for the plan of a save dialog."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.jobs import Jobs


def settle(qtbot: QtBot, dialog: SaveDialog, jobs: Jobs) -> None:
    """Until the plan is that of what the dialog shows now."""
    qtbot.waitUntil(lambda: jobs.idle and not dialog.planning)
