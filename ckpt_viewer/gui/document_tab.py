"""An open file: its tree on the left, ways of looking at the selection on the right, its edits and its engine.

Contract: owns the `Document` and lets go of all it holds in `shut`, to be called before it goes. Edits go through
`apply`, `undo` and `redo` here, so that tree, panels and title follow. This is one of the edges where any exception of
a panel is caught: a panel that fails says so in its place and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.document import Document, Step, make_step
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.graph import Graph, NodeId, Path, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.outline.view import OutlineView
from ckpt_viewer.core.sources.local import identity_at
from ckpt_viewer.core.task import Task, looking_up
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.asking import Asking
from ckpt_viewer.gui.disk_watch import DiskWatch
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panel_stack import PanelStack
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.parts.banner import Banner
from ckpt_viewer.gui.parts.drag_out import DragOut
from ckpt_viewer.gui.parts.kept_splitter import SideBySide
from ckpt_viewer.gui.parts.laying import lay_column
from ckpt_viewer.gui.tree.pane import TreePane

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.engine.base import Engine
    from ckpt_viewer.core.formats.checksums import ByteCheck, Marking

T = TypeVar("T")
Make = Callable[[Graph], Step | None]

SETTLE_MS = 30  # holding an arrow key must not start a job per row
MOST_SHOWN = 1000  # selected nodes that panels are told of; nobody reads more at once
TREE_SHARE, TREE_MOST = 0.54, 920  # of the width; pixels in which all columns of most files fit
_OF_THE_DISK = ("changed", "gone", "reload")  # topics: what would be lost by whom
EDITOR = later("Value")  # the panel in which a single value is changed


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What a job has made of a file, ready to be shown. `updated`: it may have been updated in place."""

    path: FilePath
    document: Document
    view: OutlineView
    engine: Engine
    panels: tuple[type[Panel], ...]
    updated: bool = False


class DocumentTab(QWidget):
    """One file. Its panels show something once it is to be seen: of twenty files that are opened together, most are
    never looked at.

    `reload_wanted` is emitted when a person asks for the file as it now is on disk."""

    selection_changed = Signal()
    edited = Signal()
    title_changed = Signal()
    reload_wanted = Signal()
    action_requested = Signal(str)  # a panel asks for an action of the menus by its id

    def __init__(self, opened: Opened, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path, self.document, self.engine = opened.path, opened.document, opened.engine
        self._file_engine, self._updated = opened.engine, opened.updated
        self.jobs = jobs.branch(self)
        self._asking = Asking(self.document, self.jobs)
        self.banner = Banner(self)
        self.tree = TreePane(opened.view, self.path.name, self.jobs, self)
        self.panels = PanelStack(opened.panels, guarded, self)
        self.drag_out = DragOut(self.jobs, self)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self.watch = DiskWatch(self.path, self.document, self.jobs, self)
        self._due = True  # the panels do not show what is selected
        self._arrange()
        self._settle.timeout.connect(self._on_settled)
        self.watch.changed.connect(self._on_changed)
        self.watch.gone.connect(self._on_gone)
        self.watch.back.connect(self._on_back)
        self.watch.wanted.connect(self.reload_wanted)
        self.tree.choice_changed.connect(self._on_choice)
        self.tree.tree.edit_requested.connect(self.edit_value)
        self.panels.action_requested.connect(self.action_requested)
        for dragged in (self.tree.tree.drag_requested, self.panels.drag_requested):
            dragged.connect(self._on_dragged)
        self.drag_out.told.connect(lambda mood, text: self.banner.tell(mood, text, topic="drag"))
        if self.document.checkpoint.damage:
            self.banner.tell("warning", _sentence(self.document.checkpoint.damage_told),
                             (tr("Save what can be read…"), lambda: self.action_requested.emit("rescue")),
                             topic="damage")

    def _arrange(self) -> None:
        self.splitter = SideBySide(self.tree, self.panels, "splitter-document", share=TREE_SHARE, most=TREE_MOST)
        self.tree.setMinimumWidth(260)
        self.panels.setMinimumWidth(300)
        lay_column(self.banner, (self.splitter, 1), on=self, margins=(8, 8, 8, 6), spacing=8)
        self.setFocusProxy(self.tree)

    @property
    def title(self) -> str:
        """The name of the file, without its folder."""
        return plain_text(self.path.name, 300)

    @property
    def dirty(self) -> bool:
        return self.document.dirty

    @property
    def updated(self) -> bool:
        """Whether the file may have been updated in place, so that this can be taken back."""
        return self._updated and not self.document.written

    @property
    def on_device(self) -> str:
        """The device that tensors were loaded onto, or an empty string while they are read from the file."""
        return "" if self.engine is self._file_engine else self.engine.device

    @property
    def settled(self) -> bool:
        """False while a change of the selection or the filter has not reached the panels or the tree."""
        return not self._settle.isActive() and self.tree.settled

    def selection(self) -> tuple[NodeId, ...]:
        """The selected nodes, in the order of the tree."""
        return tuple(node for node, _ in self.tree.selection())

    def paths(self) -> tuple[Path, ...]:
        """The paths of the selected nodes."""
        return tuple(path for _, path in self.tree.selection())

    def places(self) -> Callable[[], tuple[Path, ...]]:
        """What makes the paths of what is selected now; for a job, where that may be a million."""
        outline, picked = self.tree.outline, self.tree.tree.picked
        return lambda: tuple([outline.path(row) for row in looking_up(picked.tolist())])

    def apply(self, *edits: Edit, text: str = "") -> None:
        """Apply edits as one step, in a job where there is much to change. What cannot be done is said in place."""
        self.change(lambda graph: make_step(graph, edits, text))

    def follow_recipe(self, path: FilePath) -> None:
        """Do what a recipe file says, as one step. What cannot be done is said in place."""
        from ckpt_viewer.core.recipes import read_recipe, replayed

        checkpoint = self.document.checkpoint
        self.change(lambda graph: replayed(checkpoint, graph, replace(read_recipe(path), name=path.name)))

    def change(self, make: Make, then: Callable[[Step | None], None] = lambda _step: None) -> None:
        """Take the step that `make` makes of the present graph, then go on with it."""
        def take(step: Step | None) -> None:
            if self.banner.topic == "edit":
                self.banner.clear()
            left: list[object] = [*self.document.history.undone]  # no longer to be done again
            self._follow(self.document.take(step))
            if left:
                self.jobs.leave(left)
            then(step)

        self.ask(make, take, tr("Changing {title}", title=self.title))

    def ask(self, work: Callable[[Graph], T], then: Callable[[T], None], title: str) -> None:
        """As `Asking.ask`; what `work` cannot do is said in place."""
        self._asking.ask(work, then, partial(self.banner.tell_error, topic="edit"), title)

    def undo(self) -> None:
        self._follow(self.document.undo())

    def redo(self) -> None:
        self._follow(self.document.redo())

    def edit_value(self) -> None:
        """Put the cursor where the selected value is changed; nothing happens where it is not a single value."""
        self.present()
        if len(self.tree.tree.picked) == 1 and self.panels.bring(EDITOR):
            front = self.panels.front
            if front is not None:
                guarded(front.begin_edit)

    def check_bytes(self) -> None:
        """Read the whole file in a job and compare it with its checksums; the outcome is said in place."""
        from ckpt_viewer.core.formats.checksums import Marking, check_bytes

        checkpoint, states = self.document.checkpoint, self.document.states

        def work(task: Task) -> tuple[ByteCheck, Marking]:
            check = check_bytes(checkpoint.graph, checkpoint.source, task)
            marking = Marking(check.mismatches)
            for graph in states:
                marking.apply(graph, task)
            return check, marking

        self.jobs.submit("check", work, self._on_checked, partial(self.banner.tell_error, topic="check"),
                         tr("Checking every byte of {title}", title=self.title))

    def reveal(self, path: Path) -> None:
        """Select the node at a path."""
        self.tree.reveal(path)

    def show_parameter(self, name: str) -> None:
        """Select the parameter that a timeline calls so, as soon as a job has found it."""
        graph = self.document.graph

        def find(_task: Task) -> Path | None:
            from ckpt_viewer.core.diffing.timeline import parameter_at  # most tabs come from no timeline

            return parameter_at(graph, name)

        if name:
            self.jobs.submit("parameter", find, lambda path: None if path is None else self.reveal(path), quiet=True)

    def note_saved(self, target: FilePath) -> None:
        """The document was written to a file: the title may lose its mark, and our own write is no news."""
        if target == self.path:
            self.document.mark_written(identity_at(target))
            if self.banner.topic in _OF_THE_DISK:  # what was there is no more
                self.banner.clear()
            self._show(frozenset())
        self.title_changed.emit()
        self.edited.emit()

    def use_engine(self, engine: Engine | None) -> None:
        """Compute with another engine, or from the file again; memory of the last one is given back."""
        old, self.engine = self.engine, self._file_engine if engine is None else engine
        if old is not self._file_engine and old is not self.engine:
            _release(old)
        self.present()
        self.edited.emit()

    def make_ready(self) -> None:
        """Make what takes long, before the tab is to be seen."""
        self.tree.tree.look_ahead()
        self.panels.make_for(self._context())

    def present(self) -> None:
        """Show the panels what is selected, now or when the tab is to be seen."""
        self._settle.stop()
        self._due = not self.isVisible()
        if not self._due:
            self._present(self._context())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._due:
            self.present()

    @property
    def following(self) -> bool:
        """Whether the file is read again whenever it was changed on disk, as a running training does."""
        return self.watch.following

    def follow(self, wanted: bool) -> None:
        """Follow the file from now on, or no longer."""
        self.watch.follow(wanted)
        if wanted and self.banner.topic == "changed":
            self.banner.clear()
        self.edited.emit()

    def take_over(self, old: DocumentTab) -> None:
        """Stand where another tab of the same file stood: what is selected and in sight, the filter, the panel."""
        self.splitter.setSizes(old.splitter.sizes())
        self.tree.take_over(old.tree)
        self.panels.take_over(old.panels)
        self.present()
        if old.following:
            self.follow(True)

    def reopened(self) -> Opened:
        """What another tab of the same document is made of."""
        return Opened(self.path, self.document, self.tree.model.view.twin(), self._file_engine, self.panels.kinds,
                      self._updated)

    def succeed(self, old: DocumentTab) -> None:
        """Stand where another tab of the same document stood, with its engine and its marks; the old one is left with
        the file's."""
        self.engine, old.engine = old.engine, self._file_engine
        self.tree.show_graph(self.document.graph, frozenset(), self.document.edited)
        self.take_over(old)
        self.title_changed.emit()

    def shut(self) -> None:
        """Stop everything and give back memory on a device. The file stays open: a comparison may read on."""
        self.watch.stop()
        self._settle.stop()
        self.panels.clear()
        self.jobs.shutdown()
        self.drag_out.shut()
        if self.engine is not self._file_engine:
            _release(self.engine)

    def _follow(self, touched: frozenset[NodeId]) -> None:
        if not touched:
            return
        self._show(touched)
        self.title_changed.emit()
        self.edited.emit()

    def _show(self, touched: frozenset[NodeId]) -> None:
        """The present graph, with a mark on what the file holds otherwise."""
        self.tree.show_graph(self.document.graph, touched, self.document.edited)
        self.present()

    def _on_checked(self, found: tuple[ByteCheck, Marking]) -> None:
        check, marking = found
        touched = self.document.learn(check, marking)
        if check.mismatches:
            self._show(touched)
            self.banner.tell("danger", _sentence(check.sentence), (tr("Save what can be read…"),
                             lambda: self.action_requested.emit("rescue")), topic="check")
        else:
            self.banner.tell("good" if check.checked else "info", _sentence(check.sentence), topic="check")

    def _on_dragged(self) -> None:
        """The tensors that are selected leave the window."""
        graph = self.document.graph
        found = [(str(path[-1]) if path else self.path.stem, held) for node, path in self.tree.selection(MOST_SHOWN)
                 if isinstance(held := graph[node], Tensor)]
        self.drag_out.begin(found)

    def _on_choice(self) -> None:
        self._settle.start()

    def _context(self) -> PanelContext:
        picked = self.tree.selection(MOST_SHOWN)
        nodes, paths = tuple(node for node, _ in picked), tuple(path for _, path in picked)
        return PanelContext(self.document, self.document.graph, nodes, paths, self.engine, self.jobs, self.apply,
                            self.reveal)

    def _present(self, context: PanelContext) -> None:
        self.panels.present(context, len(self.tree.tree.picked))
        self.selection_changed.emit()

    def _on_settled(self) -> None:
        """A panel that there was not yet is made in a turn of its own: with a plot in it, that takes 30 ms."""
        if not self.isVisible():
            self.present()
        elif self.jobs.making_ready or self.panels.make_for(context := self._context()):
            self._settle.start()
        else:
            self._present(context)

    def _on_changed(self) -> None:
        text = (tr("{title} was changed on disk after it was opened. Reloading it would lose your edits here.",
                   title=self.title)
                if self.dirty else tr("{title} was changed on disk after it was opened.", title=self.title))
        offers = [(tr("Reload"), self.reload_wanted.emit)]
        if not self.dirty:  # a training may be writing it
            offers.append((tr("Follow it"), partial(self.follow, True)))
        self.banner.tell("warning", text, *offers, topic="changed")

    def _on_gone(self) -> None:
        self.banner.tell("warning", tr("{title} is no longer there: it was deleted or moved. What is open here can "
                                       "still be saved.", title=self.title),
                         (tr("Save as…"), lambda: self.action_requested.emit("save-as")), topic="gone")

    def _on_back(self) -> None:
        if self.banner.topic == "gone":
            self.banner.clear()


def guarded(act: Callable[[], int | None]) -> int | Exception | None:
    """Run a panel's code; whatever goes wrong is an answer, not the end of the window."""
    try:
        return act()
    except Exception as error:  # noqa: BLE001
        return error


def _sentence(words: str) -> str:
    """What the core says without a stop."""
    return tr("{sentence}.", sentence=told(plain_text(words, 500)))


def _release(engine: Engine) -> None:
    release = getattr(engine, "release", None)
    if release is not None:
        release()
