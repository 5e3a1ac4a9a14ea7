"""Every state of the window worth looking at: a scene is one function and one line in SCENES."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QLineEdit, QPushButton, QScrollArea, QWidget

from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.graph import Path as TreePath
from ckpt_viewer.core.saving import Form
from ckpt_viewer.gui.app import tell_windows
from ckpt_viewer.gui.compare.tab import DiffTab
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.timeline.tab import TimelineTab
from tests.screens.files import LONG, LONG_KEY
from tests.screens.stage import Stage

CONV: TreePath = ("model_state", "0.weight")
BIAS: TreePath = ("model_state", "7.bias")
RATE: TreePath = ("optim_state", "param_groups", 0, "lr")


@dataclass(frozen=True, slots=True)
class Scene:
    """`act` brings the stage into the state and says which widget to draw."""

    name: str
    act: Callable[[Stage], QWidget]


def _welcome(stage: Stage) -> QWidget:
    stage.settle()
    return stage.window


def _panel(title: str, place: TreePath, stage: Stage) -> QWidget:
    stage.open(stage.files.training, *([place] if place else []), panel=title)
    return stage.window


def _model_panel(title: str, place: TreePath, stage: Stage) -> QWidget:
    stage.open(stage.files.model, *([place] if place else []), panel=title)
    return stage.window


def _odd_panel(title: str, place: TreePath, stage: Stage) -> QWidget:
    stage.open(stage.files.odd, *([place] if place else []), panel=title)
    return stage.window


def _several(stage: Stage) -> QWidget:
    tab = stage.open(stage.files.training, ("history",))
    tab.tree.tree.selectAll()
    stage.settle()
    return stage.window


def _filtered(stage: Stage) -> QWidget:
    tab = stage.open(stage.files.training, CONV)
    tab.tree.filter_box.setText("weight")
    stage.settle()
    return stage.window


def _edited(stage: Stage) -> QWidget:
    tab = stage.open(stage.files.training, RATE)
    tab.apply(SetValue(tab.selection()[0], 0.001, "lr"))
    stage.settle()
    return stage.window


def _not_a_checkpoint(stage: Stage) -> QWidget:
    stage.window.open_files([stage.files.page])
    stage.settle()
    return stage.window


def _cut_short(stage: Stage) -> QWidget:
    stage.open(stage.files.cut_short)
    return stage.window


def _folder(stage: Stage) -> QWidget:
    stage.window.open_files([stage.files.epochs])
    stage.settle()
    return stage.window


def _empty_folder(stage: Stage) -> QWidget:
    stage.window.open_files([stage.files.empty])
    stage.settle()
    return stage.window


def _identical(stage: Stage) -> QWidget:
    stage.window.workspace.compare_files(stage.files.training, stage.files.training)
    stage.settle(lambda: isinstance(stage.window.front, DiffTab) and not stage.window.front.busy)
    return stage.window


def _comparison_pictures(stage: Stage) -> QWidget:
    _comparison(stage, by_module=False)
    tab = stage.window.front
    assert isinstance(tab, DiffTab)
    assert tab.table is not None
    diff = tab.table.diff
    tab.view.select_entry(next(number for number, entry in enumerate(diff.entries)
                               if (specs := diff.specs(entry)) is not None and len(specs[0].shape) == 4))
    tab.detail.tabs.setCurrentIndex(1)
    stage.settle(lambda: not tab.busy)
    return stage.window


def _comparison(stage: Stage, *, by_module: bool) -> QWidget:
    stage.window.workspace.compare_files(stage.files.later, stage.files.training)
    stage.settle(lambda: isinstance(stage.window.front, DiffTab) and not stage.window.front.busy)
    tab = stage.window.front
    assert isinstance(tab, DiffTab)
    if by_module:
        tab.by_module.click()
    else:
        tab.view.selectRow(0)
    stage.settle(lambda: not tab.busy)
    return stage.window


def _comparison_of(place: TreePath, stage: Stage) -> QWidget:
    _comparison(stage, by_module=False)
    tab = stage.window.front
    assert isinstance(tab, DiffTab)
    assert tab.table is not None
    tab.view.select_entry(next(number for number, entry in enumerate(tab.table.diff.entries) if entry.path_a == place))
    stage.settle(lambda: not tab.busy)
    return stage.window


def _timeline(stage: Stage) -> QWidget:
    stage.window.open_timeline([stage.files.epochs])
    tab = stage.window.front
    assert isinstance(tab, TimelineTab)
    stage.settle(lambda: not tab.busy)
    return stage.window


def _timeline_of_all(stage: Stage) -> QWidget:
    """The loss of the whole training, which no single parameter has."""
    _timeline(stage)
    tab = stage.window.front
    assert isinstance(tab, TimelineTab)
    last = tab.detail.quantity.count() - 1
    tab.detail.quantity.setCurrentIndex(last)
    tab.detail.quantity.activated.emit(last)  # as a person's choice does
    stage.settle(lambda: not tab.busy)
    return stage.window


def _pressed(title: str, place: TreePath, button: str, stage: Stage) -> QWidget:
    """A panel of which a button, named as in the code, was pressed."""
    tab = stage.open(stage.files.training, *([place] if place else []), panel=title)
    next(found for found in tab.panels.findChildren(QPushButton) if found.isVisible() and (
        found.text().replace("&", "") == tr(button).replace("&", ""))).click()
    stage.settle()
    for page in tab.panels.findChildren(QScrollArea):
        page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    stage.settle()
    return stage.window


def _rate_changed(stage: Stage) -> QWidget:
    """The curve of the scheduler before and after an edit."""
    _edited(stage)
    tab = stage.window.document_tab
    assert tab is not None
    assert tab.panels.bring("Schedule")
    stage.settle()
    return stage.window


def _crash(stage: Stage) -> QWidget:
    stage.open(stage.files.training)
    tell_windows("ZeroDivisionError", stage.files.epochs.parent / "crash-20240131-120000.txt")
    stage.settle()
    return stage.window


def _changed_on_disk(stage: Stage) -> QWidget:
    tab = stage.open(stage.files.training, RATE)
    tab.apply(SetValue(tab.selection()[0], 0.001, "lr"))
    tab.watch.changed.emit()
    stage.settle()
    return stage.window


def _recent(stage: Stage) -> QWidget:
    """The first page of who has opened files before."""
    stage.open(stage.files.training)
    stage.open(stage.files.long)
    stage.clear()
    return stage.window


def _close_unsaved(stage: Stage) -> QWidget:
    _edited(stage)
    return stage.dialog("close")


def _rescue(stage: Stage) -> QWidget:
    _cut_short(stage)
    return stage.dialog("rescue")


def _saved(stage: Stage) -> QWidget:
    """What a save says that it has written and verified."""
    _edited(stage)
    dialog = stage.dialog("save-as")
    assert isinstance(dialog, SaveDialog)
    target = stage.files.epochs.parent / "edited.pth"
    target.unlink(missing_ok=True)
    dialog.target.setText(str(target))
    stage.settle(lambda: not dialog.planning)
    dialog.save_button.click()
    stage.settle(lambda: hasattr(dialog, "report_view"))
    return dialog


def _dialog(action: str, place: TreePath, stage: Stage) -> QWidget:
    stage.open(stage.files.training, *([place] if place else []))
    return stage.dialog(action)


def _save_as(form: Form, stage: Stage) -> QWidget:
    stage.open(stage.files.training)
    dialog = stage.dialog("save-as")
    assert isinstance(dialog, SaveDialog)
    dialog.form.radios[form].setChecked(True)
    stage.settle(lambda: not dialog.planning)
    return dialog


def _typed(action: str, place: TreePath, texts: tuple[str, ...], stage: Stage) -> QWidget:
    """A dialog into whose first fields a person has typed."""
    dialog = _dialog(action, place, stage)
    fields = [field for field in dialog.findChildren(QLineEdit) if field.isVisible() and field.isEnabled()]
    for field, text in zip(fields, texts, strict=False):
        field.setText(text)
    stage.settle(lambda: not getattr(dialog, "busy", False))
    return dialog


def _long(place: TreePath, stage: Stage) -> QWidget:
    stage.open(stage.files.long, place)
    return stage.window


def _long_dialog(action: str, place: TreePath, stage: Stage) -> QWidget:
    stage.open(stage.files.long, place)
    return stage.dialog(action)


def _long_refused(stage: Stage) -> QWidget:
    stage.window.open_files([stage.files.long_page])
    stage.settle()
    return stage.window


def _long_comparison(stage: Stage) -> QWidget:
    stage.window.workspace.compare_files(stage.files.long, stage.files.odd)
    stage.settle(lambda: isinstance(stage.window.front, DiffTab) and not stage.window.front.busy)
    return stage.window


def _many_tabs(stage: Stage) -> QWidget:
    for path in (stage.files.long, *sorted(stage.files.epochs.iterdir()), stage.files.odd):
        stage.open(path)
    return stage.window


def _fits(stage: Stage) -> QWidget:
    stage.open(stage.files.state_dict)
    stage.open(stage.files.training)
    return stage.dialog("fits-0", "fits")


def _palette(stage: Stage) -> QWidget:
    stage.open(stage.files.training)
    return stage.dialog("palette")


SCENES: tuple[Scene, ...] = (
    Scene("welcome", _welcome),
    Scene("panel-overview", partial(_panel, "Overview", ())),
    Scene("panel-value", partial(_panel, "Value", RATE)),
    Scene("panel-values", partial(_panel, "Values", CONV)),
    Scene("panel-statistics", partial(_panel, "Statistics", CONV)),
    Scene("panel-statistics-nan", partial(_panel, "Statistics", BIAS)),
    Scene("panel-picture", partial(_panel, "Picture", CONV)),
    Scene("odd-overview", partial(_odd_panel, "Overview", ())),
    Scene("odd-all-tensors", partial(_odd_panel, "All tensors", ())),
    Scene("odd-nan-statistics", partial(_odd_panel, "Statistics", ("nan",))),
    Scene("odd-nan-picture", partial(_odd_panel, "Picture", ("nan",))),
    Scene("odd-empty", partial(_odd_panel, "Statistics", ("empty",))),
    Scene("odd-complex", partial(_odd_panel, "Statistics", ("complex",))),
    Scene("odd-meta", partial(_odd_panel, "Object", ("meta",))),
    Scene("odd-name-long", partial(_odd_panel, "Values", ("x" * 300,))),
    Scene("odd-name-arabic", partial(_odd_panel, "Values", ("الطبقة.الأولى.وزن",))),
    Scene("odd-number", partial(_odd_panel, "Value", ("number",))),
    Scene("panel-object", partial(_model_panel, "Object", ("_modules", "linear"))),
    Scene("panel-object-arguments", partial(_panel, "Object", ("args",))),
    Scene("panel-optimizer", partial(_panel, "Optimizer", ("optim_state",))),
    Scene("panel-schedule", partial(_panel, "Schedule", ("scheduler",))),
    Scene("panel-all-tensors", partial(_panel, "All tensors", ())),
    Scene("panel-bytes", partial(_panel, "Bytes", ())),
    Scene("panel-what-would-run", partial(_model_panel, "What would run", ())),
    Scene("panel-learn", partial(_panel, "Learn", ())),
    Scene("several", _several),
    Scene("filtered", _filtered),
    Scene("edited", _edited),
    Scene("not-a-checkpoint", _not_a_checkpoint),
    Scene("cut-short", _cut_short),
    Scene("folder", _folder),
    Scene("folder-empty", _empty_folder),
    Scene("comparison-identical", _identical),
    Scene("comparison", partial(_comparison, by_module=False)),
    Scene("comparison-by-module", partial(_comparison, by_module=True)),
    Scene("comparison-pictures", _comparison_pictures),
    Scene("comparison-value", partial(_comparison_of, RATE)),
    Scene("comparison-nan", partial(_comparison_of, BIAS)),
    Scene("timeline", _timeline),
    Scene("timeline-of-all", _timeline_of_all),
    Scene("optimizer-next-step", partial(_pressed, "Optimizer", ("optim_state",), "Measure the next step")),
    Scene("overview-fingerprint", partial(_pressed, "Overview", (), "Fingerprint of the &weights")),
    Scene("schedule-edited", _rate_changed),
    Scene("crash-report", _crash),
    Scene("changed-on-disk", _changed_on_disk),
    Scene("welcome-recent", _recent),
    Scene("long-name", partial(_long, (LONG_KEY.format(7),))),
    Scene("long-path", partial(_long, ("nested", LONG, LONG))),
    Scene("long-refused", _long_refused),
    Scene("long-comparison", _long_comparison),
    Scene("many-tabs", _many_tabs),
    Scene("dialog-long-save", partial(_long_dialog, "save-as", ())),
    Scene("dialog-long-rename", partial(_long_dialog, "rename", ("nested", LONG))),
    Scene("dialog-long-add", partial(_long_dialog, "insert", ("nested", LONG))),
    Scene("dialog-save", partial(_save_as, "same")),
    Scene("dialog-save-state-dict", partial(_save_as, "state_dict")),
    Scene("dialog-save-whole-model", partial(_save_as, "whole_model")),
    Scene("dialog-save-safetensors", partial(_save_as, "safetensors")),
    Scene("dialog-learning-rate", partial(_dialog, "learning-rate", ())),
    Scene("dialog-learning-rate-typed", partial(_typed, "learning-rate", (), ("1e-4",))),
    Scene("dialog-pattern-typed", partial(_typed, "rename-pattern", (), (r"^(\d+)\.", r"layers.\1."))),
    Scene("dialog-rename", partial(_dialog, "rename", CONV)),
    Scene("dialog-add", partial(_dialog, "insert", ("model_state",))),
    Scene("dialog-pattern", partial(_dialog, "rename-pattern", ())),
    Scene("dialog-reset", partial(_dialog, "reset-counters", ())),
    Scene("dialog-convert", partial(_dialog, "convert", ())),
    Scene("dialog-marks", partial(_dialog, "device-marks", ())),
    Scene("dialog-devices", partial(_dialog, "device", ())),
    Scene("dialog-fits", _fits),
    Scene("dialog-palette", _palette),
    Scene("dialog-palette-typed", partial(_typed, "palette", (), ("JSON",))),
    Scene("dialog-unsaved", _close_unsaved),
    Scene("dialog-rescue", _rescue),
    Scene("dialog-saved", _saved),
    Scene("dialog-shortcuts", partial(_dialog, "shortcuts", ())),
    Scene("dialog-guide", partial(_dialog, "guide", ())),
    Scene("dialog-about", partial(_dialog, "about", ())),
)
