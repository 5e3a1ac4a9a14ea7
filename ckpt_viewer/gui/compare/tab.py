"""A comparison of two checkpoints: one sentence, a tree of what differs, and both sides of what is selected.

Contract: structure, numbers, filtering and sorting are jobs on the threads of the `jobs` it is given; numbers of
visible rows come first. Call `shutdown` before the tab goes away. Neither checkpoint is changed or closed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as FilePath
from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.export import Kind, Tongue
from ckpt_viewer.core.diffing.modules import with_modules
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.diffing.scope import Scope, file_titles
from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.exporting import write_comparison
from ckpt_viewer.core.task import Cancelled, Task, pure
from ckpt_viewer.core.wording import count_text, plain_text
from ckpt_viewer.gui.compare.arranging import DiffArranging
from ckpt_viewer.gui.compare.detail import of_side
from ckpt_viewer.gui.compare.measuring import KEY, Measuring
from ckpt_viewer.gui.compare.page import DiffPage, still_timer
from ckpt_viewer.gui.compare.sizing import Sizing
from ckpt_viewer.gui.compare.structure import Paths, Structure, Summary, Wanted, find_structure, rearrange, summarize
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import language_tag, told, tr
from ckpt_viewer.gui.parts.show_folder import open_elsewhere, show_folder
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.theme import active_theme

_STRUCTURE, _SENTENCE, _EXPORT, _CHANGED = "structure", "sentence", "export", "changed"
_KINDS: dict[str, Kind] = {".csv": "csv", ".json": "json"}
MAX_REMARKS = 4


class DiffTab(Themed, DiffPage):
    """A against B. `titles` name the two sides; without them the names of the files do."""

    title_changed = Signal(str)
    again_wanted = Signal()  # the two files as they are now
    settled = Signal()  # everything is measured that can be

    def __init__(self, left: Checkpoint, right: Checkpoint, engine: Engine, jobs: Jobs, parent: QWidget | None = None,
                 titles: tuple[str, str] = ("", "")) -> None:
        self._jobs, self._engine = jobs.branch(), engine
        super().__init__(self._jobs, engine, KEY, parent)
        self._jobs.setParent(self)
        self.compared = (left, right)
        names = file_titles(left, right)
        self._titles = (titles[0] or names[0], titles[1] or names[1])
        self._scope: Scope | None = None
        self._kept = -1  # the entry that was current before a swap
        self._fresh = True  # no row was shown yet
        self._said: tuple[tuple[str, ...], ...] = ((), ())  # warnings of the structure, and what is merely noted
        self._summary: Summary | None = None  # what is to be said once the rows are arranged
        self._numbers, self._sizes = Measuring(self._jobs, engine, self), Sizing(self._jobs, self)
        self._arranging = DiffArranging(self._jobs, self.view, self)
        self._filter_timer = still_timer(self, self._on_filter)
        self._scroll_timer = still_timer(self, self._on_scrolled)
        self._connect()
        self._begin((None, None))
        self.follow_theme()

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
        return (self._numbers.running or self._arranging.running
                or any(map(self._jobs.is_running, (_STRUCTURE, _SENTENCE))))

    @property
    def exportable(self) -> bool:
        """True once everything is measured that can be."""
        return self.table is not None and not self.busy

    def export(self, target: FilePath) -> None:
        """Write a page, a table or data, by the ending of the name; a page where it says none. The file may be
        overwritten: the dialog has asked."""
        if self.table is None:
            return
        found, engine, outline = self.table.compared(self._titles), self._engine, self.table.outline
        tongue = Tongue(language_tag(), told)
        names = tuple(side.name for side in self.compared)
        kind = _KINDS.get(target.suffix.lower(), "html")
        target = target if target.suffix else target.with_suffix(f".{kind}")

        def write(task: Task) -> None:
            whole = with_modules(found, task, outline) if outline.by_module else found
            write_comparison(whole, target, kind, engine, task, overwrite=True, compared=names, tongue=tongue)

        self._jobs.submit(_EXPORT, write, lambda _none: self._on_exported(target), self.notice.show_error,
                          title=tr("Exporting the comparison"))

    @property
    def folds(self) -> bool:
        """Whether the rows are a tree now."""
        return self.table is not None and self.table.is_tree

    def expand_all(self, expanded: bool) -> None:
        """Fold or unfold all rows."""
        self._arranging.expand_all(expanded)

    def picture(self) -> QWidget | None:
        """What can be copied and exported as an image."""
        return self.detail.picture() if self.detail.isVisible() else None

    def csv(self) -> Callable[[], str] | None:
        """What makes rows for a spreadsheet of what is drawn."""
        return self.detail.csv() if self.detail.isVisible() else None

    def drawn_name(self) -> str:
        """What a file with it may be called."""
        paths = [str(path[-1]) for path in self.view.current_paths() if path]
        return " ".join((*paths[:1], " vs ".join(PurePath(title).stem for title in self._titles)))

    @property
    def places(self) -> tuple[FilePath, FilePath]:
        """Where the two lie."""
        a, b = self.compared
        return FilePath(a.name), FilePath(b.name)

    def can_look_again(self) -> bool:
        """Not where a document is compared with its own file: that would be read for both sides."""
        a, b = self.places
        return a != b

    def look_again(self) -> None:
        self.again_wanted.emit()

    def compare_anew(self, left: Checkpoint, right: Checkpoint) -> None:
        """What was read again, in the place of what is compared; what is selected and filtered stays."""
        kept = self.view.current_paths()
        self.compared = (left, right)
        self._begin(kept)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        sides = self.compared if self.can_look_again() else ()
        self._jobs.submit(_CHANGED, pure(lambda: [side.name for side in sides if side.source.changed()]),
                          self._on_changed, lambda _error: None, quiet=True)

    def _on_changed(self, names: list[str]) -> None:
        """It was seen when the page came to the front; what stands there is still right for what was compared."""
        if names:
            text = tr("{names} changed on disk after it was compared.",
                      names=tr(", ").join(plain_text(PurePath(name).name, 80) for name in names))
            self.notice.say("warning", text, (tr("Compare again"), self.look_again))

    def shutdown(self) -> None:
        """Stop everything and wait for it."""
        self._filter_timer.stop()
        self._scroll_timer.stop()
        self._jobs.shutdown()

    def _connect(self) -> None:
        self._numbers.arrived.connect(self._arranging.renew)
        self._numbers.finished.connect(self._finish)
        self._numbers.stopped.connect(self._on_stopped)
        self._sizes.arrived.connect(self.view.rows.touch)
        self._sizes.finished.connect(self._arranging.renew)  # modules may be sorted by what was not known
        self._sizes.stopped.connect(self.notice.show_error)
        self._arranging.shown.connect(self._on_shown)
        self._arranging.failed.connect(self.notice.show_error)
        self.view.sort_wanted.connect(self._arranging.sort)
        self.view.toggled.connect(self._arranging.toggle)
        self.view.selectionModel().selectionChanged.connect(self._on_selected)
        self.view.verticalScrollBar().valueChanged.connect(lambda _value: self._scroll_timer.start())
        self.swap.clicked.connect(self._on_swap)
        self.filter.down_pressed.connect(self.view.take_focus)
        self.filter.textChanged.connect(lambda _text: self._filter_timer.start())
        self.scope.activated.connect(self._on_scope)
        self.changed_only.toggled.connect(self._arranging.only_changed)
        self.by_module.toggled.connect(self._on_by_module)

    def _begin(self, kept: Paths) -> None:
        """Compare from the beginning."""
        choice = self._arranging.begin(self.filter.text())
        wanted = Wanted(*self.compared, self._scope, self.by_module.isChecked(), choice, kept)
        self._show_names()
        self._numbers.pause()
        self._sizes.pause()
        self._jobs.forget(_SENTENCE)
        self._summary = None
        left: list[object] = [] if self.table is None else [self.table]
        self.view.rows.set_table(None)
        self.detail.clear()
        if left:
            self._jobs.leave(left)
        for notice in (self.notice, self.remarks):
            notice.clear()
        self.sentence.setText(tr("Comparing the structure…"))
        self._show_list(tr("Comparing the structure…"))
        self._jobs.submit(_STRUCTURE, lambda task: find_structure(wanted, task), self._on_structure, self._on_failed,
                          tr("Comparing structure"))

    def _show_names(self) -> None:
        self.detail.titles = self._titles
        self.sides.setText("     ".join(of_side(*side) for side in zip("AB", self._titles, strict=True)))
        places = (side.name for side in self.compared)
        self.sides.setToolTip("\n".join(of_side(*side) for side in zip("AB", places, strict=True)))
        self.title_changed.emit(self.title)

    def _on_structure(self, found: Structure) -> None:
        self.tools.show_scope(found.sides)
        self._kept = found.kept
        self._said = found.warnings, (found.sides.remark, *found.rows.diff.notes)
        self._show_remarks((), "")
        self._show_table(found.rows)

    def _show_remarks(self, told_by_numbers: tuple[str, ...], still: str) -> None:
        """What went wrong with a resume comes before what is merely told, of which there may be much."""
        warnings = (*self._said[0], *told_by_numbers)
        remarks = list(filter(None, [*warnings, still, *self._said[1]]))
        most = max(MAX_REMARKS, len(warnings))
        rest = [tr("… and {count} more like these", count=len(remarks) - most)] if len(remarks) > most else []
        self.remarks.say("warning" if warnings else "info", "\n".join([*map(told, remarks[:most]), *rest]))

    def _show_table(self, rows: DiffRows) -> None:
        """Show rows, and compare the numbers that they still lack."""
        self.view.rows.set_table(rows)
        self.view.show_order(rows.choice)
        self._show_list(self._why_empty(rows))
        self._measure()

    def _measure(self) -> None:
        """Compare the numbers that are still missing, those of visible rows first."""
        table = self.table
        count = 0 if table is None else self._numbers.start(table, frozenset(self.view.entries_in_sight()))
        if not count:
            self._finish()
            return
        self.sentence.setText(tr("Comparing {pairs} of tensors…", pairs=told(count_text(count, "pair"))))
        self.progress.begin(tr("Comparing tensors…"))
        self._arranging.renew()

    def _finish(self) -> None:
        """Everything is measured that can be."""
        table = self.table
        if table is None:
            return
        diff, results = table.diff, tuple(table.results)
        self._jobs.submit(_SENTENCE, pure(lambda: summarize(diff, results)), self._on_summary, self._on_failed,
                          quiet=True)
        if table.failures:
            first = next(iter(table.failures.values()))
            self.notice.say("warning", tr("{tensors} could not be compared: {reason}", reason=told(str(first)),
                                          tensors=told(count_text(len(table.failures), "tensor"))))

    def _on_summary(self, summary: Summary) -> None:
        """It is shown together with the rows that it describes."""
        self._summary = summary
        self._arranging.renew()

    def _on_shown(self) -> None:
        """The view has other rows, or other cells in them."""
        table = self.table
        if table is None:
            return
        if self.view.current_row() < 0 and self.detail.currentIndex() and not self.view.select_entry(
                self.view.first_entry()):
            self.detail.clear()
        if self._summary is not None and not self.busy:
            self._conclude(self._summary)
        self._show_list(self._why_empty(table))

    def _conclude(self, summary: Summary) -> None:
        self._summary = None
        self._show_remarks(summary.warnings, summary.still)
        self.sentence.setText(told(summary.sentence))
        if self.view.current_row() < 0:  # so that there is something to see at once
            any(map(self.view.select_entry, (self._kept, summary.most, self.view.first_entry())))
        if self.table is not None:
            self._sizes.start(self.table)
        self.settled.emit()

    def _on_stopped(self, error: Exception) -> None:
        self._finish()
        self.notice.show_error(error, tr("Stopped. Rows that say “not compared yet” have no numbers."))

    def _on_failed(self, error: Exception) -> None:
        self.sentence.setText(tr("The comparison was stopped.") if isinstance(error, Cancelled) else
                              tr("The two files could not be compared."))
        self._show_list("")
        self.notice.show_error(error)

    def _why_empty(self, table: DiffRows) -> str:
        if len(table.rows):
            return ""
        if table.choice.words:
            return tr("No row matches the filter.")
        if self.busy:
            return tr("No difference so far…")
        if table.has_differences or table.pending().any():
            return tr("Nothing that was compared differs.")
        return calm_text(table)

    def _show_list(self, instead: str) -> None:
        table = self.table
        self.placeholder.setText(instead)
        self.lists.setCurrentIndex(1 if instead else 0)
        calm = bool(instead) and table is not None and not table.choice.words and not self.busy
        self.detail.setVisible(not calm)
        if self._fresh and not instead:
            self._fresh = False
            self._hand_over()

    def _hand_over(self) -> None:
        """The rows have the keyboard, as in any tab that opens; not of who is typing into the filter already."""
        if self.isVisible() and not self.filter.text():
            self.view.setFocus()

    def _on_selected(self) -> None:
        table, number = self.table, self.view.current_entry()
        if table is None or number < 0:
            self.detail.clear()
            return
        self.detail.present(table.diff, table.diff.entries[number], str(table.failures.get(number) or ""))

    def _on_filter(self) -> None:
        self._arranging.narrow(self.filter.text())

    def _on_scrolled(self) -> None:
        """Bring the numbers of what is in view now to the front."""
        table = self.table
        if table is None or not self._numbers.running or self.changed_only.isChecked():
            return
        if any(n >= 0 and table.results[n] is None for n in self.view.entries_in_sight()):
            self._measure()

    def _on_scope(self) -> None:
        self._scope = self.scope.currentData()
        self._begin((None, None))

    def _on_exported(self, target: FilePath) -> None:
        self.notice.say("good", tr("Exported to {name}", name=plain_text(str(target), 500)),
                        (tr("Open it"), lambda: open_elsewhere(target)),
                        (tr("Show in folder"), lambda: show_folder(target)))

    def _on_by_module(self) -> None:
        """Arrange the same entries in another tree; their numbers are kept."""
        table, by_module, choice = self.table, self.by_module.isChecked(), self._arranging.choice
        if table is not None:
            self._jobs.submit(_STRUCTURE, lambda task: rearrange(table, choice, task, by_module=by_module),
                              self._on_rearranged, self._on_failed, quiet=True)

    def _on_rearranged(self, rows: DiffRows) -> None:
        before = self.table
        self._sizes.pause()
        if before is not None:
            self._kept = self.view.current_entry()
            rows.take(before)
            self._arranging.stop()
            self._show_table(rows)
            self.view.select_entry(self._kept)

    def _on_swap(self) -> None:
        kept = self.view.current_paths()[::-1]
        self.compared, self._titles = self.compared[::-1], self._titles[::-1]
        self._begin(kept)

    def retheme(self) -> None:
        """What stands in the place of the rows has a colour of its own."""
        if self.table is not None:
            self._show_list(self._why_empty(self.table))


def calm_text(table: DiffRows | None) -> str:
    """That nothing differs, as rich text."""
    if table is not None and table.diff.unlike:
        title = tr("Equal values")
        text = tr("Every tensor and every value that was compared is the same on both sides. What else differs is "
                  "named above.")
    else:
        title = tr("Identical")
        text = tr("Every tensor and every value that was compared is the same on both sides.")
    return (f"<p style='font-size:36pt; margin:0; color:{active_theme().good}'>✓</p>"
            f"<p style='font-size:15pt'><b>{title}</b></p><p>{text}</p>")
