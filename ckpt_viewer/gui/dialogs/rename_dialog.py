"""Rename many tensors by a regular expression, after showing every old and new name.

Contract: as of every ChangeDialog. The plan is made in a job; names that cannot be are red, come first and keep the
button grey.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from PySide6.QtCore import QTimer
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.kinds import strippable
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.recipes import NewName, RenameMatching, Renaming, refused
from ckpt_viewer.core.task import looking_up, pure
from ckpt_viewer.core.wording import count_text, path_text, plain_text
from ckpt_viewer.gui.dialogs.change_dialog import ChangeDialog, ScopeBox
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.base import Apply
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.choice_tree import choice_tree, plain_row
from ckpt_viewer.gui.parts.labels import heading
from ckpt_viewer.gui.parts.laying import fill
from ckpt_viewer.gui.parts.text_size import open_at
from ckpt_viewer.gui.theme import active_theme

_KEY, _PRESETS = "rename-preview", "rename-presets"
_SHOWN = 500  # rows; nobody reads more at once
_PREFIX = "prefix."
_PROBLEM = 2  # the column that says why a name cannot be
EXPLAIN = later("Every tensor name that matches the pattern is changed, as Python's re.sub does it. "
                "The optimizer's parameter names and the versions of modules follow.")


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """What of a plan is shown, those that cannot be before others; how many names change and how many cannot, and
    whether in several places."""

    first: tuple[tuple[Path, NewName], ...]
    count: int
    problems: int
    several: bool

    @classmethod
    def of(cls, plan: tuple[Renaming, ...]) -> _Names:
        rows = [(renaming.path, name) for renaming in plan for name in looking_up(renaming.names)]
        bad = list(islice((row for row in looking_up(rows) if row[1].problem), _SHOWN))
        good = islice((row for row in rows if not row[1].problem), _SHOWN - len(bad))
        return cls((*bad, *good), len(rows), refused(plan), len(plan) > 1)


class RenameDialog(ChangeDialog):
    """`selected` is the place that was selected, empty for none; `strip` begins with taking the file's prefix off."""

    def __init__(self, document: Document, apply: Apply, jobs: Jobs, selected: Path = (),
                 parent: QWidget | None = None, *, strip: bool = False) -> None:
        super().__init__(tr("Rename by pattern"), tr(EXPLAIN), tr("&Rename"), document, apply, parent)
        self._jobs, self._strip = jobs, strip
        self.scope = ScopeBox(selected, tr("all state_dicts of the file"), self)
        self.preset, self.pattern, self.replacement = ChoiceBox(self), QLineEdit(self), QLineEdit(self)
        self.title = heading(tr("Names that change"), self)
        self.table: QTreeWidget = choice_tree(self, tr("Names that change"), (tr("Now"), tr("New"), ""))
        self._ask = QTimer(self, singleShot=True, interval=80)
        self._ask.timeout.connect(self._on_ask)
        self._build()
        self.apply_button.setEnabled(False)
        self.pattern.setFocus()
        open_at(self, 760, 520)

    @property
    def busy(self) -> bool:
        """True while what is typed has not been planned."""
        return self._ask.isActive() or any(map(self._jobs.is_running, (_KEY, _PRESETS)))

    def edits(self) -> tuple[Sequence[Edit], str]:
        return [self._operation()], ""

    def done(self, result: int) -> None:
        self._ask.stop()
        for key in (_KEY, _PRESETS):
            self._jobs.forget(key)
        super().done(result)

    def _operation(self) -> RenameMatching:
        return RenameMatching(self.pattern.text(), self.replacement.text(), self.scope.pointer)

    def _build(self) -> None:
        graph = self.document.graph
        self._presets: list[tuple[str, str, str]] = []
        self.preset.addItem(tr("Choose…"))
        self._jobs.submit(_PRESETS, pure(lambda: strippable(graph)), self._show_presets,
                          lambda _error: None, quiet=True)
        self.pattern.setPlaceholderText(tr("for example ^encoder\\.(\\d+)"))
        self.replacement.setPlaceholderText(tr("for example blocks.\\1; leave it empty to take the match away"))
        for label, field in ((tr("&Often needed:"), self.preset), (tr("&Pattern:"), self.pattern),
                             (tr("&New:"), self.replacement), (tr("&In:"), self.scope)):
            self.form.addRow(label, field)
        self.form.setRowVisible(self.scope, self.scope.count() > 1)
        self.table.setColumnHidden(_PROBLEM, True)
        fill(self.column, self.title, (self.table, 1))
        self.preset.activated.connect(self._on_preset)
        for line in (self.pattern, self.replacement):
            line.textChanged.connect(self._on_typed)
        self.scope.currentIndexChanged.connect(self._on_typed)

    def _show_presets(self, prefixes: tuple[str, ...]) -> None:
        self._presets = _presets(prefixes)
        self.preset.addItems([title for title, _, _ in self._presets])
        if self._strip and prefixes and not self.pattern.text():
            self.preset.setCurrentIndex(1)
            self._on_preset(1)

    def _on_preset(self, at: int) -> None:
        if at > 0:
            _, pattern, replacement = self._presets[at - 1]
            self.pattern.setText(pattern)
            self.replacement.setText(replacement)
            field = self.replacement if replacement == _PREFIX else self.pattern
            field.setFocus()
            field.selectAll()

    def _on_typed(self) -> None:
        self.apply_button.setEnabled(False)
        self._ask.start()

    def _on_ask(self) -> None:
        if not self.pattern.text():
            self._jobs.forget(_KEY)
            self._show(_Names.of(()))
            self.notice.clear()
            return
        operation, graph = self._operation(), self.document.graph
        self._jobs.submit(_KEY, pure(lambda: _Names.of(operation.plan(graph))), self._on_planned, self._on_failed,
                          tr("Planning the new names"), quiet=True)

    def _on_planned(self, names: _Names) -> None:
        self._show(names)
        if names.problems:
            self.notice.say("danger", tr("{count} cannot be: they are red. Nothing can be renamed until the "
                                         "pattern leaves them apart.",
                                         count=told(count_text(names.problems, "name"))))
        else:
            self.notice.say("info", "" if names.count else tr("No tensor's name matches this pattern, or none "
                                                              "would change."))
        self.apply_button.setEnabled(bool(names.count) and not names.problems)

    def _on_failed(self, error: Exception) -> None:
        self._show(_Names.of(()))
        self.notice.show_error(error)

    def _show(self, names: _Names) -> None:
        self.table.clear()
        self.table.setColumnHidden(_PROBLEM, not names.problems)
        self.table.addTopLevelItems([self._row(path, name, several=names.several) for path, name in names.first])
        count = names.count
        title = (tr("Names that change") if not count else tr("Names that change: {count:,}", count=count)
                 if count <= _SHOWN else
                 tr("Names that change: {count:,}, the first {shown:,} are shown", count=count, shown=_SHOWN))
        self.title.setText(title)

    def _row(self, path: Path, name: NewName, *, several: bool) -> QTreeWidgetItem:
        before = f"{path_text(path, 80)}: " if several else ""
        row = plain_row([f"{before}{plain_text(name.old, 200)}", plain_text(name.new, 200), told(name.problem)])
        if name.problem:
            for column in range(self.table.columnCount()):
                row.setForeground(column, QBrush(QColor(active_theme().danger)))
        return row


def _presets(prefixes: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Titles, patterns and replacements: prefixes that the file has, and one to put before every name."""
    strips = [(tr("Take “{prefix}” off the front", prefix=plain_text(prefix, 40)), f"^{re.escape(prefix)}", "")
              for prefix in prefixes]
    return [*strips, (tr("Put a prefix before every name"), "^", _PREFIX)]
