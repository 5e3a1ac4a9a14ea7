"""What stands beside a value on both sides: one sees at once what else of an optimizer's group or of a scheduler moved.

Contract: shows one entry after another, read by a job. Its place stays empty where nothing stands beside the value.
"""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.diffing.columns import STATUS_TEXTS, State
from ckpt_viewer.core.diffing.diff import Diff, Entry
from ckpt_viewer.core.diffing.rows import side_text
from ckpt_viewer.core.diffing.siblings import Neighbour, values_beside
from ckpt_viewer.core.graph import Graph, Node, NodeId, Scalar
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import number_text, path_text
from ckpt_viewer.gui.collecting import undisturbed
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.parts.labels import ElidedLabel
from ckpt_viewer.gui.parts.laying import lay_column
from ckpt_viewer.gui.parts.plain_table import PlainTable, Row

_KEY = "beside"
_LONGEST = 1_000  # bits
_TITLES = (later("Name"), later("Status"), "A", "B", "B − A")


class BesideView(QWidget):
    """A title and a table, in which the value itself is the row that is chosen."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.title = ElidedLabel("", self)
        self.title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.table = PlainTable(_TITLES, _TITLES[-1:], _TITLES[0], self)
        self.table.setAccessibleName(tr("Values beside it"))
        self.setMinimumHeight(1)  # in a low window it gives way to the value itself
        lay_column(self.title, (self.table, 1), on=self, margins=(0, 8, 0, 0))
        self.clear()

    def present(self, diff: Diff, entry: Entry) -> None:
        """Show what stands beside an entry."""
        self.clear()
        path = entry.path_a or entry.path_b
        if not path:
            return

        def work(task: Task) -> tuple[tuple[Neighbour, ...], list[Row]]:
            with undisturbed():
                found = values_beside(diff, entry, task)
                return found, [_row(diff, neighbour) for neighbour in found]

        place = path_text(path[:-1], 200)
        self.title.show_text(tr("Values beside it in {place}", place=place) if path[1:] else
                             tr("Values beside it at the top of the file"))
        self._jobs.submit(_KEY, work, self._on_found, lambda _error: None, quiet=True)

    def clear(self) -> None:
        """Show nothing."""
        self._jobs.forget(_KEY)
        self.title.hide()
        self.table.hide()

    def _on_found(self, answer: tuple[tuple[Neighbour, ...], list[Row]]) -> None:
        found, rows = answer
        if len(found) < 2:
            return
        self.table.show_rows(rows)
        self.title.show()
        self.table.show()
        self.table.choose(next((at for at, neighbour in enumerate(found) if neighbour.asked), 0))


def numbers_of(one: Node, other: Node) -> tuple[int | float, int | float] | None:
    """Both values where they are numbers that a float can be as large as; None where a difference says nothing."""
    if not isinstance(one, Scalar) or not isinstance(other, Scalar):
        return None
    a, b = one.value, other.value
    if isinstance(a, bool) or isinstance(b, bool) or not isinstance(a, int | float) or not isinstance(b, int | float):
        return None
    if any(isinstance(value, int) and value.bit_length() > _LONGEST for value in (a, b)):
        return None
    return a, b


def _row(diff: Diff, found: Neighbour) -> Row:
    a, b = _side(diff.a, found.node_a), _side(diff.b, found.node_b)
    status: State = ("added" if found.node_a is None else "removed" if found.node_b is None else
              "identical" if found.same else "changed")
    return Row((found.name, told(STATUS_TEXTS[status]), a, b, "" if found.same else _moved(diff, found)), found.name)


def _moved(diff: Diff, found: Neighbour) -> str:
    if found.node_a is None or found.node_b is None:
        return ""
    numbers = numbers_of(diff.a[found.node_a], diff.b[found.node_b])
    return "" if numbers is None else number_text(numbers[1] - numbers[0])


def _side(graph: Graph, node: NodeId | None) -> str:
    return told(side_text(graph, node))
