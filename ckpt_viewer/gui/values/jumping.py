"""To the extremes of a tensor and to what is not finite: the search, and a button that offers it.

Contract: the search is a job under the key given. Where one has got to is remembered, so that the next NaN is the next;
`begin` forgets it. The keys that the button names are those of the actions in the View menu, which do the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from ckpt_viewer.core.task import Cancelled
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, tr
from ckpt_viewer.gui.parts.labels import push_button
from ckpt_viewer.gui.parts.notice import error_text

if TYPE_CHECKING:
    from ckpt_viewer.core.engine.base import Engine
    from ckpt_viewer.core.views.finding import Wanted

Ints = tuple[int, ...]
JUMPS: tuple[tuple[Wanted, str, str], ...] = (
    ("largest", later("&Largest value"), "Ctrl+Alt+M"), ("smallest", later("&Smallest value"), "Ctrl+Alt+N"),
    ("next-odd", later("&Next NaN or infinity"), "F3"),
    ("previous-odd", later("&Previous NaN or infinity"), "Shift+F3"))


class Jumping(QObject):
    """`found` brings the index of the element, `missed` says why there is none."""

    found = Signal(object)  # tuple[int, ...]
    missed = Signal(str)

    def __init__(self, parent: QWidget, where: Callable[[], Ints | None] | None = None) -> None:
        """`where` says which element a person looks at; without, it is the one found last."""
        super().__init__(parent)
        self._where = where
        self._jobs: Jobs | None = None
        self._engine: Engine | None = None
        self._spec: TensorSpec | None = None
        self._key = ""
        self._at: Ints | None = None
        self.button = push_button(tr("F&ind"), parent, tip=tr("Find the largest or smallest value, NaN or infinity"))
        menu = QMenu(self.button)
        for wanted, text, keys in JUMPS:
            menu.addAction(f"{tr(text)}\t{keys}").triggered.connect(partial(self._on_chosen, wanted))
        self.button.setMenu(menu)

    def begin(self, jobs: Jobs, key: str, engine: Engine, spec: TensorSpec) -> None:
        """Search this tensor from now on."""
        self.stop()
        self._jobs, self._key, self._engine, self._spec, self._at = jobs, key, engine, spec, None

    def stop(self) -> None:
        """Search nothing."""
        if self._jobs is not None:
            self._jobs.forget(self._key)
        self._jobs = self._engine = self._spec = None

    def jump(self, wanted: Wanted) -> None:
        """Search in a job."""
        from ckpt_viewer.core.views.finding import find_element

        jobs, engine, spec = self._jobs, self._engine, self._spec
        after = self._where() if self._where is not None else self._at
        if jobs is None or engine is None or spec is None:
            return
        jobs.submit(self._key, lambda task: find_element(engine, spec, wanted, after, task),
                    partial(self._on_found, wanted), self._on_failed, title=tr("Searching"))

    def _on_chosen(self, wanted: Wanted, _checked: bool = False) -> None:
        self.jump(wanted)

    def _on_found(self, wanted: Wanted, index: Ints | None) -> None:
        if index is None:
            odd = wanted in ("next-odd", "previous-odd")
            self.missed.emit(tr("Every value is finite: there is no NaN and no infinity.") if odd else
                             tr("There is no finite value."))
            return
        self._at = index
        self.found.emit(index)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.missed.emit(error_text(error))
