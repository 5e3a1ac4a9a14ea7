"""Panels as a tab shows them: a real document, real jobs and the engine that runs without torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.graph import Graph, Mapping, Node, NodeId, Path, Scalar, ScalarValue, Sequence, Tensor
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.theme import active_theme, apply_theme
from tests.tensors import spec_of

P = TypeVar("P", bound=Panel)
Content = Any  # a dict, list, tuple, number, text or numpy array; a Node as it is


def document_of(content: Content, **details: Any) -> Document:
    """A document that holds what Python literals and numpy arrays say."""
    nodes: list[Node] = []

    def add(value: Content) -> NodeId:
        place = len(nodes)
        nodes.append(Scalar(None))
        match value:
            case dict():
                nodes[place] = Mapping(tuple(value), tuple(add(v) for v in value.values()))
            case list() | tuple():
                nodes[place] = Sequence(type(value).__name__, tuple(add(v) for v in value))
            case np.ndarray():
                nodes[place] = Tensor(spec_of(value, key=str(place)))
            case None | bool() | int() | float() | complex() | str() | bytes():
                nodes[place] = Scalar(value)
            case node:
                nodes[place] = node
        return place

    root = add(content)
    return Document(Checkpoint(Graph(nodes, root), MemorySource(b"", "sample.pth"), "torch_zip", **details))


@dataclass
class Stage:
    """Where a panel stands; it is shown again after each edit, as the tab does."""

    qtbot: QtBot
    jobs: Jobs
    engine: Engine = field(default_factory=CpuEngine)
    document: Document = field(default_factory=lambda: document_of({}))
    panel: Panel | None = None
    paths: tuple[Path, ...] = ()
    revealed: list[Path] = field(default_factory=list)

    def show(self, kind: type[P], content: Content, *paths: Path, wait: bool = True, **details: Any) -> P:
        """A panel of this kind on the nodes at these paths of a document."""
        self.document = content if isinstance(content, Document) else document_of(content, **details)
        made = kind()
        self.panel = made
        self.qtbot.addWidget(made)
        made.resize(640, 600)
        made.show()
        self.select(*paths, wait=wait)
        return made

    def select(self, *paths: Path, wait: bool = True) -> None:
        self.paths = paths
        self._present()
        if wait:
            self.settle()

    def settle(self) -> None:
        """Until all numbers are in."""
        self.qtbot.waitUntil(lambda: self.jobs.idle)

    def context(self, *paths: Path) -> PanelContext:
        graph = self.document.graph
        nodes = tuple(graph.resolve(path) for path in paths)
        return PanelContext(self.document, graph, nodes, paths, self.engine, self.jobs, self._apply,
                            self.revealed.append)

    def value(self, *path: Any) -> ScalarValue:
        held = self.document.graph[self.document.graph.resolve(path)]
        assert isinstance(held, Scalar)
        return held.value

    def _apply(self, *edits: Edit, text: str = "") -> None:
        self.document.apply(*edits, text=text)
        self._present()

    def _present(self) -> None:
        context = self.context(*self.paths)
        assert self.panel is not None
        assert self.panel.accepts(context) > 0
        self.panel.present(context)


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    """In the light theme, whatever a test of another file has left the application in."""
    app = QApplication.instance()
    if active_theme().is_dark and isinstance(app, QApplication):
        apply_theme(app, "light")
    jobs = Jobs()
    made = Stage(qtbot, jobs)
    yield made
    if made.panel is not None:
        made.panel.clear()
    made.panel = None  # pytest holds this fixture longer than the window may live
    jobs.shutdown()


@pytest.fixture
def accepts() -> Callable[..., int]:
    """How well a kind of panel fits the nodes at these paths."""

    def ask(kind: type[Panel], content: Content, *paths: Path) -> int:
        document = document_of(content)
        graph = document.graph
        nodes = tuple(graph.resolve(path) for path in paths)
        engine, jobs = CpuEngine(), Jobs()
        return kind.accepts(PanelContext(document, graph, nodes, paths, engine, jobs, _no_edit, lambda _: None))

    return ask


def _no_edit(*_edits: Edit, text: str = "") -> None:
    raise AssertionError(f"nobody asked for {text}")


def same(a: npt.NDArray[Any], b: Any) -> bool:
    return bool(np.array_equal(np.asarray(a), np.asarray(b)))
