"""Change the learning rate everywhere a checkpoint stores it, after showing every place.

Contract: `LrEditor` is told the rates of a document's graph and applies at most one step through the `apply` it was
given. What follows what is the core's to know (`core.optimizer`); here is only the choice.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QStyle,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit, SetValue
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.optimizer import LrChange, LrPlace
from ckpt_viewer.core.recipes import LearningRate
from ckpt_viewer.core.wording import brief_text, count_text, number_text, path_text, read_value, value_text
from ckpt_viewer.gui.dialogs.change_dialog import one_line
from ckpt_viewer.gui.dialogs.lr_choice import (
    Group,
    StoredRates,
    Wish,
    changes_for,
    doubts,
    groups_of,
    left_words,
    step_text,
)
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.base import Apply
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.choice_tree import ROW_PADDING, choice_tree, fit_rows, plain_row, ticked_row, ticks
from ckpt_viewer.gui.parts.labels import heading, hint, verb_buttons
from ckpt_viewer.gui.parts.laying import STRETCH, fill, lay_column
from ckpt_viewer.gui.parts.notice import Mood, Notice
from ckpt_viewer.gui.parts.reading_order import InReadingOrder
from ckpt_viewer.gui.parts.text_size import USUAL, open_at, widen

NOTHING_STORED = later(
    "No learning rate is stored in this file.\nIt lies in the state of an optimizer, which this file does not hold. "
    "Open a training checkpoint that was saved with optimizer.state_dict(), or give the learning rate where the "
    "optimizer is made: torch.optim.SGD(model.parameters(), lr=0.01)."
)
_LONGEST = "-0.00023816778784387102"  # as many digits as a float can need
_LONG = 12  # characters of a rate
_FEW_ROWS = 6
_NEW = 2  # the column of new rates, empty at first


class LrEditor(InReadingOrder, QDialog):
    """The dialog. Enter changes what is ticked, Escape leaves everything as it is."""

    def __init__(self, document: Document, apply: Apply, rates: StoredRates, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._apply, self._graph = apply, document.graph
        self._places, self._arguments = rates.places, rates.arguments
        self._groups = groups_of(rates)
        self._changes: tuple[LrChange, ...] = ()
        self.setWindowTitle(tr("Change the learning rate"))
        self.notice = Notice(self)
        layout = lay_column(on=self, spacing=10)
        if not self._groups:
            self._build_empty(layout)
            return
        self._build(layout)
        self._fill_groups()
        self._start_value()
        self._refresh()
        groups = len(self._groups) if len(self._groups) > 1 else 0
        rows = min(len(self._places), 2 * _FEW_ROWS) + min(groups, _FEW_ROWS)
        open_at(self, 760, 290 + rows * (USUAL + ROW_PADDING) + (3 * USUAL if self._arguments else 0))
        self._widen()

    def _widen(self) -> None:
        """So that no reason is cut, also beside new rates."""
        rates = self.fontMetrics().horizontalAdvance("≈ 0.000123456") - self.table.header().sectionSizeHint(_NEW) // 2
        tick = self.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth) + 2 * ROW_PADDING
        widen(self, self.table.needed + rates + tick)

    def _build_empty(self, layout: QVBoxLayout) -> None:
        self.notice.say("info", tr(NOTHING_STORED))
        self.buttons = QDialogButtonBox(self)
        self.buttons.rejected.connect(self.reject)
        self.buttons.addButton(tr("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        fill(layout, self.notice, STRETCH, self.buttons)
        open_at(self, 520, 180)

    def _build(self, layout: QVBoxLayout) -> None:
        explain = QLabel(tr("An optimizer that is restored from this file goes on with the learning rate "
                            "stored in it. Schedulers keep copies; those follow, or the first step would "
                            "bring the old rate back."), self)
        explain.setWordWrap(True)
        layout.addWidget(explain)
        self._build_groups(layout)
        self._build_fields(layout)
        layout.addWidget(self.notice)
        self.left = hint(left_words(self._arguments), self)
        self.table_title = heading("", self)
        self.table = choice_tree(self, tr("Places that will change"), (tr("Place"), tr("Now"), tr("New"), tr("Why")))
        self.table.itemChanged.connect(self._on_ticked)
        fill(layout, self.table_title, (self.table, 1), self.left)
        self.left.setVisible(bool(self.left.text()))
        self.buttons, self.apply_button = verb_buttons(self, tr("C&hange"), self._on_apply, tr("Cancel"))
        layout.addWidget(self.buttons)

    def _build_groups(self, layout: QVBoxLayout) -> None:
        self.optimizer = ChoiceBox(self)
        self.optimizer.setAccessibleName(tr("Optimizer"))
        self.groups = choice_tree(self, tr("Param groups"), (tr("Param group"), tr("Learning rate now")))
        self.groups.itemChanged.connect(self._refresh)
        fill(layout, self.optimizer, self.groups)
        optimizers = tuple(dict.fromkeys(group.key[0] for group in self._groups))
        self.optimizer.addItem(tr("All {count} optimizers", count=len(optimizers)), None)
        for path in optimizers:
            self.optimizer.addItem(path_text(path or ()), path)
        self.optimizer.setVisible(len(optimizers) > 1)
        self.optimizer.currentIndexChanged.connect(self._fill_groups)
        self.groups.setVisible(len(self._groups) > 1)

    def _build_fields(self, layout: QVBoxLayout) -> None:
        grid = QGridLayout()
        self.set_radio = QRadioButton(tr("&New value"), self)
        self.multiply_radio = QRadioButton(tr("&Multiply by"), self)
        self.value, self.factor = QLineEdit(self), QLineEdit("0.1", self)
        self.value.setAccessibleName(tr("New learning rate"))
        self.value.setPlaceholderText(tr("for example 1e-3"))
        self.factor.setAccessibleName(tr("Factor for the learning rate"))
        self._modes = QButtonGroup(self)
        for row, (radio, field) in enumerate(((self.set_radio, self.value), (self.multiply_radio, self.factor))):
            self._modes.addButton(radio)
            field.setFixedWidth(field.fontMetrics().horizontalAdvance(_LONGEST) + 24)
            field.textEdited.connect(lambda _text, radio=radio: radio.setChecked(True))
            field.textChanged.connect(self._refresh)
            grid.addWidget(radio, row, 0)
            grid.addWidget(field, row, 1)
        self.now = QLabel(self)
        grid.addWidget(self.now, 0, 2)
        grid.setColumnStretch(2, 1)
        self.set_radio.setChecked(True)
        self._modes.buttonToggled.connect(self._refresh)
        layout.addLayout(grid)

    def _fill_groups(self) -> None:
        wanted = self.optimizer.currentData()
        self.groups.blockSignals(True)
        self.groups.clear()
        for group in self._groups:
            if self.optimizer.currentIndex() <= 0 or group.key[0] == wanted:
                row = plain_row([group.title, brief_text(group.value)], ("", value_text(group.value)))
                row.setData(0, Qt.ItemDataRole.UserRole, group)
                row.setCheckState(0, Qt.CheckState.Checked)
                self.groups.addTopLevelItem(row)
        self.groups.blockSignals(False)
        fit_rows(self.groups, min(self.groups.topLevelItemCount(), _FEW_ROWS))
        if hasattr(self, "value"):
            self._refresh()

    def _start_value(self) -> None:
        values = list(dict.fromkeys(group.value for group in self._groups))
        if len(values) == 1:
            self.value.setText(value_text(values[0]))
            self.value.selectAll()
            self.now.setText(tr("now {value}", value=brief_text(values[0])))
            self.now.setToolTip(value_text(values[0]))
        self.value.setFocus()

    def _chosen(self) -> tuple[Group, ...]:
        rows = (self.groups.topLevelItem(n) for n in range(self.groups.topLevelItemCount()))
        return tuple(row.data(0, Qt.ItemDataRole.UserRole) for row in rows
                     if row is not None and row.checkState(0) == Qt.CheckState.Checked)

    def _wish(self) -> Wish:
        """What the fields say. Raises InvalidEdit."""
        multiply = self.multiply_radio.isChecked()
        number = read_value((self.factor if multiply else self.value).text(), "float")
        assert isinstance(number, float)
        return Wish(number, multiply)

    def _refresh(self) -> None:
        """Show what the fields and ticks would do now."""
        chosen = self._chosen()
        try:
            wish = self._wish()
        except InvalidEdit as error:
            self._show((), "info" if not self._field_text() else "danger", _sentence(error, self._field_text()))
            return
        if not chosen:
            self._show((), "info", tr("Tick at least one param group."))
            return
        changes = changes_for(self._graph, self._places, chosen, wish)
        mood, text = doubts(wish, tuple(wish.applied_to(group.value) for group in chosen), changes)
        same = "" if changes else tr("This is the learning rate already; nothing would change.")
        self._show(changes, mood, text or same)

    def _field_text(self) -> str:
        return (self.factor if self.multiply_radio.isChecked() else self.value).text().strip()

    def _show(self, changes: tuple[LrChange, ...], mood: Mood, text: str) -> None:
        unticked = {row_change.place.node for row_change, ticked in self._rows() if not ticked}
        self._changes = changes
        self.notice.say(mood, text)
        self.table.blockSignals(True)
        self.table.clear()
        self.table.addTopLevelItems([_change_row(change, on=change.place.node not in unticked) for change in changes]
                                    or [_place_row(place) for place in self._stored()])
        self.table.blockSignals(False)
        self._on_ticked()

    def _stored(self) -> list[LrPlace]:
        """Where the chosen groups keep their rate, to be seen before anything is to change."""
        keys = {group.key for group in self._chosen()}
        return [place for place in self._places if place.key in keys and place.why]

    def _rows(self) -> list[tuple[LrChange, bool]]:
        return list(zip(self._changes, ticks(self.table), strict=True)) if self._changes else []

    def _on_ticked(self) -> None:
        ticked = sum(on for _, on in self._rows())
        self.table_title.setText(tr("What will change: {ticked} of {count}",
                                    ticked=ticked, count=told(count_text(len(self._changes), "place")))
                                 if self._changes else tr("Where it is stored"))
        self.apply_button.setEnabled(ticked > 0)

    def _on_apply(self) -> None:
        chosen, wish = self._chosen(), self._wish()
        edits: list[Edit] = [SetValue(c.place.node, c.new, path_text(c.place.path))
                             for c, ticked in self._rows() if ticked]
        if not edits:
            return
        if len(edits) == len(self._rows()) and len(chosen) == len(self._groups) and not wish.multiply:
            edits = [LearningRate(wish.number)]  # the same, and in a recipe it fits files with other places
        self._apply(*edits, text=step_text(chosen, wish))
        self.accept()


def _change_row(change: LrChange, *, on: bool) -> QTreeWidgetItem:
    return ticked_row([path_text(change.place.path), _rate_text(change.old), _rate_text(change.new),
                       told(change.place.why)], ("", value_text(change.old), value_text(change.new), ""), on=on)


def _place_row(place: LrPlace) -> QTreeWidgetItem:
    return plain_row([path_text(place.path), _rate_text(place.value), "", told(place.why)],
                     ("", value_text(place.value), "", ""))


def _rate_text(rate: float) -> str:
    """Short enough for the reason beside it; the tooltip has all digits, which a schedule leaves behind."""
    text = brief_text(rate)
    return text if len(text) <= _LONG else f"≈ {number_text(rate)}"


def _sentence(error: InvalidEdit, typed: str) -> str:
    if not typed:
        return tr("Type the new learning rate, for example 0.001, 1e-3 or 3e-4.")
    return one_line(error)
