"""The questions of a save: as what, which part of it, and what beside; and the words each answer deserves.

Contract: `SaveForm` holds no plan and writes nothing. `changed` says that `options` gives another answer. What a form
has no use for is not asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QRadioButton, QScrollArea, QWidget

from ckpt_viewer.core.graph import Graph, Path, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.saving import FORM_TITLES, BigPart, Form, SaveOptions
from ckpt_viewer.core.wording import path_text
from ckpt_viewer.gui.dialogs.save_options import KEEP, LeaveOutBox, OptionsBox, TensorsBox
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.labels import heading, hint
from ckpt_viewer.gui.parts.laying import STRETCH, fill, lay_column, lay_row

EXPLANATIONS: dict[Form, str] = {
    "same": later("Everything that is in the file, with your changes."),
    "state_dict": later("Only the model's parameters and buffers, for model.load_state_dict(…). This is what "
                        "people usually share."),
    "training_checkpoint": later("To go on training: model_state_dict, optimizer_state_dict, epoch and all else, no "
                                 "classes."),
    "whole_model": later("The model as one object. Python needs the model's class to load it."),
    "safetensors": later("Tensors by name, nothing else. Read by many programs, cannot hold code."),
    "npz": later("Arrays by name for numpy.load(…), which needs no PyTorch."),
}
NAMED_CLASS = later("The model as one object. You name its class; Python builds it once you say so.")
MNEMONICS: dict[Form, str] = {
    "same": later("&Same kind"), "state_dict": later("state_&dict"),
    "training_checkpoint": later("Trainin&g checkpoint"), "whole_model": later("&Whole model"),
    "safetensors": later("sa&fetensors"), "npz": later("numpy archive, .np&z"),
}
_WORDS: dict[Form, str] = {"same": "copy", "state_dict": "state_dict", "training_checkpoint": "training",
                           "whole_model": "model", "safetensors": "", "npz": ""}
_SUFFIXES: dict[str, str] = {"safetensors": ".safetensors", "npz": ".npz"}

_ARCHIVES = frozenset({".zip", ".gz", ".tgz", ".bz2", ".xz", ".pt2"})


@dataclass(frozen=True, slots=True)
class FormAnswers:
    """What is known about a checkpoint once the core has been asked: why a form cannot be had, what there is to choose
    from, the device tags that its tensors carry, and the parts that a slim copy can do without. `needs_class`: a whole
    model can be had by naming its class."""

    refusals: Mapping[Form, str]
    choices: Mapping[Form, tuple[Path, ...]]
    devices: tuple[str, ...]
    needs_class: bool = False
    parts: tuple[BigPart, ...] = ()


def device_tags(graph: Graph) -> tuple[str, ...]:
    """The devices that the tensors of a graph are tagged with."""
    nodes = (graph[node] for node in range(graph.next_id))
    return tuple(sorted({node.spec.device for node in nodes if isinstance(node, Tensor)}))


def suggested_target(original: FilePath, options: SaveOptions, *, edited: bool) -> FilePath:
    """A name that says what is in the file and that no file has yet: beside the original, or where nothing may be put
    there in the person's own folder. A folder to read only would refuse every form, wherever it is to go then."""
    words = "edited" if edited and options.form == "same" else _WORDS[options.form]
    if options.leave_out:
        words = "slim" if words == "copy" else f"{words}-slim"
    if options.legacy:
        words = "old_pytorch" if words == "copy" else f"{words}-old_pytorch"
    if options.device != KEEP:
        device = options.device.replace(":", "")
        words = device if words == "copy" else f"{words}-{device}".strip("-")
    if original.suffix == ".json":  # the index of shards: model.safetensors.index.json
        original = original.with_name(original.name.partition(".index")[0])
    stem = original.stem
    suffix = _SUFFIXES.get(options.form, original.suffix or ".pth")
    if suffix.lower() in _ARCHIVES:
        stem, suffix = stem.removesuffix(".tar"), ".pth"
    if options.form == "same" and options.part:
        inner = FilePath(str(options.part[-1]))
        stem, suffix = f"{stem}-{inner.stem}", inner.suffix
        words = words.removeprefix("copy")
    needs_torch = options.legacy or options.form != "same"
    if options.form not in _SUFFIXES and suffix in (".safetensors", *([".npz"] if needs_torch else ())) \
            and not options.part:
        suffix = ".pth"
    if options.max_shard_size:
        words, suffix = "sharded", ""
    stem = "-".join(word for word in (stem, words) if word)
    return _free(_open_to_us(original.parent), stem, suffix)


def _open_to_us(folder: FilePath) -> FilePath:
    """What is put into the program's own folder would go with the program."""
    ours = folder == resource("samples")
    return folder if os.access(folder, os.W_OK | os.X_OK) and not ours else FilePath.home()


def _free(folder: FilePath, stem: str, suffix: str) -> FilePath:
    target, number = folder / f"{stem}{suffix}", 2
    while target.exists():
        target, number = folder / f"{stem}-{number}{suffix}", number + 1
    return target


class SaveForm(QScrollArea):
    """Radio buttons for the form with the words for the chosen one, a list for the part, and the boxes beside."""

    changed = Signal()

    def __init__(self, graph: Graph, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: Mapping[Form, tuple[Path, ...]] = {}
        self._texts: dict[Form, str] = {form: tr(text) for form, text in EXPLANATIONS.items()}
        self._refusals: Mapping[Form, str] = {}
        self.radios: dict[Form, QRadioButton] = {}
        self._group, self._widest = QButtonGroup(self), 0
        page = self._page = QWidget(self)
        self.options_box, self.leave_out, self.tensors = OptionsBox(page), LeaveOutBox(page), TensorsBox(graph, page)
        self.explanation = hint("", page, indent=24)
        self._lay_out(page)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.radios["same"].setChecked(True)
        self._look_at_all()
        self._group.buttonToggled.connect(self._on_form)
        for box in self._boxes:
            box.changed.connect(self.changed)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for all that is in it, whatever is chosen: it scrolls up and down, not sideways, and the plan
        beside it stays where it is."""
        least = super().minimumSizeHint()
        self._widest = max(self._widest, self._page.minimumSizeHint().width())
        return QSize(max(least.width(), self._widest + self.verticalScrollBar().sizeHint().width()), least.height())

    def _look_at_all(self) -> None:
        """Learn how wide it is for each form, before one is chosen."""
        for form in self.radios:
            self._show_form(form)
            self.minimumSizeHint()
        self._show_form(self.form)

    def _lay_out(self, page: QWidget) -> None:
        layout = lay_column(heading(tr("Save as"), page), on=page, margins=(0, 0, 6, 0), spacing=4)
        for form in FORM_TITLES:
            radio = QRadioButton(tr(MNEMONICS[form]), page)
            radio.setAccessibleDescription(tr(EXPLANATIONS[form]))
            self._group.addButton(radio)
            self.radios[form] = radio
            layout.addWidget(radio)
        fill(layout, self.explanation, self._part_row(page), self.tensors, 8, self.options_box, self.leave_out, STRETCH)

    @property
    def _boxes(self) -> tuple[OptionsBox, LeaveOutBox, TensorsBox]:
        return self.options_box, self.leave_out, self.tensors

    def _part_row(self, page: QWidget) -> QHBoxLayout:
        self.part_label = QLabel(tr("W&hich:"), page)
        self.part = ChoiceBox(page)
        self.part.setAccessibleName(tr("Which part to save"))
        self.part_label.setBuddy(self.part)
        self.part.currentIndexChanged.connect(lambda _index: self.changed.emit())
        row = lay_row(self.part_label, (self.part, 1))
        self.part_label.hide()
        self.part.hide()
        return row

    @property
    def form(self) -> Form:
        return next((form for form, radio in self.radios.items() if radio.isChecked()), "same")

    @property
    def problem(self) -> str:
        """What is typed wrong, in words; empty where nothing is."""
        return self.tensors.problem if not self.tensors.isHidden() else ""

    def options(self, *, overwrite: bool) -> SaveOptions:
        """The answers. `part` is None where the person need not choose."""
        chosen = self._choices.get(self.form, ())
        asked = _is_asked(self.form, chosen) and self.part.currentIndex() >= 0
        options = SaveOptions(self.form, chosen[self.part.currentIndex()] if asked else None, overwrite=overwrite)
        for box in self._boxes:
            options = box.added_to(options)
        return options

    def learn(self, answers: FormAnswers) -> None:
        """Know of each form why it cannot be had, and what there is to choose from."""
        self._choices, self._refusals = answers.choices, answers.refusals
        for form, refusal in answers.refusals.items():
            reason = "" if form == "same" and answers.choices[form] else refusal
            text = tr(NAMED_CLASS if form == "whole_model" and answers.needs_class else EXPLANATIONS[form])
            self._texts[form] = tr("Not possible here: {reason}", reason=told(reason)) if reason else text
            self.radios[form].setAccessibleDescription(told(reason) or text)
            title = tr(MNEMONICS[form])
            self.radios[form].setText(tr("{form} (not possible here)", form=title) if reason else title)
        self.options_box.learn(answers.devices)
        self.leave_out.learn(answers.parts)
        self._look_at_all()
        if _is_asked(self.form, self._choices.get(self.form, ())):
            self.changed.emit()  # the answer now names a part

    def choose_tensors(self, places: Iterable[Path]) -> None:
        """Begin with these tensors alone, in the form that most programs read."""
        self.tensors.choose(places)
        self.radios["safetensors"].setChecked(True)

    def choose_possible(self) -> None:
        """Away from the form that one begins with, where it cannot be had and another can."""
        possible = next((form for form in self.radios if not self._refusals.get(form)), None)
        if self.form == "same" and self._refusals.get("same") and possible is not None:
            self.radios[possible].setChecked(True)

    def _on_form(self, _button: object, checked: bool) -> None:
        if checked:
            self._show_form(self.form)
            self.changed.emit()

    def _show_form(self, form: Form) -> None:
        """What there is to say and to ask of a form."""
        self.explanation.setText(self._texts[form])
        for box in self._boxes:
            box.show_for(form)
        parts = self._choices.get(form, ())
        self.part.blockSignals(True)
        self.part.clear()
        self.part.addItems([path_text(path) for path in parts])
        self.part.blockSignals(False)
        self.part.setVisible(_is_asked(form, parts))
        self.part_label.setVisible(_is_asked(form, parts))
        self.updateGeometry()


def _is_asked(form: Form, parts: tuple[Path, ...]) -> bool:
    """Whether to ask which part is meant; one file of a bundle is never taken for the whole of it."""
    return len(parts) > 1 or (form == "same" and parts not in ((), ((),)))
