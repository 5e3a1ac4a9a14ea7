"""Many checkpoints along time: sentences on top, the parameters at the left, one of them drawn at the right.

Contract: files are read by jobs on the threads of the `jobs` it is given, and closed again. `shutdown` before it goes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from ckpt_viewer.core.diffing.timeline import (
    Passage,
    Plan,
    Told,
    Track,
    first_told,
    is_running,
    pair_names,
    resumes,
    tell_timeline,
    trends,
)
from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.folders import checkpoint_files
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text, natural, number_text, plain_text
from ckpt_viewer.gui.collecting import undisturbed
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.parts.context_menus import Entries
from ckpt_viewer.gui.parts.eliding import short_title
from ckpt_viewer.gui.parts.filter_box import FilterBox
from ckpt_viewer.gui.parts.flow import FlowLayout
from ckpt_viewer.gui.parts.kept_splitter import SideBySide
from ckpt_viewer.gui.parts.labels import embolden, push_button
from ckpt_viewer.gui.parts.laying import lay_column, lay_row, scrolled, scrolling_when_low
from ckpt_viewer.gui.parts.notice import JobRow, Notice
from ckpt_viewer.gui.parts.plain_table import MadeLate, PlainTable, Row
from ckpt_viewer.gui.parts.text_size import scaled
from ckpt_viewer.gui.timeline.detail import TrackDetail
from ckpt_viewer.gui.timeline.following import FilesWatch, State, state_of

_KEY = "timeline"
_LINES = 6  # of sentences that are seen without scrolling, however low the window is
_ROWS, _MOST = 0.54, 760  # of the width for the rows; pixels in which all columns fit
_LEAST = 270  # pixels that rows and plots have; where there are fewer, the page scrolls
_MOST_OFFERS = 4  # buttons
_SHARE = 0.4  # of its height that sentences take before they are scrolled
_TITLES = (later("Tensor"), later("Moved"), later("Last change"), later("Norm"), "NaN/Inf")
_NAN = len(_TITLES) - 1
_KEYS: tuple[Callable[[Track], object], ...] = (
    lambda track: natural(track.name), lambda track: -track.moved, lambda track: -_last_change(track),
    lambda track: (not math.isnan(_last_norm(track)), -_last_norm(track)), lambda track: -_most_nan(track))


class TimelineTab(QWidget):
    """`places` are files and folders; `title` is for the tab."""

    title_changed = Signal(str)
    settled = Signal()  # there is something to see
    following_changed = Signal()
    open_wanted = Signal(object, str)  # a file, and the parameter to show in it
    compare_wanted = Signal(object, object)  # two files, the earlier one first

    def __init__(self, places: Sequence[Path], engine: Engine, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = tuple(places)
        self._engine, self._jobs = engine, jobs.branch(self)
        self.told: Told | None = None
        self._tracks: list[Track] = []
        self._sorted_by, self._descending = 1, False
        self.heading = QLabel(self)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        embolden(self.heading, 1.25)
        self.sentences, self.notice = Notice(self), Notice(self)
        self.comparisons = QWidget(self)  # a button for each two files that a resume lost something between
        self.progress = JobRow(self._jobs, _KEY, self)
        self.follows = QCheckBox(tr("Follow on disk"), self)
        self.follows.setToolTip(tr("Read the files again whenever a training has written"))
        self.follows.toggled.connect(self._on_follow)
        self.filter = FilterBox(tr("Filter tensors"), tr("Filter tensors"), self)
        self.filter.textChanged.connect(lambda _text: self._fill())
        self.table = PlainTable(_TITLES, _TITLES[1:], _TITLES[0], self, least=130, kept="columns-timeline")
        self.table.setAccessibleName(tr("Tensors of the timeline"))
        self.filter.down_pressed.connect(self.table.setFocus)
        self.detail = TrackDetail(self._jobs, engine, self)
        self.watch = FilesWatch(self._places, self._jobs, self)
        self.watch.wanted.connect(self.look_again)
        self._lay_out()
        self._connect_table()
        self._begin()

    @property
    def title(self) -> str:
        """For the tab."""
        if len(self._places) == 1:
            return tr("Timeline of {name}", name=plain_text(self._places[0].name, 80))
        return tr("Timeline of {name}", name=told(count_text(len(self._places), "file")))

    @property
    def places(self) -> tuple[Path, ...]:
        """The files and folders that were asked for."""
        return self._places

    @property
    def busy(self) -> bool:
        return not self._jobs.idle

    def look_again(self) -> None:
        """Read the files again, and those that have come to the folder; what is selected and filtered stays."""
        self._begin()

    @property
    def following(self) -> bool:
        """Whether it is read again whenever a training has written."""
        return self.watch.following

    def follow(self, wanted: bool) -> None:
        """Follow the files from now on, or no longer."""
        self.follows.setChecked(wanted)

    def shutdown(self) -> None:
        """Stop everything and wait for it."""
        self.watch.follow(False)
        self._jobs.shutdown()

    def picture(self) -> QWidget | None:
        """What can be copied and exported as an image."""
        return self.detail.plots if self.detail.track is not None else None

    def csv(self) -> Callable[[], str] | None:
        """What makes rows for a spreadsheet of what is drawn."""
        return self.detail.csv()

    def drawn_name(self) -> str:
        """What a file with it may be called."""
        return self.detail.track.name if self.detail.track is not None else ""

    def acts_at(self, place: QPoint) -> Entries:
        """What can be done with the step that is drawn at a point of the screen."""
        return self._acts(self.detail.step_below(place))

    def sort_by(self, column: int) -> None:
        """Sort by a column; by the same once more the other way round."""
        self._descending = self._sorted_by == column and not self._descending
        self._sorted_by = column
        self._fill()

    @property
    def shown(self) -> list[Track]:
        """The rows from top to bottom."""
        return self._tracks

    def _lay_out(self) -> None:
        left = QWidget(self)
        lay_column(self.filter, (self.table, 1), on=left, margins=0)
        self.halves = SideBySide(left, self.detail, "splitter-timeline", share=_ROWS, most=_MOST)
        head = lay_row((self.heading, 1), self.progress, (self.follows, 0, Qt.AlignmentFlag.AlignTop))
        self.sayings = scrolled(self.sentences, tr("What the timeline says"))
        self.halves.setMinimumHeight(scaled(_LEAST))
        self._offers = FlowLayout(self.comparisons)
        scrolling_when_low(self, head, self.sayings, self.comparisons, self.notice, (self.halves, 1),
                           margins=(12, 10, 12, 8), spacing=6, name=self.title)

    def _connect_table(self) -> None:
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self.sort_by)
        self.table.chosen.connect(self._on_chosen)
        self.table.acts = lambda row: self._acts(_most_telling(self._tracks[row]))
        self.detail.chosen.connect(self._open_step)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._on_row(now.row()))

    def _begin(self) -> None:
        places, engine = self._places, self._engine

        def work(task: Task) -> tuple[Told, State]:
            with undisturbed():
                files = checkpoint_files(places, task)
                state = state_of(files)  # before they are read: what changes meanwhile is read again
                return tell_timeline(files, engine, task), state

        self.heading.setText(tr("Reading the files…"))
        self.halves.setVisible(self.told is not None)
        self.notice.clear()
        self._jobs.submit(_KEY, work, self._on_told, self._on_failed, title=self.title)
        self.progress.begin(tr("Reading the files…"))

    def _on_told(self, answer: tuple[Told, State]) -> None:
        again, kept, (found, files) = self.told is not None, self.detail.track, answer
        self.watch.note_read(files)
        self.told = found
        plan, tracks = found.timeline.plan, found.timeline.tracks
        self.heading.setText(_heading(plan, len(tracks)))
        lost = first_told(plan, resumes(found.timeline))
        lines = [line for one in lost for line in _lost_lines(plan, one)]
        lines += [tr("{sentence}.", sentence=told(text)) for text in trends(found.timeline)]
        lines += [plan.why] if plan.why else []
        grave = any(step.problem or step.damage for step in plan.steps) or any(map(_most_nan, tracks)) or lost
        self.sentences.say("warning" if grave else "info", "\n".join(lines))
        self._fit_sentences()
        self._offer_comparisons(plan, lost)
        self.halves.show()
        self.detail.begin(found.timeline)
        self._fill()
        names = [track.name for track in self._tracks]
        if kept is not None and kept.name in names:
            self.table.choose(names.index(kept.name))
        elif self._tracks:
            self.table.choose(min(range(len(self._tracks)), key=lambda row: _gravity(self._tracks[row])))
        if not again:
            self.table.setFocus()
        self.settled.emit()

    def _offer_comparisons(self, plan: Plan, lost: Sequence[Passage]) -> None:
        for button in self.comparisons.findChildren(QPushButton):
            button.hide()
            button.deleteLater()
        for passage in lost[:_MOST_OFFERS]:
            self._offers.addWidget(self._comparison_button(plan, passage))
        self.comparisons.setVisible(bool(lost))

    def _comparison_button(self, plan: Plan, passage: Passage) -> QPushButton:
        a, b = map(short_title, pair_names(plan, passage))
        files = [plan.steps[place].file.path for place in (passage.before, passage.after)]
        button = push_button(tr("Compare {a} with {b}", a=a, b=b).replace("&", "&&"), self.comparisons,
                             lambda: self.compare_wanted.emit(*files))
        button.setAutoDefault(True)  # so that Enter presses it
        return button

    def _on_failed(self, error: Exception) -> None:
        if self.told is not None:
            self.heading.setText(_heading(self.told.timeline.plan, len(self.told.timeline.tracks)))
        else:
            self.heading.setText(tr("There is no timeline of these files."))
        self.notice.show_error(error, tr("Stopped."))

    def _fill(self) -> None:
        """Show the rows that the filter lets through in the order that was asked for."""
        if self.told is None:
            return
        words = self.filter.text().lower().split()
        tracks = [t for t in self.told.timeline.tracks if all(word in t.name.lower() for word in words)]
        tracks.sort(key=_KEYS[self._sorted_by], reverse=self._descending)  # type: ignore[arg-type]
        current = self.detail.track
        self._tracks = tracks
        self.table.show_rows(MadeLate(tracks, _row))
        self.table.show_order(self._sorted_by, self._descending != (self._sorted_by > 0))
        if current in tracks:
            self.table.choose(tracks.index(current))

    def _on_follow(self, wanted: bool) -> None:
        self.watch.follow(wanted)
        self.following_changed.emit()

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._tracks):
            self.detail.present(self._tracks[row])

    def _on_chosen(self, row: int) -> None:
        """Enter or a double click: the step that the keys are at, or the one that tells most of the row."""
        self._on_row(row)
        self._open_step(self.detail.at if self.detail.at >= 0 else _most_telling(self._tracks[row]))

    def _acts(self, place: int) -> Entries:
        """Open the file of a step, and see what it changed of the one before."""
        if self.told is None or place < 0:
            return ()
        files = [step.file.path for step in self.told.timeline.plan.steps[max(place - 1, 0) : place + 1]]
        before, after = files[0], files[-1]
        compare = tr("&Compare {before} with {after}", before=plain_text(before.name, 60),
                     after=plain_text(after.name, 60))
        return ((tr("&Open {name}", name=plain_text(after.name, 60)), lambda: self._open_step(place)),
                *([(compare, lambda: self.compare_wanted.emit(before, after))] if before != after else []))

    def _open_step(self, place: int) -> None:
        track = self.detail.track
        if self.told is not None and track is not None and place >= 0:
            self.open_wanted.emit(self.told.timeline.plan.steps[place].file.path, track.name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_sentences()

    def _fit_sentences(self) -> None:
        """As high as the sentences need, up to a share of the page: the rest can be scrolled to."""
        needed = self.sentences.heightForWidth(self.sayings.viewport().width()) if self.sentences.text else 0
        needed = max(0, needed)  # less than that is "I cannot say", as before there is a width
        most = max(round(_SHARE * self.height()), _LINES * self.fontMetrics().lineSpacing() + 20)
        self.sayings.setFixedHeight(min(needed, most))


def _heading(plan: Plan, tracks: int) -> str:
    """How many files and tensors there are, and from where to where they go. What a layer keeps beside its parameters,
    as a running mean, is no parameter."""
    files, tensors = told(count_text(len(plan.steps), "checkpoint")), told(count_text(tracks, "tensor"))
    if plan.unit == "file":
        return tr("{files}: {tensors}", files=files, tensors=tensors)
    return tr("{files}, {first} to {last}: {tensors}", files=files, tensors=tensors,
              first=told(plan.label(0)), last=told(plan.label(len(plan.steps) - 1)))


def _lost_lines(plan: Plan, lost: Passage) -> list[str]:
    """What went wrong between two files, each on a line where it is more than one thing."""
    a, b = pair_names(plan, lost)
    if len(lost.remarks) == 1:
        return [tr("Between {a} (A) and {b} (B): {remark}.", a=a, b=b, remark=told(lost.remarks[0]))]
    return [tr("Between {a} (A) and {b} (B):", a=a, b=b),
            *(tr("   • {remark}.", remark=told(remark)) for remark in lost.remarks)]


def _row(track: Track) -> Row:
    change, norm, nan = _last_change(track), _last_norm(track), _most_nan(track)
    cells = (plain_text(track.name, 200), f"{number_text(100 * track.moved, 4)} %" if track.compared else "",
             "" if change < 0 else f"{number_text(100 * change, 3)} %", "" if norm < 0 else number_text(norm, 4),
             f"{nan:,}" if nan else "")
    return Row(cells, plain_text(track.name, 500), (_NAN,))


def _last_change(track: Track) -> float:
    """The relative change at the last step that has one, -1 where none has."""
    changes = [r.relative for r in track.readings if r is not None and not math.isnan(r.relative)]
    return changes[-1] if changes else -1.0


def _last_norm(track: Track) -> float:
    norms = [r.norm for r in track.readings if r is not None]
    return norms[-1] if norms else -1.0


def _gravity(track: Track) -> tuple[float, bool]:
    """The least is what a person came to see: what broke first, and rather a parameter than a running mean, which moves
    far in every training."""
    return min(_broken(track), default=math.inf), is_running(track.name)


def _most_telling(track: Track) -> int:
    """Where it broke, or else the last step that has it; -1 where none can be read."""
    there = [step for step, r in enumerate(track.readings) if r is not None]
    return next(iter(_broken(track)), max(there, default=-1))


def _broken(track: Track) -> list[int]:
    """The steps at which it is not finite."""
    return [step for step, r in enumerate(track.readings) if r is not None and r.nan + r.inf]


def _most_nan(track: Track) -> int:
    return max((r.nan + r.inf for r in track.readings if r is not None), default=0)
