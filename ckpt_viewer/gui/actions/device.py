"""The Device menu: where the tensors are while one looks at them."""

from __future__ import annotations

from ckpt_viewer.gui.actions.base import Action, Context, Menu, has_document
from ckpt_viewer.gui.language import tr


def _choose(context: Context) -> None:
    from ckpt_viewer.gui.dialogs.device_chooser import FROM_FILE, DeviceChooser

    tab = context.document_tab
    if tab is None:
        return
    dialog = DeviceChooser(tab.document.snapshot(), tab.jobs, context.widget, current=tab.on_device or FROM_FILE)
    dialog.loaded.connect(tab.use_engine)
    dialog.file_chosen.connect(lambda: tab.use_engine(None))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _release(context: Context) -> None:
    if context.document_tab is not None:
        context.document_tab.use_engine(None)


def _is_loaded(context: Context) -> bool:
    return context.document_tab is not None and bool(context.document_tab.on_device)


def _release_text(context: Context) -> str:
    device = context.document_tab.on_device if context.document_tab is not None else ""
    if not device:
        return tr("&Read from the file again")
    return tr("&Read from the file again, give back {device}", device=device)


CHOOSE = Action("device", "&Choose a device…", _choose, has_document, ("Ctrl+E",), "device",
                "Load the tensors onto the CPU or a GPU, or read them from the file", tool="Device")
RELEASE = Action("device-release", "&Read from the file again", _release, _is_loaded, text=_release_text)

MENU = Menu("&Device", (CHOOSE, RELEASE))
