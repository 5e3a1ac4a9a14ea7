"""Both sides of one row of a comparison: two histograms on shared bins and the values in pairs, or pictures of both and
of their difference, or two values.

Contract: shows one entry after another; reads numbers through jobs. Imports pyqtgraph.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPlainTextEdit, QStackedWidget, QTabBar, QWidget

from ckpt_viewer.core.diffing.diff import Diff, Entry, title
from ckpt_viewer.core.diffing.naming import describe
from ckpt_viewer.core.diffing.rows import side_text
from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.graph import Graph, NodeId, Scalar, StorageNode, Tensor
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.wording import count_text, number_text, path_text, value_text
from ckpt_viewer.gui.compare.beside import BesideView, numbers_of
from ckpt_viewer.gui.compare.pair_table import PairView
from ckpt_viewer.gui.compare.pictures import PairPicturesView, has_pictures
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.language.lettering import fixed_font
from ckpt_viewer.gui.parts.labels import ElidedLabel, embolden, heading, hint, text_height
from ckpt_viewer.gui.parts.laying import lay_column, lay_row, scrolling_column, split_row
from ckpt_viewer.gui.parts.tabs import MarkedTabBar
from ckpt_viewer.gui.plots.distribution_view import DistributionView, Shown

_KEY = "pair histogram"
_FIELDS, _BELOW = 2, 4  # rows of the page of values: the fields, and what stands beside it, below the note
_FEW_LINES, _SHORT = 3, 80  # lines and characters
_LOW = 110  # pixels; half a window has no more for a plot
_ANY_HEIGHT = (1 << 24) - 1  # QWIDGETSIZE_MAX of Qt


class DiffDetail(QStackedWidget):
    """The lower half of a comparison."""

    def __init__(self, jobs: Jobs, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._engine = jobs, engine
        self.titles = ("A", "B")
        self._add_empty()
        self._add_tensors()
        self._add_values()
        self.clear()

    def _add_empty(self) -> None:
        self.empty = hint("", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.addWidget(self.empty)

    def _add_tensors(self) -> None:
        left = QWidget(self)  # in a low window the histogram is scrolled to, rather than drawn over its controls
        left.setMinimumWidth(280)
        self.histogram = DistributionView(left)
        self.histogram.view.plot.setMinimumHeight(_LOW)
        column = scrolling_column(left, name=tr("Histogram"))
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.histogram)
        self.pairs = PairView(self._jobs, self)
        self.pairs_hint = QLabel(self)
        self.pairs_hint.setWordWrap(True)
        self.pairs_hint.setTextFormat(Qt.TextFormat.PlainText)
        self.halves = split_row((left, 600), (self.pairs, 400))
        self.halves.setStretchFactor(0, 1)
        self.halves.setStretchFactor(1, 1)
        self.pictures = PairPicturesView(self._jobs, self)
        self.ways = QStackedWidget(self)
        self.ways.addWidget(self.halves)
        self.ways.addWidget(self.pictures)
        self.tensor_title, self.tabs = ElidedLabel("", self), self._tabs()
        embolden(self.tensor_title)
        page, top = QWidget(self), lay_row((self.tensor_title, 1), self.tabs)
        lay_column(top, self.pairs_hint, (self.ways, 1), on=page, margins=(0, 4, 0, 0))
        self.addWidget(page)

    def _tabs(self) -> QTabBar:
        """Numbers or pictures; what a person chose stays for the next tensor that has both."""
        tabs = MarkedTabBar(self)
        tabs.setDrawBase(False)
        tabs.setAccessibleName(tr("How both sides are shown"))
        for name, tip in ((tr("Numbers"), tr("Both histograms, and the values in pairs")),
                          (tr("Pictures"), tr("A, B and their difference, a colour for each value"))):
            tabs.setTabToolTip(tabs.addTab(name), tip)
        tabs.currentChanged.connect(self._show_way)
        return tabs

    def _show_way(self) -> None:
        way = 0 if self.tabs.isHidden() else self.tabs.currentIndex()
        if way == self.ways.indexOf(self.pictures):
            self.pictures.look()
        self.ways.setCurrentIndex(way)

    def _add_values(self) -> None:
        page = QWidget(self)
        grid = self._grid = QGridLayout(page)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setVerticalSpacing(3)
        self.value_title, self.value_note = heading("", page), QLabel(page)
        self.value_note.setTextFormat(Qt.TextFormat.PlainText)
        self.value_note.setWordWrap(True)
        grid.addWidget(self.value_title, 0, 0, 1, 2)
        self.sides: list[tuple[QLabel, QPlainTextEdit]] = []
        for column, letter in enumerate("AB"):
            label, field = QLabel(page), QPlainTextEdit(page)
            label.setTextFormat(Qt.TextFormat.PlainText)
            field.setReadOnly(True)
            field.setTabChangesFocus(True)
            field.setFont(fixed_font())
            field.setAccessibleName(tr("Value in {letter}", letter=letter))
            grid.addWidget(label, 1, column)
            grid.addWidget(field, _FIELDS, column)
            self.sides.append((label, field))
        grid.addWidget(self.value_note, _BELOW - 1, 0, 1, 2)
        self.beside = BesideView(self._jobs, page)
        grid.addWidget(self.beside, _BELOW, 0, 1, 2)
        self.addWidget(page)

    def clear(self) -> None:
        """Show nothing but what is to be done."""
        self._clear_tensors()
        self.beside.clear()
        self.empty.setText(tr("Select a row to see both sides."))
        self.setCurrentIndex(0)

    def present(self, diff: Diff, entry: Entry, problem: str) -> None:
        """Show both sides of an entry; `problem` says why its numbers could not be compared, if so."""
        sides = [_spec(graph, node) for graph, node in ((diff.a, entry.node_a), (diff.b, entry.node_b))]
        there = [(letter, spec) for letter, spec in zip("AB", sides, strict=True) if spec is not None]
        if there:
            self._show_tensors(diff, entry, there, problem)
        else:
            self._show_values(diff, entry)

    def _show_tensors(self, diff: Diff, entry: Entry, there: list[tuple[str, TensorSpec]], problem: str) -> None:
        self.beside.clear()
        names = dict(zip("AB", self.titles, strict=True))
        shown = [Shown(of_side(letter, names[letter]), self._engine, spec) for letter, spec in there]
        self.tensor_title.show_text(_title(entry))
        self.histogram.show_tensors(self._jobs, _KEY, shown)
        specs = diff.specs(entry)
        self.pairs.setVisible(specs is not None)
        if specs is None:
            self.pairs.clear()
            self.pictures.clear()
            self.pairs_hint.setText(told(problem) or _why_no_pairs(diff, entry, there))
        else:
            self.pairs.show_pair(*specs, self._engine)
            self.pairs_hint.setText(told(problem) or _remarks(entry, self.pairs.pairs.hidden_rows))
        self.pairs_hint.setVisible(bool(self.pairs_hint.text()))
        self._show_pictures(specs)
        self.setCurrentIndex(1)

    def _show_pictures(self, specs: tuple[TensorSpec, TensorSpec] | None) -> None:
        there = specs is not None and has_pictures(specs[0])
        if specs is not None and there:
            a, b = (of_side(*side) for side in zip("AB", self.titles, strict=True))
            self.pictures.show_pair(*specs, self._engine, (a, b))
        self.tabs.setVisible(there)
        self._show_way()

    def _clear_tensors(self) -> None:
        self.histogram.clear()
        self.pairs.clear()
        self.pictures.clear()

    def _show_values(self, diff: Diff, entry: Entry) -> None:
        self._clear_tensors()
        self.value_title.setText(_title(entry))
        nodes = ((diff.a, entry.node_a), (diff.b, entry.node_b))
        for (label, field), (graph, node), letter, name in zip(self.sides, nodes, "AB", self.titles, strict=True):
            label.setText(of_side(letter, name))
            field.setPlainText("" if node is None else _whole_value(graph, node))
            field.setPlaceholderText(tr("not in this file") if node is None else tr("empty"))
        self._fit_fields()
        self.beside.present(diff, entry)
        self.value_note.setText(_difference(diff, entry))
        self.value_note.setVisible(bool(self.value_note.text()))
        self.setCurrentIndex(2)

    def picture(self) -> QWidget | None:
        """What is drawn of both sides, if anything is."""
        if self.currentIndex() != 1:
            return None
        return self.histogram.view if self.ways.currentIndex() == 0 else self.pictures.board

    def csv(self) -> Callable[[], str] | None:
        """What makes rows for a spreadsheet of both histograms, if they are drawn."""
        return self.histogram.csv() if self.currentIndex() == 1 else None

    def _fit_fields(self) -> None:
        """Short values stand in fields of their height; long ones take all the room there is."""
        lines = max(field.blockCount() for _, field in self.sides)
        short = lines <= _FEW_LINES and all(field.document().characterCount() < _SHORT for _, field in self.sides)
        height = max(text_height(field) for _, field in self.sides)
        for _, field in self.sides:
            field.setMaximumHeight(height if short else _ANY_HEIGHT)
        self.beside.setVisible(short)
        self._grid.setRowStretch(_FIELDS, 0 if short else 1)
        self._grid.setRowStretch(_BELOW, 1 if short else 0)


def of_side(letter: str, name: str) -> str:
    """Which side, and what it is or where it lies."""
    return tr("{side}: {name}", side=letter, name=name)


def _remarks(entry: Entry, hidden: int) -> str:
    """How a pair was found, and how much of it is not listed."""
    words = [tr("Recognised as {evidence}.", evidence=told(entry.evidence)) if entry.evidence else "",
             tr("{elements} not listed", elements=told(count_text(hidden, "more element"))) if hidden else ""]
    return " ".join(filter(None, words))


def _title(entry: Entry) -> str:
    places = dict.fromkeys(path_text(path) if path else told(path_text(path))
                           for path in (entry.path_a, entry.path_b) if path is not None)
    return "  →  ".join(places) or title(entry)


def _spec(graph: Graph, node: NodeId | None) -> TensorSpec | None:
    match None if node is None else graph[node]:
        case Tensor(spec=spec):
            return spec
        case StorageNode(storage):
            return TensorSpec(storage.dtype, (storage.nbytes // storage.dtype.itemsize,), (1,), 0, storage)
        case _:
            return None


def _why_no_pairs(diff: Diff, entry: Entry, there: list[tuple[str, TensorSpec]]) -> str:
    """Why the elements of both sides do not stand beside one another."""
    if entry.node_a is None or entry.node_b is None:
        return tr("Only {side} has this tensor.", side=there[0][0])
    if len(there) == 2:
        return tr("A has {a}, B has {b}: elements of different shapes cannot be paired.",
                  a=told(side_text(diff.a, entry.node_a)), b=told(side_text(diff.b, entry.node_b)))
    return tr("A has {a}, B has {b}.",
              a=told(describe(diff.a[entry.node_a])), b=told(describe(diff.b[entry.node_b])))


def _whole_value(graph: Graph, node: NodeId) -> str:
    held = graph[node]
    return value_text(held.value) if isinstance(held, Scalar) else told(describe(held))


def _difference(diff: Diff, entry: Entry) -> str:
    """How far a number moved; the words of the entry where it is none."""
    if entry.node_a is None or entry.node_b is None:
        return tr("Only in A") if entry.node_b is None else tr("Only in B")
    one, other = diff.a[entry.node_a], diff.b[entry.node_b]
    if not isinstance(one, Scalar) or not isinstance(other, Scalar):
        return told(entry.text)
    moved = numbers_of(one, other)
    if moved is None:
        return ""
    a, b = moved
    factor = f",   B / A = {number_text(b / a)}" if a else ""
    return f"B − A = {number_text(b - a)}{factor}"
