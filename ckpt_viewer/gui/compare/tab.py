"""A comparison of two checkpoints: one sentence, a tree of what differs, and both sides of what is selected.

Contract: structure and numbers are jobs on the threads of the `jobs` it is given; numbers of visible rows come first.
Call `shutdown` before the tab goes away. Neither checkpoint is changed or closed.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path as FilePath
from pathlib import PurePath

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.diff import Entry, compare_structure, moved_most, sentence
from ckpt_viewer.core.diffing.frozen import frozen_sentence
from ckpt_viewer.core.diffing.outline import outline_diff
from ckpt_viewer.core.diffing.rows import Column, DiffRows
from ckpt_viewer.core.diffing.scope import Scope, choose_sides, file_titles
from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.wording import count_text
from ckpt_viewer.gui.collecting import undisturbed
from ckpt_viewer.gui.compare.detail import DiffDetail
from ckpt_viewer.gui.compare.exporting import Exporting
from ckpt_viewer.gui.compare.measuring import KEY, Measuring
from ckpt_viewer.gui.compare.model import DiffView
from ckpt_viewer.gui.compare.tools import DiffTools, still_timer
from ckpt_viewer.gui.compare.words import IDENTICAL, Structure, calm_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.parts.notice import Mood, Notice, hint

_STRUCTURE, _SENTENCE = "structure", "sentence"
MAX_REMARKS = 4


class DiffTab(QWidget):
    """A against B. `titles` name the two sides; without them the names of the files do."""

    title_changed = Signal(str)
    settled = Signal()  # everything is measured that can be

    def __init__(self, left: Checkpoint, right: Checkpoint, engine: Engine, jobs: Jobs, parent: QWidget | None = None,
                 titles: tuple[str, str] = ("", "")) -> None:
        super().__init__(parent)
        self._sides = (left, right)
        names = file_titles(left, right)
        self._titles = (titles[0] or names[0], titles[1] or names[1])
        self._kept: tuple[Path | None, Path | None] = (None, None)  # of the row that was current before a swap
        self._engine, self._jobs = engine, jobs.branch(self)
        self._scope: Scope | None = None
        self._numbers = Measuring(self._jobs, engine, self)
        self._numbers.arrived.connect(self._on_arrived)
        self._numbers.finished.connect(self._finish)
        self._numbers.stopped.connect(self._on_stopped)
        self._exporting = Exporting(self._jobs, engine, self)
        self._exporting.told.connect(self._on_exported)
        self._filter_timer = still_timer(self, self._on_filter)
        self._scroll_timer = still_timer(self, self._on_scrolled)
        self._build()
        self._begin()

    @property
    def title(self) -> str:
        """For the tab."""
        a, b = (PurePath(name) for name in self._titles)
        # Endings that say nothing leave room for what tells the two apart.
        return f"{a.with_suffix('')} ↔ {b.with_suffix('')}" if a.suffix == b.suffix else f"{a} ↔ {b}"

    @property
    def table(self) -> DiffRows | None:
        """The rows, None until the structure is known."""
        return self.view.rows.table

    @property
    def busy(self) -> bool:
        return self._numbers.running or any(map(self._jobs.is_running, (_STRUCTURE, _SENTENCE)))

    @property
    def exportable(self) -> bool:
        """True once everything is measured that can be."""
        return self.table is not None and not self.busy

    def export(self, target: FilePath) -> None:
        """Write a page, a table or data, by the ending of the name."""
        if self.table is not None:
            self._exporting.start(self.table.compared(self._titles), target, (self._sides[0].name, self._sides[1].name))

    def shutdown(self) -> None:
        """Stop everything and wait for it."""
        self._filter_timer.stop()
        self._scroll_timer.stop()
        self._jobs.shutdown()

    def _build(self) -> None:
        self.sentence = QLabel(self)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = self.sentence.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setBold(True)
        self.sentence.setFont(font)
        self.sides = hint("", self)
        self.notice, self.remarks = Notice(self), Notice(self)
        self.view = DiffView(self)
        self.view.sort_wanted.connect(self._on_sort)
        self.view.toggled.connect(self._on_toggled)
        self.view.selectionModel().currentRowChanged.connect(self._on_selected)
        self.view.verticalScrollBar().valueChanged.connect(lambda _value: self._scroll_timer.start())
        self.detail = DiffDetail(self._jobs, self._engine, self)
        self.detail.titles = (self._titles[0], self._titles[1])
        self.placeholder = QLabel(self)
        self.placeholder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.placeholder.setWordWrap(True)
        self.lists = QStackedWidget(self)
        self.lists.addWidget(self.view)
        self.lists.addWidget(self.placeholder)
        self.parts = QSplitter(Qt.Orientation.Vertical, self)
        self.parts.addWidget(self.lists)
        self.parts.addWidget(self.detail)
        self.parts.setStretchFactor(0, 1)
        self.parts.setStretchFactor(1, 1)
        self.parts.setSizes([550, 450])
        self.parts.setChildrenCollapsible(False)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(6)
        layout.addWidget(self.sentence)
        layout.addLayout(self._sides_row())
        layout.addWidget(self.remarks)
        layout.addWidget(self.notice)
        self._add_tools()
        layout.addWidget(self.tools)
        layout.addWidget(self.parts, 1)
        for one, next_one in pairwise((self.swap, self.filter, self.changed_only, self.tools.by_module, self.scope,
                                       self.view)):
            self.setTabOrder(one, next_one)

    def _sides_row(self) -> QHBoxLayout:
        self.swap = QPushButton("S&wap A and B", self)
        self.swap.setAutoDefault(False)
        self.swap.setToolTip("Compare the other way round")
        self.swap.clicked.connect(self._on_swap)
        row = QHBoxLayout()
        row.addWidget(self.sides, 1)
        row.addWidget(self.swap)
        return row

    def _add_tools(self) -> None:
        self.tools = DiffTools(self._jobs, KEY, self)
        self.filter, self.scope, self.changed_only = self.tools.filter, self.tools.scope, self.tools.changed_only
        self.progress = self.tools.progress
        self.filter.down_pressed.connect(self.view.take_focus)
        self.filter.textChanged.connect(lambda _text: self._filter_timer.start())
        self.scope.activated.connect(self._on_scope)
        self.changed_only.toggled.connect(self._on_changed_only)
        self.tools.by_module.toggled.connect(self._on_by_module)

    def _begin(self) -> None:
        """Compare from the beginning."""
        (left, right), wanted, by_module = self._sides, self._scope, self.tools.by_module.isChecked()

        def work(task: Task) -> Structure:
            sides = choose_sides(left, right, wanted)
            with undisturbed():
                diff = compare_structure(sides.a, sides.b, task)
                return Structure(DiffRows(outline_diff(diff, task, by_module=by_module)), sides)

        self._show_names()
        self._numbers.forget()
        self._jobs.forget(_SENTENCE)
        self.view.rows.set_table(None)
        self.detail.clear()
        for notice in (self.notice, self.remarks):
            notice.say("info", "")
        self.sentence.setText("Comparing the structure…")
        self._show_list("Comparing the structure…")
        self._jobs.submit(_STRUCTURE, work, self._on_structure, self._on_failed, "Comparing structure")

    def _show_names(self) -> None:
        self.sides.setText(f"A: {self._titles[0]}     B: {self._titles[1]}")
        self.sides.setToolTip(f"A: {self._sides[0].name}\nB: {self._sides[1].name}")
        self.title_changed.emit(self.title)

    def _on_structure(self, found: Structure) -> None:
        self.tools.show_scope(found.sides)
        found.rows.changed_only = self.changed_only.isChecked()
        found.rows.set_filter(self.filter.text())
        self.view.rows.set_table(found.rows)
        self.view.show_order(None, False)
        remarks = [line for line in (found.sides.remark, *found.rows.diff.notes) if line]
        more = [f"… and {len(remarks) - MAX_REMARKS} more like these"] if len(remarks) > MAX_REMARKS else []
        self.remarks.say("info", "\n".join(remarks[:MAX_REMARKS] + more))
        self._measure()

    def _measure(self) -> None:
        """Compare the numbers that are still missing, those of visible rows first."""
        table = self.table
        count = 0 if table is None else self._numbers.start(table, frozenset(self.view.visible_entries()))
        if not count:
            self._finish()
            return
        self.sentence.setText(f"Comparing {count_text(count, 'pair')} of tensors…")
        self.progress.begin("Comparing tensors…")
        self._refresh()

    def _on_arrived(self) -> None:
        if self.table is not None:
            self._numbers.take_over(self.table)
            self._refresh()

    def _finish(self) -> None:
        """Everything is measured that can be."""
        table = self.table
        if table is None:
            return
        self._numbers.take_over(table)
        diff, results = table.diff, tuple(table.results)

        def work(_: Task) -> tuple[str, str, Entry | None]:
            return sentence(diff, results), frozen_sentence(diff, results), moved_most(diff, results)

        self._jobs.submit(_SENTENCE, work, self._on_sentence, self._on_failed, quiet=True)
        if table.failures:
            self.notice.say("warning", f"{count_text(len(table.failures), 'tensor')} could not be compared: "
                                       f"{next(iter(table.failures.values()))}")
        self._refresh()

    def _on_sentence(self, found: tuple[str, str, Entry | None]) -> None:
        text, still, most = found
        if still and still not in self.remarks.text:
            self.remarks.say("info", "\n".join(filter(None, [still, self.remarks.text])))
        self.sentence.setText(text)
        self.settled.emit()
        if self.table is not None:
            self._show_list(self._why_empty(self.table))
            if most is not None and self.view.current_row() < 0 and not self.view.select(*self._kept):
                self.view.select(most.path_a, most.path_b)  # so that there is something to see at once

    def _on_stopped(self, error: Exception) -> None:
        self._finish()
        if isinstance(error, Cancelled):
            self.notice.say("info", "Stopped. Rows that say “not compared yet” have no numbers.")
        else:
            self.notice.show_error(error)

    def _on_failed(self, error: Exception) -> None:
        self.sentence.setText("The two files could not be compared.")
        self._show_list("")
        self.notice.show_error(error)

    def _refresh(self) -> None:
        """Show the rows as they are now, with the same one selected and at the same place."""
        table = self.table
        if table is None:
            return
        before, current = table.rows, self.view.current_row()
        table.refresh()
        if len(before) == len(table.rows) and (before == table.rows).all():
            self.view.rows.touch()
        else:
            self._reset_keeping(current)
        self._show_list(self._why_empty(table))

    def _reset_keeping(self, row: int) -> None:
        table, bar = self.table, self.view.verticalScrollBar()
        at = bar.value()
        blocked = self.view.selectionModel().blockSignals(True)
        self.view.rows.reset_rows()
        found = (table.rows == row).nonzero()[0] if table is not None and row >= 0 else []
        if len(found):
            self.view.setCurrentIndex(self.view.rows.index(int(found[0]), 0))
        self.view.selectionModel().blockSignals(blocked)
        bar.setValue(at)
        if row >= 0 and not len(found):
            self.detail.clear()

    def _why_empty(self, table: DiffRows) -> str:
        if len(table.rows):
            return ""
        if table.words:
            return "No row matches the filter."
        if self.busy:
            return "No difference so far…"
        if table.has_differences or table.waiting():
            return "Nothing that was compared differs."
        return IDENTICAL

    def _show_list(self, instead: str) -> None:
        table = self.table
        self.placeholder.setText(calm_text(table) if instead == IDENTICAL else instead)
        self.lists.setCurrentIndex(1 if instead else 0)
        calm = bool(instead) and table is not None and not table.words and not self.busy
        self.detail.setVisible(not calm)

    def _on_selected(self) -> None:
        table, row = self.table, self.view.current_row()
        entry = table.entry(row) if table is not None and row >= 0 else None
        if table is None or entry is None:
            self.detail.clear()
            return
        failure = table.failures.get(int(table.outline.entry[row]))
        self.detail.present(table.diff, entry, str(failure or ""))

    def _on_sort(self, column: Column | None, descending: bool) -> None:
        table = self.table
        if table is not None:
            current = self.view.current_row()
            table.sort(column, descending)
            self.view.show_order(column, descending)
            self._reset_keeping(current)

    def _on_toggled(self, model_row: int) -> None:
        table = self.table
        if table is not None:
            row = self.view.rows.row(model_row)
            table.toggle(row)
            self._reset_keeping(row)

    def _on_filter(self) -> None:
        table = self.table
        if table is not None:
            current = self.view.current_row()
            table.set_filter(self.filter.text())
            self._reset_keeping(current)
            self._show_list(self._why_empty(table))

    def _on_changed_only(self, changed_only: bool) -> None:
        if self.table is not None:
            self.table.changed_only = changed_only
            self._refresh()

    def _on_scrolled(self) -> None:
        """Bring the numbers of what is in view now to the front."""
        table = self.table
        if table is None or not self._numbers.running or self.changed_only.isChecked():
            return
        if any(n >= 0 and table.results[n] is None for n in self.view.visible_entries()):
            self._measure()

    def _on_scope(self) -> None:
        self._scope = self.scope.currentData()
        self._begin()

    def _on_exported(self, mood: Mood, text: str) -> None:
        self.notice.say(mood, text)

    def _on_by_module(self) -> None:
        """Arrange the same entries in another tree; their numbers are kept."""
        table, by_module = self.table, self.tools.by_module.isChecked()
        if table is not None:
            self._jobs.submit(_STRUCTURE, lambda task: DiffRows(outline_diff(table.diff, task, by_module=by_module)),
                              self._on_arranged, self._on_failed, quiet=True)

    def _on_arranged(self, rows: DiffRows) -> None:
        before = self.table
        if before is not None:
            self._kept = self.view.current_paths()
            self._numbers.take_over(before)
            rows.take(before)
            self.view.rows.set_table(rows)
            self._measure()
            self.view.select(*self._kept)

    def _on_swap(self) -> None:
        self._kept = self.view.current_paths()[::-1]
        self._sides, self._titles = self._sides[::-1], self._titles[::-1]
        self.detail.titles = self._titles
        self._begin()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.retheme()

    def retheme(self) -> None:
        """Plots do not follow the palette by themselves."""
        if hasattr(self, "detail"):
            self.detail.retheme()
            self.filter.retheme()
            if self.table is not None:
                self._show_list(self._why_empty(self.table))
