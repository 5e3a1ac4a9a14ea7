"""The Device menu: where the tensors are while one looks at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckpt_viewer.gui.actions.base import Action, Context, Menu, has_document, on_document, show_dialog, where_document
from ckpt_viewer.gui.language import tr

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.gui.document_tab import DocumentTab


def _choose(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.gui.dialogs.device_chooser import FROM_FILE, DeviceChooser

    dialog = DeviceChooser(tab.document.snapshot(), tab.jobs, context.widget, current=tab.on_device or FROM_FILE)
    dialog.loaded.connect(tab.use_engine)
    dialog.file_chosen.connect(lambda: tab.use_engine(None))
    show_dialog(dialog)


def _release_text(context: Context) -> str:
    device = context.document_tab.on_device if context.document_tab is not None else ""
    if not device:
        return tr("&Read from the file again")
    return tr("&Read from the file again, give back {device}", device=device)


CHOOSE = Action("device", "&Choose a device…", on_document(_choose), has_document, ("Ctrl+E",), "device",
                "Load the tensors onto the CPU or a GPU, or read them from the file", tool="Device")
RELEASE = Action("device-release", "&Read from the file again",
                 on_document(lambda _, tab: tab.use_engine(None)), where_document(lambda tab: tab.on_device),
                 text=_release_text, needs="they are read from it now")

MENU = Menu("&Device", (CHOOSE, RELEASE))
