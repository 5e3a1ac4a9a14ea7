"""The questions of a save: as what, where to, for which device; and the words each answer deserves.

Contract: `SaveForm` holds no plan and writes nothing. `changed` says that `options` gives another answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.saving import FORM_TITLES, Form, SaveOptions
from ckpt_viewer.core.wording import path_text
from ckpt_viewer.gui.parts.notice import heading, hint

EXPLANATIONS: dict[Form, str] = {
    "same": "Everything that is in the file, with your changes.",
    "state_dict": "Only the model's parameters and buffers, for model.load_state_dict(…). What one usually shares.",
    "whole_model": "The model as one object. Python needs the model's class to load it.",
    "safetensors": "Tensors by name, nothing else. Read by many programs, cannot hold code.",
}
NAMED_CLASS = "The model as one object. You name its class; Python builds it once you say so."
MNEMONICS: dict[Form, str] = {
    "same": "&Same kind", "state_dict": "state_&dict", "whole_model": "&Whole model", "safetensors": "sa&fetensors",
}
KEEP = "keep"
OTHER_DEVICES = ("cuda:0", "cuda:1", "mps", "xpu:0")

_ARCHIVES = frozenset({".zip", ".gz", ".tgz", ".bz2", ".xz", ".pt2"})


@dataclass(frozen=True, slots=True)
class FormAnswers:
    """What is known about a checkpoint once the core has been asked: why a form cannot be had, what there is to choose
    from, and the device tags that its tensors carry. `needs_class`: a whole model can be had by naming its class."""

    refusals: Mapping[Form, str]
    choices: Mapping[Form, tuple[Path, ...]]
    devices: tuple[str, ...]
    needs_class: bool = False


def suggested_target(original: FilePath, options: SaveOptions, *, edited: bool) -> FilePath:
    """A name beside the original that says what is in the file and that no file has yet."""
    words = {"same": "edited" if edited else "copy", "state_dict": "state_dict", "whole_model": "model",
             "safetensors": ""}[options.form]
    if options.device != KEEP:
        device = options.device.replace(":", "")
        words = device if words == "copy" else f"{words}-{device}".strip("-")
    if original.suffix == ".json":  # the index of shards: model.safetensors.index.json
        original = original.with_name(original.name.partition(".index")[0])
    stem = original.stem
    suffix = ".safetensors" if options.form == "safetensors" else original.suffix or ".pth"
    if suffix.lower() in _ARCHIVES:
        stem, suffix = stem.removesuffix(".tar"), ".pth"
    if options.form == "same" and options.part:
        inner = FilePath(str(options.part[-1]))
        stem, suffix = f"{stem}-{inner.stem}", inner.suffix
        words = words.removeprefix("copy")
    if options.form != "safetensors" and suffix == ".safetensors" and not options.part:
        suffix = ".pth"
    stem = "-".join(word for word in (stem, words) if word)
    return _free(original.parent, stem, suffix)


def _free(folder: FilePath, stem: str, suffix: str) -> FilePath:
    target, number = folder / f"{stem}{suffix}", 2
    while target.exists():
        target, number = folder / f"{stem}-{number}{suffix}", number + 1
    return target


class SaveForm(QWidget):
    """Radio buttons for the form, a list for the part, ticks for the rest."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: Mapping[Form, tuple[Path, ...]] = {}
        self._refusals: Mapping[Form, str] = {}
        self.radios: dict[Form, QRadioButton] = {}
        self._explanations: dict[Form, QLabel] = {}
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(heading("Save as", self))
        for form in FORM_TITLES:
            self._add_form(layout, form)
        layout.addLayout(self._part_row())
        layout.addSpacing(8)
        layout.addWidget(heading("Options", self))
        self._add_options(layout)
        layout.addStretch(1)
        self.radios["same"].setChecked(True)
        self._group.buttonToggled.connect(self._on_form)

    def _add_form(self, layout: QVBoxLayout, form: Form) -> None:
        radio = QRadioButton(MNEMONICS[form], self)
        radio.setAccessibleDescription(EXPLANATIONS[form])
        self._group.addButton(radio)
        self.radios[form] = radio
        layout.addWidget(radio)
        self._explanations[form] = hint(EXPLANATIONS[form], self, indent=24)
        layout.addWidget(self._explanations[form])

    def _part_row(self) -> QHBoxLayout:
        self.part_label = QLabel("W&hich:", self)
        self.part = QComboBox(self)
        self.part.setAccessibleName("Which part to save")
        self.part_label.setBuddy(self.part)
        self.part.currentIndexChanged.connect(lambda _index: self.changed.emit())
        row = QHBoxLayout()
        row.addWidget(self.part_label)
        row.addWidget(self.part, 1)
        self.part_label.hide()
        self.part.hide()
        return row

    def _add_options(self, layout: QVBoxLayout) -> None:
        self.for_cpu = QCheckBox("For &CPU: loads on a computer without a GPU", self)
        self.device_label = QLabel("Device &tags:", self)
        self.device = QComboBox(self)
        self.device.setAccessibleName("Device tags")
        self.device.addItem("keep as they are", KEEP)
        for name in OTHER_DEVICES:
            self.device.addItem(f"all to {name}", name)
        self.device_label.setBuddy(self.device)
        self.compact = QCheckBox("C&ompact: leave out bytes that no tensor uses", self)
        self.plain = QCheckBox("Pl&ain: no objects of other libraries, loads with weights_only=True", self)
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 0, 0)
        row.addWidget(self.device_label)
        row.addWidget(self.device, 1)
        layout.addWidget(self.for_cpu)
        layout.addLayout(row)
        layout.addWidget(self.compact)
        layout.addWidget(self.plain)
        for tick in (self.for_cpu, self.compact, self.plain):
            tick.toggled.connect(self._on_option)
        self.device.currentIndexChanged.connect(self._on_option)

    @property
    def form(self) -> Form:
        return next((form for form, radio in self.radios.items() if radio.isChecked()), "same")

    def options(self, *, overwrite: bool) -> SaveOptions:
        """The answers. `part` is None where the person need not choose."""
        device = "cpu" if self.for_cpu.isChecked() else str(self.device.currentData())
        chosen = self._choices.get(self.form, ())
        asked = self._is_asked(chosen) and self.part.currentIndex() >= 0
        part = chosen[self.part.currentIndex()] if asked else None
        return SaveOptions(self.form, part, device, self.compact.isChecked(), self.plain.isChecked(), overwrite)

    def learn(self, answers: FormAnswers) -> None:
        """Show beside each form why it cannot be had, and what there is to choose from."""
        self._choices, self._refusals = answers.choices, answers.refusals
        for form, refusal in answers.refusals.items():
            reason = "" if form == "same" and answers.choices[form] else refusal
            text = NAMED_CLASS if form == "whole_model" and answers.needs_class else EXPLANATIONS[form]
            self._explanations[form].setText(f"Not possible here: {reason}" if reason else text)
            self.radios[form].setAccessibleDescription(reason or text)
        tags = ", ".join(answers.devices)
        self.device.setItemText(0, f"keep as they are ({tags})" if tags else "keep as they are")
        if answers.devices == ("cpu",):
            self.for_cpu.setText("For &CPU (every tensor is tagged cpu already)")
        self._show_parts()
        if self._is_asked(self._choices.get(self.form, ())):
            self.changed.emit()  # the answer now names a part

    def choose_possible(self) -> None:
        """Away from the form that one begins with, where it cannot be had and another can."""
        possible = next((form for form in self.radios if not self._refusals.get(form)), None)
        if self.form == "same" and self._refusals.get("same") and possible is not None:
            self.radios[possible].setChecked(True)

    def _on_form(self, _button: object, checked: bool) -> None:
        if checked:
            self._show_parts()
            self.changed.emit()

    def _show_parts(self) -> None:
        parts = self._choices.get(self.form, ())
        self.part.blockSignals(True)
        self.part.clear()
        self.part.addItems([path_text(path) for path in parts])
        self.part.blockSignals(False)
        self.part.setVisible(self._is_asked(parts))
        self.part_label.setVisible(self._is_asked(parts))

    def _is_asked(self, parts: tuple[Path, ...]) -> bool:
        """Whether to ask which part is meant; one file of a bundle is never taken for the whole of it."""
        return len(parts) > 1 or (self.form == "same" and parts not in ((), ((),)))

    def _on_option(self) -> None:
        self.device.setEnabled(not self.for_cpu.isChecked())
        self.device_label.setEnabled(not self.for_cpu.isChecked())
        self.changed.emit()

