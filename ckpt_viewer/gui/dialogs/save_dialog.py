"""Save a document: say before what will be kept and lost, write in a job, and report what was proved.

Contract: plans and saves run in jobs on a frozen snapshot; nothing is written before the button is pressed, and a save
that fails or is stopped leaves every file as it was. `saved` carries the `SaveReport`. `compare_requested` carries the
checkpoint that was to be written and the path of the file; `open_requested` that path. Where the whole document was
saved as another file of its kind, `successor` is that file: its tab is to be that file's from then on. An update in
place is offered where the file can be written and no other beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as FilePath

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from ckpt_viewer.core import saving
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.saving import SaveOptions, SavePlan, SaveReport
from ckpt_viewer.core.saving.in_place import why_not_in_place
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.core.task import Task, pure, stoppable
from ckpt_viewer.gui.dialogs.save_form import FormAnswers, SaveForm, suggested_target
from ckpt_viewer.gui.dialogs.save_plan import SavePlanView
from ckpt_viewer.gui.dialogs.save_rebuild import RebuildPane
from ckpt_viewer.gui.dialogs.save_report import CHECKSUM, SaveReportView, what_stays
from ckpt_viewer.gui.dialogs.saver import Saver, form_answers
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.labels import heading, hint, push_button
from ckpt_viewer.gui.parts.laying import STRETCH, lay_column, lay_row
from ckpt_viewer.gui.parts.notice import JobRow, Notice, error_text
from ckpt_viewer.gui.parts.reading_order import InReadingOrder
from ckpt_viewer.gui.parts.text_size import open_at
from ckpt_viewer.gui.parts.waiting_act import WaitingAct, is_return

_PLAN, _ASK, _SAVE = "save-plan", "save-forms", "save"
LARGE, SMALL = (860, 560), (640, 380)
_TYPING_PAUSE = 150  # milliseconds without a key before the plan is made anew


class SaveDialog(InReadingOrder, QDialog):
    """The form, then the report in its place. `overwrite` asks only whether the opened file may be replaced; `only` are
    the places of the tensors that it begins with, all where empty; `survivors` begins without what cannot be read."""

    saved = Signal(object)  # SaveReport
    compare_requested = Signal(object, str)  # Checkpoint, path
    open_requested = Signal(str)
    in_place_requested = Signal()

    def __init__(self, document: Document, jobs: Jobs, settings: Settings, parent: QWidget | None = None, *,
                 overwrite: bool = False, only: tuple[Path, ...] = (), survivors: bool = False,
                 saver: Saver | None = None) -> None:
        super().__init__(parent)
        self._document, self._jobs, self._saver = document, jobs, saver or Saver()
        self._original = FilePath(document.name)
        self._folder = FilePath(settings.last_folder) if settings.last_folder else self._original.parent
        self._checkpoint = document.snapshot()
        self._saving = WaitingAct(self, self._is_planned, self._save)
        self._plan: SavePlan | None = None
        self._own_name = self._needs_class = False
        self.successor: FilePath | None = None
        self._only = only
        self._timer = QTimer(self, singleShot=True, interval=_TYPING_PAUSE)
        self._timer.timeout.connect(self._ask_plan)
        self._build()
        self._set_overwriting(overwriting=overwrite)
        self.survivors_tick.setChecked(survivors)
        if only:
            self.form.choose_tensors(only)
        self._ask_forms()

    @property
    def planning(self) -> bool:
        """True while the plan of what is asked for now is not there yet."""
        running = any(self._jobs.is_running(key) for key in (_PLAN, _ASK))
        return self._timer.isActive() or running or self.rebuilding.busy

    def _build(self) -> None:
        self.form = SaveForm(self._checkpoint.graph, self)
        self.plan_view, self.notice = SavePlanView(self), Notice(self)
        self.title = heading("", self)
        self.how = hint(tr("The new file is written beside it, read back and compared. Only then does it take the "
                           "place of the old one; if anything goes wrong, the old file stays as it is."), self)
        self.progress = JobRow(self._jobs, _SAVE, self)
        columns = lay_row((self.form, 5), (self._right_side(), 5), spacing=18)
        page = QWidget(self)
        lay_column(self.title, self.how, (columns, 1), self._target_row(page), self.replace_tick, self.survivors_tick,
                   self.notice, self.progress, self._button_row(page), on=page, margins=0)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(page)
        lay_column(self.pages, on=self)
        self.form.changed.connect(self._on_form_changed)

    def _right_side(self) -> QStackedWidget:
        """The plan, or the questions about the class of a whole model."""
        self.rebuilding = RebuildPane(self._checkpoint, self._jobs, self, folder=str(self._folder),
                                      examine=self._saver.examine)
        self.rebuilding.changed.connect(self._ask_plan)
        self.right = QStackedWidget(self)
        self.right.addWidget(self.plan_view)
        self.right.addWidget(self.rebuilding)
        return self.right

    def _target_row(self, parent: QWidget) -> QHBoxLayout:
        self.target_label = QLabel(tr("Fi&le:"), parent)
        self.target = QLineEdit(parent)
        self.target.setAccessibleName(tr("File to write"))
        self.target_label.setBuddy(self.target)
        self.target.textEdited.connect(self._on_target_typed)
        self.target.textChanged.connect(lambda _text: self._timer.start())
        self.browse = push_button(tr("&Browse…"), parent, self._on_browse)
        # The second is in sight once the plan knows of what cannot be read.
        self.replace_tick, self.survivors_tick = QCheckBox(parent), QCheckBox(parent)
        for tick in (self.replace_tick, self.survivors_tick):
            tick.hide()
            tick.toggled.connect(self._ask_plan)
        return lay_row(self.target_label, (self.target, 1), self.browse)

    def _button_row(self, parent: QWidget) -> QHBoxLayout:
        self.copy_button, self.in_place_button = (QPushButton(words, parent) for words in (
            tr("Save a &copy instead…"), tr("&Update in place")))
        self.save_button, self.cancel_button = QPushButton(tr("Sa&ve"), parent), QPushButton(tr("Cancel"), parent)
        for button, act in ((self.copy_button, lambda: self._set_overwriting(overwriting=False)),
                            (self.in_place_button, lambda: self._leave_for(self.in_place_requested.emit)),
                            (self.save_button, self._saving.ask), (self.cancel_button, self.reject)):
            button.setAutoDefault(button is self.save_button)
            button.clicked.connect(act)
        self.save_button.setDefault(True)
        return lay_row(self.copy_button, self.in_place_button, STRETCH, self.save_button, self.cancel_button)

    def _set_overwriting(self, *, overwriting: bool) -> None:
        """Either the one question whether the opened file may be replaced, or the whole form."""
        self._saving.drop()
        self._overwriting = overwriting
        for widget in (self.form, self.target_label, self.target, self.browse):
            widget.setVisible(not overwriting)
        for widget in (self.copy_button, self.title, self.how):
            widget.setVisible(overwriting)
        name = self._original.name
        self.setWindowTitle(tr("Save {name}", name=name) if overwriting else tr("Save a copy of {name}", name=name))
        self.title.setText(tr("Replace {name} with your changes?", name=name) if overwriting else "")
        open_at(self, *(SMALL if overwriting else LARGE))
        self.save_button.setText(tr("&Replace {name}", name=name) if overwriting else tr("Sa&ve"))
        if overwriting:
            self.target.setText(str(self._original))
        else:
            self.form.choose_possible()
            self._suggest()
            self.target.setFocus()
        self._ask_plan()

    def _suggest(self) -> None:
        options = self.form.options(overwrite=False)
        self.target.setText(str(suggested_target(self._original, options, edited=self._document.dirty)))

    def _on_form_changed(self) -> None:
        if not self._saving.awaits_click:
            self._saving.drop()
        if not self._own_name:
            self._suggest()
        self._ask_plan()

    def _on_target_typed(self) -> None:
        self._saving.drop()
        self._own_name = True
        self.replace_tick.setChecked(False)

    def _on_browse(self) -> None:
        self._saving.drop()
        name, _ = QFileDialog.getSaveFileName(self, tr("Choose the file to write"), self.target.text(),
                                              options=QFileDialog.Option.DontConfirmOverwrite)
        if name:
            self._on_target_typed()
            self.target.setText(name)

    def _target(self) -> FilePath:
        typed = FilePath(self.target.text().strip()).expanduser()
        return typed if typed.is_absolute() else self._original.parent / typed

    def _ask_forms(self) -> None:
        """Learn, away from the window's thread, which forms can be had and what there is to choose from."""
        saver, checkpoint, original, only = self._saver, self._checkpoint, self._original, self._only

        def work(task: Task) -> FormAnswers:
            with stoppable(task):
                return form_answers(saver, checkpoint, original, only, task)

        self._jobs.submit(_ASK, work, self._on_forms, self.notice.show_error, tr("Looking at ways to save"), quiet=True)

    def _on_forms(self, answers: FormAnswers) -> None:
        self._needs_class = answers.needs_class
        self.form.learn(answers)
        if not self._overwriting:
            self.form.choose_possible()
        self._ask_plan()

    @property
    def _rebuilds(self) -> bool:
        """A whole model is wanted of a file that holds only a state_dict."""
        return self._needs_class and not self._overwriting and self.form.form == "whole_model"

    def _ask_plan(self) -> None:
        self._timer.stop()
        self.right.setCurrentWidget(self.rebuilding if self._rebuilds else self.plan_view)
        self._plan = None
        self.save_button.setEnabled(False)
        self.in_place_button.hide()
        target = self._target()
        options = self._options(target)
        problem = "" if self._overwriting else self.form.problem
        if problem or not self.target.text().strip():
            self._jobs.forget(_PLAN)  # the plan of what was asked before comes too late
            self._refuse(problem or tr("Type the name of the file to write."))
            return
        saver, checkpoint = self._saver, self._checkpoint
        if self._rebuilds:  # for the target and the room there
            self.rebuilding.take_part(options.part)
            checkpoint, options = self.rebuilding.checkpoint, replace(options, form="state_dict")
        self._jobs.submit(_PLAN, pure(lambda: saver.plan(checkpoint, target, options)), self._on_plan,
                          lambda error: self._refuse(error_text(error)), tr("Planning the save"), quiet=True)

    def _options(self, target: FilePath) -> SaveOptions:
        """What is asked for; the tick that allows replacing is shown where there is something to replace."""
        known = self._document.written
        if self._overwriting:
            self.replace_tick.hide()
            return SaveOptions(overwrite=True, known=known, survivors=self.survivors_tick.isChecked())
        options = replace(self.form.options(overwrite=False), known=known, survivors=self.survivors_tick.isChecked())
        self.target_label.setText(tr("Fo&lder:") if options.max_shard_size else tr("Fi&le:"))
        there = saving.replaced_at(target, options)
        self.replace_tick.setVisible(bool(there))
        opened = target.is_file() and self._original.exists() and target.samefile(self._original)
        name = told(there).replace("&", "&&")
        self.replace_tick.setText(tr("&Replace {name}, the file that is open here", name=name) if opened else
                                  tr("&Replace {name}, which is there already", name=name))
        return replace(options, overwrite=bool(there) and self.replace_tick.isChecked())

    def _on_plan(self, plan: SavePlan) -> None:
        self._plan = plan
        self.plan_view.present(plan, self._document.changes)
        self.form.options_box.learn_spare(plan.spare)
        self.survivors_tick.setVisible(plan.lost > 0)
        self.survivors_tick.setText(tr("Leave o&ut the one tensor that cannot be read") if plan.lost == 1 else
                                    tr("Leave o&ut {lost:,} tensors that cannot be read", lost=plan.lost))
        why_not = self.rebuilding.why_not(plain=plan.options.plain) if self._rebuilds else ""
        if plan.needs_survivors:
            rest = (tr("What can be read is saved without it once this is ticked.") if plan.lost == 1 else
                    tr("What can be read is saved without them once this is ticked."))
            self._refuse(f"{told(plan.refusal)}\n{rest}")
        elif plan.refusal:
            in_place = self._overwriting and not why_not_in_place(plan.checkpoint)
            self.in_place_button.setVisible(in_place)
            way = f"\n{tr('An update in place writes only your changes, into the file.')}" if in_place else ""
            self._refuse(told(plan.refusal) + way)
        elif why_not:
            self.save_button.setEnabled(False)
            self.notice.say("info", why_not)
        else:  # the plan is out of sight while the class is asked for
            lost = [tr("Left out: {what}.", what=told(line)) for line in plan.loses] if self._rebuilds else []
            warned = list(map(told, plan.warnings)) if self._rebuilds else []
            self.notice.say("warning" if warned else "info", "\n".join(warned + lost))
            self.save_button.setEnabled(True)
        self._saving.go_on()

    def _refuse(self, reason: str) -> None:
        self._saving.drop()
        self.save_button.setEnabled(False)
        self.notice.say("warning", reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and the key of the button save what is shown now, also where the plan of it takes a moment, without
        which the button cannot be pressed."""
        asks = (is_return(event) and self.save_button.isDefault()) or (
            QKeySequence(event.keyCombination()) == self.save_button.shortcut())
        if asks and self.pages.currentIndex() == 0 and not self._jobs.is_running(_SAVE):
            self._saving.ask()
        else:
            super().keyPressEvent(event)

    def _is_planned(self) -> bool:
        """Whether the plan, or the refusal, is that of what is shown now. A name that was just typed is planned at
        once."""
        if self._timer.isActive():
            self._ask_plan()
        if self._plan is None and self._saving.waits:
            self.notice.say("info", tr("It will be saved as soon as what to write is worked out."))
        return self._plan is not None

    def _save(self) -> None:
        plan, saver = self._plan, self._saver
        if plan is None or not self.save_button.isEnabled():
            return
        self.notice.clear()
        choice = self.rebuilding.choice if self._rebuilds else None

        def work(task: Task) -> SaveReport:
            if choice is None:
                return saver.save(plan, task)
            how = replace(plan.options, form="whole_model")
            return saver.save_model(plan.checkpoint, plan.target, choice.request, how, task, choice.options)

        self._jobs.submit(_SAVE, work, self._on_saved, self._on_failed, tr("Saving {name}",
                                                                           name=plan.target.name))
        self._set_busy(busy=True)
        self.progress.begin(tr("Saving {name}…", name=plan.target.name))

    def _on_saved(self, report: SaveReport) -> None:
        plan = self._plan
        assert plan is not None
        over = report.target == self._original and plan.form == "same" and not plan.options.leave_out
        self.successor = report.target if self._holds_all(plan) and not over else None
        if self._document.graph is self._checkpoint.graph and (over or self.successor is not None):
            self._document.mark_saved()
        written, path = replace(plan.checkpoint, graph=plan.graph), str(report.target)
        stays = "" if over else what_stays(self._original.name, self.successor, self._document)
        view = SaveReportView(report, self._jobs, self, stays)
        view.open_button.setVisible(self.successor is None)
        view.compare_requested.connect(lambda: self._leave_for(lambda: self.compare_requested.emit(written, path)))
        view.open_requested.connect(lambda: self._leave_for(lambda: self.open_requested.emit(path)))
        view.closed.connect(self.accept)
        self.report_view = view
        self.pages.setCurrentIndex(self.pages.addWidget(view))
        self.setWindowTitle(tr("Saved {name}", name=report.target.name))
        self.resize(self.width(), min(self.height(), view.sizeHint().height() + 60))
        view.close_button.setFocus()
        self.saved.emit(report)

    def _holds_all(self, plan: SavePlan) -> bool:
        """Whether what was written is the document, nothing being left out or converted."""
        return plan.graph is self._checkpoint.graph and plan.form == "same" and not plan.sharded

    def _leave_for(self, ask: Callable[[], None]) -> None:
        self.accept()
        ask()

    def _on_failed(self, error: Exception) -> None:
        self._set_busy(busy=False)
        self.notice.show_error(error, tr("Stopped. No file was written or changed."))

    def _set_busy(self, *, busy: bool) -> None:
        for widget in (self.form, self.rebuilding, self.target, self.browse, self.replace_tick, self.survivors_tick,
                       self.save_button, self.copy_button):
            widget.setEnabled(not busy)
        self.progress.setVisible(busy)

    def reject(self) -> None:
        """Escape, Cancel and the window's cross stop a running save first; only then do they close."""
        if self._jobs.is_running(_SAVE):
            self.progress.button.click()
        else:
            super().reject()

    def done(self, result: int) -> None:
        self._saving.drop()
        self._timer.stop()
        for key in (_PLAN, _ASK, CHECKSUM):
            self._jobs.forget(key)
        self.rebuilding.forget()
        super().done(result)
