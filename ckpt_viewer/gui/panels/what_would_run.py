"""What loading the open file in Python would import and call: every name with what it is and where it is used.

Contract: as of every panel, see base.py. Accepts every selection: the names used at or below it, or all of the file.
The file is looked through once; what opening has noticed already stands there until then.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QLabel, QWidget

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.graph import Global, Graph, NodeId, Path
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.scanning import Finding, ScanReport, glance, installed_list, places_of, scan, summary
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.wording import count_text, plain_text
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.panels.briefly import place
from ckpt_viewer.gui.parts.labels import embolden, hint, push_button
from ckpt_viewer.gui.parts.laying import STRETCH, fill, lay_row, scrolling_column
from ckpt_viewer.gui.parts.notice import Mood, Notice
from ckpt_viewer.gui.parts.plain_table import PlainTable, Row
from ckpt_viewer.gui.parts.wrap_label import WrapLabel

_SCAN, _PLACES = "runs", "runs-places"
_MOODS: dict[str, Mood] = {"known_only": "info", "unknown_code": "warning", "dangerous": "danger",
                           "unreadable": "danger"}
_NOTE_MOODS: dict[str, Mood] = {"info": "info", "warning": "warning", "danger": "danger"}
_ALLOWED = {"allowed": later("yes"), "unknown": later("no"), "dangerous": later("no, dangerous")}
_MOST_NOTES = 8
_MOST_NODES = 50
_MOST_SHOWN = 5_000
_WORDS = 120  # pixels for the words that say what a name is; of the chosen one they stand below as well
_NAME = 300  # pixels for a name before anything else: it is what a person has to judge
_TITLES = (later("Name"), later("Allowed"), later("What it is"), later("It would be"))

Places = Mapping[Global, tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the panel shows: the nodes of a graph, none of them for the whole file."""

    graph: Graph
    nodes: tuple[NodeId, ...]
    paths: tuple[Path, ...]


class WhatWouldRunPanel(Panel):
    """A sentence, what is odd about the file, the names, and the places of the name that is chosen."""

    title = "What would run"
    hint = "What loading this file in Python would import and call"
    keys = (_SCAN, _PLACES)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scope: _Scope | None = None
        self._scanned: Checkpoint | None = None
        self._revealed: Path | None = None
        self._report: ScanReport | None = None
        self._used: Places = {}
        self._findings: tuple[Finding, ...] = ()
        self._places: tuple[Path, ...] = ()
        self.verdict, self.failure = Notice(self), Notice(self)
        self.notes = [Notice(self) for _ in range(_MOST_NOTES)]
        self.source = hint("", self)
        self.scope = QLabel(self)
        self.back = push_button(tr("Whole file"), self, self._on_back)
        self.names = PlainTable(_TITLES, parent=self, least=_NAME, narrow=_WORDS, prose=(_TITLES[2],),
                                spare=_TITLES[2:])
        self.names.setAccessibleName(tr("Names that loading in Python would import"))
        self.names.chosen.connect(self._on_name_chosen)
        self.names.selectionModel().currentRowChanged.connect(lambda index, _: self._show_places(index.row()))
        self.places_title = WrapLabel(self)
        embolden(self.places_title)
        self.places = PlainTable((later("Place in the tree"),), parent=self)
        self.places.setAccessibleName(tr("Where the name is used"))
        self.places.chosen.connect(self._on_place_chosen)
        self.places.clicked.connect(lambda index: self._on_place_chosen(index.row()))
        self._lay_out()

    @classmethod
    def accepts(cls, context: PanelContext) -> int:  # noqa: ARG003 (there is always an answer)
        return 4

    def present(self, context: PanelContext) -> None:
        self._context = context
        if context.document.checkpoint is not self._scanned:
            self._scan(context)
        came_from_here = self._revealed is not None and context.paths == (self._revealed,)
        if came_from_here and self._scope is not None and self._scope.graph is context.graph:
            return  # a click on a place must not narrow the list that it stands in
        self._revealed = None
        whole = not context.nodes or context.nodes == (context.graph.root,)
        self._look(_Scope(context.graph, () if whole else context.nodes[:_MOST_NODES], context.paths[:_MOST_NODES]))

    def clear(self) -> None:
        if self._report is None or self._context is None:
            self._scanned = None
        super().clear()
        self._scope = None

    # -- asking -----------------------------------------------------------------------------------------------------

    def _scan(self, context: PanelContext) -> None:
        checkpoint = context.document.checkpoint
        self._scanned = checkpoint
        self._on_scanned(glance(checkpoint))
        context.jobs.submit(_SCAN, lambda task: scan(checkpoint, task, allowed=installed_list()), self._on_scanned,
                            self._on_failed, title=tr("Looking through the file"))

    def _look(self, scope: _Scope) -> None:
        if self._scope == scope or self._context is None:
            return
        self._scope = scope
        self._context.jobs.submit(_PLACES, lambda task: _places(scope, task), self._on_placed, self._on_failed,
                                  title=tr("Where names are used"), quiet=True)

    def _on_scanned(self, report: ScanReport) -> None:
        self._report = report
        self.verdict.say(_MOODS[report.verdict], summary(report))
        notes = report.notes  # of TorchScript, that it is a program is one of them
        shown = [(_NOTE_MOODS[note.severity], plain_text(note.text, 1000)) for note in notes[:_MOST_NOTES]]
        if len(notes) > _MOST_NOTES:
            more = tr("… and {count:,} more. `ckpt scan` lists them all.", count=len(notes) - _MOST_NOTES + 1)
            shown[-1] = ("danger", more)
        for position, notice in enumerate(self.notes):
            notice.say(*(shown[position] if position < len(shown) else ("info", "")))
        self.source.setText(tr("Allowed is what torch.load(…, weights_only=True) accepts, by {allowed_by}. "
                               "Nothing was imported to see this.",
                               allowed_by=told(report.allowed_by)))
        self._show()

    def _on_placed(self, used: Places) -> None:
        self._used = used
        self._show()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._scanned = self._scope = None  # to be asked again
        else:
            self.failure.show_error(error)

    # -- showing ----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        scope, report = self._scope, self._report
        if report is None:
            return
        narrow = scope is not None and bool(scope.nodes)
        listed = (f for f in report.globals if not narrow or _name(f) in self._used)
        self._findings = tuple(listed)[:_MOST_SHOWN]
        self.scope.setText(_scope_text(scope, len(self._findings)) if narrow and scope else "")
        self.scope.setVisible(narrow)
        self.back.setVisible(narrow)
        chosen = self.names.currentIndex().row()
        self.names.show_rows([_row(finding, self._used.get(_name(finding), ())) for finding in self._findings])
        self.names.fit_height(14)
        self.names.setVisible(bool(self._findings))
        self.source.setVisible(bool(self._findings))
        if self._findings:
            self.names.choose(min(max(0, chosen), len(self._findings) - 1))
        else:
            self._show_places(-1)

    def _show_places(self, row: int) -> None:
        there = 0 <= row < len(self._findings)
        self._places = self._used.get(_name(self._findings[row]), ()) if there else ()
        self.places_title.setVisible(there)
        self.places.setVisible(bool(self._places))
        if there:
            self.places_title.setText(_places_title(self._findings[row], len(self._places)))
            self.places.show_rows([Row((place(path),)) for path in self._places])
            self.places.fit_height(8)

    def _on_name_chosen(self, row: int) -> None:
        if 0 <= row < len(self._findings) and self._places:
            self._on_place_chosen(0)

    def _on_place_chosen(self, row: int) -> None:
        if self._context is not None and 0 <= row < len(self._places):
            self._revealed = self._places[row]
            self.reveal(self._revealed)

    def _on_back(self) -> None:
        """The whole file, while what is selected stays selected."""
        if self._context is not None:
            self._revealed = self._context.paths[0] if len(self._context.paths) == 1 else None
            self._look(_Scope(self._context.graph, (), ()))
            self.names.setFocus()

    def _lay_out(self) -> None:
        self.scope.setWordWrap(True)
        row = lay_row((self.scope, 1), self.back)
        fill(scrolling_column(self, 10), self.failure, self.verdict, *self.notes, row, self.names, self.source,
             self.places_title, self.places, STRETCH)
        for late in (self.names, self.scope, self.back, self.places_title, self.places):
            late.hide()


def _places(scope: _Scope, task: Task) -> Places:
    if not scope.nodes:
        return places_of(scope.graph, task)
    found: dict[Global, tuple[Path, ...]] = {}
    for node, path in zip(scope.nodes, scope.paths, strict=True):
        for name, places in places_of(scope.graph, task, node, path).items():
            found[name] = (*found.get(name, ()), *places)
    return found


def _name(finding: Finding) -> Global:
    return Global(finding.module, finding.name)


def _row(finding: Finding, places: tuple[Path, ...]) -> Row:
    name = plain_text(str(_name(finding)), 200)
    known = told(plain_text(finding.meaning, 200)) if finding.meaning else tr(
        "not known here: code of a project, or of a library")
    first = place(places[0], 120) if places else tr("not in the tree")
    where = tr("first at {where}", where=told(plain_text(finding.where, 200)))
    done = _done_with(finding)
    tip = "\n".join((name, known, done, where, first))
    return Row((name, tr(_ALLOWED[finding.level]), known, done), tip,
               (1,) if finding.level == "dangerous" else ())


def _done_with(finding: Finding) -> str:
    if not finding.called:
        return tr("imported")
    return tr("called once") if finding.called == 1 else tr("called {count:,} times", count=finding.called)


def _scope_text(scope: _Scope, names: int) -> str:
    rows = told(count_text(len(scope.nodes), "selected row"))
    where = place(scope.paths[0], 120) if len(scope.paths) == 1 else rows
    if not names:
        return tr("Nothing in {place} names anything.", place=where)
    return tr("{names} used in {place}", names=told(count_text(names, "name")), place=where)


def _places_title(finding: Finding, places: int) -> str:
    name, where = plain_text(str(_name(finding)), 120), told(plain_text(finding.where, 200))
    if finding.meaning:
        name = tr("{name} ({meaning})", name=name, meaning=told(plain_text(finding.meaning, 120)))
    if not places:
        return tr("{name} was not found in the tree: what it would make is thrown away, or hidden. It is in {where}.",
                  name=name, where=where)
    return tr("{name}: {places} in the tree. In the file first in {where}.", name=name,
              places=told(count_text(places, "place")), where=where)
