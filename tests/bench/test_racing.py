"""The benchmark itself: the quickest round counts, a line says whether what was wanted came out, and it runs."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench import numbers
from tests.bench.processes import peak_mib
from tests.bench.racing import Amount, Race, run_all


@pytest.fixture(autouse=True)
def nothing_but_races() -> None:
    """Before each side of a round garbage is looked for: here among hundreds of thousands of objects of other tests,
    which took nine tenths of the time."""
    gc.freeze()  # the fixture around every test takes it back


@pytest.fixture
def takes(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Callable[[], None]]:
    """Makes acts that last as long as they are told, by a clock of the test."""
    now = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])

    def act(*seconds: float) -> Callable[[], None]:
        left: Iterator[float] = iter(seconds)

        def run() -> None:
            now[0] += next(left)

        return run

    return act


def test_the_quickest_round_of_each_counts(takes: Callable[..., Callable[[], None]]) -> None:
    (result,) = run_all([Race("a", "b", takes(3.0, 1.0, 2.0), takes(9.0, 8.0, 6.0), wanted=6.5)])
    assert (result.ours, result.peer, result.ratio, result.met) == (1.0, 6.0, 6.0, False)


def test_what_is_wanted_is_met(takes: Callable[..., Callable[[], None]]) -> None:
    results = list(run_all([Race("a", "b", takes(1.0), takes(6.0), wanted=6.0, rounds=1),
                            Amount("memory", lambda: 20.0, "MiB", 20.0), Amount("memory", lambda: 21.0, "MiB", 20.0)]))
    assert [result.met for result in results] == [True, True, False]


def test_beside_an_amount_stands_that_of_a_peer() -> None:
    results = list(run_all([Amount("memory", lambda: 20.0, "MiB", 30.0, "torch", lambda: 100.0),
                            Amount("nothing", lambda: 0.0, "MiB", 30.0, "torch", lambda: 100.0)]))
    assert [(result.peer, result.ratio, result.met) for result in results] == [(100.0, 5.0, True), (100.0, 0.0, True)]


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what memory a process held")
def test_the_most_memory_is_that_since_the_beginning() -> None:
    before = "held_before = bytearray(300 << 20); del held_before\nbegin()\n"
    assert peak_mib(before, []) < 50
    after = f"{before}held_now = bytes(range(256)) * (200 << 12); del held_now"
    assert peak_mib(after, []) == pytest.approx(200, abs=50)


@pytest.mark.timeout(600)  # 35 races of both sides, some of them programs that are started
def test_it_runs_and_writes_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                 capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out.json"
    monkeypatch.setattr(numbers, "_wait_for_kernels", lambda: None)  # a quarter of a minute, for figures nobody reads
    monkeypatch.setattr(bench, "run_all", lambda items: run_all(map(_once, items)))
    monkeypatch.setattr("sys.argv", ["bench", "numbers", "--mib", "1", "--json", str(target)])
    assert bench.main() == 0
    rows = json.loads(target.read_text())
    races = [row for row in rows if row["kind"] == "race"]
    assert len(rows) + len(races) == len(capsys.readouterr().out.splitlines()[1:])  # a race names its peer below
    assert (len(races), len(rows)) == (37, 46)
    assert all(row["ours"] > 0 and row["peer"] > 0 for row in races)


def _once(item: Race | Amount) -> Race | Amount:
    return replace(item, rounds=1) if isinstance(item, Race) else item
