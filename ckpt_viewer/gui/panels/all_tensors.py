"""Every tensor of the file, or of a part of it, in one list: its distribution as a strip, its numbers, sortable.

Contract: as of every panel, see base.py. It also stands by where a single tensor is selected, with that tensor's row
marked, so that a click on a row does not take the list away. Tensors are measured while the list can be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QPushButton, QSizePolicy, QWidget

from ckpt_viewer.core.graph import Graph, NodeId, Path
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.base import Panel, PanelContext, Scope
from ckpt_viewer.gui.parts.by_rows import show_column
from ckpt_viewer.gui.parts.filter_box import FilterBox
from ckpt_viewer.gui.parts.flow import FlowLayout
from ckpt_viewer.gui.parts.labels import ElidedLabel, export_button
from ckpt_viewer.gui.parts.laying import lay_column, lay_row
from ckpt_viewer.gui.parts.notice import Notice

if TYPE_CHECKING:
    from ckpt_viewer.core.engine.base import Engine
    from ckpt_viewer.core.views.finding import Wanted
    from ckpt_viewer.core.views.tensor_table import TensorTable
    from ckpt_viewer.gui.strips.listing import Stay

T = TypeVar("T")
DETAIL = "statistics"  # the action that shows one tensor in numbers
_LIST, _CSV_KEY, _PICTURE_KEY = "all-tensors/list", "all-tensors/csv", "all-tensors/picture"
_FILTER_MS = 120
_CSV, _PNG = later("Comma-separated values (*.csv)"), later("Pictures (*.png)")


class AllTensorsPanel(Panel):
    """A filter, the list, and what is known so far."""

    title = "All tensors"
    hint = "The distribution of every tensor, one below the other, and their numbers"
    keys = (_LIST,)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from ckpt_viewer.gui.strips.arranging import ListArranging
        from ckpt_viewer.gui.strips.finding import TensorFinding
        from ckpt_viewer.gui.strips.measuring import ListMeasuring
        from ckpt_viewer.gui.strips.shades import ShadeLegend, shares
        from ckpt_viewer.gui.strips.view import StripView

        self._seen: tuple[Graph, tuple[NodeId, ...], Engine] | None = None
        self._scope: Scope = ((), ())
        self._listed: tuple[Path, ...] = ()  # what the list in sight is of
        self._stay: Stay | None = None  # where to go once there is a list
        self._focus: NodeId | None = None  # the tensor whose row is to be marked
        self._whole: TensorTable | None = None  # of the whole file: what it knows serves its parts too
        self._halted = False  # a person has stopped the measuring
        self.notice = Notice(self)
        self.filter_box = FilterBox(tr("Filter: names, shapes, dtypes"), tr("Filter the tensors"), self)
        self.view = StripView(self)
        self.state = ElidedLabel("", self)
        self.state.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.legend = ShadeLegend(shares(), self)
        self.go_on = QPushButton(tr("&Go on"), self)
        self.go_on.setToolTip(tr("Measure the tensors that have no exact numbers yet"))
        self.arranging = ListArranging(self.view, self)
        self.numbers = ListMeasuring(self)
        self.finding = TensorFinding(self.view, self)
        self._filter_timer = QTimer(self, singleShot=True, interval=_FILTER_MS)
        self._connect()
        self._lay_out()

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        from ckpt_viewer.core.views.tensor_list import holds_tensors

        if not context.nodes or context.nodes == (context.graph.root,):
            return 60
        if context.numbers is not None:
            return 2
        return 50 if any(holds_tensors(context.graph, node) for node in context.nodes) else 0

    @property
    def table(self) -> TensorTable | None:
        return self.view.rows.table

    def present(self, context: PanelContext) -> None:
        from ckpt_viewer.gui.strips.listing import list_again

        one, engine = context.numbers is not None, context.engine
        nodes, paths = context.scope
        self._focus = nodes[0] if one else None
        if one:
            kept = self._scope if self.table is not None and self.table.place_of(nodes[0]) >= 0 else ((), ())
            nodes, paths = kept if kept[0] else context.whole
        key = (context.graph, nodes, context.engine)
        known = self._seen is not None and self._seen[0] is key[0] and self._seen[1:] == key[1:]
        other_engine = self._seen is not None and self._seen[2] is not context.engine
        self._context, self._seen, self._scope = context, key, (nodes, paths)
        if known and self.table is not None:
            self._mark()
            self._measure()
            return
        self.numbers.pause()
        self.arranging.stop()
        if other_engine:
            self._whole = None
            self.view.rows.set_table(None)
        self._halted = False
        self.notice.clear()
        self.state.show_text(tr("Listing the tensors…"))
        known_before = list(dict.fromkeys(table for table in (self._whole, self.table) if table is not None))
        scope, stay = self._scope, (self._stay or self._here()).without_list()
        context.jobs.submit(_LIST, lambda task: list_again(context.graph, scope, engine, known_before, stay, task),
                            self._on_listed, self._on_failed, tr("Listing tensors"), quiet=True)

    def finder(self) -> Callable[[Wanted], None] | None:
        return self._find

    def memory(self) -> object:
        return self._stay or self._here()

    def recall(self, memory: object) -> None:
        """The filter, the order, what was unfolded and in sight; the old list stands until there is a new one."""
        from ckpt_viewer.gui.strips.listing import Stay

        if isinstance(memory, Stay):
            with QSignalBlocker(self.filter_box):
                self.filter_box.setText(memory.text)
            self.arranging.choice, self._stay = memory.choice, memory
            self.view.rows.set_table(memory.table)

    def clear(self) -> None:
        self.numbers.pause()
        self.arranging.stop()
        super().clear()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stay is not None:
            self._stay.restore(self.view)
        self._measure()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.numbers.pause()

    def _on_listed(self, made: TensorTable) -> None:
        if self._context is None:
            return
        stay = self._stay or self._here()
        left: list[object] = [self._whole, self.table, stay]
        if self._scope[0] == (self._context.graph.root,):
            self._whole = made
        self._listed, self._stay = self._scope[1], None
        self.view.rows.set_table(made)
        self.arranging.begin(self._context.jobs)
        self._mark()
        if stay.paths == self._listed:
            stay.restore(self.view)
        del stay  # the old list, which is let go of in a worker
        self._context.jobs.leave(left)
        self._tell()
        self._measure()

    def _here(self) -> Stay:
        from ckpt_viewer.gui.strips.listing import Stay

        return Stay.in_view(self.view, self._listed, self.filter_box.text(), self.arranging.choice)

    def _mark(self) -> None:
        """The row of the tensor that is selected in the tree is the current one."""
        table = self.table
        place = -1 if table is None or self._focus is None else table.place_of(self._focus)
        current = self.view.current_row()
        if table is None or place < 0 or (current >= 0 and table.folded.leaf(current) is table.folded.leaves[place]):
            return
        shown = table.bring(place)
        self.arranging.put(current)
        if shown >= 0:
            self.view.go_to_place(shown)

    def _measure(self) -> None:
        """Go on measuring, where there is something to measure and someone to see it; not what another list is about
        to take the place of."""
        if self._context is None or self.table is None or self._halted or not self.isVisible() or self.numbers.running:
            return
        if self._context.jobs.is_running(_LIST):
            return
        self.numbers.start(self.table, self._context.engine, self._context.jobs, self.view.leaves_in_sight())
        self._tell()

    def _on_arrived(self) -> None:
        table = self.table
        if table is None:
            return
        table.renew()
        self.view.rows.touch()
        self.arranging.renew()
        self.view.horizontalHeader().viewport().update()
        self.numbers.look_at(self.view.leaves_in_sight())
        self._tell()

    def _on_stopped(self, error: Exception) -> None:
        self._halted = True
        self.notice.show_error(error)
        self._on_arrived()

    def _on_go_on(self) -> None:
        self._halted = False
        self._measure()

    def _on_failed(self, error: Exception) -> None:
        self._seen = None
        self.state.show_text("")
        self.notice.show_error(error)

    def _find(self, wanted: Wanted) -> None:
        """From tensor to tensor; what a person has stopped is measured after all."""
        self.notice.clear()
        if self._halted:
            self._on_go_on()
        self.finding.jump(wanted)

    def _on_tensor_found(self, place: int, column: int) -> None:
        """Its row is the current one, here, where Enter shows it, and in the tree; what it was found by is in sight."""
        table = self.table
        assert table is not None
        current, shown = self.view.current_row(), table.bring(place)
        self.arranging.put(current)
        self.view.go_to_place(shown)
        show_column(self.view, column)
        self.view.setFocus()
        self.reveal(table.folded.leaves[place].path)

    def _on_filter(self) -> None:
        self.arranging.narrow(self.filter_box.text())

    def _on_shown(self) -> None:
        """There are other rows."""
        self.numbers.look_at(self.view.leaves_in_sight())
        self._tell()

    def _tell(self) -> None:
        table = self.table
        if table is None:
            return
        total, exact = len(table.folded.leaves), int(table.numbers.exact.sum())
        known, failed = int(table.numbers.known.sum()), len(table.failures)
        tensors = told(count_text(total, "tensor"))
        if exact + failed == total:
            words = tr("{tensors}, every element counted", tensors=tensors) if total else tr(
                "There are no tensors here.")
        else:
            words = tr("{exact:,} of {tensors}", exact=exact, tensors=tensors)
            if known > exact:
                words = tr("{words}, {count:,} more by a sample (≈)", words=words, count=known - exact)
            words = self._with_state(words)
        if failed:
            words = tr("{words}; {count:,} cannot be read", words=words, count=failed)
        self.state.show_text(words)
        self.go_on.setVisible(self._halted and exact + failed < total)
        self.finding.renew(measured=exact + failed == total)
        self._tell_others(table)

    def _tell_others(self, table: TensorTable) -> None:
        from ckpt_viewer.core.views.tensor_search import find_odd

        if self._context is not None:
            self.odd_found.emit(find_odd(table, self._context.graph, self._scope[0]))

    def _with_state(self, words: str) -> str:
        if self.numbers.running:
            return tr("Measuring… {words}", words=words)
        return tr("Stopped. {words}", words=words) if self._halted else words

    def _on_entered(self, path: Path) -> None:
        self.reveal(path)
        self.action_requested.emit(DETAIL)

    def _copy_csv(self) -> None:
        from ckpt_viewer.core.exporting import for_clipboard

        def done(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self.notice.say("good", tr("The numbers are on the clipboard as CSV."))

        self._write(lambda text, _: for_clipboard(text), done)

    def _save_csv(self) -> None:
        table = self.table
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the numbers"), "tensors.csv", tr(_CSV))
        if name and table is not None:
            self.save_csv(FilePath(name))

    def _save_picture(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the list as a picture"), "tensors.png", tr(_PNG))
        if name:
            self.save_picture(FilePath(name))

    def save_csv(self, path: FilePath) -> None:
        """Write the numbers to a file in a job; what went wrong is said in place."""
        from ckpt_viewer.core.exporting import write_text

        self._write(lambda text, task: write_text(text, path, task),
                    lambda _: self.notice.say("good", tr("Saved {name}.", name=path.name)))

    def _write(self, use: Callable[[str, Task], T], done: Callable[[T], None]) -> None:
        """Make the numbers as CSV and use them in a job, and go on here with what comes of it."""
        table, context = self.table, self._context
        if table is None or context is None:
            return
        choice = table.choice
        context.jobs.submit(_CSV_KEY, lambda task: use(table.csv(choice, task), task), done, self.notice.show_error,
                            tr("Writing the numbers"))

    def save_picture(self, path: FilePath) -> None:
        """Write the list as a picture in a job; what went wrong is said in place."""
        from ckpt_viewer.gui.parts.imaging import image_writer
        from ckpt_viewer.gui.strips.exporting import MOST_ROWS, list_image

        table, context = self.table, self._context
        if table is None or context is None:
            return
        words = tr("Saved {name}. The first {rows:,} rows are on it.", name=path.name,
                   rows=MOST_ROWS) if len(table.rows) > MOST_ROWS else tr("Saved {name}.", name=path.name)
        context.jobs.submit(_PICTURE_KEY, image_writer(list_image(self.view, table), path),
                            lambda _: self.notice.say("good", words), self.notice.show_error, tr("Writing the picture"))

    def _connect(self) -> None:
        self._filter_timer.timeout.connect(self._on_filter)
        self.filter_box.textChanged.connect(lambda _text: self._filter_timer.start())
        self.filter_box.down_pressed.connect(self.view.take_focus)
        self.view.toggled.connect(self.arranging.toggle)
        self.view.sort_wanted.connect(self.arranging.sort)
        self.arranging.shown.connect(self._on_shown)
        self.arranging.failed.connect(self.notice.show_error)
        self.view.opened.connect(self.reveal)
        self.view.entered.connect(self._on_entered)
        self.view.verticalScrollBar().valueChanged.connect(
            lambda _value: self.numbers.look_at(self.view.leaves_in_sight()))
        self.numbers.arrived.connect(self._on_arrived)
        self.numbers.finished.connect(self._on_arrived)
        self.numbers.stopped.connect(self._on_stopped)
        self.go_on.clicked.connect(self._on_go_on)
        self.finding.found.connect(self._on_tensor_found)
        self.finding.missed.connect(lambda words: self.notice.say("info", words))

    def _lay_out(self) -> None:
        self.export = export_button(self, ((tr("&Copy as CSV"), self._copy_csv),
                                           (tr("Save as C&SV…"), self._save_csv),
                                           (tr("Save as &picture…"), self._save_picture)))
        self.go_on.hide()
        top = lay_row((self.filter_box, 1), self.export)
        foot = FlowLayout()
        for part in (self.state, self.go_on, self.finding.button):
            foot.addWidget(part)
        self.setFocusProxy(self.view)
        lay_column(self.notice, top, (self.view, 1), foot, (self.legend, 0, Qt.AlignmentFlag.AlignRight), on=self,
                   margins=(8, 8, 8, 6))
