"""Many checkpoints along time: of the open files, or of a folder. Entries of the File menu."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from ckpt_viewer.gui.actions.base import Action, Context
from ckpt_viewer.gui.language import tr


def _of_open_files(context: Context) -> None:
    if any(tab.dirty for tab in context.document_tabs):
        context.tell("info", tr("The timeline shows the files as they are on disk, without unsaved edits."))
    context.open_timeline([tab.path for tab in context.document_tabs])


def _of_folder(context: Context) -> None:
    name = QFileDialog.getExistingDirectory(context.widget, tr("Timeline of a folder"), context.settings.last_folder)
    if name:
        context.open_timeline([Path(name)])


OPEN_FILES = Action("timeline-open", "&Timeline of open files", _of_open_files,
                    lambda context: len(context.document_tabs) > 1, (), "timeline",
                    "What each parameter did from file to file")
FOLDER = Action("timeline-folder", "Timeline of a fol&der…", _of_folder, shortcuts=("Ctrl+Alt+L",), icon="timeline",
                tip="What each parameter did over all checkpoints of a folder")
