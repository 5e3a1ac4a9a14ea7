"""What a way of looking at a node must offer.

Contract: `accepts` is asked of the class before a panel is made, so it is cheap and reads only the graph. A panel is
made once per tab, the first time it accepts something, and is then given one context after another. It computes
nothing itself: it asks `context.jobs` (keys need be unique among panels only, as each tab has its own Jobs) and draws
the answer. A panel's module must not import numpy, pyqtgraph or torch at import time: it does so when it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.arrays import tensor_at
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.graph import Graph, Node, NodeId, Path, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.gui.jobs import Jobs

if TYPE_CHECKING:  # numpy comes with it, and the window must be there before
    from ckpt_viewer.core.engine.base import Engine
    from ckpt_viewer.core.views.finding import Wanted
    from ckpt_viewer.core.views.tensor_search import Odd
    from ckpt_viewer.core.views.value_range import ValueRange

Scope = tuple[tuple[NodeId, ...], tuple[Path, ...]]


class Apply(Protocol):
    """Apply edits as one step of the history; a refusal is shown by the tab, not raised."""

    def __call__(self, *edits: Edit, text: str = "") -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class PanelContext:
    """What is selected and what a panel may use. `nodes` and `paths` run alike; both are empty where nothing is
    selected, which stands for the whole file. `reveal` selects the node at a path in the tree."""

    document: Document
    graph: Graph
    nodes: tuple[NodeId, ...]
    paths: tuple[Path, ...]
    engine: Engine
    jobs: Jobs
    apply: Apply
    reveal: Callable[[Path], None]

    @property
    def whole(self) -> Scope:
        return (self.graph.root,), ((),)

    @property
    def scope(self) -> Scope:
        """The nodes that are looked at, and their paths."""
        return (self.nodes, self.paths) if self.nodes else self.whole

    @property
    def only(self) -> Node | None:
        """The node, where exactly one is selected."""
        return self.graph[self.nodes[0]] if len(self.nodes) == 1 else None

    @property
    def numbers(self) -> Tensor | None:
        """The tensor, or the array of numpy as one, where exactly one node is selected and has numbers."""
        return tensor_at(self.graph, self.nodes[0]) if len(self.nodes) == 1 else None


class Panel(QWidget):
    """One way of looking at the selection. `title` is the text of its tab, `hint` its tooltip. `action_requested`
    asks for an action of the menus by its id. `values_marked` brings a range of values that a person has marked in a
    tensor, or None: the other panels mark it too. `element_wanted` brings the index of an element that a person wants
    to see in the table of values. `odd_found` brings what is known not to be finite, or None: the other panels may
    tell it. `keys` are those of the jobs for one selection alone."""

    action_requested = Signal(str)
    values_marked = Signal(object)  # ValueRange | None
    element_wanted = Signal(object)  # tuple[int, ...]
    odd_found = Signal(object)  # Odd | None

    title: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    keys: ClassVar[tuple[str, ...]] = ()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context: PanelContext | None = None

    @classmethod
    def accepts(cls, context: PanelContext) -> int:  # noqa: ARG003
        """How well this panel fits the selection: 0 = not at all; the panel with the highest number comes first."""
        raise AssertionError(f"{cls.__name__} does not say what it accepts")

    def present(self, context: PanelContext) -> None:  # noqa: ARG002
        """Show this selection. Called when the panel is in front, again after each edit of what is shown."""
        raise AssertionError(f"{type(self).__name__} does not show anything")

    def begin_edit(self) -> None:
        """Put the cursor where the selection is changed, if there is such a place, at once or when it has been read."""

    def picture(self) -> QWidget | None:
        """What of it can be copied and exported as an image, if there is such a thing now."""
        return None

    def mark_values(self, values: ValueRange | None) -> None:
        """Mark what lies between these values, which were marked elsewhere, if this panel can."""

    def tell_odd(self, odd: Odd | None) -> None:
        """Tell what was found elsewhere not to be finite, if this panel does and shows the same."""

    def show_element(self, index: tuple[int, ...]) -> None:
        """Bring an element of the tensor into sight, if this panel can."""

    def finder(self) -> Callable[[Wanted], None] | None:
        """What goes to an extreme of what it shows or to what is not finite, if there is such a thing now."""
        return None

    def csv(self) -> Callable[[], str] | None:
        """What makes rows for a spreadsheet of what it shows, if there is such a thing now."""
        return None

    def memory(self) -> object:
        """What a person chose here that is worth keeping when the same file is read again; None where nothing is."""
        return None

    def recall(self, memory: object) -> None:
        """Begin with what `memory` of another panel of this kind gave, None where that gave nothing. Called once."""

    def clear(self) -> None:
        """Stop what runs for the last selection and let go of it."""
        self._forget_jobs()
        self._context = None

    def reveal(self, path: Path) -> None:
        """Select in the tree what lies at a path."""
        if self._context is not None:
            self._context.reveal(path)

    def _forget_jobs(self) -> None:
        if self._context is not None:
            for key in self.keys:
                self._context.jobs.forget(key)
