"""Asks the graph of a document something, at once where it is small and else in a job."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TypeVar

from ckpt_viewer.core.document import MUCH, Document
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.task import Task, stoppable
from ckpt_viewer.gui.collecting import undisturbed
from ckpt_viewer.gui.jobs import Jobs

T = TypeVar("T")


class Asking:
    """For whatever goes over a whole graph: the places of a learning rate, what an edit makes of it."""

    def __init__(self, document: Document, jobs: Jobs) -> None:
        self._document, self._jobs = document, jobs
        self._numbers = itertools.count()

    def ask(self, work: Callable[[Graph], T], then: Callable[[T], None], failed: Callable[[Exception], None],
            title: str) -> None:
        """Go on with what pure `work` makes of the present graph, or with the CheckpointError that it raised. Where the
        document has become another one meanwhile, it is asked again."""
        graph = self._document.graph
        if len(graph) > MUCH:
            self._submit(graph, work, then, failed, title)
            return
        try:
            found = work(graph)
        except CheckpointError as error:
            failed(error)
        else:
            then(found)

    def _submit(self, graph: Graph, work: Callable[[Graph], T], then: Callable[[T], None],
                failed: Callable[[Exception], None], title: str) -> None:
        def run(task: Task) -> T:
            with undisturbed(), stoppable(task):
                return work(graph)

        def done(found: T) -> None:
            if self._document.graph is graph:
                then(found)
            else:
                self.ask(work, then, failed, title)

        self._jobs.submit(f"ask {next(self._numbers)}", run, done, failed, title)
