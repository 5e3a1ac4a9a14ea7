"""Facts as names and values in neat columns, in as many columns as the width allows.

Contract: values are plain text that can be copied; the widget follows the palette by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.gui.language import cut_told
from ckpt_viewer.gui.parts.labels import heading, plain_tip
from ckpt_viewer.gui.parts.laying import lay_row
from ckpt_viewer.gui.parts.spoken import spoken_cell
from ckpt_viewer.gui.parts.text_size import scaled
from ckpt_viewer.gui.parts.wrap_label import WrapLabel

_COLUMN = 250  # pixels that a group needs beside another
_MOST_NAMES = 0.55  # of the width of a group
_LONG_WORD = 160  # pixels of a name such as decoupled_weight_decay, which is not broken where the values leave them
_NAMES = 130  # pixels up to which the names of one group make those of others as wide


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and a value in words. `strong` is for what a person must not overlook; `tip` is plain text."""

    name: str
    value: str
    strong: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class FactGroup:
    title: str
    facts: tuple[Fact, ...]


class FactGrid(QWidget):
    """Groups of facts beside or below one another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[_Group, ...] = ()
        self._columns = 0
        self._row = lay_row(on=self, margins=0, spacing=24)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_groups(self, groups: Sequence[FactGroup]) -> None:
        """Show these in place of what was there. Groups of the same names only change their values."""
        shape = [(g.title, [f.name for f in g.facts]) for g in groups]
        if shape != [g.shape for g in self._groups]:
            self._rebuild(groups)
        for widget, group in zip(self._groups, groups, strict=True):
            widget.fill(group)

    def value(self, name: str) -> str:
        """The value shown under a name, empty where there is none."""
        return next((label.text() for g in self._groups for n, label in g.values if n == name), "")

    def room(self, name: str) -> int:
        """How many pixels the value under a name has, 0 where there is none."""
        return next((label.width() for g in self._groups for n, label in g.values if n == name), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _rebuild(self, groups: Sequence[FactGroup]) -> None:
        for old in self._groups:
            old.setParent(None)
            old.deleteLater()
        self._groups = tuple(_Group(group, self) for group in groups)
        self._columns = 0
        self._arrange()

    def _arrange(self) -> None:
        columns = max(1, min(len(self._groups), self.width() // scaled(_COLUMN)))
        if columns == self._columns or not self._groups:
            return
        self._columns = columns
        while (taken := self._row.takeAt(0)) is not None:
            if (old := taken.layout()) is not None:
                old.deleteLater()
        piles: list[list[_Group]] = [[] for _ in range(columns)]
        for group in self._groups:
            min(piles, key=lambda pile: sum(len(above.values) + 2 for above in pile)).append(group)
        for pile in piles:
            stack = QVBoxLayout()
            self._row.addLayout(stack, 1)  # while it is empty: see `_stack`
            _stack(pile, stack)


def _stack(pile: Sequence[_Group], stack: QVBoxLayout) -> None:
    """Groups below one another, their values in one line from top to bottom.

    `addLayout` has PySide before 6.12 make a Python object for each thing that is in the inner layout by then, and keep
    it as long as the outer one lives. When the inner one goes first, nobody tells PySide: it takes whatever Qt puts to
    the same place in memory for what was there, a header for a space, or frees a widget's Python object twice.
    """
    names = max(group.name_width for group in pile)
    stack.setSpacing(10)
    for group in pile:
        group.align(min(names, scaled(_NAMES)))
        stack.addWidget(group)
        group.show()
    stack.addStretch(1)


class _Group(QWidget):
    def __init__(self, group: FactGroup, parent: QWidget) -> None:
        super().__init__(parent)
        self.shape = (group.title, [f.name for f in group.facts])
        self.values: list[tuple[str, WrapLabel]] = []
        self._names: list[WrapLabel] = []
        self._aligned = 0  # pixels that the names are to take
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        if group.title:
            grid.addWidget(heading(group.title, self), 0, 0, 1, 2)
        for row, fact in enumerate(group.facts, 1):
            name, value = _name(fact.name, self), WrapLabel(self)
            value.setAlignment(Qt.AlignmentFlag.AlignTop)  # beside the first line of a name that takes two
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            self._names.append(name)
            self.values.append((fact.name, value))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._limit()

    def _limit(self) -> None:
        """A name takes no more than half of it, or somewhat more where the values leave it: one from a file may be as
        long as it likes."""
        values = max((value.sizeHint().width() for _, value in self.values), default=0)
        left = self.width() - values - self._grid.horizontalSpacing()
        most = max(self.width() // 2, min(left, max(int(self.width() * _MOST_NAMES), scaled(_LONG_WORD))))
        for name in self._names:
            name.setMaximumWidth(most)
        self._grid.setColumnMinimumWidth(0, min(self._aligned, self.width() // 2))

    @property
    def name_width(self) -> int:
        """Pixels that the names need."""
        return max((name.sizeHint().width() for name in self._names), default=0)

    def align(self, names: int) -> None:
        """Let the values begin where those of other groups do."""
        self._aligned = names
        self._limit()

    def fill(self, group: FactGroup) -> None:
        for (_, label), fact in zip(self.values, group.facts, strict=True):
            shown = cut_told(fact.value)
            if label.text() != shown:
                label.setText(shown)
                label.updateGeometry()
            label.setAccessibleName(spoken_cell(fact.name, shown))
            label.setToolTip(plain_tip(fact.tip))
            font = QFont(self.font())
            font.setBold(fact.strong)
            label.setFont(font)
        self._limit()


def _name(text: str, parent: QWidget) -> WrapLabel:
    label = WrapLabel(parent)
    label.setText(text)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
