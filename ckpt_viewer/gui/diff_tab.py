"""A comparison of two checkpoints: one sentence, a tree of what differs, and both sides of what is selected.

Contract: structure and numbers are jobs on the threads of the `jobs` it is given; numbers of visible rows come first.
Call `shutdown` before the tab goes away. Neither checkpoint is changed or closed.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from pathlib import PurePath

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diff_outline import DiffOutline, outline_diff
from ckpt_viewer.core.diff_rows import Column, DiffRows
from ckpt_viewer.core.diffing import compare_structure, measure, sentence
from ckpt_viewer.core.engine.base import Comparison, Engine
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.kinds import Kind, classify
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.wording import count_text
from ckpt_viewer.gui.diff_detail import DiffDetail
from ckpt_viewer.gui.diff_model import DiffView
from ckpt_viewer.gui.jobs import Jobs, Progress
from ckpt_viewer.gui.notice import JobRow, Notice, hint

_STRUCTURE, _NUMBERS = "structure", "numbers"
_PAUSE = 150  # milliseconds of stillness before a filter or a scroll position counts
KIND_WORDS: dict[Kind, str] = {
    "state_dict": "a state_dict", "training_checkpoint": "a training checkpoint", "whole_model": "a whole model",
    "optimizer": "an optimizer's state", "torchscript": "a TorchScript model", "tensor": "a single tensor",
    "other": "another kind of file",
}


@dataclass(frozen=True, slots=True, eq=False)
class _Structure:
    """What the first job finds."""

    outline: DiffOutline
    rows: DiffRows
    kinds: tuple[Kind, Kind]


class DiffTab(QWidget):
    """A against B. `titles` name the two sides; without them the names of the files do."""

    title_changed = Signal(str)

    def __init__(self, left: Checkpoint, right: Checkpoint, engine: Engine, jobs: Jobs, parent: QWidget | None = None,
                 titles: tuple[str, str] = ("", "")) -> None:
        super().__init__(parent)
        self._sides = (left, right)
        self._titles = tuple(own or name for own, name in zip(titles, file_titles(left, right), strict=True))
        self._engine, self._jobs = engine, jobs.branch(self)
        self._kinds: tuple[Kind, Kind] | None = None
        self._arrived: deque[tuple[int, Comparison | CheckpointError]] = deque()
        self._stopped = False
        self._filter_timer = _timer(self, self._on_filter)
        self._scroll_timer = _timer(self, self._on_scrolled)
        self._build()
        self._jobs.progressed.connect(self._on_progress)
        self._begin()

    @property
    def title(self) -> str:
        """For the tab."""
        return f"{self._titles[0]} ↔ {self._titles[1]}"

    @property
    def table(self) -> DiffRows | None:
        """The rows, None until the structure is known."""
        return self.view.rows.table

    @property
    def busy(self) -> bool:
        return self._jobs.is_running(_STRUCTURE) or self._jobs.is_running(_NUMBERS)

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
        self.progress = JobRow(self._jobs, _NUMBERS, self)
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
        self.parts.setStretchFactor(0, 3)
        self.parts.setStretchFactor(1, 2)
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
        layout.addLayout(self._tools_row())
        layout.addWidget(self.parts, 1)

    def _sides_row(self) -> QHBoxLayout:
        self.swap = QPushButton("S&wap A and B", self)
        self.swap.setAutoDefault(False)
        self.swap.setToolTip("Compare the other way round")
        self.swap.clicked.connect(self._on_swap)
        row = QHBoxLayout()
        row.addWidget(self.sides, 1)
        row.addWidget(self.swap)
        return row

    def _tools_row(self) -> QHBoxLayout:
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Filter: part of a name, or a status such as “added”")
        self.filter.setAccessibleName("Filter differences")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(380)
        self.filter.textChanged.connect(lambda _text: self._filter_timer.start())
        self.changed_only = QCheckBox("Only what &differs", self)
        self.changed_only.setChecked(True)
        self.changed_only.toggled.connect(self._on_changed_only)
        row = QHBoxLayout()
        row.addWidget(self.filter, 2)
        row.addWidget(self.changed_only)
        row.addStretch(1)
        row.addWidget(self.progress, 2)
        return row

    def _begin(self) -> None:
        """Compare from the beginning."""
        a, b = (side.graph for side in self._sides)
        kinds_of = self._sides

        def work(task: Task) -> _Structure:
            outline = outline_diff(compare_structure(a, b, task), task)
            return _Structure(outline, DiffRows(outline), (classify(kinds_of[0]), classify(kinds_of[1])))

        self._show_names()
        self._stopped = False
        self._arrived.clear()
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

    def _on_structure(self, found: _Structure) -> None:
        self._kinds = found.kinds
        found.rows.changed_only = self.changed_only.isChecked()
        found.rows.set_filter(self.filter.text())
        self.view.rows.set_table(found.rows)
        self.view.show_order(None, False)
        notes = list(found.outline.diff.notes)
        if found.kinds[0] != found.kinds[1]:
            notes.insert(0, f"A is {KIND_WORDS[found.kinds[0]]}, B is {KIND_WORDS[found.kinds[1]]}; "
                            "their contents are compared by path.")
        self.remarks.say("info", "\n".join(notes[:4]))
        self._measure()

    def _measure(self) -> None:
        """Compare the numbers that are still missing, those of visible rows first."""
        table = self.table
        waiting = [] if table is None else table.waiting()
        if table is None or not waiting or self._stopped:
            self._finish()
            return
        diff = table.diff
        part = replace(diff, entries=tuple(diff.entries[n] for n in waiting))
        seen = set(self._visible_entries())
        order = [place for place, number in enumerate(waiting) if number in seen]
        done, arrived, total = len(diff.entries) - len(waiting), self._arrived, len(diff.entries)
        engine = self._engine

        def work(task: Task) -> None:
            inner = _PartOf(task)

            def on_result(place: int, result: Comparison) -> None:
                arrived.append((waiting[place], result))
                inner.count_one(done, total)

            def on_failure(place: int, error: CheckpointError) -> None:
                arrived.append((waiting[place], error))
                inner.count_one(done, total)

            measure(part, engine, inner.task, on_result=on_result, order=order, on_failure=on_failure)

        self.sentence.setText(f"Comparing {count_text(len(waiting), 'pair')} of tensors…")
        self._jobs.submit(_NUMBERS, work, lambda _none: self._finish(), self._on_stopped, "Comparing tensors")
        self.progress.begin("Comparing tensors…")
        self._refresh()

    def _visible_entries(self) -> list[int]:
        table, view = self.table, self.view
        if table is None or not len(table.rows):
            return []
        first, last = view.rowAt(0), view.rowAt(view.viewport().height() - 1)
        last = len(table.rows) - 1 if last < 0 else last
        return [int(table.outline.entry[row]) for row in table.rows[max(first, 0) : last + 1]]

    def _on_progress(self, progress: Progress) -> None:
        if progress.key == _NUMBERS and self._arrived:
            self._take_over()

    def _take_over(self) -> None:
        """Put the numbers that have come into the table."""
        table = self.table
        if table is None:
            return
        while self._arrived:
            number, answer = self._arrived.popleft()
            if isinstance(answer, CheckpointError):
                table.set_failure(number, answer)
            else:
                table.set_result(number, answer)
        self._refresh()

    def _finish(self) -> None:
        """Everything is measured that can be."""
        self._take_over()
        table = self.table
        if table is None:
            return
        self.sentence.setText(sentence(table.diff, table.results))
        if table.failures:
            self.notice.say("warning", f"{count_text(len(table.failures), 'tensor')} could not be compared: "
                                       f"{next(iter(table.failures.values()))}")
        self._refresh()

    def _on_stopped(self, error: Exception) -> None:
        self._stopped = True
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
        return "✓  Identical\n\nEvery tensor and every value is the same on both sides."

    def _show_list(self, instead: str) -> None:
        self.placeholder.setText(instead)
        self.lists.setCurrentIndex(1 if instead else 0)
        table = self.table
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
        if table is None or not self._jobs.is_running(_NUMBERS) or self.changed_only.isChecked():
            return
        if any(table.results[n] is None and n >= 0 for n in self._visible_entries()):
            self._take_over()
            self._measure()

    def _on_swap(self) -> None:
        self._jobs.forget(_NUMBERS)
        self._sides = (self._sides[1], self._sides[0])
        self._titles = (self._titles[1], self._titles[0])
        self.detail.titles = (self._titles[0], self._titles[1])
        self._begin()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.retheme()

    def retheme(self) -> None:
        """Plots do not follow the palette by themselves."""
        if hasattr(self, "detail"):
            self.detail.retheme()


class _PartOf:
    """Progress of many comparisons: each counts as one, however many bytes it reads."""

    def __init__(self, outer: Task) -> None:
        self._outer = outer
        self._count = 0
        self.task = _Silent(outer)

    def count_one(self, done: int, total: int) -> None:
        self._count += 1
        self._outer.done = done + self._count - 1
        self._outer.total, self._outer.text = total, f"Compared {done + self._count:,} of {total:,}"
        self._outer.advance(1)


class _Silent(Task):
    """Stops when the outer task does, but keeps its own progress to itself."""

    __slots__ = ("_outer",)

    def __init__(self, outer: Task) -> None:
        super().__init__()
        self._outer = outer

    def check(self) -> None:
        self._outer.check()


def file_titles(left: Checkpoint, right: Checkpoint) -> tuple[str, str]:
    """The names of both files, with as many folders as it takes to tell them apart."""
    a, b = PurePath(left.name).parts, PurePath(right.name).parts
    count = 1
    while a[-count:] == b[-count:] and count < max(len(a), len(b)):
        count += 1
    return "/".join(a[-count:]), "/".join(b[-count:])


def _timer(owner: QWidget, slot: object) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(_PAUSE)
    timer.timeout.connect(slot)
    return timer
