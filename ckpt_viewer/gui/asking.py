"""Asks a graph something, at once where it is small and else in a job."""

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


def find_out(jobs: Jobs, key: str, graph: Graph, work: Callable[[Graph], T], then: Callable[[T], None],
             failed: Callable[[Exception], None], title: str = "") -> None:
    """Go on with what pure `work` makes of a graph, or with the CheckpointError that it raised. A job without a title
    is a quiet one."""
    if len(graph) > MUCH:
        def run(task: Task) -> T:
            with undisturbed(), stoppable(task):
                return work(graph)

        jobs.submit(key, run, then, failed, title, quiet=not title)
        return
    try:
        found = work(graph)
    except CheckpointError as error:
        failed(error)
    else:
        then(found)


class Asking:
    """For whatever goes over the whole graph of a document: the places of a learning rate, what an edit makes of it."""

    def __init__(self, document: Document, jobs: Jobs) -> None:
        self._document, self._jobs = document, jobs
        self._numbers = itertools.count()

    def ask(self, work: Callable[[Graph], T], then: Callable[[T], None], failed: Callable[[Exception], None],
            title: str) -> None:
        """As `find_out` of the present graph. Where the document has changed meanwhile, it is asked again."""
        graph = self._document.graph

        def done(found: T) -> None:
            if self._document.graph is graph:
                then(found)
            else:
                self.ask(work, then, failed, title)

        find_out(self._jobs, f"ask/{next(self._numbers)}", graph, work, done, failed, title)
