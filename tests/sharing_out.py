"""Shares the tests out among the processes of `pytest -n`: a file goes to one of them as a whole, the longest first.

Contract: what a file makes once for all its tests is made once, and its tests follow one another as they are written.
Where a process crashes, the test it was at has failed and is not tried again; the rest is done by others. One that
crashes as it ends fails the run, too. Only imported where pytest-xdist has been asked for.
"""

from __future__ import annotations

import signal

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

# Folders whose files stay together: journeys press keys and move a pointer in windows of several processes, one after
# the other; the engine's tests compile the same machine code into one place.
TOGETHER = ("tests/journeys/", "tests/core/engine/")
# What takes longest by itself comes first, or at the end one process would be at it alone.
LONGEST = (
    *TOGETHER, "tests/screens/test_screens.py", "tests/core/saving/test_killed.py", "tests/core/pickles/test_budget.py",
    "tests/security/test_around_files.py", "tests/security/test_hostile_in_window.py", "tests/bench/test_racing.py",
)


class ByFile(LoadScopeScheduling):
    """Gives files, or folders whose files stay together, to whoever is idle."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)

    def _assign_work_unit(self, node: WorkerController) -> None:
        longest = next((scope for scope in LONGEST if scope in self.workqueue), None)
        if longest is not None:
            self.workqueue.move_to_end(longest, last=False)
        super()._assign_work_unit(node)

    def remove_node(self, node: WorkerController) -> str | None:
        """The test that a process was at when it crashed, None where it has ended in order; what it left undone waits.

        The scheduler below would have that test crash one process after the other.
        """
        work = self.assigned_work.pop(node)
        crashed = next((test for tests in work.values() for test, done in tests.items() if not done), None)
        for scope, tests in work.items():
            left = {test: False for test, done in tests.items() if not done and test != crashed}
            if left:
                self.workqueue[scope] = left
        for other in self.nodes:
            self._reschedule(other)
        return crashed


class Endings:
    """A process that has done its tests and crashes in going has not ended well; pytest-xdist does not look."""

    def __init__(self) -> None:
        self._ended: list[WorkerController] = []
        self._crashes: list[str] = []

    def pytest_testnodedown(self, node: WorkerController, error: object) -> None:
        if error is None:  # or it is known already
            self._ended.append(node)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        for node in self._ended:
            status = node.gateway._io.wait()
            if status not in (0, -signal.SIGKILL):  # who takes too long over it, on a busy machine, is killed
                self._crashes.append(f"FAILED: {node.gateway.id} has crashed after its last test ({status})")
                session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for crash in self._crashes:
            terminalreporter.write_line(crash)
