"""What a save asks beside the form: devices, size, what to leave out, which tensors, shards.

Contract: each box adds its answers to `SaveOptions` and says `changed`; none of them knows a plan or writes anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from ckpt_viewer.core.errors import CheckpointError, InvalidEdit
from ckpt_viewer.core.graph import Graph, Path, to_pointer
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.saving import BigPart, Form, SaveOptions
from ckpt_viewer.core.wording import bytes_text, read_size
from ckpt_viewer.gui.dialogs.change_dialog import one_line
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.labels import heading
from ckpt_viewer.gui.parts.laying import lay_column, lay_row

KEEP = "keep"
OTHER_DEVICES = ("cuda:0", "cuda:1", "mps", "xpu:0")
SHARDED: tuple[Form, ...] = ("state_dict", "safetensors")
SHARD_SIZES = ("5GB", "2GB", "10GB", "500MB")
_BETWEEN = re.compile(r"[\s,]+(?=/)")
_PICKLED: tuple[Form, ...] = ("same", "state_dict", "training_checkpoint", "whole_model")
SELECTING: tuple[Form, ...] = ("state_dict", "safetensors", "npz")
_SLIMS: tuple[Form, ...] = ("same", "training_checkpoint")


class OptionsBox(QWidget):
    """Devices and what a file of torch.save may have; `show_for` hides what a form has no use for."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.for_cpu = QCheckBox(tr("For &CPU: loads on a computer without a GPU"), self)
        self.device_label = QLabel(tr("Device &tags:"), self)
        self.device = ChoiceBox(self)
        self.device.setAccessibleName(tr("Device tags"))
        self.device.addItem(tr("keep as they are"), KEEP)
        for name in OTHER_DEVICES:
            self.device.addItem(tr("all to {name}", name=name), name)
        self.device_label.setBuddy(self.device)
        self.compact = QCheckBox(tr("C&ompact: leave out bytes that no tensor uses"), self)
        self.plain = QCheckBox(tr("Pl&ain: no objects of other libraries, loads with weights_only=True"), self)
        self.legacy = QCheckBox(tr("For old PyTorch, before 1.&6"), self)
        self._heading = heading(tr("Options"), self)
        lay_column(self._heading, self.for_cpu, self._device_row(), self.compact, self.plain, self.legacy, on=self,
                   margins=0, spacing=4)
        for tick in (self.for_cpu, self.compact, self.plain, self.legacy):
            tick.toggled.connect(self._on_option)
        self.device.currentIndexChanged.connect(self._on_option)

    def _device_row(self) -> QHBoxLayout:
        return lay_row(self.device_label, (self.device, 1), margins=(24, 0, 0, 0))

    def show_for(self, form: Form) -> None:
        """Containers of named tensors have no devices, no views and no objects."""
        self.setVisible(form in _PICKLED)

    def learn(self, devices: Sequence[str]) -> None:
        """The device tags that the tensors of the checkpoint carry."""
        tags = ", ".join(devices)
        self.device.setItemText(0, tr("keep as they are ({tags})", tags=tags) if tags else tr("keep as they are"))
        if tuple(devices) == ("cpu",):
            self.for_cpu.setText(tr("For &CPU (every tensor is tagged cpu already)"))

    def learn_spare(self, spare: int | None) -> None:
        """How many bytes Compact would leave out; None while that is not known."""
        if spare is not None:
            self.compact.setText(tr("C&ompact: leave out {size} that no tensor uses", size=told(bytes_text(spare)))
                                 if spare else tr("C&ompact (tensors use every byte already)"))

    def added_to(self, options: SaveOptions) -> SaveOptions:
        if options.form not in _PICKLED:
            return options
        device = "cpu" if self.for_cpu.isChecked() else str(self.device.currentData())
        return replace(options, device=device, compact=self.compact.isChecked(), plain=self.plain.isChecked(),
                       legacy=self.legacy.isChecked())

    def _on_option(self) -> None:
        self.device.setEnabled(not self.for_cpu.isChecked())
        self.device_label.setEnabled(not self.for_cpu.isChecked())
        self.changed.emit()


class LeaveOutBox(QWidget):
    """A tick for each big part that a slim copy can do without, with the bytes that it saves."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[BigPart, ...] = ()
        self.ticks: list[QCheckBox] = []
        self._column = lay_column(heading(tr("Leave out, for a slim copy"), self), on=self, margins=(0, 8, 0, 0),
                                  spacing=4)
        self.hide()

    def learn(self, parts: tuple[BigPart, ...]) -> None:
        self._parts = parts
        for part in parts:
            text = tr("{size}: {what}", size=told(bytes_text(part.nbytes)), what=told(part.what))
            tick = QCheckBox(text.replace("&", "&&"), self)
            tick.setToolTip(told(part.text))
            tick.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # a long name is cut, not the form
            tick.toggled.connect(self.changed)
            self.ticks.append(tick)
            self._column.addWidget(tick)

    def show_for(self, form: Form) -> None:
        self.setVisible(bool(self._parts) and form in _SLIMS)

    def added_to(self, options: SaveOptions) -> SaveOptions:
        if options.form not in _SLIMS:
            return options
        chosen = [part for part, tick in zip(self._parts, self.ticks, strict=True) if tick.isChecked()]
        return replace(options, leave_out=tuple(path for part in chosen for path in part.paths))


class TensorsBox(QWidget):
    """Which tensors, and in files of which size. `problem` says what is typed wrong; else it is empty."""

    changed = Signal()

    def __init__(self, graph: Graph, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._graph = graph
        self.only_label = QLabel(tr("&Include only:"), self)
        self.only = QLineEdit(self)
        self.only.setPlaceholderText(tr("all tensors, or places such as /fc.weight /fc.bias"))
        self.only.setMaxLength(1 << 30)  # a selection may be long
        self.only.setAccessibleName(tr("Places whose tensors alone are written"))
        self.only_label.setBuddy(self.only)
        self.shards = QCheckBox(tr("I&n shards of at most"), self)
        self.shard_size = ChoiceBox(self)
        self.shard_size.setEditable(True)
        self.shard_size.addItems(SHARD_SIZES)
        self.shard_size.setAccessibleName(tr("Size of a shard"))
        self.shard_size.setEnabled(False)
        self.widen = QCheckBox(tr("Types that numpy lacks (bfloat16, float8) as float&32"), self)
        lay_column(lay_row(self.only_label, (self.only, 1)), lay_row(self.shards, (self.shard_size, 1)), self.widen,
                   on=self, margins=(0, 4, 0, 0))
        self.widen.toggled.connect(self.changed)
        self.only.textChanged.connect(lambda _text: self.changed.emit())
        self.shards.toggled.connect(self._on_shards)
        self.shard_size.editTextChanged.connect(lambda _text: self.changed.emit())

    @property
    def problem(self) -> str:
        try:
            self._places()
        except CheckpointError as error:
            return one_line(error)
        try:
            self._limit()
        except InvalidEdit:
            return tr("The size of a shard is missing. For example 5GB, 500MB or 2GiB.")
        return ""

    def choose(self, places: Iterable[Path]) -> None:
        """These alone, until the person types others."""
        self.only.setText(" ".join(map(to_pointer, places)))

    def show_for(self, form: Form) -> None:
        self.setVisible(form in SELECTING)
        for widget in (self.shards, self.shard_size):
            widget.setVisible(form in SHARDED)
        self.widen.setVisible(form == "npz")

    def added_to(self, options: SaveOptions) -> SaveOptions:
        if options.form not in SELECTING or self.problem:
            return options
        size = self._limit() if options.form in SHARDED else None
        widen = options.form == "npz" and self.widen.isChecked()
        return replace(options, only=self._places(), max_shard_size=size, widen=widen)

    def _places(self) -> tuple[Path, ...]:
        """Raises InvalidPath."""
        words = _BETWEEN.split(self.only.text().strip())
        return tuple(self._graph.parse_pointer(word) for word in words if word)

    def _limit(self) -> int | None:
        """Raises InvalidEdit."""
        if not self.shards.isChecked() or self.shards.isHidden():
            return None
        return read_size(self.shard_size.currentText())

    def _on_shards(self, checked: bool) -> None:
        self.shard_size.setEnabled(checked)
        self.changed.emit()
