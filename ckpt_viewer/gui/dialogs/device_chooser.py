"""Choose where the tensors of a checkpoint lie: in its file, in this computer's memory, or on a GPU.

Contract: PyTorch is asked, and the tensors are loaded, in jobs. `loaded` carries the engine that holds them; whoever
takes it releases it. `file_chosen` means: read from the file again. A load that fails or is stopped leaves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QDialog, QLabel, QTreeWidgetItem, QWidget

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import bytes_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.parts.choice_tree import choice_tree
from ckpt_viewer.gui.parts.labels import heading, verb_buttons
from ckpt_viewer.gui.parts.laying import lay_column
from ckpt_viewer.gui.parts.notice import JobRow, Notice
from ckpt_viewer.gui.parts.reading_order import InReadingOrder
from ckpt_viewer.gui.parts.text_size import open_at, widen
from ckpt_viewer.gui.theme import active_theme

if TYPE_CHECKING:  # numpy and torch come with these
    from ckpt_viewer.core.engine.base import Device, DeviceList, Engine
    from ckpt_viewer.core.engine.placement import Placement

FROM_FILE = "file"
_ASK, _LOAD = "device-list", "device-load"
_COLUMNS = (later("Device"), later("What it is"), later("Free memory"), later("Memory in all"))


class Backend:
    """What the chooser asks of the core; tests give their own. The first `list_devices` imports torch, in a worker."""

    def list_devices(self) -> DeviceList:
        from ckpt_viewer.core.engine.torch_engine import list_devices

        return list_devices()

    def plan(self, graph: Graph, device: Device) -> Placement:
        from ckpt_viewer.core.engine.placement import plan_placement

        return plan_placement(graph, device)

    def load(self, graph: Graph, device: Device, task: Task) -> Engine:
        from ckpt_viewer.core.engine.torch_engine import load

        return load(graph, device, task)


class DeviceChooser(InReadingOrder, QDialog):
    """A list of places, what choosing one costs, and a button that does it. `current` is where the tensors are now:
    `FROM_FILE` or the name of a device."""

    loaded = Signal(object)  # Engine
    file_chosen = Signal()

    def __init__(self, checkpoint: Checkpoint, jobs: Jobs, parent: QWidget | None = None, *, current: str = FROM_FILE,
                 backend: Backend | None = None) -> None:
        super().__init__(parent)
        self._checkpoint, self._current = checkpoint, current
        self._backend = backend or Backend()
        self._jobs = jobs
        self._plans: dict[str, Placement] = {}
        self.setWindowTitle(tr("Choose a device"))
        open_at(self, 640, 420)
        self._build()
        self._add_row(FROM_FILE, (tr("In the file"), tr("Read piece by piece when needed"), tr("not needed"), ""))
        self._ask()

    def _build(self) -> None:
        explain = QLabel(tr("Loading copies every tensor to the device you choose, as torch.load(…, "
                            "map_location=…) would, and statistics are then computed there. The file is not "
                            "changed: Device tags, in the Change menu, does that."), self)
        explain.setWordWrap(True)
        self.list = choice_tree(self, tr("Devices"), _COLUMNS, (2, 3))
        self.list.wide = 1
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_activated)
        self.absent = QLabel(self)
        self.absent.setWordWrap(True)
        self.notice = Notice(self)
        self.progress = JobRow(self._jobs, _LOAD, self)
        self.buttons, self.load_button = verb_buttons(self, tr("&Load"), self._on_load, tr("Close"))
        lay_column(heading(tr("Where should the tensors be?"), self), explain, (self.list, 1), self.absent, self.notice,
                   self.progress, self.buttons, on=self)

    def _ask(self) -> None:
        self.absent.setText(tr("Asking PyTorch which devices this computer has…"))
        self._jobs.submit(_ASK, lambda _: self._backend.list_devices(), self._on_devices, self._on_no_devices,
                          tr("Asking PyTorch for devices"), quiet=True)

    def _on_devices(self, found: DeviceList) -> None:
        for device in found.devices:
            free, total = _memory(device.free_memory), _memory(device.total_memory)
            self._plans[device.name] = self._backend.plan(self._checkpoint.graph, device)
            self._add_row(device.name, (device.name, told(device.title), free, total), device)
        widen(self, self.list.needed)
        self.absent.setText("\n".join(map(told, found.absent)))
        self.absent.setVisible(bool(found.absent))

    def _on_no_devices(self, error: Exception) -> None:
        self.absent.hide()
        self.notice.show_error(error)

    def _add_row(self, key: str, texts: tuple[str, ...], device: Device | None = None) -> None:
        row = QTreeWidgetItem(list(texts))
        row.setData(0, Qt.ItemDataRole.UserRole, (key, device))
        for column in (2, 3):
            row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if key == self._current:
            row.setText(1, tr("{what} — in use now", what=texts[1]))
            row.setForeground(1, QBrush(active_theme().color("good")))
        self.list.addTopLevelItem(row)
        if key == self._current or self.list.currentItem() is None:
            self.list.setCurrentItem(row)

    def _chosen(self) -> tuple[str, Device | None]:
        item = self.list.currentItem()
        if item is None:
            return FROM_FILE, None
        key, device = item.data(0, Qt.ItemDataRole.UserRole)
        return key, device

    def _on_chosen(self) -> None:
        key, _ = self._chosen()
        placement = self._plans.get(key)
        in_use = key == self._current
        self.load_button.setText(tr("&Read from the file") if key == FROM_FILE else
                                 tr("&Load onto {device}", device=key))
        self.load_button.setEnabled(not in_use and (placement is None or placement.fits))
        if in_use:
            self.notice.say("good", tr("The tensors are here now.") if key != FROM_FILE else
                            tr("Numbers are read from the file now, a few megabytes at a time. Nothing is "
                               "loaded."))
        elif placement is None:
            self.notice.say("info", tr("Gives back the memory on {device} and reads numbers from the file again.",
                                       device=self._current))
        else:
            self.notice.say("info" if placement.fits else "danger", told(placement.sentence))

    def _on_activated(self) -> None:
        if self.load_button.isEnabled():
            self._on_load()

    def _on_load(self) -> None:
        key, device = self._chosen()
        if device is None:
            self.file_chosen.emit()
            self.accept()
            return
        graph, backend = self._checkpoint.graph, self._backend
        self._jobs.submit(_LOAD, lambda task: backend.load(graph, device, task), self._on_loaded, self._on_failed,
                          tr("Loading onto {device}", device=key))
        self._set_busy(busy=True)
        self.progress.begin(tr("Loading onto {device}…", device=key))

    def _on_loaded(self, engine: Engine) -> None:
        self.loaded.emit(engine)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._set_busy(busy=False)
        self.notice.show_error(error, tr("Stopped. Nothing stays loaded."))

    def _set_busy(self, *, busy: bool) -> None:
        self.list.setEnabled(not busy)
        self.load_button.setEnabled(not busy)
        if busy:
            self.notice.clear()
        self.progress.setVisible(busy)

    def reject(self) -> None:
        """Escape and Close stop what is loading first; only then do they close."""
        if self._jobs.is_running(_LOAD):
            self.progress.button.click()
        else:
            super().reject()

    def done(self, result: int) -> None:
        self._jobs.forget(_ASK)
        super().done(result)


def _memory(nbytes: int | None) -> str:
    return told(bytes_text(nbytes)) if nbytes else tr("unknown")
